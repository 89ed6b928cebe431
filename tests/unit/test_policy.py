"""The policy builder: its files, what is chosen, and the three documents."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml

from friend_request import policies
from friend_request.authoring.examples import documents, example_files, held, read_choices
from friend_request.authoring.reading import grade
from friend_request.content import ContentError, clauses
from friend_request.documents import to_docx, to_markdown
from friend_request.documents.blocks import clean
from friend_request.policies import (
    AUDIENCES,
    OWN,
    SETTINGS,
    Choices,
    Decision,
    compose,
    file_stem,
    from_plain,
    load_matters,
    load_setting,
    load_settings,
)
from friend_request.policies import load as loading
from friend_request.policies.models import Matter
from friend_request.progress import NotKept, Store, transfer
from friend_request.widgets.policy import PolicyForm, policy
from friend_request.words import words

MADE = date(2027, 3, 1)
FACTS = {
    d.id: f"given {d.id}" for d in load_settings().details if d.id not in ("person", "persons")
}


def full(setting: str, place: int = 0, **more: Any) -> Choices:
    """Every matter decided: the first (0) or the last (-1) position."""
    decisions = {m.id: Decision(True, m.choices(setting)[place].id) for m in load_matters()}
    return Choices(setting, MADE, FACTS, "US", {**decisions, **more})


def lines(choices: Choices, audience: Any) -> list[tuple[str, str]]:
    """(style, text) of the Word document, reopened."""
    file = docx.Document(io.BytesIO(to_docx(compose(choices, audience))))
    return [(p.style.name, p.text) for p in file.paragraphs if p.text.strip()]


def under(found: list[tuple[str, str]], title: str) -> list[str]:
    """The texts below one heading, up to the next."""
    start = next(n for n, (s, t) in enumerate(found) if t == title and s.startswith("Heading"))
    rest = found[start + 1 :]
    stop = next((n for n, (s, _) in enumerate(rest) if s.startswith("Heading")), len(rest))
    return [text for _, text in rest[:stop]]


# ---------------------------------------------------------------- the files


def test_every_matter_of_the_brief_is_there() -> None:
    wanted = {
        *("current-requests", "former-requests", "families", "page", "comments", "texting"),
        *("hours", "reviews", "searching", "endings", "emergencies", "groups", "ai", "photos"),
        *("staff-safety", "staff-accounts", "small", "recordings", "records", "found"),
    }
    assert {matter.id for matter in load_matters()} == wanted
    assert [setting.id for setting in load_settings().settings] == list(SETTINGS)


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_text_is_whole_in_every_setting(setting: str) -> None:
    choices = Choices(setting, MADE)
    for matter in load_matters():
        offered = matter.choices(setting)
        assert len(offered) in (2, 3)
        assert len({p.title for p in offered}) == len(offered)
        for position in offered:
            for audience in AUDIENCES:
                text = choices.words(getattr(position, audience))
                assert not re.search(r"[{}]", text), (matter.id, position.id, audience)
                assert not re.search(r"\bI are\b|\bwe am\b|\bone of me\b|  ", text), text
                assert text.endswith((".", "]", "!")), text
            assert 1 <= len(re.findall(r"[.!?](?:\s|$)", position.because)) <= 4


def test_a_policy_never_says_that_a_code_or_a_law_forbids() -> None:
    """What binds whom differs; the texts say what people do, and the sources stand apart."""
    for matter in load_matters():
        for position in matter.positions:
            for audience in AUDIENCES:
                text = getattr(position, audience)
                assert not re.search(r"(?i)\b(illegal|unlawful|forbid|prohibit|NASW|HIPAA)", text)


def test_pages_for_twelve_year_olds_read_easily() -> None:
    for setting in SETTINGS:
        choices = Choices(setting, MADE, {"crisis": "ring 112", "hours": "all day"})
        texts = []
        for matter in load_matters():
            for position in matter.choices(setting):
                text = choices.filled(choices.words(position.young))
                longest = max(len(s.split()) for s in re.split(r"[.!?:]\s", text))
                assert longest <= 27, (matter.id, position.id, longest)
                texts.append(text)
        assert grade(texts) <= 6


def test_former_clients_are_not_said_to_be_covered_by_clauses_on_clients() -> None:
    """A common misreading: 1.06(h) and A.5.e speak of clients now."""
    former = next(m for m in load_matters() if m.id == "former-requests")
    for position in former.positions:
        for citation in position.cites:
            if citation.clause:
                assert clauses()[citation.clause]["applies_to"] in ("former", "both"), citation


def test_mistakes_in_a_file_are_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "policy"
    folder.mkdir()
    raw = yaml.safe_load((loading.FOLDER / "inside.yaml").read_text("utf-8"))
    first = raw["matters"][0]["positions"][0]
    first["clients"] = "{They} wait for [somebody]."
    raw["matters"][1]["positions"] = raw["matters"][1]["positions"][:1]
    raw["matters"][2]["positions"][0]["cites"] = [{"clause": "nasw-9.99"}]
    raw["matters"][3]["question"] = "x"
    (folder / "inside.yaml").write_text(yaml.safe_dump(raw), "utf-8")
    monkeypatch.setattr(loading, "FOLDER", folder)
    monkeypatch.setattr(loading, "load_settings", load_settings)
    loading.load_groups.cache_clear()
    try:
        with pytest.raises(ContentError) as caught:
            loading.load_groups()
    finally:
        loading.load_groups.cache_clear()
    said = str(caught.value)
    assert "{They}" in said
    assert "needs two or three" in said
    assert "unknown key 'question'" in said
    assert "asks, id, positions" in said
    with pytest.raises(ContentError, match="no setting 'school'"):
        load_setting("school")


def test_a_gap_that_nothing_fills_and_a_matter_twice_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (loading.FOLDER / "inside.yaml").read_text("utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("[who decides]", "[the boss]"), "utf-8")
    (tmp_path / "b.yaml").write_text(text, "utf-8")
    monkeypatch.setattr(loading, "FOLDER", tmp_path)
    monkeypatch.setattr(loading, "load_settings", load_settings)
    loading.load_groups.cache_clear()
    try:
        with pytest.raises(ContentError) as caught:
            loading.load_groups()
    finally:
        loading.load_groups.cache_clear()
    assert "fills the gap [the boss]" in str(caught.value)
    assert f"stands in {tmp_path.as_posix()}/a.yaml as well" in str(caught.value)


# ---------------------------------------------------------------- the documents


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("place", [0, -1])
def test_a_document_says_what_was_chosen(setting: str, audience: Any, place: int) -> None:
    choices = full(setting, place)
    found = lines(choices, audience)
    about = getattr(load_setting(setting), audience)
    assert found[0] == ("Title", about.title)
    assert found[1] == ("Subtitle", f"given name: {about.subtitle}")
    for matter in load_matters():
        title = matter.young_title if audience == "young" else matter.title
        position = matter.choices(setting)[place]
        below = under(found, title)
        assert below[0] == choices.filled(choices.words(getattr(position, audience)))
        if audience == "staff":
            assert position.because in below[1]
    text = "\n".join(t for _, t in found)
    assert words("document.open") not in text
    assert not re.search(r"\[[a-z ]+\]", text)
    markdown = to_markdown(compose(choices, audience))
    assert markdown.count("\n## ") == sum(s == "Heading 1" for s, _ in found)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_nothing_chosen_is_marked_and_never_filled_in(setting: str, audience: Any) -> None:
    choices = Choices(setting, MADE)
    found = lines(choices, audience)
    text = "\n".join(t for _, t in found)
    open_ = words("document.open")
    for matter in load_matters():
        title = matter.young_title if audience == "young" else matter.title
        below = under(found, title)
        assert below == [f"{open_} {words('policy.doc.undecided', asks=matter.asks)}"]
        for position in matter.positions:
            assert choices.words(getattr(position, audience)) not in text
    assert words("policy.doc.matters", count=len(load_matters())) in text
    assert words("policy.doc.sources") not in text
    if audience == "clients":
        assert words("policy.doc.nothing") in text


def test_gaps_stay_visible_until_the_facts_are_given() -> None:
    bare = Choices("solo", MADE, {}, "", full("solo").decisions)
    text = to_markdown(compose(bare, "clients"))
    assert r"\[work contact\]" in text
    assert "How to reach you at work" in text
    given = Choices("solo", MADE, {"contact": "0800 1"}, "", bare.decisions)
    text = to_markdown(compose(given, "clients"))
    assert r"\[work contact\]" not in text
    assert "0800 1" in text


def test_what_does_not_apply_is_left_out_and_listed_for_staff() -> None:
    choices = full("agency", page=Decision(applies=False), comments=Decision(applies=False))
    for audience in ("clients", "young"):
        text = to_markdown(compose(choices, audience))
        assert "Comments" not in text
    found = lines(choices, "staff")
    below = under(found, words("policy.doc.not_here"))
    assert [t.split(":")[0] for t in below[1:]] == [
        "A page on social media",
        "Comments and messages on a page",
    ]


def test_the_staff_policy_ends_with_a_page_for_planned_endings() -> None:
    choices = full("youth")
    file = docx.Document(io.BytesIO(to_docx(compose(choices, "staff"))))
    endings = load_setting("youth").endings
    names = [(p.style.name, p.text) for p in file.paragraphs]
    start = names.index(("Heading 1", endings.title))
    assert 'w:br w:type="page"' in file.paragraphs[start - 1]._p.xml
    steps = [t for s, t in names[start:] if s == "List Number"]
    assert steps == endings.steps
    table = {row.cells[0].text: row.cells[1].text for row in file.tables[-1].rows}
    assert table[words("policy.doc.crisis")] == "given crisis"
    assert set(endings.rows) < set(table)
    former = next(m for m in load_matters() if m.id == "former-requests")
    assert choices.filled(choices.wording(former, "clients")) in [t for _, t in names[start:]]


def test_the_consent_names_what_was_decided_and_nothing_else() -> None:
    decided = {"reviews": Decision(True, "no-answer"), "page": Decision(applies=False)}
    found = lines(Choices("solo", MADE, FACTS, "US", decided), "clients")
    below = under(found, load_setting("solo").consent.title)
    assert below[1] == "Reviews and testimonials"
    assert below[2] == load_setting("solo").consent.parent


def test_sources_stand_by_where_they_bind() -> None:
    ireland = Choices("youth", MADE, FACTS, "IE", full("youth").decisions)
    found = lines(ireland, "staff")
    here = under(found, words("policy.doc.here", country=words("country.IE")))
    assert here
    assert all(re.search("GDPR|Ireland", line) for line in here)
    away = under(found, words("policy.doc.away"))
    assert any("NASW" in line and "It binds" in line for line in away)
    nowhere = lines(Choices("youth", MADE, FACTS, "", full("youth").decisions), "staff")
    assert any(words("policy.doc.no_country") in text for _, text in nowhere)


def test_own_wording_and_changed_wording_are_said_to_be_so() -> None:
    own = Decision(True, OWN, {"own.clients": "We wave.", "own.young": "Hi!", "own.staff": "Wave."})
    changed = Decision(True, "nothing", {"nothing.staff": "No tools at all."})
    empty = Decision(True, "nobody", {"nobody.young": "  "})
    choices = full("agency", small=own, ai=changed, recordings=empty)
    found = lines(choices, "staff")
    assert under(found, "Small communities") == ["Wave.", words("policy.doc.own")]
    below = under(found, "Artificial intelligence")
    assert (below[0], below[-1]) == ("No tools at all.", words("policy.doc.edited"))
    assert under(lines(choices, "young"), "AI tools")[0].startswith("We do not put")
    (note,) = under(lines(choices, "young"), "Recording")
    assert note == f"{words('document.open')} {words('policy.doc.no_wording')}"


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        "=cmd|'/C calc'!A0",
        "👩🏽‍⚕️ שלום نورة",
        "<w:p><w:r>pasted</w:r></w:p>",
        "bell\x07 and null\x00",
        "# heading\n\n- list\n1. one | two {we} [hours]",
        "x" * 20_000,
    ],
)
def test_bad_input_comes_out_as_the_same_text(bad: str) -> None:
    decision = Decision(True, OWN, {f"own.{a}": bad for a in AUDIENCES})
    choices = Choices("solo", MADE, {"name": bad, "who": bad}, "US", {"ai": decision})
    flat = " ".join(clean(bad).split())
    for audience in AUDIENCES:
        found = lines(choices, audience)
        assert flat in " ".join(found[1][1].split())
        title = "AI tools" if audience == "young" else "Artificial intelligence"
        below = under(found, title)
        own = below[:-1] if audience == "staff" else below
        assert " ".join(" ".join(own).split()) == flat
        assert "<script" not in to_markdown(compose(choices, audience))


def test_a_service_can_use_its_own_word_for_people() -> None:
    choices = Choices("agency", MADE, {"person": "resident", "persons": "residents"}, "US")
    assert choices.words("{Clients} and a {client}") == "Residents and a resident"


def test_plain_choices_are_refused_when_they_name_what_is_not_there() -> None:
    plain = {"setting": "solo", "made": MADE, "decisions": {"ai": "nothing", "page": "not here"}}
    made = from_plain(plain)
    assert [made.state(m) for m in load_matters() if m.id in ("page", "ai")] == [
        "not_here",
        "decided",
    ]
    for wrong in (
        {"decisions": {"tea": "nothing"}},
        {"decisions": {"hours": "rota"}},
        {"decisions": {"ai": {"choice": "nothing", "texts": {"dogs": "x"}}}},
        {"details": {"shoe": "42"}},
        {"country": "XX"},
    ):
        with pytest.raises(ValueError, match=r"no|unknown|texts"):
            from_plain({**plain, **wrong})
    with pytest.raises(ValueError, match="not for"):
        compose(made, "dogs")  # type: ignore[arg-type]


def test_a_position_that_is_gone_leaves_the_matter_open() -> None:
    matter = next(m for m in load_matters() if m.id == "ai")
    choices = Choices("solo", MADE, {}, "", {"ai": Decision(True, "long-gone")})
    assert choices.state(matter) == "open"


# ---------------------------------------------------------------- the form


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "p.sqlite3")


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


# ---------------------------------------------------------------- the examples


ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = {path.stem: path for path in example_files(ROOT)}


def test_the_examples_agree_with_what_was_chosen() -> None:
    assert set(EXAMPLES) == {"texas-psychologist", "irish-youth-project", "residential-agency"}
    for stem, document in documents(ROOT).items():
        mend = "run: python -m friend_request.authoring examples"
        assert stem.with_suffix(".md").read_text("utf-8") == to_markdown(document), mend
        assert held(stem.with_suffix(".docx").read_bytes()) == held(to_docx(document)), mend


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_complete(name: str) -> None:
    choices = read_choices(EXAMPLES[name])
    assert not choices.open_details()
    assert not [m.id for m in load_matters() if choices.state(m) == "open"]
    for audience in AUDIENCES:
        text = "\n".join(t for _, t in lines(choices, audience))
        assert words("document.open") not in text
        assert words("policy.doc.missing") not in text


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is missing")
def test_libreoffice_opens_the_documents(tmp_path: Path) -> None:
    """As a page to print, and as text, in which every heading is found again."""
    files = [stem.with_suffix(".docx") for stem in documents(ROOT) if "staff" in stem.name]
    copies = []
    for file in files:
        copy = tmp_path / f"{file.parent.name}.docx"
        shutil.copy(file, copy)
        copies.append(copy)
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    for kind in ("pdf", "txt:Text (encoded):UTF8"):
        subprocess.run(
            [*office, "--convert-to", kind, "--outdir", tmp_path, *copies],
            check=True,
            capture_output=True,
            timeout=180,
        )
    for copy in copies:
        assert copy.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
        found = set(copy.with_suffix(".txt").read_text("utf-8-sig").split("\n"))
        for style, text in lines(read_choices(EXAMPLES[copy.stem]), "staff"):
            assert not style.startswith(("Heading", "Title")) or text in found
