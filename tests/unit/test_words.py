"""Every word of the interface stands in data/interface.yaml, and none in code."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

import friend_request.words
from friend_request.words import phrases, words
from tests.unit.prose import HOLE, is_prose, joined, literals

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "friend_request"
INTERFACE = ROOT / "data" / "interface.yaml"

# What an author of a case, or who reads in their own staff's answers, is told of a mistake in the
# file: errors, raised to somebody at work on the files, and not part of a learner's page.
OF_FILES = (
    "content/",
    "content_errors.py",
    "policies/load.py",
    "survey/errors.py",
    "survey/own/reading.py",
)
# The tasks of a lesson's exercise are course text, like its case.
COURSE_TEXT = re.compile(r"exercises/lesson_\d\d\.py")

ALLOWED = {
    "styles as Word names them": {
        "List Bullet", "List Number", "Table Grid", "Normal", "Title", "Subtitle", "Caption",
        f"Heading {HOLE}",
    },
    "places as ethics_codes.csv names them": {
        "European Union", "New Zealand", "Ireland", "Canada", "Australia",
    },
    "types, values and states as code names them": {
        "Series", "Index", "True", "False", "wrong type",
    },
    "what the system says of a disk, what SQLite says of a file": {
        "no space", "file too large", "no such table", "no such column", "has no column",
    },
    "answers, notes and columns in files": {
        "no answer", "Other authors", "not here",
    },
    "attributes of HTML, and what a button means": {"stem privacy about", f"return {HOLE}"},
    "a line of a file of shared answers": {f'"{HOLE}": {{"form": {HOLE}, "answers": {HOLE}}}'},
    "a font, and a field of a PNG file": {"DejaVu Sans", "Software"},
    "parts of a SurveyError": {
        "the same people as another study", "a second wave", "odds ratio",
    },
    "lengths in CSS": {"padding:0.3em 0.7em;vertical-align:top;white-space:normal;"},
}  # fmt: skip


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def drawn() -> list[Path]:
    """The modules whose words reach a page."""
    return [
        path
        for path in modules()
        if not name_of(path).startswith(("authoring/", *OF_FILES))
        and not COURSE_TEXT.fullmatch(name_of(path))
    ]


# ---------------------------------------------------------------- none in code


@cache
def found_prose() -> list[tuple[str, str]]:
    return [
        (f"{name_of(path)}:{line}", text)
        for path in drawn()
        for line, text in literals(tree(path))
        if is_prose(text)
    ]


def test_no_module_that_draws_holds_words_of_the_interface():
    allowed = set().union(*ALLOWED.values())
    assert [each for each in found_prose() if each[1] not in allowed] == []


def test_what_is_allowed_is_still_there():
    assert set().union(*ALLOWED.values()) - {text for _, text in found_prose()} == set()


@pytest.mark.parametrize(
    "code",
    [
        'show_table(df, "Our staff beside others")',
        'f"{count} of {people}"',
        'f"<p>{name} answered</p>"',
        'f\'<img alt="A chart of ages" src="{data}">\'',
        'columns = {"a": "Study"}',
        "f\"{n} group{'s are here' * (n > 1)}\"",
        'note = "Hidden: counts under five; the others too"',
    ],
)
def test_prose_is_known_by_its_shape(code):
    assert [text for _, text in literals(ast.parse(code)) if is_prose(text)]


@pytest.mark.parametrize(
    "code",
    [
        'raise SurveyError("There is no row to draw.")',
        'problems.append("Give every person a weight.")',
        'def f():\n    """Say what it is."""',
        're.compile(r"date of birth")',
        '_log.exception("A widget of the course failed")',
        'db.execute("SELECT one FROM log WHERE two = 3")',
        'node("p", x, class_="fr-note fr-warning")',
        'f\'<td style="text-align:left" class="a b c">{x}</td>\'',
        'STYLE = "h1 { font: 12pt serif; }\\n@media print { h2 { margin: 0 auto; } }"',
    ],
)
def test_what_is_not_prose_is_let_be(code):
    assert [text for _, text in literals(ast.parse(code)) if is_prose(text)] == []


# ---------------------------------------------------------------- none in JavaScript

_JS_STRING = re.compile(
    r"//[^\n]*|/\*.*?\*/|(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)", re.DOTALL
)
# Names of elements, of attributes, and values of `rel`: one list to a literal, without a capital.
_JS_NAMES = re.compile(
    r"(?:a blockquote br|input|img|accept|data-copy|readonly|noopener)\b[a-z0-6 -]*"
)
_JS_SHOWN = re.compile(
    r"(?:textContent|innerText|innerHTML|title|placeholder|ariaLabel|alt)\s*=\s*[^=;\n]*?[\"'`]\s*[^\W\d_]"
    r"|setAttribute\(\s*[\"'](?:aria-label|title|placeholder|alt)[\"']\s*,\s*[\"'`]\s*[^\W\d_]"
    r"|(?:alert|confirm|prompt|createTextNode)\(\s*[\"'`]"
)


def js_prose(source: str) -> list[str]:
    """Literals of two words and more, and literals that are shown."""
    strings = [match[1][1:-1] for match in _JS_STRING.finditer(source) if match[1]]
    long = [
        text
        for text in strings
        if re.search(r"[^\W\d_]{2,}[,.:;]?\s+[^\W\d_]{2,}", text) and not _JS_NAMES.fullmatch(text)
    ]
    asked = re.sub(r"\.get\(\"\w+\"\)", "", source)
    return long + [match[0] for match in _JS_SHOWN.finditer(asked)]


@pytest.mark.parametrize("path", ["widgets/form.js", "authoring/deck.js"])
def test_javascript_holds_no_words_that_a_person_reads(path):
    assert js_prose((PACKAGE / path).read_text("utf-8")) == []


@pytest.mark.parametrize(
    "code",
    [
        'const a = "Please wait";',
        'status.textContent = "Kept";',
        'status.textContent = kept || "Kept";',
        "b.setAttribute('aria-label', 'Close');",
        "alert(`Sure?`);",
    ],
)
def test_words_in_javascript_are_found(code):
    assert js_prose(code)


# ---------------------------------------------------------------- each phrase used, each key there


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


# ---------------------------------------------------------------- a translation


@pytest.fixture
def translated(monkeypatch):
    """The interface in a language of one letter: what is still English afterwards is not in it."""

    def other(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: other(inner) for key, inner in value.items()}
        parts = re.split(r"(\{\w+\})", value)
        return "".join(p if p.startswith("{") else re.sub(r"[^\W\d_]", "\u0436", p) for p in parts)

    table = other(yaml.safe_load(INTERFACE.read_text("utf-8")))
    monkeypatch.setattr(friend_request.words, "_phrases", lambda: table)


def english(text: str, *data: str) -> list[str]:
    """Words in Latin letters, without tags and without what came out of the data."""
    text = re.sub(r"data:image/png;base64,[\w+/=]+|<[^<>]*>", " ", text)
    for each in data:
        text = text.replace(each, " ")
    return re.findall(r"[A-Za-z]{2,}", text)


def test_figures_speak_the_language_of_the_interface(translated):
    import pandas as pd

    from friend_request.figures import dots, forest, likert, slope
    from friend_request.survey import load_synthetic, pool, tally

    rows = pd.DataFrame({"g": list("123456"), "count": [1, 5, 9, 8, 3, 2], "denominator": 20})
    pairs = pd.DataFrame({"g": ["1", "2", "3"], "a": [48, 31, 5], "b": [63, 26, 5]})
    answers = tally(load_synthetic(), "privacy_level")
    of_survey = ["public", "partial", "maximum"]
    assert set(answers["privacy_level"]) == set(of_survey)
    made = [
        forest(rows, "1", "g"),
        forest(rows, "1", "g", pooled=pool(rows)),
        forest(rows.head(1), "1", "g"),
        forest(rows.assign(study=list("112233"), count=pd.NA, percent=5.0), "1", "g"),
        dots(rows, "1"),
        slope(pairs, "1", "g", "a", "b"),
        likert(answers, "1", "privacy_level"),
    ]
    for figure in made:
        spoken = re.findall(r'(?:alt|aria-label)="([^"]*)"', figure.html)
        assert english(" ".join([figure.html, *spoken, figure.text]), *of_survey) == []


def test_tables_and_estimates_speak_the_language_of_the_interface(translated):
    import pandas as pd

    from friend_request.survey import codebook, difference, odds_ratio, pool, ratio
    from friend_request.survey.own.comparing import _published, _safe_table, _yours
    from friend_request.tables import show_table
    from friend_request.workshop.shared import SharedAnswers

    mixed = pd.DataFrame({"1": [True, False, None]}, dtype=object)
    counts = pd.DataFrame([[30, 2, 40], [20, 9, 1]]).to_numpy()
    rows = pd.DataFrame({"count": [1, 5, 9, 8, 3], "denominator": 20})
    yes = pd.Series({"percent": 5.0, "low": 1.0, "high": 9.0, "count": 5, "denominator": 100})
    said = [
        show_table(mixed, "1").html,
        show_table(mixed.head(0), "1").text,
        _safe_table(counts, ["1", "2"], ["3", "4", "5"], "6", "7", 5).text,
        *_yours(yes).values(),
        *(_published(pd.Series([1.0] * n)) for n in range(3)),
        repr(pool(rows)),
        *(repr(f((3, 10), (5, 20), "1")) for f in (difference, ratio, odds_ratio)),
        repr(SharedAnswers((), ())),
        " ".join(codebook().header),
        codebook("published_estimates").note,
    ]
    assert [found for text in said if (found := english(text))] == []
