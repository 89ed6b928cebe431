"""What holds for one role, or in one country, where a key differs between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from friend_request.content.options import GradedOption, Where
    from friend_request.content.vocabulary import Country, Role


def effective(
    option: GradedOption, role: str | None = None, country: str | None = None
) -> GradedOption | Where:
    """Return what holds for this option in this context.

    Args:
        option: a graded option, or a choice of a scene.
        role: one of `ROLES`, or None.
        country: one of `COUNTRIES`, or None.

    Returns:
        The most specific matching entry of `option.where`, else the option itself. An entry that
        names role and country beats one that names only a role, which beats one that names only a
        country.
    """
    matching = [w for w in option.where if w.role in (None, role) and w.country in (None, country)]
    if not matching:
        return option
    return max(matching, key=lambda w: (w.role is not None) * 2 + (w.country is not None))


def contexts_of(
    options: Sequence[GradedOption],
) -> list[tuple[Role | None, Country | None]]:
    """Every (role, country) pair in which options with a `where` can differ from elsewhere.

    One option may name a role and another a country. A learner can have both, so that each role
    named is also paired with each country named.

    Returns:
        Roles alone first, then countries alone, then pairs, each in the order of the file.
    """
    entries = [where for option in options for where in option.where]
    roles = list(dict.fromkeys(w.role for w in entries if w.role))
    countries = list(dict.fromkeys(w.country for w in entries if w.country))
    found: list[tuple[Role | None, Country | None]] = [(role, None) for role in roles]
    found += [(None, country) for country in countries]
    return found + [(role, country) for role in roles for country in countries]
