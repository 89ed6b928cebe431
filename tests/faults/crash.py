"""Processes that are killed, frozen, starved of disk: run by the tests beside this file.

Each experiment is a function; `python crash.py NAME FOLDER ARGUMENT` runs it and prints what it
found as JSON. Children are forked, so that each starts within milliseconds and can be killed
hundreds of times. Whatever a child has acknowledged stands in its pipe, which outlives it.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from friend_request.progress import Entry, NotKept, Store, schema
from friend_request.progress.errors import is_damage

NAME = "progress.sqlite3"


class Child:
    """A forked process that writes numbers into a pipe."""

    def __init__(self, work: Callable[[Callable[[int], None]], None]):
        self.reading, writing = os.pipe()
        self.raw = b""
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                _die_with_parent()
                os.close(self.reading)
                work(lambda number: os.write(writing, struct.pack("<i", number)) and None)
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(writing)

    def acknowledged(self, count: int) -> None:
        """Wait until it has acknowledged so many."""
        while len(self.raw) < 4 * count and (chunk := os.read(self.reading, 1 << 16)):
            self.raw += chunk

    def kill(self) -> list[int]:
        """Kill it with signal 9; returns what it had acknowledged."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return self.wait()[1]

    def wait(self) -> tuple[int, list[int]]:
        """Wait for its end; returns its exit code and what it had acknowledged."""
        while chunk := os.read(self.reading, 1 << 16):
            self.raw += chunk
        raw = self.raw
        os.close(self.reading)
        _, status = os.waitpid(self.pid, 0)
        whole = len(raw) // 4 * 4
        return os.waitstatus_to_exitcode(status), [
            n for (n,) in struct.iter_unpack("<i", raw[:whole])
        ]


def _die_with_parent() -> None:
    """Let the system end this child, even a frozen one, when its parent is killed (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def answering(path: Path, question: str) -> Callable[[Callable[[int], None]], None]:
    """Answer one question for ever; acknowledge each answer once it is kept."""

    def work(acknowledge: Callable[[int], None]) -> None:
        store = Store(path)
        number = 0
        while True:
            number += 1
            text = f"answer {number} " * random.choice((1, 3, 400))
            if number % 3 == 0:
                store.append("draft", question, {"text": text})
            store.append("answer", question, {"text": text, "number": number}, kind="reflect")
            acknowledge(number)

    return work


def numbers(store: Store, question: str) -> list[int]:
    return [entry.response["number"] for entry in store.history(question)]


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


def _fill_up(store: Store, free: Callable[[], None]) -> dict[str, Any]:
    """Answer until the disk takes no more, then free it: all must be there in the end."""
    kept, refused, reasons = [], [], set()
    for number in range(1, 2000):
        try:
            store.append("answer", "c.q", {"text": "x" * 700, "number": number}, kind="reflect")
            kept.append(number)
        except NotKept as error:
            refused.append(number)
            reasons.add(error.key)
            if len(refused) == 5:
                break
    shown = numbers(store, "c.q")
    on_disk = numbers(Store(store.path), "c.q")
    taken = [e.response["number"] for e in store.entries()]
    free()
    store.append("answer", "c.after", {"number": 1}, kind="reflect")
    after = numbers(Store(store.path), "c.q")
    return {
        "kept": len(kept),
        "refused": len(refused),
        "reasons": sorted(reasons),
        "lost": len(set(kept) - set(on_disk)),
        "claimed too much": len(set(on_disk) - set(kept)),
        "shown": shown == [*kept, *refused],
        "in the download": taken == [*kept, *refused],
        "kept in the end": after == [*kept, *refused],
    }


def size_limit(folder: Path, _: float) -> dict[str, Any]:
    """A limit on the size of files, as a stand-in for a full disk."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    store = Store(folder / NAME)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    return _fill_up(store, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard)))


def full_disk(folder: Path, _: float) -> dict[str, Any]:
    """A file system of 400 kB of our own, partly filled with something else."""
    mounted = folder / "disk"
    mounted.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(mounted)], capture_output=True
    )
    if done.returncode:
        return {"skipped": done.stderr.decode(errors="replace").strip()}
    try:
        filler = mounted / "filler"
        filler.write_bytes(b"x" * 200_000)
        return _fill_up(Store(mounted / NAME), filler.unlink)
    finally:
        subprocess.run(["umount", str(mounted)], check=False)


def read_only(folder: Path, _: float) -> dict[str, Any]:
    """A home folder that can't be written, as a user whom that binds."""
    # Whatever is imported late must be there before the rights are gone, so all is done twice.
    for name in ("rehearsal", "closed"):
        path = folder / name / NAME
        Store(path).append("answer", "c.q", {"number": 1}, kind="reflect")
        if name == "rehearsal":
            _visit(path)
    path.chmod(0o444)
    for each in (path.parent, folder):
        each.chmod(0o555)
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    return _visit(path)


def _visit(path: Path) -> dict[str, Any]:
    """What a learner sees of a file, and what they can do about it."""
    from friend_request.content import load_case
    from friend_request.progress import transfer
    from friend_request.widgets.answers import AnswersForm
    from friend_request.widgets.question import QuestionForm

    store = Store(path)
    found: dict[str, Any] = {"read": numbers(store, "c.q")}
    try:
        store.append("answer", "c.q", {"number": 2}, kind="reflect")
        found["written"] = True
    except NotKept as error:
        found["reason"] = error.key
    found["shown"] = numbers(store, "c.q")
    question = next(q for q in load_case("nine-months-on").questions if q.kind == "best_action")
    form = QuestionForm(question, store)
    sent: list[Any] = []
    form.send = lambda content, buffers=None: sent.append((content, buffers))
    choice = question.options[0].id
    form._receive(None, {"type": "act", "action": "submit", "values": {"choice": choice}}, None)
    found["problem"] = form.spec["problem"]
    found["offers the download"] = "take-answers" in json.dumps(form.spec["nodes"])
    form._receive(None, {"type": "act", "action": "take-answers", "values": {}}, None)
    found["downloaded"] = len(transfer.read(bytes(sent[-1][1][0])).entries)
    answers = AnswersForm(store)
    for action in ("reset", "undo", "fresh", "delete"):
        answers._receive(None, {"type": "act", "action": action, "arg": "only"}, None)
        found[action] = answers.spec["problem"]
    found["guest"] = store.start_guest()
    store.append("answer", "c.q", {"number": 3}, kind="reflect")
    found["guest sees"] = numbers(store, "c.q")
    store.end_guest()
    found["back"] = numbers(store, "c.q")
    nowhere = Store(path.parent / "new" / NAME)
    try:
        nowhere.append("answer", "c.q", {"number": 1}, kind="reflect")
    except NotKept as error:
        found["new folder"] = error.key
    return found


EXPERIMENTS = {
    f.__name__: f
    for f in (
        kills,
        mending_kills,
        upgrade_kills,
        together,
        erasures,
        power_cuts,
        cut_off,
        size_limit,
        full_disk,
        read_only,
    )
}

if __name__ == "__main__":
    assert is_damage(schema.Damaged("x"))  # imported before any rights are given up
    name, where, argument = sys.argv[1:]
    number = float(argument)
    result = EXPERIMENTS[name](Path(where), int(number) if number == int(number) else number)
    print(json.dumps(result))
