"""Figures: geometry that must hold in every pose, and facts that no drawing may move."""

import io
import math
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from generator.figures import atlas, preview
from generator.figures import body as b
from generator.figures.body import SIDES, Arm, Joints, Leg, Skeleton, blend, point, skeleton
from generator.figures.drawing import look, shapes
from generator.figures.geometry import angle_of, turned
from generator.figures.layout import compose
from generator.figures.limits import RANGES
from generator.figures.marks import Label
from generator.figures.picture import Drawing, draw, faults, film, scenes
from generator.figures.solver import Scene
from generator.library import DosedExercise
from generator.loader import load_folder
from generator.pose import POINTS, FigureFacts
from generator.views import figure_drawing
from tests.conftest import profile

ROOT = Path(__file__).parent.parent
LIBRARY = load_folder(ROOT / "content").draft
SHIPPED = {i: e.facts.figure for i, e in LIBRARY.exercises.items() if e.facts.figure}
OTHERS = {
    name: FigureFacts.model_validate(facts)
    for name, facts in yaml.safe_load((ROOT / "tests/cases/figures.yml").read_text()).items()
}
ALL = {**SHIPPED, **OTHERS}
MAX_BYTES = 8 * 1024
every_figure = pytest.mark.parametrize("name", ALL)


def parse(text: str) -> ET.Element:
    """Parse an SVG of our own making."""
    return ET.fromstring(text)  # noqa: S314 - our own


def solved(name: str) -> tuple[Scene, Scene]:
    return scenes(ALL[name])


# --- every figure -----------------------------------------------------------------------------


def test_every_exercise_has_a_figure_and_the_fixtures_show_other_positions() -> None:
    assert set(SHIPPED) == set(LIBRARY.exercises)
    bases = {figure.start.base for figure in OTHERS.values()}
    assert len(OTHERS) >= 6
    assert {"sitting", "standing", "prone"} <= bases


@every_figure
def test_a_figure_can_be_drawn_without_a_fault(name: str) -> None:
    assert faults(ALL[name]) == []


@every_figure
def test_nobody_sinks_into_the_floor(name: str) -> None:
    for scene in solved(name):
        for place in POINTS:
            assert point(scene.body, place).imag > -0.012, place


@every_figure
def test_a_figure_is_at_most_8_kilobytes_and_needs_no_font_and_no_script(name: str) -> None:
    text = draw(ALL[name], "about 20 s", name).svg
    assert len(text.encode()) <= MAX_BYTES
    root = parse(text)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "defs", "g", "path", "use", "circle", "rect", "clipPath"}


@every_figure
def test_an_id_stands_once_in_a_figure_and_each_use_finds_its_own(name: str) -> None:
    for text in (draw(ALL[name], "5 s", name).svg, film(ALL[name], name)):
        ids = re.findall(r'id="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


@every_figure
def test_no_point_jumps_on_the_way_from_start_to_end(name: str) -> None:
    start, end = solved(name)
    steps = 24
    bodies = [skeleton(blend(start.joints, end.joints, i / steps)) for i in range(steps + 1)]
    for place in POINTS:
        ways = [abs(point(q, place) - point(p, place)) for p, q in pairwise(bodies)]
        # No step is longer than an even share of a whole turn of the longest reach.
        assert max(ways) < 0.12, place


@every_figure
def test_a_film_ends_within_five_seconds_and_begins_as_the_start(name: str) -> None:
    text = film(ALL[name], name)
    assert {float(d) for d in re.findall(r'dur="([0-9.]+)s"', text)} in (set(), {4.8})
    assert "repeatCount" not in text
    for values in re.findall(r'values="([^"]+)"', text):
        parts = values.split(";")
        assert parts[0] == parts[-1]


# --- contact and reach ------------------------------------------------------------------------


def pose_of(name: str, end: bool) -> tuple[FigureFacts, Scene]:
    return ALL[name], solved(name)[1 if end else 0]


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("single-knee-to-chest", False),
        ("heel-slides", True),
        ("wall-squats", False),
        ("wall-squats", True),
        ("heel-raises", False),
        ("mini-squat", True),
        ("bridge", True),
    ],
)
def test_a_foot_on_the_floor_is_flat_on_it(name: str, end: bool) -> None:
    body = solved(name)[1 if end else 0].body
    assert abs(point(body, "near_heel").imag) < 0.003
    assert abs(turned(body.limbs["near_leg"].end.angle)) < 0.5


