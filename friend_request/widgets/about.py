"""Role and country: asked once, never needed, changeable, kept with the answers."""

from __future__ import annotations

from typing import Any

from friend_request import progress
from friend_request.content import COUNTRIES, ROLES
from friend_request.progress import NotKept
from friend_request.widgets.contexts import context_name, here_of
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, button, fill, node, row, select
from friend_request.words import words


class AboutForm(Form):
    """Two lists to choose from. Whoever has said nothing sees the general key."""

    def __init__(self, store: progress.Store | None = None) -> None:
        self.store = store or progress.store()
        super().__init__()
        self.store.watch(self._follow)

    def _follow(self, question_id: str) -> None:
        if question_id in ("", "role", "country"):
            self.refresh()

    def draw(self) -> list[Node]:
        here = here_of(self.store)
        nothing = ("", words("about.rather_not"))
        roles = [nothing, *((role, words(f"role.{role}")) for role in ROLES)]
        countries = [nothing, *((each, words(f"country.{each}")) for each in COUNTRIES)]
        now = (
            words("about.now", context=context_name(here.role, here.country))
            if here.given
            else words("about.now_none")
        )
        return [
            node(
                "div",
                node("h3", words("about.title")),
                node("p", words("about.why")),
                select("role", words("about.role"), roles, here.role or ""),
                select("country", words("about.country"), countries, here.country or ""),
                node("p", now, class_="fr-small"),
                row(button(words("about.keep"), "keep", primary=True)),
                class_="fr-card",
            )
        ]

    def act(self, action: str, arg: str, values: dict[str, Any]) -> None:
        if action != "keep":
            return
        given = {
            "role": values.get("role") if values.get("role") in ROLES else None,
            "country": values.get("country") if values.get("country") in COUNTRIES else None,
        }
        problem: NotKept | None = None
        for name, value in given.items():
            if self.store.setting(name) == value:
                continue
            try:
                self.store.append("setting", name, {"value": value})
            except NotKept as error:
                problem = error  # the other one is tried all the same
        if problem is not None:
            raise problem
        here = here_of(self.store)
        said = (
            words("about.kept", context=context_name(here.role, here.country))
            if here.given
            else words("about.kept_none")
        )
        self.refresh(say=said)

    def text(self) -> str:
        roles = " / ".join(words(f"role.{role}") for role in ROLES)
        countries = " / ".join(words(f"country.{each}") for each in COUNTRIES)
        nothing = words("about.rather_not")
        return "\n\n".join(
            [
                words("about.title"),
                fill(words("about.why")),
                fill(f"{words('about.role')}: {nothing} / {roles}", "    ", "  "),
                fill(f"{words('about.country')}: {nothing} / {countries}", "    ", "  "),
            ]
        )


def about_me() -> AboutForm:
    """Ask for the learner's role and country, so that keys that differ by them show theirs first.

    Returns:
        A widget; as the last line of a cell it shows itself.
    """
    return AboutForm()
