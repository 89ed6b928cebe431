"""A panel rates the keys: the form, the way back, and what a learner then reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from friend_request.authoring import panel
from friend_request.authoring.problems import AuthoringError
from friend_request.content import load_question
from friend_request.content.load import rated
from friend_request.content.panel import PanelResult, PanelResults
from friend_request.questions import judge
from friend_request.widgets.feedback import basis_words
from friend_request.words import phrases

LEVELS = list(phrases("level").values())
ASKED = "nine-months-on.tonight"


def best_of(question: Any) -> str:
    return next(o.id for o in question.options if o.verdict == "best")


def fill(blank: Path, path: Path, top: str, group: str = "expert") -> Path:
    """Rate one question: `top` as a good thing to do, everything else as risky."""
    book = load_workbook(blank)
    book["You"]["B1"] = group
    for row in book["Ratings"].iter_rows(min_row=2):
        if row[0].value == ASKED and row[1].value:
            row[4].value = LEVELS[0] if row[1].value == top else LEVELS[2]
    book.save(path)
    return path


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    path = tmp_path / "form.xlsx"
    assert panel.write_form(path, ["01"]) >= 5
    return path


def test_the_form_holds_every_option_and_no_grade(blank: Path) -> None:
    question = load_question(ASKED)
    rows = list(load_workbook(blank)["Ratings"].iter_rows(values_only=True))
    mine = [row for row in rows if row[0] == ASKED and row[1]]
    assert [row[1] for row in mine] == [option.id for option in question.options]
    assert [row[3] for row in mine] == [option.text for option in question.options]
    assert all(row[4] is None for row in rows[1:])
    for option in question.options:
        assert all(option.because not in str(row) for row in rows)


def test_ratings_come_back_and_reach_the_learner(blank: Path, tmp_path: Path) -> None:
    question = load_question(ASKED)
    key = best_of(question)
    other = next(o.id for o in question.options if o.id != key)
    forms = [fill(blank, tmp_path / f"{n}.xlsx", key) for n in range(5)]
    forms.append(fill(blank, tmp_path / "5.xlsx", other, "lived experience"))
    target = tmp_path / "panel.yaml"
    lines = panel.import_forms(forms, target)
    assert "Rated questions: 1 from 6 forms." in lines
    results = PanelResults.model_validate(yaml.safe_load(target.read_text())).questions
    found = results[ASKED]
    assert (found.raters, found.lived) == (6, 1)
    assert found.agreement == pytest.approx(83.3)
    [now] = rated([question], results)
    assert now.content_version == question.content_version
    assert "panel of 6 people" in basis_words(now)
    assert "83%" in basis_words(now)
    assert judge(now, {"choice": key}).verdict == "best"


def test_a_divided_panel_leaves_nothing_best(blank: Path, tmp_path: Path) -> None:
    question = load_question(ASKED)
    key, *others = [best_of(question), *(o.id for o in question.options)]
    tops = [key, key, *[o for o in others if o != key][:3]]
    forms = [fill(blank, tmp_path / f"{n}.xlsx", top) for n, top in enumerate(tops)]
    target = tmp_path / "panel.yaml"
    assert any("Divided" in line for line in panel.import_forms(forms, target))
    results = PanelResults.model_validate(yaml.safe_load(target.read_text())).questions
    [now] = rated([question], results)
    assert judge(now, {"choice": key}).verdict == "defensible"
    assert not [o for o in now.options if o.verdict == "best"]
    assert "divided" in basis_words(now)
    assert "40%" in basis_words(now)


def test_few_raters_are_not_printed(blank: Path, tmp_path: Path) -> None:
    key = best_of(load_question(ASKED))
    forms = [fill(blank, tmp_path / f"{n}.xlsx", key) for n in range(4)]
    target = tmp_path / "panel.yaml"
    lines = panel.import_forms(forms, target)
    assert f"Left out: {ASKED}: 4 raters, and at least 5 are needed." in lines
    assert yaml.safe_load(target.read_text()) == {"questions": {}}


def test_ratings_of_other_words_are_left_out() -> None:
    question = load_question(ASKED)
    old = PanelResult(
        version="0" * 12, raters=9, agreement=90, shares={o.id: 0 for o in question.options}
    )
    assert rated([question], {ASKED: old}) == [question]
    levels = {o.id: 0 for o in question.options}
    made, left_out = panel.summarise([panel.Rating(ASKED, "0" * 12, levels, False)] * 9)
    assert not made
    assert "words have changed" in left_out[0]


def test_mistakes_are_said_and_nothing_is_written(blank: Path, tmp_path: Path) -> None:
    key = best_of(load_question(ASKED))
    no_group = fill(blank, tmp_path / "a.xlsx", key, group="")
    odd = fill(blank, tmp_path / "b.xlsx", key)
    book = load_workbook(odd)
    rows = [r for r in book["Ratings"].iter_rows(min_row=2) if r[0].value == ASKED and r[1].value]
    rows[0][4].value = "fine"
    rows[1][4].value = None
    book.save(odd)
    junk = tmp_path / "c.xlsx"
    junk.write_bytes(b"no workbook")
    target = tmp_path / "panel.yaml"
    with pytest.raises(AuthoringError) as raised:
        panel.import_forms([no_group, odd, junk], target)
    said = "\n".join(str(problem) for problem in raised.value.problems)
    assert "a.xlsx, You: the sheet You must say one of" in said
    assert "'fine' is none of the ratings" in said
    assert "rated in part" in said
    assert "c.xlsx: it can't be read" in said
    assert not target.exists()


def test_a_lesson_without_questions_is_said(tmp_path: Path) -> None:
    with pytest.raises(AuthoringError, match="no question to rate in 99"):
        panel.write_form(tmp_path / "form.xlsx", ["99"])


def test_no_panel_has_met_yet_and_the_course_says_so() -> None:
    assert "authors' own judgement" in basis_words(load_question("nine-months-on.need")) or (
        load_question("nine-months-on.need").key_basis != "authors"
    )