def test_raised_heels_leave_the_toes_on_the_floor_and_where_they_were() -> None:
    start, end = solved("heel-raises")
    assert abs(point(end.body, "near_toe") - point(start.body, "near_toe")) < 0.002
    assert point(end.body, "near_heel").imag > 0.04
    assert abs(turned(end.body.limbs["near_leg"].tip.angle)) < 0.01


@pytest.mark.parametrize(
    ("name", "side", "target"),
    [
        ("single-knee-to-chest", "near", "near_shin"),
        ("single-knee-to-chest", "far", "near_shin"),
        ("double-knee-to-chest", "near", "near_shin"),
        ("abdominal-crunch", "near", "near_thigh"),
        ("sitting-bend", "near", "near_shin"),
    ],
)
def test_a_hand_is_at_its_target(name: str, side: str, target: str) -> None:
    body = solved(name)[1].body
    assert abs(point(body, f"{side}_hand") - point(body, target)) < 0.006


def test_hands_on_the_stomach_lie_on_it_and_the_elbows_on_the_floor() -> None:
    body = solved("abdominal-contraction")[0].body
    assert abs(point(body, "near_hand") - point(body, "belly")) < 0.006
    assert abs(point(body, "near_elbow").imag - b.ELBOW_RADIUS) < 0.003


def test_those_who_lie_rest_on_two_points_and_the_head() -> None:
    for name, places in {
        "heel-slides": ("buttock", "back", "back_of_head"),
        "prone-opposite-arm-and-leg": ("groin", "chest", "nose"),
    }.items():
        for place in places:
            assert abs(point(solved(name)[0].body, place).imag) < 0.003, (name, place)


def test_on_hands_and_knees_the_hand_is_under_the_shoulder_and_the_arm_straight() -> None:
    body = solved("quadruped-opposite-arm-and-leg")[0].body
    shoulder, wrist = point(body, "shoulder"), point(body, "near_wrist")
    assert abs(shoulder.real - wrist.real) < 0.01
    assert solved("quadruped-opposite-arm-and-leg")[0].joints.near_arm.elbow < 8


# --- facts that a drawing may not move ----------------------------------------------------------


def test_the_wall_squat_bends_the_knees_45_degrees_and_keeps_back_and_feet_where_they_are() -> None:
    start, end = solved("wall-squats")
    assert end.joints.near_leg.knee == pytest.approx(45, abs=0.5)
    for scene in (start, end):
        assert point(scene.body, "buttock").real == pytest.approx(scene.wall, abs=0.002)
        # 12 inches, for a person of 1.70 m
        heel = point(scene.body, "near_heel").real - b.HEEL + 0.036
        assert heel - scene.wall == pytest.approx(0.3048 / 1.70, abs=0.006)


def test_the_pelvic_tilt_and_the_crunch_have_their_knees_at_90_degrees() -> None:
    for name in ("pelvic-tilt", "abdominal-crunch"):
        for scene in solved(name):
            for side in SIDES:
                assert scene.joints.leg(side).knee == pytest.approx(90, abs=0.5)


def test_the_pelvic_tilt_begins_with_a_space_under_the_low_back_and_ends_flat() -> None:
    start, end = solved("pelvic-tilt")
    assert point(start.body, "low_back").imag > 0.03
    assert point(end.body, "low_back").imag < 0.022


def test_opposite_arm_and_leg_on_hands_and_knees_are_level_with_the_ground() -> None:
    body = solved("quadruped-opposite-arm-and-leg")[1].body
    for limb in ("near_leg", "far_arm"):
        frames = body.limbs[limb]
        for first, second in ((frames.upper, frames.lower), (frames.lower, frames.end)):
            slope = angle_of(second.origin - first.origin)
            assert abs(math.sin(math.radians(slope))) < 0.01, limb


