"""What somebody should read again, and who read it last.

    make stale            # what is due within ninety days
    make stale DAYS=365

Each file says by which day it should be read again (`review_by`). Whoever has read it adds a line
to `checked` and moves the day:

    checked:
      - {by: "Clinical lead, Brook House", day: 2027-01-15, what: "Story, key, both clauses."}
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from friend_request import paths
from friend_request.content import clauses
from friend_request.content.yaml_files import read_yaml
from friend_request.content_errors import show
from friend_request.paths import DATA, data_files

SOON = 90
_FOLDERS = ("cases", "lessons", "policy", "quizzes", "takeaways", "takeaways/cards", "coverage")


@dataclass(frozen=True, order=True)
class Due:
    """One thing to read again.

    Attributes:
        day: by when.
        file: the file, as messages name it.
        what: which part of the file, or "" for all of it.
        checked: the last check, as (day, by whom, what), or None.
    """

    day: date
    file: str
    what: str = ""
    checked: tuple[date, str, str] | None = None


def files() -> list[Path]:
    """Every YAML file that may say by when it is to be read again.

    Returns:
        Paths, folder by folder; an agency's file in the place of ours.
    """
    found = [path for folder in _FOLDERS for path in data_files(folder, DATA)]
    found += sorted(DATA.glob("*.yaml"))
    if paths.OWN and (paths.OWN / "crisis.yaml").is_file():
        found.append(paths.OWN / "crisis.yaml")
    return found


def all_due() -> list[Due]:
    """Everything that names a day.

    Returns:
        The files, and for each code and day the clauses that are to be read then; the earliest
        first.

    Raises:
        ContentError: if a file is no YAML.
    """
    found = []
    for path in files():
        raw = read_yaml(path)
        if isinstance(raw, dict) and isinstance(raw.get("review_by"), date):
            found.append(Due(raw["review_by"], show(path), "", last_check(raw)))
    # A code is read as a whole, so that its clauses are one thing to do.
    rows = Counter((date.fromisoformat(r["review_by"]), r["code"]) for r in clauses().values())
    for (day, code), count in rows.items():
        clause = "clause" if count == 1 else "clauses"
        found.append(Due(day, "data/ethics_codes.csv", f"{count} {clause} of {code}"))
    return sorted(found, key=lambda one: (one.day, one.file, one.what))


def last_check(raw: dict[str, Any]) -> tuple[date, str, str] | None:
    """The latest entry of a file's `checked`.

    Args:
        raw: the file's keys and values.

    Returns:
        The day, by whom, and what was looked at; None if nobody has signed.
    """
    entries = raw.get("checked")
    if not isinstance(entries, list):
        return None
    whole = [one for one in entries if isinstance(one, dict) and isinstance(one.get("day"), date)]
    if not whole:
        return None
    last = max(whole, key=lambda one: one["day"])
    return last["day"], str(last.get("by", "")), str(last.get("what", ""))


def listing(today: date, days: int = SOON) -> str:
    """What is due by a day: what is late first, then what is coming.

    Args:
        today: the day.
        days: how far to look ahead.

    Returns:
        Text to print, a line for each thing; it says so if nothing is due.

    Raises:
        ContentError: if a file is no YAML.
    """
    everything = all_due()
    until = today + timedelta(days=days)
    late = [one for one in everything if one.day < today]
    soon = [one for one in everything if today <= one.day <= until]
    after = [one for one in everything if one.day > until]
    lines = []
    for title, part in (("Late:", late), (f"Due by {until.isoformat()}:", soon)):
        if part:
            lines += [title, *(_line(one, today) for one in part), ""]
    if not lines:
        lines.append(f"Nothing is due by {until.isoformat()}.")
    if after:
        lines.append(f"Later: {len(after)}, the first by {after[0].day.isoformat()}.")
    never = sum(one.checked is None for one in everything if not one.what)
    lines.append(f"Files that nobody has yet signed as checked: {never}.")
    return "\n".join(lines)


def _line(one: Due, today: date) -> str:
    what = f": {one.what}" if one.what else ""
    line = f"  {one.day.isoformat()}  {one.file}{what}"
    if one.checked:
        day, by, looked = one.checked
        odd = " (a day that is still to come: correct it)" if day > today else ""
        line += f"\n              checked {day.isoformat()}{odd} by {by}: {looked}"
    return line
