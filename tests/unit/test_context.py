"""What differs by role and country: checked, judged, shown side by side, and followed."""

from __future__ import annotations

import copy

import pytest
from pydantic import ValidationError
from samples import CLAUSE, act, find, graded, question, words_of

from friend_request.content import COUNTRIES, ROLES, effective, load_question, parse_question
from friend_request.progress import NotKept, Store
from friend_request.questions import judge
from friend_request.widgets.about import AboutForm
from friend_request.widgets.contexts import Here, compared, differs, here_of
from friend_request.widgets.question import QuestionForm


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "progress.sqlite3")


def where(verdict: str, **context: str) -> dict:
    made = {**context, "verdict": verdict, "because": f"Because {verdict} there."}
    return {**made, "violates": CLAUSE} if verdict == "violation" else made


def raw(*verdicts: str, **by_option: list[dict]) -> dict:
    made = graded("best_action", *verdicts)
    for option in made["options"]:
        option["where"] = by_option.get(option["id"], [])
    return made


MENTOR = raw(
    "best",
    "risky",
    "defensible",
    a=[where("risky", role="mentor"), where("violation", role="counsellor", country="US")],
    b=[where("best", role="mentor")],
    c=[where("best", role="counsellor", country="US")],
)


def test_the_most_specific_entry_holds():
    option = parse_question(
        raw(
            "best",
            "risky",
            "defensible",
            b=[
                where("defensible", country="IE"),
                where("risky", role="mentor"),
                where("violation", role="mentor", country="IE"),
            ],
        )
    ).options[1]
    assert effective(option).verdict == "risky"
    assert effective(option, None, "IE").verdict == "defensible"
    assert effective(option, "mentor", "US").because == "Because risky there."
    assert effective(option, "mentor", "IE").verdict == "violation"
    assert effective(option, "nurse", "IE").verdict == "defensible"


def test_a_key_is_judged_for_the_learners_own_context():
    asked = parse_question(MENTOR)
    assert judge(asked, {"choice": "a"}).verdict == "best"
    assert judge(asked, {"choice": "a"}, "mentor").verdict == "risky"
    assert judge(asked, {"choice": "b"}, "mentor", "NZ").score == 1
    judged = judge(asked, {"choice": "a"}, "counsellor", "US")
    assert judged.verdict == "violation"
    assert judged.options[0].violates.binds == "members"
    assert judge(asked, {"choice": "a"}, "counsellor", "GB").verdict == "best"


def test_two_bests_in_a_combined_context_are_refused():
    """A role's entry and a country's, each sound alone, leave two preferred answers together."""
    made = raw(
        "best",
        "risky",
        "risky",
        a=[where("risky", role="mentor"), where("risky", country="IE")],
        b=[where("best", role="mentor")],
        c=[where("best", country="IE")],
    )
    with pytest.raises(ValidationError, match="2 options are graded best for mentor and IE"):
        parse_question(made)
    made["options"][2]["where"].append(where("risky", role="mentor", country="IE"))
    parse_question(made)


def test_no_best_in_a_combined_context_is_refused():
    made = raw(
        "best",
        "risky",
        "risky",
        a=[where("risky", country="IE")],
        b=[where("best", country="IE"), where("risky", role="mentor")],
    )
    with pytest.raises(ValidationError, match="0 options are graded best for mentor and IE"):
        parse_question(made)


def test_select_all_has_something_to_tick_in_every_context():
    made = graded("select_all", "best", "defensible", "risky")
    made["options"][0]["where"] = [where("risky", role="nurse")]
    with pytest.raises(ValidationError, match="for nurse"):
        parse_question(made)


def test_the_learners_own_context_comes_first_and_each_other_once():
    options = parse_question(MENTOR).options
    names = [context.name for context in compared(options, Here("mentor", None))]
    assert names == [
        "You (Mentor)",
        "Counsellor or therapist, United States",
        "Everywhere else",
    ]
    names = [context.name for context in compared(options, Here())]
    assert names == ["Mentor", "Counsellor or therapist, United States", "Everywhere else"]
    names = [context.name for context in compared(options, Here("nurse", "CA"))]
    assert names[0] == "You (Nurse, Canada)"
    assert len(names) == 4
    assert compared(question("best_action").options, Here("nurse", "CA")) == []


