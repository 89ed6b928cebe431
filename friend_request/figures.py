"""Figures as HTML: an image, alternative text that says what it shows, and the numbers below.

JupyterLab gives a plain matplotlib figure no alternative text, so none is ever shown as a bare
image here. The image is opaque and light, so that it reads on a dark page too; it is laid out to be
read at 400 pixels. Colours are from Okabe and Ito's palette, and nothing is told by colour alone.
"""

from __future__ import annotations

import base64
import io
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from friend_request.tables import Table, is_synthetic, say_synthetic, show_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from friend_request.survey.pool import Pooled

INK = "#1a1a1a"
GREY = "#6b6b6b"
RULE = "#d9d9d9"
BLUE = "#0072B2"
ORANGE = "#D55E00"
# From disagreement through neither to agreement; dark ends differ in lightness from the middle.
LIKERT = ("#8c510a", "#d8b365", "#e6e6e6", "#80b1d3", "#08519c")
WIDTH = 4.6  # inches: at 400 pixels on the page, 10 points are 12 pixels high
DPI = 200


@dataclass(frozen=True)
class HtmlFigure:
    """A figure ready to be shown.

    Attributes:
        title: what the figure is about.
        alt: what it shows, computed from the numbers.
        table: the numbers themselves.
        png: the image.
        note: a sentence that goes below the image.
    """

    title: str
    alt: str
    table: Table
    png: bytes
    note: str = ""

    @property
    def html(self) -> str:
        """A `<figure>` with alternative text, a caption and the numbers, which open on demand."""
        data = base64.b64encode(self.png).decode("ascii")
        note = f" {escape(self.note)}" if self.note else ""
        return (
            '<figure style="margin:0 0 1em;max-width:640px">'
            f'<img alt="{escape(self.alt)}" src="data:image/png;base64,{data}" '
            'style="display:block;width:100%;height:auto;background:#fff">'
            f'<figcaption style="margin:0.5em 0"><strong>{escape(self.title)}</strong>.{note}'
            "</figcaption>"
            '<details><summary style="cursor:pointer;padding:0.3em 0">The numbers in this figure'
            f"</summary>{self.table.html}</details></figure>"
        )

    @property
    def text(self) -> str:
        """The figure in words, and its numbers."""
        lines = [*textwrap.wrap(f"Figure: {self.title}.", 96), *textwrap.wrap(self.alt, 96)]
        if self.note:
            lines += textwrap.wrap(self.note, 96)
        return "\n".join([*lines, "", self.table.text])

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def _figure(height: float) -> tuple[Figure, Axes]:
    # Figure and its canvas without pyplot: no global state, no window, nothing to close.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    FigureCanvasAgg(figure)
    return figure, figure.add_axes((0, 0, 1, 1))


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    # Without "Software" the bytes depend on the drawing and the library's version only.
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()


def _style() -> Any:
    from matplotlib import rc_context

    return rc_context(
        {
            "font.family": "DejaVu Sans",
            "font.size": 10,
            "text.color": INK,
            "axes.edgecolor": GREY,
            "xtick.color": INK,
            "ytick.color": INK,
            "svg.hashsalt": "friend-request",
            "path.simplify": False,
        }
    )


def _percent_axis(ax: Axes, top: float, left: float, width: float, bottom: float, height: float):
    """Lay out an axis from 0 to `top` percent in inches, with light rules behind the data."""
    figure = ax.figure
    w, h = figure.get_size_inches()
    ax.set_position((left / w, bottom / h, width / w, height / h))
    ax.set_xlim(0, top)
    step = 25 if top > 60 else 10
    ticks = list(range(0, int(top) + 1, step))
    ax.set_xticks(ticks, [f"{t}%" for t in ticks])
    ax.set_yticks([])
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="x", length=3, labelsize=10)
    for tick in ticks:
        ax.axvline(tick, color=RULE, linewidth=0.8, zorder=0)


def _top(highest: float) -> float:
    return 100.0 if highest > 50 else 50.0


def _mark_synthetic(ax: Axes, synthetic: bool) -> None:
    if synthetic:
        ax.figure.text(
            0.99, 0.004, "synthetic data", ha="right", va="bottom", fontsize=9, color=GREY
        )


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


def _of(row: pd.Series) -> str:
    import pandas as pd

    if pd.isna(row.get("count")) or pd.isna(row.get("denominator")):
        return "number asked not stated"
    return f"{int(row['count']):,} of {int(row['denominator']):,}"


