"""How hard the prose is to read: the Flesch-Kincaid grade of each lesson.

Names, codes' names, clause numbers, links, numbers and the terms of the glossary are left out or
replaced by an everyday word: a reader knows them or is told them, and they say nothing about how a
sentence is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from friend_request.authoring.notebooks import read
from friend_request.content import Lesson, load_case, load_question

# US grades: the course aims at about 9 to 10.
HARDEST = 10.5
# textstat fails on a word that its dictionary lacks ("colour", "doxxing"): a known word of as many
# syllables stands in for it.
_STAND_INS = {1: "ten", 2: "table", 3: "banana", 4: "information", 5: "organization"}
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+")
_NAME = re.compile(r"(?<!^)(?<![.!?:] )\b[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")


def plain(markdown: str) -> list[str]:
    """The sentences of some Markdown: no headings, tables, code, links' targets or sources."""
    text = re.sub(r"^(```|~~~).*?^\1[^\n]*$", "", markdown, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"<small>.*?</small>", "", text)
    lines = [
        re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line)
        for line in text.splitlines()
        if not re.match(r"\s*(#|\||<)", line)
    ]
    # A list's items end like sentences, whatever stands at their end.
    text = re.sub(r"\n\s*\n", "\n\n", "\n".join(lines))
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\([^()]*\d[^()]*\)", "", text)
    text = re.sub(r"[*_`]", "", text)
    parts = [re.sub(r"\s+", " ", part).strip() for part in re.split(r"\n\n|(?<=[;:])\n", text)]
    return [s for part in parts for s in _SENTENCE.split(part) if len(s.split()) > 2]


def everyday(sentence: str, terms: Iterable[str] = ()) -> str:
    """The sentence with names, terms and numbers replaced by short words."""
    for term in terms:
        sentence = re.sub(rf"\b{re.escape(term)}\b", "this", sentence, flags=re.IGNORECASE)
    sentence = _NAME.sub("Ann", sentence)
    return re.sub(r"\b\d[\d.,:%–-]*\w*", "ten", sentence)


def _known(word: str, dictionary: dict[str, Any]) -> str:
    """The word, or one of as many syllables (groups of vowels) that the dictionary has."""
    bare = re.sub(r"[^a-z']", "", word.casefold().replace("’", "'"))
    bare = bare.removesuffix("'s").strip("'")
    if "'" not in bare and (not bare or bare in dictionary):
        return bare
    groups = len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^aeiouy])e(?:d|s)?$", "", bare)))
    return _STAND_INS[min(max(groups, 1), 5)]


def _spoken(sentence: str, dictionary: dict[str, Any]) -> str:
    words = (_known(word, dictionary) for word in re.split(r"[\s/–—-]+", sentence))
    return " ".join(word for word in words if word) + "."


def grade(texts: Iterable[str], terms: Iterable[str] = ()) -> float:
    """The Flesch-Kincaid grade of some Markdown."""
    import textstat
    from textstat.backend.utils._get_cmudict import get_cmudict

    terms = sorted(terms, key=len, reverse=True)
    sentences = [everyday(s, terms) for text in texts for s in plain(text)]
    if not sentences:
        return 0.0
    dictionary = get_cmudict("en_US")
    joined = " ".join(_spoken(sentence, dictionary) for sentence in sentences)
    return float(textstat.flesch_kincaid_grade(joined))


def texts_of(root: Path, lesson: Lesson) -> list[str]:
    """All that a learner reads in a lesson: its page, stories, scenes, questions and reasons."""
    notebook = read(root / "notebooks" / f"{lesson.stem}.ipynb")
    # Not the first cell (navigation) nor the last.
    made = [c.source for c in notebook.cells[1:-1] if c.cell_type == "markdown"]
    for case_id in lesson.cases:
        case = load_case(case_id)
        made.append(case.story)
        for scene in case.scenes:
            made += [scene.text, *(choice.because for choice in scene.choices)]
    for question_id in [*lesson.questions, *lesson.exercise_questions]:
        question = load_question(question_id)
        made += [question.stem, question.intro or ""]
        made += [getattr(o, "because", "") or "" for o in getattr(question, "options", [])]
    return made
