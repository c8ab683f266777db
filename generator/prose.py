"""The running text of a handout, passage by passage, with the file and the line of each.

That is what a reader follows: the main message, cautions, summaries, steps, introductions and the
disclaimer. Headings, doses, pictures and sources are not made of sentences and stay out.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from generator.handouts import Handout
from generator.inline import Line
from generator.library import AnyEntry, Library
from generator.problems import Position
from generator.views import BoxView, ExerciseView

Part = Literal["main message", "caution", "text", "get ready", "step", "do not", "disclaimer"]
INSTRUCTIONS: Final[tuple[Part, ...]] = ("get ready", "step", "do not")

_FOUND_BY: Final = 3  # as many words of a sentence find its place again


@dataclass(frozen=True)
class Passage:
    """One line of words as it is read: placeholders filled, terms explained.

    `terms` are the ids of the terms that its file marks there, `explained` their words.
    """

    entry: AnyEntry
    line: Line
    part: Part
    terms: tuple[str, ...] = ()
    explained: str = ""

    @property
    def text(self) -> str:
        """The words."""
        return self.line.text

    @property
    def path(self) -> str:
        """The content file that the words stand in."""
        return self.entry.path

    def place(self, sentence: str) -> Position:
        """Return where one of its sentences stands in the file, or where the passage begins."""
        return self.entry.find(self.line, " ".join(sentence.split()[:_FOUND_BY]))


@dataclass(frozen=True)
class Mention:
    """A term of the content that stands in words without being explained first."""

    term: str
    path: str
    line: int


def passages(library: Library, handout: Handout) -> tuple[Passage, ...]:
    """Return the passages of a handout in reading order, each line of a file once."""
    once: dict[tuple[str, Position], Passage] = {}
    for entry, part, lines in _read(library, handout):
        written = {line.position: line for line in entry.words.lines()}
        for line in lines:
            groups = written[line.position].groups("term") if line.position in written else []
            terms = tuple(group.target for group in groups)
            explained = " ".join(group.text for group in groups)
            passage = Passage(entry, line, part, terms, explained)
            once.setdefault((entry.path, line.position), passage)
    return tuple(once.values())


_Read = tuple[AnyEntry, Part, Iterable[Line]]


def _read(library: Library, handout: Handout) -> Iterator[_Read]:
    """Yield what is read, from top to bottom: whose words they are, their part, the lines."""
    page = library.of_kind(handout.link.kind)[handout.link.id]
    yield page, "main message", handout.lead
    for box in handout.boxes:
        yield from _of_box(library, box)
    yield page, "text", handout.paragraphs
    for section in handout.sections:
        yield page, "text", section.introduction
        for view in section.exercises:
            yield from _of_exercise(library, view)
    if library.disclaimer:
        yield library.disclaimer, "disclaimer", handout.disclaimer


def _of_box(library: Library, box: BoxView) -> Iterator[_Read]:
    for line in box.lines:
        yield library.cautions[line.id], "caution", (line.text,)


def _of_exercise(library: Library, view: ExerciseView) -> Iterator[_Read]:
    """Yield the words of an exercise, after those of what it starts from."""
    for before in view.first:
        yield from _of_exercise(library, before)
    exercise = library.exercises[view.link.id]
    yield exercise, "text", (view.summary,)
    if view.cautions:
        yield from _of_box(library, view.cautions)
    yield exercise, "get ready", view.get_ready
    yield exercise, "step", view.steps
    yield exercise, "do not", view.do_not


def unexplained(library: Library, read: Iterable[Passage]) -> tuple[Mention, ...]:
    """Return each term that stands in the passages where it first does so unexplained."""
    read = tuple(read)
    return tuple(mention for term in library.terms if (mention := _first(library, term, read)))


def _first(library: Library, term: str, read: Iterable[Passage]) -> Mention | None:
    name = re.escape(library.terms[term].words.title)
    names = re.compile(rf"\b{name}s?\b", re.IGNORECASE)
    for passage in read:
        if term in passage.terms:
            return None
        if found := names.search(passage.text):
            where = passage.place(found[0])
            return Mention(term, passage.path, where.line)
    return None


def without_names(library: Library) -> Callable[[str], str]:
    """Return a function that takes the names of exercises, which are what they are, from a text."""
    titles = sorted((e.words.title for e in library.exercises.values()), key=len, reverse=True)
    names = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, titles))})(?!\w)", re.IGNORECASE)
    return cache(lambda text: names.sub("", text))  # most texts stand on several pages
