"""Cases, questions, lessons and citations: what they are, and how they are loaded.

Everything a learner reads is a YAML file that a clinician can edit. A file is either whole or not
loaded: `ContentError` lists every mistake in it, each with the file, the line, the question and how
to mend it. Nothing here knows about widgets.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from friend_request.content_errors import (
    ContentError,
    Problem,
    explain,
    line_of,
    place,
    read_yaml,
    show,
    without_kind,
)
from friend_request.paths import DATA

Verdict = Literal["best", "defensible", "risky", "violation"]
KeyBasis = Literal["rule", "evidence", "panel", "authors"]
Role = Literal[
    "social_worker",
    "psychologist",
    "counsellor",
    "psychiatrist",
    "nurse",
    "youth_worker",
    "residential_worker",
    "mentor",
    "peer_worker",
    "foster_carer",
    "school_staff",
    "student",
    "supervisor",
    "manager",
]
ROLES: tuple[Role, ...] = get_args(Role)
Country = Literal["US", "GB", "IE", "CA", "AU", "NZ"]
COUNTRIES: tuple[Country, ...] = get_args(Country)

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
QuestionId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$")
]
# An age is text ("24, seen at 16"), yet an author rightly writes a bare 17.
Age = Annotated[Text, BeforeValidator(lambda v: str(v) if type(v) is int else v)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Citation(_Model):
    """A pointer to `references.json` (`ref`) or to a row of `ethics_codes.csv` (`clause`)."""

    ref: Text | None = None
    clause: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Citation:
        if (self.ref is None) == (self.clause is None):
            raise ValueError(
                "a citation names one source. Write either ref: <id in references.json> or "
                "clause: <clause_id in ethics_codes.csv>."
            )
        return self

    @property
    def key(self) -> str:
        """The id cited, whichever table it is in."""
        return self.ref or self.clause or ""


class Violates(_Model):
    """The rule that an option breaks, and whom that rule binds."""

    clause: Text | None = None
    ref: Text | None = None
    binds: Text

    @model_validator(mode="after")
    def _one_target(self) -> Violates:
        if (self.ref is None) == (self.clause is None):
            raise ValueError(
                "a violation names one rule. Write clause: <clause_id in ethics_codes.csv>, or "
                "ref: <id in references.json> for a rule that is not in that table."
            )
        return self

    @property
    def citation(self) -> Citation:
        """The same rule as a citation."""
        return Citation(ref=self.ref, clause=self.clause)


class Where(_Model):
    """What an option's verdict is for one role, or in one country, or for both together."""

    role: Role | None = None
    country: Country | None = None
    verdict: Verdict
    because: Text
    cites: list[Citation] = []
    violates: Violates | None = None

    @model_validator(mode="after")
    def _check(self) -> Where:
        if self.role is None and self.country is None:
            raise ValueError("an entry under where needs a role, a country, or both.")
        _violation_names_rule(self.verdict, self.violates)
        return self


def _violation_names_rule(verdict: str | None, violates: Violates | None) -> None:
    if verdict == "violation" and violates is None:
        raise ValueError(
            "verdict: violation must name the rule. Add violates: {clause: <clause_id>, "
            "binds: <whom it binds>}, or grade the option risky."
        )
    if verdict != "violation" and violates is not None:
        raise ValueError(
            "violates belongs to verdict: violation only. Change the verdict, or move the clause "
            "to cites."
        )


class GradedOption(_Model):
    """One course of action, with its grade and the reason for it."""

    id: Slug
    text: Text
    verdict: Verdict
    because: Text
    cites: list[Citation] = []
    violates: Violates | None = None
    where: list[Where] = []

    @model_validator(mode="after")
    def _check(self) -> GradedOption:
        _violation_names_rule(self.verdict, self.violates)
        contexts = [(w.role, w.country) for w in self.where]
        for context in contexts:
            if contexts.count(context) > 1:
                raise ValueError(
                    f"option {self.id!r} has two entries under where for the same role and "
                    "country. Keep one."
                )
        return self


class PollOption(_Model):
    """One answer of a poll. Polls have no key, so nothing here is graded."""

    id: Slug
    text: Text


class OrderOption(_Model):
    """One step; the file's order is the key. Steps with the same `position` are interchangeable."""

    id: Slug
    text: Text
    because: Text
    position: int | None = None


class MatchOption(_Model):
    """One item, and the id of the target that it belongs to."""

    id: Slug
    text: Text
    match: Slug
    because: Text


class Target(_Model):
    """Something that items are matched to."""

    id: Slug
    text: Text


