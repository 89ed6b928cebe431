"""The file that a learner takes along: made, read with suspicion, merged."""

from __future__ import annotations

import gzip
import io
import json
import os
import string
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from friend_request.progress import Entry, Store, transfer
from friend_request.progress.transfer import Refused
from friend_request.words import words

LEARNER = "b" * 32
# Syncing to a real disk is tried elsewhere; here it would only take long.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
KEYS = (
    "not_ours",
    "other_course",
    "newer",
    "changed",
    "broken",
    "too_large",
)


def entry(number: int = 1, **more: Any) -> Entry:
    values: dict[str, Any] = {
        "answer_id": f"{number:032x}",
        "clock": number,
        "series": "a" * 32,
        "what": "answer",
        "question_id": f"case.q{number}",
        "kind": "reflect",
        "response": {"text": f"text {number}"},
        "content_version": "0123456789ab",
        "course_version": "0.1.0",
        "answered_at": "2026-01-01T00:00:00Z",
    }
    return Entry(**(values | more))


def edited(change: dict[str, Any] | None = None, **fields: Any) -> bytes:
    """A file changed by someone who knows how to make the checksum right again."""
    content = json.loads(transfer.write([entry(1), entry(2)], LEARNER))
    content.update(change or {})
    if fields:
        content["entries"][0].update(fields)
    content["checksum"] = transfer._checksum(content)
    return json.dumps(content).encode()


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        transfer.read(content)
    assert words(caught.value.key)
    return caught.value.key.removeprefix("progress.refused.")


# -- whole files


def test_what_is_written_is_read_back() -> None:
    entries = [
        entry(1),
        entry(2, kind="best_action", option_ids=("x",), response={"choice": "x"}),
        entry(3, response={"text": "<script>alert('שלום 😀')</script>\x00\n"}),
        entry(4, what="setting", question_id="role", kind="", response={"value": None}),
        entry(5, what="setting", question_id="c/place", response={"value": {"path": [["s", "c"]]}}),
        entry(6, what="skip", response={}),
        entry(7, what="reset", question_id="", response={"hides": ["a" * 32], "series": "c" * 32}),
    ]
    bundle = transfer.read(transfer.write(entries, LEARNER))
    assert list(bundle.entries) == entries
    assert bundle.learner == LEARNER
    assert bundle.questions == 4
    assert bundle.made_at


def test_a_person_can_read_the_file() -> None:
    raw = transfer.write([entry(1), entry(2)], LEARNER)
    lines = raw.decode().splitlines()
    assert any('"text 1"' in line and '"text 2"' not in line for line in lines)
    assert transfer.file_name(raw).endswith(".json")


def test_a_large_file_is_packed_and_passes_jupyters_limit() -> None:
    entries = [entry(n, response={"text": f"some words {n} " * 40}) for n in range(1, 12_000)]
    raw = transfer.write(entries, LEARNER)
    assert raw[:2] == b"\x1f\x8b"
    assert len(raw) < 9_000_000
    assert transfer.file_name(raw).endswith(".json.gz")
    assert list(transfer.read(raw).entries) == entries


def test_a_plain_file_that_somebody_packed_or_marked_is_read() -> None:
    raw = transfer.write([entry(1)], LEARNER)
    assert transfer.read(gzip.compress(raw)).entries == (entry(1),)
    assert transfer.read(b"\xef\xbb\xbf" + raw).entries == (entry(1),)
    assert transfer.read(raw.replace(b"\n", b"\r\n")).entries == (entry(1),)


def test_an_entry_that_could_not_be_read_back_does_not_spoil_the_file() -> None:
    raw = transfer.write([entry(1), entry(2, answer_id="not hex"), entry(3)], LEARNER)
    assert [e.clock for e in transfer.read(raw).entries] == [1, 3]


def test_a_file_of_version_1_is_read() -> None:
    content = json.loads(transfer.write([entry(1)], LEARNER))
    del content["learner"]
    content["schema"] = 1
    content["checksum"] = transfer._checksum(content)
    bundle = transfer.read(json.dumps(content).encode())
    assert bundle.entries == (entry(1),)
    assert bundle.learner == ""


