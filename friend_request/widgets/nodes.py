"""The small language in which Python describes a form to the widget that draws it.

A node is a dictionary: `t` (the element), `a` (attributes), `c` (children: nodes or text) and `k`
(a key that keeps an element's identity when the description changes). Text is text: the drawing
side makes text nodes of it and never parses HTML. `form.js` refuses elements and attributes that
are not on its lists.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from typing import Any

Node = dict[str, Any]
WIDTH = 88


def node(tag: str, *children: Node | str | None, key: str | None = None, **attributes: Any) -> Node:
    """Make a node.

    Args:
        tag: element name.
        *children: nodes or text; None is left out.
        key: keeps the element when nodes around it change.
        **attributes: a trailing underscore is dropped (`class_`, `for_`), other underscores become
            hyphens (`aria_label`). None and False leave the attribute out; True makes it empty.
    """
    made: Node = {"t": tag}
    if key is not None:
        made["k"] = key
    given = {
        name.rstrip("_").replace("_", "-"): "" if value is True else str(value)
        for name, value in attributes.items()
        if value is not None and value is not False
    }
    if given:
        made["a"] = given
    inside = [child for child in children if child is not None]
    if inside:
        made["c"] = inside
    return made


def button(label: str, action: str, *, arg: str = "", primary: bool = False, **more: Any) -> Node:
    """A button that sends `action` with all the form's values."""
    return node(
        "button",
        label,
        type="button",
        class_="fr-button fr-primary" if primary else "fr-button",
        data_action=action,
        data_arg=arg or None,
        key=f"button-{action}-{arg}",
        **more,
    )


def row(*children: Node | None) -> Node:
    """Buttons side by side."""
    return node("div", *children, class_="fr-row")


def option(
    kind: str, field: str, value: str, label: str, *, checked: bool = False, id_: str = ""
) -> Node:
    """A radio button or a checkbox inside its label, so that the whole line can be clicked."""
    return node(
        "label",
        node(
            "input",
            type=kind,
            data_field=field,
            value=value,
            checked=checked,
            id=id_ or None,
        ),
        node("span", label),
        class_="fr-option",
        key=f"{field}-{value}",
    )


def choices(
    legend: str | Node,
    field: str,
    options: Iterable[tuple[str, str]],
    chosen: str | None = None,
    *,
    inline: bool = False,
    key: str | None = None,
    described_by: str | None = None,
) -> Node:
    """A fieldset of radio buttons: `options` are (value, label)."""
    head = node("legend", legend, class_="fr-legend")
    return node(
        "fieldset",
        head,
        *(
            option("radio", field, value, label, checked=value == chosen)
            for value, label in options
        ),
        class_="fr-group fr-inline" if inline else "fr-group",
        key=key or f"choices-{field}",
        aria_describedby=described_by,
    )


def text_line(
    field: str, label: str, *, hint: str | None = None, key: str | None = None, **more: Any
) -> Node:
    """A labelled box for one line, with a hint below that describes it.

    Args:
        field: the control's name and id.
        label: what stands above it.
        hint: what stands below it, if anything.
        key: as for `node`.
        **more: attributes of the box itself, such as `value` or `maxlength`.
    """
    why = f"{field}-why" if hint else None
    return node(
        "div",
        node("label", label, for_=field, class_="fr-label"),
        node("input", type="text", id=field, data_field=field, aria_describedby=why, **more),
        node("p", hint, id=why, class_="fr-small") if hint else None,
        class_="fr-field",
        key=key,
    )


def text_area(
    field: str, label: str, *, value: str = "", rows: int = 6, described_by: str | None = None
) -> Node:
    """A labelled box for free text, whose drafts are kept while one types."""
    return node(
        "div",
        node("label", label, for_=field, class_="fr-label"),
        node(
            "textarea",
            id=field,
            data_field=field,
            data_draft=True,
            rows=rows,
            value=value,
            aria_describedby=described_by,
            dir="auto",
        ),
        class_="fr-field",
        key=f"text-{field}",
    )


def select(
    field: str,
    label: str,
    options: Iterable[tuple[str, str]],
    chosen: str | None = None,
    *,
    echo: bool = False,
) -> Node:
    """A labelled drop-down list: `options` are (value, label).

    With `echo`, what is chosen is repeated below on narrow screens, where a closed list cuts it.
    """
    return node(
        "div",
        node("label", label, for_=field, class_="fr-label"),
        node(
            "select",
            *(
                node("option", text, value=value, selected=value == chosen)
                for value, text in options
            ),
            id=field,
            data_field=field,
        ),
        node("p", data_echo=field, aria_hidden="true", class_="fr-echo") if echo else None,
        class_="fr-field",
        key=f"select-{field}",
    )


