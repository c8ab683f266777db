"""What is made together: each unit yields some files of the site, from a library.

A unit is as small as what one edit changes: what tells one handout is one unit, each page that
lists many things is another.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from generator import lists
from generator.data import HANDOUTS, SCHEMA, Data, Recorder
from generator.figures import atlas
from generator.handouts import Handout, Teller
from generator.interface import IndexEntryData, schema
from generator.library import AnyEntry, DosedExercise, Library
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
from generator.sheets import NO_PAPERS, VARIANTS, Papers, days_path, rows_of_days, sheet_path
from generator.site import Site
from generator.stationery import day_boxes
from generator.views import LinkView, review


@dataclass(frozen=True)
class Told:
    """What the lists of handouts say of one: its line in the index for programs, its sheets."""

    link: LinkView
    entry: IndexEntryData
    ways: Ways


Made = Page | Asset | Data | Told


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


def pages(
    library: Library, today: datetime.date, site: Site, papers: Papers = NO_PAPERS
) -> Iterator[Page | Asset | Data]:
    """Yield every page of a library, what they show, and the same as data for other programs.

    `papers` is what is known of the sheets.
    """
    edition, told = Edition(today, site, papers), []
    for unit in of_things(library, edition):
        for made in unit.make(library):
            if isinstance(made, Told):
                told.append(made)
            else:
                yield made
    for unit in of_lists(edition, told):
        yield from (made for made in unit.make(library) if not isinstance(made, Told))


def of_things(library: Library, edition: Edition) -> Iterator[Unit]:
    """Yield a unit for each thing that has a page of its own, and for what belongs to none."""
    today, site = edition.today, edition.site
    for kind in HANDOUTS:
        for identifier in library.of_kind(kind):
            own = edition.of(kind, identifier)
            yield Unit(f"{kind}/{identifier}", (own,), partial(_handout, kind, identifier, own))
    for identifier in library.positions:
        make = partial(_position, identifier, today, site)
        yield Unit(f"positions/{identifier}", (today, site), make)
    yield Unit("pictures", (), _pictures)
    yield Unit("settings", (site,), partial(_always, site))


def of_lists(edition: Edition, told: Iterable[Told]) -> Iterator[Unit]:
    """Yield a unit for each page that lists many things; `told` is what is said of handouts."""
    today, site, every = edition.today, edition.site, tuple(told)
    yield Unit("index", (site, every), partial(_index, site, every))
    yield Unit("print", (today, every), partial(_print, today, every))
    yield Unit("search", (), _search)
    yield Unit("reviews", (today, site), partial(_reviews, today, site))
    for name, page in _LISTS.items():
        yield Unit(name, (today,), partial(_list, page, today))


_LISTS: Final = {
    "exercises": lists.exercises_page,
    "routines": lists.routines_page,
    "a-z": lists.a_to_z_page,
    "safety": lists.safety_page,
}


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
    handout, brief = told(library, kind, entry, today)
    ways, recorder = ways_to_print(handout, papers), Recorder(library, site, papers)
    yield handout_page(library, entry, handout, site, ways)
    yield recorder.data(entry, handout)
    yield from pages_of_sheets(handout, brief, site, papers)
    yield from shown(library, kind, entry)
    if kind == "exercises":
        yield from films(entry)
    yield from redirect_pages(kind, entry, site)
    yield Told(handout.link, recorder.index_entry(entry, handout), ways)


def told(
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


def _position(
    identifier: str, today: datetime.date, site: Site, library: Library
) -> Iterator[Made]:
    position = library.positions[identifier]
    yield lists.position_page(library, position, today)
    yield from redirect_pages("positions", position, site)


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


def _index(site: Site, told: tuple[Told, ...], library: Library) -> Iterator[Data]:
    yield Recorder(library, site).index((each.link.kind, each.entry) for each in told)


def _print(today: datetime.date, told: tuple[Told, ...], library: Library) -> Iterator[Page]:
    state = review(library, reviewable(library), today)
    yield lists.print_page(library, {each.link: each.ways for each in told}, state)


def _search(library: Library) -> Iterator[Page]:
    yield lists.search_page(library)


def _list(page: Callable[..., Page], today: datetime.date, library: Library) -> Iterator[Page]:
    yield page(library, review(library, reviewable(library), today))


def _reviews(today: datetime.date, site: Site, library: Library) -> Iterator[Made]:
    found = every_standing(library, today)
    yield lists.reviews_page(found)
    yield Recorder(library, site).reviews(found)


# --- sheets alone ---------------------------------------------------------------------------


def sheet_pages(
    library: Library, edition: Edition, only: Collection[str] = ()
) -> Iterator[Page | Asset]:
    """Yield the page of every sheet of those ids, or of all, and what these pages show."""
    for kind in HANDOUTS:
        for entry in library.of_kind(kind).values():
            if not only or entry.id in only:
                tells = told(library, kind, entry, edition.today)
                yield from pages_of_sheets(*tells, edition.site, edition.papers)
                yield from shown(library, kind, entry)
    yield from _pictures(library)
    yield from boxes_to_tick()
