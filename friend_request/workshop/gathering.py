"""Making the file of shared answers: what a learner's log holds that may go into it."""

from __future__ import annotations

import json
import secrets
from typing import Any

from friend_request import progress
from friend_request.before_after import MOMENTS, form_of
from friend_request.content import ContentError, load_question
from friend_request.content.forms import load_blueprint
from friend_request.questions import judge
from friend_request.responses import ResponseError, read_number
from friend_request.spacing import visible
from friend_request.workshop.shared_file import (
    COURSE,
    FORMAT,
    KINDS,
    LARGEST_NUMBER,
    SCHEMA,
    VERSION,
    SharedAnswer,
    SharedFile,
    SharedForm,
    checksum,
)


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
    version = entry.content_version if VERSION.fullmatch(entry.content_version) else ""
    if entry.what == "skip":
        return SharedAnswer(question.id, question.kind, version, None)
    response = _only_chosen(question, entry.response)
    if response is None:
        return None
    return SharedAnswer(question.id, question.kind, version, response)


def gather(store: progress.Store) -> SharedFile:
    """Gather what a learner may share: see `shared_file`.

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
    content["checksum"] = checksum(content)

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
