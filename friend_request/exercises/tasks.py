"""What an exercise task is, and ready-made ways to judge an answer to one.

A lesson declares its tasks in `friend_request/exercises/lesson_NN.py`:

    from friend_request.exercises.tasks import Mistake, Task, close_to

    def _median_percent():
        from friend_request.survey import load_estimates   # pandas loads when it is needed
        return load_estimates()["percent"].median()

    def _mean_percent(): ...
    def _median_as_share(): ...

    TASKS = [
        Task(
            id="01.b1",
            prompt="The median percentage over the studies, as a number.",
            expects=float,
            expected=_median_percent,
            judge=close_to(
                _median_percent,
                tolerance=0.05,
                mistakes=[
                    Mistake(_mean_percent, "This is the mean. One very high study pulls it up; "
                                           "the median is the middle study."),
                    Mistake(_median_as_share, "This is a share between 0 and 1. Multiply by 100."),
                ],
            ),
            hints=["Sort the column `percent` and look at the middle.", "pandas has `.median()`."],
            solution_text="The middle study is less moved by one unusual sample.",
            solution_code='estimates["percent"].median()',
        ),
    ]

Expected values are functions, so that they are computed from the data and never typed in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from friend_request.words import words

@dataclass(frozen=True)
class Outcome:
    """What a judge says of one answer.

    Attributes:
        right: whether the answer is accepted.
        reason: one to three sentences for the learner; what to look at again if it is not right,
            what it means if it is. `code` between backticks is drawn as code.
    """

    right: bool
    reason: str = ""


def right(reason: str = "") -> Outcome:
    """Accept the answer; `reason` may add what it means."""
    return Outcome(True, reason)


def wrong(reason: str = "") -> Outcome:
    """Do not accept the answer; `reason` says what probably happened, and what to look at."""
    return Outcome(False, reason)


@dataclass(frozen=True)
class Mistake:
    """A common wrong answer, and what to tell the person who gave it.

    Attributes:
        answer: a function that computes the wrong answer from the data.
        reason: what happened and where to look, about the reasoning, never about the person.
    """

    answer: Callable[[], Any]
    reason: str


Judge = Callable[[Any], Outcome]


@dataclass(frozen=True)
class Task:
    """One task of an exercise notebook.

    Attributes:
        id: `"<lesson>.<letter><number>"`, such as `"01.b1"`. For ever, like every id of the course.
        prompt: one sentence that says what is asked, with its unit.
        expects: the type of a right answer, or a tuple of types. `float` accepts every number, also
            numpy's; `int` accepts whole numbers (7.0 too); `str`, `bool`, `dict`; `list` accepts
            lists, tuples, sets, arrays, columns and indexes; `"DataFrame"` and `"Series"` are given
            as text, so that declaring a task does not load pandas.
        expected: a function that computes a right answer from the data. Tests feed it to `judge`.
        judge: a function from an answer to an `Outcome`: see `close_to`, `same_text`, `same_items`,
            `same_table`, or write one. It is called only with an answer of an expected type,
            already made plain: numbers are Python's `int` or `float` (never NaN or infinite),
            text is `str`, lists are `list`.
        hints: from a nudge to nearly all of it. At least one.
        solution_text: the reasoning behind the worked answer.
        solution_code: the worked answer in code, or "".
        columns: for `"DataFrame"`: columns that the answer must have. A missing one is named to the
            learner before `judge` is called.
        mistakes: only needed when `judge` is your own function: the common mistakes that it
            recognises, so that tests can feed them to it.
    """

    id: str
    prompt: str
    expects: Any
    expected: Callable[[], Any]
    judge: Judge
    hints: Sequence[str]
    solution_text: str
    solution_code: str = ""
    columns: Sequence[str] = ()
    mistakes: Sequence[Mistake] = field(default=())

    def __post_init__(self) -> None:
        for name in ("hints", "columns"):
            if isinstance(getattr(self, name), str):
                raise TypeError(f"Task {self.id}: {name} is a list of texts, not one text")
        if not self.hints:
            raise ValueError(f"Task {self.id}: give at least one hint")
        if not callable(self.expected) or not callable(self.judge):
            raise TypeError(f"Task {self.id}: expected and judge are functions")

    @property
    def known_mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes this task can name: its own and those of its ready-made judge."""
        return (*self.mistakes, *getattr(self.judge, "mistakes", ()))


@dataclass(frozen=True)
class _Judge:
    """A ready-made judge: the right answer first, then each mistake in order, then `otherwise`."""

    expected: Callable[[], Any]
    same: Callable[[Any, Any], bool]
    mistakes: tuple[Mistake, ...]
    right_reason: str
    otherwise: str
    explain: Callable[[Any, Any], str] | None = None

    def __call__(self, answer: Any) -> Outcome:
        expected = self.expected()
        if self.same(answer, expected):
            return right(self.right_reason)
        for mistake in self.mistakes:
            if self.same(answer, mistake.answer()):
                return wrong(mistake.reason)
        found = self.explain(answer, expected) if self.explain else ""
        return wrong(" ".join(part for part in (found, self.otherwise) if part))


