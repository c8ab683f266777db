"""What the check says: every rule on its own, over a small content folder that is right."""

import datetime
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from generator.build import check_folder
from generator.dose_numbers import dose_numbers
from generator.loader import load
from generator.problems import Problem, as_github, as_text
from generator.rules import MAX_STEP_WORDS, Checked, check
from generator.source import MAX_BYTES, Files, read
from tests.test_bad import picture

TODAY: Final = datetime.date(2026, 1, 15)


def exercise(
    *steps: str,
    summary: str = "You bend your knee.",
    after: str = "",
    dose: str = "repetitions: open",
    more: str = "",
) -> str:
    """Return the text of an exercise that is right in all that is not given."""
    numbered = "\n".join(f"{n}. {s}" for n, s in enumerate(steps or ("Bend.", "Straighten."), 1))
    lines = "".join(f"  {line}\n" for line in dose.split("; "))
    front = f"position: lying\ndose:\n{lines}{more}source: book\n"
    return f"---\n{front}---\n# Bend\n\n{summary}\n\n{numbered}\n{after}"


def routine(*exercises: str, more: str = "") -> str:
    items = "".join(f"  - exercise: {one}\n" for one in exercises)
    return f"---\nexercises:\n{items}{more}---\n# Routine\n\nBend every day.\n"


def programme(*exercises: str) -> str:
    ids = ", ".join(exercises)
    front = f"region: back\nstages:\n  - id: first\n    exercises: [{ids}]\nsource: book\n"
    return f"---\n{front}---\n# Programme\n\nBend every day.\n\n## First\n"


def position(part_of: str = "", title: str = "Lying") -> str:
    return f"---\n{f'part_of: {part_of}' if part_of else ''}\n---\n# {title}\n"


def caution(more: str = "") -> str:
    return f"---\ngrade: stop\n{more}---\n# If it hurts\n\nStop.\n"


RIGHT: Final[Mapping[str, str]] = {
    "disclaimer.md": "---\n---\n# Disclaimer\n\nAsk someone.\n",
    "positions/lying.md": position(),
    "sources/book.md": "---\npublisher: A press\n---\n# The book\n",
    "regions/back.md": "---\n---\n# Back\n",
    "cautions/pain.md": caution(),
    "exercises/bend.md": exercise(more="cautions:\n  - pain\n"),
    "programmes/back.md": programme("bend"),
}


def everything(files: Mapping[str, str | bytes | None]) -> str:
    """Return a programme with a stop caution that lists every exercise, as content should."""
    names = [Path(path).stem for path, text in files.items() if text is not None and
             re.fullmatch("exercises/[a-z-]+[.]md", path)]  # fmt: skip
    stages = [names[i : i + 7] for i in range(0, len(names), 7)]
    lines = "".join(
        f"  - id: s{n}\n    exercises: [{', '.join(s)}]\n" for n, s in enumerate(stages)
    )
    headings = "".join(f"\n## Stage {n}\n" for n in range(len(stages)))
    front = f"region: back\nstages:\n{lines}cautions:\n  - pain\nsource: book\n"
    return f"---\n{front}---\n# Everything\n\nBend every day.\n{headings}"


def named(path: str, text: str) -> str:
    """Return an exercise with a title of its own."""
    other = path.startswith("exercises/") and path != "exercises/bend.md"
    title = f"# Bend {Path(path).stem}\n" if other else "# Bend\n"
    return text.replace("# Bend\n", title, 1)


def checked(changes: Mapping[str, str | bytes | None] | None = None, **options: bool) -> Checked:
    """Check the content that is right, with some files changed, or taken out (None)."""
    files = {**RIGHT, **(changes or {})}
    files["cautions/pain.md"] = files["cautions/pain.md"] or RIGHT["cautions/pain.md"]
    files["programmes/z-everything.md"] = everything(files)
    contents = {
        path: named(path, text).encode() if isinstance(text, str) else text
        for path, text in files.items()
        if text is not None
    }
    found = check(load(Files("content", contents), **options), TODAY)
    return replace(found, problems=but_for_style(found))


def but_for_style(found: Checked) -> tuple[Problem, ...]:
    """Return the problems but for the style of the files, which test_canonical.py is about."""
    return tuple(problem for problem in found.problems if problem.code != "not-canonical")


def said(changes: Mapping[str, str | bytes | None], **options: bool) -> list[tuple[str, ...]]:
    """Return each problem: severity and code, place, message."""
    return [
        (f"{p.severity}[{p.code}]", f"{p.path}:{p.line}:{p.column}", p.message)
        for p in checked(changes, **options).problems
    ]


def codes(changes: Mapping[str, str | bytes | None], **options: bool) -> list[str]:
    return [problem.code for problem in checked(changes, **options).problems]


