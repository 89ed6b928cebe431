"""Drives a form as a browser does, and reads documents back."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from typing import Any

import docx
import mistune

from friend_request.widgets.form import Form

# What people paste and type: it must come out as the same text, and do nothing.
BAD_INPUT = {
    "emoji": "fine 😀👩‍👧 and 🏳️‍🌈",
    "right-to-left": "مريم Ω שָׁלוֹם",
    "word": "<w:p><w:r><w:t>pasted</w:t></w:r></w:p> {MERGEFIELD name} «x»",
    "formula": "=cmd()|' /C calc'!A0 and @SUM(1+1) +1 -1",
    "html": "<script>alert(1)</script> <b>bold</b> &amp; <img src=x onerror=y>",
    "markdown": "# no heading\n* no list\n1. neither | a | b | `code` [x](y) ![z](q) --- ***",
    "long": "word " * 8000,
}


class Driver:
    """Presses a form's buttons with its values, and keeps the files that it offers."""

    def __init__(self, form: Form):
        self.form = form
        self.files: list[tuple[str, bytes]] = []
        form.send = self._sent  # type: ignore[method-assign]
        form.refresh()

    def _sent(self, content: Any, buffers: Any = None) -> None:
        if isinstance(content, dict) and content.get("type") == "file":
            self.files.append((content["name"], bytes(buffers[0])))

    def press(self, action: str, arg: str = "", **values: Any) -> Driver:
        """Press a button that is there. A double underscore in a field's name is a hyphen."""
        assert (action, arg) in self.buttons(), (action, arg, self.buttons())
        sent = {name.replace("__", "-"): value for name, value in values.items()}
        self.form._receive(
            None, {"type": "act", "action": action, "arg": arg, "values": sent}, None
        )
        return self

    def draft(self, **values: Any) -> Driver:
        """What the page sends a moment after the last key."""
        sent = {name.replace("__", "-"): value for name, value in values.items()}
        self.form._receive(None, {"type": "draft", "values": sent}, None)
        return self

    def nodes(self) -> Iterator[Any]:
        def walk(each: Any) -> Iterator[Any]:
            yield each
            if isinstance(each, dict):
                for child in each.get("c", []):
                    yield from walk(child)

        for node in self.form.spec["nodes"]:
            yield from walk(node)

    def buttons(self) -> list[tuple[str, str]]:
        """(action, argument) of every button that can be pressed."""
        return [
            (n["a"]["data-action"], n["a"].get("data-arg", ""))
            for n in self.nodes()
            if isinstance(n, dict)
            and "data-action" in n.get("a", {})
            and "disabled" not in n.get("a", {})
        ]

    def fields(self) -> set[str]:
        """The names of the controls that are drawn."""
        return {
            n["a"]["data-field"]
            for n in self.nodes()
            if isinstance(n, dict) and "data-field" in n.get("a", {})
        }

    def value(self, field: str) -> str | None:
        """What Python last drew into a box."""
        for n in self.nodes():
            if isinstance(n, dict) and n.get("a", {}).get("data-field") == field:
                return n["a"].get("value")
        return None

    @property
    def text(self) -> str:
        return " ".join(n for n in self.nodes() if isinstance(n, str))

    @property
    def said(self) -> str:
        return str(self.form.spec["say"])

    @property
    def problem(self) -> str:
        return str(self.form.spec["problem"])


def docx_lines(content: bytes) -> list[str]:
    """Every paragraph of a Word file, those in tables too, in their order."""
    document = docx.Document(io.BytesIO(content))
    found = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            found += [p.text for row in block.rows for cell in row.cells for p in cell.paragraphs]
        else:
            found.append(block.text)
    return found


def docx_headings(content: bytes, level: int = 1) -> list[str]:
    """The headings of one level."""
    document = docx.Document(io.BytesIO(content))
    return [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"]


def markdown_text(text: str) -> str:
    """What a reader of the Markdown sees, without its marks."""
    # With escape on, an entity comes out with its ampersand escaped once more: undo both.
    page = str(mistune.create_markdown(escape=True, plugins=["table"])(text))
    assert "<script" not in page
    shown = re.sub(r"<[^>]+>", "", re.sub(r"<br ?/?>\n?", "\n", page))
    return html.unescape(html.unescape(shown))


def squeezed(text: str) -> str:
    """The same text with all white space as single spaces."""
    return " ".join(text.split())
