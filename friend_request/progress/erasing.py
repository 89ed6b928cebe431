"""Deleting so that nothing is left: some rows, or the file with all that belongs to it."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from friend_request.progress import mend, sqlite
from friend_request.progress.disk import blank, shred
from friend_request.progress.errors import is_damage

T = TypeVar("T")


def remove(path: Path, work: Callable[[sqlite3.Connection], list[str]]) -> None:
    """Delete rows of the file at `path`; see `Log.remove`."""
    with closing(
        sqlite3.connect(path, timeout=sqlite.BUSY_SECONDS, isolation_level=None)
    ) as connection:
        marks = _and_hold(connection, work)
        _blank_journal(path)
        # Rewritten whole: moved rows leave traces in the free space of a page.
        with suppress(sqlite3.Error):
            connection.execute("VACUUM")
        _blank_journal(path)
    for aside in mend.asides(path):
        raw = aside.read_bytes()
        if any(mark.encode() in raw for mark in marks):
            for file in mend.family(aside):
                shred(file)


def erase(path: Path) -> None:
    """Delete the file with everything that belongs to it, overwritten first."""
    with sqlite.only_one(path) as lock:
        take_away(path)
        files = list(path.parent.glob(f"{path.stem}.new-*"))
        for each in (*taken_away(path), *mend.asides(path)):
            files += mend.family(each)
        for file in files:
            shred(file)
        if os.name != "nt":
            # While it is still held: whoever waits for it then sees that it is gone.
            lock.unlink(missing_ok=True)
    if os.name == "nt":
        with suppress(OSError):
            lock.unlink(missing_ok=True)


def take_away(path: Path) -> None:
    """Give the file a name under which nobody looks for it.

    It is held meanwhile. A kernel that waits for it finds that it is gone and begins a new
    file, which must not be touched: what is kept there came after.
    """
    if not path.exists():
        return
    gone = path.with_name(f"{path.stem}.gone-{uuid.uuid4().hex}{path.suffix}")
    with closing(
        sqlite3.connect(path, timeout=sqlite.BUSY_SECONDS, isolation_level=None)
    ) as connection:
        try:
            sqlite.begin(connection, "EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            # Too broken to be held: too broken for anyone to write to.
            if not is_damage(error):
                raise
        for file in mend.family(path)[1:]:
            file.replace(gone.with_name(gone.name + file.name.removeprefix(path.name)))
        if os.name == "nt":
            # Windows renames no file that is open.
            connection.close()
        path.replace(gone)


def taken_away(path: Path) -> list[Path]:
    """Files whose erasure has begun."""
    return list(path.parent.glob(f"{path.stem}.gone-*{path.suffix}"))


def finish(path: Path) -> None:
    """Erase what somebody began to erase, and a crash interrupted."""
    for file in taken_away(path):
        with suppress(OSError):
            for each in mend.family(file):
                shred(each)


def _blank_journal(path: Path) -> None:
    """Overwrite the journal of a committed transaction, while the file is still held."""
    with suppress(OSError):
        blank(path.with_name(path.name + "-journal"))


def _and_hold(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do something in one transaction, and keep the file afterwards until the connection closes."""
    # With a journal that ends by being emptied, nothing would be left to overwrite.
    sqlite.configure(connection)
    connection.execute("PRAGMA temp_store=MEMORY")

    def held(connection: sqlite3.Connection) -> T:
        # Within the transaction: set before, it would keep the lock of a mere reader, and two who
        # do that wait for each other.
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        return work(connection)

    return sqlite.in_transaction(connection, held, "EXCLUSIVE")
