"""Text that a learner, a file or a room brings stays text, in a browser that would run it.

One notebook takes real payloads in at every entrance. A cell that is ours shows first that the
trap works: markup in an output of a running notebook is executed, and its requests are seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from markdown_it import MarkdownIt
from playwright.sync_api import Locator, Page, expect

from friend_request import writing
from friend_request.authoring.printing import parts
from friend_request.authoring.printing.html import join
from friend_request.completion import Record, Row, page
from friend_request.content import Case
from friend_request.content.reading import read_as
from friend_request.documents.blocks import Bullets, Document, Heading, Note, Paragraph, Table
from friend_request.documents.markdown import to_markdown
from friend_request.progress import transfer
from friend_request.progress.entry import Entry
from friend_request.words import words
from tests.browser.lab import FORM, Lab

# Two minutes on two cores: before a release rather than at every change.
pytestmark = pytest.mark.release

NOTEBOOK = "injection.ipynb"
# `.invalid` never resolves (RFC 2606): a request to it is seen, and reaches nobody.
PAYLOADS = (
    "<script>window.__pwned='script'</script>",
    "<img src=x onerror=\"window.__pwned='img'\">",
    "<svg/onload=window.__pwned='svg'>",
    "<details open ontoggle=window.__pwned='details'>x</details>",
    "<iframe srcdoc=\"<script>parent.__pwned='frame'</script>\"></iframe>",
    "<iframe src=\"javascript:parent.__pwned='frame2'\"></iframe>",
    "<a href=\"javascript:window.__pwned='href'\">press</a>",
    "[press](javascript:window.__pwned='markdown')",
    "![pixel](https://pwned.invalid/pixel.png)",
    "<style>@import 'https://pwned.invalid/a.css';</style>",
    "<link rel=stylesheet href=https://pwned.invalid/b.css>",
    "<video src=https://pwned.invalid/c.mp4 autoplay></video>",
    "<math><mtext></p><img src=x onerror=\"window.__pwned='math'\"></math>",
    "\"'><img src=x onerror=window.__pwned='quote'>",
    "--></script></style></textarea></title><script>window.__pwned='closed'</script>",
    "<form action=https://pwned.invalid/d><input autofocus onfocus=window.__pwned='focus'></form>",
    "$\\href{javascript:window.__pwned='mathjax'}{x}$",
    "\\(\\style{background:url(https://pwned.invalid/e.png)}{x}\\)",
    "{{constructor.constructor('window.__pwned=1')()}}",
    "\x1b]8;;javascript:window.__pwned='ansi'\x1b\\press\x1b]8;;\x1b\\",
)
NASTY = " ".join(PAYLOADS)
# YAML can't hold the control character of the last one, and nobody can type it.
TYPED = " ".join(PAYLOADS[:-1])
# Not one of these may stand in the page because of a text.
MADE = """() => [...document.querySelectorAll(
    '[onerror], [onload], [ontoggle], [onfocus], [srcdoc], img[src=x], iframe[src^="javascript"], '
    + 'a[href^="javascript:" i], [src*="pwned.invalid"], [href*="pwned.invalid"], '
    + '[action*="pwned.invalid"]')].filter((e) => !e.closest('[data-trap]'))
    .map((e) => e.outerHTML.slice(0, 200))"""

TRAP = """from IPython.display import HTML
HTML('<div data-trap="1"><img src="x" onerror="window.__trap = 1">'
     '<img src="https://trap.invalid/x.png"></div>')"""
CONTENT = """from pathlib import Path
from friend_request.content import Case
from friend_request.content.reading import read_as
from friend_request.widgets.question import QuestionForm
from friend_request.widgets.scenes import ScenesForm
nasty = read_as(Path("nasty-case.yaml").resolve(), Case)
text = Path("nasty.txt").read_text()
ScenesForm(nasty)"""
SHOWN = """import pandas as pd
from friend_request import show_table
show_table(pd.DataFrame({text: [text], "url": ["https://ok.example/" + text.split()[0]]}),
           text, note=text)"""
FIGURE = """from friend_request import forest
forest(pd.DataFrame({"count": [5, 9], "denominator": [20, 30], "study": [text, "b"]}),
       text, "study", note=text)"""
CHECK = """from friend_request import check
check("01.b1", text)"""
SURVEY = """from friend_request import load_survey
load_survey("nasty.csv")"""
REPLY = "nine-months-on.reply"
SHEETS = {
    f'question("{REPLY}")': "question",
    "decision()": "decision",
    "outside_look()": "outside_look",
    "reply_kit()": "reply_kit",
    "policy()": "policy",
    f'answer_code("{REPLY}")': "answer_code",
    'room("nine-months-on.need")': "room",
    "record()": "record",
    "cpd_log()": "cpd_log",
    "my_answers()": "my_answers",
}
TAKEN_IN = ("question", "decision", "cpd_log", "my_answers")


def _case() -> dict[str, Any]:
    """A case in which every text is a payload."""
    t = TYPED
    cites = [{"clause": "nasw-1.06c", "note": t}]
    common = {"stem": t, "objective": "01.o1", "intro": t, "hints": [t]}
    key = {**common, "key_basis": "authors", "cites": cites}
    verdicts = ("best", "defensible", "risky")
    graded = [
        {"id": f"o{n}", "text": t, "verdict": v, "because": t} for n, v in enumerate(verdicts)
    ]
    steps = [{"id": f"o{n}", "text": t, "because": t} for n in range(3)]
    to = {"told": t, "because": t}
    choices = [
        {"id": "a", "text": t, "verdict": "best", "to": "end", **to},
        {"id": "b", "text": t, "verdict": "risky", "to": "other", **to},
    ]
    ending = {"title": t, "people": [{"who": t, "what": t}, {"who": "b", "what": t}], "debrief": t}
    return {
        "id": "nasty-case",
        "title": t,
        "minutes": 5,
        "setting": t,
        "role": t,
        "client": {"age": t, "relationship": "former"},
        "platform": t,
        "objectives": ["01.o1"],
        "content_note": t,
        "story": t,
        "review_by": "2099-01-01",
        "questions": [
            {"id": "nasty-case.best", "kind": "best_action", **key, "options": graded},
            {"id": "nasty-case.rate", "kind": "rate_actions", **key, "options": graded},
            {"id": "nasty-case.order", "kind": "put_in_order", **key, "options": steps},
            {
                "id": "nasty-case.match",
                "kind": "match",
                **key,
                "targets": [{"id": "x", "text": t}, {"id": "y", "text": t}],
                "options": [{**step, "match": "x"} for step in steps],
            },
            {
                "id": "nasty-case.reply",
                "kind": "write_reply",
                **common,
                "to": t,
                "channel": t,
                "models": [{"id": f"m{n}", "title": t, "text": t, "why": t} for n in range(2)],
            },
            {
                "id": "nasty-case.reflect",
                "kind": "reflect",
                **common,
                "model_answer": t,
                "prompts": [t],
            },
        ],
        "scenes": [
            {"id": "one", "title": t, "text": t, "stem": t, "choices": choices, "cites": cites,
             "objective": "01.o1", "key_basis": "authors"},
            {"id": "end", "text": t, "ending": ending},
            {"id": "other", "text": t, "ending": ending},
        ],
    }  # fmt: skip


def _notebook(lab: Lab, sources: list[str]) -> None:
    """A notebook of these cells, beside files that are full of payloads."""
    work = lab.server.work
    (work / "nasty-case.yaml").write_text(yaml.safe_dump(_case()), encoding="utf-8")
    (work / "nasty.txt").write_text(NASTY, encoding="utf-8")
    # A survey of one's own: a payload as header, as answer, as number of a person.
    quoted = '"' + NASTY.replace('"', '""') + '"'
    survey = f"respondent,profession,{quoted}\n{quoted},{quoted},{quoted}\n"
    (work / "nasty.csv").write_text(survey, encoding="utf-8")
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    for made in cells:
        if made.source == SURVEY:
            made.metadata["tags"] = ["raises-exception"]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(notebook, work / NOTEBOOK)


def _file(folder: Path) -> Path:
    """A progress file that is in order, and whose every text is a payload."""
    hexes = (f"{n:032x}" for n in range(1, 99))
    series = next(hexes)
    told = [
        ("answer", REPLY, "write_reply", {"draft": NASTY, "redraft": NASTY}),
        ("draft", "13.caption", "reflect", {"text": NASTY}),
        ("answer", "13.caption", "reflect", {"text": NASTY}),
        ("answer", "nine-months-on.need", "best_action", {"choice": NASTY}),
        ("setting", "role", "", {"value": NASTY}),
        ("setting", "decision", "", {"value": {"facts": NASTY}}),
    ]
    entries = [
        Entry(next(hexes), n, series, what, question, kind=kind, response=response)
        for n, (what, question, kind, response) in enumerate(told, 1)
    ]
    made = folder / "<img src=x onerror=window.__pwned='name'>.json"
    made.write_bytes(transfer.write(entries, next(hexes)))
    return made


def _fill(form: Locator) -> int:
    """Choose the first of each group, and put the payloads into every box for text."""
    for name in {e.get_attribute("name") for e in form.locator("input[type=radio]").all()}:
        form.locator(f"input[name='{name}']").first.click(force=True)
    texts = form.locator("input[data-field=texts]")  # the record: with everything written
    if texts.count():
        texts.check()
    boxes = form.locator("textarea:visible, input[type=text]:visible").all()
    for box in boxes:
        box.fill(TYPED)
    return len(boxes)


def _press(form: Locator, selector: str) -> None:
    button = form.locator(selector).first
    if button.count() and button.is_visible() and button.is_enabled():
        button.click()
        form.page.wait_for_timeout(250)
        # The kernel has answered, and the form is drawn anew, when it is idle again.
        form.page.wait_for_function(
            "document.querySelector('.jp-Notebook-ExecutionIndicator').dataset.status === 'idle'"
        )
        form.page.wait_for_timeout(100)


@pytest.fixture
def watched(lab: Lab) -> Iterator[Lab]:
    """A page whose dialogs and new windows are counted; neither may come."""
    lab.page.on("dialog", lambda dialog: lab.errors.append(f"dialog: {dialog.message}"))
    lab.page.on("popup", lambda popup: lab.errors.append(f"popup: {popup.url}"))
    yield lab
    assert lab.errors == []


def _trapped(lab: Lab, where: str) -> None:
    """Nothing has run, nothing was made out of a text, nothing was asked for."""
    lab.page.wait_for_timeout(200)
    assert lab.page.evaluate("window.__pwned ?? null") is None, where
    assert lab.page.evaluate(MADE) == [], where
    asked = [url for url in lab.foreign() if not url.startswith("https://trap.invalid/")]
    assert asked == [], where


def test_no_entrance_lets_a_payload_run(watched: Lab, tmp_path: Path) -> None:
    lab = watched
    questions = [f"QuestionForm(nasty.questions[{n}])" for n in range(6)]
    sheets = [f"from friend_request import {name}\n{call}" for call, name in SHEETS.items()]
    _notebook(lab, [TRAP, CONTENT, *questions, SHOWN, FIGURE, CHECK, SURVEY, *sheets])
    downloads: list[Any] = []
    lab.page.on("download", lambda download: downloads.append(download))
    lab.open(NOTEBOOK)
    lab.run_all()
    # The trap: what is not escaped does run here, and what it asks for is seen.
    lab.page.wait_for_function("window.__trap === 1")
    assert [url for url in lab.foreign() if "trap.invalid" in url]
    texts = lab.page.locator(".jp-OutputArea-output").all_text_contents()
    failed = [text for text in texts if "Error:" in text or "Traceback" in text]
    assert len(failed) == 1, f"the survey alone is refused: {[t[-300:] for t in failed]}"
    assert "SurveyError" in failed[0]
    assert lab.page.locator(FORM).count() == 7 + len(SHEETS)
    _trapped(lab, "after running")

    filled = 0
    for number in range(lab.page.locator(FORM).count()):
        form = lab.page.locator(FORM).nth(number)
        form.scroll_into_view_if_needed()
        for _ in range(3):
            count = _fill(form)
            filled += count
            _press(form, "button[data-action=hint]")
            _press(form, "button.fr-primary")
            if not count:
                break
        for summary in form.locator("summary:visible").all():
            summary.click()
        for action in ("word", "markdown", "page", "data", "look"):
            _press(form, f"button[data-action={action}]")
        _trapped(lab, f"form {number}: {form.inner_text()[:80]}")
    assert filled > 40, "every box has had its payload"
    # The payloads are there to read, letter by letter.
    for payload in PAYLOADS[:3]:
        assert lab.page.get_by_text(payload).count() > 3

    kinds = {Path(download.suggested_filename).suffix for download in downloads}
    assert {".md", ".docx"} <= kinds
    for download in downloads:
        kept_as = tmp_path / download.suggested_filename
        download.save_as(kept_as)
        _open_file(lab.page, kept_as)


def _open_file(page: Page, path: Path) -> None:
    """Open a document as its reader would: a page in a browser, Markdown by a renderer."""
    if path.suffix == ".md":
        html = MarkdownIt("commonmark", {"html": True}).render(path.read_text("utf-8"))
    elif path.suffix == ".html":
        html = path.read_text("utf-8")
    else:
        return
    _harmless(page, html, path.name)


def _harmless(page: Page, html: str, name: str) -> None:
    """A page of this HTML runs nothing, asks for nothing and holds no element of a payload."""
    other = page.context.new_page()
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    other.on("dialog", lambda dialog: asked.append(dialog.message))
    other.set_content(html)
    other.wait_for_timeout(200)
    assert other.evaluate("window.__pwned ?? null") is None, name
    assert other.evaluate(MADE) == [], name
    assert [url for url in asked if not url.startswith(("about:", "data:"))] == [], name
    other.close()


def test_a_progress_file_brings_text_only(watched: Lab, tmp_path: Path) -> None:
    lab = watched
    calls = {call: name for call, name in SHEETS.items() if name in TAKEN_IN}
    _notebook(lab, [TRAP, *(f"from friend_request import {n}\n{c}" for c, n in calls.items())])
    lab.open(NOTEBOOK)
    lab.run_all()
    lab.page.wait_for_function("window.__trap === 1")
    mine = lab.form(words("progress.take.title"))
    mine.scroll_into_view_if_needed()
    mine.locator("input[type=file]").set_input_files(_file(tmp_path))
    # The machine is empty, so that nobody is asked whose file it is.
    expect(mine.locator("[role=status]")).not_to_be_empty()
    _trapped(lab, "a file taken in")
    lab.restart_and_run_all()
    for number in range(lab.page.locator(FORM).count()):
        lab.page.locator(FORM).nth(number).scroll_into_view_if_needed()
    _trapped(lab, "after taking in a file")
    kept = json.loads([r for what, q, r in lab.server.answers() if q == "13.caption"][-1])
    assert kept["text"] == NASTY, "the file's texts are kept as they are"


def test_documents_and_pages_are_harmless(context: Any, tmp_path: Path) -> None:
    """The same for what leaves the notebook: documents as Markdown, the record, a printed page."""
    opened = context.new_page()
    opened.set_content("<p>start</p>")
    rows = ((NASTY, NASTY),)
    document = Document(
        NASTY,
        date(2026, 11, 23),
        NASTY,
        (Heading(NASTY), Paragraph(NASTY), Note(NASTY), Bullets((NASTY,)),
         Table(NASTY, (NASTY, NASTY), rows)),
    )  # fmt: skip
    text = to_markdown(document)
    _harmless(opened, MarkdownIt("commonmark", {"html": True}).enable("table").render(text), "md")
    part = writing.Part(NASTY, NASTY)
    written = writing.Written(NASTY, NASTY, NASTY, "2026-11-23", (part,))
    record = Record("2026-11-23", (Row("01", NASTY, 45, 1, 13, "2026-11-23"),), (written,))
    _harmless(opened, page(record, NASTY).decode(), "record")
    path = tmp_path / "nasty-case.yaml"
    path.write_text(yaml.safe_dump(_case()), encoding="utf-8")
    case = read_as(path, Case)
    printed = [*parts.play(case, 2), *(n for q in case.questions for n in parts.question(q, 2, 1))]
    _harmless(opened, join(printed), "print")
