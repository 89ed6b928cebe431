"""Whether docstrings are whole: a part that is taken out is missed, and only that one."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module

import pytest

from friend_request import survey
from friend_request.authoring import docstrings
from friend_request.authoring.api import MODULES, documented, with_members

PUBLIC = {
    full: one
    for module in MODULES
    for name, thing in documented(import_module(module))
    for full, one in with_members(f"{module}.{name}", thing)
}


def without(section: str, doc: str) -> str:
    """A docstring from which one section was taken out."""
    return re.sub(rf"^{section}:.*\n?(?: +.*\n?|\n(?= ))*", "", doc, flags=re.MULTILINE)


def whole(rows: list[str], *more: str, strict: bool = False, **rest: str) -> list[str]:
    """Do something.

    Args:
        rows: one text for each person.
        *more: further ones.
        strict: whether
            anything: at all is refused.
        **rest: by name.

    Returns:
        The same.

    Raises:
        friend_request.survey.SurveyError: if `strict`.
    """
    if strict:
        raise survey.SurveyError("no")
    return rows


def by_another(row: str) -> None:
    """Do something.

    Args:
        row: a text.
    """
    _refuse(row)


def _refuse(row: str) -> None:
    if row:
        raise KeyError(row)


def caught(row: str) -> None:
    """Do something.

    Args:
        row: a text.
    """
    try:
        _refuse(row)
    except KeyError as error:
        if row == "again":
            raise
        if row == "this":
            raise error


def within() -> None:
    """Make a function, and never call it."""

    def never() -> None:
        raise KeyError

    never  # noqa: B018


def one_by_one() -> Iterator[int]:
    """Count."""
    yield 1


@contextmanager
def opened() -> Iterator[int]:
    """Open something."""
    yield 1


@dataclass
class Fields:
    """Two of them, and `third`.

    Attributes:
        first, second: numbers.
    """

    first: int
    second: int
    third: int
    fourth: int
    """Said below."""
    _inner: int = 0

    @property
    def sum(self) -> int:
        """All together."""
        return self.first + self.second

    def lines(self, end: str) -> str:
        """Write it."""
        return end

    @classmethod
    def made(cls, row: str) -> Fields:
        """Make one."""
        return cls(1, 2, 3, len(row))


class Error(Exception):
    """It went wrong. `key` says why."""

    def __init__(self, key: str, detail: str = ""):
        super().__init__(key, detail)


def test_a_whole_docstring_lacks_nothing():
    assert docstrings.lacking(whole) == []
    assert docstrings.lacking(Fields) == []
    assert docstrings.lacking(vars(Fields)["sum"]) == []


@pytest.mark.parametrize("doc", ["", " ", "\n"])
def test_no_docstring_is_said(doc):
    assert docstrings.lacking(whole, doc) == ["it has no docstring."]
    assert docstrings.lacking(Fields, doc) == ["it has no docstring."]
    assert docstrings.lacking(vars(Fields)["sum"], doc) == ["it has no docstring."]


def test_a_class_without_words_does_not_count_as_having_its_bases():
    class Heir(Fields):
        pass

    assert docstrings.lacking(Heir) == ["it has no docstring."]


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("Args", "it has no Args."),
        ("Returns", "it has no Returns."),
        ("Raises", "it has no Raises for SurveyError."),
    ],
)
def test_a_section_taken_out_is_missed(section, said):
    assert docstrings.lacking(whole, without(section, inspect.getdoc(whole))) == [said]


@pytest.mark.parametrize("name", ["rows", "more", "strict", "rest"])
def test_an_argument_that_is_not_named_is_missed(name):
    doc = re.sub(rf"^( +\**){name}:", r"\1another:", inspect.getdoc(whole), flags=re.MULTILINE)
    assert docstrings.lacking(whole, doc) == [f"Args does not name {name}."]


def test_a_word_in_the_middle_of_a_sentence_names_nothing():
    names = docstrings.lacking(whole, inspect.getdoc(whole).replace("rows:", "other:"))
    assert names == ["Args does not name rows."]

    def anything(anything: str) -> None: ...

    assert docstrings.lacking(anything, inspect.getdoc(whole)) == ["Args does not name anything."]


def test_an_argument_with_nothing_said_of_it_is_missed():
    doc = inspect.getdoc(whole).replace("rows: one text for each person.", "rows:")
    assert docstrings.lacking(whole, doc) == ["Args does not name rows."]


def test_another_error_than_the_one_raised_is_missed():
    doc = inspect.getdoc(whole).replace("SurveyError", "ContentError")
    assert docstrings.lacking(whole, doc) == ["Raises does not name SurveyError."]


def test_an_error_of_a_private_helper_is_the_functions_own():
    assert docstrings.lacking(by_another) == ["it has no Raises for KeyError."]


@pytest.mark.parametrize("function", [caught, within])
def test_an_error_that_does_not_come_out_needs_no_word(function):
    assert docstrings.lacking(function) == []


@pytest.mark.parametrize("function", [one_by_one, opened])
def test_what_yields_says_what(function):
    assert docstrings.lacking(function) == ["it has no Yields."]


def test_methods_need_what_functions_need_and_self_is_no_argument():
    for method in (Fields.lines, vars(Fields)["made"]):
        assert docstrings.lacking(method) == ["it has no Args.", "it has no Returns."]


def test_a_field_that_is_not_named_is_missed():
    doc = inspect.getdoc(Fields)
    assert docstrings.lacking(Fields, doc.replace("second:", "2:")) == [
        "Attributes does not name second."
    ]
    assert docstrings.lacking(Fields, doc.replace("`third`", "one more")) == [
        "Attributes does not name third."
    ]


def test_what_an_error_is_made_of_is_said():
    assert docstrings.lacking(Error) == ["Args does not name detail."]


# ---------------------------------------------------------------- the real ones


def has(section: str) -> list[str]:
    return [
        name
        for name, thing in PUBLIC.items()
        if section in docstrings.sections(inspect.getdoc(getattr(thing, "__func__", thing)) or "")
        and inspect.isroutine(inspect.unwrap(getattr(thing, "__func__", thing)))
    ]


@pytest.mark.parametrize("section", ["Args", "Returns"])
def test_no_public_function_can_lose_its_section(section):
    names = has(section)
    assert len(names) > 50
    for name in names:
        thing = PUBLIC[name]
        doc = inspect.getdoc(getattr(thing, "__func__", thing))
        assert docstrings.lacking(thing, without(section, doc)), name


def test_a_statistic_without_its_source_is_said(monkeypatch):
    doc = without("Source", inspect.getdoc(survey.proportions))
    assert "Wilson (1927)" not in doc
    monkeypatch.setattr(survey.proportions, "__doc__", doc)
    said = "it calculates something, and names no Source."
    assert f"friend_request.survey.proportions: {said}" in docstrings.incomplete()


def test_what_is_said_to_be_no_statistic_exists():
    assert set(survey.__all__) >= docstrings.NO_STATISTIC
