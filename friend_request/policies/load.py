"""Reading `data/policy`: whole and checked, or refused in words."""

from __future__ import annotations

from functools import cache

from friend_request.content import ContentError
from friend_request.content.load import read_as
from friend_request.content_errors import Problem
from friend_request.paths import DATA
from friend_request.policies.models import NESTED, Group, Matter, Setting, Settings

FOLDER = DATA / "policy"
SETTINGS_FILE = "settings.yaml"


@cache
def load_settings() -> Settings:
    """The settings, and the facts that are asked for.

    Raises:
        ContentError: if the file is missing or anything in it is wrong.
    """
    return read_as(FOLDER / SETTINGS_FILE, Settings, NESTED)


def load_setting(setting: str) -> Setting:
    """One setting by its id: `solo`, `agency` or `youth`.

    Raises:
        ContentError: if there is none of that name.
    """
    known = {one.id: one for one in load_settings().settings}
    if setting not in known:
        message = f"there is no setting {setting!r}. There are: {', '.join(known)}."
        raise ContentError([Problem(f"data/policy/{SETTINGS_FILE}", None, "", message)])
    return known[setting]


@cache
def load_groups() -> tuple[Group, ...]:
    """All matters, in the order in which they are asked and written.

    Raises:
        ContentError: with every mistake in every file.
    """
    problems: list[Problem] = []
    groups: list[Group] = []
    seen: dict[str, str] = {}
    tokens = {detail.token for detail in load_settings().details}
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.name == SETTINGS_FILE:
            continue
        shown = f"data/policy/{path.name}"
        try:
            group = read_as(path, Group, NESTED)
        except ContentError as error:
            problems += error.problems
            continue
        groups.append(group)
        for matter in group.matters:
            if matter.id in seen:
                message = f"the matter {matter.id!r} stands in {seen[matter.id]} as well."
                problems.append(Problem(shown, None, f"matter {matter.id}", message))
            seen[matter.id] = shown
            for position in matter.positions:
                for gap in sorted(position.gaps() - tokens):
                    message = f"no detail of {SETTINGS_FILE} fills the gap {gap}."
                    problems.append(Problem(shown, None, f"position {position.id}", message))
    if problems:
        raise ContentError(problems)
    return tuple(sorted(groups, key=lambda group: group.order))


def load_matters() -> tuple[Matter, ...]:
    """All matters in one row."""
    return tuple(matter for group in load_groups() for matter in group.matters)
