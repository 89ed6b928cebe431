"""Every test run keeps its answers and settings in folders of its own, never in the learner's.

nbval starts kernels in the same way as a learner does, so that a developer who takes the course
would otherwise find the tests' answers among their own, and the tests would see theirs.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# How long one example takes says something about the machine, not about the code. In CI,
# hypothesis chooses its own settings, which are the same at every run.
settings.register_profile("course", deadline=None)
if not os.environ.get("CI"):
    settings.load_profile("course")

_VARIABLES = (
    "FRIEND_REQUEST_DATA",  # the learner's answers
    "XDG_DATA_HOME",  # where they would be on Linux if that variable were ever overlooked
    "JUPYTER_CONFIG_DIR",  # a developer's own settings and kernels must not change what is tested
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "IPYTHONDIR",
)


def pytest_configure(config: pytest.Config) -> None:
    os.environ.pop("FRIEND_REQUEST_CONTENT", None)  # a developer's agency is not what is tested
    base = Path(tempfile.mkdtemp(prefix="friend-request-tests-"))
    config.stash[_BASE] = base
    for name in _VARIABLES:
        folder = base / name.lower()
        folder.mkdir()
        os.environ[name] = str(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    base = config.stash.get(_BASE, None)
    if base is not None:
        shutil.rmtree(base, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Give each notebook, and each test function, an empty log of answers.

    This runs before nbval starts a notebook's kernel, which is when the kernel takes over the
    variables.
    """
    owner = item if isinstance(item, pytest.Function) else item.parent
    if owner is not None and owner is not item.config.stash.get(_OWNER, None):
        item.config.stash[_OWNER] = owner
        folder = tempfile.mkdtemp(prefix="answers-", dir=item.config.stash[_BASE])
        os.environ["FRIEND_REQUEST_DATA"] = folder


_BASE: pytest.StashKey[Path] = pytest.StashKey()
_OWNER: pytest.StashKey[pytest.Item | pytest.Collector] = pytest.StashKey()
