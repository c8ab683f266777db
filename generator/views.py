"""What a page or a sheet shows: doses in words, placeholders filled, terms explained once.

A Speaker makes the views of one page in reading order, since a term is explained where it first
stands on the page.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from generator import dose as doses
from generator.cautions import CautionBox
from generator.dose import DoseLine
from generator.figures.picture import Drawing, draw
from generator.inline import Group, Line, Placeholder, Span, Text
from generator.library import AnyEntry, DosedExercise, Exercise, Library, SourceWork
from generator.model import Dose, Grade
from generator.reviews import HOLDING, State, gravest, in_words, standings

ADDRESSES: Final[Mapping[str, str]] = {
    "exercises": "exercises",
    "routines": "routines",
    "programmes": "guides",
    "positions": "positions",
}
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s")


@dataclass(frozen=True)
class LinkView:
    """Something that has a page: its kind (a folder of `content/`), id and title."""

    kind: str
    id: str
    title: str

    @property
    def path(self) -> str:
        """The file of its page, below the docs folder."""
        return page_path(self.kind, self.id)


@dataclass(frozen=True)
class CautionView:
    """One caution as one line of a box; `only_for` names what it applies to, () is all."""

    id: str
    title: str
    text: Line
    only_for: tuple[str, ...]


@dataclass(frozen=True)
class BoxView:
    """One box of cautions: the grade, the grade in words, the lines."""

    grade: Grade
    heading: str
    lines: tuple[CautionView, ...]


@dataclass(frozen=True)
class FigureView:
    """A figure, or a picture of a contributor's own: its file below the docs folder, its words.

    `film` is the file of its movement, "" where there is none. Sizes are for the page to keep room.
    """

    path: str
    alternative: str
    caption: Line | str
    width: int
    height: int
    credit: str = ""
    film: str = ""


@dataclass(frozen=True)
class ExerciseView:
    """One exercise, ready to lay out.

    `first` are the exercises it starts from, in the order in which they are done, where their
    steps must be told; `starts_from` names the nearest in any case. `unset` are the labels of what
    the dose does not say; `amounts` is the dose as plain values.
    """

    link: LinkView
    summary: Line
    dose: tuple[DoseLine, ...]
    amounts: Mapping[str, object]
    unset: tuple[str, ...]
    has_sides: bool
    position: LinkView
    floor: bool
    needs: tuple[str, ...]
    figure: FigureView | None
    get_ready: tuple[Line, ...]
    steps: tuple[Line, ...]
    do_not: tuple[Line, ...]
    also_called: tuple[str, ...]
    cautions: BoxView | None
    starts_from: LinkView | None
    first: "tuple[ExerciseView, ...]"
    harder: tuple[LinkView, ...]


@dataclass(frozen=True)
class ReviewerView:
    """Someone who has reviewed our own text, or parts of it, and the first day of that."""

    name: str
    credentials: str
    date: datetime.date


@dataclass(frozen=True)
class ReviewView:
    """The state of the review of our own text: who reviewed it, and the earliest due day.

    `changed` are the parts of it that have changed since, in words.
    """

    state: State
    people: tuple[ReviewerView, ...] = ()
    due: datetime.date | None = None
    overdue: bool = False
    changed: str = ""

    @property
    def holds(self) -> bool:
        """Whether the text that was reviewed is the text that stands here, as far as is known."""
        return self.state in HOLDING

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Each reviewer in words, with the day."""
        return tuple(f"{p.name}, {p.credentials} ({long_date(p.date)})" for p in self.people)

    @property
    def next_due(self) -> str:
        """The earliest due day in words, "" where there has been no review."""
        return long_date(self.due) if self.due else ""


@dataclass(frozen=True)
class SourceView:
    """A source, told apart from our own review."""

    id: str
    title: str
    publisher: str
    copyright: str
    address: Line | None
    last_reviewed: str
    next_review: str
    reviewers: tuple[str, ...]
    paragraphs: tuple[Line, ...]


def page_path(kind: str, identifier: str) -> str:
    """Return the file of a page below the docs folder; its folder is its address."""
    return f"{ADDRESSES[kind]}/{identifier}/index.md"


def link(kind: str, entry: AnyEntry) -> LinkView:
    """Return the link to the page of an entry."""
    return LinkView(kind, entry.id, entry.words.title)


def long_date(date: datetime.date) -> str:
    """Return a date as it is read aloud: 1 February 2026."""
    return f"{date.day} {date:%B} {date.year}"


