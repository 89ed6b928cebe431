"""Everything the learner wrote, as one document."""

from __future__ import annotations

import io
import re
import string
from datetime import UTC, datetime
from pathlib import Path

import mistune
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from friend_request import writing
from friend_request.content import load_case, load_lesson
from friend_request.progress import Store
from friend_request.words import words
from friend_request.writing import Part, Written

NOW = datetime(2027, 3, 1, tzinfo=UTC)
REPLY = next(q for q in load_case("nine-months-on").questions if q.kind == "write_reply")
EXERCISE_REPLY = next(
    q for q in load_case("the-number-that-rings-out").questions if q.kind == "write_reply"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "p.sqlite3")


def one(text: str, title: str = "My answer") -> Written:
    return Written("c.q", "Lesson 1: A", "What now?", "2027-02-28", (Part(title, text),))


def paragraphs(content: bytes) -> list[tuple[str, str]]:
    return [(p.style.name, p.text) for p in Document(io.BytesIO(content)).paragraphs]


def test_texts_in_the_order_of_the_course(store: Store) -> None:
    store.append("answer", "gone.question", {"text": "of an older course"}, kind="reflect")
    store.append("answer", EXERCISE_REPLY.id, {"draft": "exercise"}, kind="write_reply")
    rated = {"draft": "one", "redraft": "two", "rubric": {"warm": 2, "clear": 0}}
    store.append("answer", REPLY.id, rated, kind="write_reply")
    store.append("answer", "nine-months-on.first", {"choice": "x"}, kind="poll")
    store.append("skip", "nine-months-on.need", kind="best_action")
    found = writing.collect(store)
    title = load_lesson("01").title
    lesson = words("log.lesson", number=1, title=title)
    assert [w.lesson for w in found] == [
        lesson,
        words("log.exercise", title=lesson),
        words("log.other"),
    ]
    assert [p.text for p in found[0].parts] == ["one", "two"]
    assert found[0].stem
    assert REPLY.to in found[0].parts[0].title
    assert found[0].rating_lines == ["Warm: 2 of 2", "Clear: 0 of 2"]
    assert found[2].stem == ""
    assert "gone.question" in writing.label(found[2])


def test_the_last_version_counts(store: Store) -> None:
    for text in ("first", "second"):
        store.append("answer", REPLY.id, {"draft": text}, kind="write_reply")
    store.append("draft", REPLY.id, {"draft": "not finished"}, kind="write_reply")
    (written,) = writing.collect(store)
    assert [p.text for p in written.parts] == ["second"]


def test_answers_of_odd_shapes_are_left_out(store: Store) -> None:
    for response in ({"text": None}, {"text": ["x"]}, {"text": "  \n"}, {}, {"draft": 7}):
        store.append("answer", f"c.q{len(response)}", response, kind="reflect")
    assert writing.collect(store) == []


def test_a_word_document_has_real_headings_and_lists() -> None:
    text = "First paragraph,\nsecond line.\n\nSecond paragraph."
    written = Written(
        "c.q", "Lesson 1: A", "What now?", "2027-02-28", (Part("My reply", text),), (("warm", 2),)
    )
    content = writing.word([written], NOW)
    found = paragraphs(content)
    assert found[0] == ("Title", words("log.title"))
    assert ("Heading 1", "Lesson 1: A") in found
    assert ("Heading 2", "What now?") in found
    assert ("Heading 3", "My reply") in found
    assert ("Normal", "First paragraph,\nsecond line.") in found
    assert ("Normal", "Second paragraph.") in found
    assert ("List Bullet", "Warm: 2 of 2") in found
    about = Document(io.BytesIO(content)).core_properties
    assert about.title == words("log.title")
    assert about.author == about.last_modified_by == about.comments == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x08c\x1fd", "a\ufffdb\ufffdc\ufffdd"),
        ("a\ud83db", "a\ufffdb"),
        ("a\ufffeb\uffff", "a\ufffdb\ufffd"),
        ("emoji 😀👩‍👩‍👧 stays", "emoji 😀👩‍👩‍👧 stays"),
        ("tab\tand\r\nline\rline", "tab\tand\nline\nline"),
        ("<w:p>&amp;</w:p>", "<w:p>&amp;</w:p>"),
        ("a\u2028b\vc", "a\nb\nc"),
        ("{{ field }} {PAGE}", "{{ field }} {PAGE}"),
        ("x" * 200_000, "x" * 200_000),
    ],
)
def test_every_text_survives_or_is_replaced_so_that_one_sees_it(text: str, shown: str) -> None:
    written = one(writing.legible(text))
    assert ("Normal", shown) in paragraphs(writing.word([written], NOW))
    assert writing.markdown([written], NOW).decode()


