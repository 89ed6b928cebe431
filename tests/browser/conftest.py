"""A real JupyterLab and a real Chromium for the browser tests.

The server listens on loopback, works on a copy of the notebooks and has an empty home, so that no
test touches what a learner has. Every request that a page makes is recorded.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import serving
from tests.browser.lab import Lab, Server
from tests.browser.serving import FLAGS, ROOT

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
    found = serving.chromium()
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


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab (which also serves Notebook 7) on a copy of the course's notebooks."""
    base = tmp_path_factory.mktemp("jupyter")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, base / "work" / name, ignore=shutil.ignore_patterns("images")
            )
    with serving.jupyterlab(base) as server:
        yield server


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
