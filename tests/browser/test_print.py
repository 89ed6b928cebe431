"""Pages to print, opened from disk: nothing asked for, axe, narrow screens, themes, paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from friend_request.authoring.printing import write_print
from friend_request.words import words
from tests.browser.axe import violations

ROOT = Path(__file__).resolve().parents[2]
# With a figure, a table and code; with a branching case; with tasks; without a notebook.
STEMS = ["01_nine_months_on", "04_saying_no", "exercise_13_reading_the_survey", "policy_youth"]
OPEN = "document.querySelectorAll('details').forEach((d) => (d.open = true))"
# What stands out to the right, tables in their own scrolling region excepted.
WIDE = """() => [...document.querySelectorAll('body *')].filter((e) =>
    e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && !e.closest('[role=region], .wide')).slice(0, 3).map((e) => e.outerHTML.slice(0, 200))"""
MM = 96 / 25.4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("print")
    write_print(ROOT, made)
    return made


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, asked: list[str]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 900}, reduced_motion="reduce")
    yield _recorded(context, asked)
    context.close()


def _recorded(context: BrowserContext, asked: list[str]) -> Page:
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    return page


def _at(folder: Path, stem: str) -> str:
    return (folder / f"{stem}.html").as_uri()


def test_every_page_asks_for_nothing_but_itself(folder: Path, page: Page, asked: list[str]) -> None:
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    files = sorted(folder.glob("*.html"))
    assert len(files) > 30
    for file in files:
        page.goto(file.as_uri())
        page.evaluate(OPEN)
        shown = "[...document.images].every((i) => i.complete && i.naturalWidth > 0)"
        assert page.evaluate(shown), file.name
    own = {file.as_uri() for file in files}
    assert {url for url in asked if not url.startswith("data:")} == own
    assert troubles == []


# The other pages are made of the same parts; tests/unit reads the structure of each.
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("stem", STEMS[:3])
def test_axe_finds_nothing(folder: Path, page: Page, stem: str, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto(_at(folder, stem))
    page.evaluate(OPEN)
    # The page's own policy lets no script in; a tester's comes in through the debugger.
    found = violations(page, ["body"])
    assert not found, "\n".join(found)


def test_nothing_runs_off_at_320_pixels(folder: Path, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 720})
    page = context.new_page()
    for file in sorted(folder.glob("*.html")):
        page.goto(file.as_uri())
        page.evaluate(OPEN)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, file.name
        assert page.evaluate(WIDE) == [], file.name
    context.close()


def test_with_wide_spacing_of_text_nothing_is_cut(folder: Path, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 720})
    page = context.new_page()
    page.goto(_at(folder, STEMS[0]))
    page.evaluate(OPEN)
    page.evaluate(
        """() => { for (const e of document.querySelectorAll('body, body *')) {
            e.style.lineHeight = '1.5'; e.style.letterSpacing = '0.12em';
            e.style.wordSpacing = '0.16em'; } }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(WIDE) == []
    context.close()


def test_keys_lead_to_the_content_and_open_reasons(folder: Path, page: Page) -> None:
    page.goto(_at(folder, "check_after"))
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name=words("print.skip"))
    expect(skip).to_be_focused()
    assert skip.bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    first = page.locator("main summary").first
    expect(first).to_be_focused()
    assert first.evaluate("e => parseFloat(getComputedStyle(e).outlineWidth)") >= 2
    reason = page.locator("main details").first.locator(".fr-feedback").first
    expect(reason).not_to_be_visible()
    page.keyboard.press("Enter")
    expect(reason).to_be_visible()


def test_a_branching_case_is_played_by_its_links(folder: Path, page: Page) -> None:
    page.goto(_at(folder, "04_saying_no"))
    scene = page.locator("section.scene").first
    for _ in range(12):
        if "ending" in (scene.get_attribute("class") or ""):
            break
        choice = scene.locator(":scope > details").first
        choice.locator("summary").first.click()
        link = choice.locator("a[href^='#']").first
        target = (link.get_attribute("href") or "")[1:]
        link.click()
        scene = page.locator("section.scene").filter(has=page.locator(f"[id='{target}']"))
        expect(scene).to_be_in_viewport()
    expect(scene).to_contain_text(words("scene.debrief"))


def test_targets_are_24_pixels_high(folder: Path, page: Page) -> None:
    page.goto(_at(folder, STEMS[1]))
    small = page.evaluate(
        """() => [...document.querySelectorAll('summary, nav a')]
            .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 24)
            .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_forced_colours_keep_borders_and_figures(folder: Path, page: Page) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(_at(folder, STEMS[0]))
    page.evaluate(OPEN)
    question = page.locator("section.question").first
    width, style = question.evaluate(
        "e => [getComputedStyle(e).borderTopWidth, getComputedStyle(e).borderTopStyle]"
    )
    assert (width, style) == ("1px", "solid")
    assert page.locator("figure img").first.is_visible()
    verdict = page.locator(".fr-verdict").first
    assert re.fullmatch(r"[A-Z][\w ]+\.", verdict.inner_text()), "the verdict is said in words"


def test_figures_stand_on_an_opaque_light_panel(folder: Path, page: Page) -> None:
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.goto(_at(folder, STEMS[0]))
        for part in ("figure", "figure img"):
            ground = page.locator(part).first.evaluate("e => getComputedStyle(e).backgroundColor")
            assert ground == "rgb(255, 255, 255)", f"{theme}: {part}"


@pytest.mark.parametrize(("paper", "width"), [("A4", 210), ("Letter", 215.9)])
def test_it_prints_whole(
    folder: Path, page: Page, paper: str, width: float, tmp_path: Path
) -> None:
    stem = STEMS[0]
    page.goto(_at(folder, stem))
    pdf = page.pdf(format=paper, path=tmp_path / "page.pdf")
    assert pdf.startswith(b"%PDF")
    sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    assert sheets > 10
    # What is folded on the screen is open on paper: the reasons take their place.
    folded = page.locator("details:not([open]) .fr-feedback").first
    page.set_viewport_size({"width": int((width - 30) * MM), "height": 1000})
    assert not folded.is_visible()
    page.emulate_media(media="print", color_scheme="dark")
    box = folded.bounding_box()
    assert box
    assert box["height"] > 20
    assert folded.evaluate("e => e.checkVisibility({ contentVisibilityAuto: true })")
    assert not page.locator("nav").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ink = page.locator("main p").first.evaluate("e => getComputedStyle(e).color")
    assert ink == "rgb(0, 0, 0)", "in a dark theme, too, it prints black on white"


def test_tables_fit_the_narrower_paper(folder: Path, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": int((210 - 30) * MM), "height": 1000})
    page = context.new_page()
    page.emulate_media(media="print")
    for file in sorted(folder.glob("*.html")):
        page.goto(file.as_uri())
        wide = page.evaluate(
            """() => [...document.querySelectorAll('table, pre, img')].filter((e) =>
                e.getBoundingClientRect().right > innerWidth + 1).length"""
        )
        assert wide == 0, f"{file.name}: {wide} tables or figures do not fit"
    context.close()


def test_the_pdf_says_what_the_reasons_say(folder: Path, page: Page) -> None:
    """The same content is longer on paper than it would be with everything left folded."""
    page.goto(_at(folder, "check_after"))
    whole = len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4")))
    page.add_style_tag(content="details > :not(summary) { display: none !important; }")
    folded = len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4")))
    assert whole > folded + 2
    reasons = page.locator("details").count()
    assert reasons >= 18
