"""The rules on tables, figures and links: each lets good work pass and names what is lacking."""

from __future__ import annotations

import io
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from friend_request.authoring.accessibility import (
    link_problems,
    picture_problems,
    result_problems,
    table_problems,
)
from friend_request.authoring.notebook_check import check_prose, check_results
from friend_request.figures import forest
from friend_request.tables import show_table

ALT = "Two groups: from 25.0% (a; 5 of 20) to 30.0% (b; 9 of 30)."
FIGURE = (
    '<figure style="margin:0"><img alt="{alt}" src="data:image/png;base64,AAAA" '
    'style="width:100%;{ground}"><figcaption><strong>What was asked.</strong> A note'
    "</figcaption></figure>"
)
LIGHT = "background:#fff"


def said(html: str) -> str:
    return " | ".join(result_problems(html))


def rows() -> pd.DataFrame:
    return pd.DataFrame({"count": [5, 9], "denominator": [20, 30], "study": ["a", "b"]})


def test_our_own_tables_and_figures_pass() -> None:
    assert said(show_table(rows(), "Who answered").html) == ""
    assert said(forest(rows(), "What was asked", "study").html) == ""
    assert said(FIGURE.format(alt=ALT, ground=LIGHT)) == ""


@pytest.mark.parametrize(
    ("html", "says"),
    [
        (FIGURE.format(alt="A chart", ground=LIGHT), "too short"),
        (FIGURE.format(alt="What was asked. A note", ground=LIGHT), "too short"),
        (
            FIGURE.replace("What was asked", "What was asked of everybody who came").format(
                alt="What was asked of everybody who came", ground=LIGHT
            ),
            "only repeats the caption",
        ),
        (FIGURE.format(alt="A forest plot of the groups and shares", ground=LIGHT), "no number"),
        (FIGURE.format(alt=ALT, ground=""), "no opaque light ground"),
        (FIGURE.format(alt=ALT, ground="background:transparent"), "no opaque light ground"),
        (FIGURE.format(alt=ALT, ground="background:#fff0"), "no opaque light ground"),
        ('<img alt="Two of 20 people, or 10%, said yes to it" src="data:,">', "outside a <figure>"),
        ("<table><tr><td>1</td></tr></table>", "no caption"),
        ("<table><caption>A</caption><tr><td>1</td></tr></table>", "no column headers"),
        (
            '<table><caption>A</caption><tr><th scope="col">a</th><th>b</th></tr></table>',
            "without a scope",
        ),
        ('<a href="x.html">here</a>', "does not say where"),
        ('<a href="x.html"></a>', "no words"),
        ('<a href="https://example.org/a">https://example.org/a</a>', "is an address"),
    ],
)
def test_what_is_lacking_is_named(html: str, says: str) -> None:
    assert says in said(html)


def test_links_tables_and_pictures_in_markdown() -> None:
    assert list(link_problems("[11. Colleagues]")) == []
    assert list(link_problems("**read more**"))
    good = "| Who | How many |\n| --- | ---: |\n| a | 1 |"
    assert list(table_problems(good)) == []
    assert "without a header" in " ".join(table_problems(good.replace("| Who ", "|  ")))
    assert "without a header" in " ".join(table_problems(good.replace(" How many ", " ")))
    assert "in HTML" in " ".join(table_problems("<table><tr><td>1</td></tr></table>"))
    assert list(picture_problems("A profile page with a street in the background", "p.png")) == []
    assert "too short" in " ".join(picture_problems("A picture", "p.png"))


def test_the_check_of_notebooks_applies_the_rules(tmp_path: Path) -> None:
    output = nbformat.v4.new_output(
        "execute_result", data={"text/plain": "t", "text/html": FIGURE.format(alt=ALT, ground="")}
    )
    code = nbformat.v4.new_code_cell("x", outputs=[output], execution_count=1)
    prose = nbformat.v4.new_markdown_cell("# A\n\n| a | |\n|---|---|\n| 1 | 2 |")
    made = nbformat.v4.new_notebook(cells=[prose, code])
    path = tmp_path / "n.ipynb"
    nbformat.write(made, path)
    assert "opaque light" in " ".join(str(p) for p in check_results(made, "n.ipynb"))
    assert "without a header" in " ".join(str(p) for p in check_prose(made, path, "n.ipynb"))


def test_the_pictures_themselves_are_opaque() -> None:
    from matplotlib.image import imread

    drawn = imread(io.BytesIO(forest(rows(), "What was asked", "study").png))
    assert drawn.shape[2] == 3 or float(drawn[..., 3].min()) == 1.0
    assert float(drawn[..., :3].mean()) > 0.8, "a light ground"
