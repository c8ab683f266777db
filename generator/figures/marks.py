"""What a figure is made of: marks in body heights, y up. What they look like is up to `svg`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeAlias

from generator.figures import glyphs
from generator.figures.drawing import STAMPS, Curve, Shape, Stamp
from generator.figures.geometry import direction

WATCH_RADIUS: Final = 0.036
LABEL_HEIGHT: Final = 0.062


@dataclass(frozen=True)
class Person:
    """A body, moved by `offset` and drawn `scale` times as large."""

    shapes: tuple[Shape | Stamp, ...]
    offset: complex
    scale: float = 1.0


@dataclass(frozen=True)
class Stroke:
    """A line through points: `bold` for floor and wall, `dashed`, `halo` with white round it."""

    points: tuple[complex, ...]
    width: float
    dashed: bool = False
    halo: bool = False


@dataclass(frozen=True)
class Hatching:
    """Short slanting lines along one side of an upright line, from its foot up."""

    foot: complex
    height: float
    slant: complex


@dataclass(frozen=True)
class Way:
    """An arrow along a smooth line through points, with a head at its end, or at both."""

    points: tuple[complex, ...]
    both_ways: bool = False


@dataclass(frozen=True)
class Label:
    """A text by its lower left corner and height."""

    text: str
    corner: complex
    height: float
    bold: bool = False
    halo: bool = False


@dataclass(frozen=True)
class Watch:
    """A stopwatch by its middle."""

    middle: complex


@dataclass(frozen=True)
class Window:
    """Marks shown through a rounded frame: lower left and upper right corner."""

    low: complex
    high: complex
    marks: tuple["Mark", ...]


Mark: TypeAlias = Person | Stroke | Hatching | Way | Label | Watch | Window


@dataclass(frozen=True)
class Figure:
    """A whole drawing and its size; its lower left corner is at 0."""

    width: float
    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Disc:
    """A round piece of the room that a mark takes."""

    middle: complex
    radius: float


@dataclass(frozen=True)
class Box:
    """An upright rectangle, by its lower left and upper right corner."""

    low: complex
    high: complex

    @property
    def width(self) -> float:
        """From left to right."""
        return self.high.real - self.low.real

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.high.imag - self.low.imag


def moved(mark: Mark, by: complex) -> Mark:
    """Return a mark in another place."""
    match mark:
        case Person():
            return replace(mark, offset=mark.offset + by)
        case Stroke() | Way():
            return replace(mark, points=tuple(point + by for point in mark.points))
        case Hatching():
            return replace(mark, foot=mark.foot + by)
        case Label():
            return replace(mark, corner=mark.corner + by)
        case Watch():
            return replace(mark, middle=mark.middle + by)
        case Window():
            inside = tuple(moved(inner, by) for inner in mark.marks)
            return Window(mark.low + by, mark.high + by, inside)


def enlarged(mark: Mark, scale: float, by: complex) -> Mark:
    """Return a mark in an enlarged picture, in its place there; lines keep their width."""
    match mark:
        case Stroke() | Way():
            return replace(mark, points=tuple(point * scale + by for point in mark.points))
        case Hatching():
            foot = mark.foot * scale + by
            return replace(mark, foot=foot, height=mark.height * scale)
        case _:
            return moved(mark, by)


def bounds(marks: Iterable[Mark]) -> Box:
    """Return the box round marks."""
    discs = [disc for mark in marks for disc in room(mark)]
    low = complex(
        min(d.middle.real - d.radius for d in discs), min(d.middle.imag - d.radius for d in discs)
    )
    high = complex(
        max(d.middle.real + d.radius for d in discs), max(d.middle.imag + d.radius for d in discs)
    )
    return Box(low, high)


def room(mark: Mark) -> Iterator[Disc]:
    """Yield discs that cover a mark."""
    match mark:
        case Person():
            for shape in mark.shapes:
                for disc in _room_of_shape(shape):
                    middle = disc.middle * mark.scale + mark.offset
                    yield Disc(middle, disc.radius * mark.scale)
        case Stroke():
            yield from _along(mark.points, mark.width / 2.0)
        case Hatching():
            yield from _along((mark.foot + mark.slant, mark.foot + mark.height * 1j), 0.0)
        case Way():
            yield from _along(mark.points, 0.030)
        case Label():
            size = complex(label_width(mark.text, mark.height), mark.height)
            yield from (Disc(mark.corner, 0.0), Disc(mark.corner + size, 0.0))
        case Watch():
            yield Disc(mark.middle, WATCH_RADIUS * 1.5)
        case Window():
            yield from (Disc(mark.low, 0.0), Disc(mark.high, 0.0))


def label_width(text: str, height: float) -> float:
    """Return the width of a text of that height."""
    return glyphs.width(text) * height / glyphs.HEIGHT


def _along(points: tuple[complex, ...], radius: float) -> Iterator[Disc]:
    for start, end in pairwise(points):
        steps = max(2, round(abs(end - start) / 0.04))
        yield from (Disc(start + (end - start) * i / steps, radius) for i in range(steps + 1))


def _room_of_shape(shape: Shape | Stamp) -> Iterator[Disc]:
    if isinstance(shape, Stamp):
        turn = direction(shape.frame.angle)
        for layer in STAMPS[shape.name]:
            for disc in _room_of_shape(layer):
                yield Disc(shape.frame.origin + disc.middle * turn, disc.radius)
        return
    for part in shape.parts:
        if isinstance(part, Curve):
            yield from (Disc(end, 0.008) for _, _, end in part.pieces)
        else:
            for i in range(5):
                share = i / 4.0
                middle = part.a + (part.b - part.a) * share
                yield Disc(middle, part.radius_a + (part.radius_b - part.radius_a) * share)
