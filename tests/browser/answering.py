"""Answers every kind of question, with the keyboard alone or with a pointer alone."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from friend_request.content.vocabulary import VERDICTS
from friend_request.questions import judge
from friend_request.widgets.contexts import verdict_words
from friend_request.words import words
from tests.browser.lab import Lab

DRAFT = 'Hi <script>window.hacked = 1</script> <img src=x onerror="window.hacked = 1"> & "you"'
WRITTEN = ("reflect", "write_reply")


def form_of(lab: Lab, question: Any) -> Locator:
    """The form of a question, brought into view so that it is drawn."""
    form = lab.form(question.stem)
    form.scroll_into_view_if_needed()
    return form


def key_response(question: Any) -> dict[str, Any]:
    """The best answer to a question that has a key; the second option of a poll."""
    options = getattr(question, "options", [])
    if question.kind == "best_action":
        return {"choice": next(o.id for o in options if o.verdict == "best")}
    if question.kind == "poll":
        return {"choice": options[1].id}
    if question.kind == "select_all":
        return {"chosen": [o.id for o in options if o.verdict == "best"]}
    if question.kind == "rate_actions":
        return {"ratings": {o.id: o.verdict for o in options}}
    if question.kind == "match":
        return {"pairs": {o.id: o.match for o in options}}
    if question.kind == "put_in_order":
        return {"order": [o.id for o in options]}
    if question.kind == "numeric":
        return {"value": f"{question.answer.value:.10g}"}
    raise AssertionError(f"no key for {question.kind}")


_WORST = {"best": "violation", "defensible": "violation", "risky": "best", "violation": "best"}


def worst_response(question: Any) -> dict[str, Any]:
    """An answer as far from the key as the question allows."""
    options = getattr(question, "options", [])
    if question.kind == "best_action":
        worst = max(options, key=lambda o: VERDICTS.index(o.verdict))
        return {"choice": worst.id}
    if question.kind == "poll":
        return {"choice": options[0].id}
    if question.kind == "select_all":
        return {"chosen": [o.id for o in options if o.verdict in ("risky", "violation")]}
    if question.kind == "rate_actions":
        return {"ratings": {o.id: _WORST[o.verdict] for o in options}}
    if question.kind == "match":
        targets = [t.id for t in question.targets]
        return {
            "pairs": {o.id: targets[(targets.index(o.match) + 1) % len(targets)] for o in options}
        }
    if question.kind == "put_in_order":
        return {"order": [o.id for o in options][::-1]}
    if question.kind == "numeric":
        return {"value": f"{question.answer.value * 10 + 7:.10g}"}
    raise AssertionError(f"no answer for {question.kind}")


def pick_with_arrows(lab: Lab, group: Locator, value: str) -> None:
    """Enter a group of radio buttons with Tab and move with the arrow keys, as in any form."""
    radios = group.locator("input[type=radio]")
    values = [radios.nth(n).get_attribute("value") for n in range(radios.count())]
    lab.tab_to(radios.first)
    assert lab.focus_is_visible()
    lab.page.keyboard.press("Space")
    for _ in range(values.index(value)):
        lab.page.keyboard.press("ArrowDown")
    expect(radios.nth(values.index(value))).to_be_checked()


def _order_on_screen(form: Locator) -> list[str]:
    ids = form.locator("button[data-action=up]").evaluate_all("b => b.map((x) => x.dataset.arg)")
    return list(ids)


def _put_in_order(form: Locator, wanted: list[str], press: Any) -> None:
    """Move each item up to its place, one press at a time."""
    for place, option_id in enumerate(wanted):
        here = _order_on_screen(form).index(option_id)
        while here > place:
            press(form.locator(f"button[data-action=up][data-arg={option_id}]"))
            here -= 1
            expect(form.locator("button[data-action=up]").nth(here)).to_have_attribute(
                "data-arg", option_id
            )
    assert _order_on_screen(form) == wanted


def answer_by_keyboard(lab: Lab, question: Any) -> None:
    """Answer a question with the keyboard alone."""
    form = form_of(lab, question)
    keyboard = lab.page.keyboard
    # The cursor of the keyboard user stands just before the form.
    form.evaluate("e => { e.tabIndex = -1; e.focus(); }")

    def press(button: Locator) -> None:
        # Also backwards: the item to move next may stand above.
        if not button.evaluate("e => e === document.activeElement"):
            form.evaluate("e => e.focus()")
            lab.tab_to(button)
        assert lab.focus_is_visible()
        keyboard.press("Enter")

    if question.kind in WRITTEN:
        lab.tab_to(form.locator("textarea"))
        keyboard.type(DRAFT)
    else:
        response = key_response(question)
        if "choice" in response:
            pick_with_arrows(lab, form.locator("fieldset").first, response["choice"])
        for option_id in response.get("chosen", []):
            lab.tab_to(form.locator(f"input[value={option_id}]"))
            keyboard.press("Space")
        ratings = response.get("ratings", {})
        for shown in form.locator("fieldset fieldset").all() if ratings else []:
            field = shown.locator("input").first.get_attribute("data-field") or ""
            pick_with_arrows(lab, shown, ratings[field.removeprefix("rate-")])
        pairs = response.get("pairs", {})
        for select in form.locator("select").all() if pairs else []:
            field = select.get_attribute("data-field") or ""
            target = pairs[field.removeprefix("pair-")]
            lab.tab_to(select)
            # A closed list moves with the arrow keys; letters would do as well.
            for _ in range([t.id for t in question.targets].index(target) + 1):
                keyboard.press("ArrowDown")
            expect(select).to_have_value(target)
        if "order" in response:
            _put_in_order(form, response["order"], press)
            form.evaluate("e => e.focus()")
        if "value" in response:
            lab.tab_to(form.locator("input[type=text]"))
            keyboard.type(response["value"])
    submit = form.locator("button.fr-primary")
    lab.tab_to(submit)
    assert lab.focus_is_visible()
    keyboard.press("Enter")


def answer_by_pointer(lab: Lab, question: Any, response: dict[str, Any] | None = None) -> None:
    """Answer a question by clicking (and typing where there is something to write).

    Without a `response` the answer is the key's.
    """
    form = form_of(lab, question)
    if question.kind in WRITTEN:
        form.locator("textarea").click()
        lab.page.keyboard.insert_text(DRAFT)
    else:
        response = key_response(question) if response is None else response
        wanted = [response["choice"]] if "choice" in response else response.get("chosen", [])
        for option_id in wanted:
            # The words, not the little circle: the whole line is the target.
            form.locator(f"label:has(input[value={option_id}]) span").click()
        for option_id, verdict in response.get("ratings", {}).items():
            form.locator(f"label:has(input[data-field=rate-{option_id}][value={verdict}])").click()
        for option_id, target in response.get("pairs", {}).items():
            form.locator(f"select[data-field=pair-{option_id}]").select_option(target)
        if "order" in response:
            _put_in_order(form, response["order"], lambda button: button.click())
        if "value" in response:
            form.locator("input[type=text]").click()
            lab.page.keyboard.insert_text(response["value"])
    form.locator("button.fr-primary").click()


def expect_feedback(lab: Lab, question: Any) -> None:
    """The feedback is there in words, and a screen reader has been told."""
    form = form_of(lab, question)
    status = form.locator("[role=status]")
    if question.kind in (*WRITTEN, "poll"):
        expect(status).not_to_be_empty()
        return
    judged = judge(question, key_response(question))
    assert judged.verdict == "best"
    if question.kind == "best_action":
        expect(form.locator(".fr-feedback .fr-verdict").first).to_have_text(
            words("feedback.verdict", verdict=verdict_words(question, "best"))
        )
        key = next(o for o in judged.options if o.chosen)
        expect(status).to_contain_text(key.because[:40])
    elif question.kind == "numeric":
        expect(form.locator(".fr-feedback .fr-verdict").first).to_contain_text("Right")
        expect(status).to_contain_text("Right")
    else:
        agree = words("feedback.agree", right=judged.right, total=judged.total)
        expect(status).to_contain_text(agree)
        expect(form.locator(".fr-verdict").first).to_have_text(agree)


def second_version(lab: Lab, reply: Any) -> None:
    """Rate the first version by the rubric, write the second, and keep both, by keyboard."""
    form = form_of(lab, reply)
    form.evaluate("e => { e.tabIndex = -1; e.focus(); }")
    for part in reply.rubric:
        group = form.locator("fieldset fieldset").filter(has_text=words(f"rubric_question.{part}"))
        pick_with_arrows(lab, group, "1")
    lab.tab_to(form.locator("textarea"))
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.type(" And this.")
    lab.tab_to(form.locator("button.fr-primary"))
    lab.page.keyboard.press("Enter")
    expect(form.locator("[role=status]")).to_contain_text(words("reply.kept"))
    expect(form).to_contain_text(words("reply.sum", right=5, total=10))
