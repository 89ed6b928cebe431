"""How the authors' checks speak: what is wrong, where, and how to mend it, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from friend_request.content_errors import ContentError


@dataclass(frozen=True)
class Problem:
    """One thing to mend.

    Attributes:
        file: the file, as a path from the project's top.
        where: the place in it ("cell 4"), or "".
        text: what is wrong and what to do.
    """

    file: str
    where: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file}, {self.where}" if self.where else self.file
        return f"{place}: {self.text}"


def of_content(error: ContentError) -> list[Problem]:
    """What is wrong in a content file, each with its line and its question or option."""
    found = []
    for one in error.problems:
        line = f"line {one.line}" if one.line else ""
        where = ", ".join(part for part in (line, one.place) if part)
        found.append(Problem(one.file, where, one.message))
    return found


class AuthoringError(Exception):
    """Raised where the work cannot go on; `problems` says what to mend."""

    def __init__(self, *problems: Problem):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
