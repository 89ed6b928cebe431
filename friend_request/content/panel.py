"""What a panel made of a question's key: how many rated it, and how far they agreed.

`data/panel.yaml` is written by `python -m friend_request.authoring panel import`, never by hand.
Its figures are laid over a question when it is loaded, and only while the question still has the
words that were rated.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, model_validator

from friend_request.content.base import Part, QuestionId, Slug, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

# With fewer raters a share says little, and each of them could be made out.
FEWEST = 5
# Below this share of raters who agree with the key, nothing is graded best.
ENOUGH = 60


class PanelResult(Part):
    """A panel's rating of one question.

    Attributes:
        version: the question's `content_version` when it was rated.
        raters: how many people rated all of its options.
        lived: how many of them rated from lived experience.
        agreement: percent of raters whose highest rating went to the key.
        shares: percent of raters whose highest rating went to each option; ties are split evenly.
    """

    version: Text
    raters: Annotated[int, Field(ge=FEWEST)]
    lived: Annotated[int, Field(ge=0)] = 0
    agreement: Annotated[float, Field(ge=0, le=100)]
    shares: dict[Slug, Annotated[float, Field(ge=0, le=100)]]

    @model_validator(mode="after")
    def _some_are_lived(self) -> PanelResult:
        if self.lived > self.raters:
            raise ValueError("lived counts some of the raters; it can't be more than all of them.")
        return self

    @property
    def split(self) -> bool:
        """Whether the panel agreed too little for anything to be graded best."""
        return self.agreement < ENOUGH


class PanelResults(Part):
    """Every question that a panel has rated."""

    questions: dict[QuestionId, PanelResult]


@lru_cache(maxsize=4)
def load_panel(path: Path) -> dict[str, PanelResult]:
    """Read what a panel said; nothing where none has met.

    Raises:
        ContentError: if the file has a mistake.
    """
    from friend_request.content.load import read_as

    if not path.exists():
        return {}
    made: PanelResults = read_as(path, PanelResults)
    return made.questions


def rated(questions: Iterable[Any], results: dict[str, PanelResult]) -> list[Any]:
    """The same questions with a panel's figures laid over those that it rated.

    Where the panel was split, an option graded best becomes defensible, in every context.
    """
    made = []
    for question in questions:
        found = results.get(question.id)
        if found is None or found.version != question.content_version:
            made.append(question)
            continue
        changes: dict[str, Any] = {"panel": found, "key_basis": "panel"}
        if found.split:
            changes["options"] = [_lowered(option) for option in question.options]
        made.append(question.model_copy(update=changes))
    return made


def _lowered(option: Any) -> Any:
    """The option, defensible where it was best."""
    where = [
        w.model_copy(update={"verdict": "defensible"}) if w.verdict == "best" else w
        for w in option.where
    ]
    verdict = "defensible" if option.verdict == "best" else option.verdict
    return option.model_copy(update={"verdict": verdict, "where": where})
