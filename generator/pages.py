"""Which pages exist, and what each template is given."""

import datetime
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from generator import dose as doses
from generator.cautions import GRADE_WORDS
from generator.data import SCHEMA, Data, Recorder, data_path
from generator.facets import (
    Choice,
    Facet,
    Values,
    facets,
    of_exercise,
    of_exercises,
    position_groups,
)
from generator.figures import atlas
from generator.figures.picture import film
from generator.handouts import Handout, Teller
from generator.interface import schema
from generator.library import GRADES, AnyEntry, BodyPosition, DosedExercise, Exercise, Library
from generator.linked_data import linked_data
from generator.model import FACTS
from generator.reviews import KINDS as REVIEWED
from generator.reviews import Standing, every_standing, in_words, reviewable
from generator.sheets import (
    NO_PAPERS,
    VARIANTS,
    Paper,
    Papers,
    Sheet,
    Variant,
    address,
    code_path,
    days_class,
    days_path,
    rows_of_days,
    sheet_path,
    sheets,
    variants,
)
from generator.site import Site
from generator.stationery import day_boxes, qr_code
from generator.views import (
    ADDRESSES,
    LinkView,
    ReviewView,
    Speaker,
    figure_drawing,
    figure_path,
    link,
    long_date,
    on_floor,
    page_path,
    plain_text,
    review,
)

TEMPLATES: Final = {
    "exercises": "exercise.md",
    "routines": "routine.md",
    "programmes": "guide.md",
}
# Whose doses a session on the page counts: a guide is done over weeks, and has none.
COUNTED: Final = ("exercises", "routines")
# What a page is called in the results of a search.
KINDS: Final = {
    "exercises": "Exercise",
    "routines": "Routine",
    "programmes": "Guide",
    "positions": "Position",
}
SAFETY: Final = "Safety"
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Found:
    """What search knows of a page besides its text, and shows of it among its results.

    `also` are other names of it, `figure` is a file below the root of the site, `grade` the
    gravest grade of its cautions in words; "" where there is none.
    """

    kind: str
    also: tuple[str, ...] = ()
    facets: Values = field(default_factory=dict)
    figure: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Page:
    """One page: its file below the docs folder, its template and what that is given.

    `edit` is the path below `content/` of the file to edit, "" for a page made from many. A page
    that is not `listed` is not for readers. Search finds only pages with a `found`; `scripts` are
    what this page alone needs. `linked_data` is what it tells search engines, and `data` the file
    that tells other programs the same as this page. `sheet` is the file of the sheet that it is
    printed as, "" where it is printed as it is.
    """

    path: str
    template: str
    title: str
    description: str
    edit: str
    context: Mapping[str, Any]
    listed: bool = True
    linked_data: Mapping[str, Any] = field(default_factory=dict)
    data: str = ""
    sheet: str = ""
    found: Found | None = None
    scripts: tuple[str, ...] = ()

    @property
    def root(self) -> str:
        """The way from this page's folder to the site's root."""
        return "../" * self.path.count("/")


@dataclass(frozen=True)
class Asset:
    """A file that pages show: its path below the docs folder, and what is in it."""

    path: str
    content: str | bytes


# The sheets of a handout: each with its path and what is known of it on paper.
Ways = Sequence[tuple[Variant, str, Sequence[Paper]]]


