"""A real hub on the loopback address, as `make hub` runs it, with an empty folder of its own.

The first run installs the hub into `.venv-hub`, which needs the network, npm and some minutes.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import browser  # noqa: F401  (a fixture)
from tests.browser.lab import Lab, Server

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a room of seven"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder belongs to the tests before a release."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.fspath).parents:
            item.add_marker(pytest.mark.release)


class HubLab(Lab):
    """A page of somebody who is signed in to the hub."""

    def _wait_for_kernel(self, notebook: str) -> None:
        wanted = f"friend-request/{notebook}" if "friend-request/" not in notebook else notebook
        for _ in range(480):
            answer = self.page.request.get(f"{self.server.url}/api/sessions")
            kernels = [s["kernel"] for s in answer.json() if s["path"] == wanted]
            if any(k["execution_state"] == "idle" and k["connections"] for k in kernels):
                self.page.wait_for_timeout(500)
                return
            self.page.wait_for_timeout(250)
        raise AssertionError(f"the kernel of {notebook} did not start")

    def open(self, notebook: str, app: str = "notebook") -> None:
        """Open a file of the learner's own copy of the course."""
        super().open(f"friend-request/{notebook}", app)


@dataclass
class Hub:
    """A running hub: its address, its folder, and what it has written into its log."""

    url: str
    folder: Path
    log: Path

    def home(self, name: str) -> Path:
        """A learner's home."""
        return self.folder / "homes" / name

    def sign_in(self, page: Page, name: str) -> HubLab:
        """Sign in as a person does, and wait until lesson 0 is there."""
        page.set_default_timeout(240_000)
        page.goto(f"{self.url}/hub/login")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"**/user/{name}/lab/**")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        home = self.home(name)
        settings = home / ".jupyter" / "lab" / "user-settings"
        made = HubLab(page, Server(f"{self.url}/user/{name}", home, home, settings))
        page.set_default_timeout(60_000)
        return made


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub with nobody in it."""
    if sys.platform == "win32":
        pytest.skip("JupyterHub does not run on Windows")
    program = ROOT / "deploy" / "one-machine" / "run.py"
    done = subprocess.run(
        [sys.executable, program, "--install-only"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    spec = importlib.util.spec_from_file_location("trial_hub", program)
    assert spec is not None
    assert spec.loader is not None
    trial = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(trial)
    port = trial.free_port()
    folder = tmp_path_factory.mktemp("hub")
    made = Hub(f"http://127.0.0.1:{port}", folder, folder / "hub.log")
    line = [sys.executable, str(program), f"--port={port}", f"--folder={folder}"]
    if os.geteuid() == 0:
        line.append("--allow-root")
    with made.log.open("wb") as stream:
        process = subprocess.Popen(
            line,
            env={**os.environ, "FRIEND_REQUEST_HUB_PASSWORD": PASSWORD},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(240):
            assert process.poll() is None, made.log.read_text()[-3000:]
            try:
                urllib.request.urlopen(f"{made.url}/hub/health", timeout=2)
                break
            except OSError:
                time.sleep(0.5)
        else:
            pytest.fail(f"The hub did not start: {made.log.read_text()[-3000:]}")
        yield made
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
