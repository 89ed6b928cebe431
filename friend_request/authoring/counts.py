"""How much there is in the course: lessons, cases, questions, what their keys rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from friend_request.authoring.coverage import load_coverage
from friend_request.content import Case, Lesson, load_case, load_lessons, load_quiz
from friend_request.content.vocabulary import OUTSIDE_LESSONS
from friend_request.paths import DATA, data_files


@dataclass
class Counts:
    """Numbers of the whole course.

    Attributes:
        lessons, cases, branching, scenes: how many of each.
        questions: every question but those of the gallery and of the check before and after.
        shown: those that a lesson or an exercise shows.
        kinds, bases: how many of each kind, and of each basis of the key (graded ones only).
        by_context: ids of questions whose grade differs by role or country.
        citations: sources cited, each counted once.
        minutes: each lesson's minutes, by its number.
        phrases: matters promised, in `data/coverage/`.
    """

    lessons: int = 0
    cases: int = 0
    branching: int = 0
    scenes: int = 0
    questions: int = 0
    shown: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    bases: Counter[str] = field(default_factory=Counter)
    by_context: list[str] = field(default_factory=list)
    citations: set[str] = field(default_factory=set)
    minutes: dict[str, int] = field(default_factory=dict)
    phrases: int = 0

    @property
    def kept(self) -> int:
        """Questions kept for review and workshops."""
        return self.questions - self.shown


def all_cases() -> list[Case]:
    """Every case of the course."""
    return [load_case(path.stem) for path in data_files("cases", DATA)]


def all_questions() -> Iterator[Any]:
    """Every question of the course, the kept ones too; not the gallery's nor the forms'."""
    for case in all_cases():
        yield from case.questions
    for path in data_files("quizzes", DATA):
        if path.stem not in OUTSIDE_LESSONS:
            yield from load_quiz(path.stem).questions


def shown_ids(lessons: list[Lesson]) -> set[str]:
    """The ids of the questions that a lesson or an exercise shows."""
    return {q for lesson in lessons for q in (*lesson.questions, *lesson.exercise_questions)}


def count() -> Counts:
    """Count everything in `data/`, which must be in order."""
    made = Counts()
    lessons = load_lessons()
    shown = shown_ids(lessons)
    made.lessons = len(lessons)
    for lesson in lessons:
        made.minutes[lesson.number] = lesson.minutes
        made.citations |= {c.key for c in lesson.cites}
    for case in all_cases():
        made.cases += 1
        made.branching += bool(case.scenes)
        made.scenes += len(case.scenes)
        made.citations |= {c.key for c in case.citations()}
    for question in all_questions():
        made.questions += 1
        made.shown += question.id in shown
        made.kinds[question.kind] += 1
        if question.graded:
            made.bases[question.key_basis] += 1
        if any(getattr(option, "where", None) for option in getattr(question, "options", [])):
            made.by_context.append(question.id)
        made.citations |= {c.key for c in question.citations()}
    made.phrases = sum(len(one.phrases) for one in load_coverage().values())
    return made


def table() -> str:
    """The counts as lines of text."""
    made = count()
    kinds = ", ".join(f"{n} {kind}" for kind, n in made.kinds.most_common())
    bases = ", ".join(f"{n} {basis}" for basis, n in made.bases.most_common())
    minutes = ", ".join(f"{number}: {n}" for number, n in made.minutes.items())
    total = sum(made.minutes.values())
    return "\n".join(
        [
            f"Lessons: {made.lessons}, {total} minutes in all ({minutes})",
            f"Cases: {made.cases}, of which {made.branching} branch, with {made.scenes} scenes",
            f"Questions: {made.questions}, of which {made.kept} are kept for review and workshops",
            f"  by kind: {kinds}",
            f"  keys rest on: {bases}",
            f"  the answer differs by role or country in {len(made.by_context)}",
            f"Sources cited: {len(made.citations)}",
            f"Matters promised and covered: {made.phrases} (`make coverage` says where)",
        ]
    )
