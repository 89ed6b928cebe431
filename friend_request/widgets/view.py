"""What the kinds of question have in common on the screen."""

from __future__ import annotations

from typing import Any

from friend_request.questions import Judgement, display_order
from friend_request.widgets import feedback as shown
from friend_request.widgets.nodes import Node, node
from friend_request.words import words


class View:
    """One kind of question on the screen; a class for each kind follows.

    `controls` says what to draw, `read` makes a response of the form's values, `text` is the text
    form, `feedback` says what stands below once the question is answered.
    """

    submit = "question.check"
    submit_again = "question.check_again"
    drafts: tuple[str, ...] = ()
    can_skip = True

    def __init__(self, question: Any, learner: str):
        self.question = question
        self.options = display_order(question, learner)

    def controls(self, response: dict[str, Any], answered: bool) -> list[Node]:
        """The controls, showing a response."""
        raise NotImplementedError

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        """The response that the form's values make; judging says whether it is complete."""
        raise NotImplementedError

    def text(self) -> str:
        """The question's options as text."""
        return ""

    def feedback(self, response: dict[str, Any], judged: Judgement, here: shown.Here) -> list[Node]:
        """What stands below an answered question."""
        return []

    def spoken(self, response: dict[str, Any], judged: Judgement) -> str:
        """What a screen reader announces after answering."""
        return words("question.kept")

    def focus_after(self, response: dict[str, Any], judged: Judgement) -> str:
        """Which element gets the focus after answering; empty leaves it on the button."""
        return ""

    def described_by(self, *more: str) -> str | None:
        """The ids of what describes a control: the text above the question, if there is one."""
        ids = [*(["intro"] if self.question.intro else []), *more]
        return " ".join(ids) or None

    def group(self, *inside: Node) -> Node:
        """The controls as one group, which the question itself names."""
        return node(
            "fieldset",
            node("legend", self.question.stem, class_="fr-legend"),
            *inside,
            class_="fr-group",
            aria_describedby=self.described_by(),
        )

    def move(self, action: str, arg: str) -> tuple[str, str] | None:
        """Do something within the controls: returns what to announce and what gets the focus."""
        return None
