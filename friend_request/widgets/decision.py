"""A decision on paper: the worksheet for one's own dilemma, and the consultation note."""

from __future__ import annotations

from typing import Any

from friend_request import citing, progress
from friend_request.content import clauses
from friend_request.documents import Document
from friend_request.takeaways import decision as logic
from friend_request.takeaways.load import load_decision
from friend_request.takeaways.models import LEVELS, MOMENTS, Axis, Field
from friend_request.widgets.citing import link
from friend_request.widgets.contexts import context_name, here_of
from friend_request.widgets.nodes import (
    Node,
    button,
    choices,
    details,
    fill,
    node,
    option,
    row,
)
from friend_request.widgets.worksheet import Worksheet, today
from friend_request.words import words

_PARTS = ("what", "best", "worst")


class DecisionForm(Worksheet):
    """Draws the worksheet. Nothing has to be filled in, and nothing is judged."""

    name = "decision"

    def __init__(self, store: progress.Store | None = None) -> None:
        self.plan = load_decision()
        super().__init__(store)

    # -- what is kept

    def _options(self) -> list[Field]:
        """The boxes of every option there can be."""
        options = self.plan.options
        return [
            Field(
                id=f"option-{number}-{part}",
                label=getattr(options, part).format(number=number),
                rows=2,
            )
            for number in range(1, options.most + 1)
            for part in _PARTS
        ]

    def fields(self) -> set[str]:
        axes = {f"axis-{axis.id}-{moment}" for axis in self.plan.axes.axes for moment in MOMENTS}
        boxes = {field.id for field in [*self.plan.fields, *self._options()]}
        return boxes | axes | {"danger", "matters", "clauses", "options-shown"}

    def texts(self) -> dict[str, str]:
        boxes = [*self.plan.fields, *self._options()]
        return {field.id: logic.text_of(self.values, field.id) for field in boxes}

    def face(self) -> Any:
        return (
            self.values.get("danger"),
            logic.many_of(self.values, "matters"),
            logic.reading(self.plan, self.values),
        )

    def news(self, before: Any) -> str:
        danger, matters, _ = self.face()
        if danger != before[0] and danger != next(iter(self.plan.danger.options)):
            return self.plan.danger.help
        if matters != before[1]:
            here = here_of(self.store)
            found = logic.suggested(self.plan, matters, here.role, here.country)
            return words("takeaway.decision.shown", count=len(found))
        return ""

    def document(self) -> Document:
        return logic.note(self.plan, self.values, today())

    # -- drawing

    def heading(self) -> list[Node]:
        plan = self.plan
        return [
            node("h3", plan.title, id="title", tabindex="-1"),
            node("p", plan.about),
            node("p", plan.privacy, class_="fr-note"),
            node("p", plan.law, class_="fr-small"),
        ]

    def sheet(self) -> list[Node]:
        plan = self.plan
        return [
            self.group(
                plan.facts.title, *self._danger(), *self.boxes(plan.facts.fields), key="facts"
            ),
            self.group(plan.need.title, *self.boxes(plan.need.fields), key="need"),
            self._binds(),
            self._axes(),
            self._weighing(),
            *(
                self.group(section.title, *self.boxes(section.fields), key=key)
                for key, section in (
                    ("consult", plan.consult),
                    ("decide", plan.decide),
                    ("after", plan.after),
                )
            ),
        ]

    def _danger(self) -> list[Node]:
        ask = self.plan.danger
        chosen = str(self.values.get("danger") or "")
        options = list(ask.options.items())
        made = [choices(ask.label, "danger", options, self.value("danger"), inline=True)]
        if chosen and chosen != options[0][0]:
            made.append(node("p", ask.help, class_="fr-note fr-warning", key="danger-help"))
        return made

    def _binds(self) -> Node:
        plan = self.plan.binds
        here = here_of(self.store)
        matters = logic.many_of(self.values, "matters")
        found = logic.suggested(self.plan, matters, here.role, here.country)
        return self.group(
            plan.title,
            self._ticks(
                plan.matters_label, "matters", [(m.id, m.label) for m in self.plan.matters]
            ),
            node(
                "p",
                words("takeaway.decision.about_you", context=context_name(here.role, here.country))
                if here.given
                else words("takeaway.decision.about_nobody"),
                class_="fr-small",
            )
            if matters
            else None,
            self._ticks(
                plan.clauses_label,
                "clauses",
                [(c.key, f"{citing.label(c)}: {clauses()[c.key]['topic']}") for c in found],
            )
            if found
            else None,
            details(
                words("takeaway.decision.come_down"),
                node("ul", *(node("li", link(c), ": ", logic.gist(c)) for c in found)),
                key="come-down",
            )
            if found
            else None,
            node("p", plan.none, class_="fr-note", key="none") if matters and not found else None,
            *self.boxes(plan.fields),
            help_=plan.help,
            key="binds",
        )

    def _ticks(self, legend: str, name: str, options: list[tuple[str, str]]) -> Node:
        ticked = self.ticked(name)
        return node(
            "fieldset",
            node("legend", legend, class_="fr-legend"),
            *(
                option("checkbox", name, value, label, checked=value in ticked)
                for value, label in options
            ),
            class_="fr-group",
            key=f"ticks-{name}",
        )

    def _axes(self) -> Node:
        plan = self.plan.axes
        rated = logic.rated(self.plan, self.values)
        return self.group(
            plan.title,
            *(self._axis(axis) for axis in plan.axes),
            node("p", logic.reading(self.plan, self.values), key="reading") if rated else None,
            node("p", plan.note, class_="fr-small", key="axes-note"),
            node("ul", *(node("li", link(each)) for each in plan.cites), class_="fr-small"),
            help_=plan.help,
            key="axes",
        )

    def _axis(self, axis: Axis) -> Node:
        options = [(level, axis.levels[level]) for level in LEVELS]
        return node(
            "fieldset",
            node("legend", axis.title, class_="fr-legend"),
            node(
                "div",
                *(
                    choices(
                        axis.current if moment == "current" else axis.considered,
                        f"axis-{axis.id}-{moment}",
                        options,
                        self.value(f"axis-{axis.id}-{moment}"),
                    )
                    for moment in MOMENTS
                ),
                class_="fr-pair",
            ),
            class_="fr-group fr-item",
            key=f"axis-{axis.id}",
        )

    def _weighing(self) -> Node:
        plan = self.plan.options
        count = logic.options_shown(self.plan, self.values)
        boxes = self._options()[: count * len(_PARTS)]
        more = row(button(plan.add, "add", id="add")) if count < plan.most else None
        return self.group(plan.title, *self.boxes(boxes), more, help_=plan.help, key="options")

    # -- doing

    def press(self, action: str, arg: str) -> None:
        if action != "add":
            return
        count = min(logic.options_shown(self.plan, self.values) + 1, self.plan.options.most)
        self.values["options-shown"] = self.shown["options-shown"] = str(count)
        said = words("takeaway.decision.added", number=count)
        self.refresh(say=said, focus=f"option-{count}-what", show=f"option-{count}-what")

    # -- text form

    def text(self) -> str:
        plan = self.plan
        parts = [plan.title, fill(plan.about), fill(plan.privacy), fill(plan.law)]
        sections = [
            (plan.facts.title, [plan.danger.label, *(f.label for f in plan.facts.fields)]),
            (plan.need.title, [f.label for f in plan.need.fields]),
            (
                plan.binds.title,
                [plan.binds.matters_label, *(f.label for f in plan.binds.fields)],
            ),
            (
                plan.axes.title,
                [f"{a.title}: {' / '.join(a.levels.values())}" for a in plan.axes.axes],
            ),
            (plan.options.title, [f.label for f in self._options()[: 2 * len(_PARTS)]]),
            *(
                (section.title, [f.label for f in section.fields])
                for section in (plan.consult, plan.decide, plan.after)
            ),
        ]
        for title, lines in sections:
            parts.append("\n".join([title, *(fill(line, "    ", "  - ") for line in lines)]))
        return "\n\n".join([*parts, words("takeaway.to_use")])


def decision() -> DecisionForm:
    """Offer a worksheet for a decision of one's own, which makes a consultation note.

    Returns:
        A widget; as the last line of a cell it shows itself.

    Raises:
        friend_request.content.ContentError: if `data/takeaways/decision.yaml` has a mistake.
    """
    return DecisionForm()
