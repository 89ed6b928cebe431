"""Not always no: where the preferred answer is a yes, and where a no or a rule is the risk.

`data/coverage/balance.yaml` lists such questions and cases. This checks that their keys say what
the list says of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from friend_request.authoring.problems import Problem
from friend_request.content import ContentError, load_case, load_question
from friend_request.content.base import Part, Slug, Text
from friend_request.content.reading import read_as
from friend_request.paths import DATA

FILE = DATA / "coverage" / "balance.yaml"


class Yes(Part):
    """An option graded best that is contact, a yes, or leaving something alone.

    `question` is a question's id, or a scene's (`<case>.<scene>`).
    """

    question: Text
    option: Slug
    what: Literal["contact", "yes", "nothing"]


class Hiding(Part):
    """An option graded risky, or a rule broken, that hides: behind silence, a block or a rule."""

    question: Text
    option: Slug
    what: Literal["ignoring", "blocking", "over-reporting", "policy"]


class Outcome(Part):
    """A case in which an accepted request turned out well, or a refusal did harm."""

    case: Slug
    how: Text


class Balance(Part):
    """Where the course doesn't say no."""

    contact_or_nothing: list[Yes] = Field(default=[])
    hiding_is_risky: list[Hiding] = Field(default=[])
    accepted_and_well: list[Outcome] = Field(default=[])
    refused_and_harmed: list[Outcome] = Field(default=[])


NESTED: dict[str, type[BaseModel]] = {
    "contact_or_nothing": Yes,
    "hiding_is_risky": Hiding,
    "accepted_and_well": Outcome,
    "refused_and_harmed": Outcome,
}


def load_balance(path: Path = FILE) -> Balance:
    """Read the list.

    Raises:
        ContentError: if it has a mistake.
    """
    made: Balance = read_as(path, Balance, nested=NESTED)
    return made


def verdict_of(question_id: str, option_id: str) -> str | None:
    """The grade of a question's option or of a scene's choice; None if there is none such."""
    owner, _, rest = question_id.partition(".")
    try:
        options = load_question(question_id).options
    except ContentError:
        try:
            scene = load_case(owner).scene(rest)
        except ContentError:
            return None
        options = scene.choices if scene else []
    return next((str(o.verdict) for o in options if o.id == option_id), None)


def check_balance(balance: Balance) -> list[Problem]:
    """Check that each key says what the list says of it."""
    problems = []
    for kind, wanted in (("contact_or_nothing", {"best"}), ("hiding_is_risky", _BAD)):
        for one in getattr(balance, kind):
            found = verdict_of(one.question, one.option)
            if found not in wanted:
                text = (
                    f"{one.question}, option {one.option}, is graded {found}, and not "
                    f"{' or '.join(sorted(wanted))}. Mend the list."
                )
                problems.append(Problem("data/coverage/balance.yaml", kind, text))
    for kind in ("accepted_and_well", "refused_and_harmed"):
        for outcome in getattr(balance, kind):
            try:
                load_case(outcome.case)
            except ContentError:
                text = f"there is no case {outcome.case}."
                problems.append(Problem("data/coverage/balance.yaml", kind, text))
    return problems


_BAD = {"risky", "violation"}
