"""Whatever content file is no YAML, `make content` names it, and never ends in a traceback."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "data").rglob("*.yaml"))
INTERFACE = "data/interface.yaml"
BROKEN = "\nbroken: [never closed\n"


def copied(folder: Path) -> Path:
    """The course with its data, where files can be broken."""
    for name in ("friend_request", "data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run(root: Path, command: str = "content") -> tuple[int, str]:
    """What the command returns, and all that it says."""
    asked = [sys.executable, "-m", "friend_request.authoring", command]
    done = subprocess.run(asked, cwd=root, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def spoil(root: Path, name: str) -> None:
    path = root / name
    path.write_text(path.read_text("utf-8") + BROKEN, "utf-8")


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> str:
    """What is said of a course in which every file is broken but the interface's."""
    root = copied(tmp_path_factory.mktemp("broken"))
    for name in FILES:
        if name != INTERFACE:
            spoil(root, name)
    code, out = run(root)
    assert code == 1
    return out


@pytest.mark.parametrize("name", [name for name in FILES if name != INTERFACE])
def test_a_broken_file_is_named_with_its_line(said: str, name: str) -> None:
    assert f"\n{name}, line " in f"\n{said}"
    assert "Traceback" not in said


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    return copied(tmp_path_factory.mktemp("course"))


@pytest.mark.parametrize(
    ("name", "command"),
    [
        (INTERFACE, "content"),
        ("data/glossary.yaml", "content"),
        ("data/coverage/03.yaml", "coverage"),
        ("data/takeaways/cards/05.yaml", "cards"),
    ],
)
def test_one_broken_file_among_whole_ones_is_named_alone(course, name, command) -> None:
    whole = (course / name).read_bytes()
    spoil(course, name)
    try:
        code, out = run(course, command)
    finally:
        (course / name).write_bytes(whole)
    assert code == 1
    assert out.startswith(f"{name}, line ")
    assert "To mend: 1\n" in out
    assert "Traceback" not in out


def test_something_in_the_interface_that_is_no_phrase_is_said(course) -> None:
    path = course / INTERFACE
    whole = path.read_bytes()
    path.write_text(path.read_text("utf-8") + "\nextra:\n  phrase: yes\n", "utf-8")
    try:
        code, out = run(course)
    finally:
        path.write_bytes(whole)
    assert code == 1
    assert "extra.phrase must be a phrase" in out
