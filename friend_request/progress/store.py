"""What the course knows of the learner: answers, drafts and settings, and whose they are.

Order never depends on the computer's clock: every entry carries a Lamport counter, one more than
the highest in the file when it was written. The time is kept for people to read.

Several people can share a computer. Each has a random id, `person`; only the present person's
entries are ever read for a lesson. Starting afresh for another person puts the others aside:
nothing but a deliberate return (`Store.return_to`) brings them back, and undoing a reset never
does.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

from friend_request.progress import queries
from friend_request.progress.entry import WAITING, Entry, NotKept, course_version
from friend_request.progress.guest import Guest, exists
from friend_request.progress.log import Log, Memory, reason
from friend_request.progress.schema import INSERT
from friend_request.progress.watchers import Watchers

T = TypeVar("T")

FILE_NAME = "progress.sqlite3"
GUEST_NAME = "guest-mode"
# Answers can wait in memory for the disk. An event such as a reset is done now or not at all.
_CAN_WAIT = ("answer", "skip", "draft", "setting")


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


class Store:
    """The log of one file, and what waits to be written to it.

    Safe with several kernels writing at once: each write is one short transaction. Every method
    that reads works also when the file can't be opened: it then knows only what this kernel has.

    Args:
        path: the file; by default `folder() / FILE_NAME`.

    Attributes:
        pending: entries that the disk did not take; each further write tries them again.
    """

    def __init__(self, path: Path | str | None = None):
        self.path = Path(path) if path is not None else folder() / FILE_NAME
        self.pending: list[Entry] = []
        self._log = Log(self.path)
        self._guest = Guest(self.path.with_name(GUEST_NAME))
        self._trouble: str | None = None
        # Who the present person is, as far as this kernel has seen.
        self._seen: str | None = None
        self._unwritten = uuid.uuid4().hex
        self._watchers = Watchers()

    @property
    def notices(self) -> list[tuple[str, dict[str, str]]]:
        """What the learner should know now: keys of phrases, with their values."""
        found = [("notice.guest", {})] if self.guest else []
        found += self._log.notices
        if self._trouble:
            found.append((self._trouble, {}))
        return found

    # -- where it goes

    @property
    def guest(self) -> bool:
        """Whether nothing is kept on the disk just now."""
        return self._guest.memory() is not None

    def _where(self) -> Log | Memory:
        return self._guest.memory() or self._log

    def _waiting(self) -> list[Entry]:
        return [] if self.guest else self.pending

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

        A draft replaces the draft before it, and an answer replaces the drafts that led to it:
        half-written words are no history, and may hold what the writer thought better of.

        Args:
            what: `answer`, `skip`, `draft` or `setting`.
            question_id: the question, or a setting's name.
            response: the answer as `friend_request.questions` defines it; of a setting, its
                `value`.
            kind: the question's, such as `best_action`.
            option_ids: the options in the answer, as `friend_request.questions.option_ids` lists
                them.
            content_version: the question's, so that a change of its words can be told.

        Returns:
            The entry, on the disk (or in memory, in guest mode).

        Raises:
            NotKept: if the disk did not take it. The entry then waits in `pending`, and reading
                methods know it.
        """
        entry = self._entry(what, question_id, response, kind, option_ids, content_version)
        try:
            written = self._write(lambda _: [entry])
        except NotKept:
            if what in _CAN_WAIT:
                self._wait(entry)
                self._tell(question_id)
            raise
        self._tell(question_id)
        return written[-1]

    def try_again(self) -> bool:
        """Write what waits.

        Returns:
            Whether there was anything.

        Raises:
            NotKept: if the disk still does not take it.
        """
        waited = bool(self._waiting())
        if waited:
            self._write(lambda _: [])
            self._tell("")
        return waited

    def _entry(
        self,
        what: str,
        question_id: str = "",
        response: dict[str, Any] | None = None,
        kind: str = "",
        option_ids: Iterable[str] = (),
        content_version: str = "",
    ) -> Entry:
        return Entry(
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

    def _wait(self, entry: Entry) -> None:
        # Written later, it must still go to the person who gave it.
        entry = replace(entry, clock=WAITING + len(self.pending), person=self._seen or "")
        if entry.what in ("draft", "answer"):
            self.pending = [
                e for e in self.pending if (e.what, e.question_id) != ("draft", entry.question_id)
            ]
        self.pending.append(entry)

    def _write(self, make: Callable[[sqlite3.Connection], list[Entry]]) -> list[Entry]:
        """Write what waits and what `make` returns, in one transaction.

        Returns:
            What was written of the latter.
        """
        waiting = self._waiting()

        def work(connection: sqlite3.Connection) -> tuple[list[Entry], str]:
            self._put(connection, waiting)
            made = self._put(connection, make(connection))
            return made, self._person(connection)

        made, self._seen = self._where().write(work)
        waiting.clear()
        self._trouble = None
        return made

    def _put(self, connection: sqlite3.Connection, entries: list[Entry]) -> list[Entry]:
        done = []
        for entry in entries:
            person = entry.person or self._person(connection)
            if entry.what == "reset":
                series = entry.response["series"]
            else:
                series = queries.series(connection, person)
            clock = queries.highest(connection) + 1
            made = replace(entry, clock=clock, series=series, person=person)
            connection.execute(INSERT, made.row())
            if made.what in ("answer", "draft"):
                queries.drop_drafts(connection, person, made.question_id)
            done.append(made)
        return done

    def _person(self, connection: sqlite3.Connection) -> str:
        return queries.person(connection) or self._unwritten

    # -- reading

    def one_look(self) -> AbstractContextManager[None]:
        """Within it, all that is read is of one moment, and the file is opened once.

        Returns:
            A context for `with`, in which nothing is given a name.
        """
        return self._where().one_look()

    def _read(self, work: Callable[[sqlite3.Connection, str], T], nothing: T) -> T:
        """Read as the present person; on trouble, remember it for `notices`."""

        def looked(connection: sqlite3.Connection) -> tuple[T, str | None]:
            person = self._person(connection)
            return work(connection, person), person

        try:
            found, seen = self._where().read(looked, (nothing, None))
        except NotKept as error:
            kind = error.key.removeprefix("not_kept.")
            self._trouble = f"notice.{kind if kind in ('locked', 'newer') else 'unreadable'}"
            return nothing
        self._trouble = None
        self._seen = seen
        return found

    def _mine(self) -> list[Entry]:
        """What waits to be written and is the present person's."""
        return [e for e in self._waiting() if e.person in ("", self._seen or e.person)]

    def history(
        self, question_id: str, what: tuple[str, ...] = ("answer",), limit: int = -1
    ) -> list[Entry]:
        """Every entry for one question since the last reset, also those that wait to be written.

        Args:
            question_id: the question, or a setting's name.
            what: which kinds of entry, as `append` takes them.
            limit: at most so many of those on the disk, the last ones; negative for all.

        Returns:
            Entries, first to last. Where the file can't be read, only those that wait in `pending`.
        """
        found = self._read(lambda c, who: queries.history(c, who, question_id, what, limit), [])
        mine = [e for e in self._mine() if e.question_id == question_id and e.what in what]
        return found[::-1] + mine

    def latest(self, question_id: str, what: tuple[str, ...] = ("answer",)) -> Entry | None:
        """The last entry for one question since the last reset.

        Args:
            question_id: the question, or a setting's name.
            what: which kinds of entry, as `append` takes them.

        Returns:
            The entry; None if there is none. Where the file can't be read, only `pending` is looked
            at.
        """
        # A few more than one: an entry that can't be read must not hide the one before it.
        found = self.history(question_id, what, limit=5)
        return found[-1] if found else None

    def answers(self) -> dict[str, Entry]:
        """The last answer to each question since the last reset.

        Returns:
            Question id to entry, an `answer` or a `skip`. Where the file can't be read, only those
            that wait in `pending`.
        """
        found = self._read(queries.answers, [])
        waiting = [e for e in self._mine() if e.what in ("answer", "skip")]
        return {entry.question_id: entry for entry in [*found, *waiting]}

    def entries(self) -> list[Entry]:
        """Everything of the present person, also what a reset hides: what there is to take along.

        Returns:
            Entries, first to last. Where the file can't be read, only those that wait in `pending`.
        """
        found = self._read(queries.everything, [])
        clock = found[-1].clock if found else 0
        series = found[-1].series if found else self._unwritten
        return found + [
            replace(entry, clock=clock + number, series=series)
            for number, entry in enumerate(self._mine(), 1)
        ]

    def setting(self, name: str) -> Any:
        """The last value of a setting.

        Args:
            name: the setting's name, such as `"role"`.

        Returns:
            The value as it was kept; None if it was not set since the last reset.
        """
        entry = self.latest(name, ("setting",))
        return entry.response.get("value") if entry else None

    def learner(self) -> str:
        """A random id that orders shuffled questions; it says nothing about the person.

        Returns:
            32 hex digits, the same for one person each time. While nothing is written yet, those of
            this kernel.
        """
        return self._read(lambda _, person: person, None) or self._seen or self._unwritten

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
        return self._log.asides()

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

    # -- telling other widgets

    def watch(self, method: Callable[[str], None]) -> None:
        """Call a method after each entry, as long as its owner lives.

        Args:
            method: a bound method that takes the question's id, which is empty when everything may
                have changed. If it fails, that is noted in Python's log and nobody else is
                troubled.
        """
        self._watchers.add(method)

    def _tell(self, question_id: str) -> None:
        self._watchers.tell(question_id)


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
