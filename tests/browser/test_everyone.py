"""The gallery and lesson 1 in every setting: application, theme, colours, motion, spacing, width.

`make test` runs two of the gallery's six applications and themes, each with everything that one can
ask for; `make test-all` runs them all. Lesson 1 is looked at light and dark where it is done with
the keyboard (`test_lesson_01.py`), and in the two settings left here. The other lessons are played
in settings that meet pairwise (`test_playthroughs.py`).
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from friend_request.content import load_lesson, load_question, load_quiz
from tests.browser.answering import answer_by_pointer, expect_feedback, form_of, worst_response
from tests.browser.everyone import (
    APPS,
    CONTRAST,
    DARK,
    LIGHT,
    THEMES,
    Setting,
    ask_for,
    media_settings,
    narrow_troubles,
    troubles,
)
from tests.browser.lab import FORM, Lab

GALLERY = "docs/gallery.ipynb"
LESSON = "notebooks/01_nine_months_on.ipynb"
KINDS = load_quiz("gallery").questions
QUESTIONS = [load_question(q) for q in load_lesson("01").questions]
# Both applications are among them; `make test-all` does the other four.
ALWAYS = (("lab", CONTRAST), ("notebook", LIGHT))

# How many buttons of the application may stand between two forms.
MOST_BETWEEN = 12


def _some(combinations: list[tuple[str, str]]) -> list:
    return [
        pytest.param(
            app,
            theme,
            id=str(Setting(app, theme)),
            marks=() if (app, theme) in ALWAYS else (pytest.mark.release,),
        )
        for app, theme in combinations
    ]


def _open_in(lab: Lab, theme: str, notebook: str, app: str) -> None:
    """Open a notebook in a theme, see that it has it, and run it."""
    lab.server.use_theme(theme)
    lab.open(notebook, app)
    lab.page.wait_for_selector(f"body[data-jp-theme-name='{theme}']", state="attached")
    lab.run_all()


def _answer_well_and_badly(lab: Lab, questions: list) -> None:
    """Answer every other question by its key and the rest as badly as can be."""
    for number, question in enumerate(questions):
        if number % 2 or question.kind in ("reflect", "write_reply", "poll"):
            answer_by_pointer(lab, question)
            expect_feedback(lab, question)
        else:
            answer_by_pointer(lab, question, worst_response(question))
            expect(form_of(lab, question).locator("[role=status]")).not_to_be_empty()
    for part in lab.page.locator(f"{FORM} details:not([open]) > summary").all():
        if part.is_visible():
            part.click()


@pytest.mark.parametrize(
    ("app", "theme"), _some([(app, theme) for app in APPS for theme in THEMES])
)
def test_the_gallery_in_all_that_one_can_ask_for(lab: Lab, app: str, theme: str) -> None:
    _open_in(lab, theme, GALLERY, app)
    _answer_well_and_badly(lab, KINDS)
    found = troubles(lab.page, *media_settings(app, theme))
    found += narrow_troubles(lab, app)
    ask_for(lab.page, Setting(app, theme, spaced=True))
    found += [f"spaced, {line}" for line in narrow_troubles(lab, app)]
    assert not found, "\n".join(found)
    assert lab.foreign() == []
    assert lab.errors == []


@pytest.mark.release
@pytest.mark.parametrize(("app", "theme"), [("lab", DARK), ("notebook", LIGHT)])
def test_lesson_1_in_the_other_two(lab: Lab, app: str, theme: str) -> None:
    _open_in(lab, theme, LESSON, app)
    _answer_well_and_badly(lab, QUESTIONS)
    found = troubles(lab.page, Setting(app, theme)) + narrow_troubles(lab, app)
    assert not found, "\n".join(found)


def _tab_stops(form: Locator) -> list[str]:
    """Number what Tab can reach in a form, in the order of the page; a group of radios is one."""
    return form.evaluate(
        """(form) => {
            const stops = [], groups = new Set();
            for (const e of form.querySelectorAll(
                'a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
                if (e.disabled || !e.checkVisibility() || e.tabIndex < 0) continue;
                if (e.type === 'radio') {
                    if (groups.has(e.name)) continue;
                    groups.add(e.name);
                }
                e.dataset.stop = String(stops.length);
                stops.push(e.outerHTML.slice(0, 100));
            }
            return stops;
        }"""
    )


_AT = """() => {
    const e = document.activeElement;
    const one = e.type === 'radio' ? e.closest('fieldset').querySelector('[data-stop]') : e;
    const style = getComputedStyle(e);
    const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return [one?.dataset.stop ?? null, outline, e.outerHTML.slice(0, 100)];
}"""
_STILL_INSIDE = "e => e !== document.activeElement && e.contains(document.activeElement)"


@pytest.mark.parametrize("app", [pytest.param("lab", marks=pytest.mark.release), "notebook"])
def test_tab_goes_through_every_form_in_order_and_out_again(lab: Lab, app: str) -> None:
    lab.open(GALLERY, app)
    lab.run_all()
    _answer_well_and_badly(lab, KINDS)
    troubles = []
    for form in lab.page.locator(FORM).all():
        form.scroll_into_view_if_needed()
        stops = _tab_stops(form)
        form.evaluate("e => { e.tabIndex = -1; e.focus(); }")
        for wanted, there in enumerate(stops):
            lab.page.keyboard.press("Tab")
            at, visible, html = lab.page.evaluate(_AT)
            if at != str(wanted):
                troubles.append(f"Tab went to {html} where {there} is next")
                break
            if not visible:
                troubles.append(f"the focus can't be seen on {there}")
        else:
            lab.page.keyboard.press("Tab")
            if form.evaluate(_STILL_INSIDE):
                troubles.append(f"Tab does not leave the form after {stops[-1:]}")
            # The next cell's own buttons, which the application shows, may stand between.
            for _ in range(MOST_BETWEEN):
                lab.page.keyboard.press("Shift+Tab")
                if form.evaluate("e => e.contains(document.activeElement)"):
                    break
            at, _, html = lab.page.evaluate(_AT)
            if stops and at != str(len(stops) - 1):
                troubles.append(f"Shift+Tab came back to {html}, not to {stops[-1]}")
    assert not troubles, "\n".join(troubles)
