"""The files of `make print`: lessons, exercises, glossary, checks, policy, and an index of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from urllib.parse import quote, unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from friend_request.authoring.glossary import PAGE as GLOSSARY
from friend_request.authoring.glossary import load_glossary
from friend_request.authoring.printing import parts
from friend_request.authoring.printing.cells import Body
from friend_request.authoring.printing.html import join
from friend_request.content import load_lessons, load_question
from friend_request.content.forms import load_blueprint
from friend_request.policies import SETTINGS
from friend_request.policies.load import load_setting
from friend_request.widgets.nodes import Node, node, rich
from friend_request.words import words

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_MARK = '<meta name="generator" content="friend-request print">'


@dataclass(frozen=True)
class _Made:
    """One page: its file's stem, its title, and how its body is made."""

    stem: str
    title: str
    body: Callable[[], str]


def write_print(root: Path, out: Path, only: list[str] | None = None) -> list[Path]:
    """Write every page into a folder.

    Args:
        root: the project's top folder.
        out: where to; made if need be. Pages of an earlier time that are gone are removed.
        only: the stems of the pages to write, such as `["01_nine_months_on"]`; all without it.

    Returns:
        The files written, the index first.

    Raises:
        AuthoringError: if a notebook holds what a page can't show.
    """
    out.mkdir(parents=True, exist_ok=True)
    pages = _pages(root)
    written = []
    for at, made in enumerate(pages):
        if only is not None and made.stem not in only:
            continue
        path = out / f"{made.stem}.html"
        before = pages[at - 1] if at > 1 else None
        after = pages[at + 1] if 0 < at < len(pages) - 1 else None
        text = _render(made.title, made.body(), before, after, index=at == 0)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    if only is None:
        for path in sorted(out.glob("*.html")):
            if path not in written and _MARK in path.read_text(encoding="utf-8")[:2000]:
                path.unlink()
    return written


def _pages(root: Path) -> list[_Made]:
    """Every page, in the order in which one turns them; the index first."""
    found: list[_Made] = []
    lessons = {lesson.stem: lesson for lesson in load_lessons()}
    beside = sorted(p for p in (root / "notebooks").glob("*.ipynb") if p.stem not in lessons)
    notebooks = [root / "notebooks" / f"{stem}.ipynb" for stem in lessons]
    paths: list[tuple[str, Path]] = []
    for path in notebooks:
        paths += [(path.stem, path)] if path.is_file() else []
        solution = root / "solutions" / path.name
        paths += [(f"exercise_{path.stem}", solution)] if solution.is_file() else []
    paths += [(path.stem, path) for path in beside if path.name != GLOSSARY]
    stems = {stem for stem, _ in paths}
    for stem, path in paths:
        body = Body(path, partial(_resolve, root, path.parent, stems))
        found.append(_Made(stem, body.title, body.make))
    found.append(_Made("glossary", words("print.page.glossary"), _glossary))
    for form, moment in (("a", "before"), ("b", "after")):
        title = words(f"before_after.{moment}_title")
        found.append(_Made(f"check_{moment}", title, partial(_check, form, moment)))
    for setting in SETTINGS:
        title = words(f"print.page.policy_{setting}")
        found.append(_Made(f"policy_{setting}", title, partial(_policy, setting)))
    return [_Made("index", words("print.index"), partial(_index, list(found))), *found]


def _resolve(root: Path, folder: Path, stems: set[str], target: str) -> str | None:
    """A link of a notebook as a link between the pages; None if it leads to none of them."""
    if target.startswith(("http://", "https://", "mailto:", "#")):
        return target
    file, _, anchor = target.partition("#")
    tail = f"#{quote(unquote(anchor))}" if anchor else ""
    path = (folder / unquote(file)).resolve()
    if path.name == GLOSSARY:
        return f"glossary.html{tail}"
    if path.suffix != ".ipynb" or not path.is_relative_to(root):
        return None
    stem = path.stem
    if path.parent.name in ("exercises", "solutions"):
        stem = f"exercise_{stem}"
    return f"{stem}.html{tail}" if stem in stems else None


def _index(pages: list[_Made]) -> str:
    about = [node("p", words("print.about")), node("p", words("print.paper"))]
    links = [node("li", node("a", page.title, href=f"{page.stem}.html")) for page in pages]
    return join([*about, node("ul", *links)])


def _glossary() -> str:
    made: list[Node] = []
    for term in load_glossary().terms:
        made += [parts.heading(2, term.term, id=term.anchor), *rich(term.means, 3)]
    return join(made)


def _check(form: str, moment: str) -> str:
    """A form of the check. The reasons come after the course: before it they would give it away."""
    ids = load_blueprint().questions("a" if form == "a" else "b")
    made = [node("p", words(f"print.check_{moment}"))]
    for number, id_ in enumerate(ids, 1):
        made += parts.question(load_question(id_), 2, number, reasons=moment == "after")
    return join(made)


def _policy(setting: str) -> str:
    return join([node("p", load_setting(setting).summary), *parts.policy(setting, 2)])


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(
    title: str, body: str, before: _Made | None, after: _Made | None, *, index: bool = False
) -> str:
    css = (_TEMPLATES / "print.css").read_text(encoding="utf-8")
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            title=title,
            body=Markup(body),
            css=Markup(css),
            mark=Markup(_MARK),
            before=before,
            after=after,
            index=index,
            words=words,
        )
    )
