"""The record of completion: a page that stands alone, and data."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friend_request import completion
from friend_request.content import load_case, load_lesson, load_lessons
from friend_request.progress import Store
from friend_request.words import words
from friend_request.writing import Part, Written, legible

NOW = datetime(2027, 3, 1, tzinfo=UTC)
LESSON = load_lesson("01")
REPLY = next(q for q in load_case("nine-months-on").questions if q.kind == "write_reply")


class Page(HTMLParser):
    """A page as a list of elements with their attributes, and the text they hold."""

    def __init__(self, content: bytes):
        super().__init__()
        self.elements: list[tuple[str, dict[str, Any]]] = []
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, tag: str) -> list[dict[str, Any]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, tag: str) -> list[str]:
        return [data for name, data in self.texts if name == tag]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "p.sqlite3")
    for number, question_id in enumerate(LESSON.questions):
        if number % 2 == 0 and question_id != REPLY.id:
            store.append("answer" if number else "skip", question_id, {}, kind="poll")
    store.append("answer", "00.try-it", {"choice": "curious"}, kind="poll")
    store.append("answer", "00.path", {"choice": "core"}, kind="poll")
    return store


def write(store: Store, text: str) -> None:
    store.append("answer", REPLY.id, {"draft": text, "rubric": {"warm": 2}}, kind="write_reply")


def test_lessons_begun_with_their_minutes_and_questions(store: Store) -> None:
    record = completion.build(store, now=NOW)
    assert record.made == "2027-03-01"
    assert [(r.number, r.minutes) for r in record.rows] == [
        ("00", load_lesson("00").minutes),
        ("01", LESSON.minutes),
    ]
    assert record.rows[0].complete
    assert record.rows[1].total == len(LESSON.questions)
    assert 0 < record.rows[1].answered < record.rows[1].total
    assert [r.number for r in record.complete] == ["00"]
    assert record.texts == ()


def test_the_page_stands_alone_and_is_accessible(store: Store) -> None:
    write(store, "words")
    page = Page(completion.page(completion.build(store, with_texts=True, now=NOW), "Jane"))
    assert page.open == []
    assert page.all("html") == [{"lang": words("language")}]
    assert page.text("title") == [words("record.title")]
    assert len(page.all("main")) == len(page.all("h1")) == len(page.all("caption")) == 1
    levels = [int(tag[1]) for tag, _ in page.elements if tag in ("h1", "h2", "h3", "h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    heads = page.all("th")
    assert len([h for h in heads if h["scope"] == "col"]) == 4
    assert len([h for h in heads if h["scope"] == "row"]) == 2
    assert "Jane" in page.text("bdi")
    assert any(words("record.not_credit") in text for _, text in page.texts)
    # Nothing is fetched, nothing runs.
    assert not {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe", "form", "a"}
    for _, attributes in page.elements:
        assert not any(name.startswith("on") or name in ("src", "href") for name in attributes)
    (policy,) = (m["content"] for m in page.all("meta") if m.get("http-equiv"))
    assert "default-src 'none'" in policy


def test_without_a_name_there_is_a_line_to_write_on(store: Store) -> None:
    for name in ("", "  ", "\x00\u202e"):
        page = Page(completion.page(completion.build(store, now=NOW), name))
        assert {"class": "line"} in page.all("span")
        assert page.all("bdi") == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(min_size=1, max_size=300).filter(str.strip))
def test_nothing_of_the_learner_is_ever_markup(name: str, text: str) -> None:
    part = Part("My <i>answer</i>", legible(text))
    written = Written("c.q", "Lesson <1>", "A & <b>", "", (part,), (("<warm>", 1),))
    record = completion.Record("2027-03-01", (), (written,))
    page = Page(completion.page(record, name))
    assert page.open == []
    used = [tag for tag, _ in page.elements if tag not in ("bdi", "span")]
    plain = dataclasses.replace(
        record, texts=(dataclasses.replace(written, parts=(Part("a", "b"),)),)
    )
    assert used == [
        tag for tag, _ in Page(completion.page(plain)).elements if tag not in ("bdi", "span")
    ]
    json.loads(completion.data(record, name))


def test_names_that_play_tricks() -> None:
    assert completion.tidy_name("  Ann \n Lee ") == "Ann Lee"
    assert completion.tidy_name("\u202eevil\x00\x1b[31m") == "evil[31m"
    assert completion.tidy_name("x" * 5000) == "x" * completion.LONGEST_NAME
    assert completion.tidy_name(None) == ""
    assert completion.tidy_name("שרה Ÿ 😀") == "שרה Ÿ 😀"


def test_the_data_say_the_same(store: Store) -> None:
    write(store, "my <b>words</b>")
    data = json.loads(completion.data(completion.build(store, now=NOW), "Jane"))
    assert data["name"] == "Jane"
    assert data["note"] == words("record.not_credit")
    assert "texts" not in data
    assert [lesson["number"] for lesson in data["lessons"]] == ["00", "01"]
    assert data["minutes_as_stated"] == load_lesson("00").minutes
    data = json.loads(completion.data(completion.build(store, with_texts=True, now=NOW)))
    assert "name" not in data
    (text,) = data["texts"]
    assert text["parts"][0]["text"] == "my <b>words</b>"
    assert text["own_rating"] == {"warm": 2}


def test_answers_to_questions_that_are_gone_do_not_count(tmp_path: Path) -> None:
    store = Store(tmp_path / "p.sqlite3")
    store.append("answer", "no-such-case.q", {"choice": "x"}, kind="poll")
    assert completion.build(store, lessons=load_lessons()).rows == ()
