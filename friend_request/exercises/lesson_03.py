"""What `check` knows of exercise 3: three small tasks on what the public said it wants.

Expected values and the two commonest mistakes of each task are computed from
`data/published_estimates.csv`. The sentences name a few figures: read them again when one changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.exercises.tasks import Mistake, Task, close_to

if TYPE_CHECKING:
    import pandas as pd

THINKS_RIGHT = "client_thinks_contact_ok"
UNEASY = "youth_view_uneasy"
CONCERNED = "youth_view_concerned"


def _estimates() -> pd.DataFrame:
    from friend_request.survey import load_estimates

    return load_estimates()


def _row(measure: str) -> pd.Series:
    rows = _estimates()
    return rows[rows["measure"] == measure].iloc[0]


def _everyone_and_younger() -> tuple[pd.Series, pd.Series]:
    """Task b1: all adults who were asked, and those of 18 to 34 among them."""
    rows = _estimates()
    rows = rows[rows["measure"] == THINKS_RIGHT].sort_values("denominator", ascending=False)
    return rows.iloc[0], rows.iloc[1]


def _percent_of_the_others() -> float:
    everyone, younger = _everyone_and_younger()
    yes = float(everyone["count"]) - float(younger["count"])
    return 100 * yes / (float(everyone["denominator"]) - float(younger["denominator"]))


def _others_out_of_everyone() -> float:
    everyone, younger = _everyone_and_younger()
    return 100 * (float(everyone["count"]) - float(younger["count"])) / float(everyone["n"])


def _everyone_again() -> float:
    everyone, _ = _everyone_and_younger()
    return 100 * float(everyone["count"]) / float(everyone["denominator"])


def _from_clients() -> pd.DataFrame:
    rows = _estimates()
    return rows[rows["client_report"]]


def _stated() -> int:
    return int((_from_clients()["denominator_basis"] == "stated").sum())


def _assumed() -> int:
    return int((_from_clients()["denominator_basis"] == "assumed").sum())


def _all_from_clients() -> int:
    return len(_from_clients())


def _uneasy_or_concerned() -> float:
    rows = [_row(UNEASY), _row(CONCERNED)]
    return 100 * sum(float(row["count"]) for row in rows) / float(rows[0]["denominator"])


def _uneasy_alone() -> float:
    return float(_row(UNEASY)["percent"])


def _as_share() -> float:
    return _uneasy_or_concerned() / 100


TASKS = [
    Task(
        id="03.b1",
        prompt="The percentage of those aged 35 and over who think such contact right.",
        expects=float,
        expected=_percent_of_the_others,
        judge=close_to(
            _percent_of_the_others,
            tolerance=0.06,
            mistakes=[
                Mistake(
                    _others_out_of_everyone,
                    "The people above the line are right. Below it you still have all 2,204: take "
                    "the 551 younger ones out there as well.",
                ),
                Mistake(
                    _everyone_again,
                    "That is all adults again, with the younger ones in it. Take them out above "
                    "the line and below it.",
                ),
            ],
            right_reason="About 36%. The younger ones had pulled the figure for everyone up, so "
            "the difference between the two ages is 29 points, and not 22.",
            otherwise="Take the younger ones out of both numbers, those who said yes and those "
            "who were asked. Then divide, and multiply by 100.",
        ),
        hints=[
            "Two subtractions: one among those who said yes, one among those who were asked.",
            "Put brackets around each subtraction: `100 * (… - …) / (… - …)`.",
        ],
        solution_text="948 less 358 said yes, out of 2,204 less 551. Both counts are worked out "
        "from rounded percentages, so the answer is good to about one point.",
        solution_code="percent = 100 * (all_yes - young_yes) / (all_asked - young_asked)",
    ),
    Task(
        id="03.b2",
        prompt="The number of figures from clients or the public whose denominator is stated.",
        expects=int,
        expected=_stated,
        judge=close_to(
            _stated,
            tolerance=0,
            mistakes=[
                Mistake(
                    _assumed,
                    "That is the number of rows where it had to be assumed. Change the word "
                    "between the quotation marks to `stated`.",
                ),
                Mistake(
                    _all_from_clients,
                    "That counts every figure from clients or the public. Keep the second line, "
                    "which asks how the denominator is known.",
                ),
            ],
            right_reason="Two of sixteen, and both are from one study. For the others somebody "
            "had to assume, or work out, how many people the percentage is a percentage of.",
            otherwise="Change only the word between the quotation marks, run the cell, and write "
            "down the number that it shows.",
        ),
        hints=[
            "The word that you need is `stated`.",
            'The second line should end in `== "stated"]`.',
        ],
        solution_text="The column `denominator_basis` says how the table came by the number "
        "below the line: stated in the source, assumed, or worked out.",
        solution_code='rows = from_clients[from_clients["denominator_basis"] == "stated"]\n'
        "how_many = len(rows)",
    ),
    Task(
        id="03.b3",
        prompt="The percentage of students who were uneasy or concerned.",
        expects=float,
        expected=_uneasy_or_concerned,
        judge=close_to(
            _uneasy_or_concerned,
            tolerance=0.06,
            mistakes=[
                Mistake(
                    _uneasy_alone,
                    "That is those who were uneasy. The 8 who were concerned belong with them.",
                ),
                Mistake(
                    _as_share,
                    "The division is right, and the answer is a share between 0 and 1. Multiply it "
                    "by 100 to make it a percentage.",
                ),
            ],
            right_reason="About 15%, or one in seven. They were told that researchers had looked. "
            "What they would say of a worker who decides things about them, nobody asked.",
            otherwise="Add those who were uneasy to those who were concerned, divide by all the "
            "students, and multiply by 100.",
        ),
        hints=[
            "One person gave one answer, so that the two groups can be added.",
            "`100 * (uneasy + concerned) / …`",
        ],
        solution_text="12 and 8 make 20, out of 132. Counts may be added where nobody is in both "
        "groups, and the denominator stays the same.",
        solution_code="percent = 100 * (uneasy + concerned) / students",
    ),
]
