"""Each kind of question: whole, partly right, wrong, incomplete, and changed under the answer."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from samples import KEY, RAW, graded, question

from friend_request.content import load_case, load_lessons, load_quiz, parse_question
from friend_request.questions import display_order, judge
from friend_request.responses import ResponseError, option_ids, read_number

GRADED = [kind for kind in RAW if "key_basis" in RAW[kind]]


@pytest.mark.parametrize("kind", GRADED)
def test_the_key_scores_one(kind):
    judged = judge(question(kind), KEY[kind])
    assert judged.score == 1
    assert judged.verdict == "best"
    assert not judged.worth_another_look


@pytest.mark.parametrize("kind", ["poll", "reflect", "write_reply"])
def test_what_has_no_key_gets_no_verdict(kind):
    judged = judge(question(kind), KEY[kind])
    assert (judged.score, judged.verdict) == (None, None)


@pytest.mark.parametrize(
    ("kind", "response", "key"),
    [
        ("best_action", {}, "respond.choose_one"),
        ("poll", {"choice": None}, "respond.choose_one"),
        ("rate_actions", {"ratings": {}}, "respond.rate_each"),
        ("rate_actions", {"ratings": {"a": "best"}}, "respond.rate_each_left"),
        ("select_all", {"chosen": []}, "respond.tick_some"),
        ("put_in_order", {"order": ["a", "b"]}, "respond.order"),
        ("put_in_order", {"order": ["a", "a", "b", "c"]}, "respond.order"),
        ("match", {"pairs": {"a": "x"}}, "respond.match_each_left"),
        ("numeric", {"value": "many"}, "respond.number"),
        ("reflect", {"text": "  "}, "respond.write"),
        ("write_reply", {"draft": ""}, "respond.write"),
    ],
)
def test_an_incomplete_answer_is_asked_for_again(kind, response, key):
    with pytest.raises(ResponseError) as error:
        judge(question(kind), response)
    assert error.value.key == key


@pytest.mark.parametrize(
    ("kind", "response"),
    [
        ("best_action", {"choice": "gone"}),
        ("poll", {"choice": ["a"]}),
        ("rate_actions", {"ratings": {"gone": "best"}}),
        ("rate_actions", {"ratings": {"a": "splendid", "b": "best", "c": "best", "d": "best"}}),
        ("select_all", {"chosen": ["a", "gone"]}),
        ("put_in_order", {"order": ["a", "b", "c", "gone"]}),
        ("match", {"pairs": {"a": "gone", "b": "y", "c": "x"}}),
        ("match", {"pairs": {"a": ["x"], "b": "y", "c": "x"}}),
        ("write_reply", {"draft": "x", "rubric": {"warm": 3}}),
        ("write_reply", {"draft": "x", "rubric": {"loud": 1}}),
    ],
)
def test_an_option_that_is_gone_is_said_to_be_of_another_version(kind, response):
    with pytest.raises(ResponseError) as error:
        judge(question(kind), response)
    assert error.value.key == "respond.unknown_option"


def test_a_choice_has_its_options_verdict_and_all_reasons():
    judged = judge(question("best_action"), {"choice": "d"})
    assert (judged.verdict, judged.score) == ("violation", 0)
    assert judged.worth_another_look
    assert [o.id for o in judged.options if o.chosen] == ["d"]
    assert all(o.because for o in judged.options)
    assert judged.options[3].violates.binds == "members"


def test_ratings_are_scored_by_closeness():
    ratings = {**KEY["rate_actions"]["ratings"], "a": "defensible"}
    judged = judge(question("rate_actions"), {"ratings": ratings})
    assert judged.score == pytest.approx(1 - 1 / 12)
    assert (judged.right, judged.total, judged.verdict) == (3, 4, "defensible")
    opposite = {"a": "violation", "b": "violation", "c": "best", "d": "best"}
    judged = judge(question("rate_actions"), {"ratings": opposite})
    assert judged.score == pytest.approx((0 + 1 / 3 + 1 / 3 + 0) / 4)
    assert judged.verdict == "risky"


def test_ticking_either_way_of_a_defensible_option_is_fine():
    one = judge(question("select_all"), {"chosen": ["a", "b"]})
    other = judge(question("select_all"), {"chosen": ["a", "b", "c"]})
    assert one.score == other.score == 1
    assert (other.right, other.total) == (4, 4)


def test_ticking_what_breaks_a_rule_is_named_as_that():
    judged = judge(question("select_all"), {"chosen": ["a", "b", "e"]})
    assert judged.verdict == "violation"
    assert judged.score == 0.75


def test_interchangeable_steps_may_change_places():
    for order in (["a", "b", "c", "d"], ["a", "c", "b", "d"]):
        judged = judge(question("put_in_order"), {"order": order})
        assert judged.score == 1
        assert judged.right == 4
    judged = judge(question("put_in_order"), {"order": ["d", "c", "b", "a"]})
    assert judged.score == 0
    judged = judge(question("put_in_order"), {"order": ["b", "a", "c", "d"]})
    assert 0 < judged.score < 1
    assert judged.right == 2


def test_matching_counts_pairs():
    judged = judge(question("match"), {"pairs": {"a": "x", "b": "x", "c": "y"}})
    assert (judged.right, judged.total) == (1, 3)
    assert judged.verdict == "risky"


@pytest.mark.parametrize("value", ["48", "48 %", "48,0", "47.5", 48.5, " 48.0 percent", "48%"])
def test_a_number_within_the_tolerance_is_right(value):
    assert judge(question("numeric"), {"value": value}).verdict == "best"


def test_a_near_miss_is_told_why():
    judged = judge(question("numeric"), {"value": "52"})
    assert (judged.verdict, judged.because) == ("risky", "The other way round.")
    assert judge(question("numeric"), {"value": "9"}).because is None


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1,966", 1966),
        ("1 966", 1966),
        ("1'966", 1966),
        ("0,5", 0.5),
        ("\u22123", -3),
        ("1,966.5", 1966.5),
        (".5", 0.5),
        ("37.", 37),
    ],
)
def test_numbers_are_read_as_people_write_them(written, number):
    assert read_number(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "abc",
        "1e5",
        "nan",
        "inf",
        None,
        True,
        [],
        {},
        "1,2,3",
        "--1",
        10**400,
        float("nan"),
        "9" * 50,
    ],
)
def test_what_is_no_number_is_refused(written):
    with pytest.raises(ResponseError):
        read_number(written)


def test_a_reply_keeps_ratings_and_says_whether_it_was_rewritten():
    judged = judge(
        question("write_reply"),
        {"draft": "Hi", "rubric": {"warm": 2, "clear": 1}, "redraft": "Hi there"},
    )
    assert (judged.right, judged.total) == (3, 4)
    assert judged.extra["redraft"] is True


@pytest.mark.parametrize("response", [None, [], "a", 3, True])
def test_a_response_that_is_no_group_of_keys_is_unreadable(response):
    with pytest.raises(ResponseError) as error:
        judge(question("best_action"), response)
    assert error.value.key == "respond.unreadable"


def test_option_ids_of_each_kind():
    assert option_ids(KEY["best_action"]) == ["b"]
    assert option_ids(KEY["select_all"]) == ["a", "b"]
    assert option_ids(KEY["put_in_order"]) == ["a", "c", "b", "d"]
    assert option_ids(KEY["match"]) == ["a=x", "b=y", "c=x"]
    assert option_ids(KEY["numeric"]) == []


def test_a_version_changes_with_any_word():
    before = question("best_action")
    after = question("best_action", stem="What then?")
    assert before.content_version == question("best_action").content_version
    assert before.content_version != after.content_version


def test_shuffling_stays_the_same_for_one_learner_and_differs_between_learners():
    shuffled = question("best_action", shuffle=True)
    orders = [tuple(o.id for o in display_order(shuffled, f"learner {n}")) for n in range(20)]
    assert orders == [
        tuple(o.id for o in display_order(shuffled, f"learner {n}")) for n in range(20)
    ]
    assert len(set(orders)) > 5
    plain = question("best_action")
    assert [o.id for o in display_order(plain, "x")] == ["a", "b", "c", "d"]


def test_no_learner_is_shown_an_order_that_is_already_right():
    ties = question("put_in_order")
    for n in range(200):
        order = [o.id for o in display_order(ties, f"learner {n}")]
        assert judge(ties, {"order": order}).score < 1


# --- What content.py refuses -----------------------------------------------------------------


def refused(raw) -> str:
    with pytest.raises(ValidationError) as error:
        parse_question(raw)
    return str(error.value)


def test_one_best_and_no_more():
    assert "0 options are graded best" in refused(graded("best_action", *["risky"] * 3))
    assert "2 options are graded best" in refused(graded("best_action", "best", "best", "risky"))


def test_select_all_needs_something_to_tick_and_to_leave():
    assert "one to leave" in refused(graded("select_all", "best", "best", "defensible"))


def test_a_position_begins_at_one_and_differs_somewhere():
    options = [{"id": i, "text": i, "because": "So.", "position": 0} for i in "abc"]
    assert "greater than or equal to 1" in refused({**RAW["put_in_order"], "options": options})
    options = [{"id": i, "text": i, "because": "So.", "position": 2} for i in "abc"]
    assert "any order is right" in refused({**RAW["put_in_order"], "options": options})


def test_a_near_miss_that_counts_as_right_is_refused():
    near = [{"value": 48.2, "because": "No."}]
    assert "counts as right" in refused({**RAW["numeric"], "near": near})


def test_a_violation_names_its_rule_and_nothing_else_does():
    raw = graded("best_action", "best", "risky", "violation")
    raw["options"][2].pop("violates")
    assert "must name the rule" in refused(raw)
    raw = graded("best_action", "best", "risky", "risky")
    raw["options"][1]["violates"] = {"clause": "nasw-1.06c", "binds": "x"}
    assert "verdict: violation only" in refused(raw)


# --- The gallery -----------------------------------------------------------------------------


def test_the_gallery_has_each_kind_once_and_belongs_to_no_lesson():
    shown = load_quiz("gallery").questions
    assert sorted(q.kind for q in shown) == sorted(RAW)
    ids = {q.id for q in shown}
    for lesson in load_lessons():
        assert "gallery" not in lesson.quizzes
        assert not ids & {*lesson.questions, *lesson.exercise_questions}


def test_the_gallery_shows_what_questions_can_do():
    by_kind = {q.kind: q for q in load_quiz("gallery").questions}
    choice = by_kind["best_action"]
    assert choice.hints
    assert choice.confidence
    assert choice.shuffle
    assert {
        w.role is not None and w.country is not None for o in choice.options for w in o.where
    } == {
        True,
        False,
    }
    assert any(w.violates for o in choice.options for w in o.where)
    assert by_kind["numeric"].near
    positions = [o.position for o in by_kind["put_in_order"].options]
    assert len(set(positions)) < len(positions)


def test_a_question_can_be_found_beside_a_branching_case():
    assert load_case("the-chat-goes-on").questions == []


def test_what_a_lesson_imports_is_never_shadowed_by_a_module():
    """Importing a module puts it into its package under its own name."""
    import importlib
    import pkgutil

    import friend_request

    for found in pkgutil.iter_modules(friend_request.__path__):
        importlib.import_module(f"friend_request.{found.name}")
        assert found.name not in friend_request.__all__


def test_the_gallery_notebook_shows_every_question_of_the_gallery():
    from pathlib import Path

    from friend_request.authoring.notebook_check import check_form, check_results
    from friend_request.authoring.notebooks import read

    path = Path(__file__).parents[2] / "docs" / "gallery.ipynb"
    made = read(path)
    source = "\n".join(cell.source for cell in made.cells if cell.cell_type == "code")
    for shown in load_quiz("gallery").questions:
        assert f'question("{shown.id}")' in source
    for each in ("about_me()", "play(", "review(", "calibration()"):
        assert each in source
    assert check_results(made, path.name) == []
    assert check_form(path, path.name) == []
