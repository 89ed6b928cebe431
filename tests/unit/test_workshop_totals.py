"""A room's totals: counted once, from five up, and never such that a difference names a person."""

from __future__ import annotations

import itertools

import pytest

from friend_request.content import changed
from friend_request.workshop import totals as module
from friend_request.workshop.codes import make, tag_of
from friend_request.workshop.totals import Report, Room, RoomError, Totals, withheld_beside
from tests.unit.room_samples import SAMPLES, WORD, code_of

CHOICE = SAMPLES["best_action"]


def room_of(kind="best_action", **more):
    return Room(SAMPLES[kind], word=WORD, **more)


def text_of(answers, round_=1, start=0, question=CHOICE):
    """What a room hands in: one code for each answer's number."""
    return "\n".join(
        code_of(question, number, random_=start + n, round_=round_)
        for n, number in enumerate(answers)
    )


def refused(key, act, *arguments):
    with pytest.raises(RoomError) as caught:
        act(*arguments)
    assert caught.value.key == f"room.refused.{key}"
    return caught.value


def choices(closed):
    return [closed.counts[option.id, "chosen"] for option in CHOICE.options]


# ---------------------------------------------------------------- reading


def test_everything_that_comes_in_is_reported_once():
    room = room_of(bank=lambda: {tag_of(SAMPLES["poll"])})
    room.read(text_of([0], start=50, round_=2))
    good = code_of(CHOICE, 1, random_=1)
    slip = good[:-1] + ("2" if good[-1] != "2" else "3")
    text = "\n".join(
        [
            f"Ana {good}",
            f"> Ana {good}",  # quoted
            code_of(CHOICE, 2, random_=1),  # the same person thought better of it
            code_of(CHOICE, 2, random_=2),
            code_of(CHOICE, 3, random_=2, round_=2),
            code_of(SAMPLES["poll"], 0, random_=3),  # another question
            code_of(SAMPLES["put_in_order"], 0, random_=3),  # not of the course as it is here
            make(CHOICE, 1, 1, 4, ""),  # without the word
            slip,
            "7K3M-9QX2-A8D",  # a character too few
        ]
    )
    report = room.read(text)
    assert report == Report(
        new={1: 2, 2: 1},
        doubled=1,
        changed=1,
        other_question=1,
        other_version=1,
        no_word=1,
        other_word=1,
        mistyped=1,
        lines=(8, 9, 10),
    )
    assert report.found == 10
    assert (room.handed_in(1), room.handed_in(2)) == (2, 2)
    assert room.read("nothing").found == 0
    assert room.read(text).new == {1: 0, 2: 0}


def test_a_changed_answer_counts_as_it_was_last_given():
    room = room_of()
    room.read(text_of([0, 0, 0, 0, 0]))
    assert room.read(text_of([3])).changed == 1
    assert choices(room.close(1)) == [4, 0, 0, 1]


def test_codes_made_with_another_word_are_told_apart_from_slips():
    room = room_of()
    codes = [code_of(CHOICE, n % 4, random_=n, word="another word") for n in range(40)]
    report = room.read("\n".join(codes))
    # One in 1,024 passes by chance.
    assert report.other_word >= 38
    assert report.mistyped == 0


def test_a_changed_question_is_another_version():
    other = changed(CHOICE, stem="What next?")
    room = room_of(bank=lambda: {tag_of(CHOICE)})
    assert room.read(code_of(other, 1, random_=1)).other_version == 1
    assert room.read(code_of(SAMPLES["poll"], 1, random_=1)).other_version == 1


def test_the_course_is_read_only_when_a_code_is_of_another_question():
    def bank():
        raise AssertionError("the whole course was read")

    room = room_of(bank=bank)
    room.read(text_of([0, 1, 2]) + "\n7K3M-9QX2-A8DZ")
    with pytest.raises(AssertionError):
        room.read(code_of(SAMPLES["poll"], 0, random_=3))


