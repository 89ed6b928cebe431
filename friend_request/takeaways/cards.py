"""Cards: one page to print for each lesson, and one to cut out for the wallet.

Each is one HTML file that needs no other, runs nothing and asks for nothing. It fits one page of A4
or Letter, which the browser tests print and count.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from friend_request import citing
from friend_request.content import Citation, load_lesson
from friend_request.takeaways.load import card_numbers, load_card, load_wallet
from friend_request.takeaways.models import Lines
from friend_request.words import words

WALLET = "someone-wrote-something-that-scares-me"
# No size in @page: the paper that is in the printer decides.
_STYLE = """
:root { color-scheme: light; }
@page { margin: 12mm; }
* { box-sizing: border-box; }
body { font: 11pt/1.4 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; color: #1b1b1b;
  background: #fff; margin: 0 auto; padding: 1rem; max-width: 46rem; }
h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 .3em; }
h2 { font-size: 11.5pt; margin: 1em 0 .25em; color: #1f5aa8; }
p { margin: 0 0 .5em; }
ul, ol { margin: 0; padding-inline-start: 1.3em; }
li { margin: 0 0 .25em; }
.of { color: #4a4f57; margin: 0 0 .2em; }
.idea { font-size: 13pt; border-inline-start: 5px solid #1f5aa8; padding-inline-start: .7em; }
.small { font-size: 9pt; color: #4a4f57; margin-top: 1.2em; }
a { color: inherit; }
.say { list-style: none; padding: 0; }
.say li { background: #f5f6f8; border-radius: 4px; padding: .25em .6em; }
@media print { body { padding: 0; max-width: none; } }
"""
_WALLET_STYLE = """
.cards { display: grid; grid-template-columns: 1fr 1fr; gap: 0; list-style: none; padding: 0; }
.card { border: 1px dashed #767b85; padding: 3mm; margin: 0; break-inside: avoid; }
.card h2 { margin: 0 0 .2em; font-size: 9.5pt; }
.card, .card li { font-size: 8pt; line-height: 1.25; }
.card li { margin-bottom: .1em; }
.card p { margin: 0 0 .3em; }
.cards + .small { margin-top: .6em; }
.numbers { list-style: none; padding: 0; font-weight: 700; font-size: 9pt; }
.own { border-bottom: 1px solid #1b1b1b; padding-bottom: .3em; }
@media (max-width: 40rem) { .cards { grid-template-columns: 1fr; } }
@media print { .cards { grid-template-columns: 1fr 1fr; } }
"""


def _page(title: str, body: str, style: str = "") -> str:
    return f"""<!DOCTYPE html>
<html lang="{escape(words("language"))}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{_STYLE}{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _list(items: Iterable[str], tag: str = "ul", class_: str = "") -> str:
    named = f' class="{class_}"' if class_ else ""
    lines = "\n".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<{tag}{named}>\n{lines}\n</{tag}>"


def _part(title: str, items: list[str], class_: str = "") -> str:
    return f"<h2>{escape(title)}</h2>\n{_list(items, class_=class_)}" if items else ""


def _sources(cites: list[Citation]) -> str:
    if not cites:
        return ""
    labels = "; ".join(citing.label(each) for each in cites)
    return words("source.line", labels=labels)


def lesson_card(number: str) -> str:
    """The card of one lesson as a page.

    Args:
        number: such as `"01"`.

    Raises:
        friend_request.content.ContentError: if the lesson or its card is missing or has a mistake.
    """
    card, lesson = load_card(number), load_lesson(number)
    what = words("log.lesson", number=int(lesson.number), title=lesson.title)
    monday = f"<h2>{escape(words('takeaway.cards.monday'))}</h2>\n<p>{escape(card.monday)}</p>"
    parts = [
        f'<p class="of">{escape(words("takeaway.cards.course"))}</p>',
        f"<h1>{escape(what)}</h1>",
        f'<p class="idea">{escape(card.idea)}</p>',
        _part(words("takeaway.cards.points"), card.points),
        _part(words("takeaway.cards.say"), card.say, "say"),
        _part(words("takeaway.cards.beware"), card.beware),
        monday,
        _part(words("takeaway.cards.can"), [o.text for o in lesson.objectives]),
        f'<p class="small">{escape(_foot(card.cites))}</p>',
    ]
    return _page(what, "\n".join(part for part in parts if part))


def _foot(cites: list[Citation]) -> str:
    return f"{_sources(cites)} {words('takeaway.cards.foot')}".strip()


def wallet_card() -> str:
    """The wallet cards, one for each country and one to fill in, on one page to cut apart."""
    card = load_wallet()
    steps = _list(card.steps, "ol")

    def one(title: str, numbers: Lines | None) -> str:
        lines = numbers.lines if numbers else [words("takeaway.cards.blank")] * 3
        return (
            f'<li class="card"><h2>{escape(title)}</h2>\n'
            f'<p class="own">{escape(card.own)}</p>\n'
            f"{_list(lines, class_='numbers')}\n{steps}</li>"
        )

    made = [one(words(f"country.{each.country}"), each) for each in card.countries]
    made.append(one(words("takeaway.cards.elsewhere"), None))
    checked = words("takeaway.cards.checked", day=card.checked.isoformat())
    foot = f"{card.asking} {_sources(card.cites)} {card.numbers_note} {checked}"
    body = (
        f"<h1>{escape(card.title)}</h1>\n<p>{escape(card.intro)}</p>\n"
        f'<ul class="cards">\n{"".join(made)}\n</ul>\n<p class="small">{escape(foot)}</p>'
    )
    return _page(card.title, body, _WALLET_STYLE)


def titles() -> dict[str, str]:
    """File name without ending, and title, of every card that there is, in order."""
    found = {}
    for number in card_numbers():
        lesson = load_lesson(number)
        found[lesson.stem] = words("log.lesson", number=int(number), title=lesson.title)
    return {**found, WALLET: load_wallet().title}


def page(name: str) -> str:
    """One card as a page.

    Args:
        name: one of the keys of `titles()`.

    Raises:
        KeyError: if there is no such card.
    """
    if name not in titles():
        raise KeyError(f"there is no card {name!r}")
    return wallet_card() if name == WALLET else lesson_card(name[:2])


def write_cards(folder: Path) -> list[Path]:
    """Write every card into a folder, and take away pages whose card is gone.

    Returns:
        What was written anew or removed.
    """
    from friend_request.authoring.files import bring_up_to_date  # no learner needs it

    wanted = {folder / f"{name}.html": page(name) for name in titles()}
    return bring_up_to_date(folder, "*.html", wanted)
