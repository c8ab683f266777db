"""What a pose says, what it leaves out, and where a fault of it stands."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.build import check_folder
from generator.figures.body import SIDES, Arm, point
from generator.figures.effects import ALL, BECOMES, RULES
from generator.figures.geometry import turned
from generator.figures.limits import elbow_bend
from generator.figures.picture import draw, faults, scenes
from generator.figures.solver import Fault, Scene
from generator.pose import ArmPose, BaseName, FigureFacts, LegPose, Pose
from tests.test_bad import BAD, TODAY

Facts = Mapping[str, Any]


def figure(start: Facts, end: Facts | None = None, **more: Any) -> FigureFacts:
    return FigureFacts.model_validate({"start": start, "end": end or {}, **more})


def told(start: Facts, end: Facts | None = None, **more: Any) -> list[tuple[str, tuple[Any, ...]]]:
    """Return the code and the place of each fault of a figure."""
    return [(fault.code, fault.path) for fault in faults(figure(start, end, **more))]


def end_of(start: Facts, end: Facts, **more: Any) -> Scene:
    """Return the solved end of a figure that has no fault."""
    facts = figure(start, end, **more)
    assert faults(facts) == []
    return scenes(facts)[1]


# --- fields without effect --------------------------------------------------------------------


def without_effect(base: str) -> dict[str, str]:
    """Return the fields that have no effect on a base, or not always, with what each needs."""
    return {rule.field: rule.needs for rule in RULES if base in rule.bases}


@pytest.mark.parametrize(
    ("start", "end", "more", "place"),
    [
        ({"base": "supine", "lean": 20}, {}, {}, ("start", "lean")),
        ({"base": "prone"}, {"lean": -20}, {}, ("end", "lean")),
        ({"base": "standing", "rest": "pelvis"}, {}, {}, ("start", "rest")),
        ({"base": "sitting"}, {"rest": "shoulders"}, {}, ("end", "rest")),
        ({"base": "prone", "hips_raised": 8}, {}, {}, ("start", "hips_raised")),
        ({"base": "supine"}, {"hips_raised": 8, "rest": "pelvis"}, {}, ("end", "rest")),
        ({"base": "supine"}, {"hips_raised": 8, "lean": -9}, {}, ("end", "lean")),
        ({"base": "supine", "near_leg": {"foot": "toes"}}, {}, {},
         ("start", "near_leg", "foot")),
        ({"base": "quadruped"}, {"far_leg": {"foot": "toes"}}, {}, ("end", "far_leg", "foot")),
        ({"base": "standing", "legs": {"foot": "stay"}}, {}, {}, ("start", "legs", "foot")),
        ({"base": "standing", "legs": {"heel": "floor"}}, {}, {}, ("start", "legs", "heel")),
        ({"base": "supine", "legs": {"foot": "floor", "knee": 90, "heel": "floor"}}, {}, {},
         ("start", "legs", "heel")),
        ({"base": "sitting"}, {"near_leg": {"level": True, "foot": "floor"}}, {},
         ("end", "near_leg", "foot")),
        ({"base": "standing", "arms": {"level": True, "hand": "belly"}}, {}, {},
         ("start", "arms", "hand")),
        ({"base": "supine", "arms": {"hand": "stay"}}, {}, {}, ("start", "arms", "hand")),
        ({"base": "supine", "legs": {}}, {}, {}, ("start", "legs")),
        ({"base": "sitting"}, {"near_arm": {}}, {}, ("end", "near_arm")),
        ({"base": "supine", "legs": {"knee": 5}, "near_leg": {"knee": 5}, "far_leg": {"knee": 5}},
         {}, {}, ("start", "legs")),
        ({"base": "supine"}, {}, {"wall": "behind"}, ("wall",)),
        ({"base": "sitting"}, {}, {"wall": "in-front"}, ("wall",)),
        ({"base": "quadruped"}, {}, {"wall": "in-front"}, ("wall",)),
        ({"base": "standing"}, {}, {"wall": "in-front", "feet_from_wall": 18},
         ("feet_from_wall",)),
        ({"base": "standing"}, {}, {"feet_from_wall": 18}, ("feet_from_wall",)),
    ],
)  # fmt: skip
def test_a_field_without_effect_is_told_once_at_its_place(
    start: Facts, end: Facts, more: Facts, place: tuple[str, ...]
) -> None:
    assert told(start, end, **more).count(("no-effect", place)) == 1


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ({"base": "supine"}, {"rest": "pelvis", "lean": 20}),
        ({"base": "prone", "rest": "pelvis"}, {"lean": -15}),
        ({"base": "prone", "lean": -10}, {"rest": "pelvis"}),
        ({"base": "standing"}, {"lean": 20}),
        ({"base": "supine", "legs": {"heel": "floor", "knee": 30}}, {"legs": {}}),
        ({"base": "sitting"}, {"near_leg": {"foot": "toes"}}),
    ],
)
def test_a_field_that_has_what_it_needs_is_no_fault(start: Facts, end: Facts) -> None:
    assert "no-effect" not in dict(told(start, end))


def test_the_message_says_what_the_field_would_need() -> None:
    (fault,) = faults(figure({"base": "supine", "lean": 20}))
    assert fault.message == "'lean' has no effect here: lying, it needs 'rest' beside it."


def test_the_table_can_be_read_for_every_base_and_each_rule_names_a_field() -> None:
    assert set(BECOMES) == set(get_args(BaseName)) == set(ALL)
    for base in ALL:
        assert all(words for words in without_effect(base).values())
    assert "rest" in without_effect("standing")
    assert "rest" not in without_effect("supine")
    for rule in RULES:
        model = {"legs": LegPose, "arms": ArmPose, "": Pose}[rule.limb]
        assert rule.name in {**model.model_fields, **FigureFacts.model_fields}, rule


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [("supine", "hook-lying", True), ("sitting", "standing", True), ("standing", "standing", True),
     ("supine", "standing", False), ("prone", "supine", False)],
)  # fmt: skip
def test_a_movement_leads_only_to_a_base_that_can_follow(
    first: str, second: str, fits: bool
) -> None:
    found = told({"base": first}, {"base": second})
    assert found == ([] if fits else [("other-base", ("end", "base"))])


# --- standing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("knee", [0, 20, 45, 60, 90, 110])
def test_both_knees_alone_make_a_squat_on_flat_feet(knee: int) -> None:
    scene = end_of({"base": "standing"}, {"legs": {"knee": knee}})
    for side in SIDES:
        assert scene.joints.leg(side).knee == pytest.approx(knee, abs=5.0)
        assert abs(point(scene.body, f"{side}_heel").imag) < 0.003
        assert abs(turned(scene.body.limbs[f"{side}_leg"].end.angle)) < 0.5
    assert scene.joints.near_leg.knee == pytest.approx(knee, abs=0.5)


def test_hip_and_knee_of_both_legs_are_a_squat_too() -> None:
    scene = end_of({"base": "standing"}, {"legs": {"hip": 55, "knee": 60}, "lean": 25})
    assert abs(point(scene.body, "near_heel").imag) < 0.003
    assert abs(turned(scene.body.limbs["near_leg"].end.angle)) < 0.5
    assert scene.joints.near_leg.hip == pytest.approx(55, abs=0.5)


@pytest.mark.parametrize(
    "leg", [{"knee": 90}, {"hip": 90, "knee": 90}, {"level": True}, {"hip": -20, "knee": 10}]
)
def test_one_leg_that_is_posed_is_lifted_and_the_other_carries(leg: Facts) -> None:
    scene = end_of({"base": "standing"}, {"near_leg": leg})
    assert point(scene.body, "near_heel").imag > 0.02
    assert abs(point(scene.body, "far_heel").imag) < 0.003
    assert scene.joints.far_leg.knee < 5


def test_of_two_legs_that_are_posed_the_lower_one_carries() -> None:
    legs = {"near_leg": {"hip": 90, "knee": 90}, "far_leg": {"hip": 0, "knee": 0}}
    scene = end_of({"base": "standing"}, legs)
    assert abs(point(scene.body, "far_heel").imag) < 0.003
    assert point(scene.body, "near_heel").imag > 0.15


@pytest.mark.parametrize(
    ("legs", "name"), [({"hip": 110, "knee": 10}, "hip"), ({"level": True}, "level")]
)
def test_two_lifted_legs_carry_nobody(legs: Facts, name: str) -> None:
    found = told({"base": "standing"}, {"legs": legs})
    assert found == [("nothing-carries", ("end", "legs", name))]


def test_who_bows_stands_on_legs_that_do_not_fall_forward() -> None:
    scene = end_of({"base": "standing"}, {"lean": 40})
    assert scene.joints.hip.real == pytest.approx(point(scene.body, "near_ankle").real, abs=0.01)


# --- sitting ------------------------------------------------------------------------------------


@pytest.mark.parametrize("knee", [0, 30, 45, 60, 82, 100])
def test_the_foot_of_those_who_sit_slides_until_the_knee_is_as_written(knee: int) -> None:
    scene = end_of({"base": "sitting"}, {"near_leg": {"foot": "floor", "knee": knee}})
    assert scene.joints.near_leg.knee == pytest.approx(knee, abs=0.5)
    assert abs(point(scene.body, "near_heel").imag) < 0.003
    assert abs(turned(scene.body.limbs["near_leg"].end.angle)) < 0.5


def test_a_knee_stretched_in_the_air_leaves_the_thigh_on_the_seat() -> None:
    start, end = scenes(figure({"base": "sitting"}, {"near_leg": {"knee": 0}}))
    assert end.joints.near_leg.knee == 0
    assert end.joints.near_leg.hip == pytest.approx(start.joints.near_leg.hip, abs=1.0)
    assert point(end.body, "near_ankle").imag > 0.2


def test_square_hips_and_knees_are_a_seat_with_the_feet_on_the_floor() -> None:
    facts = figure({"base": "sitting", "legs": {"hip": 90, "knee": 90}})
    assert faults(facts) == []
    assert abs(point(scenes(facts)[0].body, "near_heel").imag) < 0.003


def test_a_knee_bent_too_far_for_a_flat_foot_is_told_and_one_on_the_toes_is_drawn() -> None:
    leg = {"foot": "floor", "knee": 125}
    found = told({"base": "sitting"}, {"near_leg": leg})
    assert ("out-of-reach", ("end", "near_leg", "knee")) in found
    scene = end_of({"base": "sitting"}, {"near_leg": {"foot": "toes", "knee": 112}})
    assert scene.joints.near_leg.knee == pytest.approx(112, abs=0.5)


def test_a_heel_on_the_floor_before_the_seat_keeps_the_toes_up() -> None:
    scene = end_of({"base": "sitting"}, {"near_leg": {"heel": "floor", "knee": 5, "ankle": 10}})
    assert abs(point(scene.body, "near_heel").imag) < 0.003
    assert point(scene.body, "near_toe").imag > 0.05
    assert point(scene.body, "near_ankle").real > 0.3


@pytest.mark.parametrize("lean", range(-40, 51, 10))
def test_hands_in_the_lap_stay_at_ease_however_the_trunk_leans(lean: int) -> None:
    end_of({"base": "sitting"}, {"lean": lean})


def test_an_empty_limb_of_the_end_is_as_the_base_has_it() -> None:
    scene = end_of({"base": "sitting", "legs": {"level": True}}, {"legs": {}})
    assert scene.joints == scenes(figure({"base": "sitting"}))[0].joints


# --- lying --------------------------------------------------------------------------------------


@pytest.mark.parametrize("height", [3, 6, 10])
def test_the_hips_are_raised_as_high_as_is_written(height: int) -> None:
    end = {"hips_raised": height, "legs": {"foot": "stay"}}
    scene = end_of({"base": "hook-lying"}, end)
    assert point(scene.body, "buttock").imag == pytest.approx(height / 100, abs=0.001)
    assert abs(point(scene.body, "back").imag) < 0.003
    assert abs(point(scene.body, "back_of_head").imag) < 0.003


def test_hips_that_cannot_be_raised_so_high_are_told_at_that_field() -> None:
    found = told({"base": "hook-lying"}, {"hips_raised": 40})
    assert ("out-of-reach", ("end", "hips_raised")) in found


def test_a_lean_that_does_not_change_moves_nothing() -> None:
    start, end = scenes(figure({"base": "prone", "rest": "pelvis", "lean": -10}, {"neck": -5}))
    assert end.joints.turn == start.joints.turn


def test_a_foot_that_cannot_stay_is_told() -> None:
    stay = {"near_leg": {"foot": "stay"}}
    assert told({"base": "hook-lying"}, {"hips_raised": 8, **stay}) == []
    found = told({"base": "supine"}, {"hips_raised": 10, **stay})
    assert ("out-of-reach", ("end", "near_leg", "foot")) in found


@pytest.mark.parametrize("base", ["supine", "hook-lying", "prone"])
def test_a_hand_behind_the_head_has_its_elbow_beside_it(base: str) -> None:
    facts = figure({"base": base, "arms": {"hand": "back_of_head"}})
    assert faults(facts) == []
    scene = scenes(facts)[0]
    assert scene.joints.near_arm.upper_share < 0.5
    assert scene.joints.near_arm.shoulder < 120  # else it would be painted behind the trunk
    assert abs(point(scene.body, "near_hand") - point(scene.body, "back_of_head")) < 0.06
    assert point(scene.body, "near_elbow").imag > 0.02


def test_an_elbow_that_points_out_of_the_picture_has_its_true_bend() -> None:
    assert elbow_bend(Arm(elbow=40)) == 40
    assert elbow_bend(Arm(elbow=0, upper_share=0.5, lower_share=0.5)) == pytest.approx(120)
    assert elbow_bend(Arm(elbow=0, upper_share=0.1, lower_share=0.1)) > 150


# --- where a fault stands -----------------------------------------------------------------------


def only(start: Facts, end: Facts | None = None) -> Fault:
    (fault,) = faults(figure(start, end))
    return fault


def test_a_fault_of_the_start_that_lasts_is_told_once() -> None:
    assert told({"base": "hook-lying", "lumbar": -60}, {"near_leg": {"hip": 90, "knee": 90}}) == [
        ("joint-range", ("start", "lumbar"))
    ]
    assert told({"base": "supine", "arms": {"hand": "near_shin"}}, {"neck": 5}) == [
        ("out-of-reach", ("start", "arms", "hand"))
    ]


def test_a_fault_of_both_legs_is_told_once() -> None:
    found = told({"base": "supine"}, {"legs": {"hip": -25, "knee": 0}})
    assert found == [("below-floor", ("end", "legs"))]


def test_what_the_end_makes_of_a_field_of_the_start_is_told_at_the_end() -> None:
    start = {"base": "sitting", "lean": 35, "lumbar": 25, "arms": {"hand": "near_shin"}}
    fault = only(start, {"lean": 0, "lumbar": 0})
    assert fault.path == ("end", "lean")
    assert "'arms' of the start" in fault.message


def test_a_default_at_fault_is_told_at_what_is_written_and_says_what_to_write() -> None:
    found = faults(figure({"base": "quadruped", "lean": 60}))
    assert {fault.path for fault in found} == {("start", "lean")}
    assert "as 'base: quadruped' has it: write 'near_" in found[0].message


def test_an_angle_that_follows_from_another_field_is_told_there() -> None:
    found = faults(figure({"base": "supine", "near_leg": {"foot": "floor", "knee": 5}}))
    assert [(fault.code, fault.path) for fault in found] == [
        ("joint-range", ("start", "near_leg", "foot"))
    ]
    assert "It follows from 'foot'" in found[0].message


def written(part: object) -> set[tuple[str, ...]]:
    """Return the paths of all that a part of a figure writes, its own begin included."""
    found: set[tuple[str, ...]] = {()}
    if isinstance(part, Pose | LegPose | ArmPose | FigureFacts):
        for name in part.model_fields_set:
            found |= {(name, *rest) for rest in written(getattr(part, name))}
    return found


angles = {"lean": st.integers(-60, 80), "lumbar": st.integers(-60, 80),
          "neck": st.integers(-70, 70), "rest": st.sampled_from(["pelvis", "shoulders"]),
          "hips_raised": st.integers(0, 40)}  # fmt: skip
legs = st.fixed_dictionaries({}, optional={
    "hip": st.integers(-60, 160), "knee": st.integers(-20, 170), "ankle": st.integers(-70, 50),
    "foot": st.sampled_from(["floor", "toes", "stay"]), "heel": st.just("floor"),
    "level": st.booleans()})  # fmt: skip
arms = st.fixed_dictionaries({}, optional={
    "shoulder": st.integers(-90, 200), "elbow": st.integers(-20, 170),
    "hand": st.sampled_from(["floor", "forearm", "overhead", "wall", "stay", "belly",
                             "back_of_head", "near_shin", "near_thigh"]),
    "level": st.booleans()})  # fmt: skip
limbs = {"near_leg": legs, "far_leg": legs, "legs": legs, "near_arm": arms, "arms": arms}
base = st.sampled_from(get_args(BaseName))
starts = st.fixed_dictionaries({"base": base}, optional={**angles, **limbs})
ends = st.fixed_dictionaries({}, optional={"base": base, **angles, **limbs})
walls = st.sampled_from([None, "behind", "in-front"])


@given(starts, ends, walls)
def test_every_fault_stands_once_at_something_that_is_written(
    start: Facts, end: Facts, wall: str | None
) -> None:
    facts = figure(start, end, **({"wall": wall} if wall else {}))
    found = faults(facts)
    assert {fault.path for fault in found} <= written(facts)
    assert len({(fault.code, fault.path) for fault in found}) == len(found)
    assert all(fault.message.endswith(".") for fault in found)


@given(starts, walls)
def test_an_end_that_changes_nothing_has_no_fault_of_its_own(
    start: Facts, wall: str | None
) -> None:
    found = faults(figure(start, {}, **({"wall": wall} if wall else {})))
    assert all(fault.path[0] != "end" for fault in found)


@given(base, legs, walls)
def test_whoever_stands_without_a_fault_has_a_foot_on_the_floor(
    start: str, leg: Facts, wall: str | None
) -> None:
    facts = figure({"base": "standing", "near_leg": leg}, **({"wall": wall} if wall else {}))
    if not faults(facts):
        body = scenes(facts)[0].body
        lowest = min(
            point(body, f"{side}_{name}").imag for side in SIDES for name in ("heel", "toe")
        )
        assert abs(lowest) < 0.02
    draw(facts, "", start)


def test_the_messages_of_a_folder_name_line_and_column(tmp_path: Path) -> None:
    text = (BAD / "content/exercises/figure-no-effect.md").read_text("utf-8")
    place = tmp_path / "content/exercises/figure-no-effect.md"
    place.parent.mkdir(parents=True)
    place.write_text(text, "utf-8")
    problems = check_folder(tmp_path / "content", TODAY).problems
    lines = text.splitlines()
    for problem in problems:
        if problem.code in ("no-effect", "nothing-carries", "other-base"):
            line = lines[problem.line - 1]
            name = problem.message.partition("'")[2].partition("'")[0].partition(":")[0]
            assert name in line, problem
