"""A case, a question, a branching case, a list of sources: what a page to print shows of each."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from friend_request.content import VERDICTS, Case, Choice, Lesson, Scene, load_lessons
from friend_request.policies import AUDIENCES, Choices
from friend_request.policies.load import load_groups
from friend_request.questions import OptionFeedback, display_order
from friend_request.scenes import endings
from friend_request.widgets import feedback as shown
from friend_request.widgets.case import CaseForm
from friend_request.widgets.contexts import Here, differs
from friend_request.widgets.learning_paths import PathsForm
from friend_request.widgets.lists import ReferencesForm
from friend_request.widgets.nodes import Node, details, node, rich
from friend_request.words import words

# Nobody in particular reads a page on paper: the general key first, then how it differs.
_ANYBODY = Here()


def heading(level: int, text: str, **more: Any) -> Node:
    """A heading; there is none below the sixth level."""
    return node(f"h{min(level, 6)}", text, **more)


def case(one: Case, level: int) -> list[Node]:
    """A case's note, facts and story under its title."""
    form = CaseForm(one)
    inside = [heading(level, one.title), *form.note(), *form.body()]
    return [node("section", *inside, class_="story")]


def question(one: Any, level: int, number: int, *, reasons: bool = True) -> list[Node]:
    """A question in words: what is asked, what one can say, and the reasons, which open.

    Args:
        one: any kind of question.
        level: of its heading.
        number: its place on the page.
        reasons: without them it can be answered on paper, and compared later.
    """
    kind = words(f"question.kind.{one.kind}")
    head = heading(level, words("print.question", number=number, kind=kind), id=one.id)
    parts = [head, *(rich(one.intro, level + 1) if one.intro else [])]
    parts += [node("p", one.stem, class_="stem"), *_offered(one)]
    if one.hints:
        hints = (node("li", hint) for hint in one.hints)
        parts.append(details(words("print.hints"), node("ul", *hints)))
    if reasons:
        parts += _reasons(one, level + 1)
    return [node("section", *parts, class_="question")]


def _offered(one: Any) -> list[Node]:
    """What there is to choose from, or what to write, without a word on which is better."""
    # Not `shuffle`: on paper everybody reads the same letters. Steps to order are always mixed.
    mixed = one.kind == "put_in_order"
    options = display_order(one) if mixed else list(getattr(one, "options", []))
    items = [node("li", option.text) for option in options]
    if one.kind in ("best_action", "poll"):
        return [node("ol", *items, class_="letters")]
    if one.kind == "select_all":
        return [node("ul", *items, class_="boxes")]
    if one.kind == "put_in_order":
        return [node("ul", *items, class_="boxes")]
    if one.kind == "rate_actions":
        levels = " · ".join(words(f"level.{verdict}") for verdict in VERDICTS)
        return [node("p", words("print.levels", levels=levels)), node("ol", *items)]
    if one.kind == "match":
        targets = (node("li", target.text) for target in one.targets)
        return [
            node("ol", *items),
            node("p", words("print.targets")),
            node("ol", *targets, class_="letters"),
        ]
    if one.kind == "numeric":
        unit = one.answer.unit
        asked = words("number.answer_unit", unit=unit) if unit else words("number.answer")
        return [node("p", f"{asked}: ________")]
    return _to_write(one)


def _to_write(one: Any) -> list[Node]:
    if one.kind == "write_reply":
        lines = [words(f"rubric_question.{part}") for part in one.rubric]
        facts = node(
            "p",
            words("reply.to", to=one.to),
            node("br"),
            words("reply.channel", channel=one.channel),
        )
        made = [facts, node("p", words("print.look"))]
    else:
        lines = one.prompts
        made = [node("p", words("text.prompts"))] if lines else []
    if lines:
        made.append(node("ul", *(node("li", line) for line in lines)))
    # Room to write, on paper only; a screen reader has nothing to say about it.
    return [
        *made,
        node("p", words("text.privacy"), class_="small"),
        node("div", class_="room", aria_hidden="true"),
    ]


def _reasons(one: Any, level: int) -> list[Node]:
    """What the course says: verdicts with reasons, a model answer, replies to compare with."""
    if one.kind == "numeric":
        return shown.reasons(one, _ANYBODY)
    if one.kind == "poll":
        if not one.after:
            return []
        inside = rich(one.after, level)
    elif one.kind == "reflect":
        inside = [
            *rich(one.model_answer, level),
            node("p", words("text.model_note"), class_="small"),
            *shown.sources(one.citations()),
        ]
    elif one.kind == "write_reply":
        inside = [node("p", words("reply.models_note"))]
        for model in one.models:
            why = node("p", node("strong", words("reply.why") + ": "), model.why)
            title = node("p", node("strong", model.title))
            inside += [title, node("blockquote", node("p", model.text, class_="as-typed")), why]
        inside += shown.sources(one.citations())
    else:
        inside = shown.reasons(one, _ANYBODY)
    known = {"poll": "after", "reflect": "model", "write_reply": "replies"}
    return [details(words(f"print.open.{known.get(one.kind, 'reasons')}"), *inside)]


