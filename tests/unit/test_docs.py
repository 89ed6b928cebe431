"""What is written for newcomers and contributors: links that lead, commands that are tried."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import yaml

from friend_request.authoring import api, docstrings

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
FOLDERS = (".", "docs", ".github")
PAGES = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.md"))]
NEWCOMERS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
NEWCOMERS += [ROOT / "docs" / f"{n}.md" for n in ("install", "write_a_case", "your_own_agency")]

# Every command of the pages for newcomers, and the test that runs it or what it runs.
TRIED = {
    "make api": "tests/unit/test_docs.py::test_the_page_of_functions_is_that_of_the_docstrings",
    "make bench": "tests/unit/test_bench.py::report.write",
    "make cards": "tests/unit/test_takeaways_cards.py::write_cards",
    "make claims": "tests/unit/test_claims.py::name_claims",
    "make content": "tests/release/test_clone.py::make_content",
    "make course": 'tests/release/test_clone.py::"make", "course"',
    "make exercises": "tests/unit/test_authoring_exercises.py::write_exercises",
    "make glossary": "tests/unit/test_glossary.py::test_the_page_and_the_links_are_up_to_date",
    "make help": "tests/unit/test_house.py::test_make_help_lists_every_command",
    "make lint": ".ci/run::make test",
    "make lock": "tests/unit/test_house.py::test_a_lock_has_what_pyproject_asks_for",
    "make new-case": "tests/release/test_clone.py::make_new_case",
    "make notebooks": "tests/release/test_clone.py::test_5_every_notebook_runs",
    "make preview": "tests/release/test_clone.py::make_preview",
    "make print": "tests/unit/test_print.py::write_print",
    "make schema": "tests/unit/test_schema.py::write_schemas",
    "make spoken": "tests/browser/test_spoken.py::FRIEND_REQUEST_STORE_SPOKEN",
    "make slides": "tests/unit/test_slides.py::write_slides",
    "make sources": "tests/release/test_clone.py::make_sources",
    "make stale": "tests/release/test_clone.py::make_stale",
    "make test": ".ci/run::make test",
    "make test-all": "Makefile::tests/release tests/faults",
    "make update": "tests/release/test_clone.py::make_update",
}


def prose(path: Path) -> str:
    """A page without its code blocks and comments."""
    text = re.sub(r"^(```|~~~).*?^\1", "", path.read_text("utf-8"), flags=re.M | re.S)
    return re.sub(r"<!--.*?-->", "", text, flags=re.S)


def anchors(path: Path) -> set[str]:
    """The names that a page's headings have on GitHub."""
    heads = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]*)]\([^)]*\)", r"\1", h)) for h in heads]
    return {head.strip().lower().replace(" ", "-") for head in plain}


def links(path: Path) -> list[str]:
    text = prose(path)
    inline = re.findall(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)", text)
    return inline + re.findall(r"^\[[^]]+\]: (\S+)", text, re.MULTILINE)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path):
    for link in links(path):
        if re.match(r"[a-z]+:", link):
            assert link.startswith(("https://", "mailto:")), link
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / unquote(file)).resolve() if file else path
        assert target.exists(), f"{path.name} links to {link}, which is not there"
        assert target.is_relative_to(ROOT)
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{path.name}: no heading #{anchor}"


def test_reference_links_are_defined():
    for path in PAGES:
        text = prose(path)
        defined = set(re.findall(r"^\[([^]]+)\]:", text, re.MULTILINE))
        for used in re.findall(r"\]\[([^]]+)\]", text):
            assert used in defined, f"{path.name}: [{used}] is nowhere defined"


def test_every_picture_has_a_text_alternative():
    for path in PAGES:
        for alternative in re.findall(r"!\[([^]]*)\]", prose(path)):
            assert len(alternative) > 10, path.name


def asked(path: Path) -> set[str]:
    """The make commands of a page, in blocks and in sentences."""
    text = path.read_text("utf-8")
    found = re.findall(r"(?:^    |`)(?:\w+=\S+ )*make ([a-z-]+)", text, re.MULTILINE)
    return {f"make {target}" for target in found}


@pytest.mark.parametrize("path", NEWCOMERS, ids=lambda path: path.name)
def test_every_command_exists_and_some_test_tries_it(path):
    commands = asked(path)
    assert commands
    for command in sorted(commands):
        assert re.search(rf"^{command.removeprefix('make ')}:", MAKEFILE, re.MULTILINE), command
        assert command in TRIED, (
            f"{path.name} names `{command}`, and no test is named that tries it"
        )


@pytest.mark.parametrize("command", TRIED)
def test_the_test_that_tries_a_command_is_there(command):
    file, _, name = TRIED[command].partition("::")
    text = (ROOT / file).read_text("utf-8")
    assert name in text, f"{command}: {file} has no {name}"


@pytest.mark.parametrize("path", NEWCOMERS, ids=lambda path: path.name)
def test_commands_without_make_name_what_start_py_knows(path):
    known = subprocess.run(
        ["python3", "start.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for option in re.findall(r"start\.py (--[a-z-]+)", path.read_text("utf-8")):
        assert option in known or option in ("--no-browser",), option
    for command in re.findall(r"--do ([a-z-]+)", path.read_text("utf-8")):
        assert f" {command}" in known, command


# ---------------------------------------------------------------- pages that are generated


def test_the_page_of_functions_is_that_of_the_docstrings():
    assert (ROOT / api.PAGE).read_text("utf-8") == api.page(), "run `make api`"


def test_every_public_name_says_what_it_does():
    assert api.undocumented() == []


def test_every_public_docstring_says_what_is_taken_given_and_raised():
    assert docstrings.incomplete() == []


def test_no_signature_depends_on_the_machine():
    text = (ROOT / api.PAGE).read_text("utf-8")
    assert not re.search(r"0x[0-9a-f]{6}|PosixPath", text)


# ---------------------------------------------------------------- the picture, the forms


def test_the_picture_of_the_house_has_a_title_and_a_description():
    tree = ElementTree.parse(ROOT / "docs" / "images" / "architecture.svg").getroot()
    names = {one.get("id"): "".join(one.itertext()) for one in tree.iter() if one.get("id")}
    for part in tree.get("aria-labelledby").split():
        assert len(names[part]) > 20
    text = " ".join(tree.itertext())
    for module in ("content", "questions", "widgets", "progress", "survey", "authoring"):
        assert module in text
        assert list((ROOT / "friend_request").glob(f"{module}*")), module


KINDS = {"markdown", "input", "textarea", "dropdown", "checkboxes"}


@pytest.mark.parametrize("name", ["wrong-claim", "case-idea", "bug", "access"])
def test_an_issue_form_has_what_github_asks_for(name):
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml").read_text("utf-8"))
    assert form["name"]
    assert form["description"]
    ids = [part["id"] for part in form["body"] if part["type"] != "markdown"]
    assert len(set(ids)) == len(ids)
    for part in form["body"]:
        assert part["type"] in KINDS
        assert part["attributes"]["value" if part["type"] == "markdown" else "label"]
        for option in part["attributes"].get("options", []):
            assert isinstance(option, dict if part["type"] == "checkboxes" else str)


def test_a_wrong_claim_is_reported_by_an_id_of_the_kind_that_the_course_prints():
    text = (ROOT / ".github" / "ISSUE_TEMPLATE" / "wrong-claim.yml").read_text("utf-8")
    example = re.search(r"placeholder: (\S+)", text)[1]
    lesson = next((ROOT / "notebooks").glob(f"{example[:2]}_*.ipynb")).read_text("utf-8")
    assert f"[{example}]" in lesson
