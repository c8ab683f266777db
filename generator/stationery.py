"""What is drawn on a sheet besides figures: rows of boxes to tick, and QR codes."""

import io
from functools import lru_cache
from typing import Final

import segno

from generator.figures.glyphs import GLYPHS, HEIGHT, width

BOX: Final = 8.0  # millimetres: a box that an unsteady hand can tick
GAP: Final = 1.2
STROKE: Final = 0.35
DIGITS: Final = 2.3  # millimetres high
QUIET: Final = 4  # modules of white around a QR code, as ISO/IEC 18004 asks


@lru_cache(maxsize=64)
def day_boxes(first: int, last: int) -> str:
    """Return the SVG of a row of boxes, each with the number of its day; units are millimetres.

    The numbers are strokes: a text would need a font to be there.
    """
    boxes = "".join(_box((day - first) * (BOX + GAP), day) for day in range(first, last + 1))
    across = row_width(first, last)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across:g}mm" height="{BOX:g}mm" '
        f'viewBox="0 0 {across:g} {BOX:g}" fill="none" stroke="#000" stroke-linecap="round" '
        f'stroke-linejoin="round">{boxes}</svg>\n'
    )


def row_width(first: int, last: int) -> float:
    """Return how wide a row of boxes is, in millimetres."""
    return round((last - first + 1) * (BOX + GAP) - GAP, 3)


def _box(x: float, day: int) -> str:
    inner = BOX - STROKE
    scale = DIGITS / HEIGHT
    paths, at = [], 0.0
    for digit in str(day):
        path, advance = GLYPHS[digit]
        paths.append(f'<path transform="translate({at:g})" d="{path}"/>')
        at += advance
    left = x + BOX - 0.9 - width(str(day)) * scale
    return (
        f'<rect x="{x + STROKE / 2:g}" y="{STROKE / 2:g}" width="{inner:g}" height="{inner:g}" '
        f'rx=".6" stroke-width="{STROKE}"/>'
        f'<g transform="translate({left:.2f} {0.9 + DIGITS:g}) scale({scale:.4f})" '
        f'stroke-width="1.1">{"".join(paths)}</g>'
    )


@lru_cache(maxsize=16_384)
def qr_code(address: str) -> str:
    """Return the SVG of a QR code that holds an address; black on white, one unit a module.

    Any mask can be read; to look for the best of the eight would take seven times as long.
    """
    code = segno.make_qr(address, error="m", mask=0)
    text = io.BytesIO()
    code.save(text, kind="svg", border=QUIET, light="#fff", xmldecl=False, svgclass=None, nl=True)
    return text.getvalue().decode()
