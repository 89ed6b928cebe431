"""Tables for people: a caption, headers that a screen reader announces, plain text as well."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from friend_request.words import words

if TYPE_CHECKING:
    import pandas as pd

SYNTHETIC = "synthetic"
SYNTHETIC_COLUMN = "data_kind"
_CELL = "padding:0.3em 0.7em;vertical-align:top;white-space:normal;"


def is_synthetic(table: Any) -> bool:
    """Whether a table was made from the synthetic teaching data.

    The mark travels three ways: as the type of the frame, which survives grouping and counting; in
    `attrs`; and in the first column of the data, which survives a round trip through a file.

    Args:
        table: a DataFrame or a Series.

    Returns:
        True if any of the three says so; False for anything that is no table.
    """
    if getattr(type(table), "_synthetic", False) or getattr(table, "attrs", {}).get(SYNTHETIC):
        return True
    columns = getattr(table, "columns", ())
    return SYNTHETIC_COLUMN in columns and bool((table[SYNTHETIC_COLUMN] == SYNTHETIC).any())


def say_synthetic(text: str, synthetic: bool) -> str:
    """Make a title say that the data are synthetic, unless it does already.

    Args:
        text: a title or caption.
        synthetic: whether the data are synthetic; if not, nothing is added.

    Returns:
        The text.
    """
    if not synthetic or words("table.synthetic_word") in text.lower():
        return text
    return words("table.synthetic", text=text.rstrip("."))


def format_cell(value: Any, decimals: int, missing: str) -> tuple[str, bool]:
    """Write one value as a table shows it.

    Args:
        value: anything.
        decimals: decimals for numbers that are not whole.
        missing: what to print where nothing is known: for None, NaN, an infinite number, a blank
            text.

    Returns:
        The text, and whether it is a number (numbers are aligned right).
    """
    import pandas as pd

    if value is None or (not isinstance(value, (list, tuple, dict)) and pd.isna(value)):
        return missing, False
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return words("table.yes" if value else "table.no"), False
    if isinstance(value, int) or type(value).__name__.startswith(("int", "uint")):
        return f"{int(value):,}", True
    if isinstance(value, float) or type(value).__name__.startswith("float"):
        number = float(value)
        return (f"{number:,.{decimals}f}" if math.isfinite(number) else missing), True
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d"), False
    text = str(value).strip()
    return (text or missing), False


@dataclass(frozen=True)
class Table:
    """A table ready to be shown.

    Attributes:
        caption: what it shows, in words.
        header: one text for each column.
        rows: texts, each row as long as the header; the first of a row names it.
        numeric: for each column whether it holds numbers, which stand on the right.
        note: a sentence below the table, or "".
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    note: str = ""

    @property
    def html(self) -> str:
        """An HTML table with a caption, in a region that scrolls sideways when it must."""

        def align(column: int) -> str:
            return f"{_CELL}text-align:{'right' if self.numeric[column] else 'left'};"

        head = "".join(
            f'<th scope="col" style="{align(i)}">{escape(h)}</th>'
            for i, h in enumerate(self.header)
        )
        body = []
        for row in self.rows:
            cells = [f'<th scope="row" style="{align(0)}">{_link(row[0])}</th>']
            # On a narrow screen each row stands as label and value (notebook.css).
            cells += [
                f'<td style="{align(i)}" data-label="{escape(self.header[i])}">{_link(c)}</td>'
                for i, c in enumerate(row)
                if i
            ]
            body.append(f"<tr>{''.join(cells)}</tr>")
        note = f'<p style="margin:0.3em 0 0">{escape(self.note)}</p>' if self.note else ""
        return (
            f'<div role="region" aria-label="{escape(self.caption)}" tabindex="0" '
            # The arrow keys scroll the table; JupyterLab would move to another cell with them.
            'data-lm-suppress-shortcuts="true" style="overflow-x:auto;max-width:100%">'
            '<table class="fr-data" style="border-collapse:collapse;margin:0;table-layout:auto">'
            f'<caption style="text-align:left;font-weight:bold;padding:0.3em 0">'
            f"{escape(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>{note}</div>"
        )

    @property
    def text(self) -> str:
        """The same as plain text: aligned when it fits, one block per row when it does not."""
        lines = [self.caption, ""]
        widths = [
            max(len(h), *(len(r[i]) for r in self.rows)) if self.rows else len(h)
            for i, h in enumerate(self.header)
        ]
        if sum(widths) + 2 * len(widths) <= 100:
            for row in (self.header, *self.rows):
                cells = [
                    c.rjust(w) if number else c.ljust(w)
                    for c, w, number in zip(row, widths, self.numeric, strict=True)
                ]
                lines.append("  ".join(cells).rstrip())
        else:
            for row in self.rows:
                lines.append(f"{self.header[0]}: {row[0]}")
                for name, cell in zip(self.header[1:], row[1:], strict=True):
                    lines += textwrap.wrap(
                        f"{name}: {cell}",
                        96,
                        initial_indent="  ",
                        subsequent_indent="    ",
                        break_long_words=False,
                        break_on_hyphens=False,
                    )
        if not self.rows:
            lines.append(words("table.no_rows"))
        if self.note:
            lines += ["", self.note]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def _link(cell: str) -> str:
    if cell.startswith(("https://", "http://")) and not any(c.isspace() for c in cell):
        return f'<a href="{escape(cell)}">{escape(cell)}</a>'
    return escape(cell)


