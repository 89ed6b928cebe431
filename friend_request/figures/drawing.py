"""What all figures are drawn with: the paper, the colours, the axis, a row's own line of text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from friend_request.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#1a1a1a"
GREY = "#6b6b6b"
RULE = "#d9d9d9"
BLUE = "#0072B2"
ORANGE = "#D55E00"
# From disagreement through neither to agreement; dark ends differ in lightness from the middle.
LIKERT = ("#8c510a", "#d8b365", "#e6e6e6", "#80b1d3", "#08519c")
WIDTH = 4.6  # inches: at 400 pixels on the page, 10 points are 12 pixels high
DPI = 200
# Behind letters, so that the rules of the axis don't run through them.
GROUND = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}


def blank(height: float) -> tuple[Figure, Axes]:
    """An empty figure `WIDTH` inches wide and `height` inches high, and its axes."""
    # Figure and its canvas without pyplot: no global state, no window, nothing to close.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    FigureCanvasAgg(figure)
    return figure, figure.add_axes((0, 0, 1, 1))


def png_of(figure: Figure) -> bytes:
    """The figure as an image; the same bytes at every run."""
    buffer = io.BytesIO()
    # Without "Software" the bytes depend on the drawing and the library's version only.
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()


def style() -> Any:
    """A context in which everything is drawn alike, whatever a notebook has set."""
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
            # A label out of a file may hold dollar signs: they are money, no formula to draw.
            "text.parse_math": False,
        }
    )


def percent_axis(
    ax: Axes, top: float, left: float, width: float, bottom: float, height: float
) -> None:
    """Lay out an axis from 0 to `top` percent in inches, with light rules behind the data."""
    figure = ax.figure
    w, h = figure.get_size_inches()
    ax.set_position((left / w, bottom / h, width / w, height / h))
    ax.set_xlim(0, top)
    step = 25 if top > 60 else 10
    ticks = list(range(0, int(top) + 1, step))
    ax.set_xticks(ticks, [percent(t) for t in ticks])
    ax.set_yticks([])
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="x", length=3, labelsize=10)
    for tick in ticks:
        ax.axvline(tick, color=RULE, linewidth=0.8, zorder=0)


def percent(number: float) -> str:
    """A whole percentage as it is written within the image."""
    return words("figure.percent", number=f"{number:.0f}")


def top_of(highest: float) -> float:
    """Where the axis ends, in percent: at 100, or at 50 where nothing goes beyond."""
    return 100.0 if highest > 50 else 50.0


def mark_synthetic(ax: Axes, synthetic: bool) -> None:
    """Write into a corner of the image that the data are synthetic, if they are."""
    if synthetic:
        said = words("figure.synthetic")
        ax.figure.text(0.99, 0.004, said, ha="right", va="bottom", fontsize=9, color=GREY)


def row_text(ax: Axes, y: float, left: str, value: str, detail: str) -> None:
    """Write a row's label above its bar, and its number at the right edge."""
    right = words("figure.row", value=value, detail=detail) if detail else value
    look = {"fontsize": 9.5, "va": "center", "clip_on": False, "zorder": 4, "bbox": GROUND}
    edge = ax.text(1, y, right, ha="right", transform=ax.get_yaxis_transform(), **look)
    name = ax.text(0, y, left, ha="left", **look)
    renderer = ax.figure.canvas.get_renderer()
    limit = edge.get_window_extent(renderer).x0 - 6
    shown = left
    while name.get_window_extent(renderer).x1 > limit and len(shown) > 8:
        shown = shown[:-2].rstrip(" ,") + "…"
        name.set_text(shown)
