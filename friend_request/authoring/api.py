"""The page of public functions, docs/api.md, from their docstrings.

make api
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path("docs") / "api.md"
# What a lesson may import comes first; then the modules on which the rest stands.
LESSONS = "friend_request"
MODULES = {
    "friend_request.paths": "Where files are, ours and an agency's",
    "friend_request.content": "Lessons, cases, questions: models and loading",
    "friend_request.questions": "Judging an answer",
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
_HEAD = """\
# Public functions

For contributors, and for whoever writes a notebook of their own. Generated from the docstrings by
`make api`; change those, not this page. How the parts hang together stands in
[architecture](architecture.md).
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


def _doc(thing: Any) -> str:
    # A class without words of its own must not show those of its base.
    own = thing.__doc__ if not inspect.isclass(thing) else vars(thing).get("__doc__")
    return inspect.cleandoc(own) if own else ""


def _signature(name: str, thing: Any) -> str:
    if inspect.isclass(thing):
        return f"class {name}"
    inner = inspect.unwrap(thing)
    try:
        signature = inspect.signature(inner)
    except (TypeError, ValueError):
        return name
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    shown = str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))
    return name + re.sub(r" at 0x[0-9a-f]+", "", shown)


def _entry(name: str, thing: Any) -> Iterator[str]:
    yield f"### `{_signature(name, thing)}`"
    yield ""
    yield from _text(_doc(thing))
    yield ""


def _text(doc: str) -> Iterator[str]:
    """A docstring as Markdown: its sections become lists, the rest stays."""
    in_section = False
    for line in doc.splitlines():
        section = re.fullmatch(r"(Args|Returns|Raises|Attributes|Yields):", line)
        if section:
            in_section = True
            yield f"*{section[1]}:*"
            yield ""
        elif in_section and line.startswith("    ") and not line.startswith("     "):
            named = re.match(r"    ([\w., *]+): (.*)", line)
            yield f"- `{named[1]}`: {named[2]}" if named else f"  {line.strip()}"
        elif in_section and line.strip():
            yield f"  {line.strip()}"
        else:
            in_section = in_section and not line.strip()
            yield line


def page() -> str:
    """The whole page as Markdown."""
    parts = [_HEAD, "## What a lesson imports", ""]
    parts += ["`from friend_request import …`", ""]
    for name, thing in public(importlib.import_module(LESSONS)):
        parts += _entry(name, thing)
    for module_name, title in MODULES.items():
        parts += [f"## {title}", "", f"`{module_name}`", ""]
        for name, thing in public(importlib.import_module(module_name)):
            parts += _entry(name, thing)
    text = "\n".join(line.rstrip() for line in "\n".join(parts).splitlines())
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


def undocumented() -> list[str]:
    """Public names without a docstring, as `module.name`."""
    return [
        f"{module}.{name}"
        for module in (LESSONS, *MODULES)
        for name, thing in public(importlib.import_module(module))
        if not _doc(thing)
    ]


def write_api(root: Path) -> bool:
    """Write the page; returns whether it changed."""
    path, text = root / PAGE, page()
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8", newline="\n")
    return True
