"""A mistake in a content file is said in words: which file, which question, and how to mend it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from friend_request import content_errors
from friend_request.content import (
    ContentError,
    clauses,
    load_case,
    load_lesson,
    load_question,
    load_quiz,
    reference_items,
    yaml_files,
)
from friend_request.content import load as loading
from friend_request.paths import DATA

CASE = """\
id: one-case
title: One case
minutes: 5
setting: A youth club
role: youth worker
client: {age: 15, relationship: current}
platform: A chat
objectives: ["01.o1"]
story: Someone writes.
review_by: 2027-11-01
questions:
  - id: one-case.first
    kind: best_action
    objective: "01.o1"
    key_basis: authors
    stem: What would you do?
    cites: [{clause: nasw-1.06c}]
    options:
      - {id: yes-now, text: Say yes., verdict: risky, because: It is soon.}
      - {id: ask, text: Ask her., verdict: best, because: She knows.}
      - {id: wait, text: Wait a day., verdict: defensible, because: There is time.}
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Write a case into a data folder of its own, which is then the course's."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "lessons").mkdir()
    for name in ("ethics_codes.csv", "references.json"):
        shutil.copy(DATA / name, tmp_path / name)
    monkeypatch.setattr(loading, "DATA", tmp_path)
    for cached in (load_case, load_quiz, load_lesson):
        cached.cache_clear()

    def writer(text: str) -> None:
        load_case.cache_clear()
        (tmp_path / "cases" / "one-case.yaml").write_text(text, encoding="utf-8")

    yield writer
    for cached in (load_case, load_quiz, load_lesson):
        cached.cache_clear()


def message(write: Callable[[str], None], text: str) -> str:
    write(text)
    with pytest.raises(ContentError) as caught:
        load_case("one-case")
    said = str(caught.value)
    assert "one-case.yaml" in said, "every message names the file"
    assert "Traceback" not in said
    assert "pydantic" not in said.lower()
    return said


def test_the_case_itself_loads(write: Callable[[str], None]) -> None:
    write(CASE)
    case = load_case("one-case")
    assert case.client.age == "15", "a bare number is a good enough age"
    assert load_question("one-case.first").stem == "What would you do?"


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("title: One", "titel: One", ["unknown key 'titel'", "'title'"]),
        ("because: It is soon.", "becuase: It is soon.", ["becuase", "'because'", "yes-now"]),
        (", because: It is soon.", "", ["'because' is missing", "one-case.first", "yes-now"]),
        ("because: It is soon.", "because: ''", ["'because' is empty", "yes-now"]),
        ("verdict: risky", "verdict: best", ["2 options are graded best", "Keep one best"]),
        ("verdict: best", "verdict: risky", ["0 options are graded best", "Grade one"]),
        ("verdict: risky", "verdict: bad", ["'verdict' can't be 'bad'", "best"]),
        (
            "verdict: risky",
            "verdict: violation",
            ["must name the rule", "violates", "one-case.first"],
        ),
        ("id: ask", "id: wait", ["'wait' is used twice"]),
        ("clause: nasw-1.06c", "clause: nasw-1.06x", ["'nasw-1.06x' is not in", "Did you mean"]),
        (
            "{clause: nasw-1.06c}",
            "{ref: Nobody1999}",
            ["'Nobody1999' is not in", "references.json", "No such source.", "key_basis: authors"],
        ),
        (
            "[{clause: nasw-1.06c}]",
            "[nasw-1.06c]",
            ["Write a source as {clause: apa-4.02c} or {ref: Everett2013}; `make sources ABOUT"],
        ),
        ("[{clause: nasw-1.06c}]", "nasw-1.06c", ["Write a source as {clause: apa-4.02c}"]),
        ("minutes: 5", "minutes: five", ["'minutes' must be a whole number in digits", "'five'"]),
        ("minutes: 5", "minutes: 5.5", ["'minutes' must be a whole number in digits"]),
        ("minutes: 5", "minutes: 500", ["'minutes' is 500; it must be at most 60."]),
        ("{clause: nasw-1.06c}", "{}", ["a citation names one source"]),
        ("    cites: [{clause: nasw-1.06c}]\n", "", ["at least one citation"]),
        ("kind: best_action", "kind: best_acton", ["unknown kind 'best_acton'", "'best_action'"]),
        ("id: one-case.first", "id: two-case.first", ["must begin with 'one-case'"]),
        ("id: one-case\n", "id: another\n", ["the file is named 'one-case'"]),
        ('    objective: "01.o1"', '    objective: "01.o9"', ["not among the case's objectives"]),
        ("review_by: 2027-11-01", "review_by: soon", ["a day written like 2027-11-01"]),
        ("minutes: 5", "minutes: 5\nminutes: 6", ["stands here twice"]),
        ("text: Say yes.", "text: yes", ["must be text", "quotation marks"]),
        ("id: yes-now", "id: Yes now", ["small letters, digits and hyphens"]),
        ("stem: What would you do?", "stem: What: you?", ["line 16", "colon"]),
        ("setting: A", "\tsetting: A", ["line 4", "There is a tab in this line. Use spaces."]),
    ],
)
def test_mistakes_are_said_with_place_and_mend(
    write: Callable[[str], None], before: str, after: str, wanted: list[str]
) -> None:
    assert before in CASE
    said = message(write, CASE.replace(before, after, 1))
    for words in wanted:
        assert words in said, f"{words!r} is not in {said!r}"
    assert ", line " in said


