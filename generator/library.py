"""All content, resolved: the doses in force and every caution that applies."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Final, Generic, Literal, TypeVar, cast
from weakref import WeakKeyDictionary

from generator import dose as doses
from generator.fields import Facts
from generator.inline import Line, find
from generator.model import (
    FACTS,
    CautionFacts,
    Dose,
    ExerciseFacts,
    Grade,
    PlainFacts,
    PositionFacts,
    ProgrammeFacts,
    RoutineFacts,
    SourceFacts,
    Stage,
)
from generator.pictures import Picture
from generator.problems import Position
from generator.source import Source
from generator.words import ExerciseWords, PlainWords, ProgrammeWords, StageWords, Words

GRADES: Final[tuple[Grade, ...]] = ("stop", "ask-first", "take-care")
DISCLAIMER: Final = "disclaimer"

# What of a thing can change after its review, in the order in which it is told.
Part = Literal["words", "dose", "cautions", "grade", "picture", "exercises", "facts"]

E = TypeVar("E")
R = TypeVar("R")
F = TypeVar("F", bound=Facts)
W = TypeVar("W", bound=Words)


@dataclass(frozen=True, eq=False)
class Entry(Generic[F, W]):
    """One thing of the content: its facts, its words, and the file they come from."""

    id: str
    facts: F
    words: W
    source: Source

    @property
    def path(self) -> str:
        """The path of its file, as people see it."""
        return self.source.path

    def at(self, *path: str | int) -> Position:
        """Return where a value of the front matter stands."""
        return self.source.front.at(*path) if self.source.front else Position()

    def find(self, line: Line, text: str) -> Position:
        """Return where a text stands within a line of the words, or where the line begins."""
        return find(self.source.lines, line.position, line.last, text)


AnyEntry = Entry[Any, Any]


def per_entry(function: Callable[[AnyEntry], R]) -> Callable[[AnyEntry], R]:
    """Return the same function of an entry alone, that looks at each entry only once.

    What it returned is kept for as long as the entry is.
    """
    known: WeakKeyDictionary[AnyEntry, R] = WeakKeyDictionary()

    @wraps(function)
    def look(entry: AnyEntry) -> R:
        if entry not in known:
            known[entry] = function(entry)
        return known[entry]

    return look


Exercise = Entry[ExerciseFacts, ExerciseWords]
Routine = Entry[RoutineFacts, PlainWords]
Programme = Entry[ProgrammeFacts, ProgrammeWords]
Caution = Entry[CautionFacts, PlainWords]
SourceWork = Entry[SourceFacts, PlainWords]
BodyPosition = Entry[PositionFacts, PlainWords]
Plain = Entry[PlainFacts, PlainWords]


@dataclass(frozen=True)
class DosedExercise:
    """An exercise as one routine or guide uses it: with the dose in force there."""

    exercise: Exercise
    dose: Dose


@dataclass(frozen=True)
class Since:
    """What has changed since a review; `unknown` says why that is not known, "" where it is."""

    parts: tuple[Part, ...] = ()
    unknown: str = ""


@dataclass(frozen=True, eq=False)
class Library:
    """All content, by id in the order of ids. What is asked of it is answered from here alone.

    `since_review` is what has changed since each review, by the path of the file and the field
    that the review stands in; nothing is known of what is not there.
    """

    exercises: Mapping[str, Exercise] = field(default_factory=dict)
    routines: Mapping[str, Routine] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    cautions: Mapping[str, Caution] = field(default_factory=dict)
    sources: Mapping[str, SourceWork] = field(default_factory=dict)
    positions: Mapping[str, BodyPosition] = field(default_factory=dict)
    equipment: Mapping[str, Plain] = field(default_factory=dict)
    regions: Mapping[str, Plain] = field(default_factory=dict)
    terms: Mapping[str, Plain] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    disclaimer: Plain | None = None
    since_review: Mapping[tuple[str, str], Since] = field(default_factory=dict)

    def of_kind(self, kind: str) -> Mapping[str, AnyEntry]:
        """Return the entries of one kind, which is a folder of `content/`."""
        return cast(Mapping[str, AnyEntry], getattr(self, kind))

    def entries(self) -> Iterator[tuple[str, AnyEntry]]:
        """Yield every entry with its kind."""
        for kind in FACTS:
            for entry in self.of_kind(kind).values():
                yield kind, entry
        if self.disclaimer:
            yield DISCLAIMER, self.disclaimer

    def cautions_of(self, exercise_id: str) -> tuple[Caution, ...]:
        """Return every caution that applies to an exercise, by whatever way, most severe first.

        Its own, those of each programme and stage it is in, and all those of the exercise it
        starts from or is a harder variant of.
        """
        return self._cautions[exercise_id]

    def dosed(self, routine: Routine) -> tuple[DosedExercise, ...]:
        """Return the exercises of a routine in order, with the doses in force there."""
        return tuple(
            DosedExercise(exercise, doses.change(exercise.facts.dose, item.dose))
            for item in routine.facts.exercises
            if (exercise := self.exercises.get(item.exercise))
        )

    def stages(self, programme: Programme) -> Iterator[tuple[Stage, StageWords, list[Exercise]]]:
        """Yield the stages of a programme in order: facts, words, exercises."""
        for stage, words in zip(programme.facts.stages, programme.words.stages, strict=False):
            yield stage, words, [self.exercises[i] for i in stage.exercises if i in self.exercises]

    def group_of(self, exercise: Exercise) -> BodyPosition | None:
        """Return the position group in which an exercise is done."""
        position = self.positions.get(exercise.facts.position)
        group = self.positions.get(position.facts.part_of or "") if position else None
        return group or position

    def starts_of(self, exercise: Exercise) -> tuple[Exercise, ...]:
        """Return an exercise, the one it starts from, the one that starts from, and so on."""
        chain = {exercise.id: exercise}
        while (start := self.exercises.get(exercise.facts.starts_from or "")) and (
            start.id not in chain
        ):
            chain[start.id] = exercise = start
        return tuple(chain.values())

    def by_severity(self, ids: Iterable[str]) -> tuple[Caution, ...]:
        """Return the cautions of those ids, each once, most severe first, else in that order.

        An id that leads nowhere is a KeyError: no caution is left out in silence.
        """
        known = [self.cautions[i] for i in dict.fromkeys(ids)]
        return tuple(sorted(known, key=lambda caution: GRADES.index(caution.facts.grade)))

    @cached_property
    def harder_variants(self) -> Mapping[str, tuple[Exercise, ...]]:
        """The harder variants of each exercise that has any, by its id."""
        pairs = ((e.facts.harder_variant_of, e) for e in self.exercises.values())
        return _grouped((base, exercise) for base, exercise in pairs if base)

    @cached_property
    def routines_with(self) -> Mapping[str, tuple[Routine, ...]]:
        """The routines that use an exercise, by its id."""
        routines = self.routines_in_order()
        return _grouped((item.exercise, r) for r in routines for item in r.facts.exercises)

    @cached_property
    def programmes_with(self) -> Mapping[str, tuple[Programme, ...]]:
        """The programmes that hold an exercise, by its id."""
        programmes = self.programmes.values()
        stages = ((stage, p) for p in programmes for stage in p.facts.stages)
        return _grouped((exercise, p) for stage, p in stages for exercise in stage.exercises)

    @cached_property
    def exercises_with(self) -> Mapping[str, tuple[Exercise, ...]]:
        """The exercises that a caution applies to, by its id."""
        exercises = self.exercises.values()
        return _grouped((caution.id, e) for e in exercises for caution in self.cautions_of(e.id))

    def in_order(self, exercises: Iterable[Exercise]) -> list[Exercise]:
        """Return exercises in the order of programmes, then of titles."""
        return sorted(exercises, key=lambda e: self.place(e.id, e.words.title))

    def place(self, exercise_id: str, title: str) -> tuple[int, str]:
        """Return by what exercises are put in the order of programmes, then of titles."""
        return self._order.get(exercise_id, len(self._order)), title

    def routines_in_order(self) -> list[Routine]:
        """Return the routines in the order in which programmes bring their exercises."""
        last = len(self._order)

        def place(routine: Routine) -> tuple[list[int], str]:
            items = routine.facts.exercises
            return [self._order.get(i.exercise, last) for i in items], routine.words.title

        return sorted(self.routines.values(), key=place)

    @cached_property
    def _order(self) -> Mapping[str, int]:
        """The place of each exercise in the programmes, by its id."""
        stages = (stage for p in self.programmes.values() for stage in p.facts.stages)
        return {i: place for place, i in enumerate(i for stage in stages for i in stage.exercises)}

    @cached_property
    def _cautions(self) -> dict[str, tuple[Caution, ...]]:
        given: dict[str, list[str]] = {i: [] for i in self.exercises}
        for programme in self.programmes.values():
            for stage in programme.facts.stages:
                for exercise_id in stage.exercises:
                    if exercise_id in given:
                        given[exercise_id] += [*programme.facts.cautions, *stage.cautions]
        for exercise in self.exercises.values():
            given[exercise.id] += exercise.facts.cautions
        return {
            i: self.by_severity(c for a in (i, *self.lineage(i)) for c in given.get(a, ()))
            for i in self.exercises
        }

    def lineage(self, exercise_id: str) -> tuple[str, ...]:
        """Return the exercises that one starts from or varies, and theirs, each once.

        It holds the exercise itself only if the references run in a circle.
        """
        found: dict[str, None] = {}
        waiting = [exercise_id]
        while waiting:
            facts = self.exercises[waiting.pop()].facts
            for parent in (facts.starts_from, facts.harder_variant_of):
                if parent and parent in self.exercises and parent not in found:
                    found[parent] = None
                    waiting.append(parent)
        return tuple(found)


def _grouped(pairs: Iterable[tuple[str, E]]) -> dict[str, tuple[E, ...]]:
    """Return all that stands beside each key, in its order."""
    found: dict[str, list[E]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
