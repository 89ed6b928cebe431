"""What a question offers: graded actions, steps, items to match, model replies."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from friend_request.content.base import (
    Citation,
    Country,
    Part,
    Role,
    Slug,
    Text,
    Verdict,
    Violates,
)


class Where(Part):
    """What an option's verdict is for one role, or in one country, or for both together."""

    role: Role | None = None
    country: Country | None = None
    verdict: Verdict
    because: Text
    cites: list[Citation] = Field(default=[])
    violates: Violates | None = None

    @model_validator(mode="after")
    def _check(self) -> Where:
        if self.role is None and self.country is None:
            raise ValueError("an entry under where needs a role, a country, or both.")
        _violation_names_rule(self.verdict, self.violates)
        return self


def _violation_names_rule(verdict: str | None, violates: Violates | None) -> None:
    if verdict == "violation" and violates is None:
        raise ValueError(
            "verdict: violation must name the rule. Add violates: {clause: <clause_id>, "
            "binds: <whom it binds>}, or grade the option risky."
        )
    if verdict != "violation" and violates is not None:
        raise ValueError(
            "violates belongs to verdict: violation only. Change the verdict, or move the clause "
            "to cites."
        )


class GradedOption(Part):
    """One course of action, with its grade and the reason for it."""

    id: Slug
    text: Text
    verdict: Verdict
    because: Text
    cites: list[Citation] = Field(default=[])
    violates: Violates | None = None
    where: list[Where] = Field(default=[])

    @model_validator(mode="after")
    def _check(self) -> GradedOption:
        _violation_names_rule(self.verdict, self.violates)
        contexts = [(w.role, w.country) for w in self.where]
        for context in contexts:
            if contexts.count(context) > 1:
                raise ValueError(
                    f"option {self.id!r} has two entries under where for the same role and "
                    "country. Keep one."
                )
        return self

    def citations(self) -> list[Citation]:
        """Every citation of the option and its `where` entries, rules that it breaks included.

        Returns:
            In the order of the file; one that stands there twice comes twice.
        """
        found = [*self.cites, *([self.violates.citation] if self.violates else [])]
        for where in self.where:
            found += [*where.cites, *([where.violates.citation] if where.violates else [])]
        return found


def effective(
    option: GradedOption, role: str | None = None, country: str | None = None
) -> GradedOption | Where:
    """Return what holds for this option in this context.

    Args:
        option: a graded option, or a choice of a scene.
        role: one of `ROLES`, or None.
        country: one of `COUNTRIES`, or None.

    Returns:
        The most specific matching entry of `option.where`, else the option itself. An entry that
        names role and country beats one that names only a role, which beats one that names only a
        country.
    """
    matching = [w for w in option.where if w.role in (None, role) and w.country in (None, country)]
    if not matching:
        return option
    return max(matching, key=lambda w: (w.role is not None) * 2 + (w.country is not None))


class PollOption(Part):
    """One answer of a poll. Polls have no key, so nothing here is graded."""

    id: Slug
    text: Text


class OrderOption(Part):
    """One step; the file's order is the key. Steps with the same `position` are interchangeable."""

    id: Slug
    text: Text
    because: Text
    position: Annotated[int, Field(ge=1)] | None = None


class MatchOption(Part):
    """One item, and the id of the target that it belongs to."""

    id: Slug
    text: Text
    match: Slug
    because: Text


class Target(Part):
    """Something that items are matched to."""

    id: Slug
    text: Text


class Near(Part):
    """A common mistake in a numeric answer and what to say about it."""

    value: float
    tolerance: Annotated[float, Field(ge=0)] = 0
    because: Text


class Answer(Part):
    """The value of a numeric question; anything within the tolerance is right."""

    value: float
    tolerance: Annotated[float, Field(ge=0)] = 0
    unit: Text | None = None


class Model(Part):
    """A model reply: what one might send, and what it does well and what it costs."""

    id: Slug
    title: Text
    text: Text
    why: Text
