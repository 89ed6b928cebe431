"""The policy builder: one matter at a time, and three documents at the end.

What is chosen and written is kept in the progress log when a button is pressed, before the form
says so; what is typed is kept as a draft, as everywhere in the course. `policies/kept.py` knows
how, `policy_pages.py` draws.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

from friend_request import progress
from friend_request.policies import (
    AUDIENCES,
    SETTINGS,
    Choices,
    Matter,
    compose,
    file_stem,
    load_matters,
)
from friend_request.policies.kept import FACTS, SETTING, Kept
from friend_request.progress import NotKept
from friend_request.widgets import downloads
from friend_request.widgets import policy_pages as pages
from friend_request.widgets.nodes import Node, fill, node
from friend_request.widgets.takeaway import Takeaway
from friend_request.words import words

START, DOCUMENTS = "start", "documents"
FOLDER = "documents-folder"


def _today() -> date:
    return datetime.now(UTC).date()


class PolicyForm(Takeaway):
    """Asks, shows positions with their reasons, takes edits, and makes the documents.

    Attributes:
        at: where the learner is: `start`, `facts`, a matter's id, or `documents`.
        kept: what they chose until now.
    """

    def __init__(
        self,
        store: progress.Store | None = None,
        setting: str | None = None,
        today: Callable[[], date] = _today,
    ) -> None:
        self.at = START
        super().__init__(store)
        self.kept = Kept(self.store, today, setting)

    def chosen(self, *, with_draft: bool = False) -> Choices:
        """Everything chosen for the present setting; with drafts, as the boxes show it."""
        return self.kept.choices(with_draft=with_draft)

    def _steps(self) -> list[tuple[str, str]]:
        """(name, title) of every place, in order."""
        matters = [(matter.id, matter.title) for matter in load_matters()]
        return [(FACTS, words("policy.facts")), *matters, (DOCUMENTS, words("policy.documents"))]

    def _matter(self) -> Matter | None:
        return next((matter for matter in load_matters() if matter.id == self.at), None)

    # -- drawing

    def draw(self) -> list[Node]:
        return [
            node(
                "div",
                *downloads.notices(self.store),
                *self._page(),
                self.told_note(),
                *downloads.waiting(self.store),
                class_="fr-card",
            )
        ]

    def _page(self) -> list[Node]:
        setting, given = self.kept.setting, bool(self.kept.given)
        if self.at == START or not setting:
            begun = bool(setting) and any(self.kept.is_answered(name) for name, _ in self._steps())
            return pages.start(setting, given=given, begun=begun)
        way = pages.way(self.chosen(), self._steps(), self.at)
        matter = self._matter()
        if matter is not None:
            return [*way, *pages.matter_page(self.chosen(with_draft=True), matter)]
        if self.at == FACTS:
            return [*way, *pages.facts(self.chosen(with_draft=True))]
        folder = self.folder_line(self.store.setting(FOLDER) or "")
        return [*way, *pages.documents(self.chosen(), folder)]

    # -- doing

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        self.told = ""
        if downloads.act(self, self.store, action):
            return
        if action == "begin":
            self._begin(values)
            return
        if not self.kept.setting:
            return
        # Whatever the button does, what stands in the form is kept first.
        new = self._keep(values)
        names = [name for name, _ in self._steps()]
        here = names.index(self.at) if self.at in names else 0
        if action == "keep":
            self._say_kept(values, new)
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
            chosen = self.chosen()
            self.download(compose(chosen, arg), file_stem(chosen, arg), action)

    def _begin(self, values: dict[str, Any]) -> None:
        setting = self.kept.given or values.get(SETTING)
        if setting not in SETTINGS:
            self.refresh(problem=words("policy.choose_setting"))
            return
        self.kept.choose_setting(setting)
        chosen = self.chosen()
        left = [m.id for m in load_matters() if chosen.state(m) == "open"]
        self._move([*left, DOCUMENTS][0] if self.kept.is_answered(FACTS) else FACTS)

    def _move(self, name: str) -> None:
        self.at = name
        title = dict(self._steps())[name]
        self.refresh(say=f"{self._kept_words()} {title}", focus="place", show="place")

    def _kept_words(self) -> str:
        return words("policy.kept_guest" if self.store.guest else "policy.kept")

    def _say_kept(self, values: dict[str, Any], new: bool) -> None:
        matter = self._matter()
        taken = matter is not None and bool(self.kept.decision(matter).choice)
        opened = new and taken and not pages.shows_wording(values)
        self.tell(
            self._kept_words() if new else words("policy.nothing_new"),
            focus="wording" if opened else "",
            show="wording" if opened else "told",
        )

    def _keep(self, values: dict[str, Any]) -> bool:
        """Keep what the form holds. Returns whether anything was new.

        Raises:
            NotKept: if the disk did not take it.
        """
        matter = self._matter()
        if matter is not None:
            read = pages.read_matter(self.chosen(with_draft=True), matter, values)
            return self.kept.keep("answer", matter.id, read)
        if self.at == FACTS:
            return self.kept.keep("answer", FACTS, pages.read_facts(values))
        return False

    def keep_drafts(self, values: dict[str, Any]) -> None:
        matter = self._matter()
        if not self.kept.setting:
            return
        if matter is not None:
            chosen = self.chosen(with_draft=True)
            texts = pages.read_texts(chosen, matter, values)
            if texts and texts != dict(chosen.decision(matter).texts):
                self.kept.keep("draft", matter.id, {"texts": texts})
        elif self.at == FACTS:
            self.kept.keep("draft", FACTS, pages.read_facts(values))

    def _model_back(self) -> None:
        matter = self._matter()
        if matter is None:
            return
        found = self.kept.response(matter.id, with_draft=False)
        choice = str(found.get("choice", ""))
        texts = found.get("texts", {}).items()
        left = {key: text for key, text in texts if key.split(".")[0] != choice}
        self.kept.keep("answer", matter.id, {**found, "texts": left})
        self.tell(words("policy.model_done"), focus="wording")

    def _save(self, values: dict[str, Any]) -> None:
        typed = values.get("folder")
        chosen = self.chosen()
        papers = {file_stem(chosen, each): compose(chosen, each) for each in AUDIENCES}
        paths = self.save_all(papers, typed if isinstance(typed, str) else "")
        if not paths:
            return
        folder = str(paths[0].parent)
        if folder != self.store.setting(FOLDER):
            # The documents are there, whether or not the folder can be remembered.
            with suppress(NotKept):
                self.store.append("setting", FOLDER, {"value": folder})
        names = ", ".join(path.name for path in paths)
        self.tell(words("policy.saved", folder=folder, names=names), show="told")

    # -- text form

    def text(self) -> str:
        parts = [words("policy.title"), fill(words("policy.text")), fill(words("policy.why"))]
        parts += [fill(words("policy.privacy")), fill(words("policy.law"))]
        parts += [fill(f"- {m.title}: {m.asks}", "  ", "") for m in load_matters()]
        return "\n\n".join([*parts, words("question.to_answer")])


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
