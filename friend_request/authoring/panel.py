"""A form for a panel to rate the keys, and the way back.

    python -m friend_request.authoring panel form ratings.xlsx --lessons 01 02
    python -m friend_request.authoring panel import filled/*.xlsx

Each rater gets a copy of the workbook and rates every option on the course's four levels. What is
imported goes to `data/panel.yaml`: counts and shares, no person's own ratings and no comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from friend_request.authoring.counts import all_questions
from friend_request.authoring.problems import AuthoringError, Problem
from friend_request.content import load_case
from friend_request.content.panel import FEWEST
from friend_request.content.parts import ENOUGH
from friend_request.content.vocabulary import is_quiz
from friend_request.paths import DATA
from friend_request.words import phrases

HEADER = ("Question", "Option", "Version", "What is asked", "Rating", "Comment")
_WIDTHS = (28, 12, 4, 90, 22, 40)
GROUPS = ("expert", "lived experience", "both")
_RATINGS_SHEET, _YOU_SHEET = "Ratings", "You"
_INTRO = (
    "Thank you for rating these answers. Choose one of the four ratings for every option, as you "
    "see it from your own work or life. There is no right answer that we wait for: where you and "
    "we differ, we want to know.",
    "The stories are invented. The course shows no grade that a panel was divided about.",
    "Please rate on your own before you talk about it with others. You may leave a question out by "
    "leaving all of its ratings empty.",
    "On the sheet You, say whether you rate as an expert, from lived experience, or both. Write no "
    "name. We keep how many rated an option and how, and no comment of yours is printed.",
)


def rateable(lessons: Sequence[str] = ()) -> list[Any]:
    """The single-best questions, those of some lessons only if any are named."""
    found = [q for q in all_questions() if q.kind == "best_action" and q.asks == "action"]
    if lessons:
        found = [q for q in found if q.objective.split(".")[0] in lessons]
    return sorted(found, key=lambda q: (q.objective, q.id))


def write_form(path: Path, lessons: Sequence[str] = ()) -> int:
    """Write the workbook.

    Returns:
        How many questions it holds.

    Raises:
        AuthoringError: if no question belongs to the lessons named.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    questions = rateable(lessons)
    if not questions:
        text = f"no question to rate in {', '.join(lessons) or 'the course'}. Name lessons: 01 02."
        raise AuthoringError(Problem(str(path), "", text))
    book = Workbook()
    intro = book.active
    intro.title = "Read me"
    for line in _INTRO:
        intro.append([line])
    you = book.create_sheet(_YOU_SHEET)
    you.append(["I rate as", None])
    choice = DataValidation(type="list", formula1=f'"{",".join(GROUPS)}"', allow_blank=True)
    you.add_data_validation(choice)
    choice.add("B1")
    sheet = book.create_sheet(_RATINGS_SHEET)
    sheet.append(HEADER)
    levels = DataValidation(
        type="list", formula1=f'"{",".join(phrases("level").values())}"', allow_blank=True
    )
    sheet.add_data_validation(levels)
    told = ""
    for question in questions:
        owner = question.id.split(".")[0]
        if owner != told and not is_quiz(owner):
            sheet.append([None, None, None, load_case(owner).story])
            told = owner
        asked = "\n\n".join(part for part in (question.intro, question.stem) if part)
        sheet.append([question.id, None, None, asked])
        sheet.cell(sheet.max_row, 4).font = Font(bold=True)
        for option in question.options:
            sheet.append([question.id, option.id, question.content_version, option.text])
            levels.add(sheet.cell(sheet.max_row, 5))
    for letter, width in zip("ABCDEF", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            # Text is text: a story that began with = would be taken for a formula.
            if isinstance(cell.value, str):
                cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    intro.column_dimensions["A"].width = 100
    for row in intro.iter_rows():
        row[0].alignment = Alignment(wrap_text=True)
    book.properties.created = book.properties.modified = datetime(2026, 1, 1)
    book.save(path)
    return len(questions)


@dataclass(frozen=True)
class Rating:
    """One rater's ratings of one question.

    Attributes:
        question: its id.
        version: the words that were rated.
        levels: the level given to each option, 0 (a good thing to do) to 3 (should not be done).
        lived: whether the rater has lived experience.
    """

    question: str
    version: str
    levels: dict[str, int]
    lived: bool


def read_form(path: Path) -> list[Rating]:
    """Read one filled workbook.

    Raises:
        AuthoringError: if it is no such workbook, a rating is none of the four, or a question is
            rated in part.
    """
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=False, data_only=True)
        sheet, you = book[_RATINGS_SHEET], book[_YOU_SHEET]
    except Exception:
        text = "it can't be read as a rating form. Export it again as .xlsx from the form we gave."
        raise AuthoringError(Problem(path.name, "", text)) from None
    group = str(you["B1"].value or "").strip().casefold()
    if group not in GROUPS:
        text = f"the sheet You must say one of: {', '.join(GROUPS)}. It says {group or 'nothing'}."
        raise AuthoringError(Problem(path.name, _YOU_SHEET, text))
    names = {text.casefold(): n for n, text in enumerate(phrases("level").values())}
    given: dict[str, dict[str, int | None]] = {}
    versions: dict[str, str] = {}
    problems = []
    for number, row in enumerate(sheet.iter_rows(min_row=2, max_col=6, values_only=True), 2):
        question, option, version, _, said, _ = (str(x or "").strip() for x in row)
        if not option:
            continue
        if said and said.casefold() not in names:
            text = f"{said!r} is none of the ratings. Choose one from the list in the cell."
            problems.append(Problem(path.name, f"row {number}", text))
        given.setdefault(question, {})[option] = names.get(said.casefold())
        versions[question] = version
    made = []
    for question, levels in given.items():
        whole = {option: level for option, level in levels.items() if level is not None}
        if not whole:
            continue
        if len(whole) < len(levels):
            missing = ", ".join(sorted(set(levels) - set(whole)))
            text = f"rated in part; {missing} has no rating. Rate all of its options, or none."
            problems.append(Problem(path.name, question, text))
            continue
        made.append(Rating(question, versions[question], whole, group != "expert"))
    if problems:
        raise AuthoringError(*problems)
    return made


