"""A room with the keyboard alone: one facilitator and two learners, each in a browser of their own.

Each has a notebook of their own and so a kernel of their own, as on Binder: nothing but the codes
goes from one to the other.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from friend_request.content import load_question
from friend_request.words import words
from friend_request.workshop.codes import decode, make
from friend_request.workshop.numbers import space, to_response
from friend_request.workshop.shared import read
from tests.browser.axe import violations
from tests.browser.lab import Lab, Server

ASKED = "nine-months-on.need"
WORD = "quiet harbour"
ROOM, ANSWER = "facilitation/room.ipynb", "facilitation/answer.ipynb"


@pytest.fixture
def people(browser: Browser, server: Server, fresh: None) -> Iterator[list[Lab]]:
    """A facilitator and two learners: separate contexts, and notebooks of their own."""
    contexts = [browser.new_context(viewport={"width": 1280, "height": 900}) for _ in range(3)]
    second = server.work / "facilitation" / "answer_2.ipynb"
    second.write_bytes((server.work / ANSWER).read_bytes())
    yield [Lab(context.new_page(), server) for context in contexts]
    for context in contexts:
        context.close()


def press(lab: Lab, button: Locator) -> None:
    """Go to a button with Tab and press it."""
    lab.tab_to(button, 120)
    assert lab.focus_is_visible()
    lab.page.keyboard.press("Enter")


def choose(lab: Lab, form: Locator, name: str, value: str) -> None:
    """Go to a list with Tab and walk to an entry with the arrows."""
    box = form.locator(f"select[data-field={name}]")
    lab.tab_to(box, 60)
    entries = box.locator("option").evaluate_all("all => all.map((o) => o.value)")
    lab.page.keyboard.press("Home")
    for _ in range(entries.index(value)):
        lab.page.keyboard.press("ArrowDown")
    expect(box).to_have_value(value)


def pick_question(lab: Lab, app: str, notebook: str) -> Locator:
    """Open a notebook, run it, and choose the question from its lists."""
    lab.open(notebook, app)
    lab.run_all()
    form = lab.form(words("room_pick.title"))
    form.scroll_into_view_if_needed()
    form.locator("select[data-field=lesson]").focus()
    choose(lab, form, "lesson", "01")
    press(lab, form.get_by_role("button", name=words("room_pick.list")))
    expect(form.locator("select[data-field=pick]")).to_be_focused()
    choose(lab, form, "pick", ASKED)
    press(lab, form.get_by_role("button", name=words("room_pick.open")))
    expect(form.locator("h3")).to_be_focused()
    return form


def fill(lab: Lab, form: Locator, name: str, text: str) -> None:
    """Go to a box with Tab and type over what is there."""
    lab.tab_to(form.locator(f"[data-field={name}]"), 60)
    lab.page.keyboard.press("Control+a")
    lab.page.keyboard.type(text)


def code_for(lab: Lab, form: Locator, option: str, label: str) -> str:
    """Choose an option with the arrows and get its code."""
    options = form.locator("[data-field=choice]")
    values = options.evaluate_all("all => all.map((o) => o.value)")
    checked = form.locator("[data-field=choice]:checked")
    start = values.index(checked.get_attribute("value")) if checked.count() else 0
    lab.tab_to(options.nth(start), 60)
    lab.page.keyboard.press("Space")
    for _ in range((values.index(option) - start) % len(values)):
        lab.page.keyboard.press("ArrowDown")
    expect(form.locator(f"[data-field=choice][value='{option}']")).to_be_checked()
    press(lab, form.get_by_role("button", name=label, exact=True))
    box = form.locator("input.fr-code")
    expect(box).to_be_visible()
    code = box.input_value()
    expect(form.locator("[role=status]")).to_contain_text(" ".join(code.replace("-", "")))
    return code


def picture(lab: Lab, name: str) -> None:
    """Pictures for looking at."""
    folder = os.environ.get("FRIEND_REQUEST_PICTURES")
    if folder:
        lab.page.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.mark.parametrize("app", [pytest.param("lab", marks=pytest.mark.release), "notebook"])
def test_two_rounds_of_a_room(people: list[Lab], app: str) -> None:
    asked = load_question(ASKED)
    ids = [option.id for option in asked.options]
    host, one, two = people
    notebooks = (ANSWER, ANSWER.replace("answer", "answer_2"))

    # The facilitator sets the word and says how many are here.
    room = pick_question(host, app, ROOM)
    cells = host.page.locator(".jp-Cell").count()
    fill(host, room, "word", WORD)
    fill(host, room, "present", "8")
    press(host, room.get_by_role("button", name=words("room.keep"), exact=True))
    expect(room.locator("[role=status]")).to_have_text(words("room.kept", word=WORD))

    # Two learners answer alone; one of them has not heard the word.
    codes = []
    forms = []
    for lab, notebook, option, word in (
        (one, notebooks[0], ids[0], WORD.upper()),
        (two, notebooks[1], ids[2], ""),
    ):
        form = pick_question(lab, app, notebook)
        expect(form).to_contain_text(words("answer_code.open_all"))
        if word:
            fill(lab, form, "word", word)
            form.locator("[data-field=choice]").first.focus()
        codes.append(code_for(lab, form, option, words("answer_code.show")))
        forms.append(form)
    number = decode(codes[0], WORD).split(space(asked))[1]
    assert to_response(asked, number) == {"choice": ids[0]}

    # Five others hand in theirs on paper; the chat is pasted as it is.
    others = [make(asked, n % 4, 1, 1000 + n, WORD) for n in range(5)]
    chat = "\n".join(
        [f"[10:0{n}] Somebody {n}: {code.lower()}" for n, code in enumerate([*others, *codes])]
        + [f"> [10:00] Somebody 0: {others[0].replace('-', ' ')}", "thanks all, see you at two"]
    )
    paste = room.locator("[data-field=paste]")
    host.tab_to(paste, 60)
    host.page.keyboard.insert_text(chat)
    press(host, room.get_by_role("button", name=words("room.read")))
    report = room.locator("ul", has_text=words("room.report.new_1", count=6))
    expect(report).to_contain_text(words("room.report.doubled", count=1))
    expect(report).to_contain_text(words("room.report.no_word", count=1))
    expect(paste).to_have_value("")
    expect(room.locator("img")).to_have_count(0)

    # The learner without the word hears it, and shows the code again: it is the same person.
    fill(two, forms[1], "word", WORD)
    again = forms[1].get_by_role("button", name=words("answer_code.show_again"))
    press(two, again)
    expect(forms[1].locator("input.fr-code")).not_to_have_value(codes[1])
    codes[1] = forms[1].locator("input.fr-code").input_value()
    host.tab_to(paste, 60)
    host.page.keyboard.insert_text(codes[1])
    press(host, room.get_by_role("button", name=words("room.read")))
    expect(room).to_contain_text(words("room.report.new_1", count=1))
    press(host, room.get_by_role("button", name=words("room.close_1")))
    figure = room.locator("figure img")
    expect(figure).to_have_attribute("alt", re.compile(r"of 7"), timeout=30_000)
    expect(room.locator("h4")).to_be_focused()
    picture(host, f"room-first-{app}")

    # After talking about it both answer again, and one more code comes too late for round one.
    second = []
    for lab, form in ((one, forms[0]), (two, forms[1])):
        press(lab, form.get_by_role("button", name=words("answer_code.next")))
        expect(form).to_contain_text(words("answer_code.after"))
        second.append(code_for(lab, form, ids[1], words("answer_code.show")))
    late = make(asked, 3, 1, 7777, WORD)
    others = [make(asked, 1, 2, 2000 + n, WORD) for n in range(4)]
    others.append(make(asked, 0, 2, 3000, WORD))
    host.tab_to(paste, 60)
    host.page.keyboard.insert_text("\n".join([*second, *others, late]))
    press(host, room.get_by_role("button", name=words("room.read")))
    expect(room).to_contain_text(words("room.report.late", count=1))
    press(host, room.get_by_role("button", name=words("room.close_2")))
    expect(figure).to_have_attribute("alt", re.compile(r"6 of 7 \(86%\)"), timeout=30_000)
    rows = room.locator("table tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.nth(1)).to_contain_text("6")
    picture(host, f"room-second-{app}")
    assert figure.evaluate("e => e.complete && e.naturalWidth > 400")

    # The reasons come after the second code only.
    press(one, forms[0].get_by_role("button", name=words("answer_code.reasons")))
    expect(forms[0]).to_contain_text(asked.options[1].because[:40])
    picture(one, f"room-learner-{app}")

    for lab in people:
        found = violations(lab.page)
        assert not found, "\n".join(found)
        assert lab.foreign() == []
        assert lab.errors == []
    assert host.page.locator(".jp-Cell").count() == cells

    # One press, and one question, delete it all.
    press(host, room.get_by_role("button", name=words("room.forget"), exact=True))
    press(host, room.get_by_role("button", name=words("room.forget_yes")))
    expect(room.locator("figure")).to_have_count(0)
    # Nothing of it has been written to the disk.
    assert not (host.server.data / "progress.sqlite3").exists() or host.server.answers() == []


def test_a_code_and_a_file_are_had_without_a_mouse(lab: Lab) -> None:
    """Copying where the browser forbids it, and the file of answers."""
    form = pick_question(lab, "lab", ANSWER)
    lab.page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }"
    )
    first = load_question(ASKED).options[0].id
    code = code_for(lab, form, first, words("answer_code.show"))
    press(lab, form.get_by_role("button", name=words("answer_code.copy")))
    box = form.locator("input.fr-code")
    expect(form.locator("[role=alert]")).to_have_text(words("answer_code.selected"))
    expect(box).to_be_focused()
    selected = box.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)")
    assert selected == code
    # It can be read and copied, not changed by a stray key; and no cell is touched.
    lab.page.keyboard.type("dd b")
    expect(box).to_have_value(code)
    share = lab.form(words("share.title"))
    share.scroll_into_view_if_needed()
    expect(share).to_contain_text(words("share.nothing"))
    assert lab.errors == []


def test_a_shared_file_is_downloaded(lab: Lab) -> None:
    lab.open("notebooks/01_nine_months_on.ipynb")
    lab.run_all()
    form = lab.form(load_question(ASKED).stem)
    form.scroll_into_view_if_needed()
    form.locator("[data-field=choice]").first.focus()
    lab.page.keyboard.press("Space")
    press(lab, form.get_by_role("button", name=words("question.check"), exact=True))
    expect(form.locator("[role=status]")).to_contain_text(words("question.answer_kept"))
    lab.open(ANSWER)
    lab.run_all()
    share = lab.form(words("share.title"))
    share.scroll_into_view_if_needed()
    share.locator("summary").focus()
    lab.page.keyboard.press("Enter")
    expect(share.locator(".fr-quote")).to_contain_text(ASKED)
    found = violations(lab.page)
    assert not found, "\n".join(found)
    with lab.page.expect_download() as caught:
        press(lab, share.get_by_role("button", name=words("share.make")))
    assert caught.value.suggested_filename.startswith("friend-request-shared-")
    made = read(Path(caught.value.path()).read_bytes())
    assert [each.question_id for each in made.answers] == [ASKED]
    assert lab.foreign() == []
