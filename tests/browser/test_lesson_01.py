"""Lesson 1 as a learner does it: opened, run, answered with the keyboard alone, found again."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from friend_request.content import load_lesson, load_question
from friend_request.words import words
from tests.browser.answering import (
    DRAFT,
    answer_by_keyboard,
    expect_feedback,
    form_of,
    key_response,
    second_version,
)
from tests.browser.everyone import DARK, LIGHT, Setting, narrow_troubles, troubles
from tests.browser.lab import FORM, Lab

NOTEBOOK = "notebooks/01_nine_months_on.ipynb"
QUESTIONS = [load_question(q) for q in load_lesson("01").questions]
APPS = ("lab", "notebook")


@pytest.mark.parametrize(("app", "theme"), [("lab", LIGHT), ("notebook", DARK)])
def test_the_whole_lesson_with_the_keyboard(lab: Lab, app: str, theme: str) -> None:
    lab.server.use_theme(theme)
    lab.open(NOTEBOOK, app)
    # Before anything runs, the questions can be read.
    expect(lab.page.get_by_text("Keziah is 17.").first).to_be_attached()
    lab.run_all()
    cells = lab.page.locator(".jp-Cell").count()

    for question in QUESTIONS:
        answer_by_keyboard(lab, question)
        expect_feedback(lab, question)

    reply = next(q for q in QUESTIONS if q.kind == "write_reply")
    second_version(lab, reply)

    # Nothing that was typed ran, moved a cell or made one.
    assert lab.page.evaluate("window.hacked") is None
    assert lab.page.locator(".jp-Cell").count() == cells
    expect(form_of(lab, reply).locator(".fr-quote").first).to_have_text(DRAFT)

    kept = {q: json.loads(r) for what, q, r in lab.server.answers() if what == "answer"}
    assert set(kept) == {q.id for q in QUESTIONS}
    for question in QUESTIONS:
        if question.kind not in ("reflect", "write_reply"):
            assert kept[question.id] == key_response(question)

    found = troubles(lab.page, Setting(app, theme)) + narrow_troubles(lab, app)
    assert not found, "\n".join(found)

    lab.restart_and_run_all()
    for question in QUESTIONS:
        form = form_of(lab, question)
        if question.kind == "best_action" or question.kind == "poll":
            choice = key_response(question)["choice"]
            expect(form.locator(f"input[value={choice}]")).to_be_checked()
        if question.kind == "reflect":
            expect(form.locator("textarea")).to_have_value(DRAFT)
        if question.kind == "write_reply":
            expect(form.locator(".fr-quote").first).to_have_text(DRAFT)
            expect(form.locator("textarea")).to_have_value(DRAFT + " And this.")
    summary = lab.form(words("summary.title"))
    expect(summary).to_contain_text(
        words("summary.count", done=len(QUESTIONS), total=len(QUESTIONS))
    )
    assert lab.foreign() == []
    assert lab.errors == []


@pytest.mark.parametrize("app", APPS)
def test_letters_and_arrows_stay_in_the_form(lab: Lab, app: str) -> None:
    """JupyterLab's shortcuts (b inserts a cell, dd deletes one) must not reach a form."""
    lab.open(NOTEBOOK, app)
    lab.run_all()
    cells = lab.page.locator(".jp-Cell").count()
    poll = QUESTIONS[0]
    form = form_of(lab, poll)
    form.locator("input").first.focus()
    for key in ("a", "b", "d", "d", "m", "ArrowDown", "ArrowDown", "ArrowUp", "j", "k"):
        lab.page.keyboard.press(key)
    assert lab.page.locator(".jp-Cell").count() == cells
    expect(form.locator("input").nth(1)).to_be_checked()
    assert form.evaluate("e => e.contains(document.activeElement)")


