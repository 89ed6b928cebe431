"""The file itself: one SQLite database, opened for each piece of work and closed again.

A write has reached the disk when `Log.write` returns: rollback journal, and `synchronous=EXTRA`,
so that the journal's end is on the disk too (without that, a power cut just after a commit can
bring the journal back, and the journal undoes the commit). A write ends by emptying the journal,
and an empty one stays beside the file: making and deleting one each time makes the disk write the
folder's list of names twice, which is most of what a learner waits for. Not WAL: it fails on
read-only and network folders.

Another kernel may replace the file (mending it) or delete it (erasing) at any moment. So a write
looks afterwards whether the file it wrote to is still the file that stands there; if not, it
writes once more.
"""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import (
    AbstractContextManager,
    ExitStack,
    closing,
    contextmanager,
    nullcontext,
    suppress,
)
from pathlib import Path
from typing import TypeVar

from friend_request.progress import mend, schema
from friend_request.progress.entry import NotKept
from friend_request.progress.schema import SCHEMA, Damaged

T = TypeVar("T")

# Another kernel's transaction takes milliseconds; seconds mean that something holds the file.
BUSY_SECONDS = 5.0
READ_SECONDS = 1.5
# How long one try waits before the next.
SHORT_SECONDS = 0.02
# After that wait, what is drawn next must not wait as long again for each thing it asks.
HELD_SECONDS = 3.0
# Above this size the whole-file check at opening is left out: opening must stay quick.
CHECK_BYTES = 8_000_000

_REASONS = {
    sqlite3.SQLITE_BUSY: "not_kept.locked",
    sqlite3.SQLITE_LOCKED: "not_kept.locked",
    sqlite3.SQLITE_FULL: "not_kept.full",
    sqlite3.SQLITE_READONLY: "not_kept.read_only",
    sqlite3.SQLITE_PERM: "not_kept.read_only",
    sqlite3.SQLITE_IOERR: "not_kept.disk",
}


