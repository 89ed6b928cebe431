"""How a citation is drawn: the short label as a link, and a list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.citing import address, label
from friend_request.widgets.nodes import Node, node

if TYPE_CHECKING:
    from friend_request.content import Citation


def link(citation: Citation) -> Node:
    """The short label as a link to the source, or as text where there is no address."""
    where = address(citation)
    return node("a", label(citation), href=where) if where else node("span", label(citation))


def source_list(citations: list[Citation]) -> Node:
    """A list of short labels."""
    unique = list({c.key: c for c in citations}.values())
    return node("ul", *(node("li", link(c)) for c in unique))
