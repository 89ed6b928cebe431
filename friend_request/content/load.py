"""Reading content files: whole and checked, or refused with every mistake in words."""

from __future__ import annotations

import csv
import difflib
import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from friend_request import paths
from friend_request.content.base import Checked, Citation, Violates
from friend_request.content.cases import Case, Client, Lesson, Objective, Quiz, is_quiz
from friend_request.content.kinds import (
    BestAction,
    Match,
    Numeric,
    Poll,
    PutInOrder,
    Question,
    RateActions,
    Reflect,
    SelectAll,
    WriteReply,
)
from friend_request.content.options import (
    Answer,
    GradedOption,
    MatchOption,
    Model,
    Near,
    OrderOption,
    PollOption,
    Target,
    Where,
)
from friend_request.content.panel import load_panel, rated
from friend_request.content.scenes import Choice, Ending, Person, Scene
from friend_request.content_errors import (
    ContentError,
    Misplaced,
    Problem,
    explain,
    line_of,
    place,
    read_yaml,
    show,
    without_kind,
)
from friend_request.paths import DATA, data_file


def _known_keys(
    loc: tuple[Any, ...],
    raw: Any,
    model: type[BaseModel],
    nested: dict[str, type[BaseModel]],
) -> list[str]:
    """The keys allowed beside the unknown one at `loc`."""
    names = [part for part in loc[:-1] if isinstance(part, str)]
    where = names[-1] if names else ""
    here = raw
    for part in loc[:-1]:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            break
    options: dict[str, type[BaseModel]] = {
        "best_action": BestAction,
        "rate_actions": RateActions,
        "select_all": SelectAll,
        "put_in_order": PutInOrder,
        "match": Match,
        "numeric": Numeric,
        "poll": Poll,
        "reflect": Reflect,
        "write_reply": WriteReply,
    }
    fixed: dict[str, type[BaseModel]] = {
        "checked": Checked,
        "cites": Citation,
        "violates": Violates,
        "where": Where,
        "client": Client,
        "models": Model,
        "targets": Target,
        "answer": Answer,
        "near": Near,
        "objectives": Objective,
        "scenes": Scene,
        "choices": Choice,
        "ending": Ending,
        "people": Person,
    }
    found: type[BaseModel] | None = (fixed | nested).get(where)
    if where == "questions" and isinstance(here, dict):
        found = options.get(str(here.get("kind")))
    if where == "options":
        question = raw
        for part in loc[: loc.index("options")]:
            question = question[part]
        kind = str(question.get("kind")) if isinstance(question, dict) else ""
        found = {"poll": PollOption, "put_in_order": OrderOption, "match": MatchOption}.get(
            kind, GradedOption
        )
    return sorted((found or model).model_fields)


def read_as(
    path: Path,
    model: type[Any],
    key: str = "",
    name: str = "",
    nested: dict[str, type[BaseModel]] | None = None,
) -> Any:
    """Read a file of any kind with the same care: whole and checked, its citations resolved.

    Args:
        path: a YAML file in `data/`.
        model: what it must be.
        key, name: a key of the file and what it must say, as the file's name does.
        nested: for lists inside it, the model of their entries, by the name of the list.

    Returns:
        An object of that model.

    Raises:
        ContentError: with every mistake, in words.
    """
    raw = read_yaml(path)
    shown = show(path)
    if not isinstance(raw, dict):
        raise ContentError([Problem(shown, 1, "", "the file is empty, or is not a list of keys.")])
    if key and key in raw and raw[key] != name:
        # Said alone: every question's id would seem wrong as well.
        message = f"{key!r} is {raw[key]!r}, but the file is named {name!r}. Make them equal."
        raise ContentError([Problem(shown, line_of(path, (key,)), "", message)])
    try:
        made = model.model_validate(raw)
    except ValidationError as errors:
        problems = []
        for error in errors.errors():
            # pydantic names the kind of question inside the path; an author never wrote it there.
            loc = without_kind(error["loc"])
            cause = error.get("ctx", {}).get("error")
            if isinstance(cause, Misplaced):
                said = [((*loc, *inside), message) for inside, message in cause.places]
            else:
                known = partial(_known_keys, loc, raw, model, nested or {})
                said = [(loc, explain(error, loc, known))]
            problems += [
                Problem(shown, line_of(path, at, message), place(raw, at), message)
                for at, message in said
            ]
        raise ContentError(problems) from None
    problems = [
        Problem(shown, line, place, message)
        for line, place, message in _unresolved(path, raw, made)
    ]
    if problems:
        raise ContentError(problems)
    return made


