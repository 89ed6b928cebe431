"""What is due to be read again, and who read it last."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from friend_request.authoring import stale
from friend_request.content import ContentError, clauses, load_case
from friend_request.paths import DATA
from tests.unit.own_folder import laid_over

NINE = (DATA / "cases" / "nine-months-on.yaml").read_text("utf-8")


@pytest.fixture
def own(tmp_path, monkeypatch):
    with laid_over(tmp_path / "own", monkeypatch) as folder:
        (folder / "cases").mkdir()
        yield folder


def put(own, name, review_by, checked=""):
    text = NINE.replace("nine-months-on", name).replace(
        "review_by: 2027-11-01", review_by + checked
    )
    (own / "cases" / f"{name}.yaml").write_text(text, "utf-8")


def test_everything_that_names_a_day_is_found():
    found = stale.all_due()
    names = {one.file for one in found}
    for folder in ("cases", "lessons", "quizzes"):
        for path in (DATA / folder).glob("*.yaml"):
            assert f"data/{folder}/{path.name}" in names
    counted = sum(int(one.what.split()[0]) for one in found if one.what)
    assert counted == len(clauses())
    assert [one.day for one in found] == sorted(one.day for one in found)


def test_late_soon_and_later_are_told_apart(own):
    today = date(2020, 6, 1)
    put(own, "late", "review_by: 2020-05-31")
    put(own, "soon", "review_by: 2020-08-30")
    put(own, "after", "review_by: 2020-08-31")
    text = stale.listing(today)
    late, soon = text.index("Late:"), text.index("Due by 2020-08-30:")
    assert late < text.index("own/cases/late.yaml") < soon < text.index("own/cases/soon.yaml")
    assert "after.yaml" not in text
    assert "the first by 2020-08-31" in text
    assert "after.yaml" in stale.listing(today, 91)


def test_who_checked_last_is_shown(own):
    checked = (
        "\nchecked:\n  - {by: Ana, day: 2020-03-01, what: All of it.}\n"
        "  - {by: Ben, day: 2020-01-01, what: The key.}"
    )
    put(own, "read", "review_by: 2020-05-31", checked)
    assert load_case("read").checked[1].by == "Ben"
    text = stale.listing(date(2020, 6, 1))
    assert "checked 2020-03-01 by Ana: All of it." in text
    assert "Ben" not in text
    assert "still to come" in stale.listing(date(2020, 2, 1), 365)


def test_a_check_without_a_name_is_a_mistake(own):
    put(own, "read", "review_by: 2020-05-31", "\nchecked:\n  - {day: 2020-03-01, what: All.}")
    with pytest.raises(ContentError, match=r"line .*'by' is missing"):
        load_case("read")


def test_nothing_due_is_said():
    earliest = stale.all_due()[0].day
    text = stale.listing(earliest - timedelta(days=2), 1)
    assert text.startswith("Nothing is due by ")
