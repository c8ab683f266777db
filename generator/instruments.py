"""What a machine can judge of two instruments for plain language, by the numbers of their items.

One small function each, whose docstring says what is judged here: less than the item asks, which
takes a person. What a function returns is why the item does not hold, or "". Sources: Shoemaker and
others 2014, "The Patient Education Materials Assessment Tool" (PEMAT for printable materials,
AHRQ); "CDC Clear Communication Index" (CDC 2013).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from generator.handouts import Handout
from generator.prose import INSTRUCTIONS, Mention, Part, Passage
from generator.readability import passives, sentences
from generator.sheets import variants
from generator.views import ExerciseView

Instrument = Literal["PEMAT", "CDC"]
ITEMS: Final[Mapping[Instrument, Iterable[int]]] = {
    "PEMAT": [number for number in range(1, 27) if number not in (13, 14)],  # for films alone
    "CDC": range(1, 21),
}
MOST_LINES: Final = 7
MOST_SENTENCES: Final = 3
POSES: Final = 2

_DIRECT: Final = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Material:
    """What is judged: a handout, its passages, and the terms it leaves unexplained."""

    handout: Handout
    passages: Sequence[Passage]
    unexplained: Sequence[Mention]

    def of(self, *parts: Part) -> list[Passage]:
        """Return the passages of those parts."""
        return [passage for passage in self.passages if passage.part in parts]


@dataclass(frozen=True)
class Item:
    """One item of an instrument: what was judged, whether that holds, and if not, why not."""

    instrument: Instrument
    number: int
    judged: str
    holds: bool
    why_not: str


def terms_are_explained(material: Material) -> str:
    """A term of the content is explained where it first stands."""
    return ", ".join(mention.term for mention in material.unexplained)


def voice_is_active(material: Material) -> str:
    """No sentence reads like the passive voice."""
    return "; ".join(found for passage in material.passages for found in passives(passage.text))


def message_and_actions_are_active(material: Material) -> str:
    """No sentence of the main message or of the instructions reads like the passive voice."""
    read = material.of("main message", *INSTRUCTIONS)
    return "; ".join(found for passage in read for found in passives(passage.text))


def paragraphs_are_short(material: Material) -> str:
    """No paragraph has more than 3 sentences."""
    counts = [len(sentences(passage.text)) for passage in material.passages]
    long = sum(count > MOST_SENTENCES for count in counts)
    return f"{long} of {len(counts)} have more" if long else ""


def message_stands_first(material: Material) -> str:
    """The first words are a main message or a summary of 1 to 3 sentences."""
    read = material.of("main message")
    count = sum(len(sentences(passage.text)) for passage in read)
    if 1 <= count <= MOST_SENTENCES and material.passages[0] is read[0]:
        return ""
    return f"{count} sentences stand there"


def exercises_are_pictured(material: Material) -> str:
    """Every exercise has a figure or a picture."""
    return _those(material, lambda view: not view.figure)


def something_is_pictured(material: Material) -> str:
    """At least one exercise has a figure or a picture."""
    return "" if any(view.figure for view in material.handout.exercises) else "there is none"


def pictures_have_captions(material: Material) -> str:
    """Every figure and picture has a caption that says more than the name of the exercise."""
    return _those(material, lambda view: not has_caption(view))


def movement_is_pictured(material: Material) -> str:
    """Every exercise is pictured at its start and at its end."""
    return _those(material, lambda view: not (view.figure and view.figure.film))


def there_is_an_action(material: Material) -> str:
    """At least one step tells what to do."""
    return "" if material.of("step") else "there is no step"


def reader_is_addressed(material: Material) -> str:
    """The words of every exercise say "you" or "your"."""

    def silent(view: ExerciseView) -> bool:
        lines = (view.summary, *view.get_ready, *view.steps, *view.do_not)
        return not any(_DIRECT.search(line.text) for line in lines)

    return _those(material, silent)


def steps_are_manageable(material: Material) -> str:
    """Every exercise has 2 to 7 steps of one sentence each."""

    def unwieldy(view: ExerciseView) -> bool:
        counts = [len(sentences(step.text)) for step in view.steps]
        return not (2 <= len(counts) <= MOST_LINES and all(count == 1 for count in counts))

    return _those(material, unwieldy)


def there_is_a_log(material: Material) -> str:
    """A sheet of it has days to tick."""
    return "" if has_log(material.handout) else "no sheet has any"


def lists_are_short(material: Material) -> str:
    """What to do stands in lists of at most 7 lines."""

    def long(view: ExerciseView) -> bool:
        lists = (view.get_ready, view.steps, view.do_not)
        return not view.steps or any(len(lines) > MOST_LINES for lines in lists)

    return _those(material, long)


def directions_are_specific(material: Material) -> str:
    """Every exercise has steps, and nothing of its dose is left open."""
    return _those(material, lambda view: not view.steps or any(line.open for line in view.dose))


def has_caption(view: ExerciseView) -> bool:
    """Tell whether an exercise is pictured with a caption that is not its name alone."""
    if view.figure is None:
        return False
    caption = view.figure.caption
    return (caption if isinstance(caption, str) else caption.text) not in ("", view.link.title)


def has_log(handout: Handout) -> bool:
    """Tell whether a sheet of a handout has days to tick."""
    return any(variant.days for variant in variants(handout))


def _those(material: Material, lacks: Callable[[ExerciseView], bool]) -> str:
    """Return the names of the exercises that lack something."""
    return ", ".join(view.link.title for view in material.handout.exercises if lacks(view))


JUDGED: Final[tuple[tuple[Instrument, int, Callable[[Material], str]], ...]] = (
    ("PEMAT", 4, terms_are_explained),
    ("PEMAT", 5, voice_is_active),
    ("PEMAT", 8, paragraphs_are_short),
    ("PEMAT", 11, message_stands_first),
    ("PEMAT", 15, exercises_are_pictured),
    ("PEMAT", 17, pictures_have_captions),
    ("PEMAT", 20, there_is_an_action),
    ("PEMAT", 21, reader_is_addressed),
    ("PEMAT", 22, steps_are_manageable),
    ("PEMAT", 23, there_is_a_log),
    ("PEMAT", 26, movement_is_pictured),
    ("CDC", 1, message_stands_first),
    ("CDC", 2, message_stands_first),
    ("CDC", 4, something_is_pictured),
    ("CDC", 5, there_is_an_action),
    ("CDC", 6, message_and_actions_are_active),
    ("CDC", 8, lists_are_short),
    ("CDC", 14, directions_are_specific),
)


def judge(material: Material) -> tuple[Item, ...]:
    """Return every item that a machine can judge in part, judged."""
    found = []
    for instrument, number, item in JUDGED:
        judged = (item.__doc__ or "").partition("\n")[0]
        why_not = item(material)
        found.append(Item(instrument, number, judged, not why_not, why_not))
    return tuple(found)


def not_judged() -> dict[Instrument, tuple[int, ...]]:
    """Return the numbers of the items that take a person."""
    judged = {(instrument, number) for instrument, number, _ in JUDGED}
    return {
        name: tuple(number for number in numbers if (name, number) not in judged)
        for name, numbers in ITEMS.items()
    }
