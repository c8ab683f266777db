"""What an exercise, a routine or a guide tells its reader, for its page and its sheets alike."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any, Final

from generator import dose as doses
from generator.cautions import CautionBox, Part, arrange
from generator.inline import Line
from generator.library import AnyEntry, DosedExercise, Exercise, Library, Programme, Routine
from generator.model import Stage
from generator.views import (
    BoxView,
    ExerciseView,
    LinkView,
    ReviewView,
    SourceView,
    Speaker,
    link,
    review,
)
from generator.words import StageWords

VERSION_LENGTH: Final = 8
NO_REVIEW: Final = ReviewView("none")


@dataclass(frozen=True)
class Section:
    """Some exercises under one heading: a stage of a guide. A routine has one without a title."""

    exercises: tuple[ExerciseView, ...]
    id: str = ""
    title: str = ""
    introduction: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Handout:
    """All that a reader is told, in reading order.

    `lead` is the main message, `boxes` the cautions that stand before the first exercise.
    `region`, `minutes` and `sessions` are those of a guide, and "" elsewhere. `version` tells one
    state of the content from another: whoever changes a word, a dose, a caution or a pose
    changes it.
    """

    link: LinkView
    lead: tuple[Line, ...]
    boxes: tuple[BoxView, ...]
    sections: tuple[Section, ...]
    disclaimer: tuple[Line, ...] = ()
    sources: tuple[SourceView, ...] = ()
    review: ReviewView = NO_REVIEW
    paragraphs: tuple[Line, ...] = ()
    region: str = ""
    minutes: str = ""
    sessions: str = ""
    version: str = ""

    @property
    def exercises(self) -> tuple[ExerciseView, ...]:
        """Every exercise in order."""
        return tuple(exercise for section in self.sections for exercise in section.exercises)

    @property
    def floor(self) -> int:
        """How many of the exercises are done down on the floor."""
        return sum(exercise.floor for exercise in self.exercises)

    @property
    def where(self) -> str:
        """How much of it is done down on the floor, in words."""
        count, floor = len(self.exercises), self.floor
        if floor == count:
            return "on the floor" if count == 1 else "all of it on the floor"
        if floor:
            return f"{floor} of them on the floor"
        return "not on the floor" if count == 1 else "nothing on the floor"

    @property
    def needs(self) -> tuple[str, ...]:
        """What the exercises need, each once."""
        return tuple(dict.fromkeys(need for view in self.exercises for need in view.needs))


class Teller:
    """Makes the handouts of a library as they are on one day.

    A brief one leaves out how an exercise is done, never what is not to be done.
    """

    def __init__(self, library: Library, today: datetime.date, *, brief: bool = False) -> None:
        self.library = library
        self.today = today
        self.brief = brief

    def exercise(self, exercise: Exercise) -> Handout:
        """Return the handout of one exercise; all its cautions stand before it."""
        speaker = self._speaker()
        dosed = DosedExercise(exercise, exercise.facts.dose)
        handout = Handout(
            link=link("exercises", exercise),
            lead=(speaker.line(exercise.words.summary, dosed.dose),),
            boxes=speaker.boxes(arrange(self.library, [exercise]).before),
            sections=(Section((speaker.exercise(dosed),)),),
        )
        return self._ended(handout, speaker, exercise, [dosed])

    def routine(self, routine: Routine) -> Handout:
        """Return the handout of a routine."""
        speaker, dosed = self._speaker(), self.library.dosed(routine)
        exercises = [item.exercise for item in dosed]
        placed = arrange(self.library, exercises, routine.facts.cautions)
        handout = Handout(
            link=link("routines", routine),
            lead=speaker.lines(routine.words.paragraphs),
            boxes=speaker.boxes(placed.before),
            sections=(Section(speaker.exercises(dosed, placed.inside)),),
        )
        return self._ended(handout, speaker, routine, dosed)

    def guide(self, programme: Programme) -> Handout:
        """Return the handout of a whole programme, stage by stage."""
        library, speaker, facts = self.library, self._speaker(), programme.facts
        stages = list(library.stages(programme))
        exercises = [exercise for _, _, found in stages for exercise in found]
        dosed = [DosedExercise(exercise, exercise.facts.dose) for exercise in exercises]
        parts = [Part(words.title, tuple(found)) for _, words, found in stages]
        placed = arrange(library, exercises, facts.cautions, parts)
        handout = Handout(
            link=link("programmes", programme),
            lead=(speaker.line(programme.words.paragraphs[0]),),
            boxes=speaker.boxes(placed.before),
            paragraphs=speaker.lines(programme.words.paragraphs[1:]),
            sections=tuple(self._stage(speaker, *stage, placed.inside) for stage in stages),
            region=library.regions[facts.region].words.title,
            minutes=doses.a_day(facts.minutes_a_day, "minutes"),
            sessions=doses.a_day(facts.sessions_a_day, "sessions"),
        )
        return self._ended(handout, speaker, programme, dosed)

    def _speaker(self) -> Speaker:
        return Speaker(self.library, brief=self.brief)

    def _stage(
        self,
        speaker: Speaker,
        stage: Stage,
        words: StageWords,
        exercises: list[Exercise],
        /,
        inside: Mapping[str, CautionBox],
    ) -> Section:
        introduction = speaker.lines(words.introduction)
        dosed = [DosedExercise(exercise, exercise.facts.dose) for exercise in exercises]
        return Section(speaker.exercises(dosed, inside), stage.id, words.title, introduction)

    def _ended(
        self, handout: Handout, speaker: Speaker, entry: AnyEntry, dosed: Sequence[DosedExercise]
    ) -> Handout:
        """Return a handout with what stands at its end, its version and the state of its review."""
        exercises = [item.exercise for item in dosed]
        disclaimer = self.library.disclaimer
        sources = _sources(self.library, exercises)
        if handout.link.kind == "programmes":
            sources = [entry.facts.source, *sources]
        told = replace(
            handout,
            disclaimer=speaker.lines(disclaimer.words.paragraphs) if disclaimer else (),
            sources=speaker.sources(sources),
        )
        return replace(
            told,
            version=_version(self.library, told, exercises),
            review=review(self.library, _shown(self.library, entry, exercises), self.today),
        )


def _shown(library: Library, page: AnyEntry, exercises: Iterable[Exercise]) -> list[AnyEntry]:
    """Return everything with a review of its own that a handout shows."""
    found: dict[int, AnyEntry] = {id(page): page}
    for exercise in exercises:
        of_exercise: list[AnyEntry] = [*library.starts_of(exercise)]
        for entry in (*of_exercise, *library.cautions_of(exercise.id)):
            found[id(entry)] = entry
    for caution in page.facts.cautions:
        found[id(library.cautions[caution])] = library.cautions[caution]
    return list(found.values())


def _sources(library: Library, exercises: Iterable[Exercise]) -> list[str]:
    """Return the ids of the sources of exercises and of what they start from."""
    return [e.facts.source for exercise in exercises for e in library.starts_of(exercise)]


def _version(library: Library, handout: Handout, exercises: Iterable[Exercise]) -> str:
    """Return the first figures of the hash (SHA-256) of all that a handout tells and draws."""
    shown = [each.facts for exercise in exercises for each in library.starts_of(exercise)]
    poses = [facts.figure.model_dump_json() for facts in shown if facts.figure]
    pictures = [
        hashlib.sha256(library.pictures[facts.picture.file].data).hexdigest()
        for facts in shown
        if facts.picture
    ]
    told = json.dumps([_plain(handout), poses, pictures], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:VERSION_LENGTH]


def _plain(value: object) -> object:
    """Return a view as lists and text, without where in the files it comes from."""
    if isinstance(value, str):
        return value
    if isinstance(value, Line):
        return value.text
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    kind: Any = type(value)
    return [_plain(getattr(value, name)) for name in _names(kind)] if _names(kind) else value


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of the fields of a type of view; another type has none."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
