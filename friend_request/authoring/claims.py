"""Names for passages that state a rule or a figure, by which a reader reports a mistake.

    python -m friend_request.authoring claims   # names those that have none yet

A name such as `[02-c7]` stands at the passage's end. It stays when the passage is reworded; a new
passage gets the next number. Questions and sources have names of their own: their ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from friend_request.authoring.notebooks import FENCE, NAVIGATION, normalise, read, to_bytes
from friend_request.authoring.problems import Problem
from friend_request.content import load_lessons

_NAMED = re.compile(r"<small>\[(\d\d-c(\d+))\]</small>")
# A year, a share, a clause's number or a link: what somebody could look up and find otherwise.
_CHECKABLE = re.compile(
    r"\b(?:19|20)\d\d\b|\d\s?%|\bper ?cent\b|\b\d+\.\d+\b|\b[A-Z]\.\d|\]\(https?://"
)
# Cells of the page itself: navigation, and what a learner does rather than is told.
_NOT_CLAIMS = (*NAVIGATION, "before")


def is_claim(block: str) -> bool:
    """Whether a paragraph, list or table states something that can be looked up."""
    if re.match(r"\s*(#|<)", block) and "\n" not in block.strip():
        return False
    return bool(_CHECKABLE.search(_NAMED.sub("", block)))


def blocks(source: str) -> list[str]:
    """A cell's passages: what stands between empty lines. Code is left as one piece."""
    if FENCE.search(source):
        return [source]
    return re.split(r"\n[ \t]*\n", source)


def unnamed(source: str) -> Iterator[int]:
    """The places of the passages that state something and have no name."""
    parts = blocks(source)
    for place, block in enumerate(parts):
        after = parts[place + 1] if place + 1 < len(parts) else ""
        named = _NAMED.search(block) or (_is_table(block) and _NAMED.match(after.strip()))
        if is_claim(block) and not named and not FENCE.search(block):
            yield place


def _is_table(block: str) -> bool:
    return block.lstrip().startswith("|")


def name_claims(source: str, lesson: str, last: int) -> tuple[str, int]:
    """Name a cell's passages.

    Args:
        source: the cell's Markdown.
        lesson: the lesson's number, such as `"02"`.
        last: the highest number that this lesson has given.

    Returns:
        The cell with names, and the highest number given now.
    """
    parts = blocks(source)
    for place in unnamed(source):
        last += 1
        name = f"<small>[{lesson}-c{last}]</small>"
        gap = "\n\n" if _is_table(parts[place]) else " "
        parts[place] = parts[place].rstrip() + gap + name
    return "\n\n".join(parts), last


def highest(sources: list[str]) -> int:
    """The highest number given in a lesson, 0 if none."""
    return max((int(n) for s in sources for _, n in _NAMED.findall(s)), default=0)


def write_claims(root: Path) -> list[Path]:
    """Name every passage that has no name yet, in every lesson.

    Returns:
        The notebooks that changed.
    """
    changed = []
    for lesson in load_lessons():
        path = root / "notebooks" / f"{lesson.stem}.ipynb"
        notebook = read(path)
        cells = [c for c in notebook.cells if c.cell_type == "markdown"]
        last = highest([c.source for c in cells])
        before = path.read_bytes()
        for cell in cells:
            if cell.id not in _NOT_CLAIMS:
                cell.source, last = name_claims(cell.source, lesson.number, last)
        after = to_bytes(normalise(notebook, path.name))
        if after != before:
            path.write_bytes(after)
            changed.append(path)
    return changed


def check_claims(root: Path) -> list[Problem]:
    """Check that every passage which states something has a name, and each name stands once."""
    problems = []
    for lesson in load_lessons():
        path = root / "notebooks" / f"{lesson.stem}.ipynb"
        if not path.exists():
            continue  # said elsewhere
        file, seen = f"notebooks/{path.name}", set()
        for number, cell in enumerate(read(path).cells, 1):
            if cell.cell_type != "markdown":
                continue
            for name, _ in _NAMED.findall(cell.source):
                if name in seen or not name.startswith(f"{lesson.number}-"):
                    text = f"the passage name {name} stands twice, or in another lesson. Remove it."
                    problems.append(Problem(file, f"cell {number}", text))
                seen.add(name)
            if cell.id not in _NOT_CLAIMS and any(unnamed(cell.source)):
                text = "a passage states something and has no name. Run `make claims`."
                problems.append(Problem(file, f"cell {number}", text))
    return problems
