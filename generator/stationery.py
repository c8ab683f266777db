"""What is drawn on a sheet besides figures: rows of boxes to tick, and QR codes."""

import re
from functools import lru_cache
from typing import Final

import segno

from generator.figures.glyphs import GLYPHS, HEIGHT, width

BOX: Final = 8.0  # millimetres: a box that an unsteady hand can tick
LARGE_BOX: Final = 10.5  # in large print
GAP: Final = 1.2
STROKE: Final = 0.35
DIGITS: Final = 0.29  # of the height of a box
LARGE_DIGITS: Final = 0.38  # 4 mm, as figures of 16 points are
_DARK: Final = re.compile(rb"\x01+")
QUIET: Final = 4  # modules of white around a QR code, as ISO/IEC 18004 asks


@lru_cache(maxsize=64)
def day_boxes(first: int, last: int, *, large: bool = False) -> str:
    """Return the SVG of a row of boxes, each with the number of its day; units are millimetres.

    The numbers are strokes: a text would need a font to be there.
    """
    box, digits = (LARGE_BOX, LARGE_DIGITS) if large else (BOX, DIGITS)
    days = range(first, last + 1)
    boxes = "".join(_box((day - first) * (box + GAP), day, box, digits * box) for day in days)
    across = row_width(first, last, box)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across:g}mm" height="{box:g}mm" '
        f'viewBox="0 0 {across:g} {box:g}" fill="none" stroke="#000" stroke-linecap="round" '
        f'stroke-linejoin="round">{boxes}</svg>\n'
    )


def row_width(first: int, last: int, box: float = BOX) -> float:
    """Return how wide a row of boxes is, in millimetres; the styles give it the same room."""
    return round((last - first + 1) * (box + GAP) - GAP, 3)


def _box(x: float, day: int, box: float, high: float) -> str:
    inner, scale = box - STROKE, high / HEIGHT
    paths, at = [], 0.0
    for digit in str(day):
        path, advance = GLYPHS[digit]
        paths.append(f'<path transform="translate({at:g})" d="{path}"/>')
        at += advance
    left = x + box - 0.9 - width(str(day)) * scale
    return (
        f'<rect x="{x + STROKE / 2:g}" y="{STROKE / 2:g}" width="{inner:g}" height="{inner:g}" '
        f'rx=".6" stroke-width="{STROKE}"/>'
        f'<g transform="translate({left:.2f} {0.9 + high:g}) scale({scale:.4f})" '
        f'stroke-width="1.1">{"".join(paths)}</g>'
    )


@lru_cache(maxsize=16_384)
def qr_code(address: str) -> str:
    """Return the SVG of a QR code that holds an address; black on white, one unit a module.

    Any mask can be read; to look for the best of the eight would take seven times as long.
    """
    matrix = segno.make_qr(address, error="m", mask=0).matrix
    drawn, x, down = [], 0, 0
    for row in matrix:
        for run in _DARK.finditer(row):
            start, end = run.span()
            drawn.append(f"m{start - x} {down}h{end - start}")
            x, down = end, 0
        down += 1
    lines = "".join(drawn).removeprefix("m0 0")  # the first module is dark in every code
    size = len(matrix) + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>'
        f'<path class="qrline" stroke="#000" d="M{QUIET} {QUIET}.5{lines}"/></svg>\n'
    )
