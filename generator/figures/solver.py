"""Poses to postures: contact with floor and wall, reach of the hands, and what is impossible.

A pose says little ("foot on the floor, knee at 95"); the solver finds the rest. It never fails:
what cannot be solved is drawn as near as can be and told as a fault of its field.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

from generator.figures import arms, legs
from generator.figures import body as b
from generator.figures.bases import BASES, FREE_LEG, PROPPED, SEAT
from generator.figures.body import SIDES, Arm, Joints, Leg, Side, Skeleton, point, skeleton
from generator.figures.geometry import direction, find_zero, third_side, turned
from generator.figures.limits import below_floor, out_of_range
from generator.pose import ArmPose, FigureFacts, LegPose, Pose

ASIDE: Final = 0.012  # how far the far hand or foot stands from the near one, to be seen
WALL_AHEAD: Final = 0.30  # from the shoulder to a wall in front
SAME_ANGLE: Final = 5.0  # degrees by which the far side may differ, to be seen
NEAR_ENOUGH: Final = 0.005  # by which a hand may miss its target
FEET_FROM_WALL: Final = 18


@dataclass(frozen=True)
class Fault:
    """What is impossible in a pose, and the path of the field that says it."""

    path: tuple[str, ...]
    code: str
    message: str


@dataclass(frozen=True)
class Scene:
    """A solved posture and what stands around it: where the wall is, how high the seat."""

    joints: Joints
    body: Skeleton
    wall: float | None = None
    seat: float | None = None
    faults: tuple[Fault, ...] = ()


def solve(facts: FigureFacts, pose: Pose, before: Scene | None) -> Scene:
    """Return the scene of a whole pose; `before` is that of the start, for what stays."""
    return _Solver(facts, pose, before).scene()


class _Solver:
    """Solves one pose, part by part: the trunk and the legs that carry it, the head, the arms."""

    def __init__(self, facts: FigureFacts, pose: Pose, before: Scene | None) -> None:
        self.facts, self.pose, self.before = facts, pose, before
        self.base = BASES[pose.base or "standing"]
        self.wall = before.wall if before else None
        self.seat: float | None = None
        self.faults: list[Fault] = []
        self.joints = Joints(
            turn=turned(self.base.turn - (pose.lean or 0)),
            lumbar=_given(pose.lumbar, self.base.lumbar),
            thorax=_given(pose.thorax, 0.0),
            neck=_given(pose.neck, self.base.neck),
        )
        for side in SIDES:
            self.joints = self.joints.with_leg(side, _plain_leg(self.leg_pose(side)))

    def leg_pose(self, side: Side) -> LegPose:
        own = self.pose.near_leg if side == "near" else self.pose.far_leg
        default = self.base.near_leg if side == "near" else self.base.far_leg
        return own or self.pose.legs or default

    def arm_pose(self, side: Side) -> ArmPose:
        own = self.pose.near_arm if side == "near" else self.pose.far_arm
        return own or self.pose.arms or self.base.arms

    def field(self, limb: str) -> tuple[str, ...]:
        """Return the path of the field that says how a limb (`near_leg`, "" for none) is posed."""
        if not limb:
            return ()
        return (limb,) if getattr(self.pose, limb) else (f"{limb.partition('_')[2]}s",)

    def fault(self, path: tuple[str, ...], code: str, message: str) -> None:
        self.faults.append(Fault(path, code, message))

    def scene(self) -> Scene:
        """Return the solved scene."""
        upright = {"standing": self.stand, "sitting": self.sit, "quadruped": self.kneel}
        upright.get(self.pose.base or "standing", self.lie)()
        for side in SIDES:
            self.solve_arm(side)
        body = skeleton(self.joints)
        for limb, name, message in out_of_range(self.joints):
            self.fault((*self.field(limb), name), "joint-range", message)
        for limb, message in below_floor(body):
            self.fault(self.field(limb), "below-floor", message)
        self.check_stated()
        return Scene(self.joints, body, self.wall, self.seat, tuple(self.faults))

    def check_stated(self) -> None:
        """Find angles that are written, and that contact or reach has made others."""
        for side in SIDES:
            limbs: tuple[tuple[str, LegPose | ArmPose | None, Leg | Arm], ...] = (
                (f"{side}_leg", self.written("leg", side), self.joints.leg(side)),
                (f"{side}_arm", self.written("arm", side), self.joints.arm(side)),
            )
            for limb, pose, solved in limbs:
                for name, angle in vars(solved).items():
                    stated = getattr(pose, name, None)
                    if stated is not None and abs(turned(angle - stated)) > SAME_ANGLE:
                        message = f"'{name}' is written as {stated} and comes to {angle:.0f}, from"
                        message += " what else holds this limb: leave one of them out."
                        self.fault((*self.field(limb), name), "pose-conflict", message)

    def written(self, limb: str, side: Side) -> LegPose | ArmPose | None:
        """Return what the pose itself says of a limb, and not its base."""
        found: LegPose | ArmPose | None = getattr(self.pose, f"{side}_{limb}")
        return found or getattr(self.pose, f"{limb}s")

    # --- lying --------------------------------------------------------------------------------

    def lie(self) -> None:
        """Turn the trunk until its resting points are level, and drop it to the floor."""
        pelvis, shoulders = self.base.rest
        if self.pose.rest is None:
            level = find_zero(self.tilt, self.base.turn - 40.0, self.base.turn + 40.0)
            self.joints = replace(self.joints, turn=self.base.turn if level is None else level)
        else:
            turn = self.before.joints.turn if self.before else self.base.turn
            self.joints = replace(self.joints, turn=turn - (self.pose.lean or 0))
        resting = shoulders if self.pose.rest == "shoulders" else pelvis
        low = point(skeleton(self.joints), resting).imag
        self.joints = replace(self.joints, hip=self.joints.hip - 1j * low)
        for side in SIDES:
            self.solve_leg(side)
        if self.pose.neck is None and self.pose.rest != "pelvis":
            self.rest_head()

    def tilt(self, turn: float) -> float:
        """Return how much higher one resting point is than the other, the trunk so turned."""
        body = skeleton(replace(self.joints, turn=turn))
        first, second = (point(body, name) for name in self.base.rest)
        return (first - second).imag

    def rest_head(self) -> None:
        """Bend the neck until the head lies on the floor."""

        def height(neck: float) -> float:
            return point(skeleton(replace(self.joints, neck=neck)), self.base.head_rests).imag

        neck = find_zero(height, -60.0, 60.0)
        if neck is not None:
            self.joints = replace(self.joints, neck=neck)

    def solve_leg(self, side: Side) -> None:
        """Solve a leg that carries nothing."""
        pose = self.leg_pose(side)
        face_down = math.cos(math.radians(self.joints.turn)) > 0.0
        solved: Joints | None = self.joints
        if pose.level:
            solved = legs.with_leg_level(self.joints, side)
        elif pose.foot == "stay" and self.before:
            ankle = self.before.body.limbs[f"{side}_leg"].end.origin
            solved = legs.with_foot_flat(legs.with_ankle_at(self.joints, side, ankle), side)
        elif pose.foot == "floor" and not face_down:
            solved = legs.with_foot_planted(self.joints, side)
        elif pose.foot == "floor" or pose.heel == "floor":
            name = "instep" if pose.foot else "heel"
            solved = legs.with_leg_lowered(self.joints, side, name)
        if solved is None:
            message = "This leg cannot reach the floor so: change its angles."
            self.fault(self.field(f"{side}_leg"), "out-of-reach", message)
        else:
            self.joints = solved

    # --- standing, sitting, on hands and knees ------------------------------------------------

    def stand(self) -> None:
        """Put the feet on the floor and the hip above them, or along a wall behind."""
        ankles: dict[Side, complex | None] = {side: self.standing_ankle(side) for side in SIDES}
        carrying: Side = next((side for side in SIDES if ankles[side] is not None), SIDES[0])
        ankle = ankles[carrying] or 1j * b.ANKLE
        self.joints = replace(self.joints, hip=self.standing_hip(carrying, ankle))
        for side in SIDES:
            target = ankles[side]
            if target is not None:
                self.joints = legs.with_ankle_at(self.joints, side, target)
                if self.leg_pose(side).foot != "toes":
                    self.joints = legs.with_foot_flat(self.joints, side)
        if self.facts.wall == "in-front" and self.wall is None:
            self.wall = skeleton(self.joints).upper.origin.real + WALL_AHEAD

    def standing_hip(self, side: Side, ankle: complex) -> complex:
        """Return where the hip is above an ankle, the knee bent as it is."""
        if self.facts.wall != "behind":
            body = skeleton(replace(self.joints, hip=0j))
            return ankle - body.limbs[f"{side}_leg"].end.origin
        if self.wall is None:
            distance = _given(self.facts.feet_from_wall, FEET_FROM_WALL) / 100.0
            self.wall = ankle.real - b.HEEL - distance
        depth = ankle.real - (self.wall + b.BACK)
        reach = third_side(b.THIGH, b.SHANK, self.joints.leg(side).knee)
        return ankle + complex(-depth, math.sqrt(max(reach**2 - depth**2, 0.0)))

    def standing_ankle(self, side: Side) -> complex | None:
        """Return where the ankle of a foot on the floor is, and None of a free foot."""
        pose = self.leg_pose(side)
        if pose.foot is None and (pose.hip is not None or pose.level):
            return None
        below = ASIDE if side == "far" else 0.0
        if self.before:
            below = self.before.body.limbs[f"{side}_leg"].end.at(0.0, b.ANKLE).real
        if pose.foot != "toes":
            return complex(below, b.ANKLE)
        pitch = -_given(pose.ankle, -30.0)
        leg = replace(self.joints.leg(side), ankle=-pitch, toes=pitch)
        self.joints = self.joints.with_leg(side, leg)
        return below + b.BALL - direction(-pitch) * complex(b.BALL, -b.ANKLE)

    def sit(self) -> None:
        """Put the hip on a seat, and the feet on the floor below the knees."""
        self.seat = SEAT
        self.joints = replace(self.joints, hip=complex(0.0, SEAT + b.SEAT_TO_HIP))
        for side in SIDES:
            pose = self.leg_pose(side)
            if pose.level:
                self.joints = legs.with_leg_level(self.joints, side)
            elif pose.foot == "floor" or pose in (self.base.near_leg, self.base.far_leg):
                below = (_given(pose.knee, 90.0) / 90.0 - 1.0) * (self.joints.hip.imag - b.ANKLE)
                ankle = complex(self.joints.hip.real + b.THIGH - below, b.ANKLE)
                self.joints = legs.with_ankle_at(self.joints, side, ankle)
                self.joints = legs.with_foot_flat(self.joints, side)

    def kneel(self) -> None:
        """Put a knee under the hip and a straight arm under the shoulder."""
        hip = complex(0.0, b.THIGH + b.KNEE_RADIUS)
        arm = b.UPPER_ARM + b.FOREARM + b.PALM - 0.0005

        def drop(turn: float) -> float:
            body = skeleton(replace(self.joints, hip=hip, turn=turn))
            return body.limbs["near_arm"].upper.origin.imag - arm

        turn = find_zero(drop, -30.0, 50.0) if self.pose.lean is None else None
        self.joints = replace(self.joints, hip=hip, turn=self.joints.turn if turn is None else turn)
        for side in SIDES:
            if self.leg_pose(side) == FREE_LEG:
                leg = Leg(hip=90.0 - self.joints.turn, knee=92.0, ankle=-50.0)
                self.joints = self.joints.with_leg(side, leg)
            else:
                self.solve_leg(side)

    # --- arms -----------------------------------------------------------------------------------

    def solve_arm(self, side: Side) -> None:
        """Solve an arm: from its angles, level, lying, carrying or touching."""
        pose = self.arm_pose(side)
        self.check_hand(side, pose)
        arm = Arm(_given(pose.shoulder, 0.0), _given(pose.elbow, 4.0), _given(pose.wrist, 0.0))
        if pose.level:
            arm = arms.level(self.joints)
        elif pose.hand == "forearm":
            arm = arms.on_forearm(self.joints)
        elif pose.hand == "wall" or (pose.hand in ("floor", "stay") and self.is_propped()):
            wrist, flat = self.support(side, pose.hand)
            self.check_reach(side, pose.hand, wrist, palm=False)
            arm = arms.planted(self.joints, wrist, flat)
        elif pose.hand in ("floor", "overhead"):
            arm = arms.lying(self.joints, side, arm, 0.0 if pose.hand == "floor" else 180.0)
        elif pose.hand is not None:
            body = self.before.body if pose.hand == "stay" and self.before else None
            name = f"{side}_hand" if pose.hand == "stay" else pose.hand
            target = point(body or skeleton(self.joints), name)
            self.check_reach(side, pose.hand, target, palm=True)
            arm = arms.touching(self.joints, target)
        self.joints = self.joints.with_arm(side, arm)

    def check_hand(self, side: Side, pose: ArmPose) -> None:
        """Find a hand that has nothing there to touch."""
        upright = self.pose.base in ("standing", "sitting")
        message = ""
        if pose.hand == "wall" and self.wall is None:
            message = (
                "There is no wall for the hand: write 'wall: in-front' for the figure, standing."
            )
        elif upright and pose.hand in ("forearm", "overhead"):
            message = (
                f"'hand: {pose.hand}' is for those who lie or kneel: write 'shoulder' instead."
            )
        if message:
            self.fault((*self.field(f"{side}_arm"), "hand"), "out-of-reach", message)

    def is_propped(self) -> bool:
        """Tell whether a hand on the floor carries, instead of lying there."""
        return self.pose.base in PROPPED or (self.pose.base == "prone" and bool(self.pose.rest))

    def support(self, side: Side, name: str) -> tuple[complex, float]:
        """Return where the wrist of a hand that carries is, and the angle of its palm."""
        shoulder = skeleton(self.joints).upper.at(*b.SHOULDER)
        if name == "stay" and self.before:
            hand = self.before.body.limbs[f"{side}_arm"].end
            return hand.origin, hand.angle
        if name == "wall":
            wall = shoulder.real + WALL_AHEAD if self.wall is None else self.wall
            return complex(wall - b.PALM, shoulder.imag - 0.05), 90.0
        return complex(shoulder.real + (ASIDE if side == "far" else 0.0), b.PALM), 0.0

    def check_reach(self, side: Side, name: str, target: complex, *, palm: bool) -> None:
        short = arms.shortfall(self.joints, target, palm=palm)
        if short > NEAR_ENOUGH:
            far = f"{100.0 * short:.0f} hundredths of body height"
            message = f"The hand stays {far} short of '{name}': bend the trunk, or choose another."
            self.fault((*self.field(f"{side}_arm"), "hand"), "out-of-reach", message)


def _given(value: float | None, default: float) -> float:
    return default if value is None else float(value)


def _plain_leg(pose: LegPose) -> Leg:
    return Leg(_given(pose.hip, 0.0), _given(pose.knee, 0.0), _given(pose.ankle, 0.0))
