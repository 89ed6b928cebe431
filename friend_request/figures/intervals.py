"""Percentages with their intervals, one below the other: of studies, or of groups of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from friend_request.figures.drawing import (
    BLUE,
    GREY,
    ORANGE,
    WIDTH,
    blank,
    mark_synthetic,
    percent,
    percent_axis,
    png_of,
    row_text,
    style,
    top_of,
)
from friend_request.figures.figure import HtmlFigure, alt_of, numbers_caption
from friend_request.figures.findings import finding, out_of
from friend_request.tables import is_synthetic, say_synthetic, show_table
from friend_request.words import phrases, words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from friend_request.survey.pool import Pooled


def forest(
    estimates: pd.DataFrame,
    title: str,
    label: str | Callable[[pd.Series], str] | Sequence[str] | None = None,
    *,
    pooled: Pooled | None = None,
    sort: bool = True,
    note: str = "",
    axis: str | None = None,
    comparable: bool = True,
) -> HtmlFigure:
    """Draw each study's percentage with its interval, one below the other.

    Args:
        estimates: rows with `count` and `denominator`, or already with `percent`, `low` and `high`
            as `proportions` gives them. A row without a denominator is drawn without an interval.
        title: what was asked, in words.
        label: a column, a function of the row, or one label per row; the study's name if left out.
        pooled: what `pool` returned, to be drawn below. Left out unless you ask: where studies
            differ a great deal, an average of them describes none of them.
        sort: largest first.
        note: a sentence for the caption.
        axis: what the axis shows; the share of those asked, if left out.
        comparable: whether the rows put one question to different people. Where they don't, the
            alternative text says nothing about whether they differ by more than chance.

    Returns:
        An `HtmlFigure`. Percentages are 0 to 100, intervals are Wilson's 95%.

    Raises:
        SurveyError: if there are no rows, or a column is missing.
    """
    import pandas as pd

    from friend_request.survey.errors import SurveyError
    from friend_request.survey.estimate import proportions

    if not len(estimates):
        raise SurveyError("There is no row to draw. Check the filter that chose the rows.")
    synthetic = is_synthetic(estimates)
    data = estimates
    if not {"percent", "low", "high"} <= set(data.columns):
        data = proportions(data)
    data = data.assign(_label=_labels(data, label))
    data = data[pd.notna(data["percent"])]
    if not len(data):
        raise SurveyError("None of the rows has a percentage, so there is nothing to draw.")
    if sort:
        data = data.sort_values(["percent", "_label"], ascending=[False, True], kind="stable")
    title = say_synthetic(title.strip().rstrip("."), synthetic)
    row_height, foot = 0.47, 0.62
    extra = 2 * row_height if pooled is not None else 0
    height = len(data) * row_height + extra + foot
    highest = float(pd.concat([data["percent"], data["high"]]).max())
    if pooled is not None:
        highest = max(highest, pooled.prediction_high)
    with style():
        figure, ax = blank(height)
        percent_axis(ax, top_of(highest), 0.16, WIDTH - 0.46, foot, height - foot)
        ax.set_ylim(height - foot, 0)
        for i, (_, row) in enumerate(data.iterrows()):
            y = i * row_height
            detail = out_of(row, "figure.of_unknown_short")
            row_text(ax, y + 0.17, row["_label"], percent(row["percent"]), detail)
            bar = y + 0.33
            if pd.notna(row["low"]):
                ax.plot([row["low"], row["high"]], [bar, bar], color=BLUE, linewidth=2.2, zorder=2)
                face = BLUE
            else:
                face = "white"
            ax.plot(
                [row["percent"]],
                [bar],
                marker="s",
                markersize=6.5,
                markerfacecolor=face,
                markeredgecolor=BLUE,
                linestyle="none",
                clip_on=False,
                zorder=3,
            )
        if pooled is not None:
            _diamond(ax, len(data) * row_height, row_height, pooled)
        said = words("figure.forest.axis") if axis is None else axis
        ax.set_xlabel(said, fontsize=10, labelpad=3)
        mark_synthetic(ax, synthetic)
        png = png_of(figure)
    headings = phrases("figure.forest.column")
    numbers = show_table(
        data.assign(
            denominator=data.get("denominator", pd.Series(pd.NA, index=data.index)),
            count=data.get("count", pd.Series(pd.NA, index=data.index)),
        ),
        numbers_caption(title, synthetic),
        columns={
            "_label": headings["study" if "study" in data.columns else "group"],
            **{name: headings[name] for name in ("count", "denominator", "percent", "low", "high")},
        },
    )
    alt = alt_of(title, finding(data, pooled, comparable))
    return HtmlFigure(title, alt, numbers, png, note)


def dots(
    table: pd.DataFrame,
    title: str,
    label: str | Callable[[pd.Series], str] | Sequence[str] | None = None,
    *,
    note: str = "",
) -> HtmlFigure:
    """Draw the percentage of each group as a dot with its interval, in the order given.

    Args:
        table: rows with `count` and `denominator`, such as one answer of `tally(..., by=...)`.
        title: what the percentages are of.
        label: as in `forest`; the first column if left out.
        note: a sentence for the caption.

    Returns:
        An `HtmlFigure`; its text names the highest and the lowest group.

    Raises:
        SurveyError: if there are no rows, or a column is missing.
    """
    if label is None and len(table.columns) and "study" not in table.columns:
        label = str(table.columns[0])
    return forest(table, title, label, sort=False, note=note)


def _labels(
    table: pd.DataFrame, label: str | Callable[[pd.Series], str] | Sequence[str] | None
) -> list[str]:
    from friend_request.survey.errors import SurveyError
    from friend_request.survey.studies import row_label

    if label is None:
        if "study" in table.columns:
            return [row_label(row) for _, row in table.iterrows()]
        return [str(i) for i in table.index]
    if callable(label):
        return [label(row) for _, row in table.iterrows()]
    if isinstance(label, str):
        if label not in table.columns:
            raise SurveyError(
                f"The table has no column {label!r} to label its rows with. "
                f"Its columns are: {', '.join(map(str, table.columns))}."
            )
        return [str(v) for v in table[label]]
    if len(label) != len(table):
        raise SurveyError(f"{len(label)} labels for {len(table)} rows; write one for each row.")
    return list(map(str, label))


def _diamond(ax: Axes, y: float, row_height: float, pooled: Pooled) -> None:
    ax.axhline(y + 0.02, color=GREY, linewidth=0.8)
    middle = y + 0.36
    groups = words("figure.forest.groups", count=pooled.k)
    row_text(ax, y + 0.17, words("figure.forest.pooled"), percent(pooled.percent), groups)
    ax.fill(
        [pooled.low, pooled.percent, pooled.high, pooled.percent],
        [middle, middle - 0.09, middle, middle + 0.09],
        color=ORANGE,
        zorder=3,
    )
    y += row_height
    low, high = f"{pooled.prediction_low:.0f}", f"{pooled.prediction_high:.0f}"
    reach = words("figure.forest.new_study_range", low=low, high=high)
    level = words("figure.forest.new_study_level")
    row_text(ax, y + 0.17, words("figure.forest.new_study"), reach, level)
    ax.plot(
        [pooled.prediction_low, pooled.prediction_high],
        [y + 0.33, y + 0.33],
        color=ORANGE,
        linewidth=2.2,
        linestyle=(0, (2, 1)),
    )
