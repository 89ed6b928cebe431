"""What holds of every form of a learner's answers: its text, what is not kept, the reminder."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

import friend_request
from friend_request.progress import Store, sqlite, transfer
from friend_request.widgets.answers import AnswersForm
from friend_request.widgets.computer import TEMPORARY
from friend_request.widgets.question import QuestionForm
from friend_request.widgets.record import LogForm, RecordForm
from friend_request.widgets.take_along import AlongForm
from friend_request.words import words
from tests.unit.answers_driver import CHOICE, Driver, answer

pytestmark = pytest.mark.usefixtures("no_binder")


def test_an_answer_opens_the_file_twice(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once to ask what is needed to judge it, once to write it and to draw what follows."""
    answer(store)
    form = QuestionForm(CHOICE, store)
    form.refresh()
    opened: list[float] = []
    really = store._log._open
    monkeypatch.setattr(store._log, "_open", lambda t: (opened.append(t), really(t))[1])
    values = {"choice": CHOICE.options[1].id}
    form._receive(None, {"type": "act", "action": "submit", "arg": "", "values": values}, [])
    assert store.latest(CHOICE.id).response["choice"] == values["choice"]
    assert len(opened) == 3  # the last line's own look


# -- text forms


@pytest.mark.parametrize("name", ["my_answers", "take_along", "record", "cpd_log"])
def test_text_forms_are_the_same_everywhere(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def text() -> str:
        form = getattr(friend_request, name)()
        return str(form._repr_mimebundle_()[0]["text/plain"])

    monkeypatch.setenv("FRIEND_REQUEST_DATA", str(tmp_path / "one"))
    plain = text()
    assert plain
    monkeypatch.setenv("BINDER_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("FRIEND_REQUEST_DATA", str(tmp_path / "two"))
    answer(Store(tmp_path / "two" / "progress.sqlite3"))
    Store(tmp_path / "two" / "progress.sqlite3").start_guest()
    assert text() == plain


def test_modules_and_names_do_not_shadow_each_other() -> None:
    import friend_request.completion
    import friend_request.widgets.record
    import friend_request.writing

    assert callable(friend_request.record)


# -- not kept


@pytest.fixture
def held(store: Store, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(sqlite, "READ_SECONDS", 0.1)
    store.append("setting", "role", {"value": None})
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    yield holder
    if holder.in_transaction:
        holder.execute("ROLLBACK")
    holder.close()


def test_an_answer_that_is_not_kept_offers_the_download_right_there(
    store: Store, held: sqlite3.Connection
) -> None:
    driver = Driver(QuestionForm(CHOICE, store))
    driver.press("submit", choice=CHOICE.options[0].id)
    assert words("not_kept.locked") in driver.problem
    assert words("not_kept.waiting_one") in driver.shown
    # The answer shows, and so do its reasons: nothing typed is lost.
    assert "checked" in driver.shown
    driver.press("take-answers")
    ((_, content),) = driver.files
    assert CHOICE.id in {e.question_id for e in transfer.read(content).entries}
    driver.press("keep-again")
    assert words("not_kept.locked") in driver.problem
    held.execute("ROLLBACK")
    driver.press("keep-again")
    assert driver.said == words("not_kept.retried")
    assert ("keep-again", "") not in driver.buttons()
    assert CHOICE.id in Store(store.path).answers()


def test_what_can_not_be_done_now_says_so(store: Store, held: sqlite3.Connection) -> None:
    driver = Driver(AnswersForm(store))
    for action in ("reset", "fresh"):
        driver.press(action)
        assert driver.problem == words("progress.not_done")
    answer_file = transfer.write(
        [e for e in store.entries() if e.what == "setting"], store.learner()
    )
    driver.load(answer_file)
    assert words("progress.take.not_kept") in driver.problem
    driver.press("ask", "only").press("delete", "only")
    assert driver.problem == words("progress.delete.failed", path=store.path.parent)


# -- the reminder


def test_the_reminder_is_quiet_at_home_and_clear_in_binder(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = Driver(AlongForm(store))
    assert driver.buttons() == []
    assert words("progress.along.quiet") in driver.shown
    for name in TEMPORARY:
        with monkeypatch.context() as patch:
            patch.setenv(name, "1")
            driver = Driver(AlongForm(store))
            assert words("progress.along.leaving") in driver.shown
            assert ("take-answers", "") in driver.buttons()
    monkeypatch.setenv("FRIEND_REQUEST_TEMPORARY", "0")
    assert Driver(AlongForm(store)).buttons() == []


def test_controls_have_labels_and_headings(store: Store) -> None:
    answer(store)
    for form in (AnswersForm(store), RecordForm(store), LogForm(store), AlongForm(store)):
        driver = Driver(form)
        attributes = driver.attributes()
        ids = {a["id"] for a in attributes if "id" in a}
        labelled = {a["for"] for a in attributes if "for" in a}
        for a in attributes:
            if a.get("type") in ("text", "file"):
                assert a["id"] in labelled
            for each in a.get("aria-describedby", "").split():
                assert each in ids
