"""The tables of real figures: every row has its source, and nothing unread has slipped in."""

from __future__ import annotations

import json
import re
from datetime import date

import pandas as pd
import pytest

from friend_request.paths import DATA
from friend_request.survey import load_codes, load_estimates
from friend_request.survey.load import FLAGS
from friend_request.survey.studies import study_name


@pytest.fixture(scope="module")
def codes() -> pd.DataFrame:
    return load_codes()


@pytest.fixture(scope="module")
def estimates() -> pd.DataFrame:
    return load_estimates()


@pytest.fixture(scope="module")
def references() -> dict[str, dict]:
    entries = json.loads((DATA / "references.json").read_text(encoding="utf-8"))
    assert len({e["id"] for e in entries}) == len(entries)
    return {e["id"]: e for e in entries}


def test_every_clause_has_an_id_a_source_and_a_date(codes: pd.DataFrame) -> None:
    assert len(codes) == 306
    assert codes["clause_id"].is_unique
    assert codes["clause_id"].str.fullmatch(r"[a-z0-9.-]+").all()
    for column in ("code", "edition", "clause", "topic", "country", "binds", "paraphrase"):
        assert (codes[column].str.strip() != "").all(), column
    for column in ("url", "read_at"):
        assert codes[column].str.match(r"https?://\S+$").all(), column
    assert codes[["applies_to", "evidence", "review_by"]].notna().all().all()
    assert (codes["review_by"].dt.date > date(2026, 11, 1)).all()


def test_no_quotation_and_no_remark_to_editors_is_printed(
    codes: pd.DataFrame, estimates: pd.DataFrame
) -> None:
    assert "quote" not in codes.columns
    remarks = re.compile(r"from memory|recalled|to our knowledge|before printing|KEY:|WARNING|\[")
    for table in (codes, estimates):
        bad = table.loc[table["notes"].str.contains(remarks), "notes"]
        assert bad.empty, bad.tolist()


@pytest.mark.parametrize(
    ("clause_id", "applies_to"),
    [
        ("nasw-1.06c", "both"),
        ("nasw-1.06h", "current"),
        ("aca-a.5.e", "current"),
        ("aca-a.6.e", "former"),
        ("apa-3.05a", "current"),
        ("crpo-1.7.2", "former"),
        ("tx-lpc-681.38-d1", "former"),
    ],
)
def test_the_clauses_most_often_misquoted_say_whom_they_cover(
    codes: pd.DataFrame, clause_id: str, applies_to: str
) -> None:
    row = codes.set_index("clause_id").loc[clause_id]
    assert row["applies_to"] == applies_to


def test_every_figure_has_a_source(estimates: pd.DataFrame, references: dict[str, dict]) -> None:
    assert len(estimates) == 266
    assert estimates["estimate_id"].is_unique
    for column in ("url", "read_at"):
        assert estimates[column].str.match(r"https?://\S+$").all(), column
    assert set(estimates["ref"]) <= set(references)
    for column in ("study", "population", "country", "measure", "wording", "unit"):
        assert (estimates[column].str.strip() != "").all(), column


def test_counts_and_denominators_fit_each_other(estimates: pd.DataFrame) -> None:
    both = estimates.dropna(subset=["count", "denominator"])
    assert (both["count"] <= both["denominator"]).all()
    assert (both["denominator"] > 0).all()
    known = both.dropna(subset=["percent"])
    computed = 100 * known["count"] / known["denominator"]
    # Sources round, and some print a slightly different figure; the notes name each of those.
    assert ((computed - known["percent"]).abs() < 1.1).all()
    unknown = estimates["denominator"].isna()
    assert (estimates.loc[unknown, "denominator_basis"] == "unknown").all()
    assert (estimates.loc[~unknown, "denominator_basis"] != "unknown").all()
    assert (estimates["count"].notna() == (estimates["count_basis"] != "")).all()


def test_flags_are_true_or_false_and_details_go_with_them(estimates: pd.DataFrame) -> None:
    for flag in FLAGS:
        assert estimates[flag].dtype == bool
    assert (estimates["conditional"] == (estimates["condition"] != "")).all()
    worded = estimates["approximate"] | estimates["no_number"]
    assert (worded == (estimates["source_words"] != "")).all()
    assert (estimates["overlap"] == (estimates["overlap_with"] != "")).all()
    assert (estimates["no_number"] == estimates["percent"].isna()).all()
    assert not (estimates["poolable"] & estimates["institution_level"]).any()
    assert not (estimates["poolable"] & estimates["followup"]).any()


def test_the_evidence_gap_on_former_clients_is_not_filled(estimates: pd.DataFrame) -> None:
    assert not estimates["measure"].str.contains("former").any()


def test_every_code_can_be_cited_whole(codes: pd.DataFrame, references: dict[str, dict]) -> None:
    titles = {r["title"] for r in references.values()}
    assert set(codes["code"]) <= titles


def test_references_are_complete_enough_to_print(references: dict[str, dict]) -> None:
    for entry in references.values():
        assert entry["type"]
        assert entry["title"].strip()
        assert re.match(r"https?://\S+$", entry["URL"])
        if "DOI" in entry:
            assert entry["DOI"].startswith("10.")
        elif entry["type"] == "article-journal" and "doi.org" in entry["URL"]:
            pytest.fail(f"{entry['id']}: a DOI address without a DOI")


def test_doi_of_rows_and_references_agree(
    estimates: pd.DataFrame, references: dict[str, dict]
) -> None:
    for row in estimates.itertuples():
        assert row.doi == references[row.ref].get("DOI", ""), row.estimate_id


def test_study_names_are_short() -> None:
    assert study_name("Bosslet2011") == "Bosslet et al. 2011"
    assert study_name("KolmesTaube2014") == "Kolmes and Taube 2014"
    assert study_name("ChinaPTG2024") == "Frontiers in Psychiatry 2024"
    assert study_name("Nobody1999") == "Nobody 1999"
