"""What one takes away, by keyboard alone: a sheet filled in, documents saved, nothing sent."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, expect

from friend_request.takeaways.load import load_decision
from friend_request.words import words
from tests.browser.axe import violations
from tests.browser.lab import FORM, Lab

NOTEBOOK = "takeaways.ipynb"
APPS = ("lab", "notebook")


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


@pytest.mark.parametrize("app", APPS)
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
