"""Those who want to hear of new entries, such as a list of all answers beside a question."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable

_log = logging.getLogger(__name__)


class Watchers:
    """Bound methods, each told as long as its owner lives."""

    def __init__(self) -> None:
        self._references: list[weakref.WeakMethod[Callable[[str], None]]] = []

    def __len__(self) -> int:
        return len(self._references)

    def add(self, method: Callable[[str], None]) -> None:
        """Tell this method from now on; it takes a question's id."""
        self._references.append(weakref.WeakMethod(method))

    def tell(self, question_id: str) -> None:
        """Tell all of them. Whoever fails is noted in the log, and the others hear of it."""
        alive = []
        for reference in self._references:
            method = reference()
            if method is not None:
                alive.append(reference)
                try:
                    method(question_id)
                except Exception:
                    # What was written is written, whatever happens to a list that follows it.
                    _log.exception("Something that follows the answers failed")
        self._references = alive
