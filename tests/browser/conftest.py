"""A real JupyterLab and a real Chromium for the browser tests.

The server listens on loopback, works on a copy of the notebooks and has an empty home, so that no
test touches what a learner has. Every request that a page makes is recorded.
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
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.lab import Lab, Server

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]
# A busy machine is no fault of the course.
expect.set_options(timeout=15_000)
COPIED = ("notebooks", "exercises", "solutions", "docs", "facilitation")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test; say so to the marker."""
    here = Path(__file__).parent
    skip = os.environ.get("FRIEND_REQUEST_NO_BROWSER")
    for item in items:
        if here in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            if skip:
                item.add_marker(pytest.mark.skip(reason="FRIEND_REQUEST_NO_BROWSER is set"))


def chromium() -> str:
    """The path of a Chromium, or a failed test that says how to get one."""
    given = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    found = given if Path(given).is_file() else shutil.which("chromium")
    if not found:
        pytest.fail(
            "The browser tests need Chromium. Install it (Debian: apt-get install chromium), or "
            "name yours in CHROMIUM=/path/to/chromium. To run without them: "
            "FRIEND_REQUEST_NO_BROWSER=1 make test"
        )
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab (which also serves Notebook 7) on a copy of the course's notebooks."""
    base = tmp_path_factory.mktemp("jupyter")
    work, home, data = base / "work", base / "home", base / "data"
    for folder in (work, home, data):
        folder.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, work / name, ignore=shutil.ignore_patterns("images"))
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
    log = (base / "server.log").open("wb")
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
        ],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            if process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{url}/api", timeout=2)
                break
            except OSError:
                time.sleep(0.25)
        else:
            pytest.fail(f"JupyterLab did not start: {(base / 'server.log').read_text()[-2000:]}")
        if process.poll() is not None:
            pytest.fail(f"JupyterLab ended: {(base / 'server.log').read_text()[-2000:]}")
        yield Server(url, work, data, chosen)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


@pytest.fixture
def fresh(server: Server) -> Iterator[None]:
    """No kernels, no answers, no settings of one's own and unchanged notebooks: a newcomer's."""
    server.stop_kernels()
    shutil.rmtree(server.settings, ignore_errors=True)
    for file in server.data.iterdir():
        file.unlink() if file.is_file() else shutil.rmtree(file)
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.rmtree(server.work / name, ignore_errors=True)
            shutil.copytree(
                ROOT / name, server.work / name, ignore=shutil.ignore_patterns("images")
            )
    yield
    server.stop_kernels()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def lab(server: Server, fresh: None, context: BrowserContext) -> Lab:
    """A page on the server, with everything that it asks for recorded."""
    page: Page = context.new_page()
    return Lab(page, server)
