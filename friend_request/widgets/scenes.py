"""A branching case, played: one scene at a time, with the way back open.

The story answers first: a choice shows what happens next, and its grade and the reason for it are
said at the ending, or before that on request. Every step is kept before the next scene is shown, so
that after a restart one is where one was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from friend_request import progress
from friend_request.content import ContentError, Problem, effective, load_case
from friend_request.questions import OptionFeedback
from friend_request.scenes import (
    PathJudgement,
    Step,
    Taken,
    endings,
    judge_path,
    scene_after,
    seen_endings,
    walk,
)
from friend_request.widgets import downloads
from friend_request.widgets import feedback as shown
from friend_request.widgets.case import CaseForm
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, button, choices, details, fill, node, rich, row
from friend_request.widgets.scenes_log import entries_of, path_of, place_key
from friend_request.words import words

if TYPE_CHECKING:
    from friend_request.content import Case, Choice, Scene

KIND = "scene"


class ScenesForm(Form):
    """Draws the scene that one's choices have led to."""

    def __init__(self, case: Case, store: progress.Store | None = None) -> None:
        self.case = case
        self.store = store or progress.store()
        self.story = CaseForm(case)
        self._resumed = bool(self._entries())
        super().__init__()
        self.store.watch(self._answered)

    def _answered(self, question_id: str) -> None:
        """Follow the learner's role and country, and a reset."""
        if question_id in ("", "role", "country"):
            self._resumed = False
            self.refresh()

    def _entries(self) -> list[progress.Entry]:
        return entries_of(self.case, self.store)

    def _here(self) -> shown.Here:
        return shown.here_of(self.store)

    def _judged(self, path: list[Any]) -> PathJudgement:
        here = self._here()
        return judge_path(self.case, path, here.role, here.country)

    # -- drawing

    def draw(self) -> list[Node]:
        entries = self._entries()
        kept = path_of(entries[-1]) if entries else []
        judged = self._judged(kept)
        parts: list[Node | None] = [*downloads.notices(self.store)]
        if len(judged.taken) < len(kept):
            parts.append(node("p", words("scene.changed"), class_="fr-note", key="changed"))
        elif self._resumed and judged.taken:
            parts.append(node("p", words("scene.resumed"), class_="fr-small", key="resumed"))
        parts += self._opening(judged)
        if judged.taken:
            parts.append(self._told(judged.taken[-1]))
        parts.append(
            node("h4", self._title(judged.at, len(judged.taken)), id="scene", tabindex="-1")
        )
        parts += rich(judged.at.text, 5)
        if judged.at.ending:
            parts += self._ending(judged, entries)
        else:
            parts += self._choices(judged.at, entries)
        parts.append(
            row(
                None
                if judged.at.ending
                else button(words("scene.go_on"), "go", arg=judged.at.id, primary=True),
                button(words("scene.back"), "back") if judged.taken else None,
                button(words("scene.again"), "again") if judged.taken else None,
            )
        )
        if judged.taken and not judged.at.ending:
            parts += self._so_far(judged)
        parts += downloads.waiting(self.store)
        return [node("div", *parts, class_="fr-card")]

    def _opening(self, judged: PathJudgement) -> list[Node]:
        """The case's own story: open at the start, folded away afterwards."""
        if not judged.taken:
            return [*self.story.head(), *self.story.body()]
        return [
            *self.story.head(),
            details(words("scene.begin"), *self.story.body(), key="opening"),
        ]

    def _title(self, scene: Scene, number: int) -> str:
        if scene.ending:
            return words("scene.text_end", title=scene.ending.title)
        return scene.title or words("scene.heading", number=number + 1)

    @staticmethod
    def _told(taken: Taken) -> Node:
        return node(
            "div",
            node("p", words("scene.chosen", text=taken.choice.text), class_="fr-small"),
            *rich(taken.choice.told, 5),
            class_="fr-note",
            key="told",
        )

    def _choices(self, scene: Scene, entries: list[progress.Entry]) -> list[Node]:
        key = self.case.scene_key(scene.id)
        tried = {e.response.get("choice") for e in entries if e.question_id == key}
        return [
            choices(
                scene.stem or words("scene.choose"),
                "choice",
                [
                    (c.id, f"{c.text} ({words('scene.tried')})" if c.id in tried else c.text)
                    for c in scene.choices
                ],
                key=f"choices-{scene.id}",
            )
        ]

    def _so_far(self, judged: PathJudgement) -> list[Node]:
        story = [
            node(
                "li",
                node("strong", self._title(taken.scene, n)),
                node("p", words("scene.chosen", text=taken.choice.text)),
                *rich(taken.choice.told, 5),
            )
            for n, taken in enumerate(judged.taken)
        ]
        return [
            details(words("scene.so_far"), node("ol", *story), key="so-far"),
            details(
                words("scene.so_far_reasons"),
                *(self._reason(taken, n) for n, taken in enumerate(judged.taken)),
                key="reasons",
            ),
        ]

    def _reason(self, taken: Taken, number: int, *after: Node) -> Node:
        return shown.graded(
            _feedback(taken.choice, self._here()),
            node("p", node("strong", self._title(taken.scene, number))),
            node("p", words("scene.chosen", text=taken.choice.text)),
            after=list(after),
        )

    def _ending(self, judged: PathJudgement, entries: list[progress.Entry]) -> list[Node]:
        ending = judged.at.ending
        if ending is None:
            return []
        people = [
            node("li", node("strong", f"{person.who}: "), *_line(person.what))
            for person in ending.people
        ]
        better = sum(taken.better for taken in judged.taken)
        if judged.verdict == "best":
            said = words("scene.best_path")
        else:
            said = words("scene.better_path", total=len(judged.taken), better=better)
        seen = seen_endings(self.case, [path_of(entry) for entry in entries])
        return [
            node("h5", words("scene.people")),
            node("ul", *people),
            node("h5", words("scene.debrief")),
            *rich(ending.debrief, 5),
            node(
                "div",
                node("p", said),
                node(
                    "p",
                    words("scene.endings_seen", seen=len(seen), total=len(endings(self.case))),
                ),
                node("p", words("scene.start_again_note"), class_="fr-small"),
                class_="fr-note",
            ),
            details(
                words("scene.decisions"),
                *(self._decision(taken, n) for n, taken in enumerate(judged.taken)),
                key="decisions",
            ),
            *shown.sources(
                [*(c for taken in judged.taken for c in taken.scene.citations()), *ending.cites]
            ),
        ]

    def _decision(self, taken: Taken, number: int) -> Node:
        """One decision at the ending: its reason, the way back to it, and all that one could do."""
        here = self._here()
        title = self._title(taken.scene, number)
        others = [
            shown.graded(_feedback(choice, here), node("p", choice.text))
            for choice in taken.scene.choices
        ]
        after: list[Node] = []
        if taken.better:
            after.append(node("p", words("scene.better")))
        after += [
            button(words("scene.revisit", title=title), "back", arg=str(number)),
            details(words("scene.all_choices"), *others, key=f"all-{number}"),
            node("p", words(f"key_basis.{taken.scene.key_basis}"), class_="fr-small"),
        ]
        return self._reason(taken, number, *after)

    # -- doing

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        if downloads.act(self, self.store, action):
            return
        entries = self._entries()
        path = walk(self.case, path_of(entries[-1]) if entries else [])
        self._resumed = False
        if action == "go":
            self._go(path, arg, values)
        elif action == "back" and path:
            # "back" to a numbered decision comes from the ending, where all are listed.
            steps = int(arg) if arg.isdigit() and int(arg) < len(path) else len(path) - 1
            self._move_to(path[:steps])
        elif action == "again" and path:
            self._move_to([])

    def _go(self, path: list[Step], at: str, values: dict[str, Any]) -> None:
        scene = scene_after(self.case, path)
        chosen = values.get("choice")
        choice = scene.choice(chosen) if isinstance(chosen, str) else None
        if at != scene.id:
            # Another notebook has gone on with this case; show where it stands now.
            self._show(scene, len(path))
            return
        if choice is None:
            self.refresh(problem=words("respond.choose_one"))
            return
        # First the disk, then the story: what is shown as done is there afterwards.
        self.store.append(
            "answer",
            self.case.scene_key(scene.id),
            {"choice": choice.id, "path": [list(step) for step in path]},
            kind=KIND,
            option_ids=[choice.id],
            content_version=scene.content_version,
        )
        path = [*path, (scene.id, choice.id)]
        self._show(scene_after(self.case, path), len(path), choice.told)

    def _move_to(self, path: list[Step]) -> None:
        self.store.append(
            "setting",
            place_key(self.case),
            {"value": {"path": [list(step) for step in path]}},
        )
        self._show(scene_after(self.case, path), len(path))

    def _show(self, scene: Scene, number: int, told: str = "") -> None:
        # The heading takes the focus and is read out by that; what led to it is announced.
        self.refresh(say=" ".join(told.replace("*", "").split()), focus="scene")

    # -- text form

    def text(self) -> str:
        start = self.case.scenes[0]
        offered = "\n".join(fill(c.text, "      ", "  ( ) ") for c in start.choices)
        return "\n\n".join(
            [
                self.story.text(),
                fill(words("scene.text_head")),
                self._title(start, 0),
                fill(start.text),
                fill(start.stem or words("scene.choose")),
                offered,
                words("question.to_answer"),
            ]
        )


def _feedback(choice: Choice, here: shown.Here) -> OptionFeedback:
    now = effective(choice, here.role, here.country)
    return OptionFeedback(
        choice.id, choice.text, now.verdict, now.because, False, violates=now.violates
    )


def _line(text: str) -> list[Node | str]:
    """A text of one paragraph, without the paragraph."""
    return [child for made in rich(text) for child in made.get("c", [])]


def play(case_id: str) -> ScenesForm:
    """Play a branching case.

    It begins with the case's content note and its story, so that a lesson needs no `case()` before
    it.

    Args:
        case_id: such as `"the-chat-goes-on"`.

    Returns:
        A widget; as the last line of a cell it shows itself.

    Raises:
        friend_request.content.ContentError: if there is no such case, it has no scenes, or its file
            has a mistake.
    """
    case = load_case(case_id)
    if not case.scenes:
        raise ContentError(
            [
                Problem(
                    f"data/cases/{case_id}.yaml",
                    None,
                    "",
                    f"this case has no scenes to play. Show it with case({case_id!r}) and its "
                    "questions with question().",
                )
            ]
        )
    return ScenesForm(case)
