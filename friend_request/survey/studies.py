"""How a study is named beside its figure: short, from its entry in references.json."""

from __future__ import annotations

import re
from functools import cache

from friend_request.content import reference_items
from friend_request.words import words


@cache
def study_name(ref: str) -> str:
    """Return a study's short name, such as "Bosslet et al. 2011".

    Args:
        ref: the study's id in references.json. An id that is not there is returned spaced out.

    Returns:
        Authors and year; where no author is named, the journal or publisher and the year.
    """
    entry = reference_items().get(ref, {})
    year = entry.get("issued", {}).get("date-parts", [[None]])[0][0]
    authors = [a.get("family") or a.get("literal", "") for a in entry.get("author", [])]
    more = "Other authors" in entry.get("note", "")
    if not authors:
        # Authors that nobody has checked are not named; where it appeared says more than a key.
        place = entry.get("container-title") or entry.get("publisher")
        if not place:
            return re.sub(r"(?<=[A-Za-z])(?=\d{4}$)", " ", ref)
        return f"{place} {year}" if year else place
    if len(authors) > 2 or more:
        name = words("source.more_short", first=authors[0])
    elif len(authors) == 2:
        name = words("source.two", first=authors[0], second=authors[1])
    else:
        name = authors[0]
    return f"{name} {year}" if year else name


def row_label(row: object) -> str:
    """Return the label of one row of the estimates: the study, and the part of it if any.

    Args:
        row: a row of `load_estimates()`, or any with `study` or `ref`, and perhaps `subgroup`.

    Returns:
        Such as "Bosslet et al. 2011, residents".
    """
    name = study_name(str(row["ref"] if "ref" in row.index else row["study"]))
    part = str(row.get("subgroup", "") or "")
    return f"{name}, {part}" if part else name
