"""A branching case in the learner's log: where one stands, and how the last path ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from friend_request import progress
from friend_request.scenes import PathJudgement, judge_path
from friend_request.widgets.contexts import Here

if TYPE_CHECKING:
    from friend_request.content import Case


def place_key(case: Case) -> str:
    """The setting under which going back and starting again are kept."""
    return f"{case.id}.place"


def path_of(entry: progress.Entry | None) -> list[Any]:
    """The path that an entry of the log left one on: unchecked, see `scenes.walk`.

    A choice is kept as `{"choice": id, "path": steps before it}` under the scene's id; going back
    or starting again as a setting whose value is `{"path": steps}`.
    """
    if entry is None:
        return []
    held = entry.response.get("value") if entry.what == "setting" else entry.response
    before = held.get("path") if isinstance(held, dict) else None
    path = list(before) if isinstance(before, list) else []
    if entry.what == "answer":
        path.append([entry.question_id.split(".", 1)[-1], entry.response.get("choice")])
    return path


def entries_of(case: Case, store: progress.Store) -> list[progress.Entry]:
    """Everything that was done in this case, first to last."""
    keys = [case.scene_key(scene.id) for scene in case.scenes]
    found = [entry for key in keys for entry in store.history(key)]
    # What the disk has not taken yet has no clock: it is the newest, in the order it was done.
    waiting = {entry.answer_id: n for n, entry in enumerate(store.pending, 1)}
    return sorted(
        [*found, *store.history(place_key(case), ("setting",))],
        key=lambda entry: (waiting.get(entry.answer_id, 0), entry.order),
    )


def last_ending(case: Case, entries: list[progress.Entry], here: Here) -> PathJudgement | None:
    """How the last path was judged that came to an ending, or None if none did."""
    for entry in reversed(entries):
        if entry.what == "answer":
            judged = judge_path(case, path_of(entry), here.role, here.country)
            if judged.ended:
                return judged
    return None
