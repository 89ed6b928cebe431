"""From choices to three documents: for clients, for a twelve-year-old and a parent, for staff.

What is not decided stands in the document as open. Nothing is filled in for the learner.
"""

from __future__ import annotations

from collections.abc import Iterator

from friend_request import citing
from friend_request.content import Citation, clauses
from friend_request.documents import (
    Block,
    Bullets,
    Document,
    Heading,
    Note,
    Numbered,
    PageBreak,
    Paragraph,
    Sources,
    Table,
)
from friend_request.policies.choices import OWN, Choices
from friend_request.policies.load import load_groups, load_matters
from friend_request.policies.models import AUDIENCES, Audience, Matter, Page
from friend_request.words import words

# What a country calls itself in ethics_codes.csv; law of the European Union holds in Ireland too.
_PLACES = {
    "US": ("USA",),
    "GB": ("UK",),
    "IE": ("Ireland", "European Union"),
    "CA": ("Canada",),
    "AU": ("Australia",),
    "NZ": ("New Zealand",),
}


def compose(choices: Choices, audience: Audience) -> Document:
    """Make one of the three documents.

    Args:
        choices: what was chosen so far; it need not be complete.
        audience: `clients`, `young` or `staff`.

    Returns:
        A document. What is undecided or not filled in is marked in it, and counted at its top.

    Raises:
        ContentError: if a file of `data/policy` has a mistake.
        ValueError: if there is no such audience.
    """
    if audience not in AUDIENCES:
        raise ValueError(f"a policy is written for {', '.join(AUDIENCES)}, not for {audience!r}")
    page: Page = getattr(choices.about, audience)
    blocks = [
        *_head(choices, page),
        *_still_open(choices),
        *(_cover(choices) if audience == "staff" else ()),
        *_matters(choices, audience),
    ]
    if audience == "clients":
        blocks += _consent(choices)
    elif audience == "young":
        blocks += [Heading(words("policy.doc.together")), *_signatures(choices)]
    else:
        blocks += [*_not_here(choices), *_sources(choices), *_endings(choices)]
    name = choices.detail("name")
    subtitle = f"{name}: {page.subtitle}" if name else page.subtitle
    return Document(page.title, choices.made, subtitle, tuple(blocks))


def file_stem(choices: Choices, audience: Audience) -> str:
    """Name the file of one of the three documents.

    Args:
        choices: of which only the day, `made`, counts.
        audience: `clients`, `young` or `staff`.

    Returns:
        A name without an ending, such as `policy-for-staff-2027-03-01`.
    """
    return f"{words(f'policy.file.{audience}')}-{choices.made.isoformat()}"


def _head(choices: Choices, page: Page) -> Iterator[Block]:
    for text in page.intro:
        yield Paragraph(choices.filled(choices.words(text)))
    yield Paragraph(words("policy.doc.day", day=choices.made.isoformat()))


def _still_open(choices: Choices) -> Iterator[Block]:
    """At the top, so that nobody hands out a draft for a policy."""
    count = sum(choices.state(matter) == "open" for matter in load_matters())
    if count:
        key = "matters_one" if count == 1 else "matters"
        yield Note(words(f"policy.doc.{key}", count=count))
    gaps = choices.open_details()
    if gaps:
        yield Note(words("policy.doc.gaps", gaps="; ".join(gaps)))


def _cover(choices: Choices) -> Iterator[Block]:
    """Whom the policy is about: the facts, with what is missing named."""
    yield Heading(words("policy.doc.covers"))
    country = words(f"country.{choices.country}") if choices.country else ""
    facts = [
        (words("policy.doc.who"), choices.detail("who")),
        (words("policy.doc.ages"), choices.detail("ages")),
        (words("policy.doc.place"), ", ".join(x for x in (choices.detail("region"), country) if x)),
        (words("policy.doc.platforms"), choices.detail("platforms")),
        (words("policy.doc.contact"), choices.detail("contact")),
        (words("policy.doc.crisis"), choices.detail("crisis")),
        (words("policy.doc.decides"), choices.detail("decides")),
        (words("policy.doc.review"), choices.detail("review")),
    ]
    missing = words("policy.doc.missing")
    rows = tuple((label, value or missing) for label, value in facts)
    yield Table(
        words("policy.doc.facts"), (words("policy.doc.fact"), words("policy.doc.value")), rows
    )


def _matters(choices: Choices, audience: Audience) -> Iterator[Block]:
    for group in load_groups():
        shown = [m for m in group.matters if choices.state(m) != "not_here"]
        if shown:
            yield Heading(group.young_title if audience == "young" else group.title)
        for matter in shown:
            yield Heading(matter.young_title if audience == "young" else matter.title, 2)
            yield from _matter(choices, matter, audience)


