"""What is said once a question is answered: the verdict, the reason, the rule, the sources.

Feedback speaks to the reasoning, in words before colour, and never to the person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from friend_request.content import effective
from friend_request.questions import Judgement, OptionFeedback
from friend_request.widgets.citing import source_list
from friend_request.widgets.contexts import Here as Here
from friend_request.widgets.contexts import differs, for_you, rule
from friend_request.widgets.contexts import here_of as here_of
from friend_request.widgets.contexts import verdict_words as verdict_words
from friend_request.widgets.nodes import Node, details, node, rich
from friend_request.words import words

if TYPE_CHECKING:
    from friend_request.content import Citation


def sources(citations: list[Citation]) -> list[Node]:
    """The sources as a list that opens."""
    if not citations:
        return []
    return [details(words("feedback.sources"), source_list(citations), key="sources")]


def _basis(question: Any) -> Node:
    """What the key rests on, and the id by which a reader can report a mistake."""
    return node(
        "p",
        basis_words(question),
        " ",
        words("feedback.report", id=question.id),
        class_="fr-small",
    )


def basis_words(question: Any) -> str:
    """What the key rests on: a panel's figures where one has rated it."""
    panel = question.panel
    if panel is None:
        return words(f"key_basis.{question.key_basis}")
    share = round(panel.agreement)
    if not panel.split:
        return words("key_basis.panel", raters=panel.raters, lived=panel.lived, share=share)
    texts = {option.id: option.text for option in question.options}
    listed = "; ".join(f"{texts[o]} {round(x)}%" for o, x in panel.shares.items() if o in texts)
    return words("key_basis.split", raters=panel.raters, lived=panel.lived, shares=listed)


def _reason(text: str) -> list[Node]:
    return rich(text, 5)


def graded(
    feedback: OptionFeedback, *before: Node, after: list[Node] | None = None, question: Any = None
) -> Node:
    """One option with its verdict and its reason, between what comes before and after."""
    return node(
        "div",
        *before,
        node(
            "p",
            words("feedback.verdict", verdict=verdict_words(question, feedback.verdict)),
            class_="fr-verdict",
        ),
        *_reason(feedback.because),
        *rule(feedback.violates),
        *(after or []),
        class_=f"fr-feedback fr-{feedback.verdict}",
    )


def choice(question: Any, judged: Judgement, here: Here) -> list[Node]:
    """Feedback on one choice; without a chosen option, all the options with their reasons."""
    mine = [o for o in judged.options if o.chosen]
    others = [o for o in judged.options if not o.chosen]
    made: list[Node] = []
    for option in mine:
        before = [node("p", words("feedback.your_answer", text=option.text))]
        made.append(graded(option, *before, *for_you(question.options, here), question=question))
    listed = [graded(o, node("p", o.text), question=question) for o in others]
    preferred = next((o for o in others if o.verdict == "best"), None)
    if mine and preferred:
        # Open, not folded away: whoever reads only one line more should read this one.
        best = verdict_words(question, "best")
        said = words("feedback.preferred", verdict=best, text=preferred.text)
        made.append(node("p", said, class_="fr-preferred"))
    if mine:
        made.append(details(words("feedback.others"), *listed, key="others"))
    else:
        made += listed
    made += differs(question, here, mine[0].id if mine else None)
    made += sources(question.citations())
    made.append(_basis(question))
    return made


def agreement(judged: Judgement) -> str:
    """How many parts are as in the key, and how many one step beside it."""
    near = judged.extra.get("near")
    key = "feedback.agree_near" if near else "feedback.agree"
    return words(key, right=judged.right, total=judged.total, near=near)


def _part(title: str, line: str, feedback: OptionFeedback, good: bool | None) -> Node:
    style = "fr-best" if good else "fr-defensible" if good is None else "fr-risky"
    return node(
        "li",
        node("p", title),
        node("p", line, class_="fr-verdict"),
        *_reason(feedback.because),
        *rule(feedback.violates),
        class_=f"fr-feedback {style}",
    )


def _parts(question: Any, judged: Judgement, items: list[Node]) -> list[Node]:
    return [
        node("div", node("p", agreement(judged), class_="fr-verdict"), class_="fr-feedback"),
        node("ul", *items, class_="fr-items"),
        *sources(question.citations()),
        _basis(question),
    ]


