"""Passages that state a rule or a figure have a name by which a mistake can be reported."""

from __future__ import annotations

from pathlib import Path

from friend_request.authoring import claims

ROOT = Path(__file__).parents[2]
CELL = """## What they found

In 2014 a survey asked 100 people.

Talk it over with somebody.

| study | share |
| --- | --- |
| one | 12% |

- NASW 1.06(e) says so;
- so does another."""


def test_every_passage_has_a_name() -> None:
    problems = claims.check_claims(ROOT)
    assert not problems, "\n".join(str(problem) for problem in problems)


def test_only_what_can_be_looked_up_is_named() -> None:
    named, last = claims.name_claims(CELL, "05", 7)
    assert last == 10
    assert "100 people. <small>[05-c8]</small>" in named
    assert "| 12% |\n\n<small>[05-c9]</small>" in named
    assert named.endswith("- so does another. <small>[05-c10]</small>")
    assert "somebody.\n" in named


def test_a_name_stays_when_the_passage_changes() -> None:
    named, last = claims.name_claims(CELL, "05", 0)
    again, same = claims.name_claims(named.replace("100 people", "101 people"), "05", last)
    assert same == last
    assert "101 people. <small>[05-c1]</small>" in again
    more, _ = claims.name_claims(again + "\n\nIn 2015 another.", "05", claims.highest([again]))
    assert more.endswith("another. <small>[05-c4]</small>")


def test_code_and_headings_are_left_alone() -> None:
    assert claims.name_claims("## In 2014", "05", 0) == ("## In 2014", 0)
    code = "```\nyear = 2014\n\nshare = 0.5\n```"
    assert claims.name_claims(code, "05", 0) == (code, 0)
