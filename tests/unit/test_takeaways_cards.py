"""Cards: whole, self-contained, the same as those checked in, with the emergency number first."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from form_driver import squeezed

import friend_request
from friend_request.content import load_lesson
from friend_request.takeaways import cards
from friend_request.takeaways.load import card_numbers, load_card, load_wallet
from friend_request.widgets.cards import CardsForm
from friend_request.words import words

ROOT = Path(__file__).resolve().parents[2]
# Lessons whose card is written. A new lesson's author adds its number with its card.
WITH_CARD = tuple(f"{number:02}" for number in range(16))
NAMES = tuple(cards.titles())


class Page(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [str(value) for name, value in attrs if name in ("src", "href", "srcset")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("number", WITH_CARD)
def test_every_lesson_on_the_list_whose_notebook_exists_has_a_card(number: str) -> None:
    if list((ROOT / "notebooks").glob(f"{number}_*.ipynb")):
        assert number in card_numbers()


@pytest.mark.parametrize("number", card_numbers())
def test_a_card_says_what_its_file_and_its_lesson_say(number: str) -> None:
    card, lesson = load_card(number), load_lesson(number)
    shown = squeezed(" ".join(Page(cards.lesson_card(number)).words))
    for text in (lesson.title, card.idea, card.monday, *card.points, *card.say, *card.beware):
        assert squeezed(text) in shown
    for objective in lesson.objectives:
        assert squeezed(objective.text) in shown


@pytest.mark.parametrize("name", NAMES)
def test_a_card_runs_nothing_and_asks_for_nothing(name: str) -> None:
    text = cards.page(name)
    made = Page(text)
    assert made.links == []
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(made.tags)
    assert not re.search(r"url\(|@import|\son\w+=|https?:", text)
    assert made.tags.count("h1") == 1
    assert '<html lang="en-GB">' in text


def test_the_wallet_card_has_every_country_and_a_blank_one() -> None:
    card = load_wallet()
    text = squeezed(" ".join(Page(cards.wallet_card()).words))
    for each in card.countries:
        assert words(f"country.{each.country}") in text
        for line in each.lines:
            assert line in text
    assert [c.country for c in card.countries] == ["US", "GB", "IE", "CA", "AU"]
    assert words("takeaway.cards.elsewhere") in text
    assert card.checked.isoformat() in text


def test_the_emergency_number_comes_first() -> None:
    first = {c.country: c.lines[0].split()[0] for c in load_wallet().countries}
    assert first == {"US": "911", "GB": "999", "IE": "112", "CA": "911", "AU": "000"}


def test_the_pages_in_docs_are_up_to_date() -> None:
    folder = ROOT / "docs" / "cards"
    assert sorted(p.stem for p in folder.glob("*.html")) == sorted(NAMES)
    for name in NAMES:
        stored = (folder / f"{name}.html").read_text(encoding="utf-8")
        assert stored == cards.page(name), f"{name}: run `make cards`"


def test_writing_changes_only_what_differs(tmp_path: Path) -> None:
    assert len(cards.write_cards(tmp_path)) == len(NAMES)
    assert cards.write_cards(tmp_path) == []
    (tmp_path / "old.html").write_text("gone")
    (tmp_path / f"{NAMES[0]}.html").write_text("other")
    assert len(cards.write_cards(tmp_path)) == 2
    assert not (tmp_path / "old.html").exists()


def test_there_is_no_card_of_another_name() -> None:
    with pytest.raises(KeyError):
        cards.page("../secrets")


def test_the_widget_offers_every_card() -> None:
    form = CardsForm()
    sent: list[tuple[str, bytes]] = []
    form.offer_file = lambda name, content, kind: sent.append((name, content))  # type: ignore[method-assign]
    for name in NAMES:
        form._receive(None, {"type": "act", "action": "card", "arg": name, "values": {}}, None)
    form._receive(None, {"type": "act", "action": "card", "arg": "x", "values": {}}, None)
    assert [content.decode() for _, content in sent] == [cards.page(name) for name in NAMES]
    assert repr(form) == repr(friend_request.cards())
    for title in cards.titles().values():
        assert title in repr(form)
