"""One question: asked, answered, kept, and told what it was worth."""

from __future__ import annotations

from typing import Any

from friend_request import progress
from friend_request.content import load_question
from friend_request.questions import Judgement, judge
from friend_request.responses import ResponseError, option_ids
from friend_request.widgets import downloads
from friend_request.widgets import feedback as shown
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, button, choices, fill, node, rich, row
from friend_request.widgets.views import VIEWS
from friend_request.words import words

CONFIDENCE = ("sure", "fairly", "unsure")


class QuestionForm(Form):
    """Draws one question of any kind, and keeps each answer before it says a word about it."""

    def __init__(self, question: Any, store: progress.Store | None = None) -> None:
        self.question = question
        self.store = store or progress.store()
        self.view = VIEWS[question.kind](question, self.store.learner())
        self.hints_shown = 0
        super().__init__()
        self.store.watch(self._follow)

    def _follow(self, question_id: str) -> None:
        """Draw again when the learner's role or country changes, or when answers come or go."""
        if not question_id:
            # Perhaps another person: what the last one was writing goes with them.
            self.settle()
            self.refresh()
        elif question_id in ("role", "country") and hasattr(self.question, "contexts"):
            self.refresh()

    # -- what is known of the answer

    def _answer(self) -> progress.Entry | None:
        return self.store.latest(self.question.id, ("answer", "skip"))

    def _here(self) -> shown.Here:
        return shown.here_of(self.store)

    def _judged(self, response: dict[str, Any]) -> Judgement | None:
        here = self._here()
        try:
            return judge(self.question, response, here.role, here.country)
        except ResponseError:
            # The question has changed under the answer: it is kept, and can be given again.
            return None

    def _response(self, answer: progress.Entry | None) -> dict[str, Any]:
        """What the controls show: the last answer, with any newer draft over it."""
        response = dict(answer.response) if answer and answer.what == "answer" else {}
        draft = self.store.latest(self.question.id, ("draft",))
        if draft and (answer is None or draft.clock > answer.clock):
            response.update(draft.response)
        return response

    # -- drawing

    def draw(self) -> list[Node]:
        with self.store.one_look():
            return [node("div", *self._parts(), class_="fr-card")]

    def _parts(self) -> list[Node | None]:
        question = self.question
        answer = self._answer()
        answered = answer is not None and answer.what == "answer"
        response = self._response(answer)
        judged = self._judged(dict(answer.response)) if answer and answered else None
        parts: list[Node | None] = [*downloads.notices(self.store)]
        if question.intro:
            # The controls are described by it: who comes by Tab hears what the question is about.
            parts.append(node("div", *rich(question.intro), id="intro", class_="fr-intro"))
        parts += self.view.controls(response, answered and judged is not None)
        if question.confidence:
            parts.append(
                choices(
                    words("question.confidence"),
                    "confidence",
                    [(c, words(f"question.confidence_{c}")) for c in CONFIDENCE],
                    response.get("confidence"),
                    inline=True,
                )
            )
        parts += self._hints()
        submit = self.view.submit_again if judged else self.view.submit
        can_skip = self.view.can_skip and answer is None
        parts.append(
            row(
                button(words(submit), "submit", primary=True),
                button(self._hint_label(), "hint") if self._has_hint() else None,
                button(words("question.skip"), "skip") if can_skip else None,
            )
        )
        parts += self._below(answer, judged)
        return parts + downloads.waiting(self.store)

    def _below(self, answer: progress.Entry | None, judged: Judgement | None) -> list[Node]:
        if answer is None:
            return []
        if answer.what == "skip":
            return [
                node("p", words("question.skipped"), class_="fr-note", id="result", tabindex="-1"),
                *shown.reasons(self.question, self._here()),
            ]
        made: list[Node] = []
        if answer.content_version != self.question.content_version:
            made.append(node("p", words("question.changed_since"), class_="fr-small"))
        if judged:
            made += self.view.feedback(dict(answer.response), judged, self._here())
            if made and self.question.graded and not self.store.pending:
                made.append(node("p", self._kept_words(), class_="fr-small"))
        return [node("div", *made, id="result", key="result")] if made else []

    def _kept_words(self) -> str:
        """That the answer is kept; a guest's is not on the disk, and nobody may say so."""
        return words("question.answer_guest" if self.store.guest else "question.answer_kept")

    def _has_hint(self) -> bool:
        return self.hints_shown < len(self.question.hints)

    def _hint_label(self) -> str:
        return words("question.next_hint" if self.hints_shown else "question.hint")

    def _hints(self) -> list[Node]:
        return [
            node(
                "p",
                node("strong", words("question.hint_label", number=n) + " "),
                hint,
                class_="fr-note",
            )
            for n, hint in enumerate(self.question.hints[: self.hints_shown], 1)
        ]

    # -- doing

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        if downloads.act(self, self.store, action):
            return
        if action == "submit":
            # All that is asked before the answer is written in one opening of the file, and all
            # that is asked after it in another: it is what the learner waits for.
            with self.store.one_look():
                self._submit(values)
        elif action == "skip":
            self._skip()
            # The button is gone; the reasons begin where the focus now is.
            self.refresh(say=words("question.skipped"), focus="result", show="result")
        elif action == "hint" and self._has_hint():
            hint = self.question.hints[self.hints_shown]
            self.hints_shown += 1
            number = words("question.hint_label", number=self.hints_shown)
            self.refresh(say=f"{number} {hint}")
        else:
            moved = self.view.move(action, arg)
            if moved:
                self.refresh(say=moved[0], focus=moved[1])

    def _submit(self, values: dict[str, Any]) -> None:
        answer = self._answer()
        response = self.view.read(values)
        if self.question.kind == "write_reply" and answer and "draft" not in response:
            response["draft"] = answer.response.get("draft", "")
        if self.question.confidence and values.get("confidence") in CONFIDENCE:
            response["confidence"] = values["confidence"]
        judged = self._take(response)
        if judged is None:
            return
        said = self.view.spoken(response, judged)
        if self.question.graded:
            said = f"{said} {self._kept_words()}"
        self.refresh(say=said, focus=self.view.focus_after(response, judged), show="result")

    def _take(self, response: dict[str, Any]) -> Judgement | None:
        """Keep an answer and judge it; one that is not whole is asked for again, and gives None.

        Raises:
            NotKept: if the disk did not take it.
        """
        here = self._here()
        try:
            judged = judge(self.question, response, here.role, here.country)
        except ResponseError as error:
            self.refresh(problem=words(error.key, **error.values))
            return None
        # First the disk, then the feedback: what is acknowledged is there afterwards.
        self.store.append(
            "answer",
            self.question.id,
            response,
            kind=self.question.kind,
            option_ids=option_ids(response),
            content_version=self.question.content_version,
        )
        return judged

    def _skip(self) -> None:
        self.store.append(
            "skip",
            self.question.id,
            kind=self.question.kind,
            content_version=self.question.content_version,
        )

    def keep_drafts(self, values: dict[str, Any]) -> None:
        draft = {name: str(values[name]) for name in self.view.drafts if name in values}
        if not draft:
            return
        now = self._response(self._answer())
        if any(now.get(name, "") != text for name, text in draft.items()):
            self.store.append("draft", self.question.id, draft, kind=self.question.kind)

    # -- text form

    def text(self) -> str:
        question = self.question
        parts = [words(f"question.kind.{question.kind}")]
        if question.intro:
            parts.append(fill(question.intro))
        parts.append(fill(question.stem))
        options = self.view.text()
        if options:
            parts.append(options)
        parts.append(words("question.to_answer"))
        return "\n\n".join(parts)


def question(question_id: str) -> QuestionForm:
    """Show one question.

    Args:
        question_id: such as `"nine-months-on.need"`.

    Returns:
        A widget; as the last line of a cell it shows itself.

    Raises:
        friend_request.content.ContentError: if there is no such question, or its file has a
            mistake.
    """
    return QuestionForm(load_question(question_id))
