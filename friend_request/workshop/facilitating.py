"""The facilitator's side of a room: set the word, paste what came in, close a round, see totals."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from friend_request.content import load_question
from friend_request.figures import HtmlFigure
from friend_request.tables import Table
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, button, details, fill, node, row, text_line
from friend_request.widgets.views import VIEWS
from friend_request.words import words
from friend_request.workshop import bank
from friend_request.workshop.answering import LONGEST_WORD, code_notes
from friend_request.workshop.chart import chart, warm
from friend_request.workshop.codes import ROUNDS, can_be_coded
from friend_request.workshop.picking import PickerForm
from friend_request.workshop.totals import Report, Room, RoomError

MOST_LINES = 12
# Nobody's room is larger; beyond it, a number is a slip.
MOST_PEOPLE = 100_000

# By question, so that running a cell again shows the room as it is.
_rooms: dict[str, Room] = {}


def suggest() -> str:
    """Two plain words, by chance: one of 624 pairs, easy to say and not to guess at once."""
    first, second = (words(f"room.{each}_words").split() for each in ("first", "second"))
    return f"{secrets.choice(first)} {secrets.choice(second)}"


def whole_number(text: str) -> int | None:
    """A number as typed; None for an empty box.

    Raises:
        RoomError: if it is no whole number from 0 to `MOST_PEOPLE`.
    """
    tidy = text.strip()
    if not tidy:
        return None
    if not (tidy.isascii() and tidy.isdigit()) or len(tidy) > 6 or int(tidy) > MOST_PEOPLE:
        raise RoomError("number")
    return int(tidy)


class RoomForm(Form):
    """Draws a room: how many codes came in, never whose, and totals once a round is closed.

    Args:
        question: what is asked.
        room: the room; by default the one of this question in this kernel.
    """

    def __init__(self, question: Any, room: Room | None = None) -> None:
        self.question = question
        self.room: Room | None = room
        if room is None and can_be_coded(question):
            self.room = _rooms.setdefault(question.id, Room(question, bank.tags))
        self.report: Report | None = None
        self.said = ""
        self.asking = False
        self.typed: dict[str, str] = {}
        self._pastes = 0
        self._figure: tuple[tuple[int, ...], HtmlFigure] | None = None
        super().__init__()
        if self.room is not None:
            self._show_settings()

    def _show_settings(self) -> None:
        room = self.room
        assert room is not None
        present = "" if room.present is None else str(room.present)
        self.typed = {"word": room.word, "fewest": str(room.fewest), "present": present}

    # -- drawing

    def draw(self) -> list[Node]:
        head = [
            node("h3", words("room.title"), id="title", tabindex="-1"),
            node("p", words("room.question", stem=self.question.stem)),
        ]
        room = self.room
        if room is None:
            said = node("p", words("room.kind"), class_="fr-note")
            return [node("div", *head, said, class_="fr-card")]
        if self.asking:
            ask = node("p", words("room.forget_ask"), class_="fr-note", id="ask", tabindex="-1")
            both = row(
                button(words("room.forget_yes"), "forget-yes"),
                button(words("room.forget_no"), "forget-no", primary=True),
            )
            return [node("div", *head, ask, both, class_="fr-card")]
        parts = [
            *head,
            details(words("answer_code.open"), *code_notes()[1:], key="notes"),
            self._setting(),
            self._pasting(),
            self._closing(room),
            *self._shown(room),
            node("p", words("room.keeps"), class_="fr-small", key="keeps"),
            row(button(words("room.forget"), "forget")) if room.begun else None,
        ]
        return [node("div", *parts, class_="fr-card")]

    def _step(self, key: str, *inside: Node | None) -> Node:
        return node(
            "fieldset",
            node("legend", words(f"room.step_{key}"), class_="fr-legend fr-title"),
            *inside,
            class_="fr-group fr-step",
            key=f"step-{key}",
        )

    def _box(self, name: str, **more: Any) -> Node:
        return text_line(
            name,
            words(f"room.{name}"),
            hint=words(f"room.{name}_why"),
            key=name,
            value=self.typed[name],
            spellcheck="false",
            **more,
        )

    def _setting(self) -> Node:
        return self._step(
            "word",
            self._box("word", maxlength=str(LONGEST_WORD), dir="auto"),
            row(button(words("room.another"), "suggest")),
            self._box("fewest", maxlength="6", inputmode="numeric"),
            self._box("present", maxlength="6", inputmode="numeric"),
            row(button(words("room.keep"), "prepare", primary=True)),
        )

    def _pasting(self) -> Node:
        return self._step(
            "paste",
            node(
                "div",
                node("label", words("room.paste"), for_="paste", class_="fr-label"),
                node("p", words("room.paste_why"), id="paste-why", class_="fr-small"),
                # A new box after each reading, so that names do not stay on a shared screen.
                node(
                    "textarea",
                    id="paste",
                    data_field="paste",
                    rows="7",
                    value="",
                    dir="auto",
                    spellcheck="false",
                    aria_describedby="paste-why",
                    key=f"paste-{self._pastes}",
                ),
                class_="fr-field",
            ),
            row(button(words("room.read"), "read", primary=True)),
            self._reported(),
        )

    def report_lines(self) -> list[str]:
        """What the last reading came to, in sentences."""
        report = self.report
        if report is None:
            return []
        if not report.found:
            return [words("room.nothing")]
        lines = [words("room.report.found", count=report.found)]
        counts = {f"new_{n}": report.new[n] for n in ROUNDS}
        names = ("doubled", "changed", "late", "other_question", "other_version", "no_word",
                 "other_word", "mistyped")  # fmt: skip
        counts.update({name: getattr(report, name) for name in names})
        lines += [words(f"room.report.{name}", count=n) for name, n in counts.items() if n]
        if report.lines:
            listed = ", ".join(map(str, report.lines[:MOST_LINES]))
            if len(report.lines) > MOST_LINES:
                listed = words("room.report.more", lines=listed)
            lines.append(words("room.report.lines", lines=listed))
        return lines

    def _reported(self) -> Node | None:
        lines = self.report_lines()
        if not lines:
            return None
        items = node("ul", *(node("li", line) for line in lines))
        return node("div", items, class_="fr-note", id="report", tabindex="-1", key="report")

    def state_line(self) -> str:
        """How many answers each round has."""
        room = self.room
        assert room is not None
        one, two = (
            words(
                "room.closed" if n in room.totals else "room.open",
                count=room.handed_in(n),
            )
            for n in ROUNDS
        )
        return words("room.waiting", one=one, two=two)

    def _closing(self, room: Room) -> Node:
        return self._step(
            "close",
            node("p", words("room.close_why"), class_="fr-small"),
            node("p", self.state_line(), id="state"),
            row(
                *(
                    button(words(f"room.close_{n}"), "close", arg=str(n), aria_describedby="state")
                    for n in ROUNDS
                    if n not in room.totals
                )
            ),
        )

    def figure(self) -> HtmlFigure | None:
        """The totals of the rounds that were closed, as a figure; None before that."""
        if self.room is None or not self.room.totals:
            return None
        rounds = tuple(sorted(self.room.totals))
        if self._figure is None or self._figure[0] != rounds:
            self._figure = (rounds, chart(self.question, self.room.totals))
        return self._figure[1]

    def _shown(self, room: Room) -> list[Node]:
        figure = self.figure()
        if figure is None:
            return []
        notes: list[Node] = []
        hidden = frozenset[str]().union(*(each.withheld for each in room.totals.values()))
        if hidden:
            whole = self.question.kind in ("best_action", "poll")
            key = "room.withheld" if whole else "room.withheld_some"
            notes.append(node("p", words(key), class_="fr-note"))
        if self._all_same(room):
            notes.append(node("p", words("room.all_same"), class_="fr-note"))
        picture = base64.b64encode(figure.png).decode("ascii")
        return [
            node(
                "div",
                node("h4", words("room.step_shown"), id="shown", tabindex="-1"),
                node(
                    "figure",
                    node("img", alt=figure.alt, src=f"data:image/png;base64,{picture}"),
                    node("figcaption", node("strong", figure.title + ". "), figure.note),
                    class_="fr-figure",
                ),
                _table(figure.table),
                *notes,
                node("p", words("room.decode"), class_="fr-small"),
                class_="fr-step",
                key="shown",
            )
        ]

    def _all_same(self, room: Room) -> bool:
        """Whether a total that is shown tells what each one answered."""
        if self.question.kind not in ("best_action", "poll"):
            return False
        return any(
            count == closed.people and closed.shown(option)
            for closed in room.totals.values()
            for (option, _), count in closed.counts.items()
        )

    # -- doing

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        room = self.room
        if room is None:
            return
        if not self.asking:
            self.typed = {name: str(values.get(name, had)) for name, had in self.typed.items()}
        try:
            self._do(room, action, arg, values)
        except RoomError as error:
            self.refresh(problem=words(error.key, **error.values))

    def _do(self, room: Room, action: str, arg: str, values: dict[str, Any]) -> None:
        if action == "suggest":
            self.typed["word"] = suggest()
            self.refresh(say=words("room.suggested", word=self.typed["word"]))
        elif action == "prepare":
            self._prepare(room)
            said = words("room.kept", word=room.word) if room.word else words("room.kept_none")
            self.refresh(say=said)
        elif action == "read":
            # What stands in the boxes holds: nobody should have to guess that a button is needed.
            self._prepare(room)
            self.report = room.read(str(values.get("paste", "")))
            self._pastes += 1
            said = " ".join([*self.report_lines(), self.state_line()])
            self.refresh(say=said, focus="report", show="report")
        elif action == "close" and arg in ("1", "2"):
            self._prepare(room)
            room.close(int(arg))
            self.report = None
            figure = self.figure()
            assert figure is not None
            self.refresh(say=f"{words('room.done')} {figure.alt}", focus="shown", show="shown")
        elif action == "forget":
            self.asking = True
            self.refresh(say=words("room.forget_ask"), focus="ask", show="ask")
        elif action in ("forget-yes", "forget-no"):
            self.asking = False
            if action == "forget-yes":
                self.forget()
            said = words("room.forgotten") if action == "forget-yes" else ""
            self.refresh(say=said, focus="title", show="title")

    def _prepare(self, room: Room) -> None:
        fewest, present = (whole_number(self.typed[name]) for name in ("fewest", "present"))
        room.prepare(self.typed["word"], room.fewest if fewest is None else fewest, present)
        self._show_settings()

    def forget(self) -> None:
        """Delete the codes and totals of this room. Its word can't be used again."""
        if self.room is not None:
            self.room.forget()
            self.report, self._figure = None, None
            self._show_settings()
            self._pastes += 1
            self.refresh()

    # -- text form

    def text(self) -> str:
        question = self.question
        parts = [words("room.title"), fill(words("room.question", stem=question.stem))]
        if question.intro:
            parts.insert(1, fill(question.intro))
        if self.room is None:
            return "\n\n".join([*parts, fill(words("room.kind"))])
        options = VIEWS[question.kind](question, "").text()
        return "\n\n".join([*parts, options, fill(words("room.text")), words("room.to_use")])


def _table(table: Table) -> Node:
    head = node("tr", *(node("th", name, scope="col") for name in table.header))
    rows = [
        node("tr", node("th", line[0], scope="row"), *(node("td", cell) for cell in line[1:]))
        for line in table.rows
    ]
    return node(
        "table",
        node("caption", table.caption),
        node("thead", head),
        node("tbody", *rows),
        class_="fr-table",
    )


def room(question_id: str | None = None) -> RoomForm | PickerForm:
    """Open the room for one question, for its facilitator.

    Running the cell again shows the same room. `room("...").forget()` deletes what it holds, and
    `room("...").figure()` gives the totals as a figure of their own.

    Args:
        question_id: such as `"nine-months-on.need"`; without one, the facilitator chooses from
            lists.

    Returns:
        A widget; as the last line of a cell it shows itself.

    Raises:
        friend_request.content.ContentError: if there is no such question, or its file has a
            mistake.
    """
    # Here, where the cell is being run, and not when a round is closed before a whole room.
    warm()
    if question_id is None:
        return PickerForm(RoomForm, "room_pick.text_room")
    return RoomForm(load_question(question_id))
