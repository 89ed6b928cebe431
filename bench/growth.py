"""How the course slows down as the log of answers grows: ratios, in one run on one machine.

    make bench

Opening a lesson asks the log for one question at a time, so it should stay flat; what walks over
all answers (the list of lessons, review) may grow with them, and no faster.
"""

from __future__ import annotations

import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from friend_request.content import load_lessons, load_question
from friend_request.progress import Entry, Store
from friend_request.spacing import cards

SIZES = (100, 1_000, 10_000, 100_000)
ROUNDS = 10


def milliseconds(work: Callable[[], object]) -> float:
    """The median of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


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
                content_version=question.content_version,
                answered_at=(start + timedelta(hours=n)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            )
        )
    return made


def main() -> None:
    """Print a table: milliseconds at each size, and how often as long as at the smallest."""
    listed = [q for lesson in load_lessons() for q in lesson.questions]
    ids = [q for q in listed if load_question(q).kind == "best_action"]
    now = datetime(2040, 1, 1, tzinfo=UTC)
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            store = Store(Path(folder) / f"{size}.sqlite3")
            store.merge(answers(size, ids))
            latest = milliseconds(lambda s=store: s.latest(ids[0]))
            found.setdefault("one question's last answer", []).append(latest)
            commit = milliseconds(lambda s=store: s.append("answer", ids[0], {"choice": "x"}))
            found.setdefault("an answer, to the disk", []).append(commit)
            everything = milliseconds(lambda s=store: s.answers())
            found.setdefault("all last answers (list of lessons)", []).append(everything)
            entries = store.entries()
            review = milliseconds(lambda e=entries: cards(e, now))
            found.setdefault("what is due (review)", []).append(review)
    print(f"{'milliseconds, median of ' + str(ROUNDS):38}" + "".join(f"{s:>16,}" for s in SIZES))
    for name, values in found.items():
        cells = (f"{v:9.1f} ({v / values[0]:4.0f}x)" for v in values)
        print(f"{name:38}" + "".join(f"{cell:>16}" for cell in cells))


if __name__ == "__main__":
    main()
