"""Safety and quality rules: one small function each, whose docstring is the rule."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from generator import dose as doses
from generator.canonical import departure
from generator.dose_numbers import dose_numbers
from generator.figures.picture import faults
from generator.inline import Line
from generator.library import AnyEntry, Exercise, Library, Routine, per_entry
from generator.loader import Loaded, uses
from generator.model import REVIEW_FIELDS, Dose, DoseChange, Review
from generator.problems import Position, Problem, error, errors, shown, warning
from generator.reviews import every_standing, in_words, reviewable
from generator.words import ExerciseWords

MAX_STEP_WORDS: Final = 30
ADVISED_EXERCISES: Final = 4


@dataclass(frozen=True)
class Checked:
    """The library, if it has no error, and every problem there is."""

    library: Library | None
    problems: tuple[Problem, ...]


def check(loaded: Loaded, today: datetime.date) -> Checked:
    """Hold what was loaded against every rule."""
    found = [problem for rule in RULES for problem in rule(loaded.draft)]
    found += review_is_current(loaded.draft, today)
    found += nothing_changed_since_review(loaded.draft, today)
    if loaded.library is not None:
        # What a broken file uses is not known, so nothing counts as unused before it is mended.
        found += nothing_is_unused(loaded.draft)
        found += stop_rule_applies(loaded.draft)
        # How a file is written matters once it says what it should.
        found += style_is_the_forms_own(loaded.draft)
    problems = tuple(sorted({*loaded.problems, *found}))
    return Checked(None if errors(problems) else loaded.library, problems)


def do_not_says_so(library: Library) -> Iterator[Problem]:
    """Every line of a 'Do not' list begins with 'Do not': heard without, it becomes an order."""
    for exercise in library.exercises.values():
        for line in exercise.words.do_not:
            if not line.text.startswith("Do not "):
                message = "Begin this line with 'Do not'."
                yield error(exercise.path, line.position, "do-not", message)


def no_dose_in_words(library: Library) -> Iterator[Problem]:
    """No dose number stands in words to follow: a changed dose would contradict it."""
    for kind in ("exercises", "routines", "programmes"):
        for entry in library.of_kind(kind).values():
            yield from _doses_in_words(entry)


@per_entry
def _doses_in_words(entry: AnyEntry) -> tuple[Problem, ...]:
    return tuple(_dose_numbers(entry))


def _dose_numbers(entry: AnyEntry) -> Iterator[Problem]:
    words = entry.words
    is_exercise = isinstance(words, ExerciseWords)
    lines = (*words.instructions(), *words.pictured()) if is_exercise else words.lines()
    for line in lines:
        for number in dose_numbers(line.text):
            message = f"'{shown(number)}' is a dose: write it into 'dose', and here a"
            message += " placeholder like '{hold}' or nothing."
            yield error(entry.path, entry.find(line, number), "dose-number", message)
    for number in dose_numbers(words.title):
        message = f"'{shown(number)}' in the title is a dose: write it into 'dose' alone."
        yield error(entry.path, Position(), "dose-number", message)


def no_dose_in_cautions(library: Library) -> Iterator[Problem]:
    """A number in a caution or in the disclaimer that reads like a dose is one to look at.

    It may be none: "pain for more than two days" says when to ask. So it is only a warning.
    """
    entries: list[AnyEntry] = [*library.cautions.values()]
    if library.disclaimer:
        entries.append(library.disclaimer)
    for entry in entries:
        for line in entry.words.paragraphs:
            for number in dose_numbers(line.text):
                message = f"'{shown(number)}' reads like a dose, which would stand beside that of"
                message += " an exercise: write it only if it tells when to stop or to ask."
                where = entry.find(line, number)
                yield warning(entry.path, where, "dose-in-caution", message)


def hold_is_told(library: Library) -> Iterator[Problem]:
    """Where a dose has a hold, a step tells when to hold."""
    for exercise in library.exercises.values():
        hold = doses.placeholder(exercise.facts.dose, "hold")
        told = any("hold" in line.placeholders() for line in exercise.words.steps)
        if hold and not told:
            message = "The dose has a hold, but no step says '{hold}': tell when to hold."
            where = exercise.at("dose", "hold")
            yield warning(exercise.path, where, "hold-not-told", message)


def steps_begin_with_the_first_side(library: Library) -> Iterator[Problem]:
    """The side that the steps name first is the one that the dose names as the first."""
    for exercise in library.exercises.values():
        first = exercise.facts.dose.first_side
        told = _first_side(exercise.words.steps)
        if first and told and first != told:
            message = f"'first_side' is '{first}', and the steps begin with the {told} side:"
            message += " make them say the same."
            yield error(exercise.path, exercise.at("dose", "first_side"), "first-side", message)


# "A right angle" and "right away" are no sides.
_SIDE: Final = re.compile(
    r"\b(left|right)\b(?! (?:angles?|away|after|before|above|below|under|over|at|on|in)\b)", re.I
)


def _first_side(steps: Iterable[Line]) -> str:
    """Return the side that steps name first; "" where none is named, or both in one step."""
    for step in steps:
        found = {side.lower() for side in _SIDE.findall(step.text)}
        if found:
            return found.pop() if len(found) == 1 else ""
    return ""


def names_are_told_apart(library: Library) -> Iterator[Problem]:
    """No two exercises, routines or programmes have one title: cautions name them by it."""
    for kind in ("exercises", "routines", "programmes"):
        seen: dict[str, str] = {}
        for entry in library.of_kind(kind).values():
            title = entry.words.title.casefold()
            if title in seen:
                message = f"'{seen[title]}' has this title as well: name one of them otherwise."
                yield error(entry.path, Position(), "same-title", message)
            seen.setdefault(title, entry.id)


def placeholders_have_a_dose(library: Library) -> Iterator[Problem]:
    """Every placeholder is filled: by the dose of its exercise, and by each routine's dose."""
    for exercise in library.exercises.values():
        for line in exercise.words.lines():
            for name in line.placeholders():
                if doses.placeholder(exercise.facts.dose, name) is None:
                    message = f"The dose has no number for '{{{name}}}'."
                    message += " Write it into 'dose', or take the placeholder out."
                    where = exercise.find(line, f"{{{name}}}")
                    yield error(exercise.path, where, "empty-placeholder", message)
    for routine in library.routines.values():
        for index, item in enumerate(routine.facts.exercises):
            exercise_or_none = library.exercises.get(item.exercise)
            if exercise_or_none and item.dose:
                changed = doses.change(exercise_or_none.facts.dose, item.dose)
                yield from _lost(exercise_or_none, changed, routine, index)


