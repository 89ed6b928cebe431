"""A JupyterLab of its own for whoever drives a browser: the browser tests and `make bench`.

It listens on loopback, works on a copy of the notebooks, has an empty home and the settings that
the course ships, and ends with the block that asked for it.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.lab import Server

ROOT = Path(__file__).resolve().parents[2]
# Chromium loads two pages for its address bar with every window, in half a second of a processor.
# Of two such lists the last counts, so that what Playwright turns off itself stands here as well.
_OFF = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    f"--disable-features={','.join(_OFF)}",
]


def chromium() -> str | None:
    """The path of a Chromium, or None if there is none: CHROMIUM names another."""
    given = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return given if Path(given).is_file() else shutil.which("chromium")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def jupyterlab(base: Path, *options: str) -> Iterator[Server]:
    """Start JupyterLab (which also serves Notebook 7), and end it afterwards.

    Args:
        base: an empty folder; the notebooks lie in `work` within it, answers in `data`.
        *options: more of the server's own, such as `--LabApp.expose_app_in_browser=True`.

    Raises:
        RuntimeError: if it does not start, with the end of its log.
    """
    work, home, data = base / "work", base / "home", base / "data"
    for folder in (work, home, data):
        folder.mkdir(exist_ok=True)
    # The settings that the course ships, as start.py places them.
    settings = base / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True)
    overrides = json.loads((ROOT / "jupyter" / "overrides.json").read_text(encoding="utf-8"))
    (settings / "overrides.json").write_text(json.dumps(overrides), encoding="utf-8")
    hooks = base / "etc" / "jupyter_server_config.d"
    hooks.mkdir(parents=True)
    shutil.copy(ROOT / "jupyter" / "server.json", hooks / "friend-request.json")
    chosen = base / "user-settings"
    port = _free_port()
    environment = {
        **os.environ,
        "HOME": str(home),
        "FRIEND_REQUEST_DATA": str(data),
        "JUPYTER_PATH": str(base / "share" / "jupyter"),
        "JUPYTERLAB_SETTINGS_DIR": str(chosen),
        "JUPYTER_CONFIG_DIR": str(base / "config"),
        "JUPYTER_CONFIG_PATH": str(base / "etc"),
    }
    log = base / "server.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyterlab",
                "--no-browser",
                "--allow-root",
                "--ip=127.0.0.1",
                f"--port={port}",
                "--ServerApp.port_retries=0",
                "--IdentityProvider.token=",
                "--ServerApp.password=",
                "--ServerApp.disable_check_xsrf=True",
                f"--LabApp.app_settings_dir={settings}",
                f"--ServerApp.root_dir={work}",
                *options,
            ],
            env=environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                if process.poll() is not None:
                    raise RuntimeError(f"JupyterLab ended: {log.read_text()[-2000:]}")
                try:
                    urllib.request.urlopen(f"{url}/api", timeout=2)
                    break
                except OSError:
                    time.sleep(0.25)
            else:
                raise RuntimeError(f"JupyterLab did not start: {log.read_text()[-2000:]}")
            yield Server(url, work, data, chosen)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
