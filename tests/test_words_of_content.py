"""Promises about the words of the content that ships, beyond what the check holds others to."""

import re
from pathlib import Path
from typing import Final

import pytest

from generator.library import Exercise, Library
from generator.loader import load_folder

CONTENT: Final = Path(__file__).parents[1] / "content"
LONGEST_SENTENCE: Final = 22
VERBS: Final = frozenset(
    "Bend Breathe Bring Do Draw Get Hold Hug Keep Let Lie Lift Lower Make Put Raise Relax Release "
    "Rest Return Slide Stand Straighten Stretch Take Tighten Try Turn".split()
)
PUBLISHED: Final = ("exercises", "routines", "programmes", "cautions", "terms")


@pytest.fixture(scope="module")
def library() -> Library:
    loaded = load_folder(CONTENT)
    assert loaded.library, loaded.problems
    return loaded.library


def ours(library: Library) -> list[Exercise]:
    """Return the exercises that ship; whoever adds others keeps to the check alone."""
    return [e for e in library.exercises.values() if e.facts.source == "staywell-low-back"]


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!]) ", text)


def test_every_step_begins_with_a_verb(library: Library) -> None:
    told = [e.words.get_ready + e.words.steps for e in ours(library)]
    first_words = {line.text.split()[0].strip(".") for lines in told for line in lines}
    assert first_words <= VERBS


@pytest.mark.parametrize("kind", PUBLISHED)
def test_no_sentence_is_long(library: Library, kind: str) -> None:
    entries = ours(library) if kind == "exercises" else library.of_kind(kind).values()
    lines = [line.text for e in entries for line in e.words.lines()]
    said = [sentence for text in lines for sentence in sentences(text)]
    assert [s for s in said if len(s.split()) > LONGEST_SENTENCE] == []


def test_every_page_opens_with_one_to_three_sentences(library: Library) -> None:
    openings = [e.words.summary for e in ours(library)]
    openings += [e.words.paragraphs[0] for e in library.routines.values()]
    openings += [e.words.paragraphs[0] for e in library.programmes.values()]
    assert [line.text for line in openings if len(sentences(line.text)) > 3] == []


def test_a_caution_heading_has_no_full_stop_since_print_adds_one(library: Library) -> None:
    assert [e.path for e in library.cautions.values() if e.words.title.endswith(".")] == []


def test_a_gloss_has_no_full_stop_since_it_stands_in_brackets(library: Library) -> None:
    assert [e.path for e in library.terms.values() if e.words.paragraphs[0].text[-1] == "."] == []


def test_a_gloss_holds_no_term_that_would_need_a_gloss_itself(library: Library) -> None:
    glosses = {e.id: e.words.paragraphs[0].text for e in library.terms.values()}
    names = [e.words.title for e in library.terms.values()]
    assert [i for i, text in glosses.items() if any(name in text for name in names)] == []
