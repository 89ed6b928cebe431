"""A guest at somebody's computer: a log in memory, and a flag by which other notebooks know."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import TypeVar

from friend_request.progress import schema

T = TypeVar("T")

GUEST_NAME = "guest-mode"
# A working day: a guest's mode that was never ended must not swallow the owner's answers next week.
GUEST_SECONDS = 12 * 3600


class Memory:
    """The same log without a file: what a guest does."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False
        )
        schema.create(self._connection)

    def one_look(self) -> AbstractContextManager[None]:
        """As in `Log`; nobody else can change what is in memory."""
        return nullcontext()

    def read(self, work: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        """Do some reading."""
        return work(self._connection)

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some writing."""
        return work(self._connection)


class Guest:
    """Whether a guest is here, and what they did in this notebook.

    Args:
        flag: an empty file, there while a guest is.
    """

    def __init__(self, flag: Path):
        self.flag = flag
        self._memory: Memory | None = None
        self._flagged = False

    def memory(self) -> Memory | None:
        """What the guest's answers go into, or None without a guest."""
        if self._memory is None:
            if self._flag_is_fresh():
                self._memory, self._flagged = Memory(), True
        elif self._flagged and not exists(self.flag):
            # It was ended in another notebook.
            self._memory = None
        return self._memory

    def _flag_is_fresh(self) -> bool:
        try:
            age = time.time() - self.flag.stat().st_mtime
        except OSError:
            return False
        return abs(age) < GUEST_SECONDS

    def start(self) -> bool:
        """Begin with an empty memory. Returns False if other notebooks could not be told."""
        self._flagged = True
        try:
            self.flag.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.flag.unlink(missing_ok=True)
            self.flag.touch(mode=0o600)
        except OSError:
            self._flagged = False
        self._memory = Memory()
        return self._flagged

    def forget(self) -> None:
        """Forget what the guest did; they stay a guest."""
        self._memory = Memory()

    def end(self) -> None:
        """Forget the guest, here and in the other notebooks."""
        with suppress(OSError):
            self.flag.unlink(missing_ok=True)
        self._memory = None


def exists(path: Path) -> bool:
    """Whether there is such a file; one that can't be looked at counts as none."""
    try:
        return path.exists()
    except OSError:
        return False
