"""Your own agency's answers, read strictly.

A file is taken whole or not at all. Nothing is guessed: an answer that is not in the codebook is a
mistake to be mended in the file, and every mistake is listed with its row and column, at once.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from friend_request.survey.codebook import NO_ANSWER, NOT_ASKED, Variable, stored_value, variables
from friend_request.survey.errors import SurveyError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

ID = "respondent"
LISTED = 12  # row numbers named for one mistake; the rest are counted
DISTINCT = 40  # different wrong values named for one column; the rest are counted
_NOT_ASKED, _NO_ANSWER, _WRONG = -1, -2, -3
_MOST_CHARACTERS = 40
# What KoboToolbox and ODK add to an export, besides names that begin with an underscore.
_TOOL_COLUMNS = {
    "start",
    "end",
    "today",
    "intro",
    "SubmissionDate",
    "KEY",
    "SubmitterID",
    "SubmitterName",
    "AttachmentsPresent",
    "AttachmentsExpected",
    "Status",
    "ReviewState",
    "DeviceID",
    "Edits",
    "FormVersion",
    "instanceID",
    "instanceName",
    "meta-instanceID",
    "meta-instanceName",
    "meta/instanceID",
    "meta/rootUuid",
    "formhub/uuid",
}
_FORMULA = ("=", "+", "-", "@")


def load_survey(
    path: str | Path,
    *,
    delimiter: str = ",",
    ignore: Sequence[str] = (),
    from_tool: bool = False,
) -> pd.DataFrame:
    """Read your own staff's answers, if every one of them is what the codebook says.

    Args:
        path: a CSV file in UTF-8 with a header row: `respondent` and the questions of the codebook,
            in any order. An empty cell means not asked; "no answer" means asked and left open.
        delimiter: what stands between the cells; survey tools often write ";".
        ignore: columns that are no answers, for example ["remarks"].
        from_tool: the file is an export of `instrument.xlsx` by KoboToolbox or ODK. Its stored
            values (`social_worker`) are read as the answers they stand for, its own columns
            (`_id`, `start` ...) are left out, and a number left empty is an open answer.

    Returns:
        One row per person, with the types that `load_synthetic` gives.

    Raises:
        SurveyError: if anything is wrong. `problems` lists every mistake with row and column; row 1
            is the header, as a spreadsheet counts.
    """
    path = Path(path)
    try:
        text = path.open(encoding="utf-8-sig", newline="")
    except FileNotFoundError:
        raise SurveyError(f"There is no file {path}. Check its name and folder.") from None
    except OSError as error:
        raise SurveyError(f"{path} cannot be opened: {error.strerror or error}.") from None
    with text:
        try:
            return _read(text, path.name, delimiter, set(ignore), from_tool)
        except UnicodeDecodeError:
            raise SurveyError(
                f"{path.name} is not in UTF-8. In your spreadsheet choose Save As, 'CSV UTF-8'."
            ) from None
        except csv.Error as error:
            raise SurveyError(
                f"{path.name} is not a readable CSV file ({error}). A quotation mark may be open, "
                "or it may be a spreadsheet: save it as 'CSV UTF-8'."
            ) from None
        except OSError as error:
            raise SurveyError(f"{path} cannot be read: {error.strerror or error}.") from None


def _read(
    text: TextIO, name: str, delimiter: str, ignore: set[str], from_tool: bool
) -> pd.DataFrame:
    import pandas as pd

    if len(delimiter) != 1 or delimiter in '\r\n"':
        raise SurveyError(f"delimiter is {delimiter!r}; write one character, such as ';'.")
    reader = csv.reader(_without_nul(text), delimiter=delimiter, strict=True)
    header = next(reader, None)
    if not header or not any(cell.strip() for cell in header):
        raise SurveyError(f"{name} is empty: there is no header row.")
    if from_tool:
        ignore = ignore | {h for h in header if h.startswith("_") or h in _TOOL_COLUMNS}
    _refuse_other_delimiter(header, delimiter)
    problems = _header_problems(header, ignore)
    # Columns that can be told apart are checked even so, to name every mistake at once.
    once = {h for h in header if header.count(h) == 1}
    columns = [
        _Column(variables()[h], from_tool) if h in once and h in variables() else None
        for h in header
    ]
    judged = [(i, c.known.get, c.codes.append, c) for i, c in enumerate(columns) if c is not None]
    at = header.index(ID) if ID in once else None
    seen: dict[str, int] = {}
    repeated: dict[str, list[int]] = {}
    ragged: dict[int, list[int]] = {}
    nameless: list[int] = []
    row = 1
    for row, cells in enumerate(reader, start=2):
        if len(cells) != len(header):
            ragged.setdefault(len(cells), []).append(row)
            continue
        person = str(row) if at is None else cells[at].strip()
        if not person:
            nameless.append(row)
        elif person in seen:
            repeated.setdefault(person, [seen[person]]).append(row)
        else:
            seen[person] = row
        # The look-up stands here rather than in a method: files of a million rows go through it.
        for place, get, append, column in judged:
            code = get(cells[place])
            append(column.other(cells[place], row) if code is None else code)
    if row == 1:
        raise SurveyError(f"{name} has a header and no rows.")
    for length, rows in sorted(ragged.items()):
        problems.append(
            f"{_rows(rows)}: {length} cells where the header has {len(header)}. A comma inside an "
            "answer needs quotation marks around the answer."
        )
    if nameless:
        problems.append(f"{_rows(nameless)}, column {ID!r}: empty; every person needs a number.")
    for person, rows in list(repeated.items())[:DISTINCT]:
        problems.append(f"{_rows(rows)}, column {ID!r}: {_show(person)} stands more than once.")
    if len(repeated) > DISTINCT:
        problems.append(f"column {ID!r}: {len(repeated) - DISTINCT:,} more repeated numbers.")
    by_name = {column.question.name: column for column in columns if column is not None}
    for column in by_name.values():
        problems += column.problems()
    if len(by_name) == len(variables()):
        problems += _route_problems(by_name)
    if problems:
        raise SurveyError(problems)
    out = pd.DataFrame({ID: pd.Series(list(seen), dtype="string")})
    for question in variables().values():
        out[question.name] = by_name[question.name].series()
    return out


def _without_nul(text: TextIO) -> Iterator[str]:
    for line in text:
        if "\0" in line:
            raise csv.Error("it has characters that no text has")
        yield line


def _refuse_other_delimiter(header: list[str], delimiter: str) -> None:
    if len(header) > 1 or delimiter != ",":
        return
    for other in (";", "\t", "|"):
        if other in header[0]:
            shown = {"\t": "a tab"}.get(other, repr(other))
            raise SurveyError(
                f"The cells seem to be separated by {shown}, not by a comma. Save the file with "
                f"commas, or write load_survey(..., delimiter={other!r})."
            )


def _header_problems(header: list[str], ignore: set[str]) -> list[str]:
    wanted = [ID, *variables()]
    problems = []
    for name in dict.fromkeys(h for h in header if header.count(h) > 1):
        problems.append(f"row 1: the column {_show(name)} stands more than once.")
    if ID in header and "data_kind" in header:
        problems.append("row 1: 'data_kind' marks the synthetic survey; this is for real answers.")
    missing = [w for w in wanted if w not in header]
    for name in missing:
        close = [h for h in header if h.strip().lower() == name and h not in wanted]
        hint = f" There is {_show(close[0])}; write it as {name!r}." if close else ""
        problems.append(f"row 1: the column {name!r} is missing.{hint}")
    extra = [h for h in dict.fromkeys(header) if h not in wanted and h not in ignore]
    for name in extra:
        if name == "data_kind":
            continue
        shown = _show(name) if name.strip() else "a column without a name"
        problems.append(
            f"row 1: {shown} is not in the codebook. Remove it, or if it belongs to the survey "
            f"tool write load_survey(..., ignore=[{_show(name)}])."
        )
    return problems


class _Column:
    """One question's cells, kept as small numbers while the file is read."""

    def __init__(self, question: Variable, from_tool: bool = False) -> None:
        self.question = question
        self.codes = array("b")
        self.wrong: dict[str, list[int]] = {}
        self.wrong_more = 0
        self.known = {NOT_ASKED: _NOT_ASKED, NO_ANSWER: _NO_ANSWER}
        if question.categories:
            self.known |= {c: i for i, c in enumerate(question.categories)}
        else:
            low, high = question.minimum or 0, question.maximum or 0
            self.known |= {str(n): n for n in range(low, high + 1)}
        if from_tool:
            self.known |= {stored_value(a): code for a, code in self.known.items()}
            if not question.categories and question.asked_if is None:
                self.known[NOT_ASKED] = _NO_ANSWER

    def other(self, cell: str, row: int) -> int:
        """Judge a cell that is not written exactly as an answer: spaces around it do no harm."""
        code = self.known.get(cell.strip(), _WRONG)
        if code == _WRONG:
            if cell in self.wrong:
                self.wrong[cell].append(row)
            elif len(self.wrong) < DISTINCT:
                self.wrong[cell] = [row]
            else:
                self.wrong_more += 1
        return code

    def problems(self) -> list[str]:
        question = self.question
        if question.categories:
            may = "Write one of: " + "; ".join((*question.categories, NO_ANSWER)) + "."
        else:
            may = f"Write a whole number from {question.minimum} to {question.maximum}."
        out = []
        for cell, rows in self.wrong.items():
            where = f"{_rows(rows)}, column {question.name!r}: {_show(cell)}"
            if cell.strip().startswith(_FORMULA) and not _is_number(cell):
                out.append(f"{where} looks like a formula. Put in its value. {may}")
                continue
            same = [c for c in question.categories if c.lower() == cell.strip().lower()]
            if same:
                out.append(f"{where} is not written as in the codebook. Write {same[0]!r}.")
            else:
                out.append(f"{where} is not an answer to this question. {may}")
        if self.wrong_more:
            out.append(
                f"column {question.name!r}: {self.wrong_more:,} more cells with other values that "
                "are not answers to this question."
            )
        return out

    def series(self) -> pd.Series:
        import numpy as np
        import pandas as pd

        codes = np.frombuffer(self.codes, dtype=np.int8).astype(np.int64)
        if self.question.categories:
            return pd.Series(
                pd.Categorical.from_codes(
                    np.where(codes < 0, -1, codes),
                    categories=list(self.question.categories),
                    ordered=self.question.ordered,
                )
            )
        return pd.Series(codes, dtype="Int64").mask(codes < 0)


