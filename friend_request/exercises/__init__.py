"""`check`, `hint` and `solution` for the tasks of the exercise notebooks.

    from friend_request import check, hint, solution

    answer = ...
    check("01.b1", answer)     # not tried yet, right, not yet (and why), or the wrong kind of thing
    hint("01.b1")              # the next hint, at every call
    solution("01.b1")          # the worked answer, with the reasoning

None of the three raises for anything that a learner does. A mistake in the course's own files does
raise, so that tests find it.
"""

from __future__ import annotations

import importlib
import re
from functools import cache
from typing import Any

from friend_request.exercises.answers import expected_words, read, unattempted
from friend_request.exercises.results import Result
from friend_request.exercises.tasks import (
    Mistake,
    Outcome,
    Task,
    close_to,
    right,
    same_items,
    same_table,
    same_text,
    wrong,
)
from friend_request.words import words

__all__ = [
    "Mistake",
    "Outcome",
    "Result",
    "Task",
    "check",
    "close_to",
    "hint",
    "right",
    "same_items",
    "same_table",
    "same_text",
    "solution",
    "tasks",
    "wrong",
]

_ID = re.compile(r"(?P<lesson>\d\d)\.[a-z][0-9a-z-]*", re.ASCII)

_hints_given: dict[str, int] = {}


def check(task_id: str, answer: Any = ...) -> Result:
    """Check an answer.

    Args:
        task_id: the task, such as `"01.b1"`.
        answer: what the learner worked out; `...` while it has not been tried.

    Returns:
        A result that shows itself. Its `state` is `unattempted`, `right`, `wrong`, `wrong type` or
        `unknown` (no such task). It is true in a condition only when the answer is right.
    """
    task = _find(task_id)
    if isinstance(task, Result):
        return task
    if unattempted(answer):
        return Result(
            task.id,
            "unattempted",
            words("exercise.unattempted"),
            words("exercise.unattempted_text", expected=expected_words(task.expects)),
        )
    reading = read(answer, task.expects, task.columns)
    if not reading.ok:
        text = words(
            "exercise.wrong_type_text",
            expected=expected_words(task.expects),
            found=reading.found,
        )
        return Result(
            task.id, "wrong type", words("exercise.wrong_type"), f"{text} {reading.mend}".rstrip()
        )
    task.expected()  # if our own data are at fault, that is no mistake of the learner's: it raises
    try:
        outcome = task.judge(reading.value)
    except Exception as problem:
        return Result(
            task.id,
            "wrong type",
            words("exercise.unreadable"),
            words("exercise.unreadable_text", problem=type(problem).__name__),
        )
    if outcome.right:
        return Result(task.id, "right", words("exercise.right"), outcome.reason)
    return Result(
        task.id, "wrong", words("exercise.wrong"), outcome.reason or words("exercise.wrong_text")
    )


def hint(task_id: str) -> Result:
    """Give the next hint of a task; after the last one, the last one again.

    Args:
        task_id: the task, such as `"01.b1"`.

    Returns:
        A result that shows itself, with the hint in `text`. Its `state` is `hint`, or `unknown`
        where there is no such task.
    """
    task = _find(task_id)
    if isinstance(task, Result):
        return task
    total = len(task.hints)
    number = min(_hints_given.get(task.id, 0) + 1, total)
    _hints_given[task.id] = number
    text = task.hints[number - 1]
    if number == total:
        text = f"{text} {words('exercise.last_hint', task=task.id)}"
    return Result(task.id, "hint", words("exercise.hint", number=number, total=total), text)


def solution(task_id: str) -> Result:
    """Show a task's worked answer and the reasoning behind it.

    Args:
        task_id: the task, such as `"01.b1"`.

    Returns:
        A result that shows itself, with the reasoning in `text` and the answer in `code`. Its
        `state` is `solution`, or `unknown` where there is no such task.
    """
    task = _find(task_id)
    if isinstance(task, Result):
        return task
    return Result(
        task.id, "solution", words("exercise.solution"), task.solution_text, task.solution_code
    )


@cache
def tasks(lesson: str) -> dict[str, Task]:
    """Return the tasks of a lesson by id, in their order.

    Args:
        lesson: two digits, such as `"01"`.

    Raises:
        ModuleNotFoundError: if the lesson has no `lesson_NN.py`.
        ValueError: if a task's id is not the lesson's, or stands twice.
    """
    module = importlib.import_module(f"friend_request.exercises.lesson_{lesson}")
    declared = module.TASKS
    found: dict[str, Task] = {}
    for task in declared.values() if isinstance(declared, dict) else declared:
        match = _ID.fullmatch(task.id)
        if match is None or match["lesson"] != lesson:
            raise ValueError(
                f"{module.__name__}: the task id {task.id!r} must look like '{lesson}.b1'"
            )
        if task.id in found:
            raise ValueError(f"{module.__name__}: the task id {task.id!r} stands twice")
        found[task.id] = task
    return found


def _find(task_id: Any) -> Task | Result:
    """Find a task, or say in a result that there is none."""
    if not issubclass(type(task_id), str):
        return Result("?", "unknown", words("exercise.unknown"), words("exercise.unknown_id"))
    wanted = str.__str__(task_id).strip()
    shown = wanted if len(wanted) <= 20 else wanted[:19] + "…"
    match = _ID.fullmatch(wanted)
    known: dict[str, Task] = {}
    if match is not None:
        name = f"friend_request.exercises.lesson_{match['lesson']}"
        try:
            known = tasks(match["lesson"])
        except ModuleNotFoundError as problem:
            if problem.name != name:  # the lesson is there, something that it imports is not
                raise
    if wanted in known:
        return known[wanted]
    text = (
        words("exercise.unknown_among", tasks=", ".join(f"`{one}`" for one in known))
        if known
        else words("exercise.unknown_id")
    )
    return Result(shown, "unknown", words("exercise.unknown"), text)
