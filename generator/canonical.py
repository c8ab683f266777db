"""The one style of a content file: the one in which the editing page writes it.

A form writes the whole file anew. Where the file has this style already, only what was edited
changes. The page writes its front matter with the package `yaml` for JavaScript, as set in
`generator.editor`: no value is folded, and texts stand without quotes where they can.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final

from generator.amount import Amount
from generator.facts import field_hints, holds, model_in
from generator.fields import Facts
from generator.front_matter import Scalar, Value, comments, needs_quotes
from generator.problems import Position
from generator.source import Source

# What no text without quotes may begin with, hold or end with (YAML 1.2.2, 7.3.3).
_NOT_PLAIN: Final = re.compile(
    r"""^[\t ,\[\]{}#&*!|>'"%@`]|^[?-](?:[ \t]|$)|:[ \t]|[\t ]#|[\t :]$"""
)


def canonical(source: Source, model: type[Facts]) -> str:
    """Return the text of a file in the one style: its fields in the order of their model."""
    body = "\n".join(source.lines[source.body :]).strip()
    values = _ordered(source.front.values if source.front else {}, model)
    if not values:
        return f"{body}\n"
    return "\n".join(["---", *front_matter(values), "---", "", body, ""])


def departure(source: Source, model: type[Facts]) -> tuple[Position, bool] | None:
    """Return where a file leaves the one style first, and whether that is a comment, or None."""
    wanted = canonical(source, model).split("\n")
    pairs = enumerate(zip_longest(source.lines, wanted), start=1)
    different = next((number for number, (old, new) in pairs if old != new), None)
    if different is None:
        return None
    remark = next(remarks(source), None)
    return remark or Position(min(different, len(source.lines))), remark is not None


def remarks(source: Source) -> Iterator[Position]:
    """Yield where each comment stands, which a form would drop."""
    if source.body:
        yield from comments("\n".join([*source.lines[1 : source.body - 1], ""]), first_line=2)


def _ordered(values: Mapping[str, Value], model: type[Facts]) -> dict[str, Value]:
    """Return the values in the order of their fields, without those that say nothing."""
    found: dict[str, Value] = {}
    for name, hint in field_hints(model).items():
        value = _within(values.get(name), hint)
        is_default = value is False and model.model_fields[name].default is False
        if value not in (None, "", [], {}) and not is_default:
            found[name] = value
    return found


def _within(value: Value, hint: Any) -> Value:
    """Return a value of a field of that type as a form holds it: an amount is a text."""
    nested = model_in(hint)
    if isinstance(value, list):
        return [_within(item, hint) for item in value]
    if isinstance(value, dict) and nested:
        return _ordered(value, nested)
    return str(value) if isinstance(value, int) and holds(hint, Amount) else value


def front_matter(values: Mapping[str, Value]) -> Iterator[str]:
    """Yield the lines of a group of fields, as they stand at the left edge."""
    for key, value in values.items():
        if isinstance(value, dict | list) and value:
            yield f"{key}:"
            yield from map(_indented, _lines(value))
        else:
            first, *rest = _lines(value)
            yield f"{key}: {first}"
            yield from rest


def _sequence(values: list[Value]) -> Iterator[str]:
    for value in values:
        first, *rest = _lines(value)
        yield f"- {first}"
        yield from map(_indented, rest) if isinstance(value, dict | list) else rest


def _indented(line: str) -> str:
    return line and f"  {line}"


def _lines(value: Value) -> list[str]:
    """Return the lines of a value; the second and later ones of a text are indented already."""
    if isinstance(value, dict):
        return [*front_matter(value)] or ["{}"]
    if isinstance(value, list):
        return [*_sequence(value)] or ["[]"]
    return _scalar(value)


def _scalar(value: Scalar) -> list[str]:
    if not isinstance(value, str):
        return [json.dumps(value)]
    lines = [line.rstrip() for line in value.strip().split("\n")]
    if len(lines) > 1:
        return ["|-", *map(_indented, lines)]
    return [_text(lines[0])]


def _text(text: str) -> str:
    """Return a text of one line, in quotes where it needs them: in those that it does not hold."""
    if not _NOT_PLAIN.search(text) and not needs_quotes(text):
        return text
    if "'" in text and '"' not in text:
        return json.dumps(text, ensure_ascii=False)
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
