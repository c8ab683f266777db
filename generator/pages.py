"""Pages of one thing each: what there is of an exercise, a routine, a guide."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from generator.cautions import GRADE_WORDS
from generator.data import data_path
from generator.facets import Values, of_exercises
from generator.figures.picture import film
from generator.handouts import Handout
from generator.library import GRADES, AnyEntry, DosedExercise, Exercise, Library
from generator.linked_data import linked_data
from generator.sheets import (
    Paper,
    Papers,
    Sheet,
    Variant,
    address,
    code_path,
    days_class,
    sheet_path,
    sheets,
    variants,
)
from generator.site import Site
from generator.stationery import qr_code
from generator.views import (
    ADDRESSES,
    figure_drawing,
    figure_path,
    link,
    plain_text,
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


def ways_to_print(handout: Handout, papers: Papers) -> Ways:
    """Return the sheets of a handout."""
    paths = [(variant, sheet_path(handout.link, variant)) for variant in variants(handout)]
    return [(variant, path, papers.get(path, ())) for variant, path in paths]


def sheet_pages(
    handout: Handout, brief: Handout | None, site: Site, papers: Papers
) -> Iterator[Page | Asset]:
    """Yield the page of every sheet of a handout, which needs no theme, and their QR code.

    `brief` is the same handout without its steps, for the sheets that leave these out.
    """
    bar = ways_to_print(handout, papers)
    for sheet in sheets(handout, brief, site):
        yield _sheet_page(sheet, bar)
    yield Asset(code_path(handout.link), qr_code(address(handout, site)))


def _sheet_page(sheet: Sheet, bar: Ways) -> Page:
    handout = sheet.handout
    context = {
        "sheet": sheet,
        "handout": handout,
        "review": handout.review,
        "site": sheet.site,
        "bar": bar,
        "papers": [paper for _, path, found in bar if path == sheet.path for paper in found],
        "code": code_path(handout.link),
        "rows": [days_class(*row) for row in sheet.weeks],
    }
    title = f"{handout.link.title}: {sheet.variant.name.lower()}"
    description = f"{handout.link.title}, to print: {sheet.variant.use}."
    return Page(sheet.path, "sheet.html", title, description, "", context, listed=False)


def figures(dosed: Iterable[DosedExercise]) -> Iterator[Asset]:
    """Yield the figure of each exercise that has one, with the hold of the dose in force."""
    for item in dosed:
        if item.exercise.facts.figure:
            yield Asset(figure_path(item), figure_drawing(item).svg)


def films(exercise: Exercise) -> Iterator[Asset]:
    """Yield how the figure of an exercise moves, if it has one."""
    if exercise.facts.figure:
        drawn = film(exercise.facts.figure, exercise.words.title)
        yield Asset(f"exercises/{exercise.id}/film.svg", drawn)


def redirect_pages(kind: str, entry: AnyEntry, site: Site) -> Iterator[Page]:
    """Yield a page at every former address of something, that leads to the present one."""
    for former in entry.facts.was:
        path = f"{ADDRESSES[kind]}/{former}/index.html"
        address = site.url(quote(f"{ADDRESSES[kind]}/{entry.id}/"))
        context = {"target": f"../{entry.id}/", "address": address}
        yield Page(path, "redirect.html", entry.words.title, "", "", context)
