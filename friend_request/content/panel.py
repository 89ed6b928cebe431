"""What a panel made of a question's key: how many rated it, and how far they agreed.

`data/panel.yaml` is written by `python -m friend_request.authoring panel import`, never by hand.
Its figures are laid over a question when it is loaded (`load`), and only while the question still
has the words that were rated.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from friend_request.content.base import Part, QuestionId, Slug, Text
from friend_request.content.parts import PanelMethods

# With fewer raters a share says little, and each of them could be made out.
FEWEST = 5


class PanelResult(PanelMethods, Part):
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


class PanelResults(Part):
    """Every question that a panel has rated."""

    questions: dict[QuestionId, PanelResult]
