"""The case: its content note first, then its facts and its story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from friend_request.content import load_case
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, fill, node, rich
from friend_request.words import words

if TYPE_CHECKING:
    from friend_request.content import Case


class CaseForm(Form):
    """Draws a case's story. Its questions stand in cells of their own."""

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__()

    def _facts(self) -> tuple[str, str]:
        case = self.case
        facts = words(
            "case.facts" if case.questions else "scene.facts",
            role=case.role[0].upper() + case.role[1:],
            setting=case.setting,
            platform=case.platform,
            minutes=case.minutes,
        )
        client = words(
            "case.client",
            age=case.client.age,
            relationship=words(f"case.relationship.{case.client.relationship}"),
        )
        return facts, client

    def note(self) -> list[Node]:
        """The content note, if the case has one."""
        if not self.case.content_note:
            return []
        label = node("strong", words("case.heading_note") + ": ")
        return [node("div", label, self.case.content_note, class_="fr-note")]

    def head(self) -> list[Node]:
        """The title and the content note, which always comes before the story."""
        return [node("h3", self.case.title), *self.note()]

    def body(self) -> list[Node]:
        """The facts and the story."""
        facts, client = self._facts()
        return [
            node("p", facts, node("br"), client, class_="fr-facts"),
            *rich(self.case.story, 4),
            node("p", words("case.invented"), class_="fr-small"),
        ]

    def draw(self) -> list[Node]:
        return [node("div", *self.head(), *self.body(), class_="fr-card fr-story")]

    def text(self) -> str:
        case = self.case
        facts, client = self._facts()
        note = (
            [fill(f"{words('case.heading_note')}: {case.content_note}")]
            if case.content_note
            else []
        )
        parts = [case.title, *note, f"{fill(facts)}\n{client}", fill(case.story)]
        return "\n\n".join([*parts, words("case.invented")])


def case(case_id: str) -> CaseForm:
    """Show a case's story.

    Args:
        case_id: such as `"nine-months-on"`.

    Returns:
        A widget; as the last line of a cell it shows itself.

    Raises:
        friend_request.content.ContentError: if there is no such case, or its file has a mistake.
    """
    return CaseForm(load_case(case_id))
