"""`make update`, with real git repositories on this disk and no network."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from friend_request.authoring import update as updating
from friend_request.authoring.update import UpdateError, told, update

DAY = date(2026, 11, 23)
EXERCISE = "exercises/05_übung.ipynb"


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def notebook(source: str, output: str = "") -> str:
    outputs = [{"output_type": "stream", "name": "stdout", "text": output}] if output else []
    cell = {"cell_type": "code", "source": source, "outputs": outputs, "metadata": {}}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def release(course: Path, message: str = "Newer", **files: str) -> None:
    """Commit files in the course's repository; a key `a__b` is the path of FILES[a__b]."""
    for name, text in files.items():
        put(course, FILES[name], text)
    git(course, "add", "--all")
    git(course, "commit", "--quiet", "-m", message)


FILES = {
    "exercise": EXERCISE,
    "lesson": "notebooks/01.ipynb",
    "project": "pyproject.toml",
    "data": "data/cases/one.yaml",
    "stray": "exercises/notes.md",
    "ignored": "own/cases/mine.yaml",
}


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "the course"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    put(folder, ".gitignore", "/kept/\n/own/\n/progress/\n")
    release(
        folder,
        "First",
        exercise=notebook("answer = ..."),
        lesson=notebook("question('a')"),
        project='[project]\nversion = "0.1.0"\n',
        data="id: one\n",
    )
    return folder


@pytest.fixture
def clone(course, tmp_path):
    folder = tmp_path / "Übung eins"
    git(tmp_path, "clone", "--quiet", str(course), str(folder))
    return folder


def read(folder: Path, name: str) -> str:
    return (folder / FILES.get(name, name)).read_text("utf-8")


def test_a_newer_course_comes_in(course, clone):
    release(course, lesson=notebook("question('b')"), project='[project]\nversion = "0.2.0"\n')
    made = update(clone, DAY)
    assert made.versions == ("0.1.0", "0.2.0")
    assert made.commits == 1
    assert "question('b')" in read(clone, "lesson")
    assert "version 0.1.0 to 0.2.0" in told(made)
    assert not (clone / "kept").exists()


def test_nothing_new_is_said_and_done(clone):
    made = update(clone, DAY)
    assert made.commits == 0
    assert "up to date" in told(made)


def test_an_edited_exercise_that_did_not_change_stays(course, clone):
    put(clone, EXERCISE, notebook("answer = 42"))
    release(course, lesson=notebook("question('b')"))
    made = update(clone, DAY)
    assert made.stayed == [EXERCISE]
    assert made.kept == {}
    assert "answer = 42" in read(clone, "exercise")
    assert "question('b')" in read(clone, "lesson")


def test_an_exercise_edited_on_both_sides_is_kept_aside(course, clone):
    put(clone, EXERCISE, notebook("answer = 42"))
    release(course, exercise=notebook("answer = ...  # better"))
    made = update(clone, DAY)
    assert made.kept == {EXERCISE: f"kept/2026-11-23/{EXERCISE}"}
    assert "answer = 42" in read(clone, f"kept/2026-11-23/{EXERCISE}")
    assert "better" in read(clone, "exercise")
    assert git(clone, "status", "--porcelain") == ""
    assert f"kept/2026-11-23/{EXERCISE}" in told(made)


def test_a_second_update_on_one_day_writes_over_nothing(course, clone):
    for number in (1, 2):
        put(clone, EXERCISE, notebook(f"answer = {number}"))
        release(course, exercise=notebook(f"# release {number}"))
        update(clone, DAY)
    assert "answer = 1" in read(clone, f"kept/2026-11-23/{EXERCISE}")
    assert "answer = 2" in read(clone, f"kept/2026-11-23-2/{EXERCISE}")


def test_a_lesson_that_was_only_run_needs_no_copy(course, clone):
    put(clone, FILES["lesson"], notebook("question('a')", "saved by JupyterLab"))
    release(course, lesson=notebook("question('b')"))
    made = update(clone, DAY)
    assert made.results == [FILES["lesson"]]
    assert not (clone / "kept").exists()
    assert "question('b')" in read(clone, "lesson")


