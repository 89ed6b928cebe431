"""What a document is made of: plain text in a few kinds of block.

A writer of a format (`docx`, `markdown`) knows every kind and nothing else. Text is never markup:
whoever typed `<b>` or `=SUM(A1)` finds the same characters in the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from friend_request import citing
from friend_request.content import clauses
from friend_request.words import words

if TYPE_CHECKING:
    from friend_request.content import Citation

# What XML 1.0, and so a Word file, can't hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Heading:
    """A heading.

    Attributes:
        text: on one line.
        level: 1 for the first below the title, at most 4.

    Raises:
        ValueError: if `level` is another.
    """

    text: str
    level: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 4:
            raise ValueError(f"a heading's level is 1 to 4, not {self.level}")


@dataclass(frozen=True)
class Paragraph:
    """Running text. A line end in it stays a line end; an empty line begins a new paragraph.

    Attributes:
        text: as it was typed.
    """

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list whose order says nothing.

    Attributes:
        items: one text for each; line ends in it become spaces.
    """

    items: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(self.items))


@dataclass(frozen=True)
class Numbered:
    """A list whose order matters; every such list begins at 1.

    Attributes:
        items: one text for each, first to last; line ends in it become spaces.
    """

    items: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(self.items))


@dataclass(frozen=True)
class Table:
    """A table with one header row.

    Attributes:
        caption: what it shows; it stands above the table.
        header: one text for each column.
        rows: each as long as the header.

    Raises:
        ValueError: if there is no header, or a row is longer or shorter.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "header", tuple(self.header))
        object.__setattr__(self, "rows", tuple(tuple(row) for row in self.rows))
        if not self.header or any(len(row) != len(self.header) for row in self.rows):
            raise ValueError("every row of a table is as long as its header")


@dataclass(frozen=True)
class Note:
    """Something that is still open, drawn so that nobody takes it for settled.

    Attributes:
        text: what is open; line ends in it become spaces.
    """

    text: str


@dataclass(frozen=True)
class PageBreak:
    """The next block begins a page."""


@dataclass(frozen=True)
class Sources:
    """A list of the sources, each once, with whom it binds and its address, where it has them.

    Attributes:
        citations: in the order in which they are listed; one given twice is listed once.
    """

    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "citations", tuple(self.citations))

    def lines(self) -> list[tuple[str, str]]:
        """The sources, in the order given.

        Clauses of one edition of one code that stand at one address share a line.

        Returns:
            For each the full line, and its address or an empty text.
        """
        together: dict[tuple[str, ...], list[Citation]] = {}
        for citation in {c.key: c for c in self.citations}.values():
            where = citing.address(citation) or ""
            row = clauses()[citation.clause] if citation.clause else {}
            code = [row.get(k) or "" for k in ("code", "edition", "binds")] if row else ["", "", ""]
            key = (*code, where) if row else (citation.key, "", "", where)
            together.setdefault(key, []).append(citation)
        return [
            (_of_code(*key[:3], found) if found[0].clause else citing.full(found[0]), key[3])
            for key, found in together.items()
        ]


def _of_code(code: str, edition: str, binds: str, found: list[Citation]) -> str:
    """One code's line. Without whom it binds every code looks like everybody's law."""
    rows = [clauses()[citation.clause or ""] for citation in found]
    parts = "; ".join(f"{row['clause']}: {row['topic']}" for row in rows)
    bound = f" {words('feedback.binds', binds=binds)}." if binds else ""
    return f"{code} ({edition}). {parts}.{bound}"


Block = Heading | Paragraph | Bullets | Numbered | Table | Note | PageBreak | Sources


@dataclass(frozen=True)
class Document:
    """A whole document.

    Attributes:
        title: stands at the top and in the file's properties.
        made: the day it was made, for the file's properties. Who wants it to be seen writes it
            into a block.
        subtitle: one line below the title, or empty.
        blocks: what follows.
        language: of the text, as a BCP 47 tag.
    """

    title: str
    made: date
    subtitle: str = ""
    blocks: tuple[Block, ...] = ()
    language: str = "en-GB"

    def __post_init__(self) -> None:
        object.__setattr__(self, "blocks", tuple(self.blocks))


def clean(text: str) -> str:
    """Text as it was typed, with one kind of line end and without what no file can hold.

    Control characters that XML forbids are dropped; so are halves of surrogate pairs. Nothing else
    is changed: emoji, directions of writing and spaces stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    text = text.replace("\u0085", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return _NOT_XML.sub("", text)


def one_line(text: str) -> str:
    """The same on one line, as headings, list items and cells of a table need it."""
    return " ".join(line.strip() for line in lines(text))


def lines(text: str) -> list[str]:
    """The lines that hold something."""
    return [line for line in clean(text).split("\n") if line.strip()]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: an empty line parts them. At least one, if there is text."""
    return [p.strip("\n") for p in re.split(r"\n[^\S\n]*\n+", clean(text)) if p.strip()]
