"""Check what an agency lays over the course, and say what it adds and what it replaces.

The files are those of `data/`, checked by the same models; here is what those don't cover: files
that nothing would read, the table of clauses, and the list of sources.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

from friend_request import paths
from friend_request.authoring.problems import Problem, of_content
from friend_request.content import ContentError
from friend_request.content.sources import _clauses_of, _references_of
from friend_request.content_errors import show
from friend_request.paths import DATA

# What is read, as patterns of paths within the folder; notes of the agency's own may stand beside.
READ = (
    r"cases/[a-z0-9-]+\.yaml",
    r"quizzes/\d\d\.yaml",
    r"policy/(?!settings)[a-z0-9-]+\.yaml",
    r"crisis\.yaml",
    r"ethics_codes\.csv",
    r"references\.json",
)
_LEFT_ALONE = re.compile(
    r"(.*/)?(\..*|README.*|LICEN[CS]E.*|.*\.(md|txt|docx|pdf|ipynb)|previews/.*)"
)
_NEEDED = ("clause_id", "code", "clause", "topic", "binds", "paraphrase", "url", "review_by")
_APPLIES_TO = ("current", "former", "both", "general")
_EVIDENCE = ("official", "copy", "restatement")


def _names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def check_own() -> list[Problem]:
    """Every mistake in the agency's tables and file names; an empty list if there is no folder."""
    own = paths.OWN
    if own is None:
        return []
    problems = []
    for name in _names(own):
        hidden = any(part.startswith(".") for part in name.split("/"))
        if (
            not hidden
            and not _LEFT_ALONE.fullmatch(name)
            and not any(re.fullmatch(p, name) for p in READ)
        ):
            text = (
                "nothing reads this file. Cases go into cases/, quizzes into quizzes/ (named by "
                "the lesson, 04.yaml), policy matters into policy/; the tables are "
                "ethics_codes.csv, references.json and crisis.yaml. Names are in small letters."
            )
            problems.append(Problem(show(own / name), "", text))
    if (own / "ethics_codes.csv").is_file():
        problems += _check_clauses(own / "ethics_codes.csv")
    if (own / "references.json").is_file():
        problems += _check_references(own / "references.json")
    return problems


def _check_clauses(path: Path) -> list[Problem]:
    shown, problems = show(path), []
    with (DATA / "ethics_codes.csv").open(encoding="utf-8", newline="") as stream:
        columns = next(csv.reader(stream))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return [Problem(shown, "", "save the file as CSV UTF-8.")]
    reader = csv.DictReader(text.splitlines(keepends=True))
    if list(reader.fieldnames or []) != columns:
        mend = f"the first line must name these columns, with commas between: {','.join(columns)}"
        return [Problem(shown, "line 1", mend)]
    seen: set[str] = set()
    for row in reader:
        line = f"line {reader.line_num}"

        def say(text: str, line: str = line) -> None:
            problems.append(Problem(shown, line, text))

        if None in row or None in row.values():
            say(
                'the row has more or fewer fields than the first line. Put text with commas in "…".'
            )
            continue
        for key in _NEEDED:
            if not row[key].strip():
                say(f"{key} is empty. Every clause needs it.")
        if not re.fullmatch(r"[a-z0-9.-]+", row["clause_id"]):
            say(
                f"clause_id can't be {row['clause_id']!r}: small letters, digits, dots and hyphens."
            )
        if row["clause_id"] in seen:
            say(f"clause_id {row['clause_id']!r} stands in the table twice.")
        seen.add(row["clause_id"])
        for key, allowed in (("applies_to", _APPLIES_TO), ("evidence", _EVIDENCE)):
            if row[key] not in allowed:
                say(f"{key} can't be {row[key]!r}. Choose one of: {', '.join(allowed)}.")
        if row["review_by"].strip() and not _is_day(row["review_by"]):
            say(f"review_by must be a day written like 2027-11-01, not {row['review_by']!r}.")
    return problems


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _check_references(path: Path) -> list[Problem]:
    try:
        found = _references_of(path)
    except ContentError as error:
        return of_content(error)
    return [
        Problem(
            show(path), f"entry {key}", f"{name!r} is missing. Each entry needs id, type, title."
        )
        for key, item in found.items()
        for name in ("type", "title")
        if not item.get(name)
    ]


def summary() -> str:
    """What the agency's folder adds and replaces, as lines of text; "" if there is none."""
    own = paths.OWN
    if own is None:
        return ""
    lines = [f"From your own folder, {own.name}:"]
    for folder in ("cases", "quizzes", "policy"):
        names = {path.stem for path in (own / folder).glob("*.yaml")}
        lines += _said(folder, names, {path.stem for path in (DATA / folder).glob("*.yaml")})
    for file, read in (("ethics_codes.csv", _clauses_of), ("references.json", _references_of)):
        if (own / file).is_file():
            lines += _said(file, set(read(own / file)), set(read(DATA / file)))
    if (own / "crisis.yaml").is_file():
        lines.append("  crisis.yaml: offered in the reply kit, the policy builder, the wallet card")
    return "\n".join(lines) + "\n"


def _said(what: str, own: set[str], ours: set[str]) -> list[str]:
    # A quiz or a group of policy matters of the same name is joined, question by question.
    same = "joins ours" if what in ("quizzes", "policy") else "stands instead of ours"
    made = []
    if own - ours:
        made.append(f"  {what}: adds {', '.join(sorted(own - ours))}")
    if own & ours:
        made.append(f"  {what}: {same}: {', '.join(sorted(own & ours))}")
    return made
