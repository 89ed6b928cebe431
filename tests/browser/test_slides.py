"""Decks in a browser, opened from disk: no request, keys, text that fits, axe, print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from friend_request.authoring.handouts import write_handouts
from friend_request.authoring.slides import write_slides
from tests.browser.axe import violations

ROOT = Path(__file__).resolve().parents[2]
# Where the text of a slide ends, against where its foot begins, or the slide's margin.
FITS = """() => {
  const wrong = [];
  for (const slide of Reveal.getSlides()) {
    const { h, v } = Reveal.getIndices(slide);
    Reveal.slide(h, v || 0);
    const body = slide.querySelector('div'), foot = slide.querySelector('.foot');
    const end = foot ? foot.getBoundingClientRect().top
      : slide.getBoundingClientRect().bottom - 40;
    const wide = body.scrollWidth > body.clientWidth + 1;
    const title = slide.querySelector('h1, h2');
    if (wide || title.scrollWidth > title.clientWidth + 1
        || body.getBoundingClientRect().bottom > end)
      wrong.push(`${h}/${v || 0} ${title.textContent}`);
  }
  return [Reveal.getSlides().length, wrong];
}"""


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_slides(ROOT, tmp_path_factory.mktemp("slides"))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.asked = []  # type: ignore[attr-defined]
    page.failed = []  # type: ignore[attr-defined]
    page.on("request", lambda request: page.asked.append(request.url))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.failed.append(str(error)))  # type: ignore[attr-defined]
    page.on(
        "console",
        lambda said: page.failed.append(said.text) if said.type == "error" else None,  # type: ignore[attr-defined]
    )
    yield page
    context.close()


def start(page: Page, deck: Path) -> None:
    page.goto(deck.as_uri())
    page.wait_for_function("() => window.Reveal && Reveal.isReady()")


def test_every_deck_fits_and_asks_for_nothing(decks: list[Path], page: Page) -> None:
    for deck in decks[1:]:
        start(page, deck)
        count, wrong = page.evaluate(FITS)
        assert count > 5
        assert wrong == [], f"{deck.name}: does not fit"
    assert page.failed == []  # type: ignore[attr-defined]
    assert sorted(page.asked) == sorted(deck.as_uri() for deck in decks[1:])  # type: ignore[attr-defined]


def test_arrows_lead_on_and_down_to_the_reasons(decks: list[Path], page: Page) -> None:
    (deck,) = (d for d in decks if d.name.startswith("01_"))
    start(page, deck)
    first = page.locator("section.present h1").text_content()
    page.keyboard.press("ArrowRight")
    assert page.locator("section.present h2").first.text_content() != first
    for _ in range(30):
        if page.evaluate("() => Reveal.availableRoutes().down"):
            break
        page.keyboard.press("ArrowRight")
    at = page.evaluate("() => Reveal.getIndices()")
    page.keyboard.press("ArrowDown")
    now = page.evaluate("() => Reveal.getIndices()")
    assert (now["h"], now["v"]) == (at["h"], at["v"] + 1)
    # The place is written into the address a moment later, and found again from there.
    page.wait_for_function("hash => location.hash === hash", arg=f"#/{now['h']}/{now['v']}")
    page.reload()
    page.wait_for_function("() => window.Reveal && Reveal.isReady()")
    assert page.evaluate("() => Reveal.getIndices().v") == now["v"]


def test_axe_finds_nothing_on_a_title_a_story_and_a_question(decks: list[Path], page: Page) -> None:
    (deck,) = (d for d in decks if d.name.startswith("01_"))
    start(page, deck)
    down = page.evaluate(
        """() => { const s = Reveal.getSlides().find(s => Reveal.getIndices(s).v === 1);
          return Reveal.getIndices(s).h; }"""
    )
    for place in ([0, 0], [4, 0], [down, 0], [down, 1]):
        page.evaluate("([h, v]) => Reveal.slide(h, v)", place)
        assert violations(page, ["body"]) == [], f"slide {place}"
    page.goto(decks[0].as_uri())
    assert violations(page, ["body"]) == []


def test_a_deck_prints_one_slide_a_page(decks: list[Path], page: Page) -> None:
    (deck,) = (d for d in decks if d.name.startswith("00_"))
    page.goto(f"{deck.as_uri()}?view=print")
    page.wait_for_function("() => document.querySelectorAll('.pdf-page').length > 0")
    pages = page.locator(".pdf-page").count()
    assert pages == page.locator(".pdf-page section").count() > 5
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page/") == pages


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_handouts_print_on_one_sheet(
    paper: str, page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = write_handouts(ROOT, tmp_path_factory.mktemp("handouts"))
    for path in made:
        if path.stem == "objectives":
            continue
        page.goto(path.as_uri())
        printed = page.pdf(format=paper)
        sides = printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page/")
        assert sides == (2 if path.stem == "case_and_reply" else 1), f"{path.name}: {sides}"
    for name in ("case_and_reply", "which_rule"):
        (path,) = (p for p in made if p.stem == name)
        page.goto(path.as_uri())
        assert violations(page, ["body"]) == []
    assert sorted(set(page.asked)) == sorted(  # type: ignore[attr-defined]
        path.as_uri() for path in made if path.stem != "objectives"
    )


def test_on_a_phone_nothing_runs_off_sideways(decks: list[Path], browser: Browser) -> None:
    (deck,) = (d for d in decks if d.name.startswith("04_"))
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    start(page, deck)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth + 1")
    context.close()
