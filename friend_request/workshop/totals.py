"""A room's totals: what was handed in, counted once, and shown only where it tells of nobody.

While a round is open the room knows how many codes it has and nothing of what they say. Closing a
round counts them once, throws the codes away and keeps the totals. docs/room_privacy.md works out
what could be inferred from them, and why each rule below is there.

Nothing here draws, words or stores anything; a room lives in memory and is gone when its program
ends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from friend_request.before_after import FEWEST
from friend_request.workshop.codes import (
    ROUNDS,
    Found,
    can_be_coded,
    find_codes,
    tag_of,
    tidy_word,
)
from friend_request.workshop.numbers import all_cells, cells, space, to_response

Cell = tuple[str, str]


class RoomError(ValueError):
    """Something is not done. `key` names the phrase that says why, `values` what goes into it."""

    def __init__(self, key: str, **values: object):
        self.key, self.values = f"room.refused.{key}", values
        super().__init__(key)


@dataclass(frozen=True)
class Report:
    """What one reading of pasted text came to: numbers, and the lines on which to look again.

    Attributes:
        new: codes that were counted, for each round.
        doubled: codes that had been there before, or came with the same random number and answer.
        changed: codes with a random number that was there before and another answer, which now
            counts instead.
        late: codes of a round that was closed.
        other_question: codes of another question of the course.
        other_version: codes of no question of the course as it is here: another version of it.
        no_word: codes that were made without the room's word.
        other_word: codes that name this question and fail the check: another word, or a slip.
        mistyped: what looks like a code and is none.
        lines: where those of `other_word`, `no_word` and `mistyped` stand, counted from 1.
    """

    new: dict[int, int]
    doubled: int = 0
    changed: int = 0
    late: int = 0
    other_question: int = 0
    other_version: int = 0
    no_word: int = 0
    other_word: int = 0
    mistyped: int = 0
    lines: tuple[int, ...] = ()

    @property
    def found(self) -> int:
        """How many codes, or what seems meant as one, the text had."""
        rest = self.doubled + self.changed + self.late + self.other_question + self.other_version
        return sum(self.new.values()) + rest + self.no_word + self.other_word + self.mistyped


@dataclass(frozen=True)
class Totals:
    """What a closed round came to.

    Attributes:
        round: 1 or 2.
        people: how many answers were counted.
        counts: for each cell (see `numbers.cells`) how many answers it has.
        withheld: options whose counts are not shown, since they would tell how the few who came or
            left answered; of a question with one choice, all of them or none.
    """

    round: int
    people: int
    counts: dict[Cell, int]
    withheld: frozenset[str] = frozenset()

    def shown(self, option: str) -> bool:
        """Whether an option's counts may be shown."""
        return option not in self.withheld


def withheld_beside(
    groups: list[list[Cell]], first: Totals, people: int, counts: dict[Cell, int], fewest: int
) -> frozenset[str]:
    """The options whose second total, beside the first, would tell how a few people answered.

    If fewer than `fewest` people came or left between the rounds and nothing in a group of cells
    moved the other way, the difference may be those few people's answers and nothing else.

    Args:
        groups: cells that belong together: those of one choice, or those of one option.
        first: the first round, as it was shown.
        people, counts: the second round.
        fewest: from how many people on a difference may be shown.
    """
    change = people - first.people
    if not 0 < abs(change) < fewest:
        return frozenset()
    hidden: set[str] = set()
    for group in groups:
        steps = [counts[cell] - first.counts[cell] for cell in group]
        if all(step >= 0 for step in steps) or all(step <= 0 for step in steps):
            hidden |= {option for option, _ in group}
    return frozenset(hidden)


