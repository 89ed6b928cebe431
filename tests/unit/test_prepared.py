"""What is kept of checked files is what they say, and counts only while nothing has changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from friend_request import paths, prepared
from friend_request.authoring.fresh import forget_files
from friend_request.content import changed, load, load_case, load_lesson, load_quiz, parts, reading
from friend_request.content.parts import Record, from_plain, record, to_plain
from friend_request.content.reading import MODELS, read_as
from friend_request.paths import DATA

CONTENT = [
    *((path, "Case") for path in sorted((DATA / "cases").glob("*.yaml"))),
    *((path, "Quiz") for path in sorted((DATA / "quizzes").glob("*.yaml"))),
    *((path, "Lesson") for path in sorted((DATA / "lessons").glob("*.yaml"))),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty place for copies, in a Python that writes them."""
    monkeypatch.setattr(prepared, "FOLDER", tmp_path / "kept")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(paths, "OWN", None)
    forget_files()
    yield tmp_path / "kept"
    forget_files()


def again(made: Any) -> Any:
    return json.loads(json.dumps(to_plain(made)), object_hook=from_plain)


def methods(part: Any) -> dict[str, Any]:
    """What a part says of itself when asked without being told anything."""
    said = {}
    for name in dir(parts.METHODS.get(type(part).__name__, object)):
        found = None if name.startswith("_") else getattr(part, name)
        if not name.startswith("_") and name not in ("scene", "scene_key", "choice"):
            said[name] = found() if callable(found) else found
    return said


def walk(value: Any) -> Iterator[Any]:
    """Every part within a part, itself first."""
    if isinstance(value, list):
        for one in value:
            yield from walk(one)
    elif isinstance(value, Record) or hasattr(type(value), "model_fields"):
        yield value
        for one in parts.fields(value).values():
            yield from walk(one)


def test_there_is_content_to_keep() -> None:
    assert len(CONTENT) > 70


@pytest.mark.parametrize(("path", "model"), CONTENT, ids=lambda x: getattr(x, "stem", ""))
def test_a_kept_file_is_the_checked_one_in_every_field_and_method(path: Path, model: str) -> None:
    checked = read_as(path, MODELS[model])
    kept = again(checked)
    assert isinstance(kept, Record)
    assert kept == checked
    pairs = list(zip(walk(checked), walk(kept), strict=True))
    for one, other in pairs:
        assert type(one).__name__ == type(other).__name__
        assert parts.fields(one) == parts.fields(other)
        assert methods(one) == methods(other)
    assert any(methods(one) for one, _ in pairs)


def test_a_version_is_what_pydantic_would_write() -> None:
    """Answers are kept with it: it must not change with the way a question was read."""
    import hashlib

    checked = read_as(DATA / "cases" / "nine-months-on.yaml", MODELS["Case"])
    for question in checked.questions:
        fields = question.model_dump(mode="json", exclude={"panel"})
        raw = json.dumps(fields, sort_keys=True, ensure_ascii=False)
        assert question.content_version == hashlib.sha256(raw.encode()).hexdigest()[:12]


def test_the_second_look_takes_what_the_first_kept(folder: Path) -> None:
    first = load_case("nine-months-on")
    assert not isinstance(first, Record)
    assert (folder / "cases-nine-months-on.json").is_file()
    load_case.cache_clear()
    second = load_case("nine-months-on")
    assert isinstance(second, Record)
    assert second == first
    assert type(second.review_by) is date
    assert load_quiz("01") == (load_quiz.cache_clear(), load_quiz("01"))[1]
    assert load_lesson("01") == (load_lesson.cache_clear(), load_lesson("01"))[1]
    load_case.cache_clear()
    with prepared.anew():
        assert not isinstance(load_case("nine-months-on"), Record)
    load_case.cache_clear()
    assert isinstance(load_case("nine-months-on"), Record)


def test_only_the_same_bytes_count(folder: Path, tmp_path: Path) -> None:
    text, code = tmp_path / "one.yaml", tmp_path / "models.py"

    def kept(name: str = "one", *files: Path) -> Any:
        return prepared.read(name, prepared.stamp_of(files or (text, code)))

    text.write_text("a: 1")
    code.write_text("x = 1")
    prepared.write("one", prepared.stamp_of([text, code]), {"a": [1, {"b": "ä"}]})
    assert kept() == {"a": [1, {"b": "ä"}]}
    assert kept("other") is None
    assert kept("one", text, tmp_path / "gone.py") is None
    was = text.stat()
    text.write_text("a: 2")  # as long as before
    assert kept() is None
    text.write_text("a: 1")
    assert kept() is not None
    os.utime(text, ns=(was.st_atime_ns, was.st_mtime_ns + 10**9))
    assert kept() is not None
    code.write_text("x = 2, changed")
    assert kept() is None


@pytest.mark.parametrize("spoilt", [b"", b"{", b"\xff\xfe", b"stamp\n{}"])
def test_a_spoilt_copy_is_made_anew(folder: Path, spoilt: bytes) -> None:
    first = load_case("nine-months-on")
    copy = folder / "cases-nine-months-on.json"
    whole = copy.read_bytes()
    stamp = whole.split(b"\n")[0]
    copy.write_bytes(spoilt.replace(b"stamp\n{}", stamp + b"\n{"))
    load_case.cache_clear()
    assert load_case("nine-months-on") == first
    assert copy.read_bytes() == whole


