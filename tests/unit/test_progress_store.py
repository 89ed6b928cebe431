"""What the course knows of the learner: answers, resets, several people, guests, deleting."""

from __future__ import annotations

import gc
import os
import random
import re
import shutil
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from friend_request import progress
from friend_request.progress import Entry, NotKept, Store, log, queries, schema
from friend_request.progress.entry import WAITING
from friend_request.progress.log import CHECK_BYTES

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "answers" / "progress.sqlite3")


def again(store: Store) -> Store:
    """The same file as another kernel sees it."""
    return Store(store.path)


def choose(store: Store, question: str, choice: str = "a") -> Entry:
    return store.append("answer", question, {"choice": choice}, kind="best_action")


def files(store: Store) -> set[str]:
    return {p.name for p in store.path.parent.iterdir()}


def everything_on_disk(store: Store) -> bytes:
    return b"".join(p.read_bytes() for p in store.path.parent.iterdir())


# -- answers


def test_reading_makes_no_file(store: Store) -> None:
    assert store.answers() == {}
    assert store.latest("c.q") is None
    assert store.setting("role") is None
    assert store.notices == []
    assert not store.path.parent.exists()


def test_an_answer_is_there_for_the_next_kernel(store: Store) -> None:
    written = choose(store, "c.q", "b")
    assert written.clock == 1
    found = again(store).latest("c.q")
    assert found == written
    assert again(store).answers() == {"c.q": written}
    assert store.path.stat().st_mode & 0o077 == 0
    assert store.path.parent.stat().st_mode & 0o077 == 0


def test_the_last_answer_counts_and_the_earlier_ones_stay(store: Store) -> None:
    for choice in "abc":
        choose(store, "c.q", choice)
    assert [e.response["choice"] for e in store.history("c.q")] == ["a", "b", "c"]
    assert store.answers()["c.q"].response == {"choice": "c"}


def test_order_does_not_depend_on_the_clock_on_the_wall(store: Store) -> None:
    choose(store, "c.q", "first")
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE log SET answered_at = '2099-01-01T00:00:00Z'")
    connection.close()
    choose(store, "c.q", "second")
    latest = store.latest("c.q")
    assert latest is not None
    assert latest.response == {"choice": "second"}
    assert again(store).answers()["c.q"].response == {"choice": "second"}


def test_text_of_every_sort_comes_back(store: Store) -> None:
    texts = [
        "שלום",
        "😀" * 3,
        "a\x00b",
        "line\nline\r\n",
        "<script>alert(1)</script>",
        "x" * 500_000,
    ]
    for number, text in enumerate(texts):
        store.append("answer", f"c.q{number}", {"text": text}, kind="reflect")
    found = again(store).answers()
    assert [found[f"c.q{n}"].response["text"] for n in range(len(texts))] == texts


def test_half_a_character_does_not_lose_the_answer(store: Store) -> None:
    store.append("answer", "c.q", {"text": "a\ud83db"}, kind="reflect")
    found = again(store).latest("c.q")
    assert found is not None
    assert found.response["text"] == "a\ufffdb"


def test_a_draft_replaces_the_draft_before_it_also_on_the_disk(store: Store) -> None:
    store.append("draft", "c.q", {"text": "Her name is SECRETNAME"})
    store.append("draft", "c.q", {"text": "Somebody I met"})
    latest = store.latest("c.q", ("draft",))
    assert latest is not None
    assert latest.response == {"text": "Somebody I met"}
    assert b"SECRETNAME" not in everything_on_disk(store)
    store.append("answer", "c.q", {"text": "done"}, kind="reflect")
    assert store.latest("c.q", ("draft",)) is None


def test_a_draft_written_after_an_answer_stays(store: Store) -> None:
    answer = store.append("answer", "c.q", {"draft": "one"}, kind="write_reply")
    draft = store.append("draft", "c.q", {"redraft": "tw"}, kind="write_reply")
    assert draft.clock > answer.clock
    assert store.latest("c.q", ("draft",)) == draft


def test_two_kernels_see_each_other(store: Store) -> None:
    other = again(store)
    choose(store, "c.q", "a")
    choose(other, "c.q", "b")
    choose(store, "c.q", "c")
    assert [e.clock for e in other.history("c.q")] == [1, 2, 3]
    assert store.learner() == other.learner()


def test_the_learner_stays_the_same(store: Store) -> None:
    before = store.learner()
    choose(store, "c.q")
    assert store.learner() == again(store).learner() == before
    store.reset()
    choose(store, "c.q")
    store.merge([entry_at(1, "c.z")], "e" * 32)
    assert again(store).learner() == before


# -- starting afresh


def test_a_reset_hides_and_undoing_it_restores(store: Store) -> None:
    choose(store, "c.q", "old")
    assert not store.can_undo()
    store.reset()
    assert store.answers() == {}
    choose(store, "c.other", "new")
    assert again(store).can_undo()
    assert store.undo_reset()
    assert set(again(store).answers()) == {"c.q", "c.other"}
    assert not store.undo_reset()
    assert not store.can_undo()


def test_two_resets_are_undone_one_by_one(store: Store) -> None:
    choose(store, "c.one")
    store.reset()
    choose(store, "c.two")
    store.reset()
    assert store.undo_reset()
    assert set(store.answers()) == {"c.two"}
    assert store.undo_reset()
    assert set(store.answers()) == {"c.one", "c.two"}


