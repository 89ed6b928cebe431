"""A new case: a copy of the template, ready to be written over.

make new-case NAME="Two messages"
"""

from __future__ import annotations

import os
import re
import unicodedata
from datetime import date
from pathlib import Path

import yaml

from friend_request import paths
from friend_request.authoring.problems import AuthoringError, Problem
from friend_request.content_errors import show
from friend_request.paths import DATA, data_files

TEMPLATE = "templates/case.yaml"
_ID, _TITLE, _REVIEW = "my-case", "My case", "2027-11-01"


def slug_of(name: str) -> str:
    """Make an id of a title: `"Zoë's two messages"` becomes `"zoes-two-messages"`.

    Args:
        name: a title, or an id.

    Returns:
        Small letters, digits and hyphens; at most 60 characters.

    Raises:
        AuthoringError: if nothing is left of it that can be an id, or YAML would read the id as
            something else than text.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain).lower()).strip("-")[:60].strip("-")
    # YAML would read 07 as a number and "no" as false.
    if not slug or not isinstance(yaml.safe_load(slug), str):
        raise AuthoringError(
            Problem(
                "new case", "", 'give it a name of a few words: make new-case NAME="Two messages"'
            )
        )
    return slug


def title_of(name: str) -> str:
    """Make a title of a name.

    Args:
        name: a title, or an id such as `two-messages`.

    Returns:
        A title as it is; of an id its words, with a capital letter: `Two messages`.
    """
    name = " ".join(name.split())
    return (
        name
        if " " in name or not re.fullmatch(r"[a-z0-9-]+", name)
        else (name.replace("-", " ").capitalize())
    )


def folder() -> Path:
    """Where new cases go.

    Returns:
        `cases` in the agency's own folder if there is one, else in the course's; it need not exist.
    """
    return (paths.OWN or DATA) / "cases"


def schema_line(target: Path) -> str:
    """The line by which an editor finds the schema.

    Args:
        target: the folder in which the case's file is to stand.

    Returns:
        A comment with a line end; "" where no relative path leads to the schema.
    """
    try:
        way = os.path.relpath(DATA / "schema" / "case.json", target)
    except ValueError:  # another drive of Windows
        return ""
    return f"# yaml-language-server: $schema={Path(way).as_posix()}\n"


def new_case(name: str, today: date) -> Path:
    """Write a new case's file.

    Args:
        name: a title, or an id.
        today: the day; the case is to be read again a year later.

    Returns:
        The file, which passes the models' checks and says what is still to be written.

    Raises:
        AuthoringError: if there is a case of that name, or the name makes no id.
    """
    slug = slug_of(name)
    target = folder()
    path = target / f"{slug}.yaml"
    taken = next((p for p in data_files("cases", DATA) if p.stem == slug), None)
    if taken or path.exists():
        text = "there is a case of this name already. Choose another name, or edit that file."
        raise AuthoringError(Problem(show(taken or path), "", text))
    text = (DATA / TEMPLATE).read_text("utf-8")
    title = title_of(name)
    text = re.sub(rf"\b{_ID}\b", slug, text)
    text = text.replace(f"title: {_TITLE}", f"title: {_quoted(title)}")
    later = date(today.year + 1, today.month, min(today.day, 28))
    text = text.replace(f"review_by: {_REVIEW}", f"review_by: {later.isoformat()}")
    target.mkdir(parents=True, exist_ok=True)
    path.write_text(schema_line(target) + text, encoding="utf-8", newline="\n")
    return path


def _quoted(title: str) -> str:
    """A title as YAML takes it, whatever is in it."""
    return '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
