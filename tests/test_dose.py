"""A dose: which amounts there are, what is refused, and how each is put into words."""

import json
import os
import re
from collections.abc import Callable
from itertools import product
from typing import Any, Final, get_args

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from generator.amount import Amount, Count, Duration, Kind, WeekDays, parse
from generator.dose import (
    ASK,
    DoseLine,
    a_day,
    change,
    data,
    lines,
    placeholder,
    quantity,
    summary,
)
from generator.model import Dose, DoseChange, Side

OPEN_NUMBER: Final = f"No number is set. {ASK}"
OPEN_TIME: Final = f"No time is set. {ASK}"


def count(value: object, most: int = 999) -> Amount:
    return parse(value, timed=False, most=most)


def time(value: object) -> Amount:
    return parse(value, timed=True, most=999)


def dose(**fields: object) -> Dose:
    """Return a dose as front matter gives it."""
    return Dose.model_validate({"repetitions": "open", **fields})


def texts(made: Dose) -> dict[str, str]:
    """Return the lines of a dose: label and text."""
    return {line.label: line.text for line in lines(made)}


# --- The grammar of amounts -----------------------------------------------------------------

COUNTS: Final = [
    (10, Amount("exact", 10, 10)),
    ("10", Amount("exact", 10, 10)),
    (1, Amount("exact", 1, 1)),
    (999, Amount("exact", 999, 999)),
    ("3 to 5", Amount("range", 3, 5)),
    ("about 5", Amount("about", 5, 5)),
    ("up to 5", Amount("up to", 5, 5)),
    ("10, build up to 20", Amount("exact", 10, 10, goal=20)),
    ("3 to 5, build up to 10", Amount("range", 3, 5, goal=10)),
    ("about 5, build up to 10", Amount("about", 5, 5, goal=10)),
    ("up to 5, build up to 10", Amount("up to", 5, 5, goal=10)),
    ("open", Amount("open")),
    ("none", Amount("none")),
]
DURATIONS: Final = [
    ("20 seconds", Amount("exact", 20, 20, "seconds")),
    ("1 second", Amount("exact", 1, 1, "seconds")),
    ("1 seconds", Amount("exact", 1, 1, "seconds")),
    ("1 minute", Amount("exact", 1, 1, "minutes")),
    ("2 to 3 minutes", Amount("range", 2, 3, "minutes")),
    ("about 5 seconds", Amount("about", 5, 5, "seconds")),
    ("up to 30 seconds", Amount("up to", 30, 30, "seconds")),
    ("10 seconds, build up to 30", Amount("exact", 10, 10, "seconds", 30)),
    ("5 to 10 seconds, build up to 30", Amount("range", 5, 10, "seconds", 30)),
    ("open", Amount("open")),
    ("none", Amount("none")),
]


@pytest.mark.parametrize(("value", "amount"), COUNTS, ids=repr)
def test_a_count_is_read(value: object, amount: Amount) -> None:
    assert count(value) == amount


@pytest.mark.parametrize(("value", "amount"), DURATIONS, ids=repr)
def test_a_duration_is_read(value: object, amount: Amount) -> None:
    assert time(value) == amount


def test_every_kind_of_amount_is_in_both_tables() -> None:
    for table in (COUNTS, DURATIONS):
        assert {amount.kind for _, amount in table} == set(get_args(Kind))


