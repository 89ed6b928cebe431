"""What a screen reader finds in a form: Chromium's accessibility tree, written as lines of text.

Screen readers do not read the page; they read this tree. Each line is a role, a name, and what is
said with it. It is no recording of a screen reader: each puts the same facts in its own words.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator

# Roles as people name them; what is not here is said by Chromium's own name.
ROLES = {
    "radio": "radio button",
    "checkbox": "box to tick",
    "combobox": "list to choose from",
    "textbox": "text box",
    "DisclosureTriangle": "part that opens",
    "image": "picture",
    "rowheader": "row header",
    "columnheader": "column header",
}
# What stands for itself, or is only a wrapping of what is inside.
SILENT = {
    "generic", "none", "paragraph", "Legend", "LabelText", "InlineTextBox", "Details", "strong",
    "emphasis", "code", "rowgroup", "ListMarker", "Figcaption", "figure", "LineBreak",
}  # fmt: skip
# A control says its name itself: the text inside is the same words once more.
NAMED = {
    "button",
    "link",
    "option",
    "DisclosureTriangle",
    "heading",
    "caption",
    "radio",
    "checkbox",
}
STATES = ("checked", "expanded", "disabled", "required", "invalid", "readonly")


def spoken(form: Locator) -> list[str]:
    """Return the lines of a form's accessibility tree, indented by groups, lists and tables."""
    page = form.page
    # What is far out of view has no tree.
    form.scroll_into_view_if_needed()
    form.evaluate("e => e.setAttribute('data-spoken', '')")
    session = page.context.new_cdp_session(page)
    try:
        root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        found = session.send("DOM.querySelector", {"nodeId": root, "selector": "[data-spoken]"})
        nodes = session.send("Accessibility.queryAXTree", {"nodeId": found["nodeId"]})["nodes"]
    finally:
        session.detach()
        form.evaluate("e => e.removeAttribute('data-spoken')")
    known = {n["nodeId"]: n for n in nodes}
    lines: list[str] = []
    _walk(nodes[0], known, 0, lines)
    return lines


def _walk(node: dict[str, Any], known: dict[str, Any], depth: int, lines: list[str]) -> None:
    role = node.get("role", {}).get("value", "")
    inside = [known[c] for c in node.get("childIds", []) if c in known]
    # A part that opens is wrapped in a group without a name.
    opens = any(n.get("role", {}).get("value") == "DisclosureTriangle" for n in inside)
    if node.get("ignored") or role in SILENT or (role == "group" and opens):
        # A label's words are said with its control.
        if role in ("LabelText", "Legend"):
            inside = [n for n in inside if _holds_control(n, known)]
        for child in inside:
            _walk(child, known, depth, lines)
        return
    name = " ".join(node.get("name", {}).get("value", "").split())
    if role == "StaticText":
        if name:
            lines.append("  " * depth + name)
        return
    said = [f'{ROLES.get(role, role)} "{name}"' if name else ROLES.get(role, role)]
    properties = {p["name"]: p["value"].get("value") for p in node.get("properties", [])}
    if role == "heading":
        said.append(f"level {properties.get('level')}")
    if "value" in node and role in ("combobox", "textbox"):
        said.append(f'holds "{" ".join(str(node["value"]["value"]).split())}"')
    said += [_state(s, properties[s]) for s in STATES if s in properties]
    described = " ".join(node.get("description", {}).get("value", "").split())
    if described:
        said.append(f'described by "{described}"')
    lines.append("  " * depth + ", ".join(s for s in said if s))
    if role in NAMED or role in ("textbox", "combobox"):
        # Of what is inside only controls are left to say: the options of a list, a link in a title.
        inside = [n for n in inside if role == "combobox" or _holds_control(n, known)]
    for child in inside:
        _walk(child, known, depth + 1, lines)


def _holds_control(node: dict[str, Any], known: dict[str, Any]) -> bool:
    role = node.get("role", {}).get("value", "")
    if not node.get("ignored") and role in (*ROLES, "button", "link", "option", "MenuListPopup"):
        return True
    return any(_holds_control(known[c], known) for c in node.get("childIds", []) if c in known)


def _state(name: str, value: Any) -> str:
    if name == "checked":
        return "ticked" if value in (True, "true") else "not ticked"
    if name == "expanded":
        return "open" if value in (True, "true") else "closed"
    return name if value in (True, "true") else ""
