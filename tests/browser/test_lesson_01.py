"""Lesson 1 as a learner does it: opened, run, answered with the keyboard alone, found again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from friend_request.content import load_lesson, load_question
from friend_request.questions import judge
from friend_request.words import words
from tests.browser.axe import violations
from tests.browser.lab import Lab

NOTEBOOK = "notebooks/01_nine_months_on.ipynb"
QUESTIONS = [load_question(q) for q in load_lesson("01").questions]
DRAFT = 'Hi <script>window.hacked = 1</script> <img src=x onerror="window.hacked = 1"> & "you"'
APPS = ("lab", "notebook")


def form_of(lab: Lab, question: Any) -> Locator:
    """The form of a question, brought into view so that it is drawn."""
    form = lab.form(question.stem)
    form.scroll_into_view_if_needed()
    return form


def key_response(question: Any) -> dict[str, Any]:
    """The best answer to a question."""
    options = getattr(question, "options", [])
    if question.kind == "best_action":
        return {"choice": next(o.id for o in options if o.verdict == "best")}
    if question.kind == "poll":
        return {"choice": options[1].id}
    if question.kind == "select_all":
        return {"chosen": [o.id for o in options if o.verdict == "best"]}
    if question.kind == "rate_actions":
        return {"ratings": {o.id: o.verdict for o in options}}
    if question.kind == "match":
        return {"pairs": {o.id: o.match for o in options}}
    raise AssertionError(f"no key for {question.kind}")


def pick_with_arrows(lab: Lab, group: Locator, value: str) -> None:
    """Enter a group of radio buttons with Tab and move with the arrow keys, as in any form."""
    radios = group.locator("input[type=radio]")
    values = [radios.nth(n).get_attribute("value") for n in range(radios.count())]
    lab.tab_to(radios.first)
    assert lab.focus_is_visible()
    lab.page.keyboard.press("Space")
    for _ in range(values.index(value)):
        lab.page.keyboard.press("ArrowDown")
    expect(radios.nth(values.index(value))).to_be_checked()


def answer(lab: Lab, question: Any) -> None:
    """Answer a question with the keyboard alone and wait for what it says."""
    form = form_of(lab, question)
    keyboard = lab.page.keyboard
    # The cursor of the keyboard user stands just before the form.
    form.evaluate("e => { e.tabIndex = -1; e.focus(); }")
    if question.kind in ("reflect", "write_reply"):
        lab.tab_to(form.locator("textarea"))
        keyboard.type(DRAFT)
    else:
        response = key_response(question)
        if "choice" in response:
            pick_with_arrows(lab, form, response["choice"])
        for option_id in response.get("chosen", []):
            lab.tab_to(form.locator(f"input[value={option_id}]"))
            keyboard.press("Space")
        for option_id, verdict in response.get("ratings", {}).items():
            group = form.locator("fieldset fieldset").filter(
                has_text=next(o.text for o in question.options if o.id == option_id)
            )
            pick_with_arrows(lab, group, verdict)
        for option_id, target in response.get("pairs", {}).items():
            select = form.locator(f"select[data-field=pair-{option_id}]")
            lab.tab_to(select)
            # A closed list moves with the arrow keys; letters would do as well.
            steps = [t.id for t in question.targets].index(target) + 1
            for _ in range(steps):
                keyboard.press("ArrowDown")
            expect(select).to_have_value(target)
    submit = form.locator("button.fr-primary")
    lab.tab_to(submit)
    assert lab.focus_is_visible()
    keyboard.press("Enter")


def expect_feedback(lab: Lab, question: Any) -> None:
    """The feedback is there in words, and a screen reader has been told."""
    form = form_of(lab, question)
    status = form.locator("[role=status]")
    if question.kind in ("reflect", "write_reply", "poll"):
        expect(status).not_to_be_empty()
    else:
        judged = judge(question, key_response(question))
        if question.kind == "best_action":
            expect(form.locator(".fr-feedback .fr-verdict").first).to_have_text(
                words("feedback.verdict", verdict=words("verdict.best"))
            )
            key = next(o for o in judged.options if o.chosen)
            expect(status).to_contain_text(key.because[:40])
        else:
            agree = words("feedback.agree", right=judged.right, total=judged.total)
            expect(status).to_contain_text(agree)
            expect(form.locator(".fr-verdict").first).to_have_text(agree)


@pytest.mark.parametrize("app", APPS)
def test_the_whole_lesson_with_the_keyboard(lab: Lab, app: str) -> None:
    lab.open(NOTEBOOK, app)
    # Before anything runs, the questions can be read.
    expect(lab.page.get_by_text("Keziah is 17.").first).to_be_attached()
    lab.run_all()
    cells = lab.page.locator(".jp-Cell").count()

    for question in QUESTIONS:
        answer(lab, question)
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

    found = violations(lab.page)
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


def second_version(lab: Lab, reply: Any) -> None:
    """Rate the first version by the rubric, write the second, and keep both."""
    form = form_of(lab, reply)
    form.evaluate("e => { e.tabIndex = -1; e.focus(); }")
    for part in reply.rubric:
        group = form.locator("fieldset fieldset").filter(has_text=words(f"rubric_question.{part}"))
        pick_with_arrows(lab, group, "1")
    lab.tab_to(form.locator("textarea"))
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.type(" And this.")
    lab.tab_to(form.locator("button.fr-primary"))
    lab.page.keyboard.press("Enter")
    expect(form.locator("[role=status]")).to_contain_text(words("reply.kept"))
    expect(form).to_contain_text(words("reply.sum", right=5, total=10))


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
    lab.open("notebooks/00_start_here.ipynb")
    lab.run_all()
    listed = lab.form(words("lessons.caption"))
    link = listed.get_by_role("link", name="Lesson 1: Nine months on")
    link.scroll_into_view_if_needed()
    expect(listed).to_contain_text(words("lessons.none"))
    link.click()
    heading = lab.page.locator(".jp-RenderedMarkdown h1", has_text="1. Nine months on")
    expect(heading).to_be_visible(timeout=30_000)
    assert lab.foreign() == []
