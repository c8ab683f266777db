"""Where a caution stands: the one place that decides it, for every page and every sheet.

Stop and ask first stand before the first exercise, always. Take care stands in its exercise when
it applies to one, else before the first. A line that does not apply to every exercise of the
page names those it applies to.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from generator.library import GRADES, Caution, Exercise, Library
from generator.model import Grade

GRADE_WORDS: Final[dict[Grade, str]] = {
    "stop": "Stop",
    "ask-first": "Ask first",
    "take-care": "Take care",
}


@dataclass(frozen=True)
class CautionLine:
    """One caution in a box; `only_for` names what it applies to, and is empty for all."""

    caution: Caution
    only_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class CautionBox:
    """The cautions of one grade in one place; there is one box per grade and place."""

    grade: Grade
    lines: tuple[CautionLine, ...]

    @property
    def heading(self) -> str:
        """The grade in words."""
        return GRADE_WORDS[self.grade]


@dataclass(frozen=True)
class Part:
    """Some exercises of a page under one name: a stage of a programme."""

    name: str
    exercises: tuple[Exercise, ...]


@dataclass(frozen=True)
class Arrangement:
    """The cautions of one page: the boxes before the first exercise, and a box within some."""

    before: tuple[CautionBox, ...]
    inside: dict[str, CautionBox]


def arrange(
    library: Library,
    exercises: Sequence[Exercise],
    of_page: Iterable[str] = (),
    parts: Sequence[Part] = (),
) -> Arrangement:
    """Place every caution that applies to a page with these exercises.

    `of_page` are the ids of those that belong to the page itself and so to all its exercises.
    `parts` are named groups of its exercises: a caution that holds for whole parts names them.
    """
    applies: dict[str, list[Exercise]] = {i: list(exercises) for i in of_page}
    general = frozenset(applies)
    for exercise in exercises:
        for caution in library.cautions_of(exercise.id):
            if caution.id not in general:
                applies.setdefault(caution.id, []).append(exercise)
    before: list[CautionLine] = []
    inside: dict[str, list[CautionLine]] = {}
    for caution in library.by_severity(applies):
        whom = applies[caution.id]
        if caution.facts.grade == "take-care" and len(whom) == 1 < len(exercises):
            inside.setdefault(whom[0].id, []).append(CautionLine(caution))
        else:
            everyone = len(whom) == len(exercises)
            names = () if everyone else _names(whom, parts)
            before.append(CautionLine(caution, names))
    return Arrangement(
        _boxes(before), {i: CautionBox("take-care", tuple(lines)) for i, lines in inside.items()}
    )


def _boxes(lines: list[CautionLine]) -> tuple[CautionBox, ...]:
    """Return one box for each grade there is, most severe first."""
    graded = {g: tuple(line for line in lines if line.caution.facts.grade == g) for g in GRADES}
    return tuple(CautionBox(grade, found) for grade, found in graded.items() if found)


def _names(whom: list[Exercise], parts: Sequence[Part]) -> tuple[str, ...]:
    """Return the names of the parts that hold exactly these exercises, or of the exercises."""
    ids = {exercise.id for exercise in whom}
    whole = [part for part in parts if {e.id for e in part.exercises} <= ids]
    covered = {e.id for part in whole for e in part.exercises}
    rest = [exercise.words.title for exercise in whom if exercise.id not in covered]
    return (*(part.name for part in whole), *rest)
