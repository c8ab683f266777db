"""What is derived from the models: JSON Schemas for editors, field tables for people."""

import datetime
import json
from typing import Any, Final

from pydantic_core import PydanticUndefined

from generator.amount import Amount
from generator.facts import field_hints, holds, literals, model_in, reference_in
from generator.fields import Facts
from generator.model import FACTS, Dose, DoseChange, PlainFacts
from generator.problems import WrongUse

BEGIN: Final = "<!-- fields: made by `python -m generator schema` -->"
END: Final = "<!-- end of fields -->"


def schemas() -> dict[str, str]:
    """Return the JSON Schema of the front matter of each kind, by its file's name."""
    return {f"{kind}.json": _schema(kind, model) for kind, model in FACTS.items()}


def _schema(kind: str, model: type[Facts]) -> str:
    schema = model.model_json_schema()
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    schema["title"] = f"Front matter of content/{kind}/<id>.md"
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def field_reference() -> str:
    """Return the tables of all fields, as Markdown."""
    parts = []
    for kind, model in FACTS.items():
        if model is not PlainFacts:
            parts.append(f"### `content/{kind}/<id>.md`\n\n{_table(model)}")
    plain = ", ".join(f"`{kind}`" for kind, model in FACTS.items() if model is PlainFacts)
    parts.append(f"### {plain} and `disclaimer.md`\n\n{_table(PlainFacts)}")
    parts += [f"### {_name(model)}\n\n{_about(model)}\n\n{_table(model)}" for model in _nested()]
    return "\n\n".join(parts)


def with_reference(text: str) -> str:
    """Return a document with the field tables renewed between the two marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise WrongUse(f"The marks '{BEGIN}' and '{END}' are not both there.")
    return f"{before}{BEGIN}\n\n{field_reference()}\n\n{END}{after}"


def _nested() -> list[type[Facts]]:
    """Return the models that stand within others, in the order in which they are met."""
    found: list[type[Facts]] = []
    waiting: list[type[Facts]] = list(FACTS.values())
    while waiting:
        for hint in field_hints(waiting.pop(0)).values():
            nested = model_in(hint)
            if nested and nested is not DoseChange and nested not in found:
                found.append(nested)
                waiting.append(nested)
    return found


def _name(model: type[Facts]) -> str:
    """Return the name of a model as a heading: SourceReviewer is 'Source reviewer'."""
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in model.__name__).strip()
    return words[0].upper() + words[1:]


def _about(model: type[Facts]) -> str:
    return " ".join((model.__doc__ or "").split())


def _table(model: type[Facts]) -> str:
    rows = ["| field | needed | value | meaning |", "|---|---|---|---|"]
    for name, hint in field_hints(model).items():
        info = model.model_fields[name]
        needed = "yes" if info.default is PydanticUndefined else ""
        meaning = (info.description or "").replace("|", "\\|")
        rows.append(f"| `{name}` | {needed} | {_value(hint)} | {meaning} |")
    return "\n".join(rows)


def _value(hint: Any) -> str:
    """Return what a field holds, in words."""
    many = "list of " if holds(hint, tuple) else ""
    nested = model_in(hint)
    reference = reference_in(hint)
    words = {Amount: "amount", datetime.date: "date", bool: "true or false", int: "whole number"}
    if nested:
        return many + ("dose" if nested in (Dose, DoseChange) else _name(nested).lower())
    if reference:
        return f"{many}id in `{reference.kind}/`"
    if allowed := literals(hint):
        return ", ".join(f"`{word}`" for word in allowed)
    return many + next((word for kind, word in words.items() if holds(hint, kind)), "text")
