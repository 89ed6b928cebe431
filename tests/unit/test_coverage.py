"""Every matter that a lesson promises has a section, a case and a question."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from friend_request.authoring import balance, coverage
from friend_request.content import ContentError, load_lesson

ROOT = Path(__file__).parents[2]
LESSON = load_lesson("03")


def phrase(**changes: str | None) -> coverage.Phrase:
    whole: dict[str, str | None] = {
        "id": "some-matter",
        "text": "some matter",
        "section": "The purpose test",
        "case": "the-chat-goes-on",
        "question": "03.offer",
    }
    return coverage.Phrase.model_validate(whole | changes)


def missing(**changes: str | None) -> str:
    known = coverage.sections(ROOT, LESSON)
    return " ".join(coverage._missing(phrase(**changes), LESSON, known))


def test_every_matter_is_covered() -> None:
    problems = coverage.check_coverage(ROOT)
    assert not problems, "\n".join(str(problem) for problem in problems)


def test_a_whole_entry_passes_and_each_gap_is_said() -> None:
    assert missing() == ""
    assert "no heading 'The purpose'" in missing(section="The purpose")
    assert "no heading None" in missing(section=None)
    assert "'nine-months-on'" in missing(case="nine-months-on")
    assert "has cases" in missing(case="none")
    assert "no question asks it" in missing(question=None)
    assert "'03.nothing'" in missing(question="03.nothing")
    assert "'nine-months-on.need'" in missing(question="nine-months-on.need")


def test_a_comment_in_a_piece_of_code_is_no_section(tmp_path: Path) -> None:
    made = nbformat.v4.new_notebook()
    made.cells = [nbformat.v4.new_markdown_cell("## Words ##\n\n```\n# not this\n```\n\n### More")]
    (tmp_path / "notebooks").mkdir()
    nbformat.write(made, tmp_path / "notebooks" / f"{LESSON.stem}.ipynb")
    assert coverage.sections(tmp_path, LESSON) == {"Words", "More"}


def test_a_scene_counts_as_a_question() -> None:
    scene = sorted(coverage.scene_ids(LESSON))[0]
    assert missing(question=scene) == ""


def test_a_file_with_a_mistake_is_named(tmp_path: Path) -> None:
    path = tmp_path / "03.yaml"
    path.write_text("lesson: '03'\nphrases:\n  - {id: a, tekst: b}\n")
    with pytest.raises(ContentError) as caught:
        coverage.load_coverage(tmp_path)
    said = str(caught.value)
    assert "03.yaml, line 3 (entry a): unknown key 'tekst'. Did you mean 'text'?" in said
    assert "03.yaml, line 3 (entry a): 'text' is missing." in said
    path.write_text("lesson: '04'\nphrases:\n  - {id: a, text: b}\n")
    with pytest.raises(ContentError, match=r"line 1: 'lesson' is '04', but the file is named '03'"):
        coverage.load_coverage(tmp_path)


def test_a_mistake_in_the_list_of_yeses_is_named_too(tmp_path: Path) -> None:
    path = tmp_path / "balance.yaml"
    path.write_text("accepted_and_well:\n  - {case: two-messages, haw: well}\n")
    with pytest.raises(ContentError) as caught:
        balance.load_balance(path)
    said = str(caught.value)
    assert "balance.yaml, line 2 (entry 1): unknown key 'haw'. Did you mean 'how'?" in said
    assert "'how' is missing" in said


def test_the_check_says_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "03.yaml").write_text("lesson: '03'\nphrases:\n  - {id: a, tekst: b}\n")
    read = coverage.load_coverage
    monkeypatch.setattr(coverage, "load_coverage", lambda: read(tmp_path))
    problems = coverage.check_coverage(ROOT)
    assert {Path(one.file).name for one in problems} == {"03.yaml"}
    assert {one.where for one in problems} == {"line 3, entry a"}
