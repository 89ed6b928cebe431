"""Coverage: where each lesson treats what it promises.

`data/coverage/NN.yaml` lists the matters of a lesson. Each names a heading of the notebook, a case
of the lesson and a question that asks it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from friend_request.authoring.notebooks import headings, read
from friend_request.authoring.problems import Problem, of_content
from friend_request.content import ContentError, Lesson, load_case, load_lessons, load_question
from friend_request.content.base import Part, Slug, Text
from friend_request.content.reading import read_as
from friend_request.paths import DATA

FOLDER = DATA / "coverage"
NO_CASE = "none"
# The check before the course stands in the first of these, the one after it in the other.
FORMS_IN = ("00", "15")


class Phrase(Part):
    """One matter that a lesson promises, and where it is kept.

    `case` may be `none` only in a lesson that has no case.
    """

    id: Slug
    text: Text
    section: Text | None = None
    case: Slug | None = None
    question: Text | None = None


class Coverage(Part):
    """The matters of one lesson."""

    lesson: Annotated[str, StringConstraints(pattern=r"^\d\d$")]
    phrases: Annotated[list[Phrase], Field(min_length=1)]


def load_lesson_coverage(path: Path) -> Coverage:
    """Read one lesson's matters.

    Raises:
        ContentError: if the file has a mistake.
    """
    made: Coverage = read_as(path, Coverage, "lesson", path.stem, nested={"phrases": Phrase})
    return made


def load_coverage(folder: Path = FOLDER) -> dict[str, Coverage]:
    """Read every lesson's matters, by the lesson's number.

    Raises:
        ContentError: if a file has a mistake.
    """
    return {
        path.stem: load_lesson_coverage(path) for path in sorted(folder.glob("[0-9][0-9].yaml"))
    }


def sections(root: Path, lesson: Lesson) -> set[str]:
    """The headings of a lesson's notebook; none if it doesn't exist."""
    path = root / "notebooks" / f"{lesson.stem}.ipynb"
    return headings(read(path)) if path.exists() else set()


def check_coverage(root: Path) -> list[Problem]:
    """Check that each matter has its section, case and question, and that they exist.

    Args:
        root: the project's top folder.
    """
    try:
        table = load_coverage()
    except ContentError as error:
        return of_content(error)
    problems = []
    for lesson in load_lessons():
        file = f"data/coverage/{lesson.number}.yaml"
        if lesson.number not in table:
            problems.append(Problem(file, "", "there is no such file. List the lesson's matters."))
            continue
        known = sections(root, lesson)
        for phrase in table[lesson.number].phrases:
            for text in _missing(phrase, lesson, known):
                problems.append(Problem(file, phrase.id, text))
    return problems


def _missing(phrase: Phrase, lesson: Lesson, known: set[str]) -> Iterator[str]:
    if phrase.section not in known:
        yield (
            f"the notebook has no heading {phrase.section!r}. Name the one under which "
            f"“{phrase.text}” is treated."
        )
    if phrase.case == NO_CASE:
        if lesson.cases:
            yield "case is none, but the lesson has cases. Name the one that raises it."
    elif phrase.case not in lesson.cases:
        yield f"case is {phrase.case!r}, which is not among the lesson's cases."
    if phrase.question is None:
        yield "no question asks it. Name one of the lesson's."
    elif not _asked(phrase.question, lesson):
        yield f"the lesson has no question {phrase.question!r}."


def _asked(question_id: str, lesson: Lesson) -> bool:
    """Whether the lesson, its exercise, its branching cases or its kept questions ask this."""
    if question_id in (*lesson.questions, *lesson.exercise_questions):
        return True
    if question_id in scene_ids(lesson):
        return True
    try:
        if question_id.startswith("forms."):
            return lesson.number in FORMS_IN and load_question(question_id) is not None
        return load_question(question_id).objective.split(".")[0] == lesson.number
    except ContentError:
        return False


def scene_ids(lesson: Lesson) -> set[str]:
    """The ids under which answers in the lesson's branching cases are kept."""
    cases = [load_case(case_id) for case_id in lesson.plays]
    return {case.scene_key(scene.id) for case in cases for scene in case.scenes}


def table() -> str:
    """Where each matter is treated, as lines of text."""
    lines = []
    found = load_coverage()
    for lesson in load_lessons():
        if lesson.number not in found:
            continue
        lines.append(f"{lesson.number} {lesson.title}")
        for phrase in found[lesson.number].phrases:
            lines.append(f"  {phrase.text}")
            lines.append(f"      {phrase.section} · {phrase.case} · {phrase.question}")
    return "\n".join(lines)