def test_content_that_is_right_has_no_problem() -> None:
    result = checked()
    assert result.problems == ()
    assert result.library is not None
    assert list(result.library.exercises) == ["bend"]


# --- Numbers of a dose in words -------------------------------------------------------------

DOSES: Final = [
    "Hold for a minute.",
    "Hold for a full minute.",
    "Do 10 in each set.",
    "Do 10 in a set.",
    "Hold for 5 seconds.",
    "Hold for five seconds.",
    "Hold for twenty-five seconds.",
    "Hold for 5-10 seconds.",
    "Hold for 5 \u2013 10 seconds.",
    "Hold for 5 to 10 seconds.",
    "Hold for a 10-second count.",
    "Hold for 10s.",
    "Hold 10 sec.",
    "Hold 1 min.",
    "Hold for half a minute.",
    "Hold for 1½ minutes.",
    "Hold for 1.5 minutes.",
    "Hold for 1,000 seconds.",
    "Hold for one hundred seconds.",
    "Hold for \u0665 seconds.",
    "Rest for one hour.",
    "Rest 2 hrs.",
    "Do it 10 times.",
    "Do it ten times.",
    "Do it 10x.",
    "Do 3x10.",
    "Do it ten to fifteen times.",
    "Do it 10, 15 or 20 times.",
    "Do it 5 or more times.",
    "Do it three more times.",
    "Do it a dozen times.",
    "Do ten slow, controlled repetitions.",
    "Do 10 reps.",
    "Do one rep.",
    "Do three sets of ten.",
    "Do one set.",
    "Do it one time with each leg.",
    "Do it once.",
    "Do it once a day.",
    "Do it once daily, then rest.",
    "Do it twice.",
    "Do it twice with each leg.",
    "Do it thrice a week.",
    "Do this 2 days in a row.",
    "Do this for six weeks.",
    "Do this 3 times weekly.",
    "Do this 2 daily.",
    "Bend one knee 3 times.",
    "Raise it 10 inches, 5 times.",
    "Lift it 45 degrees for 5 seconds.",
    "Do it zero times.",
    "Hold: 5 seconds.",
    "HOLD FOR FIVE SECONDS.",
    "Hold for f\u00adive seconds.",
    "Hold for 5\u200b0 seconds.",
]
NOT_DOSES: Final = [
    "Bend one knee.",
    "Bend both knees.",
    "Bend one leg at a time.",
    "Lift them one at a time.",
    "Do not lift more than one at any time.",
    "Lift both arms at the same time.",
    "Lift one arm each time.",
    "Lift two fingers every time.",
    "Lift all of them at once.",
    "Lift both at once.",
    "Bend both knees at once, then rest.",
    "Once you are ready, go on.",
    "Once your knee is bent, hold.",
    "Once the knee is bent, hold.",
    "Once both knees are bent, hold.",
    "Once it hurts, stop.",
    "Go on once comfortable.",
    "Go on once there.",
    "Go on once standing.",
    "Twice as far is too far.",
    "Raise your leg 10 inches.",
    "Raise your leg ten to twelve inches.",
    "Raise it 10 to 12 inches from the floor.",
    "Raise it 10 in from the floor.",
    "Raise it 10 cm.",
    "Raise it 30 cm at times.",
    "Stand two feet from the wall.",
    "Stand 2 ft from the wall.",
    "Stand 1 m from the wall.",
    "Stand half a metre away.",
    "Bend to 45 degrees.",
    "Bend to about 45 degrees.",
    "Bend it to 45° at times.",
    "Bend half of the time it takes to breathe out.",
    "Use 50% of your strength.",
    "Go half way down.",
    "Keep your feet 6\u2033 apart at times.",
    "Put one hand on the wall.",
    "Bend one knee. Set it down.",
    "Count to five. Times differ.",
    "Hold for {hold}.",
    "Do it {repetitions} times.",
    "Take your time.",
    "Rest for a few seconds.",
    "Do it many times.",
    "Do it every day.",
    "Stretch some days of the week.",
    "Set your feet down.",
    "Begin with a second pillow.",
    "Use the second step.",
    "Someone stands by you.",
    "The weekend is free.",
    "Attend to it often.",
]


@pytest.mark.parametrize("text", DOSES)
def test_number_of_a_dose_is_found(text: str) -> None:
    assert list(dose_numbers(text))


@pytest.mark.parametrize("text", NOT_DOSES)
def test_number_that_is_no_dose_is_left_alone(text: str) -> None:
    assert list(dose_numbers(text)) == []


ONES: Final = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS: Final = [
    *ONES,
    *(f"{ten}{one and '-' + one}" for ten in TENS for one in ("", *ONES[:9])),
    "one hundred",
]
UNITS: Final = "second minute hour time repetition rep set day week".split()


