"""How the review of each thing stands on a day: an exercise, its picture, a routine, a caution."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

from generator.changes import PARTS
from generator.library import AnyEntry, Library, Part, Since
from generator.model import FACTS, Review

# From the worst to the best: what is made from many things stands as the worst of them.
State = Literal["none", "changed", "unknown", "overdue", "current"]
STATES: Final[tuple[State, ...]] = get_args(State)
# Here what was reviewed is what stands there today.
HOLDING: Final = frozenset[State](["overdue", "current"])
PICTURE: Final = "pictures"
KINDS: Final[Mapping[str, str]] = {
    "exercises": "exercise",
    PICTURE: "picture",
    "routines": "routine",
    "programmes": "guide",
    "cautions": "caution",
}
_NOT_LOOKED_UP: Final = Since(unknown="its history was not looked up")
_PART_WORDS: Final[Mapping[Part, str]] = {"facts": "other facts"}


@dataclass(frozen=True)
class Standing:
    """The review of one thing: of an entry, or of the picture of an exercise.

    `field` is where it stands, or would. `review` is None where there has been none. `parts` have
    changed since; `unknown` says why that is not known. `overdue`: the next review was due before
    the day.
    """

    kind: str
    entry: AnyEntry
    field: str
    review: Review | None
    parts: tuple[Part, ...] = ()
    unknown: str = ""
    overdue: bool = False

    @property
    def state(self) -> State:
        """How it stands, in one word; who asks for more looks at the fields."""
        if self.review is None:
            return "none"
        if self.parts:
            return "changed"
        if self.unknown:
            return "unknown"
        return "overdue" if self.overdue else "current"


def reviewable(library: Library) -> Iterator[AnyEntry]:
    """Yield everything that can be reviewed, kind by kind."""
    for kind in KINDS:
        if kind in FACTS:
            yield from library.of_kind(kind).values()


def standings(library: Library, entry: AnyEntry, today: datetime.date) -> Iterator[Standing]:
    """Yield how an entry stands, and how its picture does if it has one.

    The picture is reviewed with the words, unless it has a review of its own. One that was taken
    away is a change of the entry, since nothing else is left to say so.
    """
    facts = entry.facts
    kind = next(kind for kind, model in FACTS.items() if isinstance(facts, model))
    pictured = getattr(facts, "figure", None) or getattr(facts, "picture", None)
    own = pictured and facts.picture_review
    words = tuple(part for part in PARTS if part != "picture") if pictured else PARTS
    yield _looked_up(library, Standing(kind, entry, "review", facts.review), words, today)
    if pictured:
        field = "picture_review" if own else "review"
        found = Standing(PICTURE, entry, field, getattr(facts, field))
        yield _looked_up(library, found, ("picture",), today)


def _looked_up(
    library: Library, one: Standing, covered: Iterable[Part], today: datetime.date
) -> Standing:
    """Return the same with what is known of the time since; `covered` is what it is a review of."""
    if one.review is None:
        return one
    since = library.since_review.get((one.entry.path, one.field), _NOT_LOOKED_UP)
    parts = tuple(part for part in covered if part in since.parts)
    overdue = one.review.next_due < today
    return replace(one, parts=parts, unknown=since.unknown, overdue=overdue)


def every_standing(library: Library, today: datetime.date) -> list[Standing]:
    """Return how everything stands, by kind, in the order of titles."""
    found = [one for entry in reviewable(library) for one in standings(library, entry, today)]
    kinds = list(KINDS)
    return sorted(found, key=lambda one: (kinds.index(one.kind), one.entry.words.title))


def gravest(standings: Iterable[Standing]) -> State:
    """Return how a page stands that is made from these: reviewed only if all of them are."""
    return min((one.state for one in standings), key=STATES.index, default="none")


def in_words(parts: Iterable[Part]) -> str:
    """Return what has changed, in words, each once and always in the same order."""
    changed = set(parts)
    return ", ".join(_PART_WORDS.get(part, part) for part in PARTS if part in changed)


def as_values(standing: Standing) -> dict[str, Any]:
    """Return a standing as plain values.

    Who reviewed what has changed since, or may have, is under a name that cannot be mistaken.
    """
    entry, review = standing.entry, standing.review
    values: dict[str, Any] = {
        "kind": KINDS[standing.kind],
        "id": entry.id,
        "title": entry.words.title,
        "file": entry.path,
        "state": standing.state,
    }
    if review is None:
        return values
    holds = standing.state in HOLDING
    values |= {
        "reviewers" if holds else "former_reviewers": [
            {**person.model_dump(), "date": review.date.isoformat()} for person in review.reviewers
        ],
        "next_due": review.next_due.isoformat(),
        "overdue": standing.overdue,
        "changed": list(standing.parts),
    }
    return values | ({"unknown": standing.unknown} if standing.state == "unknown" else {})
