"""Two scenes to one figure: wide ones above each other, tall ones side by side."""

from typing import Final

from generator.figures.body import point
from generator.figures.marks import (
    Box,
    Figure,
    Label,
    Mark,
    Stroke,
    Way,
    Window,
    bounds,
    moved,
)
from generator.figures.panel import LINE, panel, person, stopwatch, way
from generator.figures.solver import Scene
from generator.pose import FigureFacts

MARGIN: Final = 0.03
GAP: Final = 0.07
NUMBER_HEIGHT: Final = 0.070
NUMBER_ROOM: Final = 0.085
TALL: Final = 0.75  # a scene this much as high as wide stands beside its other
ZOOM: Final = 1.8
WINDOW_SHAPE: Final = 0.70  # height of a window for its width


def compose(facts: FigureFacts, start: Scene, end: Scene, hold: str) -> Figure:
    """Return the figure of two scenes; `hold` is the time on the stopwatch, "" for none."""
    if facts.zoom:
        return _zoomed(facts, start, end, hold)
    panels = [panel(facts, start, scene, hold) for scene in (start, end)]
    boxes = [_on_floor(bounds(marks)) for marks in panels]
    if boxes[0].height > TALL * boxes[0].width:
        return _side_by_side(panels, boxes)
    return _stacked(panels, boxes)


def single(facts: FigureFacts, scene: Scene, marks: list[Mark] | None = None) -> Figure:
    """Return the figure of one scene, or of marks made for it, on its floor."""
    inside = panel(facts, scene, scene, "") if marks is None else marks
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


def _zoomed(facts: FigureFacts, start: Scene, end: Scene, hold: str) -> Figure:
    """Return the whole person once, and below it the feet twice, enlarged."""
    whole: list[Mark] = [person(start)]
    if hold:
        whole += stopwatch(hold, whole)
    ankle = point(start.body, "near_ankle")
    low, high = ankle + complex(-0.13, -0.075), ankle + complex(0.16, 0.18)
    frame = (low, complex(high.real, low.imag), high, complex(low.real, high.imag), low)
    whole.append(Stroke(frame, 0.006, dashed=True))
    box = bounds(whole)
    width = box.width + 2.0 * MARGIN
    side = (width - GAP) / 2.0
    size = complex(side, WINDOW_SHAPE * side)
    floor = MARGIN + size.imag + GAP - box.low.imag
    shift = complex(MARGIN - box.low.real, floor)
    marks: list[Mark] = [_floor(0.0, width, floor), *(moved(mark, shift) for mark in whole)]
    for index, scene in enumerate((start, end)):
        corner = complex(index * (side + GAP), 0.01)
        marks.append(_window(facts, start, scene, str(index + 1), Box(corner, corner + size)))
    return Figure(width, floor + box.high.imag + MARGIN, tuple(marks))


def _window(facts: FigureFacts, start: Scene, scene: Scene, number: str, box: Box) -> Window:
    """Return the feet of one scene in a frame."""
    # The ankle stands right of the middle and low, with room for the toes.
    ankle = box.low + complex(0.42 * box.width, 0.26 * box.height)
    shift = ankle - point(start.body, "near_ankle") * ZOOM
    inside: list[Mark] = [
        _floor(box.low.real, box.high.real, shift.imag),
        person(scene, shift, ZOOM),
    ]
    if scene is not start:
        for arrow in facts.arrows:
            found = way(arrow, start, scene, nearness=ZOOM)
            points = tuple(p * ZOOM + shift for p in found.points)
            inside.append(Way(points, found.both_ways))
    corner = complex(box.low.real + 0.03, box.high.imag - NUMBER_HEIGHT - 0.03)
    inside.append(Label(number, corner, NUMBER_HEIGHT, bold=True))
    return Window(box.low, box.high, tuple(inside))
