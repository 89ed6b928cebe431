"""Branching cases: what is refused, where paths lead, how they are judged, and playing them."""

from __future__ import annotations

import copy

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from samples import act, branching, buttons, case_of, ending, find, scene, words_of

from friend_request import content, play
from friend_request.content import Case, ContentError, load, load_case
from friend_request.content.parts import to_plain
from friend_request.content.vocabulary import VERDICTS
from friend_request.progress import NotKept, Store
from friend_request.scenes import endings, judge_path, least_lost, scene_after, seen_endings, walk
from friend_request.widgets.scenes import ScenesForm, entries_of, path_of, whole_text

# --- What is refused ---------------------------------------------------------------------------


def good() -> list[dict]:
    return [
        scene("start", ("ask", "warm"), ("leave", "cold", "risky")),
        ending("warm"),
        ending("cold"),
    ]


def refused(*scenes: dict, **more) -> str:
    with pytest.raises(ValidationError) as error:
        Case.model_validate(case_of(*scenes, **more))
    return str(error.value)


def test_a_sound_case_is_taken():
    case = Case.model_validate(case_of(*good()))
    assert [s.id for s in endings(case)] == ["warm", "cold"]


def test_a_case_has_questions_or_scenes():
    assert "questions, or scenes, or both" in refused()


def test_a_choice_that_leads_nowhere():
    scenes = good()
    scenes[0]["choices"][0]["to"] = "wrm"
    said = refused(*scenes)
    assert "choice 'ask' leads to 'wrm', which is no scene. Did you mean 'warm'?" in said


def test_a_choice_that_stands_still():
    scenes = good()
    scenes[0]["choices"][0]["to"] = "start"
    assert "stand still" in refused(*scenes)


def test_a_scene_that_cannot_be_reached():
    said = refused(*good(), ending("lost"))
    assert "scene 'lost' can't be reached from the first scene, 'start'" in said
    assert "to: lost" in said


def test_a_loop_without_a_way_out():
    said = refused(
        scene("start", ("ask", "warm"), ("leave", "round", "risky"), ("go", "cold", "risky")),
        scene("round", ("on", "about"), ("also", "about", "risky")),
        scene("about", ("back", "round"), ("too", "round", "risky")),
        ending("warm"),
        ending("cold"),
    )
    assert "no path from scene 'round' comes to an ending" in said
    assert "'round', 'about'" in said


def test_a_way_out_that_breaks_a_rule_is_none():
    said = refused(
        scene("start", ("ask", "warm"), ("leave", "trap", "risky")),
        scene("trap", ("one", "cold", "violation"), ("two", "warm", "violation")),
        ending("warm"),
        ending("cold"),
    )
    assert "every choice of scene 'trap' breaks a rule" in said


def test_ids_are_used_once():
    assert "scene id 'warm' is used twice" in refused(*good(), ending("warm"))
    scenes = good()
    scenes[0]["choices"][1]["id"] = "ask"
    assert "choice id 'ask' is used twice" in refused(*scenes)


def test_a_scene_does_not_take_a_questions_id():
    from samples import RAW

    poll = {**RAW["poll"], "id": "sample.start"}
    assert "has the id of a question" in refused(*good(), questions=[poll])


def test_a_scene_has_choices_or_an_ending():
    scenes = good()
    scenes[1].pop("ending")
    assert "either choices, or an ending" in refused(*scenes)
    scenes = good()
    scenes[0]["choices"].pop()
    assert "one choice is no choice" in refused(*scenes)


def test_each_ending_has_a_debrief_and_speaks_of_everyone():
    scenes = good()
    scenes[1]["ending"].pop("debrief")
    assert "debrief" in refused(*scenes)
    scenes = good()
    scenes[1]["ending"].pop("people")
    assert "people" in refused(*scenes)
    scenes = good()
    scenes[1] = ending("warm", "Ann", "Bo", "Cy")
    assert "ending 'cold' says nothing of 'Cy'" in refused(*scenes)


def test_one_ending_is_too_few():
    said = refused(scene("start", ("a", "warm"), ("b", "warm", "risky")), ending("warm"))
    assert "at least two endings, and this has 1" in said


def test_an_objective_and_a_source_are_named():
    scenes = good()
    scenes[0]["objective"] = "09.o9"
    assert "not among the case's objectives" in refused(*scenes)
    scenes = good()
    scenes[0]["cites"] = []
    assert "at least one citation" in refused(*scenes)
    scenes = good()
    scenes[0].pop("key_basis")
    assert "needs key_basis" in refused(*scenes)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "cases").mkdir()
    monkeypatch.setattr(load, "DATA", tmp_path)
    monkeypatch.setattr(content.reading, "clauses", lambda: {"nasw-1.06c": {}})
    load_case.cache_clear()
    yield tmp_path
    load_case.cache_clear()


