"""Every word of the interface, from one file: `data/interface.yaml`.

A translation replaces that file. Nothing here is course text: cases and questions have their own
files.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import yaml

from friend_request.paths import DATA

# libyaml reads a lesson about ten times faster; a Python without it still gets the course.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def _groups() -> dict[str, str]:
    """The file's groups, each as it is written: a lesson needs a few of the fifty."""
    text = (DATA / "interface.yaml").read_text(encoding="utf-8")
    return {part.split(":", 1)[0]: part for part in re.split(r"(?m)^(?=[\w-]+:)", text)}


@cache
def _group(name: str) -> Any:
    return yaml.load(_groups()[name], Loader=Loader)[name]  # noqa: S506 - a SafeLoader


def words(key: str, /, **values: object) -> str:
    """Return one phrase of the interface.

    Args:
        key: dotted name, such as `"question.submit"`.
        **values: what to put into the phrase's `{placeholders}`.

    Returns:
        The phrase, as plain text.

    Raises:
        KeyError: if `data/interface.yaml` has no such phrase.
    """
    group, *parts = key.split(".")
    try:
        found = _group(group)
        for part in parts:
            found = found[part]
    except (KeyError, TypeError):
        raise KeyError(f"data/interface.yaml has no phrase {key!r}") from None
    if not isinstance(found, str):
        raise KeyError(f"data/interface.yaml: {key!r} is a group of phrases, not a phrase")
    return found.format(**values) if values else found


def phrases(key: str, /) -> dict[str, str]:
    """Return a group of phrases.

    Args:
        key: the group's dotted name, such as `"verdict"`.

    Returns:
        Name to phrase, in the file's order.

    Raises:
        KeyError: if `data/interface.yaml` has no such group.
    """
    group, *parts = key.split(".")
    found = _group(group)
    for part in parts:
        found = found[part]
    return dict(found)
