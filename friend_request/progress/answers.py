"""What the present person answered: written to the file, waiting to be written, and read again.

Order never depends on the computer's clock: every entry carries a Lamport counter, one more than
the highest in the file when it was written. The time is kept for people to read.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from friend_request.progress import queries
from friend_request.progress.entry import WAITING, Entry, NotKept, course_version
from friend_request.progress.guest import GUEST_NAME, Guest, Memory
from friend_request.progress.log import Log
from friend_request.progress.schema import INSERT
from friend_request.progress.watchers import Watchers

T = TypeVar("T")

# Answers can wait in memory for the disk. An event such as a reset is done now or not at all.
_CAN_WAIT = ("answer", "skip", "draft", "setting")


class Answers:
    """The log of one file as one person sees it; `Store` adds whose turn it is.

    Args:
        path: the file.

    Attributes:
        pending: entries that the disk did not take; each further write tries them again.
    """

    def __init__(self, path: Path):
        self.path = path
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
            option_ids: the options in the answer, as `friend_request.responses.option_ids` lists
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