@dataclass
class Room:
    """One question put to a room, in one or two rounds.

    Args:
        question: one whose answers fit into a code.
        bank: gives the tags of all questions of the course; asked only when a code names another
            question, since it reads the whole course.

    Attributes:
        word: the room's word; may be set until the first code is read.
        fewest: from how many answers on totals are shown; may only be raised.
        present: how many people could answer, or None if that was not said. More codes than people
            close no round.
        totals: the rounds that were closed.

    Raises:
        RoomError: if answers to this kind of question fit into no code.
    """

    question: Any
    bank: Callable[[], set[int]] = set
    word: str = ""
    fewest: int = FEWEST
    present: int | None = None
    totals: dict[int, Totals] = field(default_factory=dict)
    _open: dict[int, dict[int, int]] = field(default_factory=dict)
    _spent: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        if not can_be_coded(self.question):
            raise RoomError("kind")
        self.tag = tag_of(self.question)
        self._open = {each: {} for each in ROUNDS}

    # -- before

    def _digest(self, word: str) -> bytes:
        return hashlib.sha256(tidy_word(word).encode()).digest()

    @property
    def begun(self) -> bool:
        """Whether a code was read since the room was opened or emptied."""
        return bool(self.totals) or any(self._open.values())

    def prepare(self, word: str, fewest: int, present: int | None) -> None:
        """Set the room's word, from how many answers on totals are shown, and how many are here.

        Raises:
            RoomError: if `fewest` is lower than it was, if the word is changed while codes made
                with it are here, or if its codes were counted and deleted before.
        """
        if fewest < self.fewest:
            raise RoomError("fewest", fewest=self.fewest)
        if present is not None and present < fewest:
            raise RoomError("few_people", fewest=fewest)
        if tidy_word(word) != tidy_word(self.word) and self.begun:
            raise RoomError("word_fixed")
        if self._digest(word) in self._spent:
            raise RoomError("word_spent")
        self.word, self.fewest, self.present = word.strip(), fewest, present

    # -- reading

    def handed_in(self, round_: int) -> int:
        """How many answers a round has: those counted, or those that wait for it to be closed."""
        closed = self.totals.get(round_)
        return closed.people if closed else len(self._open[round_])

    def read(self, text: str) -> Report:
        """Look for codes in what was pasted, and keep those of open rounds until they are closed.

        The text itself is not kept. A random number counts once; the last answer with it counts.

        Raises:
            RoomError: if the room's word belongs to codes that were counted and deleted before.
        """
        if self._digest(self.word) in self._spent:
            raise RoomError("word_spent")
        new = dict.fromkeys(ROUNDS, 0)
        seen: dict[str, int] = {}
        lines: list[int] = []
        for each in find_codes(text, self.word, self.tag):
            kind = self._take(each)
            if isinstance(kind, int):
                new[kind] += 1
            else:
                seen[kind] = seen.get(kind, 0) + 1
                if kind in ("no_word", "other_word", "mistyped"):
                    lines.append(each.line)
        return Report(new, lines=tuple(lines), **seen)

    def _take(self, found: Found) -> int | str:
        """Take one code: the round it was counted for, or the name of what is the matter."""
        code = found.code
        if code is None:
            if found.plain is not None and found.plain.tag == self.tag:
                return "no_word"
            return "other_word" if found.names(self.tag) else "mistyped"
        if code.tag != self.tag:
            return "other_question" if code.tag in self.bank() else "other_version"
        if code.round in self.totals:
            return "late"
        random, number = code.split(space(self.question))
        waiting = self._open[code.round]
        had = waiting.get(random)
        waiting[random] = number
        if had is None:
            return code.round
        return "doubled" if had == number else "changed"

    # -- closing

    def may_close(self, round_: int) -> None:
        """Check whether a round can be closed now.

        Raises:
            RoomError: if it is closed already, has too few answers, or more than there are people.
        """
        if round_ in self.totals:
            raise RoomError("closed")
        count = self.handed_in(round_)
        if count < self.fewest:
            raise RoomError("too_few", fewest=self.fewest)
        if self.present is not None and count > self.present:
            raise RoomError("too_many", count=count, present=self.present)

    def close(self, round_: int) -> Totals:
        """Count a round, once, and throw its codes away.

        Raises:
            RoomError: as `may_close`.
        """
        self.may_close(round_)
        answers = self._open[round_].values()
        counts = dict.fromkeys(all_cells(self.question), 0)
        for number in answers:
            for cell in cells(self.question, to_response(self.question, number)):
                counts[cell] += 1
        people = len(self._open[round_])
        other = self.totals.get(3 - round_)
        hidden = (
            withheld_beside(self._groups(), other, people, counts, self.fewest)
            if other
            else frozenset()
        )
        # What is not shown is not kept either.
        counts = {cell: 0 if cell[0] in hidden else count for cell, count in counts.items()}
        made = Totals(round_, people, counts, hidden)
        self.totals[round_] = made
        self._open[round_] = {}
        return made

    def _groups(self) -> list[list[Cell]]:
        listed = all_cells(self.question)
        if self.question.kind in ("best_action", "poll"):
            return [listed]
        options = dict.fromkeys(option for option, _ in listed)
        return [[cell for cell in listed if cell[0] == option] for option in options]

    # -- deleting

    def forget(self) -> None:
        """Delete codes and totals. The word is used up: its codes are never counted a second time.

        Otherwise a second count, with one code left out, would tell how one person answered.
        """
        if self.begun:
            self._spent.add(self._digest(self.word))
        self._open = {each: {} for each in ROUNDS}
        self.totals = {}
        self.word, self.present = "", None
