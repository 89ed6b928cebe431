"""A look from outside: looks that are kept, compared, and the dated plan. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from friend_request.documents import (
    Block,
    Bullets,
    Document,
    Heading,
    Note,
    Numbered,
    Paragraph,
    Sources,
    Table,
)
from friend_request.takeaways.decision import many_of, text_of
from friend_request.takeaways.models import Outside
from friend_request.words import words

Values = Mapping[str, Any]
THINGS = (1, 2, 3)
# Earlier looks that are kept. The last is the one to compare with.
MOST_LOOKS = 6
_LOOK = re.compile(r"(\d{4}-\d\d-\d\d)((?: [a-z0-9-]+=[a-z0-9-]+)*)")


@dataclass(frozen=True)
class Look:
    """What a look found: the day, and the state of each line that was looked at."""

    day: str
    states: dict[str, str]

    def line(self) -> str:
        """The look as one line of text, which is how it is kept."""
        return " ".join([self.day, *(f"{k}={v}" for k, v in sorted(self.states.items()))])

    @classmethod
    def read(cls, line: str) -> Look | None:
        """The look that a line holds, or None."""
        found = _LOOK.fullmatch(line)
        if found is None:
            return None
        pairs = (each.split("=") for each in found[2].split())
        return cls(found[1], dict(pairs))


def states(sheet: Outside, values: Values) -> dict[str, str]:
    """The state of each line that has one."""
    given = {each.id: str(values.get(f"state-{each.id}") or "") for each in sheet.exposures}
    return {key: state for key, state in given.items() if state in sheet.states}


def looks(values: Values) -> list[Look]:
    """Earlier looks, the first first."""
    return [look for line in many_of(values, "looks") if (look := Look.read(line))]


def begin_again(sheet: Outside, values: Values, day: date) -> dict[str, Any]:
    """The sheet for the next look: what was found is put away under its day, the plan stays."""
    found = states(sheet, values)
    lines = [look.line() for look in looks(values)]
    if found:
        lines.append(Look(day.isoformat(), found).line())
    cleared = {f"{part}-{each.id}" for each in sheet.exposures for part in ("state", "note")}
    kept = {name: value for name, value in values.items() if name not in cleared}
    return {**kept, "looks": lines[-MOST_LOOKS:]}


def compared(sheet: Outside, values: Values) -> tuple[str, list[tuple[str, str, str]]]:
    """The last look beside this one.

    Returns:
        The day of the last look, and (line, then, now) for each line that has a state in either.
        An empty day and no rows if there is nothing to compare.
    """
    earlier = looks(values)
    now = states(sheet, values)
    if not earlier or not now:
        return "", []
    then = earlier[-1].states

    def shown(state: str | None) -> str:
        return sheet.states.get(state or "", words("takeaway.outside.not_looked"))

    rows = [
        (each.title, shown(then.get(each.id)), shown(now.get(each.id)))
        for each in sheet.exposures
        if each.id in then or each.id in now
    ]
    return earlier[-1].day, rows


def things(sheet: Outside, values: Values) -> list[tuple[str, str, str, bool]]:
    """(line, what, by when, done) of each of the three things that has anything."""
    titles = {each.id: each.title for each in sheet.exposures}
    found = []
    for number in THINGS:
        which = titles.get(text_of(values, f"which-{number}"), "")
        what, when = (text_of(values, f"{part}-{number}") for part in ("what", "when"))
        if which or what or when:
            done = "yes" in many_of(values, f"done-{number}")
            found.append((which, what, when, done))
    return found


def plan(sheet: Outside, values: Values, made: date) -> Document:
    """Make the dated plan. What is not filled in is marked as open.

    Args:
        sheet: the checklist.
        values: what the learner wrote, ticked and chosen, by field.
        made: the day.
    """
    blocks: list[Block] = [Paragraph(sheet.privacy), Heading(sheet.plan.title)]
    first = things(sheet, values)
    named = ("which", "what", "when", "state")
    header = tuple(words(f"takeaway.outside.{name}") for name in named)
    rows = [
        (
            *(each or words("takeaway.open") for each in (which, what, when)),
            words("takeaway.outside.done" if done else "takeaway.outside.to_do"),
        )
        for which, what, when, done in first
    ]
    if rows:
        blocks.append(Table(words("takeaway.outside.plan_caption"), header, tuple(rows)))
    if len(rows) < len(THINGS):
        blocks.append(Note(words("takeaway.outside.fewer", count=len(rows))))
    again = text_of(values, "again")
    blocks += [Heading(sheet.plan.again), Paragraph(again) if again else Note(sheet.plan.again)]
    blocks += _found(sheet, values)
    day, changes = compared(sheet, values)
    if changes:
        header = tuple(words(f"takeaway.outside.{name}") for name in ("line", "then", "now"))
        caption = words("takeaway.outside.since", day=day)
        blocks += [
            Heading(words("takeaway.outside.compared")),
            Table(caption, header, tuple(changes)),
        ]
    seen = states(sheet, values)
    limits = [f"{e.title}: {e.cant}" for e in sheet.exposures if seen.get(e.id) in _FOUND]
    if limits:
        blocks += [Heading(sheet.cant), Bullets(tuple(limits))]
    blocks += [Heading(sheet.before), Numbered(tuple(sheet.steps)), Paragraph(sheet.care)]
    cites = [c for e in sheet.exposures if e.id in seen for c in e.cites]
    if cites:
        blocks += [Heading(words("takeaway.sources")), Sources(tuple(cites))]
    subtitle = words("takeaway.made", day=made.isoformat())
    return Document(sheet.document_title, made, subtitle=subtitle, blocks=tuple(blocks))


_FOUND = ("live", "change")


def _found(sheet: Outside, values: Values) -> list[Block]:
    seen = states(sheet, values)
    title = words("takeaway.outside.found")
    blocks: list[Block] = [Heading(title)]
    rows = []
    for each in sheet.exposures:
        note = text_of(values, f"note-{each.id}")
        if each.id in seen or note:
            state = sheet.states.get(seen.get(each.id, ""), words("takeaway.open"))
            rows.append((each.title, state, note))
    if rows:
        header = (words("takeaway.outside.line"), sheet.states_label, sheet.note)
        blocks.append(Table(words("takeaway.outside.found_caption"), header, tuple(rows)))
    left = len(sheet.exposures) - len(seen)
    if left:
        blocks.append(Note(words("takeaway.outside.left", count=left)))
    return blocks
