"""No word of the interface stands in code: in no module that draws, in no JavaScript."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.unit.package_code import PACKAGE, modules, name_of, tree
from tests.unit.prose import HOLE, is_prose, literals

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
