"""Loading cases, quizzes, lessons and questions by their names.

A file of the course that was found whole before is taken as it was kept then (`prepared`), and the
models that check files are not even loaded. Any other is read and checked now (`reading`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from friend_request import paths, prepared
from friend_request.content.parts import changed, from_plain, to_plain
from friend_request.content.vocabulary import is_quiz
from friend_request.content_errors import ContentError, Problem, show
from friend_request.paths import DATA, data_file

if TYPE_CHECKING:
    from friend_request.content.cases import Case, Lesson, Quiz

_CODE = sorted(Path(__file__).parent.glob("*.py"))


def _read(path: Path, model: str, key: str = "", name: str = "") -> Any:
    """A file as it was kept when it was last found whole, or else read, checked and kept now."""
    # An agency's own files, and a test's, are read each time: ours alone have a place for copies.
    ours = path.is_relative_to(paths.DATA) and not paths.OWN
    kept_as = f"{path.parent.name}-{path.stem}"
    tables = (DATA / "ethics_codes.csv", DATA / "references.json")
    stamp = prepared.stamp_of([path, *tables, *_CODE]) if ours else ""
    if (found := prepared.read(kept_as, stamp, from_plain)) is not None:
        return found
    from friend_request.content.reading import MODELS, read_as

    made = read_as(path, MODELS[model], key, name)
    if stamp:
        prepared.write(kept_as, stamp, to_plain(made))
    return made


# --- A panel's ratings ----------------------------------------------------------------------


@lru_cache(maxsize=4)
def load_panel(path: Path) -> dict[str, Any]:
    """Read what a panel said; nothing where none has met.

    Raises:
        ContentError: if the file has a mistake.
    """
    return _read(path, "PanelResults").questions if path.exists() else {}


def rated(questions: Iterable[Any], results: dict[str, Any]) -> list[Any]:
    """The same questions with a panel's figures laid over those that it rated.

    Where the panel was split, an option graded best becomes defensible, in every context.
    """
    made = []
    for question in questions:
        found = results.get(question.id)
        if found is None or found.version != question.content_version:
            made.append(question)
            continue
        changes: dict[str, Any] = {"panel": found, "key_basis": "panel"}
        if found.split:
            changes["options"] = [_lowered(option) for option in question.options]
        made.append(changed(question, **changes))
    return made


def _lowered(option: Any) -> Any:
    """The option, defensible where it was best."""
    where = [changed(w, verdict="defensible") if w.verdict == "best" else w for w in option.where]
    verdict = "defensible" if option.verdict == "best" else option.verdict
    return changed(option, verdict=verdict, where=where)


def _with_panel(made: Any) -> Any:
    """Lay a panel's ratings over the questions of a case or quiz."""
    results = load_panel(DATA / "panel.yaml")
    return changed(made, questions=rated(made.questions, results)) if results else made


# --- Loading --------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def load_case(case_id: str) -> Case:
    """Load one case.

    Args:
        case_id: the case's id, which is its file's name.

    Returns:
        The case, whole and checked.

    Raises:
        ContentError: if the file is missing or anything in it is wrong.
    """
    _check_name(case_id, DATA / "cases")
    path = data_file(f"cases/{case_id}.yaml", DATA)
    return _with_panel(_read(path, "Case", "id", case_id))


@lru_cache(maxsize=64)
def load_quiz(lesson: str) -> Quiz:
    """Load the questions that belong to a lesson rather than to a case.

    Args:
        lesson: two digits such as `"01"`; or `gallery` or `forms`, which belong to no lesson.

    Returns:
        The quiz, whole and checked. The questions of an agency's file replace ours with their ids,
        or come after ours.

    Raises:
        ContentError: if the file is missing or anything in it is wrong.
    """
    _check_name(lesson, DATA / "quizzes")
    ours = DATA / "quizzes" / f"{lesson}.yaml"
    own = data_file(f"quizzes/{lesson}.yaml", DATA)
    made = _read(ours if ours.exists() else own, "Quiz", "lesson", lesson)
    if own != ours and ours.exists():
        # An agency's quiz adds to ours, so that questions which an update brings are not lost.
        added = {q.id: q for q in _read(own, "Quiz", "lesson", lesson).questions}
        kept = [added.pop(q.id, q) for q in made.questions]
        made = changed(made, questions=[*kept, *added.values()])
    return _with_panel(made)


def load_question(question_id: str) -> Any:
    """Load one question by its id.

    Args:
        question_id: such as `"nine-months-on.need"`, or `"01.clauses"` for a lesson's own.

    Returns:
        One of the nine kinds of question, such as a `BestAction`.

    Raises:
        ContentError: if there is no such question, or its file has a mistake.
    """
    if not isinstance(question_id, str) or question_id.count(".") != 1:
        raise ContentError(
            [
                Problem(
                    "",
                    None,
                    "",
                    f"{question_id!r} is not a question's id. It looks like 'nine-months-on.need'.",
                )
            ]
        )
    owner = question_id.split(".")[0]
    holder = load_quiz(owner) if is_quiz(owner) else load_case(owner)
    for question in holder.questions:
        if question.id == question_id:
            return question
    import difflib  # not on the way to a question that exists

    known = [question.id for question in holder.questions]
    near = difflib.get_close_matches(question_id, known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else f" It has: {', '.join(known) or 'none'}."
    raise ContentError(
        [Problem(f"data/.../{owner}.yaml", None, "", f"no question {question_id!r}.{hint}")]
    )


@lru_cache(maxsize=64)
def load_lesson(number: str) -> Lesson:
    """Load one lesson's description.

    Args:
        number: the lesson's, two digits such as `"01"`.

    Returns:
        The lesson, whole and checked; what it names, such as cases, is not loaded.

    Raises:
        ContentError: if there is no such lesson, or its file has a mistake.
    """
    if not isinstance(number, str) or not re.fullmatch(r"\d\d", number):
        raise ContentError(
            [Problem("data/lessons", None, "", f"{number!r} is not a lesson's number, like '01'.")]
        )
    files = sorted((DATA / "lessons").glob(f"{number}-*.yaml"))
    if len(files) != 1:
        raise ContentError(
            [
                Problem(
                    "data/lessons",
                    None,
                    "",
                    f"lesson {number!r} has {len(files)} files; it needs one, "
                    f"{number}-<slug>.yaml.",
                )
            ]
        )
    made = _read(files[0], "Lesson")
    if files[0].stem != f"{made.number}-{made.slug}":
        raise ContentError(
            [
                Problem(
                    show(files[0]),
                    None,
                    "",
                    f"number and slug make {made.number}-{made.slug}, but the file is named "
                    f"{files[0].stem}. Make them equal.",
                )
            ]
        )
    return made


def load_lessons() -> list[Lesson]:
    """Load every lesson's description.

    Returns:
        The lessons, in the order in which they are taken.

    Raises:
        ContentError: if a lesson's file has a mistake; the first such file is named.
    """
    return [load_lesson(p.stem[:2]) for p in sorted((DATA / "lessons").glob("[0-9][0-9]-*.yaml"))]


def _check_name(name: Any, folder: Path) -> None:
    """Refuse a name that could lead out of the folder."""
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ContentError(
            [
                Problem(
                    show(folder),
                    None,
                    "",
                    f"{name!r} is not an id. Ids are small letters, digits and hyphens.",
                )
            ]
        )
