"""Exercises are generated from solutions, and one that was edited is reported."""

from __future__ import annotations

import shutil

import pytest
from nbformat.v4 import new_markdown_cell

from friend_request.authoring.exercises import check_exercises, make_exercise, write_exercises
from friend_request.authoring.notebooks import normalise, read
from tests.unit.notebook_samples import notebook, ran, result, save, texts


@pytest.fixture
def project(tmp_path):
    (tmp_path / "notebooks").mkdir()
    save(
        tmp_path / "solutions" / "01_x.ipynb",
        normalise(
            notebook(
                new_markdown_cell("# Exercise"),
                ran("import pandas"),
                ran(
                    "answer = 42",
                    count=2,
                    tags=["solution-code"],
                    friend_request={"starter": "answer = ..."},
                ),
                ran(
                    "#> two = ...\n#> more = 1\ntwo = 2\nmore = 1", count=3, tags=["solution-code"]
                ),
                ran("answer", result(text_plain="42"), count=4),
                new_markdown_cell("The reasoning.", metadata={"tags": ["solution"]}),
            ),
            "01_x.ipynb",
        ),
    )
    return tmp_path


def test_an_exercise_has_starters_and_neither_solutions_nor_results(project):
    assert [path.name for path in write_exercises(project)] == ["01_x.ipynb"]
    made = read(project / "exercises" / "01_x.ipynb")
    assert [cell.source for cell in made.cells] == [
        "# Exercise",
        "import pandas",
        "answer = ...",
        "two = ...\nmore = 1",
        "answer",
    ]
    for cell in made.cells:
        assert "tags" not in cell.metadata
        assert "friend_request" not in cell.metadata
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_generating_twice_gives_the_same_bytes(project):
    path = project / "solutions" / "01_x.ipynb"
    assert make_exercise(path) == make_exercise(path)
    write_exercises(project)
    assert write_exercises(project) == []
    assert check_exercises(project) == []


def test_an_edited_missing_or_left_over_exercise_is_reported(project):
    assert "it is missing" in texts(check_exercises(project))
    write_exercises(project)
    path = project / "exercises" / "01_x.ipynb"
    path.write_bytes(path.read_bytes().replace(b"answer = ...", b"answer = 42"))
    assert "change the notebook in solutions/" in texts(check_exercises(project))
    shutil.copy(path, path.with_name("02_y.ipynb"))
    assert "it has no solution" in texts(check_exercises(project))
    write_exercises(project)
    assert check_exercises(project) == []


def test_a_solution_without_starter_is_reported_with_its_cell(project):
    save(
        project / "solutions" / "02_y.ipynb",
        notebook(new_markdown_cell("# T"), ran("x = 1", tags=["solution-code"])),
    )
    (problem,) = check_exercises(project)
    assert "02_y.ipynb, cell 2" in str(problem)
    assert "#> " in problem.text