def _code(error: Exception) -> int:
    """SQLite's primary result code, or 0 for an error of another kind."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def reason(error: Exception) -> str:
    """The key of the phrase that says why the disk did not take something."""
    if isinstance(error, NotKept):
        return error.key
    if isinstance(error, PermissionError):
        return "not_kept.read_only"
    text = str(error).lower()
    if "no space" in text or "file too large" in text or "quota" in text:
        return "not_kept.full"
    if "read-only" in text or "permission" in text:
        return "not_kept.read_only"
    return _REASONS.get(_code(error), "not_kept.cannot_open")


def is_damage(error: Exception) -> bool:
    """Whether the file, rather than the disk or another program, is what is wrong."""
    if isinstance(error, Damaged):
        return True
    if _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return True
    text = str(error).lower()
    return isinstance(error, sqlite3.OperationalError) and (
        "no such table" in text or "no such column" in text or "has no column" in text
    )


def _decode(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _configure(connection: sqlite3.Connection, journal: str = "DELETE") -> None:
    # Bytes that are no text make one entry unreadable, not the whole file.
    connection.text_factory = _decode
    # Another tool may have left the file in WAL mode and may hold it open: it works there too.
    with suppress(sqlite3.OperationalError):
        connection.execute(f"PRAGMA journal_mode={journal}")
    connection.execute("PRAGMA synchronous=EXTRA")
    # What is deleted is overwritten with zeros.
    connection.execute("PRAGMA secure_delete=ON")


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


class Log:
    """One file.

    Args:
        path: where it is, or will be once something is written.

    Attributes:
        notices: phrases, with their values, about what was done to the file in this kernel.
    """

    def __init__(self, path: Path):
        self.path = path
        self.notices: list[tuple[str, dict[str, str]]] = []
        self._checked = False
        self._held_until = 0.0
        self._looker: int | None = None
        self._look: sqlite3.Connection | None = None

    # -- reading and writing

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """Within it, all that this thread reads is of one moment, and the file is opened once.

        Drawing a form asks a dozen things. A write ends the look; what is read after it is new, and
        is read by way of the connection that wrote.
        """
        if self._looker is not None:
            yield
            return
        self._looker = threading.get_ident()
        try:
            yield
        finally:
            self._end_look()
            self._looker = None

    def _end_look(self) -> None:
        # Only its own thread may close it; and no write of another thread must wait for it long.
        if self._look is not None and self._looker == threading.get_ident():
            self._look, open_until_now = None, self._look
            open_until_now.close()

    def read(self, work: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        """Do some reading; `nothing` is what a file that does not exist holds.

        Raises:
            NotKept: if the file can't be read now.
        """

        def once() -> T:
            if not self.path.exists():
                return nothing
            held = time.monotonic() < self._held_until
            return _patiently(reading, 0.05 if held else READ_SECONDS)

        def begun() -> sqlite3.Connection:
            connection = self._open(SHORT_SECONDS)
            # One transaction, so that all that is read is of one moment.
            connection.execute("BEGIN")
            return connection

        def reading() -> T:
            if self._looker != threading.get_ident():
                with closing(begun()) as connection:
                    return work(connection)
            try:
                if self._look is None:
                    self._look = begun()
                return work(self._look)
            except BaseException:
                self._end_look()
                raise

        return self._guarded(once)

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some writing in one transaction; when this returns, it is on the disk.

        Args:
            work: what to do. It can be called again, when the file was replaced meanwhile.

        Raises:
            NotKept: if the disk did not take it. Then nothing of it is in the file.
        """

        def opening() -> sqlite3.Connection:
            return self._open(SHORT_SECONDS)

        self._end_look()

        def once() -> T:
            for attempt in range(6):
                self._make()
                before = self._identity()
                try:
                    with ExitStack() as until_done:
                        connection = _patiently(opening, BUSY_SECONDS)
                        until_done.callback(connection.close)
                        done = _in_transaction(connection, work)
                        same = self._identity() == before
                        if same and self._looker == threading.get_ident():
                            connection.execute("BEGIN")
                            self._look = connection
                            until_done.pop_all()
                        if same:
                            break
                except sqlite3.Error:
                    if self._identity() == before or attempt == 5:
                        raise
            return done

        return self._guarded(once)

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            seen = self._identity()
            try:
                return work()
            except sqlite3.DatabaseError as error:
                replaced = self._identity() != seen
                if not (replaced or is_damage(error)):
                    raise
            self._checked = False
            if not replaced:
                self._mend(seen)
            return work()
        except (sqlite3.Error, OSError, OverflowError) as error:
            key = reason(error)
            if key == "not_kept.locked":
                self._held_until = time.monotonic() + HELD_SECONDS
            raise NotKept(key, str(error)) from error

    def _make(self) -> None:
        """Make the folder and an empty file, for the owner's eyes only."""
        folder = self.path.parent
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for each in (folder, folder.parent):
                _sync_folder(each)
        if not self.path.exists():
            self.path.touch(mode=0o600)
            _sync_folder(folder)

    def _identity(self) -> tuple[int, int] | None:
        return _identity(self.path)

    def _open(self, timeout: float) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=timeout, isolation_level=None)
        try:
            # The version first: a file of a newer course must stay as it is in every respect.
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found > SCHEMA:
                raise NotKept("not_kept.newer", f"file version {found}, ours {SCHEMA}")
            _configure(connection, "TRUNCATE")
            if not self._checked:
                self._check(connection)
            if found < SCHEMA:
                schema.upgrade(connection)
            if not self._checked:
                schema.check_columns(connection)
                self._checked = True
        except BaseException:
            connection.close()
            raise
        return connection

    def _check(self, connection: sqlite3.Connection) -> None:
        # What somebody began to delete, and a crash interrupted.
        for file in self._taken_away():
            with suppress(OSError):
                for each in mend.family(file):
                    _shred(each)
        if self.path.stat().st_size > CHECK_BYTES:
            return
        answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if answer != "ok":
            raise Damaged(answer)

    # -- mending

    @contextmanager
    def _only_one(self) -> Iterator[Path]:
        """Let one kernel at a time replace or delete the file; gives the lock, to be deleted.

        A second database is the lock, because the system frees it when its holder is killed.
        """
        lock = self.path.with_name(self.path.name + ".repair")
        for _ in range(100):
            lock.touch(mode=0o600)
            before = _identity(lock)
            with closing(
                sqlite3.connect(lock, timeout=2 * BUSY_SECONDS, isolation_level=None)
            ) as connection:
                connection.execute("BEGIN EXCLUSIVE")
                if _identity(lock) == before:
                    yield lock
                    return
            # Whoever held it has deleted it: this was a lock on nothing.
        raise sqlite3.OperationalError("the lock is deleted again and again")

    def _mend(self, seen: tuple[int, int] | None) -> None:
        """Set a damaged file aside under a new name, and carry over what can still be read.

        Args:
            seen: which file was found damaged; if another stands there now, it is already done.
        """
        with self._only_one():
            if self._identity() != seen or self._sound():
                return
            aside, count = mend.set_aside(self.path, _configure, BUSY_SECONDS)
            _sync_folder(self.path.parent)
        self.notices.append(("notice.damaged", {"name": aside.name, "count": str(count)}))

    def _sound(self) -> bool:
        """Whether the file is whole after all, looked at in full."""
        try:
            with closing(self._open(BUSY_SECONDS)) as connection:
                return connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        return False

    def asides(self) -> list[Path]:
        """Damaged files that were set aside."""
        try:
            return sorted(self.path.parent.glob(f"{self.path.stem}.damaged-*{self.path.suffix}"))
        except OSError:
            return []

    # -- deleting

    def remove(self, work: Callable[[sqlite3.Connection], list[str]]) -> None:
        """Delete rows so that nothing of them is left in the file or its journal.

        Args:
            work: deletes the rows; returns words (such as a series) that stood in each of them. A
                damaged copy that holds one of those words is deleted too.

        Raises:
            NotKept: if it could not be done; then nothing is deleted.
        """

        self._end_look()

        def once() -> None:
            self._open(BUSY_SECONDS).close()
            with closing(
                sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
            ) as connection:
                marks = _and_hold(connection, work)
                self._blank_journal()
                # Rewritten whole: moved rows leave traces in the free space of a page.
                with suppress(sqlite3.Error):
                    connection.execute("VACUUM")
                self._blank_journal()
            for aside in self.asides():
                raw = aside.read_bytes()
                if any(mark.encode() in raw for mark in marks):
                    for file in mend.family(aside):
                        _shred(file)

        self._guarded(once)

    def erase(self) -> None:
        """Delete the file with everything that belongs to it, overwritten first.

        Raises:
            NotKept: if something is left.
        """
        try:
            if self.path.parent.is_dir():
                self._erase()
        except (sqlite3.Error, OSError) as error:
            raise NotKept(reason(error), str(error)) from error
        self.notices.clear()
        self._checked = False

    def _erase(self) -> None:
        with self._only_one() as lock:
            self._take_away()
            files = list(self.path.parent.glob(f"{self.path.stem}.new-*"))
            for each in (*self._taken_away(), *self.asides()):
                files += mend.family(each)
            for file in files:
                _shred(file)
            if os.name != "nt":
                # While it is still held: whoever waits for it then sees that it is gone.
                lock.unlink(missing_ok=True)
        if os.name == "nt":
            with suppress(OSError):
                lock.unlink(missing_ok=True)

    def _take_away(self) -> None:
        """Give the file a name under which nobody looks for it.

        It is held meanwhile. A kernel that waits for it finds that it is gone and begins a new
        file, which must not be touched: what is kept there came after.
        """
        if not self.path.exists():
            return
        gone = self.path.with_name(f"{self.path.stem}.gone-{uuid.uuid4().hex}{self.path.suffix}")
        with closing(
            sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        ) as connection:
            try:
                _begin(connection, "EXCLUSIVE")
            except sqlite3.DatabaseError as error:
                # Too broken to be held: too broken for anyone to write to.
                if not is_damage(error):
                    raise
            for file in mend.family(self.path)[1:]:
                file.replace(gone.with_name(gone.name + file.name.removeprefix(self.path.name)))
            if os.name == "nt":
                # Windows renames no file that is open.
                connection.close()
            self.path.replace(gone)

    def _taken_away(self) -> list[Path]:
        return list(self.path.parent.glob(f"{self.path.stem}.gone-*{self.path.suffix}"))

    def _blank_journal(self) -> None:
        """Overwrite the journal of a committed transaction, while the file is still held."""
        with suppress(OSError):
            _blank(self.path.with_name(self.path.name + "-journal"))


