"""Answer codes: twelve letters and digits that a learner writes down, such as `7K3M-9QX2-A8DC`.

A code is 60 bits in Crockford's base32 (https://www.crockford.com/base32.html): ten characters of
content and two of check, from the same 32, since chats swallow the extra signs that Crockford's own
check symbol uses. The content is, from the left:

    16 bits  which question, in which version (a hash of both)
     1 bit   round: 0 is the first, 1 the second
    33 bits  a random number times the number of possible answers, plus the answer

The random number makes a repeated code count once; it is new for each question and round, and says
nothing about a person. A question with four options leaves room for two thousand million of them,
one with eight actions to rate for 131,072.

The check is the first ten bits of an HMAC-SHA-256 of the content, keyed with the room's word. Of
all strings of twelve such characters, 1 in 1,024 passes it; naming the right question as well does
1 in 67,108,864 (1,024 times 65,536). A slip of the pen is therefore missed once in about a thousand
times. A code is no secret: whoever has it can read the answer in it, without the word. The word
only keeps people out who were not given it; see docs/room_privacy.md.

Nothing here draws, stores or words anything.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from friend_request.workshop.numbers import space

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
GROUP = 4
CHECK_BITS, TAG_BITS, ROUND_BITS, REST_BITS = 10, 16, 1, 33
# With fewer random numbers than this, two people in a room of forty would too often share one.
FEWEST_RANDOM = 1 << 16
ROUNDS = (1, 2)

_VALUES = {c: n for n, c in enumerate(ALPHABET)}
# What the eye takes for one another; Crockford's alphabet has only one of each.
_SEEN_AS = str.maketrans("OIL", "011")


class CodeError(ValueError):
    """A text is no code. `key` says why: `length`, `letters` or `check`."""

    def __init__(self, key: str):
        self.key = key
        super().__init__(key)


@dataclass(frozen=True)
class Code:
    """What a code holds.

    Attributes:
        tag: which question in which version, as `tag_of` gives it.
        round: 1 or 2.
        rest: the random number and the answer together; `split` takes them apart.
    """

    tag: int
    round: int
    rest: int

    def split(self, answers: int) -> tuple[int, int]:
        """(random number, answer's number), for a question that has so many answers."""
        return divmod(self.rest, answers)


def tag_of(question: Any) -> int:
    """Sixteen bits that stand for a question as it is worded now."""
    named = f"{question.id}\n{question.content_version}".encode()
    return int.from_bytes(hashlib.sha256(named).digest()[:2], "big")


def tidy_word(word: str) -> str:
    """A room's word as everybody may write it: case, accents' form, spaces and hyphens aside."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return "".join(c for c in folded if c.isalnum())


def randoms(answers: int) -> int:
    """How many random numbers a code has room for, with so many possible answers.

    Raises:
        ValueError: if there are too few for a room.
    """
    found = (1 << REST_BITS) // answers
    if found < FEWEST_RANDOM:
        raise ValueError(f"{answers} possible answers are too many for a code")
    return found


def can_be_coded(question: Any) -> bool:
    """Whether a code can hold an answer to this question."""
    try:
        randoms(space(question))
    except ValueError:
        return False
    return True


def _check(content: int, word: str) -> int:
    """Ten bits from content and word."""
    size = (LENGTH * 5 - CHECK_BITS + 7) // 8
    digest = hmac.digest(
        b"friend-request-room " + tidy_word(word).encode(), content.to_bytes(size, "big"), "sha256"
    )
    return int.from_bytes(digest[:2], "big") >> 6


def encode(code: Code, word: str = "") -> str:
    """Write a code, in groups of four.

    Args:
        code: what it holds.
        word: the room's word; empty if there is none.

    Raises:
        ValueError: if a part does not fit.
    """
    fits = 0 <= code.tag < 1 << TAG_BITS and 0 <= code.rest < 1 << REST_BITS
    if not fits or code.round not in ROUNDS:
        raise ValueError(f"{code} does not fit into a code")
    content = (code.tag << ROUND_BITS | code.round - 1) << REST_BITS | code.rest
    number = content << CHECK_BITS | _check(content, word)
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def make(question: Any, number: int, round_: int, random: int, word: str = "") -> str:
    """The code of one answer.

    Args:
        question: the question that was answered.
        number: its answer, as `numbers.to_number` gives it.
        round_: 1 or 2.
        random: from 0 up to, not including, `randoms(space(question))`.
        word: the room's word.
    """
    answers = space(question)
    if not 0 <= random < randoms(answers) or not 0 <= number < answers:
        raise ValueError("the random number or the answer is out of its range")
    return encode(Code(tag_of(question), round_, random * answers + number), word)


def letters_of(text: str) -> str:
    """A text as it is compared: capitals, without what separates, with O, I and L read as 0, 1, 1.

    Full-width letters and digits, as some keyboards write them, become plain ones.
    """
    plain = unicodedata.normalize("NFKC", text).upper().translate(_SEEN_AS)
    return "".join(c for c in plain if c.isalnum())


def _content(letters: str) -> tuple[int, int]:
    if len(letters) != LENGTH:
        raise CodeError("length")
    number = 0
    for letter in letters:
        if letter not in _VALUES:
            raise CodeError("letters")
        number = number << 5 | _VALUES[letter]
    return number >> CHECK_BITS, number & (1 << CHECK_BITS) - 1


def _parts(content: int) -> Code:
    rest = content & (1 << REST_BITS) - 1
    head = content >> REST_BITS
    return Code(head >> ROUND_BITS, (head & 1) + 1, rest)


def decode(text: str, word: str = "") -> Code:
    """Read one code, however it was written down.

    Raises:
        CodeError: if it has not twelve characters of the alphabet, or the check fails: it was
            mistyped, or made with another word.
    """
    content, given = _content(letters_of(text))
    if _check(content, word) != given:
        raise CodeError("check")
    return _parts(content)


# -- codes among other text

# Between the parts of a code: spaces, hyphens of all kinds, dots, and a line break with the marks
# that mail and chats put before a quoted line.
_BETWEEN = re.compile(r"(?:[^\S\n]*[-\u2010-\u2015\u2212._·]?[^\S\n]*)(?:\n[>|\s]*)?")
_PIECE = re.compile(r"[^\W_]+")
# What looks like a code that somebody tried to write: three groups of about four.
_GROUPS = range(GROUP - 1, GROUP + 2)


@dataclass(frozen=True)
class Found:
    """A code, or what seems meant as one, in a text.

    Attributes:
        letters: its characters, tidied.
        line: the line on which it begins; the first is 1.
        code: what it holds, or None if the check fails.
        plain: whether it would pass without the room's word; only looked at if `code` is None.
    """

    letters: str
    line: int
    code: Code | None
    plain: Code | None = None

    def names(self, tag: int) -> bool:
        """Whether it names this question, its check aside: another word then, or a slip."""
        if len(self.letters) != LENGTH or any(c not in _VALUES for c in self.letters):
            return False
        return _parts(_content(self.letters)[0]).tag == tag


@dataclass(frozen=True)
class _Piece:
    start: int
    end: int
    letters: str
    joins: bool  # whether nothing but a separator stands between it and the piece before


def _pieces(text: str) -> list[_Piece]:
    found: list[_Piece] = []
    for match in _PIECE.finditer(text):
        gap = text[found[-1].end : match.start()] if found else None
        joins = gap is not None and len(gap) < 80 and _BETWEEN.fullmatch(gap) is not None
        found.append(_Piece(match.start(), match.end(), letters_of(match[0]), joins))
    return found


def _window(pieces: list[_Piece], first: int) -> int | None:
    """The last of the pieces that make twelve characters together, from the first on, or None."""
    size = 0
    for last in range(first, min(first + LENGTH, len(pieces))):
        if last > first and not pieces[last].joins:
            return None
        size += len(pieces[last].letters)
        if size >= LENGTH:
            return last if size == LENGTH else None
    return None


def _joined(pieces: list[_Piece], first: int, last: int) -> str:
    return "".join(piece.letters for piece in pieces[first : last + 1])


def _shaped(text: str, pieces: list[_Piece], first: int, last: int, *, whole: bool) -> bool:
    """Whether pieces look as if somebody had written a code, and not a sentence or a number.

    With `whole`, twelve characters in one piece or in fours; otherwise about that, so that a
    character too few or too many is noticed.
    """
    letters = _joined(pieces, first, last)
    if not all(c in _VALUES for c in letters) or letters.isdigit():
        return False
    group = pieces[first : last + 1]
    gaps = [text[one.end : two.start] for one, two in pairwise(group)]
    if any("\n" in gap and "-" not in gap for gap in gaps):
        return False  # the end of one line and the beginning of the next
    # A longer chain of groups is something else, such as a serial number.
    before = text[pieces[first - 1].end : group[0].start] if first else ""
    after = text[group[-1].end : pieces[last + 1].start] if last + 1 < len(pieces) else ""
    if "-" in (before, after):
        return False
    sizes = [len(piece.letters) for piece in group]
    hyphens = sum("-" in gap for gap in gaps)
    digits = any(c.isdigit() for c in text[group[0].start : group[-1].end])
    if whole:
        # Without both it would be any three words of four letters.
        return sizes in ([LENGTH], [GROUP] * 3) and (digits or hyphens == 2)
    about = len(sizes) == 3 and all(size in _GROUPS for size in sizes)
    return about and digits and hyphens == 2


def find_codes(text: str, word: str = "", tag: int | None = None) -> list[Found]:
    """Find every code in a text: a list, a whole chat with names and times, quoted lines.

    Args:
        text: what was pasted. Each of its characters is looked at a few times at most, so that the
            work grows as the text does.
        word: the room's word.
        tag: the question asked, as `tag_of` gives it. Characters that don't look like a code at
            first sight (split in some other way) are taken for one only if they name it.

    Returns:
        What was found, in the order of the text. What neither passes the check nor looks like a
        code is left out.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    pieces = _pieces(text)
    taken = [False] * len(pieces)
    found: dict[int, Found] = {}
    line_ends = [match.start() for match in re.finditer("\n", text)]

    def take(first: int, last: int, code: Code | None, plain: Code | None = None) -> None:
        line = bisect_left(line_ends, pieces[first].start) + 1
        found[first] = Found(_joined(pieces, first, last), line, code, plain)
        taken[first : last + 1] = [True] * (last + 1 - first)

    def free(first: int, last: int) -> bool:
        return not any(taken[first : last + 1])

    windows = []
    for first in range(len(pieces)):
        last = _window(pieces, first)
        if last is not None:
            windows.append((first, last, _try(_joined(pieces, first, last), word)))
    # First what is certain, so that a name or a year before a code does not take a group of it.
    for first, last, code in windows:
        if code is not None and code.tag == tag and free(first, last):
            take(first, last, code)
    for first, last, code in windows:
        if (
            code is not None
            and free(first, last)
            and _shaped(text, pieces, first, last, whole=True)
        ):
            take(first, last, code)
    for first, last, _ in windows:
        if free(first, last) and _shaped(text, pieces, first, last, whole=True):
            plain = _try(_joined(pieces, first, last), "") if tidy_word(word) else None
            take(first, last, None, plain)
    for first in range(len(pieces) - 2):
        last = first + 2
        together = pieces[first + 1].joins and pieces[last].joins
        if together and free(first, last) and _shaped(text, pieces, first, last, whole=False):
            take(first, last, None)
    return [found[first] for first in sorted(found)]


def _try(letters: str, word: str) -> Code | None:
    try:
        return decode(letters, word)
    except CodeError:
        return None
