"""The file of answers that a learner may hand to a facilitator: making it, and reading thirty.

It holds what was chosen and nothing that was written: the first answer to each question, before
its reasons were read, and the check before and after the course. No times, no role or country, no
confidence, no later answers. The number in it is made anew for each file, so that one file handed
in twice counts once and two files of one person can't be tied together.

A file that comes in may be damaged, changed, of another kind or made to do harm. Each is read by
itself, within limits, and checked in every part; one that is not as it must be is named and left
out, and the others count. Nothing in it is run, and there is no text in it to show.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from friend_request import progress
from friend_request.before_after import MOMENTS, form_of
from friend_request.content import VERDICTS, ContentError, load_question
from friend_request.content.forms import FORMS, FormName, load_blueprint
from friend_request.progress.transfer import FORMAT as PROGRESS_FORMAT
from friend_request.questions import ResponseError, judge, read_number
from friend_request.spacing import visible
from friend_request.words import words

FORMAT = "friend-request-shared-answers"
COURSE = "friend-request"
SCHEMA = 1
MAX_BYTES = 1024 * 1024
MAX_FILES = 5_000
MAX_ANSWERS = 2_000
# A number that nobody means as an answer could be somebody's telephone number.
LARGEST_NUMBER = 1_000_000
KINDS = ("best_action", "poll", "select_all", "rate_actions", "put_in_order", "match", "numeric")

_HEX = re.compile(r"[0-9a-f]{32}")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*")
_OPTION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERSION = re.compile(r"[0-9a-f]{0,12}")
_HEAD = {"format", "course", "schema", "number", "answers", "forms", "checksum"}


@dataclass(frozen=True)
class SharedAnswer:
    """One answer, or that a question was skipped.

    Attributes:
        version: the question's `content_version` when it was answered; empty if not known.
        response: as `friend_request.questions` describes it, or None if it was skipped.
    """

    question_id: str
    kind: str
    version: str
    response: dict[str, Any] | None


@dataclass(frozen=True)
class SharedForm:
    """One form of the check: which, and its answers."""

    form: FormName
    answers: tuple[SharedAnswer, ...]


@dataclass(frozen=True)
class SharedFile:
    """What one learner shared.

    Attributes:
        name: the file's name; empty while it is made.
        number: random, of this file.
        answers: to questions of the lessons.
        forms: the check, by `before` and `after`.
        synthetic: whether it was made up for teaching.
    """

    name: str
    number: str
    answers: tuple[SharedAnswer, ...]
    forms: dict[str, SharedForm]
    synthetic: bool = False


@dataclass(frozen=True)
class SharedAnswers:
    """All files of a folder.

    Attributes:
        files: those that could be read, by name.
        problems: (file name, why it was left out).
    """

    files: tuple[SharedFile, ...]
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def synthetic(self) -> bool:
        """Whether any of it was made up for teaching."""
        return any(each.synthetic for each in self.files)

    def __repr__(self) -> str:
        key = "share.read_synthetic" if self.synthetic else "share.read"
        head = words(key, files=len(self.files), left=len(self.problems))
        return "\n".join([head, *(f"  {name}: {why}" for name, why in self.problems)])


class NotShared(ValueError):
    """A file is left out. `key` names the phrase that says why."""

    def __init__(self, key: str, detail: str = ""):
        self.key = f"share.refused.{key}"
        super().__init__(detail or key)


# -- making


def _only_chosen(question: Any, response: dict[str, Any]) -> dict[str, Any] | None:
    """The parts of a complete answer that were chosen; None if it has none, or is not complete.

    Built anew from the question's own option ids, so that nothing else can come along.
    """
    try:
        judge(question, response)
    except ResponseError:
        return None
    ids = [option.id for option in getattr(question, "options", [])]
    if question.kind in ("best_action", "poll"):
        return {"choice": response["choice"]}
    if question.kind == "select_all":
        return {"chosen": [each for each in ids if each in response["chosen"]]}
    if question.kind == "rate_actions":
        return {"ratings": {each: response["ratings"][each] for each in ids}}
    if question.kind == "put_in_order":
        return {"order": list(response["order"])}
    if question.kind == "match":
        return {"pairs": {each: response["pairs"][each] for each in ids}}
    if question.kind == "numeric":
        number = read_number(response["value"])
        return {"value": number} if abs(number) <= LARGEST_NUMBER else None
    return None


def _answer(entry: progress.Entry) -> SharedAnswer | None:
    try:
        question = load_question(entry.question_id)
    except ContentError:
        return None  # a scene, or a question that is no more
    if question.kind not in KINDS:
        return None
    version = entry.content_version if _VERSION.fullmatch(entry.content_version) else ""
    if entry.what == "skip":
        return SharedAnswer(question.id, question.kind, version, None)
    response = _only_chosen(question, entry.response)
    if response is None:
        return None
    return SharedAnswer(question.id, question.kind, version, response)


def gather(store: progress.Store) -> SharedFile:
    """Gather what a learner may share: see this module's description.

    Args:
        store: the learner's answers. Nothing is written to it.
    """
    forms = {}
    in_forms: set[str] = set()
    for moment in MOMENTS:
        form = form_of(store, moment)
        if form is not None:
            ids = load_blueprint().questions(form)
            in_forms.update(ids)
            given = store.answers()
            found = [_answer(given[each]) for each in ids if each in given]
            forms[moment] = SharedForm(form, tuple(each for each in found if each))
    first: dict[str, progress.Entry] = {}
    for entry in visible(store.entries()):
        if entry.what in ("answer", "skip") and entry.question_id not in in_forms:
            first.setdefault(entry.question_id, entry)
    # By id: the order in which they were given is nobody's business.
    answers = [_answer(first[each]) for each in sorted(first)]
    return SharedFile("", secrets.token_hex(16), tuple(each for each in answers if each), forms)


def _line(answer: SharedAnswer) -> dict[str, Any]:
    made: dict[str, Any] = {
        "question": answer.question_id,
        "kind": answer.kind,
        "version": answer.version,
    }
    if answer.response is None:
        return {**made, "skipped": True}
    return {**made, "response": answer.response}


def _checksum(content: dict[str, Any]) -> str:
    kept = {key: value for key, value in content.items() if key != "checksum"}
    raw = json.dumps(kept, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(raw.encode()).hexdigest()


def write(shared: SharedFile) -> bytes:
    """The file, as JSON that a person can read: one answer on each line."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "course": COURSE,
        "schema": SCHEMA,
        "number": shared.number,
        "answers": [_line(each) for each in shared.answers],
        "forms": {
            moment: {"form": each.form, "answers": [_line(answer) for answer in each.answers]}
            for moment, each in shared.forms.items()
        },
    }
    if shared.synthetic:
        content["synthetic"] = True
    content["checksum"] = _checksum(content)

    def rows(answers: list[Any]) -> str:
        return "[\n" + ",\n".join(json.dumps(each) for each in answers) + "\n]"

    parts = []
    for key, value in content.items():
        if key == "answers":
            shown = rows(value)
        elif key == "forms":
            inside = [
                f'"{moment}": {{"form": {json.dumps(each["form"])}, "answers": '
                f"{rows(each['answers'])}}}"
                for moment, each in value.items()
            ]
            shown = "{" + ", ".join(inside) + "}"
        else:
            shown = json.dumps(value)
        parts.append(f'"{key}": {shown}')
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def file_name(shared: SharedFile) -> str:
    """A name that says nothing of the person, and clashes with no other in one folder."""
    return f"friend-request-shared-{shared.number[:8]}.json"


# -- reading


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
        _must(_matches(_VERSION, line["version"]), "an answer's version")
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
        right = loaded.get("checksum") == _checksum(loaded)
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
