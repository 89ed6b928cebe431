"""The repository's public address: one variable in pyproject.toml, and the files that repeat it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from friend_request.authoring.problems import AuthoringError, Problem

_FILES = ("README.md", "SECURITY.md")
_ADDRESS = re.compile(
    r"(?<=github\.com/)[\w.-]+/[\w.-]+?(?=\.git\b|[/)\s]|$)|(?<=/v2/gh/)[\w.-]+/[\w.-]+"
)


def repository(root: Path) -> str:
    """Return the address as `OWNER/NAME`."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    return str(project["tool"]["friend-request"]["repository"])


def check_address(root: Path) -> list[Problem]:
    """Check that every file gives the address that pyproject.toml gives."""
    wanted = repository(root)
    return [
        Problem(
            name,
            f"line {number}",
            f"the address {found} differs from pyproject.toml's {wanted}. Run: "
            f"python -m friend_request.authoring address {wanted}",
        )
        for name in _FILES
        for number, line in enumerate((root / name).read_text("utf-8").splitlines(), 1)
        for found in _ADDRESS.findall(line)
        if found != wanted
    ]


def set_address(root: Path, wanted: str) -> None:
    """Write a new address everywhere.

    Raises:
        AuthoringError: if it does not look like `OWNER/NAME`.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*/[\w.-]+", wanted, re.ASCII):
        raise AuthoringError(
            Problem("pyproject.toml", "", f"{wanted!r} is no address. Write it as OWNER/NAME.")
        )
    for name in _FILES:
        path = root / name
        path.write_text(_ADDRESS.sub(wanted, path.read_text("utf-8")), "utf-8")
    path = root / "pyproject.toml"
    text = re.sub(r'(?m)^repository = ".*"$', f'repository = "{wanted}"', path.read_text("utf-8"))
    path.write_text(text, "utf-8")
