"""Check the committed notebooks: results, form, prose, links, agreement with `data/lessons/`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from nbformat import NotebookNode

from friend_request.authoring import accessibility
from friend_request.authoring.exercises import check_exercises
from friend_request.authoring.notebooks import (
    FENCE,
    WIDGET_VIEW,
    headings,
    headings_of,
    normalise,
    notebook_files,
    outputs_of,
    read,
    to_bytes,
)
from friend_request.authoring.problems import AuthoringError, Problem, of_content
from friend_request.authoring.stored_text import check_stored
from friend_request.content import ContentError, Lesson, load_lessons

_RUN = "Run `make notebooks`."
_START = "00_start_here.ipynb"
# Notebooks that are no lessons: a page beside the course, and the course in half an hour.
_PAGES = {"if_this_happened.ipynb", "in_thirty_minutes.ipynb", "glossary.ipynb"}
_CODE = re.compile(r"`[^`\n]*`")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)>\s]+)>?[^)]*\)")
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(\s*<?([^)>\s]+)>?[^)]*\)")
_IMG_TAG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = r"""\b{}\s*=\s*(?:"([^"]*)"|'([^']*)')"""
_FETCHED = re.compile(
    r"""<(script|iframe|link|object|embed|video|audio)\b|\b(?:src|srcset)\s*=\s*["']\s*(?:https?:)?//""",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")


def check_notebooks(root: Path) -> list[Problem]:
    """Check everything about the committed notebooks.

    Args:
        root: the project's top folder.

    Returns:
        What is to be mended; an empty list if all is well.
    """
    problems = []
    for path in notebook_files(root):
        name = path.relative_to(root).as_posix()
        try:
            notebook = read(path)
        except AuthoringError as error:
            problems += [Problem(name, "", problem.text) for problem in error.problems]
            continue
        problems += check_results(notebook, name)
        problems += check_stored(notebook, name)
        if not any(problem.file == name for problem in problems):
            problems += check_form(path, name)
        problems += check_prose(notebook, path, name)
    problems += check_exercises(root)
    problems += check_lessons(root)
    return problems


def check_results(notebook: NotebookNode, name: str) -> list[Problem]:
    """Check that every code cell has been run and shows something that can be compared."""
    problems = []
    if "widgets" in notebook.metadata:
        problems.append(Problem(name, "", f"it carries the state of widgets. {_RUN}"))
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        for text in _result_problems(cell):
            problems.append(Problem(name, f"cell {number}", text))
    return problems


def _result_problems(cell: NotebookNode) -> Iterator[str]:
    tags = cell.metadata.get("tags", [])
    if not cell.source.strip():
        yield "this code cell is empty. Delete it."
        return
    if cell.execution_count is None:
        yield f"this code cell has not been run. {_RUN}"
        return
    for output in cell.outputs:
        if output.output_type == "error" and "raises-exception" not in tags:
            yield f"this cell ends in an error ({output.ename}). Mend it. {_RUN}"
    shown = outputs_of(cell)
    if not cell.outputs and _shows_something(cell.source):
        yield f"this cell should show something and has no result stored. {_RUN}"
    for data in shown:
        if WIDGET_VIEW in data:
            yield f"a widget's view is stored; readers would see 'model not found'. {_RUN}"
        texts = [str(data.get(kind, "")) for kind in ("text/plain", "text/html", "text/markdown")]
        if not any(text.strip() for text in texts):
            yield "a result has no text form, so that nobody can read or compare it. Give it one."
        if any(_ADDRESS.search(text) for text in texts):
            yield (
                "a result holds an address in memory ('at 0x…'), which differs at every run. "
                "Give the object a repr that is its content."
            )
        if _FETCHED.search(texts[1]):
            yield "a result fetches something from elsewhere. Nothing may leave the machine."
        for tag in _IMG_TAG.findall(texts[1]):
            if not _attribute(tag, "alt"):
                yield "an image in the results has no alternative text. Say what it shows."
        yield from accessibility.result_problems(texts[1])


def _shows_something(source: str) -> bool:
    """Whether a cell ends in an expression whose value Jupyter would show."""
    lines = [line for line in source.splitlines() if not line.startswith(("%", "!"))]
    code = "\n".join(lines)
    if code.rstrip().endswith(";"):
        return False
    try:
        body = ast.parse(code).body
    except SyntaxError:
        return False
    if not body or not isinstance(body[-1], ast.Expr):
        return False
    value = body[-1].value
    return not (isinstance(value, ast.Constant) and value.value is None)


def check_form(path: Path, name: str) -> list[Problem]:
    """Check that the file is written exactly as `make notebooks` writes it."""
    if to_bytes(normalise(read(path), path.name)) == path.read_bytes():
        return []
    return [Problem(name, "", f"it is not in the form that is committed. {_RUN}")]


def check_prose(notebook: NotebookNode, path: Path, name: str) -> list[Problem]:
    """Check headings, images and links of the Markdown cells."""
    problems = []
    level = 0
    anchors = _anchors(notebook)
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "markdown":
            continue
        where = f"cell {number}"
        for depth, heading in headings_of(cell.source):
            if depth == 1 and level:
                text = f"'{heading}' is a second title (#). Use ## for a section."
                problems.append(Problem(name, where, text))
            elif depth > level + 1:
                text = (
                    f"the heading '{heading}' is of level {depth} after level {level}. "
                    f"Use level {level + 1}."
                )
                problems.append(Problem(name, where, text))
            level = depth
        prose = _CODE.sub("", FENCE.sub("", cell.source))
        problems += [Problem(name, where, text) for text in _prose_problems(prose, path, anchors)]
    return problems


def _prose_problems(source: str, path: Path, anchors: set[str]) -> Iterator[str]:
    if _FETCHED.search(source):
        yield "it fetches something from elsewhere. Nothing may leave the machine; put it in docs/."
    if "$" in source:
        yield "JupyterLab reads what stands between two $ as a formula. Write money in words."
    yield from accessibility.table_problems(source)
    for alt, target in _IMAGE.findall(source):
        yield from accessibility.picture_problems(alt, target)
        if not alt.strip():
            yield f"the image {target} has no alternative text. Write ![what it shows]({target})."
        if target.startswith(("http:", "https:", "//")):
            yield f"the image {target} is on another machine. Put it into the project."
        elif not target.startswith(("attachment:", "data:")):
            yield from _target_problems(target, path, anchors)
    for tag in _IMG_TAG.findall(source):
        if not _attribute(tag, "alt"):
            yield 'an <img> has no alternative text. Give it alt="what it shows".'
    for text, target in _LINK.findall(source):
        yield from accessibility.link_problems(text)
        if not re.match(r"(https?|mailto|attachment):", target):
            yield from _target_problems(target, path, anchors)


def _target_problems(target: str, path: Path, anchors: set[str]) -> Iterator[str]:
    file, _, anchor = unquote(target).partition("#")
    if file and not (path.parent / file).exists():
        yield f"the link to {file} leads nowhere. Mend the path, which starts at this notebook."
        return
    if file.endswith(".ipynb") and anchor:
        try:
            anchors = _anchors(read(path.parent / file))
        except AuthoringError:
            return
    if anchor and (not file or file.endswith(".ipynb")) and anchor not in anchors:
        yield f"the link to #{anchor} leads nowhere. Write the heading with - for each space."


def _anchors(notebook: NotebookNode) -> set[str]:
    """The names that JupyterLab gives to a notebook's headings."""
    return {heading.replace(" ", "-") for heading in headings(notebook)}


def _attribute(tag: str, name: str) -> str:
    found = re.search(_ATTRIBUTE.format(name), tag, re.IGNORECASE)
    return (found[1] or found[2] or "").strip() if found else ""


def check_lessons(root: Path) -> list[Problem]:
    """Check each lesson's notebook against its YAML file and its neighbours."""
    try:
        lessons = load_lessons()
    except ContentError as error:
        return of_content(error)
    problems = []
    present = [one for one in lessons if (root / "notebooks" / f"{one.stem}.ipynb").exists()]
    for lesson in lessons:
        if lesson not in present:
            text = f"the lesson's notebook notebooks/{lesson.stem}.ipynb does not exist. Write it."
            problems.append(Problem(f"data/lessons/{lesson.number}-{lesson.slug}.yaml", "", text))
    known = {f"{lesson.stem}.ipynb" for lesson in lessons} | _PAGES
    for path in notebook_files(root, ("notebooks",)):
        if path.name not in known:
            text = "no lesson in data/lessons/ has this name. Name it <number>_<slug>.ipynb."
            problems.append(Problem(f"notebooks/{path.name}", "", text))
    for position, lesson in enumerate(present):
        before = present[position - 1] if position else None
        after = present[position + 1] if position + 1 < len(present) else None
        problems += _lesson_problems(root, lesson, before, after)
    return problems


def _lesson_problems(
    root: Path, lesson: Lesson, before: Lesson | None, after: Lesson | None
) -> list[Problem]:
    path = root / "notebooks" / f"{lesson.stem}.ipynb"
    name = f"notebooks/{path.name}"
    try:
        cells = read(path).cells
    except AuthoringError:
        return []  # said already
    if not cells or cells[0].cell_type != "markdown" or cells[-1].cell_type != "markdown":
        text = "the first and the last cell must be Markdown: title and way on, then way on."
        return [Problem(name, "", text)]
    problems = []
    first = cells[0].source
    titles = [f"# {int(lesson.number)}. {lesson.title}"]
    if lesson.number == "00":
        titles.append(f"# {lesson.title}")
    if first.splitlines()[0].strip() not in titles:
        text = f"the first line must be the title in data/lessons/: {titles[0]}"
        problems.append(Problem(name, "cell 1", text))
    minutes = [int(found) for found in re.findall(r"(\d+)\s*(?:minutes|min\b)", first)]
    if lesson.minutes not in minutes:
        text = f"it must say its minutes as data/lessons/ does: {lesson.minutes} minutes."
        problems.append(Problem(name, "cell 1", text))
    if "Run All Cells" not in first:
        text = "it must say how to start: Run ▸ Run All Cells."
        problems.append(Problem(name, "cell 1", text))
    for number, cell in ((1, cells[0]), (len(cells), cells[-1])):
        targets = {target for _, target in _LINK.findall(cell.source)}
        for neighbour, what in ((before, "previous"), (after, "next")):
            if neighbour is not None and f"{neighbour.stem}.ipynb" not in targets:
                text = f"the link to the {what} lesson is missing: {neighbour.stem}.ipynb"
                problems.append(Problem(name, f"cell {number}", text))
        if path.name != _START and _START not in targets:
            text = f"the link to all lessons is missing: {_START}"
            problems.append(Problem(name, f"cell {number}", text))
    problems += _question_problems(name, cells, lesson.questions, "questions", lesson)
    solution = root / "solutions" / path.name
    if solution.exists():
        try:
            cells = read(solution).cells
        except AuthoringError:
            return problems
        problems += _question_problems(
            f"solutions/{path.name}", cells, lesson.exercise_questions, "exercise_questions", lesson
        )
    return problems


def _question_problems(
    name: str, cells: list[NotebookNode], listed: list[str], key: str, lesson: Lesson
) -> list[Problem]:
    asked = [
        found
        for cell in cells
        if cell.cell_type == "code"
        for found in re.findall(r"""\bquestion\(\s*["']([^"']+)["']""", cell.source)
    ]
    if asked == listed:
        return []
    only_asked = [one for one in asked if one not in listed]
    only_listed = [one for one in listed if one not in asked]
    parts = []
    if only_asked:
        parts.append(f"only in the notebook: {', '.join(only_asked)}")
    if only_listed:
        parts.append(f"only in the list: {', '.join(only_listed)}")
    text = (
        f"its questions differ from {key} in data/lessons/{lesson.number}-{lesson.slug}.yaml "
        f"({'; '.join(parts) or 'the order differs'}). Make them the same, in the same order."
    )
    return [Problem(name, "", text)]
