"""Small questions and cases for tests, and a hand that works the widgets."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from friend_request.content import Case, parse_question
from friend_request.scenes import scene_after

CITE = [{"clause": "nasw-1.06c"}]
CLAUSE = {"clause": "nasw-1.06c", "binds": "members"}


def _option(id_: str, verdict: str, **more: Any) -> dict[str, Any]:
    made = {"id": id_, "text": f"Do {id_}", "verdict": verdict, "because": f"Because {id_}."}
    if verdict == "violation":
        made["violates"] = CLAUSE
    return {**made, **more}


def graded(kind: str, *verdicts: str, **more: Any) -> dict[str, Any]:
    """A graded question with options a, b, c ... of these verdicts."""
    return {
        "id": f"sample.{kind.replace('_', '-')}",
        "kind": kind,
        "objective": "01.o1",
        "stem": "What now?",
        "key_basis": "authors",
        "cites": CITE,
        "options": [_option("abcdefgh"[n], v) for n, v in enumerate(verdicts)],
        **more,
    }


RAW: dict[str, dict[str, Any]] = {
    "best_action": graded("best_action", "risky", "best", "defensible", "violation"),
    "rate_actions": graded("rate_actions", "best", "defensible", "risky", "violation"),
    "select_all": graded("select_all", "best", "best", "defensible", "risky", "violation"),
    "put_in_order": {
        **graded("put_in_order"),
        "options": [
            {"id": i, "text": f"Step {i}", "because": "So.", "position": p}
            for i, p in (("a", 1), ("b", 2), ("c", 2), ("d", 3))
        ],
    },
    "match": {
        **graded("match"),
        "targets": [{"id": "x", "text": "X"}, {"id": "y", "text": "Y"}],
        "options": [
            {"id": i, "text": i, "match": m, "because": "So."}
            for i, m in (("a", "x"), ("b", "y"), ("c", "x"))
        ],
    },
    "numeric": {
        **{k: v for k, v in graded("numeric").items() if k != "options"},
        "answer": {"value": 48, "tolerance": 0.5, "unit": "%"},
        "because": "It is 48%.",
        "near": [{"value": 52, "tolerance": 1, "because": "The other way round."}],
    },
    "poll": {
        "id": "sample.poll",
        "kind": "poll",
        "objective": "01.o1",
        "stem": "And you?",
        "options": [{"id": i, "text": i} for i in "abc"],
    },
    "reflect": {
        "id": "sample.reflect",
        "kind": "reflect",
        "objective": "01.o1",
        "stem": "Write.",
        "model_answer": "Something.",
    },
    "write_reply": {
        "id": "sample.write-reply",
        "kind": "write_reply",
        "objective": "01.o1",
        "stem": "Reply.",
        "to": "Someone, 16",
        "channel": "A text",
        "models": [{"id": i, "title": i, "text": i, "why": i} for i in "ab"],
    },
}

# What scores 1, or is complete where nothing is scored.
KEY: dict[str, dict[str, Any]] = {
    "best_action": {"choice": "b"},
    "rate_actions": {
        "ratings": {"a": "best", "b": "defensible", "c": "risky", "d": "violation"},
    },
    "select_all": {"chosen": ["a", "b"]},
    "put_in_order": {"order": ["a", "c", "b", "d"]},
    "match": {"pairs": {"a": "x", "b": "y", "c": "x"}},
    "numeric": {"value": "48"},
    "poll": {"choice": "a"},
    "reflect": {"text": "Words."},
    "write_reply": {"draft": "Words."},
}


def question(kind: str, **more: Any) -> Any:
    """A question of this kind; `more` replaces keys."""
    return parse_question({**copy.deepcopy(RAW[kind]), **more})


def scene(id_: str, *choices: tuple[str, str] | tuple[str, str, str]) -> dict[str, Any]:
    """A scene whose choices are (id, to) or (id, to, verdict)."""
    return {
        "id": id_,
        "title": f"Scene {id_}",
        "text": f"In {id_}.",
        "objective": "01.o1",
        "key_basis": "authors",
        "cites": CITE,
        "choices": [
            {**_option(c[0], c[2] if len(c) > 2 else "best"), "to": c[1], "told": f"You {c[0]}."}
            for c in choices
        ],
    }


def ending(id_: str, *people: str) -> dict[str, Any]:
    """A scene in which the case ends."""
    return {
        "id": id_,
        "text": f"In {id_}.",
        "ending": {
            "title": f"End {id_}",
            "people": [{"who": who, "what": "Is well."} for who in people or ("Ann", "Bo")],
            "debrief": "Think of it.",
        },
    }


def case_of(*scenes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A case with these scenes, as it stands in a file."""
    return {
        "id": "sample",
        "title": "Sample",
        "minutes": 5,
        "setting": "A house",
        "role": "worker",
        "client": {"age": "17", "relationship": "former"},
        "platform": "A chat",
        "objectives": ["01.o1"],
        "story": "It begins.",
        "review_by": "2027-11-01",
        "scenes": list(scenes),
        **more,
    }


def branching() -> Case:
    """A small branching case with a loop that has a way out.

    From `start` one goes to `talk` (best), or by `wait` (risky), from which one can come back.
    """
    return Case.model_validate(
        case_of(
            scene("start", ("ask", "talk"), ("put-off", "wait", "risky")),
            scene("wait", ("return", "start", "defensible"), ("give-up", "cold", "violation")),
            scene("talk", ("listen", "warm", "defensible"), ("lecture", "cold", "risky")),
            ending("warm"),
            ending("cold"),
        )
    )


def good_scenes() -> list[dict[str, Any]]:
    """The least that a branching case can be: one decision and two endings."""
    return [
        scene("start", ("ask", "warm"), ("leave", "cold", "risky")),
        ending("warm"),
        ending("cold"),
    ]


def every_path(case: Case, longest: int) -> Iterator[list[tuple[str, str]]]:
    """The paths to an ending of at most so many choices."""
    waiting: list[list[tuple[str, str]]] = [[]]
    while waiting:
        path = waiting.pop()
        at = scene_after(case, path)
        if at.ending:
            yield path
        elif len(path) < longest:
            waiting += [[*path, (at.id, c.id)] for c in at.choices]


# --- Working the widgets ---------------------------------------------------------------------


def act(form: Any, action: str, arg: str = "", **values: Any) -> dict[str, Any]:
    """Do what the browser does when a button is pressed; returns what is drawn then."""
    form._receive(form, {"type": "act", "action": action, "arg": arg, "values": values}, [])
    return dict(form.spec)


def words_of(node: Any) -> str:
    """All the text in nodes, with spaces between."""
    if isinstance(node, str):
        return node
    inside = node if isinstance(node, list) else node.get("c", [])
    return " ".join(words_of(child) for child in inside)


def find(node: Any, **wanted: str) -> list[dict[str, Any]]:
    """Nodes that have these attributes, or this element (`t`)."""
    if isinstance(node, str):
        return []
    if isinstance(node, list):
        return [found for child in node for found in find(child, **wanted)]
    attributes = {**node.get("a", {}), "t": node["t"]}
    mine = all(attributes.get(k.replace("_", "-").strip("-")) == v for k, v in wanted.items())
    return [*([node] if mine else []), *find(node.get("c", []), **wanted)]


def buttons(form: Any) -> list[str]:
    """The labels of the buttons, in order."""
    return [words_of(b) for b in find(form.spec["nodes"], t="button")]
