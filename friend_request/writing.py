"""Everything the learner wrote, as one document: Word or Markdown.

What they wrote is text and stays text: no Markdown or HTML of theirs takes effect, and characters
that a Word file can't hold are replaced by U+FFFD, so that one sees that something stood there.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from friend_request.content import ContentError, load_lessons, load_question
from friend_request.progress import Entry, Store
from friend_request.words import phrases, words

if TYPE_CHECKING:
    from friend_request.content import Lesson

KINDS = ("reflect", "write_reply")
# What XML 1.0 can't hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Part:
    """One text: what it is, and the learner's words."""

    title: str
    text: str


@dataclass(frozen=True)
class Written:
    """What the learner wrote for one question.

    Attributes:
        lesson: the heading it belongs under.
        stem: the question; empty if the course no longer has it.
        day: when it was kept, ISO 8601; empty if unknown.
        parts: the texts.
        rating: the learner's own rating of a reply, part of the rubric to points.
    """

    question_id: str
    lesson: str
    stem: str
    day: str
    parts: tuple[Part, ...]
    rating: tuple[tuple[str, int], ...] = ()

    @property
    def rating_lines(self) -> list[str]:
        """The rating in words."""
        names = phrases("rubric")
        return [
            words("log.rated", part=names.get(part, part), points=points)
            for part, points in self.rating
        ]


def legible(text: str) -> str:
    """Text that any file can hold: one kind of line end, U+FFFD for what can't be written."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n\n")
    return _NOT_XML.sub("\ufffd", text)


def collect(store: Store, lessons: Iterable[Lesson] | None = None) -> list[Written]:
    """What the learner wrote, in the order of the course.

    Args:
        store: the learner's answers.
        lessons: all lessons, by default those of the course.
    """
    lessons = list(load_lessons() if lessons is None else lessons)
    texts = {
        entry.question_id: entry
        for entry in store.answers().values()
        if entry.what == "answer" and _parts(entry, None)
    }
    found: list[Written] = []

    def take(question_id: str, heading: str) -> None:
        entry = texts.pop(question_id, None)
        if entry is not None:
            found.append(_written(entry, heading))

    for lesson in lessons:
        heading = words("log.lesson", number=int(lesson.number), title=lesson.title)
        for question_id in lesson.questions:
            take(question_id, heading)
        for question_id in lesson.exercise_questions:
            take(question_id, words("log.exercise", title=heading))
    for question_id in list(texts):
        take(question_id, words("log.other"))
    return found


def _written(entry: Entry, heading: str) -> Written:
    try:
        question = load_question(entry.question_id)
    except ContentError:
        question = None
    rubric = entry.response.get("rubric")
    rubric = rubric if isinstance(rubric, dict) else {}
    # In the order in which the rubric is always shown; the log sorts by name.
    order = {part: n for n, part in enumerate(phrases("rubric"))}
    rating = sorted(rubric.items(), key=lambda item: order.get(item[0], len(order)))
    return Written(
        entry.question_id,
        heading,
        " ".join(question.stem.split()) if question is not None else "",
        entry.answered_at[:10],
        tuple(_parts(entry, question)),
        tuple((str(part), points) for part, points in rating if isinstance(points, int)),
    )


def _parts(entry: Entry, question: Any) -> list[Part]:
    """The texts in an answer; none if it is of another kind."""
    if entry.kind not in KINDS:
        return []
    to = getattr(question, "to", "")
    titles = {
        "text": words("log.reflection"),
        "draft": words("log.reply", to=to) if to else words("log.first"),
        "redraft": words("log.second"),
    }
    given = {name: entry.response.get(name) for name in titles}
    found = {n: legible(t) for n, t in given.items() if isinstance(t, str) and t.strip()}
    if "draft" in found and "redraft" in found:
        titles["draft"] = f"{titles['draft']} ({words('log.first')})" if to else titles["draft"]
    return [Part(titles[name], text) for name, text in found.items()]


def label(written: Written) -> str:
    """The question and the day, in one line."""
    question = words("log.question", stem=written.stem or written.question_id)
    day = words("log.answered", day=written.day) + "." if written.day else ""
    return f"{question} {day}".strip()


# -- Markdown

# With these escaped nothing is left that begins a mark, a link, an entity, a table or a formula.
_ACTIVE = re.compile(r"([\\`*_{}\[\]()#+\-.!|~^=:$\"'@/&<>])")


def plain(text: str) -> str:
    """One line of Markdown that shows `text` as it is, and does nothing else."""
    text = legible(text).replace("\n", " ")
    return _ACTIVE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    # Markup of the web by entities: a reader that knows no backslash still runs nothing.
    special = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "&#64;"}
    return special.get(found[0], f"\\{found[0]}")


def _verse(text: str) -> list[str]:
    """Markdown lines that keep the writer's lines and paragraphs."""
    made = []
    for paragraph in re.split(r"\n[^\S\n]*\n+", text.strip("\n")):
        lines = [plain(line.strip()) for line in paragraph.split("\n")]
        lines = [line for line in lines if line]
        # A digit at the start could begin a list; its full stop is escaped, so it does not.
        made += ["\\\n".join(lines), ""] if lines else []
    return made


