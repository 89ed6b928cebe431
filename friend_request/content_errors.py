"""Mistakes in content files, said in words: which file, which line, what, and how to mend it.

The reader of these messages is a clinician who copied a YAML file, not a programmer.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from friend_request import paths
from friend_request.paths import DATA
from friend_request.words import Loader

VERDICTS = ("best", "defensible", "risky", "violation")
KINDS = (
    "best_action",
    "rate_actions",
    "select_all",
    "put_in_order",
    "match",
    "numeric",
    "poll",
    "reflect",
    "write_reply",
)


# --- Errors in plain words -------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """One mistake in one file: where it is and how to mend it."""

    file: str
    line: int | None
    place: str
    message: str

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        place = f" ({self.place})" if self.place else ""
        return f"{self.file}{line}{place}: {self.message}"


class ContentError(Exception):
    """A content file can't be used. `problems` lists every mistake found in it."""

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


class _CheckedLoader(Loader):  # type: ignore[misc,valid-type]
    """Refuses a key that stands twice in one mapping: YAML would keep the last and say nothing."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, (str, int)) and key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands here twice. Keep one.", key_node.start_mark
                )
            if isinstance(key, (str, int)):
                seen.add(key)
        return super().construct_mapping(node, deep=deep)


def show(path: Path) -> str:
    try:
        return (Path("data") / path.relative_to(DATA)).as_posix()
    except ValueError:
        pass
    if paths.OWN and path.is_relative_to(paths.OWN):
        return path.relative_to(paths.OWN.parent).as_posix()
    return path.as_posix()


def read_yaml(path: Path) -> Any:
    shown = show(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        near = difflib.get_close_matches(path.stem, [p.stem for p in path.parent.glob("*.yaml")])
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ContentError([Problem(shown, None, "", f"there is no such file.{hint}")]) from None
    except UnicodeDecodeError as error:
        raise ContentError(
            [Problem(shown, None, "", f"save the file as UTF-8 ({error.reason}).")]
        ) from None
    try:
        return yaml.load(text, Loader=_CheckedLoader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        problem = error.problem or "the file is not valid YAML"
        if "mapping values are not allowed" in problem:
            problem += ". Put text that holds a colon between quotation marks, or after >-"
        elif "\\t" in problem or "tab character" in problem:
            problem += ". Indent with spaces, not tabs"
        raise ContentError(
            [Problem(shown, line, "", problem if problem.endswith(".") else problem + ".")]
        ) from None
    except yaml.YAMLError as error:
        raise ContentError([Problem(shown, None, "", f"not valid YAML: {error}.")]) from None


def line_of(path: Path, loc: tuple[Any, ...], message: str = "") -> int | None:
    """The line at which the innermost part of `loc` that exists begins.

    A mistake between two parts of a file has no place of its own: then the line is the first that
    holds something which the message quotes.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=Loader)
    except (yaml.YAMLError, OSError):
        return None
    line = None
    if not loc:
        for quoted in re.findall(r"'([^']+)'", message):
            for number, found in enumerate(text.splitlines(), 1):
                if quoted in found:
                    return number
    else:
        line = node.start_mark.line + 1 if node else None
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, node = key.start_mark.line + 1, value
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            if part >= len(node.value):
                break
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


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
    kind, key = error["type"], str(loc[-1]) if loc else ""
    given = error.get("input")
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
