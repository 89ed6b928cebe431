"""The house: lists that agree, no trace of anyone's machine, no file that is too long."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from tests.unit.repository import ROOT, tracked_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DEPENDENCIES = sorted(PROJECT["project"]["dependencies"], key=str.casefold)
# Lines of code or style that a person writes into one file; what others wrote lies in `vendor`.
MOST_LINES = 420
MAY_BE_LONG = {"start.py": "runs before anything is installed, so it can import nothing of ours"}


def pip_lines(path: Path) -> list[str]:
    listed = yaml.safe_load(path.read_text("utf-8"))["dependencies"]
    (of_pip,) = (one["pip"] for one in listed if isinstance(one, dict))
    return of_pip


def pinned(path: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        match = re.match(r"([a-z0-9.-]+)==(\S+)", line)
        if match:
            found.setdefault(match[1], set()).add(match[2])
    return found


# ---------------------------------------------------------------- dependencies


def test_conda_lists_what_pyproject_lists():
    lines = pip_lines(ROOT / "environment.yml")
    assert lines[-1] == "-e ."
    assert lines[:-1] == DEPENDENCIES


def test_binder_lists_what_pyproject_lists_and_what_builds_it():
    lines = pip_lines(ROOT / ".binder" / "environment.yml")
    builds = PROJECT["build-system"]["requires"]
    assert lines == sorted([*DEPENDENCIES, *builds], key=str.casefold)


def test_binder_has_no_line_that_rebuilds_at_every_commit():
    text = (ROOT / ".binder" / "environment.yml").read_text("utf-8")
    assert not re.search(r"^\s*-\s*(-e|-r|\.|file:)", text, re.MULTILINE)
    assert "python=3.12" in text
    steps = (ROOT / ".binder" / "postBuild").read_text("utf-8")
    assert "set -e" in steps
    assert os.access(ROOT / ".binder" / "postBuild", os.X_OK)


def test_the_build_extra_is_the_build_system():
    extras = PROJECT["project"]["optional-dependencies"]
    assert extras["build"] == PROJECT["build-system"]["requires"]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_what_pyproject_asks_for(name):
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = [*DEPENDENCIES, *extras["build"]]
    if "dev" in name:
        wanted += extras["dev"]
    locked = pinned(ROOT / name)
    for line in wanted:
        asked = Requirement(line)
        versions = locked.get(asked.name.lower())
        assert versions, f"{name} lacks {asked.name}: run `make lock`"
        assert all(v in asked.specifier for v in versions), f"{asked.name}: run `make lock`"


def test_learners_and_developers_run_the_same_versions():
    for name, versions in pinned(ROOT / "requirements.lock").items():
        assert pinned(ROOT / "requirements-dev.lock")[name] == versions


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_address_and_hashes_everything(name):
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"\w+://|--(extra-)?index-url|--find-links|@ ", text)
    for block in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block


def test_no_dependency_is_pinned_tighter_than_needed():
    for line in DEPENDENCIES:
        assert "==" not in line


def test_every_import_of_the_package_is_a_dependency():
    """What a lesson imports must be in the learner's list, not only in the test environment.

    Authors work in the test environment, so that their tools may use what is there.
    """
    names = {"PyYAML": "yaml", "python-docx": "docx", "markdown-it-py": "markdown_it"}

    def modules_of(requirements):
        return {names.get(Requirement(r).name, Requirement(r).name) for r in requirements}

    # The first line comes with JupyterLab, which cannot run without them.
    learners = {"IPython", "ipykernel", "nbclient", "nbconvert", "nbformat", "traitlets"}
    learners |= {"markupsafe"}  # comes with jinja2
    learners |= set(sys.stdlib_module_names) | {"friend_request"} | modules_of(DEPENDENCIES)
    authors = learners | modules_of(PROJECT["project"]["optional-dependencies"]["dev"])
    for path in sorted((ROOT / "friend_request").rglob("*.py")):
        listed = authors if "authoring" in path.parts else learners
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module]
            else:
                continue
            for module in modules:
                top = module.split(".")[0]
                assert top in listed, f"{path.name} imports {top}; list it in pyproject.toml"


# ---------------------------------------------------------------- what is in the files


def test_no_file_names_a_place_on_somebodys_machine():
    places = [
        r"/home/(?!jovyan)\w+",
        r"/Users/\w+",
        r"[A-Z]:\\\\?Users",
        r"/root/",
        r"/tmp/(?!\W)\w+",
    ]
    places += [re.escape(str(ROOT)) + r"\b"] if len(ROOT.parts) > 2 else []
    pattern = re.compile("|".join(places))
    found = []
    for path in tracked_files():
        if path.suffix in {".png", ".jpg", ".ico", ".woff2"} or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            match = pattern.search(line)
            if match:
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]}")
    assert found == []


def too_long(files: list[Path], root: Path = ROOT) -> list[str]:
    """Files that are longer than a person can hold in mind, each with what to do."""
    found = []
    for path in files:
        name = path.relative_to(root)
        ours = "vendor" not in name.parts and name.as_posix() not in MAY_BE_LONG
        if not ours or path.suffix not in {".py", ".js", ".css"}:
            continue
        count = len(path.read_text("utf-8").splitlines())
        if count > MOST_LINES:
            found.append(
                f"{name.as_posix()} has {count} lines, and {MOST_LINES} are the most: split it "
                "where its subjects part"
            )
    return found


def test_no_file_is_longer_than_a_person_can_hold_in_mind():
    found = too_long(tracked_files())
    assert not found, "\n".join(found)
    # Whatever is excused is there, and would be too long.
    for name in MAY_BE_LONG:
        assert len((ROOT / name).read_text("utf-8").splitlines()) > MOST_LINES, name


def test_a_file_that_is_too_long_is_named_with_its_length(tmp_path):
    (tmp_path / "vendor").mkdir()
    made = [tmp_path / name for name in ("a.py", "b.css", "c.md", "vendor/d.js", "start.py")]
    for path in made:
        path.write_text("x\n" * (MOST_LINES + 1))
    whole = tmp_path / "whole.py"
    whole.write_text("x\n" * MOST_LINES)
    said = too_long([*made, whole], tmp_path)
    assert [each.split(",")[0] for each in said] == [
        f"{name} has {MOST_LINES + 1} lines" for name in ("a.py", "b.css")
    ]


def test_no_learners_answers_are_in_the_repository():
    endings = {".sqlite", ".sqlite3", ".db"}
    assert [path for path in tracked_files() if path.suffix in endings] == []


def test_the_readme_names_commands_that_exist():
    text = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    asked = set(re.findall(r"^\s*make ([a-z-]+)|`make ([a-z-]+)[ `]", text, re.MULTILINE))
    for target in {one or other for one, other in asked}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"no make {target}"
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (ROOT / target).exists(), f"README.md links to {target}, which is not there"


def test_make_help_lists_every_command():
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    targets = re.findall(r"^\.PHONY: (\S+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for target in set(targets) - {"tools"}:
        assert f"make {target} " in done.stdout


def test_the_version_stands_in_one_place():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    version = PROJECT["project"]["version"]
    assert citation["version"] == version
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest, said = re.findall(r"^## (\S+) \((.+)\)$", changes, re.MULTILINE)[0]
    assert newest == version
    # A day stands in both or in neither.
    assert said == str(citation.get("date-released", "not yet released"))


# ---------------------------------------------------------------- Binder


def test_binder_builds_in_the_fast_order(tmp_path):
    """repo2docker prints what it would build; nothing is fetched or built."""
    done = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "--user-id", "1000",
         "--user-name", "jovyan", str(ROOT)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    steps = done.stdout + done.stderr
    environment = steps.index(".binder/environment.yml")
    # The project is copied after the environment is made, so that a commit does not remake it.
    copied = steps.rindex("COPY --chown=1000:1000 src/ ${REPO_DIR}")
    assert environment < copied < steps.index("./.binder/postBuild")
    assert "3.12" in steps


# ---------------------------------------------------------------- each pull request


def test_the_workflow_runs_what_a_clean_machine_runs_and_may_do_nothing_else():
    text = (ROOT / ".github" / "workflows" / "tests.yml").read_text("utf-8")
    found = yaml.load(text, Loader=yaml.BaseLoader)  # else `on` would be read as true
    assert set(found["on"]) == {"push", "pull_request"}
    assert found["permissions"] == {"contents": "read"}
    (job,) = found["jobs"].values()
    assert "permissions" not in job
    assert job["container"] == "debian:12"
    assert job["env"]["CI"] == "true"
    assert job["timeout-minutes"] == "60"
    assert job["steps"][-1]["run"] == ".ci/run"
    actions = [step["uses"] for step in job["steps"] if "uses" in step]
    assert actions
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in actions)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "export CI=true" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_example_of_a_docstring_is_a_real_one():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    block = re.search(r"^    def (?:.+\n|\n)+?(?=^\S)", text, re.MULTILINE)
    assert block
    shown = "\n".join(line.removeprefix("    ") for line in block[0].rstrip().splitlines())
    code = (ROOT / "friend_request" / "survey" / "estimate.py").read_text("utf-8")
    assert shown in code
