"""Item analysis: known numbers, small numbers held back, what the examples were made to show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from friend_request.authoring.example_answers import BACKWARDS, make
from friend_request.content import load_question
from friend_request.content.forms import load_blueprint
from friend_request.survey.estimate import wilson
from friend_request.tables import is_synthetic
from friend_request.workshop import items
from friend_request.workshop.items import (
    correlation,
    group_gain,
    item_analysis,
    option_analysis,
    paired,
    picked,
    responses,
)
from friend_request.workshop.shared import read_shared
from friend_request.workshop.shared_file import SharedAnswer, SharedAnswers, SharedFile, SharedForm
from tests.unit.samples import KEY, question

EXAMPLES = Path(__file__).parents[2] / "facilitation" / "example_answers"
ASKED = ["nine-months-on.need", "nine-months-on.power", "nine-months-on.silence",
         "nine-months-on.ask", "nine-months-on.mentor"]  # fmt: skip


@pytest.fixture(scope="module")
def examples():
    return read_shared(EXAMPLES)


def of(question_id, verdict):
    return {
        "choice": next(o.id for o in load_question(question_id).options if o.verdict == verdict)
    }


def file_of(number, given, forms=None):
    """A file with these answers: question id to a response, or None for a skip."""
    answers = tuple(
        SharedAnswer(each, load_question(each).kind, "", response)
        for each, response in given.items()
    )
    return SharedFile(f"{number}.json", f"{number:032x}", answers, forms or {})


def group_of(rows):
    """Files from rows of 1 (preferred), 0 (risky) and None (skipped) for the questions above."""
    return SharedAnswers(
        tuple(
            file_of(
                n,
                {
                    each: None if value is None else of(each, "best" if value else "risky")
                    for each, value in zip(ASKED, row, strict=True)
                },
            )
            for n, row in enumerate(rows)
        )
    )


# ---------------------------------------------------------------- numbers


def test_difficulty_discrimination_and_interval_by_hand():
    rng = np.random.default_rng(4)
    rows = rng.integers(0, 2, (40, 5)).tolist()
    table = item_analysis(group_of(rows)).set_index("question")
    scores = np.where(np.array(rows) == 1, 1.0, 1 / 3)  # a risky answer has a third of the credit
    for place, question_id in enumerate(ASKED):
        row = table.loc[question_id]
        assert row["difficulty"] == pytest.approx(scores[:, place].mean())
        others = np.delete(scores, place, axis=1).mean(axis=1)
        assert row["discrimination"] == pytest.approx(np.corrcoef(scores[:, place], others)[0, 1])
        assert row["count"] == sum(r[place] for r in rows)
        low, high = wilson(row["count"], 40)
        assert (row["low"], row["high"]) == pytest.approx((100 * low, 100 * high))
        assert row["note"] == ""
    assert list(table["difficulty"]) == sorted(table["difficulty"])


def test_the_item_itself_is_not_in_the_total_that_it_is_set_beside():
    """With the item in its own total, five unrelated items would all seem to discriminate."""
    rng = np.random.default_rng(5)
    rows = rng.integers(0, 2, (400, 5)).tolist()
    assert item_analysis(group_of(rows))["discrimination"].abs().max() < 0.2


def test_the_interval_of_r_is_fishers():
    rng = np.random.default_rng(6)
    x = rng.normal(size=28)
    y = 0.5 * x + rng.normal(size=28)
    r, low, high = correlation(x, y)
    half = 1.959963984540054 / np.sqrt(25)
    assert (low, high) == pytest.approx(
        (np.tanh(np.arctanh(r) - half), np.tanh(np.arctanh(r) + half))
    )
    missing = np.append(x, np.nan), np.append(y, 1.0)
    assert correlation(*missing) == pytest.approx((r, low, high))


@pytest.mark.parametrize(
    ("x", "y"),
    [(range(9), range(9)), ([1.0] * 12, range(12)), (range(12), [0.5] * 12), ([], [])],
)
def test_no_correlation_where_there_is_none_to_have(x, y):
    assert np.isnan(correlation(x, y)).all()


def test_skipped_questions_count_as_skipped_and_not_as_wrong():
    table = item_analysis(group_of([[1, 0, 1, 0, 1]] * 6 + [[None, 1, 1, 1, 1]] * 3))
    row = table.set_index("question").loc[ASKED[0]]
    assert (row["answered"], row["skipped"], row["difficulty"]) == (6, 3, 1.0)


# ---------------------------------------------------------------- small numbers


def test_below_five_answers_nothing_is_shown():
    table = item_analysis(group_of([[1, 0, 1, 0, 1]] * 4))
    assert set(table["note"]) == {"too few"}
    shown = table[["difficulty", "count", "percent", "low", "high", "discrimination", "r_low"]]
    assert shown.isna().all().all()
    options = option_analysis(group_of([[1, 0, 1, 0, 1]] * 4), ASKED[0])
    assert set(options["note"]) == {"too few"}
    assert options[["count", "percent", "rest", "lowest", "highest"]].isna().all().all()


def test_below_thirty_answers_a_row_is_marked():
    assert set(item_analysis(group_of([[1, 0, 1, 0, 1]] * 29))["note"]) == {"few"}
    assert set(item_analysis(group_of([[1, 0, 1, 0, 1]] * 30))["note"]) == {""}


def test_what_few_people_picked_says_nothing_of_them():
    rows = [[1, 1, 1, 1, 1]] * 20 + [[0, 1, 0, 1, 0]] * 4
    options = option_analysis(group_of(rows), ASKED[0]).set_index("option")
    few = of(ASKED[0], "risky")["choice"]
    assert options.loc[few, "count"] == 4
    assert np.isnan(options.loc[few, "rest"])
    assert options.loc[of(ASKED[0], "best")["choice"], "rest"] == pytest.approx(100)


def test_thirds_of_fewer_than_five_are_not_shown():
    options = option_analysis(group_of([[1, 1, 0, 1, 0]] * 12), ASKED[0])
    assert options[["lowest", "middle", "highest"]].isna().all().all()


def test_an_empty_folder_gives_empty_tables(tmp_path):
    nobody = read_shared(tmp_path)
    assert len(item_analysis(nobody)) == 0
    assert list(responses(nobody).columns)[:2] == ["person", "question"]
    with pytest.raises(ValueError, match="Below 5"):
        group_gain(nobody)


# ---------------------------------------------------------------- options


@pytest.mark.parametrize("kind", ["best_action", "poll", "select_all", "rate_actions", "match",
                                  "put_in_order"])  # fmt: skip
def test_what_an_answer_picked(kind):
    asked = question(kind)
    found = picked(asked, KEY[kind])
    assert set(found) == {option.id for option in asked.options}
    wanted = {
        "best_action": {"b"}, "poll": {"a"}, "select_all": {"a", "b"}, "rate_actions": {"a", "b"},
        "match": {"a", "b", "c"}, "put_in_order": {"a", "b", "c", "d"},
    }  # fmt: skip
    assert {each for each, is_so in found.items() if is_so} == wanted[kind]


def test_who_picked_an_option_is_told_by_their_other_answers():
    # The able pick the risky option of the first question, the others the best one.
    rows = [[0, 1, 1, 1, 1]] * 10 + [[1, 1, 0, 1, 0]] * 10 + [[1, 0, 0, 0, 0]] * 10
    options = option_analysis(group_of(rows), ASKED[0]).set_index("option")
    risky, best = of(ASKED[0], "risky")["choice"], of(ASKED[0], "best")["choice"]
    assert list(options.loc[risky, ["lowest", "middle", "highest"]]) == [0, 0, 100]
    assert list(options.loc[best, ["lowest", "middle", "highest"]]) == [100, 100, 0]
    assert options.loc[risky, "rest"] > options.loc[best, "rest"]
    row = item_analysis(group_of(rows)).set_index("question").loc[ASKED[0]]
    assert row["discrimination"] < -0.5


def test_a_question_without_options_is_refused():
    with pytest.raises(ValueError, match="no options"):
        option_analysis(SharedAnswers(()), "gallery.share")


def test_answers_to_what_is_no_more_are_left_out():
    gone = SharedAnswer("nine-months-on.gone", "best_action", "", {"choice": "a"})
    option = SharedAnswer(ASKED[0], "best_action", "", {"choice": "gone"})
    kind = SharedAnswer(ASKED[1], "poll", "", {"choice": "a"})
    file = SharedFile("x", "0" * 32, (gone, option, kind), {})
    assert len(responses(SharedAnswers((file,)))) == 0
    with pytest.raises(ValueError, match="none of"):
        responses(SharedAnswers((file,)), "during")


def test_an_earlier_wording_is_counted_and_said():
    asked = load_question(ASKED[0])
    answers = [SharedAnswer(asked.id, asked.kind, version, of(asked.id, "best"))
               for version in ("", asked.content_version, "0123456789ab")]  # fmt: skip
    files = tuple(SharedFile(str(n), f"{n:032x}", (answers[n % 3],), {}) for n in range(9))
    (row,) = item_analysis(SharedAnswers(files)).to_dict("records")
    assert (row["answered"], row["other_wording"]) == (9, 3)


# ---------------------------------------------------------------- before and after


def forms_of(before, after, first="a"):
    """Both forms with so many preferred answers; the rest are risky ones or whatever there is."""
    second = "b" if first == "a" else "a"
    made = {}
    for moment, form, right in (("before", first, before), ("after", second, after)):
        answers = []
        for n, question_id in enumerate(load_blueprint().questions(form)):
            asked = load_question(question_id)
            wrong = next(o.id for o in asked.options if o.verdict != "best")
            given = of(question_id, "best") if n < right else {"choice": wrong}
            answers.append(SharedAnswer(question_id, asked.kind, "", given))
        made[moment] = SharedForm(form, tuple(answers))
    return made


def test_the_groups_gain_with_its_interval():
    total = len(load_blueprint().pairs)
    pairs = [(4, 9), (6, 9), (8, 8), (3, 10), (10, 9), (5, 11)]
    files = tuple(
        file_of(n, {}, forms_of(*pair, first="ab"[n % 2])) for n, pair in enumerate(pairs)
    )
    table = paired(SharedAnswers(files))
    assert list(table["change"]) == sorted(table["change"])
    made = group_gain(SharedAnswers(files))
    changes = [100 * (b - a) / total for a, b in pairs]
    half = 2.570581835636314 * np.std(changes, ddof=1) / np.sqrt(6)  # t, 5 degrees of freedom
    assert made.people == 6
    assert made.points == pytest.approx(np.mean(changes))
    assert (made.low, made.high) == pytest.approx(
        (np.mean(changes) - half, np.mean(changes) + half)
    )


def test_half_a_form_does_not_count():
    whole = [file_of(n, {}, forms_of(4, 9)) for n in range(5)]
    forms = forms_of(4, 9)
    half = {**forms, "after": SharedForm("b", forms["after"].answers[:9])}
    only = {"before": forms["before"]}
    files = (*whole, file_of(8, {}, half), file_of(9, {}, only))
    assert group_gain(SharedAnswers(files)).people == 5
    with pytest.raises(ValueError, match="Below 5"):
        group_gain(SharedAnswers(files[1:]))


def test_forms_have_item_analysis_of_their_own():
    files = tuple(file_of(n, {}, forms_of(n, 18 - n)) for n in range(12))
    before = item_analysis(SharedAnswers(files), "before")
    assert len(before) == len(load_blueprint().pairs)
    assert before["difficulty"].iloc[0] < before["difficulty"].iloc[-1]
    assert len(item_analysis(SharedAnswers(files))) == 0


# ---------------------------------------------------------------- the examples


def test_the_examples_show_what_they_were_made_to_show(examples):
    table = item_analysis(examples).set_index("question")
    assert table["discrimination"].idxmin() == BACKWARDS
    assert table.loc[BACKWARDS, "r_high"] < 0
    assert (table["discrimination"] > 0).mean() > 0.8
    found = group_gain(examples)
    assert found.low > 0
    assert {"few", ""} <= set(table["note"])
    assert len(make()) == 31


def test_tables_of_synthetic_answers_stay_marked(examples):
    assert is_synthetic(item_analysis(examples))
    assert is_synthetic(option_analysis(examples, BACKWARDS))
    assert is_synthetic(paired(examples))
    assert not is_synthetic(item_analysis(group_of([[1, 0, 1, 0, 1]] * 5)))


def test_the_words_of_the_module_match_its_numbers():
    assert (items.FEWEST, items.SMALL) == (5, 30)
    assert isinstance(item_analysis(group_of([[1, 0, 1, 0, 1]] * 5)), pd.DataFrame)
