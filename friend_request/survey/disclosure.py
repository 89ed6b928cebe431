"""Which numbers of a table may be printed without giving a person away.

A count under five may point at somebody. Hiding it is not enough: when a total is printed, the
hidden count is the total less the others. So further cells are hidden until no hidden cell can be
worked out from what is left, and no small one can be told from the arithmetic to be small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from friend_request.survey.errors import SurveyError

if TYPE_CHECKING:
    import numpy as np

SMALL = 5


@dataclass(frozen=True)
class Bounds:
    """The smallest and the largest value that a hidden cell may have, given what is printed.

    Attributes:
        low, high: arrays of the shape of the table with totals; `high` is infinite where nothing
            printed limits the cell.
    """

    low: np.ndarray
    high: np.ndarray


def with_totals(counts: np.ndarray) -> np.ndarray:
    """Return a table of counts with its totals as a last row and column.

    Args:
        counts: whole numbers, a row per group and a column per answer.

    Returns:
        An array with one row and one column more.
    """
    import numpy as np

    counts = np.asarray(counts)
    table = np.zeros((counts.shape[0] + 1, counts.shape[1] + 1), dtype=int)
    table[:-1, :-1] = counts
    table[-1, :-1] = counts.sum(axis=0)
    table[:, -1] = table[:, :-1].sum(axis=1)
    return table


def _equations(shape: tuple[int, int]) -> np.ndarray:
    """The sums that tie a table with totals together: one row of coefficients for each."""
    import numpy as np

    rows, columns = shape
    place = np.arange(rows * columns).reshape(shape)
    out = []
    for line in (*place, *place.T):
        equation = np.zeros(rows * columns)
        equation[line[:-1]], equation[line[-1]] = 1, -1
        out.append(equation)
    return np.array(out)


def bounds(table: np.ndarray, hidden: np.ndarray) -> Bounds:
    """Work out what a reader can know about each hidden cell.

    Args:
        table: whole numbers with totals as the last row and column.
        hidden: True where the cell is not printed.

    Returns:
        The bounds of each cell: for a printed one, its own value twice. The upper bound is
        infinite where nothing printed limits the cell.
    """
    import numpy as np
    from scipy.optimize import linprog

    low, high = table.astype(float), table.astype(float)
    cells = np.flatnonzero(hidden.ravel())
    if not len(cells):
        return Bounds(low, high)
    equations = _equations(table.shape)
    known = np.where(hidden, 0, table).ravel().astype(float)
    a, b = equations[:, cells], -(equations @ known)
    use = np.abs(a).sum(axis=1) > 0
    for i, cell in enumerate(cells):
        at = np.unravel_index(cell, table.shape)
        for sign, out in ((1, low), (-1, high)):
            cost = np.zeros(len(cells))
            cost[i] = sign
            answer = linprog(cost, A_eq=a[use], b_eq=b[use], bounds=(0, None), method="highs")
            # Status 3: unbounded, so nothing printed limits the cell.
            out[at] = np.inf if answer.status == 3 else sign * answer.fun
    return Bounds(low, high)


def suppress(counts: np.ndarray, small: int = SMALL) -> np.ndarray:
    """Choose the cells of a table with totals that must not be printed.

    Args:
        counts: whole numbers, a row per group and a column per answer, without totals.
        small: counts below this are hidden, 0 included.

    Returns:
        True where the cell is hidden, for the table with totals (one row and column more). From
        the cells that are printed no hidden cell can be worked out, and every small one could
        still be as large as `small`.

    Raises:
        SurveyError: if a count is negative or not whole, or the table has no cell.

    Source: L. H. Cox (1980), Suppression methodology and statistical disclosure control, Journal of
        the American Statistical Association 75(370), for what has to be hidden besides small
        counts. Which cell is taken next is a choice of ours.
    """
    import numpy as np

    counts = np.asarray(counts)
    if counts.ndim != 2 or not counts.size:
        raise SurveyError("A table of counts needs at least one row and one column.")
    if (counts < 0).any() or (counts != np.floor(counts)).any():
        raise SurveyError("Counts are whole numbers, 0 or more.")
    table = with_totals(counts.astype(int))
    primary = table < small
    hidden = primary.copy()
    while not hidden.all():
        known = bounds(table, hidden)
        gap = known.high - known.low
        # Half a person of slack, because the solver works with decimals.
        weak = hidden & ((gap < 0.5) | (primary & (known.high < small - 0.5)))
        if not weak.any():
            return hidden
        hidden[_next(table, hidden, weak)] = True
    return hidden


def _next(table: np.ndarray, hidden: np.ndarray, weak: np.ndarray) -> tuple[int, int]:
    """Pick the cell to hide next: beside a weak one, an inner one before a total, the smallest."""
    rows, columns = table.shape
    in_row, in_column = weak.any(axis=1), weak.any(axis=0)
    choices = []
    for i in range(rows):
        for j in range(columns):
            if not hidden[i, j]:
                total = i == rows - 1 or j == columns - 1
                choices.append((not (in_row[i] or in_column[j]), total, table[i, j], i, j))
    *_, i, j = min(choices)
    return i, j
