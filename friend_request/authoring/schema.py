"""JSON Schemas of the content files, from the models: editors complete keys and mark mistakes.

    python -m friend_request.authoring schema   # writes data/schema/

An editor that knows YAML (such as VS Code with Red Hat's YAML extension) takes the schema that a
file names in a line of its own:

    # yaml-language-server: $schema=../schema/case.json

The schema knows shapes only. `make content` also knows what a source, an objective or a path
through scenes is, and says it in words.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from friend_request.authoring.files import bring_up_to_date
from friend_request.authoring.problems import Problem
from friend_request.content import Case, Lesson, Quiz
from friend_request.content.forms import Blueprint
from friend_request.content.learning_paths import LearningPaths
from friend_request.paths import DATA
from friend_request.policies.models import Group, Settings
from friend_request.takeaways.models import Card, Decision, Outside, ReplyKit, Wallet

FOLDER = "schema"
# Each schema, its model, and the files of data/ that it describes.
SCHEMAS: dict[str, tuple[type[BaseModel], str]] = {
    "case": (Case, "cases/*.yaml"),
    "quiz": (Quiz, "quizzes/*.yaml"),
    "lesson": (Lesson, "lessons/*.yaml"),
    "forms": (Blueprint, "forms.yaml"),
    "paths": (LearningPaths, "paths.yaml"),
    "policy": (Group, "policy/[!s]*.yaml"),
    "policy-settings": (Settings, "policy/settings.yaml"),
    "card": (Card, "takeaways/cards/[0-9][0-9].yaml"),
    "wallet": (Wallet, "takeaways/cards/scares-me.yaml"),
    "decision": (Decision, "takeaways/decision.yaml"),
    "outside": (Outside, "takeaways/outside.yaml"),
    "reply-kit": (ReplyKit, "takeaways/reply_kit.yaml"),
}
_DRAFT = "http://json-schema.org/draft-07/schema#"
MODELINE = re.compile(r"^#\s*yaml-language-server:\s*\$schema=(\S+)\s*$")

# What an editor shows beside a key. Keys that say enough by their name are left out.
_KEYS = {
    "id": "A name that stays for ever, since answers are kept under it: small letters, digits, "
    "hyphens. A case's id is its file's name; a question's id begins with the case's id and a dot.",
    "minutes": "How long it takes a new reader, with its questions.",
    "setting": "Where the work happens, such as: Residential programme for teenagers.",
    "role": "The worker's role.",
    "platform": "What kind of app or channel, without a brand where none is needed.",
    "objectives": "Ids of the lessons' objectives that it serves, such as 01.o1.",
    "objective": "The id of one objective, such as 01.o1. Case: one of the case's own.",
    "content_note": "One sentence that says what may be heavy to read. Leave out if nothing is.",
    "story": "120 to 250 words, from the middle of things to where a decision is due.",
    "cites": "Sources: {clause: <clause_id in ethics_codes.csv>} or {ref: <id in "
    "references.json>}, each with a note if only a part of it was read.",
    "clause": "The clause_id of a row in data/ethics_codes.csv.",
    "ref": "The id of an entry in data/references.json.",
    "note": "What a reader of the citation should know, such as: abstract.",
    "review_by": "The day by which somebody should read this again, such as 2027-11-01.",
    "checked": "Who read it again, when, and what was looked at; the latest last.",
    "kind": "The kind of question. Each kind has keys of its own.",
    "key_basis": "What the key rests on: a rule, evidence, or the authors' judgement.",
    "stem": "The question itself: one clear task.",
    "intro": "A short text above the stem, if the question needs one.",
    "verdict": "best, defensible, risky, or violation (which names the rule that it breaks).",
    "because": "One to three sentences that would help someone who chose this.",
    "violates": "The rule, and whom it binds. With verdict: violation only.",
    "binds": "Whom the rule binds, such as: counsellors licensed in Texas.",
    "where": "What differs for one role or in one country.",
    "shuffle": "true: each learner sees the options in an order of their own.",
    "confidence": "true: asks how sure the learner is.",
    "models": "Two to four model replies, each with what it does well and what it costs.",
    "after": "Shown when the poll is answered.",
    "to": "The id of the scene that follows; in write_reply: who reads the reply.",
    "told": "What happens after this choice, before the next scene.",
    "tolerance": "How far from the value an answer may be and still be right.",
}


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of one kind of file, as a dictionary in a stable order.

    Differs from pydantic's where an author writes something else than the model holds: an age may
    be a bare number, and what only a panel's import sets can't be written.
    """
    made = model.model_json_schema()
    for part in (made, *made.get("$defs", {}).values()):
        _mend(part)
    made.get("$defs", {}).pop("PanelResult", None)
    made["$schema"] = _DRAFT
    made["title"] = model.__name__
    return made


def _mend(part: dict[str, Any]) -> None:
    properties = part.get("properties", {})
    properties.pop("panel", None)
    for key, value in properties.items():
        value.pop("title", None)
        if key in _KEYS:
            value["description"] = _KEYS[key]
        if value.get("default", 0) is None or value.get("default") == []:
            value.pop("default")  # an editor would offer to write it
        for one in (value, *value.get("anyOf", [])):
            if key == "key_basis" and "enum" in one:
                one["enum"] = [basis for basis in one["enum"] if basis != "panel"]
    if "relationship" in properties and "age" in properties:
        properties["age"] = {
            "type": ["string", "integer"],
            "description": 'Text such as "17", or "24, seen at 16"; a bare number will do.',
        }
    if "description" in part:
        part["description"] = part["description"].split("\n\nAttributes:")[0].replace("\n", " ")


def to_text(schema: dict[str, Any]) -> str:
    """A schema as the file's text."""
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def wanted(data: Path = DATA) -> dict[Path, str]:
    """Every file of `data/schema/` and the text that it should have."""
    folder = data / FOLDER
    return {folder / f"{name}.json": to_text(schema_of(m)) for name, (m, _) in SCHEMAS.items()}


def write_schemas(data: Path = DATA) -> list[Path]:
    """Write the schemas, and take away those of models that are gone.

    Returns:
        What was written anew or removed.
    """
    return bring_up_to_date(data / FOLDER, "*.json", wanted(data))


def modeline_problems(path: Path, shown: str) -> list[Problem]:
    """Mistakes in the line by which a file names its schema: an editor would say nothing of them.

    Args:
        path: a content file.
        shown: the file's name, as messages give it.
    """
    problems = []
    for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
        found = MODELINE.match(line)
        if not found or "://" in found[1]:
            continue
        if not (path.parent / found[1]).is_file():
            text = (
                f"the line names the schema {found[1]}, and there is no such file. Schemas are in "
                "data/schema; the path begins at this file's folder. You can also remove the line."
            )
            problems.append(Problem(shown, f"line {number}", text))
    return problems
