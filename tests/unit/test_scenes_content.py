"""Branching cases: what is refused, and how the mistake is said."""

from __future__ import annotations

import pytest
import yaml
from pydantic import ValidationError
from samples import RAW, case_of, ending, good_scenes, scene

from friend_request import content
from friend_request.content import Case, ContentError, load, load_case
from friend_request.scenes import endings


def refused(*scenes: dict, **more) -> str:
    with pytest.raises(ValidationError) as error:
        Case.model_validate(case_of(*scenes, **more))
    return str(error.value)


def test_a_sound_case_is_taken():
    case = Case.model_validate(case_of(*good_scenes()))
    assert [s.id for s in endings(case)] == ["warm", "cold"]


def test_a_case_has_questions_or_scenes():
    assert "questions, or scenes, or both" in refused()


def test_a_choice_that_leads_nowhere():
    scenes = good_scenes()
    scenes[0]["choices"][0]["to"] = "wrm"
    said = refused(*scenes)
    assert "choice 'ask' leads to 'wrm', which is no scene. Did you mean 'warm'?" in said


def test_a_choice_that_stands_still():
    scenes = good_scenes()
    scenes[0]["choices"][0]["to"] = "start"
    assert "stand still" in refused(*scenes)


def test_a_scene_that_cannot_be_reached():
    said = refused(*good_scenes(), ending("lost"))
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
    assert "scene id 'warm' is used twice" in refused(*good_scenes(), ending("warm"))
    scenes = good_scenes()
    scenes[0]["choices"][1]["id"] = "ask"
    assert "choice id 'ask' is used twice" in refused(*scenes)


def test_a_scene_does_not_take_a_questions_id():
    poll = {**RAW["poll"], "id": "sample.start"}
    assert "has the id of a question" in refused(*good_scenes(), questions=[poll])


def test_a_scene_has_choices_or_an_ending():
    scenes = good_scenes()
    scenes[1].pop("ending")
    assert "either choices, or an ending" in refused(*scenes)
    scenes = good_scenes()
    scenes[0]["choices"].pop()
    assert "one choice is no choice" in refused(*scenes)


def test_each_ending_has_a_debrief_and_speaks_of_everyone():
    scenes = good_scenes()
    scenes[1]["ending"].pop("debrief")
    assert "debrief" in refused(*scenes)
    scenes = good_scenes()
    scenes[1]["ending"].pop("people")
    assert "people" in refused(*scenes)
    scenes = good_scenes()
    scenes[1] = ending("warm", "Ann", "Bo", "Cy")
    assert "ending 'cold' says nothing of 'Cy'" in refused(*scenes)


def test_one_ending_is_too_few():
    said = refused(scene("start", ("a", "warm"), ("b", "warm", "risky")), ending("warm"))
    assert "at least two endings, and this has 1" in said


def test_an_objective_and_a_source_are_named():
    scenes = good_scenes()
    scenes[0]["objective"] = "09.o9"
    assert "not among the case's objectives" in refused(*scenes)
    scenes = good_scenes()
    scenes[0]["cites"] = []
    assert "at least one citation" in refused(*scenes)
    scenes = good_scenes()
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
    scenes = good_scenes()
    scenes[0]["choices"][1]["to"] = "colt"
    found = problems(folder, case_of(*scenes))
    lines = (folder / "cases" / "sample.yaml").read_text().splitlines()
    wrong = next(p for p in found if "colt" in p.message)
    assert lines[wrong.line - 1].strip() == "to: colt"
    assert wrong.place == "scene start, choice leave"
    lost = next(p for p in found if "can't be reached" in p.message)
    assert lost.place == "scene cold"


def test_every_mistake_is_listed_at_once(folder):
    scenes = good_scenes()
    scenes[0]["choices"][0]["to"] = "nowhere"
    found = problems(folder, case_of(*scenes, ending("lost"), ending("cold")))
    assert len(found) >= 2


def test_an_unknown_key_in_a_choice_is_told_its_likely_name(folder):
    scenes = good_scenes()
    scenes[0]["choices"][0]["tld"] = scenes[0]["choices"][0].pop("told")
    said = "\n".join(map(str, problems(folder, case_of(*scenes))))
    assert "unknown key 'tld'. Did you mean 'told'?" in said
    assert "Say what happens after this choice" in said
