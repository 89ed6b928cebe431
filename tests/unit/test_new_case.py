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
from friend_request.authoring import content_check as checking
from friend_request.authoring import new_case as making
from friend_request.authoring import preview as previewing
from friend_request.authoring import sources
from friend_request.authoring.__main__ import main as authoring
from friend_request.authoring.advice import advice, all_advice
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


def test_the_patterns_own_sources_and_objectives_are_not_left_unnoticed(own):
    path = new_case("Two messages", DAY)
    lines = path.read_text("utf-8").splitlines()
    named = [n for n, line in enumerate(lines, 1) if line.lstrip().startswith("- {clause:")]
    named += [n for n, line in enumerate(lines, 1) if line.startswith("objectives:")]
    said = {one.where for one in check_case("two-messages")}
    assert len(named) == 3
    assert {f"line {n}" for n in named} <= said


def test_the_whole_check_refuses_an_objective_of_no_lesson(own):
    path = new_case("Two messages", DAY)
    text = path.read_text("utf-8").replace("TO WRITE", "Words")
    path.write_text(text.replace('["01.o4", "01.o5"]', '["01.o4", "01.o5", "99.o1"]'), "utf-8")
    (found,) = check_content()
    assert "no lesson has 99.o1" in found.text
    assert "99.o1" in path.read_text("utf-8").splitlines()[int(found.where.split()[1]) - 1]


# ---------------------------------------------------------------- what nothing reads, and advice


@pytest.mark.parametrize("folder", ["cases", "quizzes"])
@pytest.mark.parametrize("name", ["track-six.txt", "track-six.yml", "track-six", "track.yaml.txt"])
def test_a_file_that_nothing_reads_is_said(tmp_path, monkeypatch, folder, name):
    for each in ("cases", "quizzes"):
        (tmp_path / each).mkdir()
    (tmp_path / folder / name).write_text("id: track-six", "utf-8")
    (tmp_path / folder / ".DS_Store").write_text("", "utf-8")
    (tmp_path / folder / "fine.yaml").write_text("", "utf-8")
    monkeypatch.setattr(checking, "DATA", tmp_path)
    (found,) = checking.unread()
    assert str(found).endswith(f"{name}: nothing reads this file. Its name must end in .yaml.")


def test_a_case_saved_as_txt_in_ones_own_folder_is_said_and_a_note_is_not(own):
    new_case("Two messages", DAY).rename(own / "cases" / "two-messages.txt")
    (own / "cases" / "ideas.txt").write_text("Something about bicycles.\n", "utf-8")
    (found,) = check_content()
    assert str(found) == (
        f"{own.name}/cases/two-messages.txt: nothing reads this file. Its name must end in .yaml."
    )
    with pytest.raises(AuthoringError, match=r"Its name must end in \.yaml"):
        previewing.write_preview(own, "two-messages")


def written(own: Path, words: int, longest: int) -> str:
    """A case's file whose story has so many words and one option so many letters, the others 40."""
    path = new_case("Two messages", DAY)
    raw = yaml.safe_load(path.read_text("utf-8").replace("TO WRITE", "Words"))
    raw["story"] = "word " * words
    for option in raw["questions"][1]["options"]:
        option["text"] = "x" * 40
    raw["questions"][1]["options"][0]["text"] = "x" * longest
    path.write_text(yaml.safe_dump(raw, sort_keys=False), "utf-8")
    return path.stem


@pytest.mark.parametrize(
    ("words", "longest", "said"),
    [
        (150, 60, []),
        (88, 60, ["the story has 88 words; 120 to 250 suit most."]),
        (400, 60, ["the story has 400 words; 120 to 250 suit most."]),
        (150, 200, ["option ask-first is 5 times as long as the others"]),
    ],
)
def test_advice_is_given_and_fails_nothing(own, capsys, words, longest, said):
    case = load_case(written(own, words, longest))
    found = [str(one) for one in advice(case)]
    assert len(found) == len(said)
    for one, wanted in zip(found, said, strict=True):
        assert wanted in one
    assert authoring(["content"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("The content is in order.")
    assert "Guessing" not in printed
    for wanted in said:
        assert wanted in printed


def test_a_preview_gives_advice_before_it_says_that_nothing_is_to_mend(own, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FRIEND_REQUEST_DATA", str(tmp_path))
    shown: list[str] = []
    monkeypatch.setattr(previewing, "_say", shown.append)
    previewing.preview(written(own, 88, 200))
    assert "Nothing to mend" not in shown[0]
    assert "88 words" in shown[0]
    assert "5 times as long" in shown[0]


def test_the_courses_own_cases_need_no_advice():
    assert all_advice() == []


def test_what_is_to_mend_comes_first_and_more_may_come_after(own, capsys):
    new_case("Two messages", DAY)
    assert authoring(["content"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "this still says TO WRITE" in lines[0]
    at = next(n for n, line in enumerate(lines) if line.startswith("To mend: "))
    assert lines[at + 1] == "Then run again: some checks come only after these."


def test_the_numbers_come_when_they_are_asked_for(capsys):
    assert authoring(["content", "--numbers"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("The content is in order.")
    assert "Guessing without reading" in printed


MISTAKES = {
    "a tab": ("    stem: Words.", "\tstem: Words.", "There is a tab in this line. Use spaces."),
    "a colon in a text": ("setting: Words,", "setting: Words: here,", "between quotation marks"),
    "no such objective": ('objective: "01.o5"', 'objective: "01.o4"', None),
    "an objective of no lesson": ("01.o5", "01.o99", "which no lesson has"),
    "an objective that no question serves": (
        '["01.o4", "01.o5"]',
        '["01.o4", "01.o5", "99.o1"]',
        "objectives: no lesson has 99.o1",
    ),
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


def test_a_reader_who_has_enough_ends_the_list_quietly():
    """As `make sources ABOUT=a | head` does."""
    command = [sys.executable, "-m", "friend_request.authoring", "--root", str(DATA.parent)]
    with subprocess.Popen(
        [*command, "sources", "a"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as asked:
        asked.stdout.readline()
        asked.stdout.close()
        said = asked.stderr.read().decode()
        assert asked.wait(timeout=60) == 0
    assert said == ""


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
