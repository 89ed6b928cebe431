"""Each exercise runs before anything is tried, and takes right answers and wrong ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from nbformat import NotebookNode

from friend_request.authoring.notebooks import execute, outputs_of, read
from friend_request.content import load_lesson
from friend_request.exercises import tasks

ROOT = Path(__file__).resolve().parents[2]
ALL = sorted((ROOT / "exercises").glob("*.ipynb"))
# A lesson without data has an exercise in words alone.
EXERCISES = [path for path in ALL if "check(" in path.read_text(encoding="utf-8")]
CHECK = re.compile(
    r"""^check\(\s*["'](?P<task>[^"']+)["']\s*,\s*(?P<name>\w+)\s*\)""", re.MULTILINE
)


def test_an_exercise_in_words_alone_has_no_tasks_and_some_questions():
    for path in ALL:
        if path not in EXERCISES:
            assert not (ROOT / f"friend_request/exercises/lesson_{path.stem[:2]}.py").exists()
            assert load_lesson(path.stem[:2]).exercise_questions
    assert len(EXERCISES) >= 14


def verdicts(made: NotebookNode) -> dict[str, str]:
    """What each cell with a check says, by task."""
    found = {}
    for cell in made.cells:
        match = CHECK.search(cell.source) if cell.cell_type == "code" else None
        if match:
            found[match["task"]] = " ".join(one["text/plain"] for one in outputs_of(cell))
    return found


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_an_exercise_runs_before_anything_is_tried(path):
    found = verdicts(execute(read(path), path))
    assert found
    for task, said in found.items():
        assert "Not tried yet" in said, task


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_an_exercise_asks_every_task_of_its_lesson(path):
    asked = [match["task"] for cell in read(path).cells for match in CHECK.finditer(cell.source)]
    assert asked == list(tasks(path.stem[:2]))


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    ("answer", "says"), [("None", "not the kind"), ("'x' * 9", r"Not yet|not the kind")]
)
def test_a_wrong_answer_in_an_exercise_gets_a_sentence(path, answer, says):
    made = read(path)
    for cell in made.cells:
        match = CHECK.search(cell.source) if cell.cell_type == "code" else None
        if match:
            cell.source = f"{match['name']} = {answer}\n{cell.source}"
    for task, said in verdicts(execute(made, path)).items():
        assert re.search(says, said), f"{task}: {said}"


@pytest.mark.parametrize(
    "path", [ROOT / "solutions" / path.name for path in EXERCISES], ids=lambda path: path.stem
)
def test_every_worked_solution_is_accepted(path):
    found = verdicts(read(path))  # the stored results, which nbval holds against a new run
    assert list(found) == list(tasks(path.stem[:2]))
    for task, said in found.items():
        assert said.startswith(f"{task} · Right."), said
