"""What the docstrings of public functions still lack, in words.

CONTRIBUTING.md says what a docstring holds. Here is looked whether it does: whether every argument
is named, whether it says what comes back and which errors can come, and for a statistic whose it
is. Whether what it says is true, no program can tell.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from friend_request.authoring.api import (
    LESSONS,
    MODULES,
    PROPERTIES,
    SECTION,
    documented,
    with_members,
)

SURVEY = "friend_request.survey"
# What reads a table, looks something up or counts people: no published method stands behind it.
NO_STATISTIC = frozenset(
    {
        "asked",
        "codebook",
        "crosstab",
        "load_codes",
        "load_estimates",
        "load_survey",
        "load_synthetic",
        "variable",
        "variables",
    }
)
_NOTHING = (None, "None", "NoReturn", "Never")


def incomplete() -> list[str]:
    """Look through every public function, method and class of the page.

    Returns:
        One sentence for each thing that is lacking, such as "friend_request.survey.tally: Args does
        not name weight."; each name once, although a lesson may import what a module has as well.
    """
    found, seen = [], set()
    for module in (*MODULES, LESSONS):
        for name, thing in documented(importlib.import_module(module)):
            for full, one in with_members(f"{module}.{name}", thing):
                if id(one) in seen:
                    continue
                seen.add(id(one))
                found += [f"{full}: {what}" for what in lacking(one)]
                if _needs_source(thing, name) and "Source" not in sections(_doc(thing)):
                    found.append(f"{full}: it calculates something, and names no Source.")
    return found


def lacking(thing: Any, doc: str | None = None) -> list[str]:
    """Look at one function, class or property.

    Args:
        thing: what is looked at; a method as it stands in its class.
        doc: its docstring, if not the one that it has.

    Returns:
        A sentence for each thing that is lacking; an empty list if all is there.
    """
    doc = _doc(thing) if doc is None else inspect.cleandoc(doc)
    if not doc.strip():
        return ["it has no docstring."]
    if isinstance(thing, PROPERTIES):
        return []
    if inspect.isclass(thing):
        return list(_of_class(thing, doc))
    return list(_of_function(inspect.unwrap(getattr(thing, "__func__", thing)), doc))


def sections(doc: str) -> dict[str, str]:
    """Take a docstring apart.

    Args:
        doc: the docstring, without the indentation of the code.

    Returns:
        The text below each of its headings, by heading, such as `Args`.
    """
    found: dict[str, list[str]] = {}
    within = None
    for line in doc.splitlines():
        if heading := SECTION.fullmatch(line):
            within = heading[1]
            found[within] = [heading[2] or ""]
        elif line and not line.startswith(" "):
            within = None
        elif within:
            found[within].append(line)
    return {name: "\n".join(lines).strip("\n") for name, lines in found.items()}


def _doc(thing: Any) -> str:
    # A class without words of its own must not count as having those of its base.
    own = vars(thing).get("__doc__") if inspect.isclass(thing) else thing.__doc__
    return inspect.cleandoc(own or "")


def _names(section: str) -> set[str]:
    """What the lines of a section name: "first, second: ..." names two."""
    heads = re.findall(r"^ {4}(?! )([\w., *]+): *\S", section, re.MULTILINE)
    return {name.strip(" *") for head in heads for name in head.split(",")}


def _lists(what: str, section: str, wanted: Iterable[str], lacks: Iterable[str]) -> Iterator[str]:
    wanted, lacks = list(wanted), list(lacks)
    if lacks and lacks == wanted and not section:
        yield f"it has no {what}."
    elif lacks:
        yield f"{what} does not name {', '.join(lacks)}."


def _parameters(function: Any) -> list[str]:
    names = list(inspect.signature(function).parameters)
    return names[1:] if names and names[0] in ("self", "cls") else names


def _of_function(function: Any, doc: str) -> Iterator[str]:
    found = sections(doc)
    wanted = _parameters(function)
    args = found.get("Args", "")
    yield from _lists("Args", args, wanted, [one for one in wanted if one not in _names(args)])
    if inspect.isgeneratorfunction(function):
        if not found.get("Yields"):
            yield "it has no Yields."
    elif inspect.signature(function).return_annotation not in _NOTHING and not found.get("Returns"):
        yield "it has no Returns."
    raises = found.get("Raises", "")
    said = {name.split(".")[-1] for name in _names(raises)}
    for error in sorted(raised(function)):
        if error not in said:
            yield f"Raises does not name {error}." if raises else f"it has no Raises for {error}."


def _of_class(kind: Any, doc: str) -> Iterator[str]:
    found = sections(doc)
    said = _names(found.get("Attributes", "")) | _names(found.get("Args", ""))
    said |= set(re.findall(r"`\**(\w+)`", doc))
    if dataclasses.is_dataclass(kind):
        fields = [field.name for field in dataclasses.fields(kind) if field.name[0] != "_"]
        said |= _said_below(kind)
        lacks = [one for one in fields if one not in said]
        yield from _lists("Attributes", found.get("Attributes", ""), fields, lacks)
    elif inspect.isfunction(vars(kind).get("__init__")):
        wanted = _parameters(kind.__init__)
        lacks = [one for one in wanted if one not in said]
        yield from _lists("Args", found.get("Args", ""), wanted, lacks)


def _said_below(kind: type) -> set[str]:
    """Fields with a docstring of their own, in the line below them."""
    (tree,) = _tree(kind).body
    lines = tree.body if isinstance(tree, ast.ClassDef) else []
    return {
        str(field.target.id)
        for field, below in pairwise(lines)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
    }


def _needs_source(thing: Any, name: str) -> bool:
    return (
        inspect.isfunction(thing)
        and thing.__module__.startswith(f"{SURVEY}.")
        and name not in NO_STATISTIC
    )


# ---------------------------------------------------------------- errors


def raised(function: Any) -> set[str]:
    """Find the errors that a function raises itself, or by way of its module's private functions.

    Args:
        function: a function that was written in Python.

    Returns:
        The errors' names. What is raised in functions within it, what it only passes on (a bare
        `raise`), and what private functions raise where the call stands in a `try` is left out.
    """
    return _raised(function, set())


def _raised(function: Any, seen: set[Any]) -> set[str]:
    seen.add(function)
    found = set()
    for node, guarded in _own_nodes(_tree(function).body[0]):
        if isinstance(node, ast.Raise) and node.exc is not None:
            made = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            name = ast.unparse(made).split(".")[-1]
            # A variable has a small letter: what it holds, the call that made it has said.
            if name[0].isupper():
                found.add(name)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not guarded:
            called = function.__globals__.get(node.func.id)
            private = node.func.id.startswith("_") and inspect.isfunction(inspect.unwrap(called))
            if private and inspect.unwrap(called) not in seen:
                found |= _raised(inspect.unwrap(called), seen)
    return found


def _own_nodes(tree: ast.AST, guarded: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """What stands in a function but not in functions within it, and whether in a `try`."""
    for field, value in ast.iter_fields(tree):
        inside = guarded or (isinstance(tree, ast.Try) and field == "body" and bool(tree.handlers))
        for node in value if isinstance(value, list) else [value]:
            if not isinstance(node, ast.AST):
                continue
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
                continue
            yield node, inside
            yield from _own_nodes(node, inside)


def _tree(thing: Any) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(thing)))