def details(summary: str, *children: Node | str | None, key: str | None = None) -> Node:
    """Something that opens on request."""
    return node(
        "details", node("summary", summary), node("div", *children), class_="fr-details", key=key
    )


def typed(drawn: Node | str, values: dict[str, Any]) -> Node | str:
    """The same node with what was typed into its boxes, as far as drafts of them are kept."""
    if isinstance(drawn, str):
        return drawn
    made = {**drawn, "c": [typed(child, values) for child in drawn["c"]]} if "c" in drawn else drawn
    given = made.get("a", {})
    text = values.get(given.get("data-field", ""))
    if "data-draft" not in given or "value" not in given or not isinstance(text, str):
        return made
    if given.get("type") in ("radio", "checkbox"):
        return made
    return {**made, "a": {**given, "value": text}}


# --- Course text ----------------------------------------------------------------------------

# One line in which nothing can be Markdown, as most reasons are: drawn at once, and without the
# import of a parser that the first question would wait for.
_PLAIN = re.compile(
    r"""(?![-+=:\d\s]) [^\\`*_\[\]<>&#~|^$=\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]+ (?<!\s)""",
    re.VERBOSE,
)


def rich(text: str, heading: int = 4) -> list[Node]:
    """Turn the Markdown of a story or a reason into nodes.

    Paragraphs, emphasis, lists, quotations, links to the web and headings are drawn; anything
    else, HTML included, stays the text that it is.

    Args:
        text: Markdown.
        heading: the level that a first-level heading gets.
    """
    if _PLAIN.fullmatch(text):
        return [node("p", text)]
    import mistune

    tokens = mistune.create_markdown(renderer=None)(text)
    return [made for token in tokens for made in _block(token, heading)]


def _block(token: dict[str, Any], heading: int) -> list[Node]:
    kind = token["type"]
    children = token.get("children", [])
    if kind == "blank_line":
        return []
    if kind in ("paragraph", "block_text"):
        return [node("p", *_inline(children))]
    if kind == "heading":
        level = min(heading + token["attrs"]["level"] - 1, 6)
        return [node(f"h{level}", *_inline(children))]
    if kind == "list":
        tag = "ol" if token["attrs"].get("ordered") else "ul"
        items = [
            node("li", *(n for child in item["children"] for n in _block(child, heading)))
            for item in children
        ]
        return [node(tag, *items)]
    if kind == "block_quote":
        return [node("blockquote", *(n for child in children for n in _block(child, heading)))]
    if kind == "thematic_break":
        return [node("hr")]
    return [node("p", token.get("raw") or _plain_inline(children))]


def _inline(tokens: list[dict[str, Any]]) -> list[Node | str]:
    made: list[Node | str] = []
    for token in tokens:
        kind = token["type"]
        children = token.get("children", [])
        if kind == "text":
            made.append(token["raw"])
        elif kind == "softbreak":
            made.append(" ")
        elif kind == "linebreak":
            made.append(node("br"))
        elif kind == "emphasis":
            made.append(node("em", *_inline(children)))
        elif kind == "strong":
            made.append(node("strong", *_inline(children)))
        elif kind == "codespan":
            made.append(node("code", token["raw"]))
        elif kind == "link":
            made.append(node("a", *_inline(children), href=token["attrs"]["url"]))
        else:
            made.append(token.get("raw") or _plain_inline(children))
    return made


def _plain_inline(tokens: list[dict[str, Any]]) -> str:
    return "".join(t.get("raw") or _plain_inline(t.get("children", [])) for t in tokens)


def fill(text: str, indent: str = "", first: str | None = None) -> str:
    """Wrap Markdown text for the text form: paragraphs stay apart, emphasis marks stay."""
    paragraphs = [" ".join(part.split()) for part in text.strip().split("\n\n")]
    wrapped = [
        textwrap.fill(
            part,
            WIDTH,
            initial_indent=(first if first is not None and n == 0 else indent),
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for n, part in enumerate(paragraphs)
    ]
    return "\n\n".join(wrapped)
