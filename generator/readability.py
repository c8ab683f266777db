"""How hard plain English reads: its sentences, words, syllables and passives, and SMOG.

Syllables are counted from the spelling, with rules of our own: no dictionary is fetched or shipped.
The tests hold the counter to words whose syllables are known.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from math import sqrt
from typing import Final

HARD: Final = 3  # syllables from which SMOG counts a word
SMOG_SENTENCES: Final = 30  # of fewer it tells too little
LONG: Final = 20  # words, above which a sentence is long

_BREAK: Final = re.compile(r"(?<=[.!?])\s+|(?<=[.!?][\"'\u201d\u2019)\]])\s+")
_ABBREVIATED: Final = frozenset("approx. dr. e.g. etc. fig. i.e. mr. mrs. ms. no. vs.".split())
_WORD: Final = re.compile(r"[^\W_]+(?:[-'\u2019.,][^\W_]+)*")
_PART: Final = re.compile(r"\d+|[^\W\d_]+")

_ONES: Final = (2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2)  # zero to nineteen
_TENS: Final = (0, 0, 2, 2, 2, 2, 2, 3, 2, 2)
_HUNDRED: Final = 2  # and so has "thousand"

# Endings before which an `e` stays silent, and words that end in one within longer words.
_ENDINGS: Final = (
    "fully?|ful|less|ly|(?<!le)ments?|ness|ty|one|how|thing|times?|ways?|where|wise|body"
)
_FIRST: Final = "t?here|where|some|side|fore|care|home|house|like|base|type"
_CONSONANT: Final = "[^aeiouy-]"
# In this order they bring a spelling to one group of vowels for each syllable; `-` parts two.
_RESPELT: Final = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        ("every", "evry"),
        ("^y(?=[aeiou])|(?<=[aeou])y(?=[aeiou])", "j"),  # yes, player
        ("qu|(?<=g)u(?=[ei](?!ty))", "q"),  # quad, guide
        # An `e` is silent in something, take, raised and safely, not in able, places and lifted.
        (rf"^((?:any|evry)?(?:{_FIRST}))(?<=e)(?=[^aeiouyrsdn-][aeioulrhw])", r"\1-"),
        ("e-", "-"),
        ("ically$", "icly"),
        ("([^aeiouylr])le(?=[sd]?$)|([bt])re(?=s?$)", r"\1\2el"),
        ("([cgsxz]|[cs]h)es$", r"\1is"),
        ("([dt]|[cd]r)ed(?=(?:ly)?$)", r"\1id"),
        (f"(?<={_CONSONANT})e(?=[sd]?$)", ""),
        (f"(?<=[aeiouy]{_CONSONANT})e(?=(?:{_ENDINGS})$)", ""),
        (f"(?<=[aeiouy]{_CONSONANT}{_CONSONANT})e(?=(?:{_ENDINGS})$)", ""),
        # Vowels side by side that are two syllables: ly-ing, agree-able, any-one.
        ("(?<=[aeiouy])(?=ing)|(?<=ee)(?=a)|(?<=y)(?=on$)", "-"),
        # Med-i-al, rad-i-us, eas-i-er, qui-et, sci-ence, initi-ate, sodi-um.
        ("(?<=[bdfmprv]i)(?=[aou])|(?<=[ln]i)(?=[aou](?!ns?$|rs?$))", "-"),
        (r"(?<=\w[bdfklmnprstv]i)(?=er$|ers$|est$)", "-"),
        ("(?<=[bdflpqrv]i)(?=e(?:t|n[ct]))|(?<=^sci)(?=e)|(?<=[cx]i)(?=ety)", "-"),
        ("(?<=[ct]i)(?=at)|(?<=ti)(?=um)", "-"),
        # Grad-u-al, continu-ous, ambigu-ity.
        ("(?<=[^gaeiou]u)(?=a[^i])|(?<=u)(?=ous)|(?<=[gtn]u)(?=it[iy])", "-"),
        # Nucle-us, are-a, vide-o, cre-ate, ide-a, re-act, line-ar, po-em.
        ("(?<=[nlt]e)(?=us$|um$|ous|al$)|(?<=[drst]e)(?=o(?!u)|a$)", "-"),
        ("(?<=^cre)(?=at)|(?<=ide)(?=a)|(?<=^re)(?=act|i[nt])|(?<=ine)(?=ar)", "-"),
        ("(?<=[dp]o)(?=e[mt])", "-"),
        ("(?<=[aiy]s)(?=ms?$)|(?<=th)(?=ms?$)", "a"),  # spasm, rhythm
    )
)
_UNRULY: Final = {"behavior": 3, "behaviour": 3, "business": 2, "diamond": 2, "quadruped": 3}

_ADVERBS: Final = r"(?:(?:\w+ly|all|also|always|both|never|not|often|still|then)\s+){0,2}"
_IRREGULAR: Final = (
    "begun|bent|bound|brought|built|caught|chosen|cut|done|drawn|felt|found|given|gone|held|hurt|"
    "kept|known|laid|led|left|lost|made|meant|met|put|read|said|seen|sent|set|shown|shut|spread|"
    "split|spoken|stuck|sunk|swung|taken|taught|thrown|told|understood|worn|written"
)
_PASSIVE: Final = re.compile(
    rf"\b(?:am|are|be|been|being|is|was|were)\s+{_ADVERBS}"
    rf"(?!(?:bed|need|red|speed)\b)(?:\w+ed|{_IRREGULAR})\b",
    re.IGNORECASE,
)


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text; the end of the text ends one too."""
    found: list[str] = []
    for piece in _BREAK.split(text.strip()):
        if found and _goes_on(found[-1], piece):
            found[-1] += f" {piece}"
        elif any(character.isalnum() for character in piece):
            found.append(piece)
    return tuple(found)


