"""The controls of what is written: a reflection, and a reply in two versions.

No key judges it. It is kept, then set beside a model, and the writer looks at it again.
"""

from __future__ import annotations

from typing import Any

from friend_request.questions import Judgement
from friend_request.widgets import feedback as shown
from friend_request.widgets.nodes import Node, choices, fill, node, rich, text_area
from friend_request.widgets.view import View
from friend_request.words import phrases, words


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
