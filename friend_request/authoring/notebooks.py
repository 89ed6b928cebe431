"""Run the committed notebooks and write them in one form.

A committed notebook carries the results of its code cells as text and HTML, so that it can be read
without running it and so that nbval has something to compare. It carries no widget state, no times
and nothing else that differs from run to run.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from friend_request.authoring.problems import AuthoringError, Problem

# A piece of code in Markdown, in which nothing is prose.
FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*\s*$", re.MULTILINE)
# Cells that lead somewhere else.
NAVIGATION = ("title", "nav", "nav-end")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
RUN_FOLDERS = ("notebooks", "solutions", "docs", "facilitation")

_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# What a notebook and a cell may keep. All else is written by applications and changes by itself.
_KEPT_IN_NOTEBOOK = ("friend_request",)
_KEPT_IN_CELL = ("editable", "friend_request", "jupyter", "slideshow", "tags")
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def notebook_files(root: Path, folders: tuple[str, ...] = RUN_FOLDERS) -> list[Path]:
    """List the notebooks of some folders of the project, in order."""
    return [path for folder in folders for path in sorted((root / folder).glob("*.ipynb"))]


def read(path: Path) -> NotebookNode:
    """Read a notebook.

    Raises:
        AuthoringError: if the file is no notebook.
    """
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        raise AuthoringError(
            Problem(
                path.name,
                "",
                f"this is not a notebook that can be read ({type(error).__name__}). Open it in "
                "JupyterLab, or take the last version that was committed.",
            )
        ) from error


def headings_of(source: str) -> list[tuple[int, str]]:
    """(level, text) of each heading in a Markdown cell; what stands in a piece of code is none."""
    return [(len(marks), text) for marks, text in _HEADING.findall(FENCE.sub("", source))]


def headings(notebook: NotebookNode) -> set[str]:
    """The headings of a notebook, as they are written."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    return {text for cell in cells for _, text in headings_of(cell.source)}


def to_bytes(notebook: NotebookNode) -> bytes:
    """Write a notebook as bytes, always the same for the same notebook."""
    text = nbformat.writes(notebook, version=4)
    return (text.rstrip("\n") + "\n").encode("utf-8")


def normalise(notebook: NotebookNode, name: str) -> NotebookNode:
    """Bring a notebook into the form that is committed; changes it in place.

    Args:
        notebook: a notebook, run or not.
        name: the file's name; cells without an id get one that is made from it.
    """
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    kept = {key: notebook.metadata[key] for key in _KEPT_IN_NOTEBOOK if key in notebook.metadata}
    notebook.metadata = nbformat.from_dict({**kept, **_METADATA})
    seen: set[str] = set()
    number = 0
    for position, cell in enumerate(notebook.cells):
        _give_id(cell, seen, f"{name}:{position}")
        metadata = {key: cell.metadata[key] for key in _KEPT_IN_CELL if key in cell.metadata}
        if "jupyter" in metadata:
            hidden = metadata["jupyter"].get("source_hidden")
            metadata.pop("jupyter")
            if hidden:
                metadata["jupyter"] = {"source_hidden": True}
        if not metadata.get("tags", True):
            metadata.pop("tags")
        # One stray key (x, or d twice) must not take a passage out of a learner's page.
        metadata["deletable"] = False
        cell.metadata = nbformat.from_dict(metadata)
        cell.source = cell.source.rstrip()
        if cell.cell_type == "code":
            if cell.execution_count is not None:
                number += 1
                cell.execution_count = number
            cell.outputs = [_clean(output, number) for output in _joined(cell.outputs)]
    return notebook


def _give_id(cell: NotebookNode, seen: set[str], place: str) -> None:
    found = cell.get("id", "")
    if not _CELL_ID.fullmatch(found) or found in seen:
        found = hashlib.sha256(place.encode()).hexdigest()[:8]
        while found in seen:
            found = hashlib.sha256(found.encode()).hexdigest()[:8]
        cell["id"] = found
    seen.add(found)


def _clean(output: NotebookNode, number: int) -> NotebookNode:
    if "data" in output:
        output.data.pop(WIDGET_VIEW, None)
        output.metadata = nbformat.from_dict({})
    if "execution_count" in output:
        output.execution_count = number
    return output


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join prints that only happened to arrive in several messages."""
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.output_type == output.output_type == "stream"
            and last.name == output.name
        ):
            last.text += output.text
        else:
            joined.append(output)
    return joined


@contextmanager
def throw_away_progress() -> Iterator[Path]:
    """Let kernels keep their answers in a folder that is deleted afterwards."""
    before = {name: os.environ.get(name) for name in ("FRIEND_REQUEST_DATA", "IPYTHONDIR")}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name in before:
            os.environ[name] = str(Path(folder) / name.lower())
        try:
            yield Path(folder)
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def execute(notebook: NotebookNode, path: Path, timeout: int = 300) -> NotebookNode:
    """Run a notebook from top to bottom in a new kernel; changes it in place.

    Args:
        notebook: the notebook.
        path: its file; the kernel works in that folder.
        timeout: seconds that one cell may take.

    Raises:
        AuthoringError: if a cell fails.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],  # else each kernel warns of what is no matter here
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        store_widget_state=False,
    )
    try:
        with throw_away_progress():
            client.execute()
    except CellExecutionError as error:
        raise AuthoringError(
            Problem(path.name, "", f"a cell fails when the notebook is run:\n{_tidy(str(error))}")
        ) from error
    except (CellTimeoutError, DeadKernelError) as error:
        raise AuthoringError(
            Problem(path.name, "", f"the kernel did not finish a cell: {_tidy(str(error))}")
        ) from error
    return notebook


def _tidy(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text).strip()


def refresh(path: Path, *, run: bool = True) -> bool:
    """Run a notebook, bring it into the committed form and write it if that changed anything.

    Returns:
        Whether the file changed.
    """
    notebook = read(path)
    if run:
        execute(notebook, path)
    made = to_bytes(normalise(notebook, path.name))
    if made == path.read_bytes():
        return False
    path.write_bytes(made)
    return True


def outputs_of(cell: NotebookNode) -> list[dict[str, Any]]:
    """Return what a code cell shows, as a list of dictionaries from MIME type to content."""
    shown = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            shown.append({"text/plain": output.text})
        elif "data" in output:
            shown.append(dict(output.data))
    return shown
