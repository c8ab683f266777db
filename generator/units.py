"""What is made together: each unit yields some files of the site, from a library.

A unit is as small as what one edit changes: what tells one handout is one unit, each page that
lists many things is another.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from generator import lists
from generator.data import HANDOUTS, SCHEMA, Data, Recorder
from generator.facets import facets
from generator.figures import atlas
from generator.handouts import Handout, Teller
from generator.interface import IndexEntryData, schema
from generator.library import AnyEntry, DosedExercise, Library
from generator.lists import Card, RoutineCard
from generator.pages import (
    Asset,
    Page,
    Ways,
    figures,
    films,
    handout_page,
    redirect_pages,
    ways_to_print,
)
from generator.pages import sheet_pages as pages_of_sheets
from generator.reviews import every_standing, reviewable
from generator.sheets import VARIANTS, Papers, days_path, rows_of_days, sheet_path
from generator.site import Site
from generator.stationery import day_boxes
from generator.views import LinkView, ReviewView, review


@dataclass(frozen=True)
class Told:
    """What lists say of a handout: its line in the index for programs, its sheets, its card."""

    link: LinkView
    entry: IndexEntryData
    ways: Ways
    card: Card | RoutineCard | None


@dataclass(frozen=True)
class Fact:
    """Something about all content that lists say; it is equal as long as they say the same."""

    name: str
    value: Any


File = Page | Asset | Data
Said = Told | Fact
Made = File | Said


@dataclass(frozen=True)
class Edition:
    """All that goes into the pages besides the content; `papers` is what is known of the sheets."""

    today: datetime.date
    site: Site
    papers: Papers = field(default_factory=dict)

    def of(self, kind: str, identifier: str) -> "Edition":
        """Return the same with the sheets of one handout alone."""
        link = LinkView(kind, identifier, "")
        paths = [sheet_path(link, variant) for variant in VARIANTS]
        return replace(self, papers={p: self.papers[p] for p in paths if p in self.papers})


@dataclass(frozen=True)
class Unit:
    """Files that are made together: `make` yields them from a library.

    `given` is all that goes into them besides the library.
    """

    name: str
    given: tuple[object, ...]
    make: Callable[[Library], Iterator[Made]]


def of_things(library: Library, edition: Edition) -> Iterator[Unit]:
    """Yield a unit for each thing that has a page of its own, and for what belongs to none."""
    for kind in HANDOUTS:
        for identifier in library.of_kind(kind):
            own = edition.of(kind, identifier)
            yield Unit(f"{kind}/{identifier}", (own,), partial(_handout, kind, identifier, own))
    yield Unit("pictures", (), _pictures)
    yield Unit("settings", (edition.site,), partial(_always, edition.site))


def of_facts(library: Library, edition: Edition) -> Iterator[Unit]:
    """Yield a unit for each fact: small things to find out, from content that is often edited."""
    today, site = edition.today, edition.site
    yield Unit("facets", (), lambda library: _fact("facets", facets(library)))
    yield Unit("applies", (), lambda library: _fact("applies", lists.applies(library)))
    yield Unit("state", (today,), partial(_state, today))
    yield Unit("standings", (today, site), partial(_standings, today, site))
    for identifier in library.positions:
        make = partial(_state_of_position, identifier, today)
        yield Unit(f"state/{identifier}", (today,), make)


def of_lists(library: Library, edition: Edition, said: Iterable[Said]) -> Iterator[Unit]:
    """Yield a unit for each page that lists many things; `said` is what it says of them."""
    said, site = tuple(said), edition.site
    told = tuple(each for each in said if isinstance(each, Told))
    known = {each.name: each.value for each in said if isinstance(each, Fact)}
    exercises = tuple(each.card for each in told if isinstance(each.card, Card))
    routines = tuple(each.card for each in told if isinstance(each.card, RoutineCard))
    state = known["state"]

    def page(name: str, make: Callable[..., Page], *given: Any) -> Unit:
        return Unit(name, given, lambda library: iter([make(library, *given)]))

    yield Unit("index", (site, told), partial(_index, site, told))
    yield page("print", lists.print_page, {each.link: each.ways for each in told}, state)
    yield page("search", lists.search_page, known["facets"])
    yield page("reviews", lambda _, found: lists.reviews_page(found), known["standings"])
    yield page("exercises", lists.exercises_page, exercises, known["facets"], state)
    yield page("routines", lists.routines_page, routines, state)
    yield page("safety", lists.safety_page, known["applies"], state)
    names = (*exercises, *routines)
    yield page("a-z", lambda _, *given: lists.a_to_z_page(*given), names, state)
    for identifier in library.positions:
        given = (exercises, known[f"state/{identifier}"])
        make = partial(_position, identifier, site, *given)
        yield Unit(f"positions/{identifier}", (site, *given), make)


# --- of one thing ---------------------------------------------------------------------------


def _handout(
    kind: str,
    identifier: str,
    edition: Edition,
    library: Library,
) -> Iterator[Made]:
    """Yield all that tells one exercise, routine or guide: page, data, sheets, figures."""
    today, site, papers = edition.today, edition.site, edition.papers
    entry = library.of_kind(kind)[identifier]
    handout, brief = handouts_of(library, kind, entry, today)
    ways, recorder = ways_to_print(handout, papers), Recorder(library, site, papers)
    yield handout_page(library, entry, handout, site, ways)
    yield recorder.data(entry, handout)
    yield from pages_of_sheets(handout, brief, site, papers)
    yield from shown(library, kind, entry)
    if kind == "exercises":
        yield from films(entry)
    yield from redirect_pages(kind, entry, site)
    yield Told(
        handout.link, recorder.index_entry(entry, handout), ways, _card(library, entry, handout)
    )


def handouts_of(
    library: Library, kind: str, entry: AnyEntry, today: datetime.date
) -> tuple[Handout, Handout | None]:
    """Return the handout of something; in brief too, where it has a brief sheet."""
    full, brief = Teller(library, today), Teller(library, today, brief=True)
    match kind:
        case "exercises":
            return full.exercise(entry), None
        case "routines":
            return full.routine(entry), brief.routine(entry)
    return full.guide(entry), brief.guide(entry)


def shown(library: Library, kind: str, entry: AnyEntry) -> Iterator[Asset]:
    """Yield the figures that the page and the sheets of something show."""
    dosed = tuple(_dosed(library, kind, entry))
    yield from figures(dosed)
    for exercise in (each for item in dosed for each in library.starts_of(item.exercise)):
        yield from figures([DosedExercise(exercise, exercise.facts.dose)])


def _dosed(library: Library, kind: str, entry: AnyEntry) -> Iterable[DosedExercise]:
    """Return the exercises of something, each with the dose in force there."""
    if kind == "routines":
        return library.dosed(entry)
    exercises = [entry]
    if kind == "programmes":
        exercises = [exercise for *_, found in library.stages(entry) for exercise in found]
    return (DosedExercise(exercise, exercise.facts.dose) for exercise in exercises)


def _card(library: Library, entry: AnyEntry, handout: Handout) -> Card | RoutineCard | None:
    match handout.link.kind:
        case "exercises":
            return lists.card(library, entry, handout)
        case "routines":
            return lists.routine_card(entry, handout)
    return None


def _pictures(library: Library) -> Iterator[Asset]:
    """Yield every picture of a contributor's own."""
    for picture in library.pictures.values():
        yield Asset(f"pictures/{picture.id}", picture.data)


