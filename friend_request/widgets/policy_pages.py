"""The pages of the policy builder: what each draws, and what it reads back from its controls.

A page is drawn from `Choices`; it keeps nothing and knows nothing of the log.
"""

from __future__ import annotations

from typing import Any

from friend_request.content import COUNTRIES
from friend_request.policies import (
    AUDIENCES,
    OWN,
    Audience,
    Choices,
    Decision,
    Matter,
    Position,
    load_matters,
    load_settings,
)
from friend_request.policies.kept import SETTING
from friend_request.widgets import citing
from friend_request.widgets.nodes import (
    Node,
    button,
    choices,
    details,
    node,
    option,
    row,
    select,
    text_area,
    text_line,
)
from friend_request.words import words

# -- where one is


def start(setting: str, *, given: bool, begun: bool) -> list[Node]:
    """The first page.

    Args:
        setting: the setting chosen before, or empty.
        given: whether the lesson named it, so that it is not asked for.
        begun: whether something was kept before.
    """
    made = [
        node("h3", words("policy.title"), id="title", tabindex="-1"),
        node("p", words("policy.why")),
        node("p", words("policy.privacy"), class_="fr-note"),
        node("p", words("policy.law"), class_="fr-small"),
    ]
    if not given:
        settings = [(one.id, f"{one.title}. {one.summary}") for one in load_settings().settings]
        made.append(choices(words("policy.setting"), SETTING, settings, setting))
    label = words("policy.go_on" if begun else "policy.begin")
    return [*made, row(button(label, "begin", primary=True))]


def way(chosen: Choices, steps: list[tuple[str, str]], at: str) -> list[Node]:
    """Where one is, how far, and a way to every other page; `steps` are (name, title)."""
    number = [name for name, _ in steps].index(at) + 1
    states = {matter.id: chosen.state(matter) for matter in load_matters()}
    counted = {
        name: list(states.values()).count(name)  # type: ignore[arg-type]
        for name in ("decided", "not_here", "open")
    }
    places = [
        (name, f"{title} ({words(f'policy.state.{states[name]}')})" if name in states else title)
        for name, title in steps
    ]
    place = words("policy.place", title=chosen.about.title, step=number, steps=len(steps))
    progress = words("policy.progress", total=len(states), **counted)
    return [
        node("h3", words("policy.title")),
        node("p", f"{place} {progress}", class_="fr-small"),
        details(
            words("policy.go_to"),
            select("go", words("policy.go_to"), places, at),
            row(button(words("policy.go"), "go")),
            key="map",
        ),
    ]


def _place(name: str, title: str) -> Node:
    """The heading of a page, which gets the focus when one comes to it."""
    return node("h4", title, id="place", tabindex="-1", key=f"place-{name}")


def _onward(keep: str, *, back: bool = True) -> Node:
    """Keep; keep and go on; keep and go back; keep and go to the end."""
    return row(
        button(keep, "keep", primary=True),
        button(words("policy.next"), "next"),
        button(words("policy.back"), "back") if back else None,
        button(words("policy.to_documents"), "documents"),
    )


# -- the facts


def facts(chosen: Choices) -> list[Node]:
    """The page that asks for the service's own facts."""
    countries = [
        ("", words("policy.no_country")),
        *((c, words(f"country.{c}")) for c in COUNTRIES),
    ]
    made: list[Node] = [
        _place("facts", words("policy.facts")),
        node("p", words("policy.facts_why")),
    ]
    for detail in load_settings().details:
        field = f"fact-{detail.id}"
        made.append(
            text_line(
                field,
                detail.label,
                hint=detail.hint,
                key=f"line-{field}",
                class_="fr-line",
                value=chosen.details.get(detail.id, ""),
                data_draft=True,
                dir="auto",
            )
        )
        if detail.id == "region":
            made.append(select("country", words("policy.country"), countries, chosen.country))
    return [*made, _onward(words("policy.keep"), back=False)]


def read_facts(values: dict[str, Any]) -> dict[str, Any]:
    """What the page says of the facts, as it is kept."""
    given = {}
    for detail in load_settings().details:
        text = values.get(f"fact-{detail.id}")
        if isinstance(text, str) and text.strip():
            given[detail.id] = text
    made: dict[str, Any] = {"details": given}
    if values.get("country") in COUNTRIES:
        made["country"] = values["country"]
    return made


# -- a matter


def matter_page(chosen: Choices, matter: Matter) -> list[Node]:
    """The page of a matter: whether it applies, the positions, the wording of the one taken."""
    decision = chosen.decision(matter)
    applies = {True: "yes", False: "no"}.get(decision.applies)  # type: ignore[arg-type]
    made: list[Node] = [
        _place(matter.id, matter.title),
        node("p", matter.asks, id="asks", key=f"asks-{matter.id}"),
        choices(
            words("policy.applies"),
            f"applies-{matter.id}",
            [("yes", words("policy.applies_yes")), ("no", words("policy.applies_no"))],
            applies,
            described_by="asks",
        ),
    ]
    if decision.applies is not False:
        made.append(_positions(chosen, matter, decision))
        if decision.choice:
            made += _wording(chosen, matter, decision.choice)
    shown = decision.applies is False or bool(decision.choice)
    return [*made, _onward(words("policy.keep" if shown else "policy.show"))]


