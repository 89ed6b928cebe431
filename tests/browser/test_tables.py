"""The tables in a lesson: by keyboard, and on a narrow screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.lab import Lab

NOTEBOOK = "notebooks/01_nine_months_on.ipynb"


@pytest.mark.parametrize("app", ["lab", pytest.param("notebook", marks=pytest.mark.release)])
def test_arrows_stay_with_the_table(lab: Lab, app: str) -> None:
    lab.open(NOTEBOOK, app)
    lab.run_all()
    region = lab.page.locator(".jp-OutputArea-output [role=region]:has(table.fr-data)").first
    region.scroll_into_view_if_needed()
    region.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft"):
        lab.page.keyboard.press(key)
    expect(region).to_be_focused()


def test_on_a_phone_rows_stand_as_label_and_value(lab: Lab) -> None:
    lab.page.set_viewport_size({"width": 390, "height": 844})
    lab.open(NOTEBOOK, "notebook")
    lab.run_all()
    table = lab.page.locator("table.fr-data").first
    table.scroll_into_view_if_needed()
    assert table.evaluate("t => t.parentElement.scrollWidth <= t.parentElement.clientWidth + 1")
    shown = table.locator("td").first.evaluate("e => getComputedStyle(e, '::before').content")
    assert shown.strip('"') not in ("", "none")
