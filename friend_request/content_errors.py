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


class _Checked:
    """Refuses a key that stands twice in one mapping: YAML would keep the last and say nothing."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)  # type: ignore[attr-defined]
            if isinstance(key, (str, int)) and key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands here twice. Keep one.", key_node.start_mark
                )
            if isinstance(key, (str, int)):
                seen.add(key)
        return super().construct_mapping(node, deep=deep)  # type: ignore[misc]


class _CheckedLoader(_Checked, Loader):  # type: ignore[misc,valid-type]
    pass


def show(path: Path) -> str:
    try:
        return (Path("data") / path.relative_to(DATA)).as_posix()
    except ValueError:
        pass
    if paths.OWN and path.is_relative_to(paths.OWN):
        return path.relative_to(paths.OWN.parent).as_posix()
    return path.as_posix()


# YAML's own sentences speak of tokens, keys and indicators. libyaml and PyYAML word some of them
# differently, so that both are here. The first that fits counts; `{char}` is what stands there.
_OPEN_QUOTE = (
    "A quotation mark is not closed, or stands in the middle of a text. Look in this line and "
    "those above. Safest: write >- after the colon, and the text in the next line, two spaces "
    "further in."
)
_OUT_OF_LINE = "This line begins further left or right than its neighbours."
_BEGINS_WITH = "A text can't begin with {char}. Put it between quotation marks."
_TEXT_AFTER_QUOTE = re.compile(r"""\s*-? *([\w-]+: *)?(["']).*\2\s*[^\s#]""")
_YAML_SAYS = (
    (r"tab character", "There is a tab in this line. Use spaces."),
    (r"undefined alias|scanning an alias", _BEGINS_WITH.replace("{char}", "*")),
    (r"scanning an anchor", _BEGINS_WITH.replace("{char}", "&")),
    (r"cannot start any token", _BEGINS_WITH),
    (
        r"unknown escape",
        r"Between double quotation marks a \ must be written twice. Single ones leave it as it is.",
    ),
    (r"scanning a quoted scalar|scanning a double-quoted scalar", _OPEN_QUOTE),
    (
        r"could not find expected ':'",
        "Here or in the line above: a space is missing after a colon, or a line of the story lost "
        "its two spaces.",
    ),
    (r"expected '-' indicator|block (collection|sequence).*expected <block end>", _OUT_OF_LINE),
    (r"did not find expected key|block mapping.*expected <block end>", _OPEN_QUOTE),
    (
        r"mapping values are not allowed",
        "Put text that holds a colon between quotation marks, or after >-; or this line is "
        "indented too far, or | is missing after story:.",
    ),
    (
        r"expected ',' or",
        "A bracket is not closed: { needs } and [ needs ]. Or a text between brackets holds a "
        "comma or a colon: put it between quotation marks.",
    ),
    (
        r"found unexpected end of stream|document (end|start)",
        "Something above is not closed: a quotation mark or a bracket.",
    ),
)


def _yaml_in_words(error: yaml.MarkedYAMLError, text: str, mark: Any) -> str:
    """What YAML complains of, for somebody who has never heard of YAML."""
    lines = text.splitlines()
    here = lines[mark.line] if mark and mark.line < len(lines) else ""
    problem = error.problem or "the file is not valid YAML"
    whole = f"{error.context or ''} {problem}"
    if "cannot start any token" in problem and "\t" in here:
        return "There is a tab in this line. Use spaces."
    for pattern, said in _YAML_SAYS:
        if re.search(pattern, whole):
            # YAML finds the same fault with a line out of place and with text after a quotation.
            if said == _OPEN_QUOTE and "quoted" not in whole and not re.search("[\"']", here):
                return f"{_OUT_OF_LINE} Or a quotation mark above is not closed."
            if said == _OUT_OF_LINE and re.match(
                r"""\s*-? *([\w-]+: *)?(["']).*\2\s*[^\s#]""", here
            ):
                return _OPEN_QUOTE
            return said.replace("{char}", here[mark.column : mark.column + 1] if mark else "")
    if tag := re.search(r"constructor for the tag '([^']+)'", problem):
        return f"A text can't begin with ! ({tag[1]}). Put it between quotation marks."
    return problem if problem.endswith(".") else problem + "."


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
        said = _yaml_in_words(error, text, mark)
        raise ContentError([Problem(shown, line, "", said)]) from None
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
