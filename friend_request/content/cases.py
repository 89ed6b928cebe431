"""Cases, quizzes and lessons: each is one YAML file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from friend_request.content.base import Age, Citation, Part, QuestionId, Slug, Text, unique_ids
from friend_request.content.kinds import Question, QuestionBase


class Client(Part):
    """The person in the case."""

    age: Age
    relationship: Literal["current", "former", "family", "none"]


def _questions_belong(prefix: str, questions: Iterable[QuestionBase]) -> None:
    questions = list(questions)
    unique_ids(questions, "question")
    for question in questions:
        if question.id.split(".")[0] != prefix:
            raise ValueError(
                f"question id {question.id!r} must begin with {prefix!r} and a dot, so that it "
                f"can be found. Rename it to {prefix}.{question.id.split('.')[-1]}."
            )


class Case(Part):
    """A vignette with its questions. The file's name is its id."""

    id: Slug
    title: Text
    minutes: Annotated[int, Field(ge=1, le=60)]
    setting: Text
    role: Text
    client: Client
    platform: Text
    objectives: Annotated[list[Text], Field(min_length=1)]
    content_note: Text | None = None
    story: Text
    cites: list[Citation] = Field(default=[])
    review_by: date
    questions: Annotated[list[Question], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Case:
        _questions_belong(self.id, self.questions)
        for question in self.questions:
            if question.objective not in self.objectives:
                raise ValueError(
                    f"question {question.id!r} has objective {question.objective!r}, which is not "
                    f"among the case's objectives ({', '.join(self.objectives)}). Add it there, or "
                    "correct it."
                )
        return self


class Quiz(Part):
    """Questions that belong to a lesson rather than to a case. The file's name is the lesson."""

    lesson: Annotated[str, StringConstraints(pattern=r"^\d\d$")]
    review_by: date
    questions: Annotated[list[Question], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Quiz:
        _questions_belong(self.lesson, self.questions)
        return self


class Objective(Part):
    """What a learner can do after the lesson, in a verb one can observe."""

    id: Annotated[str, StringConstraints(pattern=r"^\d\d\.o\d+$")]
    text: Text


class Lesson(Part):
    """A lesson: its minutes, objectives, cases and questions in the order of the notebook."""

    number: Annotated[str, StringConstraints(pattern=r"^\d\d$")]
    slug: Slug
    title: Text
    minutes: Annotated[int, Field(ge=1, le=90)]
    objectives: list[Objective]
    path: list[Slug] = Field(default=[])
    content_note: Text | None = None
    cases: list[Slug] = Field(default=[])
    quizzes: list[Text] = Field(default=[])
    questions: list[QuestionId] = Field(default=[])
    exercise_questions: list[QuestionId] = Field(default=[])
    facilitation: dict[str, Any] = Field(default={})
    cites: list[Citation] = Field(default=[])
    review_by: date

    @property
    def stem(self) -> str:
        """The notebook's file name without its ending, such as `01_nine_months_on`."""
        return f"{self.number}_{self.slug.replace('-', '_')}"