REFUSED: Final[list[tuple[Callable[[object], Amount], object, str]]] = [
    *(
        (count, value, "wrong-amount")
        for value in (
            *(0, -1, "0", "-1", "+1", "01", "1.5", "1,000", "½", "ten", "", " 10", "10 ", "10\n"),
            *("about", "10 to", "to 10", "10 - 20", "10-20", "10 TO 20", "About 10", "10  to 20"),
            *("about about 10", "about up to 10", "at least 10", "10 build up to 20", "\u0665"),
            *("10, build up to", "10, build up to 20 to 30", "10, build up to 20, build up to 30"),
            *("Open", "None", "open, build up to 5", "up to open", "10 times", "10 hours"),
            *(None, True, False, 1.0, ["10"], {"low": 10}, "9" * 5000, "1 to " + "9" * 200),
        )
    ),
    *((count, value, "wrong-unit") for value in ("10 seconds", "3 to 5 minutes", "1 second")),
    *((count, value, "wrong-range") for value in ("5 to 3", "5 to 5", "about 3 to 5")),
    (count, "up to 3 to 5", "wrong-range"),
    *((count, value, "wrong-goal") for value in ("10, build up to 10", "3 to 5, build up to 4")),
    *((count, value, "too-large") for value in (1000, "1000", "1 to 1000", "9" * 90)),
    (count, "1, build up to 1000", "too-large"),
    *(
        (time, value, "wrong-unit")
        for value in (10, "10", "3 to 5", "about 5", "10, build up to 20")
    ),
    *((time, value, "wrong-amount") for value in ("seconds", "10 sec", "10s", "10 seconds to 20")),
    *((time, value, "wrong-amount") for value in ("10 Seconds", "0 seconds", "1 hour", None)),
    (time, "10 seconds, build up to 20 seconds", "wrong-amount"),
    (time, "5 to 3 seconds", "wrong-range"),
    (time, "30 seconds, build up to 20", "wrong-goal"),
    (time, "1000 seconds", "too-large"),
]


@pytest.mark.parametrize(
    ("read", "value", "code"),
    [pytest.param(*row, id=f"{row[0].__name__} {row[1]!r:.60} {row[2]}") for row in REFUSED],
)
def test_what_is_no_amount_is_refused(
    read: Callable[[object], Amount], value: object, code: str
) -> None:
    with pytest.raises(PydanticCustomError) as fault:
        read(value)
    assert fault.value.type == code
    message = fault.value.message()
    assert re.fullmatch(r"[A-Z0-9'].*\.", message)
    assert len(message) < 250


def test_a_week_has_seven_days() -> None:
    adapter = TypeAdapter(WeekDays)
    assert adapter.validate_python(7) == Amount("exact", 7, 7)
    for value in (8, "6 to 8", "3, build up to 8"):
        with pytest.raises(ValidationError, match="7 is the most"):
            adapter.validate_python(value)


def test_the_message_says_what_an_amount_looks_like() -> None:
    with pytest.raises(PydanticCustomError) as fault:
        time("a while")
    assert fault.value.message() == (
        "'a while' is no amount: write it like '10 seconds', '3 to 5 seconds', 'about 5 seconds', "
        "'up to 5 seconds', '10 seconds, build up to 20', 'open' or 'none'."
    )


# The same examples at every run, unless FUZZ asks for others.
FIXED: Final = settings(derandomize="FUZZ" not in os.environ, database=None, deadline=None)

# --- Amounts, by chance ---------------------------------------------------------------------


@st.composite
def amounts(draw: st.DrawFn, *, timed: bool) -> str:
    """Draw an amount that is right, as an author writes it."""
    form = draw(st.sampled_from(["{}", "about {}", "up to {}", "{} to {}", "open", "none"]))
    numbers = sorted(draw(st.sets(st.integers(1, 999), min_size=3, max_size=3)))
    text = form.format(*numbers)
    if "{" not in form:
        return text
    if timed:
        text += draw(st.sampled_from([" second", " seconds", " minute", " minutes"]))
    return text + draw(st.sampled_from(["", f", build up to {numbers[2]}"]))


WORDS: Final = (
    "open|none|about|up to|to|second|seconds|minute|minutes|, build up to|,|0|1|2|5|10|999|1000"
)
tokens = st.lists(st.sampled_from(WORDS.split("|")), max_size=8).map(" ".join)
nearly = st.builds(
    lambda text, old, new: text.replace(old, new, 1),
    amounts(timed=False) | amounts(timed=True),
    st.sampled_from([" ", "to", "build", ",", "about", "1", "s"]),
    st.sampled_from(["", "  ", " to ", "up to ", "0", "\t"]),
)


def numbers_in(text: str) -> list[int]:
    return [int(number) for number in re.findall("[0-9]+", text)]


