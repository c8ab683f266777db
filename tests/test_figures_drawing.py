"""What a figure shows besides the body: the way between, arrows, rays, what stands around."""

import re
from collections.abc import Iterator
from itertools import pairwise, product
from typing import get_args

import pytest

from generator.amount import Amount, Unit
from generator.dose import stopwatch
from generator.figures import glyphs
from generator.figures.body import point, skeleton
from generator.figures.layout import compose
from generator.figures.marks import (
    Box,
    Disc,
    Figure,
    Hatching,
    Mark,
    Stroke,
    Way,
    Window,
    bounds,
    room,
)
from generator.figures.motion import Motion
from generator.figures.panel import happens, person, surroundings
from generator.figures.panel import stopwatch as placed
from generator.figures.picture import draw, faults, film, scenes
from generator.figures.solver import Scene, solve
from generator.model import Dose
from generator.pose import POINTS, FigureFacts
from tests.test_figures import ALL, MAX_BYTES, every_figure

SIT_TO_STAND = FigureFacts.model_validate(
    {
        "start": {"base": "sitting"},
        "end": {"base": "standing", "legs": {"foot": "floor"}},
        "arrows": [{"point": "hip"}],
    }
)
STANDING_ON_TOES = FigureFacts.model_validate(
    {
        "zoom": "feet",
        "wall": "in-front",
        "spine": True,
        "tighten": "near_heel",
        "start": {"base": "standing", "arms": {"hand": "wall"}},
        "end": {"legs": {"foot": "toes", "ankle": -32}, "arms": {"hand": "stay"}},
        "arrows": [{"point": "near_heel", "toward": "up"}],
    }
)
MOVING = {**ALL, "sit-to-stand": SIT_TO_STAND, "on-toes": STANDING_ON_TOES}
every_movement = pytest.mark.parametrize("name", MOVING)


def tightened(base: str, place: str) -> FigureFacts:
    return FigureFacts.model_validate({"start": {"base": base}, "tighten": place})


def deepest(marks: list[Mark]) -> float:
    return bounds(marks).low.imag


def nearest(mark: Mark, discs: list[Disc]) -> float:
    """Return the room between the line of a mark and discs."""
    return min(
        abs(place.middle - disc.middle) - disc.radius for place in room(mark) for disc in discs
    )


# --- the way between --------------------------------------------------------------------------


@every_movement
def test_nothing_sinks_into_the_floor_on_the_way(name: str) -> None:
    motion = Motion(*scenes(MOVING[name]))
    for share in range(1, 10):
        body = skeleton(motion.at(share / 10))
        for place in POINTS:
            assert point(body, place).imag > -0.012, (share, place)


@every_movement
def test_the_way_begins_and_ends_as_the_scenes_and_nothing_jumps(name: str) -> None:
    start, end = scenes(MOVING[name])
    motion = Motion(start, end)
    bodies = [skeleton(motion.at(i / 24)) for i in range(25)]
    for place in POINTS:
        assert abs(point(bodies[0], place) - point(start.body, place)) < 0.001, place
        assert abs(point(bodies[-1], place) - point(end.body, place)) < 0.001, place
        steps = [abs(point(q, place) - point(p, place)) for p, q in pairwise(bodies)]
        assert max(steps) < 0.06, place


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("wall-squats", "near_heel"),
        ("mini-squat", "near_heel"),
        ("sit-to-stand", "near_heel"),
        ("bridge", "near_heel"),
        ("bridge", "far_toe"),
        ("standing-hip-extension", "near_wrist"),
        ("heel-raises", "near_wrist"),
    ],
)
def test_what_touches_at_both_ends_stays_where_it_touches(name: str, place: str) -> None:
    start, end = scenes(MOVING[name])
    motion = Motion(start, end)
    for body in motion.bodies(8):
        assert abs(point(body, place) - point(start.body, place)) < 0.003


def test_a_heel_that_slides_is_on_the_floor_all_the_way() -> None:
    for body in Motion(*scenes(MOVING["heel-slides"])).bodies(8):
        assert abs(point(body, "near_heel").imag) < 0.003


