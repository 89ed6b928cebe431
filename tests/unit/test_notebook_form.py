"""Notebooks are stored in one form, without what changes from run to run."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from friend_request.authoring.notebooks import (
    WIDGET_VIEW,
    execute,
    normalise,
    read,
    refresh,
    to_bytes,
)
from friend_request.authoring.problems import AuthoringError
from tests.unit.notebook_samples import notebook, ran, result, save


def test_volatile_things_are_taken_out():
    widget = result(text_plain="Question: …")
    widget.data[WIDGET_VIEW] = {"model_id": "f00d", "version_major": 2, "version_minor": 0}
    made = notebook(
        ran(
            "question('x')",
            widget,
            count=17,
            execution={"iopub.execute_input": "2026-01-01T00:00:00Z"},
            collapsed=False,
            jupyter={"source_hidden": True, "outputs_hidden": False},
            tags=[],
        )
    )
    made.metadata = nbformat.from_dict(
        {
            "widgets": {"application/vnd.jupyter.widget-state+json": {}},
            "kernelspec": {"display_name": "my own", "language": "python", "name": "mine"},
            "language_info": {"name": "python", "version": "3.11.7"},
            "toc": {},
        }
    )
    clean = normalise(made, "x.ipynb")
    assert clean.metadata == {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    (cell,) = clean.cells
    assert cell.metadata == {"jupyter": {"source_hidden": True}, "deletable": False}
    assert cell.execution_count == cell.outputs[0].execution_count == 1
    assert cell.outputs[0].data == {"text/plain": "Question: …"}


def test_ids_stay_and_missing_or_doubled_ones_are_made_the_same_way_each_time():
    def fresh():
        cells = [new_markdown_cell("a"), new_markdown_cell("b"), new_markdown_cell("c")]
        for cell, cell_id in zip(cells, ("title", "title", "not valid!"), strict=True):
            cell["id"] = cell_id
        made = notebook()
        made.cells = cells  # past new_notebook, which would repair or refuse them itself
        return normalise(made, "x.ipynb")

    first, second = ([cell.id for cell in fresh().cells] for _ in range(2))
    assert first == second
    assert first[0] == "title"
    assert len(set(first)) == 3


def test_prints_are_joined():
    streams = [new_output("stream", name="stdout", text=text) for text in ("one\n", "two\n")]
    (cell,) = normalise(notebook(ran("f()", *streams)), "x.ipynb").cells
    assert [output.text for output in cell.outputs] == ["one\ntwo\n"]


def test_the_form_is_a_fixed_point():
    made = normalise(notebook(new_markdown_cell("a "), ran("1", result(text_plain="1"))), "x.ipynb")
    once = to_bytes(made)
    again = to_bytes(normalise(nbformat.reads(once.decode(), as_version=4), "x.ipynb"))
    assert once == again
    assert once.endswith(b"}\n")


def test_a_run_stores_results_and_leaves_no_trace_in_the_learners_file(tmp_path, monkeypatch):
    mine = tmp_path / "mine"
    monkeypatch.setenv("FRIEND_REQUEST_DATA", str(mine))
    source = "import os\nopen(os.environ['FRIEND_REQUEST_DATA'] + '.seen', 'w').close()\n6 * 7"
    path = save(tmp_path / "a.ipynb", notebook(new_code_cell(source)))
    assert refresh(path) is True
    before = path.read_bytes()
    assert refresh(path) is False
    assert path.read_bytes() == before
    (cell,) = read(path).cells
    assert cell.outputs[0].data["text/plain"] == "42"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failing_cell_is_reported_with_its_file(tmp_path):
    path = save(tmp_path / "a.ipynb", notebook(new_code_cell("1 / 0")))
    with pytest.raises(AuthoringError, match=r"a\.ipynb: a cell fails"):
        execute(read(path), path)


def test_a_file_that_is_no_notebook_is_reported(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text("<<<<<<< HEAD")
    with pytest.raises(AuthoringError, match="not a notebook that can be read"):
        read(path)
