"""Several people at one computer: each finds their own answers again, and a guest leaves none."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import pytest

from friend_request.progress import NotKept, Store
from friend_request.progress.guest import GUEST_NAME
from tests.unit.progress_samples import again, choose, everything_on_disk, files, short_waits

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
    assert files(store) == {GUEST_NAME}
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
