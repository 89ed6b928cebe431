"""The learner's answers: one SQLite file, an append-only log.

An answer is shown as kept only after its transaction is on the disk (rollback journal,
`synchronous=FULL`). What can't be written stays in memory, is tried again with the next answer, and
the caller is told, so that the screen can say so. A damaged file is set aside under a new name and
whatever can still be read is carried over. Nothing here raises into a lesson except `NotKept`,
which `widgets` turns into a sentence.

Order never depends on the computer's clock: every entry carries a Lamport counter, one more than
the highest in the file when it was written. The time is kept for people to read.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
import uuid
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import platformdirs

SCHEMA = 1
FILE_NAME = "progress.sqlite3"
# Another kernel's transaction takes milliseconds; seconds mean that something holds the file.
BUSY_SECONDS = 5.0
# Above this size the whole-file check at opening is left out: opening must stay quick.
CHECK_BYTES = 20_000_000

_TABLE = """
CREATE TABLE IF NOT EXISTS log (
    answer_id TEXT PRIMARY KEY,
    clock INTEGER NOT NULL,
    series TEXT NOT NULL,
    what TEXT NOT NULL,
    question_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    option_ids TEXT NOT NULL,
    response TEXT NOT NULL,
    content_version TEXT NOT NULL,
    course_version TEXT NOT NULL,
    answered_at TEXT NOT NULL
)
"""
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS log_question ON log (question_id, what, clock)",
    "CREATE INDEX IF NOT EXISTS log_what ON log (what, clock)",
    "CREATE INDEX IF NOT EXISTS log_clock ON log (clock)",
)
_COLUMNS = (
    "answer_id",
    "clock",
    "series",
    "what",
    "question_id",
    "kind",
    "option_ids",
    "response",
    "content_version",
    "course_version",
    "answered_at",
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM log "  # noqa: S608 - constants only
_INSERT = f"INSERT OR IGNORE INTO log VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608


class NotKept(Exception):
    """Something could not be written to the disk. `key` names the phrase that says why."""

    def __init__(self, key: str, detail: str = ""):
        self.key, self.detail = key, detail
        super().__init__(f"{key}: {detail}")


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    Attributes:
        answer_id: unique for ever, so that loading a file twice changes nothing twice.
        clock: Lamport counter; a later entry has a higher one.
        series: the run of answers that the entry belongs to; `Store.reset` begins a new one.
        what: `answer`, `skip`, `draft`, `setting`, `reset` or `restore`.
        question_id: the question, or a setting's name.
        response: the answer as `friend_request.questions` defines it.
        answered_at: UTC, ISO 8601, to the second.
    """

    answer_id: str
    clock: int
    series: str
    what: str
    question_id: str
    kind: str = ""
    option_ids: tuple[str, ...] = ()
    response: dict[str, Any] = field(default_factory=dict)
    content_version: str = ""
    course_version: str = ""
    answered_at: str = ""

    def row(self) -> tuple[Any, ...]:
        """The entry as a row of the table."""
        return (
            self.answer_id,
            self.clock,
            self.series,
            self.what,
            self.question_id,
            self.kind,
            json.dumps(list(self.option_ids), ensure_ascii=False),
            json.dumps(self.response, ensure_ascii=False, sort_keys=True),
            self.content_version,
            self.course_version,
            self.answered_at,
        )

    @classmethod
    def from_row(cls, row: Iterable[Any]) -> Entry:
        """Make an entry from a row.

        Raises:
            ValueError: if the row's JSON can't be read.
        """
        values = dict(zip(_COLUMNS, row, strict=True))
        response = json.loads(values["response"])
        ids = json.loads(values["option_ids"])
        if not isinstance(response, dict) or not isinstance(ids, list):
            raise ValueError("a row's response is not a group of keys")
        values["response"] = response
        values["option_ids"] = tuple(str(x) for x in ids)
        return cls(**values)

    @property
    def order(self) -> tuple[int, str, str]:
        """Sorts entries from first to last, the same on every machine."""
        return (self.clock, self.answered_at, self.answer_id)


