"""The controls of each kind of question, and how their values become a response.

Those with options or a number are here, what is written stands in `views_written.py`.
"""

from __future__ import annotations

from typing import Any

from friend_request.content import VERDICTS
from friend_request.questions import Judgement, display_order
from friend_request.widgets import feedback as shown
from friend_request.widgets.nodes import (
    Node,
    button,
    choices,
    fill,
    node,
    option,
    rich,
    select,
    text_line,
)
from friend_request.widgets.view import View
from friend_request.widgets.views_written import ReflectView, ReplyView
from friend_request.words import phrases, words


class ChoiceView(View):
    """One choice with graded options."""

    def controls(self, response: dict[str, Any], answered: bool) -> list[Node]:
        return [
            choices(
                self.question.stem,
                "choice",
                [(o.id, o.text) for o in self.options],
                response.get("choice"),
                described_by=self.described_by(),
            )
        ]

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"choice": values.get("choice")}

    def text(self) -> str:
        return "\n".join(fill(o.text, "      ", "  ( ) ") for o in self.question.options)

    def feedback(self, response: dict[str, Any], judged: Judgement, here: shown.Here) -> list[Node]:
        return shown.choice(self.question, judged, here)

    def spoken(self, response: dict[str, Any], judged: Judgement) -> str:
        mine = next(o for o in judged.options if o.chosen)
        verdict = shown.verdict_words(self.question, mine.verdict)
        said = words("feedback.verdict", verdict=verdict)
        return f"{said} {mine.because}"


class PollView(ChoiceView):
    """One choice without a key."""

    submit = "question.keep"
    submit_again = "question.keep_again"
    can_skip = False

    def feedback(self, response: dict[str, Any], judged: Judgement, here: shown.Here) -> list[Node]:
        after = self.question.after
        return [
            node(
                "div",
                node("p", words("question.no_key")),
                *(rich(after) if after else []),
                class_="fr-feedback",
            )
        ]

    def spoken(self, response: dict[str, Any], judged: Judgement) -> str:
        return " ".join([words("question.no_key"), self.question.after or ""]).strip()


class RatingView(View):
    """Each action rated on four levels."""

    def controls(self, response: dict[str, Any], answered: bool) -> list[Node]:
        given = response.get("ratings") or {}
        levels = [(v, words(f"level.{v}")) for v in VERDICTS]
        return [
            self.group(
                *(
                    node(
                        "div",
                        choices(o.text, f"rate-{o.id}", levels, given.get(o.id), inline=True),
                        class_="fr-item",
                        key=f"item-{o.id}",
                    )
                    for o in self.options
                ),
            )
        ]

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        ids = [o.id for o in self.question.options]
        return {"ratings": {i: values[f"rate-{i}"] for i in ids if values.get(f"rate-{i}")}}

    def text(self) -> str:
        levels = " / ".join(phrases("level").values())
        actions = "\n".join(fill(o.text, "    ", "  - ") for o in self.question.options)
        return f"{actions}\n\n  {levels}"

    def feedback(self, response: dict[str, Any], judged: Judgement, here: shown.Here) -> list[Node]:
        return shown.ratings(self.question, judged, here)

    def spoken(self, response: dict[str, Any], judged: Judgement) -> str:
        return shown.agreement(judged)


class SelectionView(View):
    """Several to tick."""

    def controls(self, response: dict[str, Any], answered: bool) -> list[Node]:
        ticked = response.get("chosen") or []
        return [
            self.group(
                *(
                    option("checkbox", "chosen", o.id, o.text, checked=o.id in ticked)
                    for o in self.options
                ),
            )
        ]

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        chosen = values.get("chosen")
        return {"chosen": list(chosen) if isinstance(chosen, list) else []}

    def text(self) -> str:
        return "\n".join(fill(o.text, "      ", "  [ ] ") for o in self.question.options)

    def feedback(self, response: dict[str, Any], judged: Judgement, here: shown.Here) -> list[Node]:
        return shown.selection(self.question, judged, here)

    def spoken(self, response: dict[str, Any], judged: Judgement) -> str:
        return shown.agreement(judged)