def test_the_comparison_says_what_is_preferred_and_what_ones_own_answer_would_be():
    (made,) = differs(parse_question(MENTOR), Here("mentor"), "a")
    lines = [words_of(li) for li in find(made["c"][1]["c"][0]["c"], t="li") if find(li, t="ul")]
    assert lines[0].startswith("You (Mentor)")
    assert "Risky, and your answer:  Do a" in lines[0]
    assert "Preferred:  Do b" in lines[0]
    assert "Breaks a rule, and your answer:  Do a" in lines[1]
    assert "It binds: members" in lines[1]
    assert "Preferred, and your answer:  Do a" in lines[2]


def test_rated_and_ticked_actions_are_compared_in_their_own_words():
    made = copy.deepcopy(graded("rate_actions", "best", "risky", "risky"))
    made["options"][1]["where"] = [where("defensible", country="NZ")]
    text = words_of(differs(parse_question(made), Here()))
    assert "New Zealand" in text
    assert "Could be defended:  Do b" in text
    made = copy.deepcopy(graded("select_all", "best", "risky", "risky"))
    made["options"][1]["where"] = [where("best", country="NZ")]
    assert "Yes, tick this:  Do b" in words_of(differs(parse_question(made), Here()))


@pytest.mark.parametrize("role", [None, *ROLES])
def test_the_gallerys_question_has_one_best_for_everyone(role):
    asked = load_question("gallery.weekly")
    for country in (None, *COUNTRIES):
        verdicts = [effective(o, role, country).verdict for o in asked.options]
        assert verdicts.count("best") == 1, (role, country)


# --- Saying it, and following it ---------------------------------------------------------------


def test_it_is_optional_kept_and_changed(store):
    form = AboutForm(store)
    form.refresh()
    assert "nothing said" in words_of(form.spec["nodes"])
    spec = act(form, "keep", role="mentor", country="IE")
    assert spec["say"].startswith("Kept: Mentor, Ireland.")
    assert here_of(Store(store.path)) == Here("mentor", "IE")
    chosen = find(spec["nodes"], t="option", selected="")
    assert [words_of(o) for o in chosen] == ["Mentor", "Ireland"]
    spec = act(form, "keep", role="", country="")
    assert "rather not say" in spec["say"]
    assert here_of(store) == Here()


def test_what_the_course_does_not_know_counts_as_nothing_said(store):
    form = AboutForm(store)
    act(form, "keep", role="wizard", country=["IE"])
    assert here_of(store) == Here()
    store.append("setting", "role", {"value": {"x": 1}})
    store.append("setting", "country", {"value": "XX"})
    assert here_of(store) == Here()


def test_pressing_keep_twice_writes_once(store):
    form = AboutForm(store)
    act(form, "keep", role="mentor", country="")
    act(form, "keep", role="mentor", country="")
    assert len(store.history("role", ("setting",))) == 1


def test_what_could_not_be_kept_is_said(store, monkeypatch):
    form = AboutForm(store)

    def full(*_args, **_more):
        raise NotKept("not_kept.full")

    monkeypatch.setattr(store, "_write", full)
    assert "disk is full" in act(form, "keep", role="mentor", country="IE")["problem"]
    assert here_of(store) == Here("mentor", "IE")


def test_questions_in_the_same_notebook_follow(store):
    asked = parse_question(MENTOR)
    form = QuestionForm(asked, store)
    act(form, "submit", choice="a")
    assert "Preferred." in words_of(form.spec["nodes"])
    serial = form.spec["serial"]
    about = AboutForm(store)
    act(about, "keep", role="mentor", country="")
    assert form.spec["serial"] > serial
    text = words_of(form.spec["nodes"])
    assert "For you (Mentor)" in text
    assert "Risky." in text
    act(about, "keep", role="", country="")
    assert "For you" not in words_of(form.spec["nodes"])


def test_the_text_form_says_nothing_of_the_learner(store):
    form = AboutForm(store)
    before = repr(form)
    act(form, "keep", role="mentor", country="IE")
    assert repr(form) == before
    assert "Rather not say" in before
