"""From counts to estimates: proportions and their intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from friend_request.survey.errors import SurveyError


def wilson(count: object, denominator: object, level: float = 0.95) -> tuple[object, object]:
    """Wilson's interval for a proportion.

    It behaves well for small groups and near 0% and 100%, where the textbook interval does not.

    Args:
        count: how many said yes; a number or an array.
        denominator: out of how many; the same shape.
        level: confidence level, 0.95 unless told.

    Returns:
        Lower and upper bound as proportions (0 to 1).

    Source: E. B. Wilson (1927), as computed by statsmodels.
    """
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(count, denominator, alpha=1 - level, method="wilson")
    return low, high


def proportions(
    table: pd.DataFrame,
    count: str = "count",
    denominator: str = "denominator",
    level: float = 0.95,
) -> pd.DataFrame:
    """Add to each row its percentage and the interval around it.

    Args:
        table: one row per group, with how many said yes and out of how many.
        count: name of the column that says how many.
        denominator: name of the column that says out of how many.
        level: confidence level of the interval.

    Returns:
        A copy with `percent`, `low` and `high`, all from 0 to 100. Where the count or the
        denominator is not known, `low` and `high` are missing and `percent` stays what it was.

    Raises:
        SurveyError: if a column is missing, a number is negative or not whole, a denominator is
            0, or more people said yes than were asked. All such rows are listed.
    """
    missing = [c for c in (count, denominator) if c not in table.columns]
    if missing:
        raise SurveyError(
            f"The table has no column {' and no column '.join(map(repr, missing))}. "
            f"Its columns are: {', '.join(map(str, table.columns))}."
        )
    if not 0 < level < 1:
        raise SurveyError(f"level is {level}; write a number between 0 and 1, such as 0.95.")
    try:
        yes = pd.to_numeric(table[count]).astype("Float64")
        asked = pd.to_numeric(table[denominator]).astype("Float64")
    except (TypeError, ValueError) as error:
        raise SurveyError(f"{count!r} and {denominator!r} must hold numbers: {error}.") from None
    problems = []
    for label, y, n in zip(table.index, yes, asked, strict=True):
        if pd.isna(y) or pd.isna(n):
            continue
        if y < 0 or n < 0 or y % 1 or n % 1:
            problems.append(f"row {label}: {y:g} of {n:g}; both must be whole and not negative.")
        elif n == 0:
            problems.append(f"row {label}: the denominator is 0, so there is no percentage.")
        elif y > n:
            problems.append(f"row {label}: {y:g} of {n:g}; more said yes than were asked.")
    if problems:
        raise SurveyError(problems)
    known = (yes.notna() & asked.notna()).to_numpy()
    out = table.copy()
    percent = (
        pd.to_numeric(table["percent"]).astype("Float64")
        if "percent" in table.columns
        else pd.Series(pd.NA, index=table.index, dtype="Float64")
    )
    low = np.full(len(table), np.nan)
    high = np.full(len(table), np.nan)
    share = percent.to_numpy(dtype=float, na_value=np.nan).copy()
    if known.any():
        y, n = (s.to_numpy(dtype=float, na_value=np.nan)[known] for s in (yes, asked))
        share[known] = 100 * y / n
        bounds = wilson(y, n, level)
        low[known], high[known] = (100 * np.asarray(b) for b in bounds)
    out["percent"], out["low"], out["high"] = share, low, high
    return out
