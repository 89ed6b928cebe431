"""The authors' tools: notebooks in one form, exercises from solutions, checks that explain."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from friend_request.authoring import notebook_check
from friend_request.authoring.__main__ import main
from friend_request.authoring.address import check_address, repository, set_address
from friend_request.authoring.exercises import check_exercises, make_exercise, write_exercises
from friend_request.authoring.notebook_check import (
    check_form,
    check_notebooks,
    check_prose,
    check_results,
)
from friend_request.authoring.notebooks import (
    WIDGET_VIEW,
    execute,
    normalise,
    read,
    refresh,
    to_bytes,
)
from friend_request.authoring.problems import AuthoringError
from friend_request.authoring.stored_text import check_stored, shown_by
from friend_request.content import load_lesson
from tests.unit.own_folder import laid_over

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


# ---------------------------------------------------------------- one form


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


# ---------------------------------------------------------------- exercises


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


# ---------------------------------------------------------------- results


def results_of(*cells):
    return texts(check_results(notebook(*cells), "n.ipynb"))


def test_good_results_pass():
    assert (
        results_of(
            ran("import pandas"),
            ran("x = 1", count=2),
            ran("# hint('01.b1')", count=3),
            ran("x", result(text_plain="1"), count=4),
            ran("print(x);", count=5),
        )
        == ""
    )


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (new_code_cell("1"), "has not been run"),
        (new_code_cell("  "), "is empty"),
        (ran("1"), "should show something"),
        (ran("x", result(image_png="AAAA")), "no text form"),
        (ran("x", result(text_plain="<A at 0x7f3b2c1d>")), "address in memory"),
        (
            ran("x", result(text_plain="x", text_html='<img src="https://a.b/c.png" alt="x">')),
            "fetches something from elsewhere",
        ),
        (ran("x", result(text_plain="x", text_html="<script>1</script>")), "fetches something"),
        (
            ran("x", result(text_plain="x", text_html='<img src="data:,">')),
            "no alternative text",
        ),
        (
            ran("1/0", new_output("error", ename="ZeroDivisionError", evalue="", traceback=[])),
            "ends in an error (ZeroDivisionError)",
        ),
    ],
)
def test_bad_results_are_reported(cell, says):
    found = results_of(new_markdown_cell("# T"), cell)
    assert says in found
    assert "n.ipynb, cell 2: " in found


def test_widgets_are_reported():
    view = result(text_plain="Question")
    view.data[WIDGET_VIEW] = {}
    assert "model not found" in results_of(ran("question('a')", view))
    made = notebook()
    made.metadata["widgets"] = {}
    assert "state of widgets" in texts(check_results(made, "n.ipynb"))


def test_a_file_saved_by_an_application_is_reported(tmp_path):
    path = tmp_path / "n.ipynb"
    nbformat.write(notebook(new_markdown_cell("a")), path)
    assert "not in the form" in texts(check_form(path, "n.ipynb"))
    refresh(path, run=False)
    assert check_form(path, "n.ipynb") == []


# ---------------------------------------------------------------- prose


def prose_of(tmp_path, *sources):
    made = notebook(*(new_markdown_cell(source) for source in sources))
    return texts(check_prose(made, tmp_path / "n.ipynb", "n.ipynb"))


def test_good_prose_passes(tmp_path):
    (tmp_path / "other page.ipynb").write_bytes(
        to_bytes(notebook(new_markdown_cell("## Two more")))
    )
    assert (
        prose_of(
            tmp_path,
            "# Title\n\n[Other](other%20page.ipynb#Two-more) and [section](#A-section).",
            "## A section\n\n### Deeper\n\n`![]()` and [site](https://example.org)",
            "## Another\n\n```\n# no heading\n![](no-image)\n```",
        )
        == ""
    )


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("# Again", "second title"),
        ("### Too deep", "of level 3 after level 1"),
        ("![](picture.png)", "no alternative text"),
        ("![A tree](picture.png)", "leads nowhere"),
        ("![A tree](https://example.org/a.png)", "on another machine"),
        ('<img src="a.png">', "no alternative text"),
        ("[Lesson 9](09_none.ipynb)", "leads nowhere"),
        ("[Part](#No-such-part)", "#No-such-part leads nowhere"),
        ("[here](https://example.org)", "does not say where it leads"),
        ("[**Click here**](https://example.org)", "does not say where it leads"),
        ('<iframe src="https://example.org"></iframe>', "fetches something"),
    ],
)
def test_bad_prose_is_reported(tmp_path, source, says):
    found = prose_of(tmp_path, "# Title", source)
    assert says in found
    assert "n.ipynb, cell 2" in found


# ---------------------------------------------------------------- lessons


@pytest.fixture
def course(tmp_path):
    """The committed notebooks, where they can be spoilt."""
    for folder in ("notebooks", "solutions", "exercises", "docs", "facilitation"):
        if (ROOT / folder).exists():
            shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("README.md", "SECURITY.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_committed_notebooks_are_in_order():
    assert texts(check_notebooks(ROOT)) == ""


@pytest.mark.parametrize(
    ("file", "old", "new", "notebook", "says"),
    [
        ("cases/nine-months-on.yaml", "Kevin", "Derek", "01_nine_months_on", "case nine-months-on"),
        (
            "cases/nine-months-on.yaml",
            "Which of these risks remain?",
            "Which risks remain?",
            "01_nine_months_on",
            "question nine-months-on.",
        ),
        ("quizzes/03.yaml", "Put the steps", "Put these steps", "03_who_is_it_for", "question 03."),
        (
            "cases/the-chat-goes-on.yaml",
            "title: ",
            "title: Not ",
            "03_who_is_it_for",
            "play the-chat-goes-on",
        ),
    ],
)
def test_a_notebook_behind_a_changed_file_is_reported(
    tmp_path, monkeypatch, file, old, new, notebook, says
):
    folders = [ROOT / "notebooks", ROOT / "solutions"]
    before = [read(folder / f"{notebook}.ipynb") for folder in folders]
    assert [texts(check_stored(one, "x.ipynb")) for one in before] == ["", ""]
    text = (ROOT / "data" / file).read_text("utf-8")
    assert old in text
    with laid_over(tmp_path / "own", monkeypatch) as own:
        (own / file).parent.mkdir()
        (own / file).write_text(text.replace(old, new), "utf-8")
        found = "".join(texts(check_stored(one, "x.ipynb")) for one in before)
    assert re.search(rf"x\.ipynb, cell \d+: {re.escape(says)}", found)
    assert "Run `make notebooks`" in found


def test_only_a_cells_last_line_is_what_it_shows():
    assert shown_by('question("01.a")') == ("question", "01.a")
    assert shown_by('x = 1\nplay("a-case")') == ("play", "a-case")
    assert shown_by('case("a")\nx = 1') is None
    assert shown_by('room("01.a")') is None
    assert shown_by("%matplotlib") is None
    assert shown_by("") is None


def spoil(path, cell, old, new):
    made = read(path)
    assert old in made.cells[cell].source
    made.cells[cell].source = made.cells[cell].source.replace(old, new)
    path.write_bytes(to_bytes(made))


@pytest.mark.parametrize(
    ("cell", "old", "new", "says"),
    [
        (0, "# 1. Nine months on", "# Nine months later", "the first line must be the title"),
        (0, "45 minutes", "20 minutes", "must say its minutes"),
        (0, "Run All Cells", "Go", "must say how to start"),
        (0, "(00_start_here.ipynb)", "(../README.md)", "link to the previous lesson is missing"),
        (-1, "00_start_here.ipynb", "01_nine_months_on.ipynb", "previous lesson is missing"),
    ],
)
def test_a_lesson_that_disagrees_with_its_file_is_reported(course, cell, old, new, says):
    path = course / "notebooks" / "01_nine_months_on.ipynb"
    spoil(path, cell, old, new)
    if "README" in new or cell == -1:
        spoil_all_links(path, cell)
    assert says in texts(notebook_check.check_lessons(course))


def spoil_all_links(path, cell):
    made = read(path)
    made.cells[cell].source = made.cells[cell].source.replace("(00_start_here.ipynb", "(x.ipynb")
    path.write_bytes(to_bytes(made))


def test_a_question_that_is_left_out_is_reported(course):
    path = course / "notebooks" / "01_nine_months_on.ipynb"
    made = read(path)
    wanted = load_lesson("01").questions[0]
    made.cells = [cell for cell in made.cells if f'question("{wanted}")' not in cell.source]
    path.write_bytes(to_bytes(made))
    assert f"only in the list: {wanted}" in texts(notebook_check.check_lessons(course))


def test_a_lesson_without_notebook_and_a_notebook_without_lesson_are_reported(course):
    path = course / "notebooks" / "01_nine_months_on.ipynb"
    path.rename(path.with_name("77_nothing.ipynb"))
    found = texts(notebook_check.check_lessons(course))
    assert "notebooks/01_nine_months_on.ipynb does not exist" in found
    assert "notebooks/77_nothing.ipynb: no lesson" in found


# ---------------------------------------------------------------- the command


def test_the_command_prints_what_is_to_be_mended(course, capsys):
    path = course / "exercises" / "01_nine_months_on.ipynb"
    path.write_bytes(path.read_bytes() + b"\n")
    assert main(["--root", str(course), "check"]) == 1
    out = capsys.readouterr().out
    assert "Run `make exercises`" in out
    assert "To mend: " in out
    assert main(["--root", str(course), "exercises"]) == 0
    assert "exercises/01_nine_months_on.ipynb: generated" in capsys.readouterr().out


def test_the_command_in_a_wrong_folder_says_so(tmp_path, capsys):
    assert main(["--root", str(tmp_path), "check"]) == 1
    assert "top folder" in capsys.readouterr().out


def test_the_content_is_in_order(capsys):
    assert main(["--root", str(ROOT), "content"]) == 0
    assert "in order" in capsys.readouterr().out


def test_notebooks_are_valid_by_the_official_schema():
    for folder in ("notebooks", "solutions", "exercises", "facilitation"):
        for path in sorted((ROOT / folder).glob("*.ipynb")):
            nbformat.validate(json.loads(path.read_text("utf-8")))


# ---------------------------------------------------------------- the address


def test_the_readme_gives_the_address_that_pyproject_gives():
    assert check_address(ROOT) == []


def test_a_new_address_is_written_everywhere(tmp_path):
    for name in ("README.md", "SECURITY.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    text = (tmp_path / "README.md").read_text("utf-8")
    old = repository(tmp_path)
    assert text.count(old) == 3
    set_address(tmp_path, "some-body/else.where")
    assert check_address(tmp_path) == []
    assert (tmp_path / "README.md").read_text("utf-8") == text.replace(old, "some-body/else.where")
    assert repository(tmp_path) == "some-body/else.where"
    assert "github.com/some-body/else.where/" in (tmp_path / "SECURITY.md").read_text("utf-8")
    (tmp_path / "README.md").write_text(text, "utf-8")
    assert "differs from pyproject.toml" in texts(check_address(tmp_path))
    with pytest.raises(AuthoringError, match="OWNER/NAME"):
        set_address(tmp_path, "https://example.org")
