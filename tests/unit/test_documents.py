"""Documents to take away: what goes in comes out, as Word and as Markdown, and into a folder."""

from __future__ import annotations

import io
import os
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from friend_request.content import Citation
from friend_request.documents import (
    Bullets,
    Document,
    Heading,
    Note,
    Numbered,
    PageBreak,
    Paragraph,
    SaveError,
    Sources,
    Table,
    default_folder,
    save,
    to_docx,
    to_markdown,
)
from friend_request.documents import saving as where
from friend_request.documents.blocks import clean
from friend_request.documents.markdown import escape
from friend_request.words import words

MADE = date(2027, 3, 1)
BAD = {
    "html": "<script>alert(1)</script> & <b>bold</b> &amp; &lt;",
    "formula": "=cmd|'/C calc'!A0",
    "plus": "+SUM(A1) and -1 and @mention",
    "markdown": "# no heading, *no* _emphasis_ [no](http://x.org) ![no](y) `code` ~~no~~ $x$ ^1",
    "lists": "1. one\n2) two\n- three\n+ four\n* five",
    "rules": "---\n===\n***",
    "table": "a | b\n--- | ---",
    "emoji": "👩🏽‍⚕️ 🏳️‍🌈 :smile: ❤️",
    "hebrew": "שלום, אני נועה",
    "arabic": "مرحبا يا ليلى (17)",
    "word": "<w:p><w:r><w:t>pasted</w:t></w:r></w:p> <!--[if gte mso 9]><xml>x</xml><![endif]-->",
    "entities": "&#60;b&#62; &copy; \\_ \\\\",
    "control": "bell\x07 null\x00 escape\x1b[31m \x85 \ufffe \ud800",
    "spaces": "    four spaces, a\ttab and two at the end  ",
    "lines": "one\r\ntwo\rthree\u2028four\x0bfive",
    "long": "Ein sehr langes Wort " + "x" * 20_000,
}


def of(*blocks: object, title: str = "A title") -> Document:
    return Document(title, MADE, blocks=tuple(blocks))


def reopened(document: Document) -> docx.document.Document:
    return docx.Document(io.BytesIO(to_docx(document)))


def shown(markdown: str) -> list[tuple[str, str]]:
    """(kind, text) of every block of a Markdown text, as a reader of CommonMark shows it."""
    parser = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable("table")
    found: list[tuple[str, str]] = []
    opened = ""
    for token in parser.parse(markdown):
        if token.nesting == 1 and token.type not in ("paragraph_open", "thead_open", "tr_open"):
            opened = token.tag
        if token.type == "inline":
            text = ""
            for child in token.children or []:
                if child.type in ("hardbreak", "softbreak"):
                    text += "\n"
                elif child.type in ("text", "code_inline", "text_special"):
                    text += child.content
                else:
                    assert child.type.startswith(("strong", "em", "link")), child.type
            found.append((opened, text))
        else:
            assert token.type not in ("html_block", "fence", "code_block") or (
                token.content.strip() == "<!-- -->"
            )
        if token.type == "paragraph_close":
            opened = ""
    return found


# ---------------------------------------------------------------- Word


def test_word_has_real_headings_lists_and_a_header_row() -> None:
    file = reopened(
        of(
            Heading("First"),
            Paragraph("One.\n\nTwo,\non two lines."),
            Heading("Below", 2),
            Bullets(("a", "b")),
            Table("What it shows", ("Who", "When"), (("me", "now"),)),
            Note("who decides"),
        )
    )
    lines = [(p.style.name, p.text) for p in file.paragraphs if p.text]
    assert lines == [
        ("Title", "A title"),
        ("Heading 1", "First"),
        ("Normal", "One."),
        ("Normal", "Two,\non two lines."),
        ("Heading 2", "Below"),
        ("List Bullet", "a"),
        ("List Bullet", "b"),
        ("Caption", "What it shows"),
        ("Normal", f"{words('document.open')} who decides"),
    ]
    (table,) = file.tables
    assert [[c.text for c in row.cells] for row in table.rows] == [["Who", "When"], ["me", "now"]]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None


