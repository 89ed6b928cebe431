"""Your own agency's answers, compared with care.

Where few people stand behind a number, it is hidden, and so is every other from which it could be
worked out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.survey.answers import asked, tally
from friend_request.survey.codebook import variables
from friend_request.survey.disclosure import SMALL, suppress, with_totals
from friend_request.survey.load import load_estimates
from friend_request.tables import Table, show_table
from friend_request.words import words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def safe_crosstab(
    survey: pd.DataFrame, rows: str, columns: str, caption: str, small: int = SMALL
) -> Table:
    """Cross two questions of your own survey, hiding what could point at a person.

    Args:
        survey: what `load_survey` returned.
        rows: the question that makes the groups.
        columns: the question whose answers are counted.
        caption: what the table shows.
        small: counts below this are hidden, and as many others as it takes.

    Returns:
        Counts with totals, and the percentage of the row where all that it rests on is printed.

    Raises:
        SurveyError: if a column is missing, nobody answered, or the caption is empty.

    Source: L. H. Cox (1980), as in `suppress`.
    """
    counted = tally(survey, columns, by=rows)
    groups = list(dict.fromkeys(counted[rows]))
    answers = list(dict.fromkeys(counted[columns]))
    counts = counted["count"].to_numpy().reshape(len(groups), len(answers))
    return _safe_table(counts, [*map(str, groups)], [*map(str, answers)], rows, caption, small)


def _safe_table(
    counts: np.ndarray,
    groups: list[str],
    answers: list[str],
    heading: str,
    caption: str,
    small: int,
) -> Table:
    import pandas as pd

    hidden = suppress(counts, small)
    table = with_totals(counts)
    lines = []
    for i, group in enumerate([*groups, words("survey.own.all")]):
        line = {heading: group}
        for j, answer in enumerate([*answers, words("survey.own.answered")]):
            count = f"{table[i, j]:,}"
            if hidden[i, j]:
                line[answer] = words("survey.own.hidden")
            elif j < len(answers) and not hidden[i, -1] and table[i, -1]:
                share = f"{100 * table[i, j] / table[i, -1]:.0f}"
                line[answer] = words("survey.own.share", count=count, percent=share)
            else:
                line[answer] = count
        lines.append(line)
    note = words("survey.own.crosstab_note", small=small)
    return show_table(pd.DataFrame(lines), caption, note=note)


def compare_with_published(survey: pd.DataFrame, small: int = SMALL) -> Table:
    """Put your own staff's answers beside what published surveys report.

    Args:
        survey: what `load_survey` returned.
        small: a row is hidden where fewer people than this said yes, or said no.

    Returns:
        One row per question that published surveys ask too: your own count, percentage and
        interval, and the lowest and highest published percentage with the number of groups. No
        average is shown: the studies differ too much for one.

    Raises:
        SurveyError: if the column of a question is missing.

    Source: E. B. Wilson (1927), as in `proportions`.
    """
    import pandas as pd

    published = load_estimates()
    published = published[published["poolable"]].dropna(subset=["count", "denominator"])
    hidden: set[str] = set()
    lines = []
    for question in variables().values():
        if not question.categories:
            continue
        counted = tally(survey, question.name)
        small_cells = (counted["count"] < small).any()
        people = int(asked(survey, question.name).sum())
        # How many were asked is how many said yes before: hidden there, it stays hidden here.
        chain = question.asked_if is not None and question.asked_if[0] in hidden
        if small_cells or chain or people < small:
            hidden.add(question.name)
        if question.measure is None:
            continue
        yes = counted.set_index(question.name).loc["yes"]
        theirs = published[published["measure"] == question.measure]
        line = {"question": question.question}
        if question.name in hidden:
            line["yours"] = line["interval"] = words("survey.own.hidden")
        else:
            line |= _yours(yes)
        line["published"] = _published(100 * theirs["count"] / theirs["denominator"])
        lines.append(line)
    return show_table(
        pd.DataFrame(lines),
        words("survey.own.beside"),
        columns={name: words(f"survey.own.{name}") for name in lines[0]},
        note=words("survey.own.beside_note", small=small),
    )


def _yours(yes: pd.Series) -> dict[str, str]:
    """Say an own percentage and its interval."""
    share = {"percent": f"{yes['percent']:.0f}", "count": f"{yes['count']:.0f}"}
    low, high = f"{yes['low']:.0f}", f"{yes['high']:.0f}"
    return {
        "yours": words("survey.own.yours_said", answered=f"{yes['denominator']:.0f}", **share),
        "interval": words("survey.own.interval_said", low=low, high=high),
    }


def _published(percents: pd.Series) -> str:
    """Say the lowest and the highest of the published percentages, and how many there are."""
    if not len(percents):
        return words("survey.own.published_none")
    low, high = f"{percents.min():.0f}", f"{percents.max():.0f}"
    if len(percents) == 1:
        return words("survey.own.published_one", percent=low)
    return words("survey.own.published_many", low=low, high=high, count=len(percents))