def pages(
    library: Library, today: datetime.date, site: Site, papers: Papers = NO_PAPERS
) -> Iterator[Page | Asset | Data]:
    """Yield every page of a library, what they show, and the same as data for other programs.

    `papers` is what is known of the sheets.
    """
    recorder, entries = Recorder(library, site, papers), []
    ways: dict[LinkView, Ways] = {}
    for entry, handout, _ in handouts(library, today):
        ways[handout.link] = _ways_to_print(handout, papers)
        yield handout_page(library, entry, handout, site, ways[handout.link])
        yield recorder.data(entry, handout)
        entries.append((handout.link.kind, recorder.index_entry(entry, handout)))
    yield recorder.index(entries)
    yield Data(SCHEMA, schema(site.url(SCHEMA)))
    yield from sheet_pages(library, today, site, papers)
    for position in library.positions.values():
        yield position_page(library, position, today)
    everything = review(library, reviewable(library), today)
    yield exercises_page(library, everything)
    yield routines_page(library, everything)
    yield a_to_z_page(library, everything)
    yield safety_page(library, everything)
    yield print_page(library, ways, everything)
    yield search_page(library)
    found = every_standing(library, today)
    yield reviews_page(found)
    yield recorder.reviews(found)
    yield atlas_page()
    yield from redirect_pages(library, site)
    yield from assets(library)
    yield Asset("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.url('sitemap.xml')}\n")


def handouts(
    library: Library, today: datetime.date
) -> Iterator[tuple[AnyEntry, Handout, Handout | None]]:
    """Yield all that has a page and sheets of its own; in brief too, where it has a brief sheet."""
    full, brief = Teller(library, today), Teller(library, today, brief=True)
    for exercise in library.exercises.values():
        yield exercise, full.exercise(exercise), None
    for routine in library.routines.values():
        yield routine, full.routine(routine), brief.routine(routine)
    for programme in library.programmes.values():
        yield programme, full.guide(programme), brief.guide(programme)


def handout_page(
    library: Library, entry: AnyEntry, handout: Handout, site: Site, ways: Ways
) -> Page:
    """One exercise, routine or guide; lists and search show its main message."""
    link_to = handout.link
    context = {
        "handout": handout,
        "review": handout.review,
        "counted": link_to.kind in COUNTED,
        "sheets": ways,
        **(_beside(library, entry) if link_to.kind == "exercises" else {}),
    }
    return Page(
        link_to.path,
        TEMPLATES[link_to.kind],
        link_to.title,
        plain_text(handout.lead),
        f"{link_to.kind}/{link_to.id}.md",
        context,
        linked_data=linked_data(handout, site),
        data=data_path(link_to),
        sheet=ways[0][1],
        found=_found(library, entry, handout),
    )


def _ways_to_print(handout: Handout, papers: Papers) -> Ways:
    """Return the sheets of a handout."""
    paths = [(variant, sheet_path(handout, variant)) for variant in variants(handout)]
    return [(variant, path, papers.get(path, ())) for variant, path in paths]


def _found(library: Library, entry: AnyEntry, handout: Handout) -> Found:
    """Return what search knows of a handout; its picture is that of its first exercise."""
    exercises = [library.exercises[view.link.id] for view in handout.exercises]
    boxes = [*handout.boxes, *(view.cautions for view in handout.exercises if view.cautions)]
    gravest = min((box.grade for box in boxes), key=GRADES.index, default=None)
    figures = [view.figure.path for view in handout.exercises if view.figure]
    return Found(
        KINDS[handout.link.kind],
        tuple(line.text for line in getattr(entry.words, "also_called", ())),
        of_exercises(library, exercises),
        figures[0] if figures else "",
        GRADE_WORDS[gravest] if gravest else "",
    )


def _beside(library: Library, exercise: Exercise) -> dict[str, Any]:
    """Return what an exercise belongs to."""
    base = library.exercises.get(exercise.facts.harder_variant_of or "")
    return {
        "variant_of": link("exercises", base) if base else None,
        "routines": [link("routines", r) for r in library.routines_with.get(exercise.id, ())],
        "programmes": [link("programmes", p) for p in library.programmes_with.get(exercise.id, ())],
    }