def course_version() -> str:
    """The installed course's version, such as `0.1.0`."""
    try:
        return version("friend-request")
    except PackageNotFoundError:
        return "0"


def folder() -> Path:
    """The folder that holds the learner's answers.

    `FRIEND_REQUEST_DATA` overrides the place that the operating system has for such files.
    """
    given = os.environ.get("FRIEND_REQUEST_DATA")
    if given:
        return Path(given).expanduser()
    return Path(platformdirs.user_data_path("friend-request", appauthor=False))


def _reason(error: Exception) -> str:
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return "not_kept.locked"
    if "full" in text or "no space" in text or "file too large" in text:
        return "not_kept.full"
    if "readonly" in text or "read-only" in text or "permission" in text:
        return "not_kept.read_only"
    if "disk i/o" in text:
        return "not_kept.disk"
    return "not_kept.cannot_open"


def _is_damage(error: Exception) -> bool:
    text = str(error).lower()
    return isinstance(error, sqlite3.DatabaseError) and (
        "malformed" in text
        or "not a database" in text
        or "file is encrypted" in text
        or "no such column" in text
        or "has no column" in text
        or "columns but" in text
    )


class Store:
    """The log of one file.

    Safe with several kernels writing at once: each write is one short transaction. Every method
    that reads works also when the file can't be opened: it then knows only what this kernel has.

    Args:
        path: the file; by default `folder() / FILE_NAME`.
    """

    def __init__(self, path: Path | str | None = None):
        self.path = Path(path) if path is not None else folder() / FILE_NAME
        self.pending: list[Entry] = []
        self.notices: list[tuple[str, dict[str, str]]] = []
        self._memory_series = uuid.uuid4().hex
        self._ready = False
        self._watchers: list[weakref.WeakMethod[Callable[[str], None]]] = []

    # -- the file

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        if not self._ready:
            self._prepare()
        connection = self._connect()
        try:
            yield connection
        finally:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    def _prepare(self) -> None:
        """Open the file for the first time in this kernel: check it, mend it, make it."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise sqlite3.OperationalError(str(error)) from error
        try:
            self._check()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            self._set_aside()
        self._ready = True

    def _check(self) -> None:
        new = not self.path.exists()
        size = 0 if new else self.path.stat().st_size
        connection = self._connect()
        try:
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found > SCHEMA:
                raise NotKept("not_kept.newer", f"file version {found}, ours {SCHEMA}")
            if 0 < size <= CHECK_BYTES:
                answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
                if answer != "ok":
                    raise sqlite3.DatabaseError(f"malformed: {answer}")
            if found == SCHEMA:
                connection.execute(_SELECT + "LIMIT 1").fetchone()
                return
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_TABLE)
            for index in _INDEXES:
                connection.execute(index)
            connection.execute(f"PRAGMA user_version={SCHEMA}")
            connection.execute("COMMIT")
        finally:
            connection.close()

    def _set_aside(self) -> None:
        """Rename a damaged file, never delete it, and carry over what can be read."""
        lock = self.path.with_name(self.path.name + ".repair")
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            # Another kernel is mending it; its work takes a moment. A lock left behind by a
            # crash must not stop the course for ever.
            for _ in range(50):
                if not lock.exists():
                    self._check()
                    return
                time.sleep(0.1)
            with suppress(OSError):
                lock.unlink()
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            try:
                self._check()
                return
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
            stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
            aside = self.path.with_name(f"{self.path.stem}.damaged-{stamp}{self.path.suffix}")
            number = 1
            while aside.exists():
                number += 1
                aside = self.path.with_name(
                    f"{self.path.stem}.damaged-{stamp}-{number}{self.path.suffix}"
                )
            rescued = self._salvage()
            self.path.replace(aside)
            journal = self.path.with_name(self.path.name + "-journal")
            if journal.exists():
                journal.replace(aside.with_name(aside.name + "-journal"))
            self._check()
            connection = self._connect()
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(_INSERT, [entry.row() for entry in rescued])
                connection.execute("COMMIT")
            finally:
                connection.close()
            self.notices.append(
                ("notice.damaged", {"name": aside.name, "count": str(len(rescued))})
            )
        finally:
            with suppress(OSError):
                lock.unlink()

    def _salvage(self) -> list[Entry]:
        """Read whatever rows a damaged file still gives."""
        rescued: dict[str, Entry] = {}
        try:
            connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=1)
        except sqlite3.Error:
            return []
        try:
            # From both ends: a broken page in the middle stops each walk where it stands.
            for direction in ("ASC", "DESC"):
                try:
                    for row in connection.execute(_SELECT + f"ORDER BY rowid {direction}"):
                        with suppress(ValueError, TypeError):
                            entry = Entry.from_row(row)
                            rescued[entry.answer_id] = entry
                except sqlite3.Error:
                    continue
        finally:
            connection.close()
        return list(rescued.values())

    # -- writing

    def append(
        self,
        what: str,
        question_id: str,
        response: dict[str, Any] | None = None,
        *,
        kind: str = "",
        option_ids: Iterable[str] = (),
        content_version: str = "",
    ) -> Entry:
        """Write one entry, and with it whatever could not be written before.

        Returns:
            The entry, on the disk.

        Raises:
            NotKept: if the disk did not take it. The entry then waits in `pending`, and reading
                methods know it.
        """
        entry = Entry(
            answer_id=uuid.uuid4().hex,
            clock=0,
            series="",
            what=what,
            question_id=question_id,
            kind=kind,
            option_ids=tuple(option_ids),
            response=dict(response or {}),
            content_version=content_version,
            course_version=course_version(),
            answered_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        self.pending.append(entry)
        try:
            written = self._flush()
        except NotKept:
            self._tell(question_id)
            raise
        self._tell(question_id)
        return written[-1]

    def _flush(self) -> list[Entry]:
        """Write all that is pending in one transaction."""
        try:
            with self._connection() as connection:
                try:
                    return self._write(connection)
                except BaseException:
                    with suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                    raise
        except sqlite3.DatabaseError as error:
            if _is_damage(error) and self._ready:
                # It was whole when this kernel opened it. Mend it and try once more.
                self._ready = False
                try:
                    with self._connection() as connection:
                        return self._write(connection)
                except (sqlite3.Error, OSError) as again:
                    raise NotKept(_reason(again), str(again)) from again
            raise NotKept(_reason(error), str(error)) from error
        except OSError as error:
            raise NotKept(_reason(error), str(error)) from error

    def _write(self, connection: sqlite3.Connection) -> list[Entry]:
        connection.execute("BEGIN IMMEDIATE")
        clock = connection.execute("SELECT max(clock) FROM log").fetchone()[0] or 0
        series = self._current_series(connection)
        done = []
        for entry in self.pending:
            clock += 1
            if entry.what == "reset":
                series = entry.response["series"]
            done.append(replace(entry, clock=clock, series=series))
        connection.executemany(_INSERT, [entry.row() for entry in done])
        connection.execute("COMMIT")
        self.pending.clear()
        return done

    def _current_series(self, connection: sqlite3.Connection) -> str:
        row = connection.execute(
            "SELECT series FROM log WHERE what = 'reset' ORDER BY clock DESC LIMIT 1"
        ).fetchone()
        row = row or connection.execute("SELECT series FROM log ORDER BY clock LIMIT 1").fetchone()
        return row[0] if row else self._memory_series

    # -- reading

    def _read(self, where: str, values: tuple[Any, ...] = ()) -> list[Entry]:
        """Entries that match, first to last, with those that still wait to be written."""
        rows: list[Entry] = []
        try:
            with self._connection() as connection:
                for row in connection.execute(_SELECT + where, values):
                    with suppress(ValueError, TypeError):
                        rows.append(Entry.from_row(row))
        except (sqlite3.Error, OSError, NotKept) as error:
            key = error.key if isinstance(error, NotKept) else _reason(error)
            if all(known != key for known, _ in self.notices):
                self.notices.append((key, {}))
        return sorted(rows, key=lambda entry: entry.order)

    def _hidden(self) -> set[str]:
        hidden: set[str] = set()
        events = self._read("WHERE what IN ('reset', 'restore')")
        for entry in [*events, *(e for e in self.pending if e.what in ("reset", "restore"))]:
            named = set(entry.response.get("hides", []))
            hidden = hidden | named if entry.what == "reset" else hidden - named
        return hidden

    def _visible(self, entries: Iterable[Entry]) -> list[Entry]:
        hidden = self._hidden()
        return [entry for entry in entries if entry.series not in hidden]

    def history(self, question_id: str, what: tuple[str, ...] = ("answer",)) -> list[Entry]:
        """All entries for one question since the last reset, first to last."""
        marks = ", ".join("?" * len(what))
        found = self._read(f"WHERE question_id = ? AND what IN ({marks})", (question_id, *what))
        waiting = [e for e in self.pending if e.question_id == question_id and e.what in what]
        return self._visible(found) + waiting

    def latest(self, question_id: str, what: tuple[str, ...] = ("answer",)) -> Entry | None:
        """The last entry for one question, or None."""
        found = self.history(question_id, what)
        return found[-1] if found else None

    def answers(self) -> dict[str, Entry]:
        """The last answer to each question since the last reset, by question id."""
        found = self._visible(self._read("WHERE what IN ('answer', 'skip')"))
        waiting = [e for e in self.pending if e.what in ("answer", "skip")]
        return {entry.question_id: entry for entry in [*found, *waiting]}

    def setting(self, name: str) -> Any:
        """The last value of a setting, or None."""
        entry = self.latest(name, ("setting",))
        return entry.response.get("value") if entry else None

    def learner(self) -> str:
        """A random id that orders shuffled questions; it says nothing about the person."""
        first = self._read("WHERE what != '' ORDER BY clock LIMIT 1")
        return first[0].series if first else self._memory_series

    # -- starting afresh

    def reset(self) -> None:
        """Hide all answers, so that the course begins afresh. `undo_reset` brings them back.

        Raises:
            NotKept: if it could not be written.
        """
        everything = {e.series for e in self._read("WHERE what != ''")} | {
            e.series for e in self.pending if e.series
        }
        hides = sorted(everything - self._hidden())
        self.append("reset", "", {"hides": hides, "series": uuid.uuid4().hex})

    def undo_reset(self) -> bool:
        """Bring back what the last reset hid. Returns False if there was nothing to undo.

        Raises:
            NotKept: if it could not be written.
        """
        hidden = self._hidden()
        for entry in reversed(self._read("WHERE what = 'reset'")):
            named = set(entry.response.get("hides", []))
            if named & hidden:
                self.append("restore", "", {"hides": sorted(named)})
                return True
        return False

    # -- telling other widgets

    def watch(self, method: Callable[[str], None]) -> None:
        """Call a bound method with the question's id after each entry, while its owner lives."""
        self._watchers.append(weakref.WeakMethod(method))

    def _tell(self, question_id: str) -> None:
        alive = []
        for reference in self._watchers:
            method = reference()
            if method is not None:
                alive.append(reference)
                method(question_id)
        self._watchers = alive


_stores: dict[Path, Store] = {}


def store() -> Store:
    """The store for this learner; one for each file in this kernel."""
    path = folder() / FILE_NAME
    if path not in _stores:
        _stores[path] = Store(path)
    return _stores[path]
