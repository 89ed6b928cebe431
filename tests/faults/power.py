"""The power fails, or a file is cut off: a frozen writer's file, as the disk might hold it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import struct
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from friend_request.progress import Store
from tests.faults.child import NAME, Child, answering, numbers


def _snapshots(path: Path, moments: int, seed: int) -> Any:
    """Freeze a writer at random moments and copy the file and its journal as they are.

    Gives, for each, the folder of the copy, the question and what was acknowledged by then.
    """
    rng = random.Random(seed)
    question = "c.q"
    child = Child(answering(path, question))
    os.set_blocking(child.reading, False)
    raw = b""
    try:
        for number in range(moments):
            time.sleep(rng.uniform(0.001, 0.02))
            os.kill(child.pid, signal.SIGSTOP)
            # Only once it has really stopped is the copy of one moment.
            os.waitpid(child.pid, os.WUNTRACED)
            copy = path.parent / f"copy{number}" / NAME
            copy.parent.mkdir()
            for tail in ("", "-journal"):
                with suppress(FileNotFoundError):
                    content = path.with_name(NAME + tail).read_bytes()
                    copy.with_name(NAME + tail).write_bytes(content)
            with suppress(BlockingIOError):
                raw += os.read(child.reading, 1 << 20)
            os.kill(child.pid, signal.SIGCONT)
            whole = len(raw) // 4 * 4
            yield copy, question, [n for (n,) in struct.iter_unpack("<i", raw[:whole])], rng
            shutil.rmtree(copy.parent)
    finally:
        os.set_blocking(child.reading, True)
        os.kill(child.pid, signal.SIGCONT)
        child.kill()


def _pages_in_flight(journal: Path) -> tuple[int, list[int]]:
    """Page size, and the pages whose old content a journal holds; none if it is not synced."""
    with suppress(FileNotFoundError):
        raw = journal.read_bytes()
        if len(raw) > 28 and raw[:8] == bytes.fromhex("d9d505f920a163d7"):
            count, _nonce, _pages, sector, size = struct.unpack(">IIIII", raw[8:28])
            if 0 < count < 10_000 and size >= 512:
                at = [sector + n * (size + 8) for n in range(count)]
                return size, [
                    struct.unpack(">I", raw[a : a + 4])[0] for a in at if a + 4 <= len(raw)
                ]
    return 0, []


def power_cuts(folder: Path, moments: int) -> dict[str, Any]:
    """Cut the power at random moments: pages that were on their way come out as noise."""
    path = folder / NAME
    lost = torn = hot = opened = 0
    for copy, question, done, rng in _snapshots(path, moments, 7):
        size, pages = _pages_in_flight(copy.with_name(NAME + "-journal"))
        hot += bool(pages)
        if pages and copy.exists():
            raw = bytearray(copy.read_bytes())
            for page in pages:
                start = (page - 1) * size
                if start < len(raw) and rng.random() < 0.7:
                    half = rng.choice((512, size // 2, size))
                    raw[start : start + half] = os.urandom(half)
                    torn += 1
            copy.write_bytes(bytes(raw))
        store = Store(copy)
        found = numbers(store, question)
        lost += len(set(done) - set(found))
        lost += len(store.set_aside)
        store.append("answer", "c.after", {"number": 1}, kind="reflect")
        opened += numbers(Store(copy), "c.after") == [1]
    return {
        "cuts": moments,
        "journals in use": hot,
        "torn pages": torn,
        "lost": lost,
        "usable afterwards": opened,
    }


def cut_off(folder: Path, moments: int) -> dict[str, Any]:
    """Cut the file or its journal off anywhere: nothing raises, and the course goes on."""
    path = folder / NAME
    opened = kept_whole = 0
    for copy, _, _, rng in _snapshots(path, moments, 8):
        journal = copy.with_name(NAME + "-journal")
        victim = rng.choice([p for p in (copy, journal) if p.exists()] or [copy])
        raw = victim.read_bytes() if victim.exists() else b""
        victim.write_bytes(raw[: rng.randrange(len(raw) + 1)])
        store = Store(copy)
        store.answers()
        store.append("answer", "c.after", {"number": 1}, kind="reflect")
        again = Store(copy)
        opened += numbers(again, "c.after") == [1]
        kept_whole += not again.set_aside
    return {"cuts": moments, "usable afterwards": opened, "nothing to mend": kept_whole}