def markdown(texts: Iterable[Written], now: datetime | None = None) -> bytes:
    """All texts as a Markdown document, UTF-8."""
    day = (now or datetime.now(UTC)).strftime("%Y-%m-%d")
    made = [f"# {plain(words('log.title'))}", "", plain(words("log.made", day=day)), ""]
    made += [plain(words("log.privacy")), ""]
    heading = None
    for written in texts:
        if written.lesson != heading:
            heading = written.lesson
            made += [f"## {plain(heading)}", ""]
        made += [f"### {plain(written.stem or written.question_id)}", ""]
        if written.day:
            made += [plain(words("log.answered", day=written.day)), ""]
        for part in written.parts:
            made += [f"#### {plain(part.title)}", "", *_verse(part.text)]
        if written.rating:
            made += [f"#### {plain(words('log.rating'))}", ""]
            made += [*(f"- {plain(line)}" for line in written.rating_lines), ""]
    return "\n".join(made).encode("utf-8", "replace")


# -- Word


def is_right_to_left(text: str) -> bool:
    """Whether a text's first letter with a direction goes from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def word(texts: Iterable[Written], now: datetime | None = None) -> bytes:
    """All texts as a Word document, with real headings and lists."""
    from docx import Document

    moment = now or datetime.now(UTC)
    document = Document()
    about = document.core_properties
    # Not a name, nor the library's: who wrote it is for the writer to say.
    about.author = about.last_modified_by = about.comments = ""
    about.title = words("log.title")
    about.language = "en"
    about.created = about.modified = moment.replace(tzinfo=None)
    document.add_heading(words("log.title"), 0)
    document.add_paragraph(words("log.made", day=moment.strftime("%Y-%m-%d")))
    document.add_paragraph(words("log.privacy"))
    heading = None
    for written in texts:
        if written.lesson != heading:
            heading = written.lesson
            document.add_heading(legible(heading), 1)
        document.add_heading(legible(written.stem or written.question_id), 2)
        if written.day:
            document.add_paragraph(words("log.answered", day=written.day))
        for part in written.parts:
            document.add_heading(legible(part.title), 3)
            for paragraph in re.split(r"\n[^\S\n]*\n+", part.text.strip("\n")):
                _paragraph(document, paragraph)
        if written.rating:
            document.add_heading(words("log.rating"), 3)
            for line in written.rating_lines:
                document.add_paragraph(legible(line), style="List Bullet")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _paragraph(document: Any, text: str) -> None:
    from docx.oxml import OxmlElement

    paragraph = document.add_paragraph()
    run = paragraph.add_run(legible(text))
    if is_right_to_left(text):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
