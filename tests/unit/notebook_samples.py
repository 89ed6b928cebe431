"""Small notebooks, and what is said about them."""

from __future__ import annotations

from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook, new_output

from friend_request.authoring.notebooks import to_bytes

ROOT = Path(__file__).resolve().parents[2]


def notebook(*cells):
    return new_notebook(cells=list(cells))


def save(path, made):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(to_bytes(made))
    return path


def result(**data):
    return new_output("execute_result", data={k.replace("_", "/", 1): v for k, v in data.items()})


def ran(source, *outputs, count=1, **metadata):
    return new_code_cell(source, outputs=list(outputs), execution_count=count, metadata=metadata)


def texts(problems):
    return " | ".join(str(problem) for problem in problems)
