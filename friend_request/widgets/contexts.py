"""How a key differs by role and country: each context in turn, the learner's own first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from friend_request.content import COUNTRIES, ROLES, effective
from friend_request.content.contexts import contexts_of
from friend_request.progress import Store
from friend_request.widgets.citing import link
from friend_request.widgets.nodes import Node, details, node, rich
from friend_request.words import words

if TYPE_CHECKING:
    from friend_request.content import GradedOption, Violates


@dataclass(frozen=True)
class Here:
    """The learner's own role and country, if they gave them."""

    role: str | None = None
    country: str | None = None

    @property
    def given(self) -> bool:
        """Whether the learner gave either."""
        return bool(self.role or self.country)


def here_of(store: Store) -> Here:
    """What the learner said of their role and country; what the course doesn't know is left out."""
    role, country = store.setting("role"), store.setting("country")
    return Here(role if role in ROLES else None, country if country in COUNTRIES else None)


@dataclass(frozen=True)
class Context:
    """One line of the comparison."""

    role: str | None
    country: str | None
    own: bool = False

    @property
    def name(self) -> str:
        """`Mentor, Ireland`, or `You (Mentor, Ireland)`."""
        name = context_name(self.role, self.country)
        return words("about.you", context=name) if self.own else name


def context_name(role: str | None, country: str | None) -> str:
    """`Mentor, Ireland`; the words for what is given."""
    parts = [words(f"role.{role}")] if role else []
    parts += [words(f"country.{country}")] if country else []
    return ", ".join(parts) or words("feedback.differs_none")


def compared(options: Sequence[GradedOption], here: Here) -> list[Context]:
    """The contexts to compare: the learner's own first if they gave one, the general one last.

    A pair of role and country is listed only where it differs from that role alone: a role's entry
    holds in every country unless another names both.
    """
    found = contexts_of(options)
    if not found:
        return []
    listed = []
    for role, country in found:
        if all(effective(o, role, country) is o for o in options):
            continue  # named only together with the other, so that alone it changes nothing
        if (
            role
            and country
            and all(effective(o, role, country) is effective(o, role, None) for o in options)
        ):
            continue
        listed.append((role, country))
    own = (here.role, here.country)
    first = [Context(*own, own=True)] if here.given else []
    return [
        *first,
        *(Context(*each) for each in listed if each != own),
        Context(None, None),
    ]


def rule(violates: Violates | None) -> list[Node]:
    """The rule that is broken, and whom it binds."""
    if violates is None:
        return []
    return [
        node(
            "p",
            node("strong", words("feedback.rule") + " "),
            link(violates.citation),
            ". ",
            words("feedback.binds", binds=violates.binds.rstrip(".")),
            ".",
        )
    ]


def for_you(options: Sequence[GradedOption], here: Here) -> list[Node]:
    """Says for which role and country the key below is, where that can make a difference."""
    if not here.given or not contexts_of(options):
        return []
    name = context_name(here.role, here.country)
    return [node("p", words("feedback.for_you", context=name), class_="fr-small")]


def verdict_words(question: Any, verdict: str | None) -> str:
    """A verdict in words: of what to do, or, with `asks: fact`, of what is so."""
    of_facts = getattr(question, "asks", "action") == "fact"
    return words(f"{'verdict_fact' if of_facts else 'verdict'}.{verdict}")


def _label(question: Any, verdict: str) -> str:
    """A verdict in the words that the kind of question uses for it."""
    kind = question.kind
    if kind == "rate_actions":
        return words(f"level.{verdict}")
    if kind == "select_all" and verdict != "violation":
        key = {"best": "belongs", "defensible": "either"}.get(verdict, "leave")
        return words(f"feedback.{key}").rstrip(".")
    return verdict_words(question, verdict)


def differs(question: Any, here: Here, chosen: str | None = None) -> list[Node]:
    """The key in every context, side by side: what is preferred, and what changes there.

    Args:
        question: one whose options may carry `where`.
        here: the learner's own role and country; it comes first.
        chosen: the id of the learner's choice, whose verdict is said for every context.
    """
    lines = []
    for context in compared(question.options, here):
        said: list[Node] = []
        for option in question.options:
            now = effective(option, context.role, context.country)
            best = question.kind == "best_action" and now.verdict == "best"
            mine = option.id == chosen
            if not (best or mine or now is not option):
                continue
            head = _label(question, now.verdict)
            if mine:
                head = words("about.your_answer", verdict=head)
            said.append(
                node(
                    "li",
                    node("strong", head + ": "),
                    option.text,
                    node("div", *rich(now.because, 5), *rule(now.violates)),
                )
            )
        if said:
            lines.append(node("li", node("strong", context.name), node("ul", *said)))
    if not lines:
        return []
    entries = [w for o in question.options for w in o.where]
    both = any(w.role for w in entries) and any(w.country and not w.role for w in entries)
    note = node("p", words("about.role_first"), class_="fr-small") if both else None
    return [details(words("feedback.differs"), node("ul", *lines), note, key="differs")]
