"""The file that a learner takes along: writing it, and reading one with suspicion.

The file is JSON (compressed when it is large), with the course's name, the version of its form, a
checksum and every entry. A file that comes in may be damaged, edited, huge, of another course or
made to do harm: it is read within limits, each part is checked, and whatever is not as it must be
refuses the whole file. Nothing in it is executed, and its texts stay texts.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from friend_request.progress.entry import WAITING, Entry, clean, course_version

FORMAT = "friend-request-answers"
COURSE = "friend-request"
SCHEMA = 2
# Jupyter passes messages of 10 MB at most between the browser and the kernel.
PLAIN_BYTES = 4 * 1024 * 1024
# A few bytes of JSON can become a hundred in memory, and a shared server gives a kernel 1 or 2 GB.
MAX_BYTES = 32 * 1024 * 1024
MAX_ENTRIES = 100_000
MAX_DEPTH = 6
MAX_PARTS = 2_000

_HEX = re.compile(r"[0-9a-f]{32}")
_WORD = re.compile(r"[a-z][a-z_]{0,29}")
_NAME = re.compile(r"[\w.:/@ -]{0,200}")
_SHORT = re.compile(r"[\w.+-]{0,60}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_KEYS = {
    "answer_id",
    "clock",
    "series",
    "what",
    "question_id",
    "kind",
    "option_ids",
    "response",
    "content_version",
    "course_version",
    "answered_at",
}
_HEAD = {
    "format",
    "course",
    "schema",
    "course_version",
    "made_at",
    "learner",
    "count",
    "entries",
    "checksum",
}


class Refused(Exception):
    """A file is not loaded. `key` names the phrase that says why; nothing has changed."""

    def __init__(self, key: str, detail: str = ""):
        self.key, self.detail = f"progress.refused.{key}", detail
        super().__init__(f"{key}: {detail}")


@dataclass(frozen=True)
class Bundle:
    """What a file holds, checked.

    Attributes:
        entries: first to last.
        learner: the random id of whoever made it, or empty in a file of version 1.
        made_at: when it was made, UTC, ISO 8601; empty if the file does not say.
    """

    entries: tuple[Entry, ...]
    learner: str
    made_at: str

    @property
    def questions(self) -> int:
        """How many questions it has answers to."""
        return len({e.question_id for e in self.entries if e.what in ("answer", "skip")})


# -- writing


def _canonical(value: Any) -> bytes:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(
        _canonical({key: value for key, value in content.items() if key != "checksum"})
    ).hexdigest()


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "answer_id": entry.answer_id,
        "clock": entry.clock,
        "series": entry.series,
        "what": entry.what,
        "question_id": clean(entry.question_id),
        "kind": clean(entry.kind),
        "option_ids": clean(entry.option_ids),
        "response": clean(entry.response),
        "content_version": entry.content_version,
        "course_version": entry.course_version,
        "answered_at": entry.answered_at,
    }


def _loadable(line: dict[str, Any]) -> bool:
    """Whether an entry can be read back. One that can't would spoil the whole file."""
    try:
        _entry(line)
    except Refused:
        return False
    return True


def write(entries: Iterable[Entry], learner: str, now: datetime | None = None) -> bytes:
    """Make the file.

    Args:
        entries: as `Store.entries` gives them.
        learner: `Store.learner()`.
        now: when; by default the present.

    Returns:
        UTF-8 JSON that a person can read, or the same compressed with gzip if it is large.
    """
    lines = [line for line in map(_line, entries) if _loadable(line)]
    content = {
        "format": FORMAT,
        "course": COURSE,
        "schema": SCHEMA,
        "course_version": course_version(),
        "made_at": (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "learner": learner,
        "count": len(lines),
        "entries": lines,
    }
    content["checksum"] = _checksum(content)
    # One entry on each line, so that a person can read it.
    rows = ",\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    parts = [
        f'"{key}": ' + (f"[\n{rows}\n]" if key == "entries" else json.dumps(value))
        for key, value in content.items()
    ]
    raw = ("{\n" + ",\n".join(parts) + "\n}\n").encode()
    if len(raw) <= PLAIN_BYTES:
        return raw
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(raw) + packer.flush()


def file_name(content: bytes, now: datetime | None = None) -> str:
    """A name for the file: `friend-request-answers-2027-03-01.json`, or `.json.gz`."""
    day = (now or datetime.now(UTC)).strftime("%Y-%m-%d")
    return f"{FORMAT}-{day}.json{'.gz' if _is_packed(content) else ''}"


# -- reading


def _is_packed(content: bytes) -> bool:
    return content[:2] == b"\x1f\x8b"


def _unpack(content: bytes) -> bytes:
    """Unpack gzip, never beyond the limit, whatever the file says of its size."""
    unpacker = zlib.decompressobj(31)
    try:
        raw = unpacker.decompress(content, MAX_BYTES + 1)
    except zlib.error as error:
        raise Refused("broken", str(error)) from None
    if len(raw) > MAX_BYTES:
        raise Refused("too_large")
    if not unpacker.eof or unpacker.unused_data:
        raise Refused("broken", "the packed data end too early or go on too long")
    return raw


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose keys each stand once."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Refused("changed", "a key stands twice")
    return made


