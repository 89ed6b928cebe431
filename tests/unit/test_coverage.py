"""Every matter that a lesson promises has a section, a case and a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from friend_request.authoring import coverage
from friend_request.content import load_lesson

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
    known = coverage.headings(ROOT, LESSON)
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


def test_a_scene_counts_as_a_question() -> None:
    scene = sorted(coverage.scene_ids(LESSON))[0]
    assert missing(question=scene) == ""


def test_a_file_with_a_mistake_is_named(tmp_path: Path) -> None:
    (tmp_path / "03.yaml").write_text("lesson: '03'\nphrases:\n  - {id: a, tekst: b}\n")
    with pytest.raises(ValueError, match=r"03\.yaml"):
        coverage.load_coverage(tmp_path)
    (tmp_path / "03.yaml").write_text("lesson: '04'\nphrases:\n  - {id: a, text: b}\n")
    with pytest.raises(ValueError, match="must be '03'"):
        coverage.load_coverage(tmp_path)
