"""What `check` knows of exercise 5: three small tasks on stories without names.

The counts of tasks b1 and b2 are from the abstracts of Lagu and colleagues (2008) and Ahmed and
colleagues (2020). Task b3 is computed from `data/published_estimates.csv`: its sentences name a few
figures, so read them again when one changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.exercises.tasks import Mistake, Task, close_to

if TYPE_CHECKING:
    import pandas as pd

BLOGS, ON_PATIENTS, RECOGNISABLE = 271, 114, 45
LIVING, COULD_KNOW = 348, 162


def _of_those_on_patients() -> float:
    return 100 * RECOGNISABLE / ON_PATIENTS


def _of_all_blogs() -> float:
    return 100 * RECOGNISABLE / BLOGS


def _describe_patients() -> float:
    return 100 * ON_PATIENTS / BLOGS


def _interval() -> tuple[float, float]:
    from friend_request.survey import wilson

    low, high = wilson(COULD_KNOW, LIVING)
    return 100 * float(low), 100 * float(high)


def _lower_end() -> float:
    return _interval()[0]


def _upper_end() -> float:
    return _interval()[1]


def _percentage_itself() -> float:
    return 100 * COULD_KNOW / LIVING


def _on_posts() -> pd.DataFrame:
    from friend_request.survey import load_estimates

    rows = load_estimates()
    return rows[rows["measure"].str.contains("post.*_client")]


def _stated() -> int:
    return int((_on_posts()["denominator_basis"] == "stated").sum())


def _assumed() -> int:
    return int((_on_posts()["denominator_basis"] == "assumed").sum())


def _all_on_posts() -> int:
    return len(_on_posts())


TASKS = [
    Task(
        id="05.b1",
        prompt="The percentage of the blogs on patients in which somebody could be recognised.",
        expects=float,
        expected=_of_those_on_patients,
        judge=close_to(
            _of_those_on_patients,
            tolerance=0.06,
            mistakes=[
                Mistake(
                    _of_all_blogs,
                    "That is 45 of all 271 blogs, the figure that the abstract prints. Below the "
                    "line belong only the blogs that described patients.",
                ),
                Mistake(
                    _describe_patients,
                    "That is how many blogs described patients at all. Above the line belong the "
                    "45 in which somebody could be recognised.",
                ),
            ],
            right_reason="About 39%, and not 17%. Nothing has changed but the number below the "
            "line.",
            otherwise="Divide the 45 by the number of blogs that described patients, and multiply "
            "by 100.",
        ),
        hints=[
            "Which of the three numbers counts the blogs that described patients?",
            "`100 * recognisable / …`",
        ],
        solution_text="45 out of 114. It supposes that all 45 are among the 114, which the "
        "abstract's words suggest and its percentage doesn't.",
        solution_code="percent = 100 * recognisable / on_patients",
    ),
    Task(
        id="05.b2",
        prompt="The lower end of the interval around 162 of 348.",
        expects=float,
        expected=_lower_end,
        judge=close_to(
            _lower_end,
            tolerance=0.06,
            mistakes=[
                Mistake(
                    _percentage_itself,
                    "That is the percentage itself, under `percent`. The lower end stands under "
                    "`low`.",
                ),
                Mistake(
                    _upper_end,
                    "That is the upper end, under `high`. The lower end stands under `low`.",
                ),
            ],
            right_reason="From about 41% to 52%. It covers chance alone, and not whether those "
            "who judged were right.",
            otherwise="Run the cell, look for `low` in what it prints, and write down the number "
            "under it.",
        ),
        hints=[
            "The cell prints five numbers. The last two are the ends of the interval.",
            "The lower end stands under `low`.",
        ],
        solution_text="Under `low` stands 41.4: the interval goes from 41.4% to 51.8%.",
        solution_code="lower_end = 41.4",
    ),
    Task(
        id="05.b3",
        prompt="The number of figures on posts about clients whose denominator is stated.",
        expects=int,
        expected=_stated,
        judge=close_to(
            _stated,
            tolerance=0,
            mistakes=[
                Mistake(
                    _assumed,
                    "That is the number of figures where it had to be assumed. Change the word "
                    "between the quotation marks to `stated`.",
                ),
                Mistake(
                    _all_on_posts,
                    "That counts all the figures on posts about clients. Keep the line that asks "
                    "how the denominator is known.",
                ),
            ],
            right_reason="One of five. For the others somebody had to assume the number below the "
            "line, or couldn't say it at all.",
            otherwise="Change only the word between the quotation marks, run the cell, and write "
            "down the first number that it shows.",
        ),
        hints=[
            "The word that you need is `stated`.",
            'The third line should end in `== "stated"]`.',
        ],
        solution_text="The column `denominator_basis` says how the table came by the number below "
        "the line: stated in the source, assumed, worked out, or unknown.",
        solution_code='rows = posts[posts["denominator_basis"] == "stated"]\nhow_many = len(rows)',
    ),
]
