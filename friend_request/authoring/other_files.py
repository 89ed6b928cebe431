"""Read the content files that are neither cases, quizzes nor lessons, each by what reads it.

Each is loaded alone, so that a mistake in one hides none in the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from friend_request.authoring.balance import load_balance
from friend_request.authoring.coverage import load_lesson_coverage
from friend_request.authoring.glossary import load_glossary
from friend_request.content.forms import load_blueprint
from friend_request.content.learning_paths import load_paths
from friend_request.content.load import load_panel
from friend_request.content.reading import read_as
from friend_request.content.yaml_files import line_of, read_yaml
from friend_request.content_errors import ContentError, Problem, show
from friend_request.paths import DATA
from friend_request.policies.load import load_settings
from friend_request.policies.models import NESTED, Group
from friend_request.takeaways.load import (
    load_card,
    load_decision,
    load_outside,
    load_reply_kit,
    load_wallet,
)

INTERFACE = DATA / "interface.yaml"


def load_interface(path: Path = INTERFACE) -> dict[str, Any]:
    """Read the interface's words, all of them; `words` reads a group when it needs it.

    Raises:
        ContentError: if the file is no YAML, or something in it is no phrase.
    """
    raw = read_yaml(path)
    shown = show(path)
    if not isinstance(raw, dict):
        raise ContentError([Problem(shown, 1, "", "the file is empty, or is not a list of keys.")])
    problems = [
        Problem(
            shown,
            line_of(path, loc),
            "",
            f"{'.'.join(map(str, loc))} must be a phrase. Put it between quotation marks.",
        )
        for loc, value in _leaves(raw)
        if not isinstance(value, str)
    ]
    if problems:
        raise ContentError(problems)
    return raw


def _leaves(value: Any, loc: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, (*loc, key))
    else:
        yield loc, value


# A file takes the first pattern that fits.
_LOADERS: dict[str, Callable[[Path], object]] = {
    "coverage/balance.yaml": load_balance,
    "coverage/*.yaml": load_lesson_coverage,
    "forms.yaml": lambda path: load_blueprint(),
    "glossary.yaml": lambda path: load_glossary(),
    "panel.yaml": load_panel,
    "paths.yaml": lambda path: load_paths(),
    "policy/settings.yaml": lambda path: load_settings(),
    "policy/*.yaml": partial(read_as, model=Group, nested=NESTED),
    "takeaways/cards/scares-me.yaml": lambda path: load_wallet(),
    "takeaways/cards/*.yaml": lambda path: load_card(path.stem),
    "takeaways/decision.yaml": lambda path: load_decision(),
    "takeaways/outside.yaml": lambda path: load_outside(),
    "takeaways/reply_kit.yaml": lambda path: load_reply_kit(),
    "templates/*.yaml": read_yaml,  # it has gaps to write into, so that no model would take it
}


def other_files() -> Iterator[tuple[Path, Callable[[Path], object]]]:
    """Each of these files, with what reads it and raises ContentError."""
    seen: set[Path] = set()
    for pattern, load in _LOADERS.items():
        for path in sorted(DATA.glob(pattern)):
            if path not in seen:
                seen.add(path)
                yield path, load
