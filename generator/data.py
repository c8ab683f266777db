"""What an exercise, a routine or a guide tells, as plain values for other programs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import quote

from generator.dose import DoseLine
from generator.handouts import Handout, Section
from generator.inline import Group, Line, Span
from generator.interface import (
    AmountsData,
    CautionData,
    DoseData,
    DoseLineData,
    ExerciseData,
    FigureData,
    GuideData,
    HandoutData,
    IndexData,
    IndexEntryData,
    LinkData,
    PaperData,
    ReviewData,
    ReviewedData,
    ReviewerData,
    ReviewsData,
    RoutineData,
    SheetData,
    SourceData,
    SourceReviewerData,
    StageData,
    ToldExerciseData,
)
from generator.library import AnyEntry, Library
from generator.reviews import Standing, as_values
from generator.sheets import NO_PAPERS, Paper, Papers, Variant, folder, sheet_path, variants
from generator.site import Site
from generator.views import (
    ADDRESSES,
    BoxView,
    CautionView,
    ExerciseView,
    FigureView,
    LinkView,
    ReviewView,
    plain_text,
)

FOLDER: Final = "api/v1"
INDEX: Final = f"{FOLDER}/index.json"
SCHEMA: Final = f"{FOLDER}/schema.json"
REVIEWS: Final = f"{FOLDER}/reviews.json"
HANDOUTS: Final = ("exercises", "routines", "programmes")


@dataclass(frozen=True)
class Data:
    """A file for programs: its path below the docs folder, and the values in it."""

    path: str
    values: Mapping[str, Any]


def data_path(link: LinkView) -> str:
    """Return the file that tells of something, below the docs folder."""
    return f"{FOLDER}/{ADDRESSES[link.kind]}/{link.id}.json"


def words(line: Line | str) -> str:
    """Return a line as plain text; where a link leads stands behind its words."""
    return line if isinstance(line, str) else "".join(map(_span_words, line.spans))


def _span_words(span: Span) -> str:
    if not isinstance(span, Group):
        return span.text
    inner = "".join(map(_span_words, span.spans))
    return f"{inner} ({span.target})" if span.kind == "link" else inner


class Recorder:
    """Puts the handouts of a library into plain values; `papers` is what is known of sheets."""

    def __init__(self, library: Library, site: Site, papers: Papers = NO_PAPERS) -> None:
        self.library = library
        self.site = site
        self.papers = papers

    def data(self, entry: AnyEntry, handout: Handout) -> Data:
        """Return the file that tells of one handout."""
        make = {"exercises": self.exercise, "routines": self.routine, "programmes": self.guide}
        values = make[handout.link.kind](entry, handout)
        return Data(data_path(handout.link), cast(Mapping[str, Any], values))

    def exercise(self, entry: AnyEntry, handout: Handout) -> ExerciseData:
        """Return what is told of one exercise, and what it belongs to."""
        library = self.library
        base = library.exercises.get(entry.facts.harder_variant_of or "")
        return {
            "kind": "exercise",
            **self._handout(entry, handout),
            "harder_variant_of": self._entries("exercises", [base] if base else []),
            "routines": self._entries("routines", library.routines_with.get(entry.id, ())),
            "guides": self._entries("programmes", library.programmes_with.get(entry.id, ())),
        }

    def routine(self, entry: AnyEntry, handout: Handout) -> RoutineData:
        """Return what is told of a routine."""
        return {"kind": "routine", **self._handout(entry, handout)}

    def guide(self, entry: AnyEntry, handout: Handout) -> GuideData:
        """Return what is told of a guide."""
        return {
            "kind": "guide",
            **self._handout(entry, handout),
            "region": handout.region,
            "paragraphs": [*map(words, handout.paragraphs)],
            "minutes_a_day": handout.minutes,
            "sessions_a_day": handout.sessions,
            "stages": [*map(_stage, handout.sections)],
        }

    def index_entry(self, entry: AnyEntry, handout: Handout) -> IndexEntryData:
        """Return what the index says of a handout."""
        return {
            **self._link(handout.link),
            "version": handout.version,
            "summary": plain_text(handout.lead),
            "review": handout.review.state,
            "was": [*entry.facts.was],
        }

    def index(self, told: Iterable[tuple[str, IndexEntryData]]) -> Data:
        """Return the file that leads to all others; `told` is each handout with its kind."""
        by_kind: dict[str, list[IndexEntryData]] = {kind: [] for kind in HANDOUTS}
        for kind, entry in told:
            by_kind[kind].append(entry)
        values: IndexData = {
            "schema": self.site.url(SCHEMA),
            "kind": "index",
            "name": self.site.name,
            "address": self.site.url(""),
            "language": self.site.language,
            "exercises": by_kind["exercises"],
            "routines": by_kind["routines"],
            "guides": by_kind["programmes"],
        }
        return Data(INDEX, cast(Mapping[str, Any], values))

    def reviews(self, found: Iterable[Standing]) -> Data:
        """Return the file that tells how the review of everything stands."""
        values: ReviewsData = {
            "schema": self.site.url(SCHEMA),
            "kind": "reviews",
            "reviews": [self._reviewed(one) for one in found],
        }
        return Data(REVIEWS, cast(Mapping[str, Any], values))

    def _reviewed(self, one: Standing) -> ReviewedData:
        folder = ADDRESSES.get(one.kind, ADDRESSES["exercises"])
        own_page = self._url(f"{folder}/{one.entry.id}/")
        address = self._of_caution(one.entry.id) if one.kind == "cautions" else own_page
        return cast(ReviewedData, {**as_values(one), "address": address})

    def _handout(self, entry: AnyEntry, handout: Handout) -> HandoutData:
        general = entry.facts.cautions if handout.link.kind != "exercises" else ()
        return {
            "schema": self.site.url(SCHEMA),
            "id": handout.link.id,
            "address": self._url(folder(handout.link)),
            "title": handout.link.title,
            "version": handout.version,
            "language": self.site.language,
            "was": [*entry.facts.was],
            "review": _review(handout.review),
            "lead": [*map(words, handout.lead)],
            "cautions": [*self._cautions(handout)],
            "exercises": [self._exercise(view, general) for view in handout.exercises],
            "disclaimer": [*map(words, handout.disclaimer)],
            "sources": [self._source(source.id) for source in handout.sources],
            "sheets": [self._sheet(handout, variant) for variant in variants(handout)],
        }

    def _url(self, path: str) -> str:
        return self.site.url(quote(path))

    def _of_caution(self, identifier: str) -> str:
        return f"{self.site.url('safety/')}#{quote(identifier)}"

    def _link(self, link: LinkView) -> LinkData:
        address = self._url(link.path.removesuffix("index.md"))
        found: LinkData = {"id": link.id, "title": link.title, "address": address}
        if link.kind in HANDOUTS:
            found["data"] = self._url(data_path(link))
        return found

    def _entries(self, kind: str, entries: Iterable[AnyEntry]) -> list[LinkData]:
        unique = {entry.id: entry.words.title for entry in entries}
        return [self._link(LinkView(kind, *each)) for each in unique.items()]

    def _cautions(self, handout: Handout) -> Iterator[CautionData]:
        """Yield every caution of a handout: those before its exercises, then those within."""
        for box in handout.boxes:
            yield from (self._caution(box, line, line.only_for) for line in box.lines)
        for view in handout.exercises:
            box_within = view.cautions
            if box_within:
                whom = (view.link.title,)
                yield from (self._caution(box_within, line, whom) for line in box_within.lines)

    def _caution(self, box: BoxView, line: CautionView, whom: Sequence[str]) -> CautionData:
        return {
            "id": line.id,
            "grade": box.grade,
            "heading": box.heading,
            "title": line.title,
            "text": words(line.text),
            "only_for": [*whom],
            "address": self._of_caution(line.id),
        }

    def _exercise(self, view: ExerciseView, general: Sequence[str]) -> ToldExerciseData:
        """Return one exercise; `general` are the ids of the cautions of the handout itself."""
        own = (caution.id for caution in self.library.cautions_of(view.link.id))
        link = self._link(view.link)
        found: ToldExerciseData = {
            "id": link["id"],
            "title": link["title"],
            "address": link["address"],
            "data": link["data"],
            "summary": words(view.summary),
            "dose": _dose(view),
            "position": self._link(view.position),
            "floor": view.floor,
            "needs": [*view.needs],
            "get_ready": [*map(words, view.get_ready)],
            "steps": [*map(words, view.steps)],
            "do_not": [*map(words, view.do_not)],
            "also_called": [*view.also_called],
            "cautions": [c.id for c in self.library.by_severity((*general, *own))],
            "first": [self._exercise(before, general) for before in view.first],
            "harder": [self._link(harder) for harder in view.harder],
        }
        if view.figure:
            found["figure"] = self._figure(view.figure)
        if view.starts_from:
            found["starts_from"] = self._link(view.starts_from)
        return found

    def _figure(self, figure: FigureView) -> FigureData:
        found: FigureData = {
            "address": self._url(figure.path),
            "width": figure.width,
            "height": figure.height,
            "alternative": figure.alternative,
            "caption": words(figure.caption),
        }
        if figure.credit:
            found["credit"] = figure.credit
        if figure.film:
            found["film"] = self._url(figure.film)
        return found

    def _source(self, identifier: str) -> SourceData:
        work = self.library.sources[identifier]
        facts = work.facts
        people = (reviewer.model_dump(exclude_none=True) for reviewer in facts.reviewers)
        found: SourceData = {
            "id": work.id,
            "title": work.words.title,
            "publisher": facts.publisher,
            "reviewers_of_the_source": [cast(SourceReviewerData, person) for person in people],
            "note": "The reviewers of the source have not seen this text.",
            "paragraphs": [*map(words, work.words.paragraphs)],
        }
        if facts.copyright:
            found["copyright"] = facts.copyright
        if facts.address:
            found["address"] = facts.address
        if facts.last_reviewed:
            found["last_reviewed"] = facts.last_reviewed.isoformat()
        if facts.next_review:
            found["next_review"] = facts.next_review.isoformat()
        return found

    def _sheet(self, handout: Handout, variant: Variant) -> SheetData:
        path = sheet_path(handout.link, variant)
        return {
            "id": variant.id or "standard",
            "name": variant.name,
            "use": variant.use,
            "address": self._url(path.removesuffix("index.html")),
            "papers": [self._paper(each) for each in self.papers.get(path, ()) if each.pages],
        }

    def _paper(self, paper: Paper) -> PaperData:
        found: PaperData = {"paper": paper.paper, "pages": paper.pages}
        if paper.pdf:
            found |= {"address": self._url(paper.pdf), "bytes": paper.size}
        return found


def _stage(section: Section) -> StageData:
    return {
        "id": section.id,
        "title": section.title,
        "introduction": [*map(words, section.introduction)],
        "exercises": [view.link.id for view in section.exercises],
    }


def _review(review: ReviewView) -> ReviewData:
    found: ReviewData = {"state": review.state}
    people: list[ReviewerData] = [
        {"name": p.name, "credentials": p.credentials, "date": p.date.isoformat()}
        for p in review.people
    ]
    if people:
        found["reviewers" if review.holds else "former_reviewers"] = people
    if review.due:
        found["next_due"] = review.due.isoformat()
    return found


def _dose(view: ExerciseView) -> DoseData:
    return {
        "amounts": cast(AmountsData, view.amounts),
        "lines": [_dose_line(line) for line in view.dose],
    }


def _dose_line(line: DoseLine) -> DoseLineData:
    return {"field": line.field, "label": line.label, "text": line.text, "open": line.open}
