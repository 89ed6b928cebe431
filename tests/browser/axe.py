"""axe-core over what is ours: the outputs and the Markdown of a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

from playwright.sync_api import Page

OURS = [".jp-OutputArea-output", ".jp-RenderedMarkdown"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Rules about a whole page: a cell's output has no landmarks of its own, and its headings go on from
# those of the Markdown above it (tests/unit checks their order).
PAGE_RULES = {"region": {"enabled": False}, "page-has-heading-one": {"enabled": False}}

# Higher than any screen: the notebook is laid open already.
TALL = 3_000
# What the applications show above and below a notebook, and more.
MARGIN = 400


def axe_source() -> str:
    """The text of axe-core, as a package from PyPI carries it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


# How many texts had their contrast checked: what axe takes to be hidden, it passes unseen.
RUN = """async ([include, tags, rules]) => {
    const found = await axe.run({ include }, { runOnly: { type: 'tag', values: tags }, rules });
    const seen = (node) => !node.any.some((check) => check.data?.messageKey === 'hidden');
    const contrast = [...found.passes, ...found.violations]
        .filter((rule) => rule.id === 'color-contrast')
        .flatMap((rule) => rule.nodes.filter(seen));
    return { contrast: contrast.length, violations: found.violations };
}"""
LAID_OPEN = "body { overflow: visible !important }"


@contextmanager
def laid_open(page: Page) -> Iterator[None]:
    """Show a whole notebook at once, without anything scrolled away.

    axe leaves out what it takes to be hidden, and says so nowhere. The applications' body has no
    height and hides what flows over, so that axe would see no text of ours and check no contrast.
    """
    # Not what scrolls: JupyterLab leaves a screen of room below the last cell.
    notebook = page.locator(".jp-WindowedPanel-viewport")
    before = page.viewport_size
    if not notebook.count() or before is None or before["height"] > TALL:
        yield
        return
    style = page.add_style_tag(content=LAID_OPEN)
    height = 0
    # More than once: at a new height more cells are drawn, and they may be higher than was thought.
    while height < (needed := notebook.first.evaluate("e => e.offsetHeight") + MARGIN):
        height = needed + MARGIN
        page.set_viewport_size({"width": before["width"], "height": height})
        page.wait_for_timeout(200)
    try:
        yield
    finally:
        style.evaluate("e => e.remove()")
        page.set_viewport_size(before)


def violations(page: Page, include: list[str] | None = None) -> list[str]:
    """One line for each violation: rule, help, and the first places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    shown = [s for s in include or OURS if page.locator(s).count()]
    with laid_open(page):
        result = page.evaluate(RUN, [shown, TAGS, PAGE_RULES])
    assert result["contrast"], "axe saw no text, and so checked no contrast"
    return [
        f"{v['id']}: {v['help']} — "
        + "; ".join(
            n["html"][:160] + " " + n.get("failureSummary", "")[:300] for n in v["nodes"][:3]
        )
        for v in result["violations"]
    ]
