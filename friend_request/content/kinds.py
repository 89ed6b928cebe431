"""The nine kinds of question."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from friend_request.content.base import Citation, Part, QuestionId, Text, unique_ids
from friend_request.content.contexts import effective
from friend_request.content.options import (
    Answer,
    GradedOption,
    MatchOption,
    Model,
    Near,
    OrderOption,
    PollOption,
    Target,
)
from friend_request.content.panel import PanelResult
from friend_request.content.parts import ActionsMethods, OrderMethods, QuestionMethods
from friend_request.content.vocabulary import KeyBasis


def in_words(role: str | None, country: str | None) -> str:
    """A context as it is named in a mistake's message, such as ` for mentor and IE`."""
    named = " and ".join(x for x in (role, country) if x)
    return f" for {named}" if named else ""


class QuestionBase(QuestionMethods, Part):
    """What the kinds have in common."""

    id: QuestionId
    stem: Text
    objective: Text
    cites: list[Citation] = Field(default=[])
    intro: Text | None = None
    hints: list[Text] = Field(default=[])
    shuffle: bool = False
    confidence: bool = False


class _Graded(QuestionBase):
    key_basis: KeyBasis
    panel: PanelResult | None = None

    @model_validator(mode="after")
    def _panels_are_imported(self) -> _Graded:
        if self.key_basis == "panel" or self.panel:
            raise ValueError(
                "key_basis panel is set by importing a panel's ratings, so that its figures are "
                "real. Write rule, evidence or authors here."
            )
        return self

    @model_validator(mode="after")
    def _cited(self) -> _Graded:
        if not self.citations():
            raise ValueError(
                "a graded question needs at least one citation. Add cites: [{clause: ...}] or "
                "cites: [{ref: ...}]."
            )
        return self


GradedOptions = Annotated[list[GradedOption], Field(min_length=3, max_length=8)]


class _ChoiceOfActions(ActionsMethods, _Graded):
    options: GradedOptions

    @model_validator(mode="after")
    def _distinct(self) -> _ChoiceOfActions:
        unique_ids(self.options, "option")
        return self


class BestAction(_ChoiceOfActions):
    """One choice among graded options.

    `asks: fact` is for what is so rather than what to do: verdicts then read "Borne out", "Partly"
    and "Not borne out", since a false statement is not a risky act.
    """

    kind: Literal["best_action"]
    asks: Literal["action", "fact"] = "action"

    @model_validator(mode="after")
    def _facts_break_no_rule(self) -> BestAction:
        if self.asks == "fact" and any(o.verdict == "violation" for o in self.options):
            raise ValueError("a statement of fact breaks no rule. Grade that option risky.")
        return self

    @model_validator(mode="after")
    def _one_best(self) -> BestAction:
        for role, country in [(None, None), *self.contexts()]:
            verdicts = [effective(option, role, country).verdict for option in self.options]
            best = verdicts.count("best")
            if best != 1:
                place = in_words(role, country)
                mend = (
                    "Grade one option best."
                    if best == 0
                    else "Keep one best and grade the others defensible, or say in because why "
                    "they are less good."
                )
                raise ValueError(f"{best} options are graded best{place}; one must be. {mend}")
        return self


class RateActions(_ChoiceOfActions):
    """Each action is rated on four levels; closeness to the key is scored."""

    kind: Literal["rate_actions"]


class SelectAll(_ChoiceOfActions):
    """Tick what applies: `best` belongs, `defensible` may, `risky` and `violation` do not."""

    kind: Literal["select_all"]

    @model_validator(mode="after")
    def _something_to_tick(self) -> SelectAll:
        for role, country in [(None, None), *self.contexts()]:
            verdicts = {effective(option, role, country).verdict for option in self.options}
            if "best" not in verdicts or not verdicts & {"risky", "violation"}:
                raise ValueError(
                    "select_all needs at least one option to tick (best) and one to leave (risky "
                    f"or violation){in_words(role, country)}."
                )
        return self


class PutInOrder(OrderMethods, _Graded):
    """Steps to put in order. The file's order is the key."""

    kind: Literal["put_in_order"]
    options: Annotated[list[OrderOption], Field(min_length=3, max_length=8)]

    @model_validator(mode="after")
    def _check(self) -> PutInOrder:
        unique_ids(self.options, "option")
        given = [option.position for option in self.options]
        if any(p is not None for p in given):
            if None in given:
                raise ValueError("give every option a position, or none of them.")
            if given != sorted(given):  # type: ignore[type-var]
                raise ValueError("list the options in the order of their positions.")
            if len(set(given)) < 2:
                raise ValueError("the options share one position, so that any order is right.")
        return self


class Match(_Graded):
    """Items to match to targets; several items may share a target."""

    kind: Literal["match"]
    targets: Annotated[list[Target], Field(min_length=2, max_length=8)]
    options: Annotated[list[MatchOption], Field(min_length=2, max_length=8)]

    @model_validator(mode="after")
    def _check(self) -> Match:
        unique_ids(self.options, "option")
        unique_ids(self.targets, "target")
        known = {target.id for target in self.targets}
        for option in self.options:
            if option.match not in known:
                raise ValueError(
                    f"option {option.id!r} is matched to {option.match!r}, which is no target. "
                    f"Targets are: {', '.join(sorted(known))}."
                )
        return self


class Numeric(_Graded):
    """A number, with a tolerance and a unit."""

    kind: Literal["numeric"]
    answer: Answer
    because: Text
    near: list[Near] = Field(default=[])

    @model_validator(mode="after")
    def _near_is_wrong(self) -> Numeric:
        for near in self.near:
            if abs(near.value - self.answer.value) <= self.answer.tolerance:
                raise ValueError(
                    f"near has the value {near.value:g}, which counts as right. Remove it, or make "
                    "the answer's tolerance smaller."
                )
        return self


class Poll(QuestionBase):
    """One choice without a key."""

    kind: Literal["poll"]
    options: Annotated[list[PollOption], Field(min_length=2, max_length=8)]
    after: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> Poll:
        unique_ids(self.options, "option")
        return self


class Reflect(QuestionBase):
    """Free text, kept, with a model answer to compare."""

    kind: Literal["reflect"]
    model_answer: Text
    prompts: list[Text] = Field(default=[])


RubricPart = Literal["warm", "clear", "not_about_you", "open", "safe"]


class WriteReply(QuestionBase):
    """A reply to write, to compare with the rubric and model replies, and to write again."""

    kind: Literal["write_reply"]
    to: Text
    channel: Text
    models: Annotated[list[Model], Field(min_length=2, max_length=4)]
    rubric: list[RubricPart] = Field(default=list(get_args(RubricPart)))

    @model_validator(mode="after")
    def _check(self) -> WriteReply:
        unique_ids(self.models, "model reply")
        return self


Question = Annotated[
    BestAction
    | RateActions
    | SelectAll
    | PutInOrder
    | Match
    | Numeric
    | Poll
    | Reflect
    | WriteReply,
    Field(discriminator="kind"),
]
