"""What is said once a question is answered: the verdict, the reason, the rule, the sources.

Feedback speaks to the reasoning, in words before colour, and never to the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from friend_request.content import Citation, effective
from friend_request.questions import Judgement, OptionFeedback
from friend_request.widgets.citing import link, source_list
from friend_request.widgets.nodes import Node, details, node, rich
from friend_request.words import words


@dataclass(frozen=True)
class Here:
    """The learner's own role and country, if they gave them."""

    role: str | None = None
    country: str | None = None


def context_name(role: str | None, country: str | None) -> str:
    """`Mentor, Ireland`; the words for what is given."""
    parts = [words(f"role.{role}")] if role else []
    parts += [words(f"country.{country}")] if country else []
    return ", ".join(parts) or words("feedback.differs_none")


def sources(citations: list[Citation]) -> list[Node]:
    """The sources as a list that opens."""
    if not citations:
        return []
    return [details(words("feedback.sources"), source_list(citations), key="sources")]


def _basis(question: Any) -> Node:
    return node("p", words(f"key_basis.{question.key_basis}"), class_="fr-small")


def _rule(feedback: OptionFeedback) -> list[Node]:
    if feedback.violates is None:
        return []
    return [
        node(
            "p",
            node("strong", words("feedback.rule") + " "),
            link(feedback.violates.citation),
            ". ",
            words("feedback.binds", binds=feedback.violates.binds.rstrip(".")),
            ".",
        )
    ]


def _reason(text: str) -> list[Node]:
    return rich(text, 5)


def _graded(feedback: OptionFeedback, *before: Node) -> Node:
    """One option with its verdict and its reason."""
    return node(
        "div",
        *before,
        node(
            "p",
            words("feedback.verdict", verdict=words(f"verdict.{feedback.verdict}")),
            class_="fr-verdict",
        ),
        *_reason(feedback.because),
        *_rule(feedback),
        class_=f"fr-feedback fr-{feedback.verdict}",
    )


def choice(question: Any, judged: Judgement, here: Here) -> list[Node]:
    """Feedback on one choice; without a chosen option, all the options with their reasons."""
    mine = [o for o in judged.options if o.chosen]
    others = [o for o in judged.options if not o.chosen]
    made: list[Node] = []
    for option in mine:
        before = [node("p", words("feedback.your_answer", text=option.text))]
        if (here.role or here.country) and question.contexts():
            before.append(
                node("p", words("feedback.for_you", context=context_name(here.role, here.country)))
            )
        made.append(_graded(option, *before))
    listed = [_graded(o, node("p", o.text)) for o in others]
    if mine:
        made.append(details(words("feedback.others"), *listed, key="others"))
    else:
        made += listed
    made += differs(question, mine[0].id if mine else None)
    made += sources(question.citations())
    made.append(_basis(question))
    return made


def differs(question: Any, chosen: str | None = None) -> list[Node]:
    """How the key differs by role and country, side by side."""
    contexts = question.contexts()
    if not contexts:
        return []
    lines = []
    for role, country in [*contexts, (None, None)]:
        best = next(
            (o for o in question.options if effective(o, role, country).verdict == "best"), None
        )
        if best is None:
            continue
        parts: list[Node | str] = [
            words("feedback.differs_row", context=context_name(role, country), best=best.text)
        ]
        reason = effective(best, role, country).because
        parts.append(node("div", *_reason(reason)))
        mine = next((o for o in question.options if o.id == chosen), None)
        if mine is not None and mine is not best:
            verdict = effective(mine, role, country).verdict
            parts.append(
                node(
                    "p",
                    words("feedback.differs_yours", verdict=words(f"verdict.{verdict}")),
                    class_="fr-small",
                )
            )
        lines.append(node("li", *parts))
    return [details(words("feedback.differs"), node("ul", *lines), key="differs")]


def _agreement(judged: Judgement) -> Node:
    return node(
        "p",
        words("feedback.agree", right=judged.right, total=judged.total),
        class_="fr-verdict",
    )


def _part(title: str, line: str, feedback: OptionFeedback, good: bool | None) -> Node:
    style = "fr-best" if good else "fr-defensible" if good is None else "fr-risky"
    return node(
        "li",
        node("p", title),
        node("p", line, class_="fr-verdict"),
        *_reason(feedback.because),
        *_rule(feedback),
        class_=f"fr-feedback {style}",
    )


def _parts(question: Any, judged: Judgement, items: list[Node]) -> list[Node]:
    return [
        node("div", _agreement(judged), class_="fr-feedback"),
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
    return [*_parts(question, judged, items), *differs_parts(question)]


def differs_parts(question: Any) -> list[Node]:
    """For questions with several graded parts: each part's level in each context."""
    contexts = question.contexts()
    if not contexts:
        return []
    lines = []
    for role, country in contexts:
        changed = [
            node(
                "li",
                f"{o.text} ",
                node("strong", words(f"level.{effective(o, role, country).verdict}") + ". "),
                effective(o, role, country).because,
            )
            for o in question.options
            if effective(o, role, country) is not o
        ]
        if changed:
            lines.append(node("li", context_name(role, country), node("ul", *changed)))
    return [details(words("feedback.differs"), node("ul", *lines), key="differs")]


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
    return [*_parts(question, judged, items), *differs_parts(question)]


def order(question: Any, judged: Judgement, here: Here) -> list[Node]:
    """Feedback on an order, in the order of the key."""
    items = []
    for o in judged.options:
        line = (
            words("feedback.placed_right", key=o.key)
            if o.right
            else words("feedback.placed", given=o.given, key=o.key)
        )
        items.append(_part(o.text, line, o, bool(o.right)))
    return _parts(question, judged, items)


def matches(question: Any, judged: Judgement, here: Here) -> list[Node]:
    """Feedback on matched items."""
    items = []
    for o in judged.options:
        line = (
            words("feedback.matched_right", key=o.key)
            if o.right
            else words("feedback.matched_wrong", given=o.given, key=o.key)
        )
        items.append(_part(o.text, line, o, bool(o.right)))
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
            items.append(_graded(shown, node("p", o.text)))
        more = differs(question) if question.kind == "best_action" else differs_parts(question)
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
