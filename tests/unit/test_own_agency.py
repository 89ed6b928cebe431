"""Your own agency's file: taken whole or not at all, every mistake named, no small cell printed."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from friend_request.authoring import instrument, synthetic
from friend_request.paths import DATA
from friend_request.survey import (
    SurveyError,
    asked,
    compare_with_published,
    load_survey,
    load_synthetic,
    safe_crosstab,
    tally,
    variables,
)
from friend_request.survey.codebook import stored_value
from friend_request.words import words

HIDDEN = words("survey.own.hidden")
HEADER = ["respondent", *variables()]


def _people(n: int, seed: int = 5) -> list[dict[str, str]]:
    """Answers of n people who filled in the form, taken from the synthetic survey."""
    with (DATA / synthetic.FILE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = random.Random(seed).choices(rows, k=n)
    return [{**{h: r[h] for h in HEADER}, "respondent": str(i)} for i, r in enumerate(chosen)]


def _write(path: Path, rows: list[dict[str, str]], header: list[str] | None = None) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header or HEADER, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return _write(tmp_path / "ours.csv", _people(40))


def _problems(path: Path, **options: object) -> list[str]:
    with pytest.raises(SurveyError) as error:
        load_survey(path, **options)  # type: ignore[arg-type]
    return error.value.problems


def test_a_good_file_is_read_with_the_codebooks_types(ours: Path) -> None:
    out = load_survey(ours)
    assert len(out) == 40
    assert list(out.columns) == HEADER
    theirs = load_synthetic().dtypes
    assert all(out[c].dtype == theirs[c] for c in variables())


def test_the_synthetic_survey_without_its_mark_reads_the_same(tmp_path: Path) -> None:
    whole = pd.read_csv(DATA / synthetic.FILE, dtype=str, keep_default_na=False)
    path = tmp_path / "all.csv"
    whole[HEADER].to_csv(path, index=False)
    theirs = pd.DataFrame(load_synthetic())[HEADER]
    pd.testing.assert_frame_equal(load_survey(path), theirs, check_dtype=True)


def test_column_order_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    rows = _people(3)
    path = _write(tmp_path / "a.csv", rows, HEADER[::-1])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert list(load_survey(path).columns) == HEADER


def _edit(path: Path, change: Callable[[list[list[str]]], None]) -> Path:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_every_problem_at_once_with_row_and_column(ours: Path) -> None:
    def change(rows: list[list[str]]) -> None:
        rows[1][HEADER.index("age_group")] = "thirty"
        rows[2][HEADER.index("years_practice")] = "many"
        rows[3][HEADER.index("years_practice")] = "61"
        rows[4][HEADER.index("gender")] = "Woman"
        rows[5][HEADER.index("setting")] = "=SUM(A1:A9)"
        rows[6][0] = rows[7][0] = "twin"
        rows[8][0] = ""
        rows[9][HEADER.index("had_training")] = ""

    found = "\n".join(_problems(_edit(ours, change)))
    assert "row 2, column 'age_group': 'thirty' is not an answer" in found
    assert "row 3, column 'years_practice': 'many'" in found
    assert "row 4, column 'years_practice': '61'" in found
    assert "from 0 to 60" in found
    assert "row 5, column 'gender': 'Woman' is not written as in the codebook" in found
    assert "row 6, column 'setting': '=SUM(A1:A9)' looks like a formula" in found
    assert "rows 7, 8, column 'respondent': 'twin' stands more than once" in found
    assert "row 9, column 'respondent': empty" in found
    assert "row 10, column 'had_training': empty" in found


def test_one_mistake_in_many_rows_is_one_line(tmp_path: Path) -> None:
    rows = _people(300)
    for row in rows:
        row["gender"] = "F"
    (problem,) = _problems(_write(tmp_path / "a.csv", rows))
    assert "and 288 more" in problem


def test_questions_put_to_the_wrong_people(ours: Path) -> None:
    def change(rows: list[list[str]]) -> None:
        profile = HEADER.index("has_personal_profile")
        for row in rows[1:]:
            if row[profile] == "yes":
                row[profile] = "no"
                break

    found = "\n".join(_problems(_edit(ours, change)))
    assert "this question is only for those whose 'has_personal_profile' is 'yes'" in found


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_another_delimiter_is_named_and_can_be_given(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    lines = [delimiter.join(HEADER)]
    lines += [delimiter.join(r[h] for h in HEADER) for r in _people(5)]
    path.write_text("\n".join(lines), encoding="utf-8")
    (problem,) = _problems(path)
    assert "separated by" in problem
    assert len(load_survey(path, delimiter=delimiter)) == 5
    with pytest.raises(SurveyError, match="one character"):
        load_survey(path, delimiter=";;")


def test_another_encoding_a_spreadsheet_and_no_file(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", _people(3))
    path.write_bytes(path.read_bytes().replace(b"yes", "ja\u00df".encode("latin-1"), 1))
    assert "UTF-8" in _problems(path)[0]
    path.write_text(path.read_text("latin-1"), encoding="utf-16")
    assert "UTF-8" in _problems(path)[0]
    assert _problems(DATA / "instrument.xlsx")
    assert "There is no file" in _problems(tmp_path / "nowhere.csv")[0]
    assert "cannot be opened" in _problems(tmp_path)[0]


def test_header_missing_extra_repeated_and_misspelt(ours: Path) -> None:
    def change(rows: list[list[str]]) -> None:
        for row in rows:
            row.append("x")
            row.append("y")
        rows[0][-2:] = ["client_name", "gender"]
        rows[0][HEADER.index("profession")] = "Profession "
        rows[0][HEADER.index("setting")] = ""
        rows[2][HEADER.index("age_group")] = "old"

    found = "\n".join(_problems(_edit(ours, change)))
    assert "'client_name' is not in the codebook" in found
    assert "'gender' stands more than once" in found
    assert "'profession' is missing. There is 'Profession '" in found
    assert "'setting' is missing" in found
    assert "a column without a name" in found
    assert "row 3, column 'age_group': 'old'" in found


def test_an_extra_column_can_be_left_out_by_name(ours: Path) -> None:
    def change(rows: list[list[str]]) -> None:
        rows[0].append("remarks")
        for row in rows[1:]:
            row.append("")

    _edit(ours, change)
    assert "remarks" in _problems(ours)[0]
    assert "remarks" not in load_survey(ours, ignore=["remarks"]).columns


def test_empty_files_and_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for text in ("", "\n", "  \n"):
        path.write_text(text)
        assert "empty" in _problems(path)[0]
    _write(path, [])
    assert "no rows" in _problems(path)[0]


def test_ragged_rows_and_an_open_quotation_mark(ours: Path) -> None:
    with ours.open("a", encoding="utf-8") as file:
        file.write("99,too,short\n")
    assert "row 42: 3 cells where the header has 29" in _problems(ours)[0]
    with ours.open("a", encoding="utf-8") as file:
        file.write('100,"open')
    assert "quotation mark" in _problems(ours)[0]


def test_the_synthetic_file_is_not_taken_for_ones_own() -> None:
    assert "'data_kind' marks the synthetic survey" in _problems(DATA / synthetic.FILE)[0]


@pytest.mark.parametrize(("n", "wrong"), [(1_000_000, False), (100_000, True)])
def test_a_million_rows(tmp_path: Path, n: int, wrong: bool) -> None:
    rows = _people(200)
    path = tmp_path / "big.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        tails = [",".join(r[h] for h in HEADER[1:]) for r in rows]
        if wrong:
            tails[0] = tails[0].replace("woman", "w").replace(",man,", ",m,")
        for start in range(0, n, 200):
            file.writelines(f"{start + i},{tail}\n" for i, tail in enumerate(tails))
    if wrong:
        (problem,) = _problems(path)
        assert "and 488 more, column 'gender'" in problem
    else:
        assert len(load_survey(path)) == n


# --- the form that survey tools import


def test_the_form_converts_without_a_warning_and_matches_the_codebook() -> None:
    convert = pytest.importorskip("pyxform.xls2xform").convert
    result = convert(str(DATA / "instrument.xlsx"))
    assert result.warnings == []
    for name in HEADER:
        assert f"<{name}" in result.xform
    for question in variables().values():
        assert question.question in result.xform


def test_the_checked_in_form_is_made_from_the_codebook() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(DATA / "instrument.xlsx")
    for name, rows in instrument.sheets().items():
        found = [[c or "" for c in row] for row in book[name].iter_rows(values_only=True)]
        assert found == rows
    assert (DATA / "instrument.md").read_text(encoding="utf-8") == instrument.page()


def test_stored_values_stand_for_one_answer_each() -> None:
    for question in variables().values():
        stored = [stored_value(c) for c in (*question.categories, "no answer")]
        assert len(set(stored)) == len(stored)
        assert all(re.fullmatch(r"[A-Za-z0-9_-]+", s) for s in stored)


def test_an_export_of_the_form_is_read(tmp_path: Path) -> None:
    rows = _people(30)
    for row in rows:
        for name, question in variables().items():
            if question.categories:
                row[name] = stored_value(row[name])
            elif row[name] == "no answer":
                row[name] = ""
        row |= {"start": "2026-01-01T10:00", "_id": "7", "intro": ""}
    path = _write(tmp_path / "kobo.csv", rows, ["start", *HEADER, "intro", "_id"])
    assert len(_problems(path)) > 3
    out = load_survey(path, from_tool=True)
    plain = load_survey(_write(tmp_path / "plain.csv", _people(30)))
    pd.testing.assert_frame_equal(out, plain)


# --- what is printed


def test_comparison_shows_both_and_hides_small_numbers(ours: Path) -> None:
    survey = load_survey(ours)
    table = compare_with_published(survey)
    assert "synthetic" not in table.html
    by_question = {row[0]: row for row in table.rows}
    request = by_question[variables()["received_request_client"].question]
    assert "1% to 48% (7 groups)" in request[3]
    asked_former = variables()["received_request_former"].question
    assert asked_former not in by_question, "no survey asked, so there is nothing to compare"
    _nothing_small(survey)


def _nothing_small(survey: pd.DataFrame) -> None:
    """Read the printed table as a stranger would, and look for people it gives away."""
    table = compare_with_published(survey)
    shown: dict[str, tuple[int, int]] = {}
    for row in table.rows:
        name = next(q.name for q in variables().values() if q.question == row[0])
        if row[1] == HIDDEN:
            assert row[2] == HIDDEN
            continue
        count, denominator = map(int, re.search(r"\((\d+) of (\d+)\)", row[1]).groups())
        shown[name] = (count, denominator)
        assert count >= 5
        assert denominator - count >= 5
        assert (tally(survey, name)["count"] >= 5).all()
    for name in shown:
        # A denominator that shows how many said yes to a hidden question must be hidden too.
        question = variables()[name]
        while question.asked_if is not None:
            earlier = variables()[question.asked_if[0]]
            if earlier.measure is not None:
                assert earlier.name in shown
            question = earlier


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 60), st.integers(0, 10_000))
def test_no_agency_is_so_small_that_somebody_shows(n: int, seed: int) -> None:
    synthetic_frame = pd.DataFrame(load_synthetic()).drop(columns="data_kind")
    survey = synthetic_frame.sample(n, random_state=seed).reset_index(drop=True)
    _nothing_small(survey)
    table = safe_crosstab(survey, "profession", "searched_client", "Searching by profession")
    for row in table.rows:
        for cell in row[1:]:
            assert cell == HIDDEN or int(cell.split()[0].replace(",", "")) >= 5


def test_safe_crosstab_prints_what_may_be_printed() -> None:
    survey = pd.DataFrame(load_synthetic()).drop(columns="data_kind")
    table = safe_crosstab(survey, "profession", "searched_client", "Searching by profession")
    assert table.header == ("Profession", "Yes", "No", "Answered")
    assert table.rows[0] == ("social worker", "61 (33%)", "122 (67%)", "183")
    assert table.rows[-1][-1] == "600"
    assert HIDDEN not in table.text.replace("Hidden: counts", "")


def test_everybody_hidden_in_a_team_of_three() -> None:
    survey = pd.DataFrame(load_synthetic()).drop(columns="data_kind").head(3)
    assert all(row[1] == HIDDEN for row in compare_with_published(survey).rows)
    assert asked(survey, "searched_client").all()


# --- anything at all in the file


_CELLS = st.one_of(
    st.sampled_from(["", "yes", "no", "don't know", "no answer", "woman", "3", "=1+1", "NaN"]),
    st.text(max_size=8),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_random_tables_load_whole_or_not_at_all(tmp_path: Path, data: st.DataObject) -> None:
    header = list(HEADER)
    rows = [[r[h] for h in HEADER] for r in _people(data.draw(st.integers(0, 5)))]
    for _ in range(data.draw(st.integers(0, 6))):
        if not rows:
            break
        row = data.draw(st.integers(0, len(rows) - 1))
        column = data.draw(st.integers(0, len(header) - 1))
        rows[row][column] = data.draw(_CELLS)
    if data.draw(st.booleans()):
        header[data.draw(st.integers(0, len(header) - 1))] = data.draw(_CELLS)
    path = tmp_path / "random.csv"
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    except UnicodeEncodeError:
        return
    try:
        out = load_survey(path)
    except SurveyError as error:
        problems = error.problems
    else:
        assert len(out) == len(rows) > 0
        _nothing_small(out)
        return
    assert problems
    assert all(p.strip() for p in problems)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=400))
def test_random_bytes_never_load_and_never_crash(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bytes.csv"
    path.write_bytes(content)
    assert _problems(path)
