"""A room's totals as a figure: one bar for each round, the numbers in words and in a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from friend_request.figures import HtmlFigure
from friend_request.figures.drawing import (
    BLUE,
    GROUND,
    ORANGE,
    WIDTH,
    blank,
    percent_axis,
    png_of,
    row_text,
    style,
)
from friend_request.tables import show_table
from friend_request.words import words
from friend_request.workshop.totals import Totals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Which bars a kind of question has: the cells that are added up for one option.
_GOOD = ("best", "defensible")
COLOURS = {1: ORANGE, 2: BLUE}


@dataclass(frozen=True)
class Bar:
    """One option: its text, and for each round its value, or None where it is not shown."""

    text: str
    values: dict[int, float | None]
    labels: dict[int, str]


def percent(count: int, people: int) -> float:
    """Percent from 0 to 100."""
    return 100 * count / people


def _of_option(question: Any, closed: Totals, option: str) -> tuple[float, str]:
    """An option's bar, and how it is written: `4 of 8`, or a mean place."""
    if question.kind == "put_in_order":
        places = range(1, len(question.options) + 1)
        mean = sum(n * closed.counts[option, str(n)] for n in places) / closed.people
        return mean, f"{mean:.1f}"
    said = {
        "select_all": ("ticked",),
        "rate_actions": _GOOD,
    }.get(question.kind, ("chosen",))
    count = sum(closed.counts[option, each] for each in said)
    return percent(count, closed.people), words("room.chart.of", count=count, people=closed.people)


def bars(question: Any, totals: dict[int, Totals]) -> list[Bar]:
    """The bars of every option, in the order of the question's file.

    Args:
        question: what was asked.
        totals: the closed rounds, by number; at least one.
    """
    found = []
    for option in question.options:
        values: dict[int, float | None] = {}
        labels: dict[int, str] = {}
        for round_, closed in sorted(totals.items()):
            if closed.shown(option.id):
                values[round_], labels[round_] = _of_option(question, closed, option.id)
            else:
                values[round_], labels[round_] = None, words("room.chart.not_shown")
        found.append(Bar(option.text, values, labels))
    return found


def _said(question: Any, said: str) -> str:
    if question.kind == "rate_actions":
        return words(f"level.{said}")
    if question.kind == "put_in_order":
        return words("room.chart.place", place=said)
    return words(f"room.chart.{said}")


def table(question: Any, totals: dict[int, Totals]) -> Any:
    """The totals as a table: a row for each answer, or for each part of one."""
    import pandas as pd

    texts = {option.id: option.text for option in question.options}
    closed = sorted(totals.items())
    single = question.kind in ("best_action", "poll")
    rows = []
    for option, said in next(iter(totals.values())).counts:
        if said == "left":
            continue  # who did not tick it is who is not in the row above
        text = texts[option]
        if not single:
            text = words("room.chart.part", answer=text, part=_said(question, said))
        row: dict[str, Any] = {"answer": text}
        for round_, each in closed:
            shown = each.shown(option)
            count = each.counts[option, said]
            row[f"count_{round_}"] = count if shown else None
            row[f"percent_{round_}"] = percent(count, each.people) if shown else None
        rows.append(row)
    names = ["answer", *(f"{part}_{n}" for n, _ in closed for part in ("count", "percent"))]
    return show_table(
        pd.DataFrame(rows, dtype=object),
        words("room.chart.caption"),
        columns={name: words(f"room.chart.{name}") for name in names},
        decimals=0,
        missing=words("room.chart.not_shown"),
    )


def finding(question: Any, totals: dict[int, Totals]) -> str:
    """What the figure shows, in words, for those who don't see it."""
    shown = bars(question, totals)
    parts = []
    for round_, closed in sorted(totals.items()):
        name = words(f"room.chart.round_{round_}")
        known = [bar for bar in shown if bar.values[round_] is not None]
        if not known:
            parts.append(words("room.chart.each", round=name, parts=words("room.chart.not_shown")))
        elif question.kind in ("best_action", "poll"):
            parts.append(_most(name, closed, round_, known))
        else:
            listed = "; ".join(
                words("room.chart.option", text=bar.text, value=bar.labels[round_]) for bar in known
            )
            axis = words(f"room.chart.axis.{question.kind}")
            named = words("room.chart.on_axis", round=name, axis=axis)
            parts.append(words("room.chart.each", round=named, parts=listed))
    return " ".join(parts)


