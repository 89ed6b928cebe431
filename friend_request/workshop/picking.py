"""Choose a question of any lesson from two lists, and go on with it in the same form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from friend_request.content import ContentError, load_lesson, load_lessons, load_question
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, button, fill, node, row, select
from friend_request.words import words
from friend_request.workshop.codes import can_be_coded

LONGEST_STEM = 90


class PickerForm(Form):
    """Two lists, and below them the form of the question that was chosen.

    Args:
        make: makes the form of a question.
        described: the phrase that is this form's text form.
    """

    def __init__(self, make: Callable[[Any], Form], described: str) -> None:
        self.make, self.described = make, described
        self.lesson = ""
        self.chosen = ""
        self.listed: list[tuple[str, str]] = []
        self.inner: Form | None = None
        super().__init__()

    # -- drawing

    def draw(self) -> list[Node]:
        lessons = [("", words("room_pick.choose_lesson"))]
        for each in load_lessons():
            if each.questions:
                number = int(each.number)
                line = words("room_pick.lesson_line", number=number, title=each.title)
                lessons.append((each.number, line))
        questions: list[Node] = []
        if self.listed:
            first = ("", words("room_pick.choose_question"))
            questions = [
                select("pick", words("room_pick.question"), [first, *self.listed], self.chosen,
                       echo=True),
                row(button(words("room_pick.open"), "pick-open", primary=True)),
            ]  # fmt: skip
        picker = node(
            "fieldset",
            node("legend", words("room_pick.title"), class_="fr-legend"),
            node("p", words("room_pick.why"), class_="fr-small"),
            select("lesson", words("room_pick.lesson"), lessons, self.lesson, echo=True),
            row(button(words("room_pick.list"), "pick-list")),
            *questions,
            class_="fr-group",
            key="picker",
        )
        below = self.inner.draw() if self.inner else []
        opened = node("div", *below, key=f"opened-{self.chosen}") if below else None
        return [node("div", picker, class_="fr-card", key="picking"), *([opened] if opened else [])]

    # -- doing

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        if action == "pick-list":
            self._list(str(values.get("lesson", "")))
        elif action == "pick-open":
            self._open(str(values.get("pick", "")))
        elif self.inner is not None:
            self.inner.act(action, arg, values)

    def _list(self, number: str) -> None:
        try:
            asked = [load_question(each) for each in load_lesson(number).questions]
        except ContentError:
            key = "broken" if number else "choose_first"
            self.refresh(problem=words(f"room_pick.{key}"), focus="lesson")
            return
        self.lesson, self.chosen, self.inner = number, "", None
        self.listed = []
        for place, question in enumerate(asked, 1):
            if can_be_coded(question):
                stem = question.stem
                if len(stem) > LONGEST_STEM:
                    stem = stem[: LONGEST_STEM - 1].rsplit(" ", 1)[0] + "…"
                line = words("room_pick.question_line", number=place, stem=stem, id=question.id)
                self.listed.append((question.id, line))
        if not self.listed:
            self.refresh(problem=words("room_pick.none"))
            return
        said = words("room_pick.listed", number=int(number), count=len(self.listed))
        self.refresh(say=said, focus="pick")

    def _open(self, question_id: str) -> None:
        if question_id not in dict(self.listed):
            self.refresh(problem=words("room_pick.choose_first"), focus="pick")
            return
        question = load_question(question_id)
        self.chosen = question_id
        self.inner = self.make(question)
        # What the inner form wants drawn is drawn here, around it.
        self.inner.refresh = self.refresh  # type: ignore[method-assign]
        said = words("room_pick.opened", stem=question.stem)
        self.refresh(say=said, focus="title", show="title")

    # -- text form

    def text(self) -> str:
        return "\n\n".join(
            [words("room_pick.title"), fill(words(self.described)), words("room_pick.to_use")]
        )
