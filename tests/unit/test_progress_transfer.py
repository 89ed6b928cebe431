"""The file that a learner takes along: made, and read with suspicion."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from pathlib import Path

import pytest

from friend_request.progress import Store, transfer
from friend_request.progress.transfer import Refused
from friend_request.words import words
from tests.unit.transfer_samples import GOOD, LEARNER, edited, entry

KEYS = (
    "not_ours",
    "other_course",
    "newer",
    "changed",
    "broken",
    "too_large",
)


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        transfer.read(content)
    assert words(caught.value.key)
    return caught.value.key.removeprefix("progress.refused.")


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
