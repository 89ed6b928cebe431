"""Review: a few minutes of questions that are due again, each asked afresh."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from friend_request import progress
from friend_request.content import load_case, load_lessons
from friend_request.content.vocabulary import is_quiz
from friend_request.questions import Judgement, judge
from friend_request.responses import ResponseError
from friend_request.spacing import Card, cards, next_due, plan, unseen, visible, when
from friend_request.widgets.case import CaseForm
from friend_request.widgets.contexts import here_of
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, button, details, fill, node, row
from friend_request.widgets.question import QuestionForm
from friend_request.widgets.views import VIEWS
from friend_request.words import words

LONGEST_MINUTES = 60
A_DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _now() -> datetime:
    return datetime.now(UTC)


class ReviewForm(QuestionForm):
    """One question after the other. What was answered before is hidden until one has answered.

    Args:
        minutes: how long it may take.
        store: where answers are.
    """

    def __init__(self, minutes: int = 5, store: progress.Store | None = None) -> None:
        self.minutes = minutes
        self.store = store or progress.store()
        self.queue: list[Card] = []
        self.place = -1
        self.question: Any = None
        self._before = ""
        self._early = False
        Form.__init__(self)
        self.store.watch(self._follow)

    def _follow(self, question_id: str) -> None:
        if question_id == "":
            # A reset, or its undoing: what was planned no longer holds.
            self.queue, self.question, self.place = [], None, -1
            self.refresh()
        elif self.question is not None:
            super()._follow(question_id)

    # -- what to ask

    def _cards(self, entries: list[progress.Entry]) -> list[Card]:
        here = here_of(self.store)
        return cards(entries, _now(), here.role, here.country)

    def _plan(
        self, entries: list[progress.Entry], made: list[Card], early: bool = False
    ) -> list[Card]:
        answered = {e.question_id for e in visible(entries) if e.what in ("answer", "skip")}
        # New questions come on a later day: on the first one the lesson itself is fresh.
        earlier = {
            e.question_id
            for e in visible(entries)
            if e.what in ("answer", "skip") and when(e, EPOCH, _now()) <= _now() - A_DAY
        }
        begun = [lesson.number for lesson in load_lessons() if earlier & {*lesson.questions}]
        return plan(
            made,
            _now(),
            self.minutes,
            more=lambda: unseen(answered, begun),
            early=early,
        )

    def _ask(self, place: int) -> None:
        self.place = place
        self.question = self.queue[place].question
        self.view = VIEWS[self.question.kind](self.question, self.store.learner())
        self.hints_shown = 0
        before = super()._answer()
        self._before = before.answer_id if before else ""

    def _answer(self) -> progress.Entry | None:
        """The answer given in this review; earlier ones are hidden, so that one thinks afresh."""
        answer = super()._answer()
        return None if answer is None or answer.answer_id == self._before else answer

    # -- drawing

    def draw(self) -> list[Node]:
        if self.question is None:
            return [node("div", *self._idle(), class_="fr-card")]
        number = words("review.number", number=self.place + 1, total=len(self.queue))
        made = [node("h3", number, id="heading", tabindex="-1"), *self._story(), *super().draw()]
        if self._answer() is not None:
            last = self.place + 1 == len(self.queue)
            label = words("review.finish" if last else "review.next")
            made.append(row(button(label, "next", primary=True)))
        return made

    def _story(self) -> list[Node]:
        """The question's case, to open: one may have read it weeks ago, or never."""
        owner = self.question.id.split(".")[0]
        if is_quiz(owner):
            return []
        form = CaseForm(load_case(owner))
        label = words("review.case", title=form.case.title)
        key = f"case-{self.question.id}"
        return [*form.note(), details(label, *form.body(), key=key)]

    def _idle(self) -> list[Node]:
        head = node("h3", words("review.title"), id="heading", tabindex="-1")
        if self.place >= 0:
            return [head, *self._done()]
        entries = self.store.entries()
        made = self._cards(entries)
        if not made:
            # Lesson 0 has nothing to review, and is where this stands.
            first = next(lesson for lesson in load_lessons() if lesson.number != "00")
            begin = words("review.begin", number=int(first.number), title=first.title)
            return [
                head,
                node("p", words("review.nothing_yet")),
                node("p", node("a", begin, href=f"{first.stem}.ipynb")),
            ]
        found = self._plan(entries, made)
        if found:
            said = words("review.offer", count=len(found), minutes=self._minutes(found))
            return [
                head,
                node("p", said),
                node("p", words("review.afresh"), class_="fr-small"),
                row(button(words("review.start"), "start", primary=True)),
            ]
        return [
            head,
            node("p", words("review.nothing_due")),
            *self._next_line(made),
            row(button(words("review.early"), "early")),
        ]

    @staticmethod
    def _minutes(found: list[Card]) -> int:
        return max(1, round(sum(card.seconds for card in found) / 60))

    @staticmethod
    def _next_line(made: list[Card]) -> list[Node]:
        wait = next_due(made, _now())
        if wait is None:
            return []
        days = max(1, round(wait / timedelta(days=1)))
        key = "review.next_due_one" if days == 1 else "review.next_due"
        return [node("p", words(key, days=days))]

    def _done(self) -> list[Node]:
        counts = {"answered": 0, "again": 0}
        for card in self.queue:
            answer = self.store.latest(card.question.id, ("answer", "skip"))
            if answer is None or answer.what != "answer":
                continue
            counts["answered"] += 1
            judged = self._judge(card.question, answer)
            counts["again"] += judged is not None and judged.worth_another_look
        entries = self.store.entries()
        made = self._cards(entries)
        more = self._plan(entries, made)
        return [
            node("p", words("review.done", total=len(self.queue), **counts)),
            *([] if more else self._next_line(made)),
            *([row(button(words("review.more"), "start", primary=True))] if more else []),
        ]

    def _judge(self, question: Any, answer: progress.Entry) -> Judgement | None:
        here = here_of(self.store)
        try:
            return judge(question, answer.response, here.role, here.country)
        except ResponseError:
            return None

    # -- doing

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        if action in ("start", "early"):
            entries = self.store.entries()
            self.queue = self._plan(entries, self._cards(entries), early=action == "early")
            if self.queue:
                self._ask(0)
            self.refresh(focus="heading")
        elif action == "next" and self.question is not None:
            if self.place + 1 < len(self.queue):
                self._ask(self.place + 1)
            else:
                self.question = None
            self.refresh(focus="heading")
        elif self.question is not None:
            super().act(action, arg, values)

    def keep_drafts(self, values: dict[str, Any]) -> None:
        """Nothing that is reviewed has drafts."""

    # -- text form

    def text(self) -> str:
        return "\n\n".join(
            [
                words("review.title"),
                fill(words("review.about", minutes=self.minutes)),
                words("review.to_begin"),
            ]
        )


def review(minutes: int = 5) -> ReviewForm:
    """Offer what is due again, across all lessons.

    Args:
        minutes: about how long it may take, 1 to 60.

    Returns:
        A widget; as the last line of a cell it shows itself.
    """
    wanted = minutes if isinstance(minutes, int) and not isinstance(minutes, bool) else 5
    return ReviewForm(min(max(wanted, 1), LONGEST_MINUTES))
