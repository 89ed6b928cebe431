"""Takes the pictures in docs/images: `make pictures`. Not a test; run it when the looks change."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.lab import Lab

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


@pytest.mark.parametrize(
    ("name", "app", "width", "dark"),
    [
        ("lesson-01-light", "lab", 1280, False),
        ("lesson-01-dark", "lab", 1280, True),
        ("lesson-01-phone", "notebook", 390, False),
    ],
)
def test_picture(lab: Lab, name: str, app: str, width: int, dark: bool) -> None:
    """Lesson 1 with one question answered."""
    page = lab.page
    page.set_viewport_size({"width": width, "height": 900})
    lab.open("notebooks/01_nine_months_on.ipynb", app)
    if dark:
        lab.use_theme("JupyterLab Dark")
    if app == "lab":
        lab.menu("View", "File Browser")
    lab.run_all()
    form = lab.form("Which reading says most")
    form.scroll_into_view_if_needed()
    form.locator("input[value=hurt]").check()
    form.locator("button.fr-primary").click()
    expect(form.locator(".fr-feedback").first).to_be_visible()
    form.evaluate("e => e.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(800)
    IMAGES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=IMAGES / f"{name}.png")
    if dark:
        lab.use_theme("JupyterLab Light")
    if name == "lesson-01-light":
        figure = page.locator(".jp-OutputArea-output figure").first
        figure.scroll_into_view_if_needed()
        figure.evaluate("e => e.scrollIntoView({ block: 'center' })")
        page.wait_for_timeout(800)
        page.screenshot(path=IMAGES / "lesson-01-figure.png")
        reply = lab.form("Write to Keziah")
        reply.scroll_into_view_if_needed()
        reply.locator("textarea").fill("Hi Kez, good to hear from you.")
        reply.locator("button.fr-primary").click()
        expect(reply.locator(".fr-quote").first).to_be_visible()
        reply.evaluate("e => e.scrollIntoView({ block: 'start' })")
        page.wait_for_timeout(800)
        page.screenshot(path=IMAGES / "lesson-01-reply.png")
