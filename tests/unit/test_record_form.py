"""The record of what was learnt: its page, and the document that is written out."""

from __future__ import annotations

import json

import pytest

from friend_request.progress import Store
from friend_request.widgets.record import LogForm, RecordForm
from friend_request.words import words
from tests.unit.answers_driver import Driver, answer

pytestmark = pytest.mark.usefixtures("no_binder")


def test_the_name_is_in_the_page_and_nowhere_else(store: Store) -> None:
    answer(store)
    before = [p.read_bytes() for p in store.path.parent.iterdir()]
    driver = Driver(RecordForm(store)).press("page", name="Åsa <Öberg>", texts=[])
    driver.form._receive(None, {"type": "draft", "values": {"name": "Åsa <Öberg>"}}, None)
    ((name, page),) = driver.files
    assert name.endswith(".html")
    assert "Åsa &lt;Öberg&gt;" in page.decode()
    assert "berg" not in json.dumps(driver.form.get_state(), ensure_ascii=False, default=str)
    assert [p.read_bytes() for p in store.path.parent.iterdir()] == before
    assert "berg" not in repr(driver.form)


def test_reflections_are_in_the_record_only_if_ticked(store: Store) -> None:
    answer(store, "PRIVATE WORDS")
    driver = Driver(RecordForm(store))
    for action in ("page", "data"):
        for ticked in ([], ["yes"], None, "yes"):
            driver.files.clear()
            driver.press(action, name=None, texts=ticked)
            assert (b"PRIVATE WORDS" in driver.files[0][1]) == (ticked == ["yes"])


def test_nothing_to_record_or_to_write_out(store: Store) -> None:
    record = Driver(RecordForm(store)).press("page", name="x")
    assert record.problem == words("record.nothing")
    document = Driver(LogForm(store)).press("word")
    assert document.problem == words("log.nothing")


def test_the_document_comes_in_both_forms(store: Store) -> None:
    answer(store)
    driver = Driver(LogForm(store)).press("word").press("markdown")
    (word, _), (markdown, content) = driver.files
    assert word.endswith(".docx")
    assert markdown.endswith(".md")
    assert b"my words" in content
