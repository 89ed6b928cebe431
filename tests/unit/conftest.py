"""What several files of tests begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from friend_request.progress import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "answers" / "progress.sqlite3")
