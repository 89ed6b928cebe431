"""The patterns behind the warning: what they must see, and what must not alarm anyone."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friend_request.identifying import KINDS, LONGEST, find, kinds

TODAY = date(2026, 11, 23)

SEEN = {
    "birth_date": [
        "born 3 March 2009",
        "DOB 03/04/11",
        "d.o.b.: 3.4.2011",
        "Date of birth: April 3, 2011",
        "her birthday is 3 April",
        "She was born on the 21st of June.",
        "2009-06-21",
        "06/21/2009",
        "21.06.2009",
        "Sept. 4, 2012",
    ],
    "address": [
        "lives at 14 Beech Grove",
        "22B Saint Mary's Road",
        "Flat 3, 9 Church Lane",
        "14 church lane",
        "Unit 5/12 Harbour Pde",
        "1600 Elm Creek Blvd",
        "P.O. Box 318",
        "SW1A 1AA",
        "M1 1AE",
        "EH12 9DN",
        "A65 F4E2",
        "D02 AF30",
        "K1A 0B1",
        "Austin, TX 78701",
        "78701-4321",
        "Newtown NSW 2042",
        "Hobart TAS 7000",
    ],
    "phone": [
        "+44 7700 900123",
        "07700 900123",
        "(020) 7946 0018",
        "0113 496 0000",
        "+353 85 012 3456",
        "085 012 3456",
        "01 234 5678 9",
        "(512) 555-0142",
        "512-555-0142",
        "512.555.0142",
        "+1 416 555 0142",
        "1-416-555-0142",
        "0491 570 156",
        "(03) 5550 1234",
        "+61 491 570 156",
        "ring her on 555-0142",
        "her number: 5125550142",
    ],
    "email": ["kez.lane+home@example.org", "write to bea_92@mail.example.co.uk today"],
    "handle": [
        "@moonrabbit",
        "she is @kez.lane_09 there",
        "instagram.com/moonrabbit",
        "https://www.tiktok.com/@moonrabbit",
        "u/moon_rabbit",
        "moonrabbit#0421",
        "her insta is moon.rabbit",
        "Snapchat: kezlane09",
        "gamertag is Moon_Rabbit",
    ],
    "record_number": [
        "case no. 20331",
        "MRN: 88120",
        "MRN 8812045",
        "file #A-10442",
        "Client ID 004512",
        "NHS number 943 476 5919",
        "943 476 5919",
        "219-09-9999",
        "AB 12 34 56 C",
        "1234567T",
        "046 454 286",
        "2123 45670 1",
        "patient number is 55120",
    ],
}

QUIET = [
    "",
    "She missed Keziah, and still minds that there was no goodbye.",
    "He is 17; I saw him from 15 to 16, about fourteen months and six days.",
    "Look again on 14 December 2026 at 9.30.",
    "We met on 3/11/2026 and on 2026-11-10.",
    "Supervision is every 2nd Tuesday, 16:00-17:30.",
    "NASW 1.06(c), ACA A.5.e, APA 3.05(a), 45 CFR 164.502 and 42 CFR 2.11.",
    "Children Act 1989, s 23CZB; GDPR Art. 9(2)(e); 2016/679.",
    "Call 911, 999, 112, 000 or 988. Samaritans 116 123, Childline 0800 1111, Lifeline 13 11 14.",
    "Kids Helpline 1800 55 1800, text 741741, 1-800-273-8255, 1800 66 66 66, 0800 068 4141",
    "The house line is answered 24/7, 365 days.",
    "51 of 92, that is 55% (95% interval 11 to 32 points), n = 1,012.",
    "It cost £1 250.00, then $2,500,000.",
    "5 minutes down the road; 2 different streets; 3 more court dates.",
    "In 2019 there were 12 requests; in 2019-2021 there were 40.",
    "see you @ 5 pm, or @5",
    "A handle is not a name. Her handle is something I left out.",
    "Is it safe? In case 2024 goes on like this, file 3 reports.",
    "The client: 17, in case of need.",
    "Age 13/16/18, room 4, step 5, level 2.1.3, version 4.6.6.",
    "She rang at 02:15 and at 23.40.",
    "She wrote twice: 😀😀😀 and كيف حالك and =SUM(A1:A9) and <b>no</b>",
    "Born in Leeds, she said. It was her birthday.",
    "We looked at 3 places, 4 parks and 2 courts.",
    "I have 10 years in the job, 3 St John volunteers, and no plan.",
    "a ratio of 1:200, ISBN left out, and 100 000 people",
]


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, each in SEEN.items() for t in each])
def test_what_points_at_a_person_is_seen(kind: str, text: str) -> None:
    assert kinds(f"Well, {text}, I think.", TODAY) == [kind]
    # At the very beginning and end too.
    assert kind in kinds(text, TODAY)


def test_every_kind_has_its_examples() -> None:
    assert tuple(SEEN) == KINDS


@pytest.mark.parametrize("text", QUIET)
def test_what_does_not_is_left_alone(text: str) -> None:
    assert find(text, TODAY) == []


def test_findings_come_in_order_and_do_not_overlap() -> None:
    text = "Write to kez@example.org or ring 07700 900123; born 3 March 2009; 14 Beech Grove."
    found = find(text, TODAY)
    assert [f.kind for f in found] == ["email", "phone", "birth_date", "address"]
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert text[found[0].start : found[0].end] == "kez@example.org"


def test_a_date_counts_by_its_age() -> None:
    assert kinds("3 March 2022", date(2026, 1, 1)) == ["birth_date"]
    assert kinds("3 March 2023", date(2026, 1, 1)) == []
    assert kinds("3 March 1866", date(2026, 1, 1)) == []


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    for each in find(text, TODAY):
        assert each.kind in KINDS
        assert 0 <= each.start < each.end <= len(text)


@pytest.mark.parametrize("part", ["1 ", "a ", "A", "0", "1-", "@", "born ", "1 Aa ", "case no "])
def test_a_very_long_text_comes_to_an_end(part: str) -> None:
    """A pattern that tries everything twice would not be done within the hour."""
    for each in find(part * (LONGEST // len(part) + 10), TODAY):
        assert each.end <= LONGEST
