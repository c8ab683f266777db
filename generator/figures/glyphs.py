"""Figures and the few letters a drawing needs, as strokes: a text would need a font to be there.

Each glyph is SVG path data on a baseline at 0 with y down, 12 units high, and its advance.
"""

from typing import Final

GLYPHS: Final[dict[str, tuple[str, float]]] = {
    "0": ("M4-12a4 4 0 0 1 4 4v4a4 4 0 0 1-8 0v-4a4 4 0 0 1 4-4z", 11.0),
    "1": ("M1-9.4L4.4-12V0", 9.0),
    "2": ("M.3-9.2a3.8 3.6 0 1 1 6.7 3L0 0h8", 11.0),
    "3": ("M.4-12h7L4-7.4a3.8 3.7 0 1 1-3.8 5", 11.0),
    "4": ("M6 0v-12L0-3.6h8.6", 11.5),
    "5": ("M7-12H1.6L1-6.7a4 3.8 0 1 1-.8 4.7", 11.0),
    "6": ("M8-4a4 4 0 1 1-8 0a4 4 0 1 1 8 0zM.1-4.6C.4-8.4 2.8-11.2 6-12", 11.0),
    "7": ("M0-12h8L3.2 0", 10.5),
    "8": ("M4-6.4a3.1 2.8 0 1 1 .02 0a3.9 3.2 0 1 1-.02 0z", 11.0),
    "9": ("M8-8a4 4 0 1 1-8 0a4 4 0 1 1 8 0zM7.9-7.4C7.6-3.6 5.2-.8 2 0", 11.0),
    "a": ("M6.6-8V0M6.6-4a3.2 4 0 1 1-6.4 0a3.2 4 0 1 1 6.4 0z", 9.6),
    "b": ("M.4-12V0M.4-4a3.2 4 0 1 1 6.4 0a3.2 4 0 1 1-6.4 0z", 9.6),
    "i": ("M.6 0V-8M.6-11v.01", 3.8),
    "m": ("M.3 0V-8M.3-5a2.5 2.8 0 0 1 5 0V0M5.3-5a2.5 2.8 0 0 1 5 0V0", 13.2),
    "n": ("M.3 0V-8M.3-4.8a3 3.2 0 0 1 6 0V0", 9.2),
    "o": ("M6.8-4a3.3 4 0 1 1-6.6 0a3.3 4 0 1 1 6.6 0z", 9.6),
    "p": ("M.4 4V-8M.4-4a3.2 4 0 1 1 6.4 0a3.2 4 0 1 1-6.4 0z", 9.6),
    "s": ("M5.9-6.4C5-8.4.6-8.6.6-5.9S6.4-4.6 6.4-2.1 1.3.6.2-1.7", 8.6),
    "t": ("M2.2-11V-2.6a2.4 2.4 0 0 0 3 2.3M0-8h4.8", 7.6),
    "u": ("M.3-8v4.8a3 3.2 0 0 0 6 0V-8M6.3-3.6V0", 9.2),
    " ": ("", 5.0),
}
HEIGHT: Final = 12.0


def width(text: str) -> float:
    """Return the width of a text, in glyph units."""
    return sum(GLYPHS[letter][1] for letter in text)
