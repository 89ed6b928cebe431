"""Check every content file: lessons, cases, quizzes, and what they cite."""

from __future__ import annotations

import re
from collections.abc import Container
from pathlib import Path

from friend_request import paths
from friend_request.authoring.other_files import load_interface, other_files
from friend_request.authoring.own_content import check_own
from friend_request.authoring.problems import Problem, of_content
from friend_request.authoring.schema import modeline_problems
from friend_request.content import (
    Case,
    ContentError,
    learning_paths,
    load_case,
    load_lesson,
    load_lessons,
    load_quiz,
)
from friend_request.content.forms import load_blueprint, mismatches
from friend_request.content_errors import show
from friend_request.paths import DATA, data_file, data_files
from friend_request.policies.load import load_groups
from friend_request.prepared import anew
from friend_request.takeaways.load import load_crisis

# What the template for a new case puts where an author has to write.
UNWRITTEN = "TO WRITE"


@anew()
def check_content() -> list[Problem]:
    """Load everything in `data/` that a lesson can show, and what an agency lays over it.

    Returns:
        Every mistake, in words; an empty list if all is well.
    """
    problems: list[Problem] = [*check_own(), *unread()]
    if problems:
        return problems  # a table that can't be read would make every citation seem wrong
    with _collected(problems):
        load_interface()
    if problems:
        return problems  # without its words, nothing that follows could speak
    questions: dict[str, str] = {}  # each with the objective that it serves
    scenes: dict[str, str | None] = {}
    cases: dict[str, Case] = {}
    objectives: dict[str, str] = {}
    for path in data_files("cases", DATA):
        problems += _lines(path)
        with _collected(problems):
            case = load_case(path.stem)
            cases[case.id] = case
            questions |= {question.id: question.objective for question in case.questions}
            scenes |= {case.scene_key(scene.id): scene.objective for scene in case.scenes}
    for path in data_files("quizzes", DATA):
        problems += _lines(path)
        with _collected(problems):
            questions |= {q.id: q.objective for q in load_quiz(path.stem).questions}
    lessons = []
    for path in sorted((DATA / "lessons").glob("*.yaml")):
        with _collected(problems):
            lesson = load_lesson(path.stem[:2])
            lessons.append((path, lesson))
            objectives |= {objective.id: path.name for objective in lesson.objectives}
    for path, load in other_files():
        with _collected(problems):
            load(path)
    with _collected(problems):
        load_crisis()
        load_groups()
    if problems:
        return problems  # what follows compares files with one another, so that each must be whole
    with _collected(problems):
        problems += [Problem("data/forms.yaml", "", text) for text in mismatches(load_blueprint())]
        problems += [Problem("data/paths.yaml", "", text) for text in learning_paths.mistakes()]
    for path, lesson in lessons:
        for key in ("questions", "exercise_questions"):
            for one in getattr(lesson, key):
                if one not in questions:
                    problems.append(_at(path, one, f"{key}: there is no question {one}."))
        for one in lesson.cases:
            if one not in cases:
                problems.append(_at(path, one, f"cases: there is no case {one}."))
        for one in lesson.plays:
            if one in cases and not cases[one].scenes:
                text = f"plays: the case {one} has no scenes to play."
                problems.append(_at(path, one, text))
    for one, objective in sorted({**questions, **scenes}.items()):
        if objective and objective not in objectives:
            problems.append(_no_objective(one, objective))
    for case in cases.values():
        problems += _case_objectives(case, objectives)
    return problems


def unread() -> list[Problem]:
    """Files among the cases and quizzes that nothing reads because of how their names end.

    In an agency's own folder notes may stand beside: there only what is written like a case or a
    quiz counts.

    Returns:
        A problem for each such file; an empty list if all are read.
    """
    found = []
    for base in filter(None, (DATA, paths.OWN)):
        for path in sorted(p for name in ("cases", "quizzes") for p in (base / name).glob("*")):
            if path.suffix == ".yaml" or path.name.startswith(".") or not path.is_file():
                continue
            # check_own names every ending but those of notes.
            ours = base == DATA or (path.suffix == ".txt" and _WRITTEN_SO.search(_text(path)))
            if ours:
                text = "nothing reads this file. Its name must end in .yaml."
                found.append(Problem(show(path), "", text))
    return found


_WRITTEN_SO = re.compile(r"^(id|lesson): ?\S", re.MULTILINE)


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


def check_case(case_id: str) -> list[Problem]:
    """Check one case alone, which is quick; the same mistakes in the same words.

    Args:
        case_id: the case's id, which is its file's name.

    Returns:
        Every mistake, in words; an empty list if all is well.

    Raises:
        FileNotFoundError: if there is no such file.
    """
    path = data_file(f"cases/{case_id}.yaml", DATA)
    problems = _lines(path)
    serves: dict[str, str | None] = {}
    known: set[str] = set()
    also: list[Problem] = []
    with _collected(problems):
        case = load_case(case_id)
        serves = {question.id: question.objective for question in case.questions}
        serves |= {case.scene_key(scene.id): scene.objective for scene in case.scenes}
        known = {objective.id for lesson in load_lessons() for objective in lesson.objectives}
        also = _case_objectives(case, known)
    unserved = [
        _no_objective(one, objective)
        for one, objective in sorted(serves.items())
        if known and objective and objective not in known
    ]
    return problems + unserved + also


def _case_objectives(case: Case, known: Container[str]) -> list[Problem]:
    """The objectives at a case's head that no lesson has; those of its questions are said there."""
    served = {question.objective for question in case.questions}
    served |= {scene.objective for scene in case.scenes if scene.objective}
    return [
        _at(
            _file_of(case.id),
            "objectives:",
            f"objectives: no lesson has {one}. The lessons' objectives stand in data/lessons; "
            "`make sources` lists them.",
        )
        for one in case.objectives
        if one not in known and one not in served
    ]


def _no_objective(one: str, objective: str) -> Problem:
    owner, name = one.split(".")
    text = (
        f"{one} serves the objective {objective}, which no lesson has. The lessons' objectives "
        "stand in data/lessons; `make sources` lists them."
    )
    return _at(_file_of(owner), f"id: {one}", text, f"id: {name}")


def _lines(path: Path) -> list[Problem]:
    """What can be said of a file line by line, whether or not the rest of it can be read."""
    shown = show(path)
    problems = modeline_problems(path, shown)
    for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
        if UNWRITTEN in line and not line.lstrip().startswith("#"):
            text = f"this still says {UNWRITTEN}. Write your own words there, or take it out."
            problems.append(Problem(shown, f"line {number}", text))
    return problems


def _file_of(owner: str) -> Path:
    """The file of a case or quiz, the agency's before ours."""
    case = data_file(f"cases/{owner}.yaml", DATA)
    return case if case.is_file() else data_file(f"quizzes/{owner}.yaml", DATA)


def _at(path: Path, *needles: str) -> Problem:
    """A problem at the line that holds the first of the needles found; the second says what."""
    first, text, *more = needles
    for needle in (first, *more):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if needle in line:
                return Problem(show(path), f"line {number}", text)
    return Problem(show(path), "", text)


class _collected:
    """Collect what a file's loading complains of, and go on with the next file."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        if not isinstance(error, ContentError):
            return False
        self.problems += [one for one in of_content(error) if one not in self.problems]
        return True
