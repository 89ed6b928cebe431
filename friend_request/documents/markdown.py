"""A document as Markdown (CommonMark with tables), in which every text comes out as the same text.

What could begin a mark is escaped; markup of the web is written as entities, so that a reader that
knows no backslash still runs nothing.
"""

from __future__ import annotations

import re

from friend_request.documents.blocks import (
    Bullets,
    Document,
    Heading,
    Note,
    Numbered,
    PageBreak,
    Paragraph,
    Sources,
    Table,
    clean,
    lines,
    one_line,
    paragraphs,
)
from friend_request.words import words

MARKDOWN_TYPE = "text/markdown"

# Always a mark, wherever it stands.
_ALWAYS = re.compile(r"[\\`*_{}\[\]#|~^$<>&]")
_ENTITY = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "|": "&#124;"}
# A mark only where it stands: what begins a list or underlines a heading, what makes a link, a
# picture of `:smile:`, or calls somebody on a web site. Elsewhere they stay, so that the file can
# be read as it is.
_BEGINS = re.compile(r"^(\d{1,9})?(?=[-+=.)])")
_LINKS = re.compile(r":(?=//|\w+:)")
_CALLS = re.compile(r"(?<![\w.])@(?=\w)")
# CommonMark drops white space at a line's ends, and four spaces would begin a block of code.
_ENDS = re.compile(r"^[ \t]+|[ \t]+$")


def escape(text: str) -> str:
    """One line of Markdown that shows `text` as it is and does nothing else.

    A vertical bar is written as an entity: a backslash before it is read differently in and out of
    tables. Line ends become spaces.
    """
    line = clean(text).replace("\n", " ")
    line = _ALWAYS.sub(lambda m: _ENTITY.get(m[0], f"\\{m[0]}"), line)
    line = _LINKS.sub("\\:", line)
    line = _CALLS.sub("&#64;", line)
    line = _BEGINS.sub(lambda m: f"{m[1] or ''}\\", line)
    return _ENDS.sub(lambda m: "".join(f"&#{ord(c)};" for c in m[0]), line)


def to_markdown(document: Document) -> str:
    """Write a document as Markdown.

    Args:
        document: what to write.

    Returns:
        Text that ends in a line end. Headings go one level down from the blocks' own, because the
        title is the first level.

    Raises:
        TypeError: if a block is of no kind that `Block` names.
    """
    made = [f"# {escape(one_line(document.title))}", ""]
    if document.subtitle:
        made += [f"*{escape(one_line(document.subtitle))}*", ""]
    listed = False
    for block in document.blocks:
        lists = isinstance(block, Bullets | Numbered | Sources)
        if lists and listed:
            # Without something between them two lists become one.
            made += ["<!-- -->", ""]
        listed = lists
        made += [*_block(block), ""]
    return "\n".join(made).rstrip("\n") + "\n"


def _block(block: object) -> list[str]:
    if isinstance(block, Heading):
        return [f"{'#' * (block.level + 1)} {escape(one_line(block.text))}"]
    if isinstance(block, Paragraph):
        return _verse(block.text)
    if isinstance(block, Bullets):
        return [f"- {escape(one_line(item))}" for item in block.items]
    if isinstance(block, Numbered):
        return [f"{n}. {escape(one_line(item))}" for n, item in enumerate(block.items, 1)]
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Note):
        return [f"> **{escape(words('document.open'))}** {escape(one_line(block.text))}"]
    if isinstance(block, PageBreak):
        return ["---"]
    if isinstance(block, Sources):
        return [
            f"- {escape(one_line(line))}" + (f" <{_address(where)}>" if where else "")
            for line, where in block.lines()
        ]
    raise TypeError(f"a document has no block of type {type(block).__name__}")


def _verse(text: str) -> list[str]:
    """Paragraphs, with the writer's own line ends kept by hard breaks."""
    made: list[str] = []
    for part in paragraphs(text):
        verse = "\\\n".join(escape(line) for line in part.split("\n"))
        made += ["", verse] if made else [verse]
    return made


def _table(block: Table) -> list[str]:
    rows = [block.header, *block.rows]
    # A cell can't hold a line end; a semicolon keeps apart what stood on two lines.
    cells = [[escape("; ".join(part.strip() for part in lines(c))) for c in row] for row in rows]
    drawn = [f"| {' | '.join(row)} |" for row in cells]
    rule = f"|{' --- |' * len(block.header)}"
    return [f"**{escape(one_line(block.caption))}**", "", drawn[0], rule, *drawn[1:]]


def _address(where: str) -> str:
    """A web address for an automatic link, without what would end or break it."""
    return where.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