def test_a_chair_stands_in_both_scenes_and_in_the_film() -> None:
    start, end = scenes(SIT_TO_STAND)
    assert surroundings(start, end) == surroundings(end, start) != []
    assert drawn_strokes(film(SIT_TO_STAND, "any")) > drawn_strokes(film(ALL["biceps"], "any"))


def test_a_chair_does_not_stand_where_the_feet_were_elsewhere() -> None:
    start, end = scenes(SIT_TO_STAND)
    away = solve(
        SIT_TO_STAND, FigureFacts.model_validate({"start": {"base": "standing"}}).start, None
    )
    assert surroundings(away, start) == []
    assert surroundings(end, start) != []


def drawn_strokes(text: str) -> int:
    """Return how many open lines a film has: the floor, and what stands around."""
    return len(re.findall('fill="none"', text))


# --- arrows -----------------------------------------------------------------------------------


def told(facts: FigureFacts) -> tuple[list[Mark], Scene]:
    start, end = scenes(facts)
    return happens(facts, start, end), end


@every_movement
def test_an_arrow_is_above_the_floor_and_near_the_body(name: str) -> None:
    marks, end = told(MOVING[name])
    body = list(room(person(end)))
    for mark in marks:
        if isinstance(mark, Way):
            assert min(place.imag for place in mark.points) > 0.005
            assert nearest(mark, body) < 0.10


def test_the_arrow_of_the_wall_squat_stands_beside_the_chest_and_not_on_it() -> None:
    marks, end = told(ALL["wall-squats"])
    arrow = next(mark for mark in marks if isinstance(mark, Way))
    aside = arrow.points[0].real - point(end.body, "chest").real
    assert 0.0 < aside < 0.10


@pytest.mark.parametrize(
    ("arrow", "wrong"),
    [
        ({"point": "crown"}, True),
        ({"point": "crown", "toward": "up"}, False),
        ({"point": "near_ankle"}, False),
    ],
)
def test_an_arrow_for_what_does_not_move_is_told_at_the_arrow(
    arrow: dict[str, str], wrong: bool
) -> None:
    facts = FigureFacts.model_validate(
        {
            "start": {"base": "hook-lying"},
            "end": {"near_leg": {"hip": 110, "knee": 110}},
            "arrows": [{"point": "near_knee"}, arrow],
        }
    )
    found = [(fault.code, fault.path) for fault in faults(facts)]
    assert (("no-movement", ("arrows", 1)) in found) == wrong


# --- rays -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "place", "way"),
    [
        ("standing", "belly", 1),
        ("standing", "buttock", -1),
        ("standing", "low_back", -1),
        ("standing", "near_thigh", 1),
        ("standing", "near_hamstring", -1),
        ("prone", "buttock", 1j),
        ("prone", "near_hamstring", 1j),
        ("hook-lying", "belly", 1j),
        ("supine", "near_thigh", 1j),
    ],
)
def test_rays_point_away_from_the_body_and_are_clear_of_it(
    base: str, place: str, way: complex
) -> None:
    marks, end = told(tightened(base, place))
    body = list(room(person(end)))
    rays = [mark for mark in marks if isinstance(mark, Stroke)]
    assert len(rays) == 3
    for ray in rays:
        assert ((ray.points[1] - ray.points[0]) * complex(way).conjugate()).real > 0.0
        assert nearest(ray, body) > 0.0


@pytest.mark.parametrize(
    ("base", "place"),
    [("hook-lying", "low_back"), ("supine", "near_hamstring"), ("prone", "belly")],
)
def test_rays_under_somebody_who_lies_stand_on_the_body_at_their_point(
    base: str, place: str
) -> None:
    marks, end = told(tightened(base, place))
    rays = [mark for mark in marks if isinstance(mark, Stroke)]
    assert all(ray.halo for ray in rays)
    assert deepest(list(rays)) > 0.0
    assert abs(rays[1].points[0] - point(end.body, place)) < 0.03


# --- what is enlarged -------------------------------------------------------------------------