def test_ten_thousand_at_once_are_counted():
    room = room_of()
    assert room.read(text_of([n % 4 for n in range(10_000)])).new == {1: 10_000, 2: 0}
    assert choices(room.close(1)) == [2500] * 4


# ---------------------------------------------------------------- closing


def test_nothing_of_what_codes_say_is_known_before_a_round_is_closed():
    room = room_of()
    room.read(text_of([0, 1, 2, 3]))
    assert room.totals == {}
    assert refused("too_few", room.close, 1).values == {"fewest": 5}
    room.read(text_of([3], start=4))
    closed = room.close(1)
    assert (closed.people, choices(closed)) == (5, [1, 1, 1, 2])
    # The codes are gone: what is kept is the totals.
    assert room._open == {1: {}, 2: {}}


def test_a_round_is_closed_once_and_late_codes_change_nothing():
    room = room_of()
    room.read(text_of([0] * 7))
    closed = room.close(1)
    report = room.read(text_of([1], start=7))
    assert (report.late, report.new) == (1, {1: 0, 2: 0})
    refused("closed", room.close, 1)
    assert room.totals == {1: closed}
    assert room.handed_in(1) == 7


@pytest.mark.parametrize("kind", SAMPLES)
def test_totals_of_every_kind_add_up(kind):
    question = SAMPLES[kind]
    room = room_of(kind)
    numbers = [1, 1, 2, 2, 1, 1]
    room.read(text_of(numbers, question=question))
    closed = room.close(1)
    groups = room._groups()
    assert {cell for group in groups for cell in group} == set(closed.counts)
    for group in groups:
        assert sum(closed.counts[cell] for cell in group) == 6


def test_the_least_may_only_be_raised():
    room = room_of()
    refused("fewest", room.prepare, WORD, 4, None)
    room.prepare(WORD, 8, None)
    refused("fewest", room.prepare, WORD, 5, None)
    room.read(text_of([0] * 7))
    refused("too_few", room.close, 1)
    room.read(text_of([0], start=7))
    assert room.close(1).people == 8


def test_forged_codes_beyond_the_people_present_close_no_round():
    room = room_of()
    room.prepare(WORD, 5, 8)
    room.read(text_of([n % 4 for n in range(9)]))
    assert refused("too_many", room.close, 1).values == {"count": 9, "present": 8}
    refused("few_people", room.prepare, WORD, 5, 4)


def test_random_codes_do_not_pad_a_room():
    """Someone without the word tries: every 1,024th string that names the question is counted."""
    room = room_of()
    tries = [code_of(CHOICE, 0, random_=n, word=f"guess{n}") for n in range(2048)]
    assert room.read("\n".join(tries)).new[1] <= 10  # 2 expected


def test_a_question_without_codes_has_no_room():
    with pytest.raises(RoomError) as caught:
        Room(changed(SAMPLES["poll"], kind="numeric"))
    assert caught.value.key == "room.refused.kind"


# ---------------------------------------------------------------- the word


def test_the_word_is_fixed_once_codes_made_with_it_are_here():
    room = room_of()
    room.prepare("another one", 5, None)
    room.prepare(WORD, 5, None)
    room.read(text_of([0]))
    refused("word_fixed", room.prepare, "another one", 5, None)
    room.prepare(WORD.upper(), 5, 12)
    assert room.present == 12


def test_what_was_deleted_is_never_counted_a_second_time():
    """Else one would paste seven of eight codes again and see what the eighth had said."""
    room = room_of()
    room.read(text_of([0] * 8))
    room.close(1)
    room.forget()
    assert (room.totals, room.word, room.begun) == ({}, "", False)
    refused("word_spent", room.prepare, WORD, 5, None)
    room.word = WORD
    refused("word_spent", room.read, text_of([0] * 7))
    room.prepare("a new word", 5, None)
    assert room.read(text_of([0] * 7)).new[1] <= 1


