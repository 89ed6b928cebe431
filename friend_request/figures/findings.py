"""What a forest plot shows, in words: how many groups there are, and between which two they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.words import words

if TYPE_CHECKING:
    import pandas as pd

    from friend_request.survey.pool import Pooled


def out_of(row: pd.Series, unknown: str = "figure.of_unknown") -> str:
    """Say how many of how many; where that is not known, the phrase `unknown`."""
    import pandas as pd

    if pd.isna(row.get("count")) or pd.isna(row.get("denominator")):
        return words(unknown)
    count, asked = int(row["count"]), int(row["denominator"])
    return words("figure.of", count=f"{count:,}", asked=f"{asked:,}")


def _groups(data: pd.DataFrame) -> str:
    """Say how many groups there are, and from how many studies where that differs."""
    count = len(data)
    studies = data["study"].nunique() if "study" in data.columns else count
    if count == 1:
        return words("figure.forest.group_one")
    if studies == 1:
        return words("figure.forest.groups_of_one", count=count)
    if studies != count:
        return words("figure.forest.groups_of", count=count, studies=studies)
    return words("figure.forest.groups", count=count)


def finding(data: pd.DataFrame, pooled: Pooled | None, comparable: bool) -> str:
    """Say in words what the forest plot shows."""
    highest, lowest = data.loc[data["percent"].idxmax()], data.loc[data["percent"].idxmin()]
    groups = _groups(data)
    if len(data) == 1:
        share = f"{highest['percent']:.1f}"
        one = {"percent": share, "label": highest["_label"], "of": out_of(highest)}
        said = [words("figure.forest.one", groups=groups, **one)]
    else:
        low = {"low": f"{lowest['percent']:.1f}", "low_label": lowest["_label"]}
        high = {"high": f"{highest['percent']:.1f}", "high_label": highest["_label"]}
        of = {"low_of": out_of(lowest), "high_of": out_of(highest)}
        said = [words("figure.forest.range", groups=groups, **low, **high, **of)]
        known = data.dropna(subset=["low", "high"])
        if comparable and len(known) > 1:
            apart = known["low"].max() > known["high"].min()
            said.append(words("figure.forest.apart" if apart else "figure.forest.overlap"))
    if pooled is not None:
        said.append(
            words(
                "figure.forest.pooled_said",
                percent=f"{pooled.percent:.1f}",
                low=f"{pooled.low:.1f}",
                high=f"{pooled.high:.1f}",
                new_low=f"{pooled.prediction_low:.1f}",
                new_high=f"{pooled.prediction_high:.1f}",
            )
        )
    return " ".join(said)
