"""Make the synthetic files of answers in facilitation/example_answers: thirty invented people.

Each person has an ability drawn from a normal distribution. The chance of the preferred answer
rises with it (a logistic curve, one difficulty for each question); after the course it is higher by
`GAIN`. One question, `BACKWARDS`, was made to work badly: the able do worse on it. Nobody answered
any of this, and nothing in it says anything about real people or about the questions.

    python -m friend_request.authoring.example_answers   # writes the files
"""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import Any

from friend_request.authoring.files import bring_up_to_date
from friend_request.content import VERDICTS, load_lesson, load_question
from friend_request.content.forms import FormName, load_blueprint
from friend_request.workshop.gathering import write
from friend_request.workshop.shared_file import KINDS, SharedAnswer, SharedFile, SharedForm

SEED = 20261123
PEOPLE = 30
LESSONS = ("01", "02", "03")
GAIN = 0.9
BACKWARDS = "nine-months-on.need"
SKIPS = 0.04
FOLDER = "facilitation/example_answers"
# The one that was cut off while it was copied, as one in thirty is.
DAMAGED = "synthetic-17-damaged.json"


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def _answer(question: Any, ability: float, chance: random.Random) -> dict[str, Any]:
    """One person's answer. `ability` is what is left after the question's difficulty."""
    able = chance.random() < _logistic(1.3 * ability)
    if question.kind == "poll":
        return {"choice": chance.choice(question.options).id}
    if question.kind == "best_action":
        best = next(o.id for o in question.options if o.verdict == "best")
        others = [o.id for o in question.options if o.verdict != "best"]
        # Some distractors draw more people than others.
        return {"choice": best if able else chance.choices(others, range(len(others), 0, -1))[0]}
    if question.kind == "numeric":
        value = question.answer.value
        return {"value": float(value if able else round(value * chance.choice((0.5, 1.2)), 1))}
    keep = 0.9 if able else 0.55
    if question.kind == "select_all":
        ticked = [
            o.id for o in question.options if (o.verdict == "best") == (chance.random() < keep)
        ]
        return {"chosen": ticked or [question.options[0].id]}
    if question.kind == "rate_actions":
        return {
            "ratings": {
                o.id: o.verdict if chance.random() < keep else chance.choice(VERDICTS)
                for o in question.options
            }
        }
    if question.kind == "match":
        targets = [target.id for target in question.targets]
        return {
            "pairs": {
                o.id: o.match if chance.random() < keep else chance.choice(targets)
                for o in question.options
            }
        }
    order = [o.id for o in question.options]
    if not able:
        place = chance.randrange(len(order) - 1)
        order[place], order[place + 1] = order[place + 1], order[place]
    return {"order": order}


def _shared(
    question_id: str, ability: float, hard: dict[str, float], chance: random.Random
) -> SharedAnswer:
    question = load_question(question_id)
    if chance.random() < SKIPS:
        return SharedAnswer(question_id, question.kind, "", None)
    sign = -1 if question_id == BACKWARDS else 1
    # Without a version: no wording was ever answered.
    given = _answer(question, sign * ability - hard[question_id], chance)
    return SharedAnswer(question_id, question.kind, "", given)


def make() -> dict[str, bytes]:
    """The files by name; the same each time for the same questions."""
    chance = random.Random(SEED)
    ids = [each for lesson in LESSONS for each in load_lesson(lesson).questions]
    asked = [each for each in ids if load_question(each).kind in KINDS]
    blueprint = load_blueprint()
    hard: dict[str, float] = {each: chance.uniform(-1.4, 0.8) for each in asked}
    for pair in blueprint.pairs:
        hard[pair.a] = hard[pair.b] = chance.uniform(-0.6, 0.9)
    made = {}
    for person in range(1, PEOPLE + 1):
        ability = chance.gauss(0, 1)
        first: FormName = "a" if chance.random() < 0.5 else "b"
        other: FormName = "b" if first == "a" else "a"
        forms = {}
        for moment, form, more in (("before", first, 0.0), ("after", other, GAIN)):
            # Some leave after the first hour, and some come late.
            if chance.random() < 0.9:
                answers = [
                    _shared(each, ability + more, hard, chance)
                    for each in blueprint.questions(form)
                ]
                forms[moment] = SharedForm(form, tuple(answers))
        # Not everybody gets to the end of the third lesson.
        upto = (
            len(asked) if chance.random() < 0.8 else chance.randrange(len(asked) // 2, len(asked))
        )
        answers = [_shared(each, ability, hard, chance) for each in asked[:upto]]
        answers.sort(key=lambda each: each.question_id)
        number = f"{chance.getrandbits(128):032x}"
        name = f"synthetic-{person:02d}.json"
        made[name] = write(SharedFile("", number, tuple(answers), forms, synthetic=True))
    whole = made["synthetic-17.json"]
    made[DAMAGED] = whole[: len(whole) // 2]
    return made


def main() -> None:
    """Write the files into the project that this command is run in."""
    folder = Path(FOLDER)
    files = make()
    wanted = {folder / name: content for name, content in files.items()}
    bring_up_to_date(folder, "synthetic-*.json", wanted)
    print(f"{folder}: {len(files)} files")


if __name__ == "__main__":
    main()
