"""Reading the files of answers that learners hand to a facilitator, thirty at once.

A file that comes in may be damaged, changed, of another kind or made to do harm. Each is read by
itself, within limits, and checked in every part; one that is not as it must be is named and left
out, and the others count. Nothing in it is run, and there is no text in it to show.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from friend_request.before_after import MOMENTS
from friend_request.content import VERDICTS
from friend_request.content.forms import FORMS
from friend_request.progress.transfer import FORMAT as PROGRESS_FORMAT
from friend_request.words import words
from friend_request.workshop.shared_file import (
    COURSE,
    FORMAT,
    KINDS,
    LARGEST_NUMBER,
    SCHEMA,
    VERSION,
    NotShared,
    SharedAnswer,
    SharedAnswers,
    SharedFile,
    SharedForm,
    checksum,
)

MAX_BYTES = 1024 * 1024
MAX_FILES = 5_000
MAX_ANSWERS = 2_000

_HEX = re.compile(r"[0-9a-f]{32}")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*")
_OPTION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HEAD = {"format", "course", "schema", "number", "answers", "forms", "checksum"}


def _must(condition: object, what: str) -> None:
    if not condition:
        raise NotShared("damaged", what)


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 130 and pattern.fullmatch(value) is not None


def _ids(value: Any) -> bool:
    return (
        isinstance(value, list)
        and 0 < len(value) <= 20
        and all(_matches(_OPTION, each) for each in value)
        and len(set(value)) == len(value)
    )


def _response(kind: str, value: Any) -> dict[str, Any]:
    """A response with exactly the part that its kind has, or a refusal."""
    part = {"best_action": "choice", "poll": "choice", "select_all": "chosen",
            "rate_actions": "ratings", "put_in_order": "order", "match": "pairs",
            "numeric": "value"}[kind]  # fmt: skip
    _must(isinstance(value, dict) and set(value) == {part}, "a response")
    given = value[part]
    if part == "choice":
        good = _matches(_OPTION, given)
    elif part in ("chosen", "order"):
        good = _ids(given)
    elif part == "value":
        good = type(given) in (int, float) and math.isfinite(given) and abs(given) <= LARGEST_NUMBER
    else:
        good = isinstance(given, dict) and _ids(list(given))
        allowed = VERDICTS if part == "ratings" else None
        good = good and all(
            each in allowed if allowed else _matches(_OPTION, each) for each in given.values()
        )
    _must(good, "a response")
    return dict(value)


def _read_answers(value: Any) -> tuple[SharedAnswer, ...]:
    _must(isinstance(value, list) and len(value) <= MAX_ANSWERS, "answers")
    made = []
    for line in value:
        _must(isinstance(line, dict), "an answer")
        skipped = "skipped" in line
        keys = {"question", "kind", "version", "skipped" if skipped else "response"}
        _must(set(line) == keys and line.get("skipped", True) is True, "an answer's keys")
        _must(_matches(_ID, line["question"]) and line["kind"] in KINDS, "an answer's question")
        _must(_matches(VERSION, line["version"]), "an answer's version")
        response = None if skipped else _response(line["kind"], line["response"])
        made.append(SharedAnswer(line["question"], line["kind"], line["version"], response))
    _must(len({each.question_id for each in made}) == len(made), "a question stands twice")
    return tuple(made)


def _no_constant(name: str) -> Any:
    raise NotShared("damaged", f"{name} is no number")


def read(content: bytes, name: str = "") -> SharedFile:
    """Read one file.

    Args:
        content: its bytes.
        name: its name.

    Raises:
        NotShared: if anything is not as it must be; nothing else.
    """
    if len(content) > MAX_BYTES:
        raise NotShared("too_large")
    ours = FORMAT.encode() in content[:200]
    if content[:2] == b"\x1f\x8b" or PROGRESS_FORMAT.encode() in content[:200]:
        # Told from the first bytes alone: what a learner wrote for themselves is not read.
        raise NotShared("progress")
    try:
        loaded = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        if isinstance(error, NotShared):
            raise
        raise NotShared("damaged" if ours else "not_ours", str(error)) from None
    if not isinstance(loaded, dict) or loaded.get("format") != FORMAT:
        raise NotShared("not_ours")
    if type(loaded.get("schema")) is int and loaded["schema"] > SCHEMA:
        raise NotShared("newer")
    try:
        right = loaded.get("checksum") == checksum(loaded)
    except (ValueError, RecursionError):
        right = False
    _must(right, "checksum")
    _must(set(loaded) | {"synthetic"} == _HEAD | {"synthetic"}, "keys")
    _must(loaded["course"] == COURSE, "course")
    _must(type(loaded["schema"]) is int and loaded["schema"] == SCHEMA, "schema")
    _must(_matches(_HEX, loaded["number"]), "number")
    _must(loaded.get("synthetic", True) is True, "synthetic")
    forms = loaded["forms"]
    _must(isinstance(forms, dict) and set(forms) <= set(MOMENTS), "forms")
    made = {}
    for moment, each in forms.items():
        _must(isinstance(each, dict) and set(each) == {"form", "answers"}, "a form")
        _must(each["form"] in FORMS, "a form's name")
        made[moment] = SharedForm(each["form"], _read_answers(each["answers"]))
    return SharedFile(
        name, loaded["number"], _read_answers(loaded["answers"]), made, "synthetic" in loaded
    )


def read_shared(folder: Path | str) -> SharedAnswers:
    """Read every file of shared answers in a folder.

    A file that is damaged, changed, too large, of another kind, or handed in twice is named with
    the reason and left out; the others count.

    Args:
        folder: where the files are; those ending in `.json` or `.gz` are looked at.

    Raises:
        ValueError: if there is no such folder, or it has more than `MAX_FILES` such files.
    """
    place = Path(folder)
    if not place.is_dir():
        raise ValueError(f"There is no folder {str(folder)!r}. Give the one with the shared files.")
    paths = sorted(each for each in place.iterdir() if each.suffix in (".json", ".gz"))
    if len(paths) > MAX_FILES:
        raise ValueError(f"{len(paths)} files are more than a workshop has: {MAX_FILES} at most.")
    return collect((path.name, _bytes(path)) for path in paths)


def _bytes(path: Path) -> bytes | None:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError:
        return None


def collect(contents: Iterable[tuple[str, bytes | None]]) -> SharedAnswers:
    """Read files that are given as (name, bytes); None stands for one that can't be opened."""
    files: list[SharedFile] = []
    problems = []
    seen: dict[str, str] = {}
    for name, content in contents:
        try:
            if content is None:
                raise NotShared("damaged")
            each = read(content, name)
        except NotShared as error:
            problems.append((name, words(error.key)))
            continue
        if each.number in seen:
            problems.append((name, words("share.refused.twice", name=seen[each.number])))
            continue
        seen[each.number] = name
        files.append(each)
    return SharedAnswers(tuple(files), tuple(problems))
