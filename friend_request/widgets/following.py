"""A form that follows the learner's answers, wherever in the notebook they are given."""

from __future__ import annotations

from friend_request import progress
from friend_request.widgets.form import Form


class Following(Form):
    """Draws itself again whenever the learner answers something in this notebook."""

    def __init__(self, store: progress.Store | None = None) -> None:
        self.store = store or progress.store()
        super().__init__()
        self.store.watch(self._answered)

    def _answered(self, question_id: str) -> None:
        if self.concerns(question_id):
            self.refresh()

    def concerns(self, question_id: str) -> bool:
        """Whether an answer to this question changes what is drawn."""
        return True