def test_the_number_words_run_from_one_to_one_hundred() -> None:
    assert len(set(NUMBER_WORDS)) == 100


@pytest.mark.parametrize("unit", UNITS)
def test_every_number_up_to_one_hundred_is_found_before_a_unit(unit: str) -> None:
    for number, word in enumerate(NUMBER_WORDS, start=1):
        for many in (unit, f"{unit}s", f"slow {unit}s", f"slow, easy {unit}s"):
            assert list(dose_numbers(f"Do {word} {many}.")) == [f"{word} {many}"]
            assert list(dose_numbers(f"Do {number} {many}.")) == [f"{number} {many}"]
            spaced = word.replace("-", " ")
            assert list(dose_numbers(f"Do {spaced} {many}.")) == [f"{spaced} {many}"]


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_that_follows_after_more_than_two_words_is_not_counted(unit: str) -> None:
    assert list(dose_numbers(f"Lift one leg as high this {unit} as before.")) == []


def test_each_dose_of_a_text_is_named_as_it_is_written() -> None:
    text = "Hold for 5 to 10 seconds, then rest one minute; do it Twice a day."
    assert list(dose_numbers(text)) == ["5 to 10 seconds", "one minute", "Twice"]


# --- Instructions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (exercise(summary="You bend it\nand hold it for 5 seconds."), "10:17"),
        (exercise("Bend.", "🦵 Bend é 5 times."), "12:13"),
        (exercise(after="\n## Do not\n\n- Do not do it *5 times*.\n"), "16:17"),
        (exercise("Bend.", "Bend 5\n   times."), "12:4"),
    ],
    ids=["summary", "step", "do not", "over a line end"],
)
def test_a_dose_in_an_instruction_is_an_error_where_it_stands(text: str, place: str) -> None:
    found = said({"exercises/bend.md": text, "programmes/back.md": programme("bend")})
    assert [(code, where) for code, where, _ in found if "dose-number" in code] == [
        ("error[dose-number]", f"content/exercises/bend.md:{place}")
    ]


def test_a_dose_in_a_synonym_is_left_alone() -> None:
    text = exercise(after="\n## Also called\n\n- The 5 minute bend\n", more="cautions: [pain]\n")
    assert codes({"exercises/bend.md": text}) == []


@pytest.mark.parametrize("line", ["Do not push.", "Do not push or pull.", "Do not *push*."])
def test_a_line_that_begins_with_do_not_is_right(line: str) -> None:
    text = exercise(after=f"\n## Do not\n\n- {line}\n", more="cautions: [pain]\n")
    assert codes({"exercises/bend.md": text}) == []


@pytest.mark.parametrize(
    "line", ["Push.", "Don't push.", "do not push.", "Never push.", "Do  not", "Do nothing.", "Do"]
)
def test_a_line_of_do_not_that_does_not_begin_so_is_an_error(line: str) -> None:
    text = exercise(after=f"\n## Do not\n\n- {line}\n")
    assert said({"exercises/bend.md": text, "cautions/pain.md": None}) == [
        ("error[do-not]", "content/exercises/bend.md:16:3", "Begin this line with 'Do not'.")
    ]


def test_a_step_of_the_most_words_is_right_and_one_more_is_a_warning() -> None:
    most = " ".join(["bend"] * MAX_STEP_WORDS)
    more = "cautions: [pain]\n"
    assert codes({"exercises/bend.md": exercise("Bend.", most, more=more)}) == []
    found = said({"exercises/bend.md": exercise("Bend.", f"{most} more", more=more)})
    assert [(code, where) for code, where, _ in found] == [
        ("warning[long-step]", "content/exercises/bend.md:13:4")
    ]


# --- Placeholders ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sets", "repetitions", "hold", "rest"])
def test_a_placeholder_is_filled_by_the_dose_even_where_it_is_open(name: str) -> None:
    number = "5 seconds" if name in ("hold", "rest") else "5"
    for value in (number, "open"):
        fields = {"repetitions": "3", name: value}
        dose = "; ".join(f"{field}: {amount}" for field, amount in fields.items())
        text = exercise("Bend.", f"Now {{{name}}}.", dose=dose, more="cautions: [pain]\n")
        assert codes({"exercises/bend.md": text}) == []


@pytest.mark.parametrize("dose", ["repetitions: 3", "repetitions: 3; hold: none"])
def test_a_placeholder_without_a_number_is_an_error(dose: str) -> None:
    text = exercise("Bend.", "*Hold* for {hold}.", dose=dose)
    [(code, where, message)] = said({"exercises/bend.md": text, "cautions/pain.md": None})
    line = 12 + dose.count(";")
    assert (code, where) == (
        "error[empty-placeholder]",
        f"content/exercises/bend.md:{line}:15",
    )
    assert "'{hold}'" in message


