"""Random-effects pooling of proportions, and the reasons to be slow to use it.

An average of studies answers a question only if the studies asked the same one. Where they differ a
great deal, look at the prediction interval: it says where the next study may fall, and it is often
so wide that the average tells a reader nothing about their own place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from friend_request.survey.errors import SurveyError
from friend_request.words import words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MINIMUM = 5  # groups; below this the spread between studies cannot be estimated usefully


@dataclass(frozen=True)
class RandomEffects:
    """A random-effects summary on the scale of the effects themselves.

    Attributes:
        k: how many groups.
        mean, se: the mean of the distribution of groups, and its standard error.
        low, high: the mean's interval.
        prediction_low, prediction_high: where the true effect of a new, similar group may lie.
        tau2: variance between groups, 0 or more.
        q: Cochran's Q.
        i2: share of the spread that is not chance, 0 to 100.
    """

    k: int
    mean: float
    se: float
    low: float
    high: float
    prediction_low: float
    prediction_high: float
    tau2: float
    q: float
    i2: float


@dataclass(frozen=True)
class Pooled:
    """A pooled percentage. All percentages are 0 to 100, intervals are 95% unless asked otherwise.

    Attributes:
        k: independent groups. Two separate subgroups of one study count as two.
        studies: how many studies they come from.
        n: people asked, in all groups together.
        percent, low, high: the mean of the distribution of studies, and its interval.
        prediction_low, prediction_high: where the true value of a new, similar group may lie.
        tau2: variance between groups on the logit scale.
        i2: share of the spread that is not chance, 0 to 100.
        lowest, highest: the smallest and the largest percentage among the groups.
        method: how the variance between groups was estimated.
    """

    k: int
    studies: int
    n: int
    percent: float
    low: float
    high: float
    prediction_low: float
    prediction_high: float
    tau2: float
    i2: float
    lowest: float
    highest: float
    method: str

    def __repr__(self) -> str:
        said = [
            words(
                "survey.pooled.sizes",
                groups=self.k,
                studies=self.studies,
                people=f"{self.n:,}",
                lowest=f"{self.lowest:.1f}",
                highest=f"{self.highest:.1f}",
            ),
            words(
                "survey.pooled.mean",
                percent=f"{self.percent:.1f}",
                low=f"{self.low:.1f}",
                high=f"{self.high:.1f}",
                method=self.method,
            ),
            words(
                "survey.pooled.new_group",
                low=f"{self.prediction_low:.1f}",
                high=f"{self.prediction_high:.1f}",
            ),
            words("survey.pooled.spread", share=f"{self.i2:.0f}"),
        ]
        return "\n".join(said)


# By what statsmodels calls them; data/interface.yaml has the names of those who made them.
METHODS = {"DL": "chi2", "PM": "iterated"}


def random_effects(
    effects: np.ndarray,
    variances: np.ndarray,
    method: Literal["DL", "PM"] = "DL",
    level: float = 0.95,
) -> RandomEffects:
    """Combine effects that are known with given variances.

    Args:
        effects: one number per group, on a scale where they are roughly normal.
        variances: the sampling variance of each.
        method: "DL" for DerSimonian and Laird (1986), "PM" for Paule and Mandel (1982).
        level: confidence level of both intervals, between 0 and 1.

    Returns:
        The summary. The prediction interval uses Student's t with k - 2 degrees of freedom
        (Higgins, Thompson and Spiegelhalter 2009) and is infinite for k = 2. I² is at least 0.

    Raises:
        SurveyError: if fewer than two groups are given, a variance is not positive, or `method` is
            another.

    Source: as in `pool`.
    """
    import numpy as np
    from scipy.stats import norm, t
    from statsmodels.stats.meta_analysis import combine_effects

    effects, variances = np.asarray(effects, float), np.asarray(variances, float)
    k = len(effects)
    if k < 2 or len(variances) != k:
        raise SurveyError("Pooling needs at least two groups, each with its variance.")
    if not (np.isfinite(effects).all() and (variances > 0).all()):
        raise SurveyError("Every group needs a number and a variance above 0.")
    if method not in METHODS:
        raise SurveyError(f"method is {method!r}; write 'DL' or 'PM'.")
    # Of its result only Q and tau² are used; it divides by a negative tau² that is cut off below.
    with np.errstate(divide="ignore", invalid="ignore"):
        result = combine_effects(effects, variances, method_re=METHODS[method])
    tau2 = max(0.0, float(result.tau2))
    weights = 1 / (variances + tau2)
    mean = float((weights * effects).sum() / weights.sum())
    se = float(np.sqrt(1 / weights.sum()))
    z = norm.ppf(0.5 + level / 2)
    reach = t.ppf(0.5 + level / 2, k - 2) * np.sqrt(tau2 + se**2) if k > 2 else np.inf
    q = float(result.q)
    i2 = max(0.0, 100 * (q - (k - 1)) / q) if q > 0 else 0.0
    return RandomEffects(
        k, mean, se, mean - z * se, mean + z * se, mean - reach, mean + reach, tau2, q, i2
    )


def logit(count: np.ndarray, denominator: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the logit of each proportion and its variance, 1/yes + 1/no.

    Half a person is added to both yes and no only in rows of 0% or 100%, where the logit does not
    exist otherwise.

    Args:
        count: how many said yes in each group.
        denominator: out of how many; the same shape.

    Returns:
        Two arrays of that shape: natural logarithms of the odds, and their variances.
    """
    import numpy as np

    yes = np.asarray(count, float)
    no = np.asarray(denominator, float) - yes
    half = np.where((yes == 0) | (no == 0), 0.5, 0.0)
    yes, no = yes + half, no + half
    return np.log(yes / no), 1 / yes + 1 / no


