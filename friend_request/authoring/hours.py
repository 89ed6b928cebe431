"""How long the lessons take, by a published formula and by the course's own count.

The formula: Mergener, M. A. (1991), A preliminary study to determine the amount of continuing
education credit to award for home study programs, American Journal of Pharmaceutical Education 55,
263-266. We read it as two bodies that grant credit print it (Board of Certification for the
Athletic Trainer; the operating-room nurses' AORN, whose sample of 3,774 words, 16 questions and
difficulty 2.5 gives 61.9 minutes), not in the article.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from friend_request.authoring.minutes import words
from friend_request.authoring.notebooks import read
from friend_request.content import Lesson, load_case, load_lessons, load_question

# Of 1 (very easy) to 5 (very difficult), for somebody who works in the field. Our own estimate; a
# body that grants credit asks a reviewer for it.
DIFFICULTY = 3.0


def mergener(count: int, questions: int, difficulty: float = DIFFICULTY) -> float:
    """Minutes by Mergener's formula.

    Args:
        count: words of the content.
        questions: how many questions are to be answered.
        difficulty: 1 (very easy) to 5 (very difficult).
    """
    return 0.9 * (-22.3 + 0.00209 * count + 2.78 * questions + 15.5 * difficulty)


@dataclass(frozen=True)
class Hours:
    """One lesson: its words, its questions, and minutes by both ways."""

    lesson: Lesson
    words: int
    questions: int

    @property
    def formula(self) -> float:
        """Minutes by the formula."""
        return mergener(self.words, self.questions)


def of_question(question: Any) -> int:
    """All words of a question, every reason included."""
    count = words(question.stem) + words(question.intro)
    for option in getattr(question, "options", []):
        count += words(option.text) + words(getattr(option, "because", ""))
    for target in getattr(question, "targets", []):
        count += words(target.text)
    for model in getattr(question, "models", []):
        count += words(model.text) + words(model.why)
    for extra in ("because", "after", "model_answer"):
        count += words(getattr(question, extra, ""))
    return count + sum(words(prompt) for prompt in getattr(question, "prompts", []))


def of_lesson(root: Path, lesson: Lesson) -> Hours:
    """Count one lesson's page: prose, stories, questions; no navigation, no list of sources.

    A branching case counts with the story, and as one question.
    """
    notebook = read(root / "notebooks" / f"{lesson.stem}.ipynb")
    count = sum(
        words(cell.source)
        for cell in notebook.cells
        if cell.cell_type == "markdown" and cell.id not in ("title", "nav", "nav-end")
    )
    shown = {q.split(".")[0] for q in lesson.questions} | set(lesson.plays)
    count += sum(words(load_case(c).story) for c in lesson.cases if c in shown)
    count += sum(of_question(load_question(q)) for q in lesson.questions)
    return Hours(lesson, count, len(lesson.questions) + len(lesson.plays))


def all_lessons(root: Path) -> list[Hours]:
    """Every lesson, in order."""
    return [of_lesson(root, lesson) for lesson in load_lessons()]


def together(rows: Iterable[Hours]) -> float:
    """Minutes by the formula of several lessons as one activity.

    The formula adds some 22 minutes to each activity, however short, so that lessons taken one by
    one come to more than the same lessons together.
    """
    rows = list(rows)
    return mergener(sum(r.words for r in rows), sum(r.questions for r in rows))


def table(root: Path) -> str:
    """The table of `facilitation/for_managers.md`, as Markdown."""
    rows = all_lessons(root)
    lines = [
        "| lesson | words | questions | stated minutes | minutes by the formula |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {row.lesson.number} {row.lesson.title} | {row.words:,} | {row.questions} "
        f"| {row.lesson.minutes} | {row.formula:.0f} |"
        for row in rows
    ]
    lines.append(
        f"| **all, as one** | {sum(r.words for r in rows):,} | {sum(r.questions for r in rows)} "
        f"| {sum(r.lesson.minutes for r in rows)} | {together(rows):.0f} |"
    )
    return "\n".join(lines)
