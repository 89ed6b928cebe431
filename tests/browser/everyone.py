"""The ways in which people see the course, and what must hold in each of them.

A setting is an application, a theme, and what somebody has asked of their system or browser. The
checks look at what is ours only: the outputs and the Markdown of a notebook. Each returns the
places where it does not hold, so that an empty list is good; `test_checks.py` shows each a fault.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.axe import OURS, laid_open, violations
from tests.browser.lab import Lab

LIGHT, DARK, CONTRAST = THEMES = (
    "JupyterLab Light",
    "JupyterLab Dark",
    "JupyterLab Dark High Contrast",
)
APPS = ("lab", "notebook")
# WCAG 2.2, 2.5.8 Target Size (Minimum), and 1.4.10 Reflow at 400% of 1280 pixels.
TARGET = 24
NARROW = {"notebook": 320, "lab": 640}
# WCAG 2.2, 1.4.12 Text Spacing.
SPACING = """
.jp-OutputArea-output *, .jp-RenderedMarkdown * {
    line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
}
.jp-OutputArea-output p, .jp-RenderedMarkdown p { margin-bottom: 2em !important; }
"""


@dataclass(frozen=True)
class Setting:
    """How somebody sees the course.

    Attributes:
        app: `lab` or `notebook` (Notebook 7).
        theme: JupyterLab's name of the theme.
        forced: the system replaces the page's colours (Windows' contrast themes).
        reduced: the system asks for no motion.
        spaced: text is spread out as WCAG 1.4.12 says.
    """

    app: str
    theme: str
    forced: bool = False
    reduced: bool = False
    spaced: bool = False

    def __str__(self) -> str:
        asked = [n for n in ("forced", "reduced", "spaced") if getattr(self, n)]
        return "-".join([self.app, self.theme.split(maxsplit=1)[1].replace(" ", "-"), *asked])


def media_settings(app: str, theme: str) -> list[Setting]:
    """Every combination of what one can ask for, in one application and one theme."""
    return [Setting(app, theme, *asked) for asked in itertools.product((False, True), repeat=3)]


def pairwise(count: int) -> list[Setting]:
    """So many settings of which any two values stand together somewhere, from eleven up.

    A row of a mixed array: the first two columns go through all their pairs, and the others are
    sums of them, which is what makes the pairs meet.
    """
    rows = []
    for n in range(count):
        app, theme, round_ = n % 2, n // 2 % 3, n // 6
        forced = (app + theme + round_) % 2
        reduced = (theme + round_) % 2
        spaced = (app + theme // 2 + round_) % 2
        rows.append(Setting(APPS[app], THEMES[theme], bool(forced), bool(reduced), bool(spaced)))
    return rows


def pairs(settings: Sequence[Setting]) -> set[frozenset[tuple[str, object]]]:
    """The pairs of values that stand together in some setting."""
    return {
        frozenset(pair)
        for setting in settings
        for pair in itertools.combinations(vars(setting).items(), 2)
    }


def ask_for(page: Page, setting: Setting) -> None:
    """Ask for a setting's colours, motion and spacing on a page that is open."""
    page.emulate_media(
        color_scheme="light" if setting.theme == LIGHT else "dark",
        forced_colors="active" if setting.forced else "none",
        reduced_motion="reduce" if setting.reduced else "no-preference",
    )
    page.evaluate(
        """([css, on]) => {
            document.getElementById('wide-spacing')?.remove();
            if (!on) return;
            const style = document.createElement('style');
            style.id = 'wide-spacing';
            style.textContent = css;
            document.head.append(style);
        }""",
        [SPACING, setting.spaced],
    )


def _ours(page: Page, body: str) -> list[str]:
    """Run `body`, which returns elements out of `ours`, and describe what it found."""
    return page.evaluate(
        """([places, body]) => {
            const ours = [...document.querySelectorAll(places)].flatMap(
                (place) => [place, ...place.querySelectorAll('*')]);
            const shown = ours.filter((e) => e.checkVisibility() && !e.closest('.fr-status'));
            const found = new Function('ours', body)(shown);
            return found.slice(0, 5).map((e) => e.outerHTML.slice(0, 160));
        }""",
        [", ".join(OURS), body],
    )


def too_wide(page: Page) -> list[str]:
    """What runs out of its column; tables and code scroll in a region of their own."""
    return _ours(
        page,
        """return ours.filter((e) => {
            // The notebook itself is a region, too.
            const scrolls = e.closest('[role=region], pre, mjx-container');
            if (scrolls && !scrolls.matches('.jp-Notebook')) return false;
            // A data table may be wide (WCAG 1.4.10) where its own Markdown cell scrolls.
            const cell = e.closest('table') && e.closest('.jp-RenderedMarkdown');
            if (cell && ['auto', 'scroll'].includes(getComputedStyle(cell).overflowX)) return false;
            const column = e.closest('.jp-Cell').getBoundingClientRect();
            const box = e.getBoundingClientRect();
            return box.width && (box.right > column.right + 1 || box.right > innerWidth + 1);
        });""",
    )


