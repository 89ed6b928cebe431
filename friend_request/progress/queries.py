"""What is asked of the table: whose turn it is, what a reset hides, where a clock stands."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from friend_request.progress.entry import COLUMNS, WAITING, Entry
from friend_request.progress.schema import SELECT

# A clock further ahead than this (beyond one for each entry) did not come about by answering.
CLOCK_SLACK = 1_000_000

FIRST_FIRST = "ORDER BY clock, answered_at, answer_id"
LAST_FIRST = "ORDER BY clock DESC, answered_at DESC, answer_id DESC"
# The plus keeps SQLite from walking through everybody's entries in the order of the clock, when an
# index on the question finds the few that are wanted.
FEW_FIRST_FIRST = FIRST_FIRST.replace("clock", "+clock")
# SQLite's order of values of different types, which only a damaged file has in one column.
_TYPES = {int: 0, float: 0, str: 1, bytes: 2}


def marks(values: Iterable[Any]) -> str:
    """One question mark for each value."""
    return ", ".join("?" for _ in values)


def entries(rows: Iterable[Iterable[Any]]) -> list[Entry]:
    """Rows as entries; one that can't be read is left out."""
    found = []
    for row in rows:
        with suppress(ValueError, TypeError):
            found.append(Entry.from_row(row))
    return found


def person(connection: sqlite3.Connection) -> str | None:
    """The present person: whom the last event named, or else the first to answer."""
    for query in (
        f"SELECT person FROM log WHERE what = 'person' {LAST_FIRST} LIMIT 1",  # noqa: S608
        # By way of the lowest clock: sorting all entries takes long when there are many.
        "SELECT person FROM log WHERE clock = (SELECT min(clock) FROM log) "
        "ORDER BY answered_at, answer_id LIMIT 1",
    ):
        row = connection.execute(query).fetchone()
        if row:
            return str(row[0])
    return None


def series(connection: sqlite3.Connection, who: str) -> str:
    """The run of answers in which this person goes on."""
    unseen = sorted(hidden(connection, who))
    row = connection.execute(
        f"SELECT series FROM log WHERE person = ? AND series NOT IN ({marks(unseen)}) "  # noqa: S608
        f"{LAST_FIRST} LIMIT 1",
        (who, *unseen),
    ).fetchone()
    return str(row[0]) if row else uuid.uuid4().hex


def named(event: Entry) -> set[str]:
    """The runs that a reset hides, or that its undoing shows again."""
    found = event.response.get("hides")
    return {x for x in found if isinstance(x, str)} if isinstance(found, list) else set()


def events(connection: sqlite3.Connection, who: str) -> list[Entry]:
    """A person's resets and their undoings, first to last."""
    return entries(
        connection.execute(
            f"{SELECT} WHERE person = ? AND question_id = '' "
            f"AND what IN ('reset', 'restore') {FEW_FIRST_FIRST}",
            (who,),
        )
    )


def hidden(connection: sqlite3.Connection, who: str) -> set[str]:
    """The runs of answers that resets have hidden."""
    found: set[str] = set()
    for event in events(connection, who):
        found = found | named(event) if event.what == "reset" else found - named(event)
    return found


def has_entries(connection: sqlite3.Connection, who: str) -> bool:
    """Whether there is anything of this person beside the fact that they began."""
    query = "SELECT 1 FROM log WHERE person = ? AND what != 'person' LIMIT 1"
    return connection.execute(query, (who,)).fetchone() is not None


def history(
    connection: sqlite3.Connection, who: str, question_id: str, what: tuple[str, ...], limit: int
) -> list[Entry]:
    """What a person has for one question, the last first; a negative limit means all."""
    unseen = sorted(hidden(connection, who))
    # One kind at a time: the index on the question then gives them in order, and reading ends with
    # the last one wanted, however many there are.
    query = (
        f"{SELECT} WHERE person = ? AND question_id = ? AND what = ? "
        f"AND series NOT IN ({marks(unseen)}) {LAST_FIRST} LIMIT ?"
    )
    found: list[Any] = []
    for one in what:
        found += connection.execute(query, (who, question_id, one, *unseen, limit))
    if len(what) > 1:
        found = sorted(found, key=_place, reverse=True)
    return entries(found if limit < 0 else found[:limit])


def _place(row: Sequence[Any]) -> tuple[tuple[int, Any], ...]:
    """Where a row stands in the order of the log; a number before text, as SQLite has it."""
    values = (row[COLUMNS.index(name)] for name in ("clock", "answered_at", "answer_id"))
    return tuple((_TYPES.get(type(value), len(_TYPES)), value) for value in values)


