"""Three ways to ask ten questions, in one JupyterLab and one Chromium, turn by turn.

Every turn opens the notebook in a new page and a new kernel, waits until that is idle, and runs all
cells. The clock is the page's own: from the command that runs the cells until the first answer can
be chosen, and from a click until the reason stands on the page. Each round goes through all sides,
beginning with another one each time.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Page, sync_playwright

from bench.samples import Samples
from bench.sides import SIDES, Side, reason, write
from tests.browser import serving
from tests.browser.lab import Lab, Server

RUN_UNTIL_SHOWN = """([command, selector]) => new Promise((resolve) => {
    const begun = performance.now();
    const shown = () => {
        const found = document.querySelector(selector);
        if (!found) return;
        const box = found.getBoundingClientRect();
        if (box.width > 0 && box.height > 0) {
            watch.disconnect();
            resolve(performance.now() - begun);
        }
    };
    const watch = new MutationObserver(shown);
    watch.observe(document.body, {childList: true, subtree: true, attributes: true});
    window.jupyterapp.commands.execute(command);
})"""

CLICK_UNTIL_TOLD = """([cell, clicked, words]) => new Promise((resolve, reject) => {
    const output = cell.querySelector('.jp-Cell-outputArea');
    const told = () => output.innerText.replace(/\\s+/g, ' ').includes(words);
    if (told()) return reject(new Error('the reason stood there before the click: ' + words));
    const begun = performance.now();
    const watch = new MutationObserver(() => {
        if (told()) {
            watch.disconnect();
            resolve(performance.now() - begun);
        }
    });
    watch.observe(output, {childList: true, subtree: true, characterData: true, attributes: true});
    clicked.click();
})"""

DONE = """() => {
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
    return prompts.length && prompts.every((p) => /\\[\\d+\\]/.test(p.textContent));
}"""


def measure(rounds: int, say: Callable[[str], None] = print) -> Samples:
    """Measure all sides so many times.

    Args:
        rounds: how many; one before them warms up and does not count.
        say: told what is being done.

    Returns:
        For each measure and side one value per round: `first` and `feedback` in milliseconds (the
        median of ten clicks), `bytes` per question, `memory` in MB.

    Raises:
        RuntimeError: if there is no Chromium, or JupyterLab does not start.
    """
    samples = Samples()
    path = serving.chromium()
    if path is None:
        raise RuntimeError("This needs Chromium; name yours in CHROMIUM=/path/to/chromium.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        base = Path(folder)
        (base / "work").mkdir()
        questions = write(base / "work")
        option = "--LabApp.expose_app_in_browser=True"
        with serving.jupyterlab(base, option) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=serving.FLAGS)
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            for number in range(rounds + 1):
                turn = number % len(SIDES)
                for side in (*SIDES[turn:], *SIDES[:turn]):
                    found = _one_turn(context.new_page(), server, side, questions)
                    say(f"round {number} {side.name}: {_short(found)}")
                    if number:
                        samples.add(side.name, found)
            samples.add("jupyterquiz_at_once", {"bytes": _at_once(context.new_page(), server)})
            browser.close()
    return samples


def _short(found: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.1f}" for name, value in found.items())


def _one_turn(
    page: Page, server: Server, side: Side, questions: dict[str, dict[str, Any]]
) -> dict[str, float]:
    """Open, run all, weigh, save, answer every question; leave neither page nor kernel."""
    lab = Lab(page, server)
    lab.open(side.notebook)
    first = page.evaluate(RUN_UNTIL_SHOWN, ["notebook:run-all-cells", side.control])
    page.wait_for_function(DONE)
    page.wait_for_timeout(500)
    memory = _kernel_memory(server, side.notebook)
    size = _saved_size(page, server.work / side.notebook)
    clicks = [
        _click(page, side, place, question)
        for place, question in enumerate(questions.values(), start=1)
    ]
    page.close()
    server.stop_kernels()
    # Every round begins with unanswered questions.
    for file in server.data.iterdir():
        file.unlink()
    clicks.sort()
    return {
        "first": first,
        "feedback": (clicks[4] + clicks[5]) / 2,
        "bytes": size / len(questions),
        "memory": memory,
    }


def _click(page: Page, side: Side, place: int, question: dict[str, Any]) -> float:
    """Choose an answer of the question in this cell; milliseconds from the click to its reason."""
    cell = page.locator(".jp-CodeCell").nth(place)
    cell.scroll_into_view_if_needed()
    chosen = cell.locator(side.control).nth(1)
    chosen.wait_for(state="visible")
    if side.button:
        chosen.check()
        # Whatever the choice itself sends is done before the click that counts.
        page.wait_for_timeout(100)
    clicked = cell.locator(side.button).first if side.button else chosen
    parts = [cell.element_handle(), clicked.element_handle(), reason(question, 1)]
    return float(page.evaluate(CLICK_UNTIL_TOLD, parts))


def _kernel_memory(server: Server, notebook: str) -> float:
    """What the notebook's kernel holds for itself alone (USS), in MB."""
    (kernel,) = [s["kernel"]["id"] for s in server.sessions() if s["path"] == notebook]
    for process in psutil.process_iter(["cmdline"]):
        if any(kernel in part for part in process.info["cmdline"] or ()):
            return process.memory_full_info().uss / 1024**2
    raise RuntimeError(f"The kernel of {notebook} has no process.")


def _saved_size(page: Page, file: Path) -> int:
    """Save as JupyterLab does, and return the file's size in bytes."""
    before = file.stat().st_mtime_ns
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    for _ in range(100):
        if file.stat().st_mtime_ns != before and '"execution_count": 1' in file.read_text("utf-8"):
            return file.stat().st_size
        time.sleep(0.1)
    raise RuntimeError(f"{file.name} was not saved.")


def _at_once(page: Page, server: Server) -> float:
    """Bytes per question where jupyterquiz shows all ten in one cell."""
    lab = Lab(page, server)
    name = "jupyterquiz_at_once.ipynb"
    lab.open(name)
    page.evaluate(RUN_UNTIL_SHOWN, ["notebook:run-all-cells", "label.MCButton"])
    page.wait_for_function(DONE)
    size = _saved_size(page, server.work / name)
    page.close()
    server.stop_kernels()
    return size / 10
