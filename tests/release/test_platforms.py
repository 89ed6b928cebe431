"""Every package of the learner's lock exists, ready to use, for the systems that learners have."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.release

PLATFORMS = {
    "x86_64-manylinux_2_28": "3.11 3.12 3.13 3.14",
    "aarch64-manylinux_2_28": "3.11 3.12 3.13 3.14",
    "windows": "3.11 3.12 3.13 3.14",
    "aarch64-pc-windows-msvc": "3.13 3.14",  # start.py tells those with an older Python
    "macos": "3.11 3.12 3.13 3.14",
    "x86_64-apple-darwin": "3.11 3.12 3.13 3.14",
}


@pytest.mark.parametrize(
    ("platform", "version"),
    [(name, one) for name, listed in PLATFORMS.items() for one in listed.split()],
)
def test_nothing_has_to_be_compiled(platform, version, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--only-binary", ":all:",
         "--require-hashes", "--target", str(tmp_path), "--python-platform", platform,
         "--python-version", version, "-r", str(ROOT / "requirements.lock")],
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Would install" in done.stderr
