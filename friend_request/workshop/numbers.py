"""An answer as one whole number, so that a code can hold it, and back.

| kind | the number counts | how many there are |
|---|---|---|
| best_action, poll | the option's place | options |
| select_all | the sets of options, one bit each | 2 ** options |
| rate_actions | the levels, as digits to base four | 4 ** options |
| put_in_order | the orders, in the factorial number system | options! |

Places are those of the question's file. A question whose words changed has another version, and a
code names the version, so that a place never comes to mean another option.
"""

from __future__ import annotations

from math import factorial
from typing import Any

from friend_request.content import VERDICTS

CODED = ("best_action", "poll", "select_all", "rate_actions", "put_in_order")


def space(question: Any) -> int:
    """How many answers a question has; a number is below it.

    Raises:
        ValueError: if answers of this kind are no small numbers.
    """
    options = len(getattr(question, "options", []))
    if question.kind in ("best_action", "poll"):
        return options
    if question.kind == "select_all":
        return int(2**options)
    if question.kind == "rate_actions":
        return int(len(VERDICTS) ** options)
    if question.kind == "put_in_order":
        return factorial(options)
    raise ValueError(f"{question.kind} has no code; these have: {', '.join(CODED)}")


def to_number(question: Any, response: dict[str, Any]) -> int:
    """The number of an answer that `friend_request.questions.judge` takes as complete."""
    ids = [option.id for option in question.options]
    if question.kind in ("best_action", "poll"):
        return ids.index(response["choice"])
    if question.kind == "select_all":
        return sum(1 << ids.index(each) for each in set(response["chosen"]))
    if question.kind == "rate_actions":
        return sum(
            VERDICTS.index(response["ratings"][each]) * len(VERDICTS) ** place
            for place, each in enumerate(ids)
        )
    if question.kind == "put_in_order":
        left, number = list(ids), 0
        for each in response["order"]:
            number = number * len(left) + left.index(each)
            left.remove(each)
        return number
    raise ValueError(f"{question.kind} has no code; these have: {', '.join(CODED)}")


def to_response(question: Any, number: int) -> dict[str, Any]:
    """The answer that a number stands for, as `friend_request.questions` describes answers.

    Raises:
        ValueError: if the number is not below `space(question)`.
    """
    if not 0 <= number < space(question):
        raise ValueError(f"{number} stands for no answer to {question.id}")
    ids = [option.id for option in question.options]
    if question.kind in ("best_action", "poll"):
        return {"choice": ids[number]}
    if question.kind == "select_all":
        return {"chosen": [each for place, each in enumerate(ids) if number >> place & 1]}
    if question.kind == "rate_actions":
        base = len(VERDICTS)
        levels = [VERDICTS[number // base**place % base] for place in range(len(ids))]
        return {"ratings": dict(zip(ids, levels, strict=True))}
    digits = []
    for size in range(1, len(ids) + 1):
        number, digit = divmod(number, size)
        digits.append(digit)
    left = list(ids)
    return {"order": [left.pop(digit) for digit in reversed(digits)]}


def cells(question: Any, response: dict[str, Any]) -> list[tuple[str, str]]:
    """What an answer adds one to in the totals: (option id, what was said of it).

    A choice adds to one cell; an answer with parts adds one for each option. What is said is
    `chosen`, `ticked` or `left`, a level, or a place ("1" is first).
    """
    if question.kind in ("best_action", "poll"):
        return [(response["choice"], "chosen")]
    if question.kind == "select_all":
        chosen = response["chosen"]
        return [(o.id, "ticked" if o.id in chosen else "left") for o in question.options]
    if question.kind == "rate_actions":
        return [(o.id, response["ratings"][o.id]) for o in question.options]
    return [(option, str(place)) for place, option in enumerate(response["order"], 1)]


def all_cells(question: Any) -> list[tuple[str, str]]:
    """Every cell of the totals, in the order of the file, so that nobody's choice shows as 0."""
    said: tuple[str, ...]
    if question.kind in ("best_action", "poll"):
        said = ("chosen",)
    elif question.kind == "select_all":
        said = ("ticked", "left")
    elif question.kind == "rate_actions":
        said = VERDICTS
    else:
        said = tuple(str(place) for place in range(1, len(question.options) + 1))
    return [(option.id, each) for option in question.options for each in said]
