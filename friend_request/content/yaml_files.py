"""Reading YAML with care: keys that stand twice, mistakes in words, and where a thing stands."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any

import yaml

from friend_request.content_errors import ContentError, Problem, show

# libyaml reads a file about ten times faster; a Python without it still gets the course.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Checked:
    """Refuses a key that stands twice in one mapping: YAML would keep the last and say nothing."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)  # type: ignore[attr-defined]
            if isinstance(key, (str, int)) and key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands here twice. Keep one.", key_node.start_mark
                )
            if isinstance(key, (str, int)):
                seen.add(key)
        return super().construct_mapping(node, deep=deep)  # type: ignore[misc]


class _CheckedLoader(_Checked, Loader):  # type: ignore[misc,valid-type]
    pass


# YAML's own sentences speak of tokens, keys and indicators. libyaml and PyYAML word some of them
# differently, so that both are here. The first that fits counts; `{char}` is what stands there.
_OPEN_QUOTE = (
    "A quotation mark is not closed, or stands in the middle of a text. Look in this line and "
    "those above. Safest: write >- after the colon, and the text in the next line, two spaces "
    "further in."
)
_OUT_OF_LINE = "This line begins further left or right than its neighbours."
_BEGINS_WITH = "A text can't begin with {char}. Put it between quotation marks."
_TEXT_AFTER_QUOTE = re.compile(r"""\s*-? *([\w-]+: *)?(["']).*\2\s*[^\s#]""")
_YAML_SAYS = (
    (r"tab character", "There is a tab in this line. Use spaces."),
    (r"undefined alias|scanning an alias", _BEGINS_WITH.replace("{char}", "*")),
    (r"scanning an anchor", _BEGINS_WITH.replace("{char}", "&")),
    (r"cannot start any token", _BEGINS_WITH),
    (
        r"unknown escape",
        r"Between double quotation marks a \ must be written twice. Single ones leave it as it is.",
    ),
    (r"scanning a quoted scalar|scanning a double-quoted scalar", _OPEN_QUOTE),
    (
        r"could not find expected ':'",
        "Here or in the line above: a space is missing after a colon, or a line of the story lost "
        "its two spaces.",
    ),
    (r"expected '-' indicator|block (collection|sequence).*expected <block end>", _OUT_OF_LINE),
    (r"did not find expected key|block mapping.*expected <block end>", _OPEN_QUOTE),
    (
        r"mapping values are not allowed",
        "Put text that holds a colon between quotation marks, or after >-; or this line is "
        "indented too far, or | is missing after story:.",
    ),
    (
        r"expected ',' or",
        "A bracket is not closed: { needs } and [ needs ]. Or a text between brackets holds a "
        "comma or a colon: put it between quotation marks.",
    ),
    (
        r"found unexpected end of stream|document (end|start)",
        "Something above is not closed: a quotation mark or a bracket.",
    ),
)


def _yaml_in_words(error: yaml.MarkedYAMLError, text: str, mark: Any) -> str:
    """What YAML complains of, for somebody who has never heard of YAML."""
    lines = text.splitlines()
    here = lines[mark.line] if mark and mark.line < len(lines) else ""
    problem = error.problem or "the file is not valid YAML"
    whole = f"{error.context or ''} {problem}"
    if "cannot start any token" in problem and "\t" in here:
        return "There is a tab in this line. Use spaces."
    for pattern, said in _YAML_SAYS:
        if re.search(pattern, whole):
            # YAML finds the same fault with a line out of place and with text after a quotation.
            if said == _OPEN_QUOTE and "quoted" not in whole and not re.search("[\"']", here):
                return f"{_OUT_OF_LINE} Or a quotation mark above is not closed."
            if said == _OUT_OF_LINE and re.match(
                r"""\s*-? *([\w-]+: *)?(["']).*\2\s*[^\s#]""", here
            ):
                return _OPEN_QUOTE
            return said.replace("{char}", here[mark.column : mark.column + 1] if mark else "")
    if tag := re.search(r"constructor for the tag '([^']+)'", problem):
        return f"A text can't begin with ! ({tag[1]}). Put it between quotation marks."
    return problem if problem.endswith(".") else problem + "."


def read_yaml(path: Path) -> Any:
    shown = show(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        near = difflib.get_close_matches(path.stem, [p.stem for p in path.parent.glob("*.yaml")])
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ContentError([Problem(shown, None, "", f"there is no such file.{hint}")]) from None
    except UnicodeDecodeError as error:
        raise ContentError(
            [Problem(shown, None, "", f"save the file as UTF-8 ({error.reason}).")]
        ) from None
    try:
        return yaml.load(text, Loader=_CheckedLoader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        said = _yaml_in_words(error, text, mark)
        raise ContentError([Problem(shown, line, "", said)]) from None
    except yaml.YAMLError as error:
        raise ContentError([Problem(shown, None, "", f"not valid YAML: {error}.")]) from None


def line_of(path: Path, loc: tuple[Any, ...], message: str = "") -> int | None:
    """The line at which the innermost part of `loc` that exists begins.

    A mistake between two parts of a file has no place of its own: then the line is the first that
    holds something which the message quotes.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=Loader)
    except (yaml.YAMLError, OSError):
        return None
    line = None
    if not loc:
        for quoted in re.findall(r"'([^']+)'", message):
            for number, found in enumerate(text.splitlines(), 1):
                if quoted in found:
                    return number
    else:
        line = node.start_mark.line + 1 if node else None
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, node = key.start_mark.line + 1, value
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            if part >= len(node.value):
                break
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
