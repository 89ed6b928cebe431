"""Read every case, quiz and lesson once: `python -m friend_request.content`.

Run at installation, so that the first lesson finds what it needs as it was kept (`prepared`). A
file with a mistake is left for whoever opens it, or for `make content`, to hear of.
"""

from __future__ import annotations

from contextlib import suppress

from friend_request.content import ContentError, load_case, load_lesson, load_quiz
from friend_request.paths import DATA
from friend_request.words import phrases

if __name__ == "__main__":
    phrases("verdict")
    for folder, load in (("cases", load_case), ("quizzes", load_quiz), ("lessons", load_lesson)):
        for path in sorted((DATA / folder).glob("*.yaml")):
            with suppress(ContentError):
                load(path.stem[:2] if load is load_lesson else path.stem)
