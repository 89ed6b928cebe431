"""A disk that is full, and a folder that can't be written."""

from __future__ import annotations

import json
import os
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from friend_request.progress import NotKept, Store
from tests.faults.child import NAME, numbers


def _fill_up(store: Store, free: Callable[[], None]) -> dict[str, Any]:
    """Answer until the disk takes no more, then free it: all must be there in the end."""
    kept, refused, reasons = [], [], set()
    for number in range(1, 2000):
        try:
            store.append("answer", "c.q", {"text": "x" * 700, "number": number}, kind="reflect")
            kept.append(number)
        except NotKept as error:
            refused.append(number)
            reasons.add(error.key)
            if len(refused) == 5:
                break
    shown = numbers(store, "c.q")
    on_disk = numbers(Store(store.path), "c.q")
    taken = [e.response["number"] for e in store.entries()]
    free()
    store.append("answer", "c.after", {"number": 1}, kind="reflect")
    after = numbers(Store(store.path), "c.q")
    return {
        "kept": len(kept),
        "refused": len(refused),
        "reasons": sorted(reasons),
        "lost": len(set(kept) - set(on_disk)),
        "claimed too much": len(set(on_disk) - set(kept)),
        "shown": shown == [*kept, *refused],
        "in the download": taken == [*kept, *refused],
        "kept in the end": after == [*kept, *refused],
    }


def size_limit(folder: Path, _: float) -> dict[str, Any]:
    """A limit on the size of files, as a stand-in for a full disk."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    store = Store(folder / NAME)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    return _fill_up(store, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard)))


def full_disk(folder: Path, _: float) -> dict[str, Any]:
    """A file system of 400 kB of our own, partly filled with something else."""
    mounted = folder / "disk"
    mounted.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(mounted)], capture_output=True
    )
    if done.returncode:
        return {"skipped": done.stderr.decode(errors="replace").strip()}
    try:
        filler = mounted / "filler"
        filler.write_bytes(b"x" * 200_000)
        return _fill_up(Store(mounted / NAME), filler.unlink)
    finally:
        subprocess.run(["umount", str(mounted)], check=False)


def read_only(folder: Path, _: float) -> dict[str, Any]:
    """A home folder that can't be written, as a user whom that binds."""
    # Whatever is imported late must be there before the rights are gone, so all is done twice.
    for name in ("rehearsal", "closed"):
        path = folder / name / NAME
        Store(path).append("answer", "c.q", {"number": 1}, kind="reflect")
        if name == "rehearsal":
            _visit(path)
    path.chmod(0o444)
    for each in (path.parent, folder):
        each.chmod(0o555)
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    return _visit(path)


def _visit(path: Path) -> dict[str, Any]:
    """What a learner sees of a file, and what they can do about it."""
    from friend_request.content import load_case
    from friend_request.progress import transfer
    from friend_request.widgets.answers import AnswersForm
    from friend_request.widgets.question import QuestionForm

    store = Store(path)
    found: dict[str, Any] = {"read": numbers(store, "c.q")}
    try:
        store.append("answer", "c.q", {"number": 2}, kind="reflect")
        found["written"] = True
    except NotKept as error:
        found["reason"] = error.key
    found["shown"] = numbers(store, "c.q")
    question = next(q for q in load_case("nine-months-on").questions if q.kind == "best_action")
    form = QuestionForm(question, store)
    sent: list[Any] = []
    form.send = lambda content, buffers=None: sent.append((content, buffers))
    choice = question.options[0].id
    form._receive(None, {"type": "act", "action": "submit", "values": {"choice": choice}}, None)
    found["problem"] = form.spec["problem"]
    found["offers the download"] = "take-answers" in json.dumps(form.spec["nodes"])
    form._receive(None, {"type": "act", "action": "take-answers", "values": {}}, None)
    found["downloaded"] = len(transfer.read(bytes(sent[-1][1][0])).entries)
    answers = AnswersForm(store)
    for action in ("reset", "undo", "fresh", "delete"):
        answers._receive(None, {"type": "act", "action": action, "arg": "only"}, None)
        found[action] = answers.spec["problem"]
    found["guest"] = store.start_guest()
    store.append("answer", "c.q", {"number": 3}, kind="reflect")
    found["guest sees"] = numbers(store, "c.q")
    store.end_guest()
    found["back"] = numbers(store, "c.q")
    nowhere = Store(path.parent / "new" / NAME)
    try:
        nowhere.append("answer", "c.q", {"number": 1}, kind="reflect")
    except NotKept as error:
        found["new folder"] = error.key
    return found
