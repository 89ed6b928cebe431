"""Reading `data/takeaways/`: each file whole and checked, or refused in words."""

from __future__ import annotations

from functools import cache

from friend_request.content.load import _parse
from friend_request.paths import DATA
from friend_request.takeaways.models import Decision, Outside, ReplyKit

FOLDER = DATA / "takeaways"


@cache
def load_decision() -> Decision:
    """The worksheet of a decision on paper.

    Raises:
        friend_request.content.ContentError: if the file has a mistake.
    """
    made: Decision = _parse(FOLDER / "decision.yaml", Decision)
    return made


@cache
def load_outside() -> Outside:
    """The checklist of a look from outside.

    Raises:
        friend_request.content.ContentError: if the file has a mistake.
    """
    made: Outside = _parse(FOLDER / "outside.yaml", Outside)
    return made


@cache
def load_reply_kit() -> ReplyKit:
    """The reply kit.

    Raises:
        friend_request.content.ContentError: if the file has a mistake.
    """
    made: ReplyKit = _parse(FOLDER / "reply_kit.yaml", ReplyKit)
    return made
