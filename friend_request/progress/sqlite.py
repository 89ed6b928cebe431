"""How SQLite is used: connections, transactions, and the wait for whoever holds the file."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from friend_request.progress.disk import identity
from friend_request.progress.errors import code

T = TypeVar("T")

# Another kernel's transaction takes milliseconds; seconds mean that something holds the file.
BUSY_SECONDS = 5.0
READ_SECONDS = 1.5
# How long one try waits before the next.
SHORT_SECONDS = 0.02


def _decode(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def configure(connection: sqlite3.Connection, journal: str = "DELETE") -> None:
    """Set a connection up for the log."""
    # Bytes that are no text make one entry unreadable, not the whole file.
    connection.text_factory = _decode
    # Another tool may have left the file in WAL mode and may hold it open: it works there too.
    with suppress(sqlite3.OperationalError):
        connection.execute(f"PRAGMA journal_mode={journal}")
    connection.execute("PRAGMA synchronous=EXTRA")
    # What is deleted is overwritten with zeros.
    connection.execute("PRAGMA secure_delete=ON")


def patiently(work: Callable[[], T], seconds: float) -> T:
    """Try while the file is busy, in short uneven steps.

    SQLite's own wait grows to a tenth of a second, in which a busy neighbour is always first.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            return work()
        except sqlite3.OperationalError as error:
            if code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(random.uniform(0.001, 0.008))


def begin(connection: sqlite3.Connection, lock: str) -> None:
    """Begin a transaction with this lock, once whoever holds the file has ended theirs."""
    connection.execute(f"PRAGMA busy_timeout={int(SHORT_SECONDS * 1000)}")
    patiently(lambda: connection.execute(f"BEGIN {lock}"), BUSY_SECONDS)
    connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")


def in_transaction(
    connection: sqlite3.Connection,
    work: Callable[[sqlite3.Connection], T],
    lock: str = "IMMEDIATE",
) -> T:
    """Do something in one transaction: on the disk when this returns, or not done at all."""
    begin(connection, lock)
    try:
        done = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    return done


@contextmanager
def only_one(path: Path) -> Iterator[Path]:
    """Let one kernel at a time replace or delete the file; gives the lock, to be deleted.

    A second database is the lock, because the system frees it when its holder is killed.
    """
    lock = path.with_name(path.name + ".repair")
    for _ in range(100):
        lock.touch(mode=0o600)
        before = identity(lock)
        with closing(
            sqlite3.connect(lock, timeout=2 * BUSY_SECONDS, isolation_level=None)
        ) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            if identity(lock) == before:
                yield lock
                return
        # Whoever held it has deleted it: this was a lock on nothing.
    raise sqlite3.OperationalError("the lock is deleted again and again")
