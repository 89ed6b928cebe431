"""Branching cases as they are played, and the course's own."""

from __future__ import annotations

import copy

import pytest
from samples import act, branching, buttons, every_path, find, words_of

from friend_request import play
from friend_request.content import Case, ContentError, load_case
from friend_request.content.parts import to_plain
from friend_request.progress import NotKept, Store
from friend_request.scenes import endings, scene_after, walk
from friend_request.widgets.scenes import ScenesForm
from friend_request.widgets.scenes_log import entries_of, path_of


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