class Near(_Model):
    """A common mistake in a numeric answer and what to say about it."""

    value: float
    tolerance: Annotated[float, Field(ge=0)] = 0
    because: Text


class Answer(_Model):
    """The value of a numeric question; anything within the tolerance is right."""

    value: float
    tolerance: Annotated[float, Field(ge=0)] = 0
    unit: Text | None = None


class Model(_Model):
    """A model reply: what one might send, and what it does well and what it costs."""

    id: Slug
    title: Text
    text: Text
    why: Text


class _Question(_Model):
    id: QuestionId
    stem: Text
    objective: Text
    cites: list[Citation] = []
    intro: Text | None = None
    hints: list[Text] = []
    shuffle: bool = False
    confidence: bool = False

    @property
    def graded(self) -> bool:
        """Whether the question has a key."""
        return getattr(self, "key_basis", None) is not None

    @property
    def content_version(self) -> str:
        """Twelve hex digits that change when any word of the question changes."""
        raw = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(raw.encode()).hexdigest()[:12]

    def citations(self) -> list[Citation]:
        """Every citation in the question, in order, each once."""
        found: list[Citation] = [*self.cites]
        for option in getattr(self, "options", []):
            found += getattr(option, "cites", [])
            violates = getattr(option, "violates", None)
            found += [violates.citation] if violates else []
            for where in getattr(option, "where", []):
                found += where.cites
                found += [where.violates.citation] if where.violates else []
        return list({c.key: c for c in reversed(found)}.values())[::-1]


class _Graded(_Question):
    key_basis: KeyBasis

    @model_validator(mode="after")
    def _cited(self) -> _Graded:
        if not self.citations():
            raise ValueError(
                "a graded question needs at least one citation. Add cites: [{clause: ...}] or "
                "cites: [{ref: ...}]."
            )
        return self


def _unique_ids(things: Iterable[Any], what: str) -> None:
    ids = [thing.id for thing in things]
    for each in ids:
        if ids.count(each) > 1:
            raise ValueError(f"{what} id {each!r} is used twice. Give one of them another id.")


GradedOptions = Annotated[list[GradedOption], Field(min_length=3, max_length=8)]


class _ChoiceOfActions(_Graded):
    options: GradedOptions

    @model_validator(mode="after")
    def _distinct(self) -> _ChoiceOfActions:
        _unique_ids(self.options, "option")
        return self

    def contexts(self) -> list[tuple[Role | None, Country | None]]:
        """The (role, country) pairs for which some option has a verdict of its own."""
        return list(dict.fromkeys((w.role, w.country) for o in self.options for w in o.where))


def effective(
    option: GradedOption, role: str | None = None, country: str | None = None
) -> GradedOption | Where:
    """Return what holds for this option in this context.

    Args:
        option: the option.
        role: one of `ROLES`, or None.
        country: one of `COUNTRIES`, or None.

    Returns:
        The most specific matching entry of `option.where`, else the option itself. An entry that
        names role and country beats one that names only a role, which beats one that names only a
        country.
    """
    matching = [w for w in option.where if w.role in (None, role) and w.country in (None, country)]
    if not matching:
        return option
    return max(matching, key=lambda w: (w.role is not None) * 2 + (w.country is not None))


class BestAction(_ChoiceOfActions):
    """One choice among graded options."""

    kind: Literal["best_action"]

    @model_validator(mode="after")
    def _one_best(self) -> BestAction:
        for role, country in [(None, None), *self.contexts()]:
            verdicts = [effective(option, role, country).verdict for option in self.options]
            best = verdicts.count("best")
            if best != 1:
                place = " and ".join(x for x in (role, country) if x)
                place = f" for {place}" if place else ""
                mend = (
                    "Grade one option best."
                    if best == 0
                    else "Keep one best and grade the others defensible, or say in because why "
                    "they are less good."
                )
                raise ValueError(f"{best} options are graded best{place}; one must be. {mend}")
        return self


class RateActions(_ChoiceOfActions):
    """Each action is rated on four levels; closeness to the key is scored."""

    kind: Literal["rate_actions"]


class SelectAll(_ChoiceOfActions):
    """Tick what applies: `best` belongs, `defensible` may, `risky` and `violation` do not."""

    kind: Literal["select_all"]

    @model_validator(mode="after")
    def _something_to_tick(self) -> SelectAll:
        verdicts = {option.verdict for option in self.options}
        if "best" not in verdicts or not verdicts & {"risky", "violation"}:
            raise ValueError(
                "select_all needs at least one option to tick (best) and one to leave (risky or "
                "violation)."
            )
        return self


