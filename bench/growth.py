"""How the course slows down as banks, logs and surveys grow: ratios, in one run on one machine.

Opening a lesson reads the files of its own questions and asks the log for one question at a time,
so it stays flat. What walks over everything (checking the bank, the list of lessons, review, a
survey) may grow with it, and no faster.
"""

from __future__ import annotations

import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import yaml

from bench.samples import linear_or_better, stays_flat
from friend_request import paths
from friend_request.content import load, load_lessons, load_question
from friend_request.progress import Entry, Store
from friend_request.spacing import cards

QUESTIONS = (200, 2_000)
ANSWERS = (100, 1_000, 10_000, 100_000)
PEOPLE = (600, 10_000, 100_000, 1_000_000)
CASE = "nine-months-on"
# What takes longer than this in all is not done ten times.
PATIENCE = 20.0


@dataclass(frozen=True)
class Growth:
    """One thing that is done, at several sizes.

    Attributes:
        what: in words.
        of: what there is more and more of.
        sizes: how many.
        taken: milliseconds at each, the median of the rounds.
        flat: whether it should not grow at all; otherwise, no faster than the size.
    """

    what: str
    of: str
    sizes: tuple[int, ...]
    taken: tuple[float, ...]
    flat: bool = False

    @property
    def met(self) -> bool:
        judge = stays_flat if self.flat else linear_or_better
        return judge(self.sizes, self.taken)


def milliseconds(work: Callable[[], object], rounds: int, warm_up: bool = False) -> float:
    """The median of some rounds; fewer when they take long."""
    if warm_up:
        work()
    taken: list[float] = []
    while len(taken) < rounds and sum(taken) < 1000 * PATIENCE:
        begun = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


def alternating(works: Sequence[Callable[[], object]], rounds: int) -> tuple[float, ...]:
    """The median of some rounds for each of several sizes, turn by turn.

    What the disk and the machine do meanwhile then falls on all of them alike.
    """
    taken: list[list[float]] = [[] for _ in works]
    for number in range(rounds + 1):
        for work, found in zip(works, taken, strict=True):
            begun = time.perf_counter()
            work()
            if number:  # the first is to warm up
                found.append(1000 * (time.perf_counter() - begun))
    return tuple(statistics.median(found) for found in taken)


def measure(rounds: int, say: Callable[[str], None] = print) -> list[Growth]:
    """Measure everything.

    Args:
        rounds: how often each thing is done at each size.
        say: told what is being done.
    """
    found = []
    for part in (bank, log, survey):
        say(f"growth: {part.__name__}")
        found += part(rounds)
    return found


# -- the bank


