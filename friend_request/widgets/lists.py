"""Lists that follow the learner: the lessons, a lesson's own answers, its sources."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from friend_request import progress
from friend_request.citing import address, full
from friend_request.content import changed, load_case, load_lesson, load_lessons, load_question
from friend_request.questions import judge
from friend_request.responses import ResponseError
from friend_request.scenes import walk
from friend_request.widgets import downloads
from friend_request.widgets.computer import seen_by_others
from friend_request.widgets.contexts import Here, here_of, verdict_words
from friend_request.widgets.following import Following
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, button, fill, node, row
from friend_request.widgets.scenes_log import entries_of, last_ending, path_of
from friend_request.words import words

if TYPE_CHECKING:
    from friend_request.content import Case, Citation, Lesson


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


@dataclass(frozen=True)
class _Line:
    """One line of a summary."""

    title: str
    state: str
    mark: str = "answered"
    again: bool = False

    @property
    def shown(self) -> str:
        return f"{self.state}; {words('summary.again')}" if self.again else self.state


class SummaryForm(Following):
    """A lesson's questions and branching cases: answered, judged how, worth another look."""

    def __init__(self, lesson: Lesson, store: progress.Store | None = None) -> None:
        self.lesson = lesson
        self.questions = [load_question(q) for q in lesson.questions]
        self.plays = [load_case(c) for c in lesson.plays]
        super().__init__(store)

    def concerns(self, question_id: str) -> bool:
        return (
            question_id in ("", "role", "country")
            or question_id in self.lesson.questions
            or question_id.split(".")[0] in self.lesson.plays
        )

    def draw(self) -> list[Node]:
        here = here_of(self.store)
        answers = self.store.answers()
        found = [self._of_question(q, answers.get(q.id), here) for q in self.questions]
        found += [self._of_case(case, here) for case in self.plays]
        count = Counter(one.mark for one in found)
        total = len(found)
        done = total - count["open"] - count["skipped"]
        key = "summary.count" if done else "summary.none"
        again = sum(one.again for one in found)
        parts: list[Node | None] = [
            node("h3", words("summary.title")),
            node("p", words(key, done=done, total=total)),
            node("p", words("summary.count_skipped", count=count["skipped"]))
            if count["skipped"]
            else None,
            node("p", words("summary.look", count=again)) if again else None,
            _table(
                words("summary.caption", number=self.lesson.number),
                [words("summary.question"), words("summary.state")],
                [[one.title, one.shown] for one in found],
            ),
            self._first_thought(),
        ]
        return [node("div", *parts, class_="fr-card")]

    def _of_question(self, question: Any, answer: progress.Entry | None, here: Here) -> _Line:
        if answer is None:
            return _Line(question.stem, words("summary.open"), "open")
        if answer.what == "skip":
            return _Line(question.stem, words("summary.skipped"), "skipped")
        try:
            judged = judge(question, answer.response, here.role, here.country)
        except ResponseError:
            return _Line(question.stem, words("summary.changed"))
        if not judged.verdict:
            return _Line(question.stem, words("summary.kept"))
        if judged.total is not None:
            state = words("feedback.agree", right=judged.right, total=judged.total)
        elif question.kind == "numeric":
            state = words(f"feedback.part_{'right' if judged.verdict == 'best' else 'wrong'}")
        else:
            state = verdict_words(question, judged.verdict)
        return _Line(question.stem, state.rstrip("."), again=judged.worth_another_look)

    def _of_case(self, case: Case, here: Here) -> _Line:
        title = words("summary.case", title=case.title)
        entries = entries_of(case, self.store)
        judged = last_ending(case, entries, here)
        if judged is not None and judged.at.ending is not None:
            state = words("scene.state_end", title=judged.at.ending.title)
            verdict = words(f"verdict.{judged.verdict}")
            return _Line(title, f"{state}; {verdict}", again=judged.worth_another_look)
        steps = walk(case, path_of(entries[-1])) if entries else []
        if not steps:
            return _Line(title, words("summary.open"), "open")
        return _Line(title, words("summary.under_way"), "open")

    def _first_thought(self) -> Node | None:
        """The first answer to the lesson's first poll, beside the answer now."""
        poll = next((q for q in self.questions if q.kind == "poll"), None)
        if poll is None:
            return None
        texts = {o.id: o.text for o in poll.options}
        said = [texts.get(str(e.response.get("choice"))) for e in self.store.history(poll.id)]
        known = [text for text in said if text]
        if not known:
            return None
        lines = [words("summary.first", text=known[0])]
        if known[-1] != known[0]:
            lines.append(words("summary.first_now", text=known[-1]))
        else:
            lines.append(words("summary.first_again"))
        return node("div", *(node("p", line) for line in lines), class_="fr-note")

    def text(self) -> str:
        lines = [fill(q.stem, "    ", "  - ") for q in self.questions]
        lines += [
            fill(words("summary.case", title=case.title), "    ", "  - ") for case in self.plays
        ]
        head = words("summary.text", number=self.lesson.number, total=len(lines))
        return "\n".join([head, "", *lines])


