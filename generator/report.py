"""The plain-language report: what a page asks of its readers, in figures and by place.

It is never a gate. All of it is counted from the text as English; whether a page is understood,
only readers can tell.
"""

import datetime
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from generator import readability
from generator.handouts import Handout, Teller
from generator.instruments import (
    Instrument,
    Item,
    Material,
    has_caption,
    has_log,
    judge,
    not_judged,
)
from generator.library import Library
from generator.problems import shown
from generator.prose import INSTRUCTIONS, Mention, Passage, passages, unexplained, without_names

NOT_ALL: Final = (
    "The counts are made from the spelling of English, and the items above are judged in part.\n"
    "This is no verdict: whether a page is understood, its readers tell."
)


@dataclass(frozen=True)
class Sentence:
    """One sentence and where it stands. `hard` words have 3 or more syllables."""

    text: str
    path: str
    line: int
    words: int
    syllables: int
    hard: int


@dataclass(frozen=True)
class HardWord:
    """A word of 3 or more syllables, no number, neither explained nor an exercise's name."""

    word: str
    syllables: int
    times: int


@dataclass(frozen=True)
class Passive:
    """What reads like the passive voice in a step, in "Get ready" or in "Do not"."""

    found: str
    path: str
    line: int


@dataclass(frozen=True)
class Figures:
    """The figures of one text. `hard` leaves out the names of exercises.

    `smog` is the grade, given from 30 sentences on and null below. `hard_in_names` counts the
    hard words of the names that stand above the exercises as headings.
    """

    sentences: int
    words: int
    words_a_sentence: float
    hard: int
    hard_in_names: int
    smog: float | None