def test_a_room_without_a_word_needs_one_after_it_was_emptied():
    room = Room(CHOICE)
    room.read("\n".join(make(CHOICE, 0, 1, n) for n in range(6)))
    room.forget()
    refused("word_spent", room.prepare, " ", 5, None)
    room = Room(CHOICE)
    room.forget()  # nothing had been read
    room.prepare("", 5, None)


# ---------------------------------------------------------------- two totals side by side


def vectors(total, options):
    for bars in itertools.combinations(range(total + options - 1), options - 1):
        ends = (-1, *bars, total + options - 1)
        yield tuple(b - a - 1 for a, b in itertools.pairwise(ends))


@pytest.mark.parametrize("after", [7, 9])
def test_in_a_group_of_eight_no_difference_is_one_persons_answer(after):
    """Every pair of totals of three options: if it is shown, somebody who stayed has changed."""
    cells = [("a", "chosen"), ("b", "chosen"), ("c", "chosen")]
    shown = 0
    for one in vectors(8, 3):
        first = Totals(1, 8, dict(zip(cells, one, strict=True)))
        for two in vectors(after, 3):
            counts = dict(zip(cells, two, strict=True))
            hidden = withheld_beside([cells], first, after, counts, 5)
            steps = [b - a for a, b in zip(one, two, strict=True)]
            unchanged = sum(map(abs, steps)) == 1
            assert not unchanged or hidden == {"a", "b", "c"}
            shown += not hidden
    assert shown > 500


def test_the_second_round_is_withheld_where_it_would_tell_of_one_who_left():
    room = room_of()
    room.read(text_of([0, 0, 0, 0, 1, 1, 2, 3]))
    room.close(1)
    room.read(text_of([0, 0, 0, 0, 1, 1, 2], round_=2))
    second = room.close(2)
    assert second.withheld == {"a", "b", "c", "d"}
    assert not second.shown("a")
    assert set(second.counts.values()) == {0}  # not kept either


@pytest.mark.parametrize(
    ("before", "after", "hidden"),
    [
        ([0, 0, 0, 0, 1, 1, 2, 3], [0, 0, 0, 1, 1, 2, 2, 3], False),  # as many as before
        ([0, 0, 0, 0, 1, 1, 2, 3], [0, 0, 1, 1, 1, 2, 3], False),  # one left, others changed
        ([0, 0, 0, 0, 1], [0, 0, 0, 0, 1, 2, 2, 3, 3, 3], False),  # five came: a group
        ([0, 0, 0, 0, 1], [0, 0, 0, 0, 1, 2, 2, 3, 3], True),  # four came
    ],
)
def test_other_second_rounds_are_shown(before, after, hidden):
    room = room_of()
    room.read(text_of(before))
    room.close(1)
    room.read(text_of(after, round_=2))
    assert bool(room.close(2).withheld) is hidden


def test_rounds_may_be_closed_in_either_order_with_the_same_care():
    room = room_of()
    room.read(text_of([0] * 6, round_=2))
    room.read(text_of([0] * 5 + [1] + [0]))
    room.close(2)
    assert room.close(1).withheld


def test_of_an_answer_with_parts_only_the_telling_parts_are_withheld():
    question = SAMPLES["select_all"]
    room = room_of("select_all")
    # a is ticked by everyone, before and after; b by six before and by two after; one person left.
    room.read(text_of([0b00011] * 6 + [0b00001] * 2, question=question))
    room.close(1)
    room.read(text_of([0b00011] * 2 + [0b00001] * 5, round_=2, question=question))
    second = room.close(2)
    assert second.withheld == {"a", "c", "d", "e"}
    assert second.counts["b", "ticked"] == 2
    assert second.counts["a", "ticked"] == 0


def test_the_least_of_the_room_is_the_courses_own():
    assert module.FEWEST == 5
