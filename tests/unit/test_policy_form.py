"""The policy builder's form: what is chosen, kept and saved."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pytest

from friend_request import policies
from friend_request.policies import (
    AUDIENCES,
    OWN,
    Decision,
    compose,
    file_stem,
    load_matters,
    load_setting,
)
from friend_request.policies.models import Matter
from friend_request.progress import NotKept, Store, transfer
from friend_request.widgets.policy import PolicyForm, policy
from friend_request.words import words
from tests.unit.policy_samples import MADE


def form(store: Store, setting: str | None = "solo") -> PolicyForm:
    return PolicyForm(store, setting, today=lambda: MADE)


def press(form: PolicyForm, action: str, arg: str = "", **values: Any) -> None:
    named = {name.replace("__", "-"): value for name, value in values.items()}
    form._receive(None, {"type": "act", "action": action, "arg": arg, "values": named}, [])


def matter_values(matter: Matter, choice: str = "", applies: str = "", **texts: str) -> dict:
    made = {f"w-{matter.id}-{choice}-{a}": t for a, t in texts.items()}
    if choice:
        made[f"choice-{matter.id}"] = choice
    if applies:
        made[f"applies-{matter.id}"] = applies
    return made


def nodes(form: PolicyForm, tag: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def walk(one: Any) -> None:
        if isinstance(one, dict):
            if one["t"] == tag:
                found.append(one)
            for child in one.get("c", []):
                walk(child)

    for one in form.spec["nodes"]:
        walk(one)
    return found


def checked(form: PolicyForm) -> list[str]:
    return [n["a"]["value"] for n in nodes(form, "input") if "checked" in n.get("a", {})]


def test_the_setting_is_chosen_first_and_nothing_beforehand(store: Store) -> None:
    made = form(store, None)
    made.refresh()
    assert checked(made) == []
    press(made, "begin")
    assert made.spec["problem"] == words("policy.choose_setting")
    press(made, "begin", **{"policy-setting": "youth"})
    assert made.at == "facts"
    assert store.setting("policy-setting") == "youth"
    for matter in load_matters():
        press(made, "go", go=matter.id)
        assert checked(made) == []
        offered = [n["a"]["value"] for n in nodes(made, "input") if n["a"].get("type") == "radio"]
        assert offered == ["yes", "no", *(p.id for p in matter.choices("youth")), OWN]
    with pytest.raises(ValueError, match="not 'school'"):
        policy("school")


def test_choosing_keeps_before_it_says_so_and_shows_the_wording(store: Store) -> None:
    made = form(store)
    press(made, "begin")
    matter = load_matters()[0]
    press(made, "go", go=matter.id)
    assert nodes(made, "textarea") == []
    press(made, "keep", **matter_values(matter, "none"))
    entry = store.latest(f"policy.solo.{matter.id}", ("answer",))
    assert entry is not None
    assert entry.response == {"choice": "none", "applies": "yes"}
    assert made.spec["say"] == words("policy.kept")
    boxes = [n["a"]["value"] for n in nodes(made, "textarea")]
    assert boxes == [made.chosen().model(matter, a) for a in AUDIENCES]
    press(made, "keep", **matter_values(matter, "none", "yes"))
    assert made.spec["say"] == words("policy.nothing_new")


def test_edits_are_kept_and_survive_a_change_of_position(store: Store) -> None:
    made = form(store)
    matter = load_matters()[0]
    press(made, "begin")
    press(made, "go", go=matter.id)
    press(made, "keep", **matter_values(matter, "none"))
    press(made, "next", **matter_values(matter, "none", "yes", clients="My own words"))
    assert made.at == load_matters()[1].id
    press(made, "back")
    press(made, "keep", **matter_values(matter, "work-account", "yes"))
    assert made.chosen().wording(matter, "clients") == made.chosen().model(matter, "clients")
    press(made, "keep", **matter_values(matter, "none", "yes"))
    assert made.chosen().wording(matter, "clients") == "My own words"
    press(made, "model", **matter_values(matter, "none", "yes", clients="My own words"))
    assert not made.chosen().is_edited(matter, "clients")


def test_drafts_are_kept_while_one_types(store: Store) -> None:
    made = form(store)
    matter = load_matters()[0]
    press(made, "begin")
    press(made, "go", go=matter.id)
    press(made, "keep", **matter_values(matter, "none"))
    values = matter_values(matter, "none", "yes", staff="half a sen")
    made._receive(None, {"type": "draft", "values": values}, [])
    again = form(store)
    press(again, "begin")
    press(again, "go", go=matter.id)
    assert nodes(again, "textarea")[2]["a"]["value"] == "half a sen"
    # A draft is not a decision: the documents wait for a button.
    assert again.chosen().wording(matter, "staff") != "half a sen"
    press(again, "keep", **values)
    assert again.chosen().wording(matter, "staff") == "half a sen"
    press(again, "go", go="facts")
    again._receive(None, {"type": "draft", "values": {"fact-name": "Oak"}}, [])
    third = form(store)
    press(third, "begin")
    assert third.chosen(with_draft=True).detail("name") == "Oak"


def test_what_the_log_holds_from_before_is_read(store: Store) -> None:
    """The form of an entry is for ever: people come back to their policy after years."""
    matter = load_matters()[0]
    store.append("setting", "policy-setting", {"value": "youth"})
    response = {
        "choice": "none",
        "applies": "yes",
        "texts": {"none.clients": "Mine", "own.staff": "x"},
    }
    store.append("answer", f"policy.youth.{matter.id}", response, kind="policy")
    store.append(
        "draft", f"policy.youth.{matter.id}", {"texts": {"none.young": "Hi"}}, kind="policy"
    )
    facts = {"details": {"name": "Oak"}, "country": "IE"}
    store.append("answer", "policy.youth.facts", facts, kind="policy")
    made = form(store, None)
    found = made.chosen()
    assert (found.setting, found.detail("name"), found.country) == ("youth", "Oak", "IE")
    assert found.decision(matter) == Decision(True, "none", response["texts"])
    assert made.chosen(with_draft=True).wording(matter, "young") == "Hi"
    assert made.chosen(with_draft=True).wording(matter, "clients") == "Mine"


def test_saying_no_hides_the_positions_and_no_later_silence_fills_them(store: Store) -> None:
    made = form(store)
    matter = load_matters()[3]
    press(made, "begin")
    press(made, "go", go=matter.id)
    press(made, "keep", **matter_values(matter, applies="no"))
    assert made.chosen().state(matter) == "not_here"
    assert len(nodes(made, "fieldset")) == 1
    press(made, "keep", **matter_values(matter, applies="yes"))
    assert made.chosen().state(matter) == "open"


def test_a_disk_that_takes_nothing_is_not_said_to_have_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = form(store)
    matter = load_matters()[0]
    press(made, "begin")
    press(made, "go", go=matter.id)

    def refuse(*_: Any, **__: Any) -> None:
        raise NotKept("not_kept.full")

    monkeypatch.setattr(store._log, "write", refuse)
    for _ in range(2):
        press(made, "keep", **matter_values(matter, "none"))
        assert words("policy.kept") not in (made.spec["say"], made.told)
        assert words("policy.nothing_new") != made.spec["say"]
        assert made.spec["problem"]
    monkeypatch.undo()
    press(made, "keep", **matter_values(matter, "none"))
    assert made.spec["problem"] == ""
    assert Store(store.path).latest(f"policy.solo.{matter.id}", ("answer",)) is not None


def test_three_documents_are_saved_and_saved_again(store: Store, tmp_path: Path) -> None:
    made = form(store)
    press(made, "begin")
    press(made, "documents", **{"fact-name": "Oak & Ash"})
    assert made.chosen().detail("name") == "Oak & Ash"
    folder = tmp_path / "out"
    press(made, "save", folder=str(folder))
    names = {f"{file_stem(made.chosen(), a)}{end}" for a in AUDIENCES for end in (".docx", ".md")}
    assert {p.name for p in folder.iterdir()} == names
    assert str(folder) in made.spec["say"]
    assert made.spec["say"] == made.told
    press(made, "save", folder=str(folder))
    assert len(list(folder.iterdir())) == 12
    assert store.setting("documents-folder") == str(folder)


def test_a_folder_that_can_t_be_written_is_said_and_a_download_offered(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    made = form(store)
    press(made, "begin")
    press(made, "documents")
    press(made, "save", folder=str(tmp_path / "file" / "below"))
    assert "can't be written" in made.spec["problem"]
    assert "download" in made.spec["problem"]
    sent: list[tuple[Any, Any]] = []
    monkeypatch.setattr(made, "send", lambda content, buffers=None: sent.append((content, buffers)))
    press(made, "word", "staff")
    press(made, "markdown", "young")
    (word, (content,)), (text, (plain,)) = sent
    assert word["name"] == "policy-for-staff-2027-03-01.docx"
    title = load_setting("solo").staff.title
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text == title
    assert text["name"].endswith(".md")
    assert plain.decode().startswith("# You, me and the internet")


def test_odd_messages_do_no_harm(store: Store) -> None:
    made = form(store, None)
    for values in ({}, {"go": 7}, {"policy-setting": ["solo"]}, {"folder": None}):
        for action in ("keep", "next", "back", "go", "model", "save", "word", "begin", "nonsense"):
            press(made, action, "dogs", **values)
    made = form(store)
    press(made, "begin")
    for name in ("facts", load_matters()[0].id, "documents"):
        press(made, "go", go=name)
        for values in ({}, {"go": 7}, {f"choice-{name}": "x", f"applies-{name}": 3}):
            for action in ("keep", "model", "go", "word"):
                press(made, action, "dogs", **values)
                assert made.spec["problem"] == ""
    store.append("answer", "policy.solo.ai", {"texts": 3, "choice": "gone", "applies": "maybe"})
    store.append("answer", "policy.solo.facts", {"details": ["x"], "country": "XX"})
    assert form(store).chosen().country == ""


def test_choices_go_along_in_the_learner_s_own_file(store: Store, tmp_path: Path) -> None:
    made = form(store)
    press(made, "begin")
    press(made, "next", **{"fact-name": "Oak", "country": "IE"})
    matter = load_matters()[0]
    press(made, "keep", **matter_values(matter, "none"))
    press(made, "keep", **matter_values(matter, "none", "yes", clients="Mine"))
    bundle = transfer.read(transfer.write(store.entries(), store.learner()))
    other = Store(tmp_path / "other.sqlite3")
    other.merge(bundle.entries, bundle.learner)
    found = form(other).chosen()
    assert (found.detail("name"), found.country) == ("Oak", "IE")
    assert found.wording(matter, "clients") == "Mine"


def test_what_describes_a_control_is_there(store: Store) -> None:
    made = form(store)
    press(made, "begin")
    for name in ("facts", load_matters()[0].id, "documents"):
        press(made, "go", go=name)
        found = [n for tag in ("fieldset", "input", "textarea", "button") for n in nodes(made, tag)]
        wanted = {i for n in found for i in n["a"].get("aria-describedby", "").split()}
        there = {n["a"].get("id") for tag in ("p", "h5") for n in nodes(made, tag) if "a" in n}
        assert wanted
        assert wanted <= there, name


def test_the_text_form_is_the_content_and_never_the_state(store: Store) -> None:
    before = repr(form(store))
    press(form(store), "begin")
    assert repr(form(store)) == before
    for matter in load_matters():
        assert matter.title in before


def test_a_lesson_imports_it_by_its_name() -> None:
    import friend_request

    assert friend_request.policy is policy
    assert policies.compose is compose