def _to_percent(x: float) -> float:
    import numpy as np

    return float(100 / (1 + np.exp(-x)))


def pool(
    estimates: pd.DataFrame,
    method: Literal["DL", "PM"] = "DL",
    level: float = 0.95,
) -> Pooled:
    """Pool the percentages of independent groups that were asked the same thing.

    Args:
        estimates: one row per group with `count` and `denominator`. Rows that lack either are left
            out. Filter first: one `measure`, `poolable` rows.
        method: "DL" is the main analysis, "PM" the usual check on it.
        level: confidence level of the intervals, between 0 and 1.

    Returns:
        A `Pooled`. k counts rows, that is, independent groups: separate subgroups of one study
        count separately, because they are different people.

    Raises:
        SurveyError: if fewer than five groups are left, if rows are of several measures, if two
            rows have the same people (one study without separate subgroups, a marked overlap, a
            second wave), if a count does not fit its denominator, or if `method` is another.

    Source: R. DerSimonian and N. Laird (1986), Meta-analysis in clinical trials, Controlled
        Clinical Trials 7(3), or R. C. Paule and J. Mandel (1982), Consensus values and weighting
        factors, Journal of Research of the National Bureau of Standards 87(5), both as computed by
        statsmodels, on the logit scale. The prediction interval: J. P. T. Higgins, S. G. Thompson
        and D. J. Spiegelhalter (2009), A re-evaluation of random-effects meta-analysis, Journal of
        the Royal Statistical Society A 172(1). I²: J. P. T. Higgins and S. G. Thompson (2002),
        Quantifying heterogeneity in a meta-analysis, Statistics in Medicine 21(11).
    """
    import pandas as pd

    from friend_request.survey.estimate import proportions

    rows = proportions(estimates).dropna(subset=["count", "denominator"])
    problems = []
    if "measure" in rows.columns and rows["measure"].nunique() > 1:
        found = ", ".join(sorted(rows["measure"].unique()))
        problems.append(f"The rows are of several measures ({found}). Pool one measure at a time.")
    if "study" in rows.columns:
        part = rows["subgroup"] if "subgroup" in rows.columns else ""
        key = rows["study"].astype(str) + " / " + pd.Series(part, index=rows.index).astype(str)
        for name in key[key.duplicated()].unique():
            problems.append(f"{name.rstrip(' /')}: more than one row for the same people.")
        whole = set(rows.loc[key.str.endswith("/ "), "study"])
        for name in sorted(whole & set(rows.loc[~key.str.endswith("/ "), "study"])):
            problems.append(f"{name}: the whole sample and a part of it; keep one or the other.")
    for flag, why in (
        ("overlap", "the same people as another study"),
        ("followup", "a second wave"),
    ):
        if flag in rows.columns and rows[flag].any():
            names = ", ".join(sorted(rows.loc[rows[flag].astype(bool), "study"].unique()))
            problems.append(f"{names}: {why}; leave the row out.")
    if len(rows) < MINIMUM:
        problems.append(
            f"Only {len(rows)} groups have a count and a denominator. Below {MINIMUM} groups they "
            "are not pooled: show each of them instead."
        )
    if problems:
        raise SurveyError(problems)
    count = rows["count"].to_numpy(dtype=float)
    asked = rows["denominator"].to_numpy(dtype=float)
    summary = random_effects(*logit(count, asked), method=method, level=level)
    return Pooled(
        k=summary.k,
        studies=int(rows["study"].nunique()) if "study" in rows.columns else summary.k,
        n=int(asked.sum()),
        percent=_to_percent(summary.mean),
        low=_to_percent(summary.low),
        high=_to_percent(summary.high),
        prediction_low=_to_percent(summary.prediction_low),
        prediction_high=_to_percent(summary.prediction_high),
        tau2=summary.tau2,
        i2=summary.i2,
        lowest=float(rows["percent"].min()),
        highest=float(rows["percent"].max()),
        method=words(f"survey.pooled.method.{method}"),
    )
