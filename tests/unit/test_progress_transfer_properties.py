"""Whatever comes in as a learner's file is read or refused, and merging has one order."""

from __future__ import annotations

import gzip
import string
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from friend_request.progress import Entry, Store, transfer
from friend_request.progress.transfer import Refused
from tests.unit.transfer_samples import GOOD, LEARNER, MEMORY, edited, entry

# -- hypothesis: whatever comes in, it is read or refused

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)

few = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@few
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        transfer.read(content)


@few
@given(st.binary(max_size=200))
def test_any_packed_bytes_are_read_or_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        transfer.read(gzip.compress(content))
    with pytest.raises(Refused):
        transfer.read(b"\x1f\x8b" + content)


@few
@given(st.sampled_from(sorted(transfer._KEYS)), json_values)
def test_any_value_in_an_entry_is_read_or_refused(name: str, value: Any) -> None:
    try:
        bundle = transfer.read(edited(**{name: value}))
    except Refused:
        return
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        store = Store(Path(folder) / "p.sqlite3")
        store.merge(bundle.entries, bundle.learner)
        assert len(store.entries()) == 2


@few
@given(st.sampled_from(sorted(transfer._SHAPES)), json_values)
def test_any_answer_in_a_file_is_drawn_or_refused(name: str, value: Any) -> None:
    """What an import lets in never stops a question from being drawn."""
    from friend_request.content import load_case, load_quiz
    from friend_request.widgets.question import QuestionForm

    questions = [*load_case("nine-months-on").questions, *load_quiz("01").questions]
    entries = [
        {
            **transfer._line(entry(n, question_id=q.id, kind=q.kind)),
            "response": {name: value},
        }
        for n, q in enumerate(questions, 1)
    ]
    try:
        bundle = transfer.read(edited({"entries": entries, "count": len(entries)}))
    except Refused:
        return
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        store = Store(Path(folder) / "p.sqlite3")
        store.merge(bundle.entries, bundle.learner)
        for question in questions:
            QuestionForm(question, store).refresh()


@few
@given(st.data())
def test_a_flipped_byte_never_changes_what_is_read(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(GOOD) - 1))
    flipped = bytearray(GOOD)
    flipped[place] ^= data.draw(st.integers(1, 255))
    try:
        bundle = transfer.read(bytes(flipped))
    except Refused:
        return
    # A space for a line's end, say.
    assert list(bundle.entries) == [entry(1), entry(2)]


# -- hypothesis: merging

texts = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "Z", "S", "Cc")), max_size=30
)
hex_of = st.integers(1, 40).map(lambda n: f"{n:032x}")
series_of = st.sampled_from(["a" * 32, "c" * 32, "d" * 32])
questions_of = st.sampled_from(["case.q1", "case.q2", "case.q3"])


@st.composite
def pools(draw: st.DrawFn) -> list[Entry]:
    """Entries of one learner from several computers: one id is one entry, clocks may tie."""
    ids = draw(st.lists(hex_of, unique=True, max_size=12))
    pool = []
    for answer_id in ids:
        what = draw(st.sampled_from(["answer", "answer", "skip", "draft", "setting", "reset"]))
        series = draw(series_of)
        response: dict[str, Any] = {"text": draw(texts)}
        question_id = draw(questions_of)
        if what == "reset":
            hides = draw(st.lists(series_of, max_size=2, unique=True))
            response, question_id = {"hides": hides, "series": series}, ""
        elif what == "setting":
            response, question_id = {"value": draw(st.sampled_from([None, "mentor"]))}, "role"
        pool.append(
            entry(
                draw(st.integers(0, 60)),
                answer_id=answer_id,
                series=series,
                what=what,
                question_id=question_id,
                response=response,
                answered_at=draw(st.sampled_from(["", "2026-01-01T00:00:00Z"])),
            )
        )
    return pool


@contextmanager
def fresh() -> Iterator[Store]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Store(Path(folder) / "p.sqlite3")


def seen(store: Store) -> Any:
    """All that a learner can notice."""
    return (
        [(e.answer_id, e.clock, e.response) for e in store.entries()],
        {q: (e.answer_id, e.response) for q, e in store.answers().items()},
        store.setting("role"),
        store.latest("case.q1", ("draft",)),
    )


def loaded(*files: bytes) -> Any:
    with fresh() as store:
        for content in files:
            bundle = transfer.read(content)
            store.merge(bundle.entries, LEARNER)
        found = seen(store)
    drafts = found[3]
    return (*found[:3], drafts and (drafts.answer_id, drafts.response))


@few
@given(pools(), st.data())
def test_merging_is_commutative_idempotent_and_associative(
    pool: list[Entry], data: st.DataObject
) -> None:
    parts = [
        transfer.write([e for e in pool if data.draw(st.booleans())], LEARNER) for _ in range(3)
    ]
    one, two, three = parts
    assert loaded(one, two) == loaded(two, one)
    assert loaded(one, one) == loaded(one)
    assert loaded(one, two, one, two) == loaded(one, two)
    with fresh() as store:
        for content in (two, three):
            store.merge(transfer.read(content).entries, LEARNER)
        both = transfer.write(store.entries(), LEARNER)
    assert loaded(one, both) == loaded(one, two, three) == loaded(three, two, one)


@few
@given(pools())
def test_loading_twice_changes_nothing_twice(pool: list[Entry]) -> None:
    with fresh() as store:
        bundle = transfer.read(transfer.write(pool, LEARNER))
        store.merge(bundle.entries, bundle.learner)
        before = seen(store)
        again = store.merge(bundle.entries, bundle.learner)
        assert again.new == 0
        assert seen(store) == before


@few
@given(pools(), st.lists(st.integers(0, 2**70), min_size=1, max_size=4))
def test_no_clock_stops_later_answers_from_being_later(
    pool: list[Entry], clocks: list[int]
) -> None:
    spoiled = [
        entry(1, answer_id=f"f{n:031x}", clock=clock, question_id="case.q1")
        for n, clock in enumerate(clocks)
    ]
    with fresh() as store, fresh() as next_computer:
        bundle = transfer.read(transfer.write([*pool, *spoiled], LEARNER))
        store.merge(bundle.entries, LEARNER)
        mine = store.append("answer", "case.q1", {"text": "mine"}, kind="reflect")
        assert store.answers()["case.q1"] == mine
        taken = transfer.read(transfer.write(store.entries(), LEARNER))
        next_computer.merge(taken.entries, LEARNER)
        assert next_computer.answers()["case.q1"].answer_id == mine.answer_id


@few
@given(st.text(string.printable + "\u202e\ud800שé😀\x00", max_size=60))
def test_any_text_survives_the_journey(text: str) -> None:
    with fresh() as here, fresh() as there:
        here.append("answer", "case.q1", {"text": text}, kind="reflect")
        bundle = transfer.read(transfer.write(here.entries(), here.learner()))
        there.merge(bundle.entries, bundle.learner)
        found = there.latest("case.q1")
        assert found is not None
        assert found.response["text"] == text.replace("\ud800", "\ufffd")
        assert there.learner() == here.learner()
