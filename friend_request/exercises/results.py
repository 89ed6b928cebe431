"""How the exercises speak: a text that is the same at every run, and the same words as HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

# JupyterLab's own colours, so that both themes keep their contrast. The word says it; the bar only
# helps the eye.
_BAR = {
    "right": "var(--jp-success-color1, #2e7d32)",
    "wrong": "var(--jp-warn-color1, #b26a00)",
    "wrong type": "var(--jp-error-color1, #c62828)",
}
_PLAIN_BAR = "var(--jp-border-color1, #767676)"


@dataclass(frozen=True)
class Result:
    """What `check`, `hint` and `solution` return; the last line of a cell, it shows itself.

    Attributes:
        task: the task's id.
        state: `unattempted`, `right`, `wrong`, `wrong type`, `unknown`, `hint` or `solution`.
        head: the verdict, in words.
        text: the rest, or "". `code` stands between backticks.
        code: a block of code to show, or "".
    """

    task: str
    state: str
    head: str
    text: str = ""
    code: str = ""

    def __bool__(self) -> bool:
        return self.state == "right"

    def __repr__(self) -> str:
        lines = [f"{self.task} · {self.head} {self.text}".rstrip()]
        if self.code:
            lines += ["", *(f"    {line}".rstrip() for line in self.code.splitlines())]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        bar = _BAR.get(self.state, _PLAIN_BAR)
        text = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(self.text))
        code = f"<pre><code>{escape(self.code)}</code></pre>" if self.code else ""
        return (
            '<div class="friend-request-check" '
            f'style="border-left: 4px solid {bar}; padding: 0.25em 0.75em; max-width: 44em">'
            f"<p>{escape(self.task)} · <strong>{escape(self.head)}</strong> {text}</p>{code}</div>"
        )