def test_a_setting_is_hidden_with_the_answers(store: Store) -> None:
    store.append("setting", "role", {"value": "mentor"})
    assert again(store).setting("role") == "mentor"
    store.reset()
    assert store.setting("role") is None


def test_a_run_that_hides_itself_does_not_swallow_answers(store: Store) -> None:
    choose(store, "c.q")
    run = store.entries()[0].series
    malicious = Entry("a" * 32, 7, run, "reset", "", response={"hides": [run], "series": run})
    store.merge([malicious])
    choose(store, "c.q", "after")
    assert again(store).answers()["c.q"].response == {"choice": "after"}


# -- several people


def test_undoing_never_shows_another_persons_answers(store: Store) -> None:
    store.append("answer", "c.q", {"text": "mine alone"}, kind="reflect")
    store.append("setting", "role", {"value": "mentor"})
    store.reset()
    store.start_fresh()
    for kernel in (store, again(store)):
        assert kernel.answers() == {}
        assert kernel.history("c.q") == []
        assert kernel.setting("role") is None
        assert not kernel.can_undo()
        assert not kernel.undo_reset()
        assert kernel.entries() == []
        assert kernel.answers() == {}


def test_each_person_finds_their_own_again(store: Store) -> None:
    choose(store, "c.q", "first person")
    first = store.learner()
    store.start_fresh()
    second = store.learner()
    assert second != first
    choose(store, "c.q", "second person")
    choose(store, "c.r", "second person")
    (put_aside,) = store.people()
    assert (put_aside.id, put_aside.questions) == (first, 1)
    assert put_aside.first == put_aside.last != ""
    assert store.return_to(first)
    assert again(store).answers()["c.q"].response == {"choice": "first person"}
    assert not store.return_to("nobody")
    assert [p.id for p in store.people()] == [second]


def test_somebody_who_did_nothing_leaves_no_trace_in_the_list(store: Store) -> None:
    choose(store, "c.q")
    store.start_fresh()
    store.start_fresh()
    assert len(store.people()) == 1


def test_what_waits_goes_to_the_person_who_gave_it(store: Store, tmp_path: Path) -> None:
    choose(store, "c.q", "hers")
    first = store.learner()
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(NotKept), short_waits():
        choose(store, "c.late", "hers too")
    holder.execute("ROLLBACK")
    holder.close()
    other = again(store)
    other.start_fresh()
    choose(other, "c.q", "his")
    # The first kernel wakes up; its waiting answer is written with the next one.
    choose(store, "c.z", "whoever sits here now")
    assert set(again(store).answers()) == {"c.q", "c.z"}
    assert store.return_to(first)
    assert set(again(store).answers()) == {"c.q", "c.late"}


# -- guests


def test_a_guest_leaves_nothing_on_the_disk(store: Store) -> None:
    choose(store, "c.q", "owner")
    before = store.path.read_bytes()
    assert store.start_guest()
    other_notebook = again(store)
    for kernel in (store, other_notebook):
        assert kernel.guest
        assert kernel.answers() == {}
        assert ("notice.guest", {}) in kernel.notices
        kernel.append("answer", "c.secret", {"text": "GUESTTEXT"}, kind="reflect")
        kernel.append("draft", "c.secret", {"text": "GUESTTEXT"})
        assert set(kernel.answers()) == {"c.secret"}
        assert len(kernel.entries()) == 2
        assert not kernel.pending
    assert store.path.read_bytes() == before
    assert b"GUESTTEXT" not in everything_on_disk(store)
    store.end_guest()
    for kernel in (store, other_notebook):
        assert not kernel.guest
        assert kernel.answers()["c.q"].response == {"choice": "owner"}
        assert kernel.notices == []


def test_a_guest_on_a_new_computer_writes_no_file(store: Store) -> None:
    store.start_guest()
    choose(store, "c.q")
    assert files(store) == {progress.store.__globals__["GUEST_NAME"]}
    store.remove_mine()
    assert store.answers() == {}


def test_a_forgotten_guest_mode_ends_by_itself(store: Store) -> None:
    store.start_guest()
    flag = store.path.with_name("guest-mode")
    long_ago = time.time() - 20 * 3600
    os.utime(flag, (long_ago, long_ago))
    assert not again(store).guest
    # The guest's own notebook does not begin to keep things behind their back.
    assert store.guest


# -- deleting


def test_erasing_leaves_nothing(store: Store) -> None:
    store.append("answer", "c.q", {"text": "SECRETTEXT " * 500}, kind="reflect")
    store.start_fresh()
    store.append("answer", "c.q", {"text": "SECRETTEXT"}, kind="reflect")
    aside = store.path.with_name("progress.damaged-20260101-000000.sqlite3")
    aside.write_bytes(b"SECRETTEXT")
    aside.with_name(aside.name + "-journal").write_bytes(b"SECRETTEXT")
    store.path.with_name("progress.sqlite3-wal").write_bytes(b"")
    before = store.learner()
    store.erase()
    assert files(store) == set()
    assert store.answers() == {}
    assert store.learner() != before
    store.erase()  # nothing to do is no failure
    choose(store, "c.q")
    assert again(store).answers()["c.q"].clock == 1


