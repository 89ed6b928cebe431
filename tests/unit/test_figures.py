"""Figures: the alternative text says what the numbers say; the image is stable and legible."""

from __future__ import annotations

import base64
import io
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from friend_request.figures import (
    BLUE,
    INK,
    LIKERT,
    ORANGE,
    HtmlFigure,
    dots,
    forest,
    likert,
    slope,
)
from friend_request.survey import (
    SurveyError,
    load_estimates,
    load_synthetic,
    pool,
    proportions,
    tally,
)


@pytest.fixture(scope="module")
def requests() -> pd.DataFrame:
    rows = load_estimates()
    return rows[(rows["measure"] == "received_request_client") & rows["poolable"]]


@pytest.fixture(scope="module")
def figure(requests: pd.DataFrame) -> HtmlFigure:
    return forest(proportions(requests), title="Had a request from a client")


def test_forest_says_its_finding(figure: HtmlFigure, requests: pd.DataFrame) -> None:
    assert "7 groups from 5 studies" in figure.alt
    assert "from 1.2% (Bosslet et al. 2011, medical students; 2 of 172)" in figure.alt
    assert "to 48.0% (Mishna et al. 2019; 1,966 of 4,096)" in figure.alt
    assert "Pooled" not in figure.alt
    fewer = forest(requests[requests["study"] != "Mishna2019"], title="x")
    assert "48.0%" not in fewer.alt
    assert len(figure.table.rows) == 7


def test_html_has_alt_caption_and_the_numbers(figure: HtmlFigure) -> None:
    html = figure.html
    assert re.search(r'<img alt="[^"]{50,}" src="data:image/png;base64,', html)
    assert "<figcaption" in html
    assert "<details><summary" in html
    assert 'scope="row"' in html
    assert "background:#fff" in html
    assert html.count("<figure") == html.count("</figure>") == 1
    assert (
        "<script"
        not in forest(
            pd.DataFrame({"count": [1], "denominator": [3]}), title="<script>x</script>"
        ).html
    )


def test_text_form_has_everything(figure: HtmlFigure) -> None:
    flat = " ".join(repr(figure).split())
    assert figure.alt in flat
    for row in figure.table.rows:
        assert row[0] in flat


def test_image_is_deterministic_opaque_and_without_metadata(requests: pd.DataFrame) -> None:
    from PIL import Image

    one, two = (forest(requests, title="Had a request from a client").png for _ in range(2))
    assert one == two
    assert b"Software" not in one
    assert b"tIME" not in one
    image = Image.open(io.BytesIO(one))
    pixels = np.asarray(image.convert("RGBA"))
    assert (pixels[..., 3] == 255).all()
    assert tuple(pixels[0, 0][:3]) == (255, 255, 255)
    # At 400 pixels on the page letters of 9.5 points are about 11 pixels high.
    assert 9.5 / 72 * 400 / (image.width / 200) > 11


def test_nothing_is_cut_off_at_the_edges(requests: pd.DataFrame) -> None:
    from PIL import Image

    survey = load_synthetic()
    made = [
        forest(requests, title="x"),
        forest(requests, title="x", pooled=pool(requests)),
        likert(tally(survey, "privacy_level", by="setting"), "x", "privacy_level", "setting"),
        dots(tally(survey, "searched_client").head(1), "x"),
    ]
    for figure in made:
        pixels = np.asarray(Image.open(io.BytesIO(figure.png)).convert("L"))
        assert pixels[:, :4].min() > 200
        assert pixels[:, -4:].min() > 200
        assert pixels[-2:].min() > 200


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_stand_out_from_the_ground() -> None:
    for colour, least in ((INK, 7), (BLUE, 3), (ORANGE, 3)):
        assert 1.05 / (_luminance(colour) + 0.05) >= least
    # Neighbours on the scale differ in lightness, so they differ without colour too.
    light = [_luminance(c) for c in LIKERT]
    assert light[0] < light[1] < light[2] > light[3] > light[4]


def test_pooled_is_drawn_only_when_asked_and_then_said(requests: pd.DataFrame) -> None:
    figure = forest(requests, title="x", pooled=pool(requests))
    assert "Pooled: 16.3% (95% interval 8.0 to 30.5)" in figure.alt
    assert "between 1.1% and 77.8%" in figure.alt


def test_a_row_without_a_denominator_is_drawn_and_said(requests: pd.DataFrame) -> None:
    rows = load_estimates()
    rows = rows[(rows["measure"] == "searched_client") & rows["poolable"]]
    figure = forest(rows, title="Searched")
    assert "97.8%" in figure.alt
    assert "number asked not stated" in figure.alt
    assert "not stated" in figure.table.text


def test_what_cannot_be_drawn_gets_a_sentence(requests: pd.DataFrame) -> None:
    with pytest.raises(SurveyError, match="no row"):
        forest(requests.head(0), title="x")
    with pytest.raises(SurveyError, match="no column 'nobody'"):
        forest(requests, title="x", label="nobody")
    with pytest.raises(SurveyError, match="2 labels for 7 rows"):
        forest(requests, title="x", label=["a", "b"])
    with pytest.raises(SurveyError, match="two to five"):
        likert(tally(load_synthetic(), "profession"), "x", "profession")
    with pytest.raises(SurveyError, match="no pair"):
        slope(pd.DataFrame({"a": [], "b": [], "c": []}), "x", "a", "b", "c")
    with pytest.raises(SurveyError, match="between 0 and 100"):
        slope(pd.DataFrame({"a": ["x"], "b": [10], "c": [140]}), "x", "a", "b", "c")


def test_likert_says_both_ends() -> None:
    figure = likert(tally(load_synthetic(), "privacy_level"), "How private?", "privacy_level")
    shares = tally(load_synthetic(), "privacy_level")["percent"]
    assert f"{shares.iloc[0]:.0f}% public, {shares.iloc[2]:.0f}% maximum" in figure.alt


def test_slope_says_what_rose_and_what_fell() -> None:
    pairs = pd.DataFrame(
        {"what": ["Maximum", "Partial", "None"], "a": [48, 31, 5], "b": [63, 26, 5]}
    )
    figure = slope(pairs, "Privacy", "what", "a", "b", names=("before", "after"))
    assert "Maximum rose by 15.0 points, from 48.0% to 63.0%" in figure.alt
    assert "Partial fell by 5.0 points" in figure.alt
    assert "None stayed the same" in figure.alt
    assert base64.b64encode(figure.png).decode() in figure.html


def test_dollar_signs_in_a_label_are_no_formula() -> None:
    rows = pd.DataFrame({"count": [5, 9], "denominator": [20, 30], "study": ["$\\href{x}$", "b"]})
    figure = forest(rows, "From $5 to $10 \\frac", "study")
    assert "$\\href{x}$" in figure.text
    assert figure.png.startswith(b"\x89PNG")


def test_neither_pandas_nor_matplotlib_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys, friend_request, friend_request.tables, friend_request.figures;"
        "print([m for m in ('pandas', 'matplotlib', 'statsmodels') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
    code = (
        "from friend_request import load_estimates, proportions, forest;"
        "r = load_estimates(); r = r[(r.measure == 'searched_client') & r.poolable];"
        "forest(proportions(r), title='x'); import sys;"
        "print([m for m in ('statsmodels.api', 'matplotlib.pyplot') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
