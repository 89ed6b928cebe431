"""What `check` knows of exercise 14: three small tasks on having a policy and knowing of it.

Expected values and the two commonest mistakes of each task are computed from
`published_estimates.csv` and the synthetic survey. The sentences name a few figures: read them
again when one of the files changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.exercises.tasks import Mistake, Task, close_to

if TYPE_CHECKING:
    import pandas as pd

FIRST = 40  # the synthetic people who stand for one's own team
FEW = "nurse"


def _figure(estimate: str, column: str) -> float:
    from friend_request.survey import load_estimates

    return float(load_estimates().set_index("estimate_id").loc[estimate, column])


def _councils(measure: str, of: str = "denominator") -> float:
    part = _figure(f"communitycarefoi2015.{measure}", "count")
    return 100 * part / _figure("communitycarefoi2015.org-has-policy", of)


def _points() -> float:
    return _councils("org-has-policy") - _councils("org-has-specific-policy")


def _points_of_those_with() -> float:
    return _councils("org-has-policy") - _councils("org-has-specific-policy", of="count")


def _points_as_share() -> float:
    return _points() / 100


def _none() -> float:
    return _figure("laliberte2016.no-policy", "percent")


def _unaware() -> float:
    return _figure("laliberte2016.policy-unaware", "percent")


def _knew() -> float:
    return 100 - _none() - _unaware()


def _unaware_as_yes() -> float:
    return 100 - _none()


def _unaware_left_out() -> float:
    return 100 * _knew() / (100 - _unaware())


def _team() -> pd.DataFrame:
    from friend_request.survey import load_synthetic

    return load_synthetic().head(FIRST)


def _yes(people: pd.DataFrame) -> int:
    return int((people["workplace_policy"] == "yes").sum())


def _nurses_who_said_yes() -> int:
    team = _team()
    return _yes(team) - _yes(team[team["profession"] != FEW])


def _nurses() -> int:
    return int((_team()["profession"] == FEW).sum())


def _everybody_else() -> int:
    team = _team()
    return _yes(team[team["profession"] != FEW])


TASKS = [
    Task(
        id="14.b1",
        prompt="The difference in percentage points between the two shares of 151 councils.",
        expects=float,
        expected=_points,
        judge=close_to(
            _points,
            tolerance=0.15,
            mistakes=[
                Mistake(
                    _points_of_those_with,
                    "The second share is out of the 124 with a policy. Divide both by all 151.",
                ),
                Mistake(
                    _points_as_share,
                    "That is the difference of two shares. Multiply it by 100 to have percentage "
                    "points.",
                ),
            ],
            right_reason="About 81 points: 82.1% had a policy, 1.3% guidance for this work.",
            otherwise="Divide each number by 151, multiply by 100, and subtract the second from "
            "the first.",
        ),
        hints=[
            "A share of all councils is `100 * … / councils`.",
            "`100 * policy / councils - 100 * tailored / councils`",
        ],
        solution_text="82.1% less 1.3%. Both are out of all councils that answered.",
        solution_code="points = 100 * policy / councils - 100 * tailored / councils",
    ),
    Task(
        id="14.b2",
        prompt="The percentage who knew of a policy on Facebook at their workplace.",
        expects=float,
        expected=_knew,
        judge=close_to(
            _knew,
            tolerance=0.2,
            mistakes=[
                Mistake(
                    _unaware_as_yes,
                    "That counts those who don't know as people who knew. Subtract them too.",
                ),
                Mistake(
                    _unaware_left_out,
                    "That leaves out those who don't know. They were asked and they answered: keep "
                    "them in the denominator.",
                ),
            ],
            right_reason="About 21%, one in five, of the 322 who took part.",
            otherwise="All together are 100%. Take away both groups that didn't know of one.",
        ),
        hints=[
            "Start from 100. Who has to go?",
            "`100 - none - unaware`",
        ],
        solution_text="100 less 37.3 less 41.6.",
        solution_code="knew = 100 - none - unaware",
    ),
    Task(
        id="14.b3",
        prompt="How many of the nurses said that there is a policy.",
        expects=int,
        expected=_nurses_who_said_yes,
        judge=close_to(
            _nurses_who_said_yes,
            tolerance=0,
            mistakes=[
                Mistake(
                    _nurses,
                    "That is how many nurses there are: 40 less 37. Subtract the two first "
                    "numbers, those who said yes.",
                ),
                Mistake(
                    _everybody_else,
                    "Those are the people who are not nurses. What is left of all who said yes, "
                    "when you take these away?",
                ),
            ],
            right_reason="Two of three. Two lines that hid nobody have told on three people.",
            otherwise="Take the first number of each line, and subtract the second from the first.",
        ),
        hints=[
            "The first line has the nurses in it, and the second hasn't.",
            "Run the cell, then subtract: all who said yes, minus those who are not nurses.",
        ],
        solution_text="15 of all said yes, and 13 of those who are not nurses.",
        solution_code="nurses = 15 - 13",
    ),
]
