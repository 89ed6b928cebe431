"""The learner's code and the facilitator's room, worked as a browser works them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from friend_request import answer_code, progress, room
from friend_request.content import load_question
from friend_request.widgets.form import Form
from friend_request.words import words
from friend_request.workshop import answering, facilitating
from friend_request.workshop.answering import AnswerCodeForm, Answering, ShareTextForm
from friend_request.workshop.chart import bars, chart, finding
from friend_request.workshop.codes import decode, tag_of
from friend_request.workshop.facilitating import RoomForm, suggest
from friend_request.workshop.numbers import space, to_response
from friend_request.workshop.totals import Room
from tests.unit.room_samples import SAMPLES, WORD, code_of
from tests.unit.samples import KEY, act, buttons, find, question, words_of

ASKED = "nine-months-on.need"
FORM_JS = Path(__file__).parents[2] / "friend_request" / "widgets" / "form.js"


@pytest.fixture(autouse=True)
def _own_rooms(monkeypatch, tmp_path):
    monkeypatch.setenv("FRIEND_REQUEST_DATA", str(tmp_path))
    monkeypatch.setattr(answering, "_answering", {})
    monkeypatch.setattr(facilitating, "_rooms", {})


def values_of(kind, response):
    """What the browser sends for an answer."""
    if kind == "rate_actions":
        return {f"rate-{option}": level for option, level in response["ratings"].items()}
    return {} if kind == "put_in_order" else response


def shown_code(form):
    (box,) = find(form.spec["nodes"], id="code")
    return box["a"]["value"]


def learner(kind, response=None, word=WORD):
    form = AnswerCodeForm(SAMPLES[kind], Answering())
    form.refresh()
    act(form, "code", word=word, **values_of(kind, response or KEY[kind]))
    return form


def names(form):
    """Elements and attributes that a form uses."""
    found = find(form.spec["nodes"])
    return {n["t"] for n in found}, {a for n in found for a in n.get("a", {})}


def facilitator(kind="best_action", **prepared):
    form = RoomForm(SAMPLES[kind], Room(SAMPLES[kind]))
    form.refresh()
    act(form, "prepare", **{"word": WORD, "fewest": "5", "present": "", **prepared})
    return form


def many(numbers, round_=1, start=0, kind="best_action"):
    return "\n".join(
        code_of(SAMPLES[kind], n, random_=start + place, round_=round_)
        for place, n in enumerate(numbers)
    )


# ---------------------------------------------------------------- the learner


@pytest.mark.parametrize("kind", SAMPLES)
def test_an_answer_of_every_kind_becomes_a_code_and_comes_back(kind):
    form = learner(kind)
    code = decode(shown_code(form), WORD)
    number = code.split(space(SAMPLES[kind]))[1]
    wanted = {"order": list(form.view.order)} if kind == "put_in_order" else KEY[kind]
    assert to_response(SAMPLES[kind], number) == wanted
    assert (code.tag, code.round) == (tag_of(SAMPLES[kind]), 1)
    # Spelt out for a screen reader, which would read it as a word.
    assert (
        words("answer_code.is", code=" ".join(shown_code(form).replace("-", "")))
        == (form.spec["say"])
    )


def test_an_incomplete_answer_gets_no_code():
    form = AnswerCodeForm(SAMPLES["best_action"], Answering())
    act(form, "code", word=WORD)
    assert form.spec["problem"] == words("respond.choose_one")
    assert not find(form.spec["nodes"], id="code")


def test_showing_again_gives_the_same_code_and_a_changed_answer_the_same_person():
    form = learner("best_action", {"choice": "a"})
    first = shown_code(form)
    act(form, "code", word=WORD, choice="a")
    assert shown_code(form) == first
    act(form, "code", word=WORD, choice="c")
    one, other = (decode(each, WORD).split(4) for each in (first, shown_code(form)))
    assert one[0] == other[0]
    assert (one[1], other[1]) == (0, 2)
    made = Room(SAMPLES["best_action"], word=WORD)
    made.read(first)
    assert made.read(shown_code(form)).changed == 1


def test_the_second_round_has_another_random_number_and_the_first_answer_marked():
    form = learner("best_action", {"choice": "a"})
    first = decode(shown_code(form), WORD)
    act(form, "next", choice="a", word=WORD)
    assert words("answer_code.after") in words_of(form.spec["nodes"])
    (marked,) = [n for n in find(form.spec["nodes"], type="radio") if "checked" in n["a"]]
    assert marked["a"]["value"] == "a"
    assert not find(form.spec["nodes"], id="code")
    act(form, "code", word=WORD, choice="b")
    second = decode(shown_code(form), WORD)
    assert second.round == 2
    assert second.split(4)[0] != first.split(4)[0]


def test_random_numbers_use_all_the_room_there_is(monkeypatch):
    monkeypatch.setattr(answering.secrets, "randbelow", lambda n: n - 1)
    form = learner("rate_actions")
    assert decode(shown_code(form), WORD).split(256) == (2**33 // 256 - 1, 0b11100100)


def test_no_verdict_is_shown_until_the_second_code_is():
    form = learner("best_action", {"choice": "a"})
    question_ = SAMPLES["best_action"]
    because = [option.because for option in question_.options]
    assert not [each for each in because if each in words_of(form.spec["nodes"])]
    assert words("answer_code.reasons") not in buttons(form)
    act(form, "next", choice="a", word=WORD)
    assert words("answer_code.reasons") not in buttons(form)
    act(form, "code", choice="a", word=WORD)
    assert words("answer_code.reasons") in buttons(form)
    act(form, "reasons", choice="a", word=WORD)
    assert all(each in words_of(form.spec["nodes"]) for each in because)


def test_a_poll_has_no_reasons_to_show():
    form = learner("poll")
    act(form, "next", choice="a", word=WORD)
    act(form, "code", choice="a", word=WORD)
    assert words("answer_code.reasons") not in buttons(form)


def test_what_a_code_tells_is_said_before_it_is_made():
    form = answer_code(ASKED)
    form.refresh()
    said = words_of(form.spec["nodes"])
    for key in ("open_all", "open_same", "mix_hat", "mix_pad", "mix_person", "word_why"):
        assert words(f"answer_code.{key}") in said


def test_nothing_of_it_is_kept():
    form = answer_code(ASKED)
    form.refresh()
    choice = load_question(ASKED).options[0].id
    form._receive(form, {"type": "draft", "values": {"choice": choice, "word": WORD}}, [])
    act(form, "code", choice=choice, word=WORD)
    assert shown_code(form)
    assert progress.store().entries() == []
    assert not [n for n in find(form.spec["nodes"]) if "data-draft" in n.get("a", {})]


def test_running_the_cell_again_shows_the_same_code():
    choice = load_question(ASKED).options[1].id
    form = answer_code(ASKED)
    act(form, "code", choice=choice, word=WORD)
    again = answer_code(ASKED)
    again.refresh()
    assert shown_code(again) == shown_code(form)
    assert repr(again) == repr(form)
    assert WORD not in repr(again)


def test_where_copying_is_not_allowed_the_code_is_selected():
    form = learner("poll")
    (box,) = find(form.spec["nodes"], data_copy="code")
    assert box["t"] == "button"
    act(form, "copy", "copied", choice="a", word=WORD)
    assert form.spec["say"] == words("answer_code.copied")
    act(form, "copy", "selected", choice="a", word=WORD)
    assert form.spec["problem"] == words("answer_code.selected")


@pytest.mark.parametrize("kind", ["match", "numeric"])
def test_other_kinds_say_that_they_have_no_code(kind):
    form = AnswerCodeForm(question(kind))
    form.refresh()
    assert words("answer_code.no_code") in words_of(form.spec["nodes"])
    assert act(form, "code", word=WORD)["problem"] == ""
    assert words("answer_code.no_code").split()[0] in repr(form)


def test_steps_are_moved_with_buttons():
    form = AnswerCodeForm(SAMPLES["put_in_order"], Answering())
    form.refresh()
    before = list(form.view.order)
    act(form, "down", before[0])
    assert form.view.order == [before[1], before[0], *before[2:]]
    assert form.spec["say"]


# ---------------------------------------------------------------- words of one's own


def test_a_text_is_shared_only_if_the_learner_copies_it():
    form = answer_code("gallery.reply")
    assert isinstance(form, ShareTextForm)
    form.refresh()
    assert words("answer_code.share_copy") not in buttons(form)
    assert act(form, "look", text="  ")["problem"] == words("answer_code.share_empty")
    act(form, "look", text="Her number is 07700 900123.")
    assert words("answer_code.share_care") in words_of(form.spec["nodes"])
    assert words("takeaway.kind.phone") in words_of(form.spec["nodes"])
    act(form, "look", text="I was glad to hear from you.")
    assert words("takeaway.kind.phone") not in words_of(form.spec["nodes"])
    assert act(form, "copy", "copied", text="x")["say"] == words("answer_code.share_copied")
    act(form, "copy", "selected", text="x")
    assert form.spec["problem"] == words("answer_code.share_selected")
    form._receive(form, {"type": "draft", "values": {"text": "secret"}}, [])
    # Neither in the log nor in what a saved notebook could hold.
    assert progress.store().entries() == []
    assert "glad to hear" not in json.dumps(form.spec)
    assert "glad to hear" not in repr(form)


# ---------------------------------------------------------------- the facilitator


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


# ---------------------------------------------------------------- the figure


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_figure_of_every_kind_says_its_numbers(kind):
    asked = SAMPLES[kind]
    made = Room(asked, word=WORD)
    made.read(many([1, 1, 1, 2, 2, 1], kind=kind))
    made.close(1)
    figure = chart(asked, made.totals)
    shown = bars(asked, made.totals)
    assert [bar.text for bar in shown] == [option.text for option in asked.options]
    if kind in ("best_action", "poll"):
        assert [bar.labels[1] for bar in shown][:3] == ["0 of 6", "4 of 6", "2 of 6"]
        assert "4 of 6 (67%)" in figure.alt
        assert figure.table.rows[1][1:] == ("4", "67")
    elif kind == "select_all":
        assert [bar.labels[1] for bar in shown][:3] == ["4 of 6", "2 of 6", "0 of 6"]
        assert "left" not in str(figure.table.rows)
    elif kind == "rate_actions":
        # Numbers 1 and 2 rate the first action defensible and risky.
        assert [bar.labels[1] for bar in shown] == ["4 of 6", "6 of 6", "6 of 6", "6 of 6"]
        assert len(figure.table.rows) == 16
    else:
        assert sum(bar.values[1] for bar in shown) == pytest.approx(10)
        assert len(figure.table.rows) == 16
    assert figure.png.startswith(b"\x89PNG")
    assert figure.alt == finding(asked, made.totals)


def test_a_tie_is_said_as_one():
    asked = SAMPLES["best_action"]
    made = Room(asked, word=WORD)
    made.read(many([0, 0, 0, 1, 1, 1]))
    made.close(1)
    assert "3 of 6 each: “Do a”; “Do b”" in chart(asked, made.totals).alt


# ---------------------------------------------------------------- choosing from a list


def test_a_question_is_chosen_from_two_lists_and_then_asked_in_the_same_form():
    form = answer_code()
    form.refresh()
    assert act(form, "pick-list", lesson="")["problem"] == words("room_pick.choose_first")
    act(form, "pick-list", lesson="01")
    (listed,) = find(form.spec["nodes"], id="pick")
    offered = [n["a"]["value"] for n in find(listed, t="option")]
    assert ASKED in offered
    assert "nine-months-on.reply" not in offered
    assert act(form, "pick-open", pick="")["problem"] == words("room_pick.choose_first")
    act(form, "pick-open", lesson="01", pick=ASKED)
    assert form.spec["focus"] == "title"
    choice = load_question(ASKED).options[0].id
    act(form, "code", lesson="01", pick=ASKED, choice=choice, word=WORD)
    code = decode(shown_code(form), WORD)
    assert code.tag == tag_of(load_question(ASKED))
    # Another question in its place.
    other = next(each for each in offered if each not in ("", ASKED))
    act(form, "pick-open", lesson="01", pick=other)
    assert not find(form.spec["nodes"], id="code")


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