def show_table(
    df: pd.DataFrame,
    caption: str,
    *,
    columns: Mapping[str, str] | list[str] | None = None,
    decimals: int = 1,
    missing: str | None = None,
    note: str = "",
) -> Table:
    """Show a DataFrame as a table that everybody can read.

    Args:
        df: the rows. A named index becomes the first columns; a plain 0, 1, 2 is left out.
        caption: what the table shows, in words.
        columns: which columns, in this order; a dict also gives them readable headings.
        decimals: decimals for numbers that are not whole.
        missing: what to print where nothing is known; the interface's own words if left out.
        note: a sentence below the table.

    Returns:
        A `Table`; the last line of a cell shows it.

    Raises:
        SurveyError: if the caption is empty or a column does not exist.
    """
    import pandas as pd

    from friend_request.survey.errors import SurveyError

    if not caption.strip():
        raise SurveyError("A table needs a caption: say in a few words what it shows.")
    synthetic = is_synthetic(df)
    missing = words("table.not_stated") if missing is None else missing
    if not isinstance(df, pd.DataFrame):
        df = pd.Series(df).to_frame()
    if not isinstance(df.index, pd.RangeIndex) and any(n is not None for n in df.index.names):
        levels = [
            n if n is not None else words("table.level", number=i)
            for i, n in enumerate(df.index.names)
        ]
        df = df.rename_axis(index=levels).reset_index()
    headings = dict(columns) if isinstance(columns, Mapping) else {}
    wanted = list(columns) if columns is not None else list(df.columns)
    unknown = [c for c in wanted if c not in df.columns]
    if unknown:
        raise SurveyError(
            f"The table has no column {', '.join(map(repr, unknown))}. "
            f"Its columns are: {', '.join(map(str, df.columns))}."
        )
    df = df[wanted]
    cells = [
        [format_cell(value, decimals, missing) for value in column]
        for column in (df.iloc[:, i].tolist() for i in range(df.shape[1]))
    ]
    numeric = tuple(any(is_number for _, is_number in column) for column in cells)
    rows = tuple(zip(*([text for text, _ in column] for column in cells), strict=True))
    labels = _codebook_labels() if synthetic else {}
    header = tuple(headings.get(c) or labels.get(c) or _heading(c) for c in wanted)
    return Table(say_synthetic(caption.strip(), synthetic), header, rows, numeric, note)


def _codebook_labels() -> dict[str, str]:
    from friend_request.survey.codebook import variables

    return {name: question.label for name, question in variables().items()}


def _heading(name: Any) -> str:
    if isinstance(name, tuple):
        name = ", ".join(str(part) for part in name if str(part))
    text = str(name).replace("_", " ").strip() or words("table.value")
    return text[0].upper() + text[1:]
