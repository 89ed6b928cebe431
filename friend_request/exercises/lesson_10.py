"""What `check` knows of exercise 10: three small tasks on how roles differ in the course's tables.

Expected values and the two commonest mistakes of each task are computed from `ethics_codes.csv` and
`published_estimates.csv`. The sentences name a few figures: read them again when one changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.exercises.tasks import Mistake, Task, close_to

if TYPE_CHECKING:
    import pandas as pd


def _binding(word: str) -> pd.DataFrame:
    from friend_request.survey import load_codes

    codes = load_codes()
    return codes[codes["binds"].str.contains(word, case=False)]


def _mentors() -> int:
    return len(_binding("mentor"))


def _foster_carers() -> int:
    return len(_binding("foster"))


def _all_rows() -> int:
    return len(_binding(""))


def _afterwards() -> float:
    rows = _binding("mentor")
    return 100 * float(rows["applies_to"].isin(["former", "both"]).mean())


def _former_alone() -> float:
    rows = _binding("mentor")
    return 100 * float((rows["applies_to"] == "former").mean())


def _afterwards_as_share() -> float:
    return _afterwards() / 100


def _received(ref: str) -> float:
    """The percentage of one study's sample that had received a request from a client."""
    from friend_request.survey import load_estimates

    rows = load_estimates()
    row = rows[(rows["ref"] == ref) & (rows["measure"] == "received_request_client")].iloc[0]
    return 100 * float(row["count"]) / float(row["denominator"])


def _points() -> float:
    return _received("Mishna2019") - _received("Tunick2011")


def _points_as_share() -> float:
    return _points() / 100


def _ratio() -> float:
    return _received("Mishna2019") / _received("Tunick2011")


TASKS = [
    Task(
        id="10.b1",
        prompt="The number of rows that bind mentors.",
        expects=int,
        expected=_mentors,
        judge=close_to(
            _mentors,
            tolerance=0,
            mistakes=[
                Mistake(
                    _foster_carers,
                    "Those are the rows for foster carers. Change the word between the quotation "
                    "marks to `mentor`, and run the cell.",
                ),
                Mistake(
                    _all_rows,
                    "That is the whole table, the second of the two numbers printed. Take the "
                    "first.",
                ),
            ],
            right_reason="Seven rows, all from the USA and Canada. For the other countries of this "
            "course we read no rule that names mentors.",
            otherwise="Change only the word between the quotation marks, run the cell, and write "
            "down the first number that it shows.",
        ),
        hints=[
            "The word that you need is `mentor`, in small letters and without an s.",
            'The line should end in `.str.contains("mentor", case=False)]`.',
        ],
        solution_text="The column `binds` says for whom a rule is written. `case=False` means "
        "that capitals make no difference.",
        solution_code='rows = codes[codes["binds"].str.contains("mentor", case=False)]\n'
        "how_many = len(rows)",
    ),
    Task(
        id="10.b2",
        prompt="The percentage of the rows on mentors that reaches the time afterwards.",
        expects=float,
        expected=_afterwards,
        judge=close_to(
            _afterwards,
            tolerance=0.6,
            mistakes=[
                Mistake(
                    _former_alone,
                    "Those are the rows that say `former`. A row that says `both` reaches the "
                    "time afterwards as well: add it.",
                ),
                Mistake(
                    _afterwards_as_share,
                    "The division is right, and the answer is a share between 0 and 1. Multiply "
                    "it by 100 to make it a percentage.",
                ),
            ],
            right_reason="About 57%: four rows of seven.",
            otherwise="Add `former` and `both`, divide by all four together, and multiply by 100.",
        ),
        hints=[
            "Two of the four kinds of row reach the time afterwards.",
            "`100 * (former + both) / (former + both + current + general)`",
        ],
        solution_text="Three and one make four, out of seven.",
        solution_code="percent = 100 * (former + both) / (former + both + current + general)",
    ),
    Task(
        id="10.b3",
        prompt="The difference in percentage points between the two studies.",
        expects=float,
        expected=_points,
        judge=close_to(
            _points,
            tolerance=0.6,
            mistakes=[
                Mistake(
                    _points_as_share,
                    "That is the difference between two shares. Multiply it by 100 to have "
                    "percentage points.",
                ),
                Mistake(
                    _ratio,
                    "You divided one by the other: nearly twice as many. For points, subtract the "
                    "second percentage from the first.",
                ),
            ],
            right_reason="About 23 points. The studies differ in year, country and question too, "
            "so the roles may not be the reason.",
            otherwise="Divide yes by asked for each study, multiply each by 100, and subtract the "
            "second from the first.",
        ),
        hints=[
            "Each percentage is `100 * … / …`.",
            "`100 * social_yes / social_asked - 100 * psych_yes / psych_asked`",
        ],
        solution_text="48.0% less 25.2%. Both denominators are the table's own: one worked out, "
        "one assumed.",
        solution_code="points = 100 * social_yes / social_asked - 100 * psych_yes / psych_asked",
    ),
]