def review(library: Library, entries: Iterable[AnyEntry], today: datetime.date) -> ReviewView:
    """Return the state of a page made from these entries: reviewed only if all of them are."""
    found = [one for entry in entries for one in standings(library, entry, today)]
    reviews = [one.review for one in found if one.review]
    state = gravest(found)
    if state == "none":
        return ReviewView("none")
    # Who has reviewed parts of a page on several days is named with the first of them.
    days: dict[tuple[str, str], datetime.date] = {}
    for each in sorted(reviews, key=lambda each: each.date):
        for person in each.reviewers:
            days.setdefault((person.name, person.credentials), each.date)
    return ReviewView(
        state,
        tuple(ReviewerView(*who, day) for who, day in days.items()),
        min(each.next_due for each in reviews),
        any(one.overdue for one in found),
        in_words(part for one in found for part in one.parts),
    )


class Speaker:
    """Puts the content of one page into words, top to bottom.

    A brief one leaves out how an exercise is done; what is not to be done it tells.
    """

    def __init__(self, library: Library, *, brief: bool = False) -> None:
        self.library = library
        self.brief = brief
        self.explained: set[str] = set()
        self.told: set[str] = set()
        self.doses: dict[str, Dose] = {}

    def line(self, line: Line, dose: Dose | None = None) -> Line:
        """Return a line with its placeholders filled and its new terms explained in brackets."""
        if all(isinstance(span, Text) for span in line.spans):
            return line
        spans = (s for span in line.spans for s in self._span(span, dose))
        return replace(line, spans=_merged(spans))

    def lines(self, lines: Iterable[Line], dose: Dose | None = None) -> tuple[Line, ...]:
        """Return lines made ready one after the other."""
        return tuple(self.line(line, dose) for line in lines)

    def _span(self, span: Span, dose: Dose | None) -> tuple[Span, ...]:
        if isinstance(span, Placeholder):
            words = doses.placeholder(dose, span.name) if dose else None
            return (Text(words if words is not None else span.text),)
        if isinstance(span, Text):
            return (span,)
        inner = tuple(s for child in span.spans for s in self._span(child, dose))
        if span.kind != "term":
            return (replace(span, spans=inner),)
        return inner + self._gloss(span)

    def _gloss(self, group: Group) -> tuple[Span, ...]:
        term = self.library.terms.get(group.target)
        if term is None or group.target in self.explained:
            return ()
        self.explained.add(group.target)
        words = self.line(term.words.paragraphs[0])
        return (Text(" ("), *words.spans, Text(")"))

    def box(self, box: CautionBox) -> BoxView:
        """Return one box of cautions."""
        lines = tuple(
            CautionView(
                line.caution.id,
                line.caution.words.title,
                self.line(line.caution.words.paragraphs[0]),
                line.only_for,
            )
            for line in box.lines
        )
        return BoxView(box.grade, box.heading, lines)

    def boxes(self, boxes: Iterable[CautionBox]) -> tuple[BoxView, ...]:
        """Return boxes of cautions in their order."""
        return tuple(self.box(box) for box in boxes)

    def sources(self, ids: Iterable[str]) -> tuple[SourceView, ...]:
        """Return the sources of those ids, each once."""
        return tuple(self.source(self.library.sources[i]) for i in dict.fromkeys(ids))

    def source(self, work: SourceWork) -> SourceView:
        """Return what is told of one source."""
        facts = work.facts
        people = ((r.name, r.credentials, r.role) for r in facts.reviewers)
        link_to = Group("link", (Text("Read the source"),), facts.address or "")
        return SourceView(
            work.id,
            work.words.title,
            facts.publisher,
            facts.copyright or "",
            Line((link_to,), work.at("address")) if facts.address else None,
            long_date(facts.last_reviewed) if facts.last_reviewed else "",
            long_date(facts.next_review) if facts.next_review else "",
            tuple(", ".join(filter(None, person)) for person in people),
            self.lines(work.words.paragraphs),
        )

    def exercises(
        self, dosed: Iterable[DosedExercise], inside: Mapping[str, CautionBox]
    ) -> tuple[ExerciseView, ...]:
        """Return exercises that stand one after the other, with the boxes within them."""
        dosed = tuple(dosed)
        self.doses |= {item.exercise.id: item.dose for item in dosed}
        return tuple(self.exercise(item, inside.get(item.exercise.id)) for item in dosed)

    def exercise(self, dosed: DosedExercise, box: CautionBox | None = None) -> ExerciseView:
        """Return one exercise; that which it starts from is told with it, unless it has been."""
        exercise, dose, library = dosed.exercise, dosed.dose, self.library
        facts, words = exercise.facts, exercise.words
        start = library.exercises.get(facts.starts_from or "")
        self.told.add(exercise.id)
        summary = self.line(words.summary, dose)
        cautions = self.box(box) if box else None
        untold = start if start and start.id not in self.told else None
        before = (
            self.exercise(DosedExercise(untold, self.doses.get(untold.id, untold.facts.dose)))
            if untold
            else None
        )
        return ExerciseView(
            link=link("exercises", exercise),
            summary=summary,
            dose=doses.lines(dose),
            amounts=doses.data(dose),
            unset=doses.unset(dose),
            has_sides=doses.has_sides(dose),
            position=link("positions", library.positions[facts.position]),
            floor=on_floor(library, exercise),
            needs=needs(library, exercise),
            figure=self.figure(dosed),
            get_ready=self.lines(() if self.brief else words.get_ready, dose),
            steps=self.lines(() if self.brief else words.steps, dose),
            do_not=self.lines(words.do_not, dose),
            also_called=tuple(line.text for line in words.also_called),
            cautions=cautions,
            starts_from=link("exercises", start) if start else None,
            first=(*before.first, before) if before else (),
            harder=harder_variants(library, exercise),
        )

    def figure(self, dosed: DosedExercise) -> FigureView | None:
        """Return the figure of an exercise, with the hold of the dose in force."""
        facts, words = dosed.exercise.facts, dosed.exercise.words
        told = [plain_text([self.line(line, dosed.dose)]) for line in words.picture]
        if facts.picture:
            picture = self.library.pictures[facts.picture.file]
            machine = ", made by a machine" if facts.picture.made_by_machine else ""
            credit = f"Picture: {facts.picture.author}, {facts.picture.licence}{machine}"
            caption = self.line(words.caption, dosed.dose) if words.caption else words.title
            path = f"pictures/{picture.id}"
            return FigureView(path, told[0], caption, picture.width, picture.height, credit)
        if facts.figure is None:
            return None
        drawing = figure_drawing(dosed)
        alternative = " ".join(f"{number}: {text}" for number, text in enumerate(told, start=1))
        caption = self.line(words.caption, dosed.dose) if words.caption else _in_short(told)
        film = f"{ADDRESSES['exercises']}/{dosed.exercise.id}/film.svg"
        return FigureView(
            figure_path(dosed), alternative, caption, drawing.width, drawing.height, film=film
        )


