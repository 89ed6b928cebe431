"""The reply kit: phrases that fit, what is still missing, and the document. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from friend_request.documents import Block, Bullets, Document, Heading, Note, Paragraph
from friend_request.takeaways.decision import many_of, text_of
from friend_request.takeaways.models import ReplyKit, ReplyPart
from friend_request.words import phrases, words

Values = Mapping[str, Any]
# What has to be filled in. A learner may write brackets too; a link in brackets is not one.
_GAP = re.compile(r"\[[^\[\]\n]{1,60}\](?!\()")


def gaps(text: str) -> list[str]:
    """What stands in square brackets and is still to be filled in."""
    return _GAP.findall(text)


def fitting(kit: ReplyKit, values: Values) -> list[tuple[ReplyPart, list[str]]]:
    """The parts of a reply that fit the situation, with the phrases of the tone chosen."""
    tone = str(values.get("tone") or next(iter(kit.tone.options)))
    situation = str(values.get("situation") or "")
    found = []
    for part in kit.parts:
        if part.situations and situation not in part.situations:
            continue
        texts = [phrase.text for phrase in part.phrases if phrase.tone == tone]
        if texts:
            found.append((part, texts))
    return found


def at_risk(values: Values) -> bool:
    """Whether the learner ticked that somebody may not be safe."""
    return "yes" in many_of(values, "risk")


def ratings(values: Values) -> dict[str, int]:
    """The learner's rating of each line of the rubric that has one."""
    given = {part: str(values.get(f"rubric-{part}") or "") for part in phrases("rubric")}
    return {part: int(level) for part, level in given.items() if level in ("0", "1", "2")}


def rated_whole(values: Values) -> bool:
    """Whether every line of the rubric is rated."""
    return len(ratings(values)) == len(phrases("rubric"))


def route_missing(values: Values) -> bool:
    """Whether somebody may not be safe and no crisis route is written down."""
    return at_risk(values) and not text_of(values, "route")


def route_in_draft(values: Values) -> bool:
    """Whether the crisis route stands in the draft, whatever its line ends."""
    route, draft = (" ".join(text_of(values, name).split()) for name in ("route", "draft"))
    return bool(route) and route in draft


def document(kit: ReplyKit, values: Values, made: date) -> Document:
    """Make the document: the situation, the reply, and how its writer looked at it.

    Args:
        kit: the reply kit.
        values: what the learner wrote, ticked and chosen, by field.
        made: the day.
    """
    blocks: list[Block] = [Heading(words("takeaway.reply.scene"))]
    lines = []
    for name, choice in kit.choices.items():
        said = choice.options.get(str(values.get(name) or ""))
        lines.append(f"{choice.label} {said}" if said else f"{choice.label} {_open()}")
    blocks.append(Bullets(tuple(lines)))
    blocks.append(Heading(words("takeaway.reply.risk")))
    if at_risk(values):
        route = text_of(values, "route")
        blocks += [Paragraph(kit.risk.label + "."), Heading(kit.risk.route, 2)]
        blocks.append(Paragraph(route) if route else Note(kit.risk.route))
        if route and not route_in_draft(values):
            blocks.append(Note(kit.risk.missing))
    else:
        blocks.append(Paragraph(words("takeaway.reply.no_risk")))
    draft = text_of(values, "draft")
    blocks.append(Heading(kit.draft))
    blocks.append(Paragraph(draft) if draft else Note(kit.draft))
    blocks += [Note(words("takeaway.reply.gap", gap=gap)) for gap in gaps(draft)]
    blocks += _looked(values)
    subtitle = words("takeaway.made", day=made.isoformat())
    return Document(kit.document_title, made, subtitle=subtitle, blocks=tuple(blocks))


def _open() -> str:
    return words("takeaway.open")


def _looked(values: Values) -> list[Block]:
    given = ratings(values)
    blocks: list[Block] = [Heading(words("takeaway.reply.look"))]
    levels = {part: phrases(f"rubric_level.{part}") for part in given}
    lines = [
        f"{words(f'rubric_question.{part}')} {points}: {levels[part][str(points)]}"
        for part, points in given.items()
    ]
    if lines:
        total = sum(given.values())
        blocks += [
            Bullets(tuple(lines)),
            Paragraph(words("takeaway.reply.sum", right=total, total=2 * len(given))),
        ]
    if not rated_whole(values):
        blocks.append(Note(words("takeaway.reply.not_rated")))
    if changed(values):
        blocks.append(Note(words("takeaway.reply.changed")))
    return blocks


def changed(values: Values) -> bool:
    """Whether the draft is another than the one that was rated."""
    seen = values.get("rated")
    return bool(seen) and rated_whole(values) and seen != text_of(values, "draft")