def sheet_pages(
    library: Library, today: datetime.date, site: Site, papers: Papers = NO_PAPERS
) -> Iterator[Page | Asset]:
    """Yield the page of every sheet, which needs no theme, and what only sheets show."""
    for _, handout, brief in handouts(library, today):
        bar = _ways_to_print(handout, papers)
        for sheet in sheets(handout, brief, site):
            yield _sheet_page(sheet, bar)
        yield Asset(code_path(handout), qr_code(address(handout, site)))
    for row in rows_of_days():
        yield Asset(days_path(*row), day_boxes(*row))
    yield Asset("sheets/days-1-to-7-large.svg", day_boxes(1, 7, large=True))


def _sheet_page(sheet: Sheet, bar: Ways) -> Page:
    handout = sheet.handout
    context = {
        "sheet": sheet,
        "handout": handout,
        "review": handout.review,
        "site": sheet.site,
        "bar": bar,
        "papers": [paper for _, path, found in bar if path == sheet.path for paper in found],
        "code": code_path(handout),
        "rows": [days_class(*row) for row in sheet.weeks],
    }
    title = f"{handout.link.title}: {sheet.variant.name.lower()}"
    description = f"{handout.link.title}, to print: {sheet.variant.use}."
    return Page(sheet.path, "sheet.html", title, description, "", context, listed=False)


# --- files beside the pages -----------------------------------------------------------------


def assets(library: Library) -> Iterator[Asset]:
    """Yield every file that pages show."""
    for plate in atlas.plates():
        yield Asset(f"figures/{plate.name}.svg", plate.svg)
    for picture in library.pictures.values():
        yield Asset(f"pictures/{picture.id}", picture.data)
    own = (DosedExercise(e, e.facts.dose) for e in library.exercises.values())
    in_routines = (item for routine in library.routines.values() for item in library.dosed(routine))
    found: dict[str, DosedExercise] = {}
    for dosed in (*own, *in_routines):
        if dosed.exercise.facts.figure:
            found.setdefault(figure_path(dosed), dosed)
    for path, dosed in found.items():
        yield Asset(path, figure_drawing(dosed).svg)
    for exercise in library.exercises.values():
        if exercise.facts.figure:
            drawn = film(exercise.facts.figure, exercise.words.title)
            yield Asset(f"exercises/{exercise.id}/film.svg", drawn)


# --- pages to browse ------------------------------------------------------------------------


def _cards(library: Library, exercises: Iterable[Exercise]) -> list[dict[str, Any]]:
    """Return what a list of exercises shows of each, in the order of programmes, then of titles."""
    speaker = Speaker(library)
    return [
        {
            "link": link("exercises", exercise),
            "figure": speaker.figure(DosedExercise(exercise, exercise.facts.dose)),
            "summary": speaker.line(exercise.words.summary, exercise.facts.dose),
            "dose": doses.summary(exercise.facts.dose),
            "facets": [*of_exercise(library, exercise).items()],
        }
        for exercise in library.in_order(exercises)
    ]


def exercises_page(library: Library, state: ReviewView) -> Page:
    """All exercises, by position."""
    every = library.exercises.values()
    groups = [
        {
            "link": link("positions", group),
            "exercises": _cards(library, [e for e in every if library.group_of(e) is group]),
        }
        for group in position_groups(library)
    ]
    description = "Every exercise, listed by the position you do it in."
    context = {"groups": groups, "facets": facets(library), "review": state}
    return Page(
        "exercises/index.md",
        "exercises.md",
        "All exercises",
        description,
        "",
        context,
        scripts=("scripts/filter.js",),
    )


