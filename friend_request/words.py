"""Every word of the interface, from one file: `data/interface.yaml`.

A translation replaces that file. Nothing here is course text: cases and questions have their own
files.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from friend_request import prepared
from friend_request.paths import DATA


@cache
def _phrases() -> Any:
    """The whole file; as it was kept when it was last read, if it has not changed since."""
    path = DATA / "interface.yaml"
    stamp = prepared.stamp_of([path, Path(__file__)])
    found = prepared.read("interface", stamp)
    if found is None:
        import yaml

        from friend_request.content.yaml_files import Loader

        text = path.read_text(encoding="utf-8")
        found = yaml.load(text, Loader=Loader)  # noqa: S506 - a SafeLoader
        prepared.write("interface", stamp, found)
    return found


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
    found = _phrases()
    try:
        for part in key.split("."):
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
    found = _phrases()
    for part in key.split("."):
        found = found[part]
    return dict(found)