class LessonsForm(Following):
    """All the lessons, with links and with how far the learner is."""

    def __init__(self, store: progress.Store | None = None) -> None:
        self.lessons = load_lessons()
        super().__init__(store)

    def draw(self) -> list[Node]:
        answers = self.store.answers()
        rows: list[list[Node | str]] = []
        for lesson in self.lessons:
            total = len(lesson.questions) + len(lesson.plays)
            done = sum(q in answers for q in lesson.questions)
            done += sum(self._played(case_id, answers) for case_id in lesson.plays)
            if not total:
                state = words("lessons.nothing")
            elif not done:
                state = words("lessons.none")
            elif done == total:
                state = words("lessons.all")
            else:
                state = words("lessons.some", done=done, total=total)
            title = words("lessons.open", number=int(lesson.number), title=lesson.title)
            rows.append([node("a", title, href=f"{lesson.stem}.ipynb"), str(lesson.minutes), state])
        return [
            node(
                "div",
                *downloads.notices(self.store),
                _table(
                    words("lessons.caption"),
                    [words("lessons.lesson"), words("lessons.minutes"), words("lessons.progress")],
                    rows,
                ),
                node("p", words("lessons.where", path=str(self.store.path)), class_="fr-small"),
                seen_by_others(),
                class_="fr-card",
            )
        ]

    def _played(self, case_id: str, answers: dict[str, progress.Entry]) -> bool:
        """Whether a branching case has come to an ending. Only one that was begun is read."""
        if not any(key.startswith(f"{case_id}.") for key in answers):
            return False
        case = load_case(case_id)
        return last_ending(case, entries_of(case, self.store), here_of(self.store)) is not None

    def text(self) -> str:
        lines = [words("lessons.title"), ""]
        for lesson in self.lessons:
            title = words("lessons.open", number=int(lesson.number), title=lesson.title)
            listed = words("lessons.listed", lesson=title, minutes=lesson.minutes)
            lines.append(f"  - {listed}")
        return "\n".join(lines)


def lesson_citations(lesson: Lesson) -> list[Citation]:
    """Everything that a lesson, its cases and its questions cite, each once."""
    found = [*lesson.cites]
    for case_id in lesson.cases:
        found += load_case(case_id).citations()
    for question_id in [*lesson.questions, *lesson.exercise_questions]:
        found += load_question(question_id).citations()
    return list({c.key: changed(c, note=None) for c in found}.values())


class ReferencesForm(Form):
    """All sources of a lesson; being its last form, also what says that the page is ready.

    Run All leaves the reader at the page's end, and nothing else tells when it is done.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.citations = sorted(lesson_citations(lesson), key=lambda c: full(c).casefold())
        super().__init__()

    def draw(self) -> list[Node]:
        items = []
        for citation in self.citations:
            where = address(citation)
            line = full(citation)
            shown = node("a", line, href=where) if where else node("span", line)
            name = words("references.name", id=citation.clause or citation.ref)
            items.append(node("li", shown, " ", node("small", name)))
        body = node("ul", *items) if items else node("p", words("references.none"))
        return [
            node("div", body),
            row(button(words("references.to_start"), "to-start")),
        ]

    def refresh(self, **more: str) -> None:
        """Draw, and say at the first time that the page is ready."""
        if not self.spec:
            total = len(self.lesson.questions)
            more.setdefault("say", words("references.ready", total=total))
        super().refresh(**more)

    def text(self) -> str:
        lines = [
            fill(f"{full(c)} {words('references.name', id=c.clause or c.ref)}", "    ", "  - ")
            for c in self.citations
        ]
        return "\n".join([words("references.title"), "", *lines])


def summary(number: str) -> SummaryForm:
    """Show a lesson's questions with what the learner answered.

    Args:
        number: the lesson's, two digits such as `"01"`.

    Returns:
        A widget; as the last line of a cell it shows itself.

    Raises:
        friend_request.content.ContentError: if there is no such lesson, or its file or one that it
            names has a mistake.
    """
    return SummaryForm(load_lesson(number))


def lessons() -> LessonsForm:
    """Show all the lessons, and how far the learner is in each.

    Returns:
        A widget; as the last line of a cell it shows itself.

    Raises:
        friend_request.content.ContentError: if a lesson's file has a mistake.
    """
    return LessonsForm()


def references(number: str) -> ReferencesForm:
    """Show the sources of a lesson: its own, and those of its cases and questions.

    Args:
        number: the lesson's, two digits such as `"01"`.

    Returns:
        A widget; as the last line of a cell it shows itself.

    Raises:
        friend_request.content.ContentError: if there is no such lesson, or its file or one that it
            names has a mistake.
    """
    return ReferencesForm(load_lesson(number))
