"""Where the course's own files are.

The wheel carries `data/` inside the package; a checkout keeps it at the top of the project, where
authors look for it. Both are found here and nowhere else.
"""

from __future__ import annotations

from pathlib import Path

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


DATA = data_root()