def _always(site: Site, _: Library) -> Iterator[Made]:
    """Yield what is the same whatever the content is."""
    yield Data(SCHEMA, schema(site.url(SCHEMA)))
    yield lists.atlas_page()
    for plate in atlas.plates():
        yield Asset(f"figures/{plate.name}.svg", plate.svg)
    yield from boxes_to_tick()
    yield Asset("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.url('sitemap.xml')}\n")


def boxes_to_tick() -> Iterator[Asset]:
    """Yield the rows of boxes that the sheets of all handouts share."""
    for row in rows_of_days():
        yield Asset(days_path(*row), day_boxes(*row))
    yield Asset("sheets/days-1-to-7-large.svg", day_boxes(1, 7, large=True))


# --- of many --------------------------------------------------------------------------------


def _fact(name: str, value: object) -> Iterator[Fact]:
    yield Fact(name, value)


def _state(today: datetime.date, library: Library) -> Iterator[Fact]:
    yield Fact("state", review(library, reviewable(library), today))


def _state_of_position(identifier: str, today: datetime.date, library: Library) -> Iterator[Fact]:
    ids = lists.positions_in(library, library.positions[identifier])
    found = [e for e in library.exercises.values() if e.facts.position in ids]
    yield Fact(f"state/{identifier}", review(library, found, today))


def _standings(today: datetime.date, site: Site, library: Library) -> Iterator[Made]:
    found = every_standing(library, today)
    yield Fact("standings", lists.reviewed(found))
    yield Recorder(library, site).reviews(found)


def _index(site: Site, told: tuple[Told, ...], library: Library) -> Iterator[Data]:
    yield Recorder(library, site).index((each.link.kind, each.entry) for each in told)


def _position(
    identifier: str, site: Site, cards: Sequence[Card], state: ReviewView, library: Library
) -> Iterator[Made]:
    position = library.positions[identifier]
    yield lists.position_page(library, position, cards, state)
    yield from redirect_pages("positions", position, site)


# --- sheets alone ---------------------------------------------------------------------------


def sheet_pages(
    library: Library, edition: Edition, only: Collection[str] = ()
) -> Iterator[Page | Asset]:
    """Yield the page of every sheet of those ids, or of all, and what these pages show."""
    for kind in HANDOUTS:
        for entry in library.of_kind(kind).values():
            if not only or entry.id in only:
                tells = handouts_of(library, kind, entry, edition.today)
                yield from pages_of_sheets(*tells, edition.site, edition.papers)
                yield from shown(library, kind, entry)
    yield from _pictures(library)
    yield from boxes_to_tick()
