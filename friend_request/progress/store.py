"""What the course knows of the learner: answers, drafts and settings, and whose they are.

Several people can share a computer. Each has a random id, `person`; only the present person's
entries are ever read for a lesson. Starting afresh for another person puts the others aside:
nothing but a deliberate return (`Store.return_to`) brings them back, and undoing a reset never
does.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

from friend_request.progress import mend, queries
from friend_request.progress.answers import Answers
from friend_request.progress.entry import Entry, NotKept
from friend_request.progress.errors import reason
from friend_request.progress.guest import exists
from friend_request.progress.schema import INSERT

FILE_NAME = "progress.sqlite3"


def folder() -> Path:
    """The folder that holds the learner's answers.

    `FRIEND_REQUEST_DATA` overrides the place that the operating system has for such files.

    Returns:
        A full path; the folder need not exist.
    """
    given = os.environ.get("FRIEND_REQUEST_DATA")
    if given:
        path = Path(given)
        with suppress(RuntimeError):
            path = path.expanduser()
        return path.absolute()
    return Path(platformdirs.user_data_path("friend-request", appauthor=False))


@dataclass(frozen=True)
class Person:
    """Somebody whose answers are put aside on this computer.

    Attributes:
        id: the random id.
        questions: how many questions they have answered.
        first, last: days of their first and last answer, ISO 8601; empty if unknown.
    """

    id: str
    questions: int
    first: str
    last: str


@dataclass(frozen=True)
class Merged:
    """What loading entries did.

    Attributes:
        new: how many entries were new.
        known: how many were there already.
    """

    new: int
    known: int


class Store(Answers):
    """The log of one file, and what waits to be written to it.

    Safe with several kernels writing at once: each write is one short transaction. Every method
    that reads works also when the file can't be opened: it then knows only what this kernel has.

    Args:
        path: the file; by default `folder() / FILE_NAME`.

    Attributes:
        pending: entries that the disk did not take; each further write tries them again.
    """

    def __init__(self, path: Path | str | None = None):
        super().__init__(Path(path) if path is not None else folder() / FILE_NAME)

    # -- starting afresh

    def reset(self) -> None:
        """Hide all answers, so that the course begins afresh. `undo_reset` brings them back.

        Raises:
            NotKept: if it could not be written; then nothing has changed.
        """

        def make(connection: sqlite3.Connection) -> list[Entry]:
            who = self._person(connection)
            hides = queries.all_series(connection, who) - queries.hidden(connection, who)
            return [self._entry("reset", "", {"hides": sorted(hides), "series": uuid.uuid4().hex})]

        self._write(make)
        self._tell("")

    def undo_reset(self) -> bool:
        """Bring back what the last reset hid.

        Returns:
            False if there was nothing to undo.

        Raises:
            NotKept: if it could not be written; then nothing has changed.
        """
        written = self._write(self._undo)
        self._tell("")
        return bool(written)

    def _undo(self, connection: sqlite3.Connection) -> list[Entry]:
        who = self._person(connection)
        hidden = queries.hidden(connection, who)
        for event in reversed(queries.events(connection, who)):
            if event.what == "reset" and queries.named(event) & hidden:
                return [self._entry("restore", "", {"hides": sorted(queries.named(event))})]
        return []

    def can_undo(self) -> bool:
        """Whether a reset has hidden answers of the present person.

        Returns:
            True if `undo_reset` would bring something back; False also if the file can't be read.
        """
        return self._read(queries.has_hidden_answers, False)

    # -- several people

    def people(self) -> list[Person]:
        """Those whose answers are put aside on this computer.

        Returns:
            One `Person` for each, the last to answer first, without the present one; an empty list
            in guest mode, or if the file can't be read.
        """

        found = [] if self.guest else self._read(queries.others, [])
        return [Person(*each) for each in found]

    def start_fresh(self) -> None:
        """Put the present person's answers aside and begin for another person.

        Raises:
            NotKept: if it could not be written; then nothing has changed.
        """
        self._go_to(uuid.uuid4().hex)

    def return_to(self, person: str) -> bool:
        """Go on as somebody whose answers were put aside.

        Args:
            person: their id, as `people` gives it.

        Returns:
            False if there is nobody such; then nothing has changed.

        Raises:
            NotKept: if it could not be written; then nothing has changed.
        """
        if person not in {each.id for each in self.people()}:
            return False
        self._go_to(person)
        return True

    def _go_to(self, person: str) -> None:
        self._write(lambda _: [replace(self._entry("person"), person=person)])
        self._tell("")

    def start_guest(self) -> bool:
        """Keep nothing on the disk from now on, in every notebook, until `end_guest`.

        Returns:
            False if only this notebook could be told.
        """
        flagged = self._guest.start()
        self._tell("")
        return flagged

    def end_guest(self) -> None:
        """Forget what the guest did, and keep answers on the disk again."""
        self._guest.end()
        self._tell("")

    # -- deleting

    def remove_mine(self) -> None:
        """Delete everything of the present person from the disk; others' answers stay.

        Raises:
            NotKept: if it could not be done.
        """
        if self.guest:
            self._guest.forget()
            self._tell("")
            return
        if not self.people() and self._trouble is None:
            self.erase()
            return

        def work(connection: sqlite3.Connection) -> list[str]:
            who = self._person(connection)
            marks = [mark for mark in queries.all_series(connection, who) if len(mark) >= 16]
            connection.execute("DELETE FROM log WHERE person = ?", (who,))
            self._put(connection, [replace(self._entry("person"), person=uuid.uuid4().hex)])
            return marks

        self._log.remove(work)
        self.pending.clear()
        self._seen = None
        self._tell("")

    def erase(self) -> None:
        """Delete everything of everybody: the file, its journal, damaged files set aside.

        Raises:
            NotKept: if something is left.
        """
        try:
            self._log.erase()
            self._guest.flag.unlink(missing_ok=True)
        except OSError as error:
            raise NotKept(reason(error), str(error)) from error
        self.pending.clear()
        self._guest.end()
        self._seen = None
        self._unwritten = uuid.uuid4().hex
        self._tell("")

    @property
    def on_disk(self) -> bool:
        """Whether there is a file."""
        return exists(self.path)

    @property
    def set_aside(self) -> list[Path]:
        """Damaged files that were set aside and are still there."""
        return mend.asides(self.path)

    # -- merging

    def merge(self, entries: Iterable[Entry], learner: str = "") -> Merged:
        """Add entries from elsewhere to the present person's. What is known already stays as it is.

        Args:
            entries: checked entries, as `friend_request.progress.transfer.read` gives them.
            learner: the id of whoever made them; a person who has nothing yet takes it over.

        Returns:
            How many were new, and how many were known.

        Raises:
            NotKept: if the disk did not take them; then none of them is there.
        """
        given = sorted(entries, key=lambda entry: entry.order)

        def work(connection: sqlite3.Connection) -> tuple[int, str]:
            self._put(connection, self._waiting())
            person = self._person(connection)
            if learner and not queries.has_entries(connection, person):
                if queries.person(connection) is not None:
                    # Others' answers are here: say in the log whose turn it is now.
                    self._put(connection, [replace(self._entry("person"), person=learner)])
                person = learner
            before = queries.ids(connection, person)
            for entry in queries.believable(given, connection):
                connection.execute(INSERT, replace(entry, person=person).row())
            queries.drop_drafts(connection, person)
            return len(queries.ids(connection, person) - before), person

        new, self._seen = self._where().write(work)
        self._waiting().clear()
        self._trouble = None
        self._tell("")
        return Merged(new, len(given) - new)

    def is_foreign(self, entries: Iterable[Entry], learner: str = "") -> bool:
        """Whether entries may be somebody else's: the present person has others only.

        Args:
            entries: entries from elsewhere, as `merge` takes them.
            learner: the id of whoever made them, if known.

        Returns:
            True if the present person has entries, none of them is among these, and `learner` is
            not theirs; so False where they have nothing yet.
        """
        mine = {entry.answer_id for entry in self.entries()}
        return (
            bool(mine)
            and learner != self.learner()
            and mine.isdisjoint(entry.answer_id for entry in entries)
        )


_stores: dict[Path, Store] = {}


def store() -> Store:
    """The store for this learner; one for each file in this kernel.

    Returns:
        The store of the file in `folder()`. Each call gives the same one, unless the folder has
        changed.
    """
    path = folder() / FILE_NAME
    if path not in _stores:
        _stores[path] = Store(path)
    return _stores[path]
