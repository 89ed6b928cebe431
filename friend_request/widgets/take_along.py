"""At the end of a lesson: what the learner should take along before they go."""

from __future__ import annotations

from typing import Any

from friend_request.widgets import downloads
from friend_request.widgets.computer import is_temporary, seen_by_others
from friend_request.widgets.following import Following
from friend_request.widgets.nodes import Node, button, node, row
from friend_request.words import words

START = "00_start_here.ipynb"


class AlongForm(Following):
    """At the end of a lesson: a reminder where the computer disappears, a quiet line elsewhere."""

    def draw(self) -> list[Node]:
        waiting = downloads.waiting(self.store)
        link = node("a", words("progress.along.link"), href=START)
        if not (self.store.guest or is_temporary()):
            line = node("p", words("progress.along.quiet") + " ", link, ".", class_="fr-small")
            return [node("div", *waiting, line, seen_by_others())]
        why = "why_guest" if self.store.guest else "why"
        return [
            node(
                "div",
                node("h3", words("progress.along.leaving")),
                node("p", words(f"progress.along.{why}"), id="along-why"),
                row(
                    button(
                        words("progress.take.download"),
                        downloads.TAKE,
                        primary=True,
                        aria_describedby="along-why",
                    )
                ),
                *waiting,
                node("p", link, class_="fr-small"),
                class_="fr-card",
            )
        ]

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        downloads.act(self, self.store, action)

    def text(self) -> str:
        return words("progress.along.text")


def take_along() -> AlongForm:
    """Remind the learner, where the computer is thrown away, to take their answers along.

    Returns:
        A widget; as the last line of a cell it shows itself. Where the computer stays, it is
        one quiet line.
    """
    return AlongForm()
