"""What the course knows of the learner: answers, drafts, new starts, and who is told of them."""

from __future__ import annotations

import gc
import sqlite3

from friend_request.progress import Entry, Store
from tests.unit.progress_samples import again, choose, entry_at, everything_on_disk

# -- answers


def test_reading_makes_no_file(store: Store) -> None:
    assert store.answers() == {}
    assert store.latest("c.q") is None
    assert store.setting("role") is None
    assert store.notices == []
    assert not store.path.parent.exists()


def test_an_answer_is_there_for_the_next_kernel(store: Store) -> None:
    written = choose(store, "c.q", "b")
    assert written.clock == 1
    found = again(store).latest("c.q")
    assert found == written
    assert again(store).answers() == {"c.q": written}
    assert store.path.stat().st_mode & 0o077 == 0
    assert store.path.parent.stat().st_mode & 0o077 == 0


def test_the_last_answer_counts_and_the_earlier_ones_stay(store: Store) -> None:
    for choice in "abc":
        choose(store, "c.q", choice)
    assert [e.response["choice"] for e in store.history("c.q")] == ["a", "b", "c"]
    assert store.answers()["c.q"].response == {"choice": "c"}


def test_order_does_not_depend_on_the_clock_on_the_wall(store: Store) -> None:
    choose(store, "c.q", "first")
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE log SET answered_at = '2099-01-01T00:00:00Z'")
    connection.close()
    choose(store, "c.q", "second")
    latest = store.latest("c.q")
    assert latest is not None
    assert latest.response == {"choice": "second"}
    assert again(store).answers()["c.q"].response == {"choice": "second"}


def test_text_of_every_sort_comes_back(store: Store) -> None:
    texts = [
        "שלום",
        "😀" * 3,
        "a\x00b",
        "line\nline\r\n",
        "<script>alert(1)</script>",
        "x" * 500_000,
    ]
    for number, text in enumerate(texts):
        store.append("answer", f"c.q{number}", {"text": text}, kind="reflect")
    found = again(store).answers()
    assert [found[f"c.q{n}"].response["text"] for n in range(len(texts))] == texts


def test_half_a_character_does_not_lose_the_answer(store: Store) -> None:
    store.append("answer", "c.q", {"text": "a\ud83db"}, kind="reflect")
    found = again(store).latest("c.q")
    assert found is not None
    assert found.response["text"] == "a\ufffdb"


def test_a_draft_replaces_the_draft_before_it_also_on_the_disk(store: Store) -> None:
    store.append("draft", "c.q", {"text": "Her name is SECRETNAME"})
    store.append("draft", "c.q", {"text": "Somebody I met"})
    latest = store.latest("c.q", ("draft",))
    assert latest is not None
    assert latest.response == {"text": "Somebody I met"}
    assert b"SECRETNAME" not in everything_on_disk(store)
    store.append("answer", "c.q", {"text": "done"}, kind="reflect")
    assert store.latest("c.q", ("draft",)) is None


def test_a_draft_written_after_an_answer_stays(store: Store) -> None:
    answer = store.append("answer", "c.q", {"draft": "one"}, kind="write_reply")
    draft = store.append("draft", "c.q", {"redraft": "tw"}, kind="write_reply")
    assert draft.clock > answer.clock
    assert store.latest("c.q", ("draft",)) == draft


def test_two_kernels_see_each_other(store: Store) -> None:
    other = again(store)
    choose(store, "c.q", "a")
    choose(other, "c.q", "b")
    choose(store, "c.q", "c")
    assert [e.clock for e in other.history("c.q")] == [1, 2, 3]
    assert store.learner() == other.learner()


def test_the_learner_stays_the_same(store: Store) -> None:
    before = store.learner()
    choose(store, "c.q")
    assert store.learner() == again(store).learner() == before
    store.reset()
    choose(store, "c.q")
    store.merge([entry_at(1, "c.z")], "e" * 32)
    assert again(store).learner() == before


# -- starting afresh


def test_a_reset_hides_and_undoing_it_restores(store: Store) -> None:
    choose(store, "c.q", "old")
    assert not store.can_undo()
    store.reset()
    assert store.answers() == {}
    choose(store, "c.other", "new")
    assert again(store).can_undo()
    assert store.undo_reset()
    assert set(again(store).answers()) == {"c.q", "c.other"}
    assert not store.undo_reset()
    assert not store.can_undo()


def test_two_resets_are_undone_one_by_one(store: Store) -> None:
    choose(store, "c.one")
    store.reset()
    choose(store, "c.two")
    store.reset()
    assert store.undo_reset()
    assert set(store.answers()) == {"c.two"}
    assert store.undo_reset()
    assert set(store.answers()) == {"c.one", "c.two"}


def test_a_setting_is_hidden_with_the_answers(store: Store) -> None:
    store.append("setting", "role", {"value": "mentor"})
    assert again(store).setting("role") == "mentor"
    store.reset()
    assert store.setting("role") is None


def test_a_run_that_hides_itself_does_not_swallow_answers(store: Store) -> None:
    choose(store, "c.q")
    run = store.entries()[0].series
    malicious = Entry("a" * 32, 7, run, "reset", "", response={"hides": [run], "series": run})
    store.merge([malicious])
    choose(store, "c.q", "after")
    assert again(store).answers()["c.q"].response == {"choice": "after"}


# -- watching, speed


def test_watchers_are_told_and_let_go(store: Store) -> None:
    class Watcher:
        def __init__(self) -> None:
            self.told: list[str] = []

        def hear(self, question_id: str) -> None:
            self.told.append(question_id)

    watcher = Watcher()
    store.watch(watcher.hear)
    choose(store, "c.q")
    store.reset()
    store.undo_reset()
    store.start_fresh()
    store.erase()
    assert watcher.told == ["c.q", "", "", "", ""]
    del watcher
    gc.collect()
    choose(store, "c.q")
    assert len(store._watchers) == 0


def test_a_watcher_that_fails_does_not_undo_an_answer(store: Store) -> None:
    class Broken:
        def hear(self, question_id: str) -> None:
            raise KeyError(question_id)

    broken = Broken()
    store.watch(broken.hear)
    written = choose(store, "c.q")
    assert again(store).latest("c.q") == written
