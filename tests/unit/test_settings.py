"""The settings in which lessons are played meet pairwise."""

from __future__ import annotations

import pytest

from tests.browser.everyone import APPS, THEMES, media_settings, pairs, pairwise
from tests.browser.test_playthroughs import LESSONS, WAYS, setting_of

FULL = [s for app in APPS for theme in THEMES for s in media_settings(app, theme)]


def test_all_settings_are_counted() -> None:
    assert len(FULL) == len(set(FULL)) == 48


def test_any_two_values_meet_from_eleven_rows_up() -> None:
    assert pairs(pairwise(10)) != pairs(FULL)
    for count in range(11, 20):
        assert pairs(pairwise(count)) == pairs(FULL)


@pytest.mark.parametrize("way", WAYS)
def test_the_lessons_played_in_one_way_meet_every_pair(way: str) -> None:
    played = [setting_of(lesson, way) for lesson in LESSONS]
    assert pairs(played) == pairs(FULL)


def test_a_lesson_is_played_in_both_applications() -> None:
    for lesson in LESSONS:
        assert {setting_of(lesson, way).app for way in WAYS} == set(APPS)


def test_a_pair_that_is_missing_is_seen() -> None:
    light_only = [s for s in FULL if s.theme == THEMES[0]]
    missing = pairs(FULL) - pairs(light_only)
    assert frozenset({("theme", THEMES[1]), ("forced", True)}) in missing
