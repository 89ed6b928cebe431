"""Responses as they are stored: what one holds, and how a number that somebody typed is read.

The form of each kind is in `questions`, which judges them.
"""

from __future__ import annotations

import math
import re
from typing import Any


class ResponseError(ValueError):
    """A response can't be judged yet.

    Args:
        key: names the phrase of `data/interface.yaml` that says what to do, such as
            `respond.choose_one`.
        **values: what goes into the phrase's placeholders.
    """

    def __init__(self, key: str, **values: object):
        self.key, self.values = key, values
        super().__init__(key)


def read_number(value: Any) -> float:
    """Read a number as a person writes it: `37`, `37.0`, `37 %`, `1,966`, `0,5`.

    Args:
        value: a text or a number. `1,234` is read as 1234; a comma before any other count of digits
            is a decimal comma.

    Returns:
        The number; a percent sign is dropped and changes nothing.

    Raises:
        ResponseError: if it is no number, has no end, or is longer than 40 characters.
    """
    if isinstance(value, bool) or value is None:
        raise ResponseError("respond.number")
    if isinstance(value, (int, float)):
        if abs(value) > 1e300:  # a larger whole number can't be made a float, nor be meant
            raise ResponseError("respond.number")
        number = float(value)
    else:
        text = str(value).strip().replace("\u2212", "-").replace("\u00a0", " ")
        text = re.sub(r"\s*(%|percent|per cent)$", "", text)
        text = re.sub(r"(?<=\d)[ '](?=\d{3}\b)", "", text)
        if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
            text = text.replace(",", "")
        elif re.fullmatch(r"[+-]?\d*,\d+", text):
            text = text.replace(",", ".")
        if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text) or len(text) > 40:
            raise ResponseError("respond.number")
        number = float(text)
    if not math.isfinite(number):
        raise ResponseError("respond.number")
    return number


def option_ids(response: dict[str, Any]) -> list[str]:
    """List the options in a response: what the log keeps beside the answer.

    Args:
        response: a dictionary as in this module's table.

    Returns:
        The option ids, in a stable order; of ratings and pairs, `option=rating` or `option=target`.
        An empty list for numbers and texts.
    """
    if isinstance(response.get("choice"), str):
        return [response["choice"]]
    for key in ("chosen", "order"):
        if isinstance(response.get(key), list):
            return [str(x) for x in response[key]]
    for key in ("ratings", "pairs"):
        if isinstance(response.get(key), dict):
            return sorted(f"{k}={v}" for k, v in response[key].items())
    return []
