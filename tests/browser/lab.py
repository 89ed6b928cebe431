"""What a learner does in JupyterLab and Notebook 7, for the browser tests."""

from __future__ import annotations

import json
import re
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from playwright.sync_api import Error, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

FORM = ".fr-form"


@dataclass
class Server:
    """A running server: its address, and where its files, answers and settings are."""

    url: str
    work: Path
    data: Path
    settings: Path

    def use_theme(self, name: str) -> None:
        """Open pages in this theme from now on, such as `JupyterLab Dark`."""
        folder = self.settings / "@jupyterlab" / "apputils-extension"
        folder.mkdir(parents=True, exist_ok=True)
        chosen = json.dumps({"theme": name})
        (folder / "themes.jupyterlab-settings").write_text(chosen, encoding="utf-8")

    def sessions(self) -> list[dict[str, Any]]:
        """What Jupyter's server says of every running notebook."""
        with urllib.request.urlopen(f"{self.url}/api/sessions", timeout=10) as answer:
            return json.load(answer)

    def stop_kernels(self) -> None:
        """Shut down every session, so that the next test starts with none."""
        for session in self.sessions():
            request = urllib.request.Request(
                f"{self.url}/api/sessions/{session['id']}", method="DELETE"
            )
            urllib.request.urlopen(request, timeout=20).close()

    def answers(self) -> list[tuple[str, str, str]]:
        """(what, question id, response) of every entry on the disk."""
        import sqlite3

        if not (self.data / "progress.sqlite3").is_file():
            return []  # nobody has answered anything
        connection = sqlite3.connect(self.data / "progress.sqlite3")
        try:
            return connection.execute(
                "SELECT what, question_id, response FROM log ORDER BY clock"
            ).fetchall()
        finally:
            connection.close()


class Lab:
    """One page, in JupyterLab or in Notebook 7."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", self._note_error)
        page.set_default_timeout(30_000)

    def _note_error(self, error: Error) -> None:
        # Our module is loaded from a blob; the applications have errors of their own.
        if "blob:" in (error.stack or ""):
            self.errors.append(str(error))

    def foreign(self) -> list[str]:
        """Requests that left the server's own origin."""
        own = urlparse(self.server.url).netloc
        return [
            url
            for url in self.requests
            if urlparse(url).scheme not in ("data", "blob") and urlparse(url).netloc != own
        ]

    def open(self, notebook: str, app: str = "lab") -> None:
        """Open a notebook: `app` is `lab` or `notebook` (Notebook 7)."""
        # `reset` leaves out the tabs that an earlier test had open.
        path = f"lab/tree/{notebook}?reset" if app == "lab" else f"notebooks/{notebook}"
        self.page.goto(f"{self.server.url}/{path}")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        self._wait_for_kernel(notebook)

    def _wait_for_kernel(self, notebook: str) -> None:
        """Wait until the notebook's kernel is idle and the page is connected to it."""
        for _ in range(240):
            kernels = [s["kernel"] for s in self.server.sessions() if s["path"] == notebook]
            if any(k["execution_state"] == "idle" and k["connections"] for k in kernels):
                self.page.wait_for_timeout(500)
                return
            self.page.wait_for_timeout(250)
        raise AssertionError(f"the kernel of {notebook} did not start")

    def menu(self, *names: str) -> None:
        """Choose from the menu bar, such as `menu("Run", "Run All Cells")`."""
        self.page.get_by_role("menuitem", name=names[0], exact=True).first.click()
        for name in names[1:]:
            pattern = re.compile(rf"^{re.escape(name)}(…|\.\.\.)?$")
            self.page.locator(".lm-Menu .lm-Menu-itemLabel").filter(has_text=pattern).first.click()

    def use_theme(self, name: str) -> None:
        """Settings ▸ Theme ▸ name, such as `JupyterLab Dark`."""
        self.menu("Settings")
        self.page.locator(".lm-Menu-itemLabel").filter(has_text=re.compile("^Theme$")).hover()
        self.page.locator(".lm-Menu-itemLabel").filter(has_text=name).first.click()
        light = "false" if "Dark" in name else "true"
        self.page.wait_for_selector(f"body[data-jp-theme-light='{light}']", state="attached")

    def close_side_bar(self) -> None:
        """View ▸ File Browser, if it is open."""
        if self.page.locator("#jp-left-stack").is_visible():
            self.menu("View", "File Browser")
            expect(self.page.locator("#jp-left-stack")).to_be_hidden()

    def run_all(self) -> None:
        """Run ▸ Run All Cells, and wait until all are done."""
        self._mark()
        for _ in range(4):
            self.menu("Run", "Run All Cells")
            # The page may still be connecting to its kernel: JupyterLab then says so and runs
            # nothing, and a learner presses again.
            try:
                self.page.wait_for_function(
                    """() => document.querySelector('.fr-form:not([data-old])') ||
                        [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].some(
                            (p) => /\\[(\\d+|\\*)\\]/.test(p.textContent))""",
                    timeout=5_000,
                )
                break
            except PlaywrightTimeoutError:
                continue
        self._wait_until_run()

    def restart_and_run_all(self) -> None:
        """Kernel ▸ Restart Kernel and Run All Cells, and confirm."""
        self._mark()
        self.menu("Kernel", "Restart Kernel and Run All Cells")
        self.page.locator(".jp-Dialog button.jp-mod-accept").click()
        self._wait_until_run()

    def _mark(self) -> None:
        """Tell the forms that are there apart from those that a run makes."""
        self.page.evaluate(
            "document.querySelectorAll('.fr-form').forEach((f) => (f.dataset.old = 'yes'))"
        )

    def _wait_until_run(self) -> None:
        done = """() => {
            const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
            const status = document.querySelector('.jp-Notebook-ExecutionIndicator');
            return (
                status && status.dataset.status === 'idle' &&
                document.querySelector('.fr-form:not([data-old])') &&
                !prompts.some((p) => p.textContent.includes('*'))
            );
        }"""
        # Twice: between two cells the kernel may seem idle.
        for _ in range(2):
            self.page.wait_for_function(done, timeout=90_000)
            self.page.wait_for_timeout(400)
        expect(self.page.locator(FORM).first).to_be_visible()

    def form(self, text: str) -> Locator:
        """The form that holds this text."""
        return self.page.locator(FORM).filter(has_text=text).first

    def tab_to(self, target: Locator, most: int = 40) -> None:
        """Press Tab until the target has the focus: as a keyboard user gets there."""
        for _ in range(most):
            if target.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab did not reach {target} in {most} presses")

    def focus_is_visible(self) -> bool:
        """Whether the focused element shows an outline."""
        return bool(
            self.page.evaluate(
                """() => {
                    const style = getComputedStyle(document.activeElement);
                    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
                }"""
            )
        )

    def said(self, form: Locator) -> str:
        """What the form's status region holds for a screen reader."""
        return form.locator("[role=status]").inner_text()
