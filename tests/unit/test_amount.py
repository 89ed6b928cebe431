"""The course is as large, and as fair, as it promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from friend_request.authoring import balance, counts, minutes
from friend_request.content import load_case, load_lessons, load_question
from friend_request.content.forms import load_blueprint, mismatches
from friend_request.content.learning_paths import load_paths, mistakes, time_of
from friend_request.widgets.views import VIEWS

ROOT = Path(__file__).parents[2]
MADE = counts.count()


def test_there_are_sixteen_lessons() -> None:
    assert MADE.lessons == 16


def test_cases_and_questions_are_as_many_as_promised() -> None:
    assert MADE.cases >= 45
    assert MADE.branching >= 6
    assert MADE.questions >= 200
    assert MADE.kept >= 60


def test_every_kind_is_used() -> None:
    assert set(MADE.kinds) == set(VIEWS)


@pytest.mark.parametrize("lesson", load_lessons(), ids=lambda lesson: lesson.number)
def test_a_lesson_takes_twenty_to_forty_five_minutes(lesson) -> None:
    if lesson.number == "00":
        assert lesson.minutes <= 15  # it shows how things work, and teaches nothing else
    else:
        assert 20 <= lesson.minutes <= 45


@pytest.mark.parametrize("lesson", load_lessons(), ids=lambda lesson: lesson.number)
def test_the_minutes_stated_are_those_counted(lesson) -> None:
    counted = minutes.of_lesson(ROOT, lesson)
    # People differ; what is stated may be a little more than reading and answering take.
    assert counted - 2.5 <= lesson.minutes <= counted + 10, (
        f"Lesson {lesson.number} states {lesson.minutes} minutes, and {counted:.0f} are counted."
    )


@pytest.mark.parametrize("lesson", load_lessons(), ids=lambda lesson: lesson.number)
def test_every_objective_is_asked(lesson) -> None:
    ids = [*lesson.questions, *lesson.exercise_questions]
    asked = {load_question(q).objective for q in ids}
    for case_id in lesson.plays:
        asked |= {scene.objective for scene in load_case(case_id).scenes}
    missing = [o.id for o in lesson.objectives if o.id not in asked]
    # How the course works is tried rather than asked.
    assert not missing or lesson.number == "00", f"no question of the lesson asks {missing}"


def test_the_answer_differs_by_role_or_country_often_enough() -> None:
    assert len(MADE.by_context) >= 12


def test_it_does_not_always_say_no() -> None:
    found = balance.load_balance()
    problems = balance.check_balance(found)
    assert not problems, "\n".join(str(problem) for problem in problems)
    assert len({one.question for one in found.contact_or_nothing}) >= 8
    assert {one.what for one in found.contact_or_nothing} == {"contact", "yes", "nothing"}
    assert len({one.question for one in found.hiding_is_risky}) >= 8
    assert len({one.what for one in found.hiding_is_risky}) == 4
    assert len({one.case for one in found.accepted_and_well}) >= 2
    assert len({one.case for one in found.refused_and_harmed}) >= 2


def test_a_list_that_says_otherwise_than_the_key_is_noticed() -> None:
    wrong = balance.Balance.model_validate(
        {
            "contact_or_nothing": [
                {"question": "nine-months-on.tonight", "option": "no-such", "what": "yes"}
            ],
            "accepted_and_well": [{"case": "no-such-case", "how": "well"}],
        }
    )
    assert len(balance.check_balance(wrong)) == 2


def test_the_check_before_and_after_is_matched() -> None:
    blueprint = load_blueprint()
    assert 16 <= len(blueprint.pairs) <= 20
    assert mismatches(blueprint) == []


def test_the_core_takes_about_four_hours() -> None:
    core = next(path for path in load_paths() if path.id == "core")
    assert core.lessons == ["00", "01", "02", "03", "04", "07", "09", "15"]
    assert [lesson.number for lesson in load_lessons() if "core" in lesson.path] == core.lessons
    assert 200 <= time_of(core) <= 330
    assert mistakes() == []


def test_stems_and_options_are_plain_text() -> None:
    """They are drawn as they are written: a mark of Markdown would be shown as a star."""
    texts = [(q.id, q.stem) for q in counts.all_questions()]
    texts += [(q.id, o.text) for q in counts.all_questions() for o in getattr(q, "options", [])]
    for case in counts.all_cases():
        texts += [(case.id, scene.stem or "") for scene in case.scenes]
        texts += [(case.id, c.text) for scene in case.scenes for c in scene.choices]
    assert not [found for found in texts if re.search(r"[*_`]\w|\]\(", found[1])]


def test_the_counts_are_printed() -> None:
    text = counts.table()
    for expected in (f"Lessons: {MADE.lessons}", f"Cases: {MADE.cases}", "by kind", "keys rest on"):
        assert expected in text


def test_a_lesson_that_no_path_leads_to_is_named(monkeypatch):
    from friend_request.authoring.content_check import check_content
    from friend_request.content import learning_paths

    monkeypatch.setattr(learning_paths, "load_paths", list)
    said = [str(one) for one in check_content()]
    assert len(said) == len(load_lessons())
    assert all("data/paths.yaml" in one and "is in no path" in one for one in said)
