"""What `check` knows of exercise 8: three small tasks on rates and their denominators.

Tasks b1 and b3 are computed from `data/published_estimates.csv`, task b2 from the synthetic survey.
The sentences name a few figures: read them again when one changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.exercises.tasks import Mistake, Task, close_to

if TYPE_CHECKING:
    import pandas as pd


def _row(estimate_id: str) -> pd.Series:
    from friend_request.survey import load_estimates

    rows = load_estimates()
    return rows[rows["estimate_id"] == estimate_id].iloc[0]


def _informed() -> pd.Series:
    return _row("eichenbergsawyer2016.client-searched-clinician-any-source")


def _used_internet() -> pd.Series:
    return _row("eichenbergsawyer2016.client-searched-clinician")


def _internet_of_all() -> float:
    return 100 * float(_used_internet()["count"]) / float(_informed()["denominator"])


def _internet_of_informed() -> float:
    return 100 * float(_used_internet()["count"]) / float(_used_internet()["denominator"])


def _informed_of_all() -> float:
    return 100 * float(_informed()["count"]) / float(_informed()["denominator"])


def _asked_by_a_client() -> tuple[int, int, int]:
    """Task b2: professional and asked; all with a professional profile; all who were asked."""
    from friend_request.survey import load_synthetic

    survey = load_synthetic()
    professional = survey["profile_type"].isin(["professional only", "both"])
    asked = survey["received_request_client"] == "yes"
    return int((professional & asked).sum()), int(professional.sum()), int(asked.sum())


def _given_a_profile() -> float:
    both, professional, _ = _asked_by_a_client()
    return 100 * both / professional


def _given_a_request() -> float:
    both, _, asked = _asked_by_a_client()
    return 100 * both / asked


def _professional_only() -> float:
    from friend_request.survey import load_synthetic

    survey = load_synthetic()
    alone = survey["profile_type"] == "professional only"
    asked = survey["received_request_client"] == "yes"
    return 100 * float((alone & asked).sum()) / float(alone.sum())


def _doctors() -> tuple[float, float, float, float]:
    """Task b3: everyone, accounts, open pages, open pages that show drinking."""
    profile = _row("macdonald2010.has-personal-profile")
    photo = _row("macdonald2010.public-alcohol-photo")
    return (
        float(profile["denominator"]),
        float(profile["count"]),
        float(photo["denominator"]),
        float(photo["count"]),
    )


def _at_most() -> float:
    _, accounts, open_pages, drinking = _doctors()
    return 100 * (drinking + accounts - open_pages) / accounts


def _as_the_open_ones() -> float:
    _, _, open_pages, drinking = _doctors()
    return 100 * drinking / open_pages


def _at_most_of_everyone() -> float:
    everyone, accounts, open_pages, drinking = _doctors()
    return 100 * (drinking + accounts - open_pages) / everyone


TASKS = [
    Task(
        id="08.b1",
        prompt="The percentage of all the people asked who had used the internet for it.",
        expects=float,
        expected=_internet_of_all,
        judge=close_to(
            _internet_of_all,
            tolerance=0.06,
            mistakes=[
                Mistake(
                    _internet_of_informed,
                    "That is of the 106 who had got information at all. The question asks of "
                    "everyone: put 238 below the line.",
                ),
                Mistake(
                    _informed_of_all,
                    "That is how many had got information from any source. Above the line belong "
                    "the 85 who used the internet.",
                ),
            ],
            right_reason="About 36%. The others had got none, or had it from elsewhere.",
            otherwise="Divide the 85 by everyone who was asked, and multiply by 100.",
        ),
        hints=[
            "Everyone who was asked goes below the line.",
            "`100 * used_internet / …`",
        ],
        solution_text="85 of 238. The 80% had only the 106 below the line.",
        solution_code="percent = 100 * used_internet / asked",
    ),
    Task(
        id="08.b2",
        prompt="Of those with a professional profile, the percentage whom a client asked.",
        expects=float,
        expected=_given_a_profile,
        judge=close_to(
            _given_a_profile,
            tolerance=0.06,
            mistakes=[
                Mistake(
                    _given_a_request,
                    "That is turned round: of the 147 who were asked, how many have a professional "
                    "profile. Put everyone with such a profile below the line.",
                ),
                Mistake(
                    _professional_only,
                    "That is of those who have a professional profile and no other. Those who have "
                    "both belong with them, above the line and below it.",
                ),
            ],
            right_reason="About 34%: 62 of 184 invented people. Turned round it would be 42%.",
            otherwise="Two rows have a professional profile. Add their people who said yes, and "
            "divide by all the people in these two rows.",
        ),
        hints=[
            "The rows that you need are `professional only` and `both`.",
            "Put `100 * (14 + 48) / (… + …)` in the place of the three dots.",
        ],
        solution_text="14 and 48 said yes, out of 47 and 137.",
        solution_code="percent = 100 * (14 + 48) / (47 + 137)",
    ),
    Task(
        id="08.b3",
        prompt="The highest percentage of account holders that is possible.",
        expects=float,
        expected=_at_most,
        judge=close_to(
            _at_most,
            tolerance=0.06,
            mistakes=[
                Mistake(
                    _as_the_open_ones,
                    "That takes the open pages for all pages. At the most, every locked page shows "
                    "it too: add the 138 above the line, and put 220 below it.",
                ),
                Mistake(
                    _at_most_of_everyone,
                    "Above the line you are right. Below it belong the 220 with an account, and "
                    "not all 338 doctors.",
                ),
            ],
            right_reason="80%. Between 17% and 80% the data can't decide.",
            otherwise="Suppose that every locked page shows it. Add those pages to the 38, and "
            "divide by all accounts.",
        ),
        hints=[
            "What if all the locked pages showed it?",
            "`100 * (drinking + …) / accounts`",
        ],
        solution_text="38 open pages and 138 locked ones make 176, out of 220.",
        solution_code="at_most = 100 * (drinking + locked) / accounts",
    ),
]
