"""The schemas that editors read: up to date, true of every file, and of use to an author."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from friend_request.authoring import schema
from friend_request.paths import DATA

FILES = [(name, path) for name, (_, where) in schema.SCHEMAS.items() for path in DATA.glob(where)]


class _AsEditorsRead(yaml.SafeLoader):
    """Editors take a day such as 2027-11-01 for text."""


_AsEditorsRead.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def stored(name: str) -> dict:
    return json.loads((DATA / schema.FOLDER / f"{name}.json").read_text("utf-8"))


def complaints(name: str, text: str) -> list[str]:
    raw = yaml.load(text, Loader=_AsEditorsRead)
    return [e.message for e in jsonschema.Draft7Validator(stored(name)).iter_errors(raw)]


def test_the_stored_schemas_are_those_of_the_models():
    wanted = schema.wanted()
    assert sorted(wanted) == sorted((DATA / schema.FOLDER).glob("*.json")), "run `make schema`"
    for path, text in wanted.items():
        assert path.read_text("utf-8") == text, f"{path.name} is out of date: run `make schema`"


@pytest.mark.parametrize("name", schema.SCHEMAS)
def test_each_schema_is_one_and_describes_some_file(name):
    jsonschema.Draft7Validator.check_schema(stored(name))
    assert [path for each, path in FILES if each == name]


@pytest.mark.parametrize(("name", "path"), FILES, ids=lambda x: getattr(x, "stem", x))
def test_every_file_fits_its_schema(name, path):
    assert complaints(name, path.read_text("utf-8")) == []


CASE = (DATA / "cases" / "nine-months-on.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("\nstory:", "\nstroy:"),
        ("\nminutes: 28", "\nminutes: long"),
        ("relationship: former", "relationship: friend"),
        ("verdict: risky", "verdict: bad"),
        ("key_basis: authors", "key_basis: panel"),
        ("id: nine-months-on\n", "id: Nine Months\n"),
    ],
)
def test_an_editor_marks_a_mistake(right, wrong):
    assert right in CASE
    assert complaints("case", CASE.replace(right, wrong, 1))


def test_a_bare_age_and_a_check_are_fine():
    text = CASE.replace('age: "17"', "age: 17")
    text += "\nchecked:\n  - {by: Clinical lead, day: 2026-11-23, what: The clauses.}\n"
    assert complaints("case", text) == []


def test_keys_are_explained_where_the_author_meets_them():
    case = stored("case")
    assert "120 to 250 words" in case["properties"]["story"]["description"]
    option = case["$defs"]["GradedOption"]["properties"]
    assert "help someone" in option["because"]["description"]
    used = {
        key
        for name in schema.SCHEMAS
        for key in re.findall(r'"(\w+)": \{', json.dumps(stored(name)))
    }
    assert set(schema._KEYS) <= used, "a key is explained that no file has"


def test_the_panels_figures_cannot_be_written_by_hand():
    assert "panel" not in stored("case")["$defs"]["BestAction"]["properties"]


def test_a_schema_line_that_leads_nowhere_is_said(tmp_path: Path):
    path = tmp_path / "x.yaml"
    path.write_text("# yaml-language-server: $schema=../schema/cases.json\nid: x\n", "utf-8")
    (problem,) = schema.modeline_problems(path, "data/cases/x.yaml")
    assert str(problem).startswith("data/cases/x.yaml, line 1: the line names the schema")
    path.write_text("# yaml-language-server: $schema=https://example.org/a.json\nid: x\n", "utf-8")
    assert schema.modeline_problems(path, "") == []


def test_writing_twice_changes_nothing_and_takes_strays_away(tmp_path: Path):
    (tmp_path / schema.FOLDER).mkdir()
    stray = tmp_path / schema.FOLDER / "gone.json"
    stray.write_text("{}", "utf-8")
    assert stray in schema.write_schemas(tmp_path)
    assert not stray.exists()
    assert schema.write_schemas(tmp_path) == []
