"""Reading `data/takeaways/`: each file whole and checked, or refused in words."""

from __future__ import annotations

from functools import cache

from friend_request.content.load import _parse
from friend_request.paths import DATA
from friend_request.takeaways.models import Card, Decision, Outside, ReplyKit, Wallet

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


def card_numbers() -> list[str]:
    """The numbers of the lessons that have a card, such as `"01"`, in order."""
    return sorted(path.stem for path in (FOLDER / "cards").glob("[0-9][0-9].yaml"))


@cache
def load_card(number: str) -> Card:
    """The card of one lesson.

    Raises:
        friend_request.content.ContentError: if there is none, or its file has a mistake.
    """
    made: Card = _parse(FOLDER / "cards" / f"{number}.yaml", Card, "lesson", number)
    return made


@cache
def load_wallet() -> Wallet:
    """The wallet card.

    Raises:
        friend_request.content.ContentError: if the file has a mistake.
    """
    made: Wallet = _parse(FOLDER / "cards" / "scares-me.yaml", Wallet)
    return made
