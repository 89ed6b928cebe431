"""One facilitator and six learners on one hub, each signed in with a browser of their own.

They answer by code, before and after talking. Nothing but the codes goes from one to another.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from friend_request.content import load_question
from friend_request.words import words
from tests.hub.conftest import Hub, HubLab

ASKED = "nine-months-on.need"
WORD = "quiet harbour"
ROOM, ANSWER = "facilitation/room.ipynb", "facilitation/answer.ipynb"
LESSON = "notebooks/01_nine_months_on.ipynb"
PEOPLE = ("host", "ayaan", "bea", "chidi", "dara", "eun", "femi")


@pytest.fixture
def people(browser: Browser, hub: Hub) -> Iterator[list[HubLab]]:
    """A facilitator and six learners, each in a context of their own."""
    contexts = [browser.new_context(viewport={"width": 1200, "height": 900}) for _ in PEOPLE]
    yield [
        hub.sign_in(context.new_page(), name)
        for name, context in zip(PEOPLE, contexts, strict=True)
    ]
    for context in contexts:
        context.close()


def pick(lab: HubLab, notebook: str) -> Locator:
    """Open a notebook, run it, and choose the question from its lists."""
    lab.open(notebook)
    lab.run_all()
    form = lab.form(words("room_pick.title"))
    form.scroll_into_view_if_needed()
    form.locator("select[data-field=lesson]").select_option("01")
    form.get_by_role("button", name=words("room_pick.list")).click()
    form.locator("select[data-field=pick]").select_option(ASKED)
    form.get_by_role("button", name=words("room_pick.open")).click()
    expect(form.locator("h3")).to_be_visible()
    return form


def code(form: Locator, option: str) -> str:
    """Choose an option and show its code."""
    form.locator(f"label:has(input[value='{option}']) span").click()
    form.get_by_role("button", name=words("answer_code.show"), exact=True).click()
    box = form.locator("input.fr-code")
    expect(box).to_be_visible()
    return box.input_value()


def hand_in(form: Locator, codes: list[str]) -> None:
    """Paste what came in, as a chat looks."""
    chat = "\n".join(f"[10:{n:02}] Somebody: {each.lower()}" for n, each in enumerate(codes))
    form.locator("[data-field=paste]").fill(chat)
    form.get_by_role("button", name=words("room.read")).click()


def test_a_room_of_seven_answers_before_and_after(people: list[HubLab], hub: Hub) -> None:
    options = [option.id for option in load_question(ASKED).options]
    host, *learners = people

    room = pick(host, ROOM)
    room.locator("[data-field=word]").fill(WORD)
    room.locator("[data-field=present]").fill("6")
    room.get_by_role("button", name=words("room.keep"), exact=True).click()
    expect(room.locator("[role=status]")).to_have_text(words("room.kept", word=WORD))

    forms, first = [], []
    for place, lab in enumerate(learners):
        form = pick(lab, ANSWER)
        form.locator("[data-field=word]").fill(WORD)
        first.append(code(form, options[place % 3]))
        forms.append(form)
    assert len(set(first)) == 6

    # One came late with theirs; nothing is shown before the round is closed.
    hand_in(room, first[:5])
    expect(room).to_contain_text(words("room.report.new_1", count=5))
    hand_in(room, first)
    expect(room).to_contain_text(words("room.report.new_1", count=1))
    expect(room).to_contain_text(words("room.report.doubled", count=5))
    expect(room.locator("figure")).to_have_count(0)
    room.get_by_role("button", name=words("room.close_1")).click()
    figure = room.locator("figure img")
    expect(figure).to_have_attribute("alt", re.compile(r"2 of 6"))

    second = []
    for form in forms:
        form.get_by_role("button", name=words("answer_code.next")).click()
        expect(form).to_contain_text(words("answer_code.after"))
        second.append(code(form, options[1]))
    assert not set(first) & set(second)
    hand_in(room, second)
    room.get_by_role("button", name=words("room.close_2")).click()
    expect(room.locator("table tbody tr").nth(1)).to_contain_text("6")
    rows = room.locator("table tbody tr").all_inner_texts()
    # Before: two each of the first three. After: all six the second.
    counts = [[int(n) for n in re.findall(r"(?<![\d%.])\b\d+\b(?!%|\.)", row)] for row in rows]
    assert [row[0] for row in counts] == [2, 2, 2, 0], rows
    assert any(6 in row for row in counts), rows

    for lab in people:
        assert lab.foreign() == []
        assert lab.errors == []
    # Codes are handed over, not kept: no learner's file holds an answer to this question.
    for name in PEOPLE:
        assert answered(hub, name) == []
    assert "not recognized" not in hub.log.read_text("utf-8", errors="replace")


def answered(hub: Hub, name: str) -> list[str]:
    """The questions to which a learner's file holds an answer."""
    path = hub.home(name) / ".local" / "share" / "friend-request" / "progress.sqlite3"
    if not path.exists():
        return []
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute("SELECT question_id FROM log WHERE what = 'answer'").fetchall()
    finally:
        connection.close()
    return [row[0] for row in rows]


def test_a_learner_finds_the_answer_again_after_the_server_was_stopped(
    browser: Browser, hub: Hub
) -> None:
    asked = load_question(ASKED)
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    lab = hub.sign_in(context.new_page(), "gwen")
    lab.open(LESSON)
    lab.run_all()
    form = lab.form(asked.stem)
    form.scroll_into_view_if_needed()
    form.locator(f"label:has(input[value='{asked.options[1].id}']) span").click()
    form.get_by_role("button", name=words("question.check"), exact=True).click()
    expect(form.locator("[role=status]")).to_contain_text(words("question.answer_kept"))
    assert answered(hub, "gwen") == [ASKED]
    # At the end of the lesson stands who could look.
    told = lab.form(words("progress.along.quiet"))
    expect(told).to_contain_text(words("progress.hub"))

    page = lab.page
    page.goto(f"{hub.url}/hub/home")
    page.locator("#stop").click()
    expect(page.locator("#stop")).to_be_hidden(timeout=60_000)
    context.close()

    context = browser.new_context(viewport={"width": 1200, "height": 900})
    lab = hub.sign_in(context.new_page(), "gwen")
    lab.open(LESSON)
    lab.run_all()
    form = lab.form(asked.stem)
    form.scroll_into_view_if_needed()
    expect(form.locator(f"input[value='{asked.options[1].id}']")).to_be_checked()
    expect(form.locator(".fr-feedback").first).to_be_visible()
    context.close()
