"""What a learner can do with their answers, through the widgets that offer it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import form_driver
import pytest

import friend_request
from friend_request.content import load_case
from friend_request.progress import Store, sqlite, transfer
from friend_request.widgets.answers import TEMPORARY, AlongForm, AnswersForm
from friend_request.widgets.lists import SummaryForm
from friend_request.widgets.question import QuestionForm
from friend_request.widgets.record import LogForm, RecordForm
from friend_request.words import words

QUESTIONS = load_case("nine-months-on").questions
CHOICE = next(q for q in QUESTIONS if q.kind == "best_action")
REPLY = next(q for q in QUESTIONS if q.kind == "write_reply")


@pytest.fixture(autouse=True)
def no_binder(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in TEMPORARY:
        monkeypatch.delenv(name, raising=False)


class Driver(form_driver.Driver):
    """Loads files as well, and knows everything that is drawn."""

    def load(self, content: bytes) -> Driver:
        assert any(a.get("type") == "file" for a in self.attributes())
        self.form._receive(None, {"type": "file", "name": "x.json", "values": {}}, [content])
        return self

    def attributes(self) -> list[dict[str, str]]:
        return [node.get("a", {}) for node in self.nodes() if isinstance(node, dict)]

    @property
    def shown(self) -> str:
        return json.dumps(self.form.spec["nodes"], ensure_ascii=False)


def answer(store: Store, text: str = "my words") -> None:
    store.append("answer", CHOICE.id, {"choice": CHOICE.options[0].id}, kind="best_action")
    store.append("answer", REPLY.id, {"draft": text}, kind="write_reply")


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


# -- record and document


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
