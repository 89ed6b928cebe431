"""Every kind of question, by keyboard alone and by pointer alone on a narrow screen."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from friend_request.content import load_case, load_quiz
from friend_request.words import words
from tests.browser.answering import (
    answer_by_keyboard,
    answer_by_pointer,
    expect_feedback,
    key_response,
)
from tests.browser.axe import violations
from tests.browser.lab import Lab

NOTEBOOK = "docs/gallery.ipynb"
QUESTIONS = load_quiz("gallery").questions
SCENES = load_case("the-chat-goes-on")


def test_the_gallery_has_every_kind() -> None:
    assert len({q.kind for q in QUESTIONS}) == 9


def _kept(lab: Lab) -> dict[str, dict]:
    return {q: json.loads(r) for what, q, r in lab.server.answers() if what == "answer"}


def _play_to_an_ending(lab: Lab, by_keyboard: bool) -> None:
    """Take the first choice of each scene until the story ends."""
    form = lab.page.locator(".fr-form", has=lab.page.locator("button[data-action=go]")).first
    form.scroll_into_view_if_needed()
    form.evaluate("e => { e.tabIndex = -1; e.id = 'the-player'; }")
    form = lab.page.locator("#the-player")
    for _ in range(20):
        go = form.locator("button[data-action=go]")
        if not go.count():
            break
        scene = go.get_attribute("data-arg")
        if by_keyboard:
            form.evaluate("e => e.focus()")
            lab.tab_to(form.locator("input[type=radio]").first, most=60)
            lab.page.keyboard.press("Space")
            lab.tab_to(go)
            lab.page.keyboard.press("Enter")
        else:
            form.locator("label.fr-option").first.click()
            go.click()
        expect(form.locator(f"button[data-action=go][data-arg='{scene}']")).to_have_count(0)
        # The new scene's heading has the focus: a keyboard goes on from there.
        assert form.locator("[tabindex='-1']").first.evaluate("e => e === document.activeElement")
        expect(form.locator("[role=status]")).not_to_be_empty()
    endings = [s.ending.title for s in SCENES.scenes if s.ending]
    assert any(title in form.inner_text() for title in endings)


@pytest.mark.parametrize("app", [pytest.param("lab", marks=pytest.mark.release), "notebook"])
def test_every_kind_with_the_keyboard(lab: Lab, app: str) -> None:
    lab.open(NOTEBOOK, app)
    lab.run_all()
    for question in QUESTIONS:
        answer_by_keyboard(lab, question)
        expect_feedback(lab, question)
    _play_to_an_ending(lab, by_keyboard=True)
    kept = _kept(lab)
    for question in QUESTIONS:
        if question.kind == "numeric":
            assert float(kept[question.id]["value"]) == pytest.approx(question.answer.value)
        elif question.kind not in ("reflect", "write_reply"):
            assert kept[question.id] | key_response(question) == kept[question.id]
    found = violations(lab.page)
    assert not found, "\n".join(found)
    assert lab.foreign() == []
    assert lab.errors == []


def test_every_kind_with_a_pointer_on_a_phone(lab: Lab) -> None:
    lab.page.set_viewport_size({"width": 390, "height": 844})
    lab.open(NOTEBOOK, "notebook")
    lab.run_all()
    for question in QUESTIONS:
        answer_by_pointer(lab, question)
        expect_feedback(lab, question)
    _play_to_an_ending(lab, by_keyboard=False)
    wide = lab.page.locator(".fr-form").evaluate_all(
        "forms => forms.filter((f) => f.scrollWidth > f.clientWidth + 1).length"
    )
    assert wide == 0, "a form is wider than the screen"
    assert set(_kept(lab)) >= {q.id for q in QUESTIONS}


def test_the_role_decides_where_the_key_differs(lab: Lab) -> None:
    lab.open(NOTEBOOK)
    lab.run_all()
    about = lab.page.locator(".fr-form", has=lab.page.locator("select[data-field=role]")).first
    about.locator("select[data-field=role]").select_option("mentor")
    about.locator("button.fr-primary").click()
    expect(about.locator("[role=status]")).not_to_be_empty()
    lab.restart_and_run_all()
    again = lab.page.locator("select[data-field=role]").first
    expect(again).to_have_value("mentor")


def test_a_hint_is_shown_and_announced(lab: Lab) -> None:
    lab.open(NOTEBOOK)
    lab.run_all()
    question = next(q for q in QUESTIONS if q.hints)
    form = lab.form(question.stem)
    form.scroll_into_view_if_needed()
    form.get_by_role("button", name=words("question.hint")).click()
    expect(form.locator("[role=status]")).to_contain_text(question.hints[0])