def test_a_routine_cannot_take_away_the_number_of_a_placeholder() -> None:
    text = exercise("Bend.", "Hold for {hold}.", dose="repetitions: 3; hold: 5 seconds")
    for value, found in (("10 seconds", []), ("open", []), ("none", ["empty-placeholder"])):
        changes = {
            "exercises/bend.md": text,
            "cautions/pain.md": None,
            "routines/one.md": routine("bend\n    dose:\n      hold: " + value),
        }
        assert codes(changes) == found


def test_a_placeholder_that_is_not_known_is_an_error_with_the_nearest_that_is() -> None:
    text = exercise("Bend.", "Hold for {holds}.")
    assert said({"exercises/bend.md": text, "cautions/pain.md": None}) == [
        (
            "error[unknown-placeholder]",
            "content/exercises/bend.md:12:13",
            "There is no placeholder '{holds}'. Did you mean 'hold'?",
        )
    ]


# --- A dose is whole ------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["limb: leg", "side: each", "side: none"])
def test_a_routine_cannot_change_the_sides_which_the_steps_tell(field: str) -> None:
    item = f"bend\n    dose:\n      {field}"
    assert codes({"routines/one.md": routine(item)}) == ["unknown-field"]


def test_a_hold_that_no_step_tells_is_a_warning() -> None:
    held = exercise(dose="repetitions: 3; hold: 5 seconds")
    assert codes({"exercises/bend.md": held}) == ["hold-not-told"]
    told = exercise("Bend.", "Hold for {hold}.", dose="repetitions: 3; hold: 5 seconds")
    assert codes({"exercises/bend.md": told}) == []


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        (("Bend your left knee.", "Then your right knee."), []),
        (("Bend your Right knee.", "Then your left knee."), ["first-side"]),
        (("Bend it to a right angle.", "Then your left knee."), []),
        (("Stop right away if it hurts.", "Then your right knee."), ["first-side"]),
        (("Lift your right arm with your left leg.", "Then the right leg."), []),
        (("Do not leave the bright floor.", "Bend one knee."), []),
    ],
    ids=["the-same", "the-other", "an-angle", "at-once", "both-at-once", "none"],
)
def test_the_steps_begin_with_the_side_that_the_dose_names(
    steps: tuple[str, ...], found: list[str]
) -> None:
    sided = exercise(*steps, dose="repetitions: 3; side: each; first_side: left")
    assert codes({"exercises/bend.md": sided}) == found


def test_an_exercise_that_no_stop_caution_reaches_is_an_error() -> None:
    files = {path: text.encode() for path, text in RIGHT.items()}
    files["exercises/alone.md"] = exercise().replace("# Bend", "# Alone").encode()
    [problem] = but_for_style(check(load(Files("content", files)), TODAY))
    assert (problem.code, problem.severity) == ("no-stop-caution", "error")
    assert problem.path == "content/exercises/alone.md"
    files["exercises/alone.md"] = (
        exercise(more="cautions: [pain]\n").replace("# Bend", "# Alone").encode()
    )
    assert but_for_style(check(load(Files("content", files)), TODAY)) == ()


@pytest.mark.parametrize("kind", ["routines", "programmes"])
def test_two_things_of_a_kind_with_one_title_are_an_error(kind: str) -> None:
    text = routine("bend") if kind == "routines" else programme("bend")
    assert codes({f"{kind}/a.md": text, f"{kind}/b.md": text})[0] == "same-title"


def test_two_stages_with_one_id_are_an_error() -> None:
    text = programme("bend").replace("source:", "  - id: first\n    exercises: [turn]\nsource:")
    changes = {"exercises/turn.md": exercise(), "programmes/back.md": f"{text}\n## Second\n"}
    assert codes(changes) == ["id-used-twice"]


def test_more_exercises_than_a_reader_can_follow_do_not_start_from_one_another() -> None:
    names = "abcdefg"
    chain = {
        f"exercises/{one}.md": exercise(more=f"starts_from: {before}\n" if before else "")
        for before, one in zip(["", *names], names, strict=False)
    }
    assert set(codes(chain)) == {"long-chain"}
    assert codes(dict(list(chain.items())[:5])) == []


@pytest.mark.parametrize("text", ["\u2026", "\u200d", "&nbsp;"])
def test_a_line_without_a_word_is_an_error(text: str) -> None:
    assert "empty-words" in codes({"exercises/bend.md": exercise("Bend.", text)})


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u2060", "\u3164", "\U000e0041"])
def test_what_shows_nothing_is_refused(hidden: str) -> None:
    assert codes({"exercises/bend.md": exercise(f"Be{hidden}nd.", "Rest.")}) == ["hidden-character"]