@FIXED
@given(text=amounts(timed=False))
def test_every_count_is_put_into_words_with_all_its_numbers(text: str) -> None:
    for name in ("sets", "repetitions", "times_a_day"):
        made = dose(**{name: text})
        said = " ".join(line.text for line in lines(made) if line.field == name)
        assert numbers_in(said) == numbers_in(text)
        assert set(numbers_in(text)) <= set(numbers_in(summary(made)))
    assert numbers_in(a_day(count(text), "minutes")) == numbers_in(text)


@FIXED
@given(text=amounts(timed=True))
def test_every_duration_is_put_into_words_with_all_its_numbers_and_its_unit(text: str) -> None:
    for name in ("hold", "rest"):
        made = dose(**{name: text})
        said = " ".join(line.text for line in lines(made) if line.field == name)
        assert numbers_in(said) == numbers_in(text) == numbers_in(summary(made))
        assert re.findall("second|minute", said)[:1] == re.findall("second|minute", text)


@FIXED
@given(text=amounts(timed=True))
def test_a_placeholder_says_the_amount_without_its_goal(text: str) -> None:
    said = placeholder(dose(hold=text), "hold")
    if text == "none":
        assert said is None
    else:
        assert said is not None
        assert numbers_in(said) == numbers_in(text.partition(", build")[0])


SCHEMAS: Final = {
    "count": (TypeAdapter(Count), False, 999),
    "days a week": (TypeAdapter(WeekDays), False, 7),
    "duration": (TypeAdapter(Duration), True, 999),
}


def schema_accepts(schema: dict[str, Any], value: object) -> bool:
    return bool(jsonschema.Draft202012Validator(schema).is_valid(value))


@pytest.mark.parametrize("name", SCHEMAS)
@FIXED
@given(value=tokens | nearly | amounts(timed=False) | amounts(timed=True) | st.integers(-2, 1001))
def test_the_schema_for_editors_and_the_parser_accept_the_same(name: str, value: str | int) -> None:
    """A pattern cannot compare numbers, so only the parser sees those faults.

    They are a range that does not rise, a goal that is not larger, and a text with a number that
    is larger than the most.
    """
    adapter, timed, most = SCHEMAS[name]
    try:
        parse(value, timed=timed, most=most)
        code = ""
    except PydanticCustomError as fault:
        code = fault.type
    accepted = schema_accepts(adapter.json_schema(), value)
    only_the_parser_sees = code in ("wrong-range", "wrong-goal") or (
        code == "too-large" and isinstance(value, str)
    )
    if only_the_parser_sees:
        both = isinstance(value, str) and re.match("(about|up to) [0-9]+ to ", value)
        assert accepted == (not both)
    else:
        assert accepted == (code == "")


@pytest.mark.parametrize(("value", "amount"), COUNTS, ids=repr)
def test_the_schema_accepts_each_count_of_the_table(value: object, amount: Amount) -> None:
    assert count(value) == amount
    assert schema_accepts(TypeAdapter(Count).json_schema(), value)


# --- Words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "noun", "text"),
    [
        (count(1), "times", "1 time"),
        (count(2), "times", "2 times"),
        (count("about 1"), "times", "about 1 time"),
        (count("up to 1"), "times", "up to 1 time"),
        (count("1 to 2"), "times", "1 to 2 times"),
        (count(10), "", "10"),
        (count("3 to 5"), "", "3 to 5"),
        (time("1 second"), "", "1 second"),
        (time("1 minutes"), "", "1 minute"),
        (time("about 30 second"), "", "about 30 seconds"),
        (time("1 to 2 minutes"), "", "1 to 2 minutes"),
        (time("up to 1 minute"), "times", "up to 1 minute"),
    ],
    ids=str,
)
def test_a_quantity_has_its_noun_in_the_right_number(amount: Amount, noun: str, text: str) -> None:
    assert quantity(amount, noun) == text


