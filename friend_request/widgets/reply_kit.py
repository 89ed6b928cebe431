"""The reply kit: a draft to edit, looked at by its writer, then copied. It sends nothing."""

from __future__ import annotations

from typing import Any

from friend_request import progress
from friend_request.documents import Document
from friend_request.takeaways import reply as logic
from friend_request.takeaways.load import load_reply_kit
from friend_request.takeaways.models import Choice, Field
from friend_request.widgets.nodes import Node, button, choices, fill, node, option, row
from friend_request.widgets.worksheet import Worksheet, today
from friend_request.words import phrases, words


class ReplyKitForm(Worksheet):
    """Draws the kit.

    Two things it will not do: make a whole reply, and let one be copied that its writer has not
    looked at, that has gaps, or that lacks a crisis route where somebody may not be safe.
    """

    name = "reply"

    def __init__(self, store: progress.Store | None = None) -> None:
        self.kit = load_reply_kit()
        super().__init__(store)

    # -- what is kept

    @property
    def _route(self) -> Field:
        return Field(id="route", label=self.kit.risk.route, help=self.kit.risk.route_help, rows=2)

    @property
    def _draft(self) -> Field:
        return Field(id="draft", label=self.kit.draft, help=self.kit.draft_help, rows=9)

    def fields(self) -> set[str]:
        rubric = {f"rubric-{part}" for part in phrases("rubric")}
        return {*self.kit.choices, "risk", "route", "tone", "draft", "rated"} | rubric

    def texts(self) -> dict[str, str]:
        return {name: logic.text_of(self.values, name) for name in ("route", "draft")}

    def face(self) -> Any:
        chosen = [self.values.get(name) for name in (*self.kit.choices, "tone")]
        return (
            chosen,
            logic.at_risk(self.values),
            logic.route_missing(self.values) or logic.route_in_draft(self.values),
            logic.gaps(logic.text_of(self.values, "draft")),
            logic.ratings(self.values),
            logic.changed(self.values),
        )

    def news(self, before: Any) -> str:
        now = self.face()
        if now[1] and not before[1]:
            return self.kit.risk.help
        for number, (name, choice) in enumerate(self.kit.choices.items()):
            if now[0][number] != before[0][number]:
                return choice.notes.get(str(self.values.get(name)), "")
        return ""

    def take(self, values: dict[str, Any]) -> None:
        before = logic.ratings(self.values)
        super().take(values)
        if logic.ratings(self.values) != before:
            # What was looked at is what stands there now.
            self.values["rated"] = logic.text_of(self.values, "draft")
            self.keep()

    def document(self) -> Document:
        return logic.document(self.kit, self.values, today())

    def refusal(self) -> tuple[str, str]:
        if logic.route_missing(self.values):
            return self.kit.risk.needed, "route"
        return "", ""

    def _not_to_copy(self) -> tuple[str, str]:
        """Why the reply can't be copied yet, and where to go; two empty texts if it can."""
        draft = logic.text_of(self.values, "draft")
        if not draft:
            return words("takeaway.reply.empty"), "draft"
        problem, focus = self.refusal()
        if problem:
            return problem, focus
        gaps = logic.gaps(draft)
        if gaps:
            return words("takeaway.reply.gaps", gap=", ".join(gaps)), "draft"
        if not logic.rated_whole(self.values):
            return words("takeaway.reply.unrated"), "look"
        if logic.changed(self.values):
            return words("takeaway.reply.changed"), "look"
        return "", ""

    # -- drawing

    def heading(self) -> list[Node]:
        kit = self.kit
        return [
            node("h3", kit.title, id="title", tabindex="-1"),
            node("p", kit.about),
            node("p", kit.privacy, class_="fr-note"),
        ]

    def sheet(self) -> list[Node]:
        kit = self.kit
        scene = [n for name, choice in kit.choices.items() for n in self._choice(name, choice)]
        return [
            self.group(words("takeaway.reply.scene"), *scene, key="scene"),
            self.group(words("takeaway.reply.risk"), *self._risk(), key="risk"),
            self._phrases(),
            self.group(words("takeaway.reply.write"), *self._writing(), key="write"),
            self._look(),
        ]

    def _choice(self, name: str, choice: Choice) -> list[Node]:
        made = [
            choices(choice.label, name, list(choice.options.items()), self.value(name), inline=True)
        ]
        note = choice.notes.get(str(self.values.get(name) or ""))
        if note:
            made.append(node("p", note, class_="fr-note", key=f"note-{name}"))
        return made

    def _risk(self) -> list[Node]:
        risk = self.kit.risk
        made = [option("checkbox", "risk", "yes", risk.label, checked="yes" in self.ticked("risk"))]
        if logic.at_risk(self.values):
            made += [
                node("p", risk.help, class_="fr-note fr-warning", key="risk-help"),
                self.box(self._route),
            ]
        return made

    def _phrases(self) -> Node:
        kit = self.kit
        tone = str(self.values.get("tone") or next(iter(kit.tone.options)))
        inside: list[Node | None] = [
            choices(
                kit.tone.label,
                "tone",
                list(kit.tone.options.items()),
                self.value("tone") or next(iter(kit.tone.options)),
                inline=True,
            ),
            node("p", kit.tone.help, class_="fr-small") if kit.tone.help else None,
            node("p", kit.phrases_help),
        ]
        for part, texts in logic.fitting(kit, self.values):
            inside.append(
                node(
                    "div",
                    node("p", node("strong", f"{part.title}. "), part.why),
                    node(
                        "ul",
                        *(
                            node("li", button(text, "put", arg=f"{part.id}|{tone}|{number}"))
                            for number, text in enumerate(texts)
                        ),
                        class_="fr-phrases",
                    ),
                    key=f"part-{part.id}",
                )
            )
        return self.group(words("takeaway.reply.phrases"), *inside, key="phrases")

    def _writing(self) -> list[Node]:
        made = [self.box(self._draft)]
        draft = logic.text_of(self.values, "draft")
        found = logic.gaps(draft)
        if found:
            said = words("takeaway.reply.gap", gap=", ".join(found))
            made.append(node("p", said, class_="fr-note", key="gaps"))
        at_risk = logic.at_risk(self.values) and not logic.route_missing(self.values)
        if at_risk and not logic.route_in_draft(self.values):
            made.append(
                node(
                    "div",
                    node("p", self.kit.risk.missing),
                    row(button(self.kit.risk.put, "put-route")),
                    class_="fr-note fr-warning",
                    key="route-missing",
                )
            )
        return made

    def _look(self) -> Node:
        given = logic.ratings(self.values)
        inside: list[Node | None] = [
            node("p", self.kit.rate, id="look", tabindex="-1"),
        ]
        for part in phrases("rubric"):
            levels = list(phrases(f"rubric_level.{part}").items())
            inside.append(
                node(
                    "div",
                    choices(
                        words(f"rubric_question.{part}"),
                        f"rubric-{part}",
                        [(level, f"{level}: {text}") for level, text in levels],
                        self.value(f"rubric-{part}"),
                    ),
                    class_="fr-item",
                    key=f"item-{part}",
                )
            )
        if given:
            said = words("takeaway.reply.sum", right=sum(given.values()), total=2 * len(given))
            inside.append(node("p", said, key="sum"))
        if logic.changed(self.values):
            changed = words("takeaway.reply.changed")
            inside.append(node("p", changed, class_="fr-note fr-warning", key="changed"))
            inside.append(row(button(words("takeaway.reply.still"), "still")))
        return self.group(words("takeaway.reply.look"), *inside, key="look")

    def extra_buttons(self) -> list[Node]:
        # The page copies only what may be copied: else it asks, and Python says what is missing.
        ready = not self._not_to_copy()[0]
        return [
            button(
                words("takeaway.reply.copy"),
                "copy" if ready else "copy-early",
                data_copy="draft" if ready else None,
            )
        ]

    # -- doing

    def press(self, action: str, arg: str) -> None:
        if action == "put":
            self._put(arg)
        elif action == "put-route":
            self._add(logic.text_of(self.values, "route"))
        elif action == "still":
            self.values["rated"] = logic.text_of(self.values, "draft")
            self.keep()
            self.refresh(focus="look")
        elif action == "copy-early":
            problem, focus = self._not_to_copy()
            if problem:
                self.refresh(problem=problem, focus=focus)
            else:
                # What was missing came with this very press: now the button copies.
                self.tell(words("takeaway.reply.ready"))
        elif action == "copy":
            problem, focus = self._not_to_copy()
            if problem:
                # It was changed in the moment before the press: it is copied, and worth a look.
                self.refresh(problem=problem, focus=focus)
                return
            done = "copied" if arg == "copied" else "selected"
            said = words(f"takeaway.reply.{done}")
            if done == "copied":
                self.tell(said)
            else:
                # Shown too: who sees no announcement needs to know which keys to press.
                self.refresh(problem=said, focus="draft")

    def _put(self, arg: str) -> None:
        part_id, _, number = arg.split("|") if arg.count("|") == 2 else ("", "", "")
        for part, texts in logic.fitting(self.kit, self.values):
            if part.id == part_id and number.isdecimal() and int(number) < len(texts):
                self._add(texts[int(number)])

    def _add(self, text: str) -> None:
        draft = str(self.values.get("draft") or "").rstrip()
        self.values["draft"] = f"{draft} {text}" if draft else text
        self.shown["draft"] = self.values["draft"]
        self.keep()
        self.refresh(say=words("takeaway.reply.added"))

    # -- text form

    def text(self) -> str:
        kit = self.kit
        parts = [kit.title, fill(kit.about), fill(kit.privacy)]
        lines = [f"{c.label} {' / '.join(c.options.values())}" for c in kit.choices.values()]
        lines += [f"{kit.risk.label}: {kit.risk.route}"]
        parts.append("\n".join(fill(line, "    ", "  - ") for line in lines))
        parts.append(fill(f"{kit.tone.label} {' / '.join(kit.tone.options.values())}"))
        for part in kit.parts:
            said = [fill(phrase.text, "    ", "  - ") for phrase in part.phrases]
            parts.append("\n".join([f"{part.title}. {part.why}", *said]))
        rubric = [words(f"rubric_question.{part}") for part in phrases("rubric")]
        parts.append("\n".join([kit.rate, *(fill(line, "    ", "  - ") for line in rubric)]))
        return "\n\n".join([*parts, words("takeaway.to_use")])


def reply_kit() -> ReplyKitForm:
    """Offer what helps to write one real reply: phrases, a draft, the rubric, a way to copy it.

    Returns:
        A widget; as the last line of a cell it shows itself.

    Raises:
        friend_request.content.ContentError: if `data/takeaways/reply_kit.yaml` has a mistake.
    """
    return ReplyKitForm()
