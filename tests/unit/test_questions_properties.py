"""What holds of judging whatever is answered."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import KEY, RAW, question

from friend_request.content import VERDICTS
from friend_request.questions import display_order, judge
from friend_request.responses import ResponseError, option_ids

QUESTIONS = {kind: question(kind) for kind in RAW}
FIELDS = (
    "choice",
    "chosen",
    "ratings",
    "order",
    "pairs",
    "value",
    "text",
    "draft",
    "rubric",
    "redraft",
)
IDS = st.sampled_from([*"abcdex", "gone", ""])

leaf = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    IDS,
    st.sampled_from(VERDICTS),
)
anything = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(st.one_of(IDS, st.text(max_size=5)), inner, max_size=5),
    ),
    max_leaves=12,
)
responses = st.one_of(anything, st.dictionaries(st.sampled_from(FIELDS), anything, max_size=4))
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("kind", list(RAW))
@quick
@given(response=responses)
def test_any_response_is_judged_or_refused_in_words(kind, response):
    try:
        judged = judge(QUESTIONS[kind], response)
    except ResponseError as error:
        assert error.key.startswith("respond.")  # noqa: PT017 - both outcomes are fine
        return
    if judged.score is None:
        assert judged.verdict is None
    else:
        assert 0 <= judged.score <= 1
        assert math.isfinite(judged.score)
        assert judged.verdict in VERDICTS
    if judged.right is not None:
        assert 0 <= judged.right <= judged.total
    assert isinstance(option_ids(response), list)


@given(response=st.dictionaries(st.sampled_from(FIELDS), anything, max_size=4))
@quick
def test_option_ids_are_texts_whatever_comes(response):
    assert all(isinstance(each, str) for each in option_ids(response))


ratings = st.fixed_dictionaries({i: st.sampled_from(VERDICTS) for i in "abcd"})


@given(given_=ratings, which=st.sampled_from("abcd"))
@quick
def test_a_rating_nearer_to_the_key_never_scores_less(given_, which):
    asked = QUESTIONS["rate_actions"]
    key = VERDICTS.index(KEY["rate_actions"]["ratings"][which])
    now = VERDICTS.index(given_[which])
    nearer = now + (1 if key > now else -1 if key < now else 0)
    before = judge(asked, {"ratings": given_}).score
    after = judge(asked, {"ratings": {**given_, which: VERDICTS[nearer]}}).score
    assert after > before if nearer != now else after == before


@given(order=st.permutations("abcd"), at=st.integers(0, 2))
@quick
def test_setting_two_neighbours_right_never_scores_less(order, at):
    asked = QUESTIONS["put_in_order"]
    rank = asked.positions()
    swapped = list(order)
    swapped[at : at + 2] = reversed(swapped[at : at + 2])
    before = judge(asked, {"order": list(order)}).score
    after = judge(asked, {"order": swapped}).score
    wrong = rank[order[at]] > rank[order[at + 1]]
    tied = rank[order[at]] == rank[order[at + 1]]
    assert after == before if tied else after > before if wrong else after < before


@given(chosen=st.lists(st.sampled_from("abcde"), min_size=1, unique=True))
@quick
def test_the_order_of_ticks_does_not_matter(chosen):
    asked = QUESTIONS["select_all"]
    one = judge(asked, {"chosen": chosen})
    other = judge(asked, {"chosen": sorted(chosen, reverse=True) * 2})
    assert (one.score, one.verdict) == (other.score, other.verdict)
    assert (one.score == 1) == (set(chosen) - {"c"} == {"a", "b"})


@given(value=st.floats(-1e6, 1e6).map(lambda x: round(x, 3)))
@quick
def test_a_number_is_right_exactly_within_its_tolerance(value):
    judged = judge(QUESTIONS["numeric"], {"value": str(value)})
    assert (judged.score == 1) == (47.5 <= value <= 48.5)
    assert judge(QUESTIONS["numeric"], {"value": value}).score == judged.score


@pytest.mark.parametrize("kind", [k for k in RAW if "options" in RAW[k]])
@given(learner=st.text(max_size=40))
@quick
def test_each_learner_sees_every_option_once_and_always_in_one_order(kind, learner):
    asked = question(kind, shuffle=True)
    order = [o.id for o in display_order(asked, learner)]
    assert sorted(order) == sorted(o.id for o in asked.options)
    assert order == [o.id for o in display_order(asked, learner)]
    if kind == "put_in_order":
        assert judge(asked, {"order": order}).score < 1


@given(steps=st.integers(3, 8), data=st.data())
@quick
def test_no_order_shown_is_right_whatever_the_ties(steps, data):
    positions = sorted(
        data.draw(
            st.lists(st.integers(1, 5), min_size=steps, max_size=steps).filter(
                lambda p: len(set(p)) > 1
            )
        )
    )
    options = [
        {"id": f"s{n}", "text": str(n), "because": "So.", "position": p}
        for n, p in enumerate(positions)
    ]
    asked = question("put_in_order", options=options)
    order = [o.id for o in display_order(asked, data.draw(st.text(max_size=5)))]
    assert judge(asked, {"order": order}).score < 1
