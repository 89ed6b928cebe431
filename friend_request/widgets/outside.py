"""Look at yourself from outside: a checklist, a dated plan, and the last look beside this one."""

from __future__ import annotations

from typing import Any

from friend_request import progress
from friend_request.documents import Document
from friend_request.takeaways import outside as logic
from friend_request.takeaways.load import load_outside
from friend_request.takeaways.models import Exposure, Field
from friend_request.widgets import citing
from friend_request.widgets.nodes import Node, button, choices, fill, node, option, row, select
from friend_request.widgets.worksheet import Worksheet, today
from friend_request.words import words


class OutsideForm(Worksheet):
    """Draws the checklist. It searches for nothing itself and asks for no name."""

    name = "outside"

    def __init__(self, store: progress.Store | None = None) -> None:
        self.plan = load_outside()
        super().__init__(store)

    # -- what is kept

    def _note(self, exposure: Exposure) -> Field:
        return Field(id=f"note-{exposure.id}", label=self.plan.note, rows=1)

    def _thing(self, number: int) -> list[Field]:
        plan = self.plan.plan
        return [
            Field(id=f"what-{number}", label=plan.what.format(number=number), rows=2),
            Field(id=f"when-{number}", label=plan.when.format(number=number), rows=1),
        ]

    def _again(self) -> Field:
        return Field(id="again", label=self.plan.plan.again, help=self.plan.plan.again_help, rows=1)

    def _boxes(self) -> list[Field]:
        notes = [self._note(each) for each in self.plan.exposures]
        return [*notes, *(f for n in logic.THINGS for f in self._thing(n)), self._again()]

    def fields(self) -> set[str]:
        chosen = {f"{part}-{number}" for part in ("which", "done") for number in logic.THINGS}
        states = {f"state-{each.id}" for each in self.plan.exposures}
        return {field.id for field in self._boxes()} | chosen | states | {"looks"}

    def texts(self) -> dict[str, str]:
        return {field.id: logic.text_of(self.values, field.id) for field in self._boxes()}

    def face(self) -> Any:
        return logic.states(self.plan, self.values)

    def document(self) -> Document:
        return logic.plan(self.plan, self.values, today())

    # -- drawing

    def heading(self) -> list[Node]:
        plan = self.plan
        return [
            node("h3", plan.title, id="title", tabindex="-1"),
            node("p", plan.about),
            node("p", plan.care, class_="fr-note fr-warning"),
            node("p", plan.privacy, class_="fr-note"),
            node("p", plan.before, class_="fr-title"),
            node("ol", *(node("li", step) for step in plan.steps)),
        ]

    def sheet(self) -> list[Node]:
        return [
            *(self._line(each) for each in self.plan.exposures),
            *self._compared(),
            self._three(),
        ]

    def _line(self, exposure: Exposure) -> Node:
        plan = self.plan
        state = choices(
            f"{exposure.title}: {plan.states_label.lower()}",
            f"state-{exposure.id}",
            list(plan.states.items()),
            self.value(f"state-{exposure.id}"),
            inline=True,
        )
        said = [
            node("p", node("strong", f"{head}: "), text)
            for head, text in (
                (plan.why, exposure.why),
                (plan.how, exposure.how),
                (plan.todo, exposure.todo),
                (plan.cant, exposure.cant),
            )
        ]
        sources = (
            [node("ul", *(node("li", citing.link(c)) for c in exposure.cites), class_="fr-small")]
            if exposure.cites
            else []
        )
        return self.group(
            exposure.title, *said, *sources, state, self.box(self._note(exposure)), key=exposure.id
        )

    def _compared(self) -> list[Node]:
        day, rows = logic.compared(self.plan, self.values)
        seen = logic.states(self.plan, self.values)
        made: list[Node] = []
        if rows:
            heads = (words(f"takeaway.outside.{name}") for name in ("line", "then", "now"))
            made.append(
                node(
                    "table",
                    node("caption", words("takeaway.outside.since", day=day)),
                    node("thead", node("tr", *(node("th", head, scope="col") for head in heads))),
                    node(
                        "tbody",
                        *(
                            node(
                                "tr",
                                node("th", title, scope="row"),
                                node("td", then),
                                node("td", now if now != then else words("takeaway.outside.same")),
                            )
                            for title, then, now in rows
                        ),
                    ),
                    class_="fr-table",
                    key="compared",
                )
            )
        if seen:
            total = len(self.plan.exposures)
            made.append(
                node(
                    "div",
                    node("p", words("takeaway.outside.again_why", done=len(seen), total=total)),
                    row(button(words("takeaway.outside.again"), "again")),
                    class_="fr-field",
                    key="again-later",
                )
            )
        return made

    def _three(self) -> Node:
        plan = self.plan.plan
        lines = [("", plan.none), *((each.id, each.title) for each in self.plan.exposures)]
        inside: list[Node] = []
        for number in logic.THINGS:
            done = plan.done.format(number=number)
            inside += [
                select(
                    f"which-{number}",
                    plan.which.format(number=number),
                    lines,
                    self.value(f"which-{number}"),
                    echo=True,
                ),
                *self.boxes(self._thing(number)),
                option(
                    "checkbox",
                    f"done-{number}",
                    "yes",
                    done,
                    checked="yes" in self.ticked(f"done-{number}"),
                ),
            ]
        return self.group(
            plan.title, *inside, self.box(self._again()), help_=plan.help, key="three"
        )

    # -- doing

    def press(self, action: str, arg: str) -> None:
        if action != "again":
            return
        self.settle()
        self.values = logic.begin_again(self.plan, self.values, today())
        self.shown = dict(self.values)
        self.keep()
        self.refresh(say=words("takeaway.outside.begun"), focus="title", show="title")

    # -- text form

    def text(self) -> str:
        plan = self.plan
        parts = [plan.title, fill(plan.about), fill(plan.care), fill(plan.privacy)]
        steps = "\n".join(fill(step, "    ", "  - ") for step in plan.steps)
        parts.append(f"{plan.before}\n{steps}")
        for each in plan.exposures:
            lines = ((plan.why, each.why), (plan.how, each.how), (plan.todo, each.todo))
            said = [fill(f"{head}: {text}", "    ", "  - ") for head, text in lines]
            said.append(fill(f"{plan.cant}: {each.cant}", "    ", "  - "))
            parts.append("\n".join([each.title, *said]))
        parts += [fill(f"{plan.states_label}: {' / '.join(plan.states.values())}"), plan.plan.title]
        return "\n\n".join([*parts, words("takeaway.to_use")])


def outside_look() -> OutsideForm:
    """Offer a checklist of what a client could find, which makes a dated plan.

    Returns:
        A widget; as the last line of a cell it shows itself.

    Raises:
        friend_request.content.ContentError: if `data/takeaways/outside.yaml` has a mistake.
    """
    return OutsideForm()
