"""The table, and how files of older versions become files of this one.

Version 1 had no `person`: it knew one learner. Version 0 is a file without a version, which is
empty or was made by something that kept the same columns, or some of them.
"""

from __future__ import annotations

import sqlite3

from friend_request.progress.entry import COLUMNS

SCHEMA = 2

_TABLE = """
CREATE TABLE {name} (
    person TEXT NOT NULL,
    answer_id TEXT NOT NULL,
    clock INTEGER NOT NULL,
    series TEXT NOT NULL,
    what TEXT NOT NULL,
    question_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    option_ids TEXT NOT NULL,
    response TEXT NOT NULL,
    content_version TEXT NOT NULL,
    course_version TEXT NOT NULL,
    answered_at TEXT NOT NULL,
    PRIMARY KEY (person, answer_id)
)
"""
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS log_question ON log (person, question_id, what, clock)",
    "CREATE INDEX IF NOT EXISTS log_person ON log (person, clock)",
    "CREATE INDEX IF NOT EXISTS log_what ON log (what, clock)",
    "CREATE INDEX IF NOT EXISTS log_clock ON log (clock)",
)
# Without these a row says nothing.
_NEEDED = {"answer_id", "what", "question_id", "response"}
_DEFAULTS = {"option_ids": "'[]'", "clock": "rowid"}

SELECT = f"SELECT {', '.join(COLUMNS)} FROM log "  # noqa: S608 - constants only
INSERT = (
    f"INSERT OR IGNORE INTO log ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608
)


class Damaged(sqlite3.DatabaseError):
    """The file opens, but what is in it is not a log, or is not whole."""


def create(connection: sqlite3.Connection) -> None:
    """Make the table in a file that has none."""
    connection.execute(_TABLE.format(name="log").replace("TABLE", "TABLE IF NOT EXISTS", 1))
    for index in _INDEXES:
        connection.execute(index)
    connection.execute(f"PRAGMA user_version={SCHEMA}")


def columns(connection: sqlite3.Connection, table: str = "log") -> list[str]:
    """The table's columns; none if there is no table."""
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def check_columns(connection: sqlite3.Connection) -> None:
    """Refuse a table that is not ours.

    Raises:
        Damaged: if a column is missing.
    """
    if not set(COLUMNS) <= set(columns(connection)):
        raise Damaged("the table has other columns")


def reading(found: list[str], person: str, series: str) -> str:
    """A SELECT that gives `COLUMNS` from a table with the columns `found`.

    Raises:
        Damaged: if the columns that matter are missing.
    """
    if not set(found) >= _NEEDED:
        raise Damaged("the table has other columns")
    defaults = {**_DEFAULTS, "person": f"'{person}'", "series": f"'{series}'"}
    return "SELECT " + ", ".join(
        name if name in found else f"{defaults.get(name, repr(''))} AS {name}" for name in COLUMNS
    )


def first_series(connection: sqlite3.Connection, found: list[str], table: str = "log") -> str:
    """What a file without persons called its learner: the series of its first entry."""
    if "series" in found:
        order = "clock" if "clock" in found else "rowid"
        row = connection.execute(
            f"SELECT series FROM {table} ORDER BY {order} LIMIT 1"  # noqa: S608 - constants only
        ).fetchone()
        if row and isinstance(row[0], str) and row[0].isalnum():
            return row[0]
    return "0" * 32


def upgrade(connection: sqlite3.Connection) -> None:
    """Make a file of an older version, or an empty one, one of this version.

    It is one transaction: a file is of the old version or of the new, never between.

    Raises:
        Damaged: if it holds a table of the same name that is not a log.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] < SCHEMA:
            found = columns(connection)
            if found:
                learner = first_series(connection, found)
                rows = reading(found, learner, learner)
                connection.execute(_TABLE.format(name="log_new"))
                connection.execute(f"INSERT OR IGNORE INTO log_new {rows} FROM log")
                connection.execute("DROP TABLE log")
                connection.execute("ALTER TABLE log_new RENAME TO log")
            create(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
