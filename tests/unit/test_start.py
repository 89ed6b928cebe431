"""What start.py decides, and what it says. A real installation is tried in tests/release."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load():
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


start = load()


@pytest.fixture
def project(tmp_path):
    """A project folder with what start.py reads, in a path with a space and an umlaut."""
    folder = tmp_path / "Übung eins"
    folder.mkdir()
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "jupyter", folder / "jupyter")
    return folder


@pytest.fixture
def environment(project):
    return start.course_environment(str(project))


def make_it_look_installed(environment):
    """An environment without packages that passes for a complete one."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment.folder], check=True)
    environment.modules = ["json"]
    Path(environment.path(start.MARKER)).touch()
    environment.write_stamp()


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_these_pythons_fit(version):
    assert start.version_problem(version) is None


@pytest.mark.parametrize(
    ("version", "trouble"),
    [((2, 7), "too old"), ((3, 6), "too old"), ((3, 10), "too old"), ((3, 15), "newer")],
)
def test_other_pythons_get_one_sentence_with_the_mend(version, trouble):
    sentence = start.version_problem(version)
    assert trouble in sentence
    assert "install Python 3.13" in sentence
    assert sentence.count(". ") == 0
    assert sentence.endswith(".")


def test_the_versions_agree_with_pyproject():
    import tomllib

    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    low, high = re.findall(r"3\.(\d+)", wanted["requires-python"])
    assert (3, int(low)) == start.OLDEST
    assert (3, int(high) - 1) == start.NEWEST


def test_syntax_is_old_enough_to_be_read_by_an_old_python():
    # Python 3.6 is the oldest that feature_version knows how to imitate faithfully here.
    import ast

    source = (ROOT / "start.py").read_text("utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert not any(
        isinstance(node, ast.JoinedStr | ast.AnnAssign) for node in ast.walk(ast.parse(source))
    )


@pytest.mark.parametrize(
    ("windows", "machine", "maxsize", "version", "mend"),
    [
        (True, "AMD64", 2**31 - 1, (3, 12), "the 64-bit Python 3.13"),
        (True, "ARM64", 2**63 - 1, (3, 12), "Python 3.13 from"),
        (True, "ARM64", 2**63 - 1, (3, 13), None),
        (True, "AMD64", 2**63 - 1, (3, 11), None),
        (False, "arm64", 2**63 - 1, (3, 11), None),
    ],
)
def test_processors_without_packages_are_named(windows, machine, maxsize, version, mend):
    said = start.processor_problem(windows, machine, maxsize, version)
    assert (mend in said) if mend else (said is None)


@pytest.mark.parametrize(
    ("system", "distribution", "mend"),
    [
        ("Linux", "ubuntu debian", "sudo apt install python3.12-venv"),
        ("Linux", "debian", "sudo apt install python3.12-venv"),
        ("Linux", "fedora", "sudo dnf install"),
        ("Linux", "alpine", "sudo apk add"),
        ("Linux", "somethingelse", "python3-venv"),
        ("Darwin", "", "python.org"),
        ("Windows", "", "python.org"),
    ],
)
def test_a_missing_venv_names_the_mend_of_the_system(system, distribution, mend):
    assert mend in start.venv_problem(system, distribution, "3.12")


def test_the_family_of_a_linux_is_read(tmp_path):
    release = tmp_path / "os-release"
    release.write_text('NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n')
    assert "debian" in start.linux_family(str(release))
    assert start.linux_family(str(tmp_path / "none")) == ""


def test_no_venv_stops_with_the_mend(environment, monkeypatch):
    monkeypatch.setattr(start, "can_make_environments", lambda: False)
    with pytest.raises(start.Problem, match="cannot make environments"):
        start.make_environment(environment)
    assert not Path(environment.folder).exists()


def test_states(environment):
    folder = Path(environment.folder)
    assert environment.state() == "absent"
    folder.mkdir()
    assert environment.state() == "absent"
    (folder / "something").touch()
    assert environment.state() == "broken"
    shutil.rmtree(folder)
    make_it_look_installed(environment)
    assert environment.state() == "ready"
    environment.modules = ["a_module_that_is_not_there"]
    assert environment.state() == "broken"
    environment.modules = ["json"]
    with Path(environment.lock).open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    assert environment.state() == "outdated"
    Path(environment.path(start.STAMP)).write_text("not json")
    assert environment.state() == "foreign"
    Path(environment.path(start.MARKER)).touch()
    assert environment.state() == "half"
    shutil.rmtree(folder)
    folder.write_text("a file")
    assert environment.state() == "blocked"


