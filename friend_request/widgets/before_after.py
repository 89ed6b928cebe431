"""The check before and after the course: one question after the other, the reasons at the end."""

from __future__ import annotations

from typing import Any

from friend_request import progress
from friend_request.before_after import (
    Score,
    assign,
    chance_margin,
    first_open,
    form_of,
    score,
)
from friend_request.content import load_question
from friend_request.content.forms import FormName, load_blueprint
from friend_request.questions import judge
from friend_request.responses import ResponseError
from friend_request.widgets import downloads
from friend_request.widgets import feedback as shown
from friend_request.widgets.contexts import here_of
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, button, details, fill, node, rich, row
from friend_request.widgets.question import QuestionForm
from friend_request.widgets.views import VIEWS
from friend_request.words import words


class CheckForm(QuestionForm):
    """One form of the check. Before the course it says no verdicts: they would teach the answers.

    Args:
        moment: `before` or `after`.
        store: where answers are.
    """

    def __init__(self, moment: str, store: progress.Store | None = None) -> None:
        self.moment = moment
        self.store = store or progress.store()
        self.question: Any = None
        self.place = 0
        self.hints_shown = 0
        Form.__init__(self)
        self.store.watch(self._follow)

    def _follow(self, question_id: str) -> None:
        if question_id in ("", "role", "country"):
            self.question = None
            self.refresh()

    # -- where one is

    def _form(self) -> FormName | None:
        return form_of(self.store, self.moment)

    def _ids(self, form: FormName) -> list[str]:
        return load_blueprint().questions(form)

    def _ask(self) -> bool:
        """Go to the first open question. Returns False if there is none."""
        form = self._form()
        place = None if form is None else first_open(self.store, self._ids(form))
        if form is None or place is None:
            self.question = None
            return False
        self.place = place
        self.question = load_question(self._ids(form)[place])
        self.view = VIEWS[self.question.kind](self.question, self.store.learner())
        return True

    # -- drawing

    def draw(self) -> list[Node]:
        top = [*downloads.notices(self.store)]
        body = self._idle() if self.question is None else self._asking()
        return [node("div", *top, *body, *downloads.waiting(self.store), class_="fr-card")]

    def _asking(self) -> list[Node]:
        form = self._form()
        total = len(self._ids(form)) if form else 0
        number = words("before_after.number", number=self.place + 1, total=total)
        intro = self.question.intro
        return [
            node("h3", number, id="heading", tabindex="-1"),
            *([node("div", *rich(intro), id="intro", class_="fr-intro")] if intro else []),
            *self.view.controls({}, False),
            row(
                button(words("before_after.next"), "submit", primary=True),
                button(words("before_after.skip"), "skip"),
                button(words("before_after.pause"), "pause"),
            ),
        ]

    def _idle(self) -> list[Node]:
        head = node("h3", words(f"before_after.{self.moment}_title"), id="heading", tabindex="-1")
        form = self._form()
        total = len(load_blueprint().pairs)
        if form is None:
            return [
                head,
                node("p", words(f"before_after.{self.moment}_about", total=total)),
                row(button(words("before_after.begin"), "begin", primary=True)),
            ]
        place = first_open(self.store, self._ids(form))
        if place is not None:
            said = words("before_after.begun", done=self._score(form).answered, total=total)
            label = words("before_after.go_on")
            return [head, node("p", said), row(button(label, "begin", primary=True))]
        if self.moment == "before":
            return [head, node("p", words("before_after.before_done", total=total))]
        return [head, *self._compared(form), *self._reasons(form)]

    def _score(self, form: FormName) -> Score:
        here = here_of(self.store)
        return score(self.store, form, here.role, here.country)

    def _compared(self, form: FormName) -> list[Node]:
        after = self._score(form)
        said = [words("before_after.after_score", right=after.preferred, total=after.total)]
        had = form_of(self.store, "before")
        before = self._score(had) if had else None
        if before is None:
            said.append(words("before_after.no_before"))
        elif not before.whole:
            said.append(words("before_after.before_partial", done=before.answered))
        else:
            said.append(
                words("before_after.before_score", right=before.preferred, total=before.total)
            )
            said.append(words("before_after.margin", margin=chance_margin(after.total)))
        return [node("p", text) for text in said]

    def _reasons(self, form: FormName) -> list[Node]:
        """Every question with the learner's answer and all the reasons, to open."""
        here = here_of(self.store)
        answers = self.store.answers()
        made = []
        for number, question_id in enumerate(self._ids(form), 1):
            question, entry = load_question(question_id), answers.get(question_id)
            label = words("before_after.reasons_of", number=number, stem=question.stem)
            parts = [*rich(question.intro or "")]
            try:
                if entry is None or entry.what != "answer":
                    raise ResponseError("skipped")
                judged = judge(question, entry.response, here.role, here.country)
                parts += shown.choice(question, judged, here)
            except ResponseError:
                parts += shown.reasons(question, here)
            made.append(details(label, *parts, key=f"reasons-{question_id}"))
        return [node("p", words("before_after.reasons")), *made]

    # -- doing

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        if downloads.act(self, self.store, action):
            return
        if action == "begin":
            assign(self.store, self.moment)
            self._ask()
            self.refresh(focus="heading")
        elif action == "pause":
            self.question = None
            self.refresh(focus="heading")
        elif self.question is not None and action == "submit":
            self._submit(values)
        elif self.question is not None and action == "skip":
            self._skip()
            self._next()

    def _submit(self, values: dict[str, Any]) -> None:
        if self._take(self.view.read(values)) is not None:
            self._next()

    def _next(self) -> None:
        more = self._ask()
        self.refresh(say="" if more else words("before_after.finished"), focus="heading")

    def keep_drafts(self, values: dict[str, Any]) -> None:
        """Nothing here has drafts."""

    # -- text form

    def text(self) -> str:
        total = len(load_blueprint().pairs)
        return "\n\n".join(
            [
                words(f"before_after.{self.moment}_title"),
                fill(words(f"before_after.{self.moment}_about", total=total)),
                words("before_after.to_begin"),
            ]
        )


def before_course() -> CheckForm:
    """Offer the check before the course: one of two matched forms, assigned at random.

    Returns:
        A widget; as the last line of a cell it shows itself.
    """
    return CheckForm("before")


def after_course() -> CheckForm:
    """Offer the check after the course: the other form, with the reasons at its end.

    Returns:
        A widget; as the last line of a cell it shows itself.
    """
    return CheckForm("after")