def _no_constant(name: str) -> Any:
    raise Refused("changed", f"{name} is no number")


def read(content: bytes) -> Bundle:
    """Read a file that a learner has loaded.

    Args:
        content: the file's bytes.

    Returns:
        What is in it, checked in every part.

    Raises:
        Refused: if anything is not as it must be; nothing else.
    """
    if not content:
        raise Refused("not_ours", "empty")
    if len(content) > MAX_BYTES:
        raise Refused("too_large")
    raw = _unpack(content) if _is_packed(content) else content
    try:
        loaded = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant
        )
    except RecursionError:
        raise Refused("changed", "nested too deeply") from None
    except UnicodeDecodeError as error:
        raise Refused("not_ours", str(error)) from None
    except ValueError as error:
        # Ours begins like this: so it was ours, and is cut off or damaged.
        ours = FORMAT.encode() in raw[:200]
        raise Refused("broken" if ours else "not_ours", str(error)) from None
    return _bundle(loaded)


def _bundle(loaded: Any) -> Bundle:
    if not isinstance(loaded, dict) or loaded.get("format") != FORMAT:
        raise Refused("not_ours", "another format")
    if loaded.get("course") != COURSE:
        raise Refused("other_course")
    schema = loaded.get("schema")
    if type(schema) is not int or schema < 1:
        raise Refused("changed", "schema")
    if schema > SCHEMA:
        raise Refused("newer")
    try:
        right = loaded.get("checksum") == _checksum(loaded)
    except (ValueError, RecursionError):
        right = False
    if not right:
        raise Refused("changed", "checksum")
    if not set(loaded) <= _HEAD:
        raise Refused("changed", "unknown keys")
    learner, made_at, lines = (loaded.get(k) for k in ("learner", "made_at", "entries"))
    if learner is None and schema == 1:
        learner = ""
    _must(learner == "" or _matches(_HEX, learner), "learner")
    _must(made_at is None or _is_time(made_at), "made_at")
    _must(isinstance(lines, list) and loaded.get("count") == len(lines), "count")
    if len(lines) > MAX_ENTRIES:
        raise Refused("too_large", "entries")
    entries = [_entry(line) for line in lines]
    _must(len({e.answer_id for e in entries}) == len(entries), "an id stands twice")
    return Bundle(tuple(sorted(entries, key=lambda e: e.order)), learner, made_at or "")


def _must(condition: object, what: str) -> None:
    if not condition:
        raise Refused("changed", what)


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_time(value: Any) -> bool:
    if not _matches(_TIME, value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _entry(line: Any) -> Entry:
    _must(isinstance(line, dict) and set(line) == _KEYS, "an entry's keys")
    _must(_matches(_HEX, line["answer_id"]), "answer_id")
    _must(_matches(_HEX, line["series"]), "series")
    _must(_matches(_WORD, line["what"]) and line["what"] != "person", "what")
    _must(_matches(_NAME, line["question_id"]), "question_id")
    for name in ("kind", "content_version", "course_version"):
        _must(_matches(_SHORT, line[name]), name)
    _must(line["answered_at"] == "" or _is_time(line["answered_at"]), "answered_at")
    clock = line["clock"]
    _must(type(clock) is int and clock >= 0, "clock")
    ids = line["option_ids"]
    _must(isinstance(ids, list) and len(ids) <= 200, "option_ids")
    _must(all(isinstance(x, str) and len(x) <= 400 for x in ids), "option_ids")
    response = line["response"]
    _must(isinstance(response, dict), "response")
    _measure(response)
    if line["what"] != "setting":
        for name, fits in _SHAPES.items():
            _must(name not in response or fits(response[name]), f"response.{name}")
    if line["what"] in ("reset", "restore"):
        hides = response.get("hides")
        _must(isinstance(hides, list) and all(_matches(_HEX, x) for x in hides), "hides")
    return Entry(**{**line, "option_ids": tuple(ids), "clock": min(clock, WAITING)})


def _measure(value: Any) -> None:
    """Refuse what is nested too deeply or has too many parts, and numbers without end."""
    parts, level = 0, [value]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for each in level:
            if isinstance(each, float):
                _must(math.isfinite(each), "a number without end")
            elif type(each) is int:
                _must(abs(each) < 10**30, "a number too large")
            elif isinstance(each, dict):
                below += each.values()
            elif isinstance(each, list):
                below += each
        parts += len(below)
        _must(parts <= MAX_PARTS, "too many parts")
        if not below:
            return
        level = below
    raise Refused("changed", "nested too deeply")


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _text_to_text(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_text, value.values()))


def _points(value: Any) -> bool:
    return isinstance(value, dict) and all(type(x) is int for x in value.values())


def _number(value: Any) -> bool:
    return isinstance(value, str) or type(value) in (int, float)


# What the parts of an answer must be, so that whatever draws it can rely on that. A setting's value
# can be anything; who reads one looks whether it is a known one.
_SHAPES: dict[str, Callable[[Any], bool]] = {
    "choice": _text,
    "ratings": _text_to_text,
    "chosen": _texts,
    "order": _texts,
    "pairs": _text_to_text,
    "value": _number,
    "text": _text,
    "draft": _text,
    "redraft": _text,
    "rubric": _points,
    "confidence": _text,
    "series": _text,
}
