"""Ordered answers as bars: the shares from one end of a scale to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.figures.drawing import (
    GROUND,
    INK,
    LIKERT,
    WIDTH,
    blank,
    mark_synthetic,
    percent_axis,
    png_of,
    row_text,
    style,
)
from friend_request.figures.figure import HtmlFigure, alt_of, numbers_caption
from friend_request.tables import is_synthetic, say_synthetic, show_table
from friend_request.words import phrases, words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


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
    with style():
        figure, ax = blank(height)
        percent_axis(ax, 100, 0.16, WIDTH - 0.46, foot, height - foot)
        ax.set_ylim(height - foot, 0)
        _key(ax, key_rows, answers, [LIKERT[c] for c in colours])
        for i, group in enumerate(groups):
            part = wide[wide["_group"] == group].set_index(answer)
            y = head + i * row_height
            people = int(part["denominator"].iloc[0])
            name = group if by else words("figure.likert.everybody")
            answered = words("figure.likert.answered", people=f"{people:,}")
            row_text(ax, y + 0.16, name, answered, "")
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
        mark_synthetic(ax, synthetic)
        png = png_of(figure)
    headings = phrases("figure.likert.column")
    numbers = show_table(
        wide.assign(_share=100 * wide["count"] / wide["denominator"]),
        numbers_caption(title, synthetic),
        columns={
            **({"_group": by.replace("_", " ").capitalize()} if by else {}),
            answer: headings["answer"],
            "count": headings["count"],
            "denominator": headings["denominator"],
            "_share": headings["percent"],
        },
    )
    said = _finding(wide, answer, (answers[0], answers[-1]), by is not None)
    return HtmlFigure(title, alt_of(title, said), numbers, png, note)


def _finding(wide: pd.DataFrame, answer: str, ends: tuple[str, str], grouped: bool) -> str:
    """Say the shares at both ends of the scale, for each group."""
    first, last = ends
    said = []
    for group, part in wide.groupby("_group", sort=False):
        shares = 100 * part.set_index(answer)["count"] / part["denominator"].iloc[0]
        share = {"first_share": f"{shares[first]:.0f}", "last_share": f"{shares[last]:.0f}"}
        both = words("figure.likert.ends", first=first, last=last, **share)
        said.append(words("figure.likert.group", group=group, ends=both) if grouped else both)
    return f"{'; '.join(said)}."


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
                bbox=GROUND,
            )  # fmt: skip
            right = text.get_window_extent(renderer).x1
            x = ax.transData.inverted().transform((right, 0))[0] + 4
