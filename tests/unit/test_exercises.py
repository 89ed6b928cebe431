"""`check`, `hint`, `solution`: right, not yet, not tried, the wrong kind, hostile objects."""

from __future__ import annotations

import decimal
import math
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import exercise_example
import numpy as np
import pandas as pd
import pytest
from hostile import ANYTHING, FRAME, RaisesWhenTouched, RaisingText

import friend_request.exercises as exercises
from friend_request.exercises import check, hint, solution, tasks
from friend_request.exercises.tasks import Task, close_to, right

ROOT = Path(__file__).resolve().parents[2]
TASKS = {task.id: task for task in exercise_example.TASKS}


@pytest.fixture(autouse=True)
def _lesson_98(monkeypatch):
    monkeypatch.setitem(sys.modules, "friend_request.exercises.lesson_98", exercise_example)
    tasks.cache_clear()
    exercises._hints_given.clear()
    yield
    tasks.cache_clear()


class _Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def words_of(html):
    parser = _Text()
    parser.feed(html)
    return parser


@pytest.mark.parametrize("task", TASKS.values(), ids=lambda task: task.id)
def test_the_expected_answer_is_right(task):
    result = check(task.id, task.expected())
    assert result.state == "right"
    assert result
    assert repr(result).startswith(f"{task.id} · Right.")


@pytest.mark.parametrize("task", TASKS.values(), ids=lambda task: task.id)
def test_three_dots_are_not_tried_yet(task):
    for result in (check(task.id), check(task.id, ...)):
        assert result.state == "unattempted"
        assert not result
        assert "Not tried yet" in repr(result)


def test_each_common_mistake_has_its_reason():
    found = [(task.id, mistake) for task in TASKS.values() for mistake in task.known_mistakes]
    assert found
    for task_id, mistake in found:
        result = check(task_id, mistake.answer())
        assert result.state == "wrong"
        assert mistake.reason in repr(result)


@pytest.mark.parametrize("task", TASKS.values(), ids=lambda task: task.id)
@pytest.mark.parametrize("number", range(len(ANYTHING)))  # pytest itself must not touch them
def test_whatever_comes_in_gets_a_sentence(task, number):
    result = check(task.id, ANYTHING[number])
    assert result.state in {"right", "wrong", "wrong type"}
    text, html = repr(result), result._repr_html_()
    assert text.startswith(f"{task.id} · ")
    assert text.endswith((".", "`", "?"))
    assert len(text) < 600
    assert "Traceback" not in text
    assert set(words_of(html).tags) <= {"div", "p", "strong", "code", "pre"}
    assert " at 0x" not in text


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, "nothing (None)"),
        ("20", "a text, characters: 2"),
        (True, "Found: True."),
        (np.False_, "Found: False."),
        (math.nan, "NaN"),
        (pd.NA, "NaN"),
        (math.inf, "infinity"),
        (FRAME, "rows: 1, columns: 2"),
        (FRAME["percent"], "a column (a pandas Series), values: 1"),
        ([1, 2, 3], "a list, items: 3"),
        (len, "put `()` after its name"),
        (object(), "an object of type object"),
    ],
)
def test_a_wrong_kind_names_what_was_asked_for_and_what_came(answer, says):
    result = check("98.b1", answer)
    assert result.state == "wrong type"
    assert "Asked for: a number." in result.text
    assert says in result.text


@pytest.mark.parametrize(
    "answer",
    [20, 20.0, 20.04, 19.95, np.float32(20), np.int8(20), np.array(20.0), decimal.Decimal(20)],
    ids=repr,
)
def test_every_sort_of_number_counts(answer):
    assert check("98.b1", answer).state == "right"


@pytest.mark.parametrize("answer", [20.06, 19.9, 10**400, -20])
def test_other_numbers_are_not_yet_right(answer):
    assert check("98.b1", answer).state == "wrong"


def test_a_whole_number_may_be_written_with_a_point_but_not_have_decimals():
    assert check("98.b5", 4.0).state == "right"
    assert check("98.b5", np.float64(4)).state == "right"
    result = check("98.b5", 4.5)
    assert result.state == "wrong type"
    assert "with decimals" in result.text


def test_a_table_may_have_more_columns_and_another_order():
    table = exercise_example.known().assign(more=1).sort_values("study", ascending=False)
    assert check("98.b2", table.reset_index()).state == "right"


def test_a_table_is_told_what_is_off():
    known = exercise_example.known()
    assert "lacks these columns: `percent`" in check("98.b2", known[["study"]]).text
    assert "2 rows; 3 are expected" in check("98.b2", known.iloc[:2]).text
    assert "the column `percent`" in check("98.b2", known.assign(percent=1.0)).text
    swapped = known.assign(percent=known["percent"].to_numpy()[::-1])
    assert "not in the right rows" in check("98.b2", swapped).text


def test_a_list_is_told_how_much_is_off_not_what():
    assert "Missing: 2. Not asked for: 1." in check("98.b3", ["US", "FR"]).text
    assert check("98.b3", ("GB", "CA", "US ", "US")).state == "right"
    assert "their order" in check("98.b7", ["C", "B", "A"]).text


