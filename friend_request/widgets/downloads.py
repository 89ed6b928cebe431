"""Giving the learner their answers as a file, from whichever widget they need it in."""

from __future__ import annotations

from friend_request.progress import Store, transfer
from friend_request.widgets.form import Form
from friend_request.widgets.nodes import Node, button, node, row
from friend_request.words import words

TAKE = "take-answers"
RETRY = "keep-again"


def take(form: Form, store: Store) -> None:
    """Offer everything of the present person, on the disk or not, as one file."""
    entries = store.entries()
    if not entries:
        form.refresh(problem=words("progress.take.empty"))
        return
    content = transfer.write(entries, store.learner())
    name = transfer.file_name(content)
    kind = "application/gzip" if name.endswith(".gz") else "application/json"
    form.offer_file(name, content, kind)
    form.refresh(say=words("progress.take.downloaded", name=name))


def notices(store: Store) -> list[Node]:
    """What the learner has to know of the file with their answers, such as that it was mended."""
    return [
        node("p", words(key, **values), class_="fr-note", key=f"notice-{key}")
        for key, values in store.notices
    ]


def waiting(store: Store) -> list[Node]:
    """What to show while answers wait for the disk: how many, a download, and another try."""
    count = 0 if store.guest else sum(e.what in ("answer", "skip") for e in store.pending)
    if not count:
        return []
    key = "not_kept.waiting_one" if count == 1 else "not_kept.waiting_many"
    return [
        node(
            "div",
            node("p", words(key, count=count)),
            row(
                button(words("not_kept.download"), TAKE),
                button(words("not_kept.retry"), RETRY),
            ),
            class_="fr-note",
            key="waiting",
        )
    ]


def act(form: Form, store: Store, action: str) -> bool:
    """Do what one of these buttons asks for. Returns False if it was another button.

    Raises:
        NotKept: if the disk still does not take what waits.
    """
    if action == TAKE:
        take(form, store)
    elif action == RETRY:
        store.try_again()
        form.refresh(say=words("not_kept.retried"))
    else:
        return False
    return True
