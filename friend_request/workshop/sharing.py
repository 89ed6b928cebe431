"""The learner's button that makes a file of answers for the facilitator."""

from __future__ import annotations

from typing import Any

from friend_request.widgets import downloads
from friend_request.widgets.following import Following
from friend_request.widgets.nodes import Node, button, details, fill, node, row
from friend_request.words import words
from friend_request.workshop import gathering


class ShareForm(Following):
    """Says what a file would hold and what not, shows it whole, and makes it when asked."""

    def draw(self) -> list[Node]:
        found = gathering.gather(self.store)
        count = len(found.answers) + sum(len(form.answers) for form in found.forms.values())
        says = ("why", "has", "has_not", "known")
        parts: list[Node | None] = [
            node("h3", words("share.title")),
            *(node("p", words(f"share.{key}")) for key in says),
            *downloads.notices(self.store),
        ]
        if count:
            # The number in a file is made when the file is.
            text = gathering.write(found).decode().replace(found.number, "…").split('"checksum"')[0]
            parts += [
                node("p", words("share.count", count=count), class_="fr-note"),
                details(words("share.look"), node("div", text, class_="fr-quote"), key="look"),
                row(button(words("share.make"), "make", primary=True)),
            ]
        else:
            parts.append(node("p", words("share.nothing"), class_="fr-note"))
        return [node("div", *parts, class_="fr-card")]

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        if action != "make":
            return
        found = gathering.gather(self.store)
        if not found.answers and not found.forms:
            self.refresh(problem=words("share.nothing"))
            return
        name = gathering.file_name(found)
        self.offer_file(name, gathering.write(found), "application/json")
        self.refresh(say=words("share.made", name=name))

    def text(self) -> str:
        parts = [words("share.title"), fill(words("share.text")), words("share.to_use")]
        return "\n\n".join(parts)


def share_answers() -> ShareForm:
    """Offer a file of one's own answers for the facilitator: no texts, no times, no lasting id.

    Returns:
        A widget; as the last line of a cell it shows itself.
    """
    return ShareForm()
