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
from friend_request.words import phrases, words

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
            f'<figcaption style="margin:0.5em 0"><strong>{escape(_stop(self.title))}</strong>{note}'
            "</figcaption>"
            '<details><summary style="cursor:pointer;padding:0.3em 0">'
            f"{escape(words('figure.numbers'))}</summary>{self.table.html}</details></figure>"
        )

    @property
    def text(self) -> str:
        """The figure in words, and its numbers."""
        head = words("figure.in_words", title=_stop(self.title))
        lines = [*textwrap.wrap(head, 96), *textwrap.wrap(self.alt, 96)]
        if self.note:
            lines += textwrap.wrap(self.note, 96)
        return "\n".join([*lines, "", self.table.text])

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def _alt(title: str, finding: str) -> str:
    return words("figure.finding", title=_stop(title), finding=finding)


def _numbers_caption(title: str, synthetic: bool) -> str:
    return say_synthetic(words("figure.numbers_caption", title=title), synthetic)


def _stop(sentence: str) -> str:
    return sentence if sentence.endswith(("?", "!", ".")) else f"{sentence}."


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
            # A label out of a file may hold dollar signs: they are money, no formula to draw.
            "text.parse_math": False,
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
    ax.set_xticks(ticks, [_percent(t) for t in ticks])
    ax.set_yticks([])
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="x", length=3, labelsize=10)
    for tick in ticks:
        ax.axvline(tick, color=RULE, linewidth=0.8, zorder=0)


def _percent(number: float) -> str:
    return words("figure.percent", number=f"{number:.0f}")


def _top(highest: float) -> float:
    return 100.0 if highest > 50 else 50.0


def _mark_synthetic(ax: Axes, synthetic: bool) -> None:
    if synthetic:
        said = words("figure.synthetic")
        ax.figure.text(0.99, 0.004, said, ha="right", va="bottom", fontsize=9, color=GREY)


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


def _of(row: pd.Series, unknown: str = "figure.of_unknown") -> str:
    import pandas as pd

    if pd.isna(row.get("count")) or pd.isna(row.get("denominator")):
        return words(unknown)
    count, asked = int(row["count"]), int(row["denominator"])
    return words("figure.of", count=f"{count:,}", asked=f"{asked:,}")


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
    with _style():
        figure, ax = _figure(height)
        _percent_axis(ax, _top(highest), 0.16, WIDTH - 0.46, foot, height - foot)
        ax.set_ylim(height - foot, 0)
        for i, (_, row) in enumerate(data.iterrows()):
            y = i * row_height
            of = _of(row, "figure.of_unknown_short")
            _row_text(ax, y + 0.17, row["_label"], _percent(row["percent"]), of)
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
        _mark_synthetic(ax, synthetic)
        png = _png(figure)
    headings = phrases("figure.forest.column")
    numbers = show_table(
        data.assign(
            denominator=data.get("denominator", pd.Series(pd.NA, index=data.index)),
            count=data.get("count", pd.Series(pd.NA, index=data.index)),
        ),
        _numbers_caption(title, synthetic),
        columns={
            "_label": headings["study" if "study" in data.columns else "group"],
            **{name: headings[name] for name in ("count", "denominator", "percent", "low", "high")},
        },
    )
    alt = _alt(title, _forest_finding(data, pooled, comparable))
    return HtmlFigure(title, alt, numbers, png, note)


def _row_text(ax: Axes, y: float, left: str, value: str, detail: str) -> None:
    """Write a row's label above its bar, and its number at the right edge."""
    right = words("figure.row", value=value, detail=detail) if detail else value
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
    groups = words("figure.forest.groups", count=pooled.k)
    _row_text(ax, y + 0.17, words("figure.forest.pooled"), _percent(pooled.percent), groups)
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
    _row_text(ax, y + 0.17, words("figure.forest.new_study"), reach, level)
    ax.plot(
        [pooled.prediction_low, pooled.prediction_high],
        [y + 0.33, y + 0.33],
        color=ORANGE,
        linewidth=2.2,
        linestyle=(0, (2, 1)),
    )


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


