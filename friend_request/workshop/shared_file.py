"""A file of answers that a learner may hand to a facilitator: what stands in it, and in what form.

It holds what was chosen and nothing that was written: the first answer to each question, before
its reasons were read, and the check before and after the course. No times, no role or country, no
confidence, no later answers. The number in it is made anew for each file, so that one file handed
in twice counts once and two files of one person can't be tied together.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from friend_request.content.forms import FormName
from friend_request.words import words

FORMAT = "friend-request-shared-answers"
COURSE = "friend-request"
SCHEMA = 1
# A number that nobody means as an answer could be somebody's telephone number.
LARGEST_NUMBER = 1_000_000
KINDS = ("best_action", "poll", "select_all", "rate_actions", "put_in_order", "match", "numeric")

VERSION = re.compile(r"[0-9a-f]{0,12}")


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


def checksum(content: dict[str, Any]) -> str:
    """The checksum of a file's content, whatever its `checksum` says."""
    kept = {key: value for key, value in content.items() if key != "checksum"}
    raw = json.dumps(kept, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(raw.encode()).hexdigest()
