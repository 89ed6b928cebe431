"""On a hub: a copy of the course for each learner, and whether one is on a hub at all.

`python -m friend_request.hub` starts a learner's server as `jupyterhub-singleuser` does, in half
the time.

The hub's settings name the folder of the course in the variable `FRIEND_REQUEST_COURSE`. Each
learner's own server then copies the lessons into that learner's home when it starts, with the
learner's rights and nobody else's. Without the variable nothing here does anything.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import runpy
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = "FRIEND_REQUEST_COURSE"
FOLDER = "friend-request"
COPIED = ("notebooks", "exercises", "solutions", "docs", "facilitation")
LEFT_OUT = {"images", ".ipynb_checkpoints", "__pycache__"}
NOTE = ".copied.json"

_log = logging.getLogger(__name__)


def on_hub() -> bool:
    """Whether this program runs for somebody who is signed in to a JupyterHub.

    Binder is made of a JupyterHub too; whoever asks looks first whether the place is temporary.
    """
    return bool(os.environ.get("JUPYTERHUB_USER"))


@dataclass(frozen=True)
class Copied:
    """What became of the files: how many are new, renewed, and left because they were changed."""

    new: int = 0
    renewed: int = 0
    left: int = 0


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _written(path: Path, content: bytes) -> str:
    """A hash of what a person can have written: of a notebook, its cells without their results.

    Every lesson that was run and saved differs in its results, and is still as it was delivered.
    """
    if path.suffix == ".ipynb":
        try:
            cells = json.loads(content)["cells"]
            kept = [[cell["cell_type"], "".join(cell["source"])] for cell in cells]
            return _digest(json.dumps(kept).encode())
        except (ValueError, KeyError, TypeError):
            pass
    return _digest(content)


def _files(source: Path) -> Iterator[Path]:
    for name in COPIED:
        for path in sorted((source / name).rglob("*")):
            parts = path.relative_to(source).parts
            if path.is_file() and not LEFT_OUT.intersection(parts):
                yield path


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all: a server can be stopped at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.half")
    half.write_bytes(content)
    half.replace(path)


def _note(target: Path) -> dict[str, dict[str, str]]:
    try:
        found = json.loads((target / NOTE).read_text("utf-8"))
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


def copy_course(source: Path, target: Path) -> Copied:
    """Copy the lessons, and renew those that the learner has not changed.

    What a learner wrote into a notebook stays. A file that was deleted comes back.

    Args:
        source: the folder of the course.
        target: the learner's copy; made if it is not there.

    Raises:
        OSError: if something can't be read or written; what was copied before that is whole.
    """
    note = _note(target)
    new = renewed = left = 0
    try:
        for path in _files(source):
            name = path.relative_to(source).as_posix()
            content, mine = path.read_bytes(), target / name
            delivered = {"whole": _digest(content), "written": _written(path, content)}
            if not mine.exists():
                new += 1
            else:
                before, present = note.get(name), mine.read_bytes()
                if _digest(present) == delivered["whole"]:
                    note[name] = delivered
                    continue
                if not before or _written(mine, present) != before.get("written"):
                    left += 1
                    continue
                if before.get("whole") == delivered["whole"]:
                    continue
                renewed += 1
            _write(mine, content)
            note[name] = delivered
    finally:
        if target.is_dir() and note != _note(target):
            _write(target / NOTE, json.dumps(note).encode())
    return Copied(new, renewed, left)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "friend_request.hub"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Jupyter's server calls this at its start, as `jupyter/server.json` asks it to."""
    source = os.environ.get(SOURCE, "")
    if not source:
        return
    try:
        made = copy_course(Path(source), Path.home() / FOLDER)
        _log.info("The course: %s", made)
    except OSError:
        # The server starts all the same, and shows whatever could be copied.
        _log.exception("The course could not be copied from %s", source)


def main() -> None:
    """Start a learner's server, without a part that nothing here uses.

    `rfc3987_syntax` lets jsonschema check addresses with letters of every alphabet. It is optional,
    no part of Jupyter asks for it, and importing it takes two seconds of processor time: half of
    a server's start, which matters when forty begin at once.
    """
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    runpy.run_module("jupyterhub.singleuser", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