NUMBERS: Final = {
    "10": "10 times",
    "1": "1 time",
    "3 to 5": "3 to 5 times",
    "about 5": "about 5 times",
    "up to 5": "up to 5 times",
}
SIDES: Final = {
    (None, None): "{}",
    (None, "none"): "{}",
    (None, "each"): "{} on each side",
    (None, "alternating"): "{}, changing sides",
    (None, "both"): "{}, both sides at once",
    (None, "open"): "{}",
    ("leg", "each"): "{} with each leg",
    ("leg", "alternating"): "{}, changing legs",
    ("leg", "both"): "{}, both legs at once",
    ("leg", "open"): "{}",
    ("foot", "each"): "{} with each foot",
    ("foot", "alternating"): "{}, changing feet",
    ("foot", "both"): "{}, both feet at once",
}


def test_every_side_is_in_the_table() -> None:
    assert {side for _, side in SIDES} == {None, *get_args(Side)}


@pytest.mark.parametrize(
    ("number", "sides", "sets"), list(product(NUMBERS, SIDES, [None, "3", "open", "none"])), ids=str
)
def test_how_many_is_said_with_its_sides_and_sets(
    number: str, sides: tuple[str | None, str | None], sets: str | None
) -> None:
    limb, side = sides
    made = dose(repetitions=number, limb=limb, side=side, sets=sets)
    each_set = " in each set" if sets == "3" else ""
    assert texts(made)["How many"] == SIDES[sides].format(NUMBERS[number]) + each_set
    assert "Sides" not in texts(made)
    which = f"Which {limb or 'side'}"
    assert texts(made).get(which) == (f"Not set. {ASK}" if side == "open" else None)


@pytest.mark.parametrize(
    ("limb", "side", "text"),
    [
        (None, None, None),
        (None, "none", None),
        (None, "each", "Each side"),
        (None, "alternating", "Change sides"),
        (None, "both", "Both sides at once"),
        ("leg", "each", "Each leg"),
        ("leg", "alternating", "Change legs"),
        ("leg", "both", "Both legs at once"),
        ("calf", "both", "Both calves at once"),
    ],
)
def test_where_the_count_is_open_the_sides_have_a_line_of_their_own(
    limb: str | None, side: str | None, text: str | None
) -> None:
    made = dose(limb=limb, side=side)
    assert texts(made)["How many"] == OPEN_NUMBER
    assert texts(made).get("Sides") == text


@pytest.mark.parametrize("limb", ["leg", None])
def test_an_open_side_is_asked_for_even_where_the_count_is_open(limb: str | None) -> None:
    assert texts(dose(limb=limb, side="open")) == {
        "How many": OPEN_NUMBER,
        f"Which {limb or 'side'}": f"Not set. {ASK}",
    }


FIELDS: Final = {
    "sets": ("Sets", "3", "3", OPEN_NUMBER),
    "repetitions": ("How many", "3", "3 times", OPEN_NUMBER),
    "hold": ("Hold", "3 seconds", "3 seconds", OPEN_TIME),
    "rest": ("Rest between sets", "1 minute", "1 minute", OPEN_TIME),
    "times_a_day": ("How often", "3", "3 times a day", OPEN_NUMBER),
    "days_a_week": ("Days", "3", "3 days a week", OPEN_NUMBER),
}


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_has_its_label_and_its_words(field: str) -> None:
    label, value, text, unset = FIELDS[field]
    said = [(line.field, line.label, line.text) for line in lines(dose(**{field: value}))]
    assert (field, label, text) in said
    assert DoseLine(field, label, unset, open=True) in lines(dose(**{field: "open"}))
    assert field not in {line.field for line in lines(dose(**{field: "none"}))}


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("sets", "1, build up to 3", "3 sets, bit by bit"),
        ("repetitions", "3 to 5, build up to 10", "10 times, bit by bit"),
        ("hold", "about 5 seconds, build up to 20", "20 seconds, bit by bit"),
        ("rest", "1 minute, build up to 2", "2 minutes, bit by bit"),
        ("times_a_day", "1, build up to 2", "2 times a day, bit by bit"),
        ("days_a_week", "3, build up to 5", "5 days a week, bit by bit"),
    ],
)
def test_a_goal_has_a_line_right_below_its_amount(field: str, value: str, text: str) -> None:
    of_field = [line for line in lines(dose(**{field: value})) if line.field == field]
    assert of_field[1] == DoseLine(field, "Build up to", text)
    assert [line.field for line in lines(dose(**{field: value}))].count(field) == 2


