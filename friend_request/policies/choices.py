"""What a learner has chosen for a policy, and the texts that come of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from friend_request.content import COUNTRIES
from friend_request.policies.load import load_matters, load_setting, load_settings
from friend_request.policies.models import AUDIENCES, Audience, Matter, Position, Setting

# The learner's own position: no model wording, no reason and no source stands behind it.
OWN = "own"
State = Literal["open", "not_here", "decided"]
_WORD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Decision:
    """What was chosen on one matter.

    Attributes:
        applies: True, False, or None if the question was not answered.
        choice: a position's id, `OWN`, or empty.
        texts: wordings that differ from the model's, by `<position>.<audience>`, so that whoever
            changes position and comes back finds what they wrote.
    """

    applies: bool | None = None
    choice: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """Everything that was chosen for one policy.

    Attributes:
        setting: `solo`, `agency` or `youth`.
        made: the day of the documents.
        details: facts about the service, by the ids of `settings.yaml`; an empty text is a gap.
        country: a code of `COUNTRIES`, or empty.
        decisions: by matter id.
    """

    setting: str
    made: date
    details: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    decisions: Mapping[str, Decision] = field(default_factory=dict)

    @property
    def about(self) -> Setting:
        """The setting's words and pages."""
        return load_setting(self.setting)

    def detail(self, name: str) -> str:
        """One fact about the service.

        Args:
            name: its id in `settings.yaml`, such as `"hours"`.

        Returns:
            The fact on one line; an empty text if it is not given.
        """
        return " ".join(self.details.get(name, "").split())

    def open_details(self) -> list[str]:
        """The facts that fill gaps and are not given.

        Returns:
            Their labels, in the order in which they are asked for.
        """
        return [d.label for d in load_settings().details if d.token and not self.detail(d.id)]

    def words(self, text: str) -> str:
        """Put a model text into the words of the setting; gaps stay as they are.

        Args:
            text: with words in braces, such as `{We}`. One that the setting does not know stays.

        Returns:
            The text; a word that has a capital letter in the braces gets one.
        """
        own = dict(self.about.words)
        for name, detail in (("client", "person"), ("clients", "persons")):
            own[name] = self.detail(detail) or own[name]

        def word(found: re.Match[str]) -> str:
            name = found[1]
            made = own.get(name.lower(), found[0])
            return made[:1].upper() + made[1:] if name[:1].isupper() else made

        return _WORD.sub(word, text)

    def filled(self, text: str) -> str:
        """Fill a text's gaps, as far as the facts are known.

        Args:
            text: with gaps such as `[hours]`.

        Returns:
            The text; a gap whose fact is not given stays.
        """
        for detail in load_settings().details:
            value = self.detail(detail.id)
            if detail.token and value:
                text = text.replace(detail.token, value)
        return text

    # -- one matter

    def decision(self, matter: Matter) -> Decision:
        """What was chosen on a matter.

        Args:
            matter: one of `load_matters()`.

        Returns:
            The decision; an empty one if nothing was chosen.
        """
        return self.decisions.get(matter.id, Decision())

    def position(self, matter: Matter) -> Position | None:
        """The model position that was chosen.

        Args:
            matter: one of `load_matters()`.

        Returns:
            The position; None if nothing was chosen, the learner has one of their own, or the one
            chosen is gone from the file or not for this setting.
        """
        choice = self.decision(matter).choice
        return next((p for p in matter.choices(self.setting) if p.id == choice), None)

    def state(self, matter: Matter) -> State:
        """How far a matter has come.

        Args:
            matter: one of `load_matters()`.

        Returns:
            `not_here` if it was said not to apply; `decided` if it applies and a position that
            still exists, or one's own, was chosen; else `open`.
        """
        decision = self.decision(matter)
        if decision.applies is False:
            return "not_here"
        if decision.applies and (decision.choice == OWN or self.position(matter)):
            return "decided"
        return "open"

    def model(self, matter: Matter, audience: Audience) -> str:
        """The model wording of the position chosen, in the words of the setting.

        Args:
            matter: one of `load_matters()`.
            audience: `clients`, `young` or `staff`.

        Returns:
            The wording, with gaps; an empty text for one's own position or none.
        """
        position = self.position(matter)
        return self.words(getattr(position, audience)) if position else ""

    def wording(self, matter: Matter, audience: Audience) -> str:
        """The wording that counts: the learner's own, or else the model's.

        Args:
            matter: one of `load_matters()`.
            audience: `clients`, `young` or `staff`.

        Returns:
            The wording, with gaps; an empty text where there is neither.
        """
        decision = self.decision(matter)
        own = decision.texts.get(f"{decision.choice}.{audience}")
        return self.model(matter, audience) if own is None else own

    def is_edited(self, matter: Matter, audience: Audience) -> bool:
        """Whether the learner has changed the model's wording.

        Args:
            matter: one of `load_matters()`.
            audience: `clients`, `young` or `staff`.

        Returns:
            True if they differ; spaces and line ends around them don't count.
        """
        return self.wording(matter, audience).strip() != self.model(matter, audience).strip()


def from_plain(raw: Mapping[str, Any]) -> Choices:
    """Choices from a plain dictionary, such as a YAML file of an example holds.

    Args:
        raw: `setting`, `made` (a date), and optionally `country`, `details` (id to text) and
            `decisions` (matter id to a position's id, `not here`, or a dictionary with `choice`
            and `texts` by audience).

    Returns:
        The same as `Choices`. What `raw` leaves out is open.

    Raises:
        ValueError: if it names a matter, position, detail, country or audience that there is not.
    """
    known = {matter.id: matter for matter in load_matters()}
    names = {detail.id for detail in load_settings().details}
    details = {str(k): str(v) for k, v in dict(raw.get("details", {})).items()}
    country = str(raw.get("country", ""))
    if set(details) - names or country not in ("", *COUNTRIES):
        raise ValueError(f"unknown details or country: {sorted(set(details) - names)} {country}")
    decisions = {}
    for name, given in dict(raw.get("decisions", {})).items():
        matter = known.get(name)
        if matter is None:
            raise ValueError(f"there is no matter {name!r}")
        if given == "not here":
            decisions[name] = Decision(applies=False)
            continue
        choice = given if isinstance(given, str) else given["choice"]
        if choice != OWN and choice not in [p.id for p in matter.choices(raw["setting"])]:
            raise ValueError(f"{name} has no position {choice!r} for {raw['setting']}")
        texts = {} if isinstance(given, str) else dict(given.get("texts", {}))
        if set(texts) - set(AUDIENCES):
            raise ValueError(f"{name}: texts are for {', '.join(AUDIENCES)}")
        decisions[name] = Decision(True, choice, {f"{choice}.{a}": t for a, t in texts.items()})
    return Choices(str(raw["setting"]), raw["made"], details, country, decisions)
