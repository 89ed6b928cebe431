"""Cases, quizzes and lessons: each is one YAML file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from friend_request.content.base import (
    Age,
    Checked,
    Citation,
    Part,
    QuestionId,
    Slug,
    Text,
    unique_ids,
)
from friend_request.content.kinds import Question, QuestionBase
from friend_request.content.scenes import Place, Scene, graph_problems
from friend_request.content_errors import Misplaced


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
    """A vignette with its questions, its scenes, or both. The file's name is its id."""

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
    checked: list[Checked] = Field(default=[])
    questions: list[Question] = Field(default=[])
    scenes: list[Scene] = Field(default=[])

    @model_validator(mode="after")
    def _check(self) -> Case:
        if not self.questions and not self.scenes:
            raise ValueError("a case needs questions, or scenes, or both. It has neither.")
        _questions_belong(self.id, self.questions)
        if self.scenes:
            problems = [(("scenes", *at), say) for at, say in self._scene_problems()]
            if problems:
                raise Misplaced(problems)
        for question in self.questions:
            if question.objective not in self.objectives:
                raise ValueError(
                    f"question {question.id!r} has objective {question.objective!r}, which is not "
                    f"among the case's objectives ({', '.join(self.objectives)}). Add it there, or "
                    "correct it."
                )
        return self

    def _scene_problems(self) -> Iterator[Place]:
        yield from graph_problems(self.scenes, self.objectives)
        taken = {question.id for question in self.questions}
        for n, scene in enumerate(self.scenes):
            if self.scene_key(scene.id) in taken:
                yield (
                    (n, "id"),
                    f"scene {scene.id!r} has the id of a question of this case. Give it another.",
                )

    def scene(self, scene_id: str) -> Scene | None:
        """Find a scene.

        Args:
            scene_id: its id within the case, such as `"tonight"`.

        Returns:
            The scene; None if the case has none of that id.
        """
        return next((scene for scene in self.scenes if scene.id == scene_id), None)

    def scene_key(self, scene_id: str) -> str:
        """The id under which answers in a scene are kept.

        Args:
            scene_id: its id within the case, such as `"tonight"`.

        Returns:
            Such as `nine-months-on.tonight`. Whether there is such a scene is not looked at.
        """
        return f"{self.id}.{scene_id}"

    def citations(self) -> list[Citation]:
        """Every citation of the case's story and scenes; those of its questions are theirs.

        Returns:
            Each once, in the order of the file; an empty list if there are none.
        """
        found = [*self.cites, *(c for scene in self.scenes for c in scene.citations())]
        return list({c.key: c for c in reversed(found)}.values())[::-1]


# Two quizzes belong to no lesson: docs/gallery.ipynb shows one question of each kind, and the forms
# are the check before and after the course.
OUTSIDE_LESSONS = ("gallery", "forms")
QUIZ_NAME = r"^(\d\d|gallery|forms)$"


def is_quiz(owner: str) -> bool:
    """Whether a question whose id begins so stands in a quiz; otherwise it stands in a case."""
    return re.fullmatch(QUIZ_NAME, owner) is not None


class Quiz(Part):
    """Questions that belong to a lesson rather than to a case. The file's name is the lesson."""

    lesson: Annotated[str, StringConstraints(pattern=QUIZ_NAME)]
    review_by: date
    checked: list[Checked] = Field(default=[])
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
    """A lesson: its minutes, objectives, cases and questions in the order of the notebook.

    `plays` names those of its `cases` that branch and are played in the notebook; lists of progress
    count each as one more thing to do.
    """

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
    plays: list[Slug] = Field(default=[])
    exercise_questions: list[QuestionId] = Field(default=[])
    facilitation: dict[str, Any] = Field(default={})
    cites: list[Citation] = Field(default=[])
    review_by: date
    checked: list[Checked] = Field(default=[])

    @model_validator(mode="after")
    def _check(self) -> Lesson:
        for case_id in self.plays:
            if case_id not in self.cases:
                raise ValueError(
                    f"plays names {case_id!r}, which is not among the lesson's cases. Add it there."
                )
        return self

    @property
    def stem(self) -> str:
        """The notebook's file name without its ending, such as `01_nine_months_on`."""
        return f"{self.number}_{self.slug.replace('-', '_')}"
