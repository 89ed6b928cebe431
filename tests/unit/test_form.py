"""The form: what it sends to the page, what it says as text, and what it does with bad input."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mistune
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friend_request import case, lessons, question, references, summary
from friend_request.citing import address
from friend_request.content import (
    Citation,
    clauses,
    load_lesson,
    load_question,
    parse_question,
)
from friend_request.content.parts import to_plain
from friend_request.progress import Store
from friend_request.widgets import nodes
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import node, rich
from friend_request.widgets.policy import PolicyForm
from friend_request.widgets.question import QuestionForm
from friend_request.words import words

FORM_JS = Path(__file__).parents[2] / "friend_request" / "widgets" / "form.js"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "progress.sqlite3")


def walk(nodes: list[Any]) -> Iterator[Any]:
    for each in nodes:
        yield each
        if isinstance(each, dict):
            yield from walk(each.get("c", []))


def texts(form: Form) -> str:
    return " ".join(n for n in walk(form.spec["nodes"]) if isinstance(n, str))


def press(form: Form, action: str = "submit", arg: str = "", **values: Any) -> None:
    form._receive(form, {"type": "act", "action": action, "arg": arg, "values": values}, [])


class Page:
    """What stands in a page's boxes: a drawing changes those in which it differs from the last."""

    def __init__(self, form: Form) -> None:
        self.boxes: dict[str, str] = {}
        self.form = form
        self._drawn: dict[str, str] = {}
        form.refresh()
        self._draw()
        form.observe(self._draw, "spec")

    def _draw(self, _change: Any = None) -> None:
        now = {
            node["a"]["data-field"]: node["a"]["value"]
            for node in walk(self.form.spec["nodes"])
            if isinstance(node, dict) and "data-draft" in node.get("a", {})
        }
        changed = {name: text for name, text in now.items() if self._drawn.get(name) != text}
        left = {name: text for name, text in self.boxes.items() if name in now}
        self.boxes, self._drawn = left | changed, now

    def type(self, name: str, text: str) -> None:
        self.boxes[name] = text
        self.form._receive(self.form, {"type": "draft", "values": dict(self.boxes)}, [])


def written_in(store: Store) -> Iterator[tuple[Page, str]]:
    """Forms in which something was typed a moment ago, with the box."""
    asked = QuestionForm(load_question("nine-months-on.counter"), store)
    for made, box in ((asked, "text"), (PolicyForm(store, "solo"), "fact-name")):
        page = Page(made)
        press(made, "begin")
        page.type(box, "Of Ben, who")
        assert page.boxes[box] == "Of Ben, who"
        yield page, box


def test_what_one_person_types_is_gone_from_the_screen_of_the_next(store: Store) -> None:
    pages = list(written_in(store))
    store.start_fresh()
    assert [page.boxes[box] for page, box in pages] == ["", ""]


def test_what_the_same_person_types_stays_when_a_form_is_drawn_anew(store: Store) -> None:
    pages = list(written_in(store))
    store._tell("")
    assert [page.boxes[box] for page, box in pages] == ["Of Ben, who"] * 2


def test_the_text_form_is_whole_stable_and_without_the_key() -> None:
    for question_id in load_lesson("01").questions:
        made = question(question_id)
        text = repr(made)
        assert text == repr(question(question_id))
        asked = load_question(question_id)
        flat = " ".join(text.split())
        assert " ".join(asked.stem.split()) in flat
        for option in getattr(asked, "options", []):
            assert " ".join(option.text.split()) in flat
            assert getattr(option, "because", "no reason here") not in flat
        assert max(len(line) for line in text.splitlines()) <= 90


def test_the_display_carries_the_text_form_whole() -> None:
    made = question("nine-months-on.need")
    bundle = made._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(made)
    assert "application/vnd.jupyter.widget-view+json" in data


def test_everything_a_lesson_shows_has_a_text_form() -> None:
    for made in (case("nine-months-on"), summary("01"), lessons(), references("01")):
        assert len(repr(made)) > 80
        made.refresh()
        assert made.spec["nodes"]


def test_the_answer_is_on_the_disk_before_it_is_judged(store: Store) -> None:
    form = QuestionForm(load_question("nine-months-on.need"), store)
    press(form, choice="hurt")
    assert store.latest("nine-months-on.need").response == {"choice": "hurt"}
    assert words("verdict.defensible") in texts(form)
    assert form.spec["say"].startswith(words("verdict.defensible"))
    again = QuestionForm(load_question("nine-months-on.need"), Store(store.path))
    again.refresh()
    shown = [n["a"] for n in walk(again.spec["nodes"]) if isinstance(n, dict) and "a" in n]
    assert [a["value"] for a in shown if "checked" in a] == ["hurt"]


def test_no_feedback_without_the_disk(store: Store, tmp_path: Path) -> None:
    blocked = Store(tmp_path / "a-file" / "progress.sqlite3")
    (tmp_path / "a-file").write_text("not a folder")
    form = QuestionForm(load_question("nine-months-on.need"), blocked)
    press(form, choice="hurt")
    assert form.spec["problem"].startswith("Not kept yet")
    assert blocked.pending


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"choice": None},
        {"choice": "no-such-option"},
        {"choice": ["hurt"]},
        {"choice": {"a": 1}},
        {"choice": 7},
    ],
)
def test_a_bad_answer_gets_a_sentence_and_is_not_kept(store: Store, values: dict[str, Any]) -> None:
    form = QuestionForm(load_question("nine-months-on.need"), store)
    press(form, **values)
    assert form.spec["problem"] in (words("respond.choose_one"), words("respond.unknown_option"))
    assert store.latest("nine-months-on.need") is None


