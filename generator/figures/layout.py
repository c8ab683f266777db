"""Two scenes to one figure: wide ones above each other, tall ones side by side."""

from dataclasses import replace
from typing import Final

from generator.figures.body import point
from generator.figures.drawing import Shape, Stamp
from generator.figures.marks import (
    Box,
    Disc,
    Figure,
    Label,
    Mark,
    Person,
    Stroke,
    Window,
    bounds,
    enlarged,
    moved,
    room,
)
from generator.figures.panel import (
    LINE,
    happens,
    moves,
    outward,
    panel,
    person,
    surroundings,
    watch,
    watch_size,
)
from generator.figures.solver import Scene
from generator.pose import POINTS, FigureFacts

MARGIN: Final = 0.03
GAP: Final = 0.07
NUMBER_HEIGHT: Final = 0.070
NUMBER_ROOM: Final = 0.085
TALL: Final = 0.75  # a scene this much as high as wide stands beside its other
WINDOW_SHAPE: Final = 0.78  # height of a window for its width
BELOW_FLOOR: Final = 0.016  # of what a window shows


def compose(facts: FigureFacts, start: Scene, end: Scene, hold: str) -> Figure:
    """Return the figure of two scenes; `hold` is the time on the stopwatch, "" for none."""
    region = _region(facts, start, end)
    if region:
        return _zoomed(facts, (start, end), region, hold)
    panels = [panel(facts, start, end, scene, hold) for scene in (start, end)]
    boxes = [_on_floor(bounds(marks)) for marks in panels]
    if boxes[0].height > TALL * boxes[0].width:
        return _side_by_side(panels, boxes)
    return _stacked(panels, boxes)


def single(facts: FigureFacts, scene: Scene, marks: list[Mark] | None = None) -> Figure:
    """Return the figure of one scene, or of marks made for it, on its floor."""
    inside = panel(facts, scene, scene, scene, "") if marks is None else marks
    box = _on_floor(bounds(inside))
    shift = complex(MARGIN, MARGIN) - box.low
    width = box.width + 2.0 * MARGIN
    moved_marks = [moved(mark, shift) for mark in inside]
    return Figure(width, box.height + 2.0 * MARGIN, (_floor(0.0, width, shift.imag), *moved_marks))


def _on_floor(box: Box) -> Box:
    """Return a box that holds the floor's line as well."""
    return Box(complex(box.low.real, min(box.low.imag, -LINE)), box.high)


def _stacked(panels: list[list[Mark]], boxes: list[Box]) -> Figure:
    """One above the other, so that what stays in place stands in place."""
    left = min(box.low.real for box in boxes)
    width = max(box.high.real for box in boxes) - left + NUMBER_ROOM + 2.0 * MARGIN
    floor_two = MARGIN - boxes[1].low.imag
    floor_one = floor_two + boxes[1].high.imag + GAP - boxes[0].low.imag
    marks: list[Mark] = []
    for number, floor, inside in (("1", floor_one, panels[0]), ("2", floor_two, panels[1])):
        shift = complex(NUMBER_ROOM + MARGIN - left, floor)
        marks.append(Label(number, complex(0.012, floor + 0.09), NUMBER_HEIGHT, bold=True))
        marks.append(_floor(NUMBER_ROOM, width, floor))
        marks += [moved(mark, shift) for mark in inside]
    return Figure(width, floor_one + boxes[0].high.imag + MARGIN, tuple(marks))


def _side_by_side(panels: list[list[Mark]], boxes: list[Box]) -> Figure:
    """Side by side on one floor, for those who stand or sit."""
    height = max(box.high.imag for box in boxes)
    floor = MARGIN - min(box.low.imag for box in boxes)
    marks: list[Mark] = []
    x = 0.0
    for number, inside, box in zip("12", panels, boxes, strict=True):
        width = NUMBER_ROOM + box.width + 2.0 * MARGIN
        top = complex(x + 0.012, floor + height - NUMBER_HEIGHT)
        marks.append(Label(number, top, NUMBER_HEIGHT, bold=True))
        marks.append(_floor(x + NUMBER_ROOM / 2.0, x + width, floor))
        shift = complex(x + NUMBER_ROOM + MARGIN - box.low.real, floor)
        marks += [moved(mark, shift) for mark in inside]
        x += width + GAP
    return Figure(x - GAP, floor + height + MARGIN, tuple(marks))


def _floor(left: float, right: float, level: float) -> Stroke:
    inset = LINE / 2.0
    return Stroke((complex(left + inset, level), complex(right - inset, level)), LINE)


# --- one person, and what matters enlarged ------------------------------------------------------


