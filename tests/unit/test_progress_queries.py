"""What a question asks of the log is right, and no more work however much is in it."""

from __future__ import annotations

import random
import re
import sqlite3
import uuid
from collections.abc import Callable

import pytest

from friend_request.progress import Entry, Store, queries, schema
from friend_request.progress.log import CHECK_BYTES
from tests.unit.progress_samples import again, choose, connections, entry_at


def plan(connection: sqlite3.Connection, query: str, values: tuple[object, ...]) -> str:
    rows = connection.execute(f"EXPLAIN QUERY PLAN {query}", values).fetchall()
    return " / ".join(str(row[3]) for row in rows)


def test_what_a_question_asks_uses_an_index(store: Store) -> None:
    choose(store, "c.q")
    asked: list[str] = []
    connection = sqlite3.connect(store.path)
    connection.set_trace_callback(asked.append)
    who = store.learner()
    queries.history(connection, who, "c.q", ("answer", "skip"), 5)
    queries.answers(connection, who)
    queries.hidden(connection, who)
    queries.series(connection, who)
    queries.person(connection)
    queries.highest(connection)
    queries.has_entries(connection, who)
    queries.drop_drafts(connection, who, "c.q")
    connection.set_trace_callback(None)
    looked_at = [q for q in asked if q.startswith(("SELECT", "DELETE", "WITH"))]
    assert len(looked_at) >= 10
    for query in looked_at:
        steps = plan(connection, query, ())
        assert "USING" in steps
        if "question_id =" in query:
            assert "INDEX log_question (person=? AND question_id=?" in steps
        assert not re.search("SCAN log(?! USING (COVERING )?INDEX)", steps)
    connection.close()


def test_opening_and_answering_stay_quick_with_many_entries(store: Store) -> None:
    """Counted in SQLite's own steps, not in seconds: 75 times as much is not 5 times the work."""

    def steps() -> int:
        done = 0
        for n in range(5):
            with connections() as made:
                kernel = again(store)
                kernel.latest("c.q7", ("answer", "skip"))
                kernel.learner()
                choose(kernel, f"c.q{n}")
            done += sum(len(seen) for _, seen in made)
        return done

    store.merge([entry_at(n, f"c.q{n % 80}") for n in range(1, 401)])
    few = steps()
    assert few
    connection = sqlite3.connect(store.path)
    who = store.learner()
    connection.execute("BEGIN")
    connection.executemany(
        schema.INSERT,
        (
            Entry(
                uuid.uuid4().hex, n, "5" * 32, "answer", f"c.q{n % 80}", "reflect", person=who,
                response={"text": "some words " * 10}, answered_at="2026-01-01T00:00:00Z",
            ).row()
            for n in range(1000, 31_000)
        ),
    )  # fmt: skip
    connection.commit()
    connection.close()
    assert store.path.stat().st_size > CHECK_BYTES
    assert steps() < 5 * few


@pytest.mark.parametrize("given", [[], ["reset"], ["reset", "restore"]])
def test_the_last_answers_are_those_of_the_whole_log(store: Store, given: list[str]) -> None:
    """Beside a plain walk over all entries: clocks that are equal, skips, runs that are hidden."""
    chance = random.Random(7)
    entries = [
        entry_at(
            chance.randint(1, 40), f"c.q{chance.randint(1, 6)}", f"{n}",
            what=chance.choice(["answer", "answer", "skip", "draft"]),
            series=chance.choice("ab") * 32,
            answered_at=f"2026-01-0{chance.randint(1, 3)}T00:00:00Z",
        )
        for n in range(150)
    ]  # fmt: skip
    store.merge(entries)
    for n, what in enumerate(given):
        store.merge([entry_at(100 + n, "", what=what, response={"hides": ["a" * 32]})])
    hidden = {"a" * 32} if given == ["reset"] else set()
    seen = [e for e in store.entries() if e.series not in hidden]
    asked = [e for e in seen if e.what in ("answer", "skip")]
    assert len({e.what for e in asked}) == 2
    assert list(store.answers().values()) == sorted(
        {e.question_id: e for e in asked}.values(), key=lambda e: e.order
    )
    for question in {e.question_id for e in asked}:
        mine = [e for e in asked if e.question_id == question]
        assert store.history(question, ("answer", "skip")) == mine
        assert store.history(question, ("answer", "skip"), limit=5) == mine[-5:]
        assert store.latest(question, ("answer", "skip")) == mine[-1]


def test_an_answer_that_no_program_can_read_hides_only_itself(store: Store) -> None:
    choose(store, "c.q1", "before")
    choose(store, "c.q1", "broken")
    choose(store, "c.q2")
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE log SET response = '[' WHERE response LIKE '%broken%'")
        # An id that is no text: whoever goes on from its decoded form comes past it for ever.
        connection.execute(
            "UPDATE log SET question_id = CAST(x'632e71ff' AS TEXT) WHERE question_id = 'c.q2'"
        )
    connection.close()
    found = store.answers()
    assert found["c.q1"].response == {"choice": "before"}
    assert [*found] == ["c.q1", "c.q\ufffd"]


def test_the_last_answers_are_as_much_work_however_many_came_before(store: Store) -> None:
    """Counted in SQLite's own steps: 75 times as many answers are not half as much work again."""
    who = store.append("setting", "role", {"value": "mentor"}).person
    connection = sqlite3.connect(store.path)

    def give(numbers: range) -> None:
        connection.executemany(
            schema.INSERT, (entry_at(n, f"c.q{n % 80}", person=who).row() for n in numbers)
        )

    def steps(ask: Callable[[], list[Entry]]) -> int:
        done: list[int] = []
        connection.set_progress_handler(lambda: done.append(1), 1)
        assert ask()
        connection.set_progress_handler(None, 0)
        return len(done)

    asks = (
        lambda: queries.history(connection, who, "c.q7", ("answer", "skip"), 5),
        lambda: queries.answers(connection, who),
    )
    give(range(2, 402))
    few = [steps(ask) for ask in asks]
    give(range(402, 30_402))
    many = [steps(ask) for ask in asks]
    connection.close()
    for before, after in zip(few, many, strict=True):
        assert after < 1.5 * before
