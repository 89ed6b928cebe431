"""The glossary: its page, and a link to it from the first use of each term in each lesson.

python -m friend_request.authoring glossary   # writes notebooks/glossary.ipynb and the links
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import nbformat
from pydantic import Field, model_validator

from friend_request.authoring.notebooks import NAVIGATION, normalise, read, to_bytes
from friend_request.authoring.problems import Problem
from friend_request.content import load_lessons
from friend_request.content.base import Part, Text
from friend_request.content.reading import read_as
from friend_request.paths import DATA

PAGE = "glossary.ipynb"
_START = "00_start_here.ipynb"
# What no link may be put into: links, code, headings, tables' header rows, names of passages, and
# the path of a menu, such as **Run ▸ Run All Cells**: one follows it, and reads no further.
_CLOSED = re.compile(
    r"^(?:```|~~~).*?^(?:```|~~~)[^\n]*$|`[^`\n]*`|!?\[[^\]]*\]\([^)]*\)|^#{1,6} .*$|<[^>]*>|"
    r"^\|.*\|\n(?=\|\s*:?-)|[\w-]+\s▸[^.,;:*]*",
    re.MULTILINE | re.DOTALL,
)


class Term(Part):
    """A word, the forms in which it appears, and what it means."""

    term: Text
    forms: list[Text] = Field(default=[])
    means: Text

    @property
    def anchor(self) -> str:
        """The name that JupyterLab gives to its heading."""
        return self.term.replace(" ", "-")


class Glossary(Part):
    """All the terms, in the order of the alphabet."""

    terms: Annotated[list[Term], Field(min_length=1)]
    review_by: date

    @model_validator(mode="after")
    def _sorted_and_once(self) -> Glossary:
        names = [term.term.casefold().replace("-", "") for term in self.terms]
        for before, after in pairwise(names):
            if after <= before:
                raise ValueError(f"{after!r} comes after {before!r}. Sort the terms, each once.")
        return self


@lru_cache(maxsize=1)
def load_glossary() -> Glossary:
    """Read `data/glossary.yaml`.

    Raises:
        ContentError: if it has a mistake.
    """
    made: Glossary = read_as(DATA / "glossary.yaml", Glossary)
    return made


def terms_and_forms() -> list[str]:
    """Every word that the glossary explains, in each of its forms."""
    return [form for term in load_glossary().terms for form in (term.term, *term.forms)]


def _pattern(term: Term) -> re.Pattern[str]:
    forms = sorted((term.term, *term.forms), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, forms))})(?![\w-])", re.IGNORECASE)


def first_use(sources: list[str], term: Term) -> tuple[int, int, int] | None:
    """Where a term is first used in prose: the cell's place, and where in it; None if nowhere."""
    pattern = _pattern(term)
    for place, source in enumerate(sources):
        closed = [match.span() for match in _CLOSED.finditer(source)]
        for found in pattern.finditer(source):
            if not any(a < found.end() and found.start() < b for a, b in closed):
                return place, found.start(), found.end()
    return None


def linked(sources: list[str], term: Term) -> bool:
    """Whether one of the cells links to the term."""
    return any(f"{PAGE}#{term.anchor})" in source for source in sources)


def link_terms(sources: list[str]) -> list[str]:
    """The cells of a lesson with a link at the first use of each term that has none yet."""
    made = [*sources]
    for term in load_glossary().terms:
        place = None if linked(made, term) else first_use(made, term)
        if place is not None:
            cell, start, end = place
            text = made[cell]
            link = f"[{text[start:end]}]({PAGE}#{term.anchor})"
            made[cell] = text[:start] + link + text[end:]
    return made


def page() -> Any:
    """The glossary's notebook."""
    new: Any = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    cell: Any = nbformat.v4.new_markdown_cell
    head = (
        "# Glossary\n\n"
        f"[All lessons]({_START})\n\n"
        "Words of the trade and of this course, in plain words. They are meant to be understood, "
        "not to be quoted in court: your own law and code have definitions of their own."
    )
    new.cells = [cell(head, id="title")]
    for number, term in enumerate(load_glossary().terms, 1):
        new.cells.append(cell(f"## {term.term}\n\n{term.means}", id=f"term-{number}"))
    new.cells.append(cell(f"[All lessons]({_START})", id="nav-end"))
    new.metadata = {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    return new


def _prose(notebook: Any) -> list[Any]:
    # In cells that lead on, a link more would stand in the way of the one that counts.
    return [c for c in notebook.cells if c.cell_type == "markdown" and c.id not in NAVIGATION]


def write_glossary(root: Path) -> list[Path]:
    """Write the page and the links.

    Returns:
        The notebooks that changed.
    """
    changed = []
    for path, notebook in _wanted(root):
        after = to_bytes(normalise(notebook, path.name))
        if not path.exists() or after != path.read_bytes():
            path.write_bytes(after)
            changed.append(path)
    return changed


def _wanted(root: Path) -> Iterator[tuple[Path, Any]]:
    """The page and each lesson as they should be."""
    yield root / "notebooks" / PAGE, page()
    for lesson in load_lessons():
        path = root / "notebooks" / f"{lesson.stem}.ipynb"
        if not path.exists():
            continue
        notebook = read(path)
        cells = _prose(notebook)
        for cell, source in zip(cells, link_terms([c.source for c in cells]), strict=True):
            cell.source = source
        yield path, notebook


def check_glossary(root: Path) -> list[Problem]:
    """Check that the page is up to date and that no first use lacks its link."""
    problems = []
    for path, notebook in _wanted(root):
        if not path.exists() or to_bytes(normalise(notebook, path.name)) != path.read_bytes():
            name = path.relative_to(root).as_posix()
            text = "it and data/glossary.yaml differ. Run `make glossary`."
            problems.append(Problem(name, "", text))
    return problems
