"""A forked process that answers, and what it has acknowledged."""

from __future__ import annotations

import ctypes
import os
import random
import signal
import struct
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from friend_request.progress import Store

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