class OrderView(View):
    """Steps moved with buttons: what keys and a pointer can both do."""

    def __init__(self, question: Any, learner: str):
        super().__init__(question, learner)
        self.order = [o.id for o in self.options]
        self._shown: list[str] | None = None

    def _take(self, response: dict[str, Any]) -> None:
        order = response.get("order")
        known = {o.id for o in self.options}
        if isinstance(order, list) and order != self._shown and set(order) == known:
            self.order, self._shown = list(order), list(order)

    def controls(self, response: dict[str, Any], answered: bool) -> list[Node]:
        self._take(response)
        by_id = {o.id: o for o in self.options}
        items = []
        for n, option_id in enumerate(self.order):
            o = by_id[option_id]
            items.append(
                node(
                    "li",
                    node("p", f"{n + 1}. {o.text}"),
                    node(
                        "div",
                        button(
                            words("order.up"),
                            "up",
                            arg=o.id,
                            id=f"up-{o.id}",
                            disabled=n == 0,
                            aria_label=words("order.up_item", text=o.text),
                        ),
                        button(
                            words("order.down"),
                            "down",
                            arg=o.id,
                            id=f"down-{o.id}",
                            disabled=n == len(self.order) - 1,
                            aria_label=words("order.down_item", text=o.text),
                        ),
                        class_="fr-row",
                    ),
                    class_="fr-item",
                    key=f"item-{o.id}",
                )
            )
        return [
            self.group(
                node("ol", *items, class_="fr-items"),
            )
        ]

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        self._shown = list(self.order)
        return {"order": list(self.order)}

    def move(self, action: str, arg: str) -> tuple[str, str] | None:
        if action not in ("up", "down") or arg not in self.order:
            return None
        old = self.order.index(arg)
        new = old + (-1 if action == "up" else 1)
        if not 0 <= new < len(self.order):
            return None
        self.order.insert(new, self.order.pop(old))
        text = next(o.text for o in self.options if o.id == arg)
        # A disabled button can't hold the focus: at either end the other one takes it.
        focus = action
        if new == 0:
            focus = "down"
        elif new == len(self.order) - 1:
            focus = "up"
        said = words("order.moved", text=text, place=new + 1, total=len(self.order))
        return said, f"{focus}-{arg}"

    def text(self) -> str:
        # In the order shown to nobody in particular: the file's order is the key.
        mixed = display_order(self.question)
        return "\n".join(fill(o.text, "    ", "  - ") for o in mixed)

    def feedback(self, response: dict[str, Any], judged: Judgement, here: shown.Here) -> list[Node]:
        return shown.order(self.question, judged)

    def spoken(self, response: dict[str, Any], judged: Judgement) -> str:
        return shown.agreement(judged)


class MatchView(View):
    """Items, each with a list of targets to choose from."""

    def controls(self, response: dict[str, Any], answered: bool) -> list[Node]:
        given = response.get("pairs") or {}
        targets = [("", words("match.choose"))] + [(t.id, t.text) for t in self.question.targets]
        return [
            self.group(
                *(
                    select(f"pair-{o.id}", o.text, targets, given.get(o.id, ""), echo=True)
                    for o in self.options
                ),
            )
        ]

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        ids = [o.id for o in self.question.options]
        return {"pairs": {i: values[f"pair-{i}"] for i in ids if values.get(f"pair-{i}")}}

    def text(self) -> str:
        items = "\n".join(fill(o.text, "    ", "  - ") for o in self.question.options)
        targets = "\n".join(fill(t.text, "    ", "  > ") for t in self.question.targets)
        return f"{items}\n\n{targets}"

    def feedback(self, response: dict[str, Any], judged: Judgement, here: shown.Here) -> list[Node]:
        return shown.matches(self.question, judged)

    def spoken(self, response: dict[str, Any], judged: Judgement) -> str:
        return shown.agreement(judged)


class NumberView(View):
    """A number in a text box: spinners change by accident."""

    def controls(self, response: dict[str, Any], answered: bool) -> list[Node]:
        unit = self.question.answer.unit
        label = words("number.answer_unit", unit=unit) if unit else words("number.answer")
        return [
            self.group(
                text_line(
                    "value",
                    label,
                    inputmode="decimal",
                    value=str(response.get("value", "")),
                    maxlength="40",
                ),
            )
        ]

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"value": str(values.get("value", "")).strip()[:40]}

    def text(self) -> str:
        unit = self.question.answer.unit
        return (
            f"  {words('number.answer_unit', unit=unit) if unit else words('number.answer')}: ___"
        )

    def feedback(self, response: dict[str, Any], judged: Judgement, here: shown.Here) -> list[Node]:
        return shown.number(self.question, response, judged)

    def spoken(self, response: dict[str, Any], judged: Judgement) -> str:
        if judged.verdict == "best":
            value = shown.number_text(self.question)
            return f"{words('feedback.number_right', value=value)} {judged.because}"
        return f"{words('feedback.number_wrong')} {judged.because or words('feedback.number_try')}"


VIEWS: dict[str, type[View]] = {
    "best_action": ChoiceView,
    "poll": PollView,
    "rate_actions": RatingView,
    "select_all": SelectionView,
    "put_in_order": OrderView,
    "match": MatchView,
    "numeric": NumberView,
    "reflect": ReflectView,
    "write_reply": ReplyView,
}
