"""A saved notebook keeps the text forms and leaves the widgets' pointers out."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from friend_request.saving import WIDGET_VIEW, keep_text_forms


def notebook(source: str = "from friend_request import case") -> dict[str, Any]:
    pointer = {WIDGET_VIEW: {"model_id": "x"}}
    return {
        "type": "notebook",
        "content": {
            "cells": [
                {"cell_type": "markdown", "source": "Text"},
                {"cell_type": "code", "source": source, "outputs": []},
                {
                    "cell_type": "code",
                    "source": "case('x')",
                    "outputs": [
                        {"output_type": "execute_result", "data": {"text/plain": "Q", **pointer}},
                        {"output_type": "display_data", "data": dict(pointer)},
                        {"output_type": "stream", "text": "words"},
                    ],
                },
            ]
        },
    }


def test_pointers_go_and_text_stays() -> None:
    model = notebook()
    keep_text_forms(model, path="a.ipynb", contents_manager=None)
    first, second, third = model["content"]["cells"][2]["outputs"]
    assert first["data"] == {"text/plain": "Q"}
    assert WIDGET_VIEW in second["data"], "an output without a text form would become empty"
    assert third["text"] == "words"


def test_other_notebooks_are_left_alone() -> None:
    model = notebook("import ipywidgets")
    before = copy.deepcopy(model)
    keep_text_forms(model)
    assert model == before


@pytest.mark.parametrize(
    "model",
    [
        {},
        {"type": "file", "content": "friend_request"},
        {"type": "notebook", "content": None},
        {"type": "notebook", "content": {"cells": [{"source": "friend_request", "outputs": 3}]}},
    ],
)
def test_nothing_stops_a_notebook_from_being_saved(model: dict[str, Any]) -> None:
    keep_text_forms(model)
