"""Reading content files: whole and checked, or refused with every mistake in words."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from friend_request.collecting import paused
from friend_request.content.base import Checked, Citation, Violates
from friend_request.content.cases import Case, Client, Lesson, Objective, Quiz
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
from friend_request.content.panel import PanelResults
from friend_request.content.scenes import Choice, Ending, Person, Scene
from friend_request.content.sources import clauses, reference_items
from friend_request.content.yaml_files import line_of, read_yaml
from friend_request.content_errors import (
    ContentError,
    Misplaced,
    Problem,
    explain,
    place,
    show,
    without_kind,
)

# What `load` asks for, by name: it must not load these models to say which it wants.
MODELS: dict[str, type[BaseModel]] = {
    "Case": Case,
    "Quiz": Quiz,
    "Lesson": Lesson,
    "PanelResults": PanelResults,
}


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


@paused()
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
