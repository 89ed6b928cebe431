"""Review: what is due, in which order, from the log alone, and asked afresh."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from samples import KEY, act, buttons, question, words_of

from friend_request import review as offer
from friend_request.content import load_case, load_lesson
from friend_request.progress import Entry, Store
from friend_request.spacing import LONGEST, cards, next_due, plan, rate, unseen
from friend_request.widgets import review as widget
from friend_request.widgets.review import ReviewForm

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
ASKED = question("best_action")


def entry(day: float, choice: str = "b", what: str = "answer", **more) -> Entry:
    at = START + timedelta(days=day)
    number = int(day * 86400)
    return Entry(
        answer_id=f"{number}-{choice}-{what}",
        clock=number,
        series="s",
        what=what,
        question_id=more.pop("question_id", ASKED.id),
        kind="best_action",
        response={"choice": choice, **more.pop("response", {})},
        answered_at=at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        **more,
    )


def found(question_id: str):
    return ASKED if question_id == ASKED.id else None


def stand(*entries: Entry, day: float = 0.5):
    return cards(entries, START + timedelta(days=day), find=found)


def due_in(*entries: Entry) -> float:
    (card,) = stand(*entries, day=400)
    return (card.due - START) / timedelta(days=1)


def test_the_better_an_answer_the_later_it_comes_back():
    sure = due_in(entry(0, "b", response={"confidence": "sure"}))
    plain = due_in(entry(0, "b"))
    unsure = due_in(entry(0, "b", response={"confidence": "unsure"}))
    defensible = due_in(entry(0, "c"))
    risky = due_in(entry(0, "a"))
    violation = due_in(entry(0, "d"))
    skipped = due_in(entry(0, "b", "skip"))
    assert sure > plain > unsure == defensible >= risky == violation == skipped >= 1


def test_a_rating_for_each_result():
    from fsrs import Rating

    assert rate(ASKED, entry(0, "b")) == Rating.Good
    assert rate(ASKED, entry(0, "b", response={"confidence": ["sure"]})) == Rating.Good
    assert rate(ASKED, entry(0, "b", response={"confidence": "sure"})) == Rating.Easy
    assert rate(ASKED, entry(0, "a", response={"confidence": "sure"})) == Rating.Again
    assert rate(ASKED, entry(0, "gone")) is None


def test_intervals_grow_while_answers_are_good_and_shrink_after_a_slip():
    day, gaps, log = 0.0, [], []
    for _ in range(4):
        log.append(entry(day))
        (card,) = stand(*log, day=day + 400)
        due = (card.due - START) / timedelta(days=1)
        gaps.append(due - day)
        day = due
    assert gaps == sorted(gaps)
    assert gaps[-1] > 3 * gaps[0]
    log.append(entry(day, "a"))
    (card,) = stand(*log, day=day + 400)
    assert (card.due - START) / timedelta(days=1) - day < gaps[-1] / 2


def test_only_the_first_answer_of_a_day_counts():
    assert due_in(entry(0, "a"), entry(0.01, "b"), entry(0.02, "b")) == due_in(entry(0, "a"))
    (card,) = stand(entry(0, "a"), entry(0.01, "b"))
    assert card.reviews == 1


def test_one_log_gives_one_schedule():
    log = [entry(d, random.Random(d).choice("abcd")) for d in range(0, 60, 3)]
    assert stand(*log, day=90) == stand(*log, day=90)


def test_what_no_longer_exists_or_has_no_key_is_left_out_silently():
    log = [
        entry(0, question_id="gone.away"),
        entry(0, question_id="nine-months-on.first"),
        entry(0, question_id="nine-months-on.counter", response={"text": "x"}),
        entry(0, question_id="the-chat-goes-on.added", response={"choice": "mute"}),
        entry(0, question_id="gallery.weekly", response={"choice": "sign"}),
        entry(0, question_id="../../etc"),
        entry(0, question_id=""),
    ]
    assert cards(log, START) == []


def test_an_answer_of_an_older_version_is_passed_over():
    assert due_in(entry(0, "b"), entry(5, "gone")) == due_in(entry(0, "b"))
    (card,) = stand(entry(0, "gone"), day=1)
    assert (card.reviews, card.recall) == (0, 0.0)
    assert card.due <= START + timedelta(days=1)


@pytest.mark.parametrize(
    "stamp", ["", "yesterday", "9999-12-31T23:59:59Z", "0001-01-01", "2026-03-01"]
)
def test_a_clock_that_was_wrong_harms_nothing(stamp):
    from dataclasses import replace

    log = [entry(0), replace(entry(1), answered_at=stamp), entry(9)]
    (card,) = stand(*log, day=10)
    assert START < card.due < START + timedelta(days=400)


def test_the_clock_set_back_keeps_the_order_of_the_log():
    assert [c.reviews for c in stand(entry(9, "a"), entry(3, "b"), day=20)] == [1]


def test_what_a_reset_hides_is_not_reviewed():
    hide = entry(1, what="reset", response={"hides": ["s"]}, question_id="")
    show = entry(2, what="restore", response={"hides": ["s"]}, question_id="")
    assert stand(entry(0), hide, day=3) == []
    assert len(stand(entry(0), hide, show, day=3)) == 1
    odd = entry(1, what="reset", response={"hides": [["x"], 3]}, question_id="")
    assert len(stand(entry(0), odd, day=3)) == 1


def test_the_likeliest_forgotten_comes_first_and_the_rest_waits():
    lesson = [q for q in load_case("nine-months-on").questions if q.kind == "best_action"]
    log = []
    for n, asked in enumerate(lesson[:4]):
        best = next(o.id for o in asked.options if o.verdict == "best")
        log.append(entry(n, best, question_id=asked.id))
    made = cards(log, START + timedelta(days=30))
    assert [c.question.id for c in made] == [q.id for q in lesson[:4]]
    now = START + timedelta(days=4)
    made = cards(log, now)
    chosen = plan(made, now, 60)
    assert {c.question.id for c in chosen} == {c.question.id for c in made if c.due <= now}
    assert next_due(made, now) > timedelta(0)


def test_a_few_minutes_hold_a_few_questions_and_at_least_one():
    now = START + timedelta(days=99)
    asked = [q for q in load_case("nine-months-on").questions if q.graded]
    log = []
    for q in asked:
        log.append(entry(0, "x", "skip", question_id=q.id))
    made = cards(log, now)
    assert len(made) == len(asked)
    for minutes in (1, 2, 5, 10):
        chosen = plan(made, now, minutes)
        assert sum(c.seconds for c in chosen) <= max(60 * minutes, chosen[0].seconds)
    assert len(plan(made, now, 1)) == 1
    assert plan([], now, 5) == []


def test_new_questions_come_after_what_is_due_and_only_from_lessons_begun():
    shown = {*load_lesson("01").questions, *load_lesson("01").exercise_questions}
    new = unseen([], ["01"])
    assert not {c.question.id for c in new} & shown
    assert unseen([], []) == []
    assert all(not c.question.id.startswith("gallery.") for c in new)
    now = START + timedelta(days=99)
    extra = stand(entry(0), day=99)
    fresh = plan([], now, 5, more=lambda: extra)
    assert fresh == extra
    asked = []
    plan(extra * 9, now, 1, more=lambda: asked.append(1) or [])
    assert asked == [], "the bank isn't read while there is enough that is due"


# --- The widget --------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "progress.sqlite3")


@pytest.fixture
def clock(monkeypatch):
    held = {"now": datetime.now(UTC)}
    monkeypatch.setattr(widget, "_now", lambda: held["now"])

    def forward(days: float) -> None:
        held["now"] += timedelta(days=days)

    return forward


def answer(store, question_id: str, choice: str) -> None:
    store.append("answer", question_id, {"choice": choice}, kind="best_action")


def shown(form) -> str:
    return words_of(form.spec["nodes"])


def test_with_nothing_answered_it_says_so_and_what_to_do(store):
    form = ReviewForm(5, store)
    form.refresh()
    assert "nothing to review yet" in shown(form)
    assert "01_nine_months_on.ipynb" in str(form.spec)
    assert act(form, "start")["problem"] == ""


@pytest.fixture
def nothing_kept(monkeypatch):
    """A course in which every question is shown by a lesson."""
    monkeypatch.setattr(widget, "unseen", lambda answered, begun: [])


def test_kept_questions_come_from_the_day_after_with_their_case(store, clock):
    answer(store, "nine-months-on.need", "counts")
    form = ReviewForm(5, store)
    form.refresh()
    assert "Nothing is due today" in shown(form)
    clock(1.5)
    form.refresh()
    assert "Due now" in shown(form)
    act(form, "start")
    lesson = load_lesson("01")
    new = [c.question.id for c in form.queue if c.reviews == 0]
    assert new
    assert not {*new} & {*lesson.questions, *lesson.exercise_questions}


def test_a_question_is_asked_afresh_and_its_answer_goes_to_the_log(store, clock, nothing_kept):
    answer(store, "nine-months-on.need", "debt")
    form = ReviewForm(5, store)
    form.refresh()
    assert "Nothing is due today" in shown(form)
    assert "tomorrow" in shown(form)
    clock(2)
    form.refresh()
    assert "Due now: 1." in shown(form)
    spec = act(form, "start")
    assert spec["focus"] == "heading"
    text = shown(form)
    assert "Question 1 of 1" in text
    assert "Your answer" not in text
    assert "Check my answer" in buttons(form)
    assert "Finish" not in buttons(form)
    assert act(form, "submit")["problem"]
    act(form, "submit", choice="counts")
    assert "Your answer" in shown(form)
    assert buttons(form)[-1] == "Finish"
    assert [e.response["choice"] for e in store.history("nine-months-on.need")] == [
        "debt",
        "counts",
    ]
    act(form, "next")
    assert "Questions: 1; answered: 1; worth another look soon: 0." in shown(form)


def test_one_after_the_other_with_a_skip(store, clock, nothing_kept):
    for slug, choice in (("need", "debt"), ("power", "rank"), ("misread", "should")):
        answer(store, f"nine-months-on.{slug}", choice)
    clock(3)
    form = ReviewForm(5, store)
    act(form, "start")
    first = form.question.id
    act(form, "skip")
    assert "Next question" in buttons(form)
    act(form, "next")
    assert form.question.id != first
    assert "Question 2 of 3" in shown(form)
    act(form, "submit", choice=form.question.options[0].id)
    act(form, "next")
    act(form, "submit", choice=form.question.options[0].id)
    act(form, "next")
    assert "Questions: 3; answered: 2" in shown(form)


def test_one_can_review_early(store, clock, nothing_kept):
    answer(store, "nine-months-on.need", "counts")
    form = ReviewForm(5, store)
    form.refresh()
    assert "Review some all the same" in buttons(form)
    act(form, "early")
    assert "Question 1 of 1" in shown(form)


def test_a_reset_ends_a_review(store, clock):
    answer(store, "nine-months-on.need", "debt")
    clock(3)
    form = ReviewForm(5, store)
    act(form, "start")
    store.reset()
    assert "nothing to review yet" in shown(form)


def test_buttons_that_no_longer_fit_do_nothing(store):
    form = ReviewForm(5, store)
    for action in ("next", "submit", "skip", "hint", "up", "early", "nonsense"):
        assert act(form, action)["problem"] == ""
    form._receive(form, {"type": "draft", "values": {"text": "x"}}, [])
    assert form.spec["problem"] == ""


def test_the_text_form_is_the_same_for_everyone(store, clock):
    form = ReviewForm(5, store)
    before = repr(form)
    answer(store, "nine-months-on.need", "debt")
    clock(3)
    assert repr(ReviewForm(5, store)) == before
    assert "5 minutes" in before


@pytest.mark.parametrize(
    ("asked", "given"), [(5, 5), (0, 1), (-3, 1), (1000, 60), ("x", 5), (None, 5), (True, 5)]
)
def test_minutes_are_made_sensible(asked, given):
    assert offer(asked).minutes == given


def test_ten_thousand_answers_take_less_than_a_second():
    """As one who takes the course for years would have them: 250 questions, 40 days each."""
    kinds = ["best_action", "rate_actions", "select_all", "put_in_order", "match", "numeric"]
    bank = {f"bank.q{n}": question(kinds[n % 6], id=f"bank.q{n}") for n in range(250)}
    log = []
    for n in range(10_000):
        asked = bank[f"bank.q{n % 250}"]
        log.append(
            Entry(
                answer_id=str(n),
                clock=n,
                series="s",
                what="answer",
                question_id=asked.id,
                kind=asked.kind,
                response=KEY[asked.kind],
                answered_at=(START + timedelta(hours=n)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            )
        )
    now = START + timedelta(hours=10_000)
    made = cards(log, now, find=bank.get)
    assert len(made) == 250
    # What bounds the work: no card is replayed over more than its last reviews (bench/growth.py).
    assert max(card.reviews for card in made) == LONGEST