def test_erasing_empties_the_file_before_it_goes(store: Store, tmp_path: Path) -> None:
    store.append("answer", "c.q", {"text": "SECRETTEXT " * 2000}, kind="reflect")
    kept = tmp_path / "second name"
    os.link(store.path, kept)
    store.erase()
    assert b"SECRETTEXT" not in kept.read_bytes()


def test_an_erasure_that_was_interrupted_is_finished_later(store: Store) -> None:
    choose(store, "c.q")
    store._log._take_away()
    assert b"c.q" in everything_on_disk(store)
    assert again(store).answers() == {}
    choose(again(store), "c.r")
    assert files(store) == {"progress.sqlite3", "progress.sqlite3-journal"}
    assert b"c.q" not in everything_on_disk(store)


def test_erasing_while_another_program_holds_the_file(store: Store) -> None:
    choose(store, "c.q")
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with short_waits(), pytest.raises(NotKept):
        store.erase()
    holder.execute("ROLLBACK")
    holder.close()
    assert set(store.answers()) == {"c.q"}
    store.erase()
    assert files(store) == set()


def test_erasing_a_file_that_is_no_database(store: Store) -> None:
    store.path.parent.mkdir()
    store.path.write_bytes(b"garbage SECRETTEXT" * 1000)
    store.erase()
    assert files(store) == set()


def test_another_kernel_goes_on_after_an_erasure(store: Store) -> None:
    other = again(store)
    choose(other, "c.q", "before")
    store.erase()
    assert other.answers() == {}
    choose(other, "c.q", "after")
    assert again(store).answers()["c.q"].response == {"choice": "after"}


def test_removing_mine_keeps_the_others(store: Store) -> None:
    store.append("answer", "c.q", {"text": "OTHERTEXT"}, kind="reflect")
    other = store.learner()
    store.start_fresh()
    for n in range(60):
        store.append(
            "answer", f"c.q{n % 7}", {"text": f"MYTEXT {n} " * (n * 9 % 500)}, kind="reflect"
        )
    mine = store.entries()[0].series
    with_mine = store.path.with_name("progress.damaged-20260101-000000.sqlite3")
    with_mine.write_bytes(b"xx" + mine.encode() + b"MYTEXT")
    with_theirs = store.path.with_name("progress.damaged-20260102-000000.sqlite3")
    with_theirs.write_bytes(b"only theirs")
    store.remove_mine()
    assert b"MYTEXT" not in everything_on_disk(store)
    assert b"OTHERTEXT" in everything_on_disk(store)
    assert store.set_aside == [with_theirs]
    assert store.answers() == {}
    assert [p.id for p in store.people()] == [other]
    choose(store, "c.new")
    assert store.return_to(other)


def test_removing_the_only_persons_is_erasing(store: Store) -> None:
    choose(store, "c.q")
    store.remove_mine()
    assert files(store) == set()


def test_answers_given_while_the_file_is_erased_are_kept(store: Store) -> None:
    """A writer that waits for the eraser finds that its file is gone, and writes once more."""
    acknowledged: list[str] = []
    failed: list[NotKept] = []
    stop = threading.Event()

    def write() -> None:
        mine = again(store)
        while not stop.is_set():
            try:
                acknowledged.append(choose(mine, "c.q", uuid.uuid4().hex).response["choice"])
            except NotKept as error:
                failed.append(error)
            time.sleep(0.002)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(15):
            time.sleep(0.02)
            Store(store.path).erase()
            seen = len(acknowledged)
        time.sleep(0.3)
    finally:
        stop.set()
        writer.join()
    assert not failed
    assert len(acknowledged) > seen > 5
    # Whatever was acknowledged after the last erasure is there.
    found = [e.response["choice"] for e in again(store).history("c.q")]
    assert len(found) >= len(acknowledged) - seen
    assert found == acknowledged[-len(found) :]


# -- versions of the file


def old_file(path: Path, version: int, drop: tuple[str, ...] = ()) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript((FIXTURES / "progress_v1.sql").read_text(encoding="utf-8"))
    for column in drop:
        connection.execute("DROP INDEX IF EXISTS log_what")
        connection.execute("DROP INDEX IF EXISTS log_question")
        connection.execute("DROP INDEX IF EXISTS log_clock")
        connection.execute(f"ALTER TABLE log DROP COLUMN {column}")
    connection.execute(f"PRAGMA user_version={version}")
    connection.commit()
    connection.close()


def version_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize("version", [0, 1])
def test_a_file_of_version_1_is_read(store: Store, version: int) -> None:
    old_file(store.path, version)
    assert set(store.answers()) == {"nine-months-on.need", "nine-months-on.power"}
    # The order of shuffled options must not change with an update.
    learner = store.learner()
    assert learner == "65c8753172b748ce89d8a00810119d40"
    assert store.can_undo()
    assert store.undo_reset()
    assert "nine-months-on.first" in store.answers()
    assert store.setting("role") == "mentor"
    choose(store, "c.q")
    assert again(store).learner() == learner
    assert version_of(store.path) == progress.SCHEMA
    assert store.people() == []


