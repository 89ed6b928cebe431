"""Where the course's files are, and those that an agency lays over them.

The wheel carries `data/` inside the package; a checkout keeps it at the top of the project, where
authors look for it. Both are found here and nowhere else.

An agency may keep cases, quizzes, policy positions, crisis contacts, clauses and sources of its own
in a folder that the variable FRIEND_REQUEST_CONTENT names; docs/your_own_agency.md describes it. A
file there stands before ours of the same name, and an update of the course never touches it.
"""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "FRIEND_REQUEST_CONTENT"
_PACKAGE = Path(__file__).resolve().parent


def data_root() -> Path:
    """Return the folder that holds `cases/`, `lessons/` and the tables.

    Returns:
        An existing folder.

    Raises:
        FileNotFoundError: if neither the package nor the project around it has a `data` folder.
    """
    for candidate in (_PACKAGE / "data", _PACKAGE.parent / "data"):
        if (candidate / "interface.yaml").is_file():
            return candidate
    raise FileNotFoundError(
        "The course's data folder is missing. Install the course again (make course), or run it "
        "from the folder that you cloned."
    )


def own_root(data: Path) -> Path | None:
    """Return the agency's folder, or None if there is none.

    Args:
        data: the course's data folder. A relative path in the variable begins at the folder around
            it, whichever notebook asks.

    Returns:
        The folder that FRIEND_REQUEST_CONTENT names, as a full path; None where the variable is
        empty or not set.

    Raises:
        FileNotFoundError: if the variable names something that is no folder.
    """
    given = os.environ.get(VARIABLE, "").strip()
    if not given:
        return None
    folder = (data.parent / Path(given).expanduser()).resolve()
    if not folder.is_dir():
        raise FileNotFoundError(
            f"{VARIABLE} names {given}, and there is no such folder ({folder}). Correct it, or "
            "unset it to use the course's own content only."
        )
    return folder


def data_file(name: str, data: Path) -> Path:
    """Return the file of this name, the agency's before the course's.

    Args:
        name: a path within the data folder, such as `"cases/nine-months-on.yaml"`.
        data: the course's data folder.

    Returns:
        A path; the file need not exist.
    """
    own = OWN / name if OWN else None
    return own if own and own.is_file() else data / name


def data_files(folder: str, data: Path, pattern: str = "*.yaml") -> list[Path]:
    """List a folder's files, each name once, the agency's before the course's.

    Args:
        folder: a folder within the data folder, such as `"cases"`.
        data: the course's data folder.
        pattern: which files.

    Returns:
        Paths in the order of their names.
    """
    found = {path.name: path for path in (data / folder).glob(pattern)}
    if OWN:
        found |= {path.name: path for path in (OWN / folder).glob(pattern)}
    return [found[name] for name in sorted(found)]


DATA = data_root()
OWN = own_root(DATA)
