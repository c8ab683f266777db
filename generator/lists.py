"""Pages that list many things: by position, by name, by caution; and those that find them."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from generator import dose as doses
from generator.cautions import GRADE_WORDS
from generator.facets import Choice, Facet, Values, of_exercise
from generator.figures import atlas
from generator.handouts import Handout
from generator.inline import Line
from generator.library import GRADES, AnyEntry, BodyPosition, Exercise, Library, Routine
from generator.model import Dose
from generator.pages import KINDS, Found, Page, Ways
from generator.reviews import KINDS as REVIEWED
from generator.reviews import Standing, in_words
from generator.sheets import VARIANTS
from generator.views import (
    ADDRESSES,
    FigureView,
    LinkView,
    ReviewView,
    Speaker,
    link,
    long_date,
    page_path,
)

SAFETY: Final = "Safety"
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Card:
    """What lists show of an exercise, in words as they are written: a list explains its terms.

    `names` are its title and its other names; `position` is where it is done, `group` the group of
    that position.
    """

    link: LinkView
    names: tuple[str, ...]
    position: str
    group: str
    summary: Line
    dose: Dose
    figure: FigureView | None
    facets: Values


@dataclass(frozen=True)
class RoutineCard:
    """What lists show of a routine; `exercises` are its exercises with their figures."""

    link: LinkView
    names: tuple[str, ...]
    paragraphs: tuple[Line, ...]
    exercises: tuple[tuple[LinkView, FigureView | None], ...]
    floor: bool


def card(library: Library, exercise: Exercise, handout: Handout) -> Card:
    """Return what lists show of an exercise."""
    group, words = library.group_of(exercise), exercise.words
    return Card(
        handout.link,
        _names(exercise),
        exercise.facts.position,
        group.id if group else "",
        words.summary,
        exercise.facts.dose,
        handout.exercises[0].figure,
        of_exercise(library, exercise),
    )


def routine_card(routine: Routine, handout: Handout) -> RoutineCard:
    """Return what lists show of a routine."""
    exercises = tuple((view.link, view.figure) for view in handout.exercises)
    paragraphs = routine.words.paragraphs
    return RoutineCard(
        handout.link,
        _names(routine),
        paragraphs,
        exercises,
        any(v.floor for v in handout.exercises),
    )


def _names(entry: AnyEntry) -> tuple[str, ...]:
    return (entry.words.title, *(line.text for line in entry.words.also_called))


def _shown(library: Library, cards: Iterable[Card]) -> list[dict[str, Any]]:
    """Return what a list of exercises shows of each, in the order of programmes, then of titles."""
    speaker = Speaker(library)
    return [
        {
            "link": each.link,
            "figure": each.figure,
            "summary": speaker.line(each.summary, each.dose),
            "dose": doses.summary(each.dose),
            "facets": [*each.facets.items()],
        }
        for each in sorted(cards, key=lambda card: library.place(card.link.id, card.link.title))
    ]


def exercises_page(
    library: Library, cards: Sequence[Card], facets: Sequence[Facet], state: ReviewView
) -> Page:
    """All exercises, by position."""
    used = [library.positions[i] for i in {card.group for card in cards if card.group}]
    groups = [
        {
            "link": link("positions", group),
            "exercises": _shown(library, [card for card in cards if card.group == group.id]),
        }
        for group in sorted(used, key=lambda group: (group.facts.order, group.words.title))
    ]
    description = "Every exercise, listed by the position you do it in."
    context = {"groups": groups, "facets": facets, "review": state}
    return Page(
        "exercises/index.md",
        "exercises.md",
        "All exercises",
        description,
        "",
        context,
        scripts=("scripts/filter.js",),
    )


def positions_in(library: Library, position: BodyPosition) -> list[str]:
    """Return the ids of the positions that belong to one, and its own."""
    parts = (p.id for p in library.positions.values() if p.facts.part_of == position.id)
    return [position.id, *sorted(parts)]


def position_page(
    library: Library, position: BodyPosition, cards: Sequence[Card], state: ReviewView
) -> Page:
    """The exercises of one position; those of a group hold those of its positions."""
    speaker = Speaker(library)
    ids = positions_in(library, position)
    group = library.positions.get(position.facts.part_of or "")
    shown = _shown(library, [card for card in cards if card.position in ids])
    context = {
        "paragraphs": speaker.lines(position.words.paragraphs),
        "also_called": [line.text for line in position.words.also_called],
        "exercises": shown,
        "group": link("positions", group) if group else None,
        "positions": [link("positions", library.positions[i]) for i in ids[1:]],
        "floor": position.facts.floor or bool(group and group.facts.floor),
        "review": state,
    }
    path, edit = page_path("positions", position.id), f"positions/{position.id}.md"
    description = f"Exercises in this position: {position.words.title}."
    also = tuple(line.text for line in position.words.also_called)
    place = {"position": (group.id if group else position.id,)}
    figures = [card["figure"].path for card in shown if card["figure"]]
    found_as = Found(KINDS["positions"], also, place, figures[0] if figures else "")
    return Page(
        path, "position.md", position.words.title, description, edit, context, found=found_as
    )


def routines_page(library: Library, cards: Sequence[RoutineCard], state: ReviewView) -> Page:
    """All routines."""
    speaker = Speaker(library)
    by_id = {card.link.id: card for card in cards}
    shown = [
        {
            "link": card.link,
            "summary": speaker.lines(card.paragraphs),
            "exercises": card.exercises,
            "floor": card.floor,
        }
        for card in (by_id[routine.id] for routine in library.routines_in_order())
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
    context = {"routines": shown, "guides": guides, "review": state}
    return Page("routines/index.md", "routines.md", "Routines", description, "", context)


def a_to_z_page(cards: Iterable[Card | RoutineCard], state: ReviewView) -> Page:
    """Every exercise and routine by name and by other name."""
    entries = [(name, card.link) for card in cards for name in card.names]
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


# The exercises and the routines that each caution applies to, by its id; None is all exercises.
Applies = Mapping[str, tuple[tuple[LinkView, ...] | None, tuple[LinkView, ...]]]


def applies(library: Library) -> Applies:
    """Return where each caution applies."""
    return {i: (_exercises_of(library, i), _routines_of(library, i)) for i in library.cautions}


def _exercises_of(library: Library, caution_id: str) -> tuple[LinkView, ...] | None:
    """Return the exercises a caution applies to, or None if to all there are."""
    found = library.exercises_with.get(caution_id, ())
    if len(found) == len(library.exercises):
        return None
    return tuple(link("exercises", exercise) for exercise in library.in_order(found))


def _routines_of(library: Library, caution_id: str) -> tuple[LinkView, ...]:
    """Return the routines that have a caution of their own."""
    routines = library.routines.values()
    return tuple(link("routines", r) for r in routines if caution_id in r.facts.cautions)


def safety_page(library: Library, applies: Applies, state: ReviewView) -> Page:
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
                "exercises": applies[caution.id][0],
                "routines": applies[caution.id][1],
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
    by_id = {(each.kind, each.id): each for each in ways}
    exercises = (each for each in ways if each.kind == "exercises")
    listed = {
        "Guides": [by_id["programmes", i] for i in library.programmes],
        "Routines": [by_id["routines", each.id] for each in library.routines_in_order()],
        "Exercises": sorted(exercises, key=lambda link: library.place(link.id, link.title)),
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


def search_page(library: Library, facets: Sequence[Facet]) -> Page:
    """The page on which readers search; it lists nothing before they do."""
    kinds = [*(kind for folder, kind in KINDS.items() if library.of_kind(folder)), SAFETY]
    kind = Facet("kind", "Kind", "Everything", tuple(Choice(name, name) for name in kinds))
    context = {"facets": (kind, *facets)}
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


Reviewed = Mapping[str, Sequence[Mapping[str, Any]]]


def reviewed(found: Sequence[Standing]) -> Reviewed:
    """Return how the review of everything stands, as it is listed."""
    lists = {
        "changed": [one for one in found if one.parts],
        "overdue": [one for one in found if one.overdue],
        "unknown": [one for one in found if one.state == "unknown"],
        "never": [one for one in found if one.state == "none"],
        "current": [one for one in found if one.state == "current"],
    }
    return {name: [_reviewed(one) for one in chosen] for name, chosen in lists.items()}


def reviews_page(lists: Reviewed) -> Page:
    """Return how the review of everything stands, for those who look after it."""
    description = "Which texts and pictures a clinician has reviewed, and which are to be."
    path = "reviews/index.md"
    return Page(path, "reviews.md", "Reviews", description, "", lists, listed=False)


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
