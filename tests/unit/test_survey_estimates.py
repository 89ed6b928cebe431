"""Proportions, counts, comparisons and weights, against hand-worked and published numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friend_request.survey import (
    SurveyError,
    asked,
    crosstab,
    difference,
    load_estimates,
    load_synthetic,
    odds_ratio,
    poststratify,
    proportions,
    ratio,
    tally,
    wilson,
)


def test_wilson_against_newcombe_1998_table() -> None:
    # Newcombe (1998, Statistics in Medicine 17:857-872), method 3: 81/263, 15/148, 0/20, 1/29.
    for count, asked_, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        got = wilson(count, asked_)
        assert got == pytest.approx((low, high), abs=5e-5)


def test_newcombe_difference_against_published_example() -> None:
    # Newcombe (1998, Statistics in Medicine 17:873-890), Table II, method 10: 56/70 less 48/80.
    d = difference((56, 70), (48, 80))
    assert d.value == pytest.approx(20.0)
    assert (d.low, d.high) == pytest.approx((5.24, 33.39), abs=0.01)


def test_ratio_and_odds_ratio_by_hand() -> None:
    r = ratio((20, 58), (8, 103))
    assert r.value == pytest.approx((20 / 58) / (8 / 103))
    reach = 1.959964 * np.sqrt(1 / 20 - 1 / 58 + 1 / 8 - 1 / 103)
    assert (np.log(r.low), np.log(r.high)) == pytest.approx(
        (np.log(r.value) - reach, np.log(r.value) + reach), rel=1e-5
    )
    o = odds_ratio((20, 58), (8, 103))
    assert o.value == pytest.approx((20 / 38) / (8 / 95))
    assert "34.5% against 7.8%" in repr(o)


@pytest.mark.parametrize("pair", [(3, 0), (-1, 5), (6, 5), (1.5, 5)])
def test_unfit_pairs_get_a_sentence(pair: tuple[float, int]) -> None:
    with pytest.raises(SurveyError, match="whole numbers"):
        difference(pair, (1, 5))  # type: ignore[arg-type]


def test_no_ratio_of_nothing() -> None:
    with pytest.raises(SurveyError, match="does not exist"):
        ratio((0, 20), (5, 20))
    with pytest.raises(SurveyError, match="does not exist"):
        odds_ratio((20, 20), (5, 20))
    assert difference((0, 20), (5, 20)).value == -25


def test_proportions_keep_the_printed_percentage_where_nothing_else_is_known() -> None:
    estimates = load_estimates().set_index("estimate_id")
    rows = estimates.loc[["dilillo2011.searched-client", "eichenberg2016.searched-client"]]
    out = proportions(rows)
    assert out["percent"].tolist() == pytest.approx([97.8, 100 * 82 / 207])
    assert np.isnan(out["low"].iloc[0])
    assert out["low"].iloc[1] == pytest.approx(33.2, abs=0.05)
    assert "low" not in rows.columns


def test_every_unfit_row_is_named() -> None:
    bad = pd.DataFrame({"count": [5, -1, 2, 3, 1.5], "denominator": [4, 10, 0, 10, 3]})
    with pytest.raises(SurveyError) as error:
        proportions(bad)
    assert [p.split(":")[0] for p in error.value.problems] == ["row 0", "row 1", "row 2", "row 4"]
    with pytest.raises(SurveyError, match="no column 'count'"):
        proportions(pd.DataFrame({"denominator": [1]}))
    with pytest.raises(SurveyError, match="numbers"):
        proportions(pd.DataFrame({"count": ["many"], "denominator": [4]}))


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(-5, 50), st.floats(allow_nan=True)),
            st.one_of(st.none(), st.integers(-5, 50)),
        ),
        max_size=8,
    )
)
def test_proportions_either_work_or_say_why(rows: list[tuple]) -> None:
    table = pd.DataFrame(rows, columns=["count", "denominator"], dtype="object")
    try:
        out = proportions(table)
    except SurveyError:
        return
    known = out.dropna(subset=["low"])
    assert (known["low"] <= known["percent"].astype(float) + 1e-9).all()
    assert (known["percent"].astype(float) <= known["high"] + 1e-9).all()


@pytest.fixture(scope="module")
def survey() -> pd.DataFrame:
    return load_synthetic()


def test_who_was_asked_follows_the_whole_chain(survey: pd.DataFrame) -> None:
    has = survey["has_personal_profile"] == "yes"
    got = has & (survey["received_request_former"] == "yes").fillna(False).astype(bool)
    assert (asked(survey, "accepted_request_former") == got).all()
    assert asked(survey, "searched_client").all()


def test_tally_counts_everybody_once(survey: pd.DataFrame) -> None:
    for question in ("content_not_for_clients", "client_found_me", "harm_experienced"):
        out = tally(survey, question)
        total = out["denominator"] + out["not_asked"] + out["left_open"]
        assert (total == 600).all()
        assert out["count"].sum() == out["denominator"].iloc[0]
        assert out["percent"].sum() == pytest.approx(100)
    assert "don't know" in list(tally(survey, "client_found_me")["client_found_me"])
    grouped = tally(survey, "searched_client", by="profession")
    assert grouped["count"].sum() == 600
    assert list(grouped["profession"][::2]) == list(survey["profession"].cat.categories)


def test_crosstab_agrees_with_pandas(survey: pd.DataFrame) -> None:
    ours = crosstab(survey, "setting", "workplace_policy").set_index("setting")
    theirs = pd.crosstab(survey["setting"], survey["workplace_policy"], margins=True)
    assert ours["yes: n"].tolist() == theirs["yes"].tolist()
    assert ours["answered"].tolist() == theirs["All"].tolist()
    assert (ours[["yes: %", "no: %", "don't know: %"]].sum(axis=1).round(6) == 100).all()


def test_weights_of_one_change_nothing_and_weights_are_used(survey: pd.DataFrame) -> None:
    plain = tally(survey, "searched_client")
    ones = tally(survey, "searched_client", weight=pd.Series(1.0, index=survey.index))
    assert ones["percent"].to_numpy() == pytest.approx(plain["percent"].to_numpy())
    assert ones["low"].to_numpy() == pytest.approx(plain["low"].to_numpy())
    shares = {
        "social worker": 30,
        "psychologist": 22,
        "counsellor": 18,
        "psychiatrist": 1,
        "nurse": 17,
        "youth worker": 12,
    }
    weights = poststratify(survey, {"profession": shares})
    by_job = weights.groupby(survey["profession"], observed=True).sum() / weights.sum()
    assert by_job["psychiatrist"] == pytest.approx(0.01)
    assert weights.mean() == pytest.approx(1)
    weighted = tally(survey, "searched_client", weight=weights)
    assert weighted["percent"].iloc[0] < plain["percent"].iloc[0]
    assert weighted["count"].iloc[0] == plain["count"].iloc[0]
    # Weights cost precision: the interval rests on fewer effective people.
    width = weighted["high"] - weighted["low"]
    assert width.iloc[0] > 0
    total = weights.sum() ** 2 / (weights**2).sum()
    assert total < 600


def test_raking_fits_several_margins(survey: pd.DataFrame) -> None:
    setting = survey["setting"].value_counts(normalize=True)
    targets = {
        "has_personal_profile": {"yes": 0.7, "no": 0.3},
        "setting": {str(k): float(v) for k, v in setting[::-1].items()},
    }
    weights = poststratify(survey, targets)
    for column, shares in targets.items():
        got = weights.groupby(survey[column], observed=True).sum() / weights.sum()
        for group, share in shares.items():
            assert got[group] == pytest.approx(share, abs=1e-6)


def test_unfit_weights_and_targets_are_named(survey: pd.DataFrame) -> None:
    with pytest.raises(SurveyError, match="weight"):
        tally(survey, "searched_client", weight=pd.Series(-1.0, index=survey.index))
    with pytest.raises(SurveyError) as error:
        poststratify(survey, {"gender": {"woman": 0.5, "robot": 0.5}, "shoe_size": {"40": 1}})
    text = str(error.value)
    assert "robot" in text
    assert "no share for 'man'" in text
    assert "shoe_size" in text
    with pytest.raises(SurveyError, match="add up"):
        poststratify(survey, {"has_personal_profile": {"yes": 0.5, "no": 0.1}})


def test_a_missing_column_is_named(survey: pd.DataFrame) -> None:
    with pytest.raises(SurveyError, match="no column 'shoe_size'"):
        tally(survey, "shoe_size")
    with pytest.raises(SurveyError, match="no column 'shoe_size'"):
        crosstab(survey, "shoe_size", "searched_client")
