"""A deck of slides as one HTML file: reveal.js and our own template inside, nothing asked for.

A slide is 1280 by 720. What does not fit is carried over to a further slide, by counting lines; the
browser tests then measure every slide.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from friend_request.authoring.printing.html import html_of
from friend_request.widgets.nodes import Node, rich
from friend_request.words import words

_HERE = Path(__file__).resolve().parent
REVEAL = _HERE / "vendor" / "reveal"
# As in deck.css: 1,160 pixels of width. A line of 30 pixels holds some 80 letters of such a font,
# fewer are counted because lines break at words.
LETTERS, SMALL_LETTERS = 76, 95
# Lines of body text below a title of one line; a title's further lines cost as much as one and a
# half of these.
LINES, SMALL_LINES = 12.8, 16.0
TITLE_LETTERS = 54


@dataclass(frozen=True)
class Block:
    """A piece that stays on one slide.

    Attributes:
        html: what is drawn.
        text: its words, by which its height is counted.
        indent: letters lost on each line, for lists and quotations.
        lines: a height in lines that is known otherwise.
    """

    html: str
    text: str
    indent: int = 0
    lines: float | None = None

    def height(self, letters: int) -> float:
        """Lines that it takes where a line holds so many letters, the gap below included."""
        if self.lines is not None:
            return self.lines
        parts = self.text.split("\n")
        return sum(max(1, math.ceil(len(p) / (letters - self.indent))) for p in parts) + 0.4


@dataclass(frozen=True)
class Slide:
    """One slide. A `level` of 1 is the deck's first."""

    title: str
    blocks: Sequence[Block] = ()
    foot: str = ""
    level: int = 2
    small: bool = False


@dataclass
class Stack:
    """Slides below one another: the first is shown, one goes down for the others."""

    slides: list[Slide] = field(default_factory=list)


def text_of(node: Node | str) -> str:
    """The words of a node; a paragraph, an item and a break end a line."""
    if isinstance(node, str):
        return node
    inner = "".join(text_of(child) for child in node.get("c", []))
    return inner + "\n" if node["t"] in {"p", "li", "br"} else inner


def blocks(markdown: str) -> list[Block]:
    """The paragraphs, lists and quotations of a Markdown text, each a block."""
    made = []
    for each in rich(markdown):
        indent = 6 if each["t"] in {"blockquote", "ul", "ol"} else 0
        text = text_of(each).strip()
        # Gaps between the paragraphs of a quotation and the items of a list.
        inner = text.count("\n") * 0.4
        block = Block(html_of(each), text, indent)
        if inner:
            block = Block(block.html, text, indent, block.height(LETTERS) + inner)
        made.append(block)
    return made


def plain(text: str, class_: str = "") -> Block:
    """One paragraph of plain text."""
    named = f' class="{class_}"' if class_ else ""
    return Block(f"<p{named}>{escape(text)}</p>", text)


def items(texts: Iterable[str], tag: str = "ul", start: int = 1) -> list[Block]:
    """A list, one block for each item, so that it can be carried over between any two.

    `join` puts the items of one slide together again.
    """
    return [
        Block(f'<{tag} data-start="{n}"><li>{escape(text)}</li></{tag}>', text, 4)
        for n, text in enumerate(texts, start)
    ]


_LIST = re.compile(r'<(ul|ol) data-start="(\d+)">(.*)</\1>', re.DOTALL)


def join(pieces: Iterable[Block]) -> str:
    """The HTML of a slide's blocks; neighbouring items become one list."""
    made: list[str] = []
    open_: str | None = None
    for piece in pieces:
        match = _LIST.fullmatch(piece.html)
        tag = match[1] if match else None
        if open_ and tag != open_:
            made.append(f"</{open_}>")
        if match and tag != open_:
            start = f' start="{match[2]}"' if tag == "ol" and match[2] != "1" else ""
            made.append(f"<{tag}{start}>")
        made.append(match[3] if match else piece.html)
        open_ = tag
    if open_:
        made.append(f"</{open_}>")
    return "\n".join(made)


def paginate(slide: Slide) -> list[Slide]:
    """Spread a slide over as many as it needs; further ones say that they go on."""
    letters, room = (SMALL_LETTERS, SMALL_LINES) if slide.small else (LETTERS, LINES)
    further = words("slides.further", title=slide.title)
    made: list[Slide] = []
    now: list[Block] = []
    left = room - 1.5 * (math.ceil(len(slide.title) / TITLE_LETTERS) - 1)
    for block in slide.blocks:
        height = block.height(letters)
        if now and height > left:
            made.append(_with(slide, now, further if made else slide.title))
            now = []
            left = room - 1.5 * (math.ceil(len(further) / TITLE_LETTERS) - 1)
        now.append(block)
        left -= height
    made.append(_with(slide, now, further if made else slide.title))
    return made


def _with(slide: Slide, some: Sequence[Block], title: str) -> Slide:
    return Slide(title, list(some), slide.foot, slide.level, slide.small)


def _section(slide: Slide) -> str:
    small = ' class="small"' if slide.small else ""
    foot = f'\n<p class="foot">{escape(slide.foot)}</p>' if slide.foot else ""
    tag = f"h{slide.level}"
    return (
        f"<section>\n<{tag}>{escape(slide.title)}</{tag}>\n"
        f"<div{small}>\n{join(slide.blocks)}\n</div>{foot}\n</section>"
    )


def _stack(stack: Stack) -> str:
    sections = [_section(each) for slide in stack.slides for each in paginate(slide)]
    if len(sections) == 1:
        return sections[0]
    return "<section>\n" + "\n".join(sections) + "\n</section>"


def _script(path: Path) -> tuple[str, str]:
    """A script's text for use inside a page, and its hash for the page's policy."""
    text = path.read_text(encoding="utf-8").replace("</script", "<\\/script")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return text, f"'sha256-{digest}'"


def page(title: str, stacks: Iterable[Stack]) -> str:
    """A whole deck.

    Args:
        title: the page's title.
        stacks: what one goes through with the right arrow, from first to last.

    Returns:
        HTML that needs no other file. Its content security policy lets it load nothing, so that
        no slip in a text or a later version of reveal.js can make it ask the network.
    """
    reveal, one = _script(REVEAL / "reveal.js")
    start, two = _script(_HERE / "deck.js")
    policy = f"default-src 'none'; script-src {one} {two}; style-src 'unsafe-inline'; img-src data:"
    styles = (REVEAL / "reveal.css").read_text("utf-8") + (_HERE / "deck.css").read_text("utf-8")
    slides = "\n".join(_stack(stack) for stack in stacks)
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">
<meta name="referrer" content="no-referrer">
<title>{escape(title)}</title>
<style>{styles}</style>
<noscript><style>.reveal .slides, .reveal .slides section {{ display: block !important;
position: static !important; visibility: visible !important; height: auto; width: auto; }}
body, html {{ overflow: auto; }}</style></noscript>
</head>
<body>
<main>
<div class="reveal">
<div class="slides">
{slides}
</div>
</div>
</main>
<script>{reveal}</script>
<script>{start}</script>
</body>
</html>
"""
