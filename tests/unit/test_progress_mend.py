"""A damaged file is set aside, and what can be read of it is kept."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from friend_request.progress import NotKept, Store
from friend_request.progress.log import CHECK_BYTES
from tests.unit.progress_samples import again, choose, entry_at


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