@contextmanager
def _bank_of(count: int) -> Iterator[Path]:
    """An agency's folder with so many questions: copies of one case under other ids."""
    case = yaml.safe_load((paths.DATA / "cases" / f"{CASE}.yaml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "cases"
        folder.mkdir()
        for start in range(0, count, len(case["questions"])):
            own = f"bench-{start}"
            questions = [
                {**q, "id": q["id"].replace(CASE, own)} for q in case["questions"][: count - start]
            ]
            made = {**case, "id": own, "questions": questions}
            text = yaml.safe_dump(made, allow_unicode=True, sort_keys=False)
            (folder / f"{own}.yaml").write_text(text, encoding="utf-8")
        yield Path(name)


OPEN_LESSON = """
import time
begun = time.perf_counter()
from friend_request import case, question
case("bench-0")._repr_mimebundle_()
for name in ("need", "power", "tonight", "ask"):
    question(f"bench-0.{name}")._repr_mimebundle_()
print(1000 * (time.perf_counter() - begun))
"""


def _open_lesson(content: Path, answers: Path) -> float:
    """Milliseconds that a new Python needs for a case and four questions, imports included."""
    kept = {
        **os.environ,
        "FRIEND_REQUEST_CONTENT": str(content),
        "FRIEND_REQUEST_DATA": str(answers),
    }
    done = subprocess.run(
        [sys.executable, "-c", OPEN_LESSON], env=kept, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def bank(rounds: int) -> list[Growth]:
    """From 200 to 2,000 questions in the bank."""
    opened: dict[int, list[float]] = {size: [] for size in QUESTIONS}
    with (
        tempfile.TemporaryDirectory() as answers,
        _bank_of(QUESTIONS[0]) as few,
        _bank_of(QUESTIONS[1]) as many,
    ):
        folders = dict(zip(QUESTIONS, (few, many), strict=True))
        for number in range(rounds + 1):
            for size, folder in folders.items():
                taken = _open_lesson(folder, Path(answers))
                if number:
                    opened[size].append(taken)
        before = paths.OWN
        try:
            checked = alternating([partial(_check_all, f) for f in folders.values()], rounds)
        finally:
            paths.OWN = before
            load.load_case.cache_clear()
    taken = tuple(statistics.median(opened[size]) for size in QUESTIONS)
    return [
        Growth("opening a lesson", "questions", QUESTIONS, taken, flat=True),
        Growth("reading and checking the whole bank", "questions", QUESTIONS, checked),
    ]


def _check_all(folder: Path) -> None:
    paths.OWN = folder
    load.load_case.cache_clear()
    for path in (folder / "cases").iterdir():
        load.load_case(path.stem)


# -- the log


def answers(count: int, ids: list[str]) -> list[Entry]:
    """So many answers to the course's own questions, an hour apart."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = []
    for n in range(1, count + 1):
        question = load_question(ids[n % len(ids)])
        made.append(
            Entry(
                uuid.uuid4().hex,
                n,
                "5" * 32,
                "answer",
                question.id,
                "best_action",
                response={"choice": question.options[n % len(question.options)].id},
                answered_at=(start + timedelta(hours=n)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            )
        )
    return made


def log(rounds: int) -> list[Growth]:
    """From 100 to 100,000 answers in the log."""
    listed = [q for lesson in load_lessons() for q in lesson.questions]
    ids = [q for q in listed if load_question(q).kind == "best_action"]
    now = datetime(2040, 1, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        stores = {size: Store(Path(folder) / f"{size}.sqlite3") for size in ANSWERS}
        for size, store in stores.items():
            store.merge(answers(size, ids))
        taken = {
            "opening a lesson: the last answers to twelve questions": alternating(
                [lambda s=s: [s.latest(each) for each in ids[:12]] for s in stores.values()], rounds
            ),
            "an answer, to the disk": alternating(
                [lambda s=s: s.append("answer", ids[0], {"choice": "x"}) for s in stores.values()],
                rounds,
            ),
            "all last answers (list of lessons)": alternating(
                [store.answers for store in stores.values()], rounds
            ),
            "what is due (review)": alternating(
                [partial(cards, store.entries(), now) for store in stores.values()], rounds
            ),
        }
    flat = ("opening a lesson", "an answer")
    return [
        Growth(what, "answers", ANSWERS, found, flat=what.startswith(flat))
        for what, found in taken.items()
    ]


# -- the survey


def _survey_of(people: int, file: Path) -> None:
    """A survey file of so many people: those of the synthetic one, again and again."""
    with (paths.DATA / "synthetic_clinician_survey.csv").open(encoding="utf-8", newline="") as own:
        header, *rows = csv.reader(own)
    at = header.index("respondent")
    kind = header.index("data_kind")
    with file.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow([cell for n, cell in enumerate(header) if n != kind])
        for number in range(people):
            row = list(rows[number % len(rows)])
            row[at] = str(number + 1)
            del row[kind]
            out.writerow(row)


def survey(rounds: int) -> list[Growth]:
    """From 600 to 1,000,000 people in a survey of one's own."""
    from friend_request.survey import load_survey, safe_crosstab, tally

    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "survey.csv"
        for size in PEOPLE:
            _survey_of(size, file)
            kept: list = []

            def reading(kept: list = kept) -> None:
                kept[:] = [load_survey(file)]

            steps = {
                "reading and checking the file": reading,
                "a question's answers with intervals": lambda k=kept: tally(
                    k[0], "searched_client", by="setting"
                ),
                "a cross-table without small cells": lambda k=kept: safe_crosstab(
                    k[0], "setting", "searched_client", "Searched, by setting"
                ),
            }
            warm_up = size == PEOPLE[0]
            for what, work in steps.items():
                found.setdefault(what, []).append(milliseconds(work, rounds, warm_up))
    return [Growth(what, "people", PEOPLE, tuple(taken)) for what, taken in found.items()]