def _matter(choices: Choices, matter: Matter, audience: Audience) -> Iterator[Block]:
    if choices.state(matter) == "open":
        yield Note(words("policy.doc.undecided", asks=matter.asks))
        return
    text = choices.filled(choices.wording(matter, audience))
    if text.strip():
        yield Paragraph(text)
    else:
        yield Note(words("policy.doc.no_wording"))
    if audience == "staff":
        yield from _reason(choices, matter)


def _reason(choices: Choices, matter: Matter) -> Iterator[Block]:
    position = choices.position(matter)
    if position is None:
        yield Paragraph(words("policy.doc.own"))
        return
    labels = "; ".join(citing.label(citation) for citation in position.cites)
    why = words("policy.doc.why", because=position.because)
    yield Paragraph(f"{why}\n{words('policy.doc.see', labels=labels)}")
    if any(choices.is_edited(matter, each) for each in AUDIENCES):
        yield Paragraph(words("policy.doc.edited"))


def _consent(choices: Choices) -> Iterator[Block]:
    consent = choices.about.consent
    yield Heading(consent.title)
    yield Paragraph(choices.filled(choices.words(consent.text)))
    decided = [m.title for m in load_matters() if choices.state(m) == "decided"]
    if decided:
        yield Bullets(tuple(decided))
    else:
        yield Note(words("policy.doc.nothing"))
    yield Paragraph(consent.parent)
    yield from _signatures(choices)


def _signatures(choices: Choices) -> Iterator[Block]:
    sign = choices.about.consent.sign
    empty = tuple("" for _ in sign)
    yield Table(words("policy.doc.sign"), tuple(sign), (empty, empty))


def _not_here(choices: Choices) -> Iterator[Block]:
    absent = [m for m in load_matters() if choices.state(m) == "not_here"]
    if absent:
        yield Heading(words("policy.doc.not_here"))
        yield Paragraph(words("policy.doc.not_here_why"))
        yield Bullets(tuple(f"{m.title}: {m.asks}" for m in absent))


def _sources(choices: Choices) -> Iterator[Block]:
    """Sources from one's own country first; what binds elsewhere is there for comparison."""
    cited: dict[str, Citation] = {}
    for matter in load_matters():
        position = choices.position(matter) if choices.state(matter) == "decided" else None
        for citation in position.cites if position else ():
            cited.setdefault(citation.key, citation)
    if not cited:
        return
    yield Heading(words("policy.doc.sources"))
    yield Paragraph(words("policy.doc.sources_why"))
    if not choices.country:
        yield Note(words("policy.doc.no_country"))
        yield Sources(tuple(cited.values()))
        return
    places = _PLACES[choices.country]
    rules = {key: clauses()[key]["country"] for key, c in cited.items() if c.clause}
    here = [c for key, c in cited.items() if rules.get(key) in places]
    away = [c for key, c in cited.items() if key in rules and rules[key] not in places]
    studies = [c for key, c in cited.items() if key not in rules]
    for title, found in (
        (words("policy.doc.here", country=words(f"country.{choices.country}")), here),
        (words("policy.doc.away"), away),
        (words("policy.doc.studies"), studies),
    ):
        if found:
            yield Heading(title, 2)
            yield Sources(tuple(found))


def _endings(choices: Choices) -> Iterator[Block]:
    endings = choices.about.endings
    yield PageBreak()
    yield Heading(endings.title)
    yield Paragraph(endings.intro)
    yield Numbered(tuple(endings.steps))
    yield from _ending_rule(choices)
    yield Table(
        words("policy.doc.ending_facts"),
        (words("policy.doc.fact"), words("policy.doc.value")),
        tuple((row, _known(choices, row)) for row in endings.rows),
    )


def _ending_rule(choices: Choices) -> Iterator[Block]:
    """What the policy says to a client about contact afterwards, to read out and to hand over."""
    (matter,) = (m for m in load_matters() if m.id == "former-requests")
    yield Heading(words("policy.doc.afterwards"), 2)
    if choices.state(matter) == "not_here":
        yield Note(words("policy.doc.afterwards_open"))
    elif choices.state(matter) == "open":
        yield Note(words("policy.doc.undecided", asks=matter.asks))
    else:
        yield Paragraph(choices.filled(choices.wording(matter, "clients")))


def _known(choices: Choices, row: str) -> str:
    """The emergency route is filled in beforehand: it must not be missing on the day."""
    return choices.detail("crisis") if row == words("policy.doc.crisis") else ""


__all__ = ["OWN", "compose", "file_stem"]
