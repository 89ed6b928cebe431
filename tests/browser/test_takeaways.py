"""What one takes away, by keyboard alone: a sheet filled in, documents saved, nothing sent."""

from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, expect

from friend_request.takeaways import cards
from friend_request.takeaways.load import load_decision, load_outside, load_reply_kit
from friend_request.words import phrases, words
from tests.browser.axe import violations
from tests.browser.lab import FORM, Lab

NOTEBOOK = "takeaways.ipynb"


def open_sheets(lab: Lab, *calls: str, app: str = "lab") -> None:
    """A notebook that offers these widgets, opened and run."""
    names = ", ".join(call.split("(")[0] for call in calls)
    cells = [
        nbformat.v4.new_markdown_cell("# Sheets\n\n## To take away"),
        nbformat.v4.new_code_cell(f"from friend_request import {names}"),
        *(nbformat.v4.new_code_cell(call) for call in calls),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(notebook, lab.server.work / NOTEBOOK)
    lab.open(NOTEBOOK, app)
    lab.run_all()


def type_into(lab: Lab, box: Locator, text: str) -> None:
    """Go to a box with Tab and type."""
    lab.tab_to(box, 80)
    assert lab.focus_is_visible()
    lab.page.keyboard.type(text)


def press(lab: Lab, button: Locator) -> None:
    """Go to a button with Tab and press it."""
    lab.tab_to(button, 120)
    lab.page.keyboard.press("Enter")


def pictures(lab: Lab, name: str) -> None:
    """Pictures of the first form, screen by screen: light, dark and narrow. For looking at."""
    folder = os.environ.get("FRIEND_REQUEST_PICTURES")
    if not folder:
        return
    page = lab.page
    lab.menu("View", "File Browser")
    for look, width, dark in (("light", 1000, False), ("dark", 1000, True), ("640", 640, False)):
        if dark:
            lab.use_theme("JupyterLab Dark")
        page.set_viewport_size({"width": width, "height": 1500})
        page.locator(FORM).first.evaluate("e => e.scrollIntoView({ block: 'start' })")
        for number in range(1, 9):
            page.wait_for_timeout(400)
            page.screenshot(path=str(Path(folder) / f"{name}-{look}-{number}.png"))
            moved = page.evaluate(
                """() => {
                    const e = document.querySelector('.jp-WindowedPanel-outer');
                    const before = e.scrollTop;
                    e.scrollTop += 1250;
                    return e.scrollTop > before + 40;
                }"""
            )
            if not moved:
                break
        if dark:
            lab.use_theme("JupyterLab Light")
    page.set_viewport_size({"width": 1280, "height": 900})


def field(form: Locator, name: str) -> Locator:
    return form.locator(f"[data-field='{name}']").first


@pytest.mark.parametrize("app", ["lab", pytest.param("notebook", marks=pytest.mark.release)])
def test_a_decision_on_paper(lab: Lab, app: str, tmp_path: Path) -> None:
    plan = load_decision()
    open_sheets(lab, "decision()", app=app)
    cells = lab.page.locator(".jp-Cell").count()
    form = lab.form(plan.title)
    field(form, "danger").focus()
    lab.page.keyboard.press("ArrowRight")
    expect(form.locator(".fr-warning")).to_have_text(plan.danger.help)
    expect(form.locator("[role=status]")).to_have_text(plan.danger.help)
    lab.page.keyboard.press("ArrowLeft")
    expect(form.locator(".fr-warning")).to_have_count(0)

    # Letters that are JupyterLab's own keys, and a number that should not be there.
    type_into(lab, field(form, "facts"), "dd b She wrote; her number is 07700 900123.")
    warning = words("takeaway.warning", kinds=words("takeaway.kind.phone"))
    expect(form.locator(".fr-warning").first).to_have_text(warning)
    expect(form.locator("[role=status]")).to_have_text(warning)
    expect(field(form, "facts")).to_be_focused()
    lab.page.keyboard.type(" More.")
    expect(field(form, "facts")).to_have_value("dd b She wrote; her number is 07700 900123. More.")

    lab.tab_to(form.locator("[data-field=matters]").nth(1), 40)
    lab.page.keyboard.press("Space")
    first = form.locator("[data-field=clauses]").first
    expect(first).to_be_attached()
    lab.tab_to(first)
    lab.page.keyboard.press("Space")
    lab.tab_to(form.locator("[data-field=axis-power-current]").first, 60)
    lab.page.keyboard.press("ArrowDown")
    type_into(lab, field(form, "option-1-what"), "Answer from the work phone.")
    press(lab, form.get_by_role("button", name=plan.options.add))
    expect(field(form, "option-3-what")).to_be_focused()

    with lab.page.expect_download() as caught:
        press(lab, form.get_by_role("button", name=words("document.download_word")))
    assert caught.value.suggested_filename.endswith(".docx")
    lab.tab_to(form.locator("summary").last)
    lab.page.keyboard.press("Enter")
    lab.tab_to(field(form, "folder"))
    lab.page.keyboard.press("Control+a")
    lab.page.keyboard.type(str(tmp_path / "mine"))
    press(lab, form.get_by_role("button", name=words("takeaway.folder"), exact=True))
    expect(form.locator("[role=status]")).to_contain_text(str(tmp_path / "mine"))
    assert len(list((tmp_path / "mine").iterdir())) == 2

    found = violations(lab.page)
    assert not found, "\n".join(found)
    assert lab.page.locator(".jp-Cell").count() == cells
    lab.restart_and_run_all()
    form = lab.form(plan.title)
    expect(field(form, "option-1-what")).to_have_value("Answer from the work phone.")
    expect(form.locator("[data-field=clauses]").first).to_be_checked()
    assert lab.foreign() == []
    assert lab.errors == []
    if app == "lab":
        pictures(lab, "decision")


def test_a_look_from_outside(lab: Lab) -> None:
    sheet = load_outside()
    first, second = sheet.exposures[:2]
    open_sheets(lab, "outside_look()")
    form = lab.form(sheet.title)
    field(form, f"state-{first.id}").focus()
    lab.page.keyboard.press("ArrowRight")
    lab.page.keyboard.press("ArrowRight")
    lab.tab_to(field(form, f"state-{second.id}"))
    lab.page.keyboard.press("Space")
    again = form.get_by_role("button", name=words("takeaway.outside.again"))
    expect(again).to_be_visible()
    press(lab, again)
    # The page forgets the ticks, keeps the look, and goes to its beginning.
    expect(form.locator("#" + form.locator("h3").get_attribute("id"))).to_be_focused()
    expect(form.locator(f"[data-field=state-{first.id}]:checked")).to_have_count(0)
    field(form, f"state-{first.id}").focus()
    lab.page.keyboard.press("Space")
    expect(form.locator("table.fr-table")).to_contain_text(sheet.states["change"])
    lab.tab_to(field(form, "which-1"), 80)
    lab.page.keyboard.press("ArrowDown")
    type_into(lab, field(form, "what-1"), "Another picture.")
    with lab.page.expect_download() as caught:
        press(lab, form.get_by_role("button", name=words("document.download_markdown")))
    text = Path(caught.value.path()).read_text(encoding="utf-8")
    assert "Another picture" in text
    assert first.title in text
    found = violations(lab.page)
    assert not found, "\n".join(found)
    assert lab.foreign() == []
    assert lab.errors == []
    pictures(lab, "outside")


@pytest.mark.parametrize("allowed", [True, False])
def test_a_reply(lab: Lab, allowed: bool) -> None:
    kit = load_reply_kit()
    open_sheets(lab, "reply_kit()")
    page = lab.page
    if allowed:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    else:
        page.evaluate(
            "() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }"
        )
    form = lab.form(kit.title)
    alert, draft = form.locator("[role=alert]"), field(form, "draft")
    field(form, "risk").focus()
    page.keyboard.press("Space")
    expect(field(form, "route")).to_be_visible()
    expect(form.locator("[role=status]")).to_have_text(kit.risk.help)
    phrase = kit.parts[0].phrases[0].text
    press(lab, form.get_by_role("button", name=phrase, exact=True))
    expect(draft).to_have_value(phrase)
    copy = form.get_by_role("button", name=words("takeaway.reply.copy"))
    press(lab, copy)
    expect(alert).to_have_text(kit.risk.needed)
    expect(field(form, "route")).to_be_focused()
    page.keyboard.type("The house line, any hour.")
    press(lab, copy)
    expect(draft).to_be_focused()
    expect(alert).to_contain_text("[what they told you]")
    page.keyboard.press("Control+a")
    page.keyboard.type("I was glad to hear from you.")
    for part in phrases("rubric"):
        lab.tab_to(field(form, f"rubric-{part}"))
        page.keyboard.press("ArrowDown")
    expect(copy).to_have_attribute("data-copy", "draft")
    press(lab, copy)
    if allowed:
        expect(form.locator("[role=status]")).to_have_text(words("takeaway.reply.copied"))
        copied = page.evaluate("() => navigator.clipboard.readText()")
        assert copied == "I was glad to hear from you."
    else:
        expect(alert).to_have_text(words("takeaway.reply.selected"))
        expect(draft).to_be_focused()
        assert page.evaluate("() => document.getSelection().toString()") == (
            "I was glad to hear from you."
        )
    found = violations(page)
    assert not found, "\n".join(found)
    assert lab.foreign() == []
    assert lab.errors == []
    if allowed:
        pictures(lab, "reply")


@pytest.mark.parametrize("name", tuple(cards.titles()))
def test_a_card_prints_on_one_page(browser: Browser, tmp_path: Path, name: str) -> None:
    file = tmp_path / "card.html"
    file.write_text(cards.page(name), encoding="utf-8")
    page = browser.new_page()
    try:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        for paper in ("A4", "Letter"):
            printed = page.pdf(format=paper)
            assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1, paper
        found = violations(page, ["main"])
        assert not found, "\n".join(found)
        # Nothing runs off the side of a phone.
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert asked == [file.as_uri()]
    finally:
        page.close()
