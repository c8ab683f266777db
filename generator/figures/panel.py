"""One scene to marks: the person, what stands around, and for the end what happens."""

import math
from itertools import pairwise
from typing import Final

from generator.figures import body as b
from generator.figures.body import Skeleton, blend, point, skeleton
from generator.figures.drawing import look, shapes
from generator.figures.geometry import turned
from generator.figures.marks import (
    LABEL_HEIGHT,
    WATCH_RADIUS,
    Disc,
    Hatching,
    Label,
    Mark,
    Person,
    Stroke,
    Watch,
    Way,
    bounds,
    label_width,
    room,
)
from generator.figures.solver import Scene
from generator.pose import Arrow, FigureFacts

LINE: Final = 0.008  # width of floor and wall
LEAST_ARROW: Final = 0.10
STEPS: Final = 12  # of a movement, to find the way of a point
GRID: Final = 0.02  # step in which a place for the stopwatch is sought
ROOM: Final = 0.02  # left free beside it


def panel(facts: FigureFacts, start: Scene, scene: Scene, hold: str) -> list[Mark]:
    """Return the marks of one scene, in its own coordinates; the floor is at height 0.

    `hold` is the time on the stopwatch, "" for none.
    """
    marks = [*surroundings(scene), person(scene)]
    if facts.spine:
        marks.append(Stroke(tuple(_spine(scene.body)), 0.018, dashed=True, halo=True))
    if scene is not start:
        marks += [way(arrow, start, scene) for arrow in facts.arrows]
        if facts.tighten:
            marks += _rays(point(scene.body, facts.tighten))
        if hold:
            marks += stopwatch(hold, marks)
    return marks


def person(scene: Scene, offset: complex = 0j, scale: float = 1.0) -> Person:
    """Return the person of a scene."""
    return Person(tuple(shapes(scene.body, look([scene.joints]))), offset, scale)


def surroundings(scene: Scene) -> list[Mark]:
    """Return wall and chair."""
    marks: list[Mark] = []
    if scene.wall is not None:
        foot = complex(scene.wall, 0.0)
        marks.append(Stroke((foot, foot + 1.04j), LINE))
        away = 1.0 if scene.wall > scene.joints.hip.real else -1.0
        marks.append(Hatching(foot, 1.04, complex(0.030 * away, 0.040)))
    if scene.seat is not None:
        hip = scene.joints.hip
        seat, back = complex(hip.real + 0.11, scene.seat), hip.real - 0.10
        rear = complex(back, seat.imag)
        legs = [(seat - 0.01, complex(seat.real - 0.01, 0.0)), (rear, complex(back, 0.0))]
        marks.append(Stroke((rear + 0.30j, rear, seat), 0.016))
        marks += [Stroke(leg, 0.012) for leg in legs]
    return marks


def _spine(body: Skeleton) -> list[complex]:
    """Return points along the spine from the pelvis to the upper back."""
    inside = -0.022
    return [
        body.pelvis.at(-0.02, inside - 0.01),
        body.pelvis.at(0.035, inside),
        body.lumbar1.at(0.0, inside),
        body.lumbar2.at(0.0, inside),
        body.thorax.at(0.0, inside),
        body.thorax.at(0.05, inside - 0.006),
        body.upper.at(0.02, inside - 0.006),
    ]


def _rays(middle: complex) -> list[Mark]:
    """Return three short rays above a point: something tightens here."""
    rays = []
    for aside in (-1.0, 0.0, 1.0):
        start = middle + complex(0.045 * aside, 0.075 - 0.012 * abs(aside))
        rays.append(Stroke((start, start + complex(0.030 * aside, 0.055)), 0.016))
    return list(rays)


# --- arrows -----------------------------------------------------------------------------------