# --- Citations ------------------------------------------------------------------------------


@cache
def clauses() -> dict[str, dict[str, str]]:
    """The rows of `ethics_codes.csv`, read without pandas.

    Returns:
        `clause_id` to the row, a dictionary of texts by column. An agency's row stands in the place
        of ours with its id.
    """
    found = _clauses_of(DATA / "ethics_codes.csv")
    if paths.OWN and (own := paths.OWN / "ethics_codes.csv").is_file():
        found |= _clauses_of(own)
    return found


def _clauses_of(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:  # as Excel writes it
        return {row.get("clause_id") or "": row for row in csv.DictReader(stream)}


@cache
def reference_items() -> dict[str, dict[str, Any]]:
    """The entries of `references.json`.

    Returns:
        CSL-JSON id to the entry, as the file has it. An agency's entry stands in the place of ours
        with its id.

    Raises:
        ContentError: if the file is no JSON, or no list of entries that each have an id.
    """
    found = _references_of(DATA / "references.json")
    if paths.OWN and (own := paths.OWN / "references.json").is_file():
        found |= _references_of(own)
    return found


def _references_of(path: Path) -> dict[str, dict[str, Any]]:
    try:
        return {item["id"]: item for item in json.loads(path.read_text(encoding="utf-8-sig"))}
    except json.JSONDecodeError as error:
        line, message = error.lineno, f"this is not valid JSON: {error.msg}."
    except (KeyError, TypeError):
        line, message = None, "the file must be a list of entries, each with an id."
    raise ContentError([Problem(show(path), line, "", message)])


def _walk_citations(value: Any, loc: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    if isinstance(value, dict):
        for kind in ("ref", "clause"):
            if isinstance(value.get(kind), str):
                yield (*loc, kind), kind, value[kind]
        for key, inner in value.items():
            yield from _walk_citations(inner, (*loc, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _walk_citations(inner, (*loc, number))


_NO_SUCH_SOURCE = (
    'No such source. `make sources ABOUT="…"` finds one; if yours is not in the table, cite what '
    "is, keep key_basis: authors, and open an issue with the link."
)


def _unresolved(path: Path, raw: Any, made: Any) -> Iterator[tuple[int | None, str, str]]:
    for loc, kind, key in _walk_citations(raw, ()):
        known = clauses() if kind == "clause" else reference_items()
        if key not in known:
            table = "ethics_codes.csv" if kind == "clause" else "references.json"
            # Only a slip of the pen: what merely looks alike is another source.
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.88)
            mend = f"Did you mean {near[0]!r}?" if near else _NO_SUCH_SOURCE
            yield (
                line_of(path, loc),
                place(raw, loc),
                f"{kind}: {key!r} is not in data/{table}. {mend}",
            )


def _with_panel(made: Any) -> Any:
    """Lay a panel's ratings over the questions of a case or quiz."""
    results = load_panel(DATA / "panel.yaml")
    if not results:
        return made
    return made.model_copy(update={"questions": rated(made.questions, results)})


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
    return _with_panel(read_as(path, Case, "id", case_id))


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
    made = read_as(ours if ours.exists() else own, Quiz, "lesson", lesson)
    if own != ours and ours.exists():
        # An agency's quiz adds to ours, so that questions which an update brings are not lost.
        added = {q.id: q for q in read_as(own, Quiz, "lesson", lesson).questions}
        kept = [added.pop(q.id, q) for q in made.questions]
        made = made.model_copy(update={"questions": [*kept, *added.values()]})
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
    made = read_as(files[0], Lesson)
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


def parse_question(raw: dict[str, Any]) -> Any:
    """Make one question from a dictionary, without a file: for tests and previews.

    Args:
        raw: keys and values as a file has them; `kind` says which kind of question it is.

    Returns:
        One of the nine kinds of question. Whether its citations exist is not looked at.

    Raises:
        pydantic.ValidationError: if it is not a valid question.
    """
    return TypeAdapter(Question).validate_python(raw)
