"""Naming what a lesson uses costs nothing that the first question would wait for."""

from __future__ import annotations

import ast
import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import friend_request

HEAVY = ("pandas", "numpy", "scipy", "statsmodels", "matplotlib", "docx", "fsrs")


def loaded_after(code: str) -> set[str]:
    """The heavy packages that a new Python has loaded after running some code."""
    asked = f"{code}\nimport sys\nprint(*(n for n in {HEAVY!r} if n in sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def public(module: str) -> str:
    return (
        f"import importlib\nm = importlib.import_module({module!r})\n"
        "for name in m.__all__: getattr(m, name)"
    )


@pytest.mark.parametrize("module", ["friend_request", "friend_request.survey"])
def test_naming_every_function_loads_nothing_heavy(module: str) -> None:
    assert loaded_after(public(module)) == set()


def test_asking_a_question_and_answering_it_loads_nothing_heavy(tmp_path) -> None:
    code = (
        f"import os; os.environ['FRIEND_REQUEST_DATA'] = {str(tmp_path)!r}\n"
        "from friend_request import case, question\n"
        "case('nine-months-on')._repr_mimebundle_()\n"
        "form = question('nine-months-on.need')\n"
        "form._repr_mimebundle_()\n"
        "chosen = form.question.options[0].id\n"
        "form.act('submit', '', {'choice': chosen, 'confidence': 'sure'})\n"
        "assert form._answer().response['choice'] == chosen"
    )
    assert loaded_after(code) == set()


def test_importing_leaves_the_collecting_of_garbage_as_it_was() -> None:
    for before in (gc.enable, gc.disable):
        before()
        was = gc.isenabled()
        try:
            for name in ("question", "forest"):
                vars(friend_request).pop(name, None)
                assert getattr(friend_request, name)
                assert gc.isenabled() is was
        finally:
            gc.enable()


def test_the_list_is_of_things_that_the_course_does_load() -> None:
    """Otherwise a misspelt name would never be found."""
    assert loaded_after("from friend_request import load_codes; load_codes()") >= {"pandas"}
    assert loaded_after("\n".join(f"import {name}" for name in HEAVY)) == set(HEAVY)


# ---------------------------------------------------------------- one direction

PACKAGE = Path(friend_request.__file__).parent
# What may not know how anything is drawn; content knows nothing of what is made of it, either.
NEVER = {
    "content": ("widgets", "documents", "takeaways", "policies", "survey", "authoring"),
    "documents": ("widgets", "authoring"),
    "policies": ("widgets", "authoring"),
    "takeaways": ("widgets",),
    "survey": ("widgets", "authoring"),
    "citing.py": ("widgets", "authoring"),
    "questions.py": ("widgets", "authoring"),
}


def imported(code: str) -> Iterator[str]:
    """The course's modules that a piece of code imports, inside its functions too."""
    for found in ast.walk(ast.parse(code)):
        if isinstance(found, ast.Import):
            yield from (one.name for one in found.names)
        elif isinstance(found, ast.ImportFrom):
            # `from friend_request import widgets` names the module last.
            yield from (f"{found.module}.{one.name}" for one in found.names)


def against(code: str, never: tuple[str, ...]) -> list[str]:
    """The imports that go the wrong way."""
    wrong = tuple(f"friend_request.{part}" for part in never)
    return [name for name in imported(code) if f"{name}.".startswith(tuple(f"{w}." for w in wrong))]


@pytest.mark.parametrize("part", NEVER)
def test_imports_go_one_way(part: str) -> None:
    place = PACKAGE / part
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    assert files
    for path in files:
        found = against(path.read_text("utf-8"), NEVER[part])
        assert not found, f"{path.relative_to(PACKAGE)} imports {', '.join(found)}"


@pytest.mark.parametrize(
    "code",
    [
        "import friend_request.widgets.nodes",
        "from friend_request import widgets",
        "from friend_request.widgets import citing",
        "def late():\n    from friend_request.widgets.nodes import node",
    ],
)
def test_a_wrong_way_is_seen(code: str) -> None:
    assert against(code, ("widgets",))
    assert not against("from friend_request.words import words", ("widgets",))
