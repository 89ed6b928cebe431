"""What `check` knows of exercise 7: three small tasks on who looks, who locks, and who is harmed.

Expected values and the two commonest mistakes of each task are computed from
`data/published_estimates.csv`. The sentences name a few figures: read them again when one changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.exercises.tasks import Mistake, Task, close_to

if TYPE_CHECKING:
    import pandas as pd

SEARCHED = "coxttg.client-searched-clinician"
TOLD = "coxttg.client-disclosed-search"
HAVE_ACCOUNT = "macdonald2010.has-personal-profile"
FRIENDS_ONLY = "macdonald2010.private-settings"
WOMEN = "pendergrast2021.harm-sexual.women"
MEN = "pendergrast2021.harm-sexual.men"


def _row(estimate_id: str) -> pd.Series:
    from friend_request.survey import load_estimates

    return load_estimates().set_index("estimate_id").loc[estimate_id]


def _told_of_all() -> float:
    return 100 * float(_row(TOLD)["count"]) / float(_row(SEARCHED)["denominator"])


def _told_of_searchers() -> float:
    return 100 * float(_row(TOLD)["count"]) / float(_row(SEARCHED)["count"])


def _searched_of_all() -> float:
    return 100 * float(_row(SEARCHED)["count"]) / float(_row(SEARCHED)["denominator"])


def _open_accounts() -> float:
    return float(_row(HAVE_ACCOUNT)["count"]) - float(_row(FRIENDS_ONLY)["count"])


def _open_of_all() -> float:
    return 100 * _open_accounts() / float(_row(HAVE_ACCOUNT)["denominator"])


def _open_of_holders() -> float:
    return 100 * _open_accounts() / float(_row(HAVE_ACCOUNT)["count"])


def _no_friends_only() -> float:
    """The common slip: everyone who is not on friends only, those without an account included."""
    everyone = float(_row(HAVE_ACCOUNT)["denominator"])
    return 100 * (everyone - float(_row(FRIENDS_ONLY)["count"])) / everyone


def _share(estimate_id: str) -> float:
    row = _row(estimate_id)
    return float(row["count"]) / float(row["denominator"])


def _times() -> float:
    return _share(WOMEN) / _share(MEN)


def _ratio_of_counts() -> float:
    return float(_row(WOMEN)["count"]) / float(_row(MEN)["count"])


def _points() -> float:
    return 100 * (_share(WOMEN) - _share(MEN))


TASKS = [
    Task(
        id="07.b1",
        prompt="The percentage of all clients asked who had searched and told.",
        expects=float,
        expected=_told_of_all,
        judge=close_to(
            _told_of_all,
            tolerance=0.3,
            mistakes=[
                Mistake(
                    _told_of_searchers,
                    "That is the 20% of the summary: those who told, out of those who searched. "
                    "The question asks about all clients, so 266 stands below the line.",
                ),
                Mistake(
                    _searched_of_all,
                    "That is everyone who searched. Put those who told above the line.",
                ),
            ],
            right_reason="About 13%. The same 35 people are 20% of those who searched and 13% of "
            "all who were asked. Say which one you mean.",
            otherwise="Divide those who told by all who were asked, and multiply by 100.",
        ),
        hints=[
            "Which of the three numbers counts all the clients?",
            "`100 * told / …`",
        ],
        solution_text="35 out of 266. Two of the counts were worked out from percentages, so the "
        "answer is good to about half a point.",
        solution_code="percent = 100 * told / asked",
    ),
    Task(
        id="07.b2",
        prompt="The percentage of all the new doctors who had an account open to anyone.",
        expects=float,
        expected=_open_of_all,
        judge=close_to(
            _open_of_all,
            tolerance=0.3,
            mistakes=[
                Mistake(
                    _open_of_holders,
                    "The people above the line are right. Below it you have those with an account; "
                    "the question asks about all 338.",
                ),
                Mistake(
                    _no_friends_only,
                    "You took 138 from all 338. That counts doctors without any account as open. "
                    "Begin with the 220 who had one.",
                ),
            ],
            right_reason="About 24%: 82 of 338. Of those with an account it was 37%.",
            otherwise="Take the 138 from the 220. Then divide by all the doctors, and multiply by "
            "100.",
        ),
        hints=[
            "How many accounts were left that weren't for friends only?",
            "`100 * (with_account - …) / …`",
        ],
        solution_text="220 less 138 are 82 open accounts, out of 338 doctors.",
        solution_code="percent = 100 * (with_account - friends_only) / doctors",
    ),
    Task(
        id="07.b3",
        prompt="How many times as high the share was among women as among men.",
        expects=float,
        expected=_times,
        judge=close_to(
            _times,
            tolerance=0.1,
            mistakes=[
                Mistake(
                    _ratio_of_counts,
                    "That divides 44 people by 3 people. But more women were asked than men. "
                    "Turn each into a share first.",
                ),
                Mistake(
                    _points,
                    "That is the difference in percentage points. To say how many times as high, "
                    "divide one share by the other.",
                ),
            ],
            right_reason="About eleven times. Three men are few, so the number is shaky, and the "
            "direction isn't.",
            otherwise="Divide 44 by 268, and 3 by 196. Then divide the first by the second.",
        ),
        hints=[
            "Two shares first: harassed women out of all women, and the same for men.",
            "`(women_harassed / women) / (… / …)`",
        ],
        solution_text="16.4% against 1.5%. Compare shares, and not counts, whenever the groups "
        "differ in size.",
        solution_code="times = (women_harassed / women) / (men_harassed / men)",
    ),
]
