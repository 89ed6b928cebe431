"""The policy builder: one matter at a time, and three documents at the end.

What is chosen and written is kept in the progress log when a button is pressed, before the form
says so; what is typed is kept as a draft, as everywhere in the course.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

from friend_request import progress
from friend_request.content import COUNTRIES
from friend_request.documents import DOCX_TYPE, MARKDOWN_TYPE, SaveError, save, saving
from friend_request.documents.docx import to_docx
from friend_request.documents.markdown import to_markdown
from friend_request.policies import (
    AUDIENCES,
    OWN,
    SETTINGS,
    Audience,
    Choices,
    Decision,
    Matter,
    Position,
    compose,
    file_stem,
    load_matters,
    load_setting,
    load_settings,
)
from friend_request.progress import NotKept
from friend_request.widgets import citing, downloads
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import (
    Node,
    button,
    choices,
    details,
    fill,
    node,
    option,
    row,
    select,
    text_area,
)
from friend_request.words import words

KIND = "policy"
SETTING = "policy-setting"
START, FACTS, DOCUMENTS = "start", "facts", "documents"


def _today() -> date:
    return datetime.now(UTC).date()


class PolicyForm(Form):
    """Asks, shows positions with their reasons, takes edits, and makes the documents.

    Attributes:
        at: where the learner is: `start`, `facts`, a matter's id, or `documents`.
    """

    def __init__(
        self,
        store: progress.Store | None = None,
        setting: str | None = None,
        today: Callable[[], date] = _today,
    ) -> None:
        self.store = store or progress.store()
        self.given = setting
        self.today = today
        self.at = START
        self.said = ""
        super().__init__()
        self.store.watch(self._follow)

    def _follow(self, question_id: str) -> None:
        if not question_id:
            self.refresh()

    # -- what is kept

    @property
    def setting(self) -> str:
        """The setting chosen, or empty."""
        found = self.given or self.store.setting(SETTING)
        return found if found in SETTINGS else ""

    def _key(self, what: str) -> str:
        return f"policy.{self.setting}.{what}"

    def _kept(self, what: str, *, with_draft: bool) -> dict[str, Any]:
        """The last answer on something, with any newer draft over it."""
        key = self._key(what)
        answer = self.store.latest(key, ("answer",))
        found = dict(answer.response) if answer else {}
        draft = self.store.latest(key, ("draft",)) if with_draft else None
        if draft and (answer is None or draft.clock > answer.clock):
            for name, value in draft.response.items():
                both = isinstance(value, dict) and isinstance(found.get(name), dict)
                found[name] = {**found[name], **value} if both else value
        return found

    def _decision(self, matter: Matter, *, with_draft: bool = False) -> Decision:
        kept = self._kept(matter.id, with_draft=with_draft)
        applies = {"yes": True, "no": False}.get(str(kept.get("applies", "")))
        texts = kept.get("texts")
        texts = {k: v for k, v in texts.items() if isinstance(v, str)} if _is(texts) else {}
        return Decision(applies, str(kept.get("choice", "")), texts)

    def chosen(self, *, with_draft: bool = False) -> Choices:
        """Everything chosen for the present setting; with drafts, as the boxes show it."""
        facts = self._kept(FACTS, with_draft=with_draft)
        given = facts.get("details")
        given = {k: v for k, v in given.items() if isinstance(v, str)} if _is(given) else {}
        country = facts.get("country")
        return Choices(
            self.setting,
            self.today(),
            given,
            country if country in COUNTRIES else "",
            {m.id: self._decision(m, with_draft=with_draft) for m in load_matters()},
        )

    # -- drawing

    def _steps(self) -> list[tuple[str, str]]:
        """(name, title) of every place, in order."""
        matters = [(matter.id, matter.title) for matter in load_matters()]
        return [(FACTS, words("policy.facts")), *matters, (DOCUMENTS, words("policy.documents"))]

    def _matter(self) -> Matter | None:
        return next((matter for matter in load_matters() if matter.id == self.at), None)

    def draw(self) -> list[Node]:
        parts: list[Node | None] = [*downloads.notices(self.store)]
        if self.at == START or not self.setting:
            parts += self._start()
        else:
            parts += self._map()
            matter = self._matter()
            if matter is not None:
                parts += self._ask(matter)
            else:
                parts += self._facts() if self.at == FACTS else self._documents()
        if self.said:
            # Announced through the status region; shown here for those who see.
            parts.append(node("p", self.said, class_="fr-note", id="said", key="said"))
        parts += downloads.waiting(self.store)
        return [node("div", *parts, class_="fr-card")]

    def _start(self) -> list[Node]:
        made = [
            node("h3", words("policy.title"), id="title", tabindex="-1"),
            node("p", words("policy.why")),
            node("p", words("policy.privacy"), class_="fr-note"),
            node("p", words("policy.law"), class_="fr-small"),
        ]
        if not self.given:
            settings = [(one.id, f"{one.title}. {one.summary}") for one in load_settings().settings]
            made.append(choices(words("policy.setting"), SETTING, settings, self.setting))
        begun = bool(self.setting) and any(
            self.store.latest(self._key(name), ("answer",)) for name, _ in self._steps()
        )
        label = words("policy.go_on" if begun else "policy.begin")
        return [*made, row(button(label, "begin", primary=True))]

    def _map(self) -> list[Node]:
        """Where one is, how far, and a way to every other place."""
        steps, chosen = self._steps(), self.chosen()
        names = [name for name, _ in steps]
        number = names.index(self.at) + 1
        states = {matter.id: chosen.state(matter) for matter in load_matters()}
        count = {state: list(states.values()).count(state) for state in states.values()}
        places = [
            (
                name,
                f"{title} ({words(f'policy.state.{states[name]}')})" if name in states else title,
            )
            for name, title in steps
        ]
        about = load_setting(self.setting).title
        return [
            node("h3", words("policy.title")),
            node(
                "p",
                words("policy.place", title=about, step=number, steps=len(steps))
                + " "
                + words(
                    "policy.progress",
                    total=len(states),
                    **{name: count.get(name, 0) for name in ("decided", "not_here", "open")},
                ),
                class_="fr-small",
            ),
            details(
                words("policy.go_to"),
                select("go", words("policy.go_to"), places, self.at),
                row(button(words("policy.go"), "go")),
                key="map",
            ),
        ]

    def _facts(self) -> list[Node]:
        chosen = self.chosen(with_draft=True)
        countries = [
            ("", words("policy.no_country")),
            *((c, words(f"country.{c}")) for c in COUNTRIES),
        ]
        made: list[Node] = [
            node("h4", words("policy.facts"), id="place", tabindex="-1", key="place-facts"),
            node("p", words("policy.facts_why")),
        ]
        for detail in load_settings().details:
            field = f"fact-{detail.id}"
            made.append(_line(field, detail.label, chosen.details.get(detail.id, ""), detail.hint))
            if detail.id == "region":
                made.append(select("country", words("policy.country"), countries, chosen.country))
        return [*made, self._onward()]

    def _ask(self, matter: Matter) -> list[Node]:
        chosen = self.chosen(with_draft=True)
        decision = chosen.decision(matter)
        applies = {True: "yes", False: "no"}.get(decision.applies)  # type: ignore[arg-type]
        made: list[Node] = [
            node("h4", matter.title, id="place", tabindex="-1", key=f"place-{matter.id}"),
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
            made.append(self._positions(chosen, matter, decision))
            if decision.choice:
                made += self._wording(chosen, matter)
        shown = decision.applies is False or bool(decision.choice)
        return [*made, self._onward(words("policy.keep" if shown else "policy.show"))]

    def _positions(self, chosen: Choices, matter: Matter, decision: Decision) -> Node:
        field = f"choice-{matter.id}"
        inside: list[Node] = []
        for position in matter.choices(self.setting):
            inside += [
                option(
                    "radio",
                    field,
                    position.id,
                    position.title,
                    checked=position.id == decision.choice,
                ),
                self._reasons(chosen, matter, position),
            ]
        return node(
            "fieldset",
            node("legend", words("policy.positions"), class_="fr-legend"),
            *inside,
            option("radio", field, OWN, words("policy.own"), checked=decision.choice == OWN),
            class_="fr-group",
            key=f"positions-{matter.id}",
            aria_describedby="positions-why",
        )

    def _reasons(self, chosen: Choices, matter: Matter, position: Position) -> Node:
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

    def _wording(self, chosen: Choices, matter: Matter) -> list[Node]:
        choice = chosen.decision(matter).choice
        edited = choice != OWN and any(chosen.is_edited(matter, each) for each in AUDIENCES)
        return [
            node("h5", words("policy.wording"), id="wording", tabindex="-1", key=f"w-{matter.id}"),
            node("p", words("policy.wording_why"), id="wording-why", class_="fr-small"),
            *(
                text_area(
                    _field(matter, choice, each),
                    self._reader(each),
                    value=chosen.wording(matter, each),
                    rows=4,
                    described_by="wording-why",
                )
                for each in AUDIENCES
            ),
            row(button(words("policy.model_back"), "model") if edited else None),
        ]

    def _reader(self, audience: Audience) -> str:
        solo = audience == "staff" and self.setting == "solo"
        return words("policy.for_staff_solo" if solo else f"policy.for_{audience}")

    def _onward(self, keep: str = "") -> Node:
        """Keep; keep and go on; keep and go back."""
        first = self.at == FACTS
        return row(
            button(keep or words("policy.keep"), "keep", primary=True),
            button(words("policy.next"), "next"),
            None if first else button(words("policy.back"), "back"),
            button(words("policy.to_documents"), "documents"),
        )

    def _documents(self) -> list[Node]:
        chosen = self.chosen()
        open_ = [m.title for m in load_matters() if chosen.state(m) == "open"]
        open_ += chosen.open_details()
        made: list[Node] = [
            node("h4", words("policy.documents"), id="place", tabindex="-1", key="place-documents"),
            node("p", words("policy.documents_why")),
        ]
        if open_:
            items = (node("li", title) for title in open_)
            title = words("policy.open_list", count=len(open_))
            made.append(details(title, node("ul", *items), key="open"))
        else:
            made.append(node("p", words("policy.ready"), class_="fr-note"))
        made.append(
            _line(
                "folder",
                words("document.folder"),
                str(self.store.setting("documents-folder") or saving.default_folder()),
                words("document.folder_why"),
            )
        )
        made.append(row(button(words("policy.save"), "save", primary=True)))
        for each in AUDIENCES:
            made += [
                node("h5", self._reader(each), id=f"doc-{each}", key=f"doc-{each}"),
                row(
                    button(
                        words("document.download_word"),
                        "word",
                        arg=each,
                        aria_describedby=f"doc-{each}",
                    ),
                    button(
                        words("document.download_markdown"),
                        "markdown",
                        arg=each,
                        aria_describedby=f"doc-{each}",
                    ),
                ),
            ]
        return [*made, row(button(words("policy.back"), "back"))]

    # -- doing

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        self.said = ""
        if downloads.act(self, self.store, action):
            return
        if action == "begin":
            self._begin(values)
            return
        if not self.setting:
            return
        # Whatever the button does, what stands in the form is kept first.
        new = self._keep(values)
        names = [name for name, _ in self._steps()]
        here = names.index(self.at) if self.at in names else 0
        if action == "keep":
            self._said(values, new)
        elif action == "next":
            self._move(names[min(here + 1, len(names) - 1)])
        elif action == "back":
            self._move(names[max(here - 1, 0)])
        elif action == "documents":
            self._move(DOCUMENTS)
        elif action == "go" and values.get("go") in names:
            self._move(values["go"])
        elif action == "model":
            self._model_back()
        elif action == "save":
            self._save(values)
        elif action in ("word", "markdown") and arg in AUDIENCES:
            self._offer(action, arg)  # type: ignore[arg-type]

    def _begin(self, values: dict[str, Any]) -> None:
        setting = self.given or values.get(SETTING)
        if setting not in SETTINGS:
            self.refresh(problem=words("policy.choose_setting"))
            return
        if not self.given and setting != self.store.setting(SETTING):
            self.store.append("setting", SETTING, {"value": setting})
        chosen = self.chosen()
        has_facts = self.store.latest(self._key(FACTS), ("answer",)) is not None
        left = [m.id for m in load_matters() if chosen.state(m) == "open"]
        self._move(([*left, DOCUMENTS][0]) if has_facts else FACTS)

    def _move(self, name: str) -> None:
        self.at = name
        title = dict(self._steps())[name]
        self.refresh(say=f"{self._kept_words()} {title}", focus="place", show="place")

    def _kept_words(self) -> str:
        return words("policy.kept_guest" if self.store.guest else "policy.kept")

    def _said(self, values: dict[str, Any], new: bool) -> None:
        said = self._kept_words() if new else words("policy.nothing_new")
        matter = self._matter()
        opened = matter is not None and bool(self._decision(matter).choice) and new
        shown = opened and not any(name.startswith("w-") for name in values)
        self.said = said
        self.refresh(
            say=said, focus="wording" if shown else "", show="wording" if shown else "said"
        )

    def _keep(self, values: dict[str, Any]) -> bool:
        """Keep what the form holds. Returns whether anything was new.

        Raises:
            NotKept: if the disk did not take it.
        """
        matter = self._matter()
        if matter is not None:
            return self._append("answer", matter.id, self._read_matter(matter, values))
        if self.at == FACTS:
            return self._append("answer", FACTS, self._read_facts(values))
        return False

    def _append(self, what: str, name: str, response: dict[str, Any]) -> bool:
        if self.store.pending:
            # Something was not taken before: it must not count as kept now.
            self.store.try_again()
        known = self._kept(name, with_draft=what == "draft")
        drafted = what == "answer" and self.store.latest(self._key(name), ("draft",)) is not None
        if response == known and not drafted:
            return False
        if not response and not known:
            return False
        self.store.append(what, self._key(name), response, kind=KIND)
        return True

    def _read_facts(self, values: dict[str, Any]) -> dict[str, Any]:
        given = {
            detail.id: values[f"fact-{detail.id}"]
            for detail in load_settings().details
            if isinstance(values.get(f"fact-{detail.id}"), str)
            and values[f"fact-{detail.id}"].strip()
        }
        country = values.get("country")
        made: dict[str, Any] = {"details": given}
        if country in COUNTRIES:
            made["country"] = country
        return made

    def _read_matter(self, matter: Matter, values: dict[str, Any]) -> dict[str, Any]:
        """What the form says of a matter; wordings of other positions stay as they were."""
        before = self._decision(matter, with_draft=True)
        applies = values.get(f"applies-{matter.id}")
        choice = values.get(f"choice-{matter.id}", before.choice)
        known = [OWN, *(position.id for position in matter.choices(self.setting))]
        made: dict[str, Any] = {}
        if choice in known:
            made["choice"] = choice
        if applies in ("yes", "no"):
            made["applies"] = applies
        elif choice in known:
            # Whoever takes a position has said that the matter concerns them.
            made["applies"] = "yes"
        texts = {**before.texts, **self._read_texts(matter, values)}
        if texts:
            made["texts"] = texts
        return made

    def _read_texts(self, matter: Matter, values: dict[str, Any]) -> dict[str, str]:
        """Wordings in the form that differ from what would stand there by itself."""
        chosen = self.chosen(with_draft=True)
        found: dict[str, str] = {}
        for choice in (OWN, *(position.id for position in matter.choices(self.setting))):
            for each in AUDIENCES:
                text = values.get(_field(matter, choice, each))
                if not isinstance(text, str):
                    continue
                position = next((p for p in matter.positions if p.id == choice), None)
                model = chosen.words(getattr(position, each)) if position else ""
                key = f"{choice}.{each}"
                if text != model or key in chosen.decision(matter).texts:
                    found[key] = text
        return found

    def keep_drafts(self, values: dict[str, Any]) -> None:
        matter = self._matter()
        if not self.setting:
            return
        if matter is not None:
            texts = self._read_texts(matter, values)
            if texts and texts != dict(self._decision(matter, with_draft=True).texts):
                self._append("draft", matter.id, {"texts": texts})
        elif self.at == FACTS:
            self._append("draft", FACTS, self._read_facts(values))

    def _model_back(self) -> None:
        matter = self._matter()
        if matter is None:
            return
        kept = self._kept(matter.id, with_draft=False)
        choice = str(kept.get("choice", ""))
        texts = {
            key: text for key, text in kept.get("texts", {}).items() if key.split(".")[0] != choice
        }
        self._append("answer", matter.id, {**kept, "texts": texts})
        self.said = words("policy.model_done")
        self.refresh(say=self.said, focus="wording")

    # -- documents

    def _offer(self, action: str, audience: Audience) -> None:
        chosen = self.chosen()
        document, stem = compose(chosen, audience), file_stem(chosen, audience)
        if action == "word":
            name = f"{stem}.docx"
            self.offer_file(name, to_docx(document), DOCX_TYPE)
        else:
            name = f"{stem}.md"
            self.offer_file(name, to_markdown(document).encode("utf-8"), MARKDOWN_TYPE)
        self.said = words("document.downloading", name=name)
        self.refresh(say=self.said)

    def _save(self, values: dict[str, Any]) -> None:
        typed = values.get("folder")
        typed = typed if isinstance(typed, str) else ""
        chosen = self.chosen()
        done: list[str] = []
        try:
            folder = saving.folder_of(typed)
            for each in AUDIENCES:
                paths = save(compose(chosen, each), file_stem(chosen, each), folder)
                done += [path.name for path in paths]
        except SaveError as error:
            problem = words("document.not_saved", why=str(error))
            if done:
                problem += " " + words("policy.not_saved_rest", names=", ".join(done))
            self.refresh(problem=problem)
            return
        if str(folder) != self.store.setting("documents-folder"):
            # The documents are there, whether or not the folder can be remembered.
            with suppress(NotKept):
                self.store.append("setting", "documents-folder", {"value": str(folder)})
        self.said = words("policy.saved", folder=folder, names=", ".join(done))
        self.refresh(say=self.said, show="said")

    # -- text form

    def text(self) -> str:
        parts = [words("policy.title"), fill(words("policy.text")), fill(words("policy.why"))]
        parts += [fill(words("policy.privacy")), fill(words("policy.law"))]
        parts += [fill(f"- {m.title}: {m.asks}", "  ", "") for m in load_matters()]
        return "\n\n".join([*parts, words("question.to_answer")])


def _is(value: Any) -> bool:
    return isinstance(value, dict)


def _field(matter: Matter, choice: str, audience: str) -> str:
    return f"w-{matter.id}-{choice}-{audience}"


def _line(field: str, label: str, value: str, hint: str | None = None) -> Node:
    """One line of text with its label and a hint."""
    return node(
        "div",
        node("label", label, for_=field, class_="fr-label"),
        node(
            "input",
            type="text",
            id=field,
            data_field=field,
            data_draft=True,
            value=value,
            dir="auto",
            class_="fr-line",
            aria_describedby=f"{field}-hint" if hint else None,
        ),
        node("p", hint, id=f"{field}-hint", class_="fr-small") if hint else None,
        class_="fr-field",
        key=f"line-{field}",
    )


def policy(setting: str | None = None) -> PolicyForm:
    """Build a policy: choose positions, change their wording, take three documents along.

    Args:
        setting: `solo`, `agency` or `youth`; without it the learner chooses.

    Returns:
        A widget; as the last line of a cell it shows itself.

    Raises:
        ValueError: if there is no such setting.
        friend_request.content.ContentError: if a file of `data/policy` has a mistake.
    """
    if setting is not None and setting not in SETTINGS:
        raise ValueError(f"setting is one of {', '.join(SETTINGS)}, not {setting!r}")
    return PolicyForm(setting=setting)
