"""Which pages exist, and what each template is given."""

import datetime
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from generator import dose as doses
from generator.cautions import GRADE_WORDS, Part, arrange
from generator.figures import atlas
from generator.figures.picture import film
from generator.library import (
    GRADES,
    AnyEntry,
    BodyPosition,
    DosedExercise,
    Exercise,
    Library,
    Programme,
    Routine,
)
from generator.model import FACTS
from generator.pose import Target
from generator.views import (
    ADDRESSES,
    LinkView,
    ReviewView,
    Speaker,
    figure_drawing,
    figure_path,
    link,
    on_floor,
    page_path,
    plain_text,
    review,
)

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Page:
    """One page: its file below the docs folder, its template and what that is given.

    `edit` is the path below `content/` of the file to edit, "" for a page made from many. A page
    that is not `listed` is not for readers, and search leaves it out.
    """

    path: str
    template: str
    title: str
    description: str
    edit: str
    context: Mapping[str, Any]
    listed: bool = True

    @property
    def root(self) -> str:
        """The way from this page's folder to the site's root."""
        return "../" * self.path.count("/")


def pages(library: Library, today: datetime.date) -> Iterator[Page]:
    """Yield every page of a library."""
    for exercise in library.exercises.values():
        yield exercise_page(library, exercise, today)
    for routine in library.routines.values():
        yield routine_page(library, routine, today)
    for programme in library.programmes.values():
        yield guide_page(library, programme, today)
    for position in library.positions.values():
        yield position_page(library, position, today)
    everything = review(_reviewable(library), today)
    yield exercises_page(library, everything)
    yield routines_page(library, everything)
    yield a_to_z_page(library, everything)
    yield safety_page(library, everything)
    yield atlas_page()
    yield from redirect_pages(library)


def _end(library: Library, speaker: Speaker, source_ids: Iterable[str]) -> dict[str, Any]:
    """Return what stands at the end of a page: disclaimer and sources."""
    disclaimer = library.disclaimer
    return {
        "disclaimer": speaker.lines(disclaimer.words.paragraphs) if disclaimer else (),
        "sources": speaker.sources(source_ids),
    }


def _reviewable(library: Library) -> list[AnyEntry]:
    """Return everything that has a review of its own."""
    kinds = ("exercises", "routines", "programmes", "cautions")
    return [entry for kind in kinds for entry in library.of_kind(kind).values()]


def exercise_page(library: Library, exercise: Exercise, today: datetime.date) -> Page:
    """One exercise."""
    speaker = Speaker(library)
    lead = speaker.line(exercise.words.summary, exercise.facts.dose)
    boxes = speaker.boxes(arrange(library, [exercise]).before)
    view = speaker.exercise(DosedExercise(exercise, exercise.facts.dose))
    base = library.exercises.get(exercise.facts.harder_variant_of or "")
    context = {
        "exercise": view,
        "lead": lead,
        "boxes": boxes,
        "review": review(_shown(library, exercise, [exercise]), today),
        "variant_of": link("exercises", base) if base else None,
        "routines": [link("routines", r) for r in library.routines_with.get(exercise.id, ())],
        "programmes": [link("programmes", p) for p in library.programmes_with.get(exercise.id, ())],
        **_end(library, speaker, _sources(library, [exercise])),
    }
    summary = plain_text([view.summary])
    path = page_path("exercises", exercise.id)
    edit = f"exercises/{exercise.id}.md"
    return Page(path, "exercise.md", exercise.words.title, summary, edit, context)


def _shown(library: Library, page: AnyEntry, exercises: Iterable[Exercise]) -> list[AnyEntry]:
    """Return everything with a review of its own that a page shows."""
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


def routine_page(library: Library, routine: Routine, today: datetime.date) -> Page:
    """One routine: its exercises in full, in order."""
    speaker = Speaker(library)
    dosed = library.dosed(routine)
    exercises = [item.exercise for item in dosed]
    summary = speaker.lines(routine.words.paragraphs)
    placed = arrange(library, exercises, routine.facts.cautions)
    boxes = speaker.boxes(placed.before)
    views = speaker.exercises(dosed, placed.inside)
    context = {
        "summary": summary,
        "boxes": boxes,
        "exercises": views,
        "floor": sum(view.floor for view in views),
        "needs": list(dict.fromkeys(need for view in views for need in view.needs)),
        "review": review(_shown(library, routine, exercises), today),
        **_end(library, speaker, _sources(library, exercises)),
    }
    path, edit = page_path("routines", routine.id), f"routines/{routine.id}.md"
    description = plain_text(routine.words.paragraphs)
    return Page(path, "routine.md", routine.words.title, description, edit, context)


