"""The page of public functions, docs/api.md, from their docstrings.

make api
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

PAGE = Path("docs") / "api.md"
# What a lesson may import comes first; then the modules on which the rest stands.
LESSONS = "friend_request"
MODULES = {
    "friend_request.paths": "Where files are, ours and an agency's",
    "friend_request.content": "Lessons, cases, questions: models and loading",
    "friend_request.questions": "Judging an answer",
    "friend_request.responses": "What an answer holds",
    "friend_request.scenes": "Branching cases",
    "friend_request.progress": "What a learner did",
    "friend_request.spacing": "When a question comes up again",
    "friend_request.survey": "Tables and estimates",
    "friend_request.tables": "Tables as HTML",
    "friend_request.figures": "Figures as HTML",
    "friend_request.documents": "Documents as Word and Markdown",
    "friend_request.policies": "The policy builder",
    "friend_request.words": "The interface's words",
    "friend_request.authoring.new_case": "For authors: a new case",
    "friend_request.authoring.content_check": "For authors: checking content",
    "friend_request.authoring.stale": "For authors: what is due to be read again",
    "friend_request.authoring.update": "For everyone: a newer course",
}
PROPERTIES = (property, cached_property)
_BOUND = (classmethod, staticmethod)
SECTION = re.compile(r"(Args|Attributes|Raises|Returns|Source|Yields):(?: (.+))?")
# Sections whose lines begin with a name; elsewhere a colon is only a colon.
_NAMED = ("Args", "Raises", "Attributes")
_HEAD = """\
# Public functions

For contributors, and for whoever writes a notebook of their own. Generated from the docstrings by
`make api`; change those, not this page. How the parts hang together stands in
[architecture](architecture.md); how the file of a case or a question is written, in
[write a case](write_a_case.md).
"""


def public(module: Any) -> list[tuple[str, Any]]:
    """A module's public functions and classes, by name.

    What `__all__` lists, or else what the module itself defines without a leading underscore.
    """
    names = getattr(module, "__all__", None)
    if names is None:
        names = [
            name
            for name, thing in vars(module).items()
            if not name.startswith("_") and getattr(thing, "__module__", "") == module.__name__
        ]
    found = [(name, getattr(module, name)) for name in sorted(names, key=str.casefold)]
    return [
        (name, thing) for name, thing in found if inspect.isclass(thing) or inspect.isroutine(thing)
    ]


def documented(module: Any) -> list[tuple[str, Any]]:
    """What the page shows of a module: its public names, and the bases that lend them methods.

    Args:
        module: one of `LESSONS` and `MODULES`, imported.

    Returns:
        Pairs of name and thing, by name. A base that is nobody's to import, such as what all kinds
        of question have in common, stands among them once instead of below each of its heirs.
    """
    found = dict(public(module))
    bases = {
        base.__name__: base
        for thing in found.values()
        if inspect.isclass(thing)
        for base in thing.__mro__[1:]
        if _is_ours(base) and not base.__name__.startswith("_") and members(base)
    }
    return sorted({**bases, **found}.items(), key=lambda pair: pair[0].casefold())


def members(kind: type) -> list[tuple[str, Any]]:
    """A class's public methods and properties.

    Args:
        kind: the class.

    Returns:
        Pairs of name and what stands in the class, in the order of the code. Those of a base with a
        leading underscore count as the class's own; those of another base do not.
    """
    bases = [base for base in kind.__mro__[1:] if base.__name__.startswith("_") and _is_ours(base)]
    found: dict[str, Any] = {}
    for one in (*reversed(bases), kind):
        found |= {
            name: thing
            for name, thing in vars(one).items()
            if not name.startswith("_")
            and (inspect.isfunction(thing) or isinstance(thing, (*_BOUND, *PROPERTIES)))
        }
    return list(found.items())


def _is_ours(kind: type) -> bool:
    return kind.__module__.split(".")[0] == LESSONS


def _doc(thing: Any) -> str:
    # A class without words of its own must not show those of its base.
    own = thing.__doc__ if not inspect.isclass(thing) else vars(thing).get("__doc__")
    return inspect.cleandoc(own) if own else ""


def _signature(name: str, thing: Any) -> str:
    if inspect.isclass(thing):
        return f"class {name}"
    inner = inspect.unwrap(getattr(thing, "__func__", thing))
    try:
        signature = inspect.signature(inner)
    except (TypeError, ValueError):
        return name
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    bare = bare[1:] if bare and bare[0].name in ("self", "cls") else bare
    shown = str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))
    return name + re.sub(r" at 0x[0-9a-f]+", "", shown)


def _entry(name: str, thing: Any) -> Iterator[str]:
    yield f"### `{_signature(name, thing)}`"
    yield ""
    yield from _text(_doc(thing))
    yield ""
    inside = members(thing) if inspect.isclass(thing) else []
    properties = [(each, one) for each, one in inside if isinstance(one, PROPERTIES)]
    if properties:
        yield from ("*Properties:*", "")
        for each, one in properties:
            yield f"- `{each}`: {' '.join(_doc(one).split())}"
        yield ""
    for each, one in inside:
        if not isinstance(one, PROPERTIES):
            yield f"#### `{_signature(f'{name}.{each}', one)}`"
            yield ""
            yield from _text(_doc(one))
            yield ""


def _text(doc: str) -> Iterator[str]:
    """A docstring as Markdown: sections whose lines name something become lists, the rest stays."""
    within = begun = ""
    for line in doc.splitlines():
        if section := SECTION.fullmatch(line):
            within, begun = section[1], f"*{section[1]}:*"
            if within in _NAMED:
                yield from (begun, "")
            elif section[2]:
                yield f"{begun} {section[2]}"
                begun = ""
        elif within in _NAMED and (named := re.match(r" {4}(?! )([\w., *]+): (.*)", line)):
            yield f"- `{named[1]}`: {named[2]}"
        elif within in _NAMED and line.startswith(" "):
            yield f"  {line.strip()}"
        elif within and line.startswith(" "):
            yield f"{begun} {line.strip()}".strip()
            begun = ""
        else:
            within = within if not line.strip() else ""
            yield line


def page() -> str:
    """The whole page as Markdown."""
    parts = [_HEAD, "## What a lesson imports", ""]
    parts += ["`from friend_request import …`", ""]
    for name, thing in documented(importlib.import_module(LESSONS)):
        parts += _entry(name, thing)
    for module_name, title in MODULES.items():
        parts += [f"## {title}", "", f"`{module_name}`", ""]
        for name, thing in documented(importlib.import_module(module_name)):
            parts += _entry(name, thing)
    text = "\n".join(line.rstrip() for line in "\n".join(parts).splitlines())
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


def undocumented() -> list[str]:
    """Public names without a docstring; what a docstring must hold, `docstrings` knows.

    Returns:
        Each as `module.name`, those of methods and properties as `module.name.method`.
    """
    return [
        full
        for module in (LESSONS, *MODULES)
        for name, thing in documented(importlib.import_module(module))
        for full, one in with_members(f"{module}.{name}", thing)
        if not _doc(one)
    ]


def with_members(name: str, thing: Any) -> Iterator[tuple[str, Any]]:
    """A thing and, if it is a class, what is public in it.

    Args:
        name: the thing's name.
        thing: a function or a class.

    Yields:
        Pairs of name and thing; a method's name begins with its class's.
    """
    yield name, thing
    if inspect.isclass(thing):
        yield from ((f"{name}.{each}", one) for each, one in members(thing))


def write_api(root: Path) -> bool:
    """Write the page; returns whether it changed."""
    path, text = root / PAGE, page()
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8", newline="\n")
    return True
