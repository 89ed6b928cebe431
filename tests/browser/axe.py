"""axe-core over what is ours: the outputs and the Markdown of a notebook."""

from __future__ import annotations

from importlib.resources import files

from playwright.sync_api import Page

OURS = [".jp-OutputArea-output", ".jp-RenderedMarkdown"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Rules about a whole page: a cell's output has no landmarks of its own, and its headings go on from
# those of the Markdown above it (tests/unit checks their order).
PAGE_RULES = {"region": {"enabled": False}, "page-has-heading-one": {"enabled": False}}


def axe_source() -> str:
    """The text of axe-core, as a package from PyPI carries it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, include: list[str] | None = None) -> list[str]:
    """One line for each violation: rule, help, and the first places."""
    page.evaluate(axe_source())
    shown = [s for s in include or OURS if page.locator(s).count()]
    result = page.evaluate(
        """([include, tags, rules]) => axe.run(
            { include }, { runOnly: { type: 'tag', values: tags }, rules })""",
        [shown, TAGS, PAGE_RULES],
    )
    assert result["passes"], "axe checked nothing"
    return [
        f"{v['id']}: {v['help']} — "
        + "; ".join(
            n["html"][:160] + " " + n.get("failureSummary", "")[:300] for n in v["nodes"][:3]
        )
        for v in result["violations"]
    ]