def test_the_straight_leg_is_raised_6_to_12_inches_and_the_other_knee_stays_bent() -> None:
    start, end = solved("straight-leg-raise")
    rise = point(end.body, "near_heel").imag * 1.70 / 0.0254
    assert 6 <= rise <= 12
    assert end.joints.near_leg.knee == 0
    assert start.joints.far_leg.knee == pytest.approx(end.joints.far_leg.knee)
    assert end.joints.far_leg.knee > 60


def test_the_heel_never_leaves_the_floor_in_a_heel_slide() -> None:
    start, end = solved("heel-slides")
    assert abs(point(start.body, "near_heel").imag) < 0.003
    assert abs(point(end.body, "near_heel").imag) < 0.003
    assert point(end.body, "near_heel").real < point(start.body, "near_heel").real


def test_the_stopwatch_shows_the_hold_in_force_and_none_where_nothing_is_held() -> None:
    wanted = {"single-knee-to-chest": "20 s", "straight-leg-raise": "up to 5 s",
              "wall-squats": "about 5 s", "ankle-pumps": "", "heel-slides": ""}  # fmt: skip
    for name, hold in wanted.items():
        exercise = LIBRARY.exercises[name]
        shown = figure_drawing(DosedExercise(exercise, exercise.facts.dose))
        assert shown == draw(SHIPPED[name], hold, exercise.words.title)
        marks = compose(SHIPPED[name], *scenes(SHIPPED[name]), hold).marks
        labels = [m.text for m in marks if isinstance(m, Label)]
        assert (hold in labels) == bool(hold)


# --- properties of the body -----------------------------------------------------------------------


def angle(name: str) -> st.SearchStrategy[float]:
    return st.floats(*RANGES[name])


legs = st.builds(Leg, angle("hip"), angle("knee"), angle("ankle"))
arms = st.builds(Arm, angle("shoulder"), angle("elbow"), angle("wrist"))
postures = st.builds(
    Joints,
    turn=st.floats(-180, 180),
    lumbar=angle("lumbar"),
    thorax=angle("thorax"),
    neck=angle("neck"),
    near_leg=legs,
    far_leg=legs,
    near_arm=arms,
    far_arm=arms,
)


def lengths(body: Skeleton) -> list[float]:
    found = [abs(body.neck.origin - body.upper.origin), abs(body.head.origin - body.neck.origin)]
    for limb in body.limbs.values():
        found.append(abs(limb.lower.origin - limb.upper.origin))
        found.append(abs(limb.end.origin - limb.lower.origin))
    return found


@given(postures)
def test_no_pose_changes_the_length_of_a_bone(joints: Joints) -> None:
    assert lengths(skeleton(joints)) == pytest.approx(lengths(skeleton(Joints())))


@given(postures)
def test_near_and_far_side_are_the_same_body(joints: Joints) -> None:
    swapped = Joints(
        joints.hip, joints.turn, joints.lumbar, joints.thorax, joints.neck,
        joints.far_leg, joints.near_leg, joints.far_arm, joints.near_arm,
    )  # fmt: skip
    one, other = skeleton(joints), skeleton(swapped)
    for limb in ("leg", "arm"):
        assert one.limbs[f"near_{limb}"] == other.limbs[f"far_{limb}"]
        assert one.limbs[f"far_{limb}"] == other.limbs[f"near_{limb}"]


@given(postures)
def test_every_posture_has_shapes_without_a_hole_in_the_numbers(joints: Joints) -> None:
    found = shapes(skeleton(joints), look([joints]))
    assert len(found) >= 6


