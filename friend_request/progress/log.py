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

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TypeVar

from friend_request.progress import erasing, mend, schema, sqlite
from friend_request.progress.disk import identity, sync_folder
from friend_request.progress.entry import NotKept
from friend_request.progress.errors import is_damage, reason
from friend_request.progress.schema import SCHEMA, Damaged

T = TypeVar("T")

# After that wait, what is drawn next must not wait as long again for each thing it asks.
HELD_SECONDS = 3.0
# Above this size the whole-file check at opening is left out: opening must stay quick.
CHECK_BYTES = 8_000_000


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
            return sqlite.patiently(reading, 0.05 if held else sqlite.READ_SECONDS)

        def begun() -> sqlite3.Connection:
            connection = self._open(sqlite.SHORT_SECONDS)
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
            return self._open(sqlite.SHORT_SECONDS)

        self._end_look()

        def once() -> T:
            for attempt in range(6):
                self._make()
                before = self._identity()
                try:
                    with ExitStack() as until_done:
                        connection = sqlite.patiently(opening, sqlite.BUSY_SECONDS)
                        until_done.callback(connection.close)
                        done = sqlite.in_transaction(connection, work)
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
                sync_folder(each)
        if not self.path.exists():
            self.path.touch(mode=0o600)
            sync_folder(folder)

    def _identity(self) -> tuple[int, int] | None:
        return identity(self.path)

    def _open(self, timeout: float) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=timeout, isolation_level=None)
        try:
            # The version first: a file of a newer course must stay as it is in every respect.
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found > SCHEMA:
                raise NotKept("not_kept.newer", f"file version {found}, ours {SCHEMA}")
            sqlite.configure(connection, "TRUNCATE")
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
        erasing.finish(self.path)
        if self.path.stat().st_size > CHECK_BYTES:
            return
        answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if answer != "ok":
            raise Damaged(answer)

    # -- mending

    def _mend(self, seen: tuple[int, int] | None) -> None:
        """Set a damaged file aside under a new name, and carry over what can still be read.

        Args:
            seen: which file was found damaged; if another stands there now, it is already done.
        """
        with sqlite.only_one(self.path):
            if self._identity() != seen or self._sound():
                return
            aside, count = mend.set_aside(self.path, sqlite.configure, sqlite.BUSY_SECONDS)
            sync_folder(self.path.parent)
        self.notices.append(("notice.damaged", {"name": aside.name, "count": str(count)}))

    def _sound(self) -> bool:
        """Whether the file is whole after all, looked at in full."""
        try:
            with closing(self._open(sqlite.BUSY_SECONDS)) as connection:
                return connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        return False

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
            self._open(sqlite.BUSY_SECONDS).close()
            erasing.remove(self.path, work)

        self._guarded(once)

    def erase(self) -> None:
        """Delete the file with everything that belongs to it, overwritten first.

        Raises:
            NotKept: if something is left.
        """
        try:
            if self.path.parent.is_dir():
                erasing.erase(self.path)
        except (sqlite3.Error, OSError) as error:
            raise NotKept(reason(error), str(error)) from error
        self.notices.clear()
        self._checked = False