def test_words_of_routines_and_programmes_hold_no_dose_either() -> None:
    text = routine("bend").replace("Bend every day.", "Hold each for 60 seconds.")
    assert codes({"routines/one.md": text}) == ["dose-number"]
    text = programme("bend").replace("Bend every day.", "Do it 10 times.")
    assert codes({"programmes/back.md": text}) == ["dose-number"]


def test_a_title_holds_no_dose_either() -> None:
    text = exercise(more="cautions: [pain]\n").replace("# Bend", "# 20 times bend", 1)
    assert codes({"exercises/bend.md": text}) == ["dose-number"]
    text = routine("bend").replace("# ", "# 20 times each: ", 1)
    assert codes({"routines/one.md": text}) == ["dose-number"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Hold for 30 seconds, and stop.", ["dose-in-caution"]),
        ("Ask if it hurts for more than two days.", ["dose-in-caution"]),
        ("Raise it 12 inches at most, one leg at a time.", []),
    ],
)
def test_a_number_like_a_dose_in_a_caution_is_one_to_look_at(
    words: str, expected: list[str]
) -> None:
    text = f"---\ngrade: stop\n---\n# If it hurts\n\n{words}\n"
    assert codes({"cautions/pain.md": text}) == expected


# --- References -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "kind", "right"),
    [
        ("exercises/bend.md", exercise(more="cautions: [pian]\n"), "cautions", "pain"),
        ("exercises/bend.md", exercise().replace("book", "bok"), "sources", "book"),
        ("exercises/bend.md", exercise().replace("lying", "laying"), "positions", "lying"),
        ("exercises/turn.md", exercise(more="starts_from: bent\n"), "exercises", "bend"),
        ("routines/one.md", routine("bent"), "exercises", "bend"),
        ("programmes/back.md", programme("bent"), "exercises", "bend"),
        (
            "programmes/back.md",
            programme("bend").replace("region: back", "region: bakc"),
            "regions",
            "back",
        ),
    ],
    ids=["caution", "source", "position", "start", "routine", "programme", "region"],
)
def test_for_a_misspelt_name_the_nearest_one_is_offered(
    path: str, text: str, kind: str, right: str
) -> None:
    [message] = [m for code, _, m in said({path: text}) if code == "error[unknown-reference]"]
    assert message.startswith("There is no '")
    assert message.endswith(f" in {kind}/. Did you mean '{right}'?")


def test_a_misspelt_term_is_an_error_where_its_link_stands() -> None:
    text = exercise(summary="You bend your knee\nas far as the [navel](term:navle).")
    [(code, where, message)] = said(
        {
            "exercises/bend.md": text,
            "cautions/pain.md": None,
            "terms/navel.md": "---\n---\n# Navel\n\nbelly button\n",
        }
    )
    assert (code, where) == ("error[unknown-reference]", "content/exercises/bend.md:10:23")
    assert message == "There is no 'navle' in terms/. Did you mean 'navel'?"


def test_a_reference_to_a_file_that_is_broken_is_no_error_of_its_own() -> None:
    assert codes({"cautions/pain.md": "---\ngrade: stop\n---\n"}) == [
        "missing-title",
        "wrong-summary",
    ]


def test_a_misspelt_field_is_an_error_with_the_nearest_one() -> None:
    found = said(
        {"exercises/bend.md": exercise(more="caution: [pain]\n"), "cautions/pain.md": None}
    )
    assert found == [
        (
            "error[unknown-field]",
            "content/exercises/bend.md:5:1",
            "There is no field 'caution' here. Did you mean 'cautions'?",
        )
    ]


def test_a_former_id_leads_to_the_new_one_in_a_message() -> None:
    changes = {
        "cautions/pain.md": caution("was: [hurts]\n"),
        "exercises/bend.md": exercise(more="cautions: [pain, hurts]\n"),
    }
    assert said(changes) == [
        (
            "error[unknown-reference]",
            "content/exercises/bend.md:5:18",
            "There is no 'hurts' in cautions/. It is now called 'pain'.",
        )
    ]


@pytest.mark.parametrize("former", ["pain", "ache", "old"], ids=["its own", "another's", "twice"])
def test_an_id_is_used_once_in_its_kind_now_or_before(former: str) -> None:
    changes = {
        "cautions/ache.md": caution("was: [old]\n"),
        "cautions/pain.md": caution(f"was: [{former}]\n"),
        "exercises/bend.md": exercise(more="cautions: [pain, ache]\n"),
    }
    assert codes(changes) == ["id-used-twice"]


def test_an_id_may_be_used_in_another_kind() -> None:
    assert codes({"cautions/pain.md": caution("was: [bend]\n")}) == []


