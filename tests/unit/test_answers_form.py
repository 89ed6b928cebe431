"""What a learner can do with their answers: take along, begin afresh, share a computer, delete."""

from __future__ import annotations

from pathlib import Path

import pytest

from friend_request.progress import Store, transfer
from friend_request.widgets.answers import AnswersForm
from friend_request.widgets.lists import SummaryForm
from friend_request.widgets.question import QuestionForm
from friend_request.widgets.take_along import AlongForm
from friend_request.words import words
from tests.unit.answers_driver import CHOICE, Driver, answer

pytestmark = pytest.mark.usefixtures("no_binder")

# -- take along


def test_download_and_load_on_the_next_computer(store: Store, tmp_path: Path) -> None:
    answer(store)
    here = Driver(AnswersForm(store)).press("take-answers")
    ((name, content),) = here.files
    assert name.endswith(".json")
    assert name in here.said
    other = Store(tmp_path / "other" / "progress.sqlite3")
    there = Driver(AnswersForm(other)).load(content)
    assert words("progress.take.loaded", count=2) in there.said
    assert words("progress.take.loaded", count=2) in there.shown
    assert other.answers() == store.answers() or set(other.answers()) == set(store.answers())
    assert other.learner() == store.learner()
    there.load(content)
    assert there.said == words("progress.take.loaded_none")


def test_nothing_to_download(store: Store) -> None:
    driver = Driver(AnswersForm(store)).press("take-answers")
    assert driver.files == []
    assert driver.problem == words("progress.take.empty")


def test_a_file_that_is_refused_says_why_and_changes_nothing(store: Store) -> None:
    answer(store)
    before = store.entries()
    driver = Driver(AnswersForm(store))
    good = transfer.write(before, store.learner())
    for content, key in [
        (b"hello", "not_ours"),
        (good[:-20], "broken"),
        (good.replace(b"my words", b"his words"), "changed"),
        (good.replace(b'"course": "friend', b'"course": "other'), "other_course"),
        (good.replace(b'"schema": 2', b'"schema": 99'), "newer"),
    ]:
        driver.load(content)
        assert driver.problem == words(f"progress.refused.{key}")
        assert store.entries() == before
    driver.form._receive(
        None, {"type": "act", "action": "file-too-large", "arg": "x", "values": {}}, None
    )
    assert driver.problem == words("progress.refused.too_large")


def test_a_file_of_somebody_else_is_asked_about(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "other" / "progress.sqlite3")
    answer(other, "<b>their</b> words")
    content = transfer.write(other.entries(), other.learner())
    store.append("answer", "nine-months-on.first", {"choice": "x"}, kind="poll")
    driver = Driver(AnswersForm(store)).load(content)
    assert words("progress.foreign.title") in driver.shown
    assert driver.form.spec["focus"] == "asked"
    # Nothing of the file is shown, or kept, before the question is answered.
    assert "their" not in driver.shown
    assert len(store.answers()) == 1
    driver.press("leave")
    assert len(store.answers()) == 1
    driver.load(content).press("load")
    assert len(store.answers()) == 3
    # Known now: no second question.
    assert words("progress.foreign.title") not in driver.load(content).shown


def test_my_file_where_somebody_else_has_begun(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "other" / "progress.sqlite3")
    answer(other)
    content = transfer.write(other.entries(), other.learner())
    store.append("answer", "nine-months-on.first", {"choice": "x"}, kind="poll")
    Driver(AnswersForm(store)).load(content).press("load-fresh")
    assert set(store.answers()) == set(other.answers())
    assert store.learner() == other.learner()
    assert len(store.people()) == 1
    assert not store.can_undo()


# -- start afresh


def test_start_afresh_and_undo(store: Store) -> None:
    answer(store)
    driver = Driver(AnswersForm(store))
    assert ("undo", "") not in driver.buttons()
    driver.press("reset")
    assert store.answers() == {}
    assert words("progress.afresh.done") in driver.shown
    driver.press("undo")
    assert len(store.answers()) == 2
    assert ("undo", "") not in driver.buttons()


