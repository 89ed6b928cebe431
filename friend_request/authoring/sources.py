"""Find what a case can name: objectives, clauses and studies, each with its id.

make sources ABOUT="former client"
"""

from __future__ import annotations

import re
import textwrap

from friend_request.content import clauses, load_lessons, reference_items


def find(about: str) -> list[tuple[str, str, str]]:
    """Everything that holds all the words.

    Args:
        about: words; with none, every objective is listed and nothing else.

    Returns:
        (how it is written in a case, its id, what it says), objectives first.
    """
    wanted = re.findall(r"\w+", about.casefold())

    def fits(*texts: str) -> bool:
        whole = " ".join(texts).casefold()
        return all(word in whole for word in wanted)

    found = [
        ("objectives", objective.id, objective.text)
        for lesson in load_lessons()
        for objective in lesson.objectives
        if fits(objective.id, objective.text, lesson.title)
    ]
    if not wanted:
        return found
    for key, row in clauses().items():
        if fits(key, *(row[name] for name in ("code", "clause", "topic", "binds", "paraphrase"))):
            said = f"{row['code']}, {row['clause']} ({row['country']}). {row['paraphrase']}"
            found.append(("clause", key, said))
    for key, item in reference_items().items():
        names = " ".join(
            str(a.get("family") or a.get("literal", "")) for a in item.get("author", [])
        )
        if fits(key, str(item.get("title", "")), names, str(item.get("note", ""))):
            found.append(("ref", key, str(item.get("title", ""))))
    return found


def listing(about: str) -> str:
    """What was found, as text for a terminal."""
    found = find(about)
    if not found:
        return f"Nothing holds all the words of {about!r}. Try fewer, or other ones."
    lines = []
    for kind, key, said in found:
        written = f'objectives: ["{key}"]' if kind == "objectives" else f"{{{kind}: {key}}}"
        lines += [written, textwrap.fill(said, 92, initial_indent="    ", subsequent_indent="    ")]
    if not about.strip():
        lines.append('\nClauses and studies: make sources ABOUT="former client"')
    return "\n".join(lines)