def test_an_incomplete_answer_gets_a_sentence(lab: Lab) -> None:
    lab.open(NOTEBOOK)
    lab.run_all()
    form = form_of(lab, QUESTIONS[1])
    form.locator("button.fr-primary").click()
    expect(form.locator("[role=alert]")).to_have_text(words("respond.choose_one"))
    assert lab.server.data.joinpath("progress.sqlite3").exists() is False or not [
        e for e in lab.server.answers() if e[0] == "answer"
    ]


def test_what_is_typed_is_kept_before_any_button(lab: Lab) -> None:
    """A laptop that dies in the middle of a reply loses at most the last words."""
    lab.open(NOTEBOOK)
    lab.run_all()
    reply = next(q for q in QUESTIONS if q.kind == "write_reply")
    form = form_of(lab, reply)
    form.locator("textarea").fill("Half a sentence that")
    expect(form.locator(".fr-kept")).to_have_text(words("form.draft_kept"))
    lab.server.stop_kernels()
    lab.page.reload()
    lab.open(NOTEBOOK)
    lab.run_all()
    expect(form_of(lab, reply).locator("textarea")).to_have_value("Half a sentence that")


def test_a_dead_kernel_is_said(lab: Lab) -> None:
    lab.open(NOTEBOOK)
    lab.run_all()
    form = form_of(lab, QUESTIONS[1])
    form.locator("input").nth(2).check()
    lab.server.stop_kernels()
    form.locator("button.fr-primary").click()
    expect(form.locator("[role=alert]")).to_have_text(words("form.waiting"), timeout=15_000)


def test_start_here_leads_to_the_lesson_and_shows_progress(lab: Lab) -> None:
    """In JupyterLab the lesson opens beside it: loaded anew, open lessons would be text again."""
    lab.open("notebooks/00_start_here.ipynb")
    lab.run_all()
    listed = lab.form(words("lessons.caption"))
    link = listed.get_by_role("link", name="Lesson 1: Nine months on")
    link.scroll_into_view_if_needed()
    expect(listed).to_contain_text(words("lessons.none"))
    lab.page.evaluate("window.marker = 1")
    link.click()
    heading = lab.page.locator(".jp-RenderedMarkdown h1", has_text="1. Nine months on")
    expect(heading).to_be_visible(timeout=30_000)
    assert lab.page.evaluate("window.marker") == 1
    expect(lab.form(words("lessons.caption"))).to_be_attached()
    assert lab.foreign() == []


@pytest.mark.parametrize("app", [pytest.param("lab", marks=pytest.mark.release), "notebook"])
def test_the_next_day_the_saved_page_can_be_read(lab: Lab, app: str) -> None:
    """Saved, the kernel gone, opened again: the text forms, and no "model not found"."""
    lab.open(NOTEBOOK, app)
    lab.run_all()
    lab.menu("File", "Save Notebook")
    lab.page.wait_for_timeout(1500)
    lab.server.stop_kernels()
    lab.open(NOTEBOOK, app)
    expect(lab.page.get_by_text("Keziah is 17.").first).to_be_attached()
    lab.page.wait_for_timeout(2500)
    assert "model not found" not in lab.page.locator("body").inner_text()
    assert lab.page.locator(FORM).count() == 0


def test_from_the_page_s_end_back_to_its_start(lab: Lab) -> None:
    """Run All leaves one at the end: it is said, and a button leads back."""
    lab.open(NOTEBOOK)
    lab.run_all()
    back = lab.page.get_by_role("button", name=words("references.to_start"))
    back.scroll_into_view_if_needed()
    back.press("Enter")
    first = lab.page.locator(".jp-Notebook .jp-Cell").first
    expect(first).to_be_in_viewport()
    assert first.evaluate("e => e.contains(document.activeElement)")


def test_skipping_leads_to_the_reasons(lab: Lab) -> None:
    lab.open(NOTEBOOK)
    lab.run_all()
    form = form_of(lab, QUESTIONS[1])
    form.get_by_role("button", name=words("question.skip")).press("Enter")
    note = form.get_by_text(words("question.skipped")).first
    expect(note).to_be_focused()
