"""What is deleted is gone from the disk, and what was not asked for stays."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import uuid
from pathlib import Path

import pytest

from friend_request.progress import NotKept, Store, erasing
from tests.unit.progress_samples import again, choose, everything_on_disk, files, short_waits


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
    erasing.take_away(store.path)
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
