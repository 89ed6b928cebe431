"""The learner's own answers: what is kept, take it along, share the computer, delete it all."""

from __future__ import annotations

from typing import Any

from friend_request import progress
from friend_request.progress import NotKept, Person, transfer
from friend_request.widgets import downloads
from friend_request.widgets.computer import seen_by_others
from friend_request.widgets.following import Following
from friend_request.widgets.nodes import Node, button, details, node, row
from friend_request.words import words


class AnswersForm(Following):
    """Everything that a learner can do with their answers as a whole.

    What can't be undone, or could show somebody else's answers, is asked once more: `asking` says
    which question stands there now.
    """

    def __init__(self, store: progress.Store | None = None) -> None:
        self.asking = ""
        self.said = ""
        self._asked = False
        self.loaded: transfer.Bundle | None = None
        super().__init__(store)

    # -- drawing

    def draw(self) -> list[Node]:
        if self.asking:
            parts = self._question()
        elif self.store.guest:
            parts = [*self._state(), *self._take(), *self._end_guest()]
        else:
            parts = [
                *self._state(),
                *self._take(),
                *self._afresh(),
                *self._whose(),
                *self._delete(),
            ]
        return [
            node(
                "div",
                node("h3", words("progress.title"), id="title", tabindex="-1"),
                # Announced through the status region; shown here for those who see.
                node("p", self.said, class_="fr-note", key="said") if self.said else None,
                *parts,
                class_="fr-card",
            )
        ]

    def _state(self) -> list[Node]:
        count = len(self.store.answers())
        key = {0: "none", 1: "one"}.get(count, "many")
        made = [node("p", words(f"progress.{key}", count=count))]
        made += downloads.notices(self.store)
        made += downloads.waiting(self.store)
        if not self.store.guest:
            where = "where" if self.store.on_disk else "nothing_kept"
            made.append(
                node("p", words(f"progress.{where}", path=self.store.path), class_="fr-small")
            )
            made += [each for each in [seen_by_others()] if each]
        for aside in self.store.set_aside:
            made.append(node("p", words("progress.aside", name=aside.name), class_="fr-small"))
        return made

    def _take(self) -> list[Node]:
        return [
            node("h4", words("progress.take.title")),
            node("p", words("progress.take.why"), id="take-why"),
            row(
                button(
                    words("progress.take.download"),
                    downloads.TAKE,
                    primary=True,
                    aria_describedby="take-why",
                )
            ),
            node(
                "div",
                node("label", words("progress.take.load"), for_="load", class_="fr-label"),
                node(
                    "input",
                    type="file",
                    id="load",
                    accept=".json,.gz,application/json,application/gzip",
                    aria_describedby="load-why",
                ),
                node("p", words("progress.take.load_why"), id="load-why", class_="fr-small"),
                class_="fr-field",
                key="load",
            ),
        ]

    def _afresh(self) -> list[Node]:
        undo = self.store.can_undo()
        return [
            node("h4", words("progress.afresh.title"), key="afresh-title"),
            node("p", words("progress.afresh.why"), key="afresh-why"),
            row(
                button(words("progress.afresh.do"), "reset", id="reset"),
                button(words("progress.afresh.undo"), "undo", id="undo") if undo else None,
            ),
        ]

    def _whose(self) -> list[Node]:
        people = self.store.people()
        inside: list[Node | None] = [
            node("p", words("progress.whose.why")),
            row(button(words("progress.whose.fresh"), "fresh")),
        ]
        if people:
            inside += [
                node("h5", words("progress.whose.aside")),
                node("p", words("progress.whose.aside_why")),
                node(
                    "ul",
                    *(
                        node(
                            "li",
                            node("p", describe(person), id=f"who-{n}"),
                            row(
                                button(
                                    words("progress.whose.mine"),
                                    "ask",
                                    arg=f"return {person.id}",
                                    aria_describedby=f"who-{n}",
                                )
                            ),
                        )
                        for n, person in enumerate(people, 1)
                    ),
                ),
            ]
        inside += [
            node("p", words("progress.whose.open_files"), class_="fr-small"),
            node("h5", words("progress.guest.title")),
            node("p", words("progress.guest.why")),
            row(button(words("progress.guest.start"), "guest")),
        ]
        return [details(words("progress.whose.title"), *inside, key="whose")]

    def _end_guest(self) -> list[Node]:
        return [
            node("h4", words("progress.guest.title")),
            node("p", words("progress.guest.why")),
            row(button(words("progress.guest.end"), "ask", arg="guest")),
        ]

    def _delete(self) -> list[Node]:
        others = bool(self.store.people())
        return [
            node("h4", words("progress.delete.title"), key="delete-title"),
            node("p", words("progress.delete.why"), key="delete-why"),
            row(
                button(words("progress.delete.mine"), "ask", arg="mine" if others else "only"),
                button(words("progress.delete.all"), "ask", arg="all") if others else None,
            ),
        ]

    def _question(self) -> list[Node]:
        """The one question that stands between a press of a button and what it does."""
        what, _, person_id = self.asking.partition(" ")
        if what == "load" and self.loaded is not None:
            made = self.loaded
            day = made.made_at[:10]
            why = "why" if day else "why_undated"
            return [
                _asked(words("progress.foreign.title")),
                node("p", words(f"progress.foreign.{why}", count=made.questions, day=day)),
                row(
                    button(words("progress.foreign.add"), "load"),
                    button(words("progress.foreign.fresh"), "load-fresh"),
                    button(words("progress.foreign.leave"), "leave", primary=True),
                ),
            ]
        if what == "return":
            who = next((describe(p) for p in self.store.people() if p.id == person_id), "")
            return [
                _asked(words("progress.whose.mine_ask", who=who)),
                row(
                    button(words("progress.whose.mine_yes"), "return", arg=person_id),
                    button(words("progress.whose.mine_no"), "leave", primary=True),
                ),
            ]
        if what == "guest":
            return [
                _asked(words("progress.guest.end_ask")),
                row(
                    button(words("progress.take.download"), downloads.TAKE),
                    button(words("progress.guest.end_yes"), "end-guest"),
                    button(words("progress.guest.end_no"), "leave", primary=True),
                ),
            ]
        return [
            _asked(words(f"progress.delete.ask_{what}")),
            row(
                button(words("progress.take.download"), downloads.TAKE),
                button(words("progress.delete.sure"), "delete", arg=what),
                button(words("progress.delete.leave"), "leave", primary=True),
            ),
        ]

    # -- doing

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        self.said = ""
        try:
            if not downloads.act(self, self.store, action):
                self._act(action, arg)
        except NotKept:
            # Unlike an answer it does not wait: it is simply not done.
            self._done(problem=words("progress.not_done"))

    def _act(self, action: str, arg: str) -> None:
        # Whatever is done draws this form anew, more than once: the question is answered first.
        asked, self.asking = self.asking, ""
        self._asked = bool(asked)
        if action == "ask" and arg.partition(" ")[0] in ("mine", "all", "only", "return", "guest"):
            self.asking = arg
            self.refresh(focus="asked")
        elif action == "leave":
            self.loaded = None
            kept = asked in ("mine", "all", "only")
            self._done(say=words("progress.delete.kept") if kept else "")
        elif action == "reset":
            self.store.reset()
            self._done("progress.afresh.done")
        elif action == "undo":
            brought = self.store.undo_reset()
            self._done(f"progress.afresh.{'undone' if brought else 'nothing'}")
        elif action == "fresh":
            self.store.start_fresh()
            self._done("progress.whose.fresh_done")
        elif action == "return":
            back = self.store.return_to(arg)
            self._done(f"progress.whose.{'mine_done' if back else 'mine_gone'}")
        elif action == "guest":
            everywhere = self.store.start_guest()
            self._done(f"progress.guest.{'started' if everywhere else 'started_here'}")
        elif action == "end-guest":
            self.store.end_guest()
            self._done("progress.guest.ended")
        elif action == "delete":
            self._delete_now(arg)
        elif action in ("load", "load-fresh") and self.loaded is not None:
            if action == "load-fresh":
                self.store.start_fresh()
            self._load()
        elif action == "file-too-large":
            self._done(problem=words("progress.refused.too_large"))

    def _done(self, key: str = "", *, say: str = "", problem: str = "") -> None:
        """Say what was done, where it stands, and draw everything again."""
        said = say or (f"{words(key)} {words('progress.run_again')}" if key else "")
        self.said = said
        # The question that had the focus is gone; the focus must not be lost with it.
        focus, self._asked = "title" if self._asked else "", False
        self.refresh(say=said, problem=problem, focus=focus)

    def _delete_now(self, what: str) -> None:
        try:
            if what == "mine":
                self.store.remove_mine()
            else:
                self.store.erase()
        except NotKept:
            self._done(problem=words("progress.delete.failed", path=self.store.path.parent))
        else:
            self._done("progress.delete.done")

    def receive_file(self, name: str, content: bytes) -> None:
        self.said = self.asking = ""
        try:
            self.loaded = transfer.read(content)
        except transfer.Refused as refused:
            self._done(problem=words(refused.key))
            return
        if self.store.is_foreign(self.loaded.entries, self.loaded.learner):
            self.asking = "load"
            self.refresh(focus="asked")
        else:
            self._load()

    def _load(self) -> None:
        bundle, self.loaded = self.loaded, None
        if bundle is None:
            return
        try:
            merged = self.store.merge(bundle.entries, bundle.learner)
        except NotKept as error:
            problem = f"{words(error.key)} {words('progress.take.not_kept')}"
            self._done(problem=problem)
            return
        if merged.new > 1:
            said = words("progress.take.loaded", count=merged.new)
        else:
            said = words(f"progress.take.loaded_{'one' if merged.new else 'none'}")
        self._done(say=f"{said} {words('progress.run_again')}" if merged.new else said)

    def text(self) -> str:
        return "\n\n".join(words(f"progress.{key}") for key in ("title", "text", "to_use"))


def describe(person: Person) -> str:
    """Whose answers: how many and when, and nothing of what is in them."""
    key = "person_one" if person.questions == 1 else "person"
    return words(
        f"progress.whose.{key}", count=person.questions, first=person.first, last=person.last
    )


def _asked(text: str) -> Node:
    """The question's heading; it takes the focus, so that it is read out."""
    return node("h4", text, id="asked", tabindex="-1", key="asked")


def my_answers() -> AnswersForm:
    """Show what is kept of the learner, and everything that can be done with it.

    Returns:
        A widget; as the last line of a cell it shows itself.
    """
    return AnswersForm()
