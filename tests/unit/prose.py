"""Finds words that a person would read where they don't belong: in code.

Used by `test_words_in_code.py`. A literal is prose if it has two words, or a word beside a
placeholder, or is one capitalised word, as a heading is. What a machine reads is told from it by
its shape.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

HOLE = "\N{REPLACEMENT CHARACTER}"  # stands where an f-string has a placeholder
WORD = r"[^\W\d_]{2,}"
# Read aloud or shown although they stand within a tag.
_SPOKEN = re.compile(r"\b(?:alt|aria-label|title|placeholder|label|summary)=\"([^\"]*)\"")
_SQL = re.compile(
    r"\b(?:SELECT|INSERT|UPDATE|DELETE|ALTER|DROP|CREATE|TABLE|PRAGMA|BEGIN|FROM|WHERE|ORDER|AND|AS)\b"
)
# Logs are for whoever runs the server; `_must` names the part of a file that is not as it must be.
_LOGS = {"debug", "info", "warning", "error", "exception"}
_PLAIN_CALLS = {"_must", "warn"}


def joined(node: ast.AST) -> str | None:
    """The text of a literal, with `HOLE` for each placeholder; None if it is no literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values
        )
    return None


def _called(node: ast.Call) -> tuple[str, str]:
    """What is called, and on what: `re.compile` is ("compile", "re")."""
    if isinstance(node.func, ast.Attribute):
        owner = node.func.value
        return node.func.attr, owner.id if isinstance(owner, ast.Name) else ""
    return (node.func.id, "") if isinstance(node.func, ast.Name) else ("", "")


def _for_machines_or_programmers(node: ast.AST) -> bool:
    """Whether nothing within a piece of code reaches a page."""
    if isinstance(node, ast.Raise):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # a docstring
    if isinstance(node, ast.FunctionDef) and "problems" in node.name:
        return True  # gathers what an error will list
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        return node.target.id == "problems"
    if isinstance(node, ast.Assign):
        return any(isinstance(each, ast.Name) and each.id == "__all__" for each in node.targets)
    if isinstance(node, ast.Call):
        name, owner = _called(node)
        return (
            owner == "re"
            or (owner == "_log" and name in _LOGS)
            or (owner == "problems" and name == "append")
            or name in _PLAIN_CALLS
        )
    return False


def literals(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Every literal that could reach a page: its line and its text."""
    if _for_machines_or_programmers(node):
        return
    text = joined(node)
    if text is not None:
        yield node.lineno, text
        parts = node.values if isinstance(node, ast.JoinedStr) else []
        for part in parts:
            if isinstance(part, ast.FormattedValue):
                yield from literals(part.value)
        return
    for child in ast.iter_child_nodes(node):
        yield from literals(child)


def _is_style(text: str) -> bool:
    """Whether it is CSS: rules, and nothing between them."""
    left, before = re.sub(r"[^{}]+\{\s*[\w-]+\s*:[^{}]*\}", "", text), text
    left = re.sub(r"@[^{}]+\{\s*\}", "", left)
    return left != before and not left.strip()


def is_prose(text: str) -> bool:
    """Whether a person would read it."""
    if _is_style(text) or _SQL.search(text) or text.startswith("var(--"):
        return False
    if text.startswith("fr-") and all(part.startswith(("fr-", HOLE)) for part in text.split()):
        return False  # CSS classes
    for each in (re.sub(r"<[^<>]*>", " ", text), *_SPOKEN.findall(text)):
        plain = re.sub(r"&\w+;", " ", each).strip()
        if len(re.findall(WORD, plain)) > 1 and re.search(r"\s", plain):
            return True
        beside = rf"(?:^|[\s(]){WORD}(?=$|[\s).,:;])"
        if HOLE in plain and re.search(r"\s", plain) and re.search(beside, plain):
            return True
        if re.fullmatch(r"[A-Z][a-z]{2,}", plain):
            return True
    return False