@pytest.mark.parametrize(
    "content", [None, 3, "act", [], {}, {"type": "act"}, {"type": "act", "values": 3}, {"type": 9}]
)
def test_strange_messages_do_no_harm(store: Store, content: Any) -> None:
    form = QuestionForm(load_question("nine-months-on.need"), store)
    form._receive(form, content, [])
    assert store.latest("nine-months-on.need") is None


def test_an_error_of_ours_is_a_sentence_for_the_learner(store: Store) -> None:
    class Broken(Form):
        def draw(self) -> list[Any]:
            return [node("p", "here")]

        def text(self) -> str:
            return "here"

        def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
            raise RuntimeError("a mistake of ours")

    broken = Broken()
    press(broken)
    assert broken.spec["problem"] == words("form.failed")


def test_what_a_learner_writes_stays_text(store: Store) -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(1)> </textarea>"
    form = QuestionForm(load_question("nine-months-on.reply"), store)
    press(form, draft=nasty)
    assert nasty in texts(form)
    assert store.latest("nine-months-on.reply").response["draft"] == nasty
    tags = {n["t"] for n in walk(form.spec["nodes"]) if isinstance(n, dict)}
    assert "script" not in tags
    assert "img" not in tags


def test_drafts_come_back_and_never_hide_a_later_answer(store: Store) -> None:
    form = QuestionForm(load_question("nine-months-on.reply"), store)
    form._receive(form, {"type": "draft", "values": {"draft": "Half a"}}, [])
    again = QuestionForm(load_question("nine-months-on.reply"), Store(store.path))
    again.refresh()
    boxes = [n for n in walk(again.spec["nodes"]) if isinstance(n, dict) and n["t"] == "textarea"]
    assert boxes[0]["a"]["value"] == "Half a"
    press(again, draft="Whole.")
    assert "Whole." in texts(again)
    count = len(store.history("nine-months-on.reply", ("draft",)))
    again._receive(again, {"type": "draft", "values": {"redraft": "Whole."}}, [])
    assert len(store.history("nine-months-on.reply", ("draft",))) <= count + 1


def test_both_versions_of_a_reply_are_kept(store: Store) -> None:
    form = QuestionForm(load_question("nine-months-on.reply"), store)
    press(form, draft="First.")
    press(form, redraft="Second.", **{"rubric-warm": "2", "rubric-clear": "9"})
    kept = store.latest("nine-months-on.reply").response
    assert kept == {"draft": "First.", "redraft": "Second.", "rubric": {"warm": 2}}


def test_skipping_shows_the_reasons_and_keeps_no_answer(store: Store) -> None:
    asked = load_question("nine-months-on.need")
    form = QuestionForm(asked, store)
    press(form, "skip")
    assert asked.options[0].because[:30] in texts(form)
    assert store.latest(asked.id) is None
    assert store.latest(asked.id, ("skip",)) is not None


def test_course_text_is_drawn_from_a_short_list_of_elements() -> None:
    made = rich(
        "A *b* **c** [d](https://example.org) <b onclick=x>e</b>\n\n- f\n\n> g\n\n"
        "<script>h</script>"
    )
    found = [n for n in walk(made) if isinstance(n, dict)]
    assert {n["t"] for n in found} <= {"p", "em", "strong", "a", "ul", "li", "blockquote"}
    assert "<script>h</script>" in json.dumps(made)


REASONS = [o.because for o in load_question("nine-months-on.need").options]
PIECES = [*"aB1.-+=:;!(){}%@é*\n\t ", "  ", "&amp;", "http://x.y", "\u00a0", "\u2003", "\u2028"]


@given(st.one_of(st.sampled_from(REASONS), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_a_line_without_markdown_is_drawn_as_the_parser_would(text: str) -> None:
    tokens = mistune.create_markdown(renderer=None)(text)
    assert rich(text) == [made for token in tokens for made in nodes._block(token, 4)]


def test_the_page_never_parses_markup_and_holds_no_words() -> None:
    source = FORM_JS.read_text(encoding="utf-8")
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert forbidden not in source
    code = "\n".join(line.split("//")[0] for line in source.splitlines())
    for phrase in ("Check", "answer", "Preferred", "Risky"):
        assert f'"{phrase}' not in code


def test_a_statement_of_fact_is_borne_out_or_not(store: Store) -> None:
    raw = to_plain(load_question("nine-months-on.need"), named=False)
    asked = parse_question({**raw, "asks": "fact"})
    form = QuestionForm(asked, store)
    wrong = next(o for o in asked.options if o.verdict == "risky")
    press(form, choice=wrong.id)
    assert words("verdict_fact.risky") in texts(form)
    assert words("verdict.risky") + "." not in texts(form)


def test_a_source_links_to_the_page_that_was_read() -> None:
    exact = {k: r for k, r in clauses().items() if r["url"].rstrip("/").count("/") > 2}
    front = {k: r for k, r in clauses().items() if k not in exact}
    assert front, "some clauses know only a site's front page"
    for clause_id, row in clauses().items():
        shown = address(Citation(clause=clause_id))
        assert shown == row["url"] or (clause_id in front and shown == row["read_at"])
    assert any(address(Citation(clause=k)) == r["read_at"] for k, r in front.items())
