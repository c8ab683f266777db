"""The one place that puts a dose into words, for page, sheet, log and data alike."""

from dataclasses import asdict, dataclass, replace
from typing import Final

from generator.amount import Amount
from generator.model import Dose, DoseChange

ASK: Final = "Ask your health care provider."

_GOAL: Final = "Build up to"
_PLURALS: Final = {"foot": "feet", "calf": "calves"}
# What is counted while it is done, and what is said of it where less will do.
_LESS: Final = {
    "sets": "You may stop at any time.",
    "repetitions": "You may stop at any time.",
    "hold": "You may let go earlier.",
    "rest": "You may go on earlier.",
}


@dataclass(frozen=True)
class DoseLine:
    """One labelled line of a dose; `open` where paper prints a line to write on.

    `enough` is a sentence for who has done what is asked, or less where that is allowed, and
    `further` one on how far to go on; "" where there is nothing to say.
    """

    field: str
    label: str
    text: str
    open: bool = False
    enough: str = ""
    further: str = ""

    @property
    def goal(self) -> bool:
        """Whether this is what to build up to, and not yet what to do."""
        return self.label == _GOAL

    @property
    def to_write(self) -> str:
        """The words of an open line on paper, before the line to write on."""
        return f"{self.text.removesuffix('.')} and write it here:"


def change(dose: Dose, by: DoseChange | None) -> Dose:
    """Return the dose in force: that of the exercise with what a routine changes in it."""
    if by is None:
        return dose
    changed = {name: value for name in DoseChange.model_fields if (value := getattr(by, name))}
    return dose.model_copy(update=changed)


def quantity(amount: Amount, noun: str = "") -> str:
    """Return an amount in words: `10 times`, `3 to 5`, `about 5 seconds`, `up to 1 minute`."""
    number = f"{amount.low} to {amount.high}" if amount.kind == "range" else f"{amount.low}"
    prefix = f"{amount.kind} " if amount.kind in ("about", "up to") else ""
    unit = (amount.unit or noun).removesuffix("s") + "s" * (amount.high != 1)
    return f"{prefix}{number} {unit}" if amount.unit or noun else f"{prefix}{number}"


def a_day(amount: Amount | None, noun: str) -> str:
    """Return how many of something a day: `10 to 30 minutes a day`, or "" where that is none."""
    line = _line("", "", amount, f"{noun} a day", "No number is set.")
    goal = _build_up("", amount, f"{noun} a day")
    texts = [line.text if line else "", f"Build up to {goal.text}" if goal else ""]
    return ". ".join(filter(None, texts))


def lines(dose: Dose) -> tuple[DoseLine, ...]:
    """Return the labelled lines of a dose, in the order in which they are read."""
    found = [
        _line("sets", "Sets", dose.sets, "", "No number is set."),
        _build_up("sets", dose.sets, "sets"),
        _repetitions(dose),
        _build_up("repetitions", dose.repetitions, "times"),
        _sides(dose),
        _line("hold", "Hold", dose.hold, "", "No time is set."),
        _build_up("hold", dose.hold, ""),
        _line("rest", "Rest between sets", dose.rest, "", "No time is set."),
        _build_up("rest", dose.rest, ""),
        _line("times_a_day", "How often", dose.times_a_day, "times a day", "No number is set."),
        _build_up("times_a_day", dose.times_a_day, "times a day"),
        _line("days_a_week", "Days", dose.days_a_week, "days a week", "No number is set."),
        _build_up("days_a_week", dose.days_a_week, "days a week"),
    ]
    return tuple(line for line in found if line)


def summary(dose: Dose) -> str:
    """Return the whole dose as one short phrase: `3 to 5 times with each leg, hold 20 seconds`."""
    return ", ".join(_phrase(line) for line in lines(dose))


def _phrase(line: DoseLine) -> str:
    label, text = (part[0].lower() + part[1:] for part in (line.label, line.text))
    if line.open:
        nothing = {"repetitions": "no number is set", "side": f"{label} is not set"}
        return nothing.get(line.field, f"{label}: not set")
    if line.goal:
        return f"{label} {text}"
    if line.field == "sets":
        return f"{text} {'set' if text.split()[-1] == '1' else 'sets'}"
    says_itself = line.field in ("repetitions", "side", "times_a_day", "days_a_week")
    return text if says_itself else f"{label} {text}"


def data(dose: Dose) -> dict[str, object]:
    """Return a dose as plain values for machines, without the fields that it does not have.

    An amount has its kind, and unless that is "open" or "none" its lowest and highest number, its
    unit if it is a time and its goal if it has one.
    """
    found: dict[str, object] = {}
    for name in Dose.model_fields:
        value = getattr(dose, name)
        if isinstance(value, Amount):
            found[name] = {key: part for key, part in asdict(value).items() if part}
        elif value is not None:
            found[name] = value
    return found


