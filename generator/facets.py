"""By what readers narrow a list or a search: position, floor, what is needed, stage."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from generator.library import BodyPosition, Exercise, Library
from generator.views import on_floor

Values = Mapping[str, tuple[str, ...]]

NO_FLOOR: Final = "no"


@dataclass(frozen=True)
class Choice:
    """One value of a facet, as it stands in an address, and in words."""

    id: str
    title: str


@dataclass(frozen=True)
class Facet:
    """One question to narrow by; `everything` are the words for no choice."""

    id: str
    title: str
    everything: str
    choices: tuple[Choice, ...]


def facets(library: Library) -> tuple[Facet, ...]:
    """Return what the exercises can be narrowed by: only choices that lead to one of them."""
    values = [of_exercise(library, exercise) for exercise in library.exercises.values()]
    used = {(name, value) for each in values for name, found in each.items() for value in found}
    every = (
        Facet("position", "Position", "Any position", _positions(library)),
        Facet("floor", "Floor", "With floor work", (Choice(NO_FLOOR, "No floor work"),)),
        Facet("needs", "You need", "Anything", _needs(library)),
        Facet("stage", "Stage", "Any stage", _stages(library)),
    )
    return tuple(
        Facet(facet.id, facet.title, facet.everything, found)
        for facet in every
        if (found := tuple(c for c in facet.choices if (facet.id, c.id) in used))
    )


def of_exercise(library: Library, exercise: Exercise) -> Values:
    """Return the values of an exercise, by the ids of facets."""
    return of_exercises(library, [exercise])


def of_exercises(library: Library, exercises: Sequence[Exercise]) -> Values:
    """Return the values of what holds these exercises; off the floor only if each of them is."""
    stages = (s for exercise in exercises for s in _stages_of(library, exercise))
    groups = (library.group_of(exercise) for exercise in exercises)
    needed = [i for e in exercises for each in library.starts_of(e) for i in each.facts.needs]
    floor = any(on_floor(library, exercise) for exercise in exercises)
    return {
        "position": _once(group.id for group in groups if group),
        "floor": () if floor else (NO_FLOOR,),
        "needs": _once(needed),
        "stage": _once(stages),
    }


def position_groups(library: Library) -> list[BodyPosition]:
    """Return the position groups that have exercises, in order."""
    found = {g.id: g for e in library.exercises.values() if (g := library.group_of(e))}
    return sorted(found.values(), key=lambda group: (group.facts.order, group.words.title))


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _stage_id(programme: str, stage: str) -> str:
    return f"{programme}--{stage}"


def _stages_of(library: Library, exercise: Exercise) -> Iterable[str]:
    for programme in library.programmes_with.get(exercise.id, ()):
        for stage in programme.facts.stages:
            if exercise.id in stage.exercises:
                yield _stage_id(programme.id, stage.id)


def _stages(library: Library) -> tuple[Choice, ...]:
    """Return the stages of every programme; its title goes before them where there are several."""
    several = len(library.programmes) > 1
    return tuple(
        Choice(
            _stage_id(programme.id, stage.id),
            f"{programme.words.title}: {words.title}" if several else words.title,
        )
        for programme in library.programmes.values()
        for stage, words, _ in library.stages(programme)
    )


def _positions(library: Library) -> tuple[Choice, ...]:
    return tuple(Choice(group.id, group.words.title) for group in position_groups(library))


def _needs(library: Library) -> tuple[Choice, ...]:
    return tuple(Choice(thing.id, thing.words.title) for thing in library.equipment.values())
