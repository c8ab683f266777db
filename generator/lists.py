"""Pages that list many things: by position, by name, by caution; and those that find them."""

import datetime
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from generator import dose as doses
from generator.cautions import GRADE_WORDS
from generator.facets import Choice, Facet, facets, of_exercise, position_groups
from generator.figures import atlas
from generator.library import GRADES, BodyPosition, DosedExercise, Exercise, Library
from generator.pages import KINDS, Found, Page, Ways
from generator.reviews import KINDS as REVIEWED
from generator.reviews import Standing, in_words
from generator.sheets import VARIANTS
from generator.views import (
    ADDRESSES,
    LinkView,
    ReviewView,
    Speaker,
    link,
    long_date,
    on_floor,
    page_path,
    review,
)

SAFETY: Final = "Safety"
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


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


def _letter(name: str) -> str:
    """Return the letter under which a name is looked up; '#' where it begins with none."""
    first = unicodedata.normalize("NFKD", name.strip())[:1].upper()
    return first if first in LETTERS and first else "#"


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


def _applies_to(library: Library, caution_id: str) -> list[LinkView] | None:
    """Return the exercises a caution applies to, or None if to all there are."""
    found = library.exercises_with.get(caution_id, ())
    if len(found) == len(library.exercises):
        return None
    return [link("exercises", exercise) for exercise in library.in_order(found)]


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
