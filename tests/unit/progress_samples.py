"""Answers in a learner's file, and what the tests of `progress/` do with it."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from friend_request.progress import Entry, Store, sqlite


def again(store: Store) -> Store:
    """The same file as another kernel sees it."""
    return Store(store.path)


def choose(store: Store, question: str, choice: str = "a") -> Entry:
    return store.append("answer", question, {"choice": choice}, kind="best_action")


def entry_at(clock: int, question: str, text: str = "t", **more: object) -> Entry:
    values = {
        "answer_id": uuid.uuid4().hex,
        "clock": clock,
        "series": "5" * 32,
        "what": "answer",
        "question_id": question,
        "kind": "reflect",
        "response": {"text": text},
        "answered_at": "2026-01-01T00:00:00Z",
    }
    return Entry(**(values | more))  # type: ignore[arg-type]


def files(store: Store) -> set[str]:
    return {p.name for p in store.path.parent.iterdir()}


def everything_on_disk(store: Store) -> bytes:
    return b"".join(p.read_bytes() for p in store.path.parent.iterdir())


class short_waits:
    """Don't wait for a lock as long as a lesson would."""

    def __enter__(self) -> None:
        self.before = (sqlite.BUSY_SECONDS, sqlite.READ_SECONDS)
        sqlite.BUSY_SECONDS = sqlite.READ_SECONDS = 0.1

    def __exit__(self, *_: object) -> None:
        sqlite.BUSY_SECONDS, sqlite.READ_SECONDS = self.before


@contextmanager
def connections() -> Iterator[list[tuple[float, list[int]]]]:
    """Each connection to the log that is made meanwhile: how long it may wait, and its steps."""
    made: list[tuple[float, list[int]]] = []
    real = sqlite3.connect

    def connect(*given: object, **more: object) -> sqlite3.Connection:
        connection = real(*given, **more)  # type: ignore[call-overload]
        seen: list[int] = []
        made.append((float(more.get("timeout", 5.0)), seen))  # type: ignore[arg-type]
        # Every tenth instruction of SQLite's own machine; 0 lets it go on.
        connection.set_progress_handler(lambda: seen.append(1) or 0, 10)  # type: ignore[func-returns-value]
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect)
        yield made
