"""Make `exercises/` from `solutions/`, so that the two cannot drift apart.

Authors write the worked notebook only. Tags on its cells say what the learner gets:

    solution        the cell is left out of the exercise
    solution-code   the cell is there, with its starter in place of the worked source

A starter stands in the cell's metadata, `{"friend_request": {"starter": "answer = ..."}}`, or in
the cell itself, on lines that begin with `#> `:

    #> median = ...
    median = estimates["percent"].median()

Results are cleared in exercises. A notebook that is generated is never edited by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.preprocessors import (
    ClearOutputPreprocessor,
    Preprocessor,
    TagRemovePreprocessor,
)
from nbformat import NotebookNode

from friend_request.authoring.files import bring_up_to_date
from friend_request.authoring.notebooks import normalise, read, to_bytes
from friend_request.authoring.problems import AuthoringError, Problem

SOLUTION = "solution"
SOLUTION_CODE = "solution-code"
_MARK = "#>"


class StarterPreprocessor(Preprocessor):
    """Put the starter in the place of the worked source in cells tagged `solution-code`."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        tags = cell.metadata.get("tags", [])
        if SOLUTION_CODE in tags:
            starter = _starter(cell)
            if starter is None:
                raise AuthoringError(
                    Problem(
                        resources["file"],
                        f"cell {index + 1}",
                        "it is tagged solution-code and has no starter: give it lines that begin "
                        "with '#> ', or a starter in its metadata under friend_request.",
                    )
                )
            cell.source = starter
            cell.metadata["tags"] = [tag for tag in tags if tag != SOLUTION_CODE]
            cell.metadata.pop("friend_request", None)
        return cell, resources


def _starter(cell: NotebookNode) -> str | None:
    own = cell.metadata.get("friend_request", {})
    if "starter" in own:
        starter = own["starter"]
        return starter if isinstance(starter, str) else "".join(starter)
    lines = [
        line[len(_MARK) :].removeprefix(" ")
        for line in cell.source.splitlines()
        if line.startswith(_MARK)
    ]
    return "\n".join(lines) if lines else None


def make_exercise(path: Path) -> bytes:
    """Make the exercise that belongs to a worked notebook.

    Args:
        path: a notebook in `solutions/`.

    Returns:
        The bytes of the notebook in `exercises/`; the same at every run.

    Raises:
        AuthoringError: if a cell tagged `solution-code` has no starter.
    """
    notebook = read(path)
    resources: dict[str, Any] = {"file": f"solutions/{path.name}"}
    # Starters come first, while the cells' numbers are still those that the author sees.
    steps = (
        StarterPreprocessor(),
        TagRemovePreprocessor(remove_cell_tags={SOLUTION}, enabled=True),
        ClearOutputPreprocessor(enabled=True),
    )
    for step in steps:
        notebook, resources = step.preprocess(notebook, resources)
    return to_bytes(normalise(notebook, path.name))


def make_exercises(root: Path) -> dict[Path, bytes]:
    """Make every exercise, without writing any.

    Returns:
        For each file that belongs into `exercises/`, its bytes.
    """
    return {
        root / "exercises" / path.name: make_exercise(path)
        for path in sorted((root / "solutions").glob("*.ipynb"))
    }


def write_exercises(root: Path) -> list[Path]:
    """Write `exercises/`, and remove notebooks there that no solution belongs to.

    Returns:
        The files that changed.
    """
    return bring_up_to_date(root / "exercises", "*.ipynb", make_exercises(root))


def check_exercises(root: Path) -> list[Problem]:
    """Compare `exercises/` with what `solutions/` would generate, to the byte."""
    mend = "Run `make exercises`; change the notebook in solutions/, not the one in exercises/."
    try:
        wanted = make_exercises(root)
    except AuthoringError as error:
        return list(error.problems)
    problems = []
    for path, content in wanted.items():
        name = f"exercises/{path.name}"
        if not path.exists():
            problems.append(Problem(name, "", f"it is missing. {mend}"))
        elif path.read_bytes() != content:
            problems.append(Problem(name, "", f"it is not what solutions/ generates. {mend}"))
    for path in sorted((root / "exercises").glob("*.ipynb")):
        if path not in wanted:
            problems.append(Problem(f"exercises/{path.name}", "", f"it has no solution. {mend}"))
    return problems