def way(arrow: Arrow, start: Scene, end: Scene, nearness: float = 1.0) -> Way:
    """Return the arrow for a movement, in the coordinates of the scene.

    With a larger `nearness` it runs closer to the body, for a picture that is enlarged.
    """
    if arrow.toward:
        return Way(_straight(arrow, end), arrow.both_ways)
    bodies = [skeleton(blend(start.joints, end.joints, i / STEPS)) for i in range(STEPS + 1)]
    path = [_outward(body, arrow.point, nearness) for body in bodies]
    length = sum(abs(q - p) for p, q in pairwise(path))
    kept = path[STEPS // 3 :] if length > 0.3 else path
    if length < LEAST_ARROW:
        step = path[-1] - path[0]
        unit = step / abs(step) if abs(step) > 1e-6 else 1j
        kept = [path[-1] - unit * LEAST_ARROW, path[-1]]
    return Way(tuple(kept), arrow.both_ways)


def _outward(body: Skeleton, name: str, nearness: float) -> complex:
    """Return a place beside a point, away from the joint that moves it."""
    place = point(body, name)
    side, _, part = name.partition("_")
    if part in b.LIMB_POINTS:
        parent = body.limbs[f"{side}_{b.LIMB_POINTS[part][0]}"].upper.origin
    else:
        parent = body.lumbar1.origin
    way = place - parent
    push = 0.13 if part == "ankle" else 0.075
    return place + way / abs(way) * push / nearness if abs(way) > 1e-6 else place


def _straight(arrow: Arrow, scene: Scene) -> tuple[complex, complex]:
    """Return a straight arrow beside a point, or onto it where the person lies."""
    unit = {"up": 1j, "down": -1j, "left": -1.0 + 0j, "right": 1.0 + 0j}[arrow.toward or "up"]
    place = point(scene.body, arrow.point)
    lying = scene.wall is None and not 45.0 <= abs(turned(scene.joints.turn)) <= 135.0
    if lying:
        tip = place - unit * 0.035
        return tip - unit * 0.13, tip
    ahead = 1.0 if place.real >= scene.joints.hip.real - 0.01 else -1.0
    if arrow.point.endswith("heel"):
        place, ahead = complex(place.real, 0.075), -1.0
    middle = place + complex(ahead * 0.17 if not arrow.point.endswith("heel") else -0.055, 0.0)
    return middle - unit * 0.065, middle + unit * 0.065


# --- the stopwatch ----------------------------------------------------------------------------


def stopwatch(hold: str, marks: list[Mark]) -> list[Mark]:
    """Return a stopwatch with its time where the marks leave room: high and to the right.

    Where they leave none, it stands above them.
    """
    taken = [disc for mark in marks for disc in room(mark)]
    box = bounds(marks)
    size = complex(2.3 * WATCH_RADIUS + 0.03 + label_width(hold, LABEL_HEIGHT), 3.2 * WATCH_RADIUS)
    top = box.high.imag - size.imag
    rows = [top - GRID * i for i in range(int(max(top - 0.10, 0.0) / GRID) + 1)]
    columns = int(max(box.width - size.real, 0.0) / GRID) + 1
    for y in rows:
        barred = [span for disc in taken if (span := _barred(disc, y, size))]
        for i in range(columns):
            x = box.high.real - size.real - GRID * i
            if not any(low < x < high for low, high in barred):
                return _watch(hold, complex(x, y))
    return _watch(hold, complex(box.high.real - size.real, box.high.imag + 0.02))


def _barred(disc: Disc, y: float, size: complex) -> tuple[float, float] | None:
    """Return from where to where the left edge of a box at that height touches a disc, if it does.

    The box keeps a little room to its left.
    """
    above = y + size.imag
    aside = disc.middle.imag - min(max(disc.middle.imag, y), above)
    if abs(aside) >= disc.radius:
        return None
    half = math.sqrt(disc.radius**2 - aside**2)
    return disc.middle.real - half - size.real, disc.middle.real + half + ROOM


def _watch(hold: str, corner: complex) -> list[Mark]:
    middle = corner + complex(1.15 * WATCH_RADIUS, 1.3 * WATCH_RADIUS)
    text = middle + complex(1.15 * WATCH_RADIUS + 0.03, -LABEL_HEIGHT / 2.0)
    return [Watch(middle), Label(hold, text, LABEL_HEIGHT)]
