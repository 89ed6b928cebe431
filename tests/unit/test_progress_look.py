"""Drawing a question is one look at the file: one opening, one moment."""

from __future__ import annotations

import threading
import time

import pytest

from friend_request.progress import Store, sqlite


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
        assert time.monotonic() - begun < sqlite.BUSY_SECONDS
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
