"""Each check of `everyone.py` is shown a fault, and must see it.

The faults are put into a page that holds, one at a time, and taken out again. What is broken in the
course itself (a label, a key, an import) is for the tests that look there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.browser.axe import laid_open, violations
from tests.browser.everyone import (
    LIGHT,
    Setting,
    ask_for,
    colour_alone,
    cut_off,
    faint_edges,
    moving,
    small_targets,
    too_wide,
    without_borders,
)
from tests.browser.lab import Lab
from tests.browser.spoken import spoken

NOTEBOOK = "docs/gallery.ipynb"
FORM = ".fr-form:has(textarea)"


@contextmanager
def _fault(page: Page, script: str) -> Iterator[None]:
    """Change one form by a script that is given the form, then put back what was there."""
    form = page.locator(FORM).first
    form.scroll_into_view_if_needed()
    form.evaluate("form => { window.kept = [form.innerHTML, form.style.cssText]; }")
    form.evaluate(f"form => {{ {script} }}")
    yield
    form.evaluate(
        """form => {
            [form.innerHTML, form.style.cssText] = window.kept;
            document.getElementById('fault')?.remove();
        }"""
    )


def _style(css: str) -> str:
    return (
        "const style = document.createElement('style'); style.id = 'fault';"
        f"style.textContent = `{css}`; document.head.append(style);"
    )


def _more(html: str) -> str:
    return f"form.insertAdjacentHTML('beforeend', `{html}`);"


def _forced(page: Page) -> list[str]:
    ask_for(page, Setting("lab", LIGHT, forced=True))
    found = without_borders(page)
    ask_for(page, Setting("lab", LIGHT, reduced=True))
    return found


_SMALL = ".fr-form .fr-button { min-height: 0; padding: 0; line-height: 1; font-size: 12px }"
# What is broken, and the check that must see it.
FAULTS: list[tuple[str, str, Callable[[Page], list[str]]]] = [
    ("a box without a label", "form.querySelector('label').remove();", violations),
    ("faint text", "form.style.setProperty('--fr-text', '#c9c9c9');", violations),
    ("a picture without words", _more("<img>"), violations),
    ("a tabindex above 0", "form.querySelector('button').tabIndex = 3;", violations),
    ("a list of nothing", _more("<ul><div>x</div></ul>"), violations),
    ("a small button", _style(_SMALL), small_targets),
    ("a wide line", _more("<p style='width: 3000px'>x</p>"), too_wide),
    ("text in a low box", _style(".fr-form .fr-card { height: 3em; overflow: hidden }"), cut_off),
    ("a narrow button", _style(".fr-form .fr-button { width: 3em; white-space: nowrap }"), cut_off),
    ("a faint edge", "form.style.setProperty('--fr-line', '#dddddd');", faint_edges),
    ("a card without a border", _style(".fr-card { border: 0 !important }"), _forced),
    ("a button that glides", _style(".fr-button { transition: width 2s !important }"), moving),
    ("a verdict by colour", _more("<div class='fr-feedback fr-risky'>Hm</div>"), colour_alone),
]
# What changes in what a screen reader finds.
UNHEARD = {
    "a label": "form.querySelector('label').textContent = 'Box';",
    "a role": "form.querySelector('[role=status]').removeAttribute('role');",
    "a hidden button": "form.querySelector('button').setAttribute('aria-hidden', 'true');",
    "a description": "form.querySelector('textarea').removeAttribute('aria-describedby');",
}


def test_every_check_sees_its_fault(lab: Lab) -> None:
    lab.open(NOTEBOOK)
    lab.run_all()
    page = lab.page
    ask_for(page, Setting("lab", LIGHT, reduced=True))
    missed, wrong = [], []
    with laid_open(page):
        for check in {check for _, _, check in FAULTS}:
            wrong += check(page)
        for name, script, check in FAULTS:
            with _fault(page, script):
                if not check(page):
                    missed.append(name)
    form = page.locator(FORM).first
    before = spoken(form)
    for name, script in UNHEARD.items():
        with _fault(page, script):
            if spoken(form) == before:
                missed.append(f"not heard: {name}")
    assert spoken(form) == before
    assert not wrong, "\n".join(wrong)
    assert not missed, f"not seen: {missed}"


def test_what_is_asked_of_the_system_and_of_others_is_seen(lab: Lab) -> None:
    lab.open(NOTEBOOK)
    for on in (True, False):
        ask_for(lab.page, Setting("lab", LIGHT, forced=on, reduced=on))
        for query in ("(forced-colors: active)", "(prefers-reduced-motion)"):
            assert lab.page.evaluate(f"matchMedia('{query}').matches") is on
    assert lab.foreign() == []
    # `.invalid` never resolves (RFC 2606): the request is seen, and reaches nobody.
    lab.page.evaluate("new Image().src = 'https://elsewhere.invalid/pixel.png'")
    lab.page.wait_for_timeout(300)
    assert lab.foreign() == ["https://elsewhere.invalid/pixel.png"]