def test_word_says_title_language_and_day_and_nobody_s_name() -> None:
    file = reopened(Document("Eine Seite", MADE, language="de-AT"))
    about = file.core_properties
    assert (about.title, about.language, about.author) == ("Eine Seite", "de-AT", "")
    assert about.created.date() == MADE
    languages = {e.get(qn("w:val")) for e in file.styles.element.iter(qn("w:lang"))}
    assert languages == {"de-AT"}
    (section,) = file.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_each_numbered_list_begins_at_one() -> None:
    file = reopened(of(Numbered(("a", "b")), Paragraph("between"), Numbered(("c",))))
    lists = [p for p in file.paragraphs if p.style.name == "List Number"]
    numbers = [p._p.pPr.numPr.numId.val for p in lists]
    assert numbers[0] == numbers[1] != numbers[2]
    for number in set(numbers):
        numbering = file.part.numbering_part.element
        (made,) = [n for n in numbering.num_lst if n.numId == number]
        assert made.lvlOverride_lst[0].startOverride.val == 1


def test_paragraph_properties_stand_in_the_order_that_word_asks_for() -> None:
    order = ["pStyle", "keepNext", "numPr", "pBdr", "shd", "bidi", "spacing", "rPr"]
    file = reopened(of(Note("שלום"), Bullets(("مرحبا",)), Numbered(("שלום",)), Heading("א")))
    for paragraph in file.paragraphs:
        names = [child.tag.split("}")[1] for child in paragraph._p.get_or_add_pPr()]
        assert names == sorted(names, key=order.index)


def test_right_to_left_text_is_marked() -> None:
    file = reopened(of(Paragraph(BAD["hebrew"]), Paragraph("Noa")))
    hebrew, latin = file.paragraphs[1:3]
    assert hebrew._p.pPr.find(qn("w:bidi")) is not None
    assert latin._p.pPr is None or latin._p.pPr.find(qn("w:bidi")) is None


@pytest.mark.parametrize("name", BAD)
def test_word_holds_the_same_text_and_no_field(name: str) -> None:
    text = BAD[name]
    file = reopened(
        of(
            Heading(text),
            Paragraph(text),
            Bullets((text,)),
            Table(text, (text,), ((text,),)),
            Note(text),
            title=text[:200],
        )
    )
    flat = " ".join(clean(text).split())
    paragraphs = [" ".join(p.text.split()) for p in file.paragraphs if p.text.strip()]
    assert " ".join(file.tables[0].rows[1].cells[0].text.split()) == flat
    assert flat in " ".join(paragraphs)
    assert sum(flat in p for p in paragraphs) >= 3
    for tag in ("w:fldSimple", "w:instrText", "w:hyperlink", "w:object"):
        assert not list(file.element.iter(qn(tag)))


# ---------------------------------------------------------------- Markdown


@pytest.mark.parametrize("name", BAD)
def test_markdown_shows_the_same_text(name: str) -> None:
    text = BAD[name]
    made = to_markdown(
        of(Heading(text), Paragraph(text), Bullets((text,)), Table("cap", ("h",), ((text,),)))
    )
    flat = " ".join(clean(text).split())
    found = [" ".join(t.split()) for _, t in shown(made)]
    assert found[1] == flat
    assert flat == found[2] or flat == " ".join(found[2:-4])
    assert found[-4] == flat
    assert found[-1].replace(";", "").split() == clean(text).replace(";", "").split()
    assert "<script" not in made
    assert "\x00" not in made


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_line_comes_out_of_markdown_as_it_went_in(text: str) -> None:
    flat = " ".join(clean(text).split())
    if flat:
        assert shown(f"before {escape(flat)}")[0] == ("", f"before {flat}")
        assert shown(escape(flat)) == [("", flat)]
        assert shown(f"## {escape(flat)}") == [("h2", flat)]


def test_markdown_stays_readable() -> None:
    text = "Mail office@example.org, 9:30 to 5 - it's (mostly) fine."
    assert escape(text) == text


