"""What to look at again, and when: spaced by FSRS, worked out from the log alone.

Nothing is stored for review. Each time, the learner's answers are replayed through py-fsrs with
fuzzing off, so that one log gives one schedule on every machine. How an answer becomes a rating:

| answer | rating |
| --- | --- |
| preferred, or all parts as in the key; and sure of it | Easy |
| the same, fairly sure or not asked | Good |
| the same, but not sure | Hard |
| defensible, or at least two thirds as in the key | Hard |
| anything less, a rule broken, or skipped | Again |

Only the first answer of a day counts: after that the reasons have just been read. Of very long
histories the last `LONGEST` days count. A score is judged by today's key, for today's role and
country; an answer that the question no longer knows is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from friend_request.content import ContentError, load_lessons, load_question
from friend_request.content.load import load_case, load_quiz
from friend_request.content.vocabulary import OUTSIDE_LESSONS
from friend_request.paths import DATA, data_files
from friend_request.questions import judge
from friend_request.responses import ResponseError

if TYPE_CHECKING:
    from fsrs import Rating, Scheduler

    from friend_request.progress import Entry

LONGEST = 20
LONGEST_INTERVAL = 365  # days
# How long a question takes, in seconds, reading of the reasons included: measured on nobody yet.
SECONDS = {
    "best_action": 50,
    "rate_actions": 90,
    "select_all": 70,
    "put_in_order": 80,
    "match": 80,
    "numeric": 80,
}
_EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)

Find = Callable[[str], Any]


@dataclass(frozen=True)
class Card:
    """Where one question stands.

    Attributes:
        question: the question.
        due: when it should be looked at again, in UTC; None for one that was never answered.
        recall: how likely it is still known, 0 to 1; 0 for one that was never answered.
        reviews: on how many days it was answered.
    """

    question: Any
    due: datetime | None
    recall: float
    reviews: int

    @property
    def seconds(self) -> int:
        """How long it takes, about."""
        return SECONDS.get(self.question.kind, 60)


@cache
def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    # Days, not minutes: whoever comes back does so on another day. The first interval is then
    # 1 to 8 days, by how the first answer went.
    return Scheduler(
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST_INTERVAL,
        enable_fuzzing=False,
    )


def find_question(question_id: str) -> Any:
    """Find a question that review can bring again.

    Args:
        question_id: such as `"nine-months-on.need"`.

    Returns:
        The question; None if it has no key, belongs to the gallery or to the check before and after
        the course, does not exist, or stands in a file with a mistake.
    """
    if question_id.split(".")[0] in OUTSIDE_LESSONS:
        return None
    try:
        question = load_question(question_id)
    except ContentError:
        return None
    return question if question.graded else None


def visible(entries: Iterable[Entry]) -> list[Entry]:
    """Leave out what a reset hides.

    Args:
        entries: the log of one person, first to last.

    Returns:
        The entries that are left, in the same order.
    """
    entries = list(entries)
    hidden: set[Any] = set()
    for entry in entries:
        if entry.what in ("reset", "restore"):
            named = entry.response.get("hides")
            named = {x for x in named if isinstance(x, str)} if isinstance(named, list) else set()
            hidden = hidden | named if entry.what == "reset" else hidden - named
    return [entry for entry in entries if entry.series not in hidden]


def rate(
    question: Any, entry: Entry, role: str | None = None, country: str | None = None
) -> Rating | None:
    """Rate one answer by the table above.

    Args:
        question: a question with a key.
        entry: an answer to it, or that it was skipped.
        role, country: the learner's own, if given: an option's `where` may then decide.

    Returns:
        A rating of FSRS, from Again to Easy; None if the question no longer knows the answer.
    """
    from fsrs import Rating

    if entry.what == "skip":
        return Rating.Again
    try:
        verdict = judge(question, entry.response, role, country).verdict
    except ResponseError:
        return None
    if verdict == "best":
        by_confidence = {"sure": Rating.Easy, "unsure": Rating.Hard}
        confidence = entry.response.get("confidence")
        return by_confidence.get(confidence if isinstance(confidence, str) else "", Rating.Good)
    return Rating.Hard if verdict == "defensible" else Rating.Again


def when(entry: Entry, after: datetime, now: datetime) -> datetime:
    """When an entry was made, whatever a clock said.

    Args:
        entry: the entry; its time is text in ISO 8601, taken as UTC if it names no zone.
        after: the time of the entry before it, in UTC.
        now: the time, in UTC.

    Returns:
        A time in UTC, never before `after`, nor later than both `after` and `now`. A time that
        can't be read counts as `after`.
    """
    try:
        said = datetime.fromisoformat(entry.answered_at)
    except ValueError:
        return after
    said = said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)
    return min(max(said, after), max(now, after))


def cards(
    entries: Iterable[Entry],
    now: datetime,
    role: str | None = None,
    country: str | None = None,
    find: Find = find_question,
) -> list[Card]:
    """Replay a log.

    Args:
        entries: the log, first to last.
        now: the time, in UTC.
        role, country: the learner's own, if given.
        find: gives a question by its id, or None if it is not to be reviewed.

    Returns:
        A card for each question that was answered, what is likeliest forgotten first.

    Source: J. Ye, J. Su and Y. Cao (2022), A stochastic shortest path algorithm for optimizing
        spaced repetition scheduling, KDD '22, from which FSRS comes; as computed by py-fsrs.
    """
    from fsrs import Card as Fsrs

    by_question: dict[str, list[Entry]] = {}
    for entry in visible(entries):
        if entry.what in ("answer", "skip"):
            by_question.setdefault(entry.question_id, []).append(entry)
    made = []
    for question_id, answers in by_question.items():
        question = find(question_id)
        if question is None:
            continue
        reviews: list[tuple[datetime, Entry]] = []
        at = _EARLIEST
        for entry in answers:
            at = when(entry, at, now)
            if not reviews or reviews[-1][0].date() != at.date():
                reviews.append((at, entry))
        state, rated = None, 0
        for at, entry in reviews[-LONGEST:]:
            rating = rate(question, entry, role, country)
            if rating is None:
                continue
            if state is None:
                state = Fsrs(card_id=1, due=at)
            state, _ = _scheduler().review_card(state, rating, at)
            rated += 1
        if state is None:
            # Answered in a form that the question no longer has: it is due as if it were new.
            made.append(Card(question, now, 0.0, 0))
        else:
            recall = _scheduler().get_card_retrievability(state, now)
            made.append(Card(question, state.due, recall, rated))
    return sorted(made, key=lambda card: (card.recall, card.question.id))


def unseen(answered: Iterable[str], lessons_begun: Iterable[str]) -> list[Card]:
    """Graded questions that no lesson shows, of lessons that the learner has begun.

    They are kept for review, so that it brings new questions on known ground. Questions that a
    lesson shows are left to the lesson.

    Args:
        answered: ids of questions that were answered.
        lessons_begun: numbers of lessons, such as `"01"`.

    Returns:
        A card for each, in the order of the files: `due` is None, `recall` and `reviews` are 0.
        Files with a mistake are passed over.
    """
    begun, known = set(lessons_begun), set(answered)
    for lesson in load_lessons():
        known |= {*lesson.questions, *lesson.exercise_questions}
    found = []
    for folder, load in (("cases", load_case), ("quizzes", load_quiz)):
        for path in data_files(folder, DATA):
            try:
                questions = load(path.stem).questions
            except ContentError:
                continue  # `make content` says what is wrong; a learner can do nothing about it
            found += [
                Card(q, None, 0.0, 0)
                for q in questions
                if q.graded
                and q.id not in known
                and q.id.split(".")[0] not in OUTSIDE_LESSONS
                and q.objective.split(".")[0] in begun
            ]
    return found


def plan(
    made: list[Card],
    now: datetime,
    minutes: int,
    more: Callable[[], list[Card]] = list,
    early: bool = False,
) -> list[Card]:
    """Choose what fits into a few minutes: what is due, then new questions.

    Args:
        made: as `cards` returns them.
        now: the time, in UTC.
        minutes: how long it may take; at least one question is chosen if there is one and this is
            not 0.
        more: gives new questions; asked only if there is time left.
        early: take questions before they are due if nothing is.

    Returns:
        Cards in the order in which they are asked, each question once; an empty list if there is
        nothing to ask.
    """
    due = [card for card in made if card.due is not None and card.due <= now]
    chosen: list[Card] = []
    left = minutes * 60
    for source in (lambda: due, more, lambda: made if early and not due else []):
        if left < min(SECONDS.values()):
            break
        taken = {card.question.id for card in chosen}
        for card in source():
            if card.question.id not in taken and (card.seconds <= left or not chosen):
                chosen.append(card)
                left -= card.seconds
    return chosen


def next_due(made: list[Card], now: datetime) -> timedelta | None:
    """How long until the next question is due.

    Args:
        made: as `cards` returns them.
        now: the time, in UTC.

    Returns:
        A time span; None if nothing is due later than now.
    """
    later = [card.due - now for card in made if card.due is not None and card.due > now]
    return min(later) if later else None