def ratings(question: Any, judged: Judgement, here: Here) -> list[Node]:
    """Feedback on rated actions."""
    items = []
    for o in judged.options:
        key = words(f"level.{o.key}")
        if o.given is None:
            line = f"{key}."
        elif o.right:
            line = f"{words('feedback.part_right')} {key}."
        else:
            line = words("feedback.ratings_given", given=words(f"level.{o.given}"), key=key)
        items.append(_part(o.text, line, o, o.right))
    return [
        *for_you(question.options, here),
        *_parts(question, judged, items),
        *differs(question, here),
    ]


def selection(question: Any, judged: Judgement, here: Here) -> list[Node]:
    """Feedback on ticked options."""
    items = []
    for o in judged.options:
        key = {"best": "belongs", "defensible": "either"}.get(o.verdict or "", "leave")
        ticked = words("feedback.ticked" if o.chosen else "feedback.not_ticked")
        line = f"{words(f'feedback.{key}')} {ticked}"
        if o.verdict == "violation":
            line = f"{words('feedback.verdict', verdict=words('verdict.violation'))} {ticked}"
        items.append(_part(o.text, line, o, o.right))
    return [
        *for_you(question.options, here),
        *_parts(question, judged, items),
        *differs(question, here),
    ]


def order(question: Any, judged: Judgement) -> list[Node]:
    """Feedback on an order, in the order of the key."""
    return _placed(question, judged, "feedback.placed_right", "feedback.placed")


def matches(question: Any, judged: Judgement) -> list[Node]:
    """Feedback on matched items."""
    return _placed(question, judged, "feedback.matched_right", "feedback.matched_wrong")


def _placed(question: Any, judged: Judgement, right: str, wrong: str) -> list[Node]:
    """Each item with where it belongs, in the phrase for right or for wrong."""
    items = [
        _part(
            o.text, words(right if o.right else wrong, given=o.given, key=o.key), o, bool(o.right)
        )
        for o in judged.options
    ]
    return _parts(question, judged, items)


def number_text(question: Any) -> str:
    """The answer with its unit, as a person writes it."""
    value = f"{question.answer.value:,.10g}"
    unit = question.answer.unit
    return f"{value}%" if unit == "%" else f"{value} {unit}" if unit else value


def number(question: Any, response: dict[str, Any], judged: Judgement) -> list[Node]:
    """Feedback on a number. The answer itself opens on request, so that one can try again."""
    if judged.verdict == "best":
        head = words("feedback.number_right", value=number_text(question))
        return [
            node(
                "div",
                node("p", head, class_="fr-verdict"),
                *_reason(judged.because or ""),
                class_="fr-feedback fr-best",
            ),
            *sources(question.citations()),
            _basis(question),
        ]
    return [
        node(
            "div",
            node("p", words("feedback.number_wrong"), class_="fr-verdict"),
            *_reason(judged.because or words("feedback.number_try")),
            class_="fr-feedback fr-risky",
        ),
        number_answer(question),
        *sources(question.citations()),
        _basis(question),
    ]


def number_answer(question: Any) -> Node:
    """The answer and its reason, to open."""
    return details(
        words("feedback.number_solution"),
        node("p", number_text(question), class_="fr-verdict"),
        *_reason(question.because),
        key="solution",
    )


def reasons(question: Any, here: Here) -> list[Node]:
    """All that feedback would say, for someone who skips: nothing is marked as chosen."""
    if question.kind == "numeric":
        return [number_answer(question), *sources(question.citations()), _basis(question)]
    items = []
    if question.kind in ("best_action", "rate_actions", "select_all"):
        for o in question.options:
            now = effective(o, here.role, here.country)
            shown = OptionFeedback(
                o.id, o.text, now.verdict, now.because, False, violates=now.violates
            )
            items.append(graded(shown, node("p", o.text), question=question))
        items = [*for_you(question.options, here), *items]
        more = differs(question, here)
    else:
        targets = {t.id: t.text for t in getattr(question, "targets", [])}
        for n, o in enumerate(question.options, 1):
            line = targets[o.match] if targets else words("feedback.placed_right", key=n)
            items.append(
                node(
                    "div",
                    node("p", o.text),
                    node("p", line, class_="fr-verdict"),
                    *_reason(o.because),
                    class_="fr-feedback",
                )
            )
        more = []
    return [*items, *more, *sources(question.citations()), _basis(question)]
