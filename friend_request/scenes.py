"""Paths through a branching case: where a path leads, and how it is judged. Pure functions.

A path is a list of steps, each a scene's id and the id of the choice made there. How good a path is
is measured in *ground lost*: a preferred choice loses none, a defensible one 1, a risky one 2, one
that breaks a rule 3, summed over the path. The best attainable result is the least ground that any
path from the first scene to an ending loses. A sum has this advantage over an average: no detour
and no loop can improve it, so that the best path is a shortest path.

Consequences are the story's and need not follow the grades: a good choice can end badly.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from friend_request.content import VERDICTS, effective

if TYPE_CHECKING:
    from friend_request.content import Case, Choice, GradedOption, Scene, Where

Step = tuple[str, str]


@dataclass(frozen=True)
class Taken:
    """One step of a path.

    Attributes:
        scene: where the choice was made.
        choice: what was chosen.
        here: what holds for it in the learner's role and country: the choice, or an entry of its
            `where`.
        better: whether another choice in the same scene has a better grade.
    """

    scene: Scene
    choice: Choice
    here: GradedOption | Where
    better: bool


@dataclass(frozen=True)
class PathJudgement:
    """How a path was judged.

    Attributes:
        taken: the steps, first to last.
        at: the scene to which the path has led.
        lost: ground lost along the path, 0 or more.
        least: the least ground that any path from the first scene to an ending loses.
        verdict: one word for a path that has come to an ending, or None: `best` where no path is
            better; else `violation` if a rule was broken, `risky` if anything was risky, and
            otherwise `defensible`.
    """

    taken: tuple[Taken, ...]
    at: Scene
    lost: int
    least: int
    verdict: str | None

    @property
    def ended(self) -> bool:
        """Whether the path has come to an ending."""
        return self.at.ending is not None

    @property
    def worth_another_look(self) -> bool:
        """Whether the summary should offer the case again."""
        return self.verdict in ("risky", "violation")


def walk(case: Case, path: Any) -> list[Step]:
    """Return as much of a path as can be walked in this case.

    A file from elsewhere, or a case that has changed, may hold steps that no longer lead anywhere:
    the walk stops before the first of them.

    Args:
        case: a case with scenes.
        path: a list of pairs (scene id, choice id); anything else counts as no path.

    Returns:
        The steps as pairs (scene id, choice id), from the first scene on; an empty list if there
        are none.
    """
    walked: list[Step] = []
    scene = case.scenes[0]
    for step in path if isinstance(path, (list, tuple)) else []:
        if not isinstance(step, (list, tuple)) or len(step) != 2 or step[0] != scene.id:
            break
        choice = scene.choice(step[1])
        target = case.scene(choice.to) if choice else None
        if choice is None or target is None:
            break
        walked.append((scene.id, choice.id))
        scene = target
    return walked


def scene_after(case: Case, path: Sequence[Step]) -> Scene:
    """The scene to which a path leads.

    Args:
        case: a case with scenes.
        path: steps as `walk` returns them.

    Returns:
        A scene of the case; the first one where the path is empty.

    Raises:
        ValueError: if the last step leads nowhere. Send the path through `walk` first.
    """
    if not path:
        return case.scenes[0]
    scene = case.scene(path[-1][0])
    choice = scene.choice(path[-1][1]) if scene else None
    found = case.scene(choice.to) if choice else None
    if found is None:
        raise ValueError(f"{path!r} leads nowhere in {case.id!r}; use walk() first")
    return found


def _loss(option: GradedOption, role: str | None, country: str | None) -> int:
    return VERDICTS.index(effective(option, role, country).verdict)


def least_lost(case: Case, role: str | None = None, country: str | None = None) -> int:
    """The least ground that any path from the first scene to an ending loses.

    Args:
        case: a case with scenes.
        role, country: the learner's own, if given: a choice's `where` may then decide.

    Returns:
        Ground lost, a whole number from 0: each defensible choice loses 1, each risky one 2, each
        that breaks a rule 3.

    Raises:
        ValueError: if no ending can be reached. `load_case` refuses such a case.

    Source: E. W. Dijkstra (1959), Numerische Mathematik 1, for finding a shortest path.
    """
    scenes = {scene.id: scene for scene in case.scenes}
    best = {case.scenes[0].id: 0}
    waiting = [(0, case.scenes[0].id)]
    while waiting:
        lost, scene_id = heapq.heappop(waiting)
        if lost > best[scene_id]:
            continue
        if scenes[scene_id].ending:
            return lost
        for choice in scenes[scene_id].choices:
            total = lost + _loss(choice, role, country)
            if total < best.get(choice.to, total + 1):
                best[choice.to] = total
                heapq.heappush(waiting, (total, choice.to))
    raise ValueError(f"{case.id!r} has no ending that can be reached")


def judge_path(
    case: Case, path: Any, role: str | None = None, country: str | None = None
) -> PathJudgement:
    """Judge a path, whether or not it has come to an ending.

    Args:
        case: a case with scenes.
        path: a list of pairs (scene id, choice id); what can't be walked is left out.
        role, country: the learner's own, if given: a choice's `where` may then decide.

    Returns:
        The judgement; its `verdict` is None until the path has come to an ending.
    """
    steps = walk(case, path)
    taken = []
    for scene_id, choice_id in steps:
        scene = case.scene(scene_id)
        choice = scene.choice(choice_id) if scene else None
        assert scene is not None  # walk() has seen to both
        assert choice is not None
        mine = _loss(choice, role, country)
        taken.append(
            Taken(
                scene,
                choice,
                effective(choice, role, country),
                any(_loss(other, role, country) < mine for other in scene.choices),
            )
        )
    at = scene_after(case, steps)
    lost = sum(_loss(t.choice, role, country) for t in taken)
    least = least_lost(case, role, country)
    verdict = None
    if at.ending:
        verdicts = {t.here.verdict for t in taken}
        if lost <= least:
            verdict = "best"
        else:
            verdict = next((v for v in ("violation", "risky") if v in verdicts), "defensible")
    return PathJudgement(tuple(taken), at, lost, least, verdict)


def endings(case: Case) -> list[Scene]:
    """The scenes in which the case ends.

    Args:
        case: any case.

    Returns:
        Scenes in the order of the file; an empty list for a case without scenes.
    """
    return [scene for scene in case.scenes if scene.ending]


def seen_endings(case: Case, paths: Iterable[Any]) -> set[str]:
    """Find the endings to which any of these paths has led.

    Args:
        case: a case with scenes.
        paths: lists of pairs (scene id, choice id); of each, what can't be walked is left out.

    Returns:
        The ids of those endings; an empty set if no path has come to one.
    """
    reached = (scene_after(case, walk(case, path)) for path in paths)
    return {scene.id for scene in reached if scene.ending}
