"""Compare what notebooks store of questions and cases with what they say now, without a kernel.

A widget's text form stands in the committed notebook. When the file behind it changes, the notebook
keeps the old words until `make notebooks`; running every notebook finds that in minutes, this in
seconds.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode

from friend_request.authoring.notebooks import outputs_of, throw_away_progress
from friend_request.authoring.problems import Problem
from friend_request.content import ContentError

SHOWS = ("case", "play", "question")


def shown_by(source: str) -> tuple[str, str] | None:
    """What a cell's last line shows, as (`"question"`, its id); None if it is something else."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    match body[-1:]:
        case [
            ast.Expr(ast.Call(func=ast.Name(name), args=[ast.Constant(str(found))], keywords=[]))
        ] if name in SHOWS:
            return name, found
    return None


def check_stored(notebook: NotebookNode, name: str) -> list[Problem]:
    """Check that each question and case stands in the notebook as its file words it now.

    Args:
        notebook: a committed notebook.
        name: its path from the project's top.

    Returns:
        One problem for each cell that is behind its file, or whose id no file has. A cell without
        a result is said by `check_results`.
    """
    problems = []
    with throw_away_progress():
        for number, cell in enumerate(notebook.cells, 1):
            asked = shown_by(cell.source) if cell.cell_type == "code" else None
            stored = [data["text/plain"] for data in outputs_of(cell) if "text/plain" in data]
            if asked is None or not stored:
                continue
            what, found = asked
            try:
                now = repr(_made_by(what)(found))
            except ContentError as error:
                text = f"{found} can't be shown: {error.problems[0]}"
                problems.append(Problem(name, f"cell {number}", text))
                continue
            if now != stored[-1]:
                text = f"{what} {found} says something else by now. Run `make notebooks`."
                problems.append(Problem(name, f"cell {number}", text))
    return problems


def _made_by(what: str) -> Callable[[str], Any]:
    # Checking prose alone must not wait for the widgets.
    import friend_request

    made: Callable[[str], Any] = getattr(friend_request, what)
    return made
