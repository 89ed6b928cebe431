"""Decks: whole, self-contained, with the lesson's words, and nothing lost between slides."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from friend_request.authoring import deck, slides
from friend_request.content import load_lesson, load_lessons, load_question

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = [lesson.number for lesson in load_lessons()]


class Page(HTMLParser):
    """Elements, attributes, and the text outside of scripts and styles."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.said: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [str(value) for name, value in attrs if name in ("src", "href", "srcset")]
        if tag not in {"br", "hr", "meta", "link", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.said.append(data)

    @property
    def words(self) -> str:
        return re.sub(r"\W+", " ", " ".join(self.said))


def bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip()


@pytest.mark.parametrize("number", NUMBERS)
def test_a_deck_has_its_lesson_and_no_address(number: str) -> None:
    lesson = load_lesson(number)
    page = Page(slides.deck(ROOT, lesson))
    assert page.tags.count("h1") == 1
    assert bare(lesson.title) in page.words
    for objective in lesson.objectives:
        assert bare(objective.text) in page.words
    asked = slides.asked_questions(lesson)
    assert asked
    for id_ in asked:
        question = load_question(id_)
        assert bare(question.stem) in page.words
        for option in getattr(question, "options", []):
            assert bare(option.text) in page.words
            if getattr(option, "because", None):
                assert bare(option.because) in page.words
    for point in slides.key_points(ROOT, lesson):
        assert bare(point) in page.words
    for talk in lesson.facilitation.get("discuss", []):
        assert bare(talk) in page.words
    assert not [each for each in page.links if not each.startswith("https://")]
    assert {"img", "iframe", "link", "video"}.isdisjoint(page.tags)


def test_the_policy_of_a_page_knows_its_scripts_and_no_other() -> None:
    text = slides.deck(ROOT, load_lesson("01"))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"sha256-{digest}" in policy[1]
    assert "default-src &#x27;none&#x27;" in policy[1]
    assert "http" not in policy[1]


def test_markup_in_a_text_stays_text() -> None:
    nasty = '<img src=x onerror="alert(1)"></script><script>alert(2)</script>'
    made = deck.page(
        nasty,
        [
            deck.Stack([deck.Slide(nasty, [deck.plain(nasty), *deck.items([nasty])], foot=nasty)]),
            deck.Stack([deck.Slide("Story", deck.blocks(f"> {nasty}\n\nand {nasty}"))]),
        ],
    )
    page = Page(made)
    assert "img" not in page.tags
    assert page.tags.count("script") == 2
    # The page's title, the slide's, a paragraph, an item, the foot, a quotation, a paragraph.
    assert page.words.count("alert 1") == 7


def test_nothing_is_lost_when_a_slide_goes_on() -> None:
    texts = [f"number {n} " + "word " * 40 for n in range(12)]
    made = deck.paginate(deck.Slide("Long", deck.items(texts, "ol")))
    assert len(made) > 2
    assert [b.text for slide in made for b in slide.blocks] == texts
    assert made[0].title == "Long"
    assert all(slide.title != "Long" for slide in made[1:])
    shown = [deck.join(slide.blocks) for slide in made]
    assert shown[0].startswith("<ol>")
    first = len(made[0].blocks)
    assert f'<ol start="{first + 1}">' in shown[1]
    assert shown[0].count("<ol") == 1


def test_steps_to_order_do_not_stand_in_order() -> None:
    found = 0
    for lesson in load_lessons():
        for id_ in (*lesson.questions, *lesson.exercise_questions):
            question = load_question(id_)
            if question.kind == "put_in_order":
                found += 1
                mixed = [o.id for o in slides._shuffled(question)]
                assert mixed != [o.id for o in question.options]
                assert sorted(mixed) == sorted(o.id for o in question.options)
    assert found > 5


def test_decks_of_lessons_that_are_gone_are_removed(tmp_path: Path) -> None:
    old, mine = tmp_path / "99_gone.html", tmp_path / "notes.html"
    old.write_text("old", encoding="utf-8")
    mine.write_text("mine", encoding="utf-8")
    made = slides.write_slides(ROOT, tmp_path)
    assert not old.exists()
    assert mine.exists()
    assert len(made) == len(NUMBERS) + 1
    page = Page((tmp_path / "index.html").read_text("utf-8"))
    assert sorted(page.links) == sorted(path.name for path in made[1:])


def test_what_is_bundled_is_what_its_page_says() -> None:
    names = {path.name for path in deck.REVEAL.iterdir()}
    assert names == {"reveal.js", "reveal.css", "LICENSE", "README.md"}
    readme = (deck.REVEAL / "README.md").read_text("utf-8")
    for name in ("reveal.js", "reveal.css"):
        assert hashlib.sha256((deck.REVEAL / name).read_bytes()).hexdigest() in readme
    assert "Permission is hereby granted" in (deck.REVEAL / "LICENSE").read_text("utf-8")
    # No font and no picture is fetched by the style sheet.
    assert "url(http" not in (deck.REVEAL / "reveal.css").read_text("utf-8")
