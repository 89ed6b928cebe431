"""Read whatever a learner hands in: what is it, is it of the kind asked for, what is its value.

Nothing in here trusts the object: its `__repr__`, `__eq__`, `__class__` or `__len__` may raise.
"""

from __future__ import annotations

import math
import numbers
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import EllipsisType
from typing import Any

from friend_request.words import words

_LONGEST_NAME = 60


@dataclass(frozen=True)
class Reading:
    """What came of reading an answer.

    Attributes:
        ok: the answer is of an expected kind.
        value: its plain value, if `ok`.
        found: what it is, in words.
        mend: what to do about it, or "".
    """

    ok: bool
    value: Any = None
    found: str = ""
    mend: str = ""


def read(answer: Any, expects: Any, columns: Any = ()) -> Reading:
    """Read an answer to a task that `expects` a type, a type's name, or a tuple of these.

    Returns:
        A `Reading`; never raises, whatever the object does when it is touched.
    """
    wanted = expects if isinstance(expects, tuple) else (expects,)
    kind = kind_of(answer)
    for one in wanted:
        reading = _as(answer, kind, _name(one))
        if reading is not None:
            if reading.ok and kind == "DataFrame" and columns:
                return _with_columns(answer, columns, reading)
            return reading
    first = _name(wanted[0])
    return Reading(False, found=describe(answer, kind), mend=_mend(answer, kind, first))


def unattempted(answer: Any) -> bool:
    """Whether the answer is still the three dots that the notebook came with."""
    return type(answer) is EllipsisType


def expected_words(expects: Any) -> str:
    """Say in words what a task expects: "a number", "a number or a text"."""
    wanted = expects if isinstance(expects, tuple) else (expects,)
    named = list(dict.fromkeys(words(f"exercise.kind.{_name(one)}") for one in wanted))
    if len(named) == 1:
        return named[0]
    joint = words("exercise.or")
    return f" {joint} ".join([", ".join(named[:-1]), named[-1]])


def kind_of(answer: Any) -> str:
    """Name an object's kind, by its type alone.

    Returns:
        One of `none`, `bool`, `int`, `float`, `str`, `DataFrame`, `Series`, `Index`, `ndarray`,
        `number0d`, `missing` (pandas' NA), `list`, `dict`, `function`, `type`, `other`.
    """
    cls = type(answer)
    if answer is None:
        return "none"
    if issubclass(cls, bool):
        return "bool"
    if issubclass(cls, str):
        return "str"
    for module, names in (
        ("pandas", ("DataFrame", "Series", "Index")),
        ("numpy", ("ndarray",)),
    ):
        # An object of a package that was never imported cannot exist.
        loaded = sys.modules.get(module)
        for name in names:
            known = getattr(loaded, name, None) if loaded else None
            if known is not None and issubclass(cls, known):
                return "number0d" if name == "ndarray" and _zero_d(answer) else name
    if issubclass(cls, _pandas_arrays()):
        return "ndarray"
    if cls.__module__.startswith("pandas.") and cls.__name__ in {"NAType", "NaTType"}:
        return "missing"
    numpy = sys.modules.get("numpy")
    if numpy is not None and issubclass(cls, getattr(numpy, "bool_", ())):
        return "bool"
    if issubclass(cls, numbers.Integral):
        return "int"
    if issubclass(cls, numbers.Real) or cls.__module__ in {"decimal", "fractions"}:
        return "float"
    if issubclass(cls, (list, tuple, set, frozenset, range)):
        return "list"
    if issubclass(cls, Mapping):
        return "dict"
    if issubclass(cls, type):
        return "type"
    return "function" if _callable_type(cls) else "other"


def describe(answer: Any, kind: str | None = None) -> str:
    """Say in words what an object is, without quoting any of it."""
    kind = kind or kind_of(answer)
    if kind == "DataFrame":
        return words("exercise.found.DataFrame", rows=len(answer), columns=len(answer.columns))
    if kind in {"Series", "Index", "ndarray", "list", "dict", "str"}:
        try:
            count = len(answer) if kind != "str" else str.__len__(answer)
        except Exception:
            count = None
        if count is not None:
            return words(f"exercise.found.{kind}", count=count)
        return words("exercise.found.other", type=type_name(answer))
    if kind == "missing":
        return words("exercise.found.nan")
    if kind in {"other", "number0d"}:
        return words("exercise.found.other", type=type_name(answer))
    if kind == "bool":
        return words("exercise.found.bool", value="True" if bool(answer) else "False")
    return words(f"exercise.found.{kind}")


