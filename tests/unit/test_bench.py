"""The arithmetic behind bench/results.md, on made-up numbers: nothing here is timed."""

from __future__ import annotations

from datetime import date

import pytest

from bench import report
from bench.growth import Growth
from bench.samples import Comparison, Samples, linear_or_better, stays_flat
from bench.sides import reason, ten_questions


def test_a_ratio_is_taken_within_each_round():
    # The machine was ten times slower in the second round, for both.
    slow = Comparison(ours=[12, 120, 12], other=[10, 100, 11], limit=1.2)
    assert slow.compared == pytest.approx(1.2)
    assert slow.met
    assert slow.spread == pytest.approx((12 / 11, 1.2))


def test_a_difference_is_ours_less_the_other():
    assert Comparison([60, 61, 62], [50, 50, 50], limit=11, difference=True).met
    assert not Comparison([60, 61, 62], [50, 50, 50], limit=10.9, difference=True).met


def test_rounds_that_do_not_pair_are_refused():
    with pytest.raises(ValueError, match="shorter"):
        _ = Comparison([1, 2], [1], limit=1).compared


def test_flat_and_linear():
    sizes = (100, 1_000, 10_000)
    assert stays_flat(sizes, (10, 12, 15))
    assert not stays_flat(sizes, (10, 10, 15.1))
    assert linear_or_better(sizes, (1, 10, 100))
    assert linear_or_better(sizes, (50, 51, 60))
    # A square that fixed cost hides: from the first size to the last it seems less than linear.
    assert not linear_or_better(sizes, (10, 15, 900))


def made_up(first: float) -> tuple[Samples, Samples]:
    side, analysis = Samples(), Samples()
    for _ in range(3):
        for name in ("friend_request", "ipywidgets", "jupyterquiz"):
            side.add(name, {"first": 100, "feedback": 10, "bytes": 1000, "memory": 40})
        for way, seconds in (("lesson", 2.5), ("analysis", 2.0), ("bare", 2.0)):
            analysis.add(way, {"seconds": seconds})
    side.values["first"]["friend_request"] = [first] * 3
    side.values["bytes"]["jupyterquiz"] = [20_000.0] * 3
    side.add("jupyterquiz_at_once", {"bytes": 5_000})
    return side, analysis


@pytest.mark.parametrize(("first", "met"), [(110, True), (111, False)])
def test_the_page_says_of_each_target_whether_it_is_met(tmp_path, first, met):
    side, analysis = made_up(first)
    page = tmp_path / "results.md"
    growth = [Growth("opening", "answers", (1, 10), (5.0, 5.1), flat=True)]
    report.write(page, 3, side, analysis, growth, date(2026, 2, 1))
    (line,) = [x for x in page.read_text("utf-8").splitlines() if "| first question" in x][:1]
    assert line.endswith("| met |" if met else "| **not met** |")


def test_what_is_kept_by_hand_stays(tmp_path):
    page = tmp_path / "results.md"
    report.write(page, 3, *made_up(100), [], date(2026, 2, 1))
    text = page.read_text("utf-8")
    page.write_text(text.replace("To be filled in", "Most of it goes to the browser"), "utf-8")
    report.write(page, 3, *made_up(100), [], date(2026, 2, 2))
    text = page.read_text("utf-8")
    assert "2 February 2026" in text
    assert text.count(report.BY_HAND) == 1
    assert "Most of it goes to the browser" in text


def test_the_ten_questions_can_be_told_apart_by_their_feedback():
    """The bench waits for the reason's first words: they must stand nowhere in the question."""
    asked = ten_questions()
    assert len(asked) == 10
    for question in asked.values():
        words = reason(question, 1)
        assert len(words.split()) == 5
        shown = [question["intro"], question["stem"], *(o["text"] for o in question["options"])]
        assert not any(words in " ".join(text.split()) for text in shown)