def test_a_file_of_an_unknown_older_layout_is_read(store: Store) -> None:
    old_file(store.path, 0, drop=("clock", "series", "option_ids", "course_version"))
    assert "nine-months-on.need" in store.answers()
    choose(store, "c.q")
    assert store.set_aside == []


def test_a_file_of_a_newer_version_is_left_as_it_is(store: Store) -> None:
    choose(store, "c.q")
    connection = sqlite3.connect(store.path)
    connection.execute("ALTER TABLE log ADD COLUMN mood TEXT")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA user_version={progress.SCHEMA + 1}")
    connection.commit()
    connection.close()
    before = store.path.read_bytes()
    for kernel in (store, again(store)):
        assert kernel.answers() == {}
        assert ("notice.newer", {}) in kernel.notices
        with pytest.raises(NotKept) as caught:
            choose(kernel, "c.q", "b")
        assert caught.value.key == "not_kept.newer"
        assert kernel.answers()["c.q"].response == {"choice": "b"}
    assert store.path.read_bytes() == before
    assert store.set_aside == []


def test_another_programs_table_is_set_aside(store: Store) -> None:
    store.path.parent.mkdir()
    connection = sqlite3.connect(store.path)
    connection.execute("CREATE TABLE log (line TEXT)")
    connection.execute("INSERT INTO log VALUES ('not ours')")
    connection.commit()
    connection.close()
    choose(store, "c.q")
    (aside,) = store.set_aside
    assert b"not ours" in aside.read_bytes()
    assert set(again(store).answers()) == {"c.q"}


# -- a file in a bad state


class short_waits:
    """Don't wait for a lock as long as a lesson would."""

    def __enter__(self) -> None:
        from friend_request.progress import log

        self.before = (log.BUSY_SECONDS, log.READ_SECONDS)
        log.BUSY_SECONDS = log.READ_SECONDS = 0.1

    def __exit__(self, *_: object) -> None:
        from friend_request.progress import log

        log.BUSY_SECONDS, log.READ_SECONDS = self.before


@contextmanager
def connections() -> Iterator[list[tuple[float, list[int]]]]:
    """Each connection to the log that is made meanwhile: how long it may wait, and its steps."""
    made: list[tuple[float, list[int]]] = []
    real = sqlite3.connect

    def connect(*given: object, **more: object) -> sqlite3.Connection:
        connection = real(*given, **more)  # type: ignore[call-overload]
        seen: list[int] = []
        made.append((float(more.get("timeout", 5.0)), seen))  # type: ignore[arg-type]
        # Every tenth instruction of SQLite's own machine; 0 lets it go on.
        connection.set_progress_handler(lambda: seen.append(1) or 0, 10)  # type: ignore[func-returns-value]
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log.sqlite3, "connect", connect)
        yield made


def test_a_locked_file(store: Store) -> None:
    choose(store, "c.q", "a")
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with short_waits():
        with pytest.raises(NotKept) as caught:
            choose(store, "c.q", "b")
        assert caught.value.key == "not_kept.locked"
        assert store.answers()["c.q"].response == {"choice": "b"}
        assert ("notice.locked", {}) in store.notices
        # Drawing asks many things; after the first wait they must not each wait again.
        with connections() as made:
            for _ in range(10):
                store.answers()
        assert sum(timeout for timeout, _ in made) < 10 * log.BUSY_SECONDS
    holder.execute("ROLLBACK")
    holder.close()
    assert store.try_again()
    assert not store.pending
    assert not store.try_again()
    assert [e.response["choice"] for e in again(store).history("c.q")] == ["a", "b"]
    assert store.notices == []


def test_a_reset_that_can_not_be_written_is_not_done(store: Store) -> None:
    choose(store, "c.q")
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with short_waits():
        for action in (store.reset, store.start_fresh, store.undo_reset):
            with pytest.raises(NotKept):
                action()
        with pytest.raises(NotKept):
            store.merge([entry_at(1, "c.x")])
    holder.execute("ROLLBACK")
    holder.close()
    choose(store, "c.r")
    assert set(again(store).answers()) == {"c.q", "c.r"}


def test_what_waits_stands_after_what_is_written(store: Store) -> None:
    choose(store, "c.q", "a")
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with short_waits():
        for what in ("answer", "draft"):
            with pytest.raises(NotKept):
                store.append(what, "c.q", {"draft": what})
    answer, draft = store.latest("c.q"), store.latest("c.q", ("draft",))
    assert answer is not None
    assert draft is not None
    assert WAITING <= answer.clock < draft.clock
    assert [e.clock for e in store.entries()] == [1, 2, 3]
    holder.execute("ROLLBACK")
    holder.close()


@pytest.mark.parametrize("where", ["file is a folder", "folder is a file", "nothing can be there"])
def test_a_place_that_can_not_hold_the_file(tmp_path: Path, where: str) -> None:
    if where == "file is a folder":
        (tmp_path / "d" / "progress.sqlite3").mkdir(parents=True)
    elif where == "folder is a file":
        (tmp_path / "d").write_text("a file")
    path = tmp_path / "d" / "progress.sqlite3"
    if where == "nothing can be there":
        path = Path("/proc/self/nowhere/progress.sqlite3")
    store = Store(path)
    assert store.answers() == {}
    assert store.learner() == store.learner()
    with pytest.raises(NotKept):
        choose(store, "c.q")
    assert set(store.answers()) == {"c.q"}
    assert len(store.entries()) == 1
    assert store.people() == []
    assert store.set_aside == []


