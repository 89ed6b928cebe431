"""What the parts of content can say of themselves, however they were read.

A file that is read and checked becomes pydantic's models (`base`, `options`, `kinds`, `scenes`,
`cases`). A file that was checked before becomes `Record`s of the same fields, for which pydantic
need not be loaded. Both have the methods that stand here.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from friend_request.content.contexts import contexts_of

if TYPE_CHECKING:
    from friend_request.content.scenes import Choice, Ending, Scene
    from friend_request.content.vocabulary import Country, Role

# The key of a kept object that says which part of the content it was: no key of a file looks so.
IS = "$part"
# Where a record notes its version: it never changes, and each answer asks for it twice.
_VERSION = "_version"


class Record:
    """A part of the content as it was checked before: all its fields, and nothing changes."""

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} can't be changed: {name!r} stays as it is.")

    __delattr__ = __setattr__  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        if type(self).__name__ != type(other).__name__:
            return NotImplemented
        return fields(self) == fields(other)

    def __hash__(self) -> int:
        return hash(tuple(fields(self).values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in fields(self).items())})"


def fields(part: Any) -> dict[str, Any]:
    """A part's fields and what they hold, as they are."""
    if isinstance(part, Record):
        return {name: found for name, found in vars(part).items() if name != _VERSION}
    return {name: getattr(part, name) for name in type(part).model_fields}


def changed(part: Any, **updates: Any) -> Any:
    """The same part with some fields replaced.

    Args:
        part: any part of the content; it stays as it is.
        **updates: the fields to replace, by name. They are not checked.

    Returns:
        A part of the same kind.
    """
    if isinstance(part, Record):
        return record(type(part).__name__, **{**fields(part), **updates})
    return part.model_copy(update=updates)


def record(name: str, **values: Any) -> Any:
    """A part of the content from fields that are known to be right.

    Args:
        name: which part it is, such as `"Citation"`.
        **values: all of its fields.

    Returns:
        A `Record` with that part's methods.
    """
    kind = _record_type(name)
    made = kind.__new__(kind)
    vars(made).update(values)
    return made


@cache
def _record_type(name: str) -> type[Record]:
    methods = METHODS.get(name)
    return type(name, (Record, methods) if methods else (Record,), {})


def to_plain(value: Any, named: bool = True) -> Any:
    """A part of the content as what JSON can hold.

    Args:
        value: a part, or anything that a field holds.
        named: whether to note which part each object was, for `from_plain`.

    Returns:
        Dictionaries, lists, texts, numbers and None; a day is its ISO date.
    """
    if isinstance(value, list):
        return [to_plain(one, named) for one in value]
    if isinstance(value, dict):
        return {key: to_plain(one, named) for key, one in value.items()}
    if isinstance(value, date):
        return {IS: "date", "day": value.isoformat()} if named else value.isoformat()
    if isinstance(value, Record) or hasattr(type(value), "model_fields"):
        plain = {key: to_plain(one, named) for key, one in fields(value).items()}
        return {IS: type(value).__name__, **plain} if named else plain
    return value


def from_plain(found: dict[str, Any]) -> Any:
    """What one JSON object was: a part of the content, a day, or just an object."""
    name = found.pop(IS, None)
    if name is None:
        return found
    return date.fromisoformat(found["day"]) if name == "date" else record(name, **found)


def version_of(part: Any) -> str:
    """Twelve hex digits that change when any word of something read from a file changes."""
    if noted := vars(part).get(_VERSION):
        return noted
    # A panel's figures are no words of the question: rating it doesn't make it another one.
    plain = {name: one for name, one in to_plain(part, named=False).items() if name != "panel"}
    raw = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    made = hashlib.sha256(raw.encode()).hexdigest()[:12]
    if isinstance(part, Record):
        vars(part)[_VERSION] = made
    return made


def _once(citations: list[Any]) -> list[Any]:
    """In order, each source once."""
    return list({c.key: c for c in reversed(citations)}.values())[::-1]


# -- the methods


class CitationMethods:
    """Of a pointer to a source."""

    if TYPE_CHECKING:
        ref: str | None
        clause: str | None

    @property
    def key(self) -> str:
        """The id cited, whichever table it is in."""
        return self.ref or self.clause or ""


class ViolatesMethods:
    """Of the rule that an option breaks."""

    if TYPE_CHECKING:
        ref: str | None
        clause: str | None

    @property
    def citation(self) -> Any:
        """The same rule as a citation."""
        return record("Citation", ref=self.ref, clause=self.clause, note=None)


class OptionMethods:
    """Of a course of action with its grade."""

    if TYPE_CHECKING:
        cites: list[Any]
        violates: Any
        where: list[Any]

    def citations(self) -> list[Any]:
        """Every citation of the option and its `where` entries, rules that it breaks included.

        Returns:
            In the order of the file; one that stands there twice comes twice.
        """
        found = [*self.cites, *([self.violates.citation] if self.violates else [])]
        for where in self.where:
            found += [*where.cites, *([where.violates.citation] if where.violates else [])]
        return found


