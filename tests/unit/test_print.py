"""Pages to print: whole, in order, self-contained, and nothing in them but what belongs there."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from friend_request.authoring.printing import parts, write_print
from friend_request.authoring.printing.html import html_of, join, safe_href, stored
from friend_request.authoring.printing.markdown import Page as Context
from friend_request.authoring.printing.markdown import html
from friend_request.authoring.problems import AuthoringError
from friend_request.content import load_case, load_lessons, load_question
from friend_request.content.cases import Case
from friend_request.content.forms import load_blueprint
from friend_request.content.parts import to_plain
from friend_request.content.reading import parse_question
from friend_request.policies.load import load_groups
from friend_request.widgets.lists import lesson_citations
from friend_request.words import words

ROOT = Path(__file__).resolve().parents[2]
VOID = {"br", "hr", "img", "meta"}
LESSONS = load_lessons()
NASTY = [
    '<script>window.__pwned="s"</script>',
    '<img src=x onerror="window.__pwned=1">',
    "</details></section></main><svg onload=window.__pwned=1>",
    "[press](javascript:window.__pwned=1)",
    "<javascript:window.__pwned=1>",
    "![x](https://example.org/pixel.png)",
    '"><iframe srcdoc="<script>parent.__pwned=1</script>">',
    "{{ cycler.__init__.__globals__ }}",
]


class Read(HTMLParser):
    """What a page is made of; fails if an element is not closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.said: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.headings: list[tuple[int, str]] = []
        self.feed(text)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag == "a":
            self.links.append((given["href"], ""))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.said.append(data)
        if "a" in self.open:
            target, text = self.links[-1]
            self.links[-1] = (target, text + data)
        if {"h1", "h2", "h3", "h4", "h5", "h6"} & set(self.open):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [given for name, given in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        return [given["id"] for _, given in self.elements if "id" in given]

    @property
    def words(self) -> str:
        return bare(" ".join(self.said))


def bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every page, written into a folder that held a page of an earlier time, and another file."""
    made = tmp_path_factory.mktemp("print")
    (index,) = write_print(ROOT, made, only=["index"])
    index.rename(made / "99_gone.html")
    (made / "mine.html").write_text("<p>mine</p>", encoding="utf-8")
    write_print(ROOT, made)
    return made


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, Read]:
    files = (path for path in folder.glob("*.html") if path.name != "mine.html")
    return {path.name: Read(path.read_text("utf-8")) for path in files}


def test_every_lesson_and_exercise_has_its_page(pages: dict[str, Read]) -> None:
    listed = {target for target, _ in pages["index.html"].links}
    for lesson in LESSONS:
        names = [f"{lesson.stem}.html"]
        if (ROOT / "solutions" / f"{lesson.stem}.ipynb").exists():
            names.append(f"exercise_{lesson.stem}.html")
        for name in names:
            assert name in pages
            assert name in listed
    assert {"glossary.html", "check_before.html", "check_after.html", "policy_youth.html"} < listed


def test_structure(pages: dict[str, Read]) -> None:
    for name, page in pages.items():
        assert page.all("html") == [{"lang": "en-GB"}], name
        assert len(page.all("main")) == 1, name
        assert len(page.all("title")) == 1, name
        levels = [level for level, _ in page.headings]
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        for before, after in zip(page.headings, page.headings[1:], strict=False):
            assert after[0] <= before[0] + 1, f"{name}: {after} after {before}"
        assert all(text.strip() for _, text in page.headings), name
        assert len(page.ids) == len(set(page.ids)), name
        assert page.links[0] == ("#content", words("print.skip")), name
        assert "content" in page.ids, name


def test_nothing_runs_and_nothing_is_fetched(pages: dict[str, Read]) -> None:
    forbidden = {"script", "link", "iframe", "object", "embed", "video", "audio", "form", "base"}
    for name, page in pages.items():
        tags = {tag for tag, _ in page.elements}
        assert not tags & forbidden, name
        policy = [m["content"] for m in page.all("meta") if "http-equiv" in m]
        assert policy, name
        assert policy[0].startswith("default-src 'none'"), name
        for tag, given in page.elements:
            assert not [key for key in given if key.startswith("on")], f"{name}: {tag} {given}"
            assert "style" not in given, f"{name}: {tag} {given}"
            assert given.get("src", "data:").startswith("data:"), name
            assert "srcset" not in given, name


def test_links_lead_somewhere_and_say_where(pages: dict[str, Read]) -> None:
    from urllib.parse import unquote

    for name, page in pages.items():
        for target, text in page.links:
            assert len(bare(text)) > 3, f"{name}: the link to {target} says {text!r}"
            if target.startswith(("https://", "http://")):
                continue
            file, _, anchor = target.partition("#")
            assert not file or file in pages, f"{name}: {target}"
            if anchor:
                ids = (pages[file] if file else page).ids
                assert unquote(anchor) in ids, f"{name}: {target}"


def test_figures_and_tables_speak(pages: dict[str, Read]) -> None:
    figures = tables = 0
    for name, page in pages.items():
        for picture in page.all("img"):
            figures += 1
            assert len(picture["alt"]) >= 30, name
            assert picture["src"].startswith("data:image/"), name
        tables += len(page.all("table"))
        for given in page.all("th"):
            assert given.get("scope") in ("col", "row"), name
        labelled = [g for _, g in page.elements if g.get("role") in ("region", "group")]
        assert all(g.get("aria-label") for g in labelled), name
    assert figures >= 10
    assert tables >= 20


def test_every_question_is_there_with_options_reasons_and_replies(pages: dict[str, Read]) -> None:
    seen = 0
    for lesson in LESSONS:
        asked = [(f"{lesson.stem}.html", id_) for id_ in lesson.questions]
        asked += [(f"exercise_{lesson.stem}.html", id_) for id_ in lesson.exercise_questions]
        for name, id_ in dict.fromkeys(asked):
            page, question = pages[name], load_question(id_)
            seen += 1
            assert id_ in page.ids, name
            for text in _texts(question):
                assert bare(text) in page.words, f"{name}: {id_} lacks {text!r}"
    assert seen > 150


def _texts(question: Any) -> list[str]:
    found = [question.stem]
    for option in getattr(question, "options", []):
        found += [option.text, *filter(None, [getattr(option, "because", None)])]
        found += [where.because for where in getattr(option, "where", [])]
    for model in getattr(question, "models", []):
        found += [model.title, model.text, model.why]
    for name in ("model_answer", "after", "because"):
        found += filter(None, [getattr(question, name, None)])
    return [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text) for text in found]


def test_a_branching_case_can_be_walked_by_its_links(pages: dict[str, Read]) -> None:
    walked = 0
    for lesson in LESSONS:
        page = pages[f"{lesson.stem}.html"]
        targets = [target for target, _ in page.links]
        for case_id in lesson.plays:
            case = load_case(case_id)
            walked += 1
            for scene in case.scenes:
                assert f"{case.id}.{scene.id}" in page.ids
                for choice in scene.choices:
                    assert targets.count(f"#{case.id}.{choice.to}") >= 1
                    assert bare(choice.text) in page.words
                    assert bare(choice.because) in page.words
                    assert bare(choice.told) in page.words
                if scene.ending:
                    assert bare(scene.ending.debrief) in page.words
    assert walked >= 5


def test_sources_are_on_the_page(pages: dict[str, Read]) -> None:
    for lesson in LESSONS:
        page = pages[f"{lesson.stem}.html"]
        for citation in lesson_citations(lesson):
            assert bare(citation.key) in page.words, f"{lesson.stem}: {citation.key}"


def test_the_check_before_the_course_keeps_the_reasons_back(pages: dict[str, Read]) -> None:
    blueprint = load_blueprint()
    before, after = pages["check_before.html"], pages["check_after.html"]
    for id_ in blueprint.questions("a"):
        question = load_question(id_)
        assert bare(question.stem) in before.words
        for option in question.options:
            assert bare(option.text) in before.words
            assert bare(option.because) not in before.words
    for id_ in blueprint.questions("b"):
        for option in load_question(id_).options:
            assert bare(option.because) in after.words


def test_a_policy_on_paper_has_every_position(pages: dict[str, Read]) -> None:
    for setting in ("solo", "agency", "youth"):
        page = pages[f"policy_{setting}.html"]
        for group in load_groups():
            for matter in group.matters:
                assert bare(matter.asks) in page.words
                for position in matter.choices(setting):
                    assert bare(position.title) in page.words
        assert not re.search(r"\{\w+\}", " ".join(page.said)), "a word was not filled in"


def test_nobody_is_told_to_run_what_cannot_be_run(pages: dict[str, Read]) -> None:
    for lesson in LESSONS[1:]:
        opening = pages[f"{lesson.stem}.html"].words[:4000]
        assert "Run All Cells" not in opening, lesson.stem


def test_markdown_takes_no_html_and_no_dangerous_link() -> None:
    context = Context(ROOT / "notebooks", lambda target: target)
    for nasty in NASTY[:5] + NASTY[6:]:
        page = Read(html(f"One {nasty} two.\n\n- {nasty}\n\n| a |\n|---|\n| {nasty} |", context))
        assert {tag for tag, _ in page.elements} <= {"p", "ul", "li", "div", "table", "thead",
            "tbody", "tr", "th", "td", "strong"}, nasty  # fmt: skip
        assert page.links == []
    page = Read(html("A fact. <small>[02-c7]</small> <small>other</small>", context))
    assert [tag for tag, _ in page.elements] == ["p", "small"]
    assert "other" in page.words
    with pytest.raises(AuthoringError, match="picture"):
        html(NASTY[5], context)


def test_a_case_full_of_payloads_shows_them_as_text() -> None:
    nasty = " ".join(NASTY)
    raw = to_plain(load_case("nine-months-on"), named=False)
    raw.update(title=nasty, story=nasty, setting=nasty, content_note=nasty, questions=[])
    raw["scenes"] = _scenes(nasty)
    case = Case.model_validate(raw)
    question = parse_question(
        {
            "id": "nine-months-on.x",
            "kind": "best_action",
            "stem": nasty,
            "objective": "01.o1",
            "key_basis": "authors",
            "intro": nasty,
            "hints": [nasty],
            "cites": [{"clause": "nasw-1.06c", "note": nasty}],
            "options": [
                {"id": f"o{n}", "text": nasty, "verdict": verdict, "because": nasty}
                for n, verdict in enumerate(("best", "defensible", "risky"))
            ],
        }
    )
    made = join([*parts.play(case, 3), *parts.question(question, 3, 1), *parts.text_form(nasty)])
    page = Read(made)
    assert not {"script", "img", "svg", "iframe"} & {tag for tag, _ in page.elements}
    assert not [key for _, given in page.elements for key in given if key.startswith("on")]
    assert all(safe_href(target) for target, _ in page.links)
    assert page.words.count("window __pwned 1") > 20


def _scenes(text: str) -> list[dict[str, Any]]:
    graded = {"because": text, "told": text, "to": "end"}
    choices = [
        {"id": "a", "text": text, "verdict": "best", **graded},
        {"id": "b", "text": text, "verdict": "risky", **graded, "to": "other"},
    ]
    people = [{"who": text, "what": text}, {"who": "x", "what": text}]
    first = {"id": "one", "title": text, "text": text, "stem": text, "choices": choices}
    first.update(objective="01.o1", key_basis="authors", cites=[{"clause": "nasw-1.06c"}])
    end = {"title": text, "people": people, "debrief": text}
    return [first, *({"id": id_, "text": text, "ending": end} for id_ in ("end", "other"))]


def test_links_and_pictures_of_nodes_are_on_lists() -> None:
    for target in ("javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "//x.org/y"):
        assert html_of({"t": "a", "a": {"href": target}, "c": ["words"]}) == "<span>words</span>"
    picture = {"t": "img", "a": {"src": "https://x.org/p.png", "alt": 'a "b"'}}
    assert html_of(picture) == "a &quot;b&quot;"


def test_a_stored_result_holds_what_is_on_the_list_or_is_refused() -> None:
    kept = stored('<p onclick="x()" style="text-align: right" id="a">1 &lt; 2</p>', "n.ipynb")
    assert html_of(kept[0]) == '<p class="number">1 &lt; 2</p>'
    for bad in ("<script>x</script>", "<iframe></iframe>", "<p><strong>x</p>", "<div>"):
        with pytest.raises(AuthoringError):
            stored(bad, "n.ipynb")


def test_pages_that_are_gone_are_removed_and_others_left(folder: Path) -> None:
    assert not (folder / "99_gone.html").exists()
    assert (folder / "mine.html").read_text("utf-8") == "<p>mine</p>"
