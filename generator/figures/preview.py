"""Drawings to look at: PNG, and a contact sheet of many at the size of a handout."""

import base64
from collections.abc import Mapping
from html import escape
from typing import Final

import resvg_py

from generator.figures.picture import Drawing

DOTS: Final = 150  # to the inch, as a common printer
WIDTH: Final = round(45 / 25.4 * DOTS)  # 45 mm: a figure in a handout
LARGE: Final = 900  # pixels, for one figure on a screen
CELL: Final = (WIDTH + 40, round(WIDTH * 1.0) + 46)
COLUMNS: Final = 4
# By name, since "sans-serif" is Arial to resvg, and draws nothing where there is no Arial.
FONTS: Final = "DejaVu Sans, Liberation Sans, Noto Sans, Arial, Helvetica, sans-serif"


def png(drawing: Drawing, width: int) -> bytes:
    """Return a drawing as PNG, so many pixels wide."""
    return bytes(resvg_py.svg_to_bytes(svg_string=drawing.svg, width=width))


def contact_sheet(drawings: Mapping[str, Drawing]) -> Drawing:
    """Return one drawing with all others in it by name, each 45 mm wide at 150 dots to the inch."""
    cells = []
    for index, (name, drawing) in enumerate(drawings.items()):
        x, y = (index % COLUMNS) * CELL[0] + 20, (index // COLUMNS) * CELL[1]
        height = min(CELL[1] - 46, round(WIDTH * drawing.height / drawing.width))
        data = base64.b64encode(drawing.svg.encode()).decode()
        cells.append(
            f'<text x="{x}" y="{y + 28}" font-family="{FONTS}" font-size="15">'
            f"{escape(name)}</text>"
            f'<image x="{x}" y="{y + 40}" width="{WIDTH}" height="{height}"'
            f' href="data:image/svg+xml;base64,{data}"/>'
        )
    width, height = COLUMNS * CELL[0], -(-len(drawings) // COLUMNS) * CELL[1]
    return Drawing(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{"".join(cells)}</svg>\n',
        width,
        height,
    )
