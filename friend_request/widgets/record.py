"""The learner's record and the document of what they wrote: both are downloads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from friend_request.widgets.following import Following
from friend_request.widgets.nodes import Node, button, node, option, row, text_line
from friend_request.words import words


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")


class RecordForm(Following):
    """Makes a record of completion.

    The name is read when a button is pressed and goes into the file alone: it is in no entry, no
    draft, and not in what this widget draws, which a notebook could save.
    """

    def draw(self) -> list[Node]:
        return [
            node(
                "div",
                node("h3", words("record.title")),
                node("p", words("record.why")),
                node("p", words("record.not_credit"), class_="fr-note"),
                text_line(
                    "name",
                    words("record.name"),
                    hint=words("record.name_why"),
                    key="name",
                    maxlength="200",
                    dir="auto",
                    spellcheck="false",
                ),
                option("checkbox", "texts", "yes", words("record.include")),
                row(
                    button(words("record.page"), "page", primary=True),
                    button(words("record.data"), "data"),
                ),
                class_="fr-card",
            )
        ]

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        if action not in ("page", "data"):
            return
        from friend_request import completion

        ticked = values.get("texts")
        made = completion.build(self.store, with_texts=isinstance(ticked, list) and "yes" in ticked)
        if not made.rows:
            self.refresh(problem=words("record.nothing"))
            return
        name = values.get("name")
        name = name if isinstance(name, str) else ""
        file = f"{words('record.file')}-{_today()}"
        if action == "page":
            file += ".html"
            self.offer_file(file, completion.page(made, name), "text/html")
        else:
            file += ".json"
            self.offer_file(file, completion.data(made, name), "application/json")
        self.refresh(say=words("record.done", name=file))

    def text(self) -> str:
        return "\n\n".join(
            [words("record.text"), words("record.not_credit"), words("progress.to_use")]
        )


class LogForm(Following):
    """Makes one document of all reflections and replies."""

    def draw(self) -> list[Node]:
        return [
            node(
                "div",
                node("h3", words("log.title")),
                node("p", words("log.why")),
                node("p", words("log.privacy"), class_="fr-note"),
                row(
                    button(words("log.word"), "word", primary=True),
                    button(words("log.markdown"), "markdown"),
                ),
                class_="fr-card",
            )
        ]

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        if action not in ("word", "markdown"):
            return
        from friend_request import writing

        texts = writing.collect(self.store)
        if not texts:
            self.refresh(problem=words("log.nothing"))
            return
        file = f"{words('log.file')}-{_today()}"
        if action == "word":
            file += ".docx"
            kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            self.offer_file(file, writing.word(texts), kind)
        else:
            file += ".md"
            self.offer_file(file, writing.markdown(texts), "text/markdown")
        self.refresh(say=words("log.done", name=file))

    def text(self) -> str:
        return "\n\n".join([words("log.text"), words("progress.to_use")])


def record() -> RecordForm:
    """Offer the learner's own record of completion, as a page and as data.

    Returns:
        A widget; as the last line of a cell it shows itself. While nothing is answered, its
        buttons say so and make no file.
    """
    return RecordForm()


def cpd_log() -> LogForm:
    """Offer everything the learner wrote as one document, for Word or as Markdown.

    Returns:
        A widget; as the last line of a cell it shows itself. While nothing is written, its
        buttons say so and make no file.
    """
    return LogForm()