@pytest.mark.parametrize(
    ("field", "value", "enough", "further"),
    [
        ("sets", "1 to 2", "1 set is enough.", "You may go on to 2 sets."),
        ("sets", 2, "2 sets are enough.", ""),
        ("repetitions", "3 to 5", "3 times are enough.", "You may go on to 5 times."),
        (
            "repetitions",
            "about 10, build up to 20",
            "About 10 times are enough.",
            "Build up to 20 times, bit by bit.",
        ),
        ("repetitions", "up to 5", "You may stop at any time.", ""),
        ("repetitions", "open", "", ""),
        ("hold", "1 to 2 minutes", "1 minute is enough.", "You may go on to 2 minutes."),
        ("hold", "up to 5 seconds", "You may let go earlier.", ""),
        ("hold", "20 seconds", "", ""),
        ("hold", "5 seconds, build up to 10", "", "Build up to 10 seconds, bit by bit."),
        ("rest", "up to 1 minute", "You may go on earlier.", ""),
        ("times_a_day", "1 to 2", "", ""),
    ],
    ids=str,
)
def test_a_line_says_when_it_is_enough_and_how_far_one_may_go_on(
    field: str, value: object, enough: str, further: str
) -> None:
    line = next(line for line in lines(dose(**{field: value})) if line.field == field)
    assert (line.enough, line.further) == (enough, further)


@pytest.mark.parametrize(
    ("field", "one"), [("times_a_day", "1 time a day"), ("days_a_week", "1 day a week")]
)
def test_one_a_day_is_in_the_singular(field: str, one: str) -> None:
    assert one in texts(dose(**{field: 1})).values()


def test_the_lines_of_a_dose_are_in_reading_order() -> None:
    made = dose(
        sets="2, build up to 3",
        repetitions="10, build up to 15",
        side="open",
        hold="5 seconds, build up to 10",
        rest="1 minute",
        times_a_day=2,
        days_a_week="3 to 5",
    )
    assert [(line.label, line.text) for line in lines(made)] == [
        ("Sets", "2"),
        ("Build up to", "3 sets, bit by bit"),
        ("How many", "10 times in each set"),
        ("Build up to", "15 times, bit by bit"),
        ("Which side", f"Not set. {ASK}"),
        ("Hold", "5 seconds"),
        ("Build up to", "10 seconds, bit by bit"),
        ("Rest between sets", "1 minute"),
        ("How often", "2 times a day"),
        ("Days", "3 to 5 days a week"),
    ]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "no number is set"),
        ({"repetitions": 10}, "10 times"),
        ({"repetitions": "3 to 5", "side": "each", "limb": "leg"}, "3 to 5 times with each leg"),
        ({"side": "both", "limb": "foot"}, "no number is set, both feet at once"),
        ({"side": "open", "limb": "leg"}, "no number is set, which leg is not set"),
        ({"sets": 1}, "1 set, no number is set"),
        ({"sets": "about 1"}, "about 1 set, no number is set"),
        ({"sets": "2 to 3"}, "2 to 3 sets, no number is set"),
        ({"sets": "open"}, "sets: not set, no number is set"),
        ({"repetitions": 10, "hold": "20 seconds"}, "10 times, hold 20 seconds"),
        ({"repetitions": 10, "hold": "open"}, "10 times, hold: not set"),
        ({"repetitions": 10, "rest": "1 minute"}, "10 times, rest between sets 1 minute"),
        ({"repetitions": 5, "times_a_day": 2}, "5 times, 2 times a day"),
        ({"repetitions": 5, "days_a_week": 1}, "5 times, 1 day a week"),
        ({"repetitions": "5, build up to 10"}, "5 times, build up to 10 times, bit by bit"),
    ],
    ids=str,
)
def test_the_summary_is_the_whole_dose_in_one_phrase(fields: dict[str, object], text: str) -> None:
    assert summary(dose(**fields)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("none", ""),
        ("open", OPEN_NUMBER),
        ("1", "1 minute a day"),
        ("10 to 30", "10 to 30 minutes a day"),
        ("10, build up to 30", "10 minutes a day. Build up to 30 minutes a day, bit by bit"),
    ],
)
def test_minutes_a_day_are_said_and_never_as_none(value: str | None, text: str) -> None:
    assert a_day(None if value is None else count(value), "minutes") == text


