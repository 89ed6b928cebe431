"""Advice on a case that is whole: nothing here is a mistake, and nothing here fails a check.

A story may be short for a good reason. An author should hear of it all the same before they read
that there is nothing to mend.
"""

from __future__ import annotations

from friend_request.authoring.problems import Problem
from friend_request.content import Case, ContentError, load_case
from friend_request.content_errors import show
from friend_request.paths import DATA, data_file, data_files

# Words. The course's own stories have 135 to 257; one told on in scenes may begin shorter.
SHORTEST, LONGEST = 120, 260
# How many times as long as the others, on average, an option may be: the course's own stay below.
STANDS_OUT = 2.0


def advice(case: Case) -> list[Problem]:
    """What an author might think over in one case.

    Args:
        case: a whole case.

    Returns:
        One for a story that is very short or long, and one for each question of whose options one
        is much longer than the others; an empty list if there are none.
    """
    file = show(data_file(f"cases/{case.id}.yaml", DATA))
    found = []
    words = len(case.story.split())
    if words > LONGEST or (words < SHORTEST and not case.scenes):
        found.append(Problem(file, "", f"the story has {words} words; 120 to 250 suit most."))
    for question in case.questions:
        texts = {one.id: len(one.text) for one in getattr(question, "options", ())}
        if len(texts) < 2 or question.kind in ("match", "put_in_order"):
            continue
        longest = max(texts, key=lambda one: texts[one])
        others = (sum(texts.values()) - texts[longest]) / (len(texts) - 1)
        if texts[longest] > STANDS_OUT * others:
            times = texts[longest] / others
            text = (
                f"option {longest} is {times:.0f} times as long as the others, so that learners "
                "will guess by its length. Make them alike."
            )
            found.append(Problem(file, f"question {question.id}", text))
    return found


def all_advice() -> list[Problem]:
    """The advice on every case that can be read, in the order of their names."""
    found = []
    for path in data_files("cases", DATA):
        try:
            found += advice(load_case(path.stem))
        except ContentError:
            continue  # the check says what is wrong with it
    return found
