"""The prose is no harder to read than the course promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from friend_request.authoring import reading
from friend_request.authoring.glossary import terms_and_forms
from friend_request.content import load_lessons

ROOT = Path(__file__).parents[2]
HARD = (
    "Notwithstanding considerations of proportionality, institutional representatives responsible "
    "for administering digital communications necessarily anticipate confidentiality obligations "
    "originating contemporaneously in statutory, contractual and professional jurisdictions."
)


@pytest.mark.parametrize("lesson", load_lessons(), ids=lambda lesson: lesson.number)
def test_a_lesson_reads_at_grade_ten_or_easier(lesson) -> None:
    found = reading.grade(reading.texts_of(ROOT, lesson), terms_and_forms())
    assert found <= reading.HARDEST, (
        f"Lesson {lesson.number} reads at grade {found:.1f}. Shorten its longest sentences, and "
        "say long words in short ones."
    )


def test_hard_prose_is_noticed_and_plain_prose_is_not() -> None:
    assert reading.grade([HARD]) > 20
    assert reading.grade(["She sent a note. He read it at once. Then he went home."]) < 3


def test_names_terms_links_and_sources_do_not_count() -> None:
    short = "She wrote to him at eight."
    long = "She wrote to [Konstantinopoulos](https://example.org/a/very/long/address) at eight."
    assert reading.grade([short]) == pytest.approx(reading.grade([long]), abs=2)
    assert reading.plain("We read it (ACA 2014, C.3.b).\n\n| a | b |\n\n## Heading") == [
        "We read it ."
    ]
    with_term = ["The multiple relationship was known to all of them."]
    assert reading.grade(with_term, ["multiple relationship"]) < reading.grade(with_term)


def test_words_that_no_dictionary_has_are_counted_all_the_same() -> None:
    assert 0 < reading.grade(["Doxxing, colour and organisation came up at ten o’clock."]) < 15
