"""nbval really compares: a question whose stored words differ by one word makes it fail."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from friend_request.authoring.notebooks import read, to_bytes

ROOT = Path(__file__).resolve().parents[2]
LESSON = "01_nine_months_on.ipynb"


def nbval(path: Path) -> subprocess.CompletedProcess[str]:
    """Run nbval on one notebook, as `make test` does."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env",
         "--nbval-sanitize-with", str(ROOT / "tests" / "nbval_sanitize.cfg"),
         "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"),
         "--rootdir", str(path.parent), path.name],
        cwd=path.parent,
        env={**os.environ, "FRIEND_REQUEST_DATA": str(path.parent / "answers")},
        capture_output=True,
        text=True,
        timeout=300,
    )  # fmt: skip


@pytest.fixture
def lesson(tmp_path):
    """The first three questions of lesson 1: enough to compare, and quick."""
    path = tmp_path / LESSON
    made = read(ROOT / "notebooks" / LESSON)
    found = [n for n, cell in enumerate(made.cells) if cell.source.startswith("question(")]
    made.cells = made.cells[: found[2] + 1]
    path.write_bytes(to_bytes(made))
    return path


def test_the_stored_results_are_what_the_course_shows(lesson):
    done = nbval(lesson)
    assert done.returncode == 0, done.stdout[-3000:]


def test_one_changed_word_of_a_question_is_noticed(lesson):
    made = read(lesson)
    cell = made.cells[-1]
    (output,) = cell.outputs
    words = output.data["text/plain"].split(" ")
    words[len(words) // 2] = "SOMETHINGELSE"
    output.data["text/plain"] = " ".join(words)
    lesson.write_bytes(to_bytes(made))
    done = nbval(lesson)
    assert done.returncode == 1, done.stdout[-3000:]
    assert "SOMETHINGELSE" in done.stdout
    assert "1 failed" in done.stdout


def test_only_pictures_are_left_out_of_the_comparison():
    text = (ROOT / "tests" / "nbval_sanitize.cfg").read_text("utf-8")
    rules = [line for line in text.splitlines() if line.startswith("regex:")]
    assert rules == ["regex: data:image/png;base64,[A-Za-z0-9+/=]+"]


def test_no_cell_is_kept_from_the_comparison():
    for folder in ("notebooks", "solutions", "facilitation"):
        for path in sorted((ROOT / folder).glob("*.ipynb")):
            for cell in read(path).cells:
                tags = cell.metadata.get("tags", [])
                assert not {"nbval-skip", "nbval-ignore-output"} & set(tags), path.name