def forest(
    estimates: pd.DataFrame,
    title: str,
    label: str | Callable[[pd.Series], str] | Sequence[str] | None = None,
    *,
    pooled: Pooled | None = None,
    sort: bool = True,
    note: str = "",
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
    with _style():
        figure, ax = _figure(height)
        _percent_axis(ax, _top(highest), 0.16, WIDTH - 0.46, foot, height - foot)
        ax.set_ylim(height - foot, 0)
        for i, (_, row) in enumerate(data.iterrows()):
            y = i * row_height
            _row_text(ax, y + 0.17, row["_label"], f"{row['percent']:.0f}%", _of(row))
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
        ax.set_xlabel("Share of those asked, with 95% interval", fontsize=10, labelpad=3)
        _mark_synthetic(ax, synthetic)
        png = _png(figure)
    numbers = show_table(
        data.assign(
            denominator=data.get("denominator", pd.Series(pd.NA, index=data.index)),
            count=data.get("count", pd.Series(pd.NA, index=data.index)),
        ),
        say_synthetic(f"{title}: the numbers", synthetic),
        columns={
            "_label": "Study",
            "count": "Said yes",
            "denominator": "Asked",
            "percent": "Percent",
            "low": "95% interval from",
            "high": "to",
        },
    )
    return HtmlFigure(title, _forest_finding(data, title, pooled), numbers, png, note)


def _row_text(ax: Axes, y: float, left: str, value: str, detail: str) -> None:
    """Write a row's label above its bar, and its number at the right edge."""
    right = f"{value} ({detail})" if detail != "number asked not stated" else f"{value} (n?)"
    # A white ground keeps the rules behind from running through the letters.
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    style = {"fontsize": 9.5, "va": "center", "clip_on": False, "zorder": 4, "bbox": ground}
    edge = ax.text(1, y, right, ha="right", transform=ax.get_yaxis_transform(), **style)
    name = ax.text(0, y, left, ha="left", **style)
    renderer = ax.figure.canvas.get_renderer()
    limit = edge.get_window_extent(renderer).x0 - 6
    shown = left
    while name.get_window_extent(renderer).x1 > limit and len(shown) > 8:
        shown = shown[:-2].rstrip(" ,") + "…"
        name.set_text(shown)


def _diamond(ax: Axes, y: float, row_height: float, pooled: Pooled) -> None:
    ax.axhline(y + 0.02, color=GREY, linewidth=0.8)
    middle = y + 0.36
    _row_text(
        ax, y + 0.17, "Pooled, random effects", f"{pooled.percent:.0f}%", f"{pooled.k} groups"
    )
    ax.fill(
        [pooled.low, pooled.percent, pooled.high, pooled.percent],
        [middle, middle - 0.09, middle, middle + 0.09],
        color=ORANGE,
        zorder=3,
    )
    y += row_height
    text = f"{pooled.prediction_low:.0f} to {pooled.prediction_high:.0f}%"
    _row_text(ax, y + 0.17, "Where a new study may fall", text, "95%")
    ax.plot(
        [pooled.prediction_low, pooled.prediction_high],
        [y + 0.33, y + 0.33],
        color=ORANGE,
        linewidth=2.2,
        linestyle=(0, (2, 1)),
    )


def _forest_finding(data: pd.DataFrame, title: str, pooled: Pooled | None) -> str:
    """Say in words what the forest plot shows."""
    highest, lowest = data.loc[data["percent"].idxmax()], data.loc[data["percent"].idxmin()]
    groups = len(data)
    studies = data["study"].nunique() if "study" in data.columns else None
    said = f"{groups} group{'s' * (groups != 1)}"
    if studies is not None and studies != groups:
        said += f" from {studies} stud{'ies' if studies != 1 else 'y'}"
    out = f"{title}. {said}: "
    if groups == 1:
        out += f"{highest['percent']:.1f}% ({highest['_label']}; {_of(highest)})."
    else:
        out += (
            f"from {lowest['percent']:.1f}% ({lowest['_label']}; {_of(lowest)}) "
            f"to {highest['percent']:.1f}% ({highest['_label']}; {_of(highest)})."
        )
        known = data.dropna(subset=["low", "high"])
        if len(known) > 1:
            if known["low"].max() > known["high"].min():
                out += (
                    " The intervals do not all overlap, so chance alone is unlikely to explain "
                    "the difference."
                )
            else:
                out += " All the intervals overlap."
    if pooled is not None:
        out += (
            f" Pooled: {pooled.percent:.1f}% (95% interval {pooled.low:.1f} to {pooled.high:.1f}); "
            f"a new study may fall between {pooled.prediction_low:.1f}% and "
            f"{pooled.prediction_high:.1f}%."
        )
    return out
