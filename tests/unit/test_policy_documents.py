"""The policy builder's three documents, and the examples made with it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest

from friend_request.authoring.examples import documents, example_files, held, read_choices
from friend_request.documents import to_docx, to_markdown
from friend_request.documents.blocks import clean
from friend_request.policies import (
    AUDIENCES,
    OWN,
    SETTINGS,
    Choices,
    Decision,
    compose,
    from_plain,
    load_matters,
    load_setting,
)
from friend_request.words import words
from tests.unit.policy_samples import FACTS, MADE, full, lines, under


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
