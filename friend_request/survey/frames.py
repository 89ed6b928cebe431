"""Synthetic data in pandas's own clothes: what is made from them still says what they are.

Apart from `answers`, because a subclass of pandas's classes needs pandas at once, and naming a
function of the survey must not.
"""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from friend_request.words import words


class SyntheticSeries(pd.Series):
    """A column of synthetic data; what is made from it stays marked."""

    _synthetic = True

    @property
    def _constructor(self) -> type[SyntheticSeries]:
        return SyntheticSeries

    @property
    def _constructor_expanddim(self) -> type[SyntheticFrame]:
        return SyntheticFrame

    def value_counts(self, *args: Any, **options: Any) -> SyntheticSeries:
        return SyntheticSeries(super().value_counts(*args, **options))

    def __repr__(self) -> str:
        return f"{super().__repr__()}\n{words('table.synthetic_below')}"


class SyntheticFrame(pd.DataFrame):
    """Synthetic data; tables and figures made from it say so, also after grouping and counting."""

    _synthetic = True

    @property
    def _constructor(self) -> type[SyntheticFrame]:
        return SyntheticFrame

    @property
    def _constructor_sliced(self) -> type[SyntheticSeries]:
        return SyntheticSeries

    def value_counts(self, *args: Any, **options: Any) -> SyntheticSeries:
        return SyntheticSeries(super().value_counts(*args, **options))

    def __repr__(self) -> str:
        return f"{super().__repr__()}\n{words('table.synthetic_below')}"

    def _repr_html_(self) -> str | None:
        html = super()._repr_html_()
        return None if html is None else f"{html}<p>{escape(words('table.synthetic_below'))}</p>"
