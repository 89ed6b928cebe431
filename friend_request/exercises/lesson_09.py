"""What `check` knows of exercise 9: three small sums on how many alarms are true.

Tasks b1 and b2 are arithmetic on a made-up population, given in the task. Task b3 uses the figures
of Carter and colleagues 2017 (abstract), in `data/references.json` as Carter2017.
"""

from __future__ import annotations

import math

from friend_request.exercises.tasks import Mistake, Task, close_to

IN_DANGER, FOUND, FALSE_ALARMS = 50, 40, 95
FINDS, GOES_OFF = 0.8, 0.1
RATED_HIGH = 400
SELF_HARM, SUICIDE = 26.3, 5.5


def _true_of_100() -> float:
    return 100 * FOUND / (FOUND + FALSE_ALARMS)


def _found_of_100_in_danger() -> float:
    return 100 * FOUND / IN_DANGER


def _true_for_100_false() -> float:
    return 100 * FOUND / FALSE_ALARMS


def _half_are_true() -> int:
    # True alarms FINDS * x equal false ones GOES_OFF * (1000 - x) at 111.1: the next whole number.
    return math.ceil(1000 * GOES_OFF / (FINDS + GOES_OFF))


def _half_of_everyone() -> int:
    return 500


def _one_too_few() -> int:
    return _half_are_true() - 1


def _would_harm_themselves() -> float:
    return RATED_HIGH * SELF_HARM / 100


def _would_die() -> float:
    return RATED_HIGH * SUICIDE / 100


def _would_not() -> float:
    return RATED_HIGH - _would_harm_themselves()


TASKS = [
    Task(
        id="09.b1",
        prompt="How many of 100 alarms are true.",
        expects=float,
        expected=_true_of_100,
        judge=close_to(
            _true_of_100,
            tolerance=0.6,
            mistakes=[
                Mistake(
                    _found_of_100_in_danger,
                    "That is how many of 100 pupils in danger are found. Divide by all the alarms "
                    "instead, the true and the false.",
                ),
                Mistake(
                    _true_for_100_false,
                    "That divides the true alarms by the false ones. Below the line belong both, "
                    "added up.",
                ),
            ],
            right_reason="About 30. Seven of ten alarms are false, although the alarm goes off for "
            "only one in ten of those who are safe.",
            otherwise="Divide the true alarms by all alarms, the true and the false, and multiply "
            "by 100.",
        ),
        hints=[
            "How many alarms are there in all?",
            "`100 * found / (found + …)`",
        ],
        solution_text="40 true alarms and 95 false ones make 135. Of these 40 are true.",
        solution_code="true_of_100 = 100 * found / (found + false_alarms)",
    ),
    Task(
        id="09.b2",
        prompt="The smallest number in danger for which half of the alarms are true.",
        expects=int,
        expected=_half_are_true,
        judge=close_to(
            _half_are_true,
            tolerance=0,
            mistakes=[
                Mistake(
                    _half_of_everyone,
                    "With half of everyone in danger most alarms are true. Try smaller numbers "
                    "until the cell just prints 50 or more.",
                ),
                Mistake(
                    _one_too_few,
                    "Very near: with this many it prints 49.97, which is just below 50. One more.",
                ),
            ],
            right_reason="112 of 1,000, about one in nine. With fewer in danger, most alarms of "
            "this kind are false.",
            otherwise="Change `trial` and run the cell again. If it prints less than 50, try a "
            "larger number; if more, a smaller one. Then write it after `in_danger`.",
        ),
        hints=[
            "Try 100, then 120.",
            "True and false alarms are equally many when 0.8 times the one group is 0.1 times the "
            "other.",
        ],
        solution_text="0.8 times 112 is 89.6 true alarms; 0.1 times 888 is 88.8 false ones. With "
        "111 it is 88.8 and 88.9.",
        solution_code="in_danger = 112",
    ),
    Task(
        id="09.b3",
        prompt="How many of 400 people rated at high risk would harm themselves.",
        expects=float,
        expected=_would_harm_themselves,
        judge=close_to(
            _would_harm_themselves,
            tolerance=1,
            mistakes=[
                Mistake(
                    _would_die,
                    "That uses 5.5%, which is for death by suicide. For self-harm it is 26.3%.",
                ),
                Mistake(
                    _would_not,
                    "That is how many would not. Take 26.3 of every hundred.",
                ),
            ],
            right_reason="About 105 of 400, one in four. The review pooled many scales and "
            "settings, so that another 400 people might well differ.",
            otherwise="Take 26.3 of every hundred: multiply by 26.3 and divide by 100.",
        ),
        hints=[
            "Four hundred is four times a hundred.",
            "`rated_high * 26.3 / 100`",
        ],
        solution_text="26.3 of every hundred, four times.",
        solution_code="how_many = rated_high * 26.3 / 100",
    ),
]
