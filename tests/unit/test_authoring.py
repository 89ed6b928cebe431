"""The authors' command, the content as it is, and the project's address."""

from __future__ import annotations

import json
import shutil

import nbformat
import pytest

from friend_request.authoring.__main__ import main
from friend_request.authoring.address import check_address, repository, set_address
from friend_request.authoring.problems import AuthoringError
from tests.unit.notebook_samples import ROOT, texts

# ---------------------------------------------------------------- the command


def test_the_command_prints_what_is_to_be_mended(course, capsys):
    path = course / "exercises" / "01_nine_months_on.ipynb"
    path.write_bytes(path.read_bytes() + b"\n")
    assert main(["--root", str(course), "check"]) == 1
    out = capsys.readouterr().out
    assert "Run `make exercises`" in out
    assert "To mend: " in out
    assert main(["--root", str(course), "exercises"]) == 0
    assert "exercises/01_nine_months_on.ipynb: generated" in capsys.readouterr().out


def test_the_command_in_a_wrong_folder_says_so(tmp_path, capsys):
    assert main(["--root", str(tmp_path), "check"]) == 1
    assert "top folder" in capsys.readouterr().out


def test_the_content_is_in_order(capsys):
    assert main(["--root", str(ROOT), "content"]) == 0
    assert "in order" in capsys.readouterr().out


def test_notebooks_are_valid_by_the_official_schema():
    for folder in ("notebooks", "solutions", "exercises", "facilitation"):
        for path in sorted((ROOT / folder).glob("*.ipynb")):
            nbformat.validate(json.loads(path.read_text("utf-8")))


# ---------------------------------------------------------------- the address


def test_the_readme_gives_the_address_that_pyproject_gives():
    assert check_address(ROOT) == []


def test_a_new_address_is_written_everywhere(tmp_path):
    for name in ("README.md", "SECURITY.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    text = (tmp_path / "README.md").read_text("utf-8")
    old = repository(tmp_path)
    assert text.count(old) == 3
    set_address(tmp_path, "some-body/else.where")
    assert check_address(tmp_path) == []
    assert (tmp_path / "README.md").read_text("utf-8") == text.replace(old, "some-body/else.where")
    assert repository(tmp_path) == "some-body/else.where"
    assert "github.com/some-body/else.where/" in (tmp_path / "SECURITY.md").read_text("utf-8")
    (tmp_path / "README.md").write_text(text, "utf-8")
    assert "differs from pyproject.toml" in texts(check_address(tmp_path))
    with pytest.raises(AuthoringError, match="OWNER/NAME"):
        set_address(tmp_path, "https://example.org")