@given(
    st.fixed_dictionaries(
        {"base": st.sampled_from(["supine", "hook-lying", "prone", "quadruped", "standing",
                                  "sitting"])},
        optional={
            "lumbar": st.integers(-60, 80),
            "near_leg": st.fixed_dictionaries(
                {}, optional={"hip": st.integers(-90, 180), "knee": st.integers(-40, 180),
                              "foot": st.sampled_from(["floor", "toes", "stay"])}),
            "arms": st.fixed_dictionaries(
                {}, optional={"shoulder": st.integers(-90, 200),
                              "hand": st.sampled_from(["floor", "wall", "belly", "far_shin"])}),
        },
    ),
    st.sampled_from([None, "behind", "in-front"]),
)  # fmt: skip
def test_whatever_is_asked_is_drawn_or_told_and_never_fails(
    start: dict[str, object], wall: str | None
) -> None:
    facts = FigureFacts.model_validate({"start": start, "wall": wall})
    for fault in faults(facts):
        assert fault.path[0] in ("start", "end", "wall")
        assert fault.message.endswith(".")
    parse(draw(facts, "", "any").svg)


# --- what is impossible ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "code", "path"),
    [
        ({"start": {"base": "hook-lying"}, "end": {"near_leg": {"hip": 150, "knee": 10}}},
         "joint-range", ("end", "near_leg", "hip")),
        ({"start": {"base": "supine", "arms": {"hand": "near_shin"}}},
         "out-of-reach", ("start", "arms", "hand")),
        ({"start": {"base": "supine", "legs": {"foot": "floor", "hip": 90, "knee": 45}}},
         "pose-conflict", ("start", "legs", "hip")),
        ({"start": {"base": "quadruped"}, "end": {"near_leg": {"level": True, "knee": 30}}},
         "pose-conflict", ("end", "near_leg", "knee")),
        ({"start": {"base": "hook-lying", "arms": {"hand": "belly", "shoulder": 120}}},
         "pose-conflict", ("start", "arms", "shoulder")),
        ({"start": {"base": "standing", "arms": {"hand": "wall"}}},
         "out-of-reach", ("start", "arms", "hand")),
        ({"start": {"base": "standing", "arms": {"hand": "overhead"}}},
         "out-of-reach", ("start", "arms", "hand")),
        ({"start": {"base": "supine"}, "end": {"near_leg": {"hip": -25, "knee": 0}}},
         "below-floor", ("end", "near_leg")),
    ],
)  # fmt: skip
def test_an_impossible_pose_is_told_at_its_own_field(
    figure: dict[str, object], code: str, path: tuple[str, ...]
) -> None:
    found = faults(FigureFacts.model_validate(figure))
    assert (code, path) in {(fault.code, fault.path) for fault in found}


# --- drawing -------------------------------------------------------------------------------------


def test_a_figure_that_has_not_changed_is_not_drawn_again() -> None:
    facts = SHIPPED["heel-slides"]
    first = draw(facts, "3 s", "once")
    before = draw.cache_info().hits
    assert draw(facts, "3 s", "once") is first
    assert draw.cache_info().hits == before + 1


def test_the_atlas_shows_every_base_every_joint_and_every_point() -> None:
    names = {plate.name for plate in atlas.plates()}
    assert {f"joint-{name}" for name in RANGES} <= names
    assert sum(name.startswith("base-") for name in names) == 6
    assert set(atlas.points()[1]) == {p for p in POINTS if not p.startswith("far_")}


def test_two_renderers_draw_the_same_contact_sheet(browser: Any) -> None:
    """Chromium and resvg, at the size of a handout: the same but for the edges of lines."""
    drawings = {name: draw(facts, "5 s", name) for name, facts in SHIPPED.items()}
    sheet = preview.contact_sheet(drawings)
    nameless = Drawing(re.sub("<text.*?</text>", "", sheet.svg), sheet.width, sheet.height)
    ours = Image.open(io.BytesIO(preview.png(nameless, sheet.width))).convert("L")
    size = {"width": sheet.width, "height": sheet.height}
    with profile(browser, viewport=size) as context:
        page = context.new_page()
        page.set_content(f'<body style="margin:0">{nameless.svg}</body>')
        theirs = Image.open(io.BytesIO(page.screenshot())).convert("L")
    assert ImageStat.Stat(ours).mean[0] < 250  # there is something on it
    difference = ImageStat.Stat(ImageChops.difference(ours, theirs)).mean[0]
    assert difference < 2.0
