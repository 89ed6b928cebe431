"""The policy builder by keyboard alone: choose, edit, save, and find it again."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import nbformat
import pytest
from playwright.sync_api import Locator, expect

from friend_request.policies import load_matters, load_setting
from friend_request.words import words
from tests.browser.axe import violations
from tests.browser.lab import Lab

NOTEBOOK = "policy-test.ipynb"
FIRST = load_matters()[0]


@pytest.fixture
def builder(lab: Lab) -> Lab:
    """A page with nothing but two headings and the builder on it."""
    title = nbformat.v4.new_markdown_cell("# A policy\n\n## Build it")
    cell = nbformat.v4.new_code_cell("from friend_request import policy\n\npolicy()")
    made = nbformat.v4.new_notebook(cells=[title, cell])
    made.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(made, lab.server.work / NOTEBOOK)
    return lab


def form(lab: Lab) -> Locator:
    return lab.form(words("policy.title"))


def go_to(lab: Lab, target: Locator) -> None:
    """Tab on to a control, from wherever the focus is in the form."""
    lab.tab_to(target, most=80)
    assert lab.focus_is_visible()


def press(lab: Lab, target: Locator, key: str = "Enter") -> None:
    go_to(lab, target)
    lab.page.keyboard.press(key)


def action(lab: Lab, name: str, arg: str = "") -> Locator:
    extra = f"[data-arg='{arg}']" if arg else ""
    return form(lab).locator(f"button[data-action='{name}']{extra}")


def focus_on_place(lab: Lab, title: str) -> None:
    """After a step the focus is on the new place's heading, and its name was announced."""
    heading = form(lab).locator("h4[tabindex='-1']").first
    expect(heading).to_have_text(title)
    expect(heading).to_be_focused()
    expect(form(lab).locator("[role=status]")).to_contain_text(title)


@pytest.mark.parametrize("app", [pytest.param("lab", marks=pytest.mark.release), "notebook"])
def test_a_policy_by_keyboard_alone(builder: Lab, app: str, tmp_path: Path) -> None:
    lab = builder
    lab.open(NOTEBOOK, app)
    lab.run_all()
    form(lab).evaluate("e => { e.tabIndex = -1; e.focus(); }")

    # Nothing is chosen beforehand; beginning without a choice says what is missing.
    assert form(lab).locator("input:checked").count() == 0
    press(lab, action(lab, "begin"))
    expect(form(lab).locator("[role=alert]")).to_have_text(words("policy.choose_setting"))
    form(lab).evaluate("e => e.focus()")
    press(lab, form(lab).locator("input[value=solo]"), "Space")
    lab.page.keyboard.press("ArrowDown")
    expect(form(lab).locator("input[value=agency]")).to_be_checked()
    press(lab, action(lab, "begin"))
    focus_on_place(lab, words("policy.facts"))

    go_to(lab, form(lab).locator("input[data-field=fact-name]"))
    lab.page.keyboard.type("Alder House <b>&</b>")
    press(lab, action(lab, "next"))
    focus_on_place(lab, FIRST.title)
    assert violations(lab.page) == []

    # A position: the cautious one is first; its wording opens, and takes an edit.
    assert form(lab).locator("input:checked").count() == 0
    radios = form(lab).locator(f"input[data-field='choice-{FIRST.id}']")
    expect(radios.first).to_have_value(FIRST.choices("agency")[0].id)
    press(lab, radios.first, "Space")
    press(lab, action(lab, "keep"))
    box = form(lab).locator("textarea").first
    expect(box).to_be_visible()
    go_to(lab, box)
    lab.page.keyboard.press("ControlOrMeta+a")
    lab.page.keyboard.type("=cmd() We wave back. שלום")
    press(lab, action(lab, "keep"))
    expect(form(lab).locator("[role=status]")).to_contain_text(words("policy.kept"))
    assert violations(lab.page) == []
    assert any("We wave back" in response for _, _, response in lab.server.answers())

    # The next matter does not apply.
    press(lab, action(lab, "next"))
    second = load_matters()[1]
    focus_on_place(lab, second.title)
    applies = form(lab).locator(f"input[data-field='applies-{second.id}']")
    press(lab, applies.first, "ArrowDown")
    expect(applies.last).to_be_checked()
    press(lab, action(lab, "documents"))
    focus_on_place(lab, words("policy.documents"))
    assert violations(lab.page) == []

    # A folder that can't be written is said, and the download works.
    (tmp_path / "in-the-way").write_text("x")
    folder = form(lab).locator("input[data-field=folder]")
    go_to(lab, folder)
    lab.page.keyboard.press("ControlOrMeta+a")
    lab.page.keyboard.type(str(tmp_path / "in-the-way"))
    press(lab, action(lab, "save"))
    expect(form(lab).locator("[role=alert]")).to_contain_text("download")
    with lab.page.expect_download() as caught:
        press(lab, action(lab, "word", "staff"))
    kept = tmp_path / "got.docx"
    caught.value.save_as(kept)
    text = [p.text for p in docx.Document(io.BytesIO(kept.read_bytes())).paragraphs]
    assert text[0] == load_setting("agency").staff.title
    assert text[1].startswith("Alder House <b>&</b>: ")
    assert any(words("document.open") in line for line in text)

    # A folder that can be written holds three documents, twice.
    form(lab).evaluate("e => e.focus()")
    go_to(lab, folder)
    lab.page.keyboard.press("ControlOrMeta+a")
    lab.page.keyboard.type(str(tmp_path / "out"))
    press(lab, action(lab, "save"))
    expect(form(lab).locator("[role=status]")).to_contain_text(str(tmp_path / "out"))
    made = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert len(made) == 6
    clients = next(p for p in (tmp_path / "out").iterdir() if p.name.endswith(".md"))
    assert "<b>" not in clients.read_text("utf-8")

    # Another day: everything is still there.
    lab.restart_and_run_all()
    expect(form(lab).locator("input[value=agency]")).to_be_checked()
    assert lab.foreign() == []
    assert lab.errors == []


def test_a_policy_on_a_phone(builder: Lab) -> None:
    lab = builder
    lab.page.set_viewport_size({"width": 390, "height": 844})
    lab.open(NOTEBOOK, "notebook")
    lab.run_all()
    form(lab).locator("label", has=lab.page.locator("input[value=youth]")).click()
    action(lab, "begin").click()
    action(lab, "next").click()
    for matter in load_matters()[:3]:
        expect(form(lab).locator("h4").first).to_have_text(matter.title)
        form(lab).locator(f"input[data-field='choice-{matter.id}']").last.check()
        action(lab, "keep").click()
        expect(form(lab).locator("textarea").first).to_be_visible()
        assert form(lab).evaluate("e => e.scrollWidth <= e.clientWidth + 1")
        action(lab, "next").click()