def _region(facts: FigureFacts, start: Scene, end: Scene) -> Box | None:
    """Return what of the start is to be shown enlarged, in its coordinates; None for nothing.

    That is what the figure asks for, and else where little or nothing moves: a spine that bends,
    a muscle that tightens.
    """
    if facts.zoom:
        ankle = point(start.body, "near_ankle")
        return _region_about(ankle + complex(0.015, 0.035), 0.30)
    if facts.spine:
        return _region_about(start.body.lumbar2.at(0.020), 0.36)
    if facts.tighten and not any(moves(name, start, end) for name in POINTS):
        out = outward(start.body, facts.tighten)
        return _region_about(point(start.body, facts.tighten) + 0.03 * out, 0.36)
    return None


def _region_about(middle: complex, width: float) -> Box:
    """Return a box about a place, or just above the floor."""
    half = complex(width, WINDOW_SHAPE * width) / 2.0
    middle = complex(middle.real, max(middle.imag, half.imag - BELOW_FLOOR))
    return Box(middle - half, middle + half)


def _zoomed(facts: FigureFacts, scenes: tuple[Scene, Scene], region: Box, hold: str) -> Figure:
    """Return the whole person once, and a piece of both scenes enlarged: below, or beside."""
    start, end = scenes
    low, high = region.low, region.high
    frame = (low, complex(high.real, low.imag), high, complex(low.real, high.imag), low)
    whole = [*surroundings(start, end), person(start), Stroke(frame, 0.006, dashed=True)]
    box = bounds(whole)
    beside = box.height > TALL * box.width
    strip = watch_size(hold).imag if hold else 0.0
    width = box.width + 2.0 * MARGIN
    tall = (box.height + 2.0 * MARGIN - GAP - strip - 0.01 - LINE) / 2.0
    side = tall / WINDOW_SHAPE if beside else (width - GAP) / 2.0 - LINE
    size = complex(side, WINDOW_SHAPE * side)
    floor = MARGIN - box.low.imag + (0.0 if beside else size.imag + GAP + strip)
    shift = complex(MARGIN - box.low.real, floor)
    marks: list[Mark] = [_floor(0.0, width, floor), *(moved(mark, shift) for mark in whole)]
    second = complex(width + GAP if beside else width - side - LINE / 2.0, 0.01)
    first = second + 1j * (size.imag + GAP + strip) if beside else complex(LINE / 2.0, 0.01)
    for number, corner in (("1", first), ("2", second)):
        window = Box(corner, corner + size)
        marks.append(_window(facts, scenes, number, region, window))
    if hold:
        above = second + 1j * (size.imag + 0.01)
        marks += watch(hold, above + max(0.0, side - watch_size(hold).real))
    total = width + GAP + side + LINE if beside else width
    return Figure(total, floor + box.high.imag + MARGIN, tuple(marks))


def _window(
    facts: FigureFacts, scenes: tuple[Scene, Scene], number: str, region: Box, box: Box
) -> Window:
    """Return a piece of one scene in a frame."""
    start, end = scenes
    scene = start if number == "1" else end
    scale = box.width / region.width
    shift = box.low - region.low * scale
    other = end if scene is start else start
    around = [mark for mark in surroundings(scene, other) if _touches(bounds([mark]), region)]
    told = happens(facts, start, scene, nearness=scale)
    inside: list[Mark] = [
        _floor(box.low.real, box.high.real, shift.imag),
        *(enlarged(mark, scale, shift) for mark in around),
        _seen(person(scene, shift, scale), box),
        *(enlarged(mark, scale, shift) for mark in told),
    ]
    corner = complex(box.low.real + 0.03, box.high.imag - NUMBER_HEIGHT - 0.03)
    reach = Box(corner, corner + complex(NUMBER_HEIGHT, NUMBER_HEIGHT))
    hidden = any(_touches(_box_of(disc), reach) for mark in inside for disc in room(mark))
    inside.append(Label(number, corner, NUMBER_HEIGHT, bold=True, halo=hidden))
    return Window(box.low, box.high, tuple(inside))


def _seen(whole: Person, box: Box) -> Person:
    """Return what of a person is within a box."""
    found: list[Shape | Stamp] = []
    for shape in whole.shapes:
        if isinstance(shape, Stamp):
            found += [shape] if _shows(whole, shape, box) else []
            continue
        parts = tuple(p for p in shape.parts if _shows(whole, replace(shape, parts=(p,)), box))
        found += [replace(shape, parts=parts)] if parts else []
    return replace(whole, shapes=tuple(found))


def _shows(whole: Person, shape: Shape | Stamp, box: Box) -> bool:
    return _touches(bounds([replace(whole, shapes=(shape,))]), box)


def _box_of(disc: Disc) -> Box:
    corner = complex(disc.radius, disc.radius)
    return Box(disc.middle - corner, disc.middle + corner)


def _touches(one: Box, other: Box) -> bool:
    return (
        one.low.real < other.high.real
        and other.low.real < one.high.real
        and one.low.imag < other.high.imag
        and other.low.imag < one.high.imag
    )
