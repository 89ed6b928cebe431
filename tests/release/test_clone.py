"""A newcomer's way: clone, one command, JupyterLab answers; again, without network; after a break.

`make test-all` runs these; they download what a newcomer downloads.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY"), "http://127.0.0.1:9")

pytestmark = [
    pytest.mark.release,
    pytest.mark.skipif(os.name == "nt", reason="uses make and signals"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """A fresh clone, in a folder whose name has a space and letters beyond ASCII."""
    folder = tmp_path_factory.mktemp("clones") / "Übung – naïve fox"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    return folder


def environ(home: Path, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **more}


@contextmanager
def served(clone: Path, home: Path, arguments: str = "", **more: str) -> Iterator[tuple[str, str]]:
    """Run `make course`; gives the address that it prints and what it said before."""
    log = clone.parent / "course.log"
    command = ["make", "course", f"PYTHON={sys.executable}"]
    command.append(f"ARGS=--no-browser --allow-root --port=0 {arguments}")
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=clone,
            env=environ(home, **more),
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        end = time.monotonic() + 900
        while True:
            said = log.read_text("utf-8", errors="replace")
            found = re.search(r"http://(?:127\.0\.0\.1|localhost):\d+/\S+", said)
            if found:
                yield found[0], said
                return
            assert process.poll() is None, said[-3000:]
            assert time.monotonic() < end, said[-3000:]
            time.sleep(0.2)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def get(address: str) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open(address, timeout=30).read().decode("utf-8")


def test_1_one_command_serves_the_first_page(clone, home):
    started = time.monotonic()
    with served(clone, home) as (address, said):
        print(f"first start: {time.monotonic() - started:.0f} seconds")
        assert "/lab/tree/notebooks/00_start_here.ipynb" in address
        assert "Step 1 of 3" in said
        assert "jupyter-config-data" in get(address)
    git = subprocess.run(
        ["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True
    )
    assert git.stdout == "", "the start leaves files that git sees"


def test_2_a_second_start_is_quick_and_needs_no_network(clone, home):
    started = time.monotonic()
    with served(clone, home, **NO_NETWORK) as (address, said):
        print(f"second start: {time.monotonic() - started:.0f} seconds")
        assert "Step" not in said
        assert "jupyter-config-data" in get(address)


def test_3_notebook_7_opens_the_same_page(clone, home):
    with served(clone, home, "--classic", **NO_NETWORK) as (address, _):
        assert "/notebooks/notebooks/00_start_here.ipynb" in address
        page = get(address)
    assert '"notebookPage": "notebooks"' in page or "jupyter-config-data" in page


def test_4_both_applications_are_told_to_fetch_no_news(clone, home):
    plugin = "@jupyterlab/apputils-extension:notification"
    for arguments in ("", "--classic"):
        with served(clone, home, arguments, **NO_NETWORK) as (address, _):
            base, _, rest = address.partition("/lab/" if not arguments else "/notebooks/")
            token = re.search(r"token=(\w+)", rest)[1]
            told = get(f"{base}/lab/api/settings/{plugin}?token={token}")
        settings = json.loads(told)["schema"]["properties"]
        assert settings["fetchNews"]["default"] == "false"
        assert settings["checkForUpdates"]["default"] is False


def test_5_every_notebook_runs_with_nothing_but_the_learners_packages(clone, home):
    python = clone / ".venv" / "bin" / "python"
    done = subprocess.run(
        [python, "-m", "friend_request.authoring", "notebooks"],
        cwd=clone,
        env=environ(home, **NO_NETWORK),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "stored anew" not in done.stdout


def test_6_a_start_that_was_killed_is_taken_up_again(clone, home):
    shutil.rmtree(clone / ".venv")
    command = [sys.executable, "start.py", "--install-only"]
    process = subprocess.Popen(
        command, cwd=clone, env=environ(home), stdout=subprocess.PIPE, start_new_session=True
    )
    deadline = time.monotonic() + 300
    while not list((clone / ".venv").glob("lib/*/site-packages/numpy")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    done = subprocess.run(
        command, cwd=clone, env=environ(home), capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "did not finish" in done.stdout
    again = subprocess.run(command, cwd=clone, env=environ(home, **NO_NETWORK), capture_output=True)
    assert again.returncode == 0
    assert b"Step" not in again.stdout


def test_7_the_first_start_without_network_says_so(clone, home):
    shutil.rmtree(clone / ".venv")
    done = subprocess.run(
        [sys.executable, "start.py", "--install-only"],
        cwd=clone,
        env=environ(
            home, PIP_RETRIES="0", PIP_TIMEOUT="3", PIP_CONFIG_FILE=os.devnull, **NO_NETWORK
        ),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert "the first start needs the network" in done.stderr
    assert "Traceback" not in done.stderr


def test_8_an_author_goes_from_an_idea_to_a_checked_case(clone, home):
    """The commands of docs/write_a_case.md, in a clone that has only what learners have."""
    python = f"PYTHON={sys.executable}"

    def make(target: str, *variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", target, python, *variables],
            cwd=clone,
            env=environ(home),
            capture_output=True,
            text=True,
            encoding="utf-8",
        )

    make_new_case = make("new-case", "NAME=Zoë's two messages")
    assert make_new_case.returncode == 0, make_new_case.stdout + make_new_case.stderr
    path = clone / "data" / "cases" / "zoes-two-messages.yaml"
    assert path.is_file()
    make_preview = make("preview", "CASE=zoes-two-messages", "ARGS=--write-only")
    assert make_preview.returncode == 0, make_preview.stderr
    assert (clone / "previews" / "zoes-two-messages.ipynb").is_file()
    unwritten = make("content")
    assert unwritten.returncode != 0
    assert "zoes-two-messages.yaml, line 12: this still says TO WRITE" in unwritten.stdout
    path.write_text(path.read_text("utf-8").replace("TO WRITE", "Words"), "utf-8")
    make_content = make("content")
    assert make_content.returncode == 0, make_content.stdout
    make_sources = make("sources", "ABOUT=former client")
    assert "{clause: " in make_sources.stdout
    make_stale = make("stale", "DAYS=3650")
    assert "zoes-two-messages.yaml" in make_stale.stdout
    make_update = make("update")
    assert make_update.returncode == 0, make_update.stdout + make_update.stderr
    assert "up to date" in make_update.stdout
    status = ["git", "status", "--porcelain", "-z"]
    git = subprocess.run(status, cwd=clone, capture_output=True, text=True, encoding="utf-8")
    assert git.stdout == "?? data/cases/zoes-two-messages.yaml\0"