@pytest.mark.parametrize("field", ["starts_from", "harder_variant_of"])
def test_references_that_run_in_a_circle_are_errors_at_each_that_takes_part(field: str) -> None:
    changes = {
        "exercises/bend.md": exercise(more="starts_from: turn\ncautions: [pain]\n"),
        "exercises/turn.md": exercise(more=f"{field}: lift\n"),
        "exercises/lift.md": exercise(more=f"{field}: bend\n"),
        "exercises/leads-into-it.md": exercise(more=f"{field}: bend\n"),
    }
    problems = checked(changes).problems
    assert [(p.path, p.line, p.code) for p in problems] == [
        (f"content/exercises/{name}.md", 5, "circular-reference")
        for name in ("bend", "lift", "turn")
    ]


def test_an_exercise_that_starts_from_itself_is_an_error() -> None:
    text = exercise(more="cautions: [pain]\nstarts_from: bend\n")
    [(code, where, _)] = said({"exercises/bend.md": text})
    assert (code, where) == ("error[circular-reference]", "content/exercises/bend.md:6:14")


def test_a_group_of_positions_is_part_of_nothing() -> None:
    changes = {
        "positions/lying.md": position("flat"),
        "positions/flat.md": position("down", "Flat"),
        "positions/down.md": position("", "Down"),
    }
    [(code, where, _)] = said(changes)
    assert (code, where) == ("error[circular-reference]", "content/positions/lying.md:2:10")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("exercises/bend.md", exercise(more="cautions: [pain, pain]\n")),
        ("routines/one.md", routine("bend", "bend")),
        ("programmes/back.md", programme("bend", "bend")),
    ],
    ids=["caution", "routine", "stage"],
)
def test_what_is_listed_twice_is_an_error(path: str, text: str) -> None:
    assert codes({path: text}) == ["listed-twice"]


def test_two_stages_may_list_the_same_caution_but_not_the_same_exercise() -> None:
    front = "region: back\nsource: book\nstages:\n"
    for number, second in enumerate(("bend", "turn")):
        stages = "".join(
            f"  - id: stage-{one}\n    exercises: [{one}]\n    cautions: [pain]\n"
            if one == second
            else "  - id: stage-0\n    exercises: [bend]\n    cautions: [pain]\n"
            for one in ("0", second)
        )
        text = f"---\n{front}{stages}---\n# Programme\n\nBend.\n\n## One\n\n## Two\n"
        changes = {"programmes/back.md": text, "exercises/turn.md": exercise()}
        assert codes(changes) == [["listed-twice"], []][number]


# --- Nothing is left over -------------------------------------------------------------------


def test_a_caution_that_nothing_uses_is_an_error() -> None:
    [(code, where, message)] = said({"cautions/other.md": caution()})
    assert (code, where) == ("error[unused-caution]", "content/cautions/other.md:1:1")
    assert "list it where it belongs" in message
    assert codes({"cautions/other.md": caution()}) == ["unused-caution"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sources/paper.md", "---\npublisher: A press\n---\n# A paper\n"),
        ("terms/navel.md", "---\n---\n# Navel\n\nbelly button\n"),
        ("positions/standing.md", position("", "Standing")),
        ("equipment/chair.md", "---\n---\n# A chair\n"),
        ("regions/neck.md", "---\n---\n# Neck\n"),
        ("pictures/knee.png", picture("PNG")),
    ],
)
def test_another_thing_that_nothing_uses_is_a_warning(path: str, text: str | bytes) -> None:
    result = checked({path: text})
    assert [(p.severity, p.code, p.path) for p in result.problems] == [
        ("warning", "unused", f"content/{path}")
    ]
    assert result.library is not None


def test_nothing_counts_as_unused_while_another_file_is_broken() -> None:
    assert codes({"exercises/bend.md": "---\n---\n"}) == [
        "missing-field",
        "missing-field",
        "missing-field",
        "missing-list",
        "missing-title",
        "wrong-summary",
    ]


# --- Routines and reviews -------------------------------------------------------------------

FIVE: Final = {f"exercises/{name}.md": exercise() for name in "abcd"} | {
    f"exercises/{name}.md": exercise().replace("lying", "standing") for name in "efgh"
}
STANDING: Final = {"positions/standing.md": position("", "Standing")}


def test_four_exercises_are_right_and_five_are_a_warning() -> None:
    assert codes({**FIVE, **STANDING, "routines/one.md": routine(*"abcd")}) == []
    [(code, where, _)] = said({**FIVE, **STANDING, "routines/one.md": routine(*"abcd", "bend")})
    assert (code, where) == ("warning[many-exercises]", "content/routines/one.md:3:3")


