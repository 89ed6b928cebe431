"""Small cells stay hidden, and nothing that is printed gives them away."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from friend_request.survey import SurveyError, suppress
from friend_request.survey.disclosure import SMALL, with_totals


def _attack(table: np.ndarray, hidden: np.ndarray, cell: tuple[int, int]) -> tuple[float, float]:
    """What a reader who knows the sums can work out; written apart from the package's own."""
    rows, columns = table.shape
    size = rows * columns
    a, b = [], []
    for i in range(rows):
        line = np.zeros(size)
        line[i * columns : (i + 1) * columns] = 1
        line[(i + 1) * columns - 1] = -1
        a.append(line)
        b.append(0)
    for j in range(columns):
        line = np.zeros(size)
        line[j::columns] = 1
        line[(rows - 1) * columns + j] = -1
        a.append(line)
        b.append(0)
    limits = [
        (0, None) if hidden.ravel()[k] else (table.ravel()[k], table.ravel()[k])
        for k in range(size)
    ]
    cost = np.zeros(size)
    cost[cell[0] * columns + cell[1]] = 1
    low = linprog(cost, A_eq=a, b_eq=b, bounds=limits, method="highs")
    high = linprog(-cost, A_eq=a, b_eq=b, bounds=limits, method="highs")
    return low.fun, np.inf if high.status == 3 else -high.fun


def _safe(counts: np.ndarray) -> np.ndarray:
    hidden = suppress(counts)
    table = with_totals(counts)
    assert hidden[table < SMALL].all(), "a small count is printed"
    for cell in zip(*np.nonzero(hidden), strict=True):
        low, high = _attack(table, hidden, cell)
        assert high - low > 0.5, f"cell {cell} of\n{table}\ncan be worked out"
        if table[cell] < SMALL:
            assert high > SMALL - 0.5, f"cell {cell} of\n{table}\nis plainly small"
    return hidden


@pytest.mark.parametrize(
    "counts",
    [
        [[3, 7], [20, 30]],
        [[12, 15, 9], [2, 30, 40], [8, 11, 60]],
        [[8, 2]],
        [[0, 0], [0, 0]],
        [[4]],
        [[100, 1], [100, 100], [1, 100]],
        [[5, 5, 5], [5, 5, 4]],
    ],
)
def test_examples(counts: list[list[int]]) -> None:
    _safe(np.array(counts))


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert not suppress(np.array([[50, 60], [70, 80]])).any()


def test_hiding_the_small_cell_alone_would_not_do() -> None:
    counts = np.array([[3, 7], [20, 30]])
    alone = with_totals(counts) < SMALL
    low, high = _attack(with_totals(counts), alone, (0, 0))
    assert low == high == 3
    assert suppress(counts).sum() > alone.sum()


def test_integer_solutions_leave_more_than_one_answer() -> None:
    counts = np.array([[2, 9], [6, 8], [7, 7]])
    hidden = suppress(counts)
    table = with_totals(counts)
    cells = list(zip(*np.nonzero(hidden), strict=True))
    found: dict[tuple, set] = {c: set() for c in cells}
    for guess in itertools.product(range(25), repeat=min(len(cells), 4)):
        if len(cells) > 4:
            break
        trial = table.copy()
        for cell, value in zip(cells, guess, strict=True):
            trial[cell] = value
        if (with_totals(trial[:-1, :-1]) == trial).all():
            for cell in cells:
                found[cell].add(trial[cell])
    if len(cells) <= 4:
        assert all(len(values) > 1 for values in found.values())


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_table_gives_a_small_cell_away(data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    counts = data.draw(
        st.lists(
            st.lists(st.integers(0, 30), min_size=columns, max_size=columns),
            min_size=rows,
            max_size=rows,
        )
    )
    _safe(np.array(counts))


@pytest.mark.parametrize("bad", [[[-1, 2]], [[1.5, 2]], [], [[]], [1, 2]])
def test_what_is_no_table_of_counts_gets_a_sentence(bad: list) -> None:
    with pytest.raises(SurveyError):
        suppress(np.array(bad))
