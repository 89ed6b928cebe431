"""HTML that can only be what it should be: text is escaped, elements and links are on lists."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from friend_request.authoring.problems import AuthoringError, Problem
from friend_request.widgets.nodes import Node, node

_VOID = {"br", "hr", "img"}
_HREF = re.compile(r"(?:https?://|mailto:|#)|[\w.-]+\.html(?:#|$)", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|svg\+xml);base64,[A-Za-z0-9+/=\s]+")
# What a stored result may hold, as `tables`, `figures` and `exercises` make it.
_ELEMENTS = {
    "a", "br", "caption", "code", "details", "div", "em", "figcaption", "figure", "img", "li", "ol",
    "p", "pre", "span", "strong", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_KEPT = {"alt", "aria-label", "class", "colspan", "data-label", "href", "role", "rowspan", "scope",
         "src", "tabindex"}  # fmt: skip


def safe_href(value: str) -> bool:
    """Whether a page may link there: the web, an e-mail, this page or one beside it."""
    return bool(_HREF.match(value.strip()))


def html_of(one: Node | str) -> str:
    """A node of `friend_request.widgets.nodes` as HTML.

    Its texts stay text. A link to an address that is on no list becomes its words, and a picture
    that would have to be fetched becomes its description.
    """
    if isinstance(one, str):
        return escape(one)
    tag, given = one["t"], dict(one.get("a", {}))
    if tag == "a" and not safe_href(given.get("href", "")):
        tag, given = "span", {}
    if tag == "img" and not _PICTURE.fullmatch(given.get("src", "")):
        return escape(given.get("alt", ""))
    shown = "".join(f' {name}="{escape(value)}"' for name, value in given.items())
    if tag in _VOID:
        return f"<{tag}{shown}>"
    return f"<{tag}{shown}>{''.join(html_of(child) for child in one.get('c', []))}</{tag}>"


def join(nodes: list[Node]) -> str:
    """Several nodes as HTML."""
    return "\n".join(html_of(each) for each in nodes)


class _Stored(HTMLParser):
    """Reads a stored result into nodes; refuses what is on no list."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place
        self.top: Node = {"t": "div", "c": []}
        self.open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ELEMENTS:
            text = f"a stored result holds <{tag}>, which a page to print can't show."
            raise AuthoringError(Problem(self.place, "", text))
        made = node(tag)
        given = {name: value or "" for name, value in attrs if name in _KEPT}
        # Styles stay behind: they are made for a notebook. Which columns are numbers matters.
        if "text-align:right" in (dict(attrs).get("style") or "").replace(" ", ""):
            given["class"] = "number"
        if given:
            made["a"] = given
        self.open[-1].setdefault("c", []).append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if len(self.open) < 2 or self.open[-1]["t"] != tag:
            text = f"a stored result closes <{tag}>, which is not open."
            raise AuthoringError(Problem(self.place, "", text))
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].setdefault("c", []).append(data)


def stored(html: str, place: str) -> list[Node | str]:
    """The nodes of a result that is stored in a notebook.

    Args:
        html: what the cell showed.
        place: the notebook's name, for the message.

    Raises:
        AuthoringError: if it holds an element that is on no list, or isn't closed properly.
    """
    reader = _Stored(place)
    reader.feed(html)
    reader.close()
    if len(reader.open) != 1:
        text = f"a stored result leaves <{reader.open[-1]['t']}> open."
        raise AuthoringError(Problem(place, "", text))
    return list(reader.top["c"])
