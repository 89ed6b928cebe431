"""Answer codes: what a code holds, how it is read however it was written, what gets past it."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friend_request.content import VERDICTS, load_question
from friend_request.questions import judge
from friend_request.workshop import codes
from friend_request.workshop.codes import ALPHABET, Code, CodeError, decode, encode, find_codes
from friend_request.workshop.numbers import all_cells, cells, space, to_number, to_response
from tests.unit.room_samples import SAMPLES, WORD, code_of

ASKED = "nine-months-on.need"


@pytest.fixture(scope="module")
def need():
    return load_question(ASKED)


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize("kind", SAMPLES)
def test_every_number_is_one_answer_and_comes_back(kind):
    question = SAMPLES[kind]
    numbers = range(space(question))
    seen = set()
    for number in numbers:
        response = to_response(question, number)
        seen.add(repr(response))
        assert to_number(question, response) == number
        if response.get("chosen") != []:
            judge(question, response)  # complete, as the widget would have it
        assert set(cells(question, response)) <= set(all_cells(question))
    assert len(seen) == len(numbers)
    with pytest.raises(ValueError, match="no answer"):
        to_response(question, len(numbers))


def test_how_many_answers_each_kind_has():
    assert {kind: space(q) for kind, q in SAMPLES.items()} == {
        "best_action": 4,
        "poll": 3,
        "select_all": 32,
        "rate_actions": 256,
        "put_in_order": 24,
    }
    ratings = {"a": "best", "b": "risky", "c": "violation", "d": "best"}
    response = {"ratings": ratings}
    assert to_number(SAMPLES["rate_actions"], response) == 0 + 2 * 4 + 3 * 16
    order = {"order": ["d", "a", "b", "c"]}
    assert cells(SAMPLES["put_in_order"], order)[0] == ("d", "1")
    assert cells(SAMPLES["select_all"], {"chosen": ["b"]})[:2] == [("a", "left"), ("b", "ticked")]


def test_numbers_are_refused_where_there_are_none():
    with pytest.raises(ValueError, match="numeric has no code"):
        space(load_question("gallery.share"))
    assert not codes.can_be_coded(load_question("gallery.share"))
    assert not codes.can_be_coded(load_question("gallery.strength"))
    assert codes.can_be_coded(SAMPLES["rate_actions"])
    with pytest.raises(ValueError, match="too many"):
        codes.randoms(2**18)
    assert codes.randoms(len(VERDICTS) ** 8) == 2**17
    assert codes.randoms(4) == 2**31


# ---------------------------------------------------------------- one code


@given(
    st.integers(0, 2**16 - 1),
    st.sampled_from((1, 2)),
    st.integers(0, 2**33 - 1),
    st.text(max_size=9),
)
def test_a_code_holds_what_was_put_in(tag, round_, rest, word):
    made = encode(Code(tag, round_, rest), word)
    assert len(made) == 14
    assert set(made) <= set(ALPHABET) | {"-"}
    assert decode(made, word) == Code(tag, round_, rest)


def test_a_code_is_the_same_for_ever():
    """Codes on paper must be readable with the next version of the course."""
    assert encode(Code(29838, 1, 49382)) == "EJ70-001G-7619"
    assert encode(Code(29838, 1, 49382), "blue heron") == "EJ70-001G-76T2"
    assert encode(Code(65535, 2, 2**33 - 1), "x")[:12] == "ZZZZ-ZZZZ-ZZ"


@pytest.mark.parametrize(
    "parts", [Code(2**16, 1, 0), Code(0, 3, 0), Code(0, 0, 0), Code(0, 1, 2**33), Code(-1, 1, 0)]
)
def test_what_does_not_fit_is_refused(parts):
    with pytest.raises(ValueError, match="does not fit"):
        encode(parts)


def test_random_numbers_and_answers_out_of_range_are_refused(need):
    for number, chosen in ((4, 0), (-1, 0), (0, 2**31), (0, -1)):
        with pytest.raises(ValueError, match="out of its range"):
            codes.make(need, number, 1, chosen)


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda c: c.replace("-", ""),
        lambda c: c.replace("-", " "),
        lambda c: c.replace("-", "\n"),
        lambda c: c.replace("-", " – "),
        lambda c: c.replace("0", "O").replace("1", "I"),
        lambda c: c.replace("0", "o").replace("1", "l"),
        lambda c: " ".join(c.replace("-", "")),
        lambda c: c.replace("-", "-\r\n> "),
        lambda c: "".join(chr(ord(x) + 0xFEE0) if x.isalnum() else x for x in c),
    ],
    ids=["lower", "bare", "spaces", "lines", "dashes", "O-I", "o-l", "spelt", "quoted", "wide"],
)
def test_however_it_was_written_it_is_read(need, change):
    many = (codes.make(need, 1, 2, 2**30 + n, WORD) for n in range(999))
    made = next(each for each in many if "0" in each and "1" in each)
    wanted = decode(made, WORD)
    if ">" not in change(made):
        assert decode(change(made), WORD) == wanted
    (found,) = find_codes(f"Ana: {change(made)} thanks", WORD, codes.tag_of(need))
    assert found.code == wanted


def test_a_word_is_read_however_it_was_written(need):
    made = codes.make(need, 0, 1, 7, "Blue Heron")
    for same in ("blue heron", " BLUE-HERON ", "blueheron", "ｂｌｕｅ heron"):
        assert decode(made, same) == decode(made, "Blue Heron")
    # Another word may read one code by chance (1 in 1,024), but not five.
    for other in ("", "blue", "red heron"):
        many = [codes.make(need, 0, 1, n, "Blue Heron") for n in range(5)]
        assert any(_fails(each, other) for each in many)


def _fails(text, word):
    try:
        decode(text, word)
    except CodeError as error:
        return error.key == "check"
    return False


@pytest.mark.parametrize(
    ("text", "key"),
    [("", "length"), ("7K3M-9QX2-A8D", "length"), ("7K3M-9QX2-A8DC4", "length"),
     ("7K3M-9QX2-A8DU", "letters"), ("7K3M-9QX2-A8Dß", "length"), ("7K3M-9QX2-A8D٣", "letters")],
)  # fmt: skip
def test_what_is_no_code_is_said(text, key):
    with pytest.raises(CodeError) as caught:
        decode(text)
    assert caught.value.key == key


# ---------------------------------------------------------------- what gets past the check


def test_one_random_string_in_1024_passes_the_check():
    """Counted over 100,000 strings: 98 are expected, and 59 to 137 is four deviations wide."""
    chance = random.Random(7)
    passed = 0
    for _ in range(100_000):
        letters = "".join(chance.choices(ALPHABET, k=12))
        passed += not _fails(letters, WORD)
    assert 59 <= passed <= 137


def test_naming_the_question_as_well_is_what_a_forger_needs(need):
    """Random strings that pass the check name some question, hardly ever this one."""
    chance = random.Random(8)
    text = "\n".join(
        "-".join("".join(chance.choices(ALPHABET, k=4)) for _ in range(3)) for _ in range(20_000)
    )
    found = find_codes(text, WORD, codes.tag_of(need))
    passed = [each for each in found if each.code]
    assert 3 <= len(passed) <= 38  # 20 expected
    assert not [each for each in passed if each.code.tag == codes.tag_of(need)]


def test_a_slip_gets_past_about_once_in_a_thousand(need):
    """Every wrong character at every place of sixteen codes, and every two neighbours swapped."""
    slips = missed = 0
    for n in range(16):
        letters = codes.make(need, n % 4, 1, 99991 * n, WORD).replace("-", "")
        made = {letters[:at] + c + letters[at + 1 :] for at in range(12) for c in ALPHABET}
        made |= {
            letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :] for at in range(11)
        }
        for slip in made - {letters}:
            slips += 1
            missed += not _fails(slip, WORD)
    assert slips > 5900
    assert missed <= 15  # 5.8 expected


# ---------------------------------------------------------------- codes among other text

CHAT = """\
[09:41, 23/11/2026] Mary: good morning all, is this link right? https://meet.example/abc-defg-hij
[09:42, 23/11/2026] Tom W: {0}
> [09:42, 23/11/2026] Tom W: {0}
Mary that is yours? mine is {1} :)
09:44:10 From Iva to Everyone:
\t{2}
<Jo Byrne> *{3}*   (call me on 07700 900 123 if it fails)
2026 {4}
this from them that book with some more four word rows here
ticket 550e8400-e29b-41d4-a716-446655440000, order 1234-5678-9012
"""


def test_codes_are_found_in_a_chat_with_names_times_and_quotes(need):
    made = [code_of(need, n % 4, random_=n + 100) for n in range(5)]
    written = [
        made[0],
        made[1].lower(),
        made[2].replace("-", " "),
        made[3],
        made[4].replace("-", ""),
    ]
    found = find_codes(CHAT.format(*written), WORD, codes.tag_of(need))
    assert [each.code for each in found] == [decode(made[n], WORD) for n in (0, 0, 1, 2, 3, 4)]
    assert [each.line for each in found] == [2, 3, 4, 6, 7, 8]


def test_words_before_a_code_do_not_take_a_group_of_it(need):
    """A name or a year of four characters could pass the check with two groups of a code."""
    tag = codes.tag_of(need)
    made = code_of(need, 2, random_=5)
    group = made.replace("-", "")[:8]
    # The first four characters that pass the check together with the code's first two groups.
    name = next(
        name
        for name in map("".join, itertools.product("ABCDEFGH", repeat=4))
        if not _fails(name + group, WORD)
    )
    (found,) = find_codes(f"{name} {made}", WORD, tag)
    assert found.code == decode(made, WORD)


def test_slips_are_reported_with_their_lines(need):
    tag = codes.tag_of(need)
    good = code_of(need, 1, random_=3)
    short, long_ = good[:-1], good + "7"
    swapped = good[:-2] + ("22" if good[-2:] != "22" else "33")
    text = f"{good}\n{short}\nnothing here\n{long_}\n{swapped}"
    found = find_codes(text, WORD, tag)
    assert [(each.line, each.code is None) for each in found] == [
        (1, False), (2, True), (4, True), (5, True),
    ]  # fmt: skip
    assert [each.names(tag) for each in found] == [True, False, False, True]


def test_a_code_without_the_word_is_told_apart(need):
    bare = codes.make(need, 1, 1, 77)
    (found,) = find_codes(f"here: {bare}", WORD, codes.tag_of(need))
    assert found.code is None
    assert found.plain == decode(bare)


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "no codes here", "-----", "this from them and that", "07700-900-123",
     "https://meet.example/abc-defg-hij", "\x00\ufffd🙂" * 40, "7K3M", "A" * 5000, "- " * 5000],
)  # fmt: skip
def test_text_without_codes_has_none(text):
    assert find_codes(text, WORD, 1) == []


def test_the_work_grows_as_the_text_does(need, monkeypatch):
    """Ten thousand codes at once: two checks for each piece of text at most, and all are found."""
    tag = codes.tag_of(need)
    counted = 0
    plain = codes._check

    def counting(content, word):
        nonlocal counted
        counted += 1
        return plain(content, word)

    lines = [f"Name {n}: {code_of(need, n % 4, random_=n)}" for n in range(10_000)]
    monkeypatch.setattr(codes, "_check", counting)
    for total in (1_000, 10_000):
        counted = 0
        found = find_codes("\n".join(lines[:total]), WORD, tag)
        assert len({each.code.rest for each in found if each.code}) == total
        assert counted <= 6 * total
