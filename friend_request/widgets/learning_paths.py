"""Which path for whom: a list of paths with their lessons and minutes."""

from __future__ import annotations

from friend_request.content import load_lessons
from friend_request.content.learning_paths import LearningPath, load_paths, time_of
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, fill, node
from friend_request.words import words


def duration(minutes: int) -> str:
    """Minutes as a person says them: `30 minutes`, `about 4½ hours`."""
    if minutes < 60:
        return words("paths.minutes", minutes=minutes)
    halves = round(minutes / 30)
    whole, half = divmod(halves, 2)
    return words("paths.hours", hours=f"{whole}{'½' if half else ''}")


class PathsForm(Form):
    """Draws every path."""

    def draw(self) -> list[Node]:
        return [node("div", *(self._path(path) for path in load_paths()), class_="fr-card")]

    def _path(self, path: LearningPath) -> Node:
        return node(
            "div",
            node("p", node("strong", path.title), f" · {duration(time_of(path))}"),
            node("p", f"{path.for_whom}. ", *self._links(path)),
        )

    def _links(self, path: LearningPath) -> list[Node | str]:
        if path.page:
            return [node("a", words("paths.page"), href=f"{path.page}.ipynb")]
        titles = {lesson.number: lesson for lesson in load_lessons()}
        made: list[Node | str] = []
        for number in path.lessons:
            lesson = titles[number]
            made.append(" · " if made else "")
            text = f"{int(number)}. {lesson.title}"
            made.append(node("a", text, href=f"{lesson.stem}.ipynb"))
        return made

    def text(self) -> str:
        lines = [words("paths.title"), ""]
        for path in load_paths():
            where = ", ".join(str(int(n)) for n in path.lessons)
            tail = words("paths.lessons", lessons=where) if where else words("paths.page")
            line = f"{path.title} ({duration(time_of(path))}). {path.for_whom}. {tail}"
            lines.append(fill(line, "    ", "  - "))
        return "\n".join(lines)


def which_path() -> PathsForm:
    """Show which lessons suit whom, and how long they take.

    Returns:
        A widget; as the last line of a cell it shows itself.
    """
    return PathsForm()
