"""Reading `data/policy`: whole and checked, or refused in words.

An agency's own folder may have files of the same form in `policy/`. A matter there stands instead
of ours with its id; other matters join the group that the file names by its id, or make a new one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from friend_request import paths
from friend_request.content import ContentError
from friend_request.content.reading import read_as
from friend_request.content_errors import Problem, show
from friend_request.paths import DATA
from friend_request.policies.models import NESTED, Group, Matter, Setting, Settings
from friend_request.takeaways.load import load_crisis
from friend_request.words import words

FOLDER = DATA / "policy"
SETTINGS_FILE = "settings.yaml"


@cache
def load_settings() -> Settings:
    """The settings, and the facts that are asked for.

    Returns:
        `settings`, one each for `solo`, `agency` and `youth`, and `details`, in the order in which
        they are asked for. An agency's emergency route is offered as a hint.

    Raises:
        ContentError: if the file is missing or anything in it is wrong.
    """
    made: Settings = read_as(FOLDER / SETTINGS_FILE, Settings, nested=NESTED)
    crisis = load_crisis()
    if crisis is None:
        return made
    # Offered, not filled in: whoever makes the policy says that it holds.
    own = words("own.crisis", route=crisis.route)
    details = [
        one.model_copy(update={"hint": f"{one.hint} {own}".strip()}) if one.id == "crisis" else one
        for one in made.details
    ]
    return made.model_copy(update={"details": details})


def load_setting(setting: str) -> Setting:
    """One setting by its id.

    Args:
        setting: `solo`, `agency` or `youth`.

    Returns:
        Its words, and what stands around the matters in each document.

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

    Returns:
        A group for each file, with its title and its `matters`. An agency's matters stand in the
        place of ours with the same id, or after ours.

    Raises:
        ContentError: with every mistake in every file.
    """
    groups = _groups_of(FOLDER)
    if paths.OWN and (paths.OWN / "policy").is_dir():
        groups = _layered(groups, _groups_of(paths.OWN / "policy"))
    return tuple(sorted(groups, key=lambda group: group.order))


def _layered(ours: list[Group], own: list[Group]) -> list[Group]:
    """Our groups with an agency's matters in the place of ours, or after them."""
    replaced = {matter.id: matter for group in own for matter in group.matters}
    known = {matter.id for group in ours for matter in group.matters}
    made = [
        group.model_copy(update={"matters": [replaced.get(m.id, m) for m in group.matters]})
        for group in ours
    ]
    for group in own:
        added = [matter for matter in group.matters if matter.id not in known]
        at = next((n for n, one in enumerate(made) if one.id == group.id), None)
        if at is not None:
            made[at] = made[at].model_copy(update={"matters": [*made[at].matters, *added]})
        elif added:
            made.append(group.model_copy(update={"matters": added}))
    return made


def _groups_of(folder: Path) -> list[Group]:
    problems: list[Problem] = []
    groups: list[Group] = []
    seen: dict[str, str] = {}
    tokens = {detail.token for detail in load_settings().details}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == SETTINGS_FILE:
            continue
        shown = show(path)
        try:
            group = read_as(path, Group, nested=NESTED)
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
    return groups


def load_matters() -> tuple[Matter, ...]:
    """All matters in one row.

    Returns:
        The matters of every group, in the order in which they are asked.

    Raises:
        ContentError: with every mistake in every file.
    """
    return tuple(matter for group in load_groups() for matter in group.matters)