def _forest_finding(data: pd.DataFrame, pooled: Pooled | None, comparable: bool) -> str:
    """Say in words what the forest plot shows."""
    highest, lowest = data.loc[data["percent"].idxmax()], data.loc[data["percent"].idxmin()]
    groups = _groups(data)
    if len(data) == 1:
        share = f"{highest['percent']:.1f}"
        one = {"percent": share, "label": highest["_label"], "of": _of(highest)}
        said = [words("figure.forest.one", groups=groups, **one)]
    else:
        low = {"low": f"{lowest['percent']:.1f}", "low_label": lowest["_label"]}
        high = {"high": f"{highest['percent']:.1f}", "high_label": highest["_label"]}
        of = {"low_of": _of(lowest), "high_of": _of(highest)}
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


def likert(
    table: pd.DataFrame,
    title: str,
    answer: str,
    by: str | None = None,
    *,
    note: str = "",
) -> HtmlFigure:
    """Draw ordered answers as one bar per group, from one end of the scale to the other.

    Args:
        table: what `tally(survey, answer, by)` returned: `count` and `denominator` for each answer.
        title: what was asked.
        answer: the column of the answers, in their order; two to five of them.
        by: the column of the groups.
        note: a sentence for the caption.

    Returns:
        An `HtmlFigure`; its text gives the shares at both ends of the scale.

    Raises:
        SurveyError: if a column is missing, or there are fewer than two or more than five answers.
    """
    from friend_request.survey.errors import SurveyError

    missing = [c for c in (answer, by, "count", "denominator") if c and c not in table.columns]
    if missing:
        raise SurveyError(f"The table has no column {', '.join(map(repr, missing))}.")
    answers = list(dict.fromkeys(table[answer]))
    if not 2 <= len(answers) <= 5:
        raise SurveyError(f"There are {len(answers)} answers; a scale has from two to five.")
    synthetic = is_synthetic(table)
    title = say_synthetic(title.strip().rstrip("."), synthetic)
    wide = table.assign(_group=table[by].astype(str) if by else "all")
    wide = wide[wide["denominator"] > 0]
    if not len(wide):
        raise SurveyError("Nobody answered, so there is nothing to draw.")
    groups = list(dict.fromkeys(wide["_group"]))
    colours = {2: (0, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}[len(answers)]
    row_height, foot = 0.56, 0.62
    key_rows = _key_rows(answers)
    head = 0.12 + 0.24 * len(key_rows)
    height = len(groups) * row_height + foot + head
    with _style():
        figure, ax = _figure(height)
        _percent_axis(ax, 100, 0.16, WIDTH - 0.46, foot, height - foot)
        ax.set_ylim(height - foot, 0)
        _key(ax, key_rows, answers, [LIKERT[c] for c in colours])
        for i, group in enumerate(groups):
            part = wide[wide["_group"] == group].set_index(answer)
            y = head + i * row_height
            people = int(part["denominator"].iloc[0])
            name = group if by else words("figure.likert.everybody")
            answered = words("figure.likert.answered", people=f"{people:,}")
            _row_text(ax, y + 0.16, name, answered, "")
            start = 0.0
            for name, colour in zip(answers, colours, strict=True):
                share = 100 * part.loc[name, "count"] / people
                ax.barh(
                    y + 0.37, share, left=start, height=0.22, color=LIKERT[colour],
                    edgecolor="white", linewidth=1, zorder=3,
                )  # fmt: skip
                if share >= 9:
                    dark = colour in (0, 4)
                    ax.text(
                        start + share / 2, y + 0.375, f"{share:.0f}", ha="center", va="center",
                        fontsize=9, color="white" if dark else INK, zorder=4,
                    )  # fmt: skip
                start += share
        ax.set_xlabel(words("figure.likert.axis"), fontsize=10, labelpad=3)
        _mark_synthetic(ax, synthetic)
        png = _png(figure)
    shares = {
        g: 100
        * wide[wide["_group"] == g].set_index(answer)["count"]
        / wide.loc[wide["_group"] == g, "denominator"].iloc[0]
        for g in groups
    }
    first, last = answers[0], answers[-1]
    said = []
    for group in groups:
        share = {
            "first_share": f"{shares[group][first]:.0f}",
            "last_share": f"{shares[group][last]:.0f}",
        }
        ends = words("figure.likert.ends", first=first, last=last, **share)
        said.append(words("figure.likert.group", group=group, ends=ends) if by else ends)
    headings = phrases("figure.likert.column")
    numbers = show_table(
        wide.assign(_share=100 * wide["count"] / wide["denominator"]),
        _numbers_caption(title, synthetic),
        columns={
            **({"_group": by.replace("_", " ").capitalize()} if by else {}),
            answer: headings["answer"],
            "count": headings["count"],
            "denominator": headings["denominator"],
            "_share": headings["percent"],
        },
    )
    return HtmlFigure(title, _alt(title, f"{'; '.join(said)}."), numbers, png, note)


def _key_rows(answers: list[str]) -> list[list[str]]:
    """Break the answers into lines that fit, so that the key stands above the bars."""
    rows: list[list[str]] = [[]]
    used = 0
    for name in answers:
        size = len(str(name)) + 4
        if used + size > 46 and rows[-1]:
            rows.append([])
            used = 0
        rows[-1].append(name)
        used += size
    return rows


def _key(ax: Axes, rows: list[list[str]], answers: list[str], colours: list[str]) -> None:
    renderer = ax.figure.canvas.get_renderer()
    for i, row in enumerate(rows):
        x, y = 0.0, 0.16 + 0.24 * i
        for name in row:
            colour = colours[answers.index(name)]
            ax.barh(y, 2.6, left=x, height=0.13, color=colour, zorder=5)
            text = ax.text(
                x + 3.6, y, str(name), fontsize=9.5, va="center", zorder=5,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
            )  # fmt: skip
            right = text.get_window_extent(renderer).x1
            x = ax.transData.inverted().transform((right, 0))[0] + 4


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
    with _style():
        figure, ax = _figure(height)
        _percent_axis(ax, _top(values.max()), 0.16, WIDTH - 0.46, foot, height - foot)
        ax.set_ylim(height - foot, 0)
        # Hollow and filled, so that the two times are told apart without colour.
        for x, name, face in ((2, names[0], "white"), (52, names[1], BLUE)):
            at = x * _top(values.max()) / 100
            ax.plot([at], [0.14], marker="o", markersize=7, markerfacecolor=face,
                    markeredgecolor=BLUE, linestyle="none", zorder=5)  # fmt: skip
            ax.text(at + 0.03 * _top(values.max()), 0.145, name, fontsize=9.5, va="center",
                    zorder=5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
                    )  # fmt: skip
        for i, row in enumerate(data.itertuples()):
            y = 0.3 + i * row_height
            step = f"{row.after - row.before:+.1f}".replace("-", "\N{MINUS SIGN}")
            points = words("figure.slope.points", change=step)
            both = {"before": f"{row.before:.0f}", "after": f"{row.after:.0f}"}
            _row_text(ax, y + 0.17, row.name, words("figure.slope.change", **both), points)
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
        _mark_synthetic(ax, synthetic)
        png = _png(figure)
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
        _numbers_caption(title, synthetic),
        columns={
            "name": words("figure.slope.column.name"),
            "before": words("figure.slope.percent_of", name=names[0]).capitalize(),
            "after": words("figure.slope.percent_of", name=names[1]).capitalize(),
            "change": words("figure.slope.column.change"),
        },
    )
    return HtmlFigure(title, _alt(title, f"{'; '.join(moves)}."), numbers, png, note)
