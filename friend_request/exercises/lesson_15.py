"""What `check` knows of exercise 15: a group's gain, on people who don't exist.

`invented_group` makes the group from a fixed seed, so that every learner has the same one. Expected
values and the two commonest mistakes of each task are computed from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.before_after import Gain, chance_margin, gain
from friend_request.exercises.tasks import Mistake, Task, close_to

if TYPE_CHECKING:
    import pandas as pd

QUESTIONS = 18
PEOPLE = 24
# Of the invented people, those at these places never took the second form.
LEFT = (4, 11, 17, 20)


def invented_group() -> pd.DataFrame:
    """Make up a group that took both forms of the check. **No such people exist.**

    Returns:
        One row for each of 24 invented people: `person`, and `before` and `after`, the number of
        preferred answers out of 18. `after` is missing for four who never took the second form.
    """
    import numpy as np
    import pandas as pd

    chance = np.random.default_rng(15)
    knows = chance.normal(0.52, 0.10, PEOPLE).clip(0.2, 0.8)
    before = chance.binomial(QUESTIONS, knows)
    after = chance.binomial(QUESTIONS, (knows + 0.09).clip(0.2, 0.95)).astype(float)
    after[list(LEFT)] = np.nan
    people = [f"invented {n:02}" for n in range(1, PEOPLE + 1)]
    return pd.DataFrame({"person": people, "before": before, "after": after})


def _both() -> pd.DataFrame:
    return invented_group().dropna()


def _gain() -> Gain:
    both = _both()
    return gain(
        list(100 * both["before"] / QUESTIONS),
        list(100 * both["after"] / QUESTIONS),
    )


def _points() -> float:
    return _gain().points


def _points_of_everyone() -> float:
    everyone = invented_group()
    return float(100 * (everyone["after"].mean() - everyone["before"].mean()) / QUESTIONS)


def _answers_instead_of_points() -> float:
    return _points() * QUESTIONS / 100


def _low() -> float:
    return _gain().low


def _high() -> float:
    return _gain().high


def _margin() -> int:
    return chance_margin(QUESTIONS)


def _within_chance() -> int:
    both = _both()
    return int((both["after"] - both["before"]).abs().le(_margin()).sum())


def _rose() -> int:
    both = _both()
    return int((both["after"] > both["before"]).sum())


def _beyond_chance() -> int:
    return len(_both()) - _within_chance()


TASKS = [
    Task(
        id="15.b1",
        prompt="The group's mean gain, in percentage points.",
        expects=float,
        expected=_points,
        judge=close_to(
            _points,
            tolerance=0.06,
            mistakes=[
                Mistake(
                    _points_of_everyone,
                    "That takes everybody's mean before, the four who left included, and sets it "
                    "beside the mean of those who stayed. Take `both`, and each person's two.",
                ),
                Mistake(
                    _answers_instead_of_points,
                    "That is the gain in answers. In percentage points it is 100 times as much, "
                    "divided by 18.",
                ),
            ],
            right_reason="Each person is set beside themself, so that only those with two results "
            "can count. Of the four who left the number says nothing.",
            otherwise="Write `group_gain(both).points`, so that each person has two results, and "
            "run the cell.",
        ),
        hints=[
            "`both` holds the people with two results.",
            "`points = group_gain(both).points`",
        ],
        solution_text="Only those with both results have a gain. Whoever leaves may differ from "
        "those who stay, so that the mean of all before and of some after compares two groups.",
        solution_code="points = group_gain(both).points",
    ),
    Task(
        id="15.b2",
        prompt="The lower end of the gain's 95% interval, in percentage points.",
        expects=float,
        expected=_low,
        judge=close_to(
            _low,
            tolerance=0.06,
            mistakes=[
                Mistake(_high, "That is the upper end. Ask for `.low`."),
                Mistake(_points, "That is the gain itself, the middle of the interval."),
            ],
            right_reason="It is the least that would still fit these people well. A board that "
            "hears of the gain should hear of this number in the same sentence.",
            otherwise="Write `group_gain(both).low` and run the cell.",
        ),
        hints=["The gain has three numbers: `.points`, `.low` and `.high`.", "`.low`"],
        solution_text="Whole interval above zero: some gain fits better than none. It still "
        "doesn't say what made the gain, since there is no group without a course.",
        solution_code="low = group_gain(both).low",
    ),
    Task(
        id="15.b3",
        prompt="How many of those with two results differ by no more than chance may do.",
        expects=int,
        expected=_within_chance,
        judge=close_to(
            _within_chance,
            tolerance=0,
            mistakes=[
                Mistake(
                    _rose,
                    "That counts those who rose at all. Ask who lies within the margin, upwards "
                    "or downwards.",
                ),
                Mistake(
                    _beyond_chance,
                    "Those are the ones beyond the margin. Turn the sign round: `<=`.",
                ),
            ],
            right_reason="For 17 of the 20 the two results could be chance, and yet the group "
            "gained. Both are true: many small shifts in one direction show in a mean.",
            otherwise="Put the margin, 5, in the place of the 0, and run the cell.",
        ),
        hints=["With 18 questions the margin is 5 answers.", "`margin = 5`"],
        solution_text="The margin for two results of one person with 18 questions each is 5 "
        "answers. A group's mean is much steadier than one person's two numbers.",
        solution_code="margin = 5\nhow_many = int((change.abs() <= margin).sum())",
    ),
]
