"""How long a lesson takes, counted from its words, its questions and what one writes.

A learner reads 200 words a minute, which is slow on purpose: they stop and think. Of a question's
reasons they read the one to their own answer and about half of the others. Through a branching
case one path is taken, about three fifths of its words. Time for doing comes on top.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from friend_request.authoring.notebooks import NAVIGATION, read
from friend_request.content import Case, Lesson, load_case, load_question

WORDS_A_MINUTE = 200
# Minutes of doing, by kind of question.
DOING = {
    "best_action": 0.5,
    "poll": 0.5,
    "select_all": 1.0,
    "rate_actions": 1.0,
    "match": 1.0,
    "put_in_order": 1.0,
    "numeric": 1.0,
    "reflect": 3.0,
    "write_reply": 7.0,
}
FIGURE = 2.0
CHOICE = 0.5
OF_A_PATH = 0.6


def words(text: str | None) -> int:
    """How many words there are to read; a link counts with its text alone."""
    plain = re.sub(r"\]\([^)]*\)", "]", text or "")
    return len(re.findall(r"\w[\w’'-]*", plain))


def of_question(question: Any) -> float:
    """Minutes for one question, its reasons included."""
    count = words(question.stem) + words(question.intro)
    options = getattr(question, "options", [])
    count += sum(words(option.text) for option in options)
    reasons = [words(getattr(option, "because", "")) for option in options]
    if reasons:
        own = sum(reasons) / len(reasons)
        count += round(own + (sum(reasons) - own) / 2)
    for extra in ("because", "after", "model_answer"):
        count += words(getattr(question, extra, ""))
    count += sum(words(model.text) for model in getattr(question, "models", [])[:1])
    count += sum(words(prompt) for prompt in getattr(question, "prompts", []))
    return count / WORDS_A_MINUTE + DOING[question.kind]


def of_play(case: Case) -> float:
    """Minutes for one way through a branching case."""
    count = doing = 0.0
    for scene in case.scenes:
        count += words(scene.text) + words(scene.stem)
        for choice in scene.choices:
            count += words(choice.text)
            count += (words(choice.told) + words(choice.because)) / len(scene.choices)
        if scene.ending:
            count += words(scene.ending.title) + words(scene.ending.debrief)
            count += sum(words(person.what) for person in scene.ending.people)
        doing += CHOICE if scene.choices else 0
    return OF_A_PATH * (count / WORDS_A_MINUTE + doing)


def of_lesson(root: Path, lesson: Lesson) -> float:
    """Minutes for a lesson's page, without its exercise."""
    notebook = read(root / "notebooks" / f"{lesson.stem}.ipynb")
    minutes = 0.0
    shown = set()
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            if cell.id not in NAVIGATION:
                minutes += words(cell.source) / WORDS_A_MINUTE
            continue
        shown |= set(re.findall(r"""\bcase\(\s*["']([^"']+)["']""", cell.source))
        for output in cell.outputs:
            html = "".join(output.get("data", {}).get("text/html", ""))
            if "<img" in html:
                minutes += FIGURE
            elif "<table" in html:
                minutes += words(re.sub(r"<[^>]+>", " ", html)) / WORDS_A_MINUTE
    minutes += sum(words(load_case(c).story) for c in shown) / WORDS_A_MINUTE
    minutes += sum(of_play(load_case(c)) for c in lesson.plays)
    return minutes + sum(of_question(load_question(q)) for q in lesson.questions)
