"""How sure one was, beside how it went: a look at one's own calibration.

It uses the first answer to each question that asks "How sure are you?": later ones were given after
the reasons had been read. It is for the learner's own eyes, from their own log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from friend_request import progress
from friend_request.questions import judge
from friend_request.responses import ResponseError
from friend_request.spacing import Find, find_question, visible
from friend_request.words import words

if TYPE_CHECKING:
    from friend_request.figures import HtmlFigure

LEVELS = ("sure", "fairly", "unsure")
# Below this many answers, or with one level alone, a picture would show chance.
FEWEST = 10
FEWEST_IN_A_LEVEL = 3


@dataclass(frozen=True)
class Level:
    """One level of confidence.

    Attributes:
        confidence: `sure`, `fairly` or `unsure`.
        answers: how many questions were answered with it.
        preferred: how many of those answers were preferred, or all as in the key.
        poor: how many were risky or broke a rule, or agreed with less than two thirds of the key.
    """

    confidence: str
    answers: int
    preferred: int
    poor: int


@dataclass(frozen=True)
class Message:
    """A sentence in place of a figure."""

    text: str

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.text)}</p>"

    def __repr__(self) -> str:
        return self.text


def levels(
    entries: Iterable[progress.Entry],
    role: str | None = None,
    country: str | None = None,
    find: Find = find_question,
) -> list[Level]:
    """Count results by confidence.

    Args:
        entries: the log, first to last.
        role, country: the learner's own, if given.
        find: gives a graded question by its id, or None.

    Returns:
        One entry for each level, surest first; a level that was never chosen has 0 answers.
    """
    seen: set[str] = set()
    first: dict[str, tuple[str, str]] = {}
    for entry in visible(entries):
        if entry.what not in ("answer", "skip") or entry.question_id in seen:
            continue
        seen.add(entry.question_id)  # a skip shows the reasons, too
        confidence = entry.response.get("confidence")
        if entry.what == "skip" or confidence not in LEVELS:
            continue
        question = find(entry.question_id)
        if question is None:
            continue
        try:
            verdict = judge(question, entry.response, role, country).verdict
        except ResponseError:
            continue
        if verdict is not None:
            first[entry.question_id] = (str(confidence), verdict)
    made = []
    for level in LEVELS:
        verdicts = [verdict for confidence, verdict in first.values() if confidence == level]
        made.append(
            Level(
                level,
                len(verdicts),
                verdicts.count("best"),
                verdicts.count("risky") + verdicts.count("violation"),
            )
        )
    return made


def enough(made: list[Level]) -> bool:
    """Whether there are answers enough to draw."""
    drawn = [level for level in made if level.answers >= FEWEST_IN_A_LEVEL]
    return sum(level.answers for level in made) >= FEWEST and len(drawn) >= 2


def finding(made: list[Level]) -> str:
    """What the numbers show, in words: the alternative text of the figure."""
    used = [level for level in made if level.answers]
    parts = [
        words(
            "calibration.part",
            level=words(f"question.confidence_{level.confidence}"),
            preferred=level.preferred,
            answers=level.answers,
            percent=round(100 * level.preferred / level.answers),
        )
        for level in used
    ]
    solid = [level for level in used if level.answers >= FEWEST_IN_A_LEVEL]
    shares = [level.preferred / level.answers for level in solid]
    if len(shares) < 2:
        return " ".join(parts)
    if shares == sorted(shares, reverse=True) and shares[0] > shares[-1]:
        key = "calibration.rises"
    elif shares[0] < shares[-1]:
        key = "calibration.falls"
    else:
        key = "calibration.flat"
    return " ".join([*parts, words(key)])


def calibration(store: progress.Store | None = None) -> HtmlFigure | Message:
    """Show how sure the learner was beside how it went.

    Args:
        store: whose answers; by default the learner's own.

    Returns:
        A figure with its numbers, or a sentence where there are too few answers for one.
    """
    from friend_request.widgets.contexts import here_of

    store = store or progress.store()
    here = here_of(store)
    made = levels(store.entries(), here.role, here.country)
    if not enough(made):
        total = sum(level.answers for level in made)
        return Message(words("calibration.too_few", answers=total, fewest=FEWEST))
    return _figure(made)


def _figure(made: list[Level]) -> HtmlFigure:
    import pandas as pd

    from friend_request import figures
    from friend_request.survey.estimate import proportions
    from friend_request.tables import show_table

    used = [level for level in made if level.answers]
    data = proportions(
        pd.DataFrame(
            {
                "level": [words(f"question.confidence_{level.confidence}") for level in used],
                "count": [level.preferred for level in used],
                "denominator": [level.answers for level in used],
                "poor": [level.poor for level in used],
            }
        )
    )
    title = words("calibration.title")
    drawn = figures.forest(data, title, label="level", sort=False, axis=words("calibration.axis"))
    numbers = show_table(
        data,
        words("calibration.caption"),
        columns={
            "level": words("calibration.confidence"),
            "count": words("calibration.preferred"),
            "denominator": words("calibration.answers"),
            "percent": words("calibration.percent"),
            "low": words("calibration.low"),
            "high": words("calibration.high"),
            "poor": words("calibration.poor"),
        },
    )
    return figures.HtmlFigure(title, finding(made), numbers, drawn.png, _note(used))


def _note(used: list[Level]) -> str:
    sure = used[0]
    said = words("calibration.wide")
    if sure.confidence == "sure" and sure.poor:
        said += " " + words("calibration.sure_and_poor", count=sure.poor, answers=sure.answers)
    return said