@dataclass(frozen=True)
class PageReport:
    """What is to be said of one page. `files` are the content files whose words stand on it.

    `missing` may hold "summary", "picture", "caption" and "log". `costliest` is the sentence with
    the most syllables, null on a page without one; a long one has more than 20 words.
    """

    kind: str
    id: str
    title: str
    path: str
    files: tuple[str, ...]
    figures: Figures
    costliest: Sentence | None
    long_sentences: tuple[Sentence, ...]
    hard_words: tuple[HardWord, ...]
    terms_not_explained: tuple[Mention, ...]
    passive_steps: tuple[Passive, ...]
    missing: tuple[str, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Report:
    """Every page, and all routines as one text in which each sentence counts once.

    `not_judged` are the numbers of the items of each instrument that take a person.
    """

    pages: tuple[PageReport, ...]
    routines_together: Figures
    not_judged: dict[Instrument, tuple[int, ...]]

    def only(self, wanted: Callable[[str], bool]) -> "Report":
        """Return the report of those pages alone on which words of a wanted file stand."""
        kept = tuple(page for page in self.pages if any(map(wanted, page.files)))
        return Report(kept, self.routines_together, self.not_judged)


def report(library: Library, today: datetime.date) -> Report:
    """Return what is to be said of every exercise, routine and guide."""
    reporter = _Reporter(library)
    teller = Teller(library, today)
    routines = [teller.routine(routine) for routine in library.routines_in_order()]
    handouts = [
        *map(teller.guide, library.programmes.values()),
        *routines,
        *map(teller.exercise, library.in_order(library.exercises.values())),
    ]
    return Report(tuple(map(reporter.page, handouts)), reporter.together(routines), not_judged())


class _Reporter:
    """Looks at the handouts of one library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.without_names = without_names(library)

    def page(self, handout: Handout) -> PageReport:
        library, link = self.library, handout.link
        read = passages(library, handout)
        terms = unexplained(library, read)
        found = [sentence for passage in read for sentence in self.sentences(passage)]
        entry = library.of_kind(link.kind)[link.id]
        files = dict.fromkeys([entry.path, *(passage.path for passage in read)])
        return PageReport(
            kind=link.kind,
            id=link.id,
            title=link.title,
            path=entry.path,
            files=tuple(files),
            figures=_figures(found, _names([handout])),
            costliest=max(found, key=lambda sentence: sentence.syllables, default=None),
            long_sentences=tuple(each for each in found if each.words > readability.LONG),
            hard_words=self.hard_words(read),
            terms_not_explained=terms,
            passive_steps=tuple(_passives(read)),
            missing=tuple(_missing(handout)),
            items=judge(Material(handout, read, terms)),
        )

    def together(self, handouts: Sequence[Handout]) -> Figures:
        """Return the figures of several handouts as one text, each sentence once."""
        read = [each for handout in handouts for each in passages(self.library, handout)]
        once = {sentence.text: sentence for each in read for sentence in self.sentences(each)}
        return _figures(once.values(), _names(handouts))

    def sentences(self, passage: Passage) -> Iterator[Sentence]:
        for text in readability.sentences(passage.text):
            words = readability.words(text)
            yield Sentence(
                text=text,
                path=passage.path,
                line=passage.place(text).line,
                words=len(words),
                syllables=sum(map(readability.syllables, words)),
                hard=len(list(readability.hard_words(self.without_names(text)))),
            )

    def hard_words(self, read: Sequence[Passage]) -> tuple[HardWord, ...]:
        """Return the hard words that nothing on the page explains, the most frequent first."""
        explained = {word.lower() for each in read for word in readability.words(each.explained)}
        texts = (self.without_names(passage.text) for passage in read)
        hard = (word.lower() for text in texts for word in readability.hard_words(text))
        counts = Counter(w for w in hard if w not in explained and not w[0].isdecimal())
        in_order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(HardWord(w, readability.syllables(w), times) for w, times in in_order)


def _names(handouts: Iterable[Handout]) -> list[str]:
    """Return the names of the exercises of some handouts, each once."""
    return list(dict.fromkeys(v.link.title for each in handouts for v in each.exercises))


def _figures(sentences: Iterable[Sentence], names: Iterable[str]) -> Figures:
    found = tuple(sentences)
    hard = sum(sentence.hard for sentence in found)
    return Figures(
        sentences=len(found),
        words=sum(sentence.words for sentence in found),
        words_a_sentence=readability.average(sentence.words for sentence in found),
        hard=hard,
        hard_in_names=sum(1 for name in names for _ in readability.hard_words(name)),
        smog=readability.smog(hard, len(found)),
    )


def _passives(read: Iterable[Passage]) -> Iterator[Passive]:
    for passage in read:
        if passage.part in INSTRUCTIONS:
            for found in readability.passives(passage.text):
                yield Passive(found, passage.path, passage.place(found).line)


def _missing(handout: Handout) -> Iterator[str]:
    """Yield what a page lacks."""
    if not any(line.text.strip() for line in handout.lead):
        yield "summary"
    if not all(view.figure for view in handout.exercises):
        yield "picture"
    if not all(has_caption(view) for view in handout.exercises if view.figure):
        yield "caption"
    if not has_log(handout):
        yield "log"


# --- as it is printed -----------------------------------------------------------------------


def as_json(found: Report) -> str:
    """Return a report as one JSON object, with the names of the fields above."""
    return json.dumps(asdict(found), indent=2)


def as_text(found: Report) -> str:
    """Return a report as a table, the places to look at, each page's words, and what it is not."""
    rows = [(page.title, page.figures) for page in found.pages]
    parts = [
        _table([*rows, ("All routines together", found.routines_together)]),
        "\n".join(_places(found.pages)),
        *map(_details, found.pages),
        _left(found),
    ]
    return "\n\n".join(filter(None, parts))


def _table(rows: Iterable[tuple[str, Figures]]) -> str:
    head = f"{'Page':<46} sentences  words each  hard words  SMOG"
    lines = [
        f"{shown(title, 46):<46} {each.sentences:>9}  {each.words_a_sentence:>10.1f}"
        f"  {each.hard:>10}  {'-' if each.smog is None else each.smog:>4}"
        for title, each in rows
    ]
    return "\n".join([head, *lines])


def _places(pages: Iterable[PageReport]) -> list[str]:
    """Return what has a place in a file, by place; what several pages show stands once."""
    counts = Counter(finding for page in pages for finding in _findings(page))
    return [
        f"{shown(path, 1000)}:{line}: {shown(text, 1000)}"
        + (f" (on {times} pages)" if times > 1 else "")
        for (path, line, text), times in sorted(counts.items())
    ]


def _findings(page: PageReport) -> Iterator[tuple[str, int, str]]:
    """Yield what is to be looked at on a page: the file, the line, what it is."""
    if each := page.costliest:
        told = f"{each.words} words, {each.syllables} syllables"
        yield each.path, each.line, f"costliest sentence ({told}): {each.text}"
    for each in page.long_sentences:
        yield each.path, each.line, f"long sentence ({each.words} words): {each.text}"
    for mention in page.terms_not_explained:
        yield mention.path, mention.line, f"term not explained here: {mention.term}"
    for passive in page.passive_steps:
        yield passive.path, passive.line, f"reads like the passive voice: {passive.found}"


def _details(page: PageReport) -> str:
    """Return the hard words of a page, what it lacks and which items do not hold."""
    hard = ", ".join(f"{each.word} ({each.times})" for each in page.hard_words)
    lines = [f"{page.title} ({page.path})"]
    lines += [f"  hard words: {hard}"] if hard else []
    lines += [f"  missing: {', '.join(page.missing)}"] if page.missing else []
    lines += [
        f"  {item.instrument} {item.number}: {item.judged} Not so: {item.why_not}."
        for item in page.items
        if not item.holds
    ]
    return "\n".join(shown(line, 1000) for line in lines)


def _left(found: Report) -> str:
    """Return what the report does not say."""
    items = "\n".join(
        f"{name}: items {', '.join(map(str, numbers))} take a person."
        for name, numbers in found.not_judged.items()
    )
    few = f"SMOG is given from {readability.SMOG_SENTENCES} sentences on."
    return f"{items}\n{few}\n{NOT_ALL}"
