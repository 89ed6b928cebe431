"""One small question of each kind that a code can hold, codes as pages make them, and the forms."""

from __future__ import annotations

from typing import Any

from friend_request.workshop import codes
from friend_request.workshop.answering import AnswerCodeForm, Answering
from friend_request.workshop.facilitating import RoomForm
from friend_request.workshop.numbers import CODED
from friend_request.workshop.totals import Room
from tests.unit.samples import KEY, act, find, question

WORD = "quiet harbour"
SAMPLES = {kind: question(kind) for kind in CODED}


def code_of(question: Any, number: int, *, random_: int, round_: int = 1, word: str = WORD) -> str:
    """The code of an answer, given by its number."""
    return codes.make(question, number, round_, random_, word)


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
