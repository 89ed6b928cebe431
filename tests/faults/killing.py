"""Processes that are killed, and several that write at once."""

from __future__ import annotations

import os
import random
import sqlite3
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from friend_request.progress import Entry, NotKept, Store
from tests.faults.child import NAME, Child, answering, numbers


def kills(folder: Path, rounds: int) -> dict[str, Any]:
    """Kill a writer, again and again; each time look whether all that it acknowledged is there."""
    path = folder / NAME
    rng = random.Random(4)
    acknowledged = lost = hot = unacknowledged = 0
    for number in range(rounds):
        question = f"c.round{number}"
        child = Child(answering(path, question))
        # In the middle of the first write, or after one or some: between click and feedback.
        child.acknowledged(rng.choice((0, 1, 1, 2, 3)))
        time.sleep(rng.uniform(0.0, 0.02))
        done = child.kill()
        # An empty one is what a whole write leaves.
        journal = path.with_name(NAME + "-journal")
        hot += journal.exists() and journal.stat().st_size > 0
        found = numbers(Store(path), question)
        acknowledged += len(done)
        lost += len(set(done) - set(found))
        unacknowledged += len(found) - len(done)
        assert found == sorted(found)
    store = Store(path)
    whole = store._log.read(lambda c: c.execute("PRAGMA integrity_check").fetchone()[0], "")
    return {
        "kills": rounds,
        "acknowledged": acknowledged,
        "lost": lost,
        "kept but not yet acknowledged": unacknowledged,
        "journals left behind": hot,
        "integrity": whole,
        "set aside": len(store.set_aside),
    }


def mending_kills(folder: Path, rounds: int) -> dict[str, Any]:
    """Kill a process while it mends a damaged file: nothing readable may get lost on the way."""
    rng = random.Random(5)
    lost = interrupted = 0
    for number in range(rounds):
        path = folder / str(number) / NAME
        store = Store(path)
        store.merge(
            [
                Entry(
                    f"{n:032x}", n, "a" * 32, "answer", f"c.q{n}", "reflect", (),
                    {"text": "some words " * 20},
                )
                for n in range(1, 400)
            ]
        )  # fmt: skip
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2 : len(raw) // 2 + 4096] = os.urandom(4096)
        path.write_bytes(bytes(raw))

        def mend(acknowledge: Callable[[int], None], path: Path = path) -> None:
            acknowledge(len(Store(path).answers()))

        child = Child(mend)
        time.sleep(rng.choice((0.01, 0.12)) * rng.random())
        done = child.kill()
        interrupted += not done
        mended = Store(path)
        after = len(mended.answers())
        mended.append("answer", "c.new", {"text": "x"}, kind="reflect")
        # About a page's worth of rows can't be read, whoever mends.
        lost += after < 350 or len(Store(path).answers()) != after + 1
        lost += not any(bytes(raw) == p.read_bytes() for p in mended.set_aside)
    return {"kills": rounds, "interrupted": interrupted, "lost": lost}


def upgrade_kills(folder: Path, rounds: int) -> dict[str, Any]:
    """Kill a process while it brings a file of version 1 up to date."""
    rng = random.Random(6)
    lost = interrupted = 0
    for number in range(rounds):
        path = folder / str(number) / NAME
        path.parent.mkdir()
        connection = sqlite3.connect(path)
        connection.executescript(
            "PRAGMA synchronous=OFF; CREATE TABLE log (answer_id TEXT PRIMARY KEY, clock INTEGER, "
            "series TEXT, what TEXT, question_id TEXT, kind TEXT, option_ids TEXT, response TEXT, "
            "content_version TEXT, course_version TEXT, answered_at TEXT); PRAGMA user_version=1"
        )
        connection.executemany(
            "INSERT INTO log VALUES (?, ?, ?, 'answer', ?, 'reflect', '[]', '{}', '', '', '')",
            [(f"{n:032x}", n, "a" * 32, f"c.q{n}") for n in range(1, 1500)],
        )
        connection.commit()
        connection.close()

        def upgrade(acknowledge: Callable[[int], None], path: Path = path) -> None:
            acknowledge(len(Store(path).answers()))

        child = Child(upgrade)
        time.sleep(rng.choice((0.01, 0.1)) * rng.random())
        interrupted += not child.kill()
        lost += len(Store(path).answers()) != 1499 or bool(Store(path).set_aside)
    return {"kills": rounds, "interrupted": interrupted, "lost": lost}


def together(folder: Path, seconds: float) -> dict[str, Any]:
    """Two processes write to one file as fast as they can."""
    path = folder / NAME
    until = time.monotonic() + seconds

    def work(acknowledge: Callable[[int], None], name: str = "") -> None:
        store = Store(path)
        number = 0
        while time.monotonic() < until:
            number += 1
            try:
                store.append("answer", f"c.{name}", {"number": number}, kind="reflect")
            except NotKept:
                continue
            acknowledge(number)
            # Another notebook draws between two answers.
            store.latest(f"c.{name}")

    children = {
        name: Child(lambda acknowledge, name=name: work(acknowledge, name)) for name in ("a", "b")
    }
    ended = {name: child.wait() for name, child in children.items()}
    store = Store(path)
    found = {name: numbers(store, f"c.{name}") for name in ended}
    clocks = [e.clock for e in store.entries()]
    return {
        "exit codes": [code for code, _ in ended.values()],
        "acknowledged": [len(done) for _, done in ended.values()],
        "lost": sum(len(set(done) - set(found[name])) for name, (_, done) in ended.items()),
        "in order": all(f == sorted(f) for f in found.values()),
        "each clock once": len(clocks) == len(set(clocks)),
        "people": len(store.people()) + 1,
    }


def erasures(folder: Path, rounds: int) -> dict[str, Any]:
    """Erase the file while another process writes: what comes after an erasure is kept."""
    path = folder / NAME
    rng = random.Random(10)
    question = "c.q"
    child = Child(answering(path, question))
    lost = 0
    for _ in range(rounds):
        time.sleep(rng.uniform(0.001, 0.05))
        Store(path).erase()
        os.set_blocking(child.reading, False)
        with suppress(BlockingIOError):
            while chunk := os.read(child.reading, 1 << 16):
                child.raw += chunk
        os.set_blocking(child.reading, True)
        before = len(child.raw) // 4
        child.acknowledged(before + 3)
        # The pipe can still hold what was acknowledged just before the erasure ended: the last
        # of three is surely later.
        last = struct.unpack("<i", child.raw[4 * (before + 2) : 4 * (before + 3)])[0]
        lost += last not in numbers(Store(path), question)
    done = child.kill()
    found = numbers(Store(path), question)
    return {
        "erasures": rounds,
        "acknowledged": len(done),
        "lost": lost + (found[: len(found)] != sorted(set(found))) + (done[-1] not in found),
        "files": sorted(p.name for p in folder.iterdir() if not p.name.endswith("-journal")),
    }