def test_a_place_with_other_letters(tmp_path: Path) -> None:
    store = Store(tmp_path / "Données de Zoë 🗂 ?#%20" / "progress.sqlite3")
    choose(store, "c.q")
    assert set(again(store).answers()) == {"c.q"}
    store.start_fresh()
    store.remove_mine()
    store.erase()
    assert files(store) == set()


def test_the_place_can_be_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FRIEND_REQUEST_DATA", "relative")
    assert progress.folder() == tmp_path / "relative"
    monkeypatch.setenv("FRIEND_REQUEST_DATA", "~nobody-of-this-name/x")
    assert progress.folder().name == "x"
    monkeypatch.setenv("FRIEND_REQUEST_DATA", "")
    assert progress.folder().name == "friend-request"
    assert progress.store() is progress.store()


def test_the_file_is_deleted_while_the_kernel_runs(store: Store) -> None:
    choose(store, "c.q")
    store.path.unlink()
    assert store.answers() == {}
    choose(store, "c.q", "b")
    assert again(store).answers()["c.q"].response == {"choice": "b"}


def test_the_folder_is_deleted_while_the_kernel_runs(store: Store) -> None:
    choose(store, "c.q")
    shutil.rmtree(store.path.parent)
    choose(store, "c.q", "b")
    assert again(store).answers()["c.q"].response == {"choice": "b"}


