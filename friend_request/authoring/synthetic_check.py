"""Compare the synthetic survey with its truth: how far off each share and odds ratio is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from friend_request.authoring.synthetic_truth import (
    AGE_ACCEPTABILITY,
    ASSOCIATIONS,
    MARGINALS,
    MEDIAN_YEARS,
    NO_ANSWER,
    N,
)


@dataclass(frozen=True)
class Check:
    """One target, what the file has, how far off it may be, and where the target is from."""

    what: str
    target: float
    got: float
    se: float
    source: str

    @property
    def ok(self) -> bool:
        return abs(self.got - self.target) <= 3 * self.se

    def __str__(self) -> str:
        mark = "ok " if self.ok else "OFF"
        return (
            f"{mark} {self.what:<58} target {self.target:7.3f}  got {self.got:7.3f}"
            f"  (±{3 * self.se:.3f})  {self.source}"
        )


def check_marginals(columns: dict[str, list[str]]) -> Iterator[Check]:
    """Compare each share with its target; the standard error is that of a simple random sample."""
    for question, (shares, source) in MARGINALS.items():
        given = [x for x in columns[question] if x not in ("", NO_ANSWER)]
        for answer, target in shares.items():
            se = math.sqrt(target * (1 - target) / len(given))
            yield Check(
                f"{question} = {answer}", target, given.count(answer) / len(given), se, source
            )
    years = np.array([int(x) for x in columns["years_practice"] if x != NO_ANSWER])
    # A median is off by no more than chance when half of the people are on each side of it.
    below = (np.mean(years < MEDIAN_YEARS) + np.mean(years <= MEDIAN_YEARS)) / 2
    se = math.sqrt(0.25 / len(years))
    yield Check("years_practice: share below the median of 9", 0.5, below, se, "assumption")
    order = list(MARGINALS["confidence_managing_boundaries"][0])
    given = [x for x in columns["confidence_managing_boundaries"] if x in order]
    score = np.array([order.index(x) + 1 for x in given])
    se = score.std() / math.sqrt(len(score))
    yield Check(
        "confidence_managing_boundaries: mean of 1 to 5", 3.0, score.mean(), se, "assumption"
    )


def predictors(columns: dict[str, list[str]]) -> dict[str, np.ndarray]:
    """Return the predictors that `ASSOCIATIONS` names, worked out from a file's columns."""
    c = {k: np.array(v) for k, v in columns.items()}
    years = np.array(
        [min(int(x), 20) if x.isdigit() else np.nan for x in columns["years_practice"]]
    )
    return {
        "age_band": np.array(
            [list(MARGINALS["age_group"][0]).index(x) for x in columns["age_group"]], float
        ),
        "under_30": (c["age_group"] == "under 30").astype(float),
        "woman": (c["gender"] == "woman").astype(float),
        "five_years": years / 5,
        "young_setting": np.isin(c["setting"], ["school", "child welfare", "youth project"]) * 1.0,
        "psychologist": (c["profession"] == "psychologist") * 1.0,
        "psychiatrist": (c["profession"] == "psychiatrist") * 1.0,
        "youth_worker": (c["profession"] == "youth worker") * 1.0,
        "hospital": (c["setting"] == "hospital") * 1.0,
        "private_practice": (c["setting"] == "private practice") * 1.0,
        "child_welfare": (c["setting"] == "child welfare") * 1.0,
        "public_profile": (c["privacy_level"] == "public") * 1.0,
        "heavy_use": (c["heavy_use"] == "yes") * 1.0,
        "consent": _unless_open(c["searched_without_consent"], "no"),
        "harm_experienced": _unless_open(c["harm_experienced"], "yes"),
        **{
            q: (c[q] == "yes") * 1.0
            for q in ("mainly_young_clients", "had_training", "workplace_policy")
        },
    }


def _unless_open(answers: np.ndarray, yes: str) -> np.ndarray:
    return np.where(answers == NO_ANSWER, np.nan, (answers == yes) * 1.0)


def fit_logistic(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit a logistic regression by Newton's method; return coefficients and standard errors."""
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        mu = 1 / (1 + np.exp(-(x @ beta)))
        information = (x * (mu * (1 - mu))[:, None]).T @ x
        step = np.linalg.solve(information, x.T @ (y - mu))
        beta += step
        if np.abs(step).max() < 1e-10:
            break
    return beta, np.sqrt(np.diag(np.linalg.inv(information)))


def check_associations(columns: dict[str, list[str]]) -> Iterator[Check]:
    """Compare each log odds ratio, given the question's other predictors, with its target."""
    known = predictors(columns)
    for question, ratios in ASSOCIATIONS.items():
        column = "privacy_level" if question == "privacy_maximum" else question
        answers = np.array(columns[column])
        yes = answers == ("maximum" if question == "privacy_maximum" else "yes")
        x = np.column_stack([np.ones(N), *(known[name] for name, _, _ in ratios)])
        use = ~np.isin(answers, ["", NO_ANSWER]) & np.isfinite(x).all(axis=1)
        beta, se = fit_logistic(x[use], yes[use].astype(float))
        for i, (name, ratio, source) in enumerate(ratios, start=1):
            what = f"log odds ratio of {question} for {name}"
            yield Check(what, math.log(ratio), beta[i], se[i], source)
    order = list(MARGINALS["search_acceptability"][0])
    pairs = [
        (age, order.index(view))
        for age, view in zip(known["age_band"], columns["search_acceptability"], strict=True)
        if view in order
    ]
    age, view = (_ranks(np.array(v, float)) for v in zip(*pairs, strict=True))
    r = float(np.corrcoef(age, view)[0, 1])
    se = 1 / math.sqrt(len(pairs) - 1)
    what = "rank correlation of age_group and search_acceptability"
    yield Check(what, AGE_ACCEPTABILITY, r, se, "ePACI2022 has_personal_profile (note: r=0.308)")


def _ranks(values: np.ndarray) -> np.ndarray:
    found, place, size = np.unique(values, return_inverse=True, return_counts=True)
    end = np.cumsum(size)
    return ((end - size + 1 + end) / 2)[place] if len(found) else values