def zipped(raw: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("answers.json", raw)
    return out.getvalue()


GOOD = transfer.write([entry(1), entry(2)], LEARNER)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "not_ours"),
        (b"Dear Sir or Madam", "not_ours"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_ours"),
        (b"\xff\xfe{\x00}\x00", "not_ours"),
        (zipped(GOOD), "not_ours"),
        (b"{}", "not_ours"),
        (b"[]", "not_ours"),
        (b"null", "not_ours"),
        (b'"friend-request-answers"', "not_ours"),
        (b'{"format": ["friend-request-answers"]}', "not_ours"),
        (json.dumps({"cells": [], "nbformat": 4}).encode(), "not_ours"),
        (GOOD[: len(GOOD) // 2], "broken"),
        (GOOD[:-3], "broken"),
        (gzip.compress(GOOD)[:-9], "broken"),
        (gzip.compress(GOOD)[:40] + b"xxxx" + gzip.compress(GOOD)[44:], "broken"),
        (gzip.compress(GOOD) + gzip.compress(GOOD), "broken"),
        (b"\x1f\x8b", "broken"),
        (GOOD.replace(b"text 1", b"text 9"), "changed"),
        (GOOD.replace(b'"clock": 1', b'"clock": 5'), "changed"),
        (GOOD.replace(b'"checksum": "', b'"checksum": "0'), "changed"),
        (GOOD.replace(b'"count": 2', b'"count": 2,\n"count": 2'), "changed"),
        (b"[" * 200_000, "changed"),
        (b'{"format":' * 100_000, "changed"),
        (edited({"course": "another course"}), "other_course"),
        (edited({"schema": 3}), "newer"),
        (edited({"schema": "2"}), "changed"),
        (edited({"schema": True}), "changed"),
        (edited({"schema": 0}), "changed"),
        (edited({"learner": "Jane Doe"}), "changed"),
        (edited({"learner": None}), "changed"),
        (edited({"made_at": "yesterday"}), "changed"),
        (edited({"made_at": "2026-13-45T00:00:00Z"}), "changed"),
        (edited({"count": 3}), "changed"),
        (edited({"entries": {}}), "changed"),
        (edited({"entries": [1, 2]}), "changed"),
        (edited({"entries": [[], []]}), "changed"),
        (edited({"run": "import os"}), "changed"),
        (edited(more="x"), "changed"),
        (edited(person="c" * 32), "changed"),
        (edited(answer_id=f"{2:032x}"), "changed"),
        (edited(answer_id="../../etc/passwd"), "changed"),
        (edited(answer_id=7), "changed"),
        (edited(series="x' OR 1=1 --"), "changed"),
        (edited(clock=-1), "changed"),
        (edited(clock=1.5), "changed"),
        (edited(clock=True), "changed"),
        (edited(clock="1"), "changed"),
        (edited(clock=None), "changed"),
        (edited(what="person"), "changed"),
        (edited(what=""), "changed"),
        (edited(what="DROP TABLE log"), "changed"),
        (edited(question_id="q" * 201), "changed"),
        (edited(question_id="<b>"), "changed"),
        (edited(kind=["reflect"]), "changed"),
        (edited(option_ids="x"), "changed"),
        (edited(option_ids=[{}]), "changed"),
        (edited(option_ids=["x"] * 201), "changed"),
        (edited(response=[]), "changed"),
        (edited(response={"choice": ["x"]}), "changed"),
        (edited(response={"choice": None}), "changed"),
        (edited(response={"text": {"$ref": "x"}}), "changed"),
        (edited(response={"rubric": {"warm": "2"}}), "changed"),
        (edited(response={"rubric": {"warm": True}}), "changed"),
        (edited(response={"ratings": {"a": 1}}), "changed"),
        (edited(response={"order": "abc"}), "changed"),
        (edited(response={"x": [[[[[[[1]]]]]]]}), "changed"),
        (edited(response={"x": list(range(3000))}), "changed"),
        (edited(response={"value": 10**40}), "changed"),
        (edited(what="reset", response={"hides": "all"}), "changed"),
        (edited(what="reset", response={"hides": [1]}), "changed"),
        (edited(answered_at="soon"), "changed"),
        (edited(answered_at="2026-02-31T00:00:00Z"), "changed"),
        (edited().replace(b'"text 1"', b"NaN"), "changed"),
        (edited().replace(b'"text 1"', b"1" * 5000), "broken"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_refused(content: bytes, expected: str) -> None:
    assert refusal(content) == expected


def test_bombs_are_refused_without_being_unpacked() -> None:
    import tracemalloc

    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = GOOD[:200]
    bomb = packer.compress(head)
    for _ in range(120):
        bomb += packer.compress(b" " * 1_000_000)
    bomb += packer.flush()
    assert len(bomb) < 1_000_000
    tracemalloc.start()
    try:
        assert refusal(bomb) == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 3 * transfer.MAX_BYTES
    finally:
        tracemalloc.stop()


def test_limits_of_size_and_number(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = transfer.write([entry(n) for n in range(1, 12)], LEARNER)
    monkeypatch.setattr(transfer, "MAX_ENTRIES", 10)
    assert refusal(raw) == "too_large"
    monkeypatch.setattr(transfer, "MAX_BYTES", 1000)
    assert refusal(raw) == "too_large"
    assert refusal(gzip.compress(raw)) == "too_large"


def test_markup_in_a_reflection_stays_text(tmp_path: Path) -> None:
    text = "<img src=x onerror=alert(1)> **bold** [a](javascript:alert(1))"
    store = Store(tmp_path / "p.sqlite3")
    raw = transfer.write([entry(1, response={"text": text})], LEARNER)
    store.merge(transfer.read(raw).entries)
    found = store.latest("case.q1")
    assert found is not None
    assert found.response == {"text": text}


def test_half_characters_in_a_file_are_refused() -> None:
    raw = GOOD.replace(b"text 1", b"text \\ud800")
    assert refusal(raw) == "changed"


def test_a_clock_beyond_what_a_file_can_hold(tmp_path: Path) -> None:
    bundle = transfer.read(edited(clock=10**25))
    store = Store(tmp_path / "p.sqlite3")
    assert store.merge(bundle.entries).new == 2
    after = store.append("answer", "case.q1", {"text": "after"}, kind="reflect")
    assert store.latest("case.q1") == after


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
