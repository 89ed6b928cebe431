"""What a learner chose, as the log keeps it: an answer for each matter, with newer drafts over it.

An entry's name is `policy.<setting>.<matter's id>`, or `facts` in the matter's place. Its response
has `applies` (`yes` or `no`), `choice` (a position's id, or `own`) and `texts` (by
`<position>.<audience>`) for a matter; `details` (by id) and `country` for the facts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from friend_request.content import COUNTRIES
from friend_request.policies.choices import Choices, Decision
from friend_request.policies.load import load_matters
from friend_request.policies.models import SETTINGS, Matter
from friend_request.progress import Store

KIND = "policy"
SETTING = "policy-setting"
FACTS = "facts"


class Kept:
    """One learner's policy in their log.

    Args:
        store: the log.
        today: gives the day of the documents.
        setting: the setting, where a lesson names it rather than the learner.
    """

    def __init__(self, store: Store, today: Callable[[], date], setting: str | None = None):
        self.store = store
        self.today = today
        self.given = setting

    @property
    def setting(self) -> str:
        """The setting chosen, or empty."""
        found = self.given or self.store.setting(SETTING)
        return found if found in SETTINGS else ""

    def choose_setting(self, setting: str) -> None:
        """Keep the setting that the learner chose.

        Raises:
            friend_request.progress.NotKept: if the disk did not take it.
        """
        if not self.given and setting != self.store.setting(SETTING):
            self.store.append("setting", SETTING, {"value": setting})

    def _key(self, name: str) -> str:
        return f"policy.{self.setting}.{name}"

    def is_answered(self, name: str) -> bool:
        """Whether a button was ever pressed on the facts or a matter."""
        return self.store.latest(self._key(name), ("answer",)) is not None

    def response(self, name: str, *, with_draft: bool) -> dict[str, Any]:
        """The last answer on the facts or a matter; with any newer draft over it, if asked for."""
        key = self._key(name)
        answer = self.store.latest(key, ("answer",))
        found = dict(answer.response) if answer else {}
        draft = self.store.latest(key, ("draft",)) if with_draft else None
        if draft and (answer is None or draft.clock > answer.clock):
            for part, value in draft.response.items():
                both = isinstance(value, dict) and isinstance(found.get(part), dict)
                found[part] = {**found[part], **value} if both else value
        return found

    def decision(self, matter: Matter, *, with_draft: bool = False) -> Decision:
        """What was chosen on one matter."""
        found = self.response(matter.id, with_draft=with_draft)
        applies = {"yes": True, "no": False}.get(str(found.get("applies", "")))
        return Decision(applies, str(found.get("choice", "")), _texts(found.get("texts")))

    def choices(self, *, with_draft: bool = False) -> Choices:
        """Everything chosen for the present setting; with drafts, as the boxes show it."""
        facts = self.response(FACTS, with_draft=with_draft)
        country = facts.get("country")
        return Choices(
            self.setting,
            self.today(),
            _texts(facts.get("details")),
            country if country in COUNTRIES else "",
            {m.id: self.decision(m, with_draft=with_draft) for m in load_matters()},
        )

    def keep(self, what: str, name: str, response: dict[str, Any]) -> bool:
        """Keep an `answer` or a `draft` on the facts or a matter, unless it stands there already.

        Returns:
            Whether anything was new.

        Raises:
            friend_request.progress.NotKept: if the disk did not take it.
        """
        if self.store.pending:
            # Something was not taken before: it must not count as kept now.
            self.store.try_again()
        known = self.response(name, with_draft=what == "draft")
        drafted = what == "answer" and self.store.latest(self._key(name), ("draft",)) is not None
        if response == known and not drafted:
            return False
        if not response and not known:
            return False
        self.store.append(what, self._key(name), response, kind=KIND)
        return True


def _texts(value: Any) -> dict[str, str]:
    """The texts of a dictionary; none of anything else."""
    if not isinstance(value, dict):
        return {}
    return {name: text for name, text in value.items() if isinstance(text, str)}