class PutInOrder(_Graded):
    """Steps to put in order. The file's order is the key."""

    kind: Literal["put_in_order"]
    options: Annotated[list[OrderOption], Field(min_length=3, max_length=8)]

    @model_validator(mode="after")
    def _check(self) -> PutInOrder:
        _unique_ids(self.options, "option")
        given = [option.position for option in self.options]
        if any(p is not None for p in given):
            if None in given:
                raise ValueError("give every option a position, or none of them.")
            if given != sorted(given):  # type: ignore[type-var]
                raise ValueError("list the options in the order of their positions.")
        return self

    def positions(self) -> dict[str, int]:
        """Option id to rank (1 is first); interchangeable steps share a rank."""
        return {o.id: o.position or n for n, o in enumerate(self.options, 1)}


class Match(_Graded):
    """Items to match to targets; several items may share a target."""

    kind: Literal["match"]
    targets: Annotated[list[Target], Field(min_length=2, max_length=8)]
    options: Annotated[list[MatchOption], Field(min_length=2, max_length=8)]

    @model_validator(mode="after")
    def _check(self) -> Match:
        _unique_ids(self.options, "option")
        _unique_ids(self.targets, "target")
        known = {target.id for target in self.targets}
        for option in self.options:
            if option.match not in known:
                raise ValueError(
                    f"option {option.id!r} is matched to {option.match!r}, which is no target. "
                    f"Targets are: {', '.join(sorted(known))}."
                )
        return self


class Numeric(_Graded):
    """A number, with a tolerance and a unit."""

    kind: Literal["numeric"]
    answer: Answer
    because: Text
    near: list[Near] = []


class Poll(_Question):
    """One choice without a key."""

    kind: Literal["poll"]
    options: Annotated[list[PollOption], Field(min_length=2, max_length=8)]
    after: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> Poll:
        _unique_ids(self.options, "option")
        return self


class Reflect(_Question):
    """Free text, kept, with a model answer to compare."""

    kind: Literal["reflect"]
    model_answer: Text
    prompts: list[Text] = []


class WriteReply(_Question):
    """A reply to write, to compare with the rubric and model replies, and to write again."""

    kind: Literal["write_reply"]
    to: Text
    channel: Text
    models: Annotated[list[Model], Field(min_length=2, max_length=4)]
    rubric: list[Literal["warm", "clear", "not_about_you", "open", "safe"]] = [
        "warm",
        "clear",
        "not_about_you",
        "open",
        "safe",
    ]

    @model_validator(mode="after")
    def _check(self) -> WriteReply:
        _unique_ids(self.models, "model reply")
        return self


Question = Annotated[
    BestAction
    | RateActions
    | SelectAll
    | PutInOrder
    | Match
    | Numeric
    | Poll
    | Reflect
    | WriteReply,
    Field(discriminator="kind"),
]


class Client(_Model):
    """The person in the case."""

    age: Age
    relationship: Literal["current", "former", "family", "none"]


def _questions_belong(prefix: str, questions: Iterable[_Question]) -> None:
    questions = list(questions)
    _unique_ids(questions, "question")
    for question in questions:
        if question.id.split(".")[0] != prefix:
            raise ValueError(
                f"question id {question.id!r} must begin with {prefix!r} and a dot, so that it "
                f"can be found. Rename it to {prefix}.{question.id.split('.')[-1]}."
            )


