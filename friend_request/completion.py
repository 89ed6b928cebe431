"""The learner's own record of completion: a page that prints well, and the same as data.

It says what the course knows (lessons, their stated minutes, questions answered) and what it is
not. What the learner wrote goes in only if they ask for it. The name is handed in for one page and
is kept nowhere.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any

from friend_request.content import load_lessons
from friend_request.progress import Entry, Store, course_version
from friend_request.words import words
from friend_request.writing import Written, collect, label

if TYPE_CHECKING:
    from friend_request.content import Lesson

LONGEST_NAME = 200


@dataclass(frozen=True)
class Row:
    """One lesson that was begun.

    Attributes:
        last: day of the last answer, ISO 8601; empty if unknown.
    """

    number: str
    title: str
    minutes: int
    answered: int
    total: int
    last: str

    @property
    def complete(self) -> bool:
        """Whether every question has an answer."""
        return self.answered == self.total


@dataclass(frozen=True)
class Record:
    """What a record says. `texts` is empty unless the learner wanted them in it."""

    made: str
    rows: tuple[Row, ...]
    texts: tuple[Written, ...] = ()

    @property
    def complete(self) -> tuple[Row, ...]:
        """Lessons with every question answered."""
        return tuple(row for row in self.rows if row.complete)


def build(
    store: Store,
    *,
    with_texts: bool = False,
    lessons: Iterable[Lesson] | None = None,
    now: datetime | None = None,
) -> Record:
    """Gather a record from the answers.

    Args:
        store: the learner's answers.
        with_texts: whether what the learner wrote goes in.
        lessons: all lessons, by default those of the course.
        now: when it is made.
    """
    lessons = list(load_lessons() if lessons is None else lessons)
    answers = store.answers()
    rows = []
    for lesson in lessons:
        given = [answers[q] for q in lesson.questions if q in answers]
        if given:
            rows.append(
                Row(
                    lesson.number,
                    lesson.title,
                    lesson.minutes,
                    len(given),
                    len(lesson.questions),
                    max(_day(entry) for entry in given),
                )
            )
    texts = tuple(collect(store, lessons)) if with_texts else ()
    return Record((now or datetime.now(UTC)).strftime("%Y-%m-%d"), tuple(rows), texts)


def _day(entry: Entry) -> str:
    return entry.answered_at[:10]


def tidy_name(name: Any) -> str:
    """A name as one line of printable text, at most `LONGEST_NAME` characters."""
    text = " ".join(str(name or "").split())
    # Cf as well: marks that turn the direction of text would reach into the words beside it.
    kept = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Cf"))
    return kept[:LONGEST_NAME].strip()


def data(record: Record, name: str = "") -> bytes:
    """The record as JSON, UTF-8."""
    content: dict[str, Any] = {
        "title": words("record.title"),
        "course": words("record.course"),
        "course_version": course_version(),
        "made_on": record.made,
        "note": words("record.not_credit"),
        "lessons": [
            {
                "number": row.number,
                "title": row.title,
                "minutes_as_stated": row.minutes,
                "questions_answered": row.answered,
                "questions": row.total,
                "last_answer_on": row.last or None,
            }
            for row in record.rows
        ],
        "lessons_complete": len(record.complete),
        "minutes_as_stated": sum(row.minutes for row in record.complete),
    }
    if tidy_name(name):
        content["name"] = tidy_name(name)
    if record.texts:
        content["texts"] = [
            {
                "lesson": written.lesson,
                "question_id": written.question_id,
                "question": written.stem,
                "kept_on": written.day or None,
                "parts": [{"part": part.title, "text": part.text} for part in written.parts],
                "own_rating": dict(written.rating),
            }
            for written in record.texts
        ]
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace")


_STYLE = """
:root { color-scheme: light; }
body { font: 12pt/1.5 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; color: #1a1a1a;
  background: #fff; max-width: 44rem; margin: 2rem auto; padding: 0 1.25rem;
  overflow-wrap: anywhere; }
h1 { font-size: 1.7em; margin: 0 0 .2em; line-height: 1.2; }
h2 { font-size: 1.25em; margin: 1.8em 0 .5em; }
h3 { font-size: 1.05em; margin: 1.4em 0 .3em; }
h4 { font-size: 1em; margin: .8em 0 .1em; }
.name { margin: 1.4em 0; }
.line { display: inline-block; min-width: 20em; border-bottom: 1px solid #1a1a1a; }
.note { border: 2px solid #4a4f57; border-radius: 4px; padding: .6em .9em; }
.small { color: #4a4f57; font-size: .92em; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; font-weight: 600; padding-bottom: .4em; }
th, td { border-bottom: 1px solid #767b85; padding: .35em .6em .35em 0; text-align: start;
  vertical-align: top; }
thead { display: table-header-group; }
.written { white-space: pre-wrap; margin: 0 0 .6em; }
@page { margin: 20mm; }
@media print {
  body { margin: 0; padding: 0; max-width: none; font-size: 11pt; }
  tr, .note { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
}
"""


def page(record: Record, name: str = "") -> bytes:
    """The record as one HTML page that needs no other file and runs nothing.

    Args:
        record: what it says.
        name: what to print as the name; a line to write on if it is empty.

    Returns:
        UTF-8.
    """
    given = tidy_name(name)
    shown = f"<bdi>{escape(given)}</bdi>" if given else '<span class="line">&nbsp;</span>'
    title = escape(words("record.title"))
    rows = "\n".join(
        "<tr>"
        f'<th scope="row">{escape(words("log.lesson", number=int(row.number), title=row.title))}'
        "</th>"
        f"<td>{row.minutes}</td>"
        f"<td>{escape(words('record.of', done=row.answered, total=row.total))}</td>"
        f"<td>{escape(row.last)}</td>"
        "</tr>"
        for row in record.rows
    )
    head = "".join(
        f'<th scope="col">{escape(words(f"record.{key}"))}</th>'
        for key in ("lesson", "minutes", "answered", "last")
    )
    total = words(
        "record.sum",
        lessons=len(record.complete),
        minutes=sum(row.minutes for row in record.complete),
    )
    made = words("record.made", day=record.made)
    version = words("record.version", version=course_version())
    return f"""<!DOCTYPE html>
<html lang="{escape(words("language"))}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{escape(words("record.course"))}</p>
<p class="name">{escape(words("record.name_line"))} {shown}</p>
<p class="note">{escape(words("record.not_credit"))}</p>
<h2>{escape(words("record.caption"))}</h2>
<table>
<caption>{escape(words("record.caption"))}</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
<p>{escape(total)}</p>
<p class="small">{escape(words("record.minutes_note"))} {escape(words("record.skipped"))}</p>
{_texts(record.texts)}
<p class="small">{escape(made)}. {escape(version)}.</p>
</main>
</body>
</html>
""".encode("utf-8", "replace")


def _texts(texts: Iterable[Written]) -> str:
    made, lesson = [], None
    for written in texts:
        if lesson is None:
            made.append(f"<h2>{escape(words('record.texts'))}</h2>")
        if written.lesson != lesson:
            lesson = written.lesson
            made.append(f"<h3>{escape(lesson)}</h3>")
        made.append(f"<p>{escape(label(written))}</p>")
        for part in written.parts:
            made.append(f"<h4>{escape(part.title)}</h4>")
            made.append(f'<div class="written" dir="auto">{escape(part.text)}</div>')
        if written.rating:
            items = "".join(f"<li>{escape(line)}</li>" for line in written.rating_lines)
            made.append(f"<h4>{escape(words('log.rating'))}</h4><ul>{items}</ul>")
    return "\n".join(made)
