"""What the worksheets have in common: boxes, one draft, warnings, and ways to save.

A worksheet keeps what is written as one draft in the learner's log: a later draft replaces an
earlier one, so that what somebody thought better of is not kept. It is no answer to a question and
counts as none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from friend_request import identifying, progress
from friend_request.documents import Document
from friend_request.progress import NotKept
from friend_request.takeaways.models import Field
from friend_request.widgets import downloads
from friend_request.widgets.nodes import Node, button, details, node, row
from friend_request.widgets.takeaway import Takeaway
from friend_request.words import words


def today() -> date:
    """The present day where the course runs: what a learner would write at the top of a sheet."""
    return datetime.now().date()


def kept(made: Node) -> Node:
    """Let every control in these nodes send a draft when it changes, not only boxes of text."""
    attributes = made.get("a", {})
    if "data-field" in attributes and attributes.get("type") != "file":
        attributes["data-draft"] = ""
    for child in made.get("c", []):
        if isinstance(child, dict):
            kept(child)
    return made


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


class Worksheet(Takeaway):
    """Base of the worksheets.

    A subclass gives `name`, `fields`, `labels`, `sheet` (what to draw), `document`, and, where it
    has buttons of its own, `press`.

    Attributes:
        values: what the learner has written, ticked and chosen, by field; the newest known.
        shown: the same as it was last drawn. A draft changes `values` alone, so that drawing a
            warning never writes over what is being typed.
    """

    name = ""

    def __init__(self, store: progress.Store | None = None) -> None:
        self.asking = False
        super().__init__(store)
        self._load()

    # -- for subclasses

    def fields(self) -> set[str]:
        """The names of all fields that are kept."""
        raise NotImplementedError

    def texts(self) -> dict[str, str]:
        """The fields of free text: name to what it holds now. Looked through for the warning."""
        raise NotImplementedError

    def sheet(self) -> list[Node]:
        """What is between the title and the ways to save."""
        raise NotImplementedError

    def document(self) -> Document:
        """The document that the sheet makes now."""
        raise NotImplementedError

    def heading(self) -> list[Node]:
        """The title and what stands below it."""
        raise NotImplementedError

    def refusal(self) -> tuple[str, str]:
        """Why no document can be made yet, and which element to go to; two empty texts if one can.

        Only a sheet with a field that safety requires has a reason.
        """
        return "", ""

    def face(self) -> Any:
        """What of the drawing depends on the values, beside the values themselves and warnings."""
        return None

    def news(self, before: Any) -> str:
        """What a screen reader is told when a draft has changed the `face` from what it was."""
        return ""

    def press(self, action: str, arg: str) -> None:
        """Do what a button of the sheet's own asks for."""

    # -- what is kept

    @property
    def kept_as(self) -> str:
        """The name of the draft in the log."""
        return f"takeaway.{self.name}"

    def _load(self) -> None:
        entry = self.store.latest(self.kept_as, ("draft",))
        found = entry.response.get("sheet") if entry else None
        self.values: dict[str, Any] = self._known(found) if isinstance(found, dict) else {}
        self.shown: dict[str, Any] = dict(self.values)

    def _known(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values of known fields that are text or lists of text."""
        found: dict[str, Any] = {}
        for name in self.fields():
            value = values.get(name)
            if isinstance(value, str):
                found[name] = value
            elif isinstance(value, list):
                found[name] = [each for each in value if isinstance(each, str)]
        return found

    def take(self, values: dict[str, Any]) -> None:
        """Take over what the page holds, and keep it.

        Raises:
            NotKept: if the disk did not take it; `values` is up to date all the same.
        """
        now = {**self.values, **self._known(values)}
        # A page sends empty boxes too; an untouched sheet leaves no trace.
        changed = _filled(now) != _filled(self.values)
        self.values = now
        if changed:
            self.keep()

    def keep(self) -> None:
        """Write the sheet as it is now."""
        self.store.append("draft", self.kept_as, {"sheet": self.values}, kind="takeaway")

    def keep_drafts(self, values: dict[str, Any]) -> None:
        before, warned = self.face(), self.warnings()
        try:
            self.take(values)
        finally:
            now = self.warnings()
            if (self.face(), now) != (before, warned):
                new = [self.warning(each) for f, each in now.items() if each != warned.get(f)]
                self.refresh(say=new[0] if new else self.news(before))

    def _follow(self, question_id: str) -> None:
        if question_id == "":
            # A new start, another person, another file: what is shown may no longer be theirs.
            self.settle()
            self._load()
            self.refresh()
        elif question_id in ("role", "country"):
            self.refresh()

    def settle(self) -> None:
        # A sheet knows what the page holds, its ticks and lists too.
        self.shown = dict(self.values)
        self.refresh()

    # -- warnings

    def warnings(self) -> dict[str, list[str]]:
        """Which fields seem to hold what could identify a person, and of what kinds."""
        found = {name: identifying.kinds(text) for name, text in self.texts().items()}
        return {name: each for name, each in found.items() if each}

    def warning(self, found: list[str]) -> str:
        """The warning in words."""
        *first, last = [words(f"takeaway.kind.{kind}") for kind in found]
        if not first:
            return words("takeaway.warning", kinds=last)
        both = words("takeaway.warning_and", first=", ".join(first), last=last)
        return words("takeaway.warning", kinds=both)

    # -- drawing

    def value(self, name: str) -> str:
        """What a field of text showed when it was last drawn by Python."""
        found = self.shown.get(name)
        return found if isinstance(found, str) else ""

    def ticked(self, name: str) -> list[str]:
        """What was ticked when it was last drawn by Python."""
        found = self.shown.get(name)
        return found if isinstance(found, list) else []

    def draw(self) -> list[Node]:
        if self.asking:
            inside: list[Node] = [
                *self.heading()[:1],
                node("p", words("takeaway.clear_ask"), class_="fr-note", id="ask", tabindex="-1"),
                row(
                    button(words("takeaway.clear_yes"), "clear-yes"),
                    button(words("takeaway.clear_no"), "clear-no", primary=True),
                ),
            ]
        else:
            inside = [*downloads.notices(self.store), *self.heading(), *self.sheet(), self._keep()]
        return [kept(node("div", *inside, class_="fr-card"))]

    def box(self, field: Field, value: str | None = None) -> Node:
        """A labelled box with its help and, below it, a warning if one is due."""
        found = self.warnings().get(field.id)
        ids = [f"help-{field.id}"] if field.help else []
        ids += [f"warning-{field.id}"] if found else []
        common = {
            "id": field.id,
            "data_field": field.id,
            "value": self.value(field.id) if value is None else value,
            "aria_describedby": " ".join(ids) or None,
            "dir": "auto",
        }
        control = (
            node("input", type="text", class_="fr-line", **common)
            if field.rows == 1
            else node("textarea", rows=field.rows, **common)
        )
        return node(
            "div",
            node("label", field.label, for_=field.id, class_="fr-label"),
            node("p", field.help, id=f"help-{field.id}", class_="fr-small") if field.help else None,
            control,
            node("p", self.warning(found), id=f"warning-{field.id}", class_="fr-note fr-warning")
            if found
            else None,
            class_="fr-field",
            key=f"box-{field.id}",
        )

    def group(self, title: str, *inside: Node | None, help_: str | None = None, key: str) -> Node:
        """A part of the sheet: a fieldset with a title."""
        return node(
            "fieldset",
            node("legend", title, class_="fr-legend fr-title"),
            node("p", help_, class_="fr-small", id=f"about-{key}") if help_ else None,
            *inside,
            class_="fr-group fr-step",
            key=f"group-{key}",
            aria_describedby=f"about-{key}" if help_ else None,
        )

    def boxes(self, fields: Iterable[Field]) -> list[Node]:
        """A box for each field."""
        return [self.box(field) for field in fields]

    def extra_buttons(self) -> list[Node]:
        """Buttons that stand beside those that save."""
        return []

    def _keep(self) -> Node:
        guest = words("takeaway.keep_guest" if self.store.guest else "takeaway.keep_why")
        warned = words("takeaway.warning_all") if self.warnings() else None
        return node(
            "fieldset",
            node("legend", words("takeaway.keep_title"), class_="fr-legend fr-title"),
            node("p", guest, class_="fr-small"),
            node("p", warned, class_="fr-note fr-warning", key="warned") if warned else None,
            row(
                button(words("document.download_word"), "word", primary=True, id="download-word"),
                button(words("document.download_markdown"), "markdown"),
                *self.extra_buttons(),
            ),
            self.told_note(),
            details(
                words("takeaway.folder_title"),
                self.folder_line(),
                row(button(words("takeaway.folder"), "folder")),
                key="folder",
            ),
            row(button(words("takeaway.clear"), "clear")),
            class_="fr-group fr-step",
            key="keep",
        )

    # -- doing

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        trouble: NotKept | None = None
        if not self.asking:
            try:
                self.take(values)
            except NotKept as error:
                trouble = error  # a document can be had all the same: now more than ever
        self.shown, self.told = dict(self.values), ""
        if action in ("word", "markdown", "folder"):
            self._export(action, str(values.get("folder") or ""))
        elif action == "clear":
            self.asking = True
            self.refresh(say=words("takeaway.clear_ask"), focus="ask", show="ask")
        elif action in ("clear-yes", "clear-no"):
            self.asking = False
            if action == "clear-yes":
                self.values, self.shown = {}, {}
                self.keep()
            said = "takeaway.cleared" if action == "clear-yes" else "takeaway.kept_all"
            self.refresh(say=words(said), focus="title", show="title")
        else:
            self.press(action, arg)
        if trouble is not None:
            raise trouble

    def _export(self, action: str, folder: str) -> None:
        problem, focus = self.refusal()
        if problem:
            self.refresh(problem=problem, focus=focus)
            return
        made = self.document()
        stem = f"{words(f'takeaway.{self.name}.file')}-{made.made.isoformat()}"
        if action != "folder":
            self.download(made, stem, action)
            return
        # If it can't be saved, the button that always works gets the focus.
        paths = self.save_all({stem: made}, folder, focus="download-word")
        if paths:
            word, markdown = (path.name for path in paths)
            where = str(paths[0].parent)
            self.tell(words("document.saved", word=word, markdown=markdown, folder=where))
