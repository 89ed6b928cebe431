"""Cases, questions, lessons and citations: what they are, and how they are loaded.

Everything a learner reads is a YAML file that a clinician can edit. A file is either whole or not
loaded: `ContentError` lists every mistake in it, each with the file, the line, the question and how
to mend it. Nothing here knows about widgets.
"""

from friend_request.content.base import (
    COUNTRIES,
    ROLES,
    Checked,
    Citation,
    Country,
    KeyBasis,
    Role,
    Verdict,
    Violates,
)
from friend_request.content.cases import Case, Client, Lesson, Objective, Quiz
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
    clauses,
    load_case,
    load_lesson,
    load_lessons,
    load_question,
    load_quiz,
    parse_question,
    reference_items,
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
    effective,
)
from friend_request.content.scenes import Choice, Ending, Person, Scene
from friend_request.content_errors import VERDICTS, ContentError, Problem

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
