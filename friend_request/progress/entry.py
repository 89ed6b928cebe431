"""One line of the learner's log, and the words for what can go wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

COLUMNS = (
    "person",
    "answer_id",
    "clock",
    "series",
    "what",
    "question_id",
    "kind",
    "option_ids",
    "response",
    "content_version",
    "course_version",
    "answered_at",
)
# An entry that waits to be written stands after everything that is on the disk.
WAITING = 1 << 62
# Half a character pair, as a browser can send it, is no text and can't be written to a file.
_HALVES = re.compile("[\ud800-\udfff]")


class NotKept(Exception):
    """Something could not be written to the disk.

    Args:
        key: names the phrase that says why, such as `not_kept.full`.
        detail: what the system said, for whoever looks for the cause.
    """

    def __init__(self, key: str, detail: str = ""):
        self.key, self.detail = key, detail
        super().__init__(f"{key}: {detail}")


def clean(value: Any) -> Any:
    """The same value with half character pairs replaced by U+FFFD, however deep they stand."""
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {clean(str(key)): clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [clean(inner) for inner in value]
    return value


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    Attributes:
        answer_id: unique for ever, so that loading a file twice changes nothing twice.
        clock: Lamport counter; a later entry has a higher one.
        series: the run of answers that the entry belongs to; `Store.reset` begins a new one.
        what: `answer`, `skip`, `draft`, `setting`, `reset`, `restore` or `person`.
        question_id: the question, or a setting's name.
        kind: the question's, such as `best_action`; empty where there is no question.
        option_ids: the options in the answer, as `friend_request.responses.option_ids` lists them.
        response: the answer as `friend_request.questions` defines it.
        content_version: twelve hex digits of the question as it was worded; empty without one.
        course_version: which version of the course it was, such as `0.1.0`.
        answered_at: UTC, ISO 8601, to the second.
        person: a random id: whose entry it is, among those who share this computer.
    """

    answer_id: str
    clock: int
    series: str
    what: str
    question_id: str
    kind: str = ""
    option_ids: tuple[str, ...] = ()
    response: dict[str, Any] = field(default_factory=dict)
    content_version: str = ""
    course_version: str = ""
    answered_at: str = ""
    person: str = ""

    def row(self) -> tuple[Any, ...]:
        """The entry as a row of the table.

        Returns:
            Its values in the order of `COLUMNS`: text, but for the clock; lists and groups as JSON.
        """
        return (
            self.person,
            self.answer_id,
            self.clock,
            self.series,
            self.what,
            clean(self.question_id),
            clean(self.kind),
            json.dumps(clean(list(self.option_ids)), ensure_ascii=False),
            json.dumps(clean(self.response), ensure_ascii=False, sort_keys=True),
            self.content_version,
            self.course_version,
            self.answered_at,
        )

    @classmethod
    def from_row(cls, row: Iterable[Any]) -> Entry:
        """Make an entry from a row.

        Args:
            row: values in the order of `COLUMNS`, as `row` gives them.

        Returns:
            The entry.

        Raises:
            ValueError: if the row can't be read as one.
        """
        values = dict(zip(COLUMNS, row, strict=True))
        for name, value in values.items():
            if not isinstance(value, int if name == "clock" else str):
                raise ValueError(f"a row's {name} is of another type")
        try:
            response = json.loads(values["response"])
            ids = json.loads(values["option_ids"])
        except RecursionError:
            raise ValueError("a row's response is nested too deeply") from None
        if not isinstance(response, dict) or not isinstance(ids, list):
            raise ValueError("a row's response is not a group of keys")
        values["response"] = response
        values["option_ids"] = tuple(str(x) for x in ids)
        return cls(**values)

    @property
    def order(self) -> tuple[int, str, str]:
        """Sorts entries from first to last, the same on every machine."""
        return (self.clock, self.answered_at, self.answer_id)


@cache
def course_version() -> str:
    """The installed course's version.

    Returns:
        Such as `0.1.0`; `0` if the package was never installed.
    """
    try:
        return version("friend-request")
    except PackageNotFoundError:
        return "0"
