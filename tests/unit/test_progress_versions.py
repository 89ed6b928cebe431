"""Files that an older course, a newer course or another program wrote."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from friend_request import progress
from friend_request.progress import NotKept, Store
from tests.unit.progress_samples import again, choose

FIXTURES = Path(__file__).parent / "fixtures"


def old_file(path: Path, version: int, drop: tuple[str, ...] = ()) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript((FIXTURES / "progress_v1.sql").read_text(encoding="utf-8"))
    for column in drop:
        connection.execute("DROP INDEX IF EXISTS log_what")
        connection.execute("DROP INDEX IF EXISTS log_question")
        connection.execute("DROP INDEX IF EXISTS log_clock")
        connection.execute(f"ALTER TABLE log DROP COLUMN {column}")
    connection.execute(f"PRAGMA user_version={version}")
    connection.commit()
    connection.close()


def version_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize("version", [0, 1])
def test_a_file_of_version_1_is_read(store: Store, version: int) -> None:
    old_file(store.path, version)
    assert set(store.answers()) == {"nine-months-on.need", "nine-months-on.power"}
    # The order of shuffled options must not change with an update.
    learner = store.learner()
    assert learner == "65c8753172b748ce89d8a00810119d40"
    assert store.can_undo()
    assert store.undo_reset()
    assert "nine-months-on.first" in store.answers()
    assert store.setting("role") == "mentor"
    choose(store, "c.q")
    assert again(store).learner() == learner
    assert version_of(store.path) == progress.SCHEMA
    assert store.people() == []


def test_a_file_of_an_unknown_older_layout_is_read(store: Store) -> None:
    old_file(store.path, 0, drop=("clock", "series", "option_ids", "course_version"))
    assert "nine-months-on.need" in store.answers()
    choose(store, "c.q")
    assert store.set_aside == []


def test_a_file_of_a_newer_version_is_left_as_it_is(store: Store) -> None:
    choose(store, "c.q")
    connection = sqlite3.connect(store.path)
    connection.execute("ALTER TABLE log ADD COLUMN mood TEXT")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA user_version={progress.SCHEMA + 1}")
    connection.commit()
    connection.close()
    before = store.path.read_bytes()
    for kernel in (store, again(store)):
        assert kernel.answers() == {}
        assert ("notice.newer", {}) in kernel.notices
        with pytest.raises(NotKept) as caught:
            choose(kernel, "c.q", "b")
        assert caught.value.key == "not_kept.newer"
        assert kernel.answers()["c.q"].response == {"choice": "b"}
    assert store.path.read_bytes() == before
    assert store.set_aside == []


def test_another_programs_table_is_set_aside(store: Store) -> None:
    store.path.parent.mkdir()
    connection = sqlite3.connect(store.path)
    connection.execute("CREATE TABLE log (line TEXT)")
    connection.execute("INSERT INTO log VALUES ('not ours')")
    connection.commit()
    connection.close()
    choose(store, "c.q")
    (aside,) = store.set_aside
    assert b"not ours" in aside.read_bytes()
    assert set(again(store).answers()) == {"c.q"}
