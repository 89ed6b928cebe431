"""A file that is locked, gone, changed by others, or can't be written where it should be."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from friend_request import progress
from friend_request.progress import NotKept, Store, sqlite
from friend_request.progress.entry import WAITING
from tests.unit.progress_samples import again, choose, connections, entry_at, files, short_waits


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
        assert sum(timeout for timeout, _ in made) < 10 * sqlite.BUSY_SECONDS
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
