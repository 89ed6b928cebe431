"""Does a text seem to hold something that points at one person? Plain patterns, nothing more.

For a warning beside a box, never for a decision: what is found stops nobody, is stored nowhere and
is sent nowhere. It finds the shapes that numbers, dates and addresses have in the United Kingdom,
Ireland, the United States, Canada and Australia. It can't see names, places of work or a story that
only one person can have lived, and it says so (`takeaway.warning` in `data/interface.yaml`).

The shapes are the authors' own, from how these things are commonly written. Two checks use a rule
of the number itself, because three groups of three digits are common: the modulus 11 check of an
NHS number, and the Luhn check of a Canadian social insurance number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

KINDS = ("birth_date", "address", "phone", "email", "handle", "record_number")
# Beyond this a text is no answer but a pasted file; its beginning is enough for a warning.
LONGEST = 50_000
# A date this many years back is hardly an appointment, and often a birthday.
YEARS_BACK = 4


@dataclass(frozen=True)
class Finding:
    """Something that looks like one of `KINDS`, and where: `text[start:end]`."""

    kind: str
    start: int
    end: int


def find(text: str, today: date | None = None) -> list[Finding]:
    """Look for what could identify a person.

    Args:
        text: what somebody wrote.
        today: what a date is compared with; by default the present day.

    Returns:
        Findings in the order of the text, none overlapping another. Where shapes overlap, the kind
        that was looked for first holds: an e-mail address is no handle.
    """
    text = text[:LONGEST]
    taken: list[Finding] = []
    for kind, start, end in _all(text, today or date.today()):
        if not any(start < each.end and each.start < end for each in taken):
            taken.append(Finding(kind, start, end))
    return sorted(taken, key=lambda each: each.start)


def kinds(text: str, today: date | None = None) -> list[str]:
    """The kinds that `find` finds, each once, in the order of `KINDS`."""
    found = {each.kind for each in find(text, today)}
    return [kind for kind in KINDS if kind in found]


def _all(text: str, today: date) -> Iterator[tuple[str, int, int]]:
    """Every match, the more certain shapes first."""
    for look in (_emails, _handles, _record_numbers, _birth_dates, _phones, _addresses):
        yield from look(text, today)


def _matches(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, int, int]]:
    for found in pattern.finditer(text):
        yield kind, found.start(), found.end()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


# -- e-mail and handles

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_HANDLE = re.compile(
    # Where people have pages of their own, whatever stands in front.
    r"(?:(?:instagram|facebook|tiktok|snapchat|twitter|threads|twitch|youtube|linkedin|x)\.com"
    r"|t\.me|discord\.gg|bsky\.app)/[\w@./-]{2,60}"
    # @name, but not "@ 5 pm".
    r"|(?<![\w@.])@[A-Za-z_][\w.]{2,30}"
    r"|(?<![\w/])[ur]/[A-Za-z][\w-]{2,30}"
    # name#1234
    r"|\b[A-Za-z][\w.]{1,31}#\d{4}\b"
    # "her insta is moon.rabbit": after a colon or "is" a name that no plain word looks like.
    r"|\b(?:instagram|insta|ig|snapchat|snap|tiktok|discord|twitter|username|user name|handle"
    r"|gamer ?tag|screen name)\b(?:\s+name)?\s*(?::|=|\bis\b)\s*[\"“'‘]?"
    r"(?=[\w.]*[\d_.][\w])[A-Za-z_][\w.]{2,30}",
    re.IGNORECASE,
)


def _emails(text: str, today: date) -> Iterator[tuple[str, int, int]]:
    return _matches("email", _EMAIL, text)


def _handles(text: str, today: date) -> Iterator[tuple[str, int, int]]:
    return _matches("handle", _HANDLE, text)


# -- numbers of records

_CUED_RECORD = re.compile(
    # "case no. 20331", "MRN: 88120", "file #A-10442"; not "in case 2024" and not "case 3".
    r"\b(?:NHS|CHI|MRN|IHI|PPSN?|SSN|SIN|TFN|OHIP|Medicare|Medicaid|NINO?|national insurance"
    r"|social security|social insurance|medical record|health card|case|file|record|client|patient"
    r"|hospital|member|student|pupil|inmate|chart|claim|policy|reference|ref)"
    r"(?:\s+(?:number|num|nr|no|id)\b\.?|\s*#|\s*:)\s*(?:is\s+|:\s*|#\s*)?"
    r"(?=[A-Z0-9/-]*\d[A-Z0-9/ -]*\d[A-Z0-9/ -]*\d[A-Z0-9/ -]*\d)[A-Z0-9][A-Z0-9/-]*"
    r"(?: \d[\d-]*)*",
    re.IGNORECASE,
)
_PLAIN_RECORD = re.compile(
    r"\b\d{3}-\d{2}-\d{4}\b"  # US social security
    r"|\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"  # UK national insurance
    r"|\b\d{7}[A-W][A-IW]?\b"  # Irish PPS
    r"|\b[2-6]\d{3} \d{5} \d(?:[ /-]?\d)?\b"  # Australian Medicare
    r"|\b(?:MRN|NHS|PPSN|CHI)[ -]?\d{4,10}\b"
)
_TEN = re.compile(r"(?<![\d-])\d{3} \d{3} \d{4}(?![\d-])")
_NINE = re.compile(r"(?<![\d-])(?<!\d )\d{3}([ -])\d{3}\1\d{3}(?![\d-])(?! \d)")


def _record_numbers(text: str, today: date) -> Iterator[tuple[str, int, int]]:
    yield from _matches("record_number", _CUED_RECORD, text)
    yield from _matches("record_number", _PLAIN_RECORD, text)
    for pattern, valid in ((_TEN, _is_nhs), (_NINE, _is_luhn)):
        for found in pattern.finditer(text):
            if valid(_digits(found[0])):
                yield "record_number", found.start(), found.end()


def _is_nhs(digits: str) -> bool:
    """Whether ten digits pass the check that NHS numbers have."""
    rest = 11 - sum(int(d) * (10 - n) for n, d in enumerate(digits[:9])) % 11
    return rest != 10 and rest % 11 == int(digits[9])


def _is_luhn(digits: str) -> bool:
    """Whether digits pass the Luhn check."""
    doubled = [int(d) * (1 + n % 2) for n, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0 and len(set(digits)) > 2


# -- dates of birth

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(
    r"(?<![\d./-])(?:"
    r"\d{1,2}[/.-]\d{1,2}[/.-](?P<y1>(?:19|20)\d{2})"
    r"|(?P<y2>(?:19|20)\d{2})[/.-]\d{1,2}[/.-]\d{1,2}"
    rf"|{_DAY}\s+(?:of\s+)?{_MONTH}\.?,?\s+(?P<y3>(?:19|20)\d{{2}})"
    rf"|{_MONTH}\.?\s+{_DAY},?\s+(?P<y4>(?:19|20)\d{{2}})"
    r")(?![\d/-])",
    re.IGNORECASE,
)
_CUED_DATE = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday|born)\b\W{0,3}"
    r"(?:(?:is|was|on|in|the)\s+){0,3}"
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?|{_DAY}\s+(?:of\s+)?{_MONTH}\b"
    rf"|{_MONTH}\.?\s+{_DAY}\b)(?:,?\s+(?:19|20)\d{{2}})?",
    re.IGNORECASE,
)


def _birth_dates(text: str, today: date) -> Iterator[tuple[str, int, int]]:
    yield from _matches("birth_date", _CUED_DATE, text)
    for found in _DATE.finditer(text):
        year = int(next(y for y in found.groupdict().values() if y))
        if today.year - 110 <= year <= today.year - YEARS_BACK:
            yield "birth_date", found.start(), found.end()


# -- telephones

# Brackets and groups are wanted for national numbers: ten bare digits could be anything.
_PHONE = re.compile(
    r"(?<![\w/.+-])(?:"
    r"(?:\+|00)[1-9](?:[ .()-]{0,2}\d){7,13}"  # with a country's code
    r"|\(?0\d{1,4}\)?(?:[ .-]?\d){6,9}"  # UK, Ireland, Australia
    r"|1?[ .-]?\(\d{3}\) ?\d{3}[ .-]?\d{4}"  # (512) 555-0142
    r"|(?:1[ .-])?[2-9]\d{2}([ .-])\d{3}\1\d{4}"  # 512-555-0142
    r")(?![\w-])(?!\.\d)"
)
_CUED_PHONE = re.compile(
    r"\b(?:phone|mobile|cell|tel|telephone|number|ring|call|text|whatsapp|signal)\b"
    r"(?:\s+\w+){0,2}?\W{1,3}(?P<n>\+?\d(?:[ .()-]?\d){6,14})(?!\d)",
    re.IGNORECASE,
)
# Freephone numbers belong to services; whoever writes one down points at nobody.
_FREE = re.compile(r"^(?:(?:44|353|61|1)?0?(?:800|808|1800|1300|888|877|866|855|844|833))")
_PUBLIC = {"116123", "116111", "116000", "131114", "08457909090", "03001233393", "18001111"}


def _is_public(digits: str) -> bool:
    return digits in _PUBLIC or _FREE.match(digits) is not None


def _phones(text: str, today: date) -> Iterator[tuple[str, int, int]]:
    for found in _PHONE.finditer(text):
        digits = _digits(found[0])
        # A date such as 01.02.2026 has a telephone's shape and eight digits.
        if _DATE.fullmatch(found[0]) or _is_public(digits) or not 8 <= len(digits) <= 16:
            continue
        if digits[0] == "0" and not found[0].startswith("00") and not 9 <= len(digits) <= 11:
            continue
        yield "phone", found.start(), found.end()
    for found in _CUED_PHONE.finditer(text):
        if not (_is_public(_digits(found["n"])) or _DATE.match(found["n"])):
            yield "phone", found.start("n"), found.end("n")


# -- addresses

_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|crescent|cres|terrace|tce"
    r"|place|pl|square|sq|gardens|grove|parade|pde|boulevard|blvd|circuit|highway|hwy|mews|quay"
    r"|way|walk|row|hill|park)"
)
# In small letters only kinds of street that are hardly anything else, after one word that is none
# of those that stand before them in a sentence.
_PLAIN_STREET = r"(?:street|road|avenue|lane|crescent|terrace|boulevard)"
_NO_NAME = (
    r"(?!(?:the|a|an|my|her|his|their|our|your|this|that|down|up|along|off|of|in|on|to|way|cross"
    r"|minutes?|miles?|times?|other|different|more|per|from|by)\b)"
)
_HOUSE = r"(?:(?:flat|apt|apartment|unit)\s+\w{1,4},?\s+)?\b\d{1,5}[A-Za-z]?(?:/\d{1,4})?,?\s+"
_ADDRESS = re.compile(
    rf"(?i:{_HOUSE})(?:[A-Z][\w'’.-]{{0,20}}\s+){{1,3}}(?i:{_STREET})\b\.?"
    rf"|(?i:{_HOUSE}{_NO_NAME}[a-z][\w'’-]{{2,20}}\s+{_PLAIN_STREET}\b)"
    r"|(?i:\bP\.? ?O\.? box \d{1,6}\b)"
)
_STATES = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]"
    r"|T[NX]|UT|V[AT]|W[AIVY])"
)
_POSTCODE = re.compile(
    r"\b[A-PR-UWYZ][A-HK-Y]?\d[\dA-HJKPSTUW]? ?\d[ABD-HJLNP-UW-Z]{2}\b"  # UK
    r"|\b(?:[AC-FHKNPRTV-Y]\d{2}|D6W) ?(?=[0-9]*[AC-FHKNPRTV-Y])(?=[A-Z]*[0-9])"
    r"[0-9AC-FHKNPRTV-Y]{4}\b"  # Eircode
    r"|\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d\b"  # Canada
    rf"|\b{_STATES},? \d{{5}}(?:-\d{{4}})?\b"  # United States
    r"|(?<![\d-])\d{5}-\d{4}(?![\d-])"
    r"|\b(?:NSW [12]\d{3}|ACT (?:0?2[69]\d{2}|02\d{2})|VIC [38]\d{3}|QLD [49]\d{3}|SA 5\d{3}"
    r"|WA 6\d{3}|TAS 7\d{3}|NT 08\d{2})\b"  # Australia
)


def _addresses(text: str, today: date) -> Iterator[tuple[str, int, int]]:
    yield from _matches("address", _ADDRESS, text)
    yield from _matches("address", _POSTCODE, text)
