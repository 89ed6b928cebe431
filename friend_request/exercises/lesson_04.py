"""Lesson 4's figures on how endings were felt, and what `check` knows of its exercise.

The figures are those of one conference abstract (Keller and colleagues 2021), which gives whole
percentages of 73 young people. Its counts are not printed: they are worked out here. Two of them
do not return to the published percentage, so that some items were probably answered by fewer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.exercises.tasks import Mistake, Task, close_to, same_text

if TYPE_CHECKING:
    import pandas as pd

ASKED = 73
# Statement, percentage as published. The first six answer one question, more than one could be
# ticked; the others are items of a grief inventory, rated mostly or very true.
FELT = (
    ("Disappointed", 69),
    ("Sad", 40),
    ("Upset", 38),
    ("Frustrated", 16),
    ("Relieved", 15),
    ("Glad", 11),
)
SINCE = (
    ("I enjoy good memories", 71),
    ("I enjoy thinking about my mentor", 53),
    ("I can't accept that it is over", 32),
    ("I feel more lonely", 30),
    ("I avoid upsetting memories", 21),
    ("It is harder to trust people", 20),
)


def felt_endings() -> pd.DataFrame:
    """How young people felt when a mentoring match had been closed.

    Returns:
        12 rows: `statement` (shortened), `part` (felt or since), `published` (whole percent),
        `count` (people, worked out from it), `denominator` (73).

    Source: Keller2021 in `references.json`, a conference abstract.
    """
    import pandas as pd

    rows = [("felt", *row) for row in FELT] + [("since", *row) for row in SINCE]
    table = pd.DataFrame(rows, columns=["part", "statement", "published"])
    table["count"] = (table["published"] * ASKED / 100).round().astype("int64")
    table["denominator"] = ASKED
    return table[["statement", "part", "published", "count", "denominator"]]


def _row(statement: str) -> pd.Series:
    table = felt_endings()
    return table[table["statement"] == statement].iloc[0]


def _people() -> float:
    return float(_row("Disappointed")["count"])


def _percent_as_people() -> float:
    return float(_row("Disappointed")["published"])


def _the_others() -> float:
    return ASKED - _people()


def _not_returning() -> list[str]:
    table = felt_endings()
    back = (100 * table["count"] / table["denominator"]).round()
    return [str(each) for each in table.loc[back != table["published"], "statement"]]


def _fewest() -> str:
    return str(felt_endings().sort_values("count")["statement"].iloc[0])


def _neighbour() -> str:
    """A row with the same count as one that does not return, and which itself does."""
    table = felt_endings()
    odd = table["statement"].isin(_not_returning())
    same = ~odd & table["count"].isin(table.loc[odd, "count"])
    return str(table.loc[same, "statement"].iloc[0])


def _width() -> float:
    from friend_request.survey import proportions

    table = proportions(felt_endings())
    row = table[table["statement"] == "Disappointed"].iloc[0]
    return float(row["high"] - row["low"])


def _half_width() -> float:
    return _width() / 2


def _width_of_last() -> float:
    from friend_request.survey import proportions

    table = proportions(felt_endings())
    row = table[table["statement"] == "Glad"].iloc[0]
    return float(row["high"] - row["low"])


TASKS = [
    Task(
        id="04.b1",
        prompt="How many of the 73 young people were disappointed.",
        expects=float,
        expected=_people,
        judge=close_to(
            _people,
            tolerance=0.5,
            mistakes=[
                Mistake(
                    _percent_as_people,
                    "That is the percentage: out of 100. Only 73 were asked, so the number of "
                    "people is smaller.",
                ),
                Mistake(
                    _the_others,
                    "Those are the others, who didn't say so. Take the percentage of 73 itself.",
                ),
            ],
            right_reason="About 50 young people stand behind the 69%. Say the number, and "
            "listeners hear how small the study was.",
            otherwise="Take 69 hundredths of 73: multiply the two and divide by 100.",
        ),
        hints=[
            "A percentage of a group: percent times people, divided by 100.",
            "Put `percent * asked / 100` in the place of the three dots.",
        ],
        solution_text="69 hundredths of 73 are 50.4. People come whole, so it was about 50.",
        solution_code="people = percent * asked / 100",
    ),
    Task(
        id="04.b2",
        prompt="One of the two statements whose percentages can't come from 73 people.",
        expects=str,
        expected=lambda: _not_returning()[0],
        judge=same_text(
            _not_returning,
            mistakes=[
                Mistake(
                    _neighbour,
                    "That row comes back to what was published. Another row has the same number "
                    "of people and a different published percentage: that one doesn't.",
                ),
                Mistake(
                    _fewest,
                    "That row has the fewest people, and it does come back to its percentage. Look "
                    "for the row in which `published` and `back` differ.",
                ),
            ],
            right_reason="No whole number out of 73 gives 69%, or 20%. Probably not everyone "
            "answered these two, and the abstract doesn't say how many did.",
            otherwise="Compare `published` with `back`, row by row, and copy the statement of the "
            "row in which they differ, in quotation marks.",
        ),
        hints=[
            "Ten rows come back to the percentage that they started from. Two don't.",
            "Look at the first row and at the last.",
        ],
        solution_text="From percent to people and back again ought to give the same percentage. "
        "Where it doesn't, the denominator is probably another one.",
        solution_code="odd_one = "
        'table.loc[table["back"] != table["published"], "statement"].iloc[0]',
    ),
    Task(
        id="04.b3",
        prompt="The width of the interval around the 69%, in percentage points.",
        expects=float,
        expected=_width,
        judge=close_to(
            _width,
            tolerance=0.6,
            mistakes=[
                Mistake(
                    _half_width,
                    "That is half of it, from the middle to one end. The width goes from `low` to "
                    "`high`.",
                ),
                Mistake(
                    _width_of_last,
                    "That is the interval of the last row. Take the row *Disappointed*.",
                ),
            ],
            right_reason="About 21 points. Anything from under six in ten to nearly eight in ten "
            "would fit, and that is before asking who didn't answer.",
            otherwise="Subtract `low` from `high` in the row *Disappointed*.",
        ),
        hints=[
            "The width is `high` minus `low`.",
            "Read both numbers in the first row, and subtract the smaller one.",
        ],
        solution_text="The interval runs from about 57% to about 78%. Most were disappointed; "
        "how large that majority is, 73 people can't say more closely.",
        solution_code='first = table[table["statement"] == "Disappointed"].iloc[0]\n'
        'width = first["high"] - first["low"]',
    ),
]
