"""The learner's side of a room: an answer as a code, and a text that is shared only if one likes.

Nothing here reads or writes the learner's log, except that the learner's random id keeps shuffled
options in the order in which the lesson shows them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from friend_request import identifying, progress
from friend_request.content import load_question
from friend_request.questions import judge
from friend_request.responses import ResponseError
from friend_request.widgets import feedback as shown
from friend_request.widgets.contexts import here_of
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, button, fill, node, rich, row, text_line
from friend_request.widgets.views import VIEWS
from friend_request.words import words
from friend_request.workshop.codes import can_be_coded, make, randoms
from friend_request.workshop.numbers import space, to_number
from friend_request.workshop.picking import PickerForm

WRITTEN = ("reflect", "write_reply")
# A word longer than this is no word that anybody says aloud.
LONGEST_WORD = 60


@dataclass
class Answering:
    """One learner's answers to one question, as long as the kernel runs.

    Attributes:
        round: the round that is being answered.
        word: the room's word, as it was last typed.
        randoms: the random number of each round. It stays when an answer is changed, so that the
            room counts the person once.
        responses: the last answer of each round.
        code: what was last shown, or empty.
        reasons: whether the reasons are shown.
    """

    round: int = 1
    word: str = ""
    randoms: dict[int, int] = field(default_factory=dict)
    responses: dict[int, dict[str, Any]] = field(default_factory=dict)
    code: str = ""
    reasons: bool = False


# By question, so that running a cell again neither loses a code nor makes a second one.
_answering: dict[str, Answering] = {}


def code_notes() -> list[Node]:
    """What a code tells, and the ways of handing it in that mix the answers."""
    ways = [words(f"answer_code.mix_{each}") for each in ("hat", "pad", "person")]
    return [
        node("p", words("answer_code.open"), class_="fr-title"),
        node("p", words("answer_code.open_all")),
        node("p", words("answer_code.open_same")),
        node("p", words("answer_code.mix")),
        node("ul", *(node("li", way) for way in ways)),
    ]


class AnswerCodeForm(Form):
    """Draws a question without its verdicts and makes a code of the answer."""

    def __init__(self, question: Any, state: Answering | None = None) -> None:
        self.question = question
        self.state = state or _answering.setdefault(question.id, Answering())
        self.store = progress.store()
        self.view = VIEWS[question.kind](question, self.store.learner())
        super().__init__()

    @property
    def coded(self) -> bool:
        """Whether an answer to this question fits into a code."""
        return can_be_coded(self.question)

    # -- drawing

    def draw(self) -> list[Node]:
        title = node("h3", words("answer_code.title"), id="title", tabindex="-1")
        if not self.coded:
            said = node("p", words("answer_code.no_code"), class_="fr-note")
            return [node("div", title, node("p", self.question.stem), said, class_="fr-card")]
        state = self.state
        response = state.responses.get(state.round) or state.responses.get(1) or {}
        which = "alone" if state.round == 1 else "after"
        parts: list[Node | None] = [
            title,
            node("p", words("answer_code.text"), class_="fr-small"),
            node("p", words(f"answer_code.{which}"), class_="fr-note", id="which", tabindex="-1"),
        ]
        if self.question.intro:
            parts.append(node("div", *rich(self.question.intro), id="intro", class_="fr-intro"))
        parts += [
            *self.view.controls(response, False),
            self._word(),
            node("div", *code_notes(), class_="fr-note", key="notes"),
            row(
                button(
                    words("answer_code.show_again" if state.code else "answer_code.show"),
                    "code",
                    primary=True,
                )
            ),
            *self._shown(),
        ]
        return [node("div", *parts, class_="fr-card")]

    def _word(self) -> Node:
        return text_line(
            "word",
            words("answer_code.word"),
            hint=words("answer_code.word_why"),
            key="word",
            value=self.state.word,
            maxlength=str(LONGEST_WORD),
            spellcheck="false",
            dir="auto",
        )

    def _shown(self) -> list[Node]:
        state = self.state
        if not state.code:
            return []
        after: list[Node | None] = []
        if state.round == 1:
            after.append(row(button(words("answer_code.next"), "next")))
        elif self._has_reasons() and not state.reasons:
            after.append(row(button(words("answer_code.reasons"), "reasons")))
        made: list[Node] = [
            node(
                "div",
                node(
                    "label",
                    words(f"answer_code.round_{state.round}"),
                    for_="code",
                    class_="fr-label",
                ),
                node(
                    "input",
                    type="text",
                    class_="fr-code",
                    id="code",
                    value=state.code,
                    readonly=True,
                    spellcheck="false",
                    dir="ltr",
                    aria_describedby="stale",
                ),
                row(button(words("answer_code.copy"), "copy", data_copy="code")),
                node("p", words("answer_code.once"), class_="fr-small"),
                node("p", words("answer_code.stale"), id="stale", class_="fr-small"),
                *after,
                class_="fr-feedback",
                key=f"code-{state.round}",
            )
        ]
        if state.reasons:
            made += [node("div", *self._reasons(), id="reasons", tabindex="-1", key="reasons")]
        return made

    def _has_reasons(self) -> bool:
        return bool(self.question.graded or getattr(self.question, "after", None))

    def _reasons(self) -> list[Node]:
        if not self.question.graded:
            return [node("div", *rich(self.question.after), class_="fr-feedback")]
        return shown.reasons(self.question, here_of(self.store))

    # -- doing

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        if not self.coded:
            return
        if action == "code":
            self._make(values)
        elif action == "next":
            self.state.round, self.state.code = 2, ""
            self.refresh(say=words("answer_code.next_said"), focus="which", show="which")
        elif action == "reasons":
            self.state.reasons = True
            self.refresh(focus="reasons", show="reasons")
        elif action == "copy":
            if arg == "copied":
                self.refresh(say=words("answer_code.copied"))
            else:
                self.refresh(problem=words("answer_code.selected"), focus="code")
        else:
            moved = self.view.move(action, arg)
            if moved:
                self.refresh(say=moved[0], focus=moved[1])

    def _make(self, values: dict[str, Any]) -> None:
        state = self.state
        state.word = str(values.get("word", "")).strip()[:LONGEST_WORD]
        response = self.view.read(values)
        try:
            judge(self.question, response)
        except ResponseError as error:
            self.refresh(problem=words(error.key, **error.values))
            return
        state.responses[state.round] = response
        random = state.randoms.setdefault(
            state.round, secrets.randbelow(randoms(space(self.question)))
        )
        number = to_number(self.question, response)
        state.code = make(self.question, number, state.round, random, state.word)
        said = words("answer_code.is", code=" ".join(state.code.replace("-", "")))
        self.refresh(say=said, show="code")

    # -- text form

    def text(self) -> str:
        question = self.question
        parts = [words("answer_code.title")]
        if question.intro:
            parts.append(fill(question.intro))
        parts.append(fill(question.stem))
        if self.coded:
            options = self.view.text()
            parts += [options] if options else []
            parts.append(fill(words("answer_code.text")))
        else:
            parts.append(fill(words("answer_code.no_code")))
        return "\n\n".join([*parts, words("answer_code.to_use")])


class ShareTextForm(Form):
    """A box for words of one's own, which nobody sees unless the learner copies them."""

    def __init__(self, question: Any) -> None:
        self.question = question
        self.written = ""
        self.looking = False
        super().__init__()

    def draw(self) -> list[Node]:
        found = identifying.kinds(self.written) if self.looking else []
        care: list[Node | None] = []
        if self.looking:
            care.append(node("p", words("answer_code.share_care"), class_="fr-note", id="care",
                             tabindex="-1"))  # fmt: skip
            if found:
                kinds = ", ".join(words(f"takeaway.kind.{kind}") for kind in found)
                said = words("answer_code.share_found", kinds=kinds)
                care.append(node("p", said, class_="fr-note fr-warning", key="found"))
            care.append(row(button(words("answer_code.share_copy"), "copy", data_copy="text")))
        return [
            node(
                "div",
                node("h3", words("answer_code.share_title")),
                node("p", self.question.stem, id="stem"),
                node("p", words("text.privacy"), class_="fr-note", id="privacy"),
                node("p", words("answer_code.share_text"), id="about", class_="fr-small"),
                node(
                    "div",
                    node("label", words("text.your_answer"), for_="text", class_="fr-label"),
                    # No draft is sent: nothing is kept.
                    node(
                        "textarea",
                        id="text",
                        data_field="text",
                        rows="6",
                        value="",
                        dir="auto",
                        aria_describedby="stem privacy about",
                    ),
                    class_="fr-field",
                ),
                row(button(words("answer_code.share_look"), "look", primary=True)),
                *care,
                class_="fr-card",
            )
        ]

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        self.written = str(values.get("text", ""))
        if not self.written.strip():
            self.looking = False
            self.refresh(problem=words("answer_code.share_empty"), focus="text")
        elif action == "look":
            self.looking = True
            self.refresh(say=words("answer_code.share_care"), focus="care", show="care")
        elif action == "copy" and arg == "copied":
            self.refresh(say=words("answer_code.share_copied"))
        elif action == "copy":
            self.refresh(problem=words("answer_code.share_selected"), focus="text")

    def text(self) -> str:
        return "\n\n".join(
            [
                words("answer_code.share_title"),
                fill(self.question.stem),
                fill(words("answer_code.share_text")),
                words("answer_code.to_use"),
            ]
        )


def answer_code(question_id: str | None = None) -> Form:
    """Ask one question of a room: the learner answers alone and gets a code to hand in.

    A question that asks for a text gets a box instead, whose text is shared only if the learner
    copies it.

    Args:
        question_id: such as `"nine-months-on.need"`; without one, the learner chooses from lists.

    Returns:
        A widget; as the last line of a cell it shows itself.

    Raises:
        friend_request.content.ContentError: if there is no such question, or its file has a
            mistake.
    """
    if question_id is None:
        return PickerForm(AnswerCodeForm, "room_pick.text_answer")
    question = load_question(question_id)
    return ShareTextForm(question) if question.kind in WRITTEN else AnswerCodeForm(question)
