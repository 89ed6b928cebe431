"""What several files of tests begin with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from friend_request.progress import Store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "answers" / "progress.sqlite3")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The committed notebooks, where they can be spoilt."""
    for folder in ("notebooks", "solutions", "exercises", "docs", "facilitation"):
        if (ROOT / folder).exists():
            shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("README.md", "SECURITY.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def own_rooms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A kernel in which nobody has asked a room yet, nor made a code."""
    from friend_request.workshop import answering, facilitating

    monkeypatch.setenv("FRIEND_REQUEST_DATA", str(tmp_path))
    monkeypatch.setattr(answering, "_answering", {})
    monkeypatch.setattr(facilitating, "_rooms", {})


@pytest.fixture
def no_binder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer of one's own, wherever the tests run."""
    from friend_request.widgets.computer import TEMPORARY

    for name in TEMPORARY:
        monkeypatch.delenv(name, raising=False)
