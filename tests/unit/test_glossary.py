"""Terms are explained on one page, and linked at their first use in each lesson."""

from __future__ import annotations

from pathlib import Path

import pytest

from friend_request.authoring import glossary
from friend_request.content import ContentError

ROOT = Path(__file__).parents[2]
CELLS = [
    "## A boundary is a line\n\nSome code: `boundary`.",
    "Two boundaries, and [a boundary](x.ipynb). The GDPR. A boundary.",
]


def test_the_page_and_the_links_are_up_to_date() -> None:
    problems = glossary.check_glossary(ROOT)
    assert not problems, "\n".join(str(problem) for problem in problems)


def test_the_first_use_in_prose_is_linked_once() -> None:
    first, second = glossary.link_terms(CELLS)
    assert first == CELLS[0]
    assert second == (
        "Two [boundaries](glossary.ipynb#Boundary), and [a boundary](x.ipynb). "
        "The [GDPR](glossary.ipynb#GDPR). A boundary."
    )
    assert glossary.link_terms([first, second]) == [first, second]


def test_a_word_within_another_is_not_the_term() -> None:
    assert glossary.link_terms(["Handled, mishandle, hand-handle."]) == [
        "Handled, mishandle, hand-handle."
    ]


def test_the_path_of_a_menu_is_left_alone() -> None:
    cells = ["Choose **Kernel ▸ Restart Kernel\nand Run**, or Kernel ▸ Interrupt. The kernel ends."]
    assert glossary.link_terms(cells) == [
        cells[0].replace("The kernel", "The [kernel](glossary.ipynb#Kernel)")
    ]


def test_every_term_has_a_section_of_its_own() -> None:
    sections = [c.source.split("\n")[0] for c in glossary.page().cells[1:-1]]
    assert sections == [f"## {term.term}" for term in glossary.load_glossary().terms]


def test_terms_out_of_order_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "glossary.yaml").write_text(
        "terms:\n  - {term: B, means: x}\n  - {term: A, means: y}\nreview_by: 2027-01-01\n"
    )
    monkeypatch.setattr(glossary, "DATA", tmp_path)
    glossary.load_glossary.cache_clear()
    with pytest.raises(ContentError, match="Sort the terms"):
        glossary.load_glossary()
    glossary.load_glossary.cache_clear()
