"""A document as a Word file: real headings, real lists, header rows marked, A4.

Made with python-docx. Every text goes in as a run's characters, so that nothing in it can become a
field, a formula or markup.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from friend_request.documents.blocks import (
    Bullets,
    Document,
    Heading,
    Note,
    Numbered,
    PageBreak,
    Paragraph,
    Sources,
    Table,
    clean,
    one_line,
    paragraphs,
)
from friend_request.words import words
from friend_request.writing import is_right_to_left

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Amber at the edge and pale behind; the word before it says the same in print without colour.
_NOTE_EDGE, _NOTE_FILL = "B45309", "FEF3C7"
_HEAD = "1F3864"


def to_docx(document: Document) -> bytes:
    """Write a document as Word reads it.

    Args:
        document: what to write.

    Returns:
        The bytes of a .docx file.
    """
    import docx

    file = docx.Document()
    _page(file, document)
    for block in document.blocks:
        if isinstance(block, Heading):
            _text(file.add_heading(level=block.level), one_line(block.text))
        elif isinstance(block, Paragraph):
            for part in paragraphs(block.text):
                _text(file.add_paragraph(), part)
        elif isinstance(block, Bullets):
            for item in block.items:
                _text(file.add_paragraph(style="List Bullet"), one_line(item))
        elif isinstance(block, Numbered):
            _numbered(file, block)
        elif isinstance(block, Table):
            _table(file, block)
        elif isinstance(block, Note):
            _note(file, block)
        elif isinstance(block, PageBreak):
            file.add_page_break()
        else:
            _sources(file, block)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _page(file: Any, document: Document) -> None:
    """A4, the file's properties, the language, and the title."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    (section,) = file.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(22)
    about = file.core_properties
    # Not a name, nor the library's: who wrote it is for the writer to say.
    about.author = about.last_modified_by = about.comments = ""
    about.title = one_line(document.title)
    about.language = document.language
    made = datetime(document.made.year, document.made.month, document.made.day)
    about.created = about.modified = made
    normal = file.styles["Normal"]
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    # A screen reader and the spelling check take the language from here, not from the properties.
    for language in file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), document.language)
    for name in ("Title", "Subtitle", *(f"Heading {n}" for n in range(1, 5)), "Caption"):
        style = file.styles[name]
        style.paragraph_format.keep_with_next = True
        # The library's own blue is too pale to be read easily.
        style.font.color.rgb = RGBColor.from_string(_HEAD)
    _text(file.add_heading(level=0), one_line(document.title))
    if document.subtitle:
        _text(file.add_paragraph(style="Subtitle"), one_line(document.subtitle))


def _text(paragraph: Any, text: str) -> Any:
    """Put text into a paragraph; lines stay lines, and the direction of writing is marked."""
    from docx.oxml import OxmlElement

    # Characters only: python-docx turns line ends into breaks and tabs into tabs.
    run = paragraph.add_run(clean(text))
    if is_right_to_left(text):
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)
        run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
    return run


# Word refuses a file whose paragraph properties are out of the order that the schema gives them.
_AFTER_BIDI = (
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:mirrorIndents",
    "w:suppressOverlap",
    "w:jc",
    "w:textDirection",
    "w:textAlignment",
    "w:textboxTightWrap",
    "w:outlineLvl",
    "w:divId",
    "w:cnfStyle",
    "w:rPr",
    "w:sectPr",
    "w:pPrChange",
)
_AFTER_SHADING = ("w:tabs", "w:suppressAutoHyphens", "w:bidi", *_AFTER_BIDI)


def _numbered(file: Any, block: Numbered) -> None:
    """A list of its own: without a new number definition Word goes on counting from the last."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    style = file.styles["List Number"]
    numbering = file.part.numbering_part.element
    base = style.element.pPr.numPr.numId.val
    abstract = next(n for n in numbering.num_lst if n.numId == base).abstractNumId.val
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    for item in block.items:
        paragraph = file.add_paragraph(style="List Number")
        properties = paragraph._p.get_or_add_pPr()
        number = properties.get_or_add_numPr()
        for name, value in (("w:ilvl", 0), ("w:numId", made.numId)):
            child = OxmlElement(name)
            child.set(qn("w:val"), str(value))
            number.append(child)
        _text(paragraph, one_line(item))


def _table(file: Any, block: Table) -> None:
    from docx.oxml import OxmlElement

    caption = file.add_paragraph(style="Caption")
    caption.paragraph_format.keep_with_next = True
    _text(caption, one_line(block.caption))
    table = file.add_table(rows=0, cols=len(block.header), style="Table Grid")
    for number, row in enumerate((block.header, *block.rows)):
        line = table.add_row()
        properties = line._tr.get_or_add_trPr()
        # No row is torn over two pages; the header row is repeated, and read as one.
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, text in zip(line.cells, row, strict=True):
            run = _text(cell.paragraphs[0], clean(text))
            run.bold = True if number == 0 else None
    file.add_paragraph()


def _note(file: Any, block: Note) -> None:
    """A paragraph with an edge and a ground of its own, and a word before it that says why."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = file.add_paragraph()
    paragraph.add_run(words("document.open") + " ").bold = True
    _text(paragraph, one_line(block.text))
    properties = paragraph._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "24"), ("space", "6"), ("color", _NOTE_EDGE)):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _NOTE_FILL)):
        shading.set(qn(f"w:{name}"), value)
    properties.insert_element_before(borders, "w:shd", *_AFTER_SHADING)
    properties.insert_element_before(shading, *_AFTER_SHADING)


def _sources(file: Any, block: Sources) -> None:
    for line, address in block.lines():
        text = f"{line} {address}" if address else line
        _text(file.add_paragraph(style="List Bullet"), one_line(text))
