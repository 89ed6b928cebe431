"""One small question of each kind that a code can hold, and codes as learners' pages make them."""

from __future__ import annotations

from typing import Any

from friend_request.workshop import codes
from friend_request.workshop.numbers import CODED
from tests.unit.samples import question

WORD = "quiet harbour"
SAMPLES = {kind: question(kind) for kind in CODED}


def code_of(question: Any, number: int, *, random_: int, round_: int = 1, word: str = WORD) -> str:
    """The code of an answer, given by its number."""
    return codes.make(question, number, round_, random_, word)