def windows(figure: Figure) -> list[Window]:
    return [mark for mark in figure.marks if isinstance(mark, Window)]


def test_the_feet_of_somebody_standing_are_large_and_lose_no_mark() -> None:
    figure = compose(STANDING_ON_TOES, *scenes(STANDING_ON_TOES), "about 20 s")
    first, second = windows(figure)
    assert (second.high - second.low).imag > 0.35 * figure.height
    assert sum(isinstance(mark, Way) for mark in second.marks) == 1
    assert sum(isinstance(mark, Stroke) and mark.halo for mark in first.marks) == 1  # the spine
    assert sum(isinstance(mark, Stroke) and mark.halo for mark in second.marks) == 4  # and rays
    assert any(isinstance(mark, Hatching) for mark in figure.marks)  # the wall
    assert len(draw(STANDING_ON_TOES, "about 20 s", "A name").svg.encode()) <= MAX_BYTES


@pytest.mark.parametrize("name", ["abdominal-contraction", "pelvic-tilt", "ankle-pumps"])
def test_where_little_moves_it_is_shown_enlarged_with_all_its_marks_inside(name: str) -> None:
    facts = ALL[name]
    start, end = scenes(facts)
    second = windows(compose(facts, start, end, "5 s"))[1]
    whole = happens(facts, start, end)
    inside = [mark for mark in second.marks if isinstance(mark, Way | Stroke)]
    assert len(inside) >= len(whole) > 0
    for mark in inside:
        if isinstance(mark, Way) or mark.halo:
            box = bounds([Stroke(mark.points, 0.0)])
            assert within(box, Box(second.low, second.high))


def within(box: Box, other: Box) -> bool:
    return (
        box.low.real >= other.low.real
        and box.low.imag >= other.low.imag
        and box.high.real <= other.high.real
        and box.high.imag <= other.high.imag
    )


# --- the stopwatch ----------------------------------------------------------------------------


@every_figure
def test_the_stopwatch_and_its_text_have_room_round_them(name: str) -> None:
    start, end = scenes(ALL[name])
    marks: list[Mark] = [*surroundings(end, start), person(end)]
    marks += happens(ALL[name], start, end)
    box = bounds(placed("about 20 s", marks))
    for mark in marks:
        for disc in room(mark):
            inside = complex(
                min(max(disc.middle.real, box.low.real), box.high.real),
                min(max(disc.middle.imag, box.low.imag), box.high.imag),
            )
            assert abs(disc.middle - inside) - disc.radius > 0.012


def holds() -> Iterator[Amount]:
    """Yield every form that a hold can be written in, with every digit."""
    units: tuple[Unit | None, ...] = (None, *(u for u in get_args(Unit) if u))
    for unit, goal, number in product(units, (None, 45), (1, 23, 456, 7890)):
        for kind in ("exact", "about", "up to"):
            yield Amount(kind, number, number, unit, goal)
        yield Amount("range", number, number + 1, unit, goal)


def test_every_hold_can_be_written_on_a_stopwatch() -> None:
    written = {
        stopwatch(Dose.model_construct(repetitions=Amount("open"), hold=hold)) for hold in holds()
    }
    assert len(written) > 20
    for text in written:
        assert set(text) <= set(glyphs.GLYPHS), text
        assert glyphs.width(text) > 0.0


def test_a_person_who_does_not_move_is_written_once() -> None:
    facts = FigureFacts.model_validate({"start": {"base": "prone"}})
    moving = FigureFacts.model_validate({"start": {"base": "prone"}, "end": {"neck": 20}})
    assert len(draw(facts, "", "").svg) < 0.8 * len(draw(moving, "", "").svg)


@every_movement
def test_every_window_is_within_its_figure(name: str) -> None:
    for hold in ("", "about 20 s"):
        figure = compose(MOVING[name], *scenes(MOVING[name]), hold)
        inner = Box(0.0 + 0j, complex(figure.width, figure.height))
        for window in windows(figure):
            assert within(Box(window.low, window.high), inner)