def test_right_to_left_paragraphs_are_marked_as_such() -> None:
    content = writing.word([one("שלום Leila\n\nHello שלום\n\n123 مرحبا")], NOW)
    document = Document(io.BytesIO(content))
    marked = {
        p.text: p._p.pPr is not None and p._p.pPr.find(f"{W}bidi") is not None
        for p in document.paragraphs
        if p.style.name == "Normal"
    }
    assert marked["שלום Leila"]
    assert not marked["Hello שלום"]
    assert marked["123 مرحبا"]


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

# Everything that mistune can make of Markdown: nothing of it may come of a learner's text.
render = mistune.create_markdown(
    escape=False,
    plugins=[
        "strikethrough",
        "footnotes",
        "table",
        "url",
        "task_lists",
        "def_list",
        "abbr",
        "mark",
        "insert",
        "superscript",
        "subscript",
        "math",
        "spoiler",
    ],
)


def body(text: str) -> str:
    """The HTML that a text becomes, without what the document puts around it."""
    rendered = str(render(writing.markdown([one(writing.legible(text))], NOW).decode()))
    return rendered.split("<h4>My answer</h4>\n", 1)[1]


@pytest.mark.parametrize(
    "text",
    [
        "# heading",
        "* list\n* list",
        "1. list",
        "- [ ] task",
        "+ list",
        "> quote",
        "    code",
        "```\ncode\n```",
        "~~~\ncode\n~~~",
        "`code` **bold** *em* __b__ _e_ ~~s~~ ==m== ^^i^^ $x$ H~2~O x^2^",
        "[a](javascript:alert(1)) ![a](x) <https://a.example> https://a.example a@b.example",
        "[a]: https://a.example\n[a]",
        "<script>alert(1)</script>",
        "<b onclick=x>y</b> &lt; &amp; &#60; <!-- x -->",
        "a | b\n--- | ---\n1 | 2",
        "Setext\n======",
        "Setext\n---",
        "***",
        "term\n: definition",
        "*[HTML]: x\nHTML",
        "[^1]\n\n[^1]: note",
        ">! spoiler",
        "hard  \nbreak\\\nbreak",
        "$$\nx\n$$",
        "\u00a0\u00a0\u00a0\u00a0code",
        "\t\ttabbed",
    ],
)
def test_no_markdown_of_the_learner_takes_effect(text: str) -> None:
    html = body(text)
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "br"}
    assert "javascript:" not in re.sub(r"<p>.*?</p>", "", html, flags=re.S)


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.sampled_from(string.punctuation + string.digits + " \n\tab<&\u202e"), max_size=60)
)
def test_no_text_at_all_takes_effect_as_markdown(text: str) -> None:
    if not text.strip():
        return
    html = body(text)
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "br"}
    # And it is all there, to be read.
    from html import unescape

    def letters(value: str) -> str:
        return "".join(value.split())

    assert letters(unescape(re.sub(r"</?(?:p|br)[^>]*>", "", html))) == letters(text)


def test_titles_and_stems_are_escaped_as_well() -> None:
    written = Written("c.q", "A *b* <i>", "[x](y) #", "", (Part("`t`", "text"),))
    html = str(render(writing.markdown([written], NOW).decode()))
    assert set(re.findall(r"<(\w+)", html)) <= {"h1", "h2", "h3", "h4", "p"}
