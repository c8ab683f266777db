"""Front matter to checked facts: what pydantic finds becomes problems in people's words."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, Literal, TypeVar, get_args, get_origin, get_type_hints

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from generator.fields import ID_PATTERN, MAX_ID, Facts, Reference
from generator.front_matter import FrontMatter, Path
from generator.problems import Problem, error, said, shown, suggest

F = TypeVar("F", bound=Facts)

ID_RULE: Final = f"lower-case words joined by hyphens, at most {MAX_ID} characters"

_CODES: Final = {
    "extra_forbidden": "unknown-field",
    "missing": "missing-field",
    "literal_error": "wrong-value",
    "string_pattern_mismatch": "wrong-value",
    "greater_than_equal": "wrong-value",
    "less_than_equal": "wrong-value",
    "too_short": "wrong-length",
    "too_long": "wrong-length",
    "string_too_short": "wrong-length",
    "string_too_long": "wrong-length",
}
_WANTED: Final = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list, one '- value' a line",
    "model_type": "lines of 'key: value'",
}


def read_facts(path: str, front: FrontMatter, model: type[F]) -> tuple[F | None, list[Problem]]:
    """Return the checked facts of one front matter, or every problem in it."""
    try:
        return model.model_validate(front.values), []
    except ValidationError as fault:
        found = [details for details in fault.errors(include_url=False) if not _echo(details)]
        return None, [_problem(path, front, model, details) for details in found]


def refusal(model: type[Facts], values: Mapping[str, object], field: tuple[str, ...]) -> str:
    """Return why the value of one field is refused, or ""; what else is wrong is not told."""
    try:
        model.model_validate(values)
    except ValidationError as fault:
        for details in fault.errors(include_url=False):
            names = tuple(part for part in details["loc"] if isinstance(part, str))
            if names[: len(field)] == field and details["type"] != "missing":
                return _message(model, details)
    return ""


def references(facts: Facts) -> Iterator[tuple[Path, Reference, str]]:
    """Yield every id in the facts that refers to something: its path, its kind, the id."""
    for name, hint in field_hints(type(facts)).items():
        value = getattr(facts, name)
        reference = reference_in(hint)
        items = enumerate(value) if isinstance(value, tuple) else [(None, value)]
        for index, item in items:
            path: Path = (name,) if index is None else (name, index)
            if isinstance(item, Facts):
                for inner, kind, identifier in references(item):
                    yield (*path, *inner), kind, identifier
            elif reference is not None and item is not None:
                yield path, reference, item


def _echo(details: ErrorDetails) -> bool:
    """Tell whether a list counts as too short only because its items were refused."""
    return details["type"] == "too_short" and bool(details["input"])


def _problem(path: str, front: FrontMatter, model: type[Facts], details: ErrorDetails) -> Problem:
    place, kind = details["loc"], details["type"]
    code = _CODES.get(kind, "wrong-type" if kind in _WANTED else kind)
    on_key = kind in ("extra_forbidden", "missing")
    where = front.key(*place) if on_key else front.at(*place)
    return error(path, where, code, _message(model, details))


def _message(model: type[Facts], details: ErrorDetails) -> str:
    """Return what is wrong and what would be right, in plain words."""
    place, kind, context = details["loc"], details["type"], details.get("ctx", {})
    name = next((part for part in reversed(place) if isinstance(part, str)), "")
    given = f"'{name}' is {said(details['input'])}"
    if kind == "extra_forbidden":
        near = suggest(name, _model_at(model, place[:-1]).model_fields)
        return f"There is no field '{shown(name)}' here.{near or ' Take it out.'}"
    if kind == "missing":
        return f"The field '{name}' is missing: add a line '{name}: …'."
    if kind in _WANTED:
        return f"{given}; it must be {_WANTED[kind]}."
    if kind == "literal_error":
        return f"{given}, which is not a known value.{_near_value(model, details)}"
    if kind == "string_pattern_mismatch":
        rule = ID_RULE if context["pattern"] == ID_PATTERN else "one word of 2 to 20 letters"
        return f"{given}; it must be {rule}."
    limits = {
        "greater_than_equal": ("number", "least", "ge"),
        "less_than_equal": ("number", "most", "le"),
        "too_short": ("number of entries", "least", "min_length"),
        "too_long": ("number of entries", "most", "max_length"),
        "string_too_short": ("number of characters", "least", "min_length"),
        "string_too_long": ("number of characters", "most", "max_length"),
    }
    if kind in limits:
        what, bound, key = limits[kind]
        return f"The {what} of '{name}' must be at {bound} {context[key]}."
    return details["msg"]


def _near_value(model: type[Facts], details: ErrorDetails) -> str:
    *parents, name = details["loc"]
    hint = field_hints(_model_at(model, tuple(parents)))[str(name)]
    known = literals(hint)
    return suggest(str(details["input"]), known) or f" Known: {', '.join(sorted(known))}."


def literals(hint: Any) -> tuple[str, ...]:
    """Return the allowed words of the first Literal within a type hint."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    return next((found for arg in get_args(hint) if (found := literals(arg))), ())


def _model_at(model: type[Facts], place: Path) -> type[Facts]:
    """Return the model of the mapping at that place of the front matter."""
    for part in place:
        if isinstance(part, str):
            model = model_in(field_hints(model)[part]) or model
    return model


def model_in(hint: Any) -> type[Facts] | None:
    """Return the model within a type hint, if there is one."""
    if isinstance(hint, type) and issubclass(hint, Facts):
        return hint
    return next((found for arg in get_args(hint) if (found := model_in(arg))), None)


@cache
def field_hints(model: type[Facts]) -> dict[str, Any]:
    """Return the type hint of every field of a model, with its marks."""
    hints = get_type_hints(model, include_extras=True)
    return {name: hints[name] for name in model.model_fields}


@cache
def reference_in(hint: Any) -> Reference | None:
    """Return the mark within a type hint that says what kind of thing an id refers to."""
    if isinstance(hint, Reference):
        return hint
    return next((found for arg in get_args(hint) if (found := reference_in(arg))), None)


def holds(hint: Any, wanted: type) -> bool:
    """Tell whether a type hint has that type in it, but for the words of a Literal."""
    if hint is wanted or get_origin(hint) is wanted:
        return True
    if get_origin(hint) is Literal:
        return False
    return any(holds(arg, wanted) for arg in get_args(hint))
