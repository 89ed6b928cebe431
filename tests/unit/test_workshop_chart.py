"""A figure of a room's answers says its numbers."""

from __future__ import annotations

import pytest

from friend_request.workshop.chart import bars, chart, finding
from friend_request.workshop.totals import Room
from tests.unit.room_samples import SAMPLES, WORD, many


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_figure_of_every_kind_says_its_numbers(kind):
    asked = SAMPLES[kind]
    made = Room(asked, word=WORD)
    made.read(many([1, 1, 1, 2, 2, 1], kind=kind))
    made.close(1)
    figure = chart(asked, made.totals)
    shown = bars(asked, made.totals)
    assert [bar.text for bar in shown] == [option.text for option in asked.options]
    if kind in ("best_action", "poll"):
        assert [bar.labels[1] for bar in shown][:3] == ["0 of 6", "4 of 6", "2 of 6"]
        assert "4 of 6 (67%)" in figure.alt
        assert figure.table.rows[1][1:] == ("4", "67")
    elif kind == "select_all":
        assert [bar.labels[1] for bar in shown][:3] == ["4 of 6", "2 of 6", "0 of 6"]
        assert "left" not in str(figure.table.rows)
    elif kind == "rate_actions":
        # Numbers 1 and 2 rate the first action defensible and risky.
        assert [bar.labels[1] for bar in shown] == ["4 of 6", "6 of 6", "6 of 6", "6 of 6"]
        assert len(figure.table.rows) == 16
    else:
        assert sum(bar.values[1] for bar in shown) == pytest.approx(10)
        assert len(figure.table.rows) == 16
    assert figure.png.startswith(b"\x89PNG")
    assert figure.alt == finding(asked, made.totals)


def test_a_tie_is_said_as_one():
    asked = SAMPLES["best_action"]
    made = Room(asked, word=WORD)
    made.read(many([0, 0, 0, 1, 1, 1]))
    made.close(1)
    assert "3 of 6 each: “Do a”; “Do b”" in chart(asked, made.totals).alt