def test_a_broken_notebook_is_kept(course, clone):
    put(clone, EXERCISE, "half a notebo")
    release(course, exercise=notebook("answer = ..."[:6]))
    assert update(clone, DAY).kept
    assert read(clone, f"kept/2026-11-23/{EXERCISE}") == "half a notebo"


def test_staged_and_deleted_files_are_no_hindrance(course, clone):
    put(clone, EXERCISE, notebook("answer = 42"))
    git(clone, "add", EXERCISE)
    (clone / FILES["data"]).unlink()
    release(course, exercise=notebook("# better"), data="id: one\nnew: yes\n")
    made = update(clone, DAY)
    assert list(made.kept) == [EXERCISE]
    assert "answer = 42" in read(clone, made.kept[EXERCISE])
    assert "new: yes" in read(clone, "data")


def test_files_of_ones_own_that_the_course_now_brings_are_kept(course, clone):
    put(clone, FILES["stray"], "mine")
    put(clone, FILES["ignored"], "mine too")
    put(course, FILES["ignored"], "ours")
    git(course, "add", "--force", FILES["ignored"])
    release(course, stray="ours")
    made = update(clone, DAY)
    assert read(clone, "stray") == "ours"
    assert read(clone, made.kept[FILES["stray"]]) == "mine"
    assert read(clone, made.kept[FILES["ignored"]]) == "mine too"


def test_an_exercise_that_the_course_gave_up_is_kept_if_it_was_edited(course, clone):
    put(clone, EXERCISE, notebook("answer = 42"))
    (course / EXERCISE).unlink()
    release(course)
    made = update(clone, DAY)
    assert not (clone / EXERCISE).exists()
    assert "answer = 42" in read(clone, made.kept[EXERCISE])


def test_answers_and_own_content_are_not_touched(course, clone, monkeypatch):
    monkeypatch.setenv("FRIEND_REQUEST_DATA", str(clone / "progress"))
    put(clone, "progress/progress.sqlite3", "answers")
    put(clone, FILES["ignored"], "mine")
    release(course, lesson=notebook("question('b')"))
    made = update(clone, DAY)
    assert read(clone, "progress/progress.sqlite3") == "answers"
    assert read(clone, "ignored") == "mine"
    assert str(clone / "progress") in told(made)


def test_commits_of_ones_own_stop_the_update_and_nothing_changes(course, clone):
    release(clone, exercise=notebook("answer = 42"))
    release(course, lesson=notebook("question('b')"))
    before = git(clone, "rev-parse", "HEAD")
    with pytest.raises(UpdateError, match="git pull --rebase"):
        update(clone, DAY)
    assert git(clone, "rev-parse", "HEAD") == before


def test_if_git_fails_half_way_everything_is_as_it_was(course, clone, monkeypatch):
    put(clone, EXERCISE, notebook("answer = 42"))
    put(clone, FILES["stray"], "mine")
    release(course, exercise=notebook("# better"), stray="ours")
    real = updating._git

    def failing(root, *arguments):
        if arguments[0] == "merge":
            raise updating._Failed("no space left on device")
        return real(root, *arguments)

    monkeypatch.setattr(updating, "_git", failing)
    with pytest.raises(UpdateError, match="as it was"):
        update(clone, DAY)
    assert "answer = 42" in read(clone, "exercise")
    assert read(clone, "stray") == "mine"
    assert not (clone / "kept" / "2026-11-23").exists()


def test_without_the_repository_it_says_so(course, clone):
    course.rename(course.with_name("gone"))
    with pytest.raises(UpdateError, match="could not be reached"):
        update(clone, DAY)


def test_a_copy_that_follows_nothing_is_said(course):
    with pytest.raises(UpdateError, match="git switch main"):
        update(course, DAY)


def test_a_zip_is_told_what_to_do(tmp_path):
    with pytest.raises(UpdateError) as caught:
        update(tmp_path, DAY)
    text = str(caught.value)
    assert "unpack it beside this folder, not over it" in text
    assert os.environ["FRIEND_REQUEST_DATA"] in text


def test_without_git_it_says_where_to_get_it(clone, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UpdateError, match="git was not found"):
        update(clone, DAY)
