"""A notebook from its first cell to its last, as the body of a page to print."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from friend_request.authoring.exercises import SOLUTION, SOLUTION_CODE
from friend_request.authoring.glossary import link_terms
from friend_request.authoring.notebooks import NAVIGATION, read
from friend_request.authoring.printing import parts
from friend_request.authoring.printing.html import html_of, join, stored
from friend_request.authoring.printing.markdown import Page, html
from friend_request.content import load_case, load_lesson, load_question
from friend_request.widgets.nodes import Node, details, node
from friend_request.words import words

_START = "00_start_here.ipynb"
# What is drawn by a widget and is not a part of the lesson itself: its text form is shown.
_WIDGETS = {
    "about_me", "answer_code", "calibration", "cards", "cpd_log", "decision", "my_answers",
    "outside_look", "record", "reply_kit", "review", "room", "share_answers", "summary",
    "take_along",
}  # fmt: skip
# The room to take one's answers along is of no use where none are kept.
_LEFT_OUT = {"take_along"}


class Body:
    """Makes the body of one page."""

    def __init__(self, path: Path, resolve: Callable[[str], str | None]) -> None:
        self.path = path
        self.page = Page(path.parent, resolve)
        self.cells: list[NotebookNode] = read(path).cells
        self.asked: list[str] = []

    @property
    def title(self) -> str:
        """The notebook's title."""
        return str(self.cells[0].source).splitlines()[0].lstrip("# ").strip()

    def make(self) -> str:
        """The whole body as HTML, its title left out."""
        # Without the links between notebooks: the page has a navigation of its own.
        prose = [c for c in self.cells if c.cell_type == "markdown" and c.id not in NAVIGATION]
        linked = link_terms([cell.source for cell in prose])
        texts = {cell.id: text for cell, text in zip(prose, linked, strict=True)}
        made = []
        for cell in self.cells:
            if cell.cell_type == "markdown":
                text = _opening(cell.source) if cell.id == "title" else texts.get(cell.id, "")
                shown = html(text, self.page)
                if SOLUTION in cell.metadata.get("tags", []):
                    shown = _folded(words("print.open.solution"), shown)
            elif cell.cell_type == "code":
                shown = self._code(cell)
            else:
                continue
            made.append(shown)
        return "\n".join(each for each in made if each)

    # -- code

    def _code(self, cell: NotebookNode) -> str:
        name, argument = _call(cell.source)
        made = self._widget(name, argument, cell)
        if made is not None:
            return join(made)
        tags = cell.metadata.get("tags", [])
        results = "\n".join(filter(None, (self._result(each) for each in cell.outputs)))
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        code = "" if hidden or _only_imports(cell.source) else _pre(cell.source)
        if SOLUTION_CODE in tags or name == "check":
            inside = code + results if SOLUTION_CODE in tags else results
            return _folded(words("print.open.worked"), inside)
        return (_folded(words("print.open.code"), code) if code else "") + results

    def _widget(self, name: str, argument: str, cell: NotebookNode) -> list[Node] | None:
        """What stands in for a widget; None if the cell holds none."""
        level = self.page.level + 1
        if name == "case":
            return parts.case(load_case(argument), level)
        if name == "play":
            return parts.play(load_case(argument), level)
        if name == "question":
            return self._question(argument, level)
        if name == "references":
            return parts.references(load_lesson(argument))
        if name == "lessons":
            return parts.lessons()
        if name == "which_path":
            return parts.paths()
        if name in _LEFT_OUT:
            return []
        if name in _ELSEWHERE or name in _WIDGETS:
            text = "\n\n".join(str(o.get("data", {}).get("text/plain", "")) for o in cell.outputs)
            if name == "policy":
                text = "\n\n".join(text.split("\n\n")[:2])
            inside = [node("p", words("print.tool"), class_="small"), *parts.text_form(text)]
            inside += [
                node("p", node("a", words(f"print.page.{stem}"), href=f"{stem}.html"))
                for stem in _ELSEWHERE.get(name, ())
            ]
            return [node("div", *inside, class_="tool")]
        return None

    def _question(self, id_: str, level: int) -> list[Node]:
        asked = load_question(id_)
        if id_ in self.asked:
            number = self.asked.index(id_) + 1
            said = words("print.once_more", number=number, stem=asked.stem)
            return [node("p", node("a", said, href=f"#{id_}"))]
        self.asked.append(id_)
        return parts.question(asked, level, len(self.asked))

    def _result(self, output: Any) -> str:
        if output.output_type == "stream":
            return _pre(output.text)
        data = output.get("data", {})
        if "text/html" in data:
            return "".join(html_of(one) for one in stored(data["text/html"], self.path.name))
        return _pre(data["text/plain"]) if data.get("text/plain") else ""


# Widgets that have a page of their own here.
_ELSEWHERE = {
    "before_course": ("check_before",),
    "after_course": ("check_after",),
    "policy": ("policy_solo", "policy_agency", "policy_youth"),
}


def _opening(source: str) -> str:
    """What a title cell says beside the title: without the ways on, and how to run it."""
    kept = []
    for part in source.split("\n\n")[1:]:
        if _START in part or re.match(r"(Previous|Next): ", part):
            continue
        said = re.split(r"\s*First choose \*\*Run", part)[0].strip()
        if said:
            kept.append(said)
    return "\n\n".join(kept)


def _call(source: str) -> tuple[str, str]:
    """The name and first argument of the call that a cell ends in; empty if it ends otherwise.

    An argument can be a text, or a name to which the cell gives a text.
    """
    body = ast.parse(source).body
    known = {
        target.id: each.value.value
        for each in body
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    last = body[-1] if body else None
    if not isinstance(last, ast.Expr) or not isinstance(last.value, ast.Call):
        return "", ""
    call = last.value
    first = call.args[0] if call.args else None
    argument = ""
    if isinstance(first, ast.Constant):
        argument = str(first.value)
    elif isinstance(first, ast.Name):
        argument = str(known.get(first.id, ""))
    return (call.func.id if isinstance(call.func, ast.Name) else ""), argument


def _only_imports(source: str) -> bool:
    body = ast.parse(source).body
    return all(isinstance(each, (ast.Import, ast.ImportFrom)) for each in body)


def _pre(text: str) -> str:
    return f"<pre><code>{escape(text.rstrip())}</code></pre>"


def _folded(title: str, inside: str) -> str:
    opened = html_of(details(title, "\0"))
    return opened.replace("\0", inside)
