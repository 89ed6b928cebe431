"""Plays the questions with rules that know nothing, to see whether a key can be guessed.

A learner who has worked out that the longest option is the key, or that it is always the one which
names a supervisor, has stopped thinking. Each rule picks one option of every single-best question;
over the whole bank none may be right significantly more often than chance. Chance is the exact
distribution of the number right when each question is guessed blindly (Poisson-binomial), and
Holm's procedure (Scandinavian Journal of Statistics 1979; 6: 65-70) keeps the rules together at 5%.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from friend_request.authoring.counts import all_questions
from friend_request.content import load_lessons, load_quiz

_HEDGES = re.compile(
    r"\b(may|might|could|perhaps|probably|usually|often|sometimes|likely|seems?|unless|if|"
    r"as far as|depends?|some|for now|at least)\b",
    re.IGNORECASE,
)
_CONSULTS = re.compile(
    r"\b(supervis\w*|manager|colleague|team|lead|record\w*|note|notes|document\w*|write down|"
    r"consult\w*|policy|report\w*)\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"\b(declin\w*|refus\w*|ignor\w*|block\w*|not accept|don't accept|no\b|never|report\w*|"
    r"remove|delete)\b",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"\b(sorry|thank\w*|kind\w*|warm\w*|ask her|ask him|ask them|how (she|he|they)|glad|listen\w*|"
    r"together|ring)\b",
    re.IGNORECASE,
)
_STOP = {"the", "and", "for", "that", "this", "with", "does"}


def _words(text: str) -> set[str]:
    return {w for w in re.findall(r"[a-z']+", text.lower()) if w not in _STOP and len(w) > 2}


def _clauses(text: str) -> int:
    return len(re.findall(r"[,;:]|\b(and|but|so|since|because|until|that|which)\b", text.lower()))


RULES: dict[str, Callable[[Any, Any], float]] = {
    "longest": lambda q, o: len(o.text),
    "shortest": lambda q, o: -len(o.text),
    "first": lambda q, o: -q.options.index(o),
    "last": lambda q, o: q.options.index(o),
    "most hedged": lambda q, o: len(_HEDGES.findall(o.text)),
    "most clauses": lambda q, o: _clauses(o.text),
    "shares words with the stem": lambda q, o: len(_words(o.text) & _words(q.stem)),
    "names a supervisor or a record": lambda q, o: len(_CONSULTS.findall(o.text)),
    "refuses or reports": lambda q, o: len(_REFUSES.findall(o.text)),
    "kind words": lambda q, o: len(_KIND.findall(o.text)),
}


def guess(rule: str, question: Any) -> str:
    """The id of the option that a rule picks; of several alike, the first."""
    score = RULES[rule]
    return max(question.options, key=lambda o: (score(question, o), -question.options.index(o))).id


def at_least(right: int, chances: Iterable[float]) -> float:
    """The probability of at least so many right when each is right with its own chance."""
    distribution = [1.0]
    for chance in chances:
        spread = [0.0] * (len(distribution) + 1)
        for n, weight in enumerate(distribution):
            spread[n] += weight * (1 - chance)
            spread[n + 1] += weight * chance
        distribution = spread
    return min(1.0, sum(distribution[right:]))


def holm(p_values: dict[str, float]) -> dict[str, float]:
    """Holm's adjusted p-values, by name."""
    adjusted: dict[str, float] = {}
    largest = 0.0
    ranked = sorted(p_values.items(), key=lambda item: item[1])
    for rank, (name, p) in enumerate(ranked):
        largest = max(largest, min(1.0, p * (len(ranked) - rank)))
        adjusted[name] = largest
    return adjusted


@dataclass(frozen=True)
class Guessed:
    """How one rule did: right of total, what chance gives, and the adjusted p-value."""

    rule: str
    right: int
    total: int
    expected: float
    p: float
    adjusted: float


def single_best() -> dict[str, list[Any]]:
    """Every single-best question, the two forms' too, by the lesson whose objective it serves."""
    found: dict[str, list[Any]] = {lesson.number: [] for lesson in load_lessons()}
    for question in (*all_questions(), *load_quiz("forms").questions):
        # A question about which a panel was divided has no key to guess.
        if question.kind == "best_action" and any(o.verdict == "best" for o in question.options):
            found.setdefault(question.objective.split(".")[0], []).append(question)
    return found


def key_of(question: Any) -> str:
    """The id of the option graded best."""
    return next(o.id for o in question.options if o.verdict == "best")


def play(questions: list[Any]) -> list[Guessed]:
    """Play all the rules over these questions."""
    chances = [1 / len(q.options) for q in questions]
    right = {rule: sum(guess(rule, q) == key_of(q) for q in questions) for rule in RULES}
    p = {rule: at_least(n, chances) for rule, n in right.items()}
    adjusted = holm(p)
    return [
        Guessed(rule, right[rule], len(questions), sum(chances), p[rule], adjusted[rule])
        for rule in RULES
    ]


def table() -> str:
    """The rules' scores for each lesson and for all, as lines of text."""
    by_lesson = single_best()
    everything = [q for questions in by_lesson.values() for q in questions]
    numbers = [n for n, questions in by_lesson.items() if questions]
    lines = ["Guessing without reading: right answers by rule, for each lesson and for all"]
    lines.append(f"  {'rule':32}" + "".join(f"{n:>6}" for n in numbers) + "   all (chance; p)")
    scores = {n: {g.rule: g for g in play(by_lesson[n])} for n in numbers}
    for total in play(everything):
        row = "".join(f"{scores[n][total.rule].right:>6}" for n in numbers)
        lines.append(
            f"  {total.rule:32}{row}   {total.right} of {total.total} "
            f"({total.expected:.1f}; {total.adjusted:.2f})"
        )
    places = Counter(str(q.options.index(_best(q)) + 1) for q in everything)
    spread = ", ".join(f"{n} at {place}" for place, n in sorted(places.items()))
    lines.append(f"  keys by position: {spread}")
    return "\n".join(lines)


def _best(question: Any) -> Any:
    return next(o for o in question.options if o.verdict == "best")
