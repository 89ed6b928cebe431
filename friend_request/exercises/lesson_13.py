"""What `check` knows of exercise 13: three small tasks on the synthetic survey.

Expected values and the two commonest mistakes of each task are computed from the survey. The
sentences name a few figures: read them again when the file changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.exercises.tasks import Mistake, Task, close_to

if TYPE_CHECKING:
    import pandas as pd

FORMER = "received_request_former"
CURRENT = "received_request_client"
FOUND = "accidental_discovery"
SEARCHED = "searched_client"
LEFT_OUT = "psychiatrist"


def _survey() -> pd.DataFrame:
    from friend_request.survey import load_synthetic

    return load_synthetic()


def _yes(question: str, people: pd.DataFrame | None = None) -> tuple[int, int, int]:
    """How many said yes, how many answered, and how many there are."""
    from friend_request.survey import tally

    people = _survey() if people is None else people
    row = tally(people, question).set_index(question).loc["yes"]
    return int(row["count"]), int(row["denominator"]), len(people)


def _former_of_those_asked() -> float:
    yes, answered, _ = _yes(FORMER)
    return 100 * yes / answered


def _former_of_everybody() -> float:
    yes, _, everybody = _yes(FORMER)
    return 100 * yes / everybody


def _current_of_those_asked() -> float:
    yes, answered, _ = _yes(CURRENT)
    return 100 * yes / answered


def _points(question: str) -> float:
    from friend_request.survey import crosstab

    table = crosstab(_survey(), "mainly_young_clients", question).set_index("mainly_young_clients")
    return float(table.loc["yes", "yes: %"] - table.loc["no", "yes: %"])


def _found_points() -> float:
    return _points(FOUND)


def _found_points_reversed() -> float:
    return -_points(FOUND)


def _request_points() -> float:
    return _points(CURRENT)


def _in_hospital(others: bool = False, everybody: bool = False) -> float:
    people = _survey()
    if not everybody:
        people = people[people["profession"] != LEFT_OUT]
    inside = people["setting"] == "hospital"
    yes, answered, _ = _yes(SEARCHED, people[~inside if others else inside])
    return 100 * yes / answered


def _hospital_without() -> float:
    return _in_hospital()


def _hospital_with() -> float:
    return _in_hospital(everybody=True)


def _elsewhere_without() -> float:
    return _in_hospital(others=True)


TASKS = [
    Task(
        id="13.b1",
        prompt="The percentage who had a request from a former client, of those who were asked.",
        expects=float,
        expected=_former_of_those_asked,
        judge=close_to(
            _former_of_those_asked,
            tolerance=0.06,
            mistakes=[
                Mistake(
                    _former_of_everybody,
                    "That is out of everybody in the survey. Those without a profile were not "
                    "asked, so they belong neither above the line nor below it.",
                ),
                Mistake(
                    _current_of_those_asked,
                    "That is the figure for current clients. Change the name of the question to "
                    f"`{FORMER}`, run the cell, and read the first row.",
                ),
            ],
            right_reason="About one in four of those who have a profile. The real figure is not "
            "known: no published survey that we found asked about former clients.",
            otherwise="Take the row that says yes: 100 times the count, divided by the "
            "denominator. The table shows it as percent.",
        ),
        hints=[
            "Only those with a profile were asked. How many is that in the table?",
            f"Write `{FORMER}` between the quotation marks, run the cell, and read the first row.",
        ],
        solution_text="508 people have a profile and were asked; 123 of them said yes. The 92 "
        "others were not asked, and their answer is not a no.",
        solution_code=f'table = tally(survey, "{FORMER}")\npercent = 100 * 123 / 508',
    ),
    Task(
        id="13.b2",
        prompt="The difference, in percentage points, of those who work with young clients.",
        expects=float,
        expected=_found_points,
        judge=close_to(
            _found_points,
            tolerance=0.11,
            mistakes=[
                Mistake(
                    _found_points_reversed,
                    "The size is right. Take the percentage of those who work mainly with young "
                    "clients first, and the other one away from it.",
                ),
                Mistake(
                    _request_points,
                    "That is the difference for friend requests. Change the second question to "
                    f"`{FOUND}`, and run the cell again.",
                ),
            ],
            right_reason="Almost 12 points more. It is a difference in points, not in percent: "
            "36% is about half as much again as 25%.",
            otherwise="Read the two percentages in the column 'Yes: %', and take the second from "
            "the first.",
        ),
        hints=[
            "You need two percentages from the column 'Yes: %', one for each row.",
            f"The second question is `{FOUND}`. Then: first percentage minus second.",
        ],
        solution_text="36.3% of those who work mainly with young clients, and 24.7% of the others. "
        "Ask next what else differs between the two groups: where they work, for a start.",
        solution_code=f'table = crosstab(survey, "mainly_young_clients", "{FOUND}")\n'
        "points = 36.3 - 24.7",
    ),
    Task(
        id="13.b3",
        prompt="The percentage of hospital staff who searched, without the psychiatrists.",
        expects=float,
        expected=_hospital_without,
        judge=close_to(
            _hospital_without,
            tolerance=0.06,
            mistakes=[
                Mistake(
                    _hospital_with,
                    "That is with everybody. Put the word psychiatrist between the quotation "
                    "marks in the second line, and run the cell again.",
                ),
                Mistake(
                    _elsewhere_without,
                    "That is the figure for all the other places taken together. Read the row that "
                    "says hospital.",
                ),
            ],
            right_reason="It falls from 55% to 44%. Nobody has stopped searching; we only stopped "
            "comparing groups that are made up of different people.",
            otherwise="Leave out one profession, run the cell, and read the row hospital in the "
            "column 'Yes: %'.",
        ),
        hints=[
            "The sign `!=` means 'is not'. Which profession is to be left out?",
            'The second line is `others = survey[survey["profession"] != "psychiatrist"]`.',
        ],
        solution_text="64 of the 92 hospital staff are not psychiatrists, and 28 of them had "
        "searched. The smaller the group, the wider the doubt: from about 32% to 56%.",
        solution_code=f'others = survey[survey["profession"] != "{LEFT_OUT}"]\n'
        'table = crosstab(others, "setting", "searched_client")\npercent = 43.8',
    ),
]
