"""Check every content file: lessons, cases, quizzes, and what they cite."""

from __future__ import annotations

from friend_request.authoring.problems import Problem
from friend_request.content import Case, ContentError, load_case, load_lesson, load_quiz
from friend_request.content.forms import load_blueprint, mismatches
from friend_request.paths import DATA
from friend_request.policies.load import load_groups


def check_content() -> list[Problem]:
    """Load everything in `data/` that a lesson can show.

    Returns:
        Every mistake, in words; an empty list if all is well.
    """
    problems: list[Problem] = []
    questions: dict[str, str] = {}  # each with the objective that it serves
    scenes: dict[str, str | None] = {}
    cases: dict[str, Case] = {}
    objectives: dict[str, str] = {}
    for path in sorted((DATA / "cases").glob("*.yaml")):
        with _collected(problems):
            case = load_case(path.stem)
            cases[case.id] = case
            questions |= {question.id: question.objective for question in case.questions}
            scenes |= {case.scene_key(scene.id): scene.objective for scene in case.scenes}
    for path in sorted((DATA / "quizzes").glob("*.yaml")):
        with _collected(problems):
            questions |= {q.id: q.objective for q in load_quiz(path.stem).questions}
    lessons = []
    for path in sorted((DATA / "lessons").glob("*.yaml")):
        with _collected(problems):
            lesson = load_lesson(path.stem[:2])
            lessons.append((f"data/lessons/{path.name}", lesson))
            objectives |= {objective.id: path.name for objective in lesson.objectives}
    with _collected(problems):
        load_groups()
    if problems:
        return problems  # what follows compares files with one another, so that each must be whole
    with _collected(problems):
        problems += [Problem("data/forms.yaml", "", text) for text in mismatches(load_blueprint())]
    for file, lesson in lessons:
        for key in ("questions", "exercise_questions"):
            for one in getattr(lesson, key):
                if one not in questions:
                    problems.append(Problem(file, key, f"there is no question {one}."))
        for one in lesson.cases:
            if one not in cases:
                problems.append(Problem(file, "cases", f"there is no case {one}."))
        for one in lesson.plays:
            if one in cases and not cases[one].scenes:
                problems.append(Problem(file, "plays", f"the case {one} has no scenes to play."))
    for one, objective in sorted({**questions, **scenes}.items()):
        if objective and objective not in objectives:
            text = f"it serves the objective {objective}, which no lesson has."
            problems.append(Problem("data", one, text))
    return problems


class _collected:
    """Collect what a file's loading complains of, and go on with the next file."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        if not isinstance(error, ContentError):
            return False
        for one in error.problems:
            line = f"line {one.line}" if one.line else ""
            where = ", ".join(part for part in (line, one.place) if part)
            problem = Problem(one.file, where, one.message)
            if problem not in self.problems:
                self.problems.append(problem)
        return True
