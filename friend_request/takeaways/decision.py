"""A decision on paper: which clauses to suggest, and the consultation note. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from friend_request import citing
from friend_request.content import Citation, clauses
from friend_request.documents import (
    Block,
    Bullets,
    Document,
    Heading,
    Note,
    Paragraph,
    Sources,
    Table,
)
from friend_request.takeaways.models import LEVELS, MOMENTS, Decision, Field
from friend_request.words import words

Values = Mapping[str, Any]

# The table names countries in words, the learner's setting by a code. Union law holds in Ireland.
_PLACES = {
    "US": ("USA",),
    "GB": ("UK",),
    "IE": ("Ireland", "European Union"),
    "CA": ("Canada",),
    "AU": ("Australia",),
    "NZ": ("New Zealand",),
}


def text_of(values: Values, field: str) -> str:
    """What was written in a box, without the space around it."""
    found = values.get(field)
    return found.strip() if isinstance(found, str) else ""


def many_of(values: Values, field: str) -> list[str]:
    """What was ticked."""
    found = values.get(field)
    return [str(each) for each in found] if isinstance(found, list) else []


def in_family(clause_id: str, family: str) -> bool:
    """Whether a clause belongs to a family: `nasw-1.06c` to `nasw`, `apa-3.04` to `apa-3`."""
    return clause_id == family or clause_id.startswith((f"{family}-", f"{family}."))


def suggested(
    sheet: Decision, matters: list[str], role: str | None = None, country: str | None = None
) -> list[Citation]:
    """The clauses to show for what a decision is about.

    Args:
        sheet: the worksheet, which says what speaks of a matter and what can bind a role.
        matters: ids of the matters ticked.
        role, country: the learner's own, if given; without them nothing is left out.

    Returns:
        Each clause once, in the order of the file. Law and guidance for everyone is kept whatever
        the role. Managers and supervisors, who answer for people of every trade, see every trade's.
    """
    families = [*sheet.everyone, *sheet.roles.get(role, [])] if role in sheet.roles else None
    found: dict[str, Citation] = {}
    for matter in sheet.matters:
        if matter.id not in matters:
            continue
        for citation in matter.clauses:
            where = clauses()[citation.key]["country"]
            if country and where not in _PLACES.get(country, ()):
                continue
            if families is not None and not any(in_family(citation.key, f) for f in families):
                continue
            found[citation.key] = citation
    return list(found.values())


def options_shown(sheet: Decision, values: Values) -> int:
    """How many options have boxes: two, or as many as were asked for or filled."""
    asked = str(values.get("options-shown") or "")
    # isdecimal alone lets other scripts' digits through; int reads them all the same.
    count = int(asked) if asked.isdecimal() and len(asked) < 3 else 2
    filled = [
        n
        for n in range(1, sheet.options.most + 1)
        if any(text_of(values, f"option-{n}-{part}") for part in ("what", "best", "worst"))
    ]
    return min(max(2, count, *filled, 2), sheet.options.most)


def note(sheet: Decision, values: Values, made: date) -> Document:
    """Make the consultation note. What is not answered is marked as open, never filled in.

    Args:
        sheet: the worksheet.
        values: what the learner wrote, ticked and chosen, by field.
        made: the day.
    """
    blocks: list[Block] = [Paragraph(sheet.note_about), Paragraph(sheet.law)]
    chosen = str(values.get("danger") or "")
    blocks.append(Heading(sheet.facts.title))
    said = sheet.danger.options.get(chosen)
    blocks.append(Paragraph(f"{sheet.danger.label} {said}.") if said else Note(sheet.danger.label))
    blocks += _boxes(sheet.facts.fields, values)
    blocks += [Heading(sheet.need.title), *_boxes(sheet.need.fields, values)]
    blocks += _binds(sheet, values)
    blocks += _axes(sheet, values)
    blocks += _options(sheet, values)
    for section in (sheet.consult, sheet.decide, sheet.after):
        blocks += [Heading(section.title), *_boxes(section.fields, values)]
    cited = [*sheet.axes.cites, *_ticked(sheet, values)]
    blocks += [Heading(words("takeaway.sources")), Paragraph(sheet.axes.source)]
    blocks.append(Sources(tuple(cited)))
    day = words("takeaway.made", day=made.isoformat())
    return Document(sheet.note_title, made, subtitle=day, blocks=tuple(blocks))


def _boxes(fields: list[Field], values: Values) -> list[Block]:
    found: list[Block] = []
    for field in fields:
        text = text_of(values, field.id)
        if text:
            found += [Heading(field.label, 2), Paragraph(text)]
        else:
            found.append(Note(field.label))
    return found


def _ticked(sheet: Decision, values: Values) -> list[Citation]:
    """The clauses ticked, among those of the matters ticked: others are no longer on the sheet."""
    matters = many_of(values, "matters")
    known = {c.key: c for m in sheet.matters if m.id in matters for c in m.clauses}
    return [known[key] for key in many_of(values, "clauses") if key in known]


def _binds(sheet: Decision, values: Values) -> list[Block]:
    blocks: list[Block] = [Heading(sheet.binds.title)]
    matters = [m.label for m in sheet.matters if m.id in many_of(values, "matters")]
    if matters:
        blocks += [Heading(sheet.binds.matters_label, 2), Bullets(tuple(matters))]
    else:
        blocks.append(Note(sheet.binds.matters_label))
    lines = [clause_line(each) for each in _ticked(sheet, values)]
    if lines:
        blocks += [Heading(words("takeaway.decision.clauses"), 2), Bullets(tuple(lines))]
    else:
        blocks.append(Note(words("takeaway.decision.no_clause")))
    return blocks + _boxes(sheet.binds.fields, values)


def gist(citation: Citation) -> str:
    """What a clause comes down to, and whom it binds."""
    row = clauses()[citation.key]
    binds = words("feedback.binds", binds=row["binds"].rstrip("."))
    return f"{row['paraphrase'].rstrip('.')}. {binds}."


def clause_line(citation: Citation) -> str:
    """A clause in one line: what it is, what it comes down to, and whom it binds."""
    return f"{citing.label(citation)}: {gist(citation)}"


def rated(sheet: Decision, values: Values) -> list[tuple[str, str, str]]:
    """(axis, moment, level) of every line that was rated."""
    found = []
    for axis in sheet.axes.axes:
        for moment in MOMENTS:
            level = str(values.get(f"axis-{axis.id}-{moment}") or "")
            if level in LEVELS:
                found.append((axis.id, moment, level))
    return found


def _axes(sheet: Decision, values: Values) -> list[Block]:
    given = {(axis, moment): level for axis, moment, level in rated(sheet, values)}
    blocks: list[Block] = [Heading(sheet.axes.title)]
    if not given:
        return [*blocks, Note(sheet.axes.title)]
    rows = []
    for axis in sheet.axes.axes:
        for moment in MOMENTS:
            level = given.get((axis.id, moment))
            question = axis.current if moment == "current" else axis.considered
            said = axis.levels[level] if level else words("takeaway.open")
            rows.append((axis.title, question, said))
    header = tuple(words(f"takeaway.decision.{name}") for name in ("axis", "moment", "level"))
    blocks.append(Table(words("takeaway.decision.axes_caption"), header, tuple(rows)))
    return [*blocks, Paragraph(reading(sheet, values)), Paragraph(sheet.axes.note)]


def reading(sheet: Decision, values: Values) -> str:
    """How many of the rated lines stand at the end that asks for most care."""
    given = rated(sheet, values)
    high = sum(level == "high" for _, _, level in given)
    return words("takeaway.decision.reading", high=high, rated=len(given))


def _options(sheet: Decision, values: Values) -> list[Block]:
    blocks: list[Block] = [Heading(sheet.options.title)]
    rows = []
    for number in range(1, sheet.options.most + 1):
        found = [text_of(values, f"option-{number}-{p}") for p in ("what", "best", "worst")]
        if any(found):
            rows.append(tuple(each or words("takeaway.open") for each in found))
    if not rows:
        return [*blocks, Note(sheet.options.title)]
    header = tuple(words(f"takeaway.decision.{name}") for name in ("what", "best", "worst"))
    blocks.append(Table(words("takeaway.decision.options_caption"), header, tuple(rows)))
    if len(rows) < 2:
        blocks.append(Note(words("takeaway.decision.one_option")))
    return blocks
