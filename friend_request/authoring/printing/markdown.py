"""The Markdown of notebooks as HTML: no raw HTML, ids for headings, links between the pages."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from friend_request.authoring.printing.html import safe_href
from friend_request.authoring.problems import AuthoringError, Problem
from friend_request.words import words

# The names of passages, such as <small>[02-c7]</small>, are the only element in the lessons' text.
_NAME = re.compile(r"<small>(\[[\w.-]+\])</small>")
_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}


@dataclass
class Page:
    """What is known of a page while it is made.

    Attributes:
        folder: the notebook's folder, at which its links start.
        resolve: from a link's target to a page's address, or None where there is no such page.
        level: the level of the last heading.
        heading: its words.
        ids: the ids given so far.
    """

    folder: Path
    resolve: Callable[[str], str | None]
    level: int = 1
    heading: str = ""
    ids: set[str] = field(default_factory=set)
    tables: int = 0

    def id_for(self, title: str) -> str | None:
        """The id that JupyterLab would give to a heading; None if the page has it already."""
        made = title.replace(" ", "-")
        if made in self.ids:
            return None
        self.ids.add(made)
        return made


def _claim(state: StateInline, silent: bool) -> bool:
    match = _NAME.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        state.push("claim", "small", 0).content = match[1]
    state.pos = match.end()
    return True


def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.inline.ruler.before("autolink", "claim", _claim)

    def claim(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return f"<small>{escape(tokens[at].content)}</small>"

    def table(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        page: Page = env["page"]
        page.tables += 1
        name = words("print.table", number=page.tables, title=page.heading)
        return f'<div class="wide" role="group" tabindex="0" aria-label="{escape(name)}"><table>\n'

    made.add_render_rule("claim", claim)
    made.add_render_rule("table_open", table)
    made.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return made


_PARSER = _parser()


def html(text: str, page: Page) -> str:
    """A Markdown cell as HTML.

    Args:
        text: Markdown; HTML in it stays the text that it is.
        page: the page, whose last heading and ids are brought up to date.

    Raises:
        AuthoringError: if a picture can't be put into the page.
    """
    shown = []
    # One block after another, so that a table knows the heading above it.
    for part in _top_level(_PARSER.parse(text)):
        _prepare(part, page)
        shown.append(_PARSER.renderer.render(part, _PARSER.options, {"page": page}))
    return "".join(shown)


def _top_level(tokens: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0:
            parts.append([])
        parts[-1].append(token)
    return parts


def _prepare(tokens: list[Token], page: Page) -> None:
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            page.level = int(token.tag[1:])
            page.heading = _plain(tokens[at + 1])
            # The name is that of the heading's Markdown, as in JupyterLab.
            made = page.id_for(tokens[at + 1].content)
            if made:
                token.attrSet("id", made)
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        if token.children:
            token.children = _links(token.children, page)


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or [])


def _links(children: list[Token], page: Page) -> list[Token]:
    kept: list[Token] = []
    dropped: list[bool] = []
    for child in children:
        if child.type == "link_open":
            target = page.resolve(str(child.attrGet("href") or ""))
            usable = target is not None and safe_href(target)
            dropped.append(not usable)
            if target is not None and usable:
                child.attrSet("href", target)
                kept.append(child)
        elif child.type == "link_close":
            if not dropped.pop():
                kept.append(child)
        else:
            if child.type == "image":
                child.attrSet("src", _inline(str(child.attrGet("src") or ""), page))
            kept.append(child)
    return kept


def _inline(source: str, page: Page) -> str:
    path = page.folder / source
    kind = _TYPES.get(path.suffix.lower())
    if kind is None or not path.is_file():
        text = f"the picture {source} can't be put into a page to print. Use a PNG or SVG file."
        raise AuthoringError(Problem(page.folder.name, "", text))
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
