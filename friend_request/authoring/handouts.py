"""Handouts as pages to print, out of `facilitation/handouts/*.md`.

A line `{case ID}` becomes the case's story, `{question ID}` a question with its options and without
its key, both as the course words them now.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

import mistune

from friend_request.content import load_case, load_lessons, load_question
from friend_request.words import words

_PLACE = re.compile(r"^\{(case|question) ([a-z0-9.-]+)\}$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
# No size in @page: the paper that is in the printer decides.
_STYLE = """
:root { color-scheme: light; }
@page { margin: 15mm; }
* { box-sizing: border-box; }
body { font: 12pt/1.45 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; color: #1b1b1b;
  background: #fff; margin: 0 auto; padding: 1rem; max-width: 46rem; overflow-wrap: anywhere; }
h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 .4em; }
h2, h3 { font-size: 13pt; margin: 1.1em 0 .3em; break-after: avoid; }
p { margin: 0 0 .6em; }
hr { border: 0; border-top: 1px solid #767b85; margin: 1.2em 0; }
blockquote { border-inline-start: 4px solid #767b85; margin: 0 0 .6em; padding-inline-start: .8em; }
table { border-collapse: collapse; width: 100%; margin: .6em 0 1em; }
th, td { border: 1px solid #767b85; padding: .5em .6em; text-align: start; vertical-align: top; }
td { height: 2.6em; }
tr, ol { break-inside: avoid; }
ol { padding-inline-start: 1.4em; margin: 0 0 .8em; }
p:has(+ ol) { break-after: avoid; }
@media print { body { padding: 0; max-width: none; font-size: 10.5pt; line-height: 1.38; }
  h1 { font-size: 16pt; } h2, h3 { font-size: 11.5pt; margin: .8em 0 .2em; }
  li, p, ol { margin-bottom: .35em; } hr { margin: .7em 0; } }
"""


def page(title: str, body: str) -> str:
    """A page that needs no other file and runs nothing.

    Args:
        title: plain text.
        body: HTML.
    """
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def handout(source: str) -> str:
    """One handout as a page.

    Args:
        source: its Markdown, which begins with a heading of the first level.

    Raises:
        friend_request.content.ContentError: if it names a case or a question that isn't there.
    """
    title = source.split("\n", 1)[0].removeprefix("#").strip()
    text = _LINK.sub(r"\1", _PLACE.sub(_put, source))
    draw = mistune.create_markdown(escape=True, plugins=["table"])
    return page(title, str(draw(text)))


def _put(match: re.Match[str]) -> str:
    if match[1] == "case":
        return load_case(match[2]).story.strip()
    question: Any = load_question(match[2])
    intro = f"{question.intro}\n\n" if question.intro else ""
    options = "\n".join(f"{n}. {option.text}" for n, option in enumerate(question.options, 1))
    return f"### {question.stem}\n\n{intro}{options}"


def objectives() -> str:
    """All lessons with their stated minutes and their objectives, as a page."""
    parts = [f"<h1>{escape(words('slides.aims'))}</h1>"]
    for lesson in load_lessons():
        name = words("log.lesson", number=int(lesson.number), title=lesson.title)
        minutes = words("slides.alone", minutes=lesson.minutes)
        aims = "\n".join(f"<li>{escape(aim.text)}</li>" for aim in lesson.objectives)
        parts.append(f"<h2>{escape(name)}</h2>\n<p>{escape(minutes)}</p>\n<ol>\n{aims}\n</ol>")
    return page(words("slides.aims"), "\n".join(parts))


def write_handouts(root: Path, out: Path) -> list[Path]:
    """Write every handout, and the page of objectives, into a folder.

    Returns:
        The files written.
    """
    out.mkdir(parents=True, exist_ok=True)
    made = {out / "objectives.html": objectives()}
    for path in sorted((root / "facilitation" / "handouts").glob("*.md")):
        if path.name != "README.md":
            made[out / f"{path.stem}.html"] = handout(path.read_text(encoding="utf-8"))
    for path, text in made.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(made)