def test_a_place_that_can_not_be_written_to_is_no_trouble(folder: Path) -> None:
    folder.write_text("a file where the folder should be")
    assert load_case("nine-months-on").id == "nine-months-on"
    assert folder.is_file()


def test_nothing_is_written_where_python_may_not_keep_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    load_case("nine-months-on")
    assert not folder.exists()


def test_a_file_with_a_mistake_is_never_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from friend_request.content import ContentError

    monkeypatch.setattr(reading, "clauses", dict)
    with pytest.raises(ContentError):
        load_case("nine-months-on")
    assert not (folder / "cases-nine-months-on.json").exists()


def test_an_agencys_own_files_are_read_each_time(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own").mkdir()
    monkeypatch.setattr(paths, "OWN", tmp_path / "own")
    load_case("nine-months-on")
    assert not folder.exists()


def test_a_lesson_read_before_loads_neither_the_models_nor_yaml(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from friend_request import prepared\n"
        f"prepared.FOLDER = Path({str(tmp_path / 'kept')!r})\n"
        "from friend_request import case, play, question, references, summary, take_along\n"
        "case('nine-months-on')._repr_mimebundle_()\n"
        "form = question('nine-months-on.need')\n"
        "form._repr_mimebundle_()\n"
        "chosen = form.question.options[0].id\n"
        "form.act('submit', '', {'choice': chosen, 'confidence': 'sure'})\n"
        "assert form._answer().response['choice'] == chosen\n"
        "for each in (play('the-chat-goes-on'), summary('01'), take_along(), references('01')):\n"
        "    each._repr_mimebundle_()\n"
        "print(*(n for n in ('pydantic', 'yaml') if n in sys.modules))"
    )
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    said = []
    for n in range(2):
        env = kept | {"FRIEND_REQUEST_DATA": str(tmp_path / str(n))}
        call = [sys.executable, "-c", code]
        done = subprocess.run(call, env=env, capture_output=True, text=True, check=True)
        said.append(done.stdout.split())
    assert said == [["pydantic", "yaml"], []]


def test_a_record_stays_as_it_is() -> None:
    one = record("Citation", ref="Everett2013", clause=None, note=None)
    assert one.key == "Everett2013"
    assert repr(one) == "Citation(ref='Everett2013', clause=None, note=None)"
    with pytest.raises(AttributeError, match="can't be changed"):
        one.ref = "Other2020"
    other = changed(one, ref="Other2020")
    assert (one.key, other.key) == ("Everett2013", "Other2020")
    assert one != other
    assert len({one, record("Citation", ref="Everett2013", clause=None, note=None)}) == 1
    assert one != "Everett2013"


def test_a_panel_is_laid_over_kept_questions_as_over_checked_ones() -> None:
    checked = read_as(DATA / "cases" / "nine-months-on.yaml", MODELS["Case"]).questions
    graded = next(q for q in checked if q.kind == "best_action")
    values = {
        "version": graded.content_version,
        "raters": 12,
        "lived": 0,
        "agreement": 41.0,
        "shares": {o.id: 0.0 for o in graded.options},
    }
    results = {graded.id: record("PanelResult", **values)}
    made = load.rated(again(checked), results)
    found = next(q for q in made if q.id == graded.id)
    assert found.panel.split
    assert found.key_basis == "panel"
    assert not any(option.verdict == "best" for option in found.options)
    assert found.content_version == graded.content_version


def test_a_version_is_noted_once_and_is_no_field() -> None:
    kept = again(read_as(DATA / "cases" / "nine-months-on.yaml", MODELS["Case"])).questions[0]
    before = repr(kept)
    version = kept.content_version
    assert kept.content_version == version
    assert repr(kept) == before
    assert kept == again(kept)
    assert set(parts.fields(kept)) == set(parts.fields(again(kept)))
    assert changed(kept, stem="Another?").content_version != version


def test_a_file_that_changes_while_it_is_read_is_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The copy must carry the stamp of what was read, not of what came meanwhile."""
    shutil.copytree(DATA / "cases", tmp_path / "data" / "cases")
    for name in ("ethics_codes.csv", "references.json"):
        shutil.copy(DATA / name, tmp_path / "data" / name)
    for module in (load, paths):
        monkeypatch.setattr(module, "DATA", tmp_path / "data")
    path = tmp_path / "data" / "cases" / "nine-months-on.yaml"
    before = path.read_text("utf-8")

    def slowly(*arguments: Any) -> Any:
        made = read_as(*arguments)
        path.write_text(before.replace("title: Nine months on", "title: Ten months on"), "utf-8")
        return made

    with monkeypatch.context() as patch:
        patch.setattr(reading, "read_as", slowly)
        assert load_case("nine-months-on").title == "Nine months on"
    load_case.cache_clear()
    assert load_case("nine-months-on").title == "Ten months on"
