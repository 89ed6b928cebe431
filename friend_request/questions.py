"""What an answer is worth: pure functions from a question and a response to a judgement.

A response is a plain dictionary, the form in which it is stored:

| kind | response |
| --- | --- |
| best_action, poll | `{"choice": option id}` |
| rate_actions | `{"ratings": {option id: verdict}}` |
| select_all | `{"chosen": [option ids]}` |
| put_in_order | `{"order": [option ids]}` |
| match | `{"pairs": {option id: target id}}` |
| numeric | `{"value": text or number}` |
| reflect | `{"text": text}` |
| write_reply | `{"draft": text, "rubric": {part: 0, 1 or 2}, "redraft": text}` |

Judgement is graded rather than right or wrong, as situational-judgement tests are. Nothing here
draws, stores or words anything.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from friend_request.content import VERDICTS, effective
from friend_request.responses import ResponseError, read_number

if TYPE_CHECKING:
    from friend_request.content import Citation, Violates

# Share of the credit for each verdict: the key is 1, a violation is 0.
CREDIT = {"best": 1.0, "defensible": 2 / 3, "risky": 1 / 3, "violation": 0.0}


@dataclass(frozen=True)
class OptionFeedback:
    """What is said about one option.

    Attributes:
        id, text: the option's own.
        verdict: its grade for this role and country, one of `VERDICTS`; None where options have
            none.
        because: the reason; empty in a poll.
        chosen: whether it was chosen or ticked.
        right: whether the answer agrees with the key here; None where that doesn't count.
        given: what was answered: a verdict, a place counted from 1, or a target's text.
        key: the same as the key has it.
        cites: the sources behind the reason.
        violates: the rule that it breaks, if any.
    """

    id: str
    text: str
    verdict: str | None
    because: str
    chosen: bool
    right: bool | None = None
    given: str | None = None
    key: str | None = None
    cites: tuple[Citation, ...] = ()
    violates: Violates | None = None


@dataclass(frozen=True)
class Judgement:
    """How a response was judged.

    Attributes:
        question_id, kind: the question's own.
        verdict: the verdict that stands for the whole response, or None where there is no key.
        score: 0 to 1, or None where there is no key.
        options: what is said about each option, in the order of the file.
        because: one reason that stands for the whole (numeric answers).
        right, total: how many parts agree with the key, of how many. Of a reply, the points that
            its writer gave it, of two for each line rated.
        extra: `near`, how many ratings are one level off (rate_actions); `rated`, how many lines of
            the rubric were rated, and `redraft`, whether there is a second version (write_reply).
    """

    question_id: str
    kind: str
    verdict: str | None = None
    score: float | None = None
    options: tuple[OptionFeedback, ...] = ()
    because: str | None = None
    right: int | None = None
    total: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def worth_another_look(self) -> bool:
        """Whether the summary should offer the question again."""
        return self.verdict in ("risky", "violation")


def _feedback(
    option: Any, role: str | None, country: str | None, chosen: bool, **more: Any
) -> OptionFeedback:
    here = effective(option, role, country)
    return OptionFeedback(
        id=option.id,
        text=option.text,
        verdict=here.verdict,
        because=here.because,
        chosen=chosen,
        cites=tuple(here.cites),
        violates=here.violates,
        **more,
    )


def _ids(question: Any) -> list[str]:
    return [option.id for option in question.options]


def _known(question: Any, given: Any) -> None:
    """Refuse option ids that the question does not have (any more)."""
    if not isinstance(given, str) or given not in _ids(question):
        raise ResponseError("respond.unknown_option")


def _judge_choice(question: Any, response: dict[str, Any], role: Any, country: Any) -> Judgement:
    choice = response.get("choice")
    if choice is None:
        raise ResponseError("respond.choose_one")
    _known(question, choice)
    options = tuple(_feedback(o, role, country, o.id == choice) for o in question.options)
    verdict = next(o.verdict for o in options if o.chosen)
    assert verdict is not None  # a graded option has a verdict: content.py refuses one without
    return Judgement(question.id, question.kind, verdict, CREDIT[verdict], options)


def _judge_poll(question: Any, response: dict[str, Any], role: Any, country: Any) -> Judgement:
    choice = response.get("choice")
    if choice is None:
        raise ResponseError("respond.choose_one")
    _known(question, choice)
    options = tuple(
        OptionFeedback(o.id, o.text, None, "", o.id == choice) for o in question.options
    )
    return Judgement(question.id, question.kind, options=options)


def _overall(score: float) -> str:
    """One word for a response with several parts."""
    if score >= 1 - 1e-9:
        return "best"
    return "defensible" if score >= 2 / 3 else "risky"


def _judge_ratings(question: Any, response: dict[str, Any], role: Any, country: Any) -> Judgement:
    ratings = response.get("ratings")
    if not isinstance(ratings, dict) or not ratings:
        raise ResponseError("respond.rate_each")
    for option_id, given in ratings.items():
        _known(question, option_id)
        if given not in VERDICTS:
            raise ResponseError("respond.unknown_option")
    missing = [o.text for o in question.options if o.id not in ratings]
    if missing:
        raise ResponseError("respond.rate_each_left", first=missing[0])
    options, total = [], 0.0
    for option in question.options:
        key = effective(option, role, country).verdict
        given = ratings[option.id]
        # Closeness: three levels apart scores nothing, one level apart two thirds.
        total += 1 - abs(VERDICTS.index(key) - VERDICTS.index(given)) / 3
        options.append(
            _feedback(option, role, country, False, right=key == given, given=given, key=key)
        )
    score = total / len(options)
    right = sum(bool(o.right) for o in options)
    near = sum(abs(VERDICTS.index(str(o.key)) - VERDICTS.index(str(o.given))) == 1 for o in options)
    return Judgement(
        question.id,
        question.kind,
        _overall(score),
        score,
        tuple(options),
        None,
        right,
        len(options),
        {"near": near},
    )


def _judge_selection(question: Any, response: dict[str, Any], role: Any, country: Any) -> Judgement:
    chosen = response.get("chosen")
    if not isinstance(chosen, list) or not chosen:
        raise ResponseError("respond.tick_some")
    for option_id in chosen:
        _known(question, option_id)
    options = []
    for option in question.options:
        verdict = effective(option, role, country).verdict
        ticked = option.id in chosen
        right = None if verdict == "defensible" else ticked == (verdict == "best")
        options.append(_feedback(option, role, country, ticked, right=right))
    counted = [o for o in options if o.right is not None]
    right_count = sum(bool(o.right) for o in counted)
    score = right_count / len(counted)
    verdict = _overall(score)
    if any(o.chosen and o.verdict == "violation" for o in options):
        verdict = "violation"
    return Judgement(
        question.id,
        question.kind,
        verdict,
        score,
        tuple(options),
        None,
        right_count,
        len(counted),
    )


def _judge_order(question: Any, response: dict[str, Any], role: Any, country: Any) -> Judgement:
    order = response.get("order")
    if not isinstance(order, list):
        raise ResponseError("respond.order")
    for option_id in order:
        _known(question, option_id)
    if sorted(order) != sorted(_ids(question)):
        raise ResponseError("respond.order")
    rank = question.positions()
    place = {option_id: n for n, option_id in enumerate(order)}
    # Kendall's measure: the share of pairs that stand the right way round. Pairs of
    # interchangeable steps do not count.
    ids = _ids(question)
    pairs = [(a, b) for a in ids for b in ids if rank[a] < rank[b]]
    kept = [(a, b) for a, b in pairs if place[a] < place[b]]
    score = len(kept) / len(pairs) if pairs else 1.0
    ideal = sorted(order, key=lambda o: rank[o])
    options = tuple(
        OptionFeedback(
            o.id,
            o.text,
            None,
            o.because,
            False,
            right=rank[ideal[place[o.id]]] == rank[o.id],
            given=str(place[o.id] + 1),
            key=str(ids.index(o.id) + 1),
        )
        for o in question.options
    )
    right = sum(bool(o.right) for o in options)
    return Judgement(
        question.id, question.kind, _overall(score), score, options, None, right, len(options)
    )


def _judge_match(question: Any, response: dict[str, Any], role: Any, country: Any) -> Judgement:
    pairs = response.get("pairs")
    if not isinstance(pairs, dict) or not pairs:
        raise ResponseError("respond.match_each")
    targets = {target.id: target.text for target in question.targets}
    for option_id, target_id in pairs.items():
        _known(question, option_id)
        if not isinstance(target_id, str) or target_id not in targets:
            raise ResponseError("respond.unknown_option")
    missing = [o.text for o in question.options if o.id not in pairs]
    if missing:
        raise ResponseError("respond.match_each_left", first=missing[0])
    options = tuple(
        OptionFeedback(
            o.id,
            o.text,
            None,
            o.because,
            False,
            right=pairs[o.id] == o.match,
            given=targets[pairs[o.id]],
            key=targets[o.match],
        )
        for o in question.options
    )
    right = sum(bool(o.right) for o in options)
    score = right / len(options)
    return Judgement(
        question.id, question.kind, _overall(score), score, options, None, right, len(options)
    )


def _judge_number(question: Any, response: dict[str, Any], role: Any, country: Any) -> Judgement:
    number = read_number(response.get("value"))
    # A tolerance of 0.1 must admit 0.1 whatever binary fractions make of it.
    slack = 1e-9 * max(1.0, abs(question.answer.value))
    if abs(number - question.answer.value) <= question.answer.tolerance + slack:
        return Judgement(question.id, question.kind, "best", 1.0, because=question.because)
    for near in question.near:
        if abs(number - near.value) <= near.tolerance + slack:
            return Judgement(question.id, question.kind, "risky", 0.0, because=near.because)
    return Judgement(question.id, question.kind, "risky", 0.0, because=None)


def _judge_text(question: Any, response: dict[str, Any], role: Any, country: Any) -> Judgement:
    text = response.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ResponseError("respond.write")
    return Judgement(question.id, question.kind)


def _judge_reply(question: Any, response: dict[str, Any], role: Any, country: Any) -> Judgement:
    draft = response.get("draft")
    if not isinstance(draft, str) or not draft.strip():
        raise ResponseError("respond.write")
    rubric = response.get("rubric") or {}
    if not isinstance(rubric, dict) or any(
        part not in question.rubric or type(points) is not int or points not in (0, 1, 2)
        for part, points in rubric.items()
    ):
        raise ResponseError("respond.unknown_option")
    # The learner rates their own reply; the sum is theirs, not a grade.
    return Judgement(
        question.id,
        question.kind,
        right=sum(rubric.values()) if rubric else None,
        # Two points for each line that was rated: a line left open is not a nought.
        total=2 * len(rubric),
        extra={"rated": len(rubric), "redraft": bool(str(response.get("redraft") or "").strip())},
    )


_JUDGES: dict[str, Callable[[Any, dict[str, Any], Any, Any], Judgement]] = {
    "best_action": _judge_choice,
    "poll": _judge_poll,
    "rate_actions": _judge_ratings,
    "select_all": _judge_selection,
    "put_in_order": _judge_order,
    "match": _judge_match,
    "numeric": _judge_number,
    "reflect": _judge_text,
    "write_reply": _judge_reply,
}


def judge(
    question: Any, response: Any, role: str | None = None, country: str | None = None
) -> Judgement:
    """Judge a response.

    Args:
        question: a question from `friend_request.content`.
        response: a dictionary as in this module's table.
        role, country: the learner's own, if given: an option's `where` may then decide.

    Returns:
        The judgement. A poll, a reflection and a reply have no verdict and no score.

    Raises:
        ResponseError: if the response is incomplete, or names an option that does not exist.

    Source: for put_in_order the share of pairs that stand the right way round, after M. G. Kendall
        (1938), A new measure of rank correlation, Biometrika 30(1/2). The credit for each verdict
        is the authors' own.
    """
    if not isinstance(response, dict):
        raise ResponseError("respond.unreadable")
    return _JUDGES[question.kind](question, response, role, country)


def display_order(question: Any, learner: str = "") -> list[Any]:
    """The options in the order in which they are shown to one learner.

    A question with `shuffle: true` is shuffled by the learner's id, so that the order is the same
    each time for one person. A question that asks for an order never shows the key's order.

    Args:
        question: a question from `friend_request.content`.
        learner: the learner's random id, as `Store.learner` gives it.

    Returns:
        The question's options; an empty list for a question without.
    """
    options = list(getattr(question, "options", []))
    if question.kind == "put_in_order":
        rank = question.positions()
        seed = 0
        # With interchangeable steps several orders are right; none of them is shown.
        while all(rank[a.id] <= rank[b.id] for a, b in pairwise(options)):
            options = list(question.options)
            random.Random(f"{learner}/{question.id}/{seed}").shuffle(options)
            seed += 1
    elif question.shuffle:
        random.Random(f"{learner}/{question.id}").shuffle(options)
    return options
