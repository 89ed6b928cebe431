"""Percentages before and after something, each pair joined by an arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.figures.drawing import (
    BLUE,
    GROUND,
    WIDTH,
    blank,
    mark_synthetic,
    percent_axis,
    png_of,
    row_text,
    style,
    top_of,
)
from friend_request.figures.figure import HtmlFigure, alt_of, numbers_caption
from friend_request.tables import is_synthetic, say_synthetic, show_table
from friend_request.words import words

if TYPE_CHECKING:
    import pandas as pd


def slope(
    table: pd.DataFrame,
    title: str,
    label: str,
    before: str,
    after: str,
    *,
    names: tuple[str, str] | None = None,
    note: str = "",
) -> HtmlFigure:
    """Draw percentages before and after something, each pair joined by a line.

    Args:
        table: one row per pair, with the two percentages (0 to 100).
        title: what the percentages are of.
        label: the column that names each pair.
        before, after: the columns of the two percentages.
        names: what to call the two times; before and after, if left out.
        note: a sentence for the caption. Two samples of different people are not a change in
            people: say here if that is so.

    Returns:
        An `HtmlFigure`; its text says which rose, which fell, and by how many points.

    Raises:
        SurveyError: if there are no rows, a column is missing, or a value is not a percentage.
    """
    import pandas as pd

    from friend_request.survey.errors import SurveyError

    missing = [c for c in (label, before, after) if c not in table.columns]
    if missing:
        raise SurveyError(f"The table has no column {', '.join(map(repr, missing))}.")
    synthetic = is_synthetic(table)
    title = say_synthetic(title.strip().rstrip("."), synthetic)
    data = pd.DataFrame(
        {
            "name": table[label].astype(str).to_numpy(),
            "before": pd.to_numeric(table[before]).to_numpy(dtype=float, na_value=float("nan")),
            "after": pd.to_numeric(table[after]).to_numpy(dtype=float, na_value=float("nan")),
        }
    ).dropna()
    if not len(data):
        raise SurveyError("There is no pair of percentages to draw.")
    if names is None:
        names = (words("figure.slope.before"), words("figure.slope.after"))
    values = data[["before", "after"]].to_numpy()
    if (values < 0).any() or (values > 100).any():
        raise SurveyError("Percentages lie between 0 and 100.")
    row_height, foot = 0.62, 0.62
    height = len(data) * row_height + foot + 0.3
    with style():
        figure, ax = blank(height)
        percent_axis(ax, top_of(values.max()), 0.16, WIDTH - 0.46, foot, height - foot)
        ax.set_ylim(height - foot, 0)
        # Hollow and filled, so that the two times are told apart without colour.
        for x, name, face in ((2, names[0], "white"), (52, names[1], BLUE)):
            at = x * top_of(values.max()) / 100
            ax.plot([at], [0.14], marker="o", markersize=7, markerfacecolor=face,
                    markeredgecolor=BLUE, linestyle="none", zorder=5)  # fmt: skip
            ax.text(at + 0.03 * top_of(values.max()), 0.145, name, fontsize=9.5, va="center",
                    zorder=5, bbox=GROUND,
                    )  # fmt: skip
        for i, row in enumerate(data.itertuples()):
            y = 0.3 + i * row_height
            step = f"{row.after - row.before:+.1f}".replace("-", "\N{MINUS SIGN}")
            points = words("figure.slope.points", change=step)
            both = {"before": f"{row.before:.0f}", "after": f"{row.after:.0f}"}
            row_text(ax, y + 0.17, row.name, words("figure.slope.change", **both), points)
            ax.annotate(
                "", xy=(row.after, y + 0.42), xytext=(row.before, y + 0.42),
                arrowprops={"arrowstyle": "-|>", "color": BLUE, "linewidth": 1.8,
                            "shrinkA": 4, "shrinkB": 4}, zorder=2,
            )  # fmt: skip
            for value, face in ((row.before, "white"), (row.after, BLUE)):
                ax.plot([value], [y + 0.42], marker="o", markersize=7, markerfacecolor=face,
                        markeredgecolor=BLUE, linestyle="none", zorder=3, clip_on=False,
                        )  # fmt: skip
        ax.set_xlabel(words("figure.slope.axis"), fontsize=10, labelpad=3)
        mark_synthetic(ax, synthetic)
        png = png_of(figure)
    moves = []
    for row in data.itertuples():
        step = row.after - row.before
        both = {"name": row.name, "before": f"{row.before:.1f}", "after": f"{row.after:.1f}"}
        if step:
            how = "figure.slope.rose" if step > 0 else "figure.slope.fell"
            moves.append(words(how, points=f"{abs(step):.1f}", **both))
        else:
            moves.append(words("figure.slope.same", **both))
    numbers = show_table(
        data.assign(change=data["after"] - data["before"]),
        numbers_caption(title, synthetic),
        columns={
            "name": words("figure.slope.column.name"),
            "before": words("figure.slope.percent_of", name=names[0]).capitalize(),
            "after": words("figure.slope.percent_of", name=names[1]).capitalize(),
            "change": words("figure.slope.column.change"),
        },
    )
    return HtmlFigure(title, alt_of(title, f"{'; '.join(moves)}."), numbers, png, note)