@pytest.mark.parametrize(("order", "changes"), [("aefb", 2), ("aebf", 3), ("eaf", 2)])
def test_a_position_that_is_left_and_taken_again_is_a_warning(order: str, changes: int) -> None:
    [(code, where, message)] = said({**FIVE, **STANDING, "routines/one.md": routine(*order)})
    assert (code, where) == ("warning[position-changes]", "content/routines/one.md:3:3")
    assert message.startswith(f"The position changes {changes} times; 1 would do")


@pytest.mark.parametrize("order", ["abef", "efab", "ab", "a"])
def test_positions_one_after_the_other_are_right(order: str) -> None:
    assert codes({**FIVE, **STANDING, "routines/one.md": routine(*order)}) == []


def test_positions_of_one_group_count_as_one() -> None:
    group = {"positions/standing.md": position("lying", "Standing")}
    assert codes({**FIVE, **group, "routines/one.md": routine(*"aebf")}) == []


def reviewed(date: str, next_due: str) -> str:
    people = "  reviewers:\n    - name: A. Reviewer\n      credentials: PT\n"
    review = f"review:\n{people}  date: {date}\n  next_due: {next_due}\n"
    return exercise(more=f"cautions: [pain]\n{review}")


@pytest.mark.parametrize(
    ("date", "next_due", "found"),
    [
        ("2024-01-15", "2026-01-15", []),
        ("2024-01-15", "2026-01-14", ["warning[review-overdue]"]),
        ("2026-01-15", "2027-01-15", []),
        ("2026-01-16", "2027-01-15", ["error[wrong-date]"]),
        ("2025-01-15", "2025-01-15", ["error[wrong-review]"]),
    ],
    ids=["due today", "overdue", "made today", "made tomorrow", "due at once"],
)
def test_the_dates_of_a_review_are_held_against_the_given_day(
    date: str, next_due: str, found: list[str]
) -> None:
    assert [code for code, _, _ in said({"exercises/bend.md": reviewed(date, next_due)})] == found


def test_an_overdue_review_is_shown_at_its_date() -> None:
    [(_, where, message)] = said({"exercises/bend.md": reviewed("2024-01-01", "2025-12-31")})
    assert where == "content/exercises/bend.md:11:13"
    assert message == "The next review was due on 2025-12-31: have the text reviewed."


@pytest.mark.parametrize(
    "date", ["2026-1-5", "2026-02-30", "20260131", "31.01.2026", "2026-01-31T00:00:00", "soon", "5"]
)
def test_a_date_that_is_written_otherwise_is_an_error(date: str) -> None:
    assert codes({"exercises/bend.md": reviewed(f"'{date}'", "2027-01-15")})[:1] == ["wrong-date"]


# --- Files ----------------------------------------------------------------------------------


def test_a_gap_is_an_error_and_in_a_draft_a_warning() -> None:
    text = exercise("É TODO: bend.", "Straighten.", more="cautions: [pain]\n")
    for allowed, severity in ((False, "error"), (True, "warning")):
        [(code, where, _)] = said({"exercises/bend.md": text}, gaps_allowed=allowed)
        assert (code, where) == (f"{severity}[todo]", "content/exercises/bend.md:12:6")


def test_a_gap_hides_what_else_is_wrong_on_its_line_only() -> None:
    text = exercise(dose="repetitions: TODO; hold: 5").replace("position: lying", "position: TODO")
    found = said({"exercises/bend.md": text})
    assert [(code, where.split(":")[1]) for code, where, _ in found] == [
        ("error[todo]", "2"),
        ("error[todo]", "4"),
        ("error[wrong-unit]", "5"),
    ]


def test_nothing_is_built_from_a_draft_whose_gap_hides_an_error() -> None:
    text = exercise().replace("position: lying", "position: TODO")
    result = checked({"exercises/bend.md": text}, gaps_allowed=True)
    assert {p.severity for p in result.problems} == {"warning"}
    assert result.library is None


def test_a_gap_is_only_the_word_in_capitals() -> None:
    text = exercise("Todo.", "TODOS.", more="cautions: [pain]\n")
    assert codes({"exercises/bend.md": text}) == []


def test_a_byte_order_mark_and_windows_line_ends_are_accepted() -> None:
    text = RIGHT["exercises/bend.md"]
    changed = checked(
        {"exercises/bend.md": "\ufeff".encode() + text.replace("\n", "\r\n").encode()}
    )
    assert changed.problems == ()
    assert changed.library is not None
    right = checked().library
    assert right is not None
    assert changed.library.exercises["bend"].words == right.exercises["bend"].words


