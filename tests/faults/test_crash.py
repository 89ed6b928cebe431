"""Bad days, for real: processes are killed, disks are full, files are cut off.

In every case, what was acknowledged is there afterwards, or the caller was told that it is not kept
and still has it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and signals")


def run(name: str, folder: Path, argument: float = 0) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.crash", name, str(folder), str(argument)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(name, found)
    return found


def killed(folder: Path, rounds: int) -> None:
    found = run("kills", folder, rounds)
    assert found["kills"] == rounds
    assert found["lost"] == 0
    assert found["acknowledged"] > rounds
    # Some were killed in the middle of a transaction, or this proves little.
    assert found["journals left behind"] > rounds // 20
    assert found["integrity"] == "ok"
    assert found["set aside"] == 0
    # At most the one answer on its way, and never half of it.
    assert 0 <= found["kept but not yet acknowledged"] <= rounds


def test_no_acknowledged_answer_is_lost_in_200_kills(tmp_path: Path) -> None:
    killed(tmp_path, 200)


@pytest.mark.release
def test_no_acknowledged_answer_is_lost_in_2000_kills(tmp_path: Path) -> None:
    killed(tmp_path, 2000)


def test_killed_while_mending(tmp_path: Path) -> None:
    found = run("mending_kills", tmp_path, 25)
    assert found["lost"] == 0
    assert found["interrupted"] > 0


def test_killed_while_updating_the_file(tmp_path: Path) -> None:
    found = run("upgrade_kills", tmp_path, 15)
    assert found["lost"] == 0
    assert found["interrupted"] > 0


def wrote_together(folder: Path, seconds: float) -> None:
    found = run("together", folder, seconds)
    assert found["exit codes"] == [0, 0]
    assert found["lost"] == 0
    assert min(found["acknowledged"]) > 5 * seconds
    assert found["in order"]
    assert found["each clock once"]
    assert found["people"] == 1


def test_two_processes_write_for_some_seconds(tmp_path: Path) -> None:
    wrote_together(tmp_path, 6)


@pytest.mark.release
def test_two_processes_write_for_a_minute(tmp_path: Path) -> None:
    wrote_together(tmp_path, 60)


def test_erased_while_another_process_writes(tmp_path: Path) -> None:
    found = run("erasures", tmp_path, 30)
    assert found["lost"] == 0
    assert found["acknowledged"] >= 90
    assert found["files"] == ["progress.sqlite3"]


def cut(folder: Path, moments: int) -> None:
    found = run("power_cuts", folder, moments)
    assert found["lost"] == 0
    assert found["usable afterwards"] == moments
    assert found["journals in use"] > 0
    assert found["torn pages"] > 0


def test_the_power_fails_in_the_middle_of_a_write(tmp_path: Path) -> None:
    cut(tmp_path, 80)


@pytest.mark.release
def test_the_power_fails_often(tmp_path: Path) -> None:
    cut(tmp_path, 400)


def test_the_file_or_its_journal_is_cut_off_anywhere(tmp_path: Path) -> None:
    found = run("cut_off", tmp_path, 60)
    assert found["usable afterwards"] == 60


def filled(found: dict[str, Any], reason: str) -> None:
    assert found["kept"] > 20
    assert found["refused"] == 5
    assert found["reasons"] == [reason]
    assert found["lost"] == 0
    assert found["claimed too much"] == 0
    assert found["shown"]
    assert found["in the download"]
    assert found["kept in the end"]


def test_files_may_not_grow(tmp_path: Path) -> None:
    filled(run("size_limit", tmp_path), "not_kept.disk")


def test_the_disk_is_full(tmp_path: Path) -> None:
    found = run("full_disk", tmp_path)
    if "skipped" in found:
        pytest.skip(f"no file system of one's own: {found['skipped']}")
    filled(found, "not_kept.full")


def test_the_home_folder_can_not_be_written(tmp_path: Path) -> None:
    # pytest's folders are closed to others; the unprivileged user must get this far.
    for folder in (tmp_path, *tmp_path.parents):
        if folder.name.startswith(("pytest-", "popen-")):
            folder.chmod(0o755)
    found = run("read_only", tmp_path)
    assert "written" not in found
    assert found["read"] == [1]
    assert found["reason"] == "not_kept.read_only"
    assert found["shown"] == [1, 2]
    assert "can't be written" in found["problem"]
    assert found["offers the download"]
    assert found["downloaded"] == 3
    for action in ("reset", "undo", "fresh", "delete"):
        assert found[action], action
    assert found["guest"] is False
    assert found["guest sees"] == [3]
    assert found["back"] == [1, 2]
    assert found["new folder"] == "not_kept.read_only"