def position_page(library: Library, position: BodyPosition, today: datetime.date) -> Page:
    """The exercises of one position; those of a group hold those of its positions."""
    speaker = Speaker(library)
    ids = {position.id}
    ids |= {p.id for p in library.positions.values() if p.facts.part_of == position.id}
    group = library.positions.get(position.facts.part_of or "")
    found = [e for e in library.exercises.values() if e.facts.position in ids]
    cards = _cards(library, found)
    context = {
        "paragraphs": speaker.lines(position.words.paragraphs),
        "also_called": [line.text for line in position.words.also_called],
        "exercises": cards,
        "group": link("positions", group) if group else None,
        "positions": [link("positions", library.positions[i]) for i in sorted(ids - {position.id})],
        "floor": position.facts.floor or bool(group and group.facts.floor),
        "review": review(library, found, today),
    }
    path, edit = page_path("positions", position.id), f"positions/{position.id}.md"
    description = f"Exercises in this position: {position.words.title}."
    also = tuple(line.text for line in position.words.also_called)
    place = {"position": (group.id if group else position.id,)}
    figures = [card["figure"].path for card in cards if card["figure"]]
    found_as = Found(KINDS["positions"], also, place, figures[0] if figures else "")
    return Page(
        path, "position.md", position.words.title, description, edit, context, found=found_as
    )


def routines_page(library: Library, state: ReviewView) -> Page:
    """All routines."""
    speaker = Speaker(library)
    cards = [
        {
            "link": link("routines", routine),
            "summary": speaker.lines(routine.words.paragraphs),
            "exercises": [
                (link("exercises", item.exercise), speaker.figure(item))
                for item in library.dosed(routine)
            ],
            "floor": any(on_floor(library, item.exercise) for item in library.dosed(routine)),
        }
        for routine in library.routines_in_order()
    ]
    description = "Short sets of exercises to do together."
    guides = [
        {
            "link": link("programmes", programme),
            "region": library.regions[programme.facts.region].words.title,
            "summary": speaker.line(programme.words.paragraphs[0]),
        }
        for programme in library.programmes.values()
    ]
    context = {"routines": cards, "guides": guides, "review": state}
    return Page("routines/index.md", "routines.md", "Routines", description, "", context)


def _letter(name: str) -> str:
    """Return the letter under which a name is looked up; '#' where it begins with none."""
    first = unicodedata.normalize("NFKD", name.strip())[:1].upper()
    return first if first in LETTERS and first else "#"


def a_to_z_page(library: Library, state: ReviewView) -> Page:
    """Every exercise and routine by name and by other name."""
    entries: list[tuple[str, LinkView]] = []
    for kind in ("exercises", "routines"):
        for entry in library.of_kind(kind).values():
            target = link(kind, entry)
            names = [target.title, *(line.text for line in entry.words.also_called)]
            entries += [(name, target) for name in names]
    entries.sort(
        key=lambda entry: (entry[0].casefold(), entry[1].title, entry[1].kind, entry[1].id)
    )
    letters = {letter: [e for e in entries if _letter(e[0]) == letter] for letter in LETTERS + "#"}
    description = "Every exercise and routine by name, from A to Z."
    context = {
        "letters": [(letter, found) for letter, found in letters.items() if found],
        "alphabet": [(letter, bool(letters[letter])) for letter in LETTERS],
        "review": state,
    }
    return Page("a-z/index.md", "a-z.md", "A to Z", description, "", context)


def safety_page(library: Library, state: ReviewView) -> Page:
    """Every caution, with where it applies."""
    speaker = Speaker(library)
    grades = []
    for grade in GRADES:
        cautions = [
            {
                "id": caution.id,
                "was": caution.facts.was,
                "title": caution.words.title,
                "text": speaker.line(caution.words.paragraphs[0]),
                "exercises": _applies_to(library, caution.id),
                "routines": [
                    link("routines", r)
                    for r in library.routines.values()
                    if caution.id in r.facts.cautions
                ],
            }
            for caution in library.cautions.values()
            if caution.facts.grade == grade
        ]
        if cautions:
            grades.append({"grade": grade, "heading": GRADE_WORDS[grade], "cautions": cautions})
    description = "Every caution in one place: when to stop, when to ask first, what to mind."
    return Page(
        "safety/index.md",
        "safety.md",
        "Safety",
        description,
        "",
        {"grades": grades, "review": state},
        found=Found(SAFETY),
    )


