"""A branching case: scenes, the choices that lead from one to the next, and endings.

The first scene of the file is where it starts. The graph is checked when the case is loaded: every
choice leads somewhere, every scene can be reached, and from every scene an ending can be reached
without breaking a rule, so that no loop holds anyone. In a case's file:

    scenes:
      - id: tonight                # its answers are kept under <case id>.tonight
        title: Eight minutes to midnight
        text: What is so now.
        stem: What does Bea do?
        objective: "01.o4"         # one of the case's
        key_basis: authors
        cites: [{clause: ...}]     # on the scene, or on its choices
        choices:
          - id: sleep
            text: What one can do.
            to: tomorrow           # the scene that follows
            told: What happens then.
            verdict: best          # and because, cites, violates, where: as for options
            because: Said at the ending, or before that on request.
      - id: tomorrow
        text: How it ends.
        ending:
          title: What it comes to
          people: [{who: "Keziah, 17", what: "What the path did to her."}, ...]
          debrief: What there is to learn.

Several choices may lead to one scene, which must then read well after each of them. Every ending
speaks of the same people.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import Field, model_validator

from friend_request.content.base import Citation, Part, Slug, Text
from friend_request.content.contexts import effective
from friend_request.content.options import GradedOption
from friend_request.content.parts import SceneMethods
from friend_request.content.vocabulary import KeyBasis

Place = tuple[tuple[Any, ...], str]


class Choice(GradedOption):
    """One thing to do in a scene: where it leads, what happens then, and how it is judged."""

    to: Slug
    told: Text


class Person(Part):
    """What a path did to one person."""

    who: Text
    what: Text


class Ending(Part):
    """How a path ends, and what there is to learn from it."""

    title: Text
    people: Annotated[list[Person], Field(min_length=2)]
    debrief: Text
    cites: list[Citation] = Field(default=[])


class Scene(SceneMethods, Part):
    """One scene: either choices lead on from it, or the story ends there."""

    id: Slug
    title: Text | None = None
    text: Text
    stem: Text | None = None
    objective: Text | None = None
    key_basis: KeyBasis | None = None
    cites: list[Citation] = Field(default=[])
    choices: list[Choice] = Field(default=[], max_length=6)
    ending: Ending | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Scene:
        if bool(self.choices) == (self.ending is not None):
            raise ValueError(
                "a scene has either choices, or an ending. "
                + ("Keep one of the two." if self.ending else "Add one of the two.")
            )
        if self.choices and len(self.choices) < 2:
            raise ValueError("a scene with one choice is no choice. Add another, or an ending.")
        if self.key_basis == "panel":
            raise ValueError(
                "scenes can't be rated by a panel yet. Write rule, evidence or authors."
            )
        if self.choices and self.key_basis is None:
            raise ValueError(
                "a scene with choices needs key_basis: say what the grades rest on: rule, "
                "evidence or authors."
            )
        if self.choices and self.objective is None:
            raise ValueError(
                "a scene with choices needs an objective: name the one that it serves, by its id."
            )
        if self.ending and (self.key_basis or self.objective or self.stem):
            raise ValueError(
                "stem, objective and key_basis belong to scenes with choices. Remove them here."
            )
        return self


# --- The graph -------------------------------------------------------------------------------


def reachable(scenes: Iterable[Scene], start: str) -> set[str]:
    """The ids of the scenes that can be reached from one of them, itself included."""
    leads = {scene.id: [choice.to for choice in scene.choices] for scene in scenes}
    found, waiting = {start}, [start]
    while waiting:
        for target in leads.get(waiting.pop(), []):
            if target in leads and target not in found:
                found.add(target)
                waiting.append(target)
    return found


def _can_end(scenes: list[Scene]) -> set[str]:
    """The ids of scenes from which an ending can be reached without breaking a rule."""
    can = {scene.id for scene in scenes if scene.ending}
    grown = True
    while grown:
        more = {
            scene.id
            for scene in scenes
            if scene.id not in can
            and any(c.to in can and c.verdict != "violation" for c in scene.choices)
        }
        grown = bool(more)
        can |= more
    return can


def _names(ids: Iterable[str]) -> str:
    return ", ".join(repr(each) for each in ids)


def graph_problems(scenes: list[Scene], objectives: list[str]) -> Iterator[Place]:
    """Everything wrong with how scenes hang together.

    Args:
        scenes: the scenes of one case, the first of which is the start.
        objectives: the case's objectives.

    Yields:
        (where in the list of scenes, what is wrong and how to mend it).
    """
    ids = [scene.id for scene in scenes]
    for n, scene in enumerate(scenes):
        if scene.id in ids[:n]:
            yield (n, "id"), f"scene id {scene.id!r} is used twice. Give one of them another id."
        yield from _choice_problems(n, scene, ids)
        if scene.objective is not None and scene.objective not in objectives:
            yield (
                (n, "objective"),
                f"scene {scene.id!r} has objective {scene.objective!r}, which is not among the "
                f"case's objectives ({', '.join(objectives)}). Add it there, or correct it.",
            )
    endings = [scene for scene in scenes if scene.ending]
    if len(endings) < 2:
        yield (
            (),
            f"a branching case has at least two endings, and this has {len(endings)}. Add "
            "endings, or tell it as a case with questions.",
        )
    if len(set(ids)) < len(ids):
        return  # which scene is meant by an id is not known, so nothing more can be said
    reached = reachable(scenes, ids[0])
    ends = _can_end(scenes)
    for n, scene in enumerate(scenes):
        if scene.id not in reached:
            yield (
                (n, "id"),
                f"scene {scene.id!r} can't be reached from the first scene, {ids[0]!r}. Let a "
                f"choice lead there (to: {scene.id}), or remove it.",
            )
        elif scene.id not in ends and all(c.to in ids for c in scene.choices):
            round_ = [i for i in ids if i in reachable(scenes, scene.id)]
            yield (
                (n, "choices"),
                f"no path from scene {scene.id!r} comes to an ending without breaking a rule: "
                f"one goes round among {_names(round_)}. Let a choice lead out.",
            )
    yield from _people_problems(scenes, endings)


def _choice_problems(n: int, scene: Scene, ids: list[str]) -> Iterator[Place]:
    names = [choice.id for choice in scene.choices]
    for m, choice in enumerate(scene.choices):
        if choice.id in names[:m]:
            yield (
                (n, "choices", m, "id"),
                f"choice id {choice.id!r} is used twice in scene {scene.id!r}. Give one of them "
                "another id.",
            )
        if choice.to == scene.id:
            yield (
                (n, "choices", m, "to"),
                f"choice {choice.id!r} leads back to its own scene, so that the story would stand "
                "still. Lead it to another scene.",
            )
        elif choice.to not in ids:
            near = difflib.get_close_matches(choice.to, ids, n=1, cutoff=0.5)
            mend = f"Did you mean {near[0]!r}?" if near else f"Scenes are: {_names(ids)}."
            yield (
                (n, "choices", m, "to"),
                f"choice {choice.id!r} leads to {choice.to!r}, which is no scene. {mend}",
            )
    if scene.choices and not scene.citations():
        yield (
            (n, "choices"),
            f"scene {scene.id!r} needs at least one citation, on the scene or on a choice.",
        )
    for role, country in [(None, None), *scene.contexts()]:
        verdicts = {effective(choice, role, country).verdict for choice in scene.choices}
        if scene.choices and verdicts == {"violation"}:
            yield (
                (n, "choices"),
                f"every choice of scene {scene.id!r} breaks a rule. Add a choice that breaks none.",
            )


def _people_problems(scenes: list[Scene], endings: list[Scene]) -> Iterator[Place]:
    everyone = list(dict.fromkeys(p.who for s in endings if s.ending for p in s.ending.people))
    for scene in endings:
        if scene.ending is None:
            continue
        named = [person.who for person in scene.ending.people]
        missing = [who for who in everyone if who not in named]
        if missing:
            yield (
                (scenes.index(scene), "ending", "people"),
                f"ending {scene.id!r} says nothing of {_names(missing)}, as other endings do. Say "
                "what the path did to each person; write every name the same way.",
            )
        if len(set(named)) < len(named):
            yield (
                (scenes.index(scene), "ending", "people"),
                f"ending {scene.id!r} names a person twice. Keep one entry for each.",
            )
