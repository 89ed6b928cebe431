"""What was measured, as a page: medians, ratios, targets, and whether they were met."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import psutil

from bench.growth import Growth
from bench.samples import Comparison, Samples

RESULTS = Path(__file__).parent / "results.md"
# What stands below this line is kept by hand.
BY_HAND = "<!-- Kept by hand from here on; `make bench` leaves it alone. -->"
PACKAGES = (
    "jupyterlab",
    "ipykernel",
    "ipywidgets",
    "anywidget",
    "jupyterquiz",
    "pandas",
    "statsmodels",
    "matplotlib",
    "pydantic",
)


def machine() -> str:
    """The machine and the programs, in a sentence: no names of hosts, no paths."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.machine()
    memory = psutil.virtual_memory().total / 1024**3
    programs = ", ".join(f"{name} {version(name)}" for name in PACKAGES if find_spec(name))
    return (
        f"{model}, {os.cpu_count()} processors, {memory:.0f} GiB of memory, {platform.system()}, "
        f"Python {platform.python_version()}, {programs}."
    )


def number(value: float) -> str:
    """Three digits that count, thousands marked."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def verdict(met: bool) -> str:
    return "met" if met else "**not met**"


def compared(what: str, unit: str, beside: str, comparison: Comparison) -> list[str]:
    """A row of the table of targets."""
    low, high = comparison.spread
    if comparison.difference:
        found = f"{comparison.compared:+.1f} {unit} ({low:+.1f} to {high:+.1f})"
        target = f"at most +{comparison.limit:g} {unit}"
    else:
        found = f"{comparison.compared:.2f} ({low:.2f} to {high:.2f})"
        target = f"at most {comparison.limit:g}"
    return [
        what,
        f"{number(median(comparison.ours))} {unit}",
        f"{number(median(comparison.other))} {unit}",
        beside,
        found,
        target,
        verdict(comparison.met),
    ]


def targets(side: Samples, analysis: Samples) -> list[list[str]]:
    """Every target that compares the course with something else."""

    def beside(measure: str, other: str, limit: float, difference: bool = False) -> Comparison:
        return Comparison(
            side.of(measure, "friend_request"), side.of(measure, other), limit, difference
        )

    bare = analysis.of("seconds", "bare")
    plain = "plain ipywidgets"
    feedback = "click to feedback, ours on the disk"
    saved = "saved notebook per question"
    return [
        compared("first question visible", "ms", plain, beside("first", "ipywidgets", 1.1)),
        compared(feedback, "ms", plain, beside("feedback", "ipywidgets", 1.5)),
        compared(saved, "bytes", "jupyterquiz", beside("bytes", "jupyterquiz", 0.1)),
        compared("kernel's memory", "MB", plain, beside("memory", "ipywidgets", 15, True)),
        compared(
            "lesson 13, from top to bottom",
            "s",
            "bare pandas",
            Comparison(analysis.of("seconds", "lesson"), bare, 1.3),
        ),
    ]


def all_sides(side: Samples, analysis: Samples) -> str:
    """The medians of everything that was measured, also where no target asks for it."""
    names = ["friend_request", "ipywidgets", "jupyterquiz"]
    labels = {
        "first": "first question visible, ms",
        "feedback": "click to feedback, ms",
        "bytes": "saved notebook per question, bytes",
        "memory": "kernel's memory (USS), MB",
    }
    rows = [
        [label, *(number(median(side.of(measure, name))) for name in names)]
        for measure, label in labels.items()
    ]
    once = number(median(side.of("bytes", "jupyterquiz_at_once")))
    took = {way: number(median(analysis.of("seconds", way))) for way in analysis.values["seconds"]}
    return "\n\n".join(
        [
            table(["", *names], rows),
            f"jupyterquiz with all ten questions in one cell, so that its scripts are stored once: "
            f"{once} bytes per question.",
            f"Lesson 13 takes {took['lesson']} s with its questions, {took['analysis']} s without "
            f"them; the same analysis in bare pandas {took['bare']} s.",
        ]
    )


def grown(found: list[Growth]) -> str:
    """A table for each thing that grows."""
    parts = []
    for of in dict.fromkeys(each.of for each in found):
        some = [each for each in found if each.of == of]
        head = [f"milliseconds at so many {of}", *(f"{n:,}" for n in some[0].sizes), "target", ""]
        rows = [
            [
                each.what,
                *(f"{number(t)} ({t / each.taken[0]:.1f}×)" for t in each.taken),
                "flat" if each.flat else "linear or better",
                verdict(each.met),
            ]
            for each in some
        ]
        parts.append(table(head, rows))
    return "\n\n".join(parts)


def write(
    path: Path, rounds: int, side: Samples, analysis: Samples, growth: list[Growth], day: date
) -> str:
    """Write the page; what is kept by hand stays.

    Returns:
        What was written, without what is kept by hand.
    """
    head = ["", "the course", "beside", "which is", "ours to theirs (range)", "target", ""]
    page = f"""# The course beside what people would use instead

Measured on {day:%-d %B %Y} by `make bench`, in one run, {rounds} rounds. {machine()}

{table(head, targets(side, analysis))}

Medians of the rounds; the ratio is the median of the ratios within each round, and its range
stands beside it. All sides take turns within a round, and a round before them warms up. Each turn
has a new kernel, idle and with nothing imported, in the same JupyterLab and Chromium.

- **First question visible**: from the command that runs all cells until the first answer can be
  chosen.
- **Click to feedback**: from the click until the reason for the chosen answer stands on the page.
  The course has by then committed the answer to the disk; the others keep nothing. Median of ten.
- **Saved notebook**: what JupyterLab writes after all cells ran, with each side's own defaults.
  Ours holds every question in words; plain ipywidgets leave a pointer that says nothing the next
  day.
- **Kernel's memory**: what it holds for itself alone (USS) after all cells ran.

The ten questions are the first ten of their kind in the lessons. The plain side has radio buttons,
a button, and a verdict with its reason. See `sides.py` and `bare_lesson_13.py`.

{all_sides(side, analysis)}

## As things grow

{grown(growth)}

Medians. *Flat*: at the largest size at most 1.5 times as long as at the smallest. *Linear or
better*: no step takes longer than 1.25 times what the step in size would. What takes long was done
fewer than {rounds} times. Opening a lesson is a new Python each time, imports included.
"""
    kept = ""
    if path.is_file() and BY_HAND in (before := path.read_text(encoding="utf-8")):
        kept = before.split(BY_HAND, 1)[1]
    path.write_text(f"{page}\n{BY_HAND}\n{kept.rstrip() or DEFAULT_BY_HAND}\n", encoding="utf-8")
    return page


DEFAULT_BY_HAND = """
## Where the time of `make test` goes

To be filled in from the log of a run on a clean clone."""
