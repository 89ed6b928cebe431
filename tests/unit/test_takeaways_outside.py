"""A look from outside: a dated plan, the last look beside this one, nothing searched for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from form_driver import BAD_INPUT, Driver, docx_headings, docx_lines, markdown_text, squeezed

import friend_request
from friend_request.documents import to_docx, to_markdown
from friend_request.progress import Store
from friend_request.takeaways import outside as logic
from friend_request.takeaways.load import load_outside
from friend_request.widgets import outside as widget
from friend_request.widgets.outside import OutsideForm
from friend_request.words import words

SHEET = load_outside()
MADE = date(2026, 11, 23)
FIRST, SECOND = SHEET.exposures[:2]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "progress.sqlite3")


@pytest.fixture
def sheet(store: Store) -> Driver:
    return Driver(OutsideForm(store))


def test_an_empty_sheet_makes_a_plan_in_which_all_is_open() -> None:
    text = markdown_text(to_markdown(logic.plan(SHEET, {}, MADE)))
    assert words("takeaway.outside.fewer", count=0) in text
    assert words("takeaway.outside.left", count=len(SHEET.exposures)) in text
    assert "2026-11-23" in text
    assert SHEET.care in text


def test_the_plan_holds_what_was_chosen_and_what_it_cannot_fix() -> None:
    values = {f"state-{FIRST.id}": "change", f"state-{SECOND.id}": "nothing"}
    values |= {"which-1": FIRST.id, "what-1": "Another picture.", "when-1": "1 December 2026"}
    values |= {"done-1": ["yes"], f"note-{FIRST.id}": "An old picture.", "again": "In June."}
    word = to_docx(logic.plan(SHEET, values, MADE))
    lines = docx_lines(word)
    for text in ("Another picture.", "1 December 2026", "An old picture.", "In June."):
        assert text in lines
    assert words("takeaway.outside.done") in lines
    assert f"{FIRST.title}: {FIRST.cant}" in lines
    assert not any(SECOND.cant in line for line in lines)
    assert docx_headings(word)[:2] == [SHEET.plan.title, SHEET.plan.again]


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_comes_out_as_the_same_text(name: str) -> None:
    bad = BAD_INPUT[name]
    made = logic.plan(SHEET, {"what-1": bad, "again": bad}, MADE)
    wanted = squeezed(bad)
    assert squeezed(" ".join(docx_lines(to_docx(made)))).count(wanted) == 2
    assert wanted in squeezed(markdown_text(to_markdown(made)))


def test_a_look_is_read_back_as_it_was_written() -> None:
    look = logic.Look("2026-11-23", {"name": "live", "old": "change"})
    assert logic.Look.read(look.line()) == look
    for broken in ("", "yesterday", "2026-11-23 name", "2026-11-23 name=live;x"):
        assert logic.Look.read(broken) is None


def test_the_next_look_is_compared_with_the_last(
    store: Store, sheet: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(widget, "today", lambda: date(2026, 5, 1))
    states = {f"state-{FIRST.id}": "change", f"state-{SECOND.id}": "nothing"}
    sheet.draft(**states, **{"what-1": "Another picture."})
    assert ("again", "") in sheet.buttons()
    sheet.press("again", **states, **{"what-1": "Another picture."})
    assert logic.states(SHEET, sheet.form.values) == {}
    assert sheet.value("what-1") == "Another picture."
    sheet.draft(**{f"state-{FIRST.id}": "nothing"})
    assert words("takeaway.outside.since", day="2026-05-01") in sheet.text
    later = Driver(OutsideForm(store)).form.values
    day, rows = logic.compared(SHEET, later)
    assert day == "2026-05-01"
    assert rows == [
        (FIRST.title, SHEET.states["change"], SHEET.states["nothing"]),
        (SECOND.title, SHEET.states["nothing"], words("takeaway.outside.not_looked")),
    ]
    text = markdown_text(to_markdown(logic.plan(SHEET, later, MADE)))
    assert words("takeaway.outside.since", day="2026-05-01") in text


def test_only_so_many_looks_are_kept() -> None:
    values: dict[str, object] = {}
    for month in range(1, 10):
        values = logic.begin_again(
            SHEET, {**values, f"state-{FIRST.id}": "live"}, date(2026, month, 1)
        )
    assert [look.day[5:7] for look in logic.looks(values)] == ["04", "05", "06", "07", "08", "09"]


def test_what_was_ticked_is_drawn_before_it_is_taken_away(sheet: Driver) -> None:
    """Else the page would keep the tick: between two drawings it never was."""
    drawn = []
    refresh = sheet.form.refresh

    def watched(**more: str) -> None:
        drawn.append(sheet.form.value(f"state-{FIRST.id}"))
        refresh(**more)

    sheet.draft(**{f"state-{FIRST.id}": "live"})
    sheet.form.refresh = watched  # type: ignore[method-assign]
    sheet.press("again", **{f"state-{FIRST.id}": "live"})
    assert drawn == ["live", ""]


def test_the_warning_and_the_documents(sheet: Driver) -> None:
    sheet.draft(**{f"note-{FIRST.id}": "14 Beech Grove"})
    assert sheet.said == words("takeaway.warning", kinds=words("takeaway.kind.address"))
    sheet.press("word").press("markdown")
    assert [Path(name).suffix for name, _ in sheet.files] == [".docx", ".md"]


def test_the_text_form_is_stable_and_knows_nothing_of_the_learner(store: Store) -> None:
    form = OutsideForm(store)
    before = repr(form)
    Driver(form).press("word", again="next summer")
    assert repr(form) == before == repr(friend_request.outside_look())
    for each in SHEET.exposures:
        assert each.title in before