def print_page(library: Library, ways: Mapping[LinkView, Ways], state: ReviewView) -> Page:
    """Everything there is to print, in the order in which it is to be done."""
    listed = {
        "Guides": [link("programmes", entry) for entry in library.programmes.values()],
        "Routines": [link("routines", entry) for entry in library.routines_in_order()],
        "Exercises": [
            link("exercises", entry) for entry in library.in_order(library.exercises.values())
        ],
    }
    context = {
        "kinds": [
            (title, [(each, ways[each]) for each in found])
            for title, found in listed.items()
            if found
        ],
        "variants": VARIANTS,
        "review": state,
    }
    description = "Every sheet there is to print: of guides, of routines and of exercises."
    return Page("print/index.md", "print.md", "Print", description, "", context)


def search_page(library: Library) -> Page:
    """The page on which readers search; it lists nothing before they do."""
    kinds = [*(kind for folder, kind in KINDS.items() if library.of_kind(folder)), SAFETY]
    kind = Facet("kind", "Kind", "Everything", tuple(Choice(name, name) for name in kinds))
    context = {"facets": (kind, *facets(library))}
    description = "Search the exercises, routines, guides and cautions of this site."
    return Page(
        "search/index.md",
        "search.md",
        "Search",
        description,
        "",
        context,
        scripts=("scripts/search.js",),
    )


def _applies_to(library: Library, caution_id: str) -> list[LinkView] | None:
    """Return the exercises a caution applies to, or None if to all there are."""
    found = library.exercises_with.get(caution_id, ())
    if len(found) == len(library.exercises):
        return None
    return [link("exercises", exercise) for exercise in library.in_order(found)]


def atlas_page() -> Page:
    """Return the reference for those who pose figures."""
    title, description = (
        "How to pose a figure",
        "Every base, joint, mark and point of a figure, drawn.",
    )
    path = "figures/index.md"
    return Page(path, "figures.md", title, description, "", atlas.reference(), listed=False)


def reviews_page(found: Sequence[Standing]) -> Page:
    """Return how the review of everything stands, for those who look after it."""
    lists = {
        "changed": [one for one in found if one.parts],
        "overdue": [one for one in found if one.overdue],
        "unknown": [one for one in found if one.state == "unknown"],
        "never": [one for one in found if one.state == "none"],
        "current": [one for one in found if one.state == "current"],
    }
    context = {name: [_reviewed(one) for one in chosen] for name, chosen in lists.items()}
    description = "Which texts and pictures a clinician has reviewed, and which are to be."
    path = "reviews/index.md"
    return Page(path, "reviews.md", "Reviews", description, "", context, listed=False)


def _reviewed(one: Standing) -> dict[str, Any]:
    """Return what is listed of one review; a caution stands on the page of all cautions."""
    review = one.review
    people = (f"{p.name}, {p.credentials}" for p in review.reviewers) if review else ()
    page = one.kind if one.kind in ADDRESSES else "exercises"
    return {
        "kind": REVIEWED[one.kind],
        "title": one.entry.words.title,
        "link": LinkView(page, one.entry.id, "") if one.kind != "cautions" else None,
        "id": one.entry.id,
        "people": "; ".join(people),
        "date": long_date(review.date) if review else "",
        "next_due": long_date(review.next_due) if review else "",
        "overdue": one.overdue,
        "changed": in_words(one.parts),
        "unknown": one.unknown,
    }


def redirect_pages(library: Library, site: Site) -> Iterator[Page]:
    """A page at every former address, that leads to the present one."""
    for kind in FACTS:
        if kind in ADDRESSES:
            for entry in library.of_kind(kind).values():
                for former in getattr(entry.facts, "was", ()):
                    path = f"{ADDRESSES[kind]}/{former}/index.html"
                    address = site.url(quote(f"{ADDRESSES[kind]}/{entry.id}/"))
                    context = {"target": f"../{entry.id}/", "address": address}
                    yield Page(path, "redirect.html", entry.words.title, "", "", context)