def close_to(
    expected: Callable[[], float],
    *,
    tolerance: float,
    mistakes: Iterable[Mistake] = (),
    right_reason: str = "",
    otherwise: str = "",
) -> Judge:
    """Judge a number.

    Args:
        expected: computes the right number.
        tolerance: largest accepted distance, in the unit of the number itself.
        mistakes: wrong numbers to recognise, each within the same tolerance.
        right_reason: what to say when it is right.
        otherwise: what to say when it is neither right nor a known mistake.
    """

    def same(answer: Any, value: Any) -> bool:
        try:
            # A hair of slack: 5.3 - 5.25 is 0.0499999… or 0.0500001 depending on the digits.
            return math.isclose(float(answer), float(value), rel_tol=0, abs_tol=tolerance + 1e-9)
        except OverflowError:  # an int with more digits than a float can hold
            return False

    return _Judge(expected, same, tuple(mistakes), right_reason, otherwise)


def same_text(
    expected: Callable[[], str | Iterable[str]],
    *,
    mistakes: Iterable[Mistake] = (),
    right_reason: str = "",
    otherwise: str = "",
) -> Judge:
    """Judge a short text; capitals, spaces around it and a final full stop do not matter.

    `expected` computes the right text, or several that are equally right.
    """

    def norm(text: str) -> str:
        return " ".join(text.split()).rstrip(".").casefold()

    def same(answer: Any, value: Any) -> bool:
        accepted = [value] if isinstance(value, str) else list(value)
        return norm(answer) in {norm(one) for one in accepted}

    return _Judge(expected, same, tuple(mistakes), right_reason, otherwise)


def same_items(
    expected: Callable[[], Iterable[Hashable]],
    *,
    in_order: bool = False,
    mistakes: Iterable[Mistake] = (),
    right_reason: str = "",
    otherwise: str = "",
) -> Judge:
    """Judge a list of labels. Unless `in_order`, order does not matter and neither do repeats.

    When it is wrong, the learner is told how many items are missing and how many do not belong,
    not which.
    """

    def key(items: Iterable[Any]) -> Any:
        plain = [one.strip() if isinstance(one, str) else one for one in items]
        return plain if in_order else set(plain)

    def same(answer: Any, value: Any) -> bool:
        return bool(key(answer) == key(value))

    def explain(answer: Any, value: Any) -> str:
        missing = len(set(key(value)) - set(key(answer)))
        extra = len(set(key(answer)) - set(key(value)))
        if missing or extra:
            return words("exercise.judge.items", missing=missing, extra=extra)
        return words("exercise.judge.order")

    return _Judge(expected, same, tuple(mistakes), right_reason, otherwise, explain)


def same_table(
    expected: Callable[[], Any],
    *,
    columns: Sequence[str],
    tolerance: float = 0.05,
    in_order: bool = False,
    mistakes: Iterable[Mistake] = (),
    right_reason: str = "",
    otherwise: str = "",
) -> Judge:
    """Judge a DataFrame by some of its columns; other columns and the index do not matter.

    Args:
        expected: computes the right table.
        columns: the columns that are compared. Give the same to `Task(columns=...)`.
        tolerance: largest accepted distance between two numbers, in their own unit.
        in_order: whether the order of the rows matters.
        mistakes: wrong tables to recognise.
        right_reason: what to say when it is right.
        otherwise: what to say when it is neither right nor a known mistake.
    """

    def rows(table: Any) -> list[tuple[Any, ...]]:
        listed = list(table[list(columns)].itertuples(index=False, name=None))
        return listed if in_order else sorted(listed, key=lambda row: [_sort_key(c) for c in row])

    def same(answer: Any, value: Any) -> bool:
        if any(name not in value.columns for name in columns) or len(answer) != len(value):
            return False
        return all(
            _same_cell(a, b, tolerance)
            for mine, theirs in zip(rows(answer), rows(value), strict=True)
            for a, b in zip(mine, theirs, strict=True)
        )

    def explain(answer: Any, value: Any) -> str:
        if len(answer) != len(value):
            return words("exercise.judge.rows", found=len(answer), expected=len(value))
        off = [
            name
            for name in columns
            if not all(
                _same_cell(a, b, tolerance)
                for a, b in zip(
                    sorted(answer[name], key=_sort_key),
                    sorted(value[name], key=_sort_key),
                    strict=True,
                )
            )
        ]
        if len(off) == 1:
            return words("exercise.judge.column", column=f"`{off[0]}`")
        if off:
            return words("exercise.judge.columns", columns=", ".join(f"`{name}`" for name in off))
        return words("exercise.judge.places")

    return _Judge(expected, same, tuple(mistakes), right_reason, otherwise, explain)


def _missing(cell: Any) -> bool:
    # pandas' NA refuses to be compared, so it is recognised by its type before NaN is by itself.
    return cell is None or type(cell).__name__ in {"NAType", "NaTType"} or cell != cell


def _is_number(cell: Any) -> bool:
    return hasattr(cell, "__float__") and not isinstance(cell, str)


def _sort_key(cell: Any) -> tuple[int, float, str]:
    if _missing(cell):
        return (2, 0.0, "")
    if _is_number(cell):
        return (0, round(float(cell), 6), "")
    return (1, 0.0, str(cell))


def _same_cell(mine: Any, theirs: Any, tolerance: float) -> bool:
    if _missing(mine) or _missing(theirs):
        return _missing(mine) and _missing(theirs)
    if _is_number(mine) and _is_number(theirs):
        return math.isclose(float(mine), float(theirs), rel_tol=0, abs_tol=tolerance + 1e-9)
    return bool(mine == theirs)
