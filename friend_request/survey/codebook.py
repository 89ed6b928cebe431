"""The codebook: what every column of the course's tables means, read from datapackage.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from friend_request.paths import DATA
from friend_request.survey.errors import SurveyError
from friend_request.tables import Table, say_synthetic, show_table
from friend_request.words import words

if TYPE_CHECKING:
    import pandas as pd

SURVEY = "synthetic_clinician_survey"
NOT_ASKED = ""
NO_ANSWER = "no answer"


@dataclass(frozen=True)
class Variable:
    """One question of the survey.

    Attributes:
        name: the column.
        label: a short name for tables and figures.
        question: the words of the question.
        categories: the answers offered, in their order; empty for a number.
        ordered: whether that order means more and less.
        minimum, maximum: of a number.
        asked_if: the question that decides whether this one is asked, and the answer that does.
        measure: the code of the same question in published_estimates.csv, if there is one.
    """

    name: str
    label: str
    question: str
    categories: tuple[str, ...] = ()
    ordered: bool = False
    minimum: int | None = None
    maximum: int | None = None
    asked_if: tuple[str, str] | None = None
    measure: str | None = None


@cache
def _package() -> dict:
    return json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))


def _resource(name: str) -> dict:
    resources = {r["name"]: r for r in _package()["resources"]}
    if name not in resources:
        raise SurveyError(f"There is no table {name!r}. There are: {', '.join(resources)}.")
    return resources[name]


@cache
def variables() -> dict[str, Variable]:
    """Return the survey's questions by name, in the order in which they are asked.

    Returns:
        Column name to `Variable`: its words, the answers offered, and who is asked.

    Raises:
        SurveyError: if `data/datapackage.json` does not describe the survey.
    """
    found = {}
    for field in _resource(SURVEY)["schema"]["fields"]:
        if field["name"] in ("data_kind", "respondent"):
            continue
        limits = field.get("constraints", {})
        asked = field.get("askedIf")
        found[field["name"]] = Variable(
            name=field["name"],
            label=field["title"],
            question=field["description"],
            categories=tuple(field.get("categories", ())),
            ordered=bool(field.get("categoriesOrdered")),
            minimum=limits.get("minimum"),
            maximum=limits.get("maximum"),
            asked_if=(asked["field"], asked["equals"]) if asked else None,
            measure=field.get("publishedMeasure"),
        )
    return found


def stored_value(answer: str) -> str:
    """Return an answer as a survey tool stores it: an XLSForm wants no spaces or quotes in it.

    Args:
        answer: as the codebook has it, such as "social worker".

    Returns:
        The answer with underscores for spaces and slashes, and without apostrophes.
    """
    return answer.replace(" ", "_").replace("'", "").replace("/", "_")


def variable(name: str) -> Variable:
    """Return one question of the survey.

    Args:
        name: its column.

    Returns:
        A `Variable`: its words, the answers offered, and who is asked.

    Raises:
        SurveyError: if there is no such question; the names are listed.
    """
    if name not in variables():
        raise SurveyError(f"There is no question {name!r}. There are: {', '.join(variables())}.")
    return variables()[name]


def dtype(name: str) -> pd.CategoricalDtype | str:
    """Return the pandas type of a question.

    Args:
        name: its column.

    Returns:
        A type of categories in their order; "Int64" for a question that is answered with a number.

    Raises:
        SurveyError: if there is no such question; the names are listed.
    """
    import pandas as pd

    question = variable(name)
    if question.categories:
        return pd.CategoricalDtype(list(question.categories), ordered=question.ordered)
    return "Int64"


def codebook(table: str = SURVEY) -> Table:
    """Show what the columns of a table mean.

    Args:
        table: synthetic_clinician_survey, published_estimates or ethics_codes.

    Returns:
        A table: each column, what it asks or says, and the values it may have.

    Raises:
        SurveyError: if there is no such table; the names are listed.
    """
    import pandas as pd

    resource = _resource(table)
    fields = resource["schema"]["fields"]
    columns = ["column", "meaning", "values", "who"]
    rows = [(f["name"], f["description"], _values(f), _who(f)) for f in fields]
    frame = pd.DataFrame(rows, columns=columns)
    if not any("askedIf" in field for field in fields):
        columns.remove("who")
    headings = {name: words(f"survey.codebook.{name}") for name in columns}
    missing = [m for m in resource["schema"]["missingValues"] if m]
    note = words("survey.codebook.empty")
    if missing:
        note = words("survey.codebook.empty_or_open", open=missing[0])
    title = words("survey.codebook.title", table=resource["title"])
    return show_table(frame, say_synthetic(title, table == SURVEY), columns=headings, note=note)


def _values(field: dict) -> str:
    """Say which values a column may have."""
    limits = field.get("constraints", {})
    if "enum" in limits:
        values = "; ".join(limits["enum"])
    elif field["type"] == "boolean":
        values = words("survey.codebook.yes_or_no")
    elif "minimum" in limits and "maximum" in limits:
        high = f"{limits['maximum']:,}"
        values = words("survey.codebook.range", low=limits["minimum"], high=high)
    elif "minimum" in limits:
        values = words("survey.codebook.from", low=limits["minimum"])
    else:
        values = words(
            "survey.codebook.date" if field["type"] == "date" else "survey.codebook.text"
        )
    if field.get("unit") and field["type"] != "string":
        values = words("survey.codebook.unit", values=values, unit=field["unit"])
    return values


def _who(field: dict) -> str:
    """Say to whom a question is put."""
    asked = field.get("askedIf")
    if not asked:
        return words("survey.codebook.everybody")
    return words("survey.codebook.only_if", question=asked["field"], answer=asked["equals"])
