"""The reply kit: no finished text unseen, a crisis route where one is needed, both documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from form_driver import BAD_INPUT, Driver, docx_lines, markdown_text, squeezed

import friend_request
from friend_request.documents import to_docx, to_markdown
from friend_request.progress import Store
from friend_request.takeaways import reply as logic
from friend_request.takeaways.load import load_reply_kit
from friend_request.widgets.reply_kit import ReplyKitForm
from friend_request.words import phrases, words

KIT = load_reply_kit()
MADE = date(2026, 11, 23)
RATED = {f"rubric-{part}": "2" for part in phrases("rubric")}
DRAFT = (
    "I was glad to hear from you. It's a no to my page, as for everyone. Ring me on the house line."
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "progress.sqlite3")


@pytest.fixture
def kit(store: Store) -> Driver:
    return Driver(ReplyKitForm(store))


def copy_button(kit: Driver) -> dict[str, Any]:
    return next(
        n["a"]
        for n in kit.nodes()
        if isinstance(n, dict) and n.get("a", {}).get("data-action", "").startswith("copy")
    )


# -- phrases


def test_no_phrase_is_a_whole_reply_and_the_true_ones_have_gaps() -> None:
    for part in KIT.parts:
        for phrase in part.phrases:
            assert len(phrase.text) < 120, phrase.text
            if part.id in ("seen", "yes"):
                assert logic.gaps(phrase.text), phrase.text


def test_every_tone_has_a_phrase_for_every_part() -> None:
    for part in KIT.parts:
        assert {phrase.tone for phrase in part.phrases} == set(KIT.tone.options), part.id


def test_phrases_follow_tone_and_situation() -> None:
    calm = logic.fitting(KIT, {})
    assert "sorry" not in [part.id for part, _ in calm]
    mending = logic.fitting(KIT, {"situation": "silence", "tone": "light"})
    assert "sorry" in [part.id for part, _ in mending]
    assert {t for _, texts in calm for t in texts}.isdisjoint(t for _, ts in mending for t in ts)


def test_what_is_a_gap() -> None:
    assert logic.gaps("Come on [when], to [where].") == ["[when]", "[where]"]
    assert logic.gaps("no gap [], nor [this](link), nor [\n]") == []


# -- the document


def test_an_empty_kit_makes_a_document_in_which_all_is_open() -> None:
    text = markdown_text(to_markdown(logic.document(KIT, {}, MADE)))
    assert f"{words('document.open')} {KIT.draft}" in text
    assert f"{KIT.age.label} {words('takeaway.open')}" in text
    assert words("takeaway.reply.not_rated") in text


def test_the_document_holds_the_reply_the_route_and_the_rating() -> None:
    values = {**RATED, "draft": DRAFT, "risk": ["yes"], "route": "The house line, any hour."}
    values |= {"situation": "request", "age": "older", "rated": DRAFT}
    lines = docx_lines(to_docx(logic.document(KIT, values, MADE)))
    assert DRAFT in lines
    assert "The house line, any hour." in lines
    assert any(KIT.risk.missing in line for line in lines)
    assert words("takeaway.reply.sum", right=10, total=10) in lines
    assert f"{KIT.age.label} {KIT.age.options['older']}" in lines


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_comes_out_as_the_same_text(name: str) -> None:
    made = logic.document(KIT, {"draft": BAD_INPUT[name]}, MADE)
    wanted = squeezed(BAD_INPUT[name])
    assert wanted in squeezed(" ".join(docx_lines(to_docx(made))))
    assert wanted in squeezed(markdown_text(to_markdown(made)))


# -- the widget


def test_a_phrase_goes_to_the_end_of_the_draft(kit: Driver) -> None:
    _part, texts = logic.fitting(KIT, {})[0]
    kit.press("put", "seen|warm|0", draft="Hi you.")
    assert kit.value("draft") == f"Hi you. {texts[0]}"
    assert kit.said == words("takeaway.reply.added")
    for wrong in ("seen|warm|99", "seen|warm", "x|y|z", ""):
        kit.form.press("put", wrong)
    assert kit.value("draft") == f"Hi you. {texts[0]}"


def test_what_has_to_be_done_before_it_can_be_copied(kit: Driver) -> None:
    kit.press("copy-early")
    assert kit.problem == words("takeaway.reply.empty")
    kit.press("copy-early", draft="Come on [when].")
    assert "[when]" in kit.problem
    kit.press("copy-early", draft=DRAFT)
    assert kit.problem == words("takeaway.reply.unrated")
    assert "data-copy" not in copy_button(kit)
    kit.draft(draft=DRAFT, **RATED)
    assert copy_button(kit)["data-copy"] == "draft"
    kit.press("copy", draft=DRAFT, **RATED)
    kit.draft(draft=DRAFT + " Truly.", **RATED)
    kit.press("copy-early", draft=DRAFT + " Truly.", **RATED)
    assert kit.problem == words("takeaway.reply.changed")
    kit.press("still", draft=DRAFT + " Truly.", **RATED)
    assert copy_button(kit)["data-copy"] == "draft"


def test_python_says_how_copying_went(kit: Driver) -> None:
    kit.draft(draft=DRAFT, **RATED)
    kit.form._receive(None, {"type": "act", "action": "copy", "arg": "copied", "values": {}}, None)
    assert kit.said == words("takeaway.reply.copied")
    kit.form._receive(
        None, {"type": "act", "action": "copy", "arg": "selected", "values": {}}, None
    )
    assert kit.problem == words("takeaway.reply.selected")
    assert kit.form.spec["focus"] == "draft"


@pytest.mark.parametrize("action", ["word", "markdown", "folder", "copy-early"])
def test_where_there_is_risk_the_crisis_route_is_required(kit: Driver, action: str) -> None:
    kit.draft(draft=DRAFT, risk=["yes"], **RATED)
    assert KIT.risk.help in kit.text
    assert kit.said == KIT.risk.help
    kit.press(action, draft=DRAFT, risk=["yes"], route="  ", **RATED)
    assert kit.problem == KIT.risk.needed
    assert kit.form.spec["focus"] == "route"
    assert kit.files == []
    kit.press("word", draft=DRAFT, risk=["yes"], route="The house line, any hour.", **RATED)
    assert len(kit.files) == 1


def test_the_crisis_route_can_be_put_into_the_draft(kit: Driver) -> None:
    kit.draft(draft=DRAFT, risk=["yes"], route="The house line,\nany hour.")
    assert KIT.risk.missing in kit.text
    kit.press("put-route")
    assert KIT.risk.missing not in kit.text
    assert "any hour." in str(kit.value("draft"))


def test_notes_follow_what_is_chosen(kit: Driver) -> None:
    kit.draft(channel="private", age="young")
    assert KIT.channel.notes["private"] in kit.text
    assert KIT.age.notes["young"] in kit.text
    kit.draft(channel="private", age="young", urgency="now")
    assert kit.said == KIT.urgency.notes["now"]


def test_a_number_in_the_draft_is_warned_of_and_a_helpline_is_not(kit: Driver) -> None:
    kit.draft(draft="Ring Samaritans on 116 123, any hour.")
    assert not kit.form.warnings()
    kit.draft(draft="Write to kez@example.org.")
    assert kit.said == words("takeaway.warning", kinds=words("takeaway.kind.email"))


def test_what_is_written_is_there_again(store: Store, kit: Driver) -> None:
    kit.draft(draft=DRAFT, age="older", **RATED)
    again = Driver(ReplyKitForm(store))
    assert again.value("draft") == DRAFT
    assert copy_button(again)["data-copy"] == "draft"
    assert store.answers() == {}


def test_the_text_form_is_stable_and_knows_nothing_of_the_learner(store: Store) -> None:
    form = ReplyKitForm(store)
    before = repr(form)
    Driver(form).press("copy-early", draft=DRAFT)
    assert repr(form) == before == repr(friend_request.reply_kit())
    assert DRAFT not in before
