"""How hard English reads: sentences, syllables, passives, SMOG."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.readability import average, hard_words, passives, sentences, smog, syllables, words

# As they are divided in speech; where speakers differ, the way that dictionaries give first.
KNOWN: Final = {
    1: "the arm bend breathe breathed crouch eye guide heels held hips knees leg like lunge moved "
    "once please raised rest squeezed straight stretched strength take thighs through toes twice "
    "while you your don't they're",
    2: "ankle balance before begin behind being bottom buttocks careful center centre changes "
    "didn't doctor every exhale forearm gently handle heavy hurried inhale into isn't lifted lying "
    "middle movement moving muscles needed oblique pelvis people places player quiet relaxed "
    "repeat rhythm safely shoulder shoulders sideways sit-up sitting slowly someone "
    "something sometimes spasm stomach straighten surface table therefore towel upward using "
    "walking water without aren't wriggle patient patients reaches heel-slide",
    3: "abdomen alternate another area behaviour carefully condition continue creating easier "
    "easily element everyone everything exercise family gradual heavier idea important improvement "
    "medicine muscular natural opposite period position previous provider quadruped radius "
    "recommend safety-pin together video vertebra implement reacted familiar physically",
    4: "abdominal activity alternating anterior agreeable anxiety comfortable community exercises "
    "gradually information initiate material mechanism obviously particular professional "
    "temporary society's variety society reintroduced",
    5: "alternatively ambiguity flexibility repetitively university",
    6: "responsibility",
}


@pytest.mark.parametrize(
    ("count", "word"), [(count, word) for count, text in KNOWN.items() for word in text.split()]
)
def test_the_syllables_of_a_word_are_counted_as_it_is_spoken(count: int, word: str) -> None:
    assert syllables(word) == count
    assert syllables(word.upper()) == count


@pytest.mark.parametrize(
    ("number", "count"),
    [
        ("0", 2),
        ("7", 2),
        ("10", 1),
        ("20", 2),
        ("45", 3),
        ("112", 4),
        ("2026", 6),
        ("12,500", 6),
        ("1" * 5000, 5000),
    ],
)
def test_a_number_has_the_syllables_with_which_it_is_read_aloud(number: str, count: int) -> None:
    assert syllables(number) == count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lie down. Bend one knee.", ("Lie down.", "Bend one knee.")),
        ("Does it hurt? Stop!", ("Does it hurt?", "Stop!")),
        ("Hold it, e.g. with a towel, for long.", ("Hold it, e.g. with a towel, for long.",)),
        ("Ask Dr. Lee first.", ("Ask Dr. Lee first.",)),
        ("Lift it 1.5 inches. Hold.", ("Lift it 1.5 inches.", "Hold.")),
        ("Slide back (do not lift!) and rest.", ("Slide back (do not lift!) and rest.",)),
        ('"Slow down." That is all', ('"Slow down."', "That is all")),
        ("2 to 3 times. 10 is too many.", ("2 to 3 times.", "10 is too many.")),
        (" … ", ()),
        ("", ()),
    ],
)
def test_a_text_is_split_into_its_sentences(text: str, found: tuple[str, ...]) -> None:
    assert sentences(text) == found


def test_a_word_with_hyphens_or_an_apostrophe_is_one_word_and_a_sign_is_none() -> None:
    assert words("Your low-back's 1.5 cm \u2014 don't (ever) rush!") == (
        *("Your", "low-back's", "1.5", "cm", "don't", "ever", "rush"),
    )


def test_hard_words_are_those_of_three_syllables_or_more() -> None:
    text = "Tighten your abdominal muscles slowly, as an exercise."
    assert list(hard_words(text)) == ["abdominal", "exercise"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The leg is lifted.", ("is lifted",)),
        ("Your knees are then slowly bent.", ("are then slowly bent",)),
        ("It must not be held.", ("be held",)),
        ("Both were never shown to you.", ("were never shown",)),
        ("Lift the bent leg.", ()),
        ("You are on the floor.", ()),
        ("Wait until your knee is straight.", ()),
        ("You are in need of a bed.", ()),
        ("There is need for rest.", ()),
    ],
)
def test_the_passive_voice_is_found(text: str, found: tuple[str, ...]) -> None:
    assert passives(text) == found


def test_smog_is_the_formula_of_its_author_and_is_not_given_for_few_sentences() -> None:
    assert smog(30, 30) == 8.8  # 1.043 times the root of 30, and 3.1291
    assert smog(60, 60) == 8.8
    assert smog(0, 30) == 3.1
    assert smog(30, 29) is None


def test_the_average_of_nothing_is_nothing() -> None:
    assert average([4, 5]) == 4.5
    assert average([]) == 0


@given(st.text())
def test_any_text_can_be_counted(text: str) -> None:
    """Not a letter or a figure is lost between the text, its sentences and its words."""
    kept = [c for sentence in sentences(text) for c in sentence if c.isalnum()]
    assert kept == [c for c in text if c.isalnum()]
    assert all(syllables(word) >= 1 for word in words(text))
    assert isinstance(passives(text), tuple)
