"""The same ten questions three times: with this course, with plain ipywidgets, with jupyterquiz.

Each side is a notebook with one setup cell and a cell for each question. Questions stand in a file
beside the notebook, as a competent author would keep them. The plain one shows what a learner
needs: the question, its choices, a button, and on a click the verdict with the reason for it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from friend_request.content import load_lessons, load_question
from friend_request.widgets.nodes import rich

COUNT = 10
FILE = "questions.json"

OURS = "from friend_request import question"

PLAIN = f'''\
import json
from html import escape
from pathlib import Path

import ipywidgets as widgets

QUESTIONS = json.loads(Path("{FILE}").read_text(encoding="utf-8"))


def ask(name):
    """A question with its choices; on a click, the verdict and the reason for it."""
    asked = QUESTIONS[name]
    options = asked["options"]
    stem = widgets.HTML(f"<p>{{escape(asked['intro'])}}</p><p><b>{{escape(asked['stem'])}}</b></p>")
    choice = widgets.RadioButtons(
        options=[(option["text"], n) for n, option in enumerate(options)],
        value=None,
        layout={{"width": "max-content"}},
    )
    button = widgets.Button(description="Check", button_style="primary")
    feedback = widgets.HTML()

    def show(_):
        if choice.value is None:
            feedback.value = "<p>Choose an answer first.</p>"
            return
        chosen = options[choice.value]
        reason = escape(chosen["because"])
        feedback.value = f"<p><b>{{escape(chosen['verdict'])}}</b>: {{reason}}</p>"

    button.on_click(show)
    return widgets.VBox([stem, choice, button, feedback])'''

QUIZ = f"""\
import json
from pathlib import Path

from jupyterquiz import display_quiz

QUESTIONS = json.loads(Path("{FILE}").read_text(encoding="utf-8"))


def ask(*names):
    display_quiz(
        [
            {{
                "question": QUESTIONS[name]["intro"] + " " + QUESTIONS[name]["stem"],
                "type": "multiple_choice",
                "answers": [
                    {{
                        "answer": option["text"],
                        "correct": option["verdict"] == "best",
                        "feedback": option["because"],
                    }}
                    for option in QUESTIONS[name]["options"]
                ],
            }}
            for name in names
        ],
        shuffle_answers=False,
    )"""


@dataclass(frozen=True)
class Side:
    """One way to put questions into a notebook, and how a page shows them.

    Attributes:
        name: in tables.
        setup: the first code cell.
        cell: a question's cell; `{name}` is its id.
        control: the selector of an answer that can be chosen.
        button: the selector of what is clicked for feedback; empty if the answer itself is.
    """

    name: str
    setup: str
    cell: str
    control: str
    button: str

    @property
    def notebook(self) -> str:
        return f"{self.name}.ipynb"


SIDES = (
    Side(
        "friend_request",
        OURS,
        'question("{name}")',
        ".fr-option input",
        ".fr-button[data-action=submit]",
    ),
    Side(
        "ipywidgets",
        PLAIN,
        'ask("{name}")',
        ".widget-radio-box input",
        "button.widget-button",
    ),
    Side("jupyterquiz", QUIZ, 'ask("{name}")', "label.MCButton", ""),
)


def ten_questions() -> dict[str, dict[str, Any]]:
    """The first ten best-action questions in the order of the lessons, as plain data."""
    found: dict[str, dict[str, Any]] = {}
    for name in (name for lesson in load_lessons() for name in lesson.questions):
        question = load_question(name)
        if question.kind == "best_action":
            found[name] = {
                "intro": question.intro or "",
                "stem": question.stem,
                "options": [
                    {"text": o.text, "verdict": o.verdict, "because": " ".join(o.because.split())}
                    for o in question.options
                ],
            }
        if len(found) == COUNT:
            return found
    raise ValueError(f"The course has fewer than {COUNT} best-action questions.")


def reason(question: dict[str, Any], number: int) -> str:
    """The first words of an option's reason, as they stand on the page: what feedback shows."""

    def plain(node: Any) -> str:
        return node if isinstance(node, str) else "".join(map(plain, node.get("c", ())))

    return " ".join("".join(map(plain, rich(question["options"][number]["because"]))).split()[:5])


def write(folder: Path) -> dict[str, dict[str, Any]]:
    """Write the notebooks and the questions' file into a folder; return the questions."""
    questions = ten_questions()
    (folder / FILE).write_text(json.dumps(questions, ensure_ascii=False), encoding="utf-8")
    for side in SIDES:
        cells = [side.setup, *(side.cell.format(name=name) for name in questions)]
        _notebook(folder / side.notebook, cells)
    # jupyterquiz at its thriftiest: one call for all, so that its scripts are stored once.
    names = ", ".join(f'"{name}"' for name in questions)
    _notebook(folder / "jupyterquiz_at_once.ipynb", [QUIZ, f"ask({names})"])
    return questions


def _notebook(path: Path, cells: list[str]) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(notebook, path)