def problems(folder, raw: dict) -> list:
    path = folder / "cases" / "sample.yaml"
    path.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        load_case("sample")
    return error.value.problems


def test_a_mistake_names_its_line_its_scene_and_its_choice(folder):
    scenes = good()
    scenes[0]["choices"][1]["to"] = "colt"
    found = problems(folder, case_of(*scenes))
    lines = (folder / "cases" / "sample.yaml").read_text().splitlines()
    wrong = next(p for p in found if "colt" in p.message)
    assert lines[wrong.line - 1].strip() == "to: colt"
    assert wrong.place == "scene start, choice leave"
    lost = next(p for p in found if "can't be reached" in p.message)
    assert lost.place == "scene cold"


def test_every_mistake_is_listed_at_once(folder):
    scenes = good()
    scenes[0]["choices"][0]["to"] = "nowhere"
    found = problems(folder, case_of(*scenes, ending("lost"), ending("cold")))
    assert len(found) >= 2


def test_an_unknown_key_in_a_choice_is_told_its_likely_name(folder):
    scenes = good()
    scenes[0]["choices"][0]["tld"] = scenes[0]["choices"][0].pop("told")
    said = "\n".join(map(str, problems(folder, case_of(*scenes))))
    assert "unknown key 'tld'. Did you mean 'told'?" in said
    assert "Say what happens after this choice" in said


# --- Paths -------------------------------------------------------------------------------------


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


def every_path(case, longest):
    waiting = [[]]
    while waiting:
        path = waiting.pop()
        at = scene_after(case, path)
        if at.ending:
            yield path
        elif len(path) < longest:
            waiting += [[*path, (at.id, c.id)] for c in at.choices]


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
    raw = case_of(*good())
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


# --- Playing -----------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "progress.sqlite3")


def at(form) -> str:
    entries = entries_of(form.case, form.store)
    return scene_after(form.case, walk(form.case, path_of(entries[-1]) if entries else [])).id


def shown(form) -> str:
    form.refresh()
    return words_of(form.spec["nodes"])


def test_a_path_is_told_and_judged_at_its_end(store):
    form = ScenesForm(branching(), store)
    assert "It begins." in shown(form)
    spec = act(form, "go", "start", choice="ask")
    assert spec["focus"] == "scene"
    assert spec["say"] == "You ask."
    heading = find(spec["nodes"], id="scene")
    assert [h["t"] for h in heading] == ["h4"]
    assert heading[0]["a"]["tabindex"] == "-1"
    text = words_of(spec["nodes"])
    assert "In talk." in text
    assert "Preferred" not in text.split("What speaks for")[0]
    spec = act(form, "go", "talk", choice="lecture")
    text = words_of(spec["nodes"])
    assert "What this path did to each person" in text
    assert "Ann: " in text
    assert "Of your 2 decisions, 1 had a choice that is graded better" in text
    assert "1 of 2" in text
    assert "End warm" not in text, "another ending is not given away"


def test_the_way_back_is_open_and_keeps_what_was(store):
    form = ScenesForm(branching(), store)
    act(form, "go", "start", choice="put-off")
    act(form, "go", "wait", choice="give-up")
    assert at(form) == "cold"
    act(form, "back")
    assert at(form) == "wait"
    assert "You have tried this one" in shown(form)
    act(form, "again")
    assert at(form) == "start"
    act(form, "go", "start", choice="ask")
    act(form, "go", "talk", choice="listen")
    assert "No path through this case is graded better" in shown(form)
    assert "2 of 2" in shown(form)
    assert len(store.history("sample.start")) == 2
    assert store.history("sample.wait")[0].response["choice"] == "give-up"


def test_one_can_go_back_to_any_decision_from_the_end(store):
    form = ScenesForm(branching(), store)
    for scene_id, choice in (("start", "put-off"), ("wait", "return"), ("start", "ask")):
        act(form, "go", scene_id, choice=choice)
    act(form, "go", "talk", choice="lecture")
    act(form, "back", "1")
    assert at(form) == "wait"
    act(form, "back", "nonsense")
    assert at(form) == "start"
    act(form, "back")
    assert at(form) == "start"


def test_after_a_restart_one_is_where_one_was(store):
    form = ScenesForm(branching(), store)
    act(form, "go", "start", choice="put-off")
    again = ScenesForm(branching(), Store(store.path))
    assert at(again) == "wait"
    assert "You were here before" in shown(again)
    act(again, "back")
    assert "You were here before" not in words_of(again.spec["nodes"])
    assert at(ScenesForm(branching(), Store(store.path))) == "start"