def _in_short(told: Iterable[str]) -> str:
    """Return the first sentence of what each drawing shows, for those who see it."""
    first = (_SENTENCE_END.split(text, maxsplit=1)[0] for text in told)
    return " ".join(f"{number}: {text}" for number, text in enumerate(first, start=1))


def figure_path(dosed: DosedExercise) -> str:
    """Return the file of a figure; one with another hold than the exercise's own has its own."""
    hold, own = doses.stopwatch(dosed.dose), doses.stopwatch(dosed.exercise.facts.dose)
    other = "" if hold == own else f"-{hold.replace(' ', '-') or 'no-hold'}"
    return f"{ADDRESSES['exercises']}/{dosed.exercise.id}/figure{other}.svg"


def figure_drawing(dosed: DosedExercise) -> Drawing:
    """Return the drawing of an exercise that has a figure, with the hold of the dose in force."""
    figure = dosed.exercise.facts.figure
    if figure is None:
        raise ValueError(f"'{dosed.exercise.id}' has no figure.")
    return draw(figure, doses.stopwatch(dosed.dose), dosed.exercise.words.title)


def on_floor(library: Library, exercise: Exercise) -> bool:
    """Tell whether an exercise, or one that it starts from, is done down on the floor."""
    chain = library.starts_of(exercise)
    groups = [library.group_of(each) for each in chain]
    positions = [library.positions[each.facts.position] for each in chain]
    return any(place.facts.floor for place in (*groups, *positions) if place)


def needs(library: Library, exercise: Exercise) -> tuple[str, ...]:
    """Return what an exercise needs, with what those need that it starts from, each once."""
    ids = dict.fromkeys(i for each in library.starts_of(exercise) for i in each.facts.needs)
    return tuple(library.equipment[i].words.title for i in ids)


def harder_variants(library: Library, exercise: Exercise) -> tuple[LinkView, ...]:
    """Return the harder variants of an exercise."""
    return tuple(link("exercises", e) for e in library.harder_variants.get(exercise.id, ()))


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans with neighbouring pieces of plain text made one."""
    merged: list[Span] = []
    for span in spans:
        last = merged[-1] if merged else None
        if isinstance(span, Text) and isinstance(last, Text):
            merged[-1] = Text(last.text + span.text)
        else:
            merged.append(span)
    return tuple(merged)


def plain_text(lines: Iterable[Line]) -> str:
    """Return lines as plain text on one line, for descriptions."""
    return " ".join(" ".join(line.text for line in lines).split())
