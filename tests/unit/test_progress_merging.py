"""A file brought along is merged with the one that is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from friend_request.progress import Store
from tests.unit.progress_samples import again, choose, entry_at


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
