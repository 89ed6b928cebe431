"""Tasks as a lesson would declare them, for the tests of `check`, `hint` and `solution`."""

from __future__ import annotations

from functools import cache

from friend_request.exercises.tasks import (
    Mistake,
    Task,
    close_to,
    right,
    same_items,
    same_table,
    same_text,
    wrong,
)


@cache
def studies():
    import pandas as pd

    return pd.DataFrame(
        {
            "study": ["A", "B", "C", "D"],
            "percent": [10.0, 20.0, 40.0, None],
            "country": ["US", "US", "CA", "GB"],
        }
    )


def median():
    return float(studies()["percent"].median())


def known():
    return studies().dropna()[["study", "percent"]]


def _nearly_two(answer):
    return right("Close enough.") if abs(answer - 2) < 0.5 else wrong()


TASKS = [
    Task(
        id="98.b1",
        prompt="The median percentage.",
        expects=float,
        expected=median,
        judge=close_to(
            median,
            tolerance=0.05,
            mistakes=[
                Mistake(lambda: studies()["percent"].mean(), "This is the mean."),
                Mistake(lambda: median() / 100, "This is a share. Multiply by 100."),
            ],
            right_reason="Half of the studies lie below `20`.",
        ),
        hints=["Look at `percent`.", "Use `.median()`."],
        solution_text="The middle study is moved less by one sample.",
        solution_code='studies["percent"].median()',
    ),
    Task(
        id="98.b2",
        prompt="Studies with a percentage.",
        expects="DataFrame",
        expected=known,
        columns=["study", "percent"],
        judge=same_table(
            known,
            columns=["study", "percent"],
            mistakes=[Mistake(studies, "The row without a percentage is still there.")],
            otherwise="Look at `.dropna()`.",
        ),
        hints=["Leave out missing values."],
        solution_text="A study without a number cannot be counted.",
    ),
    Task(
        id="98.b3",
        prompt="The countries.",
        expects=list,
        expected=lambda: studies()["country"].unique(),
        judge=same_items(lambda: studies()["country"]),
        hints=["Each once."],
        solution_text="Three countries.",
    ),
    Task(
        id="98.b4",
        prompt="The study with the highest percentage.",
        expects=str,
        expected=lambda: "C",
        judge=same_text(
            lambda: studies().sort_values("percent")["study"].iloc[2],
            mistakes=[Mistake(lambda: "D", "That one has no number.")],
        ),
        hints=["Sort."],
        solution_text="C has 40 %.",
    ),
    Task(
        id="98.b5",
        prompt="How many studies.",
        expects=int,
        expected=lambda: len(studies()),
        judge=close_to(lambda: len(studies()), tolerance=0),
        hints=["`len`"],
        solution_text="Four.",
    ),
    Task(
        id="98.b6",
        prompt="The percentages.",
        expects="Series",
        expected=lambda: studies()["percent"],
        judge=lambda answer: right() if answer.sum() == 70 else wrong("Look at the sum."),
        hints=["One column."],
        solution_text="A column.",
    ),
    Task(
        id="98.b7",
        prompt="The order.",
        expects=(list, str),
        expected=lambda: ["A", "B", "C"],
        judge=same_items(lambda: ["A", "B", "C"], in_order=True),
        hints=["From low to high."],
        solution_text="A, B, C.",
    ),
    Task(
        id="98.b8",
        prompt="How many per country.",
        expects=dict,
        expected=lambda: {"US": 2, "CA": 1, "GB": 1},
        judge=lambda answer: right() if answer == {"US": 2, "CA": 1, "GB": 1} else wrong(),
        hints=["`.value_counts()`"],
        solution_text="The United States have two.",
    ),
    Task(
        id="98.b9",
        prompt="Whether.",
        expects=bool,
        expected=lambda: True,
        judge=lambda answer: right() if answer else wrong(),
        hints=["Yes or no."],
        solution_text="True.",
    ),
]
