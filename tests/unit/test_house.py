"""The house: lists that agree, a wheel that carries the course, no trace of anyone's machine."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DEPENDENCIES = sorted(PROJECT["project"]["dependencies"], key=str.casefold)


def tracked_files() -> list[Path]:
    """What is, or is about to be, in the repository; in an unpacked copy, what is not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode("utf-8").split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


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


# ---------------------------------------------------------------- the wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_carries_the_data_and_the_settings(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for path in sorted((ROOT / "data").rglob("*")):
        if path.is_file() and path in set(tracked_files()):
            assert f"friend_request/data/{path.relative_to(ROOT / 'data').as_posix()}" in names
    settings = "share/jupyter/lab/settings/overrides.d/friend-request.json"
    assert any(name.endswith(settings) for name in names)
    for ending in (".css", ".js"):
        assert any(name.startswith("friend_request/") and name.endswith(ending) for name in names)
    strays = [n for n in names if not n.startswith("friend_request")]
    assert strays == []
    assert not [name for name in names if "__pycache__" in name or name.endswith(".sqlite")]


def test_the_wheel_says_its_licences(wheel):
    with zipfile.ZipFile(wheel) as opened:
        (name,) = (n for n in opened.namelist() if n.endswith(".dist-info/METADATA"))
        text = opened.read(name).decode("utf-8")
    assert "License-Expression: BSD-3-Clause AND CC-BY-4.0" in text
    assert "License-File: LICENSE\n" in text
    assert "License-File: LICENSE-CONTENT.md\n" in text


def test_the_wheel_installed_elsewhere_loads_lesson_1_from_its_own_data(wheel, tmp_path):
    folder = tmp_path / "elsewhere"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    packages = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index",
         "--quiet", "--disable-pip-version-check", wheel],
        check=True,
    )  # fmt: skip
    # The dependencies are those of this environment; its own link to the project must not count.
    mine = sysconfig.get_paths()["purelib"]
    Path(packages, "dependencies.py").write_text(f"import sys; sys.path.append({mine!r})\n")
    code = """
import json, dependencies
import friend_request, friend_request.paths
from friend_request.content import load_case, load_lesson, load_question
from friend_request import load_codes, load_estimates
lesson = load_lesson("01")
questions = [load_question(one).id for one in lesson.questions]
cases = [load_case(one).id for one in lesson.cases]
print(json.dumps({
    "package": friend_request.__file__,
    "data": str(friend_request.paths.DATA),
    "questions": questions,
    "cases": cases,
    "codes": len(load_codes()),
    "estimates": len(load_estimates()),
}))
"""
    environ = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME"}}
    done = subprocess.run(
        [python, "-c", code], cwd=tmp_path, env=environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert Path(found["package"]).is_relative_to(folder)
    assert Path(found["data"]).is_relative_to(folder)
    assert len(found["questions"]) >= 6
    assert found["cases"] == ["nine-months-on"]
    assert found["codes"] > 0
    assert found["estimates"] > 0


# ---------------------------------------------------------------- settings of JupyterLab


def test_news_and_updates_are_off_by_keys_that_jupyterlab_has():
    from jupyter_core.paths import jupyter_path

    shipped = json.loads((ROOT / "jupyter" / "overrides.json").read_text("utf-8"))
    schemas = [
        Path(folder) / "lab" / "schemas" / plugin.replace(":", "/").replace("/", os.sep)
        for plugin in shipped
        for folder in [Path(sys.prefix) / "share" / "jupyter"]
    ]
    assert jupyter_path()
    for plugin, path in zip(shipped, schemas, strict=True):
        schema = json.loads(path.with_suffix(".json").read_text("utf-8"))
        for key, value in shipped[plugin].items():
            assert key in schema["properties"], f"{plugin} has no setting {key}"
            allowed = [one["const"] for one in schema["properties"][key].get("oneOf", [])]
            assert not allowed or value in allowed
    assert shipped["@jupyterlab/apputils-extension:notification"] == {
        "fetchNews": "false",
        "checkForUpdates": False,
    }


@pytest.mark.parametrize(
    "application", ["jupyterlab.labapp.LabApp", "notebook.app.JupyterNotebookApp"]
)
def test_jupyterlab_and_notebook_take_our_settings_from_the_environment(application, tmp_path):
    """Ask the server's own code what it would tell the browser."""
    import importlib
    import shutil

    from jupyterlab_server.settings_utils import get_settings

    module, name = application.rsplit(".", 1)
    made = getattr(importlib.import_module(module), name)()
    # Both applications look in the same place, which is where the wheel and start.py put the file.
    assert (
        Path(made.app_settings_dir) == Path(sys.prefix) / "share" / "jupyter" / "lab" / "settings"
    )
    folder = tmp_path / "settings"
    (folder / "overrides.d").mkdir(parents=True)
    shutil.copy(ROOT / "jupyter" / "overrides.json", folder / "overrides.d" / "friend-request.json")
    found, _ = get_settings(
        str(folder),
        made.schemas_dir,
        str(tmp_path / "user"),
        schema_name="@jupyterlab/apputils-extension:notification",
    )
    assert found["schema"]["properties"]["fetchNews"]["default"] == "false"
    assert found["schema"]["properties"]["checkForUpdates"]["default"] is False


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
