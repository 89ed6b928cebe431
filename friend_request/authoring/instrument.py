"""Make the questionnaire from the codebook: a page for people, a form for survey tools.

    python -m friend_request.authoring.instrument   # writes instrument.md and instrument.xlsx

`instrument.xlsx` is an XLSForm, the format that KoboToolbox and ODK import. Its questions are named
as the codebook names them, so that what a tool exports can be read by `load_survey`.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from friend_request.paths import DATA
from friend_request.survey.codebook import NO_ANSWER, Variable, stored_value, variables

TITLE = "Social media and clients: a questionnaire for our staff"
VERSION = "1"
INTRO = (
    "This asks how we deal with social media and clients. It is anonymous and voluntary. Please do "
    "not write anything about a client. You may leave any question open."
)
_OPEN_LABEL = "I would rather not answer"


def _list(question: Variable) -> str:
    return "yes_no" if question.categories == ("yes", "no") else question.name


def sheets() -> dict[str, list[list[str]]]:
    """Return the XLSForm as sheets of rows, the header first."""
    survey = [["type", "name", "label", "required", "relevant", "constraint", "calculation"]]
    survey.append(["calculate", "respondent", "", "", "", "", "once(substr(uuid(), 0, 8))"])
    survey.append(["note", "intro", INTRO, "", "", "", ""])
    lists: dict[str, tuple[str, ...]] = {}
    for q in variables().values():
        relevant = ""
        if q.asked_if:
            relevant = f"${{{q.asked_if[0]}}} = '{stored_value(q.asked_if[1])}'"
        if q.categories:
            lists[_list(q)] = q.categories
            kind, constraint = f"select_one {_list(q)}", ""
        else:
            kind, constraint = "integer", f". >= {q.minimum} and . <= {q.maximum}"
        required = "yes" if q.categories else ""
        survey.append([kind, q.name, q.question, required, relevant, constraint, ""])
    choices = [["list_name", "name", "label"]]
    for name, answers in lists.items():
        choices += [[name, stored_value(a), a.capitalize()] for a in answers]
        choices.append([name, stored_value(NO_ANSWER), _OPEN_LABEL])
    settings = [
        ["form_title", "form_id", "version", "default_language"],
        [TITLE, "friend_request_staff", VERSION, "English (en)"],
    ]
    return {"survey": survey, "choices": choices, "settings": settings}


def page() -> str:
    """Return the questionnaire as Markdown, for reading and for asking on paper."""
    lines = [
        f"# {TITLE}",
        "",
        "The questions of the course's survey, to ask your own staff. `instrument.xlsx` is the "
        "same as an XLSForm, which KoboToolbox and ODK import.",
        "",
        "## Before you ask",
        "",
        "- Say what it is for, who will see the answers, and that taking part is free. Let "
        "nobody's manager collect the forms.",
        "- Ask no names. In a small team a profession, an age and a setting together can be a "
        "name: with fewer than about 50 staff do not ask the first four, and put `no answer` there "
        "for everybody.",
        "- Ask about staff, never about a client. There is no box for free text, on purpose.",
        "- Your law and your employer's rules on staff surveys come first; ask who must agree.",
        "",
        "## After you have asked",
        "",
        "1. Export the answers as CSV, in UTF-8, with the stored values and not the labels.",
        "2. One row is one person. The columns are `respondent` (a number, never a name) and the "
        "names below.",
        "3. An empty cell means that the question was not for this person. `no answer` means that "
        "the person left it open.",
        '4. `load_survey("ours.csv", from_tool=True)` reads an export of this form, or lists '
        "everything that is wrong with it. Leave `from_tool` out for a file typed from paper.",
        "5. `compare_with_published(...)` hides every count under five. Print no other table of "
        "the same few people beside it.",
        "",
        "Survey tools store an answer without spaces: `social_worker` for `social worker`. With "
        "`from_tool=True` such values are read as the answers below, and the tool's own columns "
        "(`_id`, `start` and the like) are left out. Nothing else is changed.",
        "",
        "## The questionnaire",
        "",
        f"> {INTRO}",
        "",
    ]
    for i, q in enumerate(variables().values(), start=1):
        lines.append(f"{i}. **{q.question}** (`{q.name}`)")
        if q.asked_if:
            lines.append(f"   Only if `{q.asked_if[0]}` is {q.asked_if[1]}.")
        answers = " / ".join(q.categories) if q.categories else f"{q.minimum} to {q.maximum}"
        lines += [f"   {answers}", ""]
    lines += [
        "Questions about opinions (the last two) measure opinions. What people do is asked "
        "elsewhere; expect the two to differ.",
        "",
    ]
    return "\n".join(lines)


def workbook():
    """Return the XLSForm as an openpyxl workbook."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets().items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
    book.properties.created = book.properties.modified = datetime(2026, 1, 1)
    book.properties.creator = "Friend Request"
    return book


def main() -> int:
    """Write both files."""
    folder = Path(DATA)
    (folder / "instrument.md").write_text(page(), encoding="utf-8", newline="\n")
    workbook().save(folder / "instrument.xlsx")
    print("Wrote instrument.md and instrument.xlsx.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
