"""Choices for a policy, and its documents read back."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx

from friend_request.documents import to_docx
from friend_request.policies import Choices, Decision, compose, load_matters, load_settings

MADE = date(2027, 3, 1)
FACTS = {
    d.id: f"given {d.id}" for d in load_settings().details if d.id not in ("person", "persons")
}


def full(setting: str, place: int = 0, **more: Any) -> Choices:
    """Every matter decided: the first (0) or the last (-1) position."""
    decisions = {m.id: Decision(True, m.choices(setting)[place].id) for m in load_matters()}
    return Choices(setting, MADE, FACTS, "US", {**decisions, **more})


def lines(choices: Choices, audience: Any) -> list[tuple[str, str]]:
    """(style, text) of the Word document, reopened."""
    file = docx.Document(io.BytesIO(to_docx(compose(choices, audience))))
    return [(p.style.name, p.text) for p in file.paragraphs if p.text.strip()]


def under(found: list[tuple[str, str]], title: str) -> list[str]:
    """The texts below one heading, up to the next."""
    start = next(n for n, (s, t) in enumerate(found) if t == title and s.startswith("Heading"))
    rest = found[start + 1 :]
    stop = next((n for n, (s, _) in enumerate(rest) if s.startswith("Heading")), len(rest))
    return [text for _, text in rest[:stop]]
