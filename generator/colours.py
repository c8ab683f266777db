"""A site's own colours: whether text in them can be read, and the stylesheet that sets them."""

import re
from collections.abc import Mapping
from typing import Final

from generator.problems import WrongUse

ADDRESS: Final = "styles/colours.css"
# WCAG 2.2, success criterion 1.4.3.
READABLE: Final = 4.5
# What a colour that we choose ourselves comes to, as our own do (criterion 1.4.6).
EASY: Final = 7.0
# The grounds that text stands on, as docs/styles/limber.css has them (a test).
GROUNDS: Final[Mapping[str, tuple[str, str]]] = {
    "light": ("#fcfdfb", "#edf4f1"),
    "dark": ("#121a19", "#1d2927"),
}
_WHITE: Final = "#ffffff"
_BLACK: Final = "#000000"

_SHEET: Final = """\
@media screen {{
  :root,
  [data-md-color-scheme="default"] {{
    --pine: {light};
    --on-pine: {on_light};
  }}

  [data-md-color-scheme="slate"] {{
    --pine: {dark};
    --on-pine: {on_dark};
  }}
}}
"""


def stylesheet(brand: str, brand_dark: str = "") -> str:
    """Return the stylesheet of a site's colour, for light pages and for dark ones.

    Without one for dark pages, that is the same colour mixed with as much white as it takes.
    WrongUse for a colour in which text could not be read.
    """
    light = readable(brand, "light", "brand")
    dark = readable(brand_dark or mixed(brand, "dark", EASY), "dark", "brand_dark")
    return _SHEET.format(light=light, on_light=on(light), dark=dark, on_dark=on(dark))


def readable(colour: str, scheme: str, name: str) -> str:
    """Return a colour if text in it can be read on the pages of a scheme; `name` is its setting."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        raise WrongUse(f"'extra: colours: {name}' is '{colour}'; a colour is like '#0b4f4a'.")
    found = _least(colour, scheme)
    if found < READABLE:
        raise WrongUse(
            f"'extra: colours: {name}' is {colour}: text in it has a contrast of {found:.1f} to 1 "
            f"on {scheme} pages, and it needs {READABLE}. One that can be read: "
            f"{mixed(colour, scheme, READABLE)}."
        )
    return colour.lower()


def mixed(colour: str, scheme: str, wanted: float) -> str:
    """Return a colour with just as much black, or on dark pages white, as gives it a contrast."""
    other = _BLACK if scheme == "light" else _WHITE
    mixtures = (_mix(colour, other, part / 100) for part in range(101))
    return next(found for found in mixtures if _least(found, scheme) >= wanted)


def on(ground: str) -> str:
    """Return the colour of text on a ground: white or black, whichever is easier to read."""
    return max(_WHITE, _BLACK, key=lambda colour: contrast(colour, ground))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21.

    Source: WCAG 2.2, "contrast ratio".
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _least(colour: str, scheme: str) -> float:
    return min(contrast(colour, ground) for ground in GROUNDS[scheme])


def _parts(colour: str) -> tuple[int, int, int]:
    """Return the red, green and blue of a colour, 0 to 255 each."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, from 0 to 1.

    Source: WCAG 2.2, "relative luminance".
    """
    shares = (part / 255 for part in _parts(colour))
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _mix(colour: str, other: str, part: float) -> str:
    """Return a colour with a part of another in it, 0 to 1."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + bytes(round(a + (b - a) * part) for a, b in pairs).hex()