def answers(connection: sqlite3.Connection, who: str) -> list[Entry]:
    """A person's last answer to each question, first to last."""
    unseen = sorted(hidden(connection, who))
    # From one question's id to the next by way of the index, rather than through all answers.
    query = (
        "WITH RECURSIVE asked (id) AS (SELECT min(question_id) FROM log WHERE person = :who "  # noqa: S608
        "UNION ALL SELECT (SELECT min(question_id) FROM log WHERE person = :who "
        "AND question_id > asked.id) FROM asked WHERE asked.id IS NOT NULL) "
        f"{SELECT.replace('FROM log', 'FROM asked CROSS JOIN log')} WHERE log.rowid = ("
        "SELECT rowid FROM log WHERE person = :who AND question_id = asked.id AND what = :what "
        f"AND series NOT IN ({', '.join(f':s{n}' for n in range(len(unseen)))}) "
        f"{LAST_FIRST} LIMIT 1)"
    )
    runs = {f"s{n}": series for n, series in enumerate(unseen)}
    last: dict[Any, Any] = {}
    for what in ("answer", "skip"):
        for row in connection.execute(query, {"who": who, "what": what, **runs}):
            question_id = row[COLUMNS.index("question_id")]
            if question_id not in last or _place(row) > _place(last[question_id]):
                last[question_id] = row
    found = []
    for row in sorted(last.values(), key=_place):
        try:
            found.append(Entry.from_row(row))
        except (ValueError, TypeError):
            # One that can't be read must not hide the one before it.
            question_id = str(row[COLUMNS.index("question_id")])
            found += history(connection, who, question_id, ("answer", "skip"), 5)[:1]
    return found


def everything(connection: sqlite3.Connection, who: str) -> list[Entry]:
    """All that a person has, first to last."""
    query = f"{SELECT} WHERE person = ? AND what != 'person' {FIRST_FIRST}"
    return entries(connection.execute(query, (who,)))


def all_series(connection: sqlite3.Connection, who: str) -> set[str]:
    """Every run of answers of a person."""
    query = "SELECT DISTINCT series FROM log WHERE person = ?"
    return {str(row[0]) for row in connection.execute(query, (who,))}


def has_hidden_answers(connection: sqlite3.Connection, who: str) -> bool:
    """Whether a reset hides something that undoing it would bring back."""
    unseen = sorted(hidden(connection, who))
    query = (
        f"SELECT 1 FROM log WHERE person = ? AND series IN ({marks(unseen)}) "  # noqa: S608
        "AND what IN ('answer', 'skip', 'draft') LIMIT 1"
    )
    return connection.execute(query, (who, *unseen)).fetchone() is not None


def others(connection: sqlite3.Connection, who: str) -> list[tuple[str, int, str, str]]:
    """Everybody else: id, how many questions, days of the first and the last entry."""
    rows = connection.execute(
        "SELECT person, count(DISTINCT question_id), min(nullif(answered_at, '')), "
        "max(answered_at) FROM log WHERE what IN ('answer', 'skip', 'draft') "
        "AND person != ? GROUP BY person ORDER BY max(clock) DESC",
        (who,),
    )
    return [(str(a), int(n), str(b or "")[:10], str(c or "")[:10]) for a, n, b, c in rows]


def ids(connection: sqlite3.Connection, who: str) -> set[str]:
    """The ids of all that a person has."""
    query = "SELECT answer_id FROM log WHERE person = ? AND what != 'person'"
    return {str(row[0]) for row in connection.execute(query, (who,))}


def highest(connection: sqlite3.Connection) -> int:
    """The highest clock in the file."""
    row = connection.execute(
        "SELECT clock FROM log WHERE typeof(clock) = 'integer' ORDER BY clock DESC LIMIT 1"
    ).fetchone()
    top = int(row[0]) if row else 0
    if top >= WAITING:
        # Nobody answers that often: the file was changed by hand. Count anew, in the same order.
        connection.execute(
            "UPDATE log SET clock = ranked.place FROM (SELECT rowid AS id, row_number() "  # noqa: S608
            f"OVER ({FIRST_FIRST}) AS place FROM log) AS ranked WHERE log.rowid = ranked.id"
        )
        return int(connection.execute("SELECT count(*) FROM log").fetchone()[0])
    return top


def believable(given: list[Entry], connection: sqlite3.Connection) -> list[Entry]:
    """Entries in order, with impossibly high clocks brought down behind all others.

    A counter grows by one with each entry, so a genuine one is never far ahead. One that is would
    otherwise stand after everything the learner will ever do.
    """
    top = highest(connection)
    limit = top + len(given) + CLOCK_SLACK
    sane = [e for e in given if e.clock <= limit]
    start = max([top, *(e.clock for e in sane)])
    return sane + [
        replace(e, clock=start + n) for n, e in enumerate((e for e in given if e.clock > limit), 1)
    ]


def drop_drafts(
    connection: sqlite3.Connection, person: str, question_id: str | None = None
) -> None:
    """Delete drafts that a later draft or answer of the same run has replaced."""
    one = "" if question_id is None else "AND question_id = ?"
    connection.execute(
        "DELETE FROM log WHERE what = 'draft' AND person = ? "  # noqa: S608 - constants only
        f"{one} AND EXISTS (SELECT 1 FROM log AS later "
        "WHERE later.person = log.person AND later.question_id = log.question_id "
        "AND later.what IN ('draft', 'answer') AND later.series = log.series "
        "AND (later.clock, later.answered_at, later.answer_id) "
        "> (log.clock, log.answered_at, log.answer_id))",
        (person,) if question_id is None else (person, question_id),
    )