def _route_problems(columns: dict[str, _Column]) -> list[str]:
    """Check that a question was answered by those whom it was put to, and by nobody else."""
    import numpy as np

    problems = []
    codes = {name: np.frombuffer(c.codes, dtype=np.int8) for name, c in columns.items()}
    was_asked: dict[str, np.ndarray] = {}
    for name, column in columns.items():
        rule = column.question.asked_if
        if rule is None:
            was_asked[name] = np.ones(len(codes[name]), bool)
            who = "everybody"
        else:
            earlier, answer = rule
            yes = columns[earlier].question.categories.index(answer)
            before = was_asked.get(earlier, np.ones(len(codes[name]), bool))
            was_asked[name] = before & (codes[earlier] == yes)
            who = f"those whose {earlier!r} is {answer!r}"
        empty = was_asked[name] & (codes[name] == _NOT_ASKED)
        if empty.any():
            problems.append(
                f"{_rows(np.flatnonzero(empty) + 2)}, column {name!r}: empty, but this question is "
                f"for {who}. Write the answer, or {NO_ANSWER!r} if it was left open."
            )
        # A wrong cell further up is reported there; what follows from it is not.
        unclear = rule is not None and (codes[rule[0]] == _WRONG)
        stray = ~was_asked[name] & (codes[name] != _NOT_ASKED) & (codes[name] != _WRONG) & ~unclear
        if stray.any():
            problems.append(
                f"{_rows(np.flatnonzero(stray) + 2)}, column {name!r}: an answer, but this "
                f"question is only for {who}. Empty the cell, or correct {rule[0]!r}."
            )
    return problems


def _rows(rows: Sequence[int] | np.ndarray) -> str:
    rows = [int(r) for r in rows]
    if len(rows) == 1:
        return f"row {rows[0]}"
    named = ", ".join(str(r) for r in rows[:LISTED])
    more = f" and {len(rows) - LISTED:,} more" if len(rows) > LISTED else ""
    return f"rows {named}{more}"


def _show(cell: str) -> str:
    shown = cell if len(cell) <= _MOST_CHARACTERS else cell[: _MOST_CHARACTERS - 1] + "…"
    return repr(shown)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
