"""Before and after the course: which form somebody takes, what it came to, what a group gained.

A form has too few questions to say anything about one person: `chance_margin` says how far two
scores of one person may lie apart by chance alone. For a group, `gain` gives a mean with an
interval.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, sqrt
from statistics import mean, stdev

from friend_request import progress
from friend_request.content import load_question
from friend_request.content.forms import FORMS, FormName, load_blueprint
from friend_request.questions import judge
from friend_request.responses import ResponseError

# Fewer people than this would make a group's figure say something about each of them.
FEWEST = 5
# The normal quantile of a two-sided 95% interval.
_Z95 = 1.959963984540054
MOMENTS = ("before", "after")


def setting_of(moment: str) -> str:
    """The name under which the log keeps the form taken at this moment."""
    return f"form_{moment}"


def form_of(store: progress.Store, moment: str) -> FormName | None:
    """The form that this learner takes at this moment, or None if none is assigned yet."""
    said = store.setting(setting_of(moment))
    return next((form for form in FORMS if form == said), None)


def assign(store: progress.Store, moment: str) -> FormName:
    """Give the learner a form, at random, and keep it; at the other moment they get the other.

    Raises:
        friend_request.progress.NotKept: if it could not be written.
    """
    had = form_of(store, moment)
    if had is not None:
        return had
    other = form_of(store, next(m for m in MOMENTS if m != moment))
    form = secrets.choice(FORMS) if other is None else next(f for f in FORMS if f != other)
    store.append("setting", setting_of(moment), {"value": form})
    return form


@dataclass(frozen=True)
class Score:
    """What one form came to.

    Attributes:
        preferred: answers that were preferred.
        answered: questions that were answered.
        total: questions of the form.
    """

    preferred: int
    answered: int
    total: int

    @property
    def whole(self) -> bool:
        """Whether every question was answered or passed over; a score of less says little."""
        return self.answered == self.total


def score(
    store: progress.Store, form: FormName, role: str | None = None, country: str | None = None
) -> Score:
    """Count one form's answers. A question that was skipped counts as answered, not preferred."""
    answers = store.answers()
    ids = load_blueprint().questions(form)
    preferred = answered = 0
    for question_id in ids:
        entry = answers.get(question_id)
        if entry is None:
            continue
        answered += 1
        if entry.what != "answer":
            continue
        try:
            verdict = judge(load_question(question_id), entry.response, role, country).verdict
        except ResponseError:
            continue
        preferred += verdict == "best"
    return Score(preferred, answered, len(ids))


def chance_margin(total: int) -> int:
    """By how many answers two scores of one person may differ by chance alone.

    The widest case: each answer is right with probability a half, so that the difference of two
    forms of `total` questions has the standard deviation `sqrt(total / 2)`; 1.96 of these.
    """
    return floor(_Z95 * sqrt(total / 2))


@dataclass(frozen=True)
class Gain:
    """A group's gain in percentage points, with a 95% interval (t on the people's differences).

    Attributes:
        people: how many took both forms whole.
        before, after: mean percent preferred.
        points, low, high: mean difference, after minus before, and its interval.
    """

    people: int
    before: float
    after: float
    points: float
    low: float
    high: float


def gain(before: Sequence[float], after: Sequence[float]) -> Gain:
    """A group's gain, from each person's percent preferred before and after, in the same order.

    Forms are assigned at random, so that a harder form weighs as often before as after.

    Raises:
        ValueError: if the lists differ in length, or fewer than five people took both.
    """
    if len(before) != len(after):
        raise ValueError(
            f"{len(before)} scores before and {len(after)} after: give each person's two, in the "
            "same order."
        )
    if len(before) < FEWEST:
        raise ValueError(
            f"{len(before)} people took both forms. Below {FEWEST} nothing is shown: it would say "
            "something about each of them."
        )
    from scipy.stats import t

    differences = [b - a for a, b in zip(before, after, strict=True)]
    middle = mean(differences)
    half = float(t.ppf(0.975, len(differences) - 1)) * stdev(differences) / sqrt(len(differences))
    return Gain(len(differences), mean(before), mean(after), middle, middle - half, middle + half)


def first_open(store: progress.Store, ids: Iterable[str]) -> int | None:
    """The place of the first question that is neither answered nor skipped, or None."""
    answers = store.answers()
    return next((n for n, question in enumerate(ids) if question not in answers), None)
