"""What forms that make documents have in common: downloads, a folder, a word on what was done."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from friend_request import progress
from friend_request.documents import (
    DOCX_TYPE,
    MARKDOWN_TYPE,
    Document,
    SaveError,
    default_folder,
    save,
    to_docx,
    to_markdown,
)
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, node, text_line
from friend_request.words import words


class Takeaway(Form):
    """Base of the forms that make documents to take along.

    Attributes:
        store: where what the learner writes is kept.
        told: what was done last, such as where a document is; empty when something else begins.
    """

    def __init__(self, store: progress.Store | None = None) -> None:
        self.store = store or progress.store()
        self.told = ""
        super().__init__()
        self.store.watch(self._follow)

    def _follow(self, question_id: str) -> None:
        """Take notice of an entry in the log; no id: everything may have changed."""
        if not question_id:
            self.settle()
            self.refresh()

    # -- drawing

    def told_note(self) -> Node | None:
        """What was done last, for those who see; the status region announces it."""
        return node("p", self.told, class_="fr-note", id="told", key="told") if self.told else None

    def folder_line(self, folder: str = "") -> Node:
        """The box for the folder in which documents are saved."""
        return text_line(
            "folder",
            words("document.folder"),
            hint=words("document.folder_why"),
            class_="fr-line",
            value=folder or str(default_folder()),
            spellcheck="false",
        )

    # -- doing

    def tell(self, said: str, *, focus: str = "", show: str = "") -> None:
        """Say what was done, to those who see and to those who listen."""
        self.told = said
        self.refresh(say=said, focus=focus, show=show)

    def download(self, document: Document, stem: str, kind: str) -> None:
        """Offer a document through the browser: as `word`, or else as Markdown."""
        if kind == "word":
            name, content, type_ = f"{stem}.docx", to_docx(document), DOCX_TYPE
        else:
            name, content = f"{stem}.md", to_markdown(document).encode("utf-8")
            type_ = MARKDOWN_TYPE
        self.offer_file(name, content, type_)
        self.tell(words("document.downloading", name=name))

    def save_all(self, papers: Mapping[str, Document], typed: str, focus: str = "") -> list[Path]:
        """Save documents into a folder, each for Word and as Markdown, or say what is in the way.

        Args:
            papers: the documents, by the names of their files without an ending.
            typed: the folder as the learner wrote it; empty for the usual one.
            focus: the control that gets the focus if it can't be done, such as a download.

        Returns:
            The files, or an empty list if not all could be saved, which has then been said.
        """
        done: list[Path] = []
        try:
            for stem, document in papers.items():
                done += save(document, stem, typed)
        except SaveError as error:
            problem = words("document.not_saved", why=str(error))
            if done:
                names = ", ".join(path.name for path in done)
                problem += " " + words("policy.not_saved_rest", names=names)
            self.refresh(problem=problem, focus=focus)
            return []
        return done
