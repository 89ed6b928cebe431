"""Pooling, against published worked examples and against the reference notes of this project."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from friend_request.survey import SurveyError, load_estimates, pool
from friend_request.survey.pool import logit, random_effects

# CLASP trials, as analysed by DerSimonian and Kacker (2007), Contemporary Clinical Trials
# 28:105-114, Tables 3 and 4: events and people, treated and control.
CLASP = np.array(
    [
        (5, 156, 8, 74),
        (5, 303, 17, 303),
        (12, 565, 9, 477),
        (69, 1570, 94, 1565),
        (9, 103, 11, 105),
        (313, 4659, 352, 4650),
    ],
    float,
)


@pytest.mark.parametrize(
    ("method", "tau", "mean", "se"),
    [("DL", 0.2323, -0.3240, 0.1540), ("PM", 0.3681, -0.3811, 0.2060)],
)
def test_against_dersimonian_and_kacker_2007(
    method: str, tau: float, mean: float, se: float
) -> None:
    a, n, c, m = CLASP.T
    first, first_variance = logit(a, n)
    second, second_variance = logit(c, m)
    out = random_effects(first - second, first_variance + second_variance, method)  # type: ignore[arg-type]
    assert np.sqrt(out.tau2) == pytest.approx(tau, abs=1e-4)
    assert out.mean == pytest.approx(mean, abs=1e-4)
    assert out.se == pytest.approx(se, abs=1e-4)
    reach = t.ppf(0.975, 4) * np.sqrt(out.tau2 + out.se**2)
    assert out.prediction_high - out.mean == pytest.approx(reach)


@pytest.fixture(scope="module")
def estimates() -> pd.DataFrame:
    return load_estimates()


def _rows(estimates: pd.DataFrame, measure: str) -> pd.DataFrame:
    return estimates[(estimates["measure"] == measure) & estimates["poolable"]]


# Worked out once, apart from this package, when the figures were collected: k, studies, N,
# percent, low, high, prediction low and high, I².
@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("searched_client", (14, 13, 7164, 37.0, 30.6, 43.8, 15.9, 64.6, 95)),
        ("has_personal_profile", (30, 26, 12738, 78.7, 72.7, 83.7, 36.7, 95.9, 98)),
        ("searched_client_sns", (7, 5, 1634, 10.4, 5.2, 19.9, 0.8, 62.6, 95)),
        ("received_request_client", (7, 5, 5012, 16.3, 8.0, 30.5, 1.1, 77.8, 97)),
        ("private_settings", (5, 5, 958, 66.2, 46.7, 81.4, 8.1, 97.8, 96)),
    ],
)
def test_pooled_figures_beside_the_reference_values(
    estimates: pd.DataFrame, measure: str, expected: tuple
) -> None:
    out = pool(_rows(estimates, measure))
    assert (out.k, out.studies, out.n) == expected[:3]
    got = (out.percent, out.low, out.high)
    print(f"\n{measure}: package {out!r}\nreference {expected}")
    assert got == pytest.approx(expected[3:6], abs=0.05)
    # The reference's prediction intervals of two measures are up to 0.2 points narrower.
    assert out.prediction_low == pytest.approx(expected[6], abs=0.2)
    assert out.prediction_high == pytest.approx(expected[7], abs=0.1)
    assert round(out.i2) == expected[8]


def test_observed_and_self_reported_profiles_apart(estimates: pd.DataFrame) -> None:
    rows = _rows(estimates, "has_personal_profile")
    told, seen = pool(rows[~rows["observed"]]), pool(rows[rows["observed"]])
    assert (told.k, told.studies) == (22, 20)
    assert (told.percent, told.prediction_low, told.prediction_high) == pytest.approx(
        (84.0, 51.0, 96.3), abs=0.05
    )
    assert (seen.k, seen.studies) == (8, 6)
    assert (seen.percent, seen.low, seen.high) == pytest.approx((58.7, 44.1, 72.0), abs=0.05)


def test_paule_mandel_is_a_sensitivity_analysis(estimates: pd.DataFrame) -> None:
    rows = _rows(estimates, "searched_client")
    main, check = pool(rows), pool(rows, "PM")
    assert check.tau2 > main.tau2
    assert check.percent == pytest.approx(39.7, abs=0.05)
    assert "Paule" in repr(check)


def test_half_a_person_only_where_the_logit_does_not_exist() -> None:
    effect, variance = logit(np.array([0, 5, 10]), np.array([10, 10, 10]))
    assert effect[0] == pytest.approx(np.log(0.5 / 10.5))
    assert effect[1] == 0
    assert variance[1] == pytest.approx(0.4)
    assert effect[2] == pytest.approx(-effect[0])


def test_i2_is_never_negative() -> None:
    same = random_effects([0.1] * 6, [0.5] * 6)
    assert same.i2 == 0
    assert same.tau2 == 0


def _frame(k: int, **more: object) -> pd.DataFrame:
    return pd.DataFrame(
        {"study": [f"S{i}" for i in range(k)], "count": 5, "denominator": 20, **more}
    )


def test_four_groups_are_not_pooled_and_five_are() -> None:
    with pytest.raises(SurveyError, match="Only 4 groups"):
        pool(_frame(4))
    assert pool(_frame(5)).k == 5


def test_rows_without_a_denominator_do_not_count() -> None:
    rows = _frame(6)
    rows["denominator"] = [20, 20, 20, 20, None, None]
    with pytest.raises(SurveyError, match="Only 4 groups"):
        pool(rows)


def test_the_same_people_are_not_counted_twice() -> None:
    twice = _frame(6).assign(study=["A", "A", "B", "C", "D", "E"])
    with pytest.raises(SurveyError, match="same people"):
        pool(twice)
    parts = twice.assign(subgroup=["residents", "attendings", "", "", "", ""])
    out = pool(parts)
    assert (out.k, out.studies) == (6, 5)
    whole = twice.assign(subgroup=["", "attendings", "", "", "", ""])
    with pytest.raises(SurveyError, match="whole sample and a part"):
        pool(whole)
    with pytest.raises(SurveyError, match="another study"):
        pool(_frame(6, overlap=[True] + [False] * 5))
    with pytest.raises(SurveyError, match="several measures"):
        pool(_frame(6, measure=["a"] * 5 + ["b"]))
