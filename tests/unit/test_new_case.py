"""An author's way: a copy of the template, mistakes in words, one case to look at, sources."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import nbformat
import pytest
import yaml
from nbclient import NotebookClient

from friend_request import paths
from friend_request.authoring import new_case as making
from friend_request.authoring import preview as previewing
from friend_request.authoring import sources
from friend_request.authoring.content_check import UNWRITTEN, check_case, check_content
from friend_request.authoring.fresh import forget_files
from friend_request.authoring.new_case import new_case, slug_of, title_of
from friend_request.authoring.problems import AuthoringError
from friend_request.content import clauses, load_case, reference_items
from friend_request.paths import DATA
from tests.unit.own_folder import laid_over

DAY = date(2026, 11, 23)


@pytest.fixture
def own(tmp_path, monkeypatch):
    with laid_over(tmp_path / "Übung eins", monkeypatch) as folder:
        yield folder


# ---------------------------------------------------------------- the template


@pytest.mark.parametrize(
    "name", ["Two messages", "two-messages", 'A "second" case: Zoë\'s #1', "7 days"]
)
def test_a_copy_of_the_template_is_a_whole_case(own, name):
    path = new_case(name, DAY)
    case = load_case(path.stem)
    assert case.title == title_of(name)
    assert case.review_by == date(2027, 11, 23)
    assert [question.kind for question in case.questions] == ["poll", "best_action", "write_reply"]
    assert "my-case" not in path.read_text("utf-8")


def test_names_become_ids():
    assert slug_of("Zoë's two messages!") == "zoes-two-messages"
    assert title_of("two-messages") == "Two messages"
    for name in ("…", "", "07", "No", "on"):
        with pytest.raises(AuthoringError, match="a few words"):
            slug_of(name)


def test_a_case_of_ours_or_of_ones_own_is_never_overwritten(own):
    with pytest.raises(AuthoringError, match=r"data/cases/nine-months-on\.yaml: there is a case"):
        new_case("Nine months on", DAY)
    path = new_case("Two messages", DAY)
    path.write_text("mine", "utf-8")
    with pytest.raises(AuthoringError, match="already"):
        new_case("two messages", DAY)
    assert path.read_text("utf-8") == "mine"


def test_the_copy_goes_into_the_course_and_names_its_schema(tmp_path, monkeypatch):
    data = tmp_path / "data"
    for folder in ("templates", "schema"):
        shutil.copytree(DATA / folder, data / folder)
    monkeypatch.setattr(making, "DATA", data)
    path = new_case("Two messages", DAY)
    assert path == data / "cases" / "two-messages.yaml"
    first = path.read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../schema/case.json"


def test_the_schema_is_found_from_a_folder_elsewhere(own):
    path = new_case("Two messages", DAY)
    way = path.read_text("utf-8").splitlines()[0].split("=", 1)[1]
    assert (path.parent / way).resolve() == (DATA / "schema" / "case.json").resolve()


def test_the_template_explains_each_thing_to_write():
    """Every key that stands for a decision has a note above it or says what to write."""
    text = (DATA / making.TEMPLATE).read_text("utf-8")
    written = yaml.safe_load(text)
    for key in ("id", "minutes", "client", "platform", "objectives", "cites", "review_by"):
        before = text[: re.search(rf"^{key}:", text, re.MULTILINE).start()].splitlines()
        assert before[-1].startswith("#"), key
        assert key in written
    assert text.count(UNWRITTEN) > 15


# ---------------------------------------------------------------- make content


def test_what_is_not_written_yet_is_named_with_its_line(own):
    path = new_case("Two messages", DAY)
    found = [str(one) for one in check_case("two-messages")]
    shown = f"{own.name}/cases/two-messages.yaml"
    lines = path.read_text("utf-8").splitlines()
    assert found
    for one in found:
        match = re.match(rf"{re.escape(shown)}, line (\d+): this still says TO WRITE", one)
        assert match, one
        assert UNWRITTEN in lines[int(match[1]) - 1]


def test_the_whole_check_says_the_same_and_a_written_copy_passes(own):
    path = new_case("Two messages", DAY)
    unwritten = path.read_text("utf-8")
    said = [one for one in check_content() if one.file.startswith(own.name)]
    assert said == check_case("two-messages")
    forget_files()
    path.write_text(unwritten.replace("TO WRITE", "Words"), "utf-8")
    assert not [one for one in check_content() if one.file.startswith(own.name)]


MISTAKES = {
    "a tab": ("    stem: Words.", "\tstem: Words.", "spaces, not tabs"),
    "a colon in a text": ("setting: Words,", "setting: Words: here,", "between quotation marks"),
    "no such objective": ('objective: "01.o5"', 'objective: "01.o4"', None),
    "an objective of no lesson": ("01.o5", "01.o99", "which no lesson has"),
    "a misspelt key": ("platform:", "plattform:", "Did you mean 'platform'"),
    "no such clause": ("nasw-1.06c", "nasw-1.6c", "Did you mean 'nasw-1.06c'"),
    "two best": ("verdict: defensible", "verdict: best", "2 options are graded best"),
    "a broken day": ("review_by: 2027-11-23", "review_by: soon", "a day written like"),
    "a schema that is not there": ("schema/case.json", "schema/kase.json", "no such file"),
    "the file was renamed": ("id: two-messages\n", "id: three-messages\n", "Make them equal"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_every_mistake_is_said_with_its_line(own, mistake):
    right, wrong, said = MISTAKES[mistake]
    path = new_case("Two messages", DAY)
    text = path.read_text("utf-8").replace("TO WRITE", "Words")
    assert right in text
    path.write_text(text.replace(right, wrong), "utf-8")
    found = [str(one) for one in check_case("two-messages")]
    if said is None:
        assert found == []
        return
    assert any(said in one for one in found), found
    for one in found:
        assert re.match(rf"{own.name}/cases/two-messages\.yaml, line \d+", one), one


def test_a_file_that_is_no_utf_8_is_said(own):
    path = new_case("Two messages", DAY)
    text = path.read_text("utf-8").replace("TO WRITE", "Wörter")
    path.write_bytes(text.encode("latin-1"))
    assert any("save the file as UTF-8" in str(one) for one in check_case("two-messages"))


# ---------------------------------------------------------------- the preview


def run(path: Path) -> str:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": path.parent}}).execute()
    return json.dumps([cell.get("outputs") for cell in notebook.cells], ensure_ascii=False)


def test_a_preview_shows_the_case_its_questions_and_what_is_to_mend(own, tmp_path, monkeypatch):
    made = new_case("Two messages", DAY)
    monkeypatch.setenv(paths.VARIABLE, str(own))
    path = previewing.write_preview(tmp_path, "two-messages")
    shown = run(path)
    assert "Two messages" in shown
    assert "line" in shown
    assert "this still says TO WRITE" in shown
    for question in load_case("two-messages").questions:
        assert f"`{question.id}`" in shown
    made.write_text("id: two-messages\nstory: [", "utf-8")
    broken = run(path)
    assert "To mend: 1" in broken
    assert "Traceback" not in broken


def test_a_preview_keeps_its_answers_apart(own, tmp_path, monkeypatch):
    from friend_request.progress.store import folder

    learner = folder()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FRIEND_REQUEST_DATA", str(learner))
    new_case("Two messages", DAY)
    previewing.preview("two-messages")
    assert folder() == tmp_path / "answers"


def test_a_branching_case_is_played(tmp_path, monkeypatch):
    played = next(
        p.stem
        for p in sorted((DATA / "cases").glob("*.yaml"))
        if "\nscenes:" in p.read_text("utf-8")
    )
    monkeypatch.chdir(tmp_path)
    shown: list[object] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    previewing.preview(played)
    assert "ScenesForm" in [type(one).__name__ for one in shown]


def test_a_case_that_is_not_there_is_said(tmp_path):
    with pytest.raises(AuthoringError, match="Did you mean nine-months-on"):
        previewing.write_preview(tmp_path, "nine-month-on")
    path = previewing.write_preview(tmp_path, "data/cases/nine-months-on.yaml")
    assert path.name == "nine-months-on.ipynb"


def test_a_click_opens_the_file():
    root = DATA.parent
    path = previewing.write_preview(root, "nine-months-on")
    try:
        told = nbformat.read(path, as_version=4).cells[0].source
        link = re.search(r"\]\(([^)]+)\)", told)[1]
        assert (path.parent / link).resolve() == (DATA / "cases" / "nine-months-on.yaml").resolve()
    finally:
        path.unlink()


# ---------------------------------------------------------------- sources


def test_sources_are_found_by_words_and_exist():
    found = sources.find("youth")
    kinds = {kind for kind, _, _ in found}
    assert {"clause", "ref"} <= kinds
    for kind, key, _ in found:
        assert kind == "objectives" or key in (clauses() if kind == "clause" else reference_items())
    assert {kind for kind, _, _ in sources.find("")} == {"objectives"}
    assert "Nothing holds" in sources.listing("xyzzy")
    assert "{clause: nasw-1.06c}" in sources.listing("nasw-1.06c")


# ---------------------------------------------------------------- without the test tools


def test_authors_need_no_more_than_the_course_has():
    """`make content` and its like run where learners' packages are, without the test tools."""
    code = """
import sys
class Refuse:
    def find_spec(self, name, *rest):
        if name.split(".")[0] in {"pytest", "ruff", "openpyxl", "frictionless", "playwright",
                                  "textstat", "hypothesis", "nbval", "pyxform", "codespell_lib"}:
            raise ImportError(f"a learner has no {name}")
sys.meta_path.insert(0, Refuse())
from friend_request.authoring import content_check, counts, guessing, new_case, preview, sources
from friend_request.authoring import own_content, stale, update
content_check.check_content()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