def _goes_on(before: str, after: str) -> bool:
    """Tell whether a full stop only ended an abbreviation, or a bracket within a sentence."""
    first = next((character for character in after if character.isalnum()), "")
    return before.rsplit(maxsplit=1)[-1].lower() in _ABBREVIATED or first.islower()


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text; one with hyphens is one, and so is a number."""
    return tuple(_WORD.findall(text))


@cache
def syllables(word: str) -> int:
    """Return with how many syllables a word is spoken; a number as it is read aloud."""
    plain = re.sub(r"(?<=[ds])n['\u2019]t$", "nit", word.lower())  # didn't is two, don't is one
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)|['\u2019]\w{1,2}$", "", plain)
    return sum(
        _of_digits(part) if part.isdecimal() else _of_word(part) for part in _PART.findall(plain)
    )


def _of_word(word: str) -> int:
    known = _UNRULY.get(word) or _UNRULY.get(word.removesuffix("s"))
    if known:
        return known
    for pattern, by in _RESPELT:
        word = pattern.sub(by, word)
    return max(1, len(re.findall("[aeiouy]+", word)))


def _of_digits(digits: str) -> int:
    """Return the syllables of a whole number; a long one is read digit by digit."""
    if len(digits) > 6:
        return sum(_ONES[int(digit)] for digit in digits)
    return _of_number(int(digits))


def _of_number(number: int) -> int:
    """Return the syllables of a number below a million."""
    if number < len(_ONES):
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + _rest(number % 10)
    if number < 1000:
        return _ONES[number // 100] + _HUNDRED + _rest(number % 100)
    return _of_number(number // 1000) + _HUNDRED + _rest(number % 1000)


def _rest(number: int) -> int:
    return _of_number(number) if number else 0


def hard_words(text: str) -> Iterator[str]:
    """Yield the words that SMOG counts, as they stand in the text."""
    return (word for word in words(text) if syllables(word) >= HARD)


def passives(text: str) -> tuple[str, ...]:
    """Return what reads like the passive voice: `is lifted`, `are slowly bent`.

    The spelling does not tell `the door is closed` (by someone) from a state; both are found.
    """
    return tuple(match[0] for match in _PASSIVE.finditer(text))


def smog(hard: int, count: int) -> float | None:
    """Return the SMOG grade of so many sentences with so many hard words; None of fewer than 30.

    Source: McLaughlin 1969, "SMOG grading: a new readability formula". He takes 30 sentences of a
    text; here all of them are taken, and the hard words are scaled to 30.
    """
    if count < SMOG_SENTENCES:
        return None
    return round(1.043 * sqrt(hard * SMOG_SENTENCES / count) + 3.1291, 1)


def average(lengths: Iterable[int]) -> float:
    """Return the mean of some lengths, 0 where there are none."""
    found = list(lengths)
    return round(sum(found) / len(found), 1) if found else 0.0
