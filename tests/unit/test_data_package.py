"""The codebook: Frictionless finds nothing wrong, and lessons can show it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from friend_request.paths import DATA
from friend_request.survey import SurveyError, codebook, variable, variables


def _validate(path: Path) -> list[str]:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(path))
    found = [e.message for task in report.tasks for e in task.errors]
    return found + [e.message for e in report.errors]


def test_frictionless_finds_nothing_wrong() -> None:
    assert _validate(DATA / "datapackage.json") == []


def test_frictionless_would_find_a_row_that_lost_its_source(tmp_path: Path) -> None:
    for name in ("datapackage.json", *(p.name for p in DATA.glob("*.csv"))):
        shutil.copy(DATA / name, tmp_path / name)
    path = tmp_path / "published_estimates.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[3, "read_at"] = ""
    table.loc[4, "denominator_basis"] = "guessed"
    table.to_csv(path, index=False)
    found = " ".join(_validate(tmp_path / "datapackage.json"))
    assert "read_at" in found
    assert "guessed" in found


def test_every_csv_is_described_column_by_column() -> None:
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    described = {r["path"]: r for r in package["resources"]}
    assert set(described) == {p.name for p in DATA.glob("*.csv")}
    for path, resource in described.items():
        header = (DATA / path).open(encoding="utf-8").readline().strip().split(",")
        assert [f["name"] for f in resource["schema"]["fields"]] == header
        for field in resource["schema"]["fields"]:
            assert field["title"]
            assert field["description"]
            if field["type"] in ("integer", "number"):
                assert field["unit"]
        assert resource["schema"]["missingValues"]


@pytest.mark.parametrize(
    "name", ["synthetic_clinician_survey", "published_estimates", "ethics_codes"]
)
def test_codebook_reads_well(name: str) -> None:
    shown = codebook(name)
    assert shown.rows
    assert ("synthetic" in shown.caption.lower()) == name.startswith("synthetic")
    assert repr(codebook(name)) == repr(shown)


def test_codebook_says_who_is_asked() -> None:
    assert "only if searched_client is yes" in codebook().text
    assert variable("accepted_request_former").asked_if == ("received_request_former", "yes")
    assert len(variables()) == 28


def test_an_unknown_table_or_question_is_named() -> None:
    with pytest.raises(SurveyError, match="no table 'codes'"):
        codebook("codes")
    with pytest.raises(SurveyError, match="no question 'shoe_size'"):
        variable("shoe_size")
