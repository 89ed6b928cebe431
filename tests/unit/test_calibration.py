"""How sure one was, beside how it went."""

from __future__ import annotations

import pytest
from samples import question

from friend_request.confidence import Level, Message, calibration, enough, finding, levels
from friend_request.progress import Entry, Store

ASKED = question("best_action")


def entry(n: int, choice: str, confidence, question_id: str = "", what: str = "answer") -> Entry:
    return Entry(
        answer_id=str(n),
        clock=n,
        series="s",
        what=what,
        question_id=question_id or f"q.{n}",
        response={"choice": choice, "confidence": confidence},
    )


def find(question_id: str):
    return None if question_id == "gone.x" else ASKED


def test_results_are_counted_by_confidence():
    log = [
        entry(1, "b", "sure"),
        entry(2, "a", "sure"),
        entry(3, "c", "fairly"),
        entry(4, "d", "unsure"),
        entry(5, "b", None),
        entry(6, "b", ["sure"]),
        entry(7, "b", "sure", "gone.x"),
        entry(8, "gone", "sure"),
    ]
    assert levels(log, find=find) == [
        Level("sure", 2, 1, 1),
        Level("fairly", 1, 0, 0),
        Level("unsure", 1, 0, 1),
    ]


def test_only_the_first_look_at_a_question_counts():
    log = [
        entry(1, "a", "sure", "q.one"),
        entry(2, "b", "sure", "q.one"),
        entry(3, "b", None, "q.two"),
        entry(4, "b", "sure", "q.two"),
        entry(5, "", None, "q.three", "skip"),
        entry(6, "b", "sure", "q.three"),
    ]
    assert levels(log, find=find)[0] == Level("sure", 1, 0, 1)


@pytest.mark.parametrize(
    ("made", "drawn"),
    [
        ([Level("sure", 0, 0, 0)] * 3, False),
        ([Level("sure", 20, 9, 1), Level("fairly", 0, 0, 0), Level("unsure", 2, 0, 0)], False),
        ([Level("sure", 5, 4, 1), Level("fairly", 5, 2, 1), Level("unsure", 0, 0, 0)], True),
    ],
)
def test_with_too_few_answers_there_is_no_picture(made, drawn):
    assert enough(made) is drawn


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((9, 5, 1), "The surer you were, the more often"),
        ((1, 5, 9), "being sure was no sign"),
        ((5, 5, 5), "made little difference"),
        ((6, 2, 5), "made little difference"),
    ],
)
def test_the_finding_is_said_in_words(shares, said):
    made = [Level(c, 10, n, 0) for c, n in zip(("sure", "fairly", "unsure"), shares, strict=True)]
    text = finding(made)
    assert said in text
    assert f"Sure: {shares[0]} of 10 preferred ({shares[0] * 10}%)." in text


def test_nothing_answered_yet(tmp_path):
    shown = calibration(Store(tmp_path / "progress.sqlite3"))
    assert isinstance(shown, Message)
    assert "So far: 0" in repr(shown)
    assert repr(shown) in shown._repr_html_().replace("&quot;", '"')


def test_the_figure_carries_its_finding_and_its_numbers(tmp_path, monkeypatch):
    import friend_request.confidence as module

    made = [Level("sure", 9, 7, 2), Level("fairly", 8, 4, 2), Level("unsure", 0, 0, 0)]
    monkeypatch.setattr(module, "levels", lambda *_args, **_more: made)
    shown = calibration(Store(tmp_path / "progress.sqlite3"))
    assert shown.alt == finding(made)
    assert f'alt="{shown.alt}"' in shown.html
    assert "2 of 9" in shown.note
    assert "Fairly sure" in shown.text
    assert "Not sure" not in shown.text
    assert shown.png.startswith(b"\x89PNG")
