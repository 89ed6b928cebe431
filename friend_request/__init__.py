"""Friend Request: a course on privacy and ethics in social media for people who help people.

The names below are what a lesson uses. Each is imported when it is first asked for, so that the
first question never waits for pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from friend_request.collecting import paused

_WHERE = {
    "case": "friend_request.widgets.case",
    "question": "friend_request.widgets.question",
    "play": "friend_request.widgets.scenes",
    "about_me": "friend_request.widgets.about",
    "before_course": "friend_request.widgets.before_after",
    "after_course": "friend_request.widgets.before_after",
    "review": "friend_request.widgets.review",
    "calibration": "friend_request.confidence",
    "which_path": "friend_request.widgets.learning_paths",
    "lessons": "friend_request.widgets.lists",
    "summary": "friend_request.widgets.lists",
    "references": "friend_request.widgets.lists",
    "my_answers": "friend_request.widgets.answers",
    "take_along": "friend_request.widgets.take_along",
    "record": "friend_request.widgets.record",
    "cpd_log": "friend_request.widgets.record",
    "policy": "friend_request.widgets.policy",
    "decision": "friend_request.widgets.decision",
    "outside_look": "friend_request.widgets.outside",
    "reply_kit": "friend_request.widgets.reply_kit",
    "cards": "friend_request.widgets.cards",
    "answer_code": "friend_request.workshop.answering",
    "room": "friend_request.workshop.facilitating",
    "share_answers": "friend_request.workshop.sharing",
    "load_codes": "friend_request.survey",
    "load_estimates": "friend_request.survey",
    "load_survey": "friend_request.survey",
    "load_synthetic": "friend_request.survey",
    "codebook": "friend_request.survey",
    "proportions": "friend_request.survey",
    "show_table": "friend_request.tables",
    "forest": "friend_request.figures",
    "check": "friend_request.exercises",
    "hint": "friend_request.exercises",
    "solution": "friend_request.exercises",
}

__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"friend_request has no {name!r}")
    with paused():
        module = import_module(_WHERE[name])
    # Widget modules have functions of their own name (`case.case`): the module that the import
    # leaves behind must not shadow the function.
    found = getattr(module, name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
