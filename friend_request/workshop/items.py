"""What thirty files of answers say about the questions: item analysis, and the group's gain.

The measures are those of classical test theory (F. M. Lord and M. R. Novick, *Statistical Theories
of Mental Test Scores*, 1968, chapter 15):

- **difficulty**: the mean score of those who answered, from 0 to 1; the higher, the easier.
- **discrimination**: the corrected item-total correlation, Pearson's r between the score of a
  question and the mean score of the same person's other answers. Near 0 or below it, the question
  is answered well by the wrong people: its wording or its key deserves a look.

They describe questions, never people. People answered different questions, so that "the others" are
the others that a person answered. A key that differs by role or country is taken as it is for
everyone, since files say neither.

Small numbers say little: below `FEWEST` answers nothing is shown; below `SMALL` a row is marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from friend_request.before_after import FEWEST, Gain, gain
from friend_request.content import ContentError, load_question
from friend_request.questions import judge
from friend_request.responses import ResponseError
from friend_request.words import words
from friend_request.workshop.shared_file import SharedAnswer, SharedAnswers, SharedFile

if TYPE_CHECKING:
    import pandas as pd

SMALL = 30
# For a correlation: fewer people, or fewer other answers of each, and it is mostly chance.
FEWEST_FOR_R = 10
FEWEST_OTHERS = 3
PARTS = ("lessons", "before", "after")
GOOD = ("best", "defensible")
_COLUMNS = ["person", "question", "kind", "skipped", "score", "preferred", "same_wording", "rest"]


def _answers_of(file: SharedFile, part: str) -> Sequence[SharedAnswer]:
    if part == "lessons":
        return file.answers
    form = file.forms.get(part)
    return form.answers if form else ()


def _find(question_id: str) -> Any:
    try:
        return load_question(question_id)
    except ContentError:
        return None


def responses(shared: SharedAnswers, part: str = "lessons") -> pd.DataFrame:
    """Every answer as one row.

    Args:
        shared: what `read_shared` returned.
        part: `lessons`, or the check `before` or `after` the course.

    Returns:
        Columns `person` (a running number of this table, the same in no other), `question`, `kind`,
        `skipped`, `score` (0 to 1; missing for polls and skipped questions), `preferred` (1 or 0;
        missing likewise), `same_wording` (whether the question reads as it did then) and `rest`
        (mean score of the person's other answers; missing with fewer than three). Answers to
        questions that are no more, or with options that are no more, are left out.

    Raises:
        ValueError: if there is no such part.
    """
    import pandas as pd

    if part not in PARTS:
        raise ValueError(f"{part!r} is none of: {', '.join(PARTS)}.")
    rows: list[dict[str, Any]] = []
    for person, file in enumerate(shared.files, 1):
        mine = []
        for answer in _answers_of(file, part):
            question = _find(answer.question_id)
            if question is None or question.kind != answer.kind:
                continue
            score = preferred = None
            if answer.response is not None:
                try:
                    judged = judge(question, answer.response)
                except ResponseError:
                    continue
                score = judged.score
                preferred = None if judged.verdict is None else float(judged.verdict == "best")
            mine.append(
                {
                    "person": person,
                    "question": answer.question_id,
                    "kind": answer.kind,
                    "skipped": answer.response is None,
                    "score": score,
                    "preferred": preferred,
                    "same_wording": answer.version in ("", question.content_version),
                }
            )
        known = [each["score"] for each in mine if each["score"] is not None]
        for each in mine:
            others = len(known) - (each["score"] is not None)
            total = sum(known) - (each["score"] or 0.0)
            each["rest"] = total / others if others >= FEWEST_OTHERS else None
        rows += mine
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table = table.astype({"score": float, "preferred": float, "rest": float})
    table.attrs["synthetic"] = shared.synthetic
    return table


def correlation(first: Iterable[float], second: Iterable[float]) -> tuple[float, float, float]:
    """Pearson's r with its 95% interval (Fisher's z).

    Returns:
        r, low and high, each from -1 to 1; three missing values (nan) with fewer than ten pairs, or
        where one side never varies.
    """
    from scipy.stats import pearsonr

    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a == a and b == b]
    if len(pairs) < FEWEST_FOR_R:
        return (float("nan"),) * 3
    a, b = zip(*pairs, strict=True)
    if max(a) - min(a) < 1e-12 or max(b) - min(b) < 1e-12:
        return (float("nan"),) * 3
    found = pearsonr(a, b)
    interval = found.confidence_interval(0.95)
    return float(found.statistic), float(interval.low), float(interval.high)


def item_analysis(shared: SharedAnswers, part: str = "lessons") -> pd.DataFrame:
    """Each graded question: how hard it is, and whether it tells people apart.

    Args:
        shared: what `read_shared` returned.
        part: `lessons`, or the check `before` or `after` the course.

    Returns:
        One row for each question, hardest first: `question`, `kind`, `answered`, `skipped`,
        `other_wording` (how many answered an earlier wording), `difficulty` (0 to 1, higher is
        easier), `count` (answers that were preferred, or all as in the key), `percent`, `low` and
        `high` (its Wilson interval), `discrimination`, `r_low` and `r_high` (-1 to 1), and `note`:
        `few` below 30 answers, `too few` below 5, where nothing else is given.
    """
    import pandas as pd

    from friend_request.survey.estimate import proportions

    table = responses(shared, part)
    rows = []
    for (question, kind), group in table.groupby(["question", "kind"], sort=True):
        given = group[group["score"].notna()]
        if _ungraded(str(question)) or not len(group):
            continue
        answered = len(given)
        enough = answered >= FEWEST
        r, low, high = correlation(given["score"], given["rest"])
        rows.append(
            {
                "question": question,
                "kind": kind,
                "answered": answered,
                "skipped": int(group["skipped"].sum()),
                "other_wording": int((~group["same_wording"]).sum()),
                "difficulty": given["score"].mean() if enough else None,
                "count": int(given["preferred"].sum()) if enough else None,
                "denominator": answered if enough else None,
                "discrimination": r if enough else None,
                "r_low": low if enough else None,
                "r_high": high if enough else None,
                "note": _note(answered),
            }
        )
    names = ["question", "kind", "answered", "skipped", "other_wording", "difficulty", "count",
             "percent", "low", "high", "discrimination", "r_low", "r_high", "note"]  # fmt: skip
    made = pd.DataFrame(rows, columns=[*names[:7], "denominator", *names[10:]])
    number = dict.fromkeys(("difficulty", "discrimination", "r_low", "r_high"), float)
    made = made.astype({**number, "count": "Int64", "denominator": "Int64"})
    made = proportions(made) if len(made) else made.assign(percent=[], low=[], high=[])
    made = made.sort_values(["difficulty", "question"], kind="stable")[names]
    made.attrs["synthetic"] = shared.synthetic
    return made.reset_index(drop=True)


def _note(answered: int) -> str:
    if answered < FEWEST:
        return words("items.too_few")
    return words("items.few") if answered < SMALL else ""


def _ungraded(question_id: str) -> bool:
    question = _find(question_id)
    return question is None or not question.graded


def picked(question: Any, response: dict[str, Any]) -> dict[str, bool]:
    """For each option whether this answer picked it.

    Picked is what was chosen or ticked; of actions to rate, those called good or defensible; of
    items to match or to put in order, those that stand where the key has them.
    """
    ids = [option.id for option in question.options]
    if question.kind in ("best_action", "poll"):
        return {each: each == response["choice"] for each in ids}
    if question.kind == "select_all":
        return {each: each in response["chosen"] for each in ids}
    if question.kind == "rate_actions":
        return {each: response["ratings"][each] in GOOD for each in ids}
    return {option.id: bool(option.right) for option in judge(question, response).options}


def option_analysis(shared: SharedAnswers, question_id: str, part: str = "lessons") -> pd.DataFrame:
    """Each option of a question: how many picked it, and who they were.

    "Who" is how they answered the other questions: the mean score of those who picked the option,
    and the share picking it in the lowest, the middle and the highest third of all who answered. A
    distractor that draws the highest third is worth reading again.

    Args:
        shared: what `read_shared` returned.
        question_id: one with options.
        part: `lessons`, or the check `before` or `after` the course.

    Returns:
        One row for each option, in the file's order: `option` (its id), `text`, `verdict` (empty
        where there is none), `count`, `denominator`, `percent`, `low`, `high` (Wilson), `rest` (0
        to 100; missing if fewer than five picked it), `lowest`, `middle`, `highest` (percent of
        each third; missing below five people in a third), and `note` as in `item_analysis`. With
        fewer than five answers nothing is given but the note.

    Raises:
        ValueError: if the question has no options.
        friend_request.content.ContentError: if there is no such question.
    """
    import pandas as pd

    from friend_request.survey.estimate import proportions

    question = load_question(question_id)
    if not getattr(question, "options", None):
        raise ValueError(f"{question_id} has no options to look at.")
    table = responses(shared, part)
    mine = table[(table["question"] == question_id) & ~table["skipped"]]
    rest = dict(zip(mine["person"], mine["rest"], strict=True))
    picks: dict[int, dict[str, bool]] = {}
    for person, file in enumerate(shared.files, 1):
        for answer in _answers_of(file, part):
            if answer.question_id == question_id and person in rest and answer.response:
                picks[person] = picked(question, answer.response)
    thirds = _thirds({person: rest[person] for person in picks})
    total = len(picks)
    rows = []
    for option in question.options:
        took = [person for person, each in picks.items() if each[option.id]]
        row: dict[str, Any] = {
            "option": option.id,
            "text": option.text,
            "verdict": getattr(option, "verdict", ""),
            "count": len(took) if total >= FEWEST else None,
            "denominator": total if total >= FEWEST else None,
        }
        known = [rest[person] for person in took if rest[person] == rest[person]]
        row["rest"] = 100 * sum(known) / len(known) if len(known) >= FEWEST else None
        for name, people in zip(("lowest", "middle", "highest"), thirds, strict=True):
            share = [picks[person][option.id] for person in people]
            row[name] = 100 * sum(share) / len(share) if len(share) >= FEWEST else None
        row["note"] = _note(total)
        rows.append(row)
    made = pd.DataFrame(rows).astype(
        {"count": "Int64", "denominator": "Int64", "rest": float, "lowest": float,
         "middle": float, "highest": float}
    )  # fmt: skip
    made = proportions(made)
    made.attrs["synthetic"] = shared.synthetic
    return made[
        ["option", "text", "verdict", "count", "denominator", "percent", "low", "high", "rest",
         "lowest", "middle", "highest", "note"]
    ]  # fmt: skip


def _thirds(rest: dict[int, float]) -> list[list[int]]:
    """People in three groups by how they answered the other questions, lowest first."""
    known = sorted((score, person) for person, score in rest.items() if score == score)
    people = [person for _, person in known]
    cut = [round(len(people) * n / 3) for n in range(4)]
    return [people[a:b] for a, b in pairwise(cut)]


def paired(shared: SharedAnswers) -> pd.DataFrame:
    """Each person's percent preferred before and after, for those who took both forms whole.

    Returns:
        Columns `before`, `after` (0 to 100) and `change` (points), in order of `change`, so that no
        row stands where its file did.
    """
    import pandas as pd

    from friend_request.content.forms import load_blueprint

    total = len(load_blueprint().pairs)
    scores: dict[str, dict[int, float]] = {}
    for moment in ("before", "after"):
        table = responses(shared, moment)
        whole = table.groupby("person").filter(lambda rows: len(rows) == total)
        scores[moment] = {
            int(person): 100 * float(rows["preferred"].sum()) / total
            for person, rows in whole.groupby("person")
        }
    both = sorted(set(scores["before"]) & set(scores["after"]))
    made = pd.DataFrame(
        {moment: [scores[moment][person] for person in both] for moment in scores}, dtype=float
    )
    made["change"] = made["after"] - made["before"]
    made.attrs["synthetic"] = shared.synthetic
    return made.sort_values(["change", "before"], kind="stable").reset_index(drop=True)


def group_gain(shared: SharedAnswers) -> Gain:
    """What the group gained on the check, in percentage points with a 95% interval.

    Raises:
        ValueError: if fewer than five people took both forms whole.
    """
    table = paired(shared)
    return gain(list(table["before"]), list(table["after"]))
