"""Naming what a lesson uses costs nothing that the first question would wait for."""

from __future__ import annotations

import gc
import subprocess
import sys

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
