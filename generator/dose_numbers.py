"""Finds numbers of a dose in running text, where a changed dose would contradict them."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_ONES: Final = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBERS: Final = frozenset([*_ONES, *_TENS, "zero", "hundred", "half", "dozen"])
_UNITS: Final = frozenset(
    "s sec secs second seconds min mins minute minutes h hr hrs hour hours x time times rep reps "
    "repetition repetitions set sets day days daily week weeks weekly".split()
)
# "A full minute" is a number as well; "a second leg" is none.
_SOME: Final = frozenset(["a", "an"])
_TIMES: Final = frozenset(["minute", "hour"])
_LENGTHS: Final = frozenset(["°", "%", '"', "\u2032", "\u2033"]) | frozenset(
    "inch inches in feet ft cm mm m metre metres meter meters centimetre centimetres "
    "centimeter centimeters millimetre millimetres degree degrees".split()
)
# "In a set" and the like are no inches.
_AFTER_IN: Final = frozenset("a an all any each every one the this total your".split())
# "At a time", "each time" and the like say how, not how often.
_MANNER: Final = frozenset(
    {
        ("a", "time"),
        ("each", "time"),
        ("every", "time"),
        ("same", "time"),
        ("the", "time"),
        ("of", "time"),
        ("any", "time"),
        ("all", "times"),
        ("half", "way"),
    }
)
_MORE_WORDS: Final = 2
# "Once you are ready" tells when; "once a day" tells how often.
_WHEN: Final = frozenset(
    "you your the it its this that these those both they he she we i is are all my our his her "
    "their there comfortable ready steady standing sitting lying".split()
)
# The last kind ends a sentence: "Bend one knee. Set it down" counts nothing.
_WORD: Final = re.compile(
    r"[^\W\d_]+|\d+(?:[.,/]\d+)*|[½¼¾⅓⅔\u2032\u2033%°\"]|[.!?;:](?=\s|$)", re.UNICODE
)
_STOPS: Final = frozenset(".!?;:")


def dose_numbers(text: str) -> Iterator[str]:
    """Yield each piece of the text that reads as a number of a dose.

    That is a number, in figures or words up to one hundred, followed within two words by a unit
    of a dose; and "once" or "twice" where they count. Lengths, angles and manners ("one leg at
    a time") are none.
    """
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")
    matches = list(_WORD.finditer(seen))
    words = [match.group().lower() for match in matches]
    done = -1
    for index, word in enumerate(words):
        if index <= done:
            continue
        end = _counts(words, index) if word in ("once", "twice", "thrice") else None
        if word in _SOME and end is None:
            end = _time_after(words, index)
        if _is_number(word):
            done = _run_end(words, index)
            end = _unit_after(words, done)
        if end is not None:
            done = end
            yield seen[matches[index].start() : matches[end].end()]


def _is_number(word: str) -> bool:
    return word in _NUMBERS or word[0].isdigit() or unicodedata.category(word[0]) == "No"


def _time_after(words: list[str], index: int) -> int | None:
    """Return the index of a time that follows at once: `a minute`, `a full minute`."""
    near = range(index + 1, min(index + 3, len(words)))
    return next((place for place in near if words[place] in _TIMES), None)


def _run_end(words: list[str], index: int) -> int:
    """Return the index of the last word of a number that begins here: `twenty`, `5 to 10`."""
    while index + 1 < len(words) and (
        _is_number(words[index + 1]) or words[index + 1] in ("to", "or", "and")
    ):
        index += 1
    return index


def _unit_after(words: list[str], index: int) -> int | None:
    """Return the index of the unit that a number counts, if it counts one."""
    start = index + 1
    following = words[start + 1] if start + 1 < len(words) else ""
    is_length = start < len(words) and words[start] in _LENGTHS
    if is_length and not (words[start] == "in" and following in _AFTER_IN):
        return None
    for place in range(start, min(start + _MORE_WORDS + 1, len(words))):
        if words[place] in _STOPS:
            return None
        if words[place] in _UNITS and (words[place - 1], words[place]) not in _MANNER:
            return place
    return None


def _counts(words: list[str], index: int) -> int | None:
    """Return the index itself where "once" or "twice" says how often."""
    before = words[index - 1] if index else ""
    after = words[index + 1] if index + 1 < len(words) else ""
    if words[index] == "once" and (before in ("at", "all") or after in _WHEN):
        return None
    return None if words[index] == "twice" and after == "as" else index
