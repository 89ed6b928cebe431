"""What `check` knows of exercise 1: three small tasks on the published figures.

Expected values and the two commonest mistakes of each task are computed from
`data/published_estimates.csv`. The sentences name a few figures: read them again when one changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.exercises.tasks import Mistake, Task, close_to, same_text

if TYPE_CHECKING:
    import pandas as pd

ASKED = "received_request_client"
SEARCHED = "searched_client"


def _rows(measure: str, poolable: bool = True) -> pd.DataFrame:
    from friend_request.survey import load_estimates

    estimates = load_estimates()
    rows = estimates[estimates["measure"] == measure]
    return rows[rows["poolable"]] if poolable else rows


def _doctors() -> pd.Series:
    """The survey of task b1: 187 doctors took part; this figure is given out of 155."""
    rows = _rows(ASKED)
    return rows[rows["ref"] == "Brown2014"].iloc[0]


def _percent_of_those_counted() -> float:
    row = _doctors()
    return 100 * float(row["count"]) / float(row["denominator"])


def _percent_of_all_who_took_part() -> float:
    row = _doctors()
    return 100 * float(row["count"]) / float(row["n"])


def _share_instead_of_percent() -> float:
    return _percent_of_those_counted() / 100


def _rows_on_searching() -> int:
    return len(_rows(SEARCHED))


def _rows_on_requests() -> int:
    return len(_rows(ASKED))


def _rows_on_searching_unfiltered() -> int:
    return len(_rows(SEARCHED, poolable=False))


def _by_width() -> pd.DataFrame:
    from friend_request.survey import proportions

    table = proportions(_rows(ASKED))
    table["width"] = table["high"] - table["low"]
    return table.sort_values("width", ascending=False)


def _widest() -> str:
    return str(_by_width()["population"].iloc[0])


def _narrowest() -> str:
    return str(_by_width()["population"].iloc[-1])


def _lowest() -> str:
    return str(_by_width().sort_values("percent")["population"].iloc[0])


TASKS = [
    Task(
        id="01.b1",
        prompt="The percentage of doctors who had a request, out of those counted here.",
        expects=float,
        expected=_percent_of_those_counted,
        judge=close_to(
            _percent_of_those_counted,
            tolerance=0.06,
            mistakes=[
                Mistake(
                    _percent_of_all_who_took_part,
                    "That is out of all who took part. 32 of them are not counted in this figure, "
                    "and what they would have said is not known. Divide by those who are.",
                ),
                Mistake(
                    _share_instead_of_percent,
                    "The division is right, and the answer is a share between 0 and 1. Multiply it "
                    "by 100 to make it a percentage.",
                ),
            ],
            right_reason="About one in five of the doctors counted. A percentage without its "
            "denominator says little: out of all who took part it would be about 16%.",
            otherwise="A percentage is 100 times those who said yes, divided by those who are "
            "counted in the answer.",
        ),
        hints=[
            "Whose answers are in this figure? Only those people belong below the line.",
            "Copy the line of the example, and change the name after the slash.",
        ],
        solution_text="187 doctors took part and the figure is given out of 155, so 155 is the "
        "denominator. The 32 others are not a no; they are unknown.",
        solution_code="percent = 100 * said_yes / counted_here",
    ),
    Task(
        id="01.b2",
        prompt="The number of rows on searching for a client that can be compared.",
        expects=int,
        expected=_rows_on_searching,
        judge=close_to(
            _rows_on_searching,
            tolerance=0,
            mistakes=[
                Mistake(
                    _rows_on_requests,
                    "That is the number of rows on friend requests, as before. Change the word "
                    "between the quotation marks, run the cell, and read the new number.",
                ),
                Mistake(
                    _rows_on_searching_unfiltered,
                    "That counts every row on searching. Some must not stand beside the others, "
                    "for example because they are part of another row. "
                    'Keep `& estimates["poolable"]`.',
                ),
            ],
            right_reason="More than twice as many as on friend requests. What gets counted is not "
            "always what workers meet most.",
            otherwise="Change only the word between the quotation marks, run the cell, and write "
            "down the number that it shows.",
        ),
        hints=[
            f"The measure is called `{SEARCHED}`. Spelling and underscores matter.",
            f'The first line ends in `== "{SEARCHED}"`. Leave the second line as it is.',
        ],
        solution_text="The filter keeps rows of one measure, and of these only the ones that may "
        "be compared. Change the measure and the rest stays true.",
        solution_code=f'wanted = estimates["measure"] == "{SEARCHED}"\n'
        'rows = estimates[wanted & estimates["poolable"]]\n'
        "how_many = len(rows)",
    ),
    Task(
        id="01.b3",
        prompt="The group with the widest interval, named as in the table.",
        expects=str,
        expected=_widest,
        judge=same_text(
            _widest,
            mistakes=[
                Mistake(
                    _narrowest,
                    "That group has the narrowest interval: more than 4,000 people answered. "
                    "Look at the other end of the table.",
                ),
                Mistake(
                    _lowest,
                    "That group has the lowest percentage. A low figure can have a narrow "
                    "interval. Look at the column `width`.",
                ),
            ],
            right_reason="Only 58 people stand behind that figure, so the true share could well "
            "lie anywhere from about 24% to about 47%.",
            otherwise="Copy the name from the column `population`, in quotation marks.",
        ),
        hints=[
            "The column `width` says how wide each interval is, from `low` to `high`.",
            "Change `True` to `False`: then the widest interval comes first.",
        ],
        solution_text="The width of an interval depends mostly on how many people were asked. The "
        "group with the fewest people has the widest one, whatever its percentage.",
        solution_code='table = table.sort_values("width", ascending=False)\n'
        'widest = table["population"].iloc[0]',
    ),
]
