"""Every question of the course, by the tag that stands in a code.

Reading the whole course takes a second or two, so it is done only when a code names a question
that was not asked.
"""

from __future__ import annotations

from functools import cache

from friend_request.content import ContentError
from friend_request.content.load import load_case, load_quiz
from friend_request.paths import DATA, data_files
from friend_request.workshop.codes import tag_of


@cache
def tags() -> set[int]:
    """The tags of all questions as they are worded here.

    A file with a mistake is passed over: `make content` says what is wrong with it.
    """
    found = set()
    for folder, load in (("cases", load_case), ("quizzes", load_quiz)):
        for path in data_files(folder, DATA):
            try:
                found |= {tag_of(question) for question in load(path.stem).questions}
            except ContentError:
                continue
    return found