def _and_hold(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do something in one transaction, and keep the file afterwards until the connection closes."""
    # With a journal that ends by being emptied, nothing would be left to overwrite.
    _configure(connection)
    connection.execute("PRAGMA temp_store=MEMORY")

    def held(connection: sqlite3.Connection) -> T:
        # Within the transaction: set before, it would keep the lock of a mere reader, and two who
        # do that wait for each other.
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        return work(connection)

    return _in_transaction(connection, held, "EXCLUSIVE")


def _patiently(work: Callable[[], T], seconds: float) -> T:
    """Try while the file is busy, in short uneven steps.

    SQLite's own wait grows to a tenth of a second, in which a busy neighbour is always first.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            return work()
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(random.uniform(0.001, 0.008))


def _begin(connection: sqlite3.Connection, lock: str) -> None:
    connection.execute(f"PRAGMA busy_timeout={int(SHORT_SECONDS * 1000)}")
    _patiently(lambda: connection.execute(f"BEGIN {lock}"), BUSY_SECONDS)
    connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")


def _in_transaction(
    connection: sqlite3.Connection,
    work: Callable[[sqlite3.Connection], T],
    lock: str = "IMMEDIATE",
) -> T:
    _begin(connection, lock)
    try:
        done = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    return done


def _sync_folder(folder: Path) -> None:
    """Make a folder's list of names reach the disk, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _blank(file: Path) -> None:
    with file.open("r+b") as stream:
        left = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        while left > 0:
            left -= stream.write(bytes(min(left, 1 << 20)))
        stream.flush()
        os.fsync(stream.fileno())


def _shred(file: Path) -> None:
    """Overwrite a file with zeros, as far as the disk obeys, and delete it."""
    with suppress(FileNotFoundError):
        _blank(file)
        file.unlink()
    _sync_folder(file.parent)


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file stands at a path now, if any."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)
