"""Documents that a learner takes away: described once, written as Word and as Markdown.

`blocks` says what a document is made of, `docx` and `markdown` write it, `saving` puts both into a
folder. What people typed is text throughout: no markup, formula or field of theirs takes effect.
"""

from friend_request.documents.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    Note,
    Numbered,
    PageBreak,
    Paragraph,
    Sources,
    Table,
)
from friend_request.documents.docx import DOCX_TYPE, to_docx
from friend_request.documents.markdown import MARKDOWN_TYPE, to_markdown
from friend_request.documents.saving import SaveError, default_folder, save

__all__ = [
    "DOCX_TYPE",
    "MARKDOWN_TYPE",
    "Block",
    "Bullets",
    "Document",
    "Heading",
    "Note",
    "Numbered",
    "PageBreak",
    "Paragraph",
    "SaveError",
    "Sources",
    "Table",
    "default_folder",
    "save",
    "to_docx",
    "to_markdown",
]