def _lost(exercise: Exercise, dose: Dose, routine: Routine, index: int) -> Iterator[Problem]:
    """Yield a problem for each placeholder that a routine's dose takes the number from."""
    names = {n for line in exercise.words.lines() for n in line.placeholders()}
    for name in sorted(names):
        had = doses.placeholder(exercise.facts.dose, name)
        if had and doses.placeholder(dose, name) is None:
            message = f"A line of '{exercise.id}' says '{{{name}}}', so '{name}' cannot be 'none'."
            where = routine.at("exercises", index, "dose", name)
            yield error(routine.path, where, "empty-placeholder", message)


def placeholders_stand_in_exercises(library: Library) -> Iterator[Problem]:
    """A placeholder stands only where there is a dose to fill it: in the words of an exercise."""
    for kind, entry in library.entries():
        for line in entry.words.lines() if kind != "exercises" else ():
            for name in line.placeholders():
                message = f"'{{{name}}}' has no dose here: only an exercise can say it."
                where = entry.find(line, f"{{{name}}}")
                yield error(entry.path, where, "empty-placeholder", message)


def dose_has_a_count(library: Library) -> Iterator[Problem]:
    """An exercise has a count, written or open, and no routine takes it away."""
    own: list[tuple[AnyEntry, Dose | DoseChange | None, tuple[str | int, ...]]] = [
        (exercise, exercise.facts.dose, ("dose",)) for exercise in library.exercises.values()
    ]
    changed = [
        (routine, item.dose, ("exercises", index, "dose"))
        for routine in library.routines.values()
        for index, item in enumerate(routine.facts.exercises)
    ]
    for entry, dose, path in (*own, *changed):
        if dose and dose.repetitions and dose.repetitions.kind == "none":
            message = "'repetitions' cannot be 'none': write a number, or 'open'."
            yield error(entry.path, entry.at(*path, "repetitions"), "wrong-amount", message)


