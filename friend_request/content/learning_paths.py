"""Which lessons for whom, from `data/paths.yaml`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Annotated

from pydantic import Field, model_validator

from friend_request.content.base import Part, Slug, Text, unique_ids
from friend_request.content.load import load_lessons
from friend_request.content.reading import read_as
from friend_request.paths import DATA


class LearningPath(Part):
    """One path. It leads through lessons, or to one page that is no lesson.

    `minutes` is given only for a page; a path's own minutes are its lessons' (`time_of`).
    """

    id: Slug
    title: Text
    for_whom: Text
    lessons: list[Annotated[str, Field(pattern=r"^\d\d$")]] = Field(default=[])
    page: Annotated[str, Field(pattern=r"^[a-z_]+$")] | None = None
    minutes: int | None = None

    @model_validator(mode="after")
    def _one_way(self) -> LearningPath:
        if bool(self.lessons) == bool(self.page):
            raise ValueError("a path needs lessons or a page, and not both.")
        if bool(self.page) != (self.minutes is not None):
            raise ValueError("minutes are given with a page, and only there.")
        return self


class LearningPaths(Part):
    """All the paths, in the order in which lesson 0 shows them."""

    paths: Annotated[list[LearningPath], Field(min_length=1)]
    review_by: date

    @model_validator(mode="after")
    def _check(self) -> LearningPaths:
        unique_ids(self.paths, "path")
        return self


@lru_cache(maxsize=1)
def load_paths() -> list[LearningPath]:
    """Read the paths.

    Raises:
        ContentError: if the file is missing or has a mistake.
    """
    made: LearningPaths = read_as(DATA / "paths.yaml", LearningPaths)
    return made.paths


def time_of(path: LearningPath) -> int:
    """How many minutes a path takes, from its lessons' own."""
    if path.minutes is not None:
        return path.minutes
    minutes = {lesson.number: lesson.minutes for lesson in load_lessons()}
    return sum(minutes[number] for number in path.lessons)


def mistakes() -> list[str]:
    """Lessons that a path names and that do not exist, and lessons in no path, in words."""
    known = {lesson.number for lesson in load_lessons()}
    named = {number for path in load_paths() for number in path.lessons}
    return [f"there is no lesson {number}." for number in sorted(named - known)] + [
        f"lesson {number} is in no path. Add it to one." for number in sorted(known - named)
    ]
