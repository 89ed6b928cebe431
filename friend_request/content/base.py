"""What every part of a case is made of: names, texts, citations."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator

from friend_request.content.parts import CitationMethods, ViolatesMethods

# Before its first model pydantic looks through all that is installed for plugins of its own. The
# course has none, and a learner would wait for it.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
QuestionId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$")
]
# An age is text ("24, seen at 16"), yet an author rightly writes a bare 17.
Age = Annotated[Text, BeforeValidator(lambda v: str(v) if type(v) is int else v)]


class Part(BaseModel):
    """Anything read from a file: unknown keys are refused, and nothing changes afterwards."""

    # Of some sixty models a lesson uses a dozen: each is built when it first reads something.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Citation(CitationMethods, Part):
    """A pointer to `references.json` (`ref`) or to a row of `ethics_codes.csv` (`clause`)."""

    ref: Text | None = None
    clause: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Citation:
        if (self.ref is None) == (self.clause is None):
            raise ValueError(
                "a citation names one source. Write either ref: <id in references.json> or "
                "clause: <clause_id in ethics_codes.csv>."
            )
        return self


class Violates(ViolatesMethods, Part):
    """The rule that an option breaks, and whom that rule binds."""

    clause: Text | None = None
    ref: Text | None = None
    binds: Text

    @model_validator(mode="after")
    def _one_target(self) -> Violates:
        if (self.ref is None) == (self.clause is None):
            raise ValueError(
                "a violation names one rule. Write clause: <clause_id in ethics_codes.csv>, or "
                "ref: <id in references.json> for a rule that is not in that table."
            )
        return self


class Checked(Part):
    """That somebody read a file again: who, on which day, and what was looked at.

    `by` is a name or a role, as that person likes it ("clinical lead, Brook House").
    """

    by: Text
    day: date
    what: Text


def unique_ids(things: Iterable[Any], what: str) -> None:
    """Refuse two things with one id."""
    ids = [thing.id for thing in things]
    for each in ids:
        if ids.count(each) > 1:
            raise ValueError(f"{what} id {each!r} is used twice. Give one of them another id.")
