"""What is wrong with a notebook's results, prose or questions is said, with its cell."""

from __future__ import annotations

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from friend_request.authoring import notebook_check
from friend_request.authoring.notebook_check import (
    check_form,
    check_notebooks,
    check_prose,
    check_results,
)
from friend_request.authoring.notebooks import WIDGET_VIEW, read, refresh, to_bytes
from friend_request.authoring.stored_text import check_stored, shown_by
from friend_request.content import load_lesson
from tests.unit.notebook_samples import ROOT, notebook, ran, result, texts
from tests.unit.own_folder import laid_over

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
        ("They paid $30,000, then $23,000.", "as a formula"),
        ("| | What |\n| --- | --- |\n| a | b |", "without a header"),
    ],
)
def test_bad_prose_is_reported(tmp_path, source, says):
    found = prose_of(tmp_path, "# Title", source)
    assert says in found
    assert "n.ipynb, cell 2" in found


# ---------------------------------------------------------------- lessons


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
