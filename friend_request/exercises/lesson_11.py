"""What `check` knows of exercise 11: three small tasks with published figures on policy.

Expected values and the two commonest mistakes of each task are computed from
`published_estimates.csv`. The sentences name a few figures: read them again when one changes.
"""

from __future__ import annotations

from friend_request.exercises.tasks import Mistake, Task, close_to

# Of 49 states that were asked, 15 answered: the row's own note says so.
STATES_ASKED = 49


def _row(estimate_id: str) -> tuple[int, int]:
    """How many said yes in one published row, and out of how many."""
    from friend_request.survey import load_estimates

    row = load_estimates().set_index("estimate_id").loc[estimate_id]
    return int(row["count"]), int(row["denominator"])


def _quebec() -> tuple[int, int]:
    none, asked = _row("laliberte2016.no-policy")
    unsure, _ = _row("laliberte2016.policy-unaware")
    return asked - none - unsure, asked


def _know() -> float:
    know, asked = _quebec()
    return 100 * know / asked


def _not_none() -> float:
    none, asked = _row("laliberte2016.no-policy")
    return 100 * (asked - none) / asked


def _know_as_share() -> float:
    return _know() / 100


def _at_least() -> float:
    yes, _ = _row("stott2016.org-trains-searching")
    return 100 * yes / STATES_ASKED


def _of_those_who_answered() -> float:
    yes, answered = _row("stott2016.org-trains-searching")
    return 100 * yes / answered


def _at_most() -> float:
    yes, answered = _row("stott2016.org-trains-searching")
    return 100 * (yes + STATES_ASKED - answered) / STATES_ASKED


def _usa() -> float:
    not_known, asked = _row("sagequinnfitch2013.no-policy-or-unsure")
    return 100 * (asked - not_known) / asked


def _points() -> float:
    return _usa() - _know()


def _points_as_share() -> float:
    return _points() / 100


def _ratio() -> float:
    return _usa() / _know()


TASKS = [
    Task(
        id="11.b1",
        prompt="The percentage of the physiotherapists who knew of a policy.",
        expects=float,
        expected=_know,
        judge=close_to(
            _know,
            tolerance=0.3,
            mistakes=[
                Mistake(
                    _not_none,
                    "Here those who don't know are counted as if they knew of one. Take them off "
                    "as well.",
                ),
                Mistake(
                    _know_as_share,
                    "The division is right, and the answer is a share between 0 and 1. Multiply "
                    "it by 100 to make it a percentage.",
                ),
            ],
            right_reason="About 21%: 68 of 322.",
            otherwise="Take both groups from the 322, divide what is left by 322, and multiply "
            "by 100.",
        ),
        hints=[
            "How many are left when both groups have been taken off?",
            "`100 * (asked - none - unsure) / asked`",
        ],
        solution_text="322 less 120 less 134 leaves 68.",
        solution_code="percent = 100 * (asked - none - unsure) / asked",
    ),
    Task(
        id="11.b2",
        prompt="The smallest percentage of the 49 states that it can be.",
        expects=float,
        expected=_at_least,
        judge=close_to(
            _at_least,
            tolerance=0.3,
            mistakes=[
                Mistake(
                    _of_those_who_answered,
                    "That is the share of the 15 that answered. The question is about all 49.",
                ),
                Mistake(
                    _at_most,
                    "That is the most that it can be: all the silent states counted as yes. Count "
                    "them as no.",
                ),
            ],
            right_reason="About 16%: 8 of 49. At most it could be 86%.",
            otherwise="Divide the 8 by all the states that were asked, and multiply by 100.",
        ),
        hints=[
            "If no silent state trains its staff, how many of the 49 do?",
            "`100 * yes / asked`",
        ],
        solution_text="8 of 49, with every silent state counted as no.",
        solution_code="at_least = 100 * yes / asked",
    ),
    Task(
        id="11.b3",
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
                    "You divided one by the other: more than twice as many. For points, subtract "
                    "the second percentage from the first.",
                ),
            ],
            right_reason="About 27 points. The studies asked different people different things, "
            "so the country may not be the reason.",
            otherwise="Work out each percentage, and subtract the second from the first.",
        ),
        hints=[
            "Each percentage is `100 * … / …`.",
            "`100 * us_know / us_asked - 100 * quebec_know / quebec_asked`",
        ],
        solution_text="48.6% less 21.1%. Both denominators are assumed.",
        solution_code="points = 100 * us_know / us_asked - 100 * quebec_know / quebec_asked",
    ),
]
