"""In another language nothing English is left on a figure or a table."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

import friend_request.words
from tests.unit.package_code import INTERFACE


@pytest.fixture
def translated(monkeypatch):
    """The interface in a language of one letter: what is still English afterwards is not in it."""

    def other(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: other(inner) for key, inner in value.items()}
        parts = re.split(r"(\{\w+\})", value)
        return "".join(p if p.startswith("{") else re.sub(r"[^\W\d_]", "\u0436", p) for p in parts)

    table = other(yaml.safe_load(INTERFACE.read_text("utf-8")))
    monkeypatch.setattr(friend_request.words, "_phrases", lambda: table)


def english(text: str, *data: str) -> list[str]:
    """Words in Latin letters, without tags and without what came out of the data."""
    text = re.sub(r"data:image/png;base64,[\w+/=]+|<[^<>]*>", " ", text)
    for each in data:
        text = text.replace(each, " ")
    return re.findall(r"[A-Za-z]{2,}", text)


def test_figures_speak_the_language_of_the_interface(translated):
    import pandas as pd

    from friend_request.figures import dots, forest, likert, slope
    from friend_request.survey import load_synthetic, pool, tally

    rows = pd.DataFrame({"g": list("123456"), "count": [1, 5, 9, 8, 3, 2], "denominator": 20})
    pairs = pd.DataFrame({"g": ["1", "2", "3"], "a": [48, 31, 5], "b": [63, 26, 5]})
    answers = tally(load_synthetic(), "privacy_level")
    of_survey = ["public", "partial", "maximum"]
    assert set(answers["privacy_level"]) == set(of_survey)
    made = [
        forest(rows, "1", "g"),
        forest(rows, "1", "g", pooled=pool(rows)),
        forest(rows.head(1), "1", "g"),
        forest(rows.assign(study=list("112233"), count=pd.NA, percent=5.0), "1", "g"),
        dots(rows, "1"),
        slope(pairs, "1", "g", "a", "b"),
        likert(answers, "1", "privacy_level"),
    ]
    for figure in made:
        spoken = re.findall(r'(?:alt|aria-label)="([^"]*)"', figure.html)
        assert english(" ".join([figure.html, *spoken, figure.text]), *of_survey) == []


def test_tables_and_estimates_speak_the_language_of_the_interface(translated):
    import pandas as pd

    from friend_request.survey import codebook, difference, odds_ratio, pool, ratio
    from friend_request.survey.own.comparing import _published, _safe_table, _yours
    from friend_request.tables import show_table
    from friend_request.workshop.shared_file import SharedAnswers

    mixed = pd.DataFrame({"1": [True, False, None]}, dtype=object)
    counts = pd.DataFrame([[30, 2, 40], [20, 9, 1]]).to_numpy()
    rows = pd.DataFrame({"count": [1, 5, 9, 8, 3], "denominator": 20})
    yes = pd.Series({"percent": 5.0, "low": 1.0, "high": 9.0, "count": 5, "denominator": 100})
    said = [
        show_table(mixed, "1").html,
        show_table(mixed.head(0), "1").text,
        _safe_table(counts, ["1", "2"], ["3", "4", "5"], "6", "7", 5).text,
        *_yours(yes).values(),
        *(_published(pd.Series([1.0] * n)) for n in range(3)),
        repr(pool(rows)),
        *(repr(f((3, 10), (5, 20), "1")) for f in (difference, ratio, odds_ratio)),
        repr(SharedAnswers((), ())),
        " ".join(codebook().header),
        codebook("published_estimates").note,
    ]
    assert [found for text in said if (found := english(text))] == []