@pytest.mark.skipif(os.name == "nt", reason="Windows needs a right for links")
def test_an_environment_whose_python_is_gone_is_broken(environment):
    make_it_look_installed(environment)
    python = Path(environment.python)
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert environment.state() == "broken"


def test_line_ends_of_windows_do_not_count_as_a_change(environment):
    before = environment.fingerprint()
    lock = Path(environment.lock)
    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))
    assert environment.fingerprint() == before


def test_a_file_in_the_way_is_named(environment):
    Path(environment.folder).write_text("a file")
    with pytest.raises(start.Problem, match="move it away"):
        start.make_ready(environment)


def test_a_full_disk_is_named(environment, monkeypatch):
    monkeypatch.setattr(start, "NEEDED_SPACE", 10**18)
    with pytest.raises(start.Problem, match="make room"):
        start.make_ready(environment)


def test_a_ready_environment_is_left_alone(environment, monkeypatch):
    make_it_look_installed(environment)
    for name in ("make_environment", "install_lock", "install_course", "run"):
        monkeypatch.setattr(start, name, lambda *_: pytest.fail("it installs again"))
    start.make_ready(environment)
    for name, place in start.SETTINGS.items():
        placed = json.loads(Path(environment.path(place)).read_text("utf-8"))
        assert placed == json.loads((ROOT / "jupyter" / name).read_text("utf-8"))


@pytest.mark.parametrize("state", ["half", "broken"])
def test_an_unfinished_or_broken_environment_is_made_again(environment, monkeypatch, state):
    make_it_look_installed(environment)
    rest = Path(environment.path("left-over"))
    rest.touch()
    if state == "half":
        Path(environment.path(start.MARKER)).touch()
    else:
        Path(environment.python).unlink()
    done = []
    monkeypatch.setattr(start, "install_lock", lambda *_: done.append("lock"))
    monkeypatch.setattr(start, "install_course", lambda *_: done.append("course"))
    start.make_ready(environment)
    assert done == ["lock", "course"]
    assert not rest.exists()
    assert environment.state() == "ready"


def test_an_interrupted_installation_is_known_at_the_next_start(environment, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "install_lock", interrupt)
    with pytest.raises(KeyboardInterrupt):
        start.make_ready(environment)
    assert environment.state() == "half"


def test_a_new_lock_is_installed_into_the_environment_that_is_there(environment, monkeypatch):
    make_it_look_installed(environment)
    kept = Path(environment.path("kept"))
    kept.touch()
    with Path(environment.lock).open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    monkeypatch.setattr(start, "install_lock", lambda *_: None)
    monkeypatch.setattr(start, "install_course", lambda *_: None)
    start.make_ready(environment)
    assert kept.exists()
    assert environment.state() == "ready"


def test_a_failed_installation_says_what_to_do(environment, monkeypatch):
    make_it_look_installed(environment)
    log = environment.path("install.log")
    Path(log).write_text("".join(f"line {n}\n" for n in range(40)) + "no route to host\n")
    monkeypatch.setattr(start, "fetch_uv", lambda *_: None)
    monkeypatch.setattr(start, "run", lambda *_: 1)
    with pytest.raises(start.Problem) as caught:
        start.install_lock(environment, log)
    assert "offline" in str(caught.value)
    assert "no route to host" in str(caught.value)
    assert "line 1\n" not in str(caught.value)


def test_pip_takes_over_where_uv_fails(environment, monkeypatch, capsys):
    make_it_look_installed(environment)
    asked = []

    def run(command, log):
        asked.append(command)
        return 1 if command[0] == "uv" else 0

    monkeypatch.setattr(start, "fetch_uv", lambda *_: ["uv"])
    monkeypatch.setattr(start, "run", run)
    start.install_lock(environment, environment.path("install.log"))
    assert asked[0][0] == "uv"
    assert asked[1][0] == "uv"
    assert asked[2][1:4] == ["-m", "pip", "install"]
    assert all("--require-hashes" in command for command in asked)
    assert "takes longer" in capsys.readouterr().out


