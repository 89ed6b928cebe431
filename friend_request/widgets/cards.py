"""The cards to print: each a page that the browser saves."""

from __future__ import annotations

from typing import Any

from friend_request.takeaways import cards as pages
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, button, fill, node
from friend_request.words import words


class CardsForm(Form):
    """A list of the cards, with a button for each."""

    def draw(self) -> list[Node]:
        return [
            node(
                "div",
                node("h3", words("takeaway.cards.title")),
                node("p", words("takeaway.cards.about")),
                node(
                    "ul",
                    *(
                        node("li", button(title, "card", arg=name))
                        for name, title in pages.titles().items()
                    ),
                    class_="fr-phrases",
                ),
                class_="fr-card",
            )
        ]

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        if action != "card" or arg not in pages.titles():
            return
        name = f"{words('takeaway.cards.file')}-{arg}.html"
        self.offer_file(name, pages.page(arg).encode("utf-8"), "text/html")
        self.refresh(say=words("document.downloading", name=name))

    def text(self) -> str:
        lines = [fill(title, "    ", "  - ") for title in pages.titles().values()]
        head = [words("takeaway.cards.title"), fill(words("takeaway.cards.about"))]
        return "\n\n".join([*head, "\n".join(lines), words("takeaway.to_use")])


def cards() -> CardsForm:
    """Offer the cards: one page to print for each lesson, and one for the wallet.

    Returns:
        A widget; as the last line of a cell it shows itself.

    Raises:
        friend_request.content.ContentError: if a card's file has a mistake.
    """
    return CardsForm()
