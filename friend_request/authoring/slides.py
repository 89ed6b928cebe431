"""`make slides`: one deck for each lesson, out of its YAML.

A deck shows the objectives, the case in slices, the questions for a room with their reasons one
step below, and the points to keep. Which questions, and what to talk about, stands under
`facilitation` in the lesson's file: `ask` (question ids), `again` (those asked once more at
the end) and `discuss` (sentences). Without `ask` every question of the lesson has its slide.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

from friend_request import citing
from friend_request.authoring.deck import (
    LETTERS,
    LINES,
    TITLE_LETTERS,
    Block,
    Slide,
    Stack,
    blocks,
    items,
    page,
    paginate,
    plain,
)
from friend_request.authoring.notebooks import read
from friend_request.content import Case, Lesson, load_case, load_lessons, load_question
from friend_request.words import words

_CALL = re.compile(r"""\b(case|play|question)\(\s*["']([a-z0-9.-]+)["']""")
# The name of a claim, such as <small>[02-c7]</small>, is for reporting mistakes in the lesson.
_CLAIM = re.compile(r"\s*<small>.*?</small>", re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_LETTERS = "ABCDEFGH"


def write_slides(root: Path, out: Path) -> list[Path]:
    """Write a deck for each lesson, and an index of them.

    Args:
        root: the project's top folder.
        out: where to; made if need be. Decks of lessons that are gone are removed.

    Returns:
        The files written, the index first.
    """
    out.mkdir(parents=True, exist_ok=True)
    lessons = load_lessons()
    made = {out / f"{lesson.stem}.html": deck(root, lesson) for lesson in lessons}
    for path in sorted(out.glob("[0-9][0-9]_*.html")):
        if path not in made:
            path.unlink()
    made = {out / "index.html": index(lessons), **made}
    for path, text in made.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(made)


def index(lessons: list[Lesson]) -> str:
    """A page with a link to each deck."""
    links = "\n".join(
        f'<li><a href="{lesson.stem}.html">{escape(_name(lesson))}</a></li>' for lesson in lessons
    )
    title = escape(words("slides.index"))
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>:root {{ color-scheme: light dark; }} body {{ font: 18px/1.6 system-ui, sans-serif;
max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{escape(words("slides.keys"))}</p>
<p>{escape(words("slides.print"))}</p>
<ul>
{links}
</ul>
</main>
</body>
</html>
"""


def deck(root: Path, lesson: Lesson) -> str:
    """One lesson's deck as HTML."""
    return page(_name(lesson), stacks(root, lesson))


def stacks(root: Path, lesson: Lesson) -> list[Stack]:
    """What one lesson's deck shows, in order."""
    aims = Slide(words("slides.objectives"), items(o.text for o in lesson.objectives))
    made = [*_row(_title(lesson)), *_row(_before(lesson)), *_row(aims)]
    asked = asked_questions(lesson)
    for kind, id_ in in_order(root, lesson):
        if kind == "question" and id_ in asked:
            made.append(Stack(list(_question(id_))))
        elif kind == "play" and id_ in lesson.plays:
            case = load_case(id_)
            made += [*_row(_story(case)), *_row(_opening(case))]
        elif kind == "case" and any(q.startswith(f"{id_}.") for q in asked):
            made += _row(_story(load_case(id_)))
    for id_ in lesson.facilitation.get("again", []):
        question = next(iter(_question(str(id_))))
        made += _row(replace(question, title=words("slides.again", stem=question.title)))
    talk = [str(each) for each in lesson.facilitation.get("discuss", [])]
    if talk:
        made += _row(Slide(words("slides.discuss"), items(talk, "ol")))
    points = key_points(root, lesson)
    if points:
        made += _row(Slide(words("slides.points"), items(points)))
    return made + _row(_end(lesson))


def _row(slide: Slide) -> list[Stack]:
    """A slide whose continuations follow to the right, so that nobody can miss them."""
    return [Stack([one]) for one in paginate(slide)]


def asked_questions(lesson: Lesson) -> list[str]:
    """The questions that have a slide."""
    return [str(each) for each in lesson.facilitation.get("ask", [])] or list(lesson.questions)


def in_order(root: Path, lesson: Lesson) -> list[tuple[str, str]]:
    """(kind, id) of cases, plays and questions, as they follow one another in the notebook.

    Questions that the notebook shows nowhere by their id, such as kept ones, follow at the end.
    """
    path = root / "notebooks" / f"{lesson.stem}.ipynb"
    found: list[tuple[str, str]] = []
    if path.is_file():
        notebook = read(path)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                found += [(kind, id_) for kind, id_ in _CALL.findall(cell.source)]
    else:
        found = [("play" if c in lesson.plays else "case", c) for c in lesson.cases]
    found = list(dict.fromkeys(found))
    shown = {id_ for _, id_ in found}
    return found + [("question", id_) for id_ in asked_questions(lesson) if id_ not in shown]


def key_points(root: Path, lesson: Lesson) -> list[str]:
    """The items below the notebook's heading *Key points*, as plain text."""
    path = root / "notebooks" / f"{lesson.stem}.ipynb"
    if not path.is_file():
        return []
    notebook = read(path)
    text = "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    match = re.search(r"^## Key points\s*$(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    if not match:
        return []
    body = _LINK.sub(r"\1", _CLAIM.sub("", match[1]))
    points = re.findall(r"^(?:[-*]|\d+\.)\s+(.+(?:\n(?!\s*(?:[-*]|\d+\.)\s|\s*\n).+)*)", body, re.M)
    return [re.sub(r"[*_]{1,2}(\S.*?)[*_]{1,2}", r"\1", " ".join(p.split())) for p in points]


def _name(lesson: Lesson) -> str:
    return words("log.lesson", number=int(lesson.number), title=lesson.title)


def _title(lesson: Lesson) -> Slide:
    lines = [plain(words("slides.course", minutes=lesson.minutes))]
    purpose = lesson.facilitation.get("purpose")
    if purpose:
        lines.insert(0, plain(str(purpose)))
    lines.append(plain(words("slides.not_advice"), "small muted"))
    return Slide(_name(lesson), lines, level=1)


def _before(lesson: Lesson) -> Slide:
    lines = [lesson.content_note] if lesson.content_note else []
    lines += [words(f"slides.before.{key}") for key in ("duty", "names", "out", "right")]
    return Slide(words("slides.before.title"), items(lines))


def _story(case: Case) -> Slide:
    head = [plain(case.content_note, "small muted")] if case.content_note else []
    return Slide(case.title, [*head, *blocks(case.story)], foot=f"{case.setting}. {case.role}.")


def _opening(case: Case) -> Slide:
    scene = case.scenes[0]
    choices = items((choice.text for choice in scene.choices), "ol")
    body = [*blocks(scene.text), plain(scene.stem or ""), *choices]
    foot = words("slides.play", id=case.id)
    return Slide(words("slides.fork", title=case.title), body, foot=foot, small=True)


def _shuffled(question: Any) -> list[Any]:
    """Options in an order that is always the same and says nothing about the key."""

    def by(option: Any) -> str:
        return hashlib.sha256(f"{question.id} {option.id}".encode()).hexdigest()

    mixed = sorted(question.options, key=by)
    if question.kind == "put_in_order" and mixed == list(question.options):
        mixed.reverse()
    return mixed


def _question(id_: str) -> Iterator[Slide]:
    """A question's slide, and those below it with what the course says."""
    question: Any = load_question(id_)
    foot = words("slides.question", kind=words(f"question.kind.{question.kind}"), id=question.id)
    intro = blocks(question.intro) if question.intro else []
    body = list(intro)
    options = list(getattr(question, "options", []))
    if question.kind == "put_in_order":
        body += items(option.text for option in _shuffled(question))
    elif question.kind == "match":
        body += [
            plain(f"{_LETTERS[n]}. {target.text}") for n, target in enumerate(question.targets)
        ]
        body += items((option.text for option in _shuffled(question)), "ol")
    elif options:
        body += items((option.text for option in options), "ol")
    elif question.kind == "write_reply":
        body += [
            plain(words("reply.to", to=question.to)),
            plain(words("reply.channel", channel=question.channel)),
        ]
    elif question.kind == "reflect":
        body += items(question.prompts)
    yield Slide(question.stem, body, foot, small=_long(question.stem, body))
    answer = list(_answer(question))
    if answer:
        yield Slide(words("slides.says"), answer, words("slides.key", id=question.id), small=True)


def _long(stem: str, body: list[Block]) -> bool:
    over = 1.5 * (len(stem) // TITLE_LETTERS)
    return sum(block.height(LETTERS) for block in body) > LINES - over


def _verdict(label: str, text: str, because: str) -> Block:
    said = f"{label}. {text} {because}"
    return Block(
        f'<p><span class="verdict">{escape(label)}.</span> <em>{escape(text)}</em> '
        f"{escape(because)}</p>",
        said,
    )


def _answer(question: Any) -> Iterator[Block]:
    """What a question's key says, without anybody's answer."""
    kind = question.kind
    if kind == "poll":
        if question.after:
            yield from blocks(question.after)
    elif kind in ("best_action", "rate_actions", "select_all"):
        for option in sorted(question.options, key=lambda o: _RANK.index(o.verdict)):
            label = _label(question, option.verdict)
            yield _verdict(label, option.text, option.because)
        if any(option.where for option in question.options):
            yield plain(words("slides.differs"), "muted")
    elif kind == "put_in_order":
        positions = question.positions()
        for option in question.options:
            yield _verdict(str(positions[option.id]), option.text, option.because)
    elif kind == "match":
        letters = {t.id: f"{_LETTERS[n]}. {t.text}" for n, t in enumerate(question.targets)}
        for option in question.options:
            yield _verdict(letters[option.match], option.text, option.because)
    elif kind == "numeric":
        value = f"{question.answer.value:g} {question.answer.unit}".strip()
        yield _verdict(value, "", question.because)
    elif kind == "reflect":
        yield plain(words("text.model_note"), "muted")
        yield from blocks(question.model_answer)
    elif kind == "write_reply":
        model = question.models[0]
        yield plain(words("text.model_note"), "muted")
        yield from blocks(f"> {model.text.strip()}".replace("\n", "\n> "))
        yield from blocks(model.why)
    if question.cites and kind != "poll":
        labels = "; ".join(citing.label(cite) for cite in question.cites)
        yield plain(f"{words('feedback.sources')}: {labels}.", "muted")


_RANK = ("best", "defensible", "risky", "violation")


def _label(question: Any, verdict: str) -> str:
    if question.kind == "select_all":
        return words(f"slides.tick.{verdict}")
    if question.kind == "rate_actions":
        return words(f"level.{verdict}")
    table = "verdict_fact" if getattr(question, "asks", "action") == "fact" else "verdict"
    return words(f"{table}.{verdict}")


def _end(lesson: Lesson) -> Slide:
    lines = [words(f"slides.end.{key}") for key in ("one", "help", "talk")]
    return Slide(words("slides.end.title"), items(lines), foot=words("slides.licence"))
