"""What a screen reader would say for each kind of question, compared with stored text.

The stored text is in `spoken/`, one file for each kind: what is there before answering, what is
announced, and what is there afterwards. `make spoken` stores it anew; read what has changed as if
you heard it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from friend_request.content import load_case, load_quiz
from friend_request.progress import Store
from tests.browser.answering import answer_by_pointer, expect_feedback, form_of
from tests.browser.lab import Lab
from tests.browser.spoken import spoken

NOTEBOOK = "docs/gallery.ipynb"
STORED = Path(__file__).parent / "spoken"
QUESTIONS = load_quiz("gallery").questions
CASE = load_case("the-chat-goes-on")
# Shuffled options come in an order of the learner's own; this learner's is always the same.
LEARNER = "0" * 32


def _story(before: list[str], announced: str, after: list[str]) -> str:
    parts = ("Before", before), ("Announced", [announced]), ("After", after)
    return "\n".join("\n".join([f"== {name}", *lines, ""]) for name, lines in parts)


def _compare(name: str, found: str) -> str:
    """Compare with the stored text, or store it; return what differs."""
    file = STORED / f"{name}.txt"
    if os.environ.get("FRIEND_REQUEST_STORE_SPOKEN"):
        STORED.mkdir(exist_ok=True)
        file.write_text(found, encoding="utf-8")
    stored = file.read_text(encoding="utf-8").splitlines()
    for number, (was, now) in enumerate(zip(stored, found.splitlines(), strict=False), 1):
        if was != now:
            return f"{file.name}, line {number}:\n  stored: {was}\n  now:    {now}"
    if len(stored) != len(found.splitlines()):
        return (
            f"{file.name}: {len(stored)} lines are stored, and there are {len(found.splitlines())}"
        )
    return ""


def _status(form: Locator) -> Locator:
    status = form.locator("[role=status]")
    expect(status).not_to_be_empty()
    return status


@pytest.mark.parametrize("app", ["lab", pytest.param("notebook", marks=pytest.mark.release)])
def test_each_kind_before_and_after_answering(lab: Lab, app: str) -> None:
    Store(lab.server.data / "progress.sqlite3")._go_to(LEARNER)
    lab.open(NOTEBOOK, app)
    lab.run_all()
    differs = []
    for question in QUESTIONS:
        form = form_of(lab, question)
        before = spoken(form)
        answer_by_pointer(lab, question)
        expect_feedback(lab, question)
        announced = _status(form).inner_text()
        for part in form.locator("details:not([open]) > summary").all():
            if part.is_visible():
                part.click()
        differs.append(_compare(question.kind, _story(before, announced, spoken(form))))

    go = "button[data-action=go]"
    form = lab.page.locator(".fr-form", has=lab.page.locator(go)).filter(has_text=CASE.title).first
    form.scroll_into_view_if_needed()
    before = spoken(form)
    form.locator("label.fr-option").first.click()
    scene = form.locator(go).get_attribute("data-arg")
    form.locator(go).click()
    expect(form.locator(f"{go}[data-arg='{scene}']")).to_have_count(0)
    announced = _status(form).inner_text()
    differs.append(_compare("play", _story(before, announced, spoken(form))))

    assert not [d for d in differs if d], "\n".join(d for d in differs if d)
    assert lab.errors == []


def test_what_is_missing_is_an_alert(lab: Lab) -> None:
    lab.open(NOTEBOOK)
    lab.run_all()
    question = next(q for q in QUESTIONS if q.kind == "best_action")
    form = form_of(lab, question)
    form.locator("button.fr-primary").click()
    expect(form.locator("[role=alert]")).not_to_be_empty()
    lines = spoken(form)
    at = lines.index("alert")
    assert lines[at + 1].strip() == form.locator("[role=alert]").inner_text()


def test_every_kind_has_a_stored_text() -> None:
    kinds = {q.kind for q in QUESTIONS}
    assert {file.stem for file in STORED.glob("*.txt")} == {*kinds, "play"}
