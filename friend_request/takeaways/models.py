"""What stands in `data/takeaways/`: unknown keys are refused, and every clause must exist."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import Field as Limits
from pydantic import StringConstraints, field_validator, model_validator

from friend_request.content.base import Checked, Citation, Part, Slug, Text, unique_ids
from friend_request.content.vocabulary import Country, Role

Level = Literal["low", "middle", "high"]
LEVELS: tuple[Level, ...] = get_args(Level)
Moment = Literal["current", "considered"]
MOMENTS: tuple[Moment, ...] = get_args(Moment)


class Field(Part):
    """A box to write in."""

    id: Slug
    label: Text
    help: Text | None = None
    rows: Annotated[int, Limits(ge=1, le=12)] = 3


class Section(Part):
    """A heading with boxes below it."""

    title: Text
    help: Text | None = None
    fields: list[Field] = Limits(default=[])


class Question(Part):
    """One choice among a few. `help` is shown when any but the first is chosen."""

    label: Text
    options: dict[Slug, Text]
    help: Text


class Matter(Part):
    """What a decision can be about, and the clauses that speak of it."""

    id: Slug
    label: Text
    clauses: list[Citation]


class Axis(Part):
    """One line from little to much, asked of two moments."""

    id: Slug
    title: Text
    current: Text
    considered: Text
    levels: dict[Level, Text]

    @field_validator("levels")
    @classmethod
    def _all_levels(cls, levels: dict[Any, str]) -> dict[Any, str]:
        if tuple(levels) != LEVELS:
            raise ValueError(f"levels must be {', '.join(LEVELS)}, in this order.")
        return levels


class Axes(Section):
    """The lines of power, time, ending and age."""

    note: Text
    source: Text
    cites: list[Citation]
    axes: list[Axis]


class Binds(Section):
    """What binds the worker."""

    matters_label: Text
    clauses_label: Text
    none: Text


class Options(Part):
    """What could be done. The texts have a `{number}`."""

    title: Text
    help: Text
    most: Annotated[int, Limits(ge=2, le=8)]
    what: Text
    best: Text
    worst: Text
    add: Text


class Decision(Part):
    """The worksheet of a decision on paper."""

    title: Text
    about: Text
    privacy: Text
    law: Text
    note_title: Text
    note_about: Text
    danger: Question
    facts: Section
    need: Section
    binds: Binds
    axes: Axes
    options: Options
    consult: Section
    decide: Section
    after: Section
    matters: list[Matter]
    everyone: list[Text]
    roles: dict[Role, list[Text]]

    @property
    def sections(self) -> list[Section]:
        """All sections with boxes, in their order."""
        return [self.facts, self.need, self.binds, self.consult, self.decide, self.after]

    @property
    def fields(self) -> list[Field]:
        """All boxes that are not part of an option."""
        return [field for section in self.sections for field in section.fields]

    @model_validator(mode="after")
    def _ids(self) -> Decision:
        unique_ids(self.fields, "field")
        unique_ids(self.matters, "matter")
        unique_ids(self.axes.axes, "axis")
        return self


class Exposure(Part):
    """One way in which a worker can be seen from outside."""

    id: Slug
    title: Text
    why: Text
    how: Text
    todo: Text
    cant: Text
    cites: list[Citation] = Limits(default=[])


class Plan(Part):
    """The three things to do first. Some texts have a `{number}`."""

    title: Text
    help: Text
    which: Text
    none: Text
    what: Text
    when: Text
    done: Text
    again: Text
    again_help: Text


class Outside(Part):
    """The checklist of a look from outside."""

    title: Text
    about: Text
    privacy: Text
    care: Text
    before: Text
    steps: list[Text]
    states_label: Text
    states: dict[Slug, Text]
    note: Text
    why: Text
    how: Text
    cant: Text
    todo: Text
    plan: Plan
    document_title: Text
    exposures: list[Exposure]

    @model_validator(mode="after")
    def _ids(self) -> Outside:
        unique_ids(self.exposures, "exposure")
        return self


class Choice(Part):
    """One choice among a few, some of which have a note."""

    label: Text
    help: Text | None = None
    options: dict[Slug, Text]
    notes: dict[Slug, Text] = Limits(default={})

    @model_validator(mode="after")
    def _notes(self) -> Choice:
        for key in self.notes:
            if key not in self.options:
                raise ValueError(f"note {key!r} belongs to no option.")
        return self


class Risk(Part):
    """What is asked when somebody may not be safe."""

    label: Text
    help: Text
    route: Text
    route_help: Text
    needed: Text
    missing: Text
    put: Text


class Phrase(Part):
    """A sentence to begin from; what has to be filled in stands in square brackets."""

    tone: Slug
    text: Text


class ReplyPart(Part):
    """A part of a reply, with phrases for it; with `situations`, only for these."""

    id: Slug
    title: Text
    why: Text
    situations: list[Slug] = Limits(default=[])
    phrases: Annotated[list[Phrase], Limits(min_length=1)]


class ReplyKit(Part):
    """The reply kit."""

    title: Text
    about: Text
    privacy: Text
    document_title: Text
    situation: Choice
    age: Choice
    channel: Choice
    urgency: Choice
    risk: Risk
    tone: Choice
    parts: list[ReplyPart]
    phrases_help: Text
    draft: Text
    draft_help: Text
    rate: Text

    @property
    def choices(self) -> dict[str, Choice]:
        """The four choices that set the scene, by field."""
        return {
            "situation": self.situation,
            "age": self.age,
            "channel": self.channel,
            "urgency": self.urgency,
        }

    @model_validator(mode="after")
    def _check(self) -> ReplyKit:
        unique_ids(self.parts, "part")
        for part in self.parts:
            for phrase in part.phrases:
                if phrase.tone not in self.tone.options:
                    raise ValueError(f"tone {phrase.tone!r} is not among the tones.")
            for situation in part.situations:
                if situation not in self.situation.options:
                    raise ValueError(f"situation {situation!r} is not among the situations.")
        return self


class Card(Part):
    """The text of a lesson's card. Title and objectives come from the lesson's own file."""

    lesson: Annotated[str, StringConstraints(pattern=r"^\d\d$")]
    idea: Text
    points: Annotated[list[Text], Limits(min_length=2, max_length=6)]
    say: Annotated[list[Text], Limits(max_length=4)] = Limits(default=[])
    beware: Annotated[list[Text], Limits(max_length=4)] = Limits(default=[])
    monday: Text
    cites: Annotated[list[Citation], Limits(max_length=6)] = Limits(default=[])


class Lines(Part):
    """A country's numbers, and where they were read."""

    country: Country
    lines: Annotated[list[Text], Limits(min_length=1, max_length=5)]
    read_at: Annotated[str, StringConstraints(pattern=r"^https://")]


class Crisis(Part):
    """Where to turn in an agency's own emergencies: `crisis.yaml` in its own folder.

    `route` is one sentence: who answers, how, and at what hours. `countries` stand instead of our
    numbers for these countries on the wallet card.
    """

    route: Text
    countries: list[Lines] = Limits(default=[])
    review_by: date
    checked: list[Checked] = Limits(default=[])


class Wallet(Part):
    """The wallet card for whoever reads something frightening."""

    title: Text
    intro: Text
    own: Text
    steps: Annotated[list[Text], Limits(min_length=3, max_length=6)]
    asking: Text
    cites: list[Citation]
    checked: date
    numbers_note: Text
    countries: Annotated[list[Lines], Limits(min_length=1)]