def unset(dose: Dose) -> tuple[str, ...]:
    """Return what a dose says nothing about and a clinician may want to set, as labels."""
    labels = {
        "sets": "Sets",
        "rest": "Rest",
        "times_a_day": "Times a day",
        "days_a_week": "Days a week",
    }
    return tuple(label for name, label in labels.items() if not _given(getattr(dose, name)))


def has_sides(dose: Dose) -> bool:
    """Tell whether there is a left and a right."""
    return dose.side not in (None, "none")


def stopwatch(dose: Dose) -> str:
    """Return the hold as a stopwatch in a figure shows it: `20 s`; "" where none is set."""
    if dose.hold is None or not _given(dose.hold):
        return ""
    unit = {"seconds": "s", "minutes": "min"}[dose.hold.unit or "seconds"]
    return f"{quantity(replace(dose.hold, unit=None))} {unit}"


def placeholder(dose: Dose, name: str) -> str | None:
    """Return what stands for `{name}` in a step, or None where the dose has no such number."""
    amount: Amount | None = getattr(dose, name)
    if amount is None or amount.kind == "none":
        return None
    if amount.kind == "open":
        extent = "long" if name in ("hold", "rest") else f"many {_noun(name)}"
        return f"as {extent} as your health care provider says"
    return quantity(amount, _noun(name))


def _noun(name: str) -> str:
    return {"repetitions": "times", "sets": "sets"}.get(name, "")


def _line(field: str, label: str, amount: Amount | None, noun: str, unset: str) -> DoseLine | None:
    if amount is None or amount.kind == "none":
        return None
    if amount.kind == "open":
        return DoseLine(field, label, f"{unset} {ASK}", open=True)
    text, enough, further = _counted(amount, noun), _enough(field, amount), _further(field, amount)
    return DoseLine(field, label, text, enough=enough, further=further)


def _enough(field: str, amount: Amount) -> str:
    """Return that what is done is enough; of a time only where more of it is counted."""
    if field not in _LESS:
        return ""
    if amount.kind == "up to":
        return _LESS[field]
    if amount.unit and amount.kind != "range":
        return ""
    least = replace(amount, kind="about" if amount.kind == "about" else "exact", high=amount.low)
    words = quantity(least, _noun(field))
    return f"{words[0].upper()}{words[1:]} {'is' if amount.low == 1 else 'are'} enough."


def _further(field: str, amount: Amount) -> str:
    """Return how far one may go on, and what to build up to."""
    most = replace(amount, kind="exact", low=amount.high)
    parts = (
        f"You may go on to {quantity(most, _noun(field))}." if amount.kind == "range" else "",
        f"{_GOAL} {_goal(amount, _noun(field))}." if amount.goal else "",
    )
    return " ".join(filter(None, parts)) if field in _LESS else ""


def _counted(amount: Amount, noun: str) -> str:
    """Return an amount of things that may have a rest: `1 time a day`, `2 times a day`."""
    first, _, rest = noun.partition(" ")
    return f"{quantity(amount, first)} {rest}".strip()


def _plural(limb: str) -> str:
    return _PLURALS.get(limb.lower(), f"{limb}s")


def _repetitions(dose: Dose) -> DoseLine | None:
    line = _line("repetitions", "How many", dose.repetitions, "times", "No number is set.")
    if line is None or line.open:
        return line
    each_set = " in each set" if _given(dose.sets) else ""
    limb = dose.limb or "side"
    by_side = {
        "each": f" with each {limb}" if dose.limb else " on each side",
        "alternating": f", changing {_plural(limb)}",
        "both": f", both {_plural(limb)} at once",
    }
    return replace(line, text=line.text + by_side.get(dose.side or "", "") + each_set)


def _sides(dose: Dose) -> DoseLine | None:
    """Return a line for the sides where the count does not say them already."""
    limb = dose.limb or "side"
    if dose.side == "open":
        return DoseLine("side", f"Which {limb}", f"Not set. {ASK}", open=True)
    if _given(dose.repetitions) or dose.side in (None, "none"):
        return None
    words = {
        "each": f"each {limb}",
        "alternating": f"change {_plural(limb)}",
        "both": f"both {_plural(limb)} at once",
    }
    return DoseLine("side", "Sides", words[dose.side][0].upper() + words[dose.side][1:])


def _build_up(field: str, amount: Amount | None, noun: str) -> DoseLine | None:
    if amount is None or amount.goal is None:
        return None
    return DoseLine(field, _GOAL, _goal(amount, noun))


def _goal(amount: Amount, noun: str) -> str:
    goal = amount.goal or 0
    return f"{_counted(Amount('exact', goal, goal, amount.unit), noun)}, bit by bit"


def _given(amount: Amount | None) -> bool:
    return amount is not None and amount.kind not in ("open", "none")
