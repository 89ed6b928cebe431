"""The controls of each kind of question, and how their values become a response.

One class for each kind: `controls` says what to draw, `read` makes a response of the form's values,
`text` is the text form, `feedback` says what stands below once the question is answered.
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
    text_area,
    text_line,
)
from friend_request.words import phrases, words


class View:
    """What the kinds have in common. `state` is the owner's own memory of unsent work."""

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


def _privacy() -> Node:
    return node("p", words("text.privacy"), class_="fr-note", id="privacy")


class ReflectView(View):
    """Free text, kept, then compared with a model answer."""

    submit = "text.compare"
    submit_again = "question.keep_again"
    drafts = ("text",)
    can_skip = False

    def controls(self, response: dict[str, Any], answered: bool) -> list[Node]:
        prompts = self.question.prompts
        return [
            node("p", self.question.stem, class_="fr-legend", id="stem"),
            *(
                [
                    node("p", words("text.prompts")),
                    node("ul", *(node("li", prompt) for prompt in prompts)),
                ]
                if prompts
                else []
            ),
            _privacy(),
            text_area(
                "text",
                words("text.your_answer"),
                value=str(response.get("text", "")),
                described_by=self.described_by("stem", "privacy"),
            ),
        ]

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"text": str(values.get("text", ""))}

    def text(self) -> str:
        return "\n".join(fill(prompt, "    ", "  - ") for prompt in self.question.prompts)

    def feedback(self, response: dict[str, Any], judged: Judgement, here: shown.Here) -> list[Node]:
        return [
            node(
                "div",
                node("p", words("text.model_answer"), class_="fr-title"),
                *rich(self.question.model_answer, 5),
                node("p", words("text.model_note"), class_="fr-small"),
                class_="fr-feedback",
            ),
            *shown.sources(self.question.citations()),
        ]


class ReplyView(View):
    """A reply: written, looked at by the rubric, compared, written again. Both are kept."""

    submit = "reply.compare"
    submit_again = "reply.keep"
    drafts = ("draft", "redraft")
    can_skip = False

    def controls(self, response: dict[str, Any], answered: bool) -> list[Node]:
        head = [
            node("p", self.question.stem, class_="fr-legend", id="stem"),
            node(
                "p",
                words("reply.to", to=self.question.to),
                node("br"),
                words("reply.channel", channel=self.question.channel),
                class_="fr-facts",
            ),
            _privacy(),
        ]
        draft = str(response.get("draft", ""))
        if not answered:
            return [
                *head,
                text_area(
                    "draft",
                    words("reply.draft"),
                    value=draft,
                    rows=9,
                    described_by=self.described_by("stem", "privacy"),
                ),
            ]
        given = response.get("rubric") or {}
        parts = [
            node(
                "div",
                choices(
                    words(f"rubric_question.{part}"),
                    f"rubric-{part}",
                    [(level, f"{level}: {text}") for level, text in _levels(part)],
                    str(given[part]) if part in given else None,
                ),
                class_="fr-item",
            )
            for part in self.question.rubric
        ]
        models = [
            n
            for model in self.question.models
            for n in (
                node("p", model.title, class_="fr-title"),
                node("div", model.text, class_="fr-quote"),
                node("p", node("strong", words("reply.why") + ": "), model.why),
            )
        ]
        return [
            *head,
            node("p", words("reply.first"), class_="fr-title", id="first", tabindex="-1"),
            node("div", draft, class_="fr-quote", dir="auto"),
            node("p", words("reply.models"), class_="fr-title"),
            node("p", words("reply.models_note")),
            *models,
            node(
                "fieldset",
                node("legend", words("reply.rate"), class_="fr-legend"),
                *parts,
                class_="fr-group",
            ),
            node("p", words("reply.redraft_help"), id="redraft-help"),
            text_area(
                "redraft",
                words("reply.redraft"),
                value=str(response.get("redraft") or draft),
                rows=9,
                described_by="redraft-help",
            ),
        ]

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if "draft" in values:
            made["draft"] = str(values["draft"])
        if "redraft" in values:
            made["redraft"] = str(values["redraft"])
            made["rubric"] = {
                part: int(values[f"rubric-{part}"])
                for part in self.question.rubric
                if str(values.get(f"rubric-{part}", "")) in ("0", "1", "2")
            }
        return made

    def text(self) -> str:
        parts = "\n".join(f"  - {words(f'rubric_question.{p}')}" for p in self.question.rubric)
        return (
            f"  {words('reply.to', to=self.question.to)}\n"
            f"  {words('reply.channel', channel=self.question.channel)}\n\n{parts}"
        )

    def feedback(self, response: dict[str, Any], judged: Judgement, here: shown.Here) -> list[Node]:
        if judged.right is None and not judged.extra["redraft"]:
            return []
        return [
            node("div", *(node("p", line) for line in self._result(judged)), class_="fr-feedback"),
            *shown.sources(self.question.citations()),
        ]

    def _result(self, judged: Judgement) -> list[str]:
        """What is kept, and the learner's own points, counted over the lines that were rated."""
        lines = [words("reply.kept")]
        if judged.right is not None:
            lines.append(words("reply.sum", right=judged.right, total=judged.total))
        rated, of = judged.extra["rated"], len(self.question.rubric)
        if rated < of:
            lines.append(words("reply.rated", rated=rated, of=of))
        return lines

    def focus_after(self, response: dict[str, Any], judged: Judgement) -> str:
        # What comes after the first version stands above the button that was pressed.
        return "first" if judged.right is None and not judged.extra["redraft"] else ""

    def spoken(self, response: dict[str, Any], judged: Judgement) -> str:
        if judged.right is None and not judged.extra["redraft"]:
            return words("reply.kept_first")
        return " ".join(self._result(judged))


def _levels(part: str) -> list[tuple[str, str]]:
    return list(phrases(f"rubric_level.{part}").items())


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
