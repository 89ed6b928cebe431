"""The learner's code, worked as a browser works it."""

from __future__ import annotations

import json

import pytest

from friend_request import answer_code, progress
from friend_request.content import load_question
from friend_request.words import words
from friend_request.workshop import answering
from friend_request.workshop.answering import AnswerCodeForm, Answering, ShareTextForm
from friend_request.workshop.codes import decode, tag_of
from friend_request.workshop.numbers import space, to_response
from friend_request.workshop.totals import Room
from tests.unit.room_samples import SAMPLES, WORD, learner, shown_code
from tests.unit.samples import KEY, act, buttons, find, question, words_of

pytestmark = pytest.mark.usefixtures("own_rooms")
ASKED = "nine-months-on.need"


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
