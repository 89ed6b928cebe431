"""Mistakes in content files, said in words: which file, which line, what, and how to mend it.

The reader of these messages is a clinician who copied a YAML file, not a programmer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from friend_request import paths
from friend_request.content.vocabulary import KINDS, VERDICTS
from friend_request.paths import DATA

# --- Errors in plain words -------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """One mistake in one file: where it is and how to mend it.

    Attributes:
        file: the file, as a path that an author knows, such as `data/cases/nine-months-on.yaml`.
        line: the line, from 1; None where it is the whole file, or not known.
        place: the question and option, or "".
        message: what is wrong and what to do, in a sentence.
    """

    file: str
    line: int | None
    place: str
    message: str

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        place = f" ({self.place})" if self.place else ""
        return f"{self.file}{line}{place}: {self.message}"


class ContentError(Exception):
    """A content file can't be used.

    Args:
        problems: every mistake found in it, kept as a list.
    """

    def __init__(self, problems: Iterable[Problem]):
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Misplaced(ValueError):
    """Mistakes that a validator found in parts of a file below its own.

    Attributes:
        places: (path from the validated part to the mistake, what to say) for each.
    """

    def __init__(self, places: Iterable[tuple[tuple[Any, ...], str]]):
        self.places = list(places)
        super().__init__("\n".join(message for _, message in self.places))


_MISSING = {
    "because": "Write one to three sentences that would help someone who chose this option.",
    "verdict": f"Grade the option: {', '.join(VERDICTS)}.",
    "key_basis": "Say what the key rests on: rule, evidence, panel or authors.",
    "cites": "Name at least one source.",
    "kind": f"Choose one of: {', '.join(KINDS)}.",
    "review_by": "Give the day by which someone should read this again, such as 2027-11-01.",
    "binds": "Say whom the rule binds, such as: counsellors licensed in Texas.",
    "options": "List the options, each with an id and a text.",
    "objective": "Name the objective that the question serves, by its id.",
    "to": "Name the scene that this choice leads to, by its id.",
    "told": "Say what happens after this choice, before the next scene.",
    "debrief": "Say what there is to learn from this ending.",
    "people": "Say what the path did to each person: a list of who and what.",
    "what": "Say what the path did to this person.",
}


# Keys below which a source is named, and what to say of one that was written as plain text.
_SOURCES = ("cites", "violates")
_SOURCE = (
    "Write a source as {clause: apa-4.02c} or {ref: Everett2013}; "
    '`make sources ABOUT="…"` finds it.'
)


def show(path: Path) -> str:
    try:
        return (Path("data") / path.relative_to(DATA)).as_posix()
    except ValueError:
        pass
    if paths.OWN and path.is_relative_to(paths.OWN):
        return path.relative_to(paths.OWN.parent).as_posix()
    return path.as_posix()


def place(raw: Any, loc: tuple[Any, ...]) -> str:
    """Name the question and option that `loc` leads to, as an author would."""
    names = []
    here = raw
    for n, part in enumerate(loc):
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            break
        if n and isinstance(part, int) and isinstance(here, dict):
            kind = {
                "questions": "question",
                "options": "option",
                "models": "model reply",
                "scenes": "scene",
                "choices": "choice",
            }
            label = kind.get(str(loc[n - 1]), "entry")
            names.append(f"{label} {here.get('id', part + 1)!s}")
    return ", ".join(dict.fromkeys(names))


def explain(error: Any, loc: tuple[Any, ...], known: Callable[[], list[str]]) -> str:
    """One of pydantic's errors in words; `known` gives the keys allowed at that place."""
    import difflib  # only where there is a mistake to word

    kind, key = error["type"], str(loc[-1]) if loc else ""
    if key.isdecimal():  # an entry of a list: named by the list
        key = next((part for part in reversed(loc) if isinstance(part, str)), key)
    given = error.get("input")
    if kind in ("model_type", "list_type") and isinstance(given, str) and key in _SOURCES:
        return _SOURCE
    if kind == "extra_forbidden":
        allowed = known()
        near = difflib.get_close_matches(key, allowed, n=1, cutoff=0.6)
        mend = f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(allowed)}."
        return f"unknown key {key!r}. {mend}"
    if kind == "missing":
        return f"{key!r} is missing. {_MISSING.get(key, 'Add it.')}"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        given_kind = given.get("kind") if isinstance(given, dict) else given
        near = difflib.get_close_matches(str(given_kind), KINDS, n=1)
        mend = f"Did you mean {near[0]!r}?" if near else f"Choose one of: {', '.join(KINDS)}."
        if kind == "union_tag_not_found":
            return f"'kind' is missing. {_MISSING['kind']}"
        return f"unknown kind {given_kind!r}. {mend}"
    if kind == "literal_error":
        return f"{key!r} can't be {given!r}. Choose one of: {error['ctx']['expected']}."
    if kind == "string_type":
        if given is None:
            return f"{key!r} is empty. {_MISSING.get(key, 'Write something, or remove the key.')}"
        return (
            f"{key!r} must be text, but YAML reads it as {given!r}. Put it between quotation marks."
        )
    if kind == "string_too_short":
        return f"{key!r} is empty. {_MISSING.get(key, 'Write something, or remove the key.')}"
    if kind == "string_pattern_mismatch":
        return (
            f"{key!r} can't be {given!r}. Use small letters, digits and hyphens, such as "
            "'nine-months-on' (question ids: 'nine-months-on.need'; objective ids: '01.o1')."
        )
    if kind in ("too_short", "too_long"):
        ctx = error["ctx"]
        return (
            f"{key!r} has {ctx['actual_length']} entries; it needs "
            f"{'at least' if kind == 'too_short' else 'at most'} "
            f"{ctx.get('min_length', ctx.get('max_length'))}."
        )
    if kind == "invalid_key":
        return f"{key!r} holds a text with a comma. Put that text between quotation marks."
    if kind.startswith("int_"):
        return f"{key!r} must be a whole number in digits, such as 10, not {given!r}."
    if kind in ("greater_than_equal", "less_than_equal"):
        side = "least" if kind == "greater_than_equal" else "most"
        limit = error["ctx"].get("ge", error["ctx"].get("le"))
        return f"{key!r} is {given}; it must be at {side} {limit}."
    if kind.startswith("date"):
        return f"{key!r} must be a day written like 2027-11-01, not {given!r}."
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return (
            f"{key!r} must be a group of keys, not {type(given).__name__}. Check the indentation."
        )
    if kind == "list_type":
        return f"{key!r} must be a list: each entry on a line of its own that begins with a hyphen."
    return f"{key!r}: {error['msg']}."


def without_kind(loc: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        part
        for n, part in enumerate(loc)
        if not (
            n >= 2 and part in KINDS and isinstance(loc[n - 1], int) and loc[n - 2] == "questions"
        )
    )