def type_name(answer: Any) -> str:
    """Return the name of an object's type, short and printable, even if the type is odd."""
    try:
        name = str(type.__dict__["__name__"].__get__(type(answer)))
    except Exception:
        return "object"
    clean = "".join(char if char.isprintable() else "?" for char in name)
    return clean if len(clean) <= _LONGEST_NAME else clean[: _LONGEST_NAME - 1] + "…"


def _name(expected: Any) -> str:
    return expected if isinstance(expected, str) else expected.__name__


def _pandas_arrays() -> tuple[type, ...]:
    """What `.unique()` gives for a text column in pandas 3: an array, yet none of numpy's."""
    pandas = sys.modules.get("pandas")
    extensions = getattr(getattr(pandas, "api", None), "extensions", None)
    found = getattr(extensions, "ExtensionArray", None)
    return (found,) if found is not None else ()


def _zero_d(answer: Any) -> bool:
    try:
        return bool(answer.ndim == 0)
    except Exception:
        return False


def _callable_type(cls: type) -> bool:
    return any("__call__" in vars(base) for base in cls.__mro__)


def _as(answer: Any, kind: str, wanted: str) -> Reading | None:
    """Read an answer as one wanted kind; None if it is of another kind."""
    try:
        if wanted in {"float", "int"}:
            return _as_number(answer, kind, wanted)
        if wanted == "bool":
            return Reading(True, bool(answer)) if kind == "bool" else None
        if wanted == "str":
            return Reading(True, str.__str__(answer)) if kind == "str" else None
        if wanted == "list":
            if kind in {"list", "Series", "Index", "ndarray"}:
                return Reading(True, [_plain(one) for one in answer])
            return None
        if wanted == "dict":
            if kind == "dict":
                return Reading(True, {_plain(k): _plain(v) for k, v in answer.items()})
            if kind == "Series":
                return Reading(True, {_plain(k): _plain(v) for k, v in answer.items()})
            return None
    except Exception:
        return None
    return Reading(True, answer) if kind == wanted else None


def _as_number(answer: Any, kind: str, wanted: str) -> Reading | None:
    if kind == "number0d":
        answer = answer.item()
        kind = kind_of(answer)
    if kind == "missing":
        answer, kind = math.nan, "float"
    if kind not in {"int", "float"}:
        return None
    value = _plain(answer)
    if isinstance(value, float) and not math.isfinite(value):
        which = "nan" if math.isnan(value) else "infinite"
        return Reading(
            False, found=words(f"exercise.found.{which}"), mend=words(f"exercise.mend.{which}")
        )
    if wanted == "int" and isinstance(value, float):
        if not value.is_integer():
            return Reading(
                False, found=words("exercise.found.fraction"), mend=words("exercise.mend.fraction")
            )
        value = int(value)
    return Reading(True, value)


def _plain(value: Any) -> Any:
    """Turn numpy's and odd subclasses' scalars into Python's own."""
    kind = kind_of(value)
    if kind == "bool":
        return bool(value)
    if kind == "int":
        return int(value)
    if kind == "float":
        return float(value)
    if kind == "str":
        return str.__str__(value)
    return value


def _with_columns(answer: Any, columns: Any, reading: Reading) -> Reading:
    have = set(map(str, answer.columns))
    lacking = [name for name in columns if name not in have]
    if not lacking:
        return reading
    return Reading(
        False,
        found=describe(answer, "DataFrame"),
        mend=words("exercise.mend.columns", columns=", ".join(f"`{name}`" for name in lacking)),
    )


def _mend(answer: Any, kind: str, wanted: str) -> str:
    """Say what usually turns this kind of answer into the wanted one, or ""."""
    number = wanted in {"float", "int"}
    if kind == "none":
        return words("exercise.mend.none")
    if kind == "function":
        return words("exercise.mend.function")
    if number and kind == "str":
        return words("exercise.mend.str_to_number")
    if number and kind in {"Series", "Index", "ndarray", "list"}:
        return words("exercise.mend.many_to_number")
    if number and kind == "DataFrame":
        return words("exercise.mend.table_to_number")
    if number and kind == "bool":
        return words("exercise.mend.bool_to_number")
    if wanted == "str" and kind in {"int", "float"}:
        return words("exercise.mend.number_to_str")
    if wanted == "list" and kind == "DataFrame":
        return words("exercise.mend.table_to_list")
    if wanted == "list":
        return words("exercise.mend.one_to_list")
    if wanted == "DataFrame" and kind == "Series":
        return words("exercise.mend.column_to_table")
    if wanted == "Series" and kind == "DataFrame":
        return words("exercise.mend.table_to_column")
    return ""
