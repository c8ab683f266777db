"""A figure to SVG text: whole-number coordinates, relative commands, no font, no script.

Outlines are painted as a line of double width with the fill on top, since some renderers know no
`paint-order`. A shape's path stands once and is used twice.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from generator.figures import glyphs
from generator.figures.drawing import STAMPS, Capsule, Curve, Shape, Stamp, Tone
from generator.figures.geometry import capsule, smooth_open
from generator.figures.marks import (
    WATCH_RADIUS,
    Figure,
    Hatching,
    Label,
    Mark,
    Person,
    Stroke,
    Watch,
    Way,
    Window,
    moved,
)

_NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
UNIT: Final = 500.0  # SVG units in one body height
FAR_LINE: Final = "#555"
HATCHES: Final = 14
OUTLINE: Final = 4  # width of the line round a shape
ARROW: Final = 8
FILLS: Final[dict[Tone, str]] = {
    "skin": "#fff",
    "shirt": "#ddd",
    "trousers": "#4a4a4a",
    "hair": "#000",
    "far-skin": "#fff",
    "far-trousers": "#bbb",
}


def size(figure: Figure) -> tuple[int, int]:
    """Return width and height of a figure, in SVG units."""
    return round(figure.width * UNIT), round(figure.height * UNIT)


def svg(figure: Figure, title: str = "") -> str:
    """Return the SVG text of a figure, on a white ground so that it reads in the dark as well."""
    width, height = size(figure)
    writer = _Writer(figure.height)
    for mark in figure.marks:
        writer.mark(mark)
    name = named(title) if title else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}">{name}{writer.definitions()}'
        f'<path fill="#fff" d="M0 0h{width}v{height}H0z"/>'
        f'<g stroke="#000" stroke-width="{2 * OUTLINE - 1}" stroke-linejoin="round"'
        f' stroke-linecap="round">{"".join(writer.text)}</g></svg>\n'
    )


def named(title: str) -> str:
    """Return the title of a drawing, without what XML cannot hold."""
    return f"<title>{escape(_NOT_XML.sub('', title))}</title>"


def drawn(marks: Iterable[Mark], height: float, offset: complex) -> str:
    """Return marks as SVG text, moved, in a picture of that height."""
    writer = _Writer(height)
    for mark in marks:
        writer.mark(moved(mark, offset))
    return "".join(writer.text)


class _Writer:
    """Writes mark after mark; ids count within this one file."""

    def __init__(self, height: float) -> None:
        self.height = height
        self.text: list[str] = []
        self.stamps: dict[str, None] = {}
        self.ids = 0
        self.persons: list[tuple[int, Person, str]] = []

    def definitions(self) -> str:
        """Return the stamps that were used."""
        return "".join(definition(name) for name in self.stamps)

    def mark(self, mark: Mark) -> None:
        match mark:
            case Person():
                self.person(mark)
            case Stroke():
                self.stroke(mark)
            case Hatching():
                self.hatching(mark)
            case Way():
                self.way(mark)
            case Label():
                self.label(mark)
            case Watch():
                self.watch(mark)
            case Window():
                self.window(mark)

    def person(self, mark: Person) -> None:
        """Write a person; one that stands there already, in another place, is used again."""
        for index, drawn, name in self.persons:
            if drawn.scale == mark.scale and drawn.shapes == mark.shapes:
                self.text[index] = f'<g id="{name}">{self.text[index]}</g>'
                (x, y), (was_x, was_y) = (self.pen(one.offset).spot(0j) for one in (mark, drawn))
                self.text.append(f'<use href="#{name}" x="{x - was_x}" y="{y - was_y}"/>')
                self.persons.clear()
                return
        before, self.text = self.text, []
        for shape in mark.shapes:
            if isinstance(shape, Stamp):
                self.stamp(shape, mark.offset, mark.scale)
            else:
                self.shape(shape, mark.offset, mark.scale)
        self.persons.append((len(before), mark, self.next_id()))
        self.text = [*before, "".join(self.text)]

    def pen(self, offset: complex = 0j, scale: float = 1.0) -> "Pen":
        return Pen(self.height, offset, scale)

    def next_id(self) -> str:
        self.ids += 1
        return f"p{self.ids}"

    def stamp(self, stamp: Stamp, offset: complex, scale: float) -> None:
        """Place a rigid part."""
        self.stamps[stamp.name] = None
        x, y = self.pen(offset, scale).spot(stamp.frame.origin)
        larger = f"scale({scale:g})" if scale != 1.0 else ""
        line = f' stroke="{FAR_LINE}"' if stamp.far else ""
        width = f"{OUTLINE / scale:g}"
        self.text.append(
            f'<use href="#{stamp.name}" transform="translate({x} {y})'
            f'rotate({-stamp.frame.angle:.1f}){larger}" stroke-width="{width}"{line}/>'
        )

    def shape(self, shape: Shape, offset: complex, scale: float) -> None:
        """Write a shape: a single outline is painted at once, joined ones as line, then fill."""
        data = self.pen(offset, scale).shape(shape)
        fill = FILLS[shape.tone]
        line = FAR_LINE if shape.tone.startswith("far") else "#000"
        if len(shape.parts) == 1:
            self.text.append(
                f'<path d="{data}" fill="{fill}" stroke="{line}" stroke-width="{OUTLINE}"/>'
            )
            return
        name = self.next_id()
        path = f'<path id="{name}" d="{data}"/>'
        if line != "#000":
            path = f'<g fill="{line}" stroke="{line}">{path}</g>'
        self.text.append(f'{path}<use href="#{name}" fill="{fill}" stroke="none"/>')

    def hatching(self, mark: Hatching) -> None:
        """Write slanting lines as one path."""
        step = mark.height / HATCHES
        data = []
        for i in range(HATCHES):
            pen = self.pen()
            foot = mark.foot + 1j * step * (i + 0.3)
            pen.move(foot)
            pen.line(foot + mark.slant)
            data += pen.text
        self.text.append(f'<path d="{"".join(data)}" stroke-width="2.5"/>')

    def stroke(self, mark: Stroke) -> None:
        pen = self.pen()
        pen.move(mark.points[0])
        pen.line(*mark.points[1:])
        width = round(mark.width * UNIT)
        data = "".join(pen.text)
        if mark.halo:
            self.text.append(
                f'<path d="{data}" fill="none" stroke="#fff" stroke-width="{width + 8}"/>'
            )
        dash = f' stroke-dasharray="{round(1.6 * width)}"' if mark.dashed else ""
        cap = ' stroke-linecap="butt"' if mark.dashed else ""
        self.text.append(
            f'<path d="{data}" fill="none" stroke="#000" stroke-width="{width}"{dash}{cap}/>'
        )

    def way(self, mark: Way) -> None:
        """Write an arrow: its line with a white halo, and its heads."""
        points = list(mark.points)
        heads = (
            [self.head(points)]
            if not mark.both_ways
            else [self.head(points), self.head(points[::-1])]
        )
        pen = self.pen()
        pen.move(points[0])
        pen.curve(smooth_open(points))
        line = "".join(pen.text)
        data = "".join(heads)
        self.text.append(
            f'<path d="{line}{data}" fill="none" stroke="#fff" stroke-width="{ARROW + 9}"/>'
            f'<path d="{line}" fill="none" stroke="#000" stroke-width="{ARROW}"/>'
            f'<path d="{data}" stroke="#000" stroke-width="2"/>'
        )

    def head(self, points: Sequence[complex]) -> str:
        """Return the head of an arrow at the last of its points."""
        tip = points[-1]
        way = tip - points[-2]
        unit = way / abs(way) if abs(way) > 1e-9 else 1j
        back = tip - unit * 0.022
        pen = self.pen()
        pen.move(tip + unit * 0.030)
        pen.line(back + unit * 0.028j, back - unit * 0.028j)
        return "".join(pen.text) + "z"

    def label(self, mark: Label) -> None:
        """Write a text as strokes."""
        scale = mark.height / glyphs.HEIGHT * UNIT
        x, y = self.pen().spot(mark.corner)
        width = 2.1 if mark.bold else 1.5
        parts = []
        at = 0.0
        for letter in mark.text:
            data, advance = glyphs.GLYPHS[letter]
            if data:
                parts.append(f'<path transform="translate({at:g})" d="{data}"/>')
            at += advance
        place = f'<g transform="translate({x} {y})scale({scale:.2f})" fill="none"'
        letters = "".join(parts)
        if mark.halo:
            self.text.append(f'{place} stroke="#fff" stroke-width="{width + 4}">{letters}</g>')
        self.text.append(f'{place} stroke="#000" stroke-width="{width}">{letters}</g>')

    def watch(self, mark: Watch) -> None:
        x, y = self.pen().spot(mark.middle)
        self.text.append(
            f'<g transform="translate({x} {y})scale({WATCH_RADIUS * UNIT / 40.0:.3g})" fill="none"'
            f' stroke="#000" stroke-width="11"><circle r="40"/>'
            f'<path d="M0 4V-22M0 4H14M0-42v-16M-14-60h28"/></g>'
        )

    def window(self, mark: Window) -> None:
        (left, bottom), (right, top) = self.pen().spot(mark.low), self.pen().spot(mark.high)
        box = f'x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" rx="10"'
        name = self.next_id()
        self.text.append(
            f'<clipPath id="{name}"><rect {box}/></clipPath><g clip-path="url(#{name})">'
        )
        for inner in mark.marks:
            self.mark(inner)
        self.text.append(f'</g><rect {box} fill="none" stroke="#000" stroke-width="4"/>')


def definition(name: str) -> str:
    """Return a stamp to be used by name; its line is black unless its use says otherwise."""
    parts = []
    for shape in STAMPS[name]:
        data = Pen(0.0, 0j, 1.0).shape(shape)
        parts.append(f'<path d="{data}" fill="{FILLS[shape.tone]}"/>')
    return f'<defs><g id="{name}">{"".join(parts)}</g></defs>'


class Pen:
    """Writes path data with relative commands; y is turned to point down."""

    def __init__(self, height: float, offset: complex, scale: float) -> None:
        self.height, self.offset, self.scale = height, offset, scale
        self.here = (0, 0)
        self.text: list[str] = []

    def spot(self, point: complex) -> tuple[int, int]:
        """Return where a point stands in the picture."""
        moved = point * self.scale + self.offset
        return round(moved.real * UNIT), round((self.height - moved.imag) * UNIT)

    def relative(self, points: Sequence[complex]) -> str:
        """Return the ways to points from where the pen is, and go to the last."""
        x, y = self.here
        spots = [self.spot(p) for p in points]
        self.here = spots[-1]
        return _joined([value for px, py in spots for value in (px - x, py - y)])

    def move(self, point: complex) -> None:
        """Go to a point without drawing."""
        self.here = self.spot(point)
        self.text.append("M" + _joined(self.here))

    def line(self, *points: complex) -> None:
        """Draw straight to points."""
        self.text += ["l" + self.relative([point]) for point in points]

    def curve(self, pieces: Iterable[tuple[complex, complex, complex]]) -> None:
        """Draw cubic pieces."""
        self.text += ["c" + self.relative(piece) for piece in pieces]

    def arc(self, radius: float, end: complex, *, large: bool) -> None:
        """Draw part of a circle clockwise to a point."""
        size = round(radius * self.scale * UNIT)
        self.text.append(f"a{size} {size} 0 {int(large)} 1 {self.relative([end])}")

    def shape(self, shape: Shape) -> str:
        """Return the path data of a shape."""
        for part in shape.parts:
            if isinstance(part, Curve):
                self.move(part.start)
                self.curve(part.pieces)
            else:
                self.capsule(part)
            self.text.append("z")
        return "".join(self.text)

    def capsule(self, part: Capsule) -> None:
        """Draw the outline of a capsule."""
        corners = capsule(part.a, part.b, part.radius_a, part.radius_b)
        if corners is None:
            centre, radius = max(
                (part.a, part.radius_a), (part.b, part.radius_b), key=lambda end: end[1]
            )
            self.move(centre - radius)
            self.arc(radius, centre + radius, large=False)
            self.arc(radius, centre - radius, large=False)
            return
        first, second, third, fourth = corners
        self.move(first)
        self.line(second)
        self.arc(part.radius_b, third, large=part.radius_b > part.radius_a)
        self.line(fourth)
        self.arc(part.radius_a, first, large=part.radius_a > part.radius_b)


def _joined(numbers: Sequence[int]) -> str:
    """Write numbers with as few separators as SVG allows: a minus sign is one."""
    text = ""
    for value in numbers:
        text += str(value) if not text or value < 0 else f" {value}"
    return text
