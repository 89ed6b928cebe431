"""Lesson 13 from top to bottom beside the same analysis in bare pandas, each in a new kernel.

The lesson does more: it asks eleven questions, checks its data, marks them as synthetic and puts
words to its figures. The clock runs from the first cell to the end of the last, imports included.
Afterwards the numbers of both are compared: a baseline that computed something else would be none.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import DEVNULL

import nbformat
from jupyter_client.manager import KernelManager, start_new_kernel

from bench.samples import Samples

HERE = Path(__file__).parent
ROOT = HERE.parent
LESSON = ROOT / "notebooks" / "13_reading_the_survey.ipynb"
BARE = HERE / "bare_lesson_13.py"
TABLES = ("datapackage.json", "synthetic_clinician_survey.csv", "published_estimates.csv")
# What both must agree on: four tables that the lesson draws its conclusions from.
NUMBERS = """
import json as _json
print("NUMBERS" + _json.dumps([
    [[int(r["count"]), int(r["denominator"])]
     + [round(float(r[c]), 6) for c in ("percent", "low", "high")]
     for _, r in frame.iterrows()]
    for frame in (policy, searched, said_yes, enough)
]))
"""


def lesson_cells() -> list[str]:
    """The lesson's code, cell by cell."""
    return [c.source for c in nbformat.read(LESSON, 4).cells if c.cell_type == "code"]


def analysis_cells() -> list[str]:
    """The lesson's code without its questions and its closing lists."""
    left_out = ("question(", "summary(", "take_along(", "references(")
    return [c for c in lesson_cells() if not c.startswith(left_out)]


def bare_cells() -> list[str]:
    """The same analysis in bare pandas."""
    return BARE.read_text(encoding="utf-8").split("# %%\n")[1:]


def run(cells: list[str], folder: Path) -> tuple[float, list[list[list[float]]]]:
    """Run cells in a new kernel.

    Returns:
        The seconds they took, and the numbers that `NUMBERS` asks for.

    Raises:
        RuntimeError: if a cell fails.
    """
    manager: KernelManager
    manager, client = start_new_kernel(cwd=str(folder), stderr=DEVNULL)
    printed: list[str] = []

    def hear(message: dict) -> None:
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])

    def do(cell: str) -> None:
        reply = client.execute_interactive(cell, output_hook=hear, timeout=120)
        if reply["content"]["status"] != "ok":
            raise RuntimeError(f"A cell failed: {reply['content'].get('evalue')}\n{cell}")

    try:
        begun = time.perf_counter()
        for cell in cells:
            do(cell)
        taken = time.perf_counter() - begun
        do(NUMBERS)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    found = "".join(printed).split("NUMBERS")[-1]
    return taken, json.loads(found)


def measure(rounds: int, say: Callable[[str], None] = print) -> Samples:
    """Measure both, and the lesson's analysis alone, so many times after a first to warm up.

    Returns:
        `seconds` of "lesson", "analysis" and "bare".

    Raises:
        RuntimeError: if a cell fails, or the numbers of the two differ.
    """
    samples = Samples()
    ways = {"lesson": lesson_cells(), "analysis": analysis_cells(), "bare": bare_cells()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table in TABLES:
            shutil.copy(ROOT / "data" / table, folder)
        for number in range(rounds + 1):
            agreed = None
            turn = number % len(ways)
            order = [*ways][turn:] + [*ways][:turn]
            for way in order:
                taken, numbers = run(ways[way], folder)
                if agreed is not None and numbers != agreed:
                    raise RuntimeError("The lesson and the bare analysis give other numbers.")
                agreed = numbers
                say(f"round {number} {way}: {taken:.2f} s")
                if number:
                    samples.add(way, {"seconds": taken})
    return samples