def test_line_ends_and_the_byte_order_mark_do_not_move_a_fault() -> None:
    text = exercise("Bend.", "🦵é {now}.", more="cautions: [pain]\nnote: 'é🦵'x\n")
    expected = said({"exercises/bend.md": text})
    for changed in ("\ufeff" + text, text.replace("\n", "\r\n")):
        assert said({"exercises/bend.md": changed}) == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (exercise("Bend.", "É 🦵 <b>Bend</b>."), "12:8"),
        (exercise("Bend.", "É 🦵 {now}."), "12:8"),
        (exercise("Bend.", "É 🦵 [knee](term:knee)."), "12:15"),
        (exercise("Bend.", "É 🦵 [knee](http://a.example)."), "12:15"),
        (exercise(more="note: [🦵é, &a b]\n"), "5:12"),
        (exercise(more="was: [é🦵e, no]\n"), "5:12"),
        (exercise(summary="É🦵\u202e"), "9:3"),
    ],
    ids=["HTML", "placeholder", "term", "link", "anchor", "surprise", "hidden"],
)
def test_columns_count_characters(text: str, place: str) -> None:
    places = [where for _, where, _ in said({"exercises/bend.md": text, "cautions/pain.md": None})]
    assert f"content/exercises/bend.md:{place}" in places


def test_a_byte_that_is_not_utf_8_is_shown_at_its_character() -> None:
    data = "---\n---\n# É🦵".encode() + b"\xff\n"
    assert read("a.md", data)[1] == [
        Problem(
            "a.md", 3, 5, "encoding", "The file is not UTF-8 text from here on: save it as UTF-8."
        )
    ]


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_not() -> None:
    text = RIGHT["regions/back.md"]
    full = text + "\n" * (MAX_BYTES - len(text))
    assert codes({"regions/back.md": full}) == []
    assert codes({"regions/back.md": full + "\n"}) == ["file-size"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    problems = check_folder(tmp_path / "none", TODAY, shown_as="none").problems
    message = "There is no such folder: go to your project's, or name one with '--content'."
    assert Problem("none", 1, 1, "no-folder", message) in problems


def test_the_disclaimer_is_needed() -> None:
    assert codes({"disclaimer.md": None}) == ["missing-disclaimer"]


def test_a_folder_that_cannot_be_listed_is_an_error_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "exercises").mkdir()

    def refuse(self: Path) -> object:
        if self.name == "exercises":
            raise PermissionError(13, "Permission denied")
        return original(self)

    original = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", refuse)
    problems = check_folder(tmp_path, TODAY, shown_as="content").problems
    assert Problem(
        "content/exercises", 1, 1, "unreadable", "This cannot be read: Permission denied."
    ) in set(problems)


def test_folders_within_folders_a_thousand_deep_are_read_to_the_end(tmp_path: Path) -> None:
    folders = [tmp_path]
    for _ in range(sys.getrecursionlimit() + 100):
        folders.append(folders[-1] / "a")
        folders[-1].mkdir()
    (folders[-1] / "b.md").write_text("", encoding="utf-8")
    problems = check_folder(tmp_path, TODAY).problems
    (folders[-1] / "b.md").unlink()
    for folder in folders[:0:-1]:  # nothing that deep is left for others to clear away
        folder.rmdir()
    assert [problem.code for problem in problems] == ["missing-disclaimer", "unknown-folder"]


def test_hidden_files_and_the_schemas_are_not_content(tmp_path: Path) -> None:
    for name in (".DS_Store", "exercises/.bend.md.swp", "schema/exercises.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [p.code for p in check_folder(tmp_path, TODAY).problems] == ["missing-disclaimer"]


# --- Problems in words ----------------------------------------------------------------------

FAULT: Final = Problem("content/a.md", 3, 5, "do-not", "Begin this line with 'Do not'.")


def test_a_problem_is_shown_as_path_line_column_severity_code_and_message() -> None:
    place = "content/a.md:3:5"
    assert as_text(FAULT) == f"{place}: error[do-not]: Begin this line with 'Do not'."
    warned = replace(FAULT, severity="warning")
    assert as_text(warned) == f"{place}: warning[do-not]: Begin this line with 'Do not'."


@pytest.mark.parametrize(
    ("path", "message", "expected"),
    [
        ("a.md", "50% of\r\nit: a, b", "file=a.md,line=3,col=5,title=x::50%25 of%0D%0Ait: a, b"),
        ("a,b:c%.md", "No.", "file=a%2Cb%3Ac%25.md,line=3,col=5,title=x::No."),
        ("a\nb.md", "No.", "file=a\\nb.md,line=3,col=5,title=x::No."),
        ("a\udcff.md", "No.", "file=a\\udcff.md,line=3,col=5,title=x::No."),
    ],
    ids=["message", "path", "line end in a path", "path that is not UTF-8"],
)
def test_an_annotation_cannot_be_broken_out_of(path: str, message: str, expected: str) -> None:
    assert as_github(Problem(path, 3, 5, "x", message)) == f"::error {expected}"