def test_uv_is_taken_from_the_lock_with_its_hashes():
    lines = start.locked("uv", str(ROOT / "requirements-dev.lock")).splitlines()
    assert lines[0].startswith("uv==")
    assert len(lines) > 5
    assert all("--hash=sha256:" in line for line in lines[1:])
    assert start.locked("no-such-package", str(ROOT / "requirements-dev.lock")) == ""


def test_the_link_to_the_course_is_relative(environment):
    make_it_look_installed(environment)
    code = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    out = subprocess.run([environment.python, "-c", code], capture_output=True, check=True)
    link = Path(out.stdout.decode().strip()) / "_friend_request.pth"
    link.write_text(str(environment.root), encoding="utf-8")
    start.make_link_relative(environment)
    assert link.read_text("ascii").startswith("..")
    Path(environment.root, "found_there.py").touch()
    found = subprocess.run([environment.python, "-c", "import found_there"])
    assert found.returncode == 0


@pytest.mark.parametrize(
    ("classic", "module", "page"),
    [
        (False, "jupyterlab", "/lab/tree/notebooks/00_start_here.ipynb"),
        (True, "notebook", "/notebooks/notebooks/00_start_here.ipynb"),
    ],
)
def test_the_course_opens_on_its_first_page(environment, classic, module, page):
    command = start.jupyter_command(environment, classic, ["--no-browser", "--port=8890"])
    assert command[:3] == [environment.python, "-m", module]
    assert command[3].endswith("default_url=" + page)
    assert command[-2:] == ["--no-browser", "--port=8890"]
    assert not any("ip=" in one or "0.0.0.0" in one for one in command)


def test_root_is_told_before_jupyter_refuses(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert "--allow-root" in start.root_problem([])
    assert start.root_problem(["--allow-root"]) is None
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert start.root_problem([]) is None


def test_a_developers_variables_do_not_leak_in(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    cleaned = start.clean_environ()
    assert "PYTHONPATH" not in cleaned
    assert "PIP_USER" not in cleaned


def test_problems_are_shown_without_a_traceback(project):
    shutil.copy(ROOT / "start.py", project / "start.py")
    (project / ".venv").write_text("a file")
    done = subprocess.run(
        [sys.executable, str(project / "start.py"), "--install-only"],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert "move it away" in done.stderr
    assert "Traceback" not in done.stderr


def test_another_python_is_looked_for_when_this_one_does_not_fit(monkeypatch, capsys):
    monkeypatch.setattr(start, "version_problem", lambda *_: "Python 3.9 is too old.")
    called = []
    monkeypatch.setattr(start, "find_other_python", lambda: ["python3.13"])
    monkeypatch.setattr(start.subprocess, "call", lambda command: called.append(command) or 0)
    assert start.main(["--classic"]) == 0
    assert called[0][0] == "python3.13"
    assert called[0][-1] == "--classic"
    monkeypatch.setattr(start, "find_other_python", lambda: None)
    with pytest.raises(start.Problem, match="too old"):
        start.main([])


# ---------------------------------------------------------------- commands for authors


def test_a_command_for_authors_runs_in_the_courses_environment(monkeypatch, project):
    seen = []

    def call(command, **more):
        seen.append((command, more["cwd"]))
        return 3

    monkeypatch.setattr(start, "course_environment", lambda: course_of(project))
    monkeypatch.setattr(start, "make_ready", lambda environment, fresh: None)
    monkeypatch.setattr(start.subprocess, "call", call)
    code = start.main(["--do", "new-case", "Two messages", "--write-only"])
    assert code == 3
    ((command, folder),) = seen
    environment = course_of(project)
    assert command[:3] == [environment.python, "-m", "friend_request.authoring"]
    assert command[3:] == ["--root", str(project), "new-case", "Two messages", "--write-only"]
    assert folder == str(project)


@pytest.mark.parametrize("arguments", [[], ["--do", "content"], ["--classic"]])
def test_an_agencys_folder_that_is_not_there_stops_the_start(monkeypatch, tmp_path, arguments):
    def never(*_, **__):
        raise AssertionError("it went on")

    monkeypatch.setattr(start, "make_ready", never)
    monkeypatch.setenv("FRIEND_REQUEST_CONTENT", str(tmp_path / "brook"))
    with pytest.raises(start.Problem, match="brook, and there is no such folder"):
        start.main(arguments)
    (tmp_path / "brook").mkdir()
    with pytest.raises(AssertionError, match="it went on"):
        start.main(arguments)


def course_of(project):
    return start.Environment(str(project), ".venv", "requirements.lock", ["json"])
