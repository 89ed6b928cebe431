"""The course's tables as DataFrames, with the types that their meaning asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request import paths
from friend_request.paths import DATA

if TYPE_CHECKING:
    import pandas as pd

FLAGS = (
    "poolable",
    "observed",
    "approximate",
    "conditional",
    "attitude",
    "client_report",
    "institution_level",
    "secondary_source",
    "conflict",
    "overlap",
    "followup",
    "context",
    "no_number",
)
_WHOLE = ("fieldwork_year", "n", "denominator", "count")


def load_codes() -> pd.DataFrame:
    """What codes, regulators and laws say, one row per clause.

    Returns:
        306 rows, and those that an agency's own folder adds; a row there stands instead of ours
        with its `clause_id`. `applies_to` is one of current, former, both, general; `evidence` says
        whether an official page, a copy or a restatement was read; `review_by` is a date. Text is
        paraphrase.
    """
    import pandas as pd

    codes = pd.read_csv(DATA / "ethics_codes.csv", dtype="string", keep_default_na=False)
    if paths.OWN and (own := paths.OWN / "ethics_codes.csv").is_file():
        added = pd.read_csv(own, dtype="string", keep_default_na=False, encoding="utf-8-sig")
        codes = codes[~codes["clause_id"].isin(added["clause_id"])]
        codes = pd.concat([codes, added], ignore_index=True)
    codes["applies_to"] = codes["applies_to"].astype(
        pd.CategoricalDtype(["current", "former", "both", "general"])
    )
    codes["evidence"] = codes["evidence"].astype(
        pd.CategoricalDtype(["official", "copy", "restatement"])
    )
    codes["review_by"] = pd.to_datetime(codes["review_by"], format="%Y-%m-%d")
    return codes


def load_estimates() -> pd.DataFrame:
    """What published surveys report, one row per figure.

    Returns:
        266 rows. `percent` is the source's (0 to 100, missing where it gives only words); `count`
        and `denominator` are whole people; the flags are True or False. `poolable` marks the row
        suggested for a comparison of that measure: filter on it before you compare studies.
    """
    import pandas as pd

    rows = pd.read_csv(DATA / "published_estimates.csv", dtype="string", keep_default_na=False)
    for column in _WHOLE:
        rows[column] = pd.to_numeric(rows[column].replace("", pd.NA)).astype("Int64")
    rows["percent"] = pd.to_numeric(rows["percent"].replace("", pd.NA)).astype("Float64")
    for column in FLAGS:
        rows[column] = rows[column] == "true"
        rows[column] = rows[column].astype(bool)
    rows["denominator_basis"] = rows["denominator_basis"].astype(
        pd.CategoricalDtype(["stated", "assumed", "derived", "unknown"])
    )
    return rows
