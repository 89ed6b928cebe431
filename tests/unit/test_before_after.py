"""The check before and after the course: matched forms, nothing given away, honest results."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime

import pytest
from samples import act, buttons, find, words_of

from friend_request.before_after import (
    Score,
    assign,
    chance_margin,
    first_open,
    form_of,
    gain,
    score,
)
from friend_request.confidence import levels
from friend_request.content import load_lessons, load_question, load_quiz
from friend_request.content.forms import FORMS, Blueprint, load_blueprint, mismatches
from friend_request.progress import Store
from friend_request.spacing import cards, find_question, unseen
from friend_request.widgets.before_after import CheckForm, after_course, before_course
from friend_request.words import words

IDS = {form: load_blueprint().questions(form) for form in FORMS}


def key_of(question_id: str) -> str:
    return next(o.id for o in load_question(question_id).options if o.verdict == "best")


def wrong_of(question_id: str) -> str:
    return next(o.id for o in load_question(question_id).options if o.verdict != "best")


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "progress.sqlite3")


def answer_all(form: CheckForm, right: int | None = None) -> None:
    """Begin, and answer to the end: so many as in the key, the rest otherwise."""
    act(form, "begin")
    total = len(load_blueprint().pairs)
    for n in range(total):
        asked = form.question.id
        choice = key_of(asked) if right is None or n < right else wrong_of(asked)
        act(form, "submit", choice=choice)


def shown(form: CheckForm) -> str:
    return words_of(form.spec["nodes"])


# --- The blueprint -------------------------------------------------------------------------------


def test_every_pair_is_matched_and_every_question_belongs_to_one() -> None:
    blueprint = load_blueprint()
    assert len(blueprint.pairs) == 18
    assert mismatches(blueprint) == []
    used = [*IDS["a"], *IDS["b"]]
    assert len(used) == len(set(used)) == 36
    assert set(used) == {q.id for q in load_quiz("forms").questions}


def test_the_pairs_reach_every_lesson_on_practice() -> None:
    served = {pair.objective.split(".")[0] for pair in load_blueprint().pairs}
    assert served >= {f"{n:02}" for n in range(1, 13)}


def test_the_keys_are_spread_alike_over_the_places() -> None:
    def place(question_id: str) -> int:
        options = [o.id for o in load_question(question_id).options]
        return options.index(key_of(question_id))

    places = {form: [place(q) for q in ids] for form, ids in IDS.items()}
    assert all(a != b for a, b in zip(places["a"], places["b"], strict=True))
    for form in FORMS:
        assert {places[form].count(n) for n in range(4)} <= {3, 4, 5, 6}


def test_no_option_of_a_form_stands_out_by_its_length() -> None:
    for question in load_quiz("forms").questions:
        lengths = [len(o.text) for o in question.options]
        assert max(lengths) <= 1.25 * min(lengths), question.id


def test_what_is_not_matched_is_named() -> None:
    raw = load_blueprint().model_dump()
    raw["pairs"][0]["b"], raw["pairs"][1]["b"] = raw["pairs"][1]["b"], raw["pairs"][0]["b"]
    found = " ".join(mismatches(Blueprint.model_validate(raw)))
    assert "serves" in found
    assert "rest on different kinds of key" in found
    raw["pairs"][2]["a"] = "01.limited-list"
    assert "is select_all" in " ".join(mismatches(Blueprint.model_validate(raw)))


def test_a_question_may_not_stand_in_it_twice() -> None:
    raw = load_blueprint().model_dump()
    raw["pairs"][0]["b"] = raw["pairs"][0]["a"]
    with pytest.raises(ValueError, match="twice"):
        Blueprint.model_validate(raw)


# --- Which form, and what it came to -------------------------------------------------------------


@pytest.mark.parametrize("order", [("before", "after"), ("after", "before")])
def test_afterwards_one_gets_the_other_form(store, order) -> None:
    first = assign(store, order[0])
    assert assign(store, order[0]) == first
    assert {first, assign(store, order[1])} == {"a", "b"}
    assert form_of(Store(store.path), order[0]) == first, "it is kept"


def test_over_many_learners_both_forms_come_first(tmp_path) -> None:
    given = [assign(Store(tmp_path / f"{n}.sqlite3"), "before") for n in range(40)]
    assert set(given) == {"a", "b"}  # wrong by chance once in five hundred thousand million runs


def test_a_setting_that_names_no_form_is_passed_over(store) -> None:
    store.append("setting", "form_before", {"value": "c"})
    assert form_of(store, "before") is None
    assert assign(store, "before") in FORMS


def test_a_score_counts_what_is_preferred_and_takes_a_skip_as_answered(store) -> None:
    one, two, three, four = IDS["a"][:4]
    kind = "best_action"
    store.append("answer", one, {"choice": key_of(one)}, kind=kind)
    store.append("answer", two, {"choice": wrong_of(two)}, kind=kind)
    store.append("skip", three, kind=kind)
    store.append("answer", four, {"choice": "gone"}, kind=kind)  # an option of an older version
    store.append("answer", IDS["b"][0], {"choice": key_of(IDS["b"][0])}, kind=kind)
    assert score(store, "a") == Score(1, 4, 18)
    assert not score(store, "a").whole
    assert first_open(store, IDS["a"]) == 4
    assert Score(0, 18, 18).whole


def test_the_margin_of_chance_is_two_standard_deviations_of_the_difference() -> None:
    assert chance_margin(18) == 5
    assert chance_margin(2) == 1
    draw = random.Random(1)

    def right() -> int:
        return sum(draw.random() < 0.5 for _ in range(18))

    apart = [abs(right() - right()) for _ in range(4000)]
    assert sum(d <= chance_margin(18) for d in apart) / len(apart) > 0.9


def test_a_group_gains_what_was_worked_out_by_hand() -> None:
    made = gain([40, 50, 60, 50, 50], [50, 70, 60, 60, 60])
    assert (made.people, made.before, made.after, made.points) == (5, 50, 60, 10)
    # Differences 10, 20, 0, 10, 10: s = sqrt(50), t(0.975; 4) = 2.7764.
    half = 2.776445 * math.sqrt(50) / math.sqrt(5)
    assert made.low == pytest.approx(10 - half, abs=1e-4)
    assert made.high == pytest.approx(10 + half, abs=1e-4)


def test_a_gain_is_refused_for_few_people_or_lists_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="something about each of them"):
        gain([50] * 4, [60] * 4)
    with pytest.raises(ValueError, match="same order"):
        gain([50] * 6, [60] * 5)


# --- The widget ----------------------------------------------------------------------------------


def no_verdict_in(form: CheckForm, question) -> None:
    """Nothing that is drawn tells one option from another."""
    text = shown(form)
    for option in question.options:
        assert option.because[:40] not in text
    for verdict in ("best", "defensible", "risky", "violation"):
        for group in ("verdict", "verdict_fact"):
            assert words(f"{group}.{verdict}") not in text.replace(question.stem, "")
    assert not find(form.spec["nodes"], class_="fr-verdict")
    assert not find(form.spec["nodes"], class_="fr-feedback")
    assert not find(form.spec["nodes"], t="details")


@pytest.mark.parametrize("given", FORMS)
def test_before_the_course_no_verdict_is_shown(store, given) -> None:
    store.append("setting", "form_before", {"value": given})
    form = CheckForm("before", store)
    act(form, "begin")
    for n, question_id in enumerate(IDS[given], 1):
        question = load_question(question_id)
        assert form.question.id == question_id
        assert words("before_after.number", number=n, total=18) in shown(form)
        assert question.stem in shown(form)
        no_verdict_in(form, question)
        assert act(form, "submit")["problem"], "nothing chosen"
        assert form.question.id == question_id
        act(form, "submit", choice=key_of(question_id))
        no_verdict_in(form, question)
    assert words("before_after.before_done", total=18) in shown(form)
    assert buttons(form) == []
    assert words("before_after.after_score", right=18, total=18) not in shown(form)


def test_one_goes_on_where_one_stopped_on_another_day(store) -> None:
    form = CheckForm("before", store)
    form.refresh()
    assert buttons(form) == [words("before_after.begin")]
    act(form, "begin")
    first = form.question.id
    act(form, "submit", choice=key_of(first))
    act(form, "skip")
    third = form.question.id
    act(form, "pause")
    assert words("before_after.begun", done=2, total=18) in shown(form)
    later = CheckForm("before", Store(store.path))
    later.refresh()
    assert buttons(later) == [words("before_after.go_on")]
    act(later, "begin")
    assert later.question.id == third
    assert [e.what for e in store.entries() if e.question_id.startswith("forms.")] == [
        "answer",
        "skip",
    ]


def test_after_the_course_come_the_scores_the_margin_and_every_reason(store) -> None:
    answer_all(CheckForm("before", store), right=7)
    form = CheckForm("after", store)
    answer_all(form, right=11)
    text = shown(form)
    assert words("before_after.after_score", right=11, total=18) in text
    assert words("before_after.before_score", right=7, total=18) in text
    assert words("before_after.margin", margin=5) in text
    taken = form_of(store, "after")
    assert taken is not None
    assert taken != form_of(store, "before")
    opened = find(form.spec["nodes"], t="details", class_="fr-details")
    reasons = [d for d in opened if d.get("k", "").startswith("reasons-")]
    assert [d["k"] for d in reasons] == [f"reasons-{q}" for q in IDS[taken]]
    for question_id, drawn in zip(IDS[taken], reasons, strict=True):
        said = words_of(drawn)
        for option in load_question(question_id).options:
            assert option.text in said
        assert words("feedback.report", id=question_id) in said
    other = next(f for f in FORMS if f != taken)
    assert not any(load_question(q).intro in text for q in IDS[other]), "the other form stays shut"


def test_without_a_whole_form_before_nothing_is_compared(store) -> None:
    form = CheckForm("after", store)
    answer_all(form)
    assert words("before_after.no_before") in shown(form)
    assert words("before_after.margin", margin=5) not in shown(form)


def test_a_form_that_was_not_finished_is_not_set_beside_the_other(store) -> None:
    before = CheckForm("before", store)
    act(before, "begin")
    for _ in range(6):
        act(before, "submit", choice=key_of(before.question.id))
    form = CheckForm("after", store)
    answer_all(form)
    assert words("before_after.before_partial", done=6) in shown(form)
    assert words("before_after.margin", margin=5) not in shown(form)


def test_whoever_skips_everything_sees_the_reasons_all_the_same(store) -> None:
    form = CheckForm("after", store)
    act(form, "begin")
    for _ in range(18):
        act(form, "skip")
    assert words("before_after.after_score", right=0, total=18) in shown(form)
    assert load_question(IDS[form_of(store, "after")][0]).options[0].because[:30] in shown(form)


def test_a_guest_takes_it_and_leaves_nothing(store) -> None:
    store.append("setting", "role", {"value": "mentor"})
    kept = store.path.read_bytes()
    store.start_guest()
    form = CheckForm("before", store)
    answer_all(form, right=3)
    assert words("before_after.before_done", total=18) in shown(form)
    store.end_guest()
    assert store.path.read_bytes() == kept
    assert form_of(store, "before") is None
    again = CheckForm("before", store)
    again.refresh()
    assert buttons(again) == [words("before_after.begin")]


def test_a_reset_begins_it_anew(store) -> None:
    form = CheckForm("before", store)
    act(form, "begin")
    act(form, "submit", choice=key_of(form.question.id))
    store.reset()
    assert form.question is None
    assert score(store, "a").answered == score(store, "b").answered == 0


def test_buttons_that_do_not_fit_do_nothing(store) -> None:
    form = CheckForm("before", store)
    for action in ("submit", "skip", "pause", "nonsense"):
        assert act(form, action)["problem"] == ""
    assert store.answers() == {}
    assert form_of(store, "before") is None


def test_the_text_form_names_no_question_and_is_the_same_for_everyone(store) -> None:
    for made in (before_course(), after_course()):
        assert "18" in repr(made)
        assert not any(load_question(q).stem in repr(made) for q in [*IDS["a"], *IDS["b"]])
    form = CheckForm("before", store)
    said = repr(form)
    answer_all(form)
    assert repr(CheckForm("before", store)) == said


# --- Kept out of everything else -----------------------------------------------------------------


def test_a_form_s_questions_come_in_no_review_and_in_no_calibration(store) -> None:
    answer_all(CheckForm("before", store))
    now = datetime.now(UTC)
    assert all(find_question(q) is None for q in [*IDS["a"], *IDS["b"]])
    assert cards(store.entries(), now) == []
    begun = [lesson.number for lesson in load_lessons()]
    assert not any(card.question.id.startswith("forms.") for card in unseen([], begun))
    one = IDS["a"][0]
    store.append("answer", one, {"choice": key_of(one), "confidence": "sure"}, kind="best_action")
    assert sum(level.answers for level in levels(store.entries())) == 0


def test_no_lesson_shows_a_form_s_question() -> None:
    for lesson in load_lessons():
        for asked in (*lesson.questions, *lesson.exercise_questions):
            assert not asked.startswith("forms.")
