"""Reading `data/takeaways/`: each file whole and checked, or refused in words."""

from __future__ import annotations

from functools import cache

from friend_request import paths
from friend_request.content.reading import read_as
from friend_request.paths import DATA
from friend_request.takeaways.models import (
    Card,
    Crisis,
    Decision,
    Lines,
    Outside,
    ReplyKit,
    Wallet,
)
from friend_request.words import words

FOLDER = DATA / "takeaways"


@cache
def load_decision() -> Decision:
    """The worksheet of a decision on paper.

    Raises:
        friend_request.content.ContentError: if the file has a mistake.
    """
    made: Decision = read_as(FOLDER / "decision.yaml", Decision)
    return made


@cache
def load_outside() -> Outside:
    """The checklist of a look from outside.

    Raises:
        friend_request.content.ContentError: if the file has a mistake.
    """
    made: Outside = read_as(FOLDER / "outside.yaml", Outside)
    return made


@cache
def load_crisis() -> Crisis | None:
    """An agency's own crisis contacts, or None where it has given none.

    Raises:
        friend_request.content.ContentError: if the file has a mistake.
    """
    if paths.OWN is None or not (paths.OWN / "crisis.yaml").is_file():
        return None
    made: Crisis = read_as(paths.OWN / "crisis.yaml", Crisis, nested={"countries": Lines})
    return made


@cache
def load_reply_kit() -> ReplyKit:
    """The reply kit, with an agency's own crisis route offered where it asks for one.

    Raises:
        friend_request.content.ContentError: if the file has a mistake.
    """
    made: ReplyKit = read_as(FOLDER / "reply_kit.yaml", ReplyKit)
    crisis = load_crisis()
    if crisis is None:
        return made
    help_ = f"{made.risk.route_help} {words('own.crisis', route=crisis.route)}"
    return made.model_copy(update={"risk": made.risk.model_copy(update={"route_help": help_})})


def card_numbers() -> list[str]:
    """The numbers of the lessons that have a card, such as `"01"`, in order."""
    return sorted(path.stem for path in (FOLDER / "cards").glob("[0-9][0-9].yaml"))


@cache
def load_card(number: str) -> Card:
    """The card of one lesson.

    Raises:
        friend_request.content.ContentError: if there is none, or its file has a mistake.
    """
    made: Card = read_as(FOLDER / "cards" / f"{number}.yaml", Card, "lesson", number)
    return made


@cache
def load_wallet() -> Wallet:
    """The wallet card, with an agency's own route and numbers where it has given some.

    Raises:
        friend_request.content.ContentError: if the file has a mistake.
    """
    made: Wallet = read_as(FOLDER / "cards" / "scares-me.yaml", Wallet)
    crisis = load_crisis()
    if crisis is None:
        return made
    own = {lines.country: lines for lines in crisis.countries}
    countries = [own.pop(lines.country, lines) for lines in made.countries] + list(own.values())
    return made.model_copy(update={"own": f"{made.own} {crisis.route}", "countries": countries})
