"""The codebook: what every column of the course's tables means, read from datapackage.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from friend_request.paths import DATA
from friend_request.survey.errors import SurveyError
from friend_request.tables import Table, say_synthetic, show_table

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
    """Return the survey's questions by name, in the order in which they are asked."""
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
    """Return an answer as a survey tool stores it: an XLSForm wants no spaces or quotes in it."""
    return answer.replace(" ", "_").replace("'", "").replace("/", "_")


def variable(name: str) -> Variable:
    """Return one question of the survey.

    Raises:
        SurveyError: if there is no such question; the names are listed.
    """
    if name not in variables():
        raise SurveyError(f"There is no question {name!r}. There are: {', '.join(variables())}.")
    return variables()[name]


def dtype(name: str) -> pd.CategoricalDtype | str:
    """Return the pandas type of a question: categories in their order, or whole numbers."""
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
    """
    import pandas as pd

    resource = _resource(table)
    rows = []
    for field in resource["schema"]["fields"]:
        limits = field.get("constraints", {})
        if "enum" in limits:
            values = "; ".join(limits["enum"])
        elif field["type"] == "boolean":
            values = "yes or no"
        elif "minimum" in limits:
            top = f" to {limits['maximum']:,}" if "maximum" in limits else " or more"
            values = f"{limits['minimum']}{top}"
        else:
            values = {"date": "a date"}.get(field["type"], "text")
        if field.get("unit") and field["type"] != "string":
            values += f" ({field['unit']})"
        asked = field.get("askedIf")
        who = f"only if {asked['field']} is {asked['equals']}" if asked else "everybody"
        rows.append((field["name"], field["description"], values, who))
    frame = pd.DataFrame(rows, columns=["Column", "What it asks or says", "Values", "Who is asked"])
    columns = list(frame.columns)
    if not any("askedIf" in f for f in resource["schema"]["fields"]):
        columns.remove("Who is asked")
    missing = [m for m in resource["schema"]["missingValues"] if m]
    note = (
        "An empty cell means that the question was not asked; "
        f"'{missing[0]}' that it was asked and left open."
        if missing
        else "An empty cell means that nothing is known."
    )
    title = f"Codebook: {resource['title']}"
    return show_table(frame, say_synthetic(title, table == SURVEY), columns=columns, note=note)
