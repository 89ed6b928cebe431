"""A decision on paper: clauses that fit, a note that invents nothing, drafts, warnings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from form_driver import (
    BAD_INPUT,
    Driver,
    docx_headings,
    docx_lines,
    markdown_text,
    squeezed,
)

import friend_request
from friend_request.content import COUNTRIES, ROLES, clauses
from friend_request.documents import to_docx, to_markdown
from friend_request.progress import NotKept, Store
from friend_request.takeaways import decision as logic
from friend_request.takeaways.load import load_decision
from friend_request.widgets.decision import DecisionForm
from friend_request.words import words

PLAN = load_decision()
MADE = date(2026, 11, 23)
EVERY_MATTER = [matter.id for matter in PLAN.matters]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "answers" / "progress.sqlite3")


@pytest.fixture
def sheet(store: Store) -> Driver:
    return Driver(DecisionForm(store))


def full() -> dict[str, object]:
    """An answer for every field."""
    form = DecisionForm(Store())
    values: dict[str, object] = {name: f"about {name}" for name in form.texts()}
    values |= {name: "high" for name in form.fields() if name.startswith("axis-")}
    first = PLAN.matters[0]
    values |= {
        "danger": "no",
        "matters": [first.id],
        "clauses": [first.clauses[0].key, "no-such-clause", PLAN.matters[1].clauses[0].key],
        "options-shown": "5",
    }
    return values


# -- clauses


def test_without_a_role_or_country_nothing_is_left_out() -> None:
    found = {c.key for c in logic.suggested(PLAN, EVERY_MATTER)}
    assert found == {c.key for matter in PLAN.matters for c in matter.clauses}


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_country_brings_its_own_clauses_alone(country: str) -> None:
    found = {
        clauses()[c.key]["country"] for c in logic.suggested(PLAN, EVERY_MATTER, None, country)
    }
    assert found
    assert found <= set(logic._PLACES[country])


def test_a_role_brings_its_codes_and_what_reaches_everyone() -> None:
    found = {c.key for c in logic.suggested(PLAN, EVERY_MATTER, "social_worker", "US")}
    assert "nasw-1.06h" in found
    assert "hipaa-164.502a" in found
    assert not any(key.startswith(("aca-", "apa-")) for key in found)
    mentor = {c.key for c in logic.suggested(PLAN, ["request"], "mentor", "US")}
    assert mentor == {"bbbs-approval", "everyday-mentor-ignored-request"}
    assert logic.suggested(PLAN, ["request"], "mentor", "GB") == []


def test_those_who_answer_for_others_see_every_trade() -> None:
    every = logic.suggested(PLAN, EVERY_MATTER, None, "US")
    assert logic.suggested(PLAN, EVERY_MATTER, "manager", "US") == every


def test_every_family_of_clauses_is_used_and_every_clause_has_one() -> None:
    families = [*PLAN.everyone, *(f for each in PLAN.roles.values() for f in each)]
    keys = {c.key for matter in PLAN.matters for c in matter.clauses}
    assert [f for f in families if not any(logic.in_family(k, f) for k in keys)] == []
    assert [k for k in keys if not any(logic.in_family(k, f) for f in families)] == []
    assert set(PLAN.roles) <= set(ROLES)


# -- the note


def test_an_empty_sheet_makes_a_note_in_which_all_is_open() -> None:
    text = markdown_text(to_markdown(logic.note(PLAN, {}, MADE)))
    for field in PLAN.fields:
        assert f"{words('document.open')} {field.label}" in text
    assert "2026-11-23" in text
    assert "Gottlieb" in text


def test_a_full_sheet_is_in_both_documents_whole() -> None:
    values = full()
    made = logic.note(PLAN, values, MADE)
    word = to_docx(made)
    lines = squeezed(" ".join(docx_lines(word)))
    text = squeezed(markdown_text(to_markdown(made)))
    for value in values.values():
        if isinstance(value, str) and value.startswith("about "):
            assert value in lines
            assert value in text
    assert words("document.open") not in lines
    sections = [PLAN.facts, PLAN.need, PLAN.binds, PLAN.axes, PLAN.options, PLAN.consult]
    titles = [each.title for each in [*sections, PLAN.decide, PLAN.after]]
    assert docx_headings(word) == [*titles, words("takeaway.sources")]
    assert words("takeaway.decision.reading", high=8, rated=8) in lines


def test_a_clause_counts_only_while_its_matter_is_ticked() -> None:
    values = full()
    shown = logic._ticked(PLAN, values)
    assert [c.key for c in shown] == [PLAN.matters[0].clauses[0].key]
    assert logic._ticked(PLAN, {**values, "matters": []}) == []


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_comes_out_as_the_same_text(name: str) -> None:
    bad = BAD_INPUT[name]
    made = logic.note(PLAN, {"facts": bad, "option-1-what": bad, "whom": bad}, MADE)
    lines = squeezed(" ".join(docx_lines(to_docx(made))))
    text = squeezed(markdown_text(to_markdown(made)))
    assert lines.count(squeezed(bad)) == 3
    # In a cell of a Markdown table there are no lines.
    assert text.count(squeezed(bad)) >= (2 if "\n" in bad else 3)


# -- the widget


def test_the_text_form_is_stable_and_knows_nothing_of_the_learner(store: Store) -> None:
    form = DecisionForm(store)
    before = repr(form)
    Driver(form).press("word", facts="something that happened")
    assert repr(form) == before == repr(friend_request.decision())
    assert "something that happened" not in before
    assert max(map(len, before.splitlines())) <= 90


def test_what_is_written_is_there_again(store: Store, sheet: Driver) -> None:
    sheet.draft(facts="She wrote.", danger="no", matters=["former"], axis__power__current="high")
    again = Driver(DecisionForm(store))
    assert again.value("facts") == "She wrote."
    assert PLAN.matters[1].clauses[0].key in str(again.form.spec)
    # One draft, and no answer: the sheet counts as no question.
    assert store.answers() == {}
    assert len(store.history("takeaway.decision", ("draft",))) == 1


def test_an_untouched_sheet_leaves_no_trace(store: Store, sheet: Driver) -> None:
    sheet.draft(**dict.fromkeys(("facts", "whom", "mine"), ""), matters=[])
    assert store.latest("takeaway.decision", ("draft",)) is None


def test_a_draft_never_writes_over_what_is_being_typed(sheet: Driver) -> None:
    sheet.draft(facts="one", matters=["former"])
    assert sheet.value("facts") == ""  # drawn as before, although clauses have come
    assert sheet.form.values["facts"] == "one"
    sheet.press("add", facts="one two", matters=["former"])
    assert sheet.value("facts") == "one two"


def test_the_warning_comes_goes_and_stops_nothing(sheet: Driver) -> None:
    sheet.draft(facts="Her number is 07700 900123.")
    warning = words("takeaway.warning", kinds=words("takeaway.kind.phone"))
    assert sheet.said == warning
    assert warning in sheet.text
    assert "can't see names" in warning
    sheet.press("word", facts="Her number is 07700 900123, kez@example.org.")
    assert len(sheet.files) == 1
    sheet.draft(facts="She gave me a number.")
    assert words("takeaway.warning_all") not in sheet.text


def test_danger_is_answered_at_once(sheet: Driver) -> None:
    assert PLAN.danger.help not in sheet.text
    sheet.draft(danger="unsure")
    assert PLAN.danger.help in sheet.text
    sheet.draft(danger="no")
    assert PLAN.danger.help not in sheet.text


def test_clauses_follow_role_and_country(store: Store, sheet: Driver) -> None:
    sheet.draft(matters=["request"])
    assert "aca-a.5.e" in str(sheet.form.spec)
    store.append("setting", "role", {"value": "mentor"})
    store.append("setting", "country", {"value": "AU"})
    assert "aca-a.5.e" not in str(sheet.form.spec)
    assert PLAN.binds.none in sheet.text


def test_options_are_added_up_to_the_most(sheet: Driver) -> None:
    assert "option-3-what" not in sheet.fields()
    for _ in range(PLAN.options.most - 2):
        sheet.press("add")
    assert f"option-{PLAN.options.most}-worst" in sheet.fields()
    assert ("add", "") not in sheet.buttons()


def test_both_documents_are_offered(sheet: Driver) -> None:
    sheet.press("word", facts="She wrote.").press("markdown", facts="She wrote.")
    (word, content), (markdown, text) = sheet.files
    assert word.endswith(".docx")
    assert markdown.endswith(".md")
    assert "She wrote." in docx_lines(content)
    assert "She wrote." in markdown_text(text.decode())
    assert markdown in sheet.said


def test_a_folder_is_written_and_nothing_overwritten(sheet: Driver, tmp_path: Path) -> None:
    for _ in range(2):
        sheet.press("folder", folder=str(tmp_path / "out"), facts="She wrote.")
    assert len(list((tmp_path / "out").glob("*.docx"))) == 2
    assert len(list((tmp_path / "out").glob("*.md"))) == 2
    assert str(tmp_path / "out") in sheet.said


def test_a_folder_that_cannot_be_written_says_so_and_offers_a_download(
    sheet: Driver, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    sheet.press("folder", folder=str(tmp_path / "file" / "deeper"), facts="She wrote.")
    assert "can't be written" in sheet.problem
    assert "download" in sheet.problem
    assert sheet.form.spec["focus"] == "download-word"
    assert sheet.files == []
    sheet.press("word")
    assert "She wrote." in docx_lines(sheet.files[0][1])


def test_clearing_asks_first_and_leaves_nothing(store: Store, sheet: Driver) -> None:
    sheet.press("clear", facts="She wrote.")
    sheet.press("clear-no")
    assert sheet.value("facts") == "She wrote."
    sheet.press("clear", facts="She wrote.").press("clear-yes")
    assert sheet.value("facts") == ""
    assert "She wrote." not in str([e.response for e in store.entries()])


def test_when_the_disk_is_full_the_document_can_still_be_had(
    store: Store, sheet: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_args: object, **_more: object) -> None:
        raise NotKept("not_kept.full")

    monkeypatch.setattr(store, "append", full_disk)
    sheet.press("word", facts="She wrote.")
    assert "She wrote." in docx_lines(sheet.files[0][1])
    assert words("not_kept.full") in sheet.problem


def test_a_new_start_empties_the_sheet(store: Store, sheet: Driver) -> None:
    sheet.draft(facts="She wrote.")
    store.reset()
    assert sheet.value("facts") == ""
    store.undo_reset()
    assert sheet.value("facts") == "She wrote."


def test_values_of_the_wrong_kind_are_left_out(sheet: Driver) -> None:
    sheet.form._receive(
        None,
        {
            "type": "act",
            "action": "word",
            "arg": "",
            "values": {"facts": {"a": 1}, "matters": [1, None, "former"], "evil": "x"},
        },
        None,
    )
    assert sheet.form.values == {"matters": ["former"]}
    assert len(sheet.files) == 1


def test_the_sheet_goes_along_in_the_learners_own_file(store: Store, sheet: Driver) -> None:
    from friend_request.progress import transfer

    sheet.draft(facts="She wrote.")
    bundle = transfer.read(transfer.write(store.entries(), store.learner()))
    assert [e.response["sheet"]["facts"] for e in bundle.entries if e.response] == ["She wrote."]