def guide_page(library: Library, programme: Programme, today: datetime.date) -> Page:
    """One whole programme, stage by stage."""
    speaker = Speaker(library)
    lead = speaker.line(programme.words.paragraphs[0])
    stages = list(library.stages(programme))
    exercises = [exercise for _, _, found in stages for exercise in found]
    parts = [Part(words.title, tuple(found)) for _, words, found in stages]
    placed = arrange(library, exercises, programme.facts.cautions, parts)
    boxes = speaker.boxes(placed.before)
    paragraphs = speaker.lines(programme.words.paragraphs[1:])
    views = [
        {
            "id": stage.id,
            "title": words.title,
            "introduction": speaker.lines(words.introduction),
            "exercises": speaker.exercises(
                [DosedExercise(exercise, exercise.facts.dose) for exercise in found], placed.inside
            ),
        }
        for stage, words, found in stages
    ]
    facts = programme.facts
    context = {
        "lead": lead,
        "paragraphs": paragraphs,
        "boxes": boxes,
        "stages": views,
        "minutes": doses.a_day(facts.minutes_a_day, "minutes"),
        "region": library.regions[facts.region].words.title,
        "sessions": doses.a_day(facts.sessions_a_day, "sessions"),
        "review": review(_shown(library, programme, exercises), today),
        **_end(library, speaker, [facts.source, *_sources(library, exercises)]),
    }
    path, edit = page_path("programmes", programme.id), f"programmes/{programme.id}.md"
    description = plain_text(programme.words.paragraphs[:1])
    return Page(path, "guide.md", programme.words.title, description, edit, context)


# --- files beside the pages -----------------------------------------------------------------


def files(library: Library) -> Iterator[tuple[str, str | bytes]]:
    """Yield every file that pages show: its path below the docs folder, and what is in it."""
    for plate in atlas.plates():
        yield f"figures/{plate.name}.svg", plate.svg
    for picture in library.pictures.values():
        yield f"pictures/{picture.id}", picture.data
    own = (DosedExercise(e, e.facts.dose) for e in library.exercises.values())
    in_routines = (item for routine in library.routines.values() for item in library.dosed(routine))
    found: dict[str, DosedExercise] = {}
    for dosed in (*own, *in_routines):
        if dosed.exercise.facts.figure:
            found.setdefault(figure_path(dosed), dosed)
    for path, dosed in found.items():
        yield path, figure_drawing(dosed).svg
    for exercise in library.exercises.values():
        if exercise.facts.figure:
            title = exercise.words.title
            yield f"exercises/{exercise.id}/film.svg", film(exercise.facts.figure, title)


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
        }
        for exercise in library.in_order(exercises)
    ]


def _groups(library: Library) -> list[tuple[BodyPosition, list[Exercise]]]:
    """Return the position groups that have exercises, in order, each with its exercises."""
    found: dict[str, list[Exercise]] = {}
    for exercise in library.exercises.values():
        group = library.group_of(exercise)
        if group:
            found.setdefault(group.id, []).append(exercise)
    groups = [library.positions[identifier] for identifier in found]
    groups.sort(key=lambda group: (group.facts.order, group.words.title))
    return [(group, found[group.id]) for group in groups]


def exercises_page(library: Library, state: ReviewView) -> Page:
    """All exercises, by position."""
    groups = [
        {"link": link("positions", group), "exercises": _cards(library, exercises)}
        for group, exercises in _groups(library)
    ]
    description = "Every exercise, listed by the position you do it in."
    context = {"groups": groups, "review": state}
    return Page("exercises/index.md", "exercises.md", "All exercises", description, "", context)


def position_page(library: Library, position: BodyPosition, today: datetime.date) -> Page:
    """The exercises of one position; those of a group hold those of its positions."""
    speaker = Speaker(library)
    ids = {position.id}
    ids |= {p.id for p in library.positions.values() if p.facts.part_of == position.id}
    group = library.positions.get(position.facts.part_of or "")
    found = [e for e in library.exercises.values() if e.facts.position in ids]
    context = {
        "paragraphs": speaker.lines(position.words.paragraphs),
        "also_called": [line.text for line in position.words.also_called],
        "exercises": _cards(library, found),
        "group": link("positions", group) if group else None,
        "positions": [link("positions", library.positions[i]) for i in sorted(ids - {position.id})],
        "floor": position.facts.floor or bool(group and group.facts.floor),
        "review": review(found, today),
    }
    path, edit = page_path("positions", position.id), f"positions/{position.id}.md"
    description = f"Exercises in this position: {position.words.title}."
    return Page(path, "position.md", position.words.title, description, edit, context)


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
    )


def _applies_to(library: Library, caution_id: str) -> list[LinkView] | None:
    """Return the exercises a caution applies to, or None if to all there are."""
    found = library.exercises_with.get(caution_id, ())
    if len(found) == len(library.exercises):
        return None
    return [link("exercises", exercise) for exercise in library.in_order(found)]


def atlas_page() -> Page:
    """Return the reference for those who pose figures."""
    context = {
        "bases": [(f"figures/{plate.name}.svg", plate.words) for plate in atlas.bases()],
        "joints": [(f"figures/{plate.name}.svg", plate.words) for plate in atlas.joints()],
        "points": atlas.points()[1],
        "targets": get_args(Target),
    }
    title, description = "How to pose a figure", "Every base, joint and point of a figure, drawn."
    path = "figures/index.md"
    return Page(path, "figures.md", title, description, "", context, listed=False)


def redirect_pages(library: Library) -> Iterator[Page]:
    """A page at every former address, that leads to the present one."""
    for kind in FACTS:
        if kind in ADDRESSES:
            for entry in library.of_kind(kind).values():
                for former in getattr(entry.facts, "was", ()):
                    path = f"{ADDRESSES[kind]}/{former}/index.html"
                    context = {"target": f"../{entry.id}/"}
                    yield Page(path, "redirect.html", entry.words.title, "", "", context)
