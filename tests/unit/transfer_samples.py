"""Entries and the file that a learner takes along, for tests of what is let in."""

from __future__ import annotations

import json
import os
from typing import Any

from friend_request.progress import Entry, transfer

LEARNER = "b" * 32
# Syncing to a real disk is tried elsewhere; here it would only take long.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


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


GOOD = transfer.write([entry(1), entry(2)], LEARNER)
