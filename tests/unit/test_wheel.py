"""The wheel carries the course and its settings, and Jupyter takes them from there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.unit.repository import ROOT, tracked_files


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
