"""The facilitator's room, worked as a browser works it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from friend_request import progress, room
from friend_request.content import load_question
from friend_request.widgets.form import Form
from friend_request.words import words
from friend_request.workshop.answering import ShareTextForm
from friend_request.workshop.facilitating import RoomForm, suggest
from tests.unit.room_samples import SAMPLES, WORD, code_of, facilitator, learner, many
from tests.unit.samples import act, buttons, find, question, words_of

pytestmark = pytest.mark.usefixtures("own_rooms")
ASKED = "nine-months-on.need"
FORM_JS = Path(__file__).parents[2] / "friend_request" / "widgets" / "form.js"


def names(form):
    """Elements and attributes that a form uses."""
    found = find(form.spec["nodes"])
    return {n["t"] for n in found}, {a for n in found for a in n.get("a", {})}


def test_a_room_from_the_word_to_two_closed_rounds():
    form = facilitator(present="8")
    assert form.spec["say"] == words("room.kept", word=WORD)
    chat = "\n".join(f"Name {n}: {each}" for n, each in enumerate(many([0, 0, 1, 1, 2, 3]).split()))
    act(form, "read", word=WORD, fewest="5", present="8", paste=chat)
    assert words("room.report.new_1", count=6) in words_of(form.spec["nodes"])
    assert words("room.open", count=6) in form.state_line()
    # No name, no code and no total.
    said = json.dumps(form.spec)
    assert "Name 0" not in said
    assert chat.split()[2] not in said
    assert form.figure() is None
    act(form, "close", "1", word=WORD, fewest="5", present="8")
    assert form.spec["say"].startswith(words("room.done"))
    (picture,) = find(form.spec["nodes"], t="img")
    assert picture["a"]["src"].startswith("data:image/png;base64,")
    assert "2 of 6" in picture["a"]["alt"]
    assert words("room.close_1") not in buttons(form)
    act(form, "read", word=WORD, fewest="5", present="8", paste=many([1] * 6, 2) + "\n" + many([3]))
    assert words("room.report.late", count=1) in words_of(form.spec["nodes"])
    act(form, "close", "2", word=WORD, fewest="5", present="8")
    assert words("room.all_same") in words_of(form.spec["nodes"])
    figure = form.figure()
    assert [len(row) for row in figure.table.rows] == [5] * 4
    assert "6 of 6" in figure.alt


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"fewest": "4"}, "room.refused.fewest"),
        ({"fewest": "five"}, "room.refused.number"),
        ({"fewest": "5.5"}, "room.refused.number"),
        ({"present": "-3"}, "room.refused.number"),
        ({"present": "٣"}, "room.refused.number"),
        ({"present": "9" * 9}, "room.refused.number"),
        ({"present": "4"}, "room.refused.few_people"),
    ],
)
def test_what_can_t_be_set_is_said(values, key):
    form = facilitator(**values)
    said = words(key, fewest=5) if "{" in words(key) else words(key)
    assert form.spec["problem"] == said


def test_a_round_with_too_few_or_too_many_answers_is_not_closed():
    form = facilitator(present="5")
    given = {"word": WORD, "fewest": "5", "present": "5"}
    act(form, "read", paste=many([0, 1, 2]), **given)
    act(form, "close", "1", **given)
    assert form.spec["problem"] == words("room.refused.too_few", fewest=5)
    act(form, "read", paste=many([0, 1, 2, 3, 3, 3]), **given)
    act(form, "close", "1", **given)
    assert form.spec["problem"] == words("room.refused.too_many", count=6, present=5)
    assert form.figure() is None


def test_slips_are_told_by_their_lines():
    form = facilitator()
    slip = many([1])[:-1]
    act(form, "read", word=WORD, fewest="5", present="", paste="\n".join(["x", slip] * 20))
    said = words_of(form.spec["nodes"])
    listed = words("room.report.more", lines=", ".join(str(2 * n) for n in range(1, 13)))
    assert words("room.report.lines", lines=listed) in said
    act(form, "read", word=WORD, fewest="5", present="", paste="good morning")
    assert words("room.nothing") in words_of(form.spec["nodes"])


def test_the_box_is_empty_after_reading():
    form = facilitator()
    (before,) = find(form.spec["nodes"], id="paste")
    act(form, "read", word=WORD, fewest="5", present="", paste="Ana " + many([1]))
    (after,) = find(form.spec["nodes"], id="paste")
    # Another key makes the page draw a new box; with the same key it would keep what was typed.
    assert after["k"] != before["k"]
    assert after["a"]["value"] == ""


def test_deleting_asks_once_and_uses_the_word_up():
    form = facilitator()
    given = {"word": WORD, "fewest": "5", "present": ""}
    act(form, "read", paste=many([0] * 6), **given)
    act(form, "close", "1", **given)
    act(form, "forget", **given)
    assert words("room.forget_ask") in words_of(form.spec["nodes"])
    act(form, "forget-no")
    assert form.room.totals
    act(form, "forget", **given)
    act(form, "forget-yes")
    assert form.spec["say"] == words("room.forgotten")
    assert form.figure() is None
    assert not find(form.spec["nodes"], t="img")
    act(form, "read", paste=many([0] * 5), **given)
    assert form.spec["problem"] == words("room.refused.word_spent")


def test_a_room_stays_when_its_cell_runs_again_and_goes_by_one_call():
    form = room(ASKED)
    asked = load_question(ASKED)
    codes = "\n".join(code_of(asked, 1, random_=n) for n in range(6))
    act(form, "read", word=WORD, fewest="5", present="", paste=codes)
    act(form, "close", "1", word=WORD, fewest="5", present="")
    again = room(ASKED)
    assert again.figure().alt == form.figure().alt
    assert repr(again) == repr(form)
    assert "6 of 6" not in repr(again)
    room(ASKED).forget()
    assert room(ASKED).figure() is None
    assert progress.store().entries() == []


def test_a_code_of_another_question_of_the_course_is_known():
    form = room(ASKED)
    others = [code_of(load_question("gallery.stranger"), 0, random_=1),
              code_of(SAMPLES["poll"], 0, random_=1)]  # fmt: skip
    act(form, "read", word=WORD, fewest="5", present="", paste="\n".join(others))
    said = words_of(form.spec["nodes"])
    assert words("room.report.other_question", count=1) in said
    assert words("room.report.other_version", count=1) in said


def test_a_room_for_another_kind_says_so():
    form = RoomForm(question("numeric"))
    form.refresh()
    assert words("room.kind") in words_of(form.spec["nodes"])
    assert act(form, "read", paste="x")["problem"] == ""
    form.forget()
    assert form.figure() is None


def test_suggested_words_are_two_and_go_into_the_box():
    assert len({suggest() for _ in range(60)}) > 20
    form = facilitator()
    act(form, "suggest", word="", fewest="6", present="9")
    (box,) = find(form.spec["nodes"], id="word")
    assert re.fullmatch(r"[a-z]+ [a-z]+", box["a"]["value"])
    (fewest,) = find(form.spec["nodes"], id="fewest")
    assert fewest["a"]["value"] == "6"  # what is typed elsewhere stays


def test_what_is_withheld_is_named():
    form = facilitator()
    given = {"word": WORD, "fewest": "5", "present": ""}
    act(
        form,
        "read",
        paste=many([0, 0, 0, 0, 1, 1, 2, 3]) + "\n" + many([0, 0, 0, 0, 1, 1, 2], 2),
        **given,
    )
    act(form, "close", "1", **given)
    act(form, "close", "2", **given)
    assert words("room.withheld") in words_of(form.spec["nodes"])
    table = form.figure().table
    assert {row[3] for row in table.rows} == {words("room.chart.not_shown")}
    assert words("room.chart.not_shown") in form.figure().alt


def test_the_page_draws_all_that_these_forms_use():
    """form.js leaves out what is not on its lists, without a word."""
    source = FORM_JS.read_text("utf-8")
    allowed = [
        set(
            "".join(
                re.findall(r'"([^"]*)"', source.split(f"const {name} = new Set(")[1].split(");")[0])
            ).split()
        )
        for name in ("ELEMENTS", "ATTRIBUTES")
    ]
    room_ = facilitator()
    act(room_, "read", word=WORD, fewest="5", present="", paste=many([0] * 6) + "\n7K3M-9QX2-A8D")
    act(room_, "close", "1", word=WORD, fewest="5", present="")
    text = ShareTextForm(question("reflect"))
    act(text, "look", text="07700 900123")
    forms: list[Form] = [learner("best_action"), room_, text]
    for form in forms:
        for used, known in zip(names(form), allowed, strict=True):
            assert used <= known, used - known


def test_a_facilitator_chooses_the_same_way():
    form = room()
    act(form, "pick-list", lesson="01")
    act(form, "pick-open", lesson="01", pick=ASKED)
    codes = "\n".join(code_of(load_question(ASKED), 0, random_=n) for n in range(5))
    act(form, "read", lesson="01", pick=ASKED, word=WORD, fewest="5", present="", paste=codes)
    act(form, "close", "1", lesson="01", pick=ASKED, word=WORD, fewest="5", present="")
    assert find(form.spec["nodes"], t="img")
    assert room(ASKED).figure() is not None
    assert repr(form) == repr(room())
