"""Lists that follow the learner: the lessons, a lesson's own answers, its sources."""

from __future__ import annotations

from friend_request import progress
from friend_request.content import (
    Citation,
    Lesson,
    load_case,
    load_lesson,
    load_lessons,
    load_question,
)
from friend_request.questions import ResponseError, judge
from friend_request.widgets.citing import address, full
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, fill, node
from friend_request.words import words


def _table(caption: str, head: list[str], rows: list[list[Node | str]]) -> Node:
    """A table whose first column heads each row."""
    return node(
        "table",
        node("caption", caption),
        node("thead", node("tr", *(node("th", cell, scope="col") for cell in head))),
        node(
            "tbody",
            *(
                node("tr", node("th", r[0], scope="row"), *(node("td", cell) for cell in r[1:]))
                for r in rows
            ),
        ),
        class_="fr-table",
    )


class _Following(Form):
    """Draws itself again whenever the learner answers something in this notebook."""

    def __init__(self, store: progress.Store | None = None) -> None:
        self.store = store or progress.store()
        super().__init__()
        self.store.watch(self._answered)

    def _answered(self, question_id: str) -> None:
        if self.concerns(question_id):
            self.refresh()

    def concerns(self, question_id: str) -> bool:
        """Whether an answer to this question changes what is drawn."""
        return True


class SummaryForm(_Following):
    """A lesson's questions: answered or not, judged how, worth another look."""

    def __init__(self, lesson: Lesson, store: progress.Store | None = None) -> None:
        self.lesson = lesson
        self.questions = [load_question(q) for q in lesson.questions]
        super().__init__(store)

    def concerns(self, question_id: str) -> bool:
        return question_id in self.lesson.questions or not question_id

    def draw(self) -> list[Node]:
        answers = self.store.answers()
        role, country = self.store.setting("role"), self.store.setting("country")
        rows: list[list[Node | str]] = []
        done = again = 0
        first: str | None = None
        for question in self.questions:
            answer = answers.get(question.id)
            state = words("summary.open")
            if answer is not None and answer.what == "skip":
                done += 1
                state = words("summary.skipped")
            elif answer is not None:
                done += 1
                state = words("summary.kept")
                try:
                    judged = judge(question, answer.response, role, country)
                except ResponseError:
                    judged = None
                if judged is not None and judged.verdict:
                    state = self._state(question, judged)
                    if judged.worth_another_look:
                        again += 1
                        state += f"; {words('summary.again')}"
                if question.kind == "poll" and first is None and judged is not None:
                    first = next(o.text for o in judged.options if o.chosen)
            rows.append([question.stem, state])
        total = len(rows)
        key = "summary.count" if done else "summary.none"
        parts: list[Node | None] = [
            node("h3", words("summary.title")),
            node("p", words(key, done=done, total=total)),
            node("p", words("summary.look", count=again)) if again else None,
            _table(
                words("summary.caption", number=self.lesson.number),
                [words("summary.question"), words("summary.state")],
                rows,
            ),
        ]
        if first:
            parts.append(
                node(
                    "div",
                    node("p", words("summary.first", text=first)),
                    node("p", words("summary.first_again")),
                    class_="fr-note",
                )
            )
        return [node("div", *parts, class_="fr-card")]

    @staticmethod
    def _state(question: object, judged: object) -> str:
        if getattr(judged, "total", None) is not None:
            return words("feedback.agree", right=judged.right, total=judged.total).rstrip(".")  # type: ignore[attr-defined]
        return words(f"verdict.{judged.verdict}")  # type: ignore[attr-defined]

    def text(self) -> str:
        lines = [fill(q.stem, "    ", "  - ") for q in self.questions]
        head = words("summary.text", number=self.lesson.number, total=len(self.questions))
        return "\n".join([head, "", *lines])


class LessonsForm(_Following):
    """All the lessons, with links and with how far the learner is."""

    def __init__(self, store: progress.Store | None = None) -> None:
        self.lessons = load_lessons()
        super().__init__(store)

    def draw(self) -> list[Node]:
        answers = self.store.answers()
        rows: list[list[Node | str]] = []
        for lesson in self.lessons:
            total = len(lesson.questions)
            done = sum(q in answers for q in lesson.questions)
            if not total:
                state = words("lessons.nothing")
            elif not done:
                state = words("lessons.none")
            else:
                state = words(
                    "lessons.all" if done == total else "lessons.some", done=done, total=total
                )
            title = words("lessons.open", number=int(lesson.number), title=lesson.title)
            rows.append([node("a", title, href=f"{lesson.stem}.ipynb"), str(lesson.minutes), state])
        notes = [
            node("p", words(key, **values), class_="fr-note") for key, values in self.store.notices
        ]
        return [
            node(
                "div",
                *notes,
                _table(
                    words("lessons.caption"),
                    [words("lessons.lesson"), words("lessons.minutes"), words("lessons.progress")],
                    rows,
                ),
                node("p", words("lessons.where", path=str(self.store.path)), class_="fr-small"),
                class_="fr-card",
            )
        ]

    def text(self) -> str:
        lines = [words("lessons.title"), ""]
        for lesson in self.lessons:
            title = words("lessons.open", number=int(lesson.number), title=lesson.title)
            lines.append(f"  - {title} ({lesson.minutes} min)")
        return "\n".join(lines)


def lesson_citations(lesson: Lesson) -> list[Citation]:
    """Everything that a lesson, its cases and its questions cite, each once."""
    found = [*lesson.cites]
    for case_id in lesson.cases:
        found += load_case(case_id).cites
    for question_id in [*lesson.questions, *lesson.exercise_questions]:
        found += load_question(question_id).citations()
    return list({c.key: Citation(ref=c.ref, clause=c.clause) for c in found}.values())


class ReferencesForm(Form):
    """All sources of a lesson."""

    def __init__(self, lesson: Lesson) -> None:
        self.citations = sorted(lesson_citations(lesson), key=lambda c: full(c).casefold())
        super().__init__()

    def draw(self) -> list[Node]:
        items = []
        for citation in self.citations:
            where = address(citation)
            line = full(citation)
            items.append(node("li", node("a", line, href=where) if where else node("span", line)))
        body = node("ul", *items) if items else node("p", words("references.none"))
        return [node("div", body)]

    def text(self) -> str:
        lines = [fill(full(c), "    ", "  - ") for c in self.citations]
        return "\n".join([words("references.title"), "", *lines])


def summary(number: str) -> SummaryForm:
    """Show a lesson's questions with what the learner answered; `number` is such as `"01"`."""
    return SummaryForm(load_lesson(number))


def lessons() -> LessonsForm:
    """Show all the lessons, and how far the learner is in each."""
    return LessonsForm()


def references(number: str) -> ReferencesForm:
    """Show the sources of a lesson; `number` is such as `"01"`."""
    return ReferencesForm(load_lesson(number))