def cut_off(page: Page) -> list[str]:
    """Text that its own box hides, and buttons whose words stick out."""
    return _ours(
        page,
        """return ours.filter((e) => {
            const style = getComputedStyle(e);
            const hides = (how) => how === 'hidden' || how === 'clip';
            const x = e.scrollWidth > e.clientWidth + 1, y = e.scrollHeight > e.clientHeight + 1;
            if (e.tagName === 'BUTTON') return x || y;
            // An opened output hides what is beside it by design of the application.
            if (e.matches('.jp-OutputArea-output, .jp-RenderedMarkdown')) return x;
            return e.textContent.trim() && e.clientWidth > 1
                && ((x && hides(style.overflowX)) || (y && hides(style.overflowY)));
        });""",
    )


def small_targets(page: Page) -> list[str]:
    """Controls that are hard to hit; a link within a sentence is as high as its line."""
    return _ours(
        page,
        f"""return ours.filter((e) => {{
            if (!e.matches('a[href], button, input, select, textarea, summary')) return false;
            // What a pointer takes for a radio or a box is its whole line.
            const target = e.matches('[type=radio], [type=checkbox]') ? e.closest('label') || e : e;
            if (e.matches('a') && getComputedStyle(e).display === 'inline') return false;
            const box = target.getBoundingClientRect();
            return box.width < {TARGET} || box.height < {TARGET};
        }});""",
    )


def moving(page: Page) -> list[str]:
    """What moves, or would move when it changes."""
    return _ours(
        page,
        """const seconds = (list) => Math.max(...list.split(',').map(parseFloat));
        return ours.filter((e) => e.closest('.fr-form')).filter((e) => {
            const style = getComputedStyle(e);
            return seconds(style.transitionDuration) > 0 || style.animationName !== 'none';
        });""",
    )


def without_borders(page: Page) -> list[str]:
    """Cards, feedback and controls that only their ground, now replaced, had set apart."""
    return _ours(
        page,
        """return ours.filter((e) => {
            if (!e.matches('.fr-card, .fr-feedback, .fr-note, .fr-button, textarea, select'))
                return false;
            const style = getComputedStyle(e);
            return ['Top', 'Bottom', 'Left', 'Right'].some((side) =>
                parseFloat(style[`border${side}Width`]) < 1
                || style[`border${side}Style`] === 'none');
        });""",
    )


def colour_alone(page: Page) -> list[str]:
    """Feedback whose verdict is not said in words."""
    return _ours(
        page,
        """return ours.filter((e) => {
            if (!e.matches(':is(.fr-best, .fr-defensible, .fr-risky, .fr-violation)')) return false;
            const verdict = e.querySelector('.fr-verdict');
            return !verdict || verdict.textContent.trim().length < 4;
        });""",
    )


def faint_edges(page: Page) -> list[str]:
    """Edges of controls with less than 3:1 against their ground (WCAG 1.4.11)."""
    return _ours(
        page,
        """const rgb = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
        const light = (colour) => {
            const [r, g, b] = rgb(colour).map((c) => c / 255).map(
                (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ground = (e) => {
            for (let at = e; at; at = at.parentElement) {
                const colour = getComputedStyle(at).backgroundColor;
                if (rgb(colour)[3] !== 0) return colour;
            }
            return 'rgb(255, 255, 255)';
        };
        return ours.filter((e) => {
            if (!e.matches('.fr-form :is(textarea, select, input[type=text]), .fr-button'))
                return false;
            const [a, b] = [getComputedStyle(e).borderTopColor, ground(e.parentElement)].map(light);
            return !e.disabled && (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 3;
        });""",
    )


def troubles(page: Page, *settings: Setting) -> list[str]:
    """Everything that does not hold on a page in these settings, a line each."""
    with laid_open(page):
        return [line for setting in settings for line in _troubles(page, setting)]


def _troubles(page: Page, setting: Setting) -> list[str]:
    ask_for(page, setting)
    found = {
        "axe": violations(page),
        "runs out of its column": too_wide(page),
        "cut off": cut_off(page),
        "smaller than 24 pixels": small_targets(page),
        "told by colour alone": colour_alone(page),
        "faint edge": [] if setting.forced else faint_edges(page),
        "no border in forced colours": without_borders(page) if setting.forced else [],
        "moves though motion is reduced": moving(page) if setting.reduced else [],
    }
    return [f"{setting}: {what}: {place}" for what, places in found.items() for place in places]


def narrow_troubles(lab: Lab, app: str) -> list[str]:
    """What runs off at 320 pixels in Notebook 7, or at 640 in JupyterLab without its side bar."""
    page = lab.page
    before = page.viewport_size
    if app == "lab":
        lab.close_side_bar()
    page.set_viewport_size({"width": NARROW[app], "height": 900})
    page.wait_for_timeout(300)
    found = [f"{NARROW[app]} pixels: {place}" for place in too_wide(page)]
    panel = page.locator(".jp-WindowedPanel-outer").first
    beside = panel.evaluate("e => e.scrollWidth - e.clientWidth")
    if beside > 1:
        found.append(f"{NARROW[app]} pixels: the notebook scrolls sideways by {beside} pixels")
    if before:
        page.set_viewport_size(before)
    return found
