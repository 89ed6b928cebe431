"""From counts to estimates: proportions and their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from friend_request.survey.errors import SurveyError
from friend_request.words import words

if TYPE_CHECKING:
    import pandas as pd


def wilson(count: object, denominator: object, level: float = 0.95) -> tuple[object, object]:
    """Wilson's interval for a proportion.

    It behaves well for small groups and near 0% and 100%, where the textbook interval does not.

    Args:
        count: how many said yes; a number or an array.
        denominator: out of how many; the same shape.
        level: confidence level, between 0 and 1.

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
    """Add to each row its percentage and Wilson's interval around it.

    Args:
        table: one row per group, with how many said yes and out of how many, in whole people.
        count: name of the column that says how many.
        denominator: name of the column that says out of how many.
        level: confidence level of the interval, between 0 and 1.

    Returns:
        A copy with `percent`, `low` and `high`, all from 0 to 100. Where the count or the
        denominator is not known, `low` and `high` are missing and `percent` stays what it was.

    Raises:
        SurveyError: if a column is missing, a number is negative or not whole, a denominator is
            0, or more people said yes than were asked. All such rows are listed.

    Source: E. B. Wilson (1927), Probable inference, the law of succession, and statistical
        inference, Journal of the American Statistical Association 22(158), as in `wilson`.
    """
    import numpy as np
    import pandas as pd

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


@dataclass(frozen=True)
class Comparison:
    """Two proportions compared. `low` and `high` are the ends of the interval.

    Attributes:
        kind: difference (in percentage points), ratio or odds ratio.
        value: first minus second, or first divided by second.
        first, second: the two percentages.
        note: what to say of the data, such as "synthetic data".
    """

    kind: str
    value: float
    low: float
    high: float
    first: float
    second: float
    note: str = ""

    def __repr__(self) -> str:
        form = "+.1f" if self.kind == "difference" else ".2f"
        said = words(
            f"survey.compared.{self.kind.replace(' ', '_')}",
            first=f"{self.first:.1f}",
            second=f"{self.second:.1f}",
            value=format(self.value, form),
            low=format(self.low, form),
            high=format(self.high, form),
        )
        return words("survey.compared.noted", said=said, note=self.note) if self.note else said


def _compare(
    kind: str,
    first: tuple[int, int],
    second: tuple[int, int],
    compare: str,
    method: str,
    note: str,
) -> Comparison:
    from statsmodels.stats.proportion import confint_proportions_2indep

    problems = []
    for name, (count, asked) in (("first", first), ("second", second)):
        if asked <= 0 or not 0 <= count <= asked or int(count) != count or int(asked) != asked:
            problems.append(
                f"{name} is {count} of {asked}; write two whole numbers, yes and asked."
            )
    if problems:
        raise SurveyError(problems)
    (a, n), (b, m) = first, second
    if compare != "diff":
        empty = [0 in (x, y - x) if compare == "odds-ratio" else x == 0 for x, y in (first, second)]
        if any(empty):
            raise SurveyError(
                f"The {kind} does not exist here: one of the counts is 0. Use difference()."
            )
    low, high = confint_proportions_2indep(a, n, b, m, compare=compare, method=method)
    p, q = a / n, b / m
    if compare == "diff":
        value, low, high = 100 * (p - q), 100 * low, 100 * high
    elif compare == "ratio":
        value = p / q
    else:
        value = (p / (1 - p)) / (q / (1 - q))
    return Comparison(kind, float(value), float(low), float(high), 100 * p, 100 * q, note)


def difference(first: tuple[int, int], second: tuple[int, int], note: str = "") -> Comparison:
    """Difference of two independent percentages, in points, with Newcombe's interval.

    Args:
        first: how many said yes, and out of how many, in one group.
        second: the same in the other group.
        note: what to say of the data, such as "synthetic data".

    Returns:
        The difference and its 95% interval, all in percentage points.

    Raises:
        SurveyError: if a pair is not two whole numbers with yes no more than asked.

    Source: R. G. Newcombe (1998), Interval estimation for the difference between independent
        proportions, Statistics in Medicine 17(8), method 10, as computed by statsmodels.
    """
    return _compare("difference", first, second, "diff", "newcomb", note)


def ratio(first: tuple[int, int], second: tuple[int, int], note: str = "") -> Comparison:
    """How many times the one percentage is the other, with the interval on the log scale.

    Args:
        first: how many said yes, and out of how many, in one group.
        second: the same in the other group, by which the first is divided.
        note: what to say of the data, such as "synthetic data".

    Returns:
        The ratio and its 95% interval; they have no unit.

    Raises:
        SurveyError: if a count is 0, or a pair is not two whole numbers.

    Source: D. Katz and others (1978), Obtaining confidence intervals for the risk ratio in cohort
        studies, Biometrics 34(3), as computed by statsmodels.
    """
    return _compare("ratio", first, second, "ratio", "log", note)


def odds_ratio(first: tuple[int, int], second: tuple[int, int], note: str = "") -> Comparison:
    """Ratio of the odds, with the interval on the log scale.

    Args:
        first: how many said yes, and out of how many, in one group.
        second: the same in the other group, by whose odds the first's are divided.
        note: what to say of the data, such as "synthetic data".

    Returns:
        The ratio and its 95% interval; they have no unit.

    Raises:
        SurveyError: if a count is 0 or everybody said yes, or a pair is not two whole numbers.

    Source: B. Woolf (1955), On estimating the relation between blood group and disease, Annals of
        Human Genetics 19(4), as computed by statsmodels.
    """
    return _compare("odds ratio", first, second, "odds-ratio", "logit", note)