def few_exercises(library: Library) -> Iterator[Problem]:
    """A routine holds at most 4 exercises: 2 to 4 are advised, so that people keep to it.

    Source: Bachmann and others 2017, a systematic review with modest evidence.
    """
    for routine in library.routines.values():
        count = len(routine.facts.exercises)
        if count > ADVISED_EXERCISES:
            message = (
                f"A routine of {count} exercises is long: 2 to 4 are advised, so make two of it."
            )
            yield warning(routine.path, routine.at("exercises"), "many-exercises", message)


def few_position_changes(library: Library) -> Iterator[Problem]:
    """Exercises of a position group stand together, so nobody lies down, gets up and lies down."""
    for routine in library.routines.values():
        groups = [library.group_of(dosed.exercise) for dosed in library.dosed(routine)]
        names = [group.id for group in groups if group]
        changes = sum(before != after for before, after in pairwise(names))
        if changes > len(set(names)) - 1 and names:
            message = f"The position changes {changes} times; {len(set(names)) - 1} would do:"
            message += " put exercises of one position together."
            yield warning(routine.path, routine.at("exercises"), "position-changes", message)


def review_is_current(library: Library, today: datetime.date) -> Iterator[Problem]:
    """A review is not past the day its next one is due, and not dated in the future."""
    for entry, field, review in _reviews(library):
        if review.next_due < today:
            message = f"The next review was due on {review.next_due}: have the text reviewed."
            where = entry.at(field, "next_due")
            yield warning(entry.path, where, "review-overdue", message)
        if review.date > today:
            message = f"The review is dated {review.date}, which is later than today: write the"
            message += " day on which the text was read."
            yield error(entry.path, entry.at(field, "date"), "wrong-date", message)


def nothing_changed_since_review(library: Library, today: datetime.date) -> Iterator[Problem]:
    """What has been reviewed is as it was reviewed, as far as its history is known."""
    for one in every_standing(library, today):
        if one.review and one.parts:
            message = f"Changed since the review of {one.review.date}: {in_words(one.parts)}."
            message += " Have it reviewed anew; until then its pages say so."
            where = one.entry.at(one.field, "date")
            yield warning(one.entry.path, where, "changed-since-review", message)


def _reviews(library: Library) -> Iterator[tuple[AnyEntry, str, Review]]:
    """Yield every review, with what it is of and the field that it stands in."""
    for entry in reviewable(library):
        for field in REVIEW_FIELDS:
            if review := getattr(entry.facts, field, None):
                yield entry, field, review


def short_steps(library: Library) -> Iterator[Problem]:
    """A step is short enough to follow."""
    for exercise in library.exercises.values():
        for line in (*exercise.words.get_ready, *exercise.words.steps):
            words = len(line.text.split())
            if words > MAX_STEP_WORDS:
                message = f"This step has {words} words, and at most {MAX_STEP_WORDS} can be"
                message += " followed: split it."
                yield warning(exercise.path, line.position, "long-step", message)


