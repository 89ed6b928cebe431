"""What `check` knows of exercise 2: three small tasks on the table of clauses.

Expected values and the two commonest mistakes of each task are computed from
`data/ethics_codes.csv`. The sentences name a few figures: read them again when one changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.exercises.tasks import Mistake, Task, close_to, same_text

if TYPE_CHECKING:
    import pandas as pd

FOUR = ["AAMFT Code of Ethics", "ACA Code of Ethics", "HIPAA Privacy Rule", "NASW Code of Ethics"]
NASW = "NASW Code of Ethics"


def _codes() -> pd.DataFrame:
    from friend_request.survey import load_codes

    return load_codes()


def _reaching(country: str, whom: list[str]) -> int:
    codes = _codes()
    return int(((codes["country"] == country) & codes["applies_to"].isin(whom)).sum())


def _uk_former_or_both() -> int:
    return _reaching("UK", ["former", "both"])


def _uk_former_only() -> int:
    return _reaching("UK", ["former"])


def _usa_former_or_both() -> int:
    return _reaching("USA", ["former", "both"])


def _counts() -> pd.DataFrame:
    import pandas as pd

    codes = _codes()
    four = codes[codes["code"].isin(FOUR)]
    return pd.crosstab(four["code"], four["applies_to"])


def _silent() -> str:
    counts = _counts()
    return str((counts["former"] + counts["both"]).idxmin())


def _fewest_current() -> str:
    """The source that has least on current clients: the wrong column."""
    return str(_counts()["current"].idxmin())


def _most_on_former() -> str:
    counts = _counts()
    return str((counts["former"] + counts["both"]).idxmax())


def _nasw() -> pd.DataFrame:
    codes = _codes()
    return codes[codes["code"] == NASW]


def _percent_official() -> float:
    return 100 * float((_nasw()["evidence"] == "official").mean())


def _share_official() -> float:
    return _percent_official() / 100


def _percent_not_official() -> float:
    return 100 - _percent_official()


TASKS = [
    Task(
        id="02.b1",
        prompt="The number of rows from the UK that reach former clients.",
        expects=int,
        expected=_uk_former_or_both,
        judge=close_to(
            _uk_former_or_both,
            tolerance=0,
            mistakes=[
                Mistake(
                    _uk_former_only,
                    "That counts rows that speak of former clients only. Rows marked `both` reach "
                    "them too, so add that word to the list.",
                ),
                Mistake(
                    _usa_former_or_both,
                    "The list is right, and these are the rows from the USA. Change the country, "
                    "run the cell, and read the new number.",
                ),
            ],
            right_reason="More than half of them are marked `both`. A search for the word "
            "*former* alone would have missed those.",
            otherwise="Change the country to `UK` and the list to `former` and `both`, run the "
            "cell, and write down the number that it shows.",
        ),
        hints=[
            "A row that speaks of current and former clients alike is marked `both`.",
            'The third line should end in `.isin(["former", "both"])]`.',
        ],
        solution_text="Two conditions: the row is from the UK, and it is marked `former` or "
        "`both`. The list in square brackets may hold several words; one of them is enough.",
        solution_code='here = codes[codes["country"] == "UK"]\n'
        'reach_former = here[here["applies_to"].isin(["former", "both"])]\n'
        "how_many = len(reach_former)",
    ),
    Task(
        id="02.b2",
        prompt="The source in which no row reaches former clients, named as in the table.",
        expects=str,
        expected=_silent,
        judge=same_text(
            _silent,
            mistakes=[
                Mistake(
                    _fewest_current,
                    "That source has the fewest rows on *current* clients only. Look at the "
                    "columns *Former* and *Both*, and add them up.",
                ),
                Mistake(
                    _most_on_former,
                    "That source has the most rows that reach former clients. Look for the one "
                    "where both columns are zero.",
                ),
            ],
            right_reason="None of the clauses that we have from it speaks of former clients. Its "
            "own preamble says that silence makes nothing ethical or unethical.",
            otherwise="Copy the name from the first column, in quotation marks.",
        ),
        hints=[
            "Rows that reach former clients stand in two columns, *Former* and *Both*.",
            'The line should begin with `table = pd.crosstab(codes[wanted]["code"]`.',
        ],
        solution_text="Count by code and by whom, then add the two columns that reach former "
        "clients. The source where the sum is zero is silent about them, in our table.",
        solution_code='table = pd.crosstab(codes[wanted]["code"], codes[wanted]["applies_to"])\n'
        'counts = table["former"] + table["both"]\n'
        "silent = counts.idxmin()",
    ),
    Task(
        id="02.b3",
        prompt="The percentage of the NASW rows that were read on an official page.",
        expects=float,
        expected=_percent_official,
        judge=close_to(
            _percent_official,
            tolerance=0.6,
            mistakes=[
                Mistake(
                    _share_official,
                    "The division is right, and the answer is a share between 0 and 1. Multiply it "
                    "by 100 to make it a percentage.",
                ),
                Mistake(
                    _percent_not_official,
                    "That is the rest: the rows read in a copy or a restatement. The question is "
                    "about the official pages.",
                ),
            ],
            right_reason="Well under half. For the others, open the clause itself before you rely "
            "on it.",
            otherwise="A percentage is 100 times the rows read on an official page, divided by "
            "all rows of that code. Change the name of the code first.",
        ),
        hints=[
            "The cell prints both numbers that you need, once the name of the code is right.",
            "100 times the smaller number, divided by the larger.",
        ],
        solution_text="Keep the rows of one code, count those marked `official`, and divide by all "
        "of them. The others came from copies and restatements.",
        solution_code='mine = codes[codes["code"] == "NASW Code of Ethics"]\n'
        'percent = 100 * (mine["evidence"] == "official").sum() / len(mine)',
    ),
]
