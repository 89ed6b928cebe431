"""Every lesson played through: once with the best answers, once with the worst, once skipping.

Each lesson is played in a setting of its own: application, theme, forced colours, reduced motion,
wide spacing. Over the lessons any two of these meet (tests/unit/test_settings.py). What was played
is then looked at in that setting, and once more on a narrow screen. `make test` plays each lesson
of the core path once, in one of the three ways (lesson 1 is done with the keyboard, in
`test_lesson_01.py`); `make test-all` plays every lesson in every way.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from friend_request.content import Case, Lesson, load_case, load_lessons, load_question
from friend_request.content.vocabulary import VERDICTS
from friend_request.questions import judge
from friend_request.words import words
from tests.browser.answering import (
    WRITTEN,
    answer_by_pointer,
    form_of,
    key_response,
    worst_response,
)
from tests.browser.everyone import Setting, ask_for, narrow_troubles, pairwise, troubles
from tests.browser.lab import Lab

WAYS = ("best", "worst", "skipping")
LESSONS = load_lessons()
# Longer than any lesson's scenes: a story that went in circles would not end.
MOST_SCENES = 40


def setting_of(lesson: Lesson, way: str) -> Setting:
    """The setting in which a lesson is played in one way."""
    settings = pairwise(len(LESSONS))
    return settings[(LESSONS.index(lesson) + WAYS.index(way)) % len(settings)]


def _plan() -> list[Any]:
    made = []
    core = [lesson.number for lesson in LESSONS if "core" in lesson.path and lesson.number != "01"]
    for lesson in LESSONS:
        for place, way in enumerate(WAYS):
            chosen = lesson.number in core and place == core.index(lesson.number) % len(WAYS)
            setting = setting_of(lesson, way)
            marks = () if chosen else (pytest.mark.release,)
            name = f"{lesson.number}-{way}-{setting}"
            made.append(pytest.param(lesson, way, setting, id=name, marks=marks))
    return made


def _answer(lab: Lab, question: Any, way: str) -> str:
    """Answer or skip one question.

    Returns:
        What the log should hold of it: `answer`, `skip`, or nothing where it can't be skipped.
    """
    form = form_of(lab, question)
    status = form.locator("[role=status]")
    if way == "skipping":
        skip = form.locator("button[data-action=skip]")
        if skip.count() == 0:
            return ""
        skip.click()
        expect(status).to_contain_text(words("question.skipped"))
        return "skip"
    if question.kind in WRITTEN:
        answer_by_pointer(lab, question)
        expect(status).not_to_be_empty()
        return "answer"
    response = key_response(question) if way == "best" else worst_response(question)
    answer_by_pointer(lab, question, response)
    expect(status).not_to_be_empty()
    expect(form.locator("#result, [data-key=result], .fr-feedback, .fr-note").first).to_be_visible()
    if question.graded:
        verdict = judge(question, response).verdict
        assert (verdict == "best") is (way == "best"), f"{question.id}: {verdict}"
    return "answer"


def _play(lab: Lab, case: Case, way: str) -> None:
    """Go through a branching case, in each scene by the best or by the worst choice."""
    go = "button[data-action=go]"
    found = lab.page.locator(".fr-form", has=lab.page.locator(go)).filter(has_text=case.title).first
    found.scroll_into_view_if_needed()
    # Once it has ended there is no such button any more to find it by.
    found.evaluate("(e, id) => { e.id = id; }", f"play-{case.id}")
    form = lab.page.locator(f"#play-{case.id}")
    for _ in range(MOST_SCENES):
        if not form.locator(go).count():
            break
        at = form.locator(go).get_attribute("data-arg")
        scene = case.scene(at or "")
        if scene is not None and form.locator("input[type=radio]").count():
            pick = min if way == "best" else max
            choice = pick(scene.choices, key=lambda c: VERDICTS.index(c.verdict))
            form.locator(f"label:has(input[value={choice.id}]) span").first.click()
        form.locator(go).click()
        expect(form.locator(f"{go}[data-arg='{at}']")).to_have_count(0)
    endings = [scene.ending.title for scene in case.scenes if scene.ending]
    assert any(title in form.inner_text() for title in endings), f"{case.id} did not end"


@pytest.mark.parametrize(("lesson", "way", "setting"), _plan())
def test_a_lesson_from_its_first_question_to_its_last(
    lab: Lab, lesson: Lesson, way: str, setting: Setting
) -> None:
    lab.server.use_theme(setting.theme)
    lab.open(f"notebooks/{lesson.stem}.ipynb", setting.app)
    ask_for(lab.page, setting)
    lab.run_all()
    expected = {}
    for question_id in lesson.questions:
        question = load_question(question_id)
        expected[question_id] = _answer(lab, question, way)
    if way != "skipping":
        for case_id in lesson.plays:
            _play(lab, load_case(case_id), way)
    kept = {(what, question_id) for what, question_id, _ in lab.server.answers()}
    missing = [q for q, what in expected.items() if what and (what, q) not in kept]
    assert not missing, f"not in the log: {missing}"
    found = troubles(lab.page, setting) + narrow_troubles(lab, setting.app)
    assert not found, "\n".join(found)
    assert lab.page.evaluate("window.hacked") is None
    assert lab.foreign() == []
    assert lab.errors == []