def test_another_tool_left_it_in_wal_mode(store: Store) -> None:
    choose(store, "c.q")
    connection = sqlite3.connect(store.path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("UPDATE log SET kind = 'seen'")
    connection.commit()
    choose(store, "c.r")  # the tool is still open
    assert set(again(store).answers()) == {"c.q", "c.r"}
    connection.close()
    choose(store, "c.s")
    assert set(again(store).answers()) == {"c.q", "c.r", "c.s"}
    assert files(store) == {"progress.sqlite3", "progress.sqlite3-journal"}


def test_the_journal_that_stays_is_empty_and_no_program_minds_it(store: Store) -> None:
    journal = store.path.with_name("progress.sqlite3-journal")
    choose(store, "c.q")
    assert journal.read_bytes() == b""
    with sqlite3.connect(store.path) as older:  # a journal that is deleted, as earlier courses did
        older.execute("UPDATE log SET kind = 'seen'")
    older.close()
    assert not journal.exists()
    assert choose(store, "c.r").clock == 2
    assert journal.read_bytes() == b""
    assert {e.kind for e in again(store).answers().values()} == {"seen", "best_action"}


def test_rows_changed_by_hand_don_t_stop_the_others(store: Store) -> None:
    for n in range(6):
        choose(store, f"c.q{n}")
    connection = sqlite3.connect(store.path)
    for n, change in enumerate(
        [
            "clock = 'soon'",
            "response = '" + "[" * 5000 + "'",
            "response = 'null'",
            "option_ids = '{}'",
            "answered_at = x'ff00'",
        ]
    ):
        connection.execute(f"UPDATE log SET {change} WHERE question_id = 'c.q{n}'")
    connection.commit()
    connection.close()
    assert set(again(store).answers()) == {"c.q5"}
    choose(store, "c.q0", "new")
    assert set(again(store).answers()) == {"c.q0", "c.q5"}


def test_a_clock_at_its_end_is_counted_anew(store: Store) -> None:
    choose(store, "c.q", "a")
    choose(store, "c.q", "b")
    connection = sqlite3.connect(store.path)
    connection.execute("UPDATE log SET clock = 9223372036854775807 WHERE clock = 2")
    connection.commit()
    connection.close()
    choose(store, "c.q", "c")
    found = again(store).history("c.q")
    assert [(e.clock, e.response["choice"]) for e in found] == [(1, "a"), (2, "b"), (3, "c")]


# -- damage


def damage(path: Path, how: str) -> None:
    raw = bytearray(path.read_bytes())
    if how == "garbage":
        raw = bytearray(os.urandom(len(raw)))
    elif how == "cut in the header":
        raw = raw[:50]
    elif how == "cut in the middle":
        raw = raw[: len(raw) // 2 + 100]
    elif how == "a page of noise":
        raw[len(raw) // 2 : len(raw) // 2 + 4096] = os.urandom(4096)
    elif how == "zeros":
        raw = bytearray(len(raw))
    elif how == "text":
        raw = bytearray(b"Dear Sir or Madam, " * 500)
    path.write_bytes(bytes(raw))


@pytest.mark.parametrize("open_before", [False, True])
@pytest.mark.parametrize(
    "how",
    ["garbage", "cut in the header", "cut in the middle", "a page of noise", "zeros", "text"],
)
def test_a_damaged_file_is_set_aside_and_mended(store: Store, how: str, open_before: bool) -> None:
    store.merge([entry_at(n, f"c.q{n}", f"text {n} " * 20) for n in range(1, 301)])
    kernel = store if open_before else again(store)
    damage(store.path, how)
    raw = store.path.read_bytes()
    kernel.append("answer", "c.new", {"choice": "a"})
    reader = again(store)
    found = reader.answers()
    assert "c.new" in found
    (aside,) = store.set_aside
    # A kernel that has the file open can write beside the damage before anyone meets it.
    assert aside.read_bytes() == raw or (open_before and reader.notices)
    ((key, values),) = kernel.notices + reader.notices
    assert key == "notice.damaged"
    assert values["name"] == aside.name
    rescued = len(found) - 1
    assert int(values["count"]) == rescued + bool(reader.notices)
    if how == "a page of noise":
        assert rescued > 200
    if how == "cut in the middle":
        assert rescued > 50
    # It is mended once, not again and again.
    choose(again(store), "c.newer")
    assert store.set_aside == [aside]


def test_a_second_damaged_file_gets_a_name_of_its_own(store: Store) -> None:
    for _ in range(3):
        choose(store, "c.q")
        damage(store.path, "garbage")
    choose(store, "c.q")
    assert len(store.set_aside) == 3


def test_damage_in_a_large_file_is_found_when_it_is_met(store: Store) -> None:
    store.merge([entry_at(n, f"c.q{n}", "x" * 5000) for n in range(1, 2500)])
    assert store.path.stat().st_size > CHECK_BYTES
    raw = bytearray(store.path.read_bytes())
    middle = len(raw) // 8192 * 4096
    raw[middle : middle + 40 * 4096] = os.urandom(40 * 4096)
    store.path.write_bytes(bytes(raw))
    kernel = again(store)
    assert len(kernel.answers()) > 2000
    assert len(kernel.set_aside) == 1


def test_several_kernels_mend_one_damaged_file_once(store: Store) -> None:
    store.merge([entry_at(n, f"c.q{n}", f"text {n} " * 20) for n in range(1, 201)])
    damage(store.path, "a page of noise")
    kernels = [again(store) for _ in range(4)]
    threads = [
        threading.Thread(target=choose, args=(kernel, f"c.new{n}"))
        for n, kernel in enumerate(kernels)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {f"c.new{n}" for n in range(4)} <= set(again(store).answers())
    assert len(store.set_aside) == 1


def test_a_mistake_in_a_query_is_not_damage(store: Store) -> None:
    choose(store, "c.q")
    with pytest.raises(NotKept):
        store._log.read(lambda c: c.execute("SELECT no_such_column FROM log").fetchone(), None)
    assert store.set_aside == []
    assert set(again(store).answers()) == {"c.q"}


# -- merging


def entry_at(clock: int, question: str, text: str = "t", **more: object) -> Entry:
    values = {
        "answer_id": uuid.uuid4().hex,
        "clock": clock,
        "series": "5" * 32,
        "what": "answer",
        "question_id": question,
        "kind": "reflect",
        "response": {"text": text},
        "answered_at": "2026-01-01T00:00:00Z",
    }
    return Entry(**(values | more))  # type: ignore[arg-type]


def test_an_empty_place_takes_the_learners_id_over(store: Store) -> None:
    store.merge([entry_at(1, "c.q")], "e" * 32)
    assert again(store).learner() == "e" * 32


def test_somebody_returns_with_their_file(store: Store) -> None:
    """Started fresh by another, one's own file leads back to one's own answers, once."""
    choose(store, "c.q", "mine")
    mine, file = store.learner(), store.entries()
    store.start_fresh()
    merged = store.merge(file, mine)
    assert merged.new == 0
    assert store.learner() == mine
    assert len(store.history("c.q")) == 1
    assert store.people() == []


def test_the_same_file_for_two_people_on_one_computer(store: Store) -> None:
    choose(store, "c.q", "mine")
    file = store.entries()
    store.start_fresh()
    choose(store, "c.other", "theirs")
    assert store.is_foreign(file, "f" * 32)
    assert store.merge(file, "f" * 32).new == 1
    assert set(store.answers()) == {"c.q", "c.other"}
    assert not store.is_foreign(file, "f" * 32)


@pytest.mark.parametrize("clock", [10**9, 2**53, 2**62, 2**63 - 1])
def test_a_huge_clock_does_not_freeze_the_order(store: Store, tmp_path: Path, clock: int) -> None:
    choose(store, "c.q", "before")
    store.merge([entry_at(clock, "c.q", "malicious"), entry_at(clock - 5, "c.q", "malicious too")])
    choose(store, "c.q", "after")
    last = again(store).answers()["c.q"]
    assert last.response == {"choice": "after"}
    assert last.clock < 10
    # Nor on the next computer.
    other = Store(tmp_path / "other.sqlite3")
    other.merge(store.entries())
    assert other.answers()["c.q"].response == {"choice": "after"}
    choose(other, "c.q", "later still")
    assert other.answers()["c.q"].response == {"choice": "later still"}


def test_a_known_entry_is_never_changed_by_a_file(store: Store) -> None:
    mine = choose(store, "c.q", "mine")
    forged = entry_at(99, "c.q", "forged", answer_id=mine.answer_id)
    assert store.merge([forged]).new == 0
    assert store.history("c.q") == [mine]


# -- watching, speed


def test_watchers_are_told_and_let_go(store: Store) -> None:
    class Watcher:
        def __init__(self) -> None:
            self.told: list[str] = []

        def hear(self, question_id: str) -> None:
            self.told.append(question_id)

    watcher = Watcher()
    store.watch(watcher.hear)
    choose(store, "c.q")
    store.reset()
    store.undo_reset()
    store.start_fresh()
    store.erase()
    assert watcher.told == ["c.q", "", "", "", ""]
    del watcher
    gc.collect()
    choose(store, "c.q")
    assert len(store._watchers) == 0


def test_a_watcher_that_fails_does_not_undo_an_answer(store: Store) -> None:
    class Broken:
        def hear(self, question_id: str) -> None:
            raise KeyError(question_id)

    broken = Broken()
    store.watch(broken.hear)
    written = choose(store, "c.q")
    assert again(store).latest("c.q") == written


def plan(connection: sqlite3.Connection, query: str, values: tuple[object, ...]) -> str:
    rows = connection.execute(f"EXPLAIN QUERY PLAN {query}", values).fetchall()
    return " / ".join(str(row[3]) for row in rows)


def test_what_a_question_asks_uses_an_index(store: Store) -> None:
    choose(store, "c.q")
    asked: list[str] = []
    connection = sqlite3.connect(store.path)
    connection.set_trace_callback(asked.append)
    who = store.learner()
    queries.history(connection, who, "c.q", ("answer", "skip"), 5)
    queries.answers(connection, who)
    queries.hidden(connection, who)
    queries.series(connection, who)
    queries.person(connection)
    queries.highest(connection)
    queries.has_entries(connection, who)
    queries.drop_drafts(connection, who, "c.q")
    connection.set_trace_callback(None)
    looked_at = [q for q in asked if q.startswith(("SELECT", "DELETE", "WITH"))]
    assert len(looked_at) >= 10
    for query in looked_at:
        steps = plan(connection, query, ())
        assert "USING" in steps
        if "question_id =" in query:
            assert "INDEX log_question (person=? AND question_id=?" in steps
        assert not re.search("SCAN log(?! USING (COVERING )?INDEX)", steps)
    connection.close()


def test_opening_and_answering_stay_quick_with_many_entries(store: Store) -> None:
    """Counted in SQLite's own steps, not in seconds: 75 times as much is not 5 times the work."""

    def steps() -> int:
        done = 0
        for n in range(5):
            with connections() as made:
                kernel = again(store)
                kernel.latest("c.q7", ("answer", "skip"))
                kernel.learner()
                choose(kernel, f"c.q{n}")
            done += sum(len(seen) for _, seen in made)
        return done

    store.merge([entry_at(n, f"c.q{n % 80}") for n in range(1, 401)])
    few = steps()
    assert few
    connection = sqlite3.connect(store.path)
    who = store.learner()
    connection.execute("BEGIN")
    connection.executemany(
        schema.INSERT,
        (
            Entry(
                uuid.uuid4().hex, n, "5" * 32, "answer", f"c.q{n % 80}", "reflect", person=who,
                response={"text": "some words " * 10}, answered_at="2026-01-01T00:00:00Z",
            ).row()
            for n in range(1000, 31_000)
        ),
    )  # fmt: skip
    connection.commit()
    connection.close()
    assert store.path.stat().st_size > CHECK_BYTES
    assert steps() < 5 * few


@pytest.mark.parametrize("given", [[], ["reset"], ["reset", "restore"]])
def test_the_last_answers_are_those_of_the_whole_log(store: Store, given: list[str]) -> None:
    """Beside a plain walk over all entries: clocks that are equal, skips, runs that are hidden."""
    chance = random.Random(7)
    entries = [
        entry_at(
            chance.randint(1, 40), f"c.q{chance.randint(1, 6)}", f"{n}",
            what=chance.choice(["answer", "answer", "skip", "draft"]),
            series=chance.choice("ab") * 32,
            answered_at=f"2026-01-0{chance.randint(1, 3)}T00:00:00Z",
        )
        for n in range(150)
    ]  # fmt: skip
    store.merge(entries)
    for n, what in enumerate(given):
        store.merge([entry_at(100 + n, "", what=what, response={"hides": ["a" * 32]})])
    hidden = {"a" * 32} if given == ["reset"] else set()
    seen = [e for e in store.entries() if e.series not in hidden]
    asked = [e for e in seen if e.what in ("answer", "skip")]
    assert len({e.what for e in asked}) == 2
    assert list(store.answers().values()) == sorted(
        {e.question_id: e for e in asked}.values(), key=lambda e: e.order
    )
    for question in {e.question_id for e in asked}:
        mine = [e for e in asked if e.question_id == question]
        assert store.history(question, ("answer", "skip")) == mine
        assert store.history(question, ("answer", "skip"), limit=5) == mine[-5:]
        assert store.latest(question, ("answer", "skip")) == mine[-1]


def test_an_answer_that_no_program_can_read_hides_only_itself(store: Store) -> None:
    choose(store, "c.q1", "before")
    choose(store, "c.q1", "broken")
    choose(store, "c.q2")
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE log SET response = '[' WHERE response LIKE '%broken%'")
        # An id that is no text: whoever goes on from its decoded form comes past it for ever.
        connection.execute(
            "UPDATE log SET question_id = CAST(x'632e71ff' AS TEXT) WHERE question_id = 'c.q2'"
        )
    connection.close()
    found = store.answers()
    assert found["c.q1"].response == {"choice": "before"}
    assert [*found] == ["c.q1", "c.q\ufffd"]


def test_the_last_answers_are_as_much_work_however_many_came_before(store: Store) -> None:
    """Counted in SQLite's own steps: 75 times as many answers are not half as much work again."""
    who = store.append("setting", "role", {"value": "mentor"}).person
    connection = sqlite3.connect(store.path)

    def give(numbers: range) -> None:
        connection.executemany(
            schema.INSERT, (entry_at(n, f"c.q{n % 80}", person=who).row() for n in numbers)
        )

    def steps(ask: Callable[[], list[Entry]]) -> int:
        done: list[int] = []
        connection.set_progress_handler(lambda: done.append(1), 1)
        assert ask()
        connection.set_progress_handler(None, 0)
        return len(done)

    asks = (
        lambda: queries.history(connection, who, "c.q7", ("answer", "skip"), 5),
        lambda: queries.answers(connection, who),
    )
    give(range(2, 402))
    few = [steps(ask) for ask in asks]
    give(range(402, 30_402))
    many = [steps(ask) for ask in asks]
    connection.close()
    for before, after in zip(few, many, strict=True):
        assert after < 1.5 * before


# ---------------------------------------------------------------- one look


def counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A list that grows whenever the store's file is opened."""
    opened: list[float] = []
    really = store._log._open

    def noted(timeout: float):
        opened.append(timeout)
        return really(timeout)

    monkeypatch.setattr(store._log, "_open", noted)
    return opened


def test_one_look_opens_the_file_once(tmp_path, monkeypatch):
    store = Store(tmp_path / "p.sqlite3")
    store.append("answer", "a.b", {"choice": "x"})
    opened = counted(store, monkeypatch)
    with store.one_look():
        assert store.latest("a.b").response == {"choice": "x"}
        assert store.setting("role") is None
        store.learner()
    assert len(opened) == 1
    store.latest("a.b")
    assert len(opened) == 2


def test_one_look_is_of_one_moment_and_keeps_nobody_waiting_afterwards(tmp_path):
    mine, other = Store(tmp_path / "p.sqlite3"), Store(tmp_path / "p.sqlite3")
    mine.append("answer", "a.b", {"choice": "x"})
    with mine.one_look():
        assert mine.latest("a.b").response == {"choice": "x"}
    other.append("answer", "a.b", {"choice": "y"})
    assert mine.latest("a.b").response == {"choice": "y"}


def test_a_write_within_a_look_reaches_the_disk_and_is_seen(tmp_path):
    store = Store(tmp_path / "p.sqlite3")
    store.append("answer", "a.b", {"choice": "x"})
    begun = time.monotonic()
    with store.one_look():
        store.latest("a.b")
        store.append("answer", "a.b", {"choice": "y"})
        # A look that was still open would lock the file against its own writer for seconds.
        assert time.monotonic() - begun < log.BUSY_SECONDS
        assert store.latest("a.b").response == {"choice": "y"}
    assert Store(store.path).latest("a.b").response == {"choice": "y"}


def test_what_is_read_after_a_write_within_a_look_opens_nothing_more(tmp_path, monkeypatch):
    store = Store(tmp_path / "p.sqlite3")
    other = Store(store.path)
    opened = counted(store, monkeypatch)
    with store.one_look():
        store.append("answer", "a.b", {"choice": "x"})
        other.append("answer", "a.c", {"choice": "y"})
        assert set(store.answers()) == {"a.b", "a.c"}
        assert store.latest("a.b").response == {"choice": "x"}
    assert len(opened) == 1
    other.append("answer", "a.b", {"choice": "y"})
    assert store.latest("a.b").response == {"choice": "y"}


def test_a_file_that_was_replaced_during_a_write_is_the_one_that_is_read(tmp_path):
    """By a kernel that mends it: what was written goes to the new file, and so does the look."""
    store = Store(tmp_path / "p.sqlite3")
    store.append("answer", "a.b", {"choice": "x"})
    other = Store(tmp_path / "other.sqlite3")
    other.append("answer", "a.c", {"choice": "y"})
    written = []

    def work(connection):
        written.append(store._put(connection, [store._entry("answer", "a.d", {"choice": "z"})]))
        if len(written) == 1:
            other.path.replace(store.path)

    with store.one_look():
        store._log.write(work)
        assert set(store.answers()) == {"a.c", "a.d"}
    assert len(written) == 2


def test_another_thread_reads_for_itself_during_a_look(tmp_path):
    store = Store(tmp_path / "p.sqlite3")
    store.append("answer", "a.b", {"choice": "x"})
    found = []
    with store.one_look():
        store.latest("a.b")
        thread = threading.Thread(target=lambda: found.append(store.latest("a.b")))
        thread.start()
        thread.join()
    assert found[0].response == {"choice": "x"}


def test_a_file_that_was_damaged_during_a_look_is_still_mended(tmp_path):
    store = Store(tmp_path / "p.sqlite3")
    store.append("answer", "a.b", {"choice": "x"})
    with store.one_look():
        store.path.write_bytes(b"no database at all" * 100)
        store._log._checked = False
        assert store.latest("a.b") is None
        assert [key for key, _ in store.notices] == ["notice.damaged"]
