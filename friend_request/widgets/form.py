"""The one widget that draws: real form controls from a description made in Python.

Python decides, JavaScript draws. JavaScript holds no course text and judges nothing; it sends what
the learner did, with the values of all controls, and draws the description that comes back.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from friend_request.progress import NotKept
from friend_request.widgets.nodes import Node, typed
from friend_request.words import words

_HERE = Path(__file__).parent
# What a form looks like, what a worksheet adds, and what the notebook around them needs.
_STYLES = ("form", "worksheet", "notebook")
_log = logging.getLogger(__name__)


class Form(anywidget.AnyWidget):
    """Base of every widget of the course.

    A subclass says what to draw in `draw()`, what its text form is in `text()`, and what to do in
    `act()`. Nothing that happens in `act` raises into the notebook.
    """

    _esm = _HERE / "form.js"
    _css = "".join((_HERE / f"{name}.css").read_text("utf-8") for name in _STYLES)
    spec = traitlets.Dict().tag(sync=True)

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._serial = 0
        # What the page held when it was last heard of.
        self._held: dict[str, Any] = {}
        self.on_msg(self._receive)

    # -- for subclasses

    def draw(self) -> list[Node]:
        """Return the nodes to show now."""
        raise NotImplementedError

    def text(self) -> str:
        """Return the text form: the content, never the learner's state; the same every time."""
        raise NotImplementedError

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        """Do what a button asks for."""

    def keep_drafts(self, values: dict[str, Any]) -> None:
        """Keep what is being written. Raises `NotKept` if the disk did not take it."""

    def receive_file(self, name: str, content: bytes) -> None:
        """Do something with a file that the learner chose."""

    # -- drawing

    def refresh(self, say: str = "", focus: str = "", problem: str = "", show: str = "") -> None:
        """Draw again.

        Args:
            say: what a screen reader announces.
            focus: id of the element that gets the focus; empty leaves it where it is.
            problem: a message that is shown and announced at once.
            show: id of the element that is brought into view after the learner did something.
        """
        self._serial += 1
        self.spec = {
            "serial": self._serial,
            "nodes": self.draw(),
            "say": say,
            "focus": focus,
            "problem": problem,
            "show": show,
            "waiting": words("form.waiting"),
            "kept": words("form.draft_kept"),
        }

    def settle(self) -> None:
        """Draw what is being typed, before something else is put in its place.

        A page changes a control only where two drawings differ. What was typed since the last one
        is in neither, and would stay: on the screen of whoever comes next.
        """
        if self.spec:
            self._serial += 1
            nodes = [typed(each, self._held) for each in self.spec["nodes"]]
            quiet = dict.fromkeys(("say", "focus", "problem", "show"), "")
            self.spec = {**self.spec, **quiet, "serial": self._serial, "nodes": nodes}

    def offer_file(self, name: str, content: bytes, kind: str) -> None:
        """Give the learner a file to save, through the browser's own download."""
        self.send({"type": "file", "name": name, "kind": kind}, [content])

    def _receive(self, _widget: Any, content: Any, buffers: Any) -> None:
        if not isinstance(content, dict):
            return
        values = content.get("values")
        values = values if isinstance(values, dict) else {}
        self._held = values
        try:
            kind = content.get("type")
            if kind == "draft":
                self.keep_drafts(values)
                self.send({"type": "kept"})
            elif kind == "file":
                data = bytes(buffers[0]) if buffers else b""
                self.receive_file(str(content.get("name", "")), data)
            elif kind == "act":
                before = self._serial
                self.act(str(content.get("action", "")), str(content.get("arg", "")), values)
                if self._serial == before:
                    self.refresh()
        except NotKept as error:
            self.refresh(problem=words(error.key) + " " + words("not_kept.what_now"))
        except Exception:
            # A learner can do nothing with a traceback; a maintainer finds it in the server's log.
            _log.exception("A widget of the course failed")
            self.refresh(problem=words("form.failed"))

    # -- text forms

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        # The text form is made whole here: ipywidgets would cut it after 110 characters.
        if not self.spec:
            self.refresh()
        bundle = super()._repr_mimebundle_(**kwargs)
        data, *rest = bundle if isinstance(bundle, tuple) else (bundle,)
        data = {**(data or {}), "text/plain": self.text()}
        return (data, *rest) if rest else data
