"""The check before and after the course: one blueprint, two forms of matched questions.

`data/forms.yaml` is the blueprint. Each of its pairs names one idea of the course and two questions
of `data/quizzes/forms.yaml` that ask it with different people and facts, so that whoever takes one
form before the course and the other after it never meets a question twice.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from friend_request.content.base import Part, QuestionId, Slug, Text, unique_ids
from friend_request.content.load import load_question
from friend_request.content.reading import read_as
from friend_request.paths import DATA

FormName = Literal["a", "b"]
FORMS: tuple[FormName, ...] = get_args(FormName)


class Pair(Part):
    """Two questions that ask the same idea."""

    id: Slug
    idea: Text
    objective: Text
    a: QuestionId
    b: QuestionId


class Blueprint(Part):
    """What both forms ask, in order."""

    pairs: Annotated[list[Pair], Field(min_length=16, max_length=20)]
    review_by: date

    @model_validator(mode="after")
    def _check(self) -> Blueprint:
        unique_ids(self.pairs, "pair")
        ids = [question for pair in self.pairs for question in (pair.a, pair.b)]
        if len(set(ids)) < len(ids):
            raise ValueError("a question stands in the blueprint twice. Each may stand there once.")
        return self

    def questions(self, form: FormName) -> list[str]:
        """The ids of one form's questions, in order."""
        return [getattr(pair, form) for pair in self.pairs]


@lru_cache(maxsize=1)
def load_blueprint() -> Blueprint:
    """Read the blueprint.

    Raises:
        ContentError: if the file is missing or has a mistake.
    """
    made = read_as(DATA / "forms.yaml", Blueprint)
    assert isinstance(made, Blueprint)
    return made


def mismatches(blueprint: Blueprint) -> list[str]:
    """What keeps a pair from being matched, in words: its kind, options, objective or basis."""
    found = []
    for pair in blueprint.pairs:
        a, b = load_question(pair.a), load_question(pair.b)
        for question in (a, b):
            if question.kind != "best_action":
                found.append(f"{question.id} is {question.kind}; a form holds best_action only.")
            if question.objective != pair.objective:
                found.append(
                    f"{question.id} serves {question.objective}, its pair {pair.objective}."
                )
        if len(a.options) != len(b.options):
            found.append(f"{a.id} and {b.id} have different numbers of options.")
        if a.key_basis != b.key_basis:
            found.append(f"{a.id} and {b.id} rest on different kinds of key.")
    return found
