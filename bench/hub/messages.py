"""What a browser sends for the course's forms, made from what Python asked it to draw.

The counterpart of `friend_request/widgets/form.js`, as far as a learner's answers go: `values`
gathers the controls as its `values()` does, `act` and `draft` are its messages. tests/unit/
test_deploy.py answers every kind of question with it, so that the load test sends what a form
understands.

Needs nothing but Python.
"""

from __future__ import annotations

import random
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

Spec = dict[str, Any]


def walk(nodes: list[Any]) -> Iterator[dict[str, Any]]:
    """Every element of a drawing, from top to bottom."""
    for node in nodes:
        if isinstance(node, dict):
            yield node
            yield from walk(node.get("c", []))


def _attributes(node: dict[str, Any]) -> dict[str, str]:
    return node.get("a", {})


def values(spec: Spec, chance: random.Random, token: str) -> dict[str, Any]:
    """Fill in every control and gather what they hold.

    Args:
        spec: what the form was asked to draw.
        chance: chooses among options.
        token: goes into every text, so that it can be found again on the disk.

    Returns:
        What form.js sends as `values`.
    """
    found: dict[str, Any] = {}
    radios: dict[str, list[str]] = {}
    for node in walk(spec["nodes"]):
        given = _attributes(node)
        field = given.get("data-field")
        if field is None:
            continue
        kind = given.get("type", "")
        if kind == "radio":
            radios.setdefault(field, []).append(given["value"])
        elif kind == "checkbox":
            found.setdefault(field, [])
            if chance.random() < 0.5:
                found[field].append(given["value"])
        elif node["t"] == "select":
            offered = [_attributes(one).get("value", "") for one in walk(node.get("c", []))]
            found[field] = chance.choice([one for one in offered if one])
        elif given.get("inputmode") == "decimal":
            found[field] = str(chance.randint(1, 99))
        elif kind != "file":
            found[field] = f"What I would say, in a few words. {token}"
    for field, offered in radios.items():
        found[field] = chance.choice(offered)
    for field, ticked in found.items():
        if ticked == []:
            # Nothing ticked is no answer.
            boxes = [
                a for a in map(_attributes, walk(spec["nodes"])) if a.get("type") == "checkbox"
            ]
            found[field] = [next(a["value"] for a in boxes if a.get("data-field") == field)]
    return found


def texts(spec: Spec) -> list[str]:
    """The fields whose drafts are kept while one types."""
    return [
        _attributes(node)["data-field"]
        for node in walk(spec["nodes"])
        if "data-draft" in _attributes(node)
    ]


def main_button(spec: Spec) -> tuple[str, str]:
    """(action, argument) of the button that answers.

    Raises:
        LookupError: if the form has none.
    """
    for node in walk(spec["nodes"]):
        given = _attributes(node)
        if node["t"] == "button" and "fr-primary" in given.get("class", "").split():
            return given["data-action"], given.get("data-arg", "")
    raise LookupError("a form without a main button")


def shows_result(spec: Spec) -> bool:
    """Whether the form shows that its question was answered."""
    marks = {"result", "first", "redraft"}
    return any(_attributes(node).get("id") in marks for node in walk(spec["nodes"]))


def act(action: str, arg: str, sent: dict[str, Any]) -> dict[str, Any]:
    """What form.js sends when a button is pressed."""
    return {"type": "act", "action": action, "arg": arg, "values": sent}


def draft(sent: dict[str, Any]) -> dict[str, Any]:
    """What form.js sends a moment after the last key."""
    return {"type": "draft", "values": sent}


def custom(model_id: str, content: dict[str, Any]) -> dict[str, Any]:
    """A widget's own message, as the content of a `comm_msg`."""
    return {"comm_id": model_id, "data": {"method": "custom", "content": content}}


def message(kind: str, content: dict[str, Any], session: str) -> dict[str, Any]:
    """A message of Jupyter's kernel protocol, version 5.3, on the shell channel."""
    return {
        "header": {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "session": session,
            "username": "",
            "version": "5.3",
            "date": datetime.now(UTC).isoformat(),
        },
        "parent_header": {},
        "metadata": {},
        "content": content,
        "buffers": [],
        "channel": "shell",
    }


def execute(code: str, session: str) -> dict[str, Any]:
    """Run a cell, as Run All does."""
    content = {
        "code": code,
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": True,
        "stop_on_error": True,
    }
    return message("execute_request", content, session)


def question_of(source: str) -> str | None:
    """The id of the question that a cell shows, or None."""
    if not re.search(r"^question\(", source, re.MULTILINE):
        return None
    found = re.search(r'"([a-z0-9-]+\.[a-z0-9.-]+)"', source)
    return found[1] if found else None


def leaves(value: Any) -> Counter[str]:
    """Every single thing that was chosen or written, whatever it stands in."""
    if isinstance(value, dict):
        return sum((leaves(each) for each in value.values()), Counter())
    if isinstance(value, list):
        return sum((leaves(each) for each in value), Counter())
    return Counter([str(value)])


def kept(sent: list[dict[str, Any]], on_disk: list[dict[str, Any]]) -> int:
    """How many of the answers sent to one question are on the disk, each counted once.

    Args:
        sent: the values of each.
        on_disk: the responses in the learner's file.
    """
    left = [leaves(response) for response in on_disk]
    count = 0
    for values_sent in sent:
        wanted = leaves(values_sent)
        for place, there in enumerate(left):
            if not wanted - there:
                del left[place]
                count += 1
                break
    return count
