"""Every phrase of data/interface.yaml is used, and every key that is asked for is there."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from string import Formatter
from typing import Any

import pytest
import yaml

import friend_request.words
from friend_request.words import phrases, words
from tests.unit.package_code import INTERFACE, PACKAGE, modules, name_of, tree
from tests.unit.prose import HOLE, joined


def flat(group: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in group.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


PHRASES = dict(flat(yaml.safe_load(INTERFACE.read_text("utf-8"))))
GROUPS = {key[:place] for key in PHRASES for place, c in enumerate(key) if c == "."}
TOP = {key.split(".")[0] for key in PHRASES}


@cache
def all_literals() -> frozenset[str]:
    """Every literal of the package, whole, and what the pages' template asks for."""
    found = set()
    for path in modules():
        parts = {
            id(part)
            for node in ast.walk(tree(path))
            if isinstance(node, ast.JoinedStr)
            for part in node.values
        }
        found |= {
            text
            for node in ast.walk(tree(path))
            if id(node) not in parts and (text := joined(node))
        }
    for path in PACKAGE.rglob("*.j2"):
        found |= set(re.findall(r"words\(\"([^\"]+)\"", path.read_text("utf-8")))
    return frozenset(found)


def keys_in(node: ast.expr) -> list[str]:
    """The keys that an argument may be: one, or one for each side of an `if`."""
    if isinstance(node, ast.IfExp):
        return keys_in(node.body) + keys_in(node.orelse)
    if isinstance(node, ast.JoinedStr):
        made = [""]
        for part in node.values:
            inner = part.value
            ends = [HOLE]
            if isinstance(part, ast.Constant):
                ends = [str(inner)]
            elif isinstance(inner, ast.IfExp):
                ends = keys_in(inner) or [HOLE]
            made = [one + end for one in made for end in ends]
        return made
    text = joined(node)
    return [] if text is None else [text]


@cache
def calls() -> list[tuple[str, ast.Call, list[str]]]:
    """Every call of `words` and `phrases`: where it is, the call, and the keys that stand in it."""
    found = []
    for path in modules():
        source = tree(path)
        ours = any(
            isinstance(node, ast.ImportFrom) and node.module == "friend_request.words"
            for node in ast.walk(source)
        )
        for node in ast.walk(source) if ours else ():
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("words", "phrases")
                and node.args
            ):
                where = f"{name_of(path)}:{node.lineno}"
                found.append((where, node, keys_in(node.args[0])))
    return found


def pattern(key: str) -> re.Pattern[str]:
    """What a key with placeholders may come to: one word for each."""
    return re.compile(re.escape(key).replace(re.escape(HOLE), r"([^.]+)"))


def test_every_key_that_is_asked_for_is_there():
    lacking = []
    for where, call, keys in calls():
        among = set(PHRASES) if call.func.id == "words" else GROUPS
        lacking += [(where, key) for key in keys if not any(map(pattern(key).fullmatch, among))]
    assert lacking == []


def test_every_literal_that_reads_as_a_key_is_one():
    """Keys are also chosen before they are asked for: `key = "review.next_due_one"`."""
    shape = re.compile(r"[a-z_]+(?:\.[a-z_0-9]+)+")
    asked = {text for text in all_literals() if shape.fullmatch(text)}
    files = (".yaml", ".json", ".js", ".css", ".sqlite3")
    matplotlib = {"text.color", "text.parse_math"}
    wrong = [
        text
        for text in asked
        if text.split(".")[0] in TOP
        and not text.endswith(files)
        and text not in PHRASES
        and text not in GROUPS | matplotlib
    ]
    assert wrong == []


def unused() -> list[str]:
    """Phrases that no code asks for.

    A key with a placeholder uses those phrases only whose own part of the name is a literal
    somewhere: `words(f"room.chart.{name}")` does not use a phrase that nobody can name.
    """
    said = all_literals()

    def named(part: str) -> bool:
        # The two rounds of a room, the levels of a rubric: numbers are counted, not named.
        return part in said or part.isdigit() or re.fullmatch(r"\w+_[12]", part) is not None

    used = set(PHRASES) & said
    wanted = {text for text in said if HOLE in text and text.split(".")[0] in TOP}
    for _, call, keys in calls():
        group = f".{HOLE}" if call.func.id == "phrases" else ""
        wanted |= {f"{key}{group}" for key in keys}
    for each in map(pattern, wanted):
        for key in set(PHRASES) - used:
            match = each.fullmatch(key)
            if match and all(map(named, match.groups())):
                used.add(key)
    return sorted(set(PHRASES) - used)


def test_every_phrase_is_used():
    assert unused() == []


def test_what_a_call_puts_in_is_what_the_phrase_has_room_for():
    wrong = []
    for where, call, keys in calls():
        given = {each.arg for each in call.keywords}
        for key in keys:
            if call.func.id != "words" or key not in PHRASES:
                continue
            holes = {name for _, name, _, _ in Formatter().parse(PHRASES[key]) if name}
            named = given - {None}
            if named - holes or (None not in given and given and holes - named):
                wrong.append((where, key, sorted(named), sorted(holes)))
    assert wrong == []


def test_no_phrase_stands_twice_under_one_name():
    """YAML would take the later one without a word."""

    def doubled(node: yaml.Node, before: str = "") -> Iterator[str]:
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _ in node.value]
            yield from (before + name for name in set(names) if names.count(name) > 1)
            for key, value in node.value:
                yield from doubled(value, f"{before}{key.value}.")

    assert list(doubled(yaml.compose(INTERFACE.read_text("utf-8")))) == []


def test_every_phrase_is_text_and_every_name_of_it_too():
    table = yaml.safe_load(INTERFACE.read_text("utf-8"))

    def names(group: dict[Any, Any]) -> Iterator[Any]:
        for key, value in group.items():
            yield key
            if isinstance(value, dict):
                yield from names(value)

    assert [key for key in names(table) if not isinstance(key, str)] == []
    assert [key for key, value in PHRASES.items() if not isinstance(value, str)] == []


def test_what_was_kept_of_the_file_is_what_it_says():
    whole = yaml.safe_load(INTERFACE.read_text("utf-8"))
    assert len(whole) > 40
    assert json.loads(json.dumps(whole)) == whole
    assert friend_request.words._phrases() == whole


def test_a_key_that_is_not_there_is_named():
    with pytest.raises(KeyError, match=r"no phrase 'nothing'"):
        words("nothing")
    with pytest.raises(KeyError, match=r"no phrase 'question\.nothing'"):
        words("question.nothing")
    with pytest.raises(KeyError, match="a group of phrases"):
        words("question.kind")
    assert next(iter(phrases("verdict"))) == "best"


def test_words_are_cheap_to_import():
    code = (
        "import sys, friend_request.words;"
        "print([m for m in ('pandas', 'numpy', 'pydantic', 'ipywidgets') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