def _most(name: str, closed: Totals, round_: int, known: list[Bar]) -> str:
    top = max(bar.values[round_] or 0 for bar in known)
    first = [bar for bar in known if bar.values[round_] == top]
    count = round(top * closed.people / 100)
    if len(first) > 1:
        texts = "; ".join(f"“{bar.text}”" for bar in first)
        return words(
            "room.chart.most_tie", round=name, count=count, people=closed.people, texts=texts
        )
    return words(
        "room.chart.most",
        round=name,
        text=first[0].text,
        count=count,
        people=closed.people,
        percent=round(top),
    )


def chart(question: Any, totals: dict[int, Totals]) -> HtmlFigure:
    """Draw the closed rounds of a room.

    Args:
        question: what was asked.
        totals: the closed rounds, by number; at least one.

    Returns:
        A figure whose alternative text names the answer most chosen, or each option's share, and
        whose table has every number that is shown.
    """
    rounds = sorted(totals)
    shown = bars(question, totals)
    places = question.kind == "put_in_order"
    top = float(len(question.options)) if places else 100.0
    axis = question.kind if question.kind not in ("best_action", "poll") else "choice"
    head, row_height, foot = 0.34, 0.27 + 0.24 * len(rounds), 0.62
    height = head + len(shown) * row_height + foot
    with style():
        figure, ax = blank(height)
        percent_axis(ax, top, 0.16, WIDTH - 0.46, foot, height - foot)
        if places:
            ticks = list(range(len(question.options) + 1))
            ax.set_xticks(ticks, [str(t) if t else "" for t in ticks])
        ax.set_ylim(height - foot, 0)
        _key(ax, rounds, top)
        for n, bar in enumerate(shown):
            _draw(ax, bar, head + n * row_height, top)
        ax.set_xlabel(words(f"room.chart.axis.{axis}"), fontsize=10, labelpad=3)
        png = png_of(figure)
    people = " ".join(words(f"room.chart.people_{n}", count=totals[n].people) for n in rounds)
    return HtmlFigure(
        words("room.chart.title", stem=question.stem.strip().rstrip(".")),
        finding(question, totals),
        table(question, totals),
        png,
        f"{people} {words('room.chart.note')}",
    )


def warm() -> None:
    """Load what drawing needs, which takes some seconds on a small machine, before anyone waits."""
    import pandas as pd

    figure, ax = blank(1)
    row_text(ax, 0.5, "x", "x", "")
    png_of(figure)
    show_table(pd.DataFrame({"x": [1]}), "x")


def _key(ax: Axes, rounds: list[int], top: float) -> None:
    """Which bar is which: told by the hatching and by the order as well as by colour."""
    at = 0.0
    for round_ in rounds:
        _bar(ax, 0.15, 0.04 * top, round_, left=at)
        name = words("room.chart.before" if round_ == 1 else "room.chart.after")
        ax.text(
            at + 0.06 * top, 0.155, name, fontsize=9.5, va="center", zorder=5,
            bbox=GROUND,
        )  # fmt: skip
        at += 0.45 * top


def _bar(ax: Axes, y: float, width: float, round_: int, left: float = 0.0) -> None:
    ax.barh(
        y, width, left=left, height=0.14, zorder=3, linewidth=1,
        color="white" if round_ == 1 else COLOURS[round_], edgecolor=COLOURS[round_],
        hatch="////" if round_ == 1 else None,
    )  # fmt: skip


def _draw(ax: Axes, bar: Bar, y: float, top: float) -> None:
    row_text(ax, y + 0.13, bar.text, " ", "")
    for n, (round_, value) in enumerate(bar.values.items()):
        middle = y + 0.34 + 0.24 * n
        if value is not None:
            _bar(ax, middle, value, round_)
        # Beside the bar; inside it where there is no room on the right.
        at, side = ((value or 0) + 0.015 * top, "left")
        if at > 0.8 * top:
            at, side = (value or 0) - 0.015 * top, "right"
        ax.text(
            at, middle, bar.labels[round_], ha=side, va="center", fontsize=9, zorder=5,
            bbox=GROUND,
        )  # fmt: skip
