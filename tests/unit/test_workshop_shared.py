"""The file that a learner hands over: what is in it and what never, and thirty of them at once."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from friend_request.before_after import setting_of
from friend_request.content import load_question
from friend_request.content.forms import load_blueprint
from friend_request.progress import Store, transfer
from friend_request.responses import option_ids
from friend_request.words import words
from friend_request.workshop import shared
from friend_request.workshop.gathering import file_name, gather, write
from friend_request.workshop.shared import collect, read, read_shared
from friend_request.workshop.shared_file import NotShared, checksum
from friend_request.workshop.sharing import ShareForm
from tests.unit.samples import act, buttons, words_of

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "facilitation" / "example_answers"
SECRET = "My client Leila said 07700 900123"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "own" / "progress.sqlite3")


def answer(store, question_id, response, what="answer"):
    asked = load_question(question_id)
    store.append(
        what,
        question_id,
        response,
        kind=asked.kind,
        option_ids=option_ids(response),
        content_version=asked.content_version,
    )


def best(question_id):
    return {"choice": next(o.id for o in load_question(question_id).options if o.verdict == "best")}


def filled(store):
    """A learner with answers of every kind, texts, drafts, settings and a form."""
    other = load_question("nine-months-on.need").options[3].id
    answer(store, "nine-months-on.need", {"choice": other, "confidence": "sure", "note": SECRET})
    answer(store, "nine-months-on.need", best("nine-months-on.need"))
    answer(store, "gallery.strength", {}, "skip")
    answer(store, "gallery.share", {"value": "48 %"})
    answer(store, "gallery.reply", {"draft": SECRET})
    answer(store, "gallery.before", {"text": SECRET})
    store.append("draft", "gallery.before", {"text": SECRET}, kind="reflect")
    store.append("setting", "role", {"value": "social_worker"})
    store.append("answer", "the-chat-goes-on.start", {"choice": "x"}, kind="scene")
    store.append("setting", setting_of("before"), {"value": "a"})
    for question_id in load_blueprint().questions("a"):
        answer(store, question_id, best(question_id))
    return store


# ---------------------------------------------------------------- what is in it


def test_it_holds_first_answers_skips_and_forms(store):
    found = gather(filled(store))
    other = load_question("nine-months-on.need").options[3].id
    assert {each.question_id: each.response for each in found.answers} == {
        "gallery.share": {"value": 48.0},
        "gallery.strength": None,
        "nine-months-on.need": {"choice": other},
    }
    assert found.forms["before"].form == "a"
    assert [each.question_id for each in found.forms["before"].answers] == (
        load_blueprint().questions("a")
    )
    assert "after" not in found.forms
    back = read(write(found))
    assert (back.answers, back.forms, back.number) == (found.answers, found.forms, found.number)
    assert not back.synthetic


def test_it_holds_no_text_no_time_no_role_and_no_lasting_id(store):
    filled(store)
    text = write(gather(store)).decode()
    for secret in ("Leila", "07700", "social_worker", "sure", "confidence", "note", "role"):
        assert secret not in text
    for entry in store.entries():
        for held in (entry.answer_id, entry.series, entry.answered_at):
            assert not held or held not in text
    assert store.learner() not in text
    # The order in which the questions were answered is not in it either.
    ids = [line["question"] for line in json.loads(text)["answers"]]
    assert ids == sorted(ids)
    assert set(json.loads(text)) == {
        "format", "course", "schema", "number", "answers", "forms", "checksum",
    }  # fmt: skip


def test_each_file_has_a_number_of_its_own(store):
    filled(store)
    one, two = gather(store), gather(store)
    assert one.number != two.number
    assert file_name(one) != file_name(two)
    before = len(store.entries())
    gather(store)
    assert len(store.entries()) == before


def test_a_telephone_number_in_a_box_for_numbers_stays_out(store):
    answer(store, "gallery.share", {"value": "07700900123"})
    assert gather(store).answers == ()


def test_after_a_new_start_only_new_answers_are_in_it(store):
    answer(store, "gallery.share", {"value": "48"})
    store.reset()
    assert gather(store).answers == ()
    answer(store, "nine-months-on.need", best("nine-months-on.need"))
    assert [each.question_id for each in gather(store).answers] == ["nine-months-on.need"]


def test_an_answer_with_options_that_are_no_more_is_left_out(store):
    answer(store, "nine-months-on.need", {"choice": "gone"})
    assert gather(store).answers == ()


# ---------------------------------------------------------------- the button


def test_nothing_is_made_until_it_is_asked_for(store):
    files = []
    form = ShareForm(store)
    form.send = lambda content, buffers=None: files.append((content, buffers))
    form.refresh()
    assert words("share.nothing") in words_of(form.spec["nodes"])
    assert words("share.make") not in buttons(form)
    assert act(form, "make")["problem"] == words("share.nothing")
    filled(store)
    total = 3 + len(load_blueprint().pairs)
    assert words("share.count", count=total) in words_of(form.spec["nodes"])
    assert "Leila" not in json.dumps(form.spec)
    assert files == []
    act(form, "make")
    ((content, buffers),) = files
    assert form.spec["say"] == words("share.made", name=content["name"])
    assert len(read(buffers[0]).answers) == 3
    for key in ("has", "has_not", "known"):
        assert words(f"share.{key}") in words_of(form.spec["nodes"])
    # What can be looked at is what goes into the file, its number aside.
    assert '"gallery.strength"' in words_of(form.spec["nodes"])


# ---------------------------------------------------------------- reading


def whole(name="synthetic-01.json"):
    return json.loads((EXAMPLES / name).read_text("utf-8"))


def signed(content):
    content["checksum"] = checksum(content)
    return json.dumps(content).encode()


def refused(content):
    with pytest.raises(NotShared) as caught:
        read(content)
    return caught.value.key.removeprefix("share.refused.")


def test_a_damaged_file_among_thirty_good_ones():
    found = read_shared(EXAMPLES)
    assert len(found.files) == 30
    assert found.synthetic
    assert found.problems == (("synthetic-17-damaged.json", words("share.refused.damaged")),)
    assert "synthetic-17-damaged.json" in repr(found)
    assert "synthetic" in repr(found).splitlines()[0]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "not_ours"),
        (b"not json", "not_ours"),
        (b"\xff\xfe\x00", "not_ours"),
        (b"[]", "not_ours"),
        (b'{"format": "friend-request-shared-answers", ', "damaged"),
        (b'{"format": "friend-request-shared-answers", "schema": NaN}', "damaged"),
        (b'{"format": "friend-request-shared-answers", "schema": 2}', "newer"),
        (b'{"format": "friend-request-shared-answers", "a": ' + b"[" * 200_000, "damaged"),
        (b"[" * 200_000, "not_ours"),
        (b" " * (shared.MAX_BYTES + 1), "too_large"),
    ],
)
def test_what_is_no_such_file_is_left_out(content, key):
    assert refused(content) == key


def change(content, place, value):
    made = copy.deepcopy(content)
    at = made
    for part in place[:-1]:
        at = at[part]
    if value is None:
        del at[place[-1]]
    else:
        at[place[-1]] = value
    return made


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("schema",), 0),
        (("schema",), True),
        (("course",), "another"),
        (("number",), "me@example.org"),
        (("synthetic",), "yes"),
        (("more",), "text"),
        (("answers",), {}),
        (("answers",), None),
        (("answers", 0), "text"),
        (("answers", 0, "text"), "what I wrote"),
        (("answers", 0, "version"), "<script>"),
        (("answers", 0, "question"), "x" * 300),
        (("answers", 0, "kind"), "reflect"),
        (("answers", 0, "response"), {"text": "what I wrote"}),
        (("answers", 0, "response"), {"choice": "What I wrote"}),
        (("answers", 0, "response"), {"choice": ["a"]}),
        (("answers", 0, "response"), {"choice": "a", "more": "b"}),
        (("answers", 0, "response"), []),
        (("forms",), []),
        (("forms", "later"), {"form": "a", "answers": []}),
        (("forms", "before", "form"), "c"),
        (("forms", "before", "answers", 0, "response"), {"choice": 3}),
    ],
)
def test_a_file_changed_in_any_part_is_left_out_though_its_checksum_is_right(place, value):
    content = whole()
    assert read(signed(content))
    assert refused(signed(change(content, place, value))) == "damaged"


def test_a_question_that_stands_twice_and_a_wrong_checksum_are_noticed():
    content = whole()
    assert refused(signed({**content, "answers": [content["answers"][0]] * 2})) == "damaged"
    assert refused(json.dumps({**content, "number": "0" * 32}).encode()) == "damaged"


def test_a_progress_file_is_never_read(store, tmp_path):
    filled(store)
    raw = transfer.write(store.entries(), store.learner())
    (tmp_path / "progress.json").write_bytes(raw)
    found = read_shared(tmp_path)
    assert found.files == ()
    assert found.problems == (("progress.json", words("share.refused.progress")),)
    assert refused(b"\x1f\x8b" + raw) == "progress"


def test_the_same_file_twice_counts_once():
    content = (EXAMPLES / "synthetic-01.json").read_bytes()
    found = collect([("a.json", content), ("b.json", content), ("c.json", None)])
    assert [each.name for each in found.files] == ["a.json"]
    assert found.problems == (
        ("b.json", words("share.refused.twice", name="a.json")),
        ("c.json", words("share.refused.damaged")),
    )


def test_a_folder_is_asked_for(tmp_path):
    with pytest.raises(ValueError, match="There is no folder"):
        read_shared(tmp_path / "none")
    (tmp_path / "readme.txt").write_text("x")
    assert read_shared(tmp_path).files == ()
    assert repr(read_shared(str(tmp_path))) == "Files read: 0. Left out: 0."


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_file_that_can_t_be_opened_does_not_stop_the_others(tmp_path):
    (tmp_path / "a.json").symlink_to(tmp_path / "nowhere.json")
    (tmp_path / "b.json").mkdir()
    (tmp_path / "c.json").write_bytes((EXAMPLES / "synthetic-02.json").read_bytes())
    found = read_shared(tmp_path)
    assert [each.name for each in found.files] == ["c.json"]
    assert [name for name, _ in found.problems] == ["a.json", "b.json"]


# ---------------------------------------------------------------- the checked-in examples


def test_the_examples_say_that_they_are_synthetic():
    names = sorted(path.name for path in EXAMPLES.iterdir())
    assert len(names) == 31
    for name in names:
        assert name.startswith("synthetic-")
        if "damaged" not in name:
            assert whole(name)["synthetic"] is True


def test_the_examples_are_made_by_a_command_and_the_same_each_time(tmp_path):
    command = [sys.executable, "-m", "friend_request.authoring.example_answers"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert "31 files" in done.stdout
    made = tmp_path / "facilitation" / "example_answers"
    first = {path.name: path.read_bytes() for path in made.iterdir()}
    (made / "synthetic-99.json").write_text("old")
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True,
                   env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert {path.name: path.read_bytes() for path in made.iterdir()} == first
