"""Tables can be read by everybody, and never run what is in them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from friend_request.survey import SurveyError, load_codes, load_estimates
from friend_request.tables import show_table


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict]] = []
        self.text: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.seen.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.text.setdefault(self.open[-1], []).append(data)


def _parse(html: str) -> _Tags:
    tags = _Tags()
    tags.feed(html)
    assert tags.open == []
    return tags


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "who": ["a & b", "<script>alert(1)</script>", ""],
            "count": pd.array([1200, None, 3], dtype="Int64"),
            "percent": [12.345, None, 50.0],
            "ok": [True, False, True],
            "when": pd.to_datetime(["2026-01-02", None, "2026-03-04"]),
            "url": ["https://example.org/a?b=1&c=2", "javascript:alert(1)", "https://x y"],
        }
    )


def test_structure_for_assistive_technology(frame: pd.DataFrame) -> None:
    tags = _parse(show_table(frame, "What people said").html)
    headers = [a for t, a in tags.seen if t == "th"]
    assert [h["scope"] for h in headers] == ["col"] * 6 + ["row"] * 3
    assert all(text.strip() for text in tags.text["th"])
    assert len(tags.text["th"]) == len(headers)
    assert tags.text["caption"] == ["What people said"]
    region = tags.seen[0][1]
    assert (region["role"], region["tabindex"], region["aria-label"]) == (
        "region",
        "0",
        "What people said",
    )


def test_cells_are_text(frame: pd.DataFrame) -> None:
    html = show_table(frame, 'Caption with "quotes" & <b>').html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert re.findall(r'href="([^"]*)"', html) == ["https://example.org/a?b=1&amp;c=2"]
    _parse(html)


def test_values_read_as_people_write_them(frame: pd.DataFrame) -> None:
    rows = show_table(frame, "x").rows
    assert rows[0][1:5] == ("1,200", "12.3", "yes", "2026-01-02")
    assert rows[1][1:5] == ("not stated", "not stated", "no", "not stated")
    assert rows[2][0] == "not stated"


def test_columns_are_chosen_and_named(frame: pd.DataFrame) -> None:
    table = show_table(frame, "x", columns={"percent": "Share", "who": "Group"}, decimals=0)
    assert table.header == ("Share", "Group")
    assert table.rows[0][0] == "12"
    with pytest.raises(SurveyError, match="no column 'nothing'"):
        show_table(frame, "x", columns=["nothing"])
    with pytest.raises(SurveyError, match="caption"):
        show_table(frame, " ")


def test_text_form_is_complete_and_stable() -> None:
    codes = load_codes().head(3)
    table = show_table(codes, "Codes", columns=["clause_id", "paraphrase", "url"])
    flat = " ".join(table.text.split())
    for cell in codes["paraphrase"]:
        assert " ".join(str(cell).split()) in flat
    assert (
        table.text
        == show_table(
            load_codes().head(3), "Codes", columns=["clause_id", "paraphrase", "url"]
        ).text
    )
    assert all(len(line) <= 100 or "http" in line for line in table.text.splitlines())
    assert "(no rows)" in show_table(codes.head(0), "None").text


def test_index_becomes_a_column_when_it_has_a_name() -> None:
    counts = load_estimates()["measure"].value_counts().head(2)
    table = show_table(counts, "Measures")
    assert table.header == ("Measure", "Count")
    assert len(table.rows) == 2