class Case(_Model):
    """A vignette with its questions. The file's name is its id."""

    id: Slug
    title: Text
    minutes: Annotated[int, Field(ge=1, le=60)]
    setting: Text
    role: Text
    client: Client
    platform: Text
    objectives: Annotated[list[Text], Field(min_length=1)]
    content_note: Text | None = None
    story: Text
    cites: list[Citation] = []
    review_by: date
    questions: Annotated[list[Question], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Case:
        _questions_belong(self.id, self.questions)
        for question in self.questions:
            if question.objective not in self.objectives:
                raise ValueError(
                    f"question {question.id!r} has objective {question.objective!r}, which is not "
                    f"among the case's objectives ({', '.join(self.objectives)}). Add it there, or "
                    "correct it."
                )
        return self


class Quiz(_Model):
    """Questions that belong to a lesson rather than to a case. The file's name is the lesson."""

    lesson: Annotated[str, StringConstraints(pattern=r"^\d\d$")]
    review_by: date
    questions: Annotated[list[Question], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Quiz:
        _questions_belong(self.lesson, self.questions)
        return self


class Objective(_Model):
    """What a learner can do after the lesson, in a verb one can observe."""

    id: Annotated[str, StringConstraints(pattern=r"^\d\d\.o\d+$")]
    text: Text


class Lesson(_Model):
    """A lesson: its minutes, objectives, cases and questions in the order of the notebook."""

    number: Annotated[str, StringConstraints(pattern=r"^\d\d$")]
    slug: Slug
    title: Text
    minutes: Annotated[int, Field(ge=1, le=90)]
    objectives: list[Objective]
    path: list[Slug] = []
    content_note: Text | None = None
    cases: list[Slug] = []
    quizzes: list[Text] = []
    questions: list[QuestionId] = []
    exercise_questions: list[QuestionId] = []
    facilitation: dict[str, Any] = {}
    cites: list[Citation] = []
    review_by: date

    @property
    def stem(self) -> str:
        """The notebook's file name without its ending, such as `01_nine_months_on`."""
        return f"{self.number}_{self.slug.replace('-', '_')}"


# --- Reading files ---------------------------------------------------------------------------


def _known_keys(loc: tuple[Any, ...], raw: Any, model: type[BaseModel]) -> list[str]:
    """The keys allowed beside the unknown one at `loc`."""
    names = [part for part in loc[:-1] if isinstance(part, str)]
    where = names[-1] if names else ""
    here = raw
    for part in loc[:-1]:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            break
    options: dict[str, type[BaseModel]] = {
        "best_action": BestAction,
        "rate_actions": RateActions,
        "select_all": SelectAll,
        "put_in_order": PutInOrder,
        "match": Match,
        "numeric": Numeric,
        "poll": Poll,
        "reflect": Reflect,
        "write_reply": WriteReply,
    }
    fixed: dict[str, type[BaseModel]] = {
        "cites": Citation,
        "violates": Violates,
        "where": Where,
        "client": Client,
        "models": Model,
        "targets": Target,
        "answer": Answer,
        "near": Near,
        "objectives": Objective,
    }
    found: type[BaseModel] | None = fixed.get(where)
    if where == "questions" and isinstance(here, dict):
        found = options.get(str(here.get("kind")))
    if where == "options":
        question = raw
        for part in loc[: loc.index("options")]:
            question = question[part]
        kind = str(question.get("kind")) if isinstance(question, dict) else ""
        found = {"poll": PollOption, "put_in_order": OrderOption, "match": MatchOption}.get(
            kind, GradedOption
        )
    return sorted((found or model).model_fields)


def _parse(path: Path, model: type[Any]) -> Any:
    raw = read_yaml(path)
    shown = show(path)
    if not isinstance(raw, dict):
        raise ContentError([Problem(shown, 1, "", "the file is empty, or is not a list of keys.")])
    try:
        made = model.model_validate(raw)
    except ValidationError as errors:
        problems = []
        for error in errors.errors():
            # pydantic names the kind of question inside the path; an author never wrote it there.
            loc = without_kind(error["loc"])
            problems.append(
                Problem(
                    shown,
                    line_of(path, loc),
                    place(raw, loc),
                    explain(error, loc, partial(_known_keys, loc, raw, model)),
                )
            )
        raise ContentError(problems) from None
    problems = [
        Problem(shown, line, place, message)
        for line, place, message in _unresolved(path, raw, made)
    ]
    if problems:
        raise ContentError(problems)
    return made


# --- Citations ------------------------------------------------------------------------------


@cache
def clauses() -> dict[str, dict[str, str]]:
    """`clause_id` to its row of `ethics_codes.csv`, read without pandas."""
    with (DATA / "ethics_codes.csv").open(encoding="utf-8", newline="") as stream:
        return {row["clause_id"]: row for row in csv.DictReader(stream)}


@cache
def reference_items() -> dict[str, dict[str, Any]]:
    """CSL-JSON id to its item in `references.json`."""
    items = json.loads((DATA / "references.json").read_text(encoding="utf-8"))
    return {item["id"]: item for item in items}


def _walk_citations(value: Any, loc: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    if isinstance(value, dict):
        for kind in ("ref", "clause"):
            if isinstance(value.get(kind), str):
                yield (*loc, kind), kind, value[kind]
        for key, inner in value.items():
            yield from _walk_citations(inner, (*loc, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _walk_citations(inner, (*loc, number))


def _unresolved(path: Path, raw: Any, made: Any) -> Iterator[tuple[int | None, str, str]]:
    for loc, kind, key in _walk_citations(raw, ()):
        known = clauses() if kind == "clause" else reference_items()
        if key not in known:
            table = "ethics_codes.csv" if kind == "clause" else "references.json"
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            mend = f"Did you mean {near[0]!r}?" if near else "Add it there, or correct the id."
            yield (
                line_of(path, loc),
                place(raw, loc),
                f"{kind}: {key!r} is not in data/{table}. {mend}",
            )


# --- Loading --------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def load_case(case_id: str) -> Case:
    """Load one case.

    Args:
        case_id: the case's id, which is its file's name.

    Returns:
        The case, whole and checked.

    Raises:
        ContentError: if the file is missing or anything in it is wrong.
    """
    _check_name(case_id, DATA / "cases")
    path = DATA / "cases" / f"{case_id}.yaml"
    made = _parse(path, Case)
    if made.id != case_id:
        raise ContentError(
            [
                Problem(
                    show(path),
                    line_of(path, ("id",)),
                    "",
                    f"the id is {made.id!r}, but the file is named {case_id!r}. Make them equal.",
                )
            ]
        )
    return made


@lru_cache(maxsize=64)
def load_quiz(lesson: str) -> Quiz:
    """Load the questions that belong to a lesson, such as `"01"`, rather than to a case."""
    _check_name(lesson, DATA / "quizzes")
    path = DATA / "quizzes" / f"{lesson}.yaml"
    made = _parse(path, Quiz)
    if made.lesson != lesson:
        raise ContentError(
            [Problem(show(path), None, "", f"'lesson' must be {lesson!r}, like the file's name.")]
        )
    return made


def load_question(question_id: str) -> Any:
    """Load one question by its id.

    Args:
        question_id: such as `"nine-months-on.need"`, or `"01.clauses"` for a lesson's own.

    Returns:
        One of the question models of this module.

    Raises:
        ContentError: if there is no such question, or its file has a mistake.
    """
    if not isinstance(question_id, str) or question_id.count(".") != 1:
        raise ContentError(
            [
                Problem(
                    "",
                    None,
                    "",
                    f"{question_id!r} is not a question's id. It looks like 'nine-months-on.need'.",
                )
            ]
        )
    owner = question_id.split(".")[0]
    holder = load_quiz(owner) if re.fullmatch(r"\d\d", owner) else load_case(owner)
    for question in holder.questions:
        if question.id == question_id:
            return question
    known = [question.id for question in holder.questions]
    near = difflib.get_close_matches(question_id, known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else f" It has: {', '.join(known)}."
    raise ContentError(
        [Problem(f"data/.../{owner}.yaml", None, "", f"no question {question_id!r}.{hint}")]
    )


@lru_cache(maxsize=64)
def load_lesson(number: str) -> Lesson:
    """Load one lesson's description by its number, such as `"01"`.

    Raises:
        ContentError: if there is no such lesson, or its file has a mistake.
    """
    if not isinstance(number, str) or not re.fullmatch(r"\d\d", number):
        raise ContentError(
            [Problem("data/lessons", None, "", f"{number!r} is not a lesson's number, like '01'.")]
        )
    files = sorted((DATA / "lessons").glob(f"{number}-*.yaml"))
    if len(files) != 1:
        raise ContentError(
            [
                Problem(
                    "data/lessons",
                    None,
                    "",
                    f"lesson {number!r} has {len(files)} files; it needs one, "
                    f"{number}-<slug>.yaml.",
                )
            ]
        )
    made = _parse(files[0], Lesson)
    if files[0].stem != f"{made.number}-{made.slug}":
        raise ContentError(
            [
                Problem(
                    show(files[0]),
                    None,
                    "",
                    f"number and slug make {made.number}-{made.slug}, but the file is named "
                    f"{files[0].stem}. Make them equal.",
                )
            ]
        )
    return made


def load_lessons() -> list[Lesson]:
    """Load every lesson's description, in the order in which they are taken."""
    return [load_lesson(p.stem[:2]) for p in sorted((DATA / "lessons").glob("[0-9][0-9]-*.yaml"))]


def _check_name(name: Any, folder: Path) -> None:
    """Refuse a name that could lead out of the folder."""
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ContentError(
            [
                Problem(
                    show(folder),
                    None,
                    "",
                    f"{name!r} is not an id. Ids are small letters, digits and hyphens.",
                )
            ]
        )


def parse_question(raw: dict[str, Any]) -> Any:
    """Make one question from a dictionary, without a file: for tests and previews.

    Raises:
        pydantic.ValidationError: if it is not a valid question.
    """
    return TypeAdapter(Question).validate_python(raw)
