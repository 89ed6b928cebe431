"""Branching cases: where paths lead, and how they are judged."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from samples import branching, case_of, ending, every_path, good_scenes, scene

from friend_request.content import Case
from friend_request.content.vocabulary import VERDICTS
from friend_request.scenes import judge_path, least_lost, scene_after, seen_endings, walk


def test_a_path_is_walked_as_far_as_it_leads():
    case = branching()
    path = [["start", "put-off"], ["wait", "return"], ["start", "ask"]]
    assert scene_after(case, walk(case, path)).id == "talk"
    assert walk(case, [["talk", "listen"]]) == []
    assert walk(case, [["start", "ask"], ["talk", "gone"], ["warm", "x"]]) == [("start", "ask")]


@given(
    st.one_of(
        st.none(),
        st.text(max_size=3),
        st.lists(
            st.one_of(
                st.integers(),
                st.lists(st.one_of(st.none(), st.integers(), st.sampled_from(["start", "ask"]))),
                st.tuples(
                    st.sampled_from(["start", "wait", "talk", "warm"]),
                    st.sampled_from(["ask", "put-off", "return", "listen", "x"]),
                ),
            ),
            max_size=6,
        ),
    )
)
@settings(max_examples=200, deadline=None)
def test_any_path_can_be_judged(path):
    judged = judge_path(branching(), path)
    assert judged.lost >= 0
    assert (judged.verdict is not None) == judged.ended


def test_a_path_loses_ground_choice_by_choice():
    case = branching()
    assert least_lost(case) == 1
    judged = judge_path(case, [("start", "ask"), ("talk", "listen")])
    assert (judged.lost, judged.least, judged.verdict) == (1, 1, "best")
    assert not judged.worth_another_look
    judged = judge_path(
        case, [("start", "put-off"), ("wait", "return"), ("start", "ask"), ("talk", "lecture")]
    )
    assert (judged.lost, judged.verdict) == (2 + 1 + 0 + 2, "risky")
    assert [taken.better for taken in judged.taken] == [True, False, False, True]
    judged = judge_path(case, [("start", "put-off"), ("wait", "give-up")])
    assert judged.verdict == "violation"
    assert judged.worth_another_look
    assert judge_path(case, [("start", "ask")]).verdict is None


@st.composite
def cases(draw):
    """Branching cases whose scenes lead onward or back, each with a way to an ending."""
    size = draw(st.integers(1, 4))
    names = [f"s{n}" for n in range(size)]
    made = []
    for n, name in enumerate(names):
        onward = names[n + 1] if n + 1 < size else "good"
        targets = [t for t in [*names, "good", "bad"] if t != name]
        choices = [("on", onward, draw(st.sampled_from(VERDICTS[:3]))), ("end", "bad", "risky")]
        for k in range(draw(st.integers(0, 2))):
            choices.append(
                (f"c{k}", draw(st.sampled_from(targets)), draw(st.sampled_from(VERDICTS)))
            )
        made.append(scene(name, *choices))
    return Case.model_validate(case_of(*made, ending("good"), ending("bad")))


@given(cases())
@settings(max_examples=60, deadline=None)
def test_the_best_result_is_the_best_of_all_paths(case):
    lost = [judge_path(case, path).lost for path in every_path(case, len(case.scenes))]
    assert min(lost) == least_lost(case)


def test_endings_that_were_seen():
    case = branching()
    paths = [[("start", "ask")], [("start", "ask"), ("talk", "listen")], None]
    assert seen_endings(case, paths) == {"warm"}


def test_a_key_can_differ_by_country():
    raw = case_of(*good_scenes())
    raw["scenes"][0]["choices"][1]["where"] = [
        {"country": "IE", "verdict": "best", "because": "There it is."}
    ]
    raw["scenes"][0]["choices"][0]["where"] = [
        {"country": "IE", "verdict": "defensible", "because": "There it is not."}
    ]
    case = Case.model_validate(raw)
    path = [("start", "leave")]
    assert judge_path(case, path).verdict == "risky"
    assert judge_path(case, path, None, "IE").verdict == "best"
