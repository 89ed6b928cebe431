"""What everybody must be able to use in a notebook: tables, figures, links. Rules that can be read.

The browser tests see what is drawn; these rules name the cell and the mend before anything is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

# Shorter than this, a text hardly says more than what the figure is about.
SHORTEST = 30
EMPTY_LINK_TEXTS = {"here", "click here", "this", "link", "this link", "read more", "more"}
_LIGHT = re.compile(r"background(?:-color)?\s*:\s*(?:#fff(?:fff)?|white)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)
_SEPARATOR = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")


@dataclass
class _Table:
    caption: str = ""
    heads: list[dict[str, str]] = field(default_factory=list)
    cells: int = 0


@dataclass
class _Figure:
    style: str = ""
    pictures: list[dict[str, str]] = field(default_factory=list)
    caption: str = ""


class _Result(HTMLParser):
    """Gathers the tables, figures and links of a result."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: list[_Table] = []
        self.figures: list[_Figure] = []
        self.loose: list[dict[str, str]] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "table":
            self.tables.append(_Table())
        elif tag == "th" and self.tables:
            self.tables[-1].heads.append(given)
        elif tag == "td" and self.tables:
            self.tables[-1].cells += 1
        elif tag == "figure":
            self.figures.append(_Figure(given.get("style", "")))
        elif tag == "img":
            here = self.figures[-1].pictures if "figure" in self.open else self.loose
            here.append(given)
        elif tag == "a":
            self.links.append("")
        if tag not in ("img", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "caption" in self.open and self.tables:
            self.tables[-1].caption += data
        if "figcaption" in self.open and self.figures:
            self.figures[-1].caption += data
        if "a" in self.open and self.links:
            self.links[-1] += data


def result_problems(html: str) -> Iterator[str]:
    """What a stored result lacks for somebody who can't see it, or sees it otherwise.

    Args:
        html: what a cell shows.

    Yields:
        Sentences for authors, each with the mend.
    """
    found = _Result(html)
    for table in found.tables:
        yield from _table_problems(table)
    for figure in found.figures:
        for picture in figure.pictures:
            yield from _alt_problems(picture.get("alt", ""), figure.caption)
            if not _LIGHT.search(f"{picture.get('style', '')};{figure.style}"):
                yield (
                    "a figure has no opaque light ground, so that its dark ink is lost in a dark "
                    "theme. Show it with friend_request.figures."
                )
    for picture in found.loose:
        yield (
            f"the picture '{picture.get('alt', '')[:40]}' stands outside a <figure>, without a "
            "caption. Show it with friend_request.figures."
        )
    for text in found.links:
        yield from link_problems(text)


def _table_problems(table: _Table) -> Iterator[str]:
    name = table.caption.strip()[:40] or "without a caption"
    if not table.caption.strip():
        yield "a table has no caption. Show it with show_table(df, caption=...)."
    if not any(head.get("scope") == "col" for head in table.heads):
        yield f"the table '{name}' has no column headers (<th scope=\"col\">). Use show_table."
    if any(head.get("scope") not in ("col", "row") for head in table.heads):
        yield f"the table '{name}' has a header without a scope. Use show_table."


def _alt_problems(alt: str, caption: str) -> Iterator[str]:
    if not alt.strip():
        return  # said elsewhere
    if len(alt.strip()) < SHORTEST:
        yield f"the alternative text '{alt}' is too short to carry what the figure shows."
    elif _bare(alt) in {_bare(caption), _bare(caption.split(".")[0])}:
        yield f"the alternative text '{alt[:40]}…' only repeats the caption. Say what one sees."
    elif not re.search(r"\d", alt):
        yield f"the alternative text '{alt[:40]}…' names no number. Say the finding."


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def link_problems(text: str) -> Iterator[str]:
    """Whether a link's words say where it leads."""
    words = re.sub(r"[*_.\s]+", " ", text).strip().casefold()
    if not words:
        yield "a link has no words. Name the page that it leads to."
    elif words in EMPTY_LINK_TEXTS:
        yield f"the link text '{text}' does not say where it leads. Name the page."
    elif _ADDRESS.match(text.strip()):
        yield f"the link text '{text[:60]}' is an address. Name the page that it leads to."


def table_problems(source: str) -> Iterator[str]:
    """Whether the tables of a Markdown cell have headers.

    Args:
        source: Markdown, code taken out.
    """
    lines = source.splitlines()
    for before, line in pairwise(lines):
        if "|" in before and "|" in line and _SEPARATOR.match(line):
            cells = before.strip().strip("|").split("|")
            if not all(cell.strip() for cell in cells):
                yield f"the table '{before.strip()[:40]}' has a column without a header."
    if re.search(r"<table\b", source, re.IGNORECASE):
        yield "a table stands in HTML. Write it in Markdown, with a header row."


def picture_problems(alt: str, target: str) -> Iterator[str]:
    """Whether a picture's alternative text in Markdown says what it shows."""
    if alt.strip() and len(alt.strip()) < SHORTEST:
        yield (
            f"the alternative text '{alt}' of {target} is too short to carry what it shows. Write "
            f"at least {SHORTEST} letters."
        )
