"""What the files of `data/policy` hold: settings, matters, and the positions to choose from.

Positions go from cautious to open, and none is chosen beforehand. The texts have words that differ
by setting (`{we}`) and gaps that the learner fills (`[hours]`); unknown ones are refused.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from friend_request.content.base import Citation, Part, Slug, Text, unique_ids

SettingId = Literal["solo", "agency", "youth"]
SETTINGS: tuple[SettingId, ...] = get_args(SettingId)
Audience = Literal["clients", "young", "staff"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)

# The words that every setting must have.
WORDS = frozenset(
    {
        *("we", "us", "our", "ours", "ourselves", "are", "client", "clients", "service"),
        *("staff", "their", "them", "family"),
    }
)
_WORD = re.compile(r"\{(\w*)\}")
_GAP = re.compile(r"\[[^\]\n]*\]")


class Detail(Part):
    """One fact about the service. With a `token`, it fills that gap in the texts."""

    id: Slug
    label: Text
    hint: Text | None = None
    token: Annotated[str, Field(pattern=r"^\[[a-z ]+\]$")] | None = None


class Page(Part):
    """What stands at the top of one document."""

    title: Text
    subtitle: Text
    intro: Annotated[list[Text], Field(min_length=1)]


class Consent(Part):
    """The paragraph for informed consent, and what is signed."""

    title: Text
    text: Text
    parent: Text
    sign: Annotated[list[Text], Field(min_length=1)]


class Endings(Part):
    """The page for a planned ending: what to do, and what to fill in."""

    title: Text
    intro: Text
    steps: Annotated[list[Text], Field(min_length=1)]
    rows: Annotated[list[Text], Field(min_length=1)]


class Setting(Part):
    """Who makes a policy: a solo practitioner, an agency or a youth programme."""

    id: SettingId
    title: Text
    summary: Text
    words: dict[str, Text]
    clients: Page
    consent: Consent
    young: Page
    staff: Page
    endings: Endings

    @model_validator(mode="after")
    def _all_words(self) -> Setting:
        lacking, unknown = WORDS - set(self.words), set(self.words) - WORDS
        if lacking or unknown:
            raise ValueError(
                f"the words of {self.id!r} must be exactly these: {', '.join(sorted(WORDS))}."
            )
        return self


class Settings(Part):
    """The file `settings.yaml`."""

    details: list[Detail]
    settings: list[Setting]

    @model_validator(mode="after")
    def _whole(self) -> Settings:
        unique_ids(self.details, "detail")
        unique_ids(self.settings, "setting")
        return self


class Position(Part):
    """One position on a matter, worded for three readers.

    Attributes:
        because: what speaks for it and what it costs.
        settings: where it can be chosen.
    """

    id: Slug
    title: Text
    because: Text
    cites: Annotated[list[Citation], Field(min_length=1)]
    clients: Text
    young: Text
    staff: Text
    settings: Annotated[tuple[SettingId, ...], Field(min_length=1)] = SETTINGS

    @model_validator(mode="after")
    def _known_words(self) -> Position:
        for audience in AUDIENCES:
            for word in _WORD.findall(getattr(self, audience)):
                if word.lower() not in WORDS:
                    raise ValueError(
                        f"position {self.id!r} has the word '{{{word}}}', which no setting knows. "
                        f"Known: {', '.join(sorted(WORDS))}."
                    )
        return self

    def gaps(self) -> set[str]:
        """The gaps in its texts for all three readers.

        Returns:
            Each with its brackets, such as `[hours]`; an empty set if there are none.
        """
        return {gap for a in AUDIENCES for gap in _GAP.findall(getattr(self, a))}


class Matter(Part):
    """One thing that a policy settles.

    Attributes:
        asks: the question whether it applies.
        positions: two or three in each setting, the cautious one first.
    """

    id: Slug
    title: Text
    young_title: Text
    asks: Text
    positions: list[Position]

    @model_validator(mode="after")
    def _two_or_three(self) -> Matter:
        unique_ids(self.positions, "position")
        for setting in SETTINGS:
            count = len(self.choices(setting))
            if count not in (2, 3):
                raise ValueError(
                    f"matter {self.id!r} has {count} positions for {setting!r}; it needs two or "
                    "three, the cautious one first."
                )
        return self

    def choices(self, setting: str) -> list[Position]:
        """The positions that can be chosen in a setting.

        Args:
            setting: `solo`, `agency` or `youth`.

        Returns:
            Two or three positions, the cautious one first.
        """
        return [position for position in self.positions if setting in position.settings]


class Group(Part):
    """One file of matters."""

    id: Slug
    title: Text
    young_title: Text
    order: int
    matters: Annotated[list[Matter], Field(min_length=1)]

    @model_validator(mode="after")
    def _unique(self) -> Group:
        unique_ids(self.matters, "matter")
        return self


NESTED = {"matters": Matter, "positions": Position, "settings": Setting, "details": Detail}