def test_other_lists_in_the_notebook_follow(store: Store) -> None:
    from friend_request.content import load_lesson

    answer(store)
    summary = SummaryForm(load_lesson("01"), store)
    summary.refresh()
    before = summary.spec
    Driver(AnswersForm(store)).press("reset")
    assert summary.spec != before


# -- several people


def test_whose_answers_are_these(store: Store) -> None:
    answer(store, "HERS")
    hers = store.learner()
    driver = Driver(AnswersForm(store)).press("fresh")
    assert store.answers() == {}
    assert "HERS" not in driver.shown
    assert ("undo", "") not in driver.buttons()
    store.append("answer", CHOICE.id, {"choice": CHOICE.options[1].id}, kind="best_action")
    driver.form.refresh()
    # Going back is a deliberate act, with a question in between.
    driver.press("ask", f"return {hers}")
    assert "HERS" not in driver.shown
    driver.press("leave")
    assert len(store.answers()) == 1
    driver.press("ask", f"return {hers}").press("return", hers)
    assert len(store.answers()) == 2
    assert len(store.people()) == 1


def test_an_answer_after_a_change_of_person_is_theirs_alone(store: Store) -> None:
    question = Driver(QuestionForm(CHOICE, store))
    question.press("submit", choice=CHOICE.options[0].id)
    Driver(AnswersForm(store)).press("fresh")
    question.form.refresh()
    assert "checked" not in question.shown


# -- guest mode


def test_guest_mode_from_beginning_to_end(store: Store) -> None:
    answer(store, "OWNER")
    driver = Driver(AnswersForm(store)).press("guest")
    assert words("notice.guest") in driver.shown
    assert str(store.path) not in driver.shown
    assert {a for a, _ in driver.buttons()} == {"take-answers", "ask"}
    lesson = Driver(QuestionForm(CHOICE, Store(store.path)))
    lesson.press("submit", choice=CHOICE.options[1].id)
    assert words("notice.guest") in lesson.shown
    along = Driver(AlongForm(lesson.form.store))  # type: ignore[attr-defined]
    assert words("progress.along.why_guest") in along.shown
    along.press("take-answers")
    assert len(transfer.read(along.files[0][1]).entries) == 1
    driver.press("ask", "guest").press("leave")
    assert store.guest
    driver.press("ask", "guest").press("end-guest")
    assert not store.guest
    assert len(store.answers()) == 2
    lesson.form.refresh()
    assert words("notice.guest") not in lesson.shown


# -- deleting


def test_deleting_asks_once_and_then_does_it(store: Store) -> None:
    answer(store)
    driver = Driver(AnswersForm(store))
    driver.press("ask", "only")
    assert words("progress.delete.ask_only") in driver.shown
    assert driver.form.spec["focus"] == "asked"
    driver.press("leave")
    assert driver.said == words("progress.delete.kept")
    assert len(store.answers()) == 2
    driver.press("ask", "only").press("delete", "only")
    assert words("progress.delete.done") in driver.said
    assert list(store.path.parent.iterdir()) == []


def test_deleting_mine_or_everyones(store: Store) -> None:
    answer(store, "HERS")
    store.start_fresh()
    answer(store, "HIS")
    driver = Driver(AnswersForm(store)).press("ask", "mine").press("delete", "mine")
    raw = store.path.read_bytes()
    assert b"HIS" not in raw
    assert b"HERS" in raw
    driver.press("ask", "all").press("delete", "all")
    assert list(store.path.parent.iterdir()) == []


def test_a_question_can_not_be_jumped_over(store: Store) -> None:
    answer(store)
    form = AnswersForm(store)
    for action, arg in [("ask", "nonsense"), ("return", "nobody"), ("load", ""), ("x", "y")]:
        form._receive(None, {"type": "act", "action": action, "arg": arg, "values": {}}, None)
    assert len(store.answers()) == 2