def test_capitals_and_spaces_in_a_text_do_not_matter():
    assert check("98.b4", "  c. ").state == "right"
    assert check("98.b4", RaisingText("C")).state == "right"


def test_hints_come_one_by_one():
    first, second, third = hint("98.b1"), hint("98.b1"), hint("98.b1")
    assert "Hint 1 of 2" in repr(first)
    assert "Hint 2 of 2" in repr(second)
    assert 'solution("98.b1")' in repr(second)
    assert repr(third) == repr(second)


def test_the_solution_gives_reasoning_and_code():
    shown = solution("98.b1")
    assert "The middle study" in repr(shown)
    assert '    studies["percent"].median()' in repr(shown)
    assert "<pre><code>" in shown._repr_html_()


def test_the_verdict_is_in_words_before_any_colour():
    for answer, word in (
        (20, "Right."),
        (1, "Not yet."),
        ("1", "not the kind"),
        (..., "Not tried"),
    ):
        html = check("98.b1", answer)._repr_html_()
        assert word in words_of(html).text
        assert word in words_of(html).text.split("·")[1]


def test_text_and_html_say_the_same():
    for answer in (20, 1, "1", ...):
        result = check("98.b1", answer)
        spoken = re.sub(r"\s+", " ", words_of(result._repr_html_()).text).strip()
        assert spoken == repr(result).replace("`", "")


def test_the_same_answer_gives_the_same_text():
    assert repr(check("98.b1", 3)) == repr(check("98.b1", 3))


def test_names_in_the_answer_are_escaped():
    html = check("98.b1", type("<img src=x onerror=alert(1)>", (), {})())._repr_html_()
    assert "<img" not in html
    assert "&lt;img" in html


@pytest.mark.parametrize("task_id", ["98.zz", "97.b1", "b1", "", None, 3, ...])
@pytest.mark.parametrize("ask", [check, hint, solution])
def test_an_unknown_task_gets_a_sentence(ask, task_id):
    result = ask(task_id)
    assert result.state == "unknown"
    assert "no such task" in repr(result)


def test_a_hostile_task_id_gets_a_sentence():
    assert check(RaisesWhenTouched()).state == "unknown"


def test_an_unknown_task_of_a_known_lesson_names_the_others():
    assert "`98.b1`" in check("98.zz", 1).text


def test_a_fault_in_our_own_data_is_not_blamed_on_the_learner(monkeypatch):
    def missing():
        raise FileNotFoundError("table.csv")

    broken = Task("98.b1", "p", float, missing, lambda answer: right(), ["h"], "s")
    monkeypatch.setattr(exercise_example, "TASKS", [broken])
    tasks.cache_clear()
    with pytest.raises(FileNotFoundError):
        check("98.b1", 3)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"hints": []}, "at least one hint"),
        ({"hints": "one text"}, "list of texts"),
        ({"expected": 3}, "are functions"),
    ],
)
def test_a_badly_declared_task_is_refused(change, says):
    fields = {
        "id": "98.b1",
        "prompt": "p",
        "expects": float,
        "expected": lambda: 1.0,
        "judge": close_to(lambda: 1.0, tolerance=0),
        "hints": ["h"],
        "solution_text": "s",
    }
    with pytest.raises((TypeError, ValueError), match=says):
        Task(**fields | change)


def test_ids_must_fit_the_lesson_and_be_unique(monkeypatch):
    task = exercise_example.TASKS[0]
    for declared, says in (([task, task], "twice"), ({"x": task}, None)):
        monkeypatch.setattr(exercise_example, "TASKS", declared)
        tasks.cache_clear()
        if says:
            with pytest.raises(ValueError, match=says):
                tasks("98")
        else:
            assert list(tasks("98")) == ["98.b1"]
    other = Task("97.b1", "p", float, lambda: 1, lambda answer: right(), ["h"], "s")
    monkeypatch.setattr(exercise_example, "TASKS", [other])
    tasks.cache_clear()
    with pytest.raises(ValueError, match="must look like"):
        tasks("98")


def test_asking_for_a_hint_does_not_load_pandas():
    code = (
        "import sys, friend_request.exercises as e; e.check('00.b1'); "
        "sys.exit('pandas' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def lesson_modules():
    folder = ROOT / "friend_request" / "exercises"
    return [path.stem.removeprefix("lesson_") for path in sorted(folder.glob("lesson_*.py"))]


@pytest.mark.parametrize("lesson", lesson_modules())
def test_every_task_of_the_course_knows_its_answer_and_two_mistakes(lesson):
    for task in tasks(lesson).values():
        accepted = check(task.id, task.expected())
        assert accepted.state == "right", f"{task.id}: the expected answer is not accepted"
        assert len(task.known_mistakes) >= 2, f"{task.id}: name the two commonest mistakes"
        for mistake in task.known_mistakes:
            result = check(task.id, mistake.answer())
            assert result.state != "right", f"{task.id}: a mistake is accepted"
            assert mistake.reason in result.text, f"{task.id}: {mistake.reason!r} is never said"
        for answer in ANYTHING:
            assert check(task.id, answer).state != "unknown"
            repr(check(task.id, answer))
