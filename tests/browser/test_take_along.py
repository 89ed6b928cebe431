"""One's answers go along: a real download, an emptied machine, a real upload."""

from __future__ import annotations

from pathlib import Path

import nbformat
from playwright.sync_api import expect

from friend_request.content import load_question
from friend_request.words import words
from tests.browser.answering import form_of
from tests.browser.lab import Lab

START = "notebooks/00_start_here.ipynb"


def test_download_lose_everything_load_and_find_it_again(lab: Lab, tmp_path: Path) -> None:
    poll = load_question("00.try-it")
    lab.open(START)
    lab.run_all()
    form = form_of(lab, poll)
    form.locator("input").nth(1).check()
    form.locator("button.fr-primary").click()
    expect(form.locator("[role=status]")).not_to_be_empty()

    mine = lab.form(words("progress.take.title"))
    mine.scroll_into_view_if_needed()
    with lab.page.expect_download() as caught:
        mine.get_by_role("button", name=words("progress.take.download")).first.click()
    said = words("progress.take.downloaded", name=caught.value.suggested_filename)
    expect(mine.locator(".fr-kept")).to_have_text(said)
    kept = tmp_path / caught.value.suggested_filename
    caught.value.save_as(kept)
    assert kept.stat().st_size > 200

    # Another machine: no kernel, no file.
    lab.server.stop_kernels()
    for file in lab.server.data.iterdir():
        file.unlink()
    lab.open(START)
    lab.run_all()
    expect(form_of(lab, poll).locator("input").nth(1)).not_to_be_checked()

    mine = lab.form(words("progress.take.title"))
    mine.scroll_into_view_if_needed()
    mine.locator("input[type=file]").set_input_files(kept)
    expect(mine.locator("[role=status]")).not_to_be_empty()
    # It is somebody's file and this machine is empty: the form may ask whose it is.
    add = mine.get_by_role("button", name=words("progress.foreign.add"))
    if add.count():
        add.click()
    lab.restart_and_run_all()
    expect(form_of(lab, poll).locator("input").nth(1)).to_be_checked()
    assert lab.foreign() == []


def test_a_file_that_is_no_such_file_is_refused_in_words(lab: Lab, tmp_path: Path) -> None:
    lab.open(START)
    lab.run_all()
    wrong = tmp_path / "holiday.json"
    wrong.write_text('{"<img src=x onerror=window.hacked=1>": 1}')
    mine = lab.form(words("progress.take.title"))
    mine.scroll_into_view_if_needed()
    mine.locator("input[type=file]").set_input_files(wrong)
    expect(mine.locator("[role=alert]")).not_to_be_empty()
    assert lab.page.evaluate("window.hacked") is None


def test_half_a_sentence_is_gone_when_another_person_begins(lab: Lab) -> None:
    """On a shared computer: what one was typing must not wait for the next in the same box."""
    made = nbformat.v4.new_notebook()
    made.cells = [
        nbformat.v4.new_markdown_cell("# Whose\n\n## Two forms"),
        nbformat.v4.new_code_cell(
            "from friend_request import my_answers, question\n\n"
            "display(question('nine-months-on.counter'), my_answers())"
        ),
    ]
    made.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(made, lab.server.work / "whose.ipynb")
    lab.open("whose.ipynb")
    lab.run_all()
    box = form_of(lab, load_question("nine-months-on.counter")).locator("textarea")
    box.click()
    lab.page.keyboard.type("Of Ben, who")
    box.press("Tab")  # whoever leaves the box has a draft kept
    mine = lab.form(words("progress.take.title"))
    mine.scroll_into_view_if_needed()
    mine.get_by_text(words("progress.whose.title")).click()
    mine.locator("button[data-action=fresh]").click()
    expect(mine.locator("[role=status]")).not_to_be_empty()
    expect(box).to_have_value("")
    assert lab.errors == []
