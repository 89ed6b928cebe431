"""Read files anew in a session that has read them before: for previews and tests."""

from __future__ import annotations

from friend_request.content import clauses, load_case, load_lesson, load_quiz, reference_items
from friend_request.content.load import load_panel
from friend_request.policies import load as policies
from friend_request.takeaways import load as takeaways


def forget_files() -> None:
    """Forget every content file that was read, so that the next look sees what is on the disk."""
    for cached in (
        load_case,
        load_lesson,
        load_quiz,
        clauses,
        reference_items,
        load_panel,
        policies.load_groups,
        policies.load_settings,
        takeaways.load_crisis,
        takeaways.load_reply_kit,
        takeaways.load_wallet,
    ):
        cached.cache_clear()