class QuestionMethods:
    """Of every kind of question."""

    if TYPE_CHECKING:
        cites: list[Any]

    @property
    def graded(self) -> bool:
        """Whether the question has a key."""
        return getattr(self, "key_basis", None) is not None

    @property
    def content_version(self) -> str:
        """Twelve hex digits that change when any word of the question changes."""
        panel = getattr(self, "panel", None)
        return panel.version if panel else version_of(self)

    def citations(self) -> list[Any]:
        """Every citation in the question and its options.

        Returns:
            Each once, in the order in which it stands in the file; an empty list if there are none.
        """
        found = [*self.cites]
        for option in getattr(self, "options", []):
            found += option.citations() if hasattr(option, "citations") else []
        return _once(found)


class ActionsMethods(QuestionMethods):
    """Of a question whose options are graded."""

    if TYPE_CHECKING:
        options: list[Any]

    def contexts(self) -> list[tuple[Role | None, Country | None]]:
        """Every context in which the key may differ from elsewhere.

        Returns:
            Pairs (role, country), in each of which one may be None; an empty list if the key is the
            same everywhere.
        """
        return contexts_of(self.options)


class OrderMethods(QuestionMethods):
    """Of steps to put in order."""

    if TYPE_CHECKING:
        options: list[Any]

    def positions(self) -> dict[str, int]:
        """Where each step belongs.

        Returns:
            Option id to rank (1 is first); interchangeable steps share a rank.
        """
        return {o.id: o.position or n for n, o in enumerate(self.options, 1)}


class PanelMethods:
    """Of a panel's rating of one question."""

    if TYPE_CHECKING:
        agreement: float

    @property
    def split(self) -> bool:
        """Whether the panel agreed too little for anything to be graded best."""
        return self.agreement < ENOUGH


class SceneMethods:
    """Of a scene in a branching case."""

    if TYPE_CHECKING:
        cites: list[Any]
        choices: list[Choice]
        ending: Ending | None

    @property
    def content_version(self) -> str:
        """Twelve hex digits that change when any word of the scene changes."""
        return version_of(self)

    def choice(self, choice_id: str) -> Choice | None:
        """Find a choice.

        Args:
            choice_id: its id within the scene.

        Returns:
            The choice; None if the scene has none of that id.
        """
        return next((c for c in self.choices if c.id == choice_id), None)

    def citations(self) -> list[Any]:
        """Every citation in the scene, its ending and its choices.

        Returns:
            Each once, in the order in which it stands in the file; an empty list if there are none.
        """
        found = [*self.cites, *(self.ending.cites if self.ending else [])]
        for choice in self.choices:
            found += choice.citations()
        return _once(found)

    def contexts(self) -> list[tuple[Role | None, Country | None]]:
        """Every context in which some choice may be judged differently.

        Returns:
            Pairs (role, country), in each of which one may be None; an empty list if the key is the
            same everywhere.
        """
        return contexts_of(self.choices)


class CaseMethods:
    """Of a vignette."""

    if TYPE_CHECKING:
        id: str
        cites: list[Any]
        scenes: list[Scene]

    def scene(self, scene_id: str) -> Scene | None:
        """Find a scene.

        Args:
            scene_id: its id within the case, such as `"tonight"`.

        Returns:
            The scene; None if the case has none of that id.
        """
        return next((scene for scene in self.scenes if scene.id == scene_id), None)

    def scene_key(self, scene_id: str) -> str:
        """The id under which answers in a scene are kept.

        Args:
            scene_id: its id within the case, such as `"tonight"`.

        Returns:
            Such as `nine-months-on.tonight`. Whether there is such a scene is not looked at.
        """
        return f"{self.id}.{scene_id}"

    def citations(self) -> list[Any]:
        """Every citation of the case's story and scenes; those of its questions are theirs.

        Returns:
            Each once, in the order of the file; an empty list if there are none.
        """
        return _once([*self.cites, *(c for scene in self.scenes for c in scene.citations())])


class LessonMethods:
    """Of a lesson's description."""

    if TYPE_CHECKING:
        number: str
        slug: str

    @property
    def stem(self) -> str:
        """The notebook's file name without its ending, such as `01_nine_months_on`."""
        return f"{self.number}_{self.slug.replace('-', '_')}"


# Below this share of raters who agree with the key, nothing is graded best.
ENOUGH = 60

METHODS: dict[str, type] = {
    "Citation": CitationMethods,
    "Violates": ViolatesMethods,
    "GradedOption": OptionMethods,
    "Choice": OptionMethods,
    "BestAction": ActionsMethods,
    "RateActions": ActionsMethods,
    "SelectAll": ActionsMethods,
    "PutInOrder": OrderMethods,
    "Match": QuestionMethods,
    "Numeric": QuestionMethods,
    "Poll": QuestionMethods,
    "Reflect": QuestionMethods,
    "WriteReply": QuestionMethods,
    "PanelResult": PanelMethods,
    "Scene": SceneMethods,
    "Case": CaseMethods,
    "Lesson": LessonMethods,
}
