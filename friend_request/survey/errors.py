"""The one exception that this part of the course raises on purpose."""

from __future__ import annotations

from collections.abc import Iterable


class SurveyError(ValueError):
    """Survey data or a request about them that cannot be honoured.

    Args:
        problems: one sentence, or several; every problem found is listed, never only the first.
    """

    def __init__(self, problems: str | Iterable[str]) -> None:
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        if len(self.problems) == 1:
            text = self.problems[0]
        else:
            text = f"{len(self.problems)} problems:\n" + "\n".join(f"- {p}" for p in self.problems)
        super().__init__(text)
