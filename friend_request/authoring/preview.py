"""One case alone in JupyterLab, to look at while it is written.

    make preview CASE=two-messages

The notebook is made anew each time, in `previews/`, which git ignores. Its one cell reads the file
again at every run, so that an author edits, saves, and runs the cell.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat

from friend_request.authoring.advice import advice
from friend_request.authoring.content_check import check_case, unread
from friend_request.authoring.fresh import forget_files
from friend_request.authoring.problems import AuthoringError, Problem
from friend_request.content import ContentError, load_case, load_lessons
from friend_request.content_errors import show
from friend_request.paths import DATA, data_file, data_files

FOLDER = "previews"


def write_preview(root: Path, name: str) -> Path:
    """Write the notebook that shows a case.

    Args:
        root: the project's top folder.
        name: the case's id, or the path of its file.

    Returns:
        The notebook. The case's file need not be in order: the notebook says what is wrong.

    Raises:
        AuthoringError: if there is no such case.
    """
    case_id = Path(name).stem if name.endswith((".yaml", ".yml")) else name
    known = [path.stem for path in data_files("cases", DATA)]
    if case_id not in known:
        misnamed = [one for one in unread() if Path(one.file).name.split(".")[0] == Path(name).stem]
        if misnamed:
            raise AuthoringError(*misnamed)
        import difflib

        near = difflib.get_close_matches(case_id, known, n=1)
        hint = f" Did you mean {near[0]}?" if near else " `make new-case NAME=…` makes one."
        raise AuthoringError(Problem("data/cases", "", f"there is no case {name!r}.{hint}"))
    source = data_file(f"cases/{case_id}.yaml", DATA)
    file = f"`{show(source)}`"
    if source.is_relative_to(root):  # JupyterLab opens it on a click
        file = f"[{file}]({quote((Path('..') / source.relative_to(root)).as_posix())})"
    told = (
        f"# Preview\n\nThe file is {file}. Change it, save it, then click into the cell "
        "below and press Ctrl+Enter: it shows the case as it is now, and what to mend.\n\n"
        "Answers that you give here are kept apart from your own."
    )
    call = f'from friend_request.authoring.preview import preview\n\npreview("{case_id}")'
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(told), nbformat.v4.new_code_cell(call)],
        metadata={"kernelspec": {"display_name": "Python 3 (ipykernel)", "name": "python3"}},
    )
    path = root / FOLDER / f"{case_id}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path


def preview(case_id: str) -> None:
    """Show a case as its file is now: what is to mend, the story, the scenes, every question."""
    from IPython.display import display

    # An author's trials must not stand among the answers that they gave as a learner.
    answers = Path.cwd() / "answers"
    os.environ["FRIEND_REQUEST_DATA"] = str(answers)
    forget_files()
    problems = [str(one) for one in check_case(case_id)]
    try:
        case = load_case(case_id)
    except ContentError:
        _say(_report(problems))
        return
    _say(_report(problems, [str(one) for one in advice(case)]))
    _say(_about(case))
    from friend_request import case as story
    from friend_request import play, question

    display(story(case_id))
    if case.scenes:
        display(play(case_id))
    for one in case.questions:
        _say(f"`{one.id}` · {one.kind}")
        display(question(one.id))


def _say(markdown: str) -> None:
    from IPython.display import Markdown, display

    display(Markdown(markdown))


def _report(problems: list[str], thoughts: list[str] | None = None) -> str:
    """What is to mend, then what to think over; only without either there is nothing to do."""
    parts = []
    if problems:
        parts.append(f"**To mend: {len(problems)}**\n\n{_listed(problems)}")
    if thoughts:
        parts.append(f"**To think over:**\n\n{_listed(thoughts)}")
    if not parts:
        return "**Nothing to mend.** `make content` checks it together with everything else."
    return "\n\n".join(parts)


def _listed(lines: list[str]) -> str:
    return "\n".join(f"- {one.replace('<', '&lt;')}" for one in lines)


def _about(case: Any) -> str:
    """How long the story is, and what the case says that it teaches."""
    count = len(case.story.split())
    long = f"The story has {count} words; 120 to 250 suit most."
    texts = {o.id: o.text for lesson in load_lessons() for o in lesson.objectives}
    listed = "\n".join(f"- {one}: {texts.get(one, 'no lesson has it')}" for one in case.objectives)
    return f"{long} It serves:\n\n{listed}"


def open_notebook(root: Path, path: Path, extra: list[str]) -> int:
    """Open a notebook of the project in JupyterLab and wait until that ends."""
    page = path.relative_to(root).as_posix()
    command = [sys.executable, "-m", "jupyterlab", f"--LabApp.default_url=/lab/tree/{page}"]
    command += [f"--ServerApp.root_dir={root}", *extra]
    print(f"Opening {page} in JupyterLab. To end it, press Ctrl+C in this window.", flush=True)
    try:
        return subprocess.call(command, cwd=root)
    except KeyboardInterrupt:
        return 0
