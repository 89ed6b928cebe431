"""A figure ready to be shown: an image, what it shows in words, and its numbers."""

from __future__ import annotations

import base64
import textwrap
from dataclasses import dataclass
from html import escape

from friend_request.tables import Table, say_synthetic
from friend_request.words import words


@dataclass(frozen=True)
class HtmlFigure:
    """A figure ready to be shown.

    Attributes:
        title: what the figure is about.
        alt: what it shows, computed from the numbers.
        table: the numbers themselves.
        png: the image.
        note: a sentence that goes below the image.
    """

    title: str
    alt: str
    table: Table
    png: bytes
    note: str = ""

    @property
    def html(self) -> str:
        """A `<figure>` with alternative text, a caption and the numbers, which open on demand."""
        data = base64.b64encode(self.png).decode("ascii")
        note = f" {escape(self.note)}" if self.note else ""
        return (
            '<figure style="margin:0 0 1em;max-width:640px">'
            f'<img alt="{escape(self.alt)}" src="data:image/png;base64,{data}" '
            'style="display:block;width:100%;height:auto;background:#fff">'
            f'<figcaption style="margin:0.5em 0"><strong>{escape(stop(self.title))}</strong>{note}'
            "</figcaption>"
            '<details><summary style="cursor:pointer;padding:0.3em 0">'
            f"{escape(words('figure.numbers'))}</summary>{self.table.html}</details></figure>"
        )

    @property
    def text(self) -> str:
        """The figure in words, and its numbers."""
        head = words("figure.in_words", title=stop(self.title))
        lines = [*textwrap.wrap(head, 96), *textwrap.wrap(self.alt, 96)]
        if self.note:
            lines += textwrap.wrap(self.note, 96)
        return "\n".join([*lines, "", self.table.text])

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def alt_of(title: str, finding: str) -> str:
    """The alternative text: what the figure is about, and what it shows."""
    return words("figure.finding", title=stop(title), finding=finding)


def numbers_caption(title: str, synthetic: bool) -> str:
    """The caption of the numbers below a figure."""
    return say_synthetic(words("figure.numbers_caption", title=title), synthetic)


def stop(sentence: str) -> str:
    """The sentence with a full stop, unless it ends with a mark of its own."""
    return sentence if sentence.endswith(("?", "!", ".")) else f"{sentence}."