def play(one: Case, level: int) -> list[Node]:
    """A branching case: every scene a section, with links from what one can do to what follows."""
    counts = {"scenes": len(one.scenes), "endings": len(endings(one))}
    titles = {
        scene.id: words("scene.text_end", title=scene.ending.title)
        if scene.ending
        else scene.title or words("scene.heading", number=number)
        for number, scene in enumerate(one.scenes, 1)
    }
    made = case(one, level)
    made += [node("p", words("print.play")), node("p", words("scene.text_count", **counts))]
    made += [_scene(one, scene, titles, level + 1) for scene in one.scenes]
    return made


def _place(one: Case, scene_id: str) -> str:
    return f"{one.id}.{scene_id}"


def _scene(one: Case, scene: Scene, titles: dict[str, str], level: int) -> Node:
    head = heading(level, titles[scene.id], id=_place(one, scene.id))
    parts = [head, *rich(scene.text, level + 1)]
    if scene.ending:
        people = [
            node("li", node("strong", f"{each.who}: "), each.what) for each in scene.ending.people
        ]
        parts += [node("p", node("strong", words("scene.people"))), node("ul", *people)]
        parts += [node("p", node("strong", words("scene.debrief")))]
        parts += rich(scene.ending.debrief, level + 1)
        parts += shown.sources(scene.ending.cites)
        start = one.scenes[0].id
        again = node("a", words("print.again", title=titles[start]), href=f"#{_place(one, start)}")
        return node("section", *parts, node("p", again), class_="scene ending")
    parts.append(node("p", scene.stem or words("scene.choose"), class_="stem"))
    parts += [_choice(one, choice, titles, level + 1) for choice in scene.choices]
    graded = [shown.graded(_feedback(each), node("p", each.text)) for each in scene.choices]
    keyed = SimpleNamespace(kind="scene", options=scene.choices)
    basis = node("p", words(f"key_basis.{scene.key_basis}"), class_="small")
    reasons = [*graded, *differs(keyed, _ANYBODY), *shown.sources(scene.citations()), basis]
    parts.append(details(words("scene.all_choices"), *reasons))
    return node("section", *parts, class_="scene")


def _choice(one: Case, choice: Choice, titles: dict[str, str], level: int) -> Node:
    lead = words("print.leads", title=titles[choice.to])
    link = node("a", lead, href=f"#{_place(one, choice.to)}")
    return details(choice.text, *rich(choice.told, level), node("p", link))


def _feedback(choice: Choice) -> OptionFeedback:
    return OptionFeedback(
        choice.id, choice.text, choice.verdict, choice.because, False, violates=choice.violates
    )


def references(lesson: Lesson) -> list[Node]:
    """The lesson's sources, each with its address, which is printed."""
    drawn = ReferencesForm(lesson).draw()[0]
    return [node("div", *drawn.get("c", []), class_="sources")]


def lessons() -> list[Node]:
    """All the lessons, as links to their pages."""
    items = []
    for lesson in load_lessons():
        title = words("lessons.open", number=int(lesson.number), title=lesson.title)
        time = words("paths.minutes", minutes=lesson.minutes)
        items.append(node("li", node("a", title, href=f"{lesson.stem}.html"), f" ({time})"))
    return [node("ul", *items)]


def paths() -> list[Node]:
    """Which lessons suit whom, with links to their pages."""
    return [_to_pages(each) for each in PathsForm().draw()]


def _to_pages(one: Any) -> Any:
    if isinstance(one, str):
        return one
    made = {**one, "c": [_to_pages(child) for child in one.get("c", [])]}
    href = one.get("a", {}).get("href")
    if href:
        made["a"] = {**one["a"], "href": href.replace(".ipynb", ".html")}
    return made


def policy(setting: str, level: int) -> list[Node]:
    """Every matter of the policy builder with its positions, to choose from and to write over.

    Args:
        setting: `solo`, `agency` or `youth`.
        level: of the headings of the groups.
    """
    choices = Choices(setting, date.min)
    made = [node("p", words("print.policy"))]
    for group in load_groups():
        made.append(heading(level, group.title))
        for matter in group.matters:
            made += [heading(level + 1, matter.title), node("p", matter.asks)]
            for position in matter.choices(setting):
                inside = [*rich(position.because, level + 2)]
                for audience in AUDIENCES:
                    label = node("strong", words(f"policy.for_{audience}") + ": ")
                    text = choices.words(getattr(position, audience))
                    inside.append(node("p", label, text, class_="as-typed"))
                made.append(details(position.title, *inside, *shown.sources(position.cites)))
            made.append(node("div", class_="room", aria_hidden="true"))
    return made


def text_form(text: str) -> list[Node]:
    """The text form of anything else that the notebook offers: paragraphs and lists."""
    # How to run what can't be run here.
    run = {words(key) for key in ("question.to_answer", "review.to_begin", "takeaway.to_use")}
    made: list[Node] = []
    for part in text.strip().split("\n\n"):
        items: list[str] = []
        lines: list[str] = []
        for line in part.splitlines():
            if line.lstrip().startswith("- "):
                items.append(line.lstrip()[2:])
            elif items and line.startswith("  "):
                items[-1] += f" {line.strip()}"
            elif line.strip():
                lines.append(line.strip())
        said = " ".join(lines)
        if said and said not in run:
            made.append(node("p", said))
        if items:
            made.append(node("ul", *(node("li", item) for item in items)))
    return made