# --- Placeholders ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("sets", "3", "3 sets"),
        ("sets", "1", "1 set"),
        ("sets", "open", "as many sets as your health care provider says"),
        ("repetitions", "3 to 5", "3 to 5 times"),
        ("repetitions", "1", "1 time"),
        ("repetitions", "open", "as many times as your health care provider says"),
        ("repetitions", "none", None),
        ("hold", "about 5 seconds", "about 5 seconds"),
        ("hold", "5 seconds, build up to 10", "5 seconds"),
        ("hold", "open", "as long as your health care provider says"),
        ("hold", "none", None),
        ("hold", None, None),
        ("rest", "1 minute", "1 minute"),
        ("rest", "open", "as long as your health care provider says"),
    ],
)
def test_a_placeholder_is_filled_from_the_dose(
    name: str, value: str | None, text: str | None
) -> None:
    assert placeholder(dose(**{name: value}), name) == text


# --- A change of dose -----------------------------------------------------------------------


def test_a_routine_changes_the_fields_it_names_and_no_other() -> None:
    before = dose(repetitions=10, side="each", limb="leg", hold="5 seconds", rest="1 minute")
    by = DoseChange.model_validate({"hold": "10 seconds", "sets": 2, "rest": "none"})
    after = change(before, by)
    assert texts(after) == {
        "Sets": "2",
        "How many": "10 times with each leg in each set",
        "Hold": "10 seconds",
    }
    assert texts(before)["Hold"] == "5 seconds"


def test_no_change_leaves_the_dose_as_it_is() -> None:
    before = dose(repetitions=10, hold="5 seconds")
    assert change(before, None) is before
    assert change(before, DoseChange.model_validate({})) == before


@pytest.mark.parametrize("field", DoseChange.model_fields)
def test_every_field_of_a_dose_can_be_changed(field: str) -> None:
    value = {"side": "both", "limb": "arm", "hold": "7 seconds", "rest": "7 seconds"}.get(field, 7)
    by = DoseChange.model_validate({field: value})
    before = dose(repetitions=10, side="each", limb="leg")
    after = change(before, by)
    changed = {
        name for name in DoseChange.model_fields if getattr(after, name) != getattr(before, name)
    }
    assert changed == {field}
    assert getattr(after, field) == getattr(by, field)


@pytest.mark.parametrize("side", [None, "none"])
def test_a_limb_needs_a_side(side: str | None) -> None:
    with pytest.raises(ValidationError, match="'limb' needs a 'side'"):
        dose(limb="leg", side=side)


@pytest.mark.parametrize("limb", ["two legs", "l", "leg1", "a" * 21, "-leg", "", "le_g", "leg\n"])
def test_a_limb_is_one_word(limb: str) -> None:
    with pytest.raises(ValidationError):
        dose(limb=limb, side="each")


def test_a_dose_cannot_leave_out_how_many() -> None:
    with pytest.raises(ValidationError, match="repetitions"):
        Dose.model_validate({"hold": "5 seconds"})


def test_the_schema_of_a_dose_is_plain_json() -> None:
    schema = Dose.model_json_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert schema["required"] == ["repetitions"]


# --- For machines ---------------------------------------------------------------------------


def test_the_data_of_a_dose_hold_what_it_says_and_no_more() -> None:
    made = dose(
        repetitions="3 to 5",
        side="each",
        limb="leg",
        hold="20 seconds, build up to 30",
        rest="open",
    )
    assert data(made) == {
        "repetitions": {"kind": "range", "low": 3, "high": 5},
        "side": "each",
        "limb": "leg",
        "hold": {"kind": "exact", "low": 20, "high": 20, "unit": "seconds", "goal": 30},
        "rest": {"kind": "open"},
    }
