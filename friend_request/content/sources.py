"""The tables of sources: clauses of codes and laws, and references to everything else."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from friend_request import paths
from friend_request.content_errors import ContentError, Problem, show
from friend_request.paths import DATA


@cache
def clauses() -> dict[str, dict[str, str]]:
    """The rows of `ethics_codes.csv`, read without pandas.

    Returns:
        `clause_id` to the row, a dictionary of texts by column. An agency's row stands in the place
        of ours with its id.
    """
    found = _clauses_of(DATA / "ethics_codes.csv")
    if paths.OWN and (own := paths.OWN / "ethics_codes.csv").is_file():
        found |= _clauses_of(own)
    return found


def _clauses_of(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:  # as Excel writes it
        return {row.get("clause_id") or "": row for row in csv.DictReader(stream)}


@cache
def reference_items() -> dict[str, dict[str, Any]]:
    """The entries of `references.json`.

    Returns:
        CSL-JSON id to the entry, as the file has it. An agency's entry stands in the place of ours
        with its id.

    Raises:
        ContentError: if the file is no JSON, or no list of entries that each have an id.
    """
    found = _references_of(DATA / "references.json")
    if paths.OWN and (own := paths.OWN / "references.json").is_file():
        found |= _references_of(own)
    return found


def _references_of(path: Path) -> dict[str, dict[str, Any]]:
    try:
        return {item["id"]: item for item in json.loads(path.read_text(encoding="utf-8-sig"))}
    except json.JSONDecodeError as error:
        line, message = error.lineno, f"this is not valid JSON: {error.msg}."
    except (KeyError, TypeError):
        line, message = None, "the file must be a list of entries, each with an id."
    raise ContentError([Problem(show(path), line, "", message)])
