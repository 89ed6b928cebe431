"""From people's answers to counts: who was asked, who answered, and what they said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from friend_request.paths import DATA
from friend_request.survey.codebook import NO_ANSWER, SURVEY, dtype, variable, variables
from friend_request.survey.errors import SurveyError
from friend_request.survey.estimate import proportions
from friend_request.tables import SYNTHETIC, is_synthetic

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def load_synthetic() -> pd.DataFrame:
    """The synthetic survey: 600 invented people, for learning the method. Never quote it.

    Returns:
        600 rows. The first column says synthetic. Answers are categories in their order; an answer
        that is missing was either not asked for or left open, and `tally` tells the two apart.
    """
    import pandas as pd

    from friend_request.survey.frames import SyntheticFrame

    raw = pd.read_csv(DATA / f"{SURVEY}.csv", dtype=str, keep_default_na=False)
    out = raw[["data_kind", "respondent"]].astype("string")
    for name in variables():
        column = raw[name].mask(raw[name].isin(["", NO_ANSWER]))
        if dtype(name) == "Int64":
            out[name] = pd.to_numeric(column).astype("Int64")
        else:
            out[name] = column.astype(dtype(name))
    out = SyntheticFrame(out)
    out.attrs[SYNTHETIC] = True
    return out


def asked(survey: pd.DataFrame, name: str) -> pd.Series:
    """Who was asked a question, as True or False for each person.

    A question such as "have you accepted" goes only to those whose earlier answer leads to it.

    Args:
        survey: one row per person, as `load_synthetic` or `load_survey` gives it.
        name: the question's column; it need not be in the table.

    Returns:
        A Series of True and False with the index of `survey`; True throughout for a question that
        is put to everybody.

    Raises:
        SurveyError: if the codebook has no such question, or the column of the earlier question is
            missing.
    """
    import pandas as pd

    question = variable(name)
    if question.asked_if is None:
        return pd.Series(True, index=survey.index)
    earlier, answer = question.asked_if
    _need(survey, earlier)
    return asked(survey, earlier) & (survey[earlier] == answer).fillna(False).astype(bool)


def _need(survey: pd.DataFrame, *names: str) -> None:
    missing = [n for n in names if n not in survey.columns]
    if missing:
        raise SurveyError(
            f"The survey has no column {', '.join(map(repr, missing))}. Its columns are: "
            f"{', '.join(map(str, survey.columns))}."
        )


def _weights(survey: pd.DataFrame, weight: str | pd.Series | None) -> pd.Series:
    import numpy as np
    import pandas as pd

    if weight is None:
        return pd.Series(1.0, index=survey.index)
    if isinstance(weight, str):
        _need(survey, weight)
        weight = survey[weight]
    weights = pd.to_numeric(weight.reindex(survey.index)).astype(float)
    if not np.isfinite(weights).all() or (weights < 0).any() or weights.sum() == 0:
        raise SurveyError("Every person needs a weight of 0 or more, and some need one above 0.")
    return weights


def tally(
    survey: pd.DataFrame,
    question: str,
    by: str | None = None,
    weight: str | pd.Series | None = None,
) -> pd.DataFrame:
    """Count the answers to one question, with the share of each and its interval.

    Args:
        survey: one row per person, as `load_synthetic` or `load_survey` gives it.
        question: its column.
        by: a second column; the answers are then counted within each of its groups.
        weight: a column or a Series of weights, one per person.

    Returns:
        One row per answer (and group): `count` people who gave it, `denominator` who answered the
        question, `percent` with `low` and `high`, and `not_asked` and `left_open`, the people whom
        the denominator leaves out. With weights, `percent` is weighted, and its interval is that
        of a simple random sample of the effective size (Kish 1965); `count` and `denominator`
        stay what they were, people.

    Raises:
        SurveyError: if a column is missing, a weight is unfit, or there is no answer at all.

    Source: E. B. Wilson (1927), as in `proportions`; with weights, L. Kish (1965), Survey Sampling,
        for the effective size.
    """
    import numpy as np
    import pandas as pd

    _need(survey, question, *([by] if by else []))
    known = question in variables()
    was_asked = asked(survey, question) if known else pd.Series(True, index=survey.index)
    answers = survey[question]
    if not isinstance(answers.dtype, pd.CategoricalDtype):
        answers = answers.astype("category")
    weights = _weights(survey, weight)
    groups = (
        [(None, pd.Series(True, index=survey.index))]
        if by is None
        else [(g, (survey[by] == g).fillna(False).astype(bool)) for g in _levels(survey[by])]
    )
    rows = []
    for group, inside in groups:
        answered = inside & answers.notna()
        for answer in answers.cat.categories:
            said = answered & (answers == answer).fillna(False).astype(bool)
            total = weights[answered].sum()
            rows.append(
                {
                    **({} if by is None else {by: group}),
                    question: answer,
                    "count": int(said.sum()),
                    "denominator": int(answered.sum()),
                    "not_asked": int((inside & ~was_asked).sum()),
                    "left_open": int((inside & was_asked & answers.isna()).sum()),
                    "_share": weights[said].sum() / total if total else np.nan,
                    "_size": total**2 / (weights[answered] ** 2).sum() if total else 0.0,
                }
            )
    if not rows:
        raise SurveyError(f"Nobody answered {question!r}, so there is nothing to count.")
    out = pd.DataFrame(rows)
    if isinstance(answers.dtype, pd.CategoricalDtype):
        out[question] = pd.Categorical(
            out[question], categories=answers.cat.categories, ordered=answers.cat.ordered
        )
    empty = out["denominator"] == 0
    if weight is None:
        filled = out.assign(denominator=out["denominator"].mask(empty))
        out = proportions(filled).assign(denominator=out["denominator"])
    else:
        out["percent"] = 100 * out["_share"]
        low, high = _wilson_share(out["_share"].to_numpy(), out["_size"].to_numpy())
        out["low"], out["high"] = 100 * low, 100 * high
    out = out.drop(columns=["_share", "_size"])
    return _carry(out, survey)


def _wilson_share(share: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    from friend_request.survey.estimate import wilson

    low = np.full(len(share), np.nan)
    high = np.full(len(share), np.nan)
    use = size > 0
    if use.any():
        low[use], high[use] = wilson(share[use] * size[use], size[use])
    return low, high


def _levels(column: pd.Series) -> list:
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        return list(column.cat.categories)
    return sorted(column.dropna().unique())


def _carry(out: pd.DataFrame, source: pd.DataFrame) -> pd.DataFrame:
    """Hand on the mark that says where the numbers are from."""
    if is_synthetic(source):
        from friend_request.survey.frames import SyntheticFrame

        out = SyntheticFrame(out)
        out.attrs[SYNTHETIC] = True
    return out


def crosstab(
    survey: pd.DataFrame,
    rows: str,
    columns: str,
    weight: str | pd.Series | None = None,
) -> pd.DataFrame:
    """Cross two questions: for each group of `rows`, the percentage of each answer to `columns`.

    Args:
        survey: one row per person.
        rows: the column that makes the groups; percentages add up to 100 along each row.
        columns: the question whose answers are compared.
        weight: as in `tally`.

    Returns:
        One row per group and a last row for all of them. For each answer a count and a row
        percentage, as columns named `<answer>: n` and `<answer>: %`, and `answered`, the
        denominator of the row.

    Raises:
        SurveyError: if a column is missing, a weight is unfit, or there is no answer at all.
    """
    import pandas as pd

    _need(survey, rows, columns)
    by_group = tally(survey, columns, by=rows, weight=weight)
    both = survey[survey[rows].notna()]
    kept = weight if weight is None or isinstance(weight, str) else weight.reindex(both.index)
    overall = tally(both, columns, weight=kept)
    overall.insert(0, rows, "all")
    table = []
    for group, part in [*by_group.groupby(rows, observed=False, sort=False), ("all", overall)]:
        line = {rows: str(group), "answered": int(part["denominator"].iloc[0])}
        for _, cell in part.iterrows():
            line[f"{cell[columns]}: n"] = int(cell["count"])
            line[f"{cell[columns]}: %"] = cell["percent"]
        table.append(line)
    return _carry(pd.DataFrame(table), survey)


def poststratify(survey: pd.DataFrame, targets: Mapping[str, Mapping[str, float]]) -> pd.Series:
    """Weights that make the sample's make-up match a known one.

    Args:
        survey: one row per person.
        targets: for each column, the share that each group has in the population, adding up to 1
            (or to 100). With several columns the weights are raked until every one of them fits.

    Returns:
        One weight per person, with mean 1. A person with no answer to one of the columns keeps
        the mean weight for it.

    Raises:
        SurveyError: if a group has a share but nobody is in it, or has people but no share, or the
            shares do not add up.

    Source: W. E. Deming and F. F. Stephan (1940), On a least squares adjustment of a sampled
        frequency table when the expected marginal totals are known, Annals of Mathematical
        Statistics 11(4).
    """
    import pandas as pd

    problems, wanted = [], {}
    for name, shares in targets.items():
        if name not in survey.columns:
            problems.append(f"There is no column {name!r}.")
            continue
        total = sum(shares.values())
        if not (abs(total - 1) < 0.01 or abs(total - 100) < 1):
            problems.append(f"{name}: the shares add up to {total:g}, not to 1 or 100.")
            continue
        present = set(survey[name].dropna().astype(str))
        for group in sorted({str(g) for g in shares} - present):
            if shares.get(group, 0) > 0:
                problems.append(f"{name}: nobody in the sample is {group!r}.")
        for group in sorted(present - {str(g) for g in shares}):
            problems.append(f"{name}: there is no share for {group!r}.")
        wanted[name] = {str(g): s / total for g, s in shares.items()}
    if problems:
        raise SurveyError(problems)
    weights = pd.Series(1.0, index=survey.index, name="weight")
    for _ in range(200):
        before = weights.copy()
        for name, shares in wanted.items():
            groups = survey[name].astype("string")
            known = weights[groups.notna()].sum()
            for group, share in shares.items():
                inside = (groups == group).fillna(False).astype(bool)
                if inside.any():
                    weights[inside] *= share * known / weights[inside].sum()
        if (weights - before).abs().max() < 1e-9:
            break
    return weights / weights.mean()