def _positions(chosen: Choices, matter: Matter, decision: Decision) -> Node:
    field = f"choice-{matter.id}"
    inside: list[Node] = []
    for position in matter.choices(chosen.setting):
        checked = position.id == decision.choice
        inside += [
            option("radio", field, position.id, position.title, checked=checked),
            _reasons(chosen, matter, position),
        ]
    return node(
        "fieldset",
        node("legend", words("policy.positions"), class_="fr-legend"),
        node("p", words("policy.positions_why"), id="positions-why", class_="fr-small"),
        *inside,
        option("radio", field, OWN, words("policy.own"), checked=decision.choice == OWN),
        class_="fr-group",
        key=f"positions-{matter.id}",
        aria_describedby="positions-why",
    )


def _reasons(chosen: Choices, matter: Matter, position: Position) -> Node:
    says = chosen.filled(chosen.words(position.clients))
    return node(
        "div",
        node("p", position.because),
        details(
            f"{words('policy.why_label')}: {position.title}",
            node("p", words("policy.says", text=says)),
            node("p", node("strong", words("feedback.sources"))),
            citing.source_list(list(position.cites)),
            key=f"why-{matter.id}-{position.id}",
        ),
        class_="fr-feedback",
        key=f"reason-{matter.id}-{position.id}",
    )


def _wording(chosen: Choices, matter: Matter, choice: str) -> list[Node]:
    edited = choice != OWN and any(chosen.is_edited(matter, each) for each in AUDIENCES)
    return [
        node("h5", words("policy.wording"), id="wording", tabindex="-1", key=f"w-{matter.id}"),
        node("p", words("policy.wording_why"), id="wording-why", class_="fr-small"),
        *(
            text_area(
                _box(matter, choice, each),
                _reader(chosen, each),
                value=chosen.wording(matter, each),
                rows=4,
                described_by="wording-why",
            )
            for each in AUDIENCES
        ),
        row(button(words("policy.model_back"), "model") if edited else None),
    ]


def _box(matter: Matter, choice: str, audience: str) -> str:
    return f"w-{matter.id}-{choice}-{audience}"


def _reader(chosen: Choices, audience: Audience) -> str:
    solo = audience == "staff" and chosen.setting == "solo"
    return words("policy.for_staff_solo" if solo else f"policy.for_{audience}")


def shows_wording(values: dict[str, Any]) -> bool:
    """Whether boxes for a wording were on the page that sent these values."""
    return any(name.startswith("w-") for name in values)


def read_matter(chosen: Choices, matter: Matter, values: dict[str, Any]) -> dict[str, Any]:
    """What the page says of its matter, as it is kept; wordings of other positions stay.

    Args:
        chosen: what was chosen until now, with drafts.
        matter: whose page it is.
        values: what the page holds.
    """
    before = chosen.decision(matter)
    applies = values.get(f"applies-{matter.id}")
    choice = values.get(f"choice-{matter.id}", before.choice)
    known = [OWN, *(position.id for position in matter.choices(chosen.setting))]
    made: dict[str, Any] = {}
    if choice in known:
        made["choice"] = choice
    if applies in ("yes", "no"):
        made["applies"] = applies
    elif choice in known:
        # Whoever takes a position has said that the matter concerns them.
        made["applies"] = "yes"
    texts = {**before.texts, **read_texts(chosen, matter, values)}
    if texts:
        made["texts"] = texts
    return made


def read_texts(chosen: Choices, matter: Matter, values: dict[str, Any]) -> dict[str, str]:
    """Wordings on the page that differ from what would stand there by itself."""
    positions = {position.id: position for position in matter.choices(chosen.setting)}
    found: dict[str, str] = {}
    for choice in (OWN, *positions):
        for each in AUDIENCES:
            text = values.get(_box(matter, choice, each))
            if not isinstance(text, str):
                continue
            position = positions.get(choice)
            model = chosen.words(getattr(position, each)) if position else ""
            key = f"{choice}.{each}"
            if text != model or key in chosen.decision(matter).texts:
                found[key] = text
    return found


# -- the documents


def documents(chosen: Choices, folder: Node) -> list[Node]:
    """The last page: what is open, and ways to take the documents along."""
    open_ = [m.title for m in load_matters() if chosen.state(m) == "open"]
    open_ += chosen.open_details()
    made: list[Node] = [
        _place("documents", words("policy.documents")),
        node("p", words("policy.documents_why")),
    ]
    if open_:
        items = (node("li", title) for title in open_)
        title = words("policy.open_list", count=len(open_))
        made.append(details(title, node("ul", *items), key="open"))
    else:
        made.append(node("p", words("policy.ready"), class_="fr-note"))
    made += [folder, row(button(words("policy.save"), "save", primary=True))]
    for each in AUDIENCES:
        about = f"doc-{each}"
        buttons = (
            button(words(f"document.download_{kind}"), kind, arg=each, aria_describedby=about)
            for kind in ("word", "markdown")
        )
        made += [node("h5", _reader(chosen, each), id=about, key=about), row(*buttons)]
    return [*made, row(button(words("policy.back"), "back"))]
