"""A lesson's summary: answered or not, judged how, worth another look; branching cases included."""

from __future__ import annotations

import pytest
from samples import act, find, words_of

from friend_request.content import Lesson, load_case, load_lesson, load_question
from friend_request.content.parts import to_plain
from friend_request.progress import Store
from friend_request.widgets.lists import LessonsForm, SummaryForm, lesson_citations
from friend_request.widgets.scenes import ScenesForm

LESSON = Lesson.model_validate(
    {
        "number": "09",
        "slug": "sample",
        "title": "Sample",
        "minutes": 20,
        "objectives": [],
        "cases": ["nine-months-on", "the-chat-goes-on"],
        "plays": ["the-chat-goes-on"],
        "questions": [
            "nine-months-on.first",
            "nine-months-on.need",
            "nine-months-on.visible",
            "gallery.share",
            "nine-months-on.counter",
        ],
        "review_by": "2027-11-01",
    }
)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "progress.sqlite3")


def rows(form) -> list[str]:
    form.refresh()
    return [
        words_of(cells[-1]) for r in find(form.spec["nodes"], t="tr") if (cells := find(r, t="td"))
    ]


def shown(form) -> str:
    return words_of(form.spec["nodes"])


def test_nothing_answered(store):
    form = SummaryForm(LESSON, store)
    assert rows(form) == ["Not answered yet"] * 6
    assert "none of 6" in shown(form)


def test_each_kind_is_judged_in_its_own_words(store):
    answers = {
        "nine-months-on.first": {"choice": "ask"},
        "nine-months-on.need": {"choice": "debt"},
        "nine-months-on.visible": {"chosen": ["list", "suggest", "night", "shot"]},
        "gallery.share": {"value": "52"},
        "nine-months-on.counter": {"text": "x"},
    }
    for question_id, response in answers.items():
        store.append("answer", question_id, response)
    form = SummaryForm(LESSON, store)
    found = rows(form)
    assert found[0] == "Kept"
    assert found[1] == "Risky; worth another look"
    assert found[2].startswith("You and the authors agree on")
    assert found[3] == "Not this number; worth another look"
    assert found[4] == "Kept"
    assert "You have answered 5 of 6" in shown(form)
    assert "Worth another look: 2." in shown(form)


def test_a_skip_is_no_answer_and_no_penalty(store):
    store.append("skip", "nine-months-on.need")
    form = SummaryForm(LESSON, store)
    assert rows(form)[1] == "Skipped, reasons seen"
    assert "none of 6" in shown(form)
    assert "Skipped, with the reasons seen: 1." in shown(form)


def test_an_answer_to_another_version_is_kept_and_said_so(store):
    store.append("answer", "nine-months-on.need", {"choice": "gone"})
    assert rows(SummaryForm(LESSON, store))[1] == "Kept; the question has changed since"


def test_the_first_thought_stands_beside_the_last(store):
    form = SummaryForm(LESSON, store)
    store.append("answer", "nine-months-on.first", {"choice": "accept"})
    texts = {o.id: o.text for o in load_question("nine-months-on.first").options}
    assert f"Your first thought was: {texts['accept']}" in shown(form)
    assert "Would you still say so?" in shown(form)
    store.append("answer", "nine-months-on.first", {"choice": "ask"})
    assert f"Your first thought was: {texts['accept']}" in shown(form)
    assert f"Your last answer was: {texts['ask']}" in shown(form)


def test_a_branching_case_is_open_under_way_and_ended(store):
    form = SummaryForm(LESSON, store)
    played = ScenesForm(load_case("the-chat-goes-on"), store)
    act(played, "go", "added", choice="answer")
    assert rows(form)[-1] == "Under way"
    act(played, "go", "monday", choice="hear")
    act(played, "go", "thursday", choice="vote")
    assert words_of(find(form.spec["nodes"], t="table")).count("Five of six") == 1
    assert rows(form)[-1] == "Ending reached: Five of six; Risky; worth another look"
    act(played, "back")
    act(played, "go", "thursday", choice="guest")
    assert rows(form)[-1] == "Ending reached: A guest on Thursdays; Preferred"
    act(played, "again")
    assert rows(form)[-1] == "Ending reached: A guest on Thursdays; Preferred"


def test_the_summary_follows_role_and_country(store):
    form = SummaryForm(LESSON, store)
    form.refresh()
    before = form.spec["serial"]
    store.append("setting", "role", {"value": "mentor"})
    assert form.spec["serial"] > before
    before = form.spec["serial"]
    store.append("answer", "00.try-it", {"choice": "rule"})
    assert form.spec["serial"] == before


def test_the_list_of_lessons_counts_a_case_once_it_has_ended(store):
    form = LessonsForm(store)
    form.lessons = [LESSON]
    played = ScenesForm(load_case("the-chat-goes-on"), store)
    act(played, "go", "added", choice="leave")
    assert rows(form)[-1] == "Not begun"
    act(played, "go", "gone", choice="cheerful")
    assert rows(form)[-1] == "1 of 6 answered"


def test_a_lesson_cites_what_its_scenes_cite():
    keys = {c.key for c in lesson_citations(LESSON)}
    assert {c.key for c in load_case("the-chat-goes-on").citations()} <= keys


def test_a_lesson_plays_only_its_own_cases():
    from pydantic import ValidationError

    raw = to_plain(LESSON, named=False)
    raw["plays"] = ["elsewhere"]
    with pytest.raises(ValidationError, match="not among the lesson's cases"):
        Lesson.model_validate(raw)


def test_the_text_form_has_the_case_too(store):
    text = repr(SummaryForm(LESSON, store))
    assert "Case to play: The chat goes on" in text
    assert text.splitlines()[0] == "Summary of lesson 09: 6 questions."
    assert load_lesson("01").plays == []
