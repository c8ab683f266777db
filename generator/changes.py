"""What of a thing differs between two states of the content, as its reviewer would see it."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final, get_args

from generator.facts import references
from generator.fields import Facts
from generator.inline import Group, Line, Span
from generator.library import AnyEntry, Library, Part
from generator.model import FACTS, REVIEW_FIELDS

PARTS: Final[tuple[Part, ...]] = get_args(Part)
# What part a field belongs to; of a field that is not here, a change counts as one of `facts`.
_PART_OF: Final[Mapping[str, Part]] = {
    "dose": "dose",
    "minutes_a_day": "dose",
    "sessions_a_day": "dose",
    "grade": "grade",
    "figure": "picture",
    "picture": "picture",
    "exercises": "exercises",
    "stages": "exercises",
}
# What no reader is told, and the cautions, which are compared with those that come from elsewhere.
_LEFT_OUT: Final = frozenset([*REVIEW_FIELDS, "was", "note", "cautions"])
_SEEN: Final = frozenset(["picture", "caption"])
_NAMED: Final = frozenset(["positions", "equipment", "regions"])
_MARK: Final = "\0"  # stands in no content

Names = Mapping[tuple[str, str], str]


def changes(
    entry: AnyEntry, library: Library, former: AnyEntry, before: Library
) -> tuple[Part, ...]:
    """Return what of an entry has changed since the state in which `former` stood in `before`.

    What is only written in another way has not changed: wrapped lines, the order of keys, a note,
    an id under which the same thing stands today.
    """
    names = _present_names(library)
    now, then = _told(entry, library, names), _told(former, before, names)
    return tuple(part for part in PARTS if now[part] != then[part])


def _present_names(library: Library) -> Names:
    """Return the present id of everything that had another one before."""
    return {
        (kind, former): entry.id
        for kind in FACTS
        for entry in library.of_kind(kind).values()
        for former in getattr(entry.facts, "was", ())
    }


def _told(entry: AnyEntry, library: Library, names: Names) -> dict[Part, list[Any]]:
    """Return all that a reader is told of an entry, part by part, as plain values."""
    told: dict[Part, list[Any]] = {part: [] for part in PARTS}
    facts = _plain_facts(entry, names)
    doses = [item.pop("dose", None) for item in facts.get("exercises", ())]
    own = [*facts["cautions"], *(c for s in facts.get("stages", ()) for c in s.pop("cautions"))]
    for name, value in facts.items():
        if name not in _LEFT_OUT:
            told[_PART_OF.get(name, "facts")].append((name, value))
    words = _plain(entry.words)
    told["picture"] += [(name, words.pop(name)) for name in _SEEN if name in words]
    told["picture"] += _picture(entry, library)
    told["words"] += [words, _terms(entry.words.lines(), library)]
    told["dose"] += doses
    told["cautions"] += _cautions(entry, library, own, names)
    told["facts"] += _names_of_things(entry, library)
    return told


def _plain_facts(entry: AnyEntry, names: Names) -> dict[str, Any]:
    """Return the facts of an entry as plain values, with the present ids of what they refer to."""
    values: dict[str, Any] = _plain(entry.facts)
    for path, mark, identifier in references(entry.facts):
        place: Any = values
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = names.get((mark.kind, identifier), identifier)
    return {"cautions": [], **values}


def _plain(value: Any) -> Any:
    """Return words or facts as plain values, without where in a file they stand."""
    if isinstance(value, Line):
        return " ".join(_written(value.spans).split())
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Facts):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _written(spans: Iterable[Span]) -> str:
    """Return spans as one text, whatever pieces they came in; groups stand between marks."""
    return "".join(
        f"{_MARK}{span.kind} {span.target}{_MARK}{_written(span.spans)}{_MARK}"
        if isinstance(span, Group)
        else span.text
        for span in spans
    )


def _terms(lines: Iterable[Line], library: Library) -> dict[str, Any]:
    """Return the explanations of the terms in lines, and of the terms in those."""
    found: dict[str, Any] = {}
    waiting = [*lines]
    while waiting:
        for group in waiting.pop().groups("term"):
            term = library.terms.get(group.target)
            if term and term.id not in found:
                found[term.id] = _plain(term.words.paragraphs[:1])
                waiting += term.words.paragraphs[:1]
    return found


def _picture(entry: AnyEntry, library: Library) -> list[bytes]:
    """Return the bytes of a picture of a contributor's own."""
    picture = getattr(entry.facts, "picture", None)
    return [library.pictures[picture.file].data] if picture else []


def _cautions(entry: AnyEntry, library: Library, own: Iterable[str], names: Names) -> list[str]:
    """Return the ids of the cautions that an entry lists, or that apply to an exercise."""
    of_exercise = entry.id in library.exercises and library.exercises[entry.id] is entry
    applying = (c.id for c in library.cautions_of(entry.id)) if of_exercise else own
    return sorted(names.get(("cautions", identifier), identifier) for identifier in applying)


def _names_of_things(entry: AnyEntry, library: Library) -> list[str]:
    """Return what the position, the equipment and the region of an entry are called."""
    return [
        library.of_kind(mark.kind)[identifier].words.title
        for _, mark, identifier in references(entry.facts)
        if mark.kind in _NAMED
    ]