def test_markdown_has_headings_lists_tables_and_marks_what_is_open() -> None:
    made = to_markdown(
        of(
            Heading("First"),
            Bullets(("a",)),
            Numbered(("b", "c")),
            Table("T", ("x", "y"), (("1", "2"),)),
            Note("who decides"),
            PageBreak(),
            Paragraph("end"),
        )
    )
    kinds = [kind for kind, _ in shown(made)]
    assert kinds == ["h1", "h2", "li", "li", "li", "", "th", "th", "td", "td", "blockquote", ""]
    assert ("blockquote", f"{words('document.open')} who decides") in shown(made)


def test_sources_say_whom_they_bind_and_where_they_are() -> None:
    citation = Citation(clause="nasw-1.06h")
    document = of(Sources((citation, citation, Citation(ref="Keller2025"))))
    (clause, url), (study, doi) = document.blocks[0].lines()
    assert "1.06(h)" in clause
    assert "NASW members" in clause
    assert url.startswith("https://")
    assert "Keller" in study
    assert doi.startswith("https://doi.org/")
    file = reopened(document)
    assert [p.style.name for p in file.paragraphs[1:]] == ["List Bullet"] * 2
    assert any("Keller" in text for _, text in shown(to_markdown(document)))


def test_impossible_blocks_are_refused() -> None:
    with pytest.raises(ValueError, match="level"):
        Heading("x", 7)
    with pytest.raises(ValueError, match="as long as"):
        Table("t", ("a", "b"), (("only one",),))


# ---------------------------------------------------------------- saving


def test_a_document_is_saved_twice_and_never_over_another(tmp_path: Path) -> None:
    first = save(of(Paragraph("one")), "policy", tmp_path / "new" / "folder")
    assert [p.name for p in first] == ["policy.docx", "policy.md"]
    before = [p.read_bytes() for p in first]
    second = save(of(Paragraph("two")), "policy", tmp_path / "new" / "folder")
    assert [p.name for p in second] == ["policy-2.docx", "policy-2.md"]
    assert [p.read_bytes() for p in first] == before
    first[0].unlink()  # one of the pair is still there: both get a new name
    third = save(of(Paragraph("three")), "policy", tmp_path / "new" / "folder")
    assert [p.name for p in third] == ["policy-3.docx", "policy-3.md"]
    assert not [p for p in (tmp_path / "new" / "folder").iterdir() if p.name.startswith(".")]


def test_a_link_that_leads_nowhere_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "policy.md").symlink_to(tmp_path / "elsewhere")
    assert [p.name for p in save(of(), "policy", tmp_path)] == ["policy-2.docx", "policy-2.md"]
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    "stem",
    [
        *("", " ", ".", "..", "../x", "a/b", "a\\b", "/etc/x", "C:x", "nul", "com1.x", ".hidden"),
        *("a\x00b", "x" * 300, "a ", "=cmd|x"),
    ],
)
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, stem: str) -> None:
    with pytest.raises(SaveError) as caught:
        save(of(), stem, tmp_path)
    assert caught.value.key == "document.refused.name"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_folder_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", "~no-such-user-here/x", "a\0b"):
        with pytest.raises(SaveError) as caught:
            save(of(), "policy", folder)
        assert caught.value.key == "document.refused.folder"
        assert "Errno" not in str(caught.value)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SaveError) as caught:
        save(of(), "policy", tmp_path)
    assert caught.value.key == "document.refused.full"
    assert list(tmp_path.iterdir()) == []


def test_folders_without_links_work_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    assert [p.name for p in save(of(), "policy", tmp_path)] == ["policy.docx", "policy.md"]
    assert [p.name for p in save(of(), "policy", tmp_path)] == ["policy-2.docx", "policy-2.md"]


def test_the_usual_folder_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(where.ENVIRONMENT, str(tmp_path / "mine"))
    assert default_folder() == tmp_path / "mine"
    assert save(of(), "policy")[0].parent == tmp_path / "mine"
    monkeypatch.delenv(where.ENVIRONMENT)
    monkeypatch.setattr(
        where.platformdirs, "user_documents_path", lambda: tmp_path / "no-documents"
    )
    assert default_folder() == Path.home()
