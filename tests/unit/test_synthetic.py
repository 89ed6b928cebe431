"""The synthetic survey holds its targets, has its traps, and cannot be mistaken for real."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from friend_request.authoring import synthetic, synthetic_check, synthetic_truth
from friend_request.content import reference_items
from friend_request.figures import dots, likert
from friend_request.paths import DATA
from friend_request.survey import (
    asked,
    crosstab,
    load_estimates,
    load_synthetic,
    odds_ratio,
    tally,
    variables,
)
from friend_request.tables import show_table

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def columns() -> dict[str, list[str]]:
    with (DATA / synthetic.FILE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


@pytest.fixture(scope="module")
def survey() -> pd.DataFrame:
    return load_synthetic()


def test_every_marginal_and_association_is_within_three_standard_errors(
    columns: dict[str, list[str]],
) -> None:
    checks = [
        *synthetic_check.check_marginals(columns),
        *synthetic_check.check_associations(columns),
    ]
    print()
    for check in checks:
        print(check)
    assert all(c.ok for c in checks), [str(c) for c in checks if not c.ok]
    # A check that could not fail is none: every odds ratio is known with some precision.
    assert all(np.isfinite(c.se) and c.se < 1.3 for c in checks)
    named = {c.what.split(" = ")[0].split(":")[0] for c in checks}
    assert set(variables()) <= named


def test_every_source_named_exists() -> None:
    studies, measures = set(reference_items()), set(load_estimates()["measure"])
    sources = [s for _, s in synthetic_truth.MARGINALS.values()]
    sources += [s for ratios in synthetic_truth.ASSOCIATIONS.values() for *_, s in ratios]
    for source in sources:
        keys = re.findall(r"\b[A-Za-z]+(?:20\d\d|TTG)\b", source)
        codes = re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", source)
        assert keys or codes or source.startswith("assumption"), source
        assert set(keys) <= studies, source
        assert set(codes) <= measures, source


def test_a_fresh_run_gives_the_file_that_is_checked_in() -> None:
    lock = ROOT / "requirements.lock"
    found = re.search(r"^numpy==(\S+)", lock.read_text(), re.M) if lock.exists() else None
    if found is None or found.group(1) != np.__version__:
        pytest.skip("the file is promised for the locked numpy only")
    fresh = synthetic.to_csv(synthetic.generate())
    assert fresh == (DATA / synthetic.FILE).read_text(encoding="utf-8")


def test_another_seed_gives_another_file_of_the_same_kind() -> None:
    other = synthetic.generate(seed=355)
    assert other != synthetic.generate()
    assert len(other["respondent"]) == synthetic.N


def test_size_and_first_column(columns: dict[str, list[str]]) -> None:
    assert next(iter(columns)) == "data_kind"
    assert set(columns["data_kind"]) == {"synthetic"}
    assert len(columns["respondent"]) == 600
    assert 25 <= len(columns) - 2 <= 28
    assert "synthetic" in synthetic.FILE


def test_nobody_answers_what_they_were_not_asked(survey: pd.DataFrame) -> None:
    for name in variables():
        assert not (survey[name].notna() & ~asked(survey, name)).any(), name


def test_answers_are_ordered_as_in_the_codebook(survey: pd.DataFrame) -> None:
    assert survey["age_group"].cat.ordered
    assert list(survey["privacy_level"].cat.categories) == ["public", "partial", "maximum"]
    assert not survey["profession"].cat.ordered
    assert survey["years_practice"].dtype == "Int64"


def test_trap_denominators_of_profile_holders(survey: pd.DataFrame) -> None:
    out = tally(survey, "received_request_client").iloc[0]
    assert out["not_asked"] > 50
    assert out["percent"] - 100 * out["count"] / 600 > 3


def test_trap_dont_know_is_an_answer(survey: pd.DataFrame) -> None:
    out = tally(survey, "workplace_policy").set_index("workplace_policy")
    assert out.loc["don't know", "count"] > 100
    assert out["denominator"].iloc[0] == 600


def test_trap_small_extreme_group_confounds_the_setting(survey: pd.DataFrame) -> None:
    out = tally(survey, "searched_client", by="profession")
    yes = out[out["searched_client"] == "yes"].set_index("profession")
    assert 30 <= yes.loc["psychiatrist", "denominator"] <= 60
    assert yes.loc["psychiatrist", "percent"] > 70
    assert yes.drop("psychiatrist")["percent"].max() < 50

    def hospital(people: pd.DataFrame) -> float:
        inside = people["setting"] == "hospital"
        searched = people["searched_client"] == "yes"
        first = (int((inside & searched).sum()), int(inside.sum()))
        second = (int((~inside & searched).sum()), int((~inside).sum()))
        return odds_ratio(first, second).value

    assert hospital(survey) > 1.25 * hospital(survey[survey["profession"] != "psychiatrist"])


def test_trap_attitude_is_not_practice(survey: pd.DataFrame) -> None:
    out = crosstab(survey, "search_acceptability", "searched_client")
    never = out.set_index("search_acceptability").loc["never"]
    assert never["yes: %"] > 25


def test_trap_policy_follows_harm(survey: pd.DataFrame) -> None:
    out = crosstab(survey, "workplace_policy", "harm_experienced")
    rates = out.set_index("workplace_policy")["yes: %"]
    assert rates["yes"] > rates["no"]


@pytest.mark.parametrize(
    "make",
    [
        lambda s: s.head(),
        lambda s: s[s["profession"] == "nurse"].copy(),
        lambda s: s[["profession", "setting"]],
        lambda s: s["profession"].value_counts(),
        lambda s: s.groupby("profession", observed=True).size().reset_index(name="n"),
        lambda s: s.groupby("profession", observed=True)["years_practice"].mean().to_frame(),
        lambda s: s.sort_values("years_practice").drop(columns="data_kind").reset_index(drop=True),
        lambda s: tally(s, "searched_client", by="profession"),
        lambda s: tally(s[s["setting"] == "school"], "searched_client").query("count > 0"),
        lambda s: crosstab(s, "setting", "searched_client"),
        lambda s: s.merge(pd.DataFrame({"profession": ["nurse"], "x": [1]}), on="profession"),
        lambda s: pd.concat([s.head(2), s.tail(2)]),
        lambda s: pd.read_csv(DATA / synthetic.FILE),
    ],
)
def test_every_table_says_synthetic(
    survey: pd.DataFrame, make: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    table = show_table(make(survey), "Some people")
    assert "synthetic" in table.caption
    assert "synthetic" in table.html
    assert "synthetic" in table.text


def test_pandas_own_printing_says_so_too(survey: pd.DataFrame) -> None:
    for table in (
        survey[["profession"]].head(2),
        tally(survey, "searched_client"),
        crosstab(survey, "setting", "searched_client").head(1),
    ):
        assert "Synthetic" in repr(table)
        assert "Synthetic" in table._repr_html_()
    assert "Synthetic" in repr(survey["profession"].value_counts())
    assert "Synthetic" not in repr(load_estimates().head(1))


def test_every_figure_says_synthetic_in_alt_caption_and_table(survey: pd.DataFrame) -> None:
    by = tally(survey, "searched_client", by="profession")
    made = [
        dots(by[by["searched_client"] == "yes"], "Searched for a client"),
        likert(tally(survey, "search_acceptability"), "Acceptable?", "search_acceptability"),
    ]
    for figure in made:
        assert "synthetic" in figure.alt
        assert "synthetic" in figure.title
        assert "synthetic" in figure.table.caption
    assert "synthetic" not in show_table(load_estimates().head(), "Real").html
