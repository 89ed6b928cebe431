"""What `check` knows of exercise 6: three small tasks on studies that differ.

Expected values and the two commonest mistakes of each task are computed from
`data/published_estimates.csv`. The sentences name a few figures: read them again when one changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.exercises.tasks import Mistake, Task, close_to

if TYPE_CHECKING:
    import pandas as pd

    from friend_request.survey.pool import Pooled

SEARCHED = "searched_client"
HOSPITAL = "Gershengoren2019"
NOT_ALIKE = ["Gershengoren2019", "Mishna2019", "SageQuinn2014", "BenYakov2015", "Chester2017"]


def _rows(measure: str = SEARCHED) -> pd.DataFrame:
    from friend_request.survey import load_estimates

    rows = load_estimates()
    rows = rows[(rows["measure"] == measure) & rows["poolable"]]
    return rows[rows["denominator"].notna()]


def _pooled(leave_out: list[str] | None = None) -> Pooled:
    from friend_request.survey import pool

    rows = _rows()
    return pool(rows[~rows["ref"].isin(leave_out or [])])


def _stated() -> int:
    return int((_rows()["denominator_basis"] == "stated").sum())


def _all_groups() -> int:
    return len(_rows())


def _assumed() -> int:
    return int((_rows()["denominator_basis"] == "assumed").sum())


def _without_hospital() -> float:
    return _pooled([HOSPITAL]).percent


def _with_hospital() -> float:
    return _pooled().percent


def _highest_without() -> float:
    return _pooled([HOSPITAL]).prediction_high


def _alike_width() -> float:
    alike = _pooled(NOT_ALIKE)
    return alike.prediction_high - alike.prediction_low


def _alike_mean_width() -> float:
    alike = _pooled(NOT_ALIKE)
    return alike.high - alike.low


def _all_width() -> float:
    everyone = _pooled()
    return everyone.prediction_high - everyone.prediction_low


TASKS = [
    Task(
        id="06.b1",
        prompt="The number of groups whose denominator is stated in the source.",
        expects=int,
        expected=_stated,
        judge=close_to(
            _stated,
            tolerance=0,
            mistakes=[
                Mistake(
                    _assumed,
                    "That is the number of groups where it had to be assumed. Change the word "
                    "between the last quotation marks to `stated`.",
                ),
                Mistake(
                    _all_groups,
                    "That is all the groups. Count those with the word `stated` only.",
                ),
            ],
            right_reason="Seven of fourteen. For the other half somebody had to assume, or work "
            "out, how many people the percentage is a percentage of.",
            otherwise="Change only the word between the last quotation marks, run the cell, and "
            "write down the number that it shows.",
        ),
        hints=[
            "The word that you need is `stated`.",
            'The last line but one should be `rows = searched[searched["denominator_basis"] == '
            '"stated"]`, followed by the count.',
        ],
        solution_text="The column `denominator_basis` says how the number below the line is "
        "known: stated, assumed, or worked out.",
        solution_code='rows = searched[searched["denominator_basis"] == "stated"]\n'
        "how_many = len(rows)",
    ),
    Task(
        id="06.b2",
        prompt="The average, in percent, without the hospital psychiatry survey.",
        expects=float,
        expected=_without_hospital,
        judge=close_to(
            _without_hospital,
            tolerance=0.06,
            mistakes=[
                Mistake(
                    _with_hospital,
                    "That is the average of all fourteen groups. Write the survey's name between "
                    "the quotation marks, and run the cell again.",
                ),
                Mistake(
                    _highest_without,
                    "That is the upper end for a new group. Take the number after `Pooled`.",
                ),
            ],
            right_reason="It falls from 37.0% to 32.0%, because 82 people of 7,164 were left out. "
            "An average that moves so much hangs on whom one counts in.",
            otherwise="Write `Gershengoren2019` between the quotation marks, run the cell, and "
            "read the number after `Pooled`.",
        ),
        hints=[
            "The survey is called Gershengoren2019, with the year and without a space.",
            'The first line should be `leave_out = ["Gershengoren2019"]`.',
        ],
        solution_text="Two of fourteen rows come from that survey: 83% and 94%. They are small, "
        "and count for far more than their number when groups differ this much.",
        solution_code='leave_out = ["Gershengoren2019"]\npercent = 32.0',
    ),
    Task(
        id="06.b3",
        prompt="The width, in points, of the interval for a new group, for the eight most alike.",
        expects=float,
        expected=_alike_width,
        judge=close_to(
            _alike_width,
            tolerance=0.16,
            mistakes=[
                Mistake(
                    _alike_mean_width,
                    "That is the width of the interval for the average. Take the line that begins "
                    "with 'A new group'.",
                ),
                Mistake(
                    _all_width,
                    "That is the width for all fourteen groups. Use the eight in this cell.",
                ),
            ],
            right_reason="About 51 points, and with all fourteen groups it was about 49. Groups "
            "that are more alike didn't make it narrower: there are fewer of them to learn from, "
            "and they still differ.",
            otherwise="Take the two numbers from the line that begins with 'A new group', and "
            "subtract the smaller from the larger.",
        ),
        hints=[
            "You need two numbers from the line that begins with 'A new group'.",
            "The larger minus the smaller: `65.2 - …`",
        ],
        solution_text="65.2 less 14.5. The range seen in these eight is 23% to 53%; the interval "
        "is wider, since eight groups don't tell much about a ninth.",
        solution_code="points = 65.2 - 14.5",
    ),
]
