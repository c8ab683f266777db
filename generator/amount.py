"""The grammar of one number of a dose: exact, a range, about, up to, open, with a goal or not."""

import re
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final, Literal

from pydantic import WithJsonSchema
from pydantic.functional_validators import PlainValidator
from pydantic_core import PydanticCustomError

from generator.problems import said as spoken

Kind = Literal["exact", "range", "about", "up to", "open", "none"]
Unit = Literal["seconds", "minutes"]

_UNITS: Final[dict[str | None, Unit | None]] = {
    "second": "seconds",
    "minute": "minutes",
    None: None,
}
_NUMBER: Final = "[1-9][0-9]*"
_LONGEST: Final = 100
_GRAMMAR: Final = re.compile(
    rf"(?:(?P<kind>about|up to) )?(?P<low>{_NUMBER})(?: to (?P<high>{_NUMBER}))?"
    rf"(?: (?P<unit>second|minute)s?)?(?:, build up to (?P<goal>{_NUMBER}))?"
)


@dataclass(frozen=True)
class Amount:
    """A number of a dose as its author wrote it.

    `low` and `high` differ only in a range; both are 0 where the amount is open (a health care
    provider sets it) or none (not part of this exercise). `goal` is what to build up to, in the
    same unit.
    """

    kind: Kind
    low: int = 0
    high: int = 0
    unit: Unit | None = None
    goal: int | None = None


def fault(code: str, message: str) -> PydanticCustomError:
    """Return a pydantic error with a code and a message of our own.

    The message goes in as a value: in a template of pydantic's, braces would be filled in.
    """
    sentence = message[0].upper() + message[1:]
    return PydanticCustomError(code, "{text}", {"text": sentence})


def forms(*, timed: bool) -> str:
    """Return the forms of an amount, for people."""
    unit = " seconds" if timed else ""
    known = ", ".join(f"'{form}{unit}'" for form in ("10", "3 to 5", "about 5", "up to 5"))
    return f"{known}, '10{unit}, build up to 20', 'open' or 'none'"


def parse(value: object, *, timed: bool, most: int) -> Amount:
    """Return the amount that a front matter value states; raise a pydantic error if none."""
    if isinstance(value, str) and value in ("open", "none"):
        return Amount("open" if value == "open" else "none")
    said = spoken(value)
    match = _GRAMMAR.fullmatch(str(value)) if type(value) in (int, str) else None
    if match is None or len(match[0]) > _LONGEST:
        raise fault("wrong-amount", f"{said} is no amount: write it like {forms(timed=timed)}.")
    if timed != bool(match["unit"]):
        rule = (
            "needs its unit: write seconds or minutes behind it"
            if timed
            else "is a count and has no unit: write the number alone"
        )
        raise fault("wrong-unit", f"{said} {rule}.")
    low = int(match["low"])
    high = int(match["high"] or low)
    goal = int(match["goal"]) if match["goal"] else None
    if match["high"] and (high <= low or match["kind"]):
        rule = "a range goes from the smaller to the larger number, without 'about' or 'up to'"
        raise fault("wrong-range", f"{said} contradicts itself: {rule}.")
    if goal is not None and goal <= high:
        raise fault(
            "wrong-goal", f"{said} contradicts itself: the goal must be larger, or left out."
        )
    if max(high, goal or 0) > most:
        raise fault("too-large", f"{said} is too much: {most} is the most.")
    kind: Kind = "range" if match["high"] else "exact"
    if match["kind"]:
        kind = "about" if match["kind"] == "about" else "up to"
    return Amount(kind, low, high, _UNITS[match["unit"]], goal)


def _schema(*, timed: bool, most: int) -> dict[str, Any]:
    """Return the JSON Schema of an amount, for editors."""
    unit = " (second|minute)s?" if timed else ""
    single = f"((about|up to) )?{_NUMBER}|{_NUMBER} to {_NUMBER}"
    pattern = f"^(open|none|({single}){unit}(, build up to {_NUMBER})?)$"
    text = {"type": "string", "pattern": pattern}
    return text if timed else {"anyOf": [{"type": "integer", "minimum": 1, "maximum": most}, text]}


def _field(*, timed: bool, most: int) -> tuple[PlainValidator, WithJsonSchema]:
    check = PlainValidator(partial(parse, timed=timed, most=most))
    return check, WithJsonSchema(_schema(timed=timed, most=most))


Count = Annotated[Amount, *_field(timed=False, most=999)]
WeekDays = Annotated[Amount, *_field(timed=False, most=7)]
Duration = Annotated[Amount, *_field(timed=True, most=999)]
