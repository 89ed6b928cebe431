"""An agency's own folder, laid over the course for one test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from friend_request import paths
from friend_request.authoring.fresh import forget_files


@contextmanager
def laid_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let a folder be the agency's own while the block runs."""
    folder.mkdir(exist_ok=True)
    monkeypatch.setattr(paths, "OWN", folder)
    forget_files()
    try:
        yield folder
    finally:
        monkeypatch.setattr(paths, "OWN", None)
        forget_files()
