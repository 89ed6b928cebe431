"""The fixed words of content files: verdicts, kinds of question, roles, countries."""

from __future__ import annotations

import re
from typing import Literal, get_args

Verdict = Literal["best", "defensible", "risky", "violation"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
KINDS = (
    "best_action",
    "rate_actions",
    "select_all",
    "put_in_order",
    "match",
    "numeric",
    "poll",
    "reflect",
    "write_reply",
)
KeyBasis = Literal["rule", "evidence", "panel", "authors"]
Role = Literal[
    "social_worker",
    "psychologist",
    "counsellor",
    "psychiatrist",
    "nurse",
    "youth_worker",
    "residential_worker",
    "mentor",
    "peer_worker",
    "foster_carer",
    "school_staff",
    "student",
    "supervisor",
    "manager",
]
ROLES: tuple[Role, ...] = get_args(Role)
Country = Literal["US", "GB", "IE", "CA", "AU", "NZ"]
COUNTRIES: tuple[Country, ...] = get_args(Country)

# Two quizzes belong to no lesson: docs/gallery.ipynb shows one question of each kind, and the forms
# are the check before and after the course.
OUTSIDE_LESSONS = ("gallery", "forms")
QUIZ_NAME = r"^(\d\d|gallery|forms)$"


def is_quiz(owner: str) -> bool:
    """Whether a question whose id begins so stands in a quiz; otherwise it stands in a case."""
    return re.fullmatch(QUIZ_NAME, owner) is not None