def shares(ratings: Iterable[Rating]) -> dict[str, float]:
    """Percent of raters whose highest rating went to each option; ties are split evenly."""
    ratings = list(ratings)
    found: dict[str, float] = dict.fromkeys(ratings[0].levels, 0.0)
    for rating in ratings:
        top = min(rating.levels.values())
        first = [option for option, level in rating.levels.items() if level == top]
        for option in first:
            found[option] += 100 / len(first) / len(ratings)
    return {option: round(share, 1) for option, share in found.items()}


def summarise(ratings: Iterable[Rating]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Put many raters' ratings together.

    Returns:
        What `data/panel.yaml` says of each question, and in words what was left out and why.
    """
    known = {question.id: question for question in rateable()}
    by_question: dict[str, list[Rating]] = {}
    left_out = []
    for rating in ratings:
        question = known.get(rating.question)
        if question is None or rating.version != question.content_version:
            left_out.append(f"{rating.question}: its words have changed since; rate it again.")
        elif set(rating.levels) != {option.id for option in question.options}:
            left_out.append(f"{rating.question}: its options differ from the course's.")
        else:
            by_question.setdefault(rating.question, []).append(rating)
    made = {}
    for question_id, those in sorted(by_question.items()):
        if len(those) < FEWEST:
            left_out.append(
                f"{question_id}: {len(those)} raters, and at least {FEWEST} are needed."
            )
            continue
        found = shares(those)
        made[question_id] = {
            "version": those[0].version,
            "raters": len(those),
            "lived": sum(rating.lived for rating in those),
            "agreement": found[_key(known[question_id])],
            "shares": found,
        }
    return made, sorted(set(left_out))


def _key(question: Any) -> str:
    """The option that the authors graded best, as the file has it."""
    # A panel imported earlier may have lowered it in what is loaded.
    raw = yaml.safe_load(_file_of(question.id).read_text(encoding="utf-8"))
    mine = next(q for q in raw["questions"] if q["id"] == question.id)
    return str(next(o["id"] for o in mine["options"] if o["verdict"] == "best"))


def _file_of(question_id: str) -> Path:
    owner = question_id.split(".")[0]
    return Path(DATA) / ("quizzes" if is_quiz(owner) else "cases") / f"{owner}.yaml"


def import_forms(files: Sequence[Path], target: Path | None = None) -> list[str]:
    """Read filled forms and write `data/panel.yaml` anew.

    Returns:
        What to print: how many questions were rated, which were divided, what was left out.

    Raises:
        AuthoringError: if a form has a mistake. Then nothing is written.
    """
    ratings: list[Rating] = []
    problems: list[Problem] = []
    for path in files:
        try:
            ratings += read_form(path)
        except AuthoringError as error:
            problems += error.problems
    if problems:
        raise AuthoringError(*problems)
    made, left_out = summarise(ratings)
    target = target or DATA / "panel.yaml"
    text = yaml.safe_dump({"questions": made}, sort_keys=False, allow_unicode=True)
    head = "# Written by `python -m friend_request.authoring panel import`; don't edit by hand.\n"
    target.write_text(head + text, encoding="utf-8", newline="\n")
    split = [q for q, found in made.items() if found["agreement"] < ENOUGH]
    lines = [f"Rated questions: {len(made)} from {len(files)} forms."]
    lines += [f"Divided, and so graded without a best answer: {', '.join(split)}"] if split else []
    return lines + [f"Left out: {text}" for text in left_out]