def stop_rule_applies(library: Library) -> Iterator[Problem]:
    """A 'stop' caution applies to every exercise: one in no programme gets none by itself."""
    for exercise in library.exercises.values():
        if not any(c.facts.grade == "stop" for c in library.cautions_of(exercise.id)):
            message = "No 'stop' caution applies to this exercise: list the exercise in a stage of"
            message += " a programme that has one, or the caution in the exercise."
            yield error(exercise.path, exercise.at("cautions"), "no-stop-caution", message)


def figures_are_possible(library: Library) -> Iterator[Problem]:
    """A pose can be taken: joints in range, hands at their target, nothing below the floor."""
    for exercise in library.exercises.values():
        if exercise.facts.figure:
            for fault in faults(exercise.facts.figure):
                where = exercise.at("figure", *fault.path)
                yield error(exercise.path, where, fault.code, fault.message)


def one_picture(library: Library) -> Iterator[Problem]:
    """An exercise has a figure, or a picture of a contributor's own, or neither."""
    for exercise in library.exercises.values():
        if exercise.facts.figure and exercise.facts.picture:
            message = "An exercise has a 'figure' or a 'picture', not both: take one out."
            yield error(exercise.path, exercise.at("picture"), "two-pictures", message)


def pictures_are_described(library: Library) -> Iterator[Problem]:
    """What is to be seen is told in words: two pictures of a figure, one of a file of one's own."""
    for exercise in library.exercises.values():
        facts, lines = exercise.facts, exercise.words.picture
        field, wanted = ("figure", 2) if facts.figure else ("picture", 1 if facts.picture else 0)
        if len(lines) == wanted or (facts.figure and facts.picture):
            continue
        what = "2 lines, one for each pose" if facts.figure else "1 line"
        message = f"'## Picture' must be a numbered list of {what}."
        if not lines:
            message = f"'## Picture' is missing: a numbered list of {what}."
        elif not wanted:
            message = "'## Picture' needs a 'figure' or a 'picture' above: add one, or take it out."
        where = lines[0].position if lines else exercise.at(field)
        yield error(exercise.path, where, "picture-words", message)


def nothing_is_unused(library: Library) -> Iterator[Problem]:
    """A caution that nothing uses would be lost on its way to paper; other things are left over."""
    used = {(kind, i) for _, entry in library.entries() for _, kind, i in uses(entry)}
    for caution in library.cautions.values():
        if ("cautions", caution.id) not in used:
            message = "Nothing uses this caution, so nobody would see it: list it where it belongs."
            yield error(caution.path, Position(), "unused-caution", message)
    for kind in ("sources", "positions", "equipment", "regions", "terms", "pictures"):
        for entry in library.of_kind(kind).values():
            if (kind, entry.id) not in used:
                message = f"Nothing uses this ({kind}): use it, or take the file away."
                yield warning(entry.path, Position(), "unused", message)


def style_is_the_forms_own(library: Library) -> Iterator[Problem]:
    """A file has the style in which the editing page writes it: an edit there changes no more."""
    for _, entry in library.entries():
        yield from _other_style(entry)


@per_entry
def _other_style(entry: AnyEntry) -> tuple[Problem, ...]:
    found = departure(entry.source, type(entry.facts))
    if not found:
        return ()
    place, is_comment = found
    message = "A form would write the file otherwise from here on: run 'python -m generator"
    message += " format', so that an edit there changes nothing else."
    if is_comment:
        message = "A form would drop this comment: move its words into 'note'."
    return (warning(entry.path, place, "not-canonical", message),)


RULES: Final[tuple[Callable[[Library], Iterator[Problem]], ...]] = (
    do_not_says_so,
    no_dose_in_words,
    no_dose_in_cautions,
    hold_is_told,
    steps_begin_with_the_first_side,
    names_are_told_apart,
    placeholders_have_a_dose,
    placeholders_stand_in_exercises,
    dose_has_a_count,
    few_exercises,
    few_position_changes,
    short_steps,
    figures_are_possible,
    one_picture,
    pictures_are_described,
)