def test_a_step_is_kept_with_its_version(store):
    form = ScenesForm(branching(), store)
    act(form, "go", "start", choice="ask")
    kept = store.latest("sample.start")
    assert kept.what == "answer"
    assert kept.kind == "scene"
    assert kept.option_ids == ("ask",)
    assert kept.content_version == form.case.scenes[0].content_version


def test_nothing_chosen_is_asked_for(store):
    form = ScenesForm(branching(), store)
    assert act(form, "go", "start")["problem"] == "Choose one answer first."
    assert act(form, "go", "start", choice="gone")["problem"]
    assert act(form, "go", "start", choice=["ask"])["problem"]
    assert store.history("sample.start") == []


def test_a_button_from_a_scene_that_was_left_does_nothing(store):
    one, other = ScenesForm(branching(), store), ScenesForm(branching(), store)
    one.refresh()
    act(other, "go", "start", choice="put-off")
    act(one, "go", "start", choice="ask")
    assert at(one) == "wait"
    assert "In wait." in words_of(one.spec["nodes"])


def test_what_the_disk_did_not_take_is_said_and_still_known(store, monkeypatch):
    form = ScenesForm(branching(), store)

    def full(*_args, **_more):
        raise NotKept("not_kept.full")

    monkeypatch.setattr(store, "_write", full)
    spec = act(form, "go", "start", choice="put-off")
    assert "disk is full" in spec["problem"]
    spec = act(form, "go", "wait", choice="return")
    assert "disk is full" in spec["problem"]
    assert at(form) == "start"


def test_a_case_that_has_changed_takes_one_as_far_as_it_goes(store):
    form = ScenesForm(branching(), store)
    act(form, "go", "start", choice="put-off")
    act(form, "go", "wait", choice="return")
    raw = copy.deepcopy(to_plain(branching(), named=False))
    raw["scenes"][1]["choices"][0]["id"] = "come-back"
    changed = ScenesForm(Case.model_validate(raw), store)
    assert at(changed) == "wait"
    assert "This case has changed" in shown(changed)


def test_a_strange_entry_in_the_log_harms_nothing(store):
    for response in ({}, {"choice": 3, "path": "x"}, {"choice": "ask", "path": [[]]}):
        store.append("answer", "sample.start", response)
    store.append("setting", "sample.place", {"value": ["x"]})
    store.append("setting", "sample.place", {"value": {"path": {"a": 1}}})
    form = ScenesForm(branching(), store)
    assert at(form) == "start"
    assert "In start." in shown(form)


def test_a_reset_begins_the_case_again(store):
    form = ScenesForm(branching(), store)
    act(form, "go", "start", choice="ask")
    store.reset()
    assert "In start." in words_of(form.spec["nodes"])
    assert "Start again" not in buttons(form)
    store.undo_reset()
    assert "In talk." in words_of(form.spec["nodes"])


def test_the_text_form_is_the_start_whole_and_the_same_for_everyone(store):
    form = ScenesForm(branching(), store)
    before = repr(form)
    act(form, "go", "start", choice="ask")
    assert repr(form) == before == repr(ScenesForm(branching(), store))
    for part in ("It begins.", "In start.", "( ) Do ask", "( ) Do put-off"):
        assert part in before
    assert "In talk." not in before


def test_play_refuses_a_case_without_scenes():
    with pytest.raises(ContentError, match="no scenes to play"):
        play("nine-months-on")


# --- The course's own cases --------------------------------------------------------------------


def branching_cases() -> list[Case]:
    from friend_request.paths import DATA

    found = [load_case(p.stem) for p in sorted((DATA / "cases").glob("*.yaml"))]
    return [case for case in found if case.scenes]


@pytest.mark.parametrize("case", branching_cases(), ids=lambda case: case.id)
def test_each_branching_case_can_be_played_to_every_ending(case, store):
    form = ScenesForm(case, store)
    missing = {s.id for s in endings(case)}
    for path in every_path(case, len(case.scenes)):
        final = scene_after(case, path).id
        if final not in missing:
            continue
        act(form, "again")
        for scene_id, choice in path:
            act(form, "go", scene_id, choice=choice)
        assert at(form) == final
        assert form.spec["problem"] == ""
        missing.discard(final)
    assert not missing
    total = len(endings(case))
    assert f"{total} of {total}" in words_of(form.spec["nodes"])


@pytest.mark.parametrize("case", branching_cases(), ids=lambda case: case.id)
def test_the_whole_text_has_every_word_of_a_case(case):
    text = " ".join(whole_text(case).split())
    for each in case.scenes:
        for choice in each.choices:
            for part in (choice.text, choice.told, choice.because):
                assert " ".join(part.split()) in text
        if each.ending:
            for part in (each.ending.debrief, *(p.what for p in each.ending.people)):
                assert " ".join(part.split()) in text
    assert whole_text(case) == whole_text(case)
