"""Cases, questions, lessons and citations: what they are, and how they are loaded.

Everything a learner reads is a YAML file that a clinician can edit. A file is either whole or not
loaded: `ContentError` lists every mistake in it, each with the file, the line, the question and how
to mend it. Nothing here knows about widgets.

The models that check files are loaded only when one is asked for: a file that was found whole
before is a `parts.Record` with the same fields and methods.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from friend_request.content.base import Checked, Citation, Violates
    from friend_request.content.cases import Case, Client, Lesson, Objective, Quiz
    from friend_request.content.contexts import effective
    from friend_request.content.kinds import (
        BestAction,
        Match,
        Numeric,
        Poll,
        PutInOrder,
        Question,
        RateActions,
        Reflect,
        SelectAll,
        WriteReply,
    )
    from friend_request.content.load import (
        load_case,
        load_lesson,
        load_lessons,
        load_question,
        load_quiz,
    )
    from friend_request.content.options import (
        Answer,
        GradedOption,
        MatchOption,
        Model,
        Near,
        OrderOption,
        PollOption,
        Target,
        Where,
    )
    from friend_request.content.parts import changed
    from friend_request.content.reading import parse_question
    from friend_request.content.scenes import Choice, Ending, Person, Scene
    from friend_request.content.sources import clauses, reference_items
    from friend_request.content.vocabulary import (
        COUNTRIES,
        ROLES,
        VERDICTS,
        Country,
        KeyBasis,
        Role,
        Verdict,
    )
    from friend_request.content_errors import ContentError, Problem

__all__ = [
    "COUNTRIES",
    "ROLES",
    "VERDICTS",
    "Answer",
    "BestAction",
    "Case",
    "Checked",
    "Choice",
    "Citation",
    "Client",
    "ContentError",
    "Country",
    "Ending",
    "GradedOption",
    "KeyBasis",
    "Lesson",
    "Match",
    "MatchOption",
    "Model",
    "Near",
    "Numeric",
    "Objective",
    "OrderOption",
    "Person",
    "Poll",
    "PollOption",
    "Problem",
    "PutInOrder",
    "Question",
    "Quiz",
    "RateActions",
    "Reflect",
    "Role",
    "Scene",
    "SelectAll",
    "Target",
    "Verdict",
    "Violates",
    "Where",
    "WriteReply",
    "changed",
    "clauses",
    "effective",
    "load_case",
    "load_lesson",
    "load_lessons",
    "load_question",
    "load_quiz",
    "parse_question",
    "reference_items",
]

_MODULES = {
    "friend_request.content.base": ("Checked", "Citation", "Violates"),
    "friend_request.content.cases": ("Case", "Client", "Lesson", "Objective", "Quiz"),
    "friend_request.content.kinds": (
        "BestAction",
        "Match",
        "Numeric",
        "Poll",
        "PutInOrder",
        "Question",
        "RateActions",
        "Reflect",
        "SelectAll",
        "WriteReply",
    ),
    "friend_request.content.load": (
        "load_case",
        "load_lesson",
        "load_lessons",
        "load_question",
        "load_quiz",
    ),
    "friend_request.content.options": (
        "Answer",
        "GradedOption",
        "MatchOption",
        "Model",
        "Near",
        "OrderOption",
        "PollOption",
        "Target",
        "Where",
    ),
    "friend_request.content.contexts": ("effective",),
    "friend_request.content.parts": ("changed",),
    "friend_request.content.reading": ("parse_question",),
    "friend_request.content.scenes": ("Choice", "Ending", "Person", "Scene"),
    "friend_request.content.sources": ("clauses", "reference_items"),
    "friend_request.content.vocabulary": (
        "COUNTRIES",
        "Country",
        "KeyBasis",
        "ROLES",
        "Role",
        "VERDICTS",
        "Verdict",
    ),
    "friend_request.content_errors": ("ContentError", "Problem"),
}
_WHERE = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"friend_request.content has no {name!r}")
    found = globals()[name] = getattr(import_module(_WHERE[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
