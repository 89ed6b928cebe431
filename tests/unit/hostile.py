"""Answers that nobody expects: of every kind, and objects that raise when they are touched."""

from __future__ import annotations

import datetime
import decimal
import fractions
import math
import sys

import numpy as np
import pandas as pd


class RaisesWhenTouched:
    def __repr__(self):
        raise RuntimeError

    __str__ = __len__ = __float__ = __int__ = __bool__ = __iter__ = __hash__ = __repr__

    def __eq__(self, other):
        raise RuntimeError

    def __getattr__(self, name):
        raise RuntimeError

    @property
    def __class__(self):
        raise RuntimeError


class RaisesWhenCompared:
    def __eq__(self, other):
        raise RuntimeError

    __lt__ = __float__ = __str__ = __repr__ = __eq__
    __hash__ = object.__hash__


class RaisingList(list):
    def __iter__(self):
        raise RuntimeError

    __len__ = __getitem__ = __iter__


class RaisingText(str):
    __slots__ = ()

    def __str__(self):
        raise RuntimeError

    __len__ = __eq__ = casefold = split = __str__
    __hash__ = str.__hash__


class NamelessType(type):
    @property
    def __name__(cls):
        raise RuntimeError


class Nameless(metaclass=NamelessType):
    pass


FRAME = pd.DataFrame({"study": ["A"], "percent": [1.0]})
ANYTHING = [
    None,
    True,
    np.True_,
    0,
    -1,
    10**400,
    2.5,
    math.nan,
    math.inf,
    -math.inf,
    np.float32(20),
    np.int64(4),
    np.float64("nan"),
    np.array(20.0),
    np.array([20.0]),
    np.array([[1, 2], [3, 4]]),
    np.array([], dtype=object),
    decimal.Decimal("20"),
    decimal.Decimal("NaN"),
    fractions.Fraction(40, 2),
    2j,
    pd.NA,
    pd.NaT,
    pd.Timestamp("2020-01-01"),
    datetime.date(2020, 1, 1),
    "",
    "20",
    "<script>alert(1)</script>",
    "x" * 2_000_000,
    "\x00\x1b[31m",
    "\ud800",
    b"20",
    [],
    [RaisesWhenTouched()],
    [[1], [2]],
    ("A",),
    {"A"},
    {"A": 1},
    {1: RaisesWhenTouched()},
    range(3),
    iter([]),
    FRAME,
    FRAME.iloc[:0],
    FRAME[["study"]],
    FRAME.assign(percent="a lot"),
    FRAME.assign(percent=[RaisesWhenCompared()]),
    FRAME["percent"],
    FRAME["percent"].astype("object"),
    pd.Series([None, pd.NA], dtype="object"),
    pd.concat([FRAME["percent"], FRAME["percent"]], axis=1),
    FRAME.groupby("study"),
    FRAME.index,
    FRAME.style,
    len,
    print,
    lambda: 20,
    int,
    Nameless,
    Nameless(),
    object(),
    NotImplemented,
    RaisesWhenTouched(),
    RaisesWhenTouched,
    RaisingList([1, 2]),
    RaisingText("C"),
    type("<b>bold</b>", (), {})(),
    type("n" * 5000, (), {})(),
    sys,
]
