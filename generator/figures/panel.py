"""One scene to marks: the person, what stands around, and for the end what happens."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from generator.figures import body as b
from generator.figures.body import Skeleton, point
from generator.figures.drawing import look, shapes
from generator.figures.geometry import direction
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
from generator.figures.motion import Motion
from generator.figures.solver import Scene
from generator.pose import Arrow, FigureFacts

LINE: Final = 0.008  # width of floor and wall
LEAST_ARROW: Final = 0.10
LEAST_WAY: Final = 0.01  # of a point that an arrow can follow, in body heights
HALF_ARROW: Final = 0.065  # of a straight one
CLEAR: Final = 0.034  # from an arrow's line to what it runs beside
ABOVE_FLOOR: Final = 0.042  # of an arrow that runs along it
STEPS: Final = 6  # of a movement, to find the way of a point
GRID: Final = 0.03  # step in which a place for the stopwatch is sought
ROOM: Final = 0.03  # left free beside it
FAR: Final = 0.11  # from a point, too far for rays to be seen as its own
RAY: Final = 0.052  # length of a ray
SPINE: Final = 0.022  # width of the line along the spine
STAYS: Final = 0.02  # feet that move no further stand in the same place


def moves(name: str, start: Scene, end: Scene) -> bool:
    """Tell whether a point is somewhere else at the end, far enough for an arrow."""
    return abs(point(end.body, name) - point(start.body, name)) >= LEAST_WAY


def panel(facts: FigureFacts, start: Scene, end: Scene, scene: Scene, hold: str) -> list[Mark]:
    """Return the marks of one of two scenes, in its own coordinates; the floor is at height 0.

    `hold` is the time on the stopwatch, "" for none.
    """
    marks = [*surroundings(scene, end if scene is start else start), person(scene)]
    marks += happens(facts, start, scene)
    if hold and scene is not start:
        marks += stopwatch(hold, marks)
    return marks


def happens(facts: FigureFacts, start: Scene, scene: Scene, nearness: float = 1.0) -> list[Mark]:
    """Return what is told of a scene: the spine, and for the end arrows and rays.

    With a larger `nearness` arrows run closer to the body, for a picture that is enlarged.
    """
    marks: list[Mark] = []
    if facts.spine:
        marks.append(Stroke(tuple(_spine(scene.body)), SPINE, dashed=True, halo=True))
    if scene is not start:
        around = list(room(person(scene)))
        marks += ways(facts.arrows, start, scene, around, nearness)
        if facts.tighten:
            marks += _rays(scene.body, facts.tighten, around)
    return marks


def person(scene: Scene, offset: complex = 0j, scale: float = 1.0) -> Person:
    """Return the person of a scene."""
    return Person(tuple(shapes(scene.body, look([scene.joints]))), offset, scale)


def surroundings(scene: Scene, other: Scene) -> list[Mark]:
    """Return wall and chair of a scene, and those of another in the same place."""
    same = [scene, other] if _same_place(scene, other) else [scene]
    hips = [one.joints.hip.real for one in same]
    walls = [
        _wall(one.wall, hip) for one, hip in zip(same, hips, strict=True) if one.wall is not None
    ]
    chairs = [
        _chair(one.seat, hip) for one, hip in zip(same, hips, strict=True) if one.seat is not None
    ]
    return [mark for found in (walls[:1], chairs[:1]) for marks in found for mark in marks]


def _same_place(scene: Scene, other: Scene) -> bool:
    """Tell whether a foot stands where it stood."""
    ankles = (
        [one.body.limbs[f"{side}_leg"].end.origin for one in (scene, other)] for side in b.SIDES
    )
    return any(abs(first - second) < STAYS for first, second in ankles)


def _wall(where: float, hip: float) -> list[Mark]:
    foot = complex(where, 0.0)
    away = 1.0 if where > hip else -1.0
    upright = Stroke((foot, foot + 1.04j), LINE)
    return [upright, Hatching(foot, 1.04, complex(0.030 * away, 0.040))]


def _chair(height: float, hip: float) -> list[Mark]:
    seat, back = complex(hip + 0.11, height), hip - 0.10
    rear = complex(back, seat.imag)
    legs = [(seat - 0.01, complex(seat.real - 0.01, 0.0)), (rear, complex(back, 0.0))]
    return [Stroke((rear + 0.30j, rear, seat), 0.016), *(Stroke(leg, 0.012) for leg in legs)]


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


def _rays(body: Skeleton, name: str, around: Sequence[Disc]) -> list[Mark]:
    """Return rays away from a point, beyond what covers it: something tightens here.

    Where the floor is too near for that, as under those who lie, they stand on the body.
    """
    place, out = point(body, name), outward(body, name)
    begin = _first_free(place, out, [(-0.02j, 0.02j)], around) or place
    if abs(begin - place) > FAR:
        begin = place
    if begin == place or (begin + out * RAY).imag < 0.012:
        begin, out = place + 0.026j, out if out.imag > -0.5 else -out
    rays: list[Mark] = []
    for angle in (-34.0, 0.0, 34.0):
        turned = out * direction(angle)
        foot = begin + (turned - out) * 0.060
        rays.append(Stroke((foot, foot + turned * RAY), 0.017, halo=True))
    return rays


def outward(body: Skeleton, name: str) -> complex:
    """Return which way is out of the body at a point: of joints, the front."""
    side, _, part = name.partition("_")
    if part in b.LIMB_POINTS:
        limb, frame, _, right = b.LIMB_POINTS[part]
        axis = getattr(body.limbs[f"{side}_{limb}"], frame).angle
        if part == "heel":
            return direction(axis + 180.0)
        ahead = right < 0.0 or (right == 0.0 and limb == "leg")
    else:
        frame, _, right = b.TRUNK_POINTS[name]
        axis = getattr(body, frame).angle
        if name == "crown":
            return direction(axis)
        ahead = right < 0.0
    return direction(axis + 90.0) if ahead else direction(axis - 90.0)


def _first_free(
    place: complex,
    out: complex,
    lines: Sequence[tuple[complex, complex]],
    around: Sequence[Disc],
    clear: float = CLEAR,
) -> complex | None:
    """Return the nearest place that way where lines about it touch nothing; None if all do."""
    near = [disc for disc in around if abs(disc.middle - place) < disc.radius + 0.4]
    for step in range(1, 22):
        here = place + out * 0.01 * step
        if all(
            _apart(disc.middle - here, a, z) > disc.radius + clear
            for disc in near
            for a, z in lines
        ):
            return here
    return None


def _apart(spot: complex, a: complex, z: complex) -> float:
    """Return how far a spot is from a line from a to z."""
    along = z - a
    share = ((spot - a) * along.conjugate()).real / abs(along) ** 2
    return abs(spot - a - along * min(1.0, max(0.0, share)))


# --- arrows -----------------------------------------------------------------------------------


def ways(
    arrows: Iterable[Arrow], start: Scene, end: Scene, around: Sequence[Disc], nearness: float
) -> list[Mark]:
    """Return the arrows of a movement, in the coordinates of the scene."""
    bodies: list[Skeleton] = []
    found: list[Mark] = []
    for arrow in arrows:
        if arrow.toward:
            found.append(Way(_straight(arrow, end, around, nearness), arrow.both_ways))
            continue
        bodies = bodies or Motion(start, end).bodies(STEPS)
        found.append(Way(_along_way(arrow, bodies, around, nearness), arrow.both_ways))
    return found


def _along_way(
    arrow: Arrow, bodies: list[Skeleton], around: Sequence[Disc], nearness: float
) -> tuple[complex, ...]:
    """Return an arrow along the way of a point, beside it and above the floor."""
    path = [_outward(body, arrow.point, nearness) for body in bodies]
    path = path[STEPS // 3 :] if _length(path) > 0.3 else path
    least = ABOVE_FLOOR / nearness
    raised = [place for place in path if place.imag >= least]
    if _length(raised) >= 1.5 * LEAST_ARROW:
        path = raised
    elif len(raised) < len(path):
        path = _along_floor(path, around, least)
    if _length(path) >= LEAST_ARROW / nearness:
        return tuple(path)
    step = path[-1] - path[0]
    unit = step / abs(step) if abs(step) > 1e-6 else 1j
    return path[-1] - unit * LEAST_ARROW / nearness, path[-1]


def _along_floor(path: list[complex], around: Sequence[Disc], least: float) -> list[complex]:
    """Return a way along the floor: above what lies there, else on beyond it."""
    low = [complex(place.real, max(place.imag, least)) for place in path]
    step = low[-1] - low[0]
    unit = step / abs(step) if abs(step) > 1e-6 else 1j
    tries = [[p + 0.02j * i for p in low[1:]] for i in range(8)]
    tries += [[p + 0.02 * unit * i for p in low] for i in range(1, 16)]
    near = [(disc.middle, disc.radius + least / 2.0) for disc in around]
    for way in tries:
        if all(abs(middle - p) > clear for middle, clear in near for p in way):
            return way
    return low


def _length(path: Sequence[complex]) -> float:
    return sum(abs(q - p) for p, q in pairwise(path))


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


def _straight(
    arrow: Arrow, scene: Scene, around: Sequence[Disc], nearness: float
) -> tuple[complex, complex]:
    """Return a straight arrow: away from the body or onto it at a point, else beside it."""
    unit = {"up": 1j, "down": -1j, "left": -1.0 + 0j, "right": 1.0 + 0j}[arrow.toward or "up"]
    place, out = point(scene.body, arrow.point), outward(scene.body, arrow.point)
    half = HALF_ARROW / nearness
    away = (unit * out.conjugate()).real
    if abs(away) > 0.6:
        first = place + math.copysign(0.030 / nearness, away) * unit
        tip = first + unit * 2.0 * half if away > 0.0 else first
        return tip - unit * 2.0 * half, tip
    if place.imag < half + ABOVE_FLOOR / 2.0:
        place = complex(place.real, half + ABOVE_FLOOR / 4.0)
    line = [(-unit * half, unit * half)]
    found = [_first_free(place, way, line, around, CLEAR / nearness) for way in (out, -out)]
    free = [middle for middle in found if middle is not None]
    middle = min(free, key=lambda one: abs(one - place)) if free else place + out * 0.1
    return middle - unit * half, middle + unit * half


# --- the stopwatch ----------------------------------------------------------------------------


def stopwatch(hold: str, marks: list[Mark]) -> list[Mark]:
    """Return a stopwatch with its time where the marks leave room: high and to the right.

    Where they leave none, it stands above them.
    """
    taken = [
        (disc.middle.real, disc.middle.imag, disc.radius + ROOM)
        for mark in marks
        for disc in room(mark)
    ]
    box = bounds(marks)
    size = watch_size(hold)
    top = box.high.imag - size.imag
    columns = int(max(box.width - size.real, 0.0) / GRID) + 1
    for row in range(int(max(top - 0.10, 0.0) / GRID) + 1):
        y = top - GRID * row
        barred = _barred(taken, y, size)
        for i in range(columns):
            x = box.high.real - size.real - GRID * i
            if not any(low < x < high for low, high in barred):
                return watch(hold, complex(x, y))
    return watch(hold, complex(box.high.real - size.real, box.high.imag + 0.02))


def watch_size(hold: str) -> complex:
    """Return width and height of a stopwatch with its time."""
    return complex(2.3 * WATCH_RADIUS + 0.03 + label_width(hold, LABEL_HEIGHT), 3.2 * WATCH_RADIUS)


def _barred(
    taken: list[tuple[float, float, float]], y: float, size: complex
) -> list[tuple[float, float]]:
    """Return from where to where the left edge of a box at that height may not be."""
    found = []
    above, wide = y + size.imag, size.real
    for x, middle, radius in taken:
        aside = y - middle if middle < y else middle - above if middle > above else 0.0
        if aside < radius:
            half = math.sqrt(radius * radius - aside * aside)
            found.append((x - half - wide, x + half))
    return found


def watch(hold: str, corner: complex) -> list[Mark]:
    """Return a stopwatch with its time, by the lower left corner."""
    middle = corner + complex(1.15 * WATCH_RADIUS, 1.3 * WATCH_RADIUS)
    text = middle + complex(1.15 * WATCH_RADIUS + 0.03, -LABEL_HEIGHT / 2.0)
    return [Watch(middle), Label(hold, text, LABEL_HEIGHT)]
