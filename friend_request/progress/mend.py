"""A damaged file: read what it still gives, set it aside, put a whole one in its place."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from friend_request.progress import schema
from friend_request.progress.entry import Entry

# SQLite's companions of a database, and what each is named.
_COMPANIONS = ("-journal", "-wal", "-shm")
# How many unreadable places are stepped over before the rest is given up.
_STEPS = 400


def family(path: Path) -> list[Path]:
    """A database and its companions, those that exist."""
    return [p for p in (path, *(path.with_name(path.name + c) for c in _COMPANIONS)) if p.exists()]


def asides(path: Path) -> list[Path]:
    """Damaged files that were set aside."""
    try:
        return sorted(path.parent.glob(f"{path.stem}.damaged-*{path.suffix}"))
    except OSError:
        return []


def set_aside(
    path: Path, configure: Callable[[sqlite3.Connection], None], seconds: float
) -> tuple[Path, int]:
    """Rename a damaged file, never delete it, and make a new one with what could be read.

    There is a file at `path` at every moment, so that a power cut here loses nothing: the damaged
    one, then the new one.

    Args:
        path: the damaged file.
        configure: sets up a connection for writing.
        seconds: how long to wait for another program that holds the file.

    Returns:
        The damaged file's new name, and how many entries were carried over.
    """
    new = path.with_name(f"{path.stem}.new-{uuid.uuid4().hex}{path.suffix}")
    try:
        with closing(sqlite3.connect(path, timeout=seconds, isolation_level=None)) as holder:
            # Otherwise SQLite refuses the whole of a file that was cut off.
            with suppress(sqlite3.Error):
                holder.execute("PRAGMA writable_schema=ON")
            try:
                # From here to the replacement nobody can write to the old file. If it is too
                # broken to be held, it is too broken for anyone to write to.
                holder.execute("BEGIN EXCLUSIVE")
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in (
                    sqlite3.SQLITE_BUSY,
                    sqlite3.SQLITE_LOCKED,
                ):
                    raise
            rescued = salvage(holder)
            _write(new, rescued, configure)
            if os.name == "nt":
                # Windows renames no file that is open.
                holder.close()
            aside = _aside(path)
            new.replace(path)
    finally:
        for file in family(new):
            with suppress(OSError):
                file.unlink()
    return aside, len(rescued)


def _aside(path: Path) -> Path:
    """Give the damaged file a second name, and its journal too: it must not meet the new file."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    number = 1
    while True:
        tail = f"-{number}" if number > 1 else ""
        aside = path.with_name(f"{path.stem}.damaged-{stamp}{tail}{path.suffix}")
        try:
            # A second name rather than a copy: opening and closing the file here would free
            # SQLite's lock on it.
            os.link(path, aside)
        except FileExistsError:
            number += 1
            continue
        except OSError:
            # A file system without second names.
            if aside.exists():
                number += 1
                continue
            path.replace(aside)
        break
    for companion in _COMPANIONS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + companion).replace(aside.with_name(aside.name + companion))
    return aside


def _write(
    path: Path, entries: list[Entry], configure: Callable[[sqlite3.Connection], None]
) -> None:
    path.touch(mode=0o600)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        configure(connection)
        connection.execute("BEGIN IMMEDIATE")
        schema.create(connection)
        connection.executemany(schema.INSERT, [entry.row() for entry in entries])
        connection.execute("COMMIT")


def salvage(connection: sqlite3.Connection) -> list[Entry]:
    """Read whatever rows a damaged file still gives, first to last."""
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        found = schema.columns(connection)
        learner = "0" * 32
        with suppress(sqlite3.Error):
            learner = schema.first_series(connection, found)
        select = schema.reading(found, learner, learner)
    except sqlite3.Error:
        return []
    rescued: dict[tuple[str, str], Entry] = {}

    def walk(start: int, ascending: bool) -> int | None:
        """Read on from a row; returns the last one read when something is unreadable."""
        last = start
        sign, order = (">", "ASC") if ascending else ("<", "DESC")
        try:
            for rowid, *row in connection.execute(
                f"{select.replace('SELECT', 'SELECT rowid,', 1)} FROM log "  # noqa: S608 - as above
                f"WHERE rowid {sign} ? ORDER BY rowid {order}",
                (start,),
            ):
                last = rowid
                with suppress(ValueError, TypeError):
                    entry = Entry.from_row(row)
                    rescued.setdefault((entry.person, entry.answer_id), entry)
        except (sqlite3.Error, OverflowError):
            return last
        return None

    # From the end first, which also tells how far there is to go; then from the beginning,
    # stepping over what is broken.
    walk(1 << 62, ascending=False)
    last, step = 0, 1
    for _ in range(_STEPS):
        stopped = walk(last, ascending=True)
        if stopped is None:
            break
        step = 1 if stopped > last else min(step * 2, 1 << 16)
        last = stopped + step
    return sorted(rescued.values(), key=lambda entry: entry.order)
