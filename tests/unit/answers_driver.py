"""Some answers of a learner, and a driver that loads files into the forms that list them."""

from __future__ import annotations

import json

import form_driver

from friend_request.content import load_case
from friend_request.progress import Store

QUESTIONS = load_case("nine-months-on").questions
CHOICE = next(q for q in QUESTIONS if q.kind == "best_action")
REPLY = next(q for q in QUESTIONS if q.kind == "write_reply")


class Driver(form_driver.Driver):
    """Loads files as well, and knows everything that is drawn."""

    def load(self, content: bytes) -> Driver:
        assert any(a.get("type") == "file" for a in self.attributes())
        self.form._receive(None, {"type": "file", "name": "x.json", "values": {}}, [content])
        return self

    def attributes(self) -> list[dict[str, str]]:
        return [node.get("a", {}) for node in self.nodes() if isinstance(node, dict)]

    @property
    def shown(self) -> str:
        return json.dumps(self.form.spec["nodes"], ensure_ascii=False)


def answer(store: Store, text: str = "my words") -> None:
    store.append("answer", CHOICE.id, {"choice": CHOICE.options[0].id}, kind="best_action")
    store.append("answer", REPLY.id, {"draft": text}, kind="write_reply")