OPEN = "A quotation mark is not closed, or stands in the middle of a text."
OUT_OF_LINE = "This line begins further left or right than its neighbours."
JARGON = r"token|alias|scalar|indicator|mapping|expected|scanning|parsing|stream|constructor"


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    ("before", "after", "line", "wanted"),
    [
        ("setting: A youth", "\tsetting: A youth", 4, "There is a tab in this line. Use spaces."),
        ("title: One", "title: @One", 2, "A text can't begin with @. Put it between quotation"),
        ("title: One case", "title: *One* case", 2, "A text can't begin with *. Put it between"),
        ("title: One case", "title: *One", 2, "A text can't begin with *. Put it between"),
        ("title: One case", "title: !One case", 2, "A text can't begin with ! (!One). Put it"),
        ("title: One case", 'title: "One" case', 2, OPEN),
        ("stem: What would you do?", 'stem: "What would you do?', None, OPEN),
        ("story: Someone writes.", "story: |\n  Someone\nwrites.", 12, "lost its two spaces"),
        ("title: One", "title:One", 3, "a space is missing after a colon"),
        ("      - {id: ask,", "     - {id: ask,", 20, OUT_OF_LINE),
        ("    stem: What", "   stem: What", 16, OUT_OF_LINE),
        ("stem: What would", "stem: What: would", 16, "Put text that holds a colon between"),
        ("    stem: What", "     stem: What", 16, "or this line is indented too far, or | is"),
        ("text: Say yes.", "text: Say, yes: no.", 19, "holds a text with a comma"),
        ("because: It is soon.}", "because: It is soon.", 20, "A bracket is not closed"),
        ("title: One case", 'title: "C:\\case"', 2, "must be written twice"),
    ],
)
def test_yaml_is_put_into_plain_words(
    write: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    loader: str,
    before: str,
    after: str,
    line: int | None,
    wanted: str,
) -> None:
    """Both loaders: a Python without libyaml words its complaints differently."""

    class Loader(yaml_files._Checked, getattr(yaml, loader)):  # type: ignore[misc]
        pass

    monkeypatch.setattr(yaml_files, "_CheckedLoader", Loader)
    assert before in CASE
    said = message(write, CASE.replace(before, after, 1))
    assert wanted in said
    if line:
        assert f", line {line}" in said
    assert not re.search(JARGON, said), said


def test_only_a_slip_of_the_pen_is_offered_as_another_source(write: Callable[[str], None]) -> None:
    """An invented study must not be answered with one that merely looks alike."""
    for invented in ("{ref: Miller2013}", "{ref: Everett}", "{clause: nasw-9.9}"):
        said = message(write, CASE.replace("{clause: nasw-1.06c}", invented))
        assert "Did you mean" not in said
        assert "open an issue with the link" in said
    assert "Did you mean 'Everett2013'" in message(
        write, CASE.replace("{clause: nasw-1.06c}", "{ref: Everet2013}")
    )


def test_the_sources_that_a_message_names_are_there() -> None:
    clause, ref = re.findall(r"{\w+: ([\w.-]+)}", content_errors._SOURCE)
    assert clause in clauses()
    assert ref in reference_items()


def test_all_mistakes_come_at_once(write: Callable[[str], None]) -> None:
    said = message(
        write, CASE.replace("minutes: 5", "minutes: many").replace("verdict: best", "verdict: top")
    )
    assert len(said.splitlines()) == 2
    assert "'minutes'" in said
    assert "'top'" in said


def test_a_file_that_is_missing_or_unreadable_is_said(
    write: Callable[[str], None], tmp_path: Path
) -> None:
    write(CASE)
    with pytest.raises(ContentError, match=r"there is no such file\. Did you mean 'one-case'"):
        load_case("one-cas")
    (tmp_path / "cases" / "one-case.yaml").write_bytes("title: Zo\xeb".encode("latin-1"))
    load_case.cache_clear()
    with pytest.raises(ContentError, match="UTF-8"):
        load_case("one-case")
    write("")
    with pytest.raises(ContentError, match="empty"):
        load_case("one-case")


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", "A", None, 3, "x" * 10_000 + "/"])
def test_no_name_leads_out_of_the_folder(name: object) -> None:
    with pytest.raises(ContentError):
        load_case(name)  # type: ignore[arg-type]
    with pytest.raises(ContentError):
        load_question(f"{name}.x")
    with pytest.raises(ContentError):
        load_lesson(name)  # type: ignore[arg-type]


def test_yaml_makes_no_objects(write: Callable[[str], None]) -> None:
    said = message(write, CASE.replace("One case", "!!python/object/apply:os.getcwd []"))
    assert "python/object" in said


def test_the_question_asked_for_is_named(write: Callable[[str], None]) -> None:
    write(CASE)
    with pytest.raises(ContentError, match=r"Did you mean 'one-case\.first'"):
        load_question("one-case.frist")
    with pytest.raises(ContentError, match="is not a question's id"):
        load_question("one-case")
