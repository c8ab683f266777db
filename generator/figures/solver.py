"""Poses to postures: contact with floor and wall, reach of the hands, and what is impossible.

A pose says little ("foot on the floor, knee at 95"); the solver finds the rest. It never fails:
what cannot be solved is drawn as near as can be and told as a fault of its field.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

from generator.figures import arms, legs
from generator.figures import body as b
from generator.figures.bases import BASES, FREE_ARM, FREE_LEG, PROPPED, SEAT
from generator.figures.body import SIDES, Arm, Joints, Leg, Side, Skeleton, point, skeleton
from generator.figures.geometry import find_zero, third_side, turned
from generator.figures.limits import below_floor, out_of_range
from generator.pose import ArmPose, FigureFacts, LegPose, Pose

ASIDE: Final = 0.012  # how far the far hand or foot stands from the near one, to be seen
WALL_AHEAD: Final = 0.30  # from the shoulder to a wall in front
SAME_ANGLE: Final = 5.0  # degrees by which the far side may differ, to be seen
NEAR_ENOUGH: Final = 0.008  # by which a hand may miss its target
FEET_FROM_WALL: Final = 18
LYING: Final = 0.5  # cosine of the steepest upper trunk of those whose elbows lie at their sides
NO_FLOOR: Final = "This leg cannot reach the floor so: change its angles."
HEEL_RAISED: Final = 30.0  # degrees of the sole on the toes, where nothing is written
LIFTED: Final = -0.10  # a foot so far below the hip, or higher, carries nobody
TRUNK_WEIGHT: Final = 0.30  # from the hip to the middle of the trunk's weight
SEAT_SLOPE: Final = 8.0  # degrees by which a thigh slopes from the hip of a chair to the knee
FAR_AHEAD: Final = 0.0186  # how far the far foot of those who sit stands before the near one
HANGING: Final = 80.0  # a knee bent as far, or further, brings the foot of those who sit to ...
NEAR_FLOOR: Final = 0.04  # ... the floor, if it is as near to it


@dataclass(frozen=True)
class Fault:
    """What is impossible in a pose, and the path of the field that says it."""

    path: tuple[str | int, ...]
    code: str
    message: str


@dataclass(frozen=True)
class Scene:
    """A solved posture and what stands around it: where the wall is, how high the seat.

    `level` is the turn of the pelvis, in degrees, of those who lie with it on the floor. The path
    of a fault names one limb (`near_leg`) and its field, whatever the pose calls it.
    """

    joints: Joints
    body: Skeleton
    wall: float | None = None
    seat: float | None = None
    faults: tuple[Fault, ...] = ()
    level: float | None = None


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
        self.level: float | None = None
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
        said = own or self.pose.legs
        return default if said is None or said == FREE_LEG else said

    def arm_pose(self, side: Side) -> ArmPose:
        own = self.pose.near_arm if side == "near" else self.pose.far_arm
        said = own or self.pose.arms
        return self.base.arms if said is None or said == FREE_ARM else said

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
            self.fault((limb, name) if limb else (name,), "joint-range", message)
        carried = all(fault.code != "nothing-carries" for fault in self.faults)
        for limb, message in below_floor(body) if carried else ():
            self.fault((limb,) if limb else (), "below-floor", message)
        self.check_stated()
        faults = tuple(self.faults)
        return Scene(self.joints, body, self.wall, self.seat, faults, self.level)

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
                    if stated is not None and abs(turned(angle - stated)) > self.play(pose, name):
                        message = f"'{name}' is written as {stated} and comes to {angle:.0f}, from"
                        message += " what else holds this limb: leave one of them out."
                        self.fault((limb, name), "pose-conflict", message)

    def play(self, pose: LegPose | ArmPose | None, name: str) -> float:
        """Return by how many degrees an angle may come out other than it is written."""
        if isinstance(pose, LegPose) and pose.foot == "toes" and name == "ankle":
            return 360.0  # there it says how high the heel is
        on_seat = name == "hip" and self.pose.base == "sitting"
        return SAME_ANGLE + SEAT_SLOPE if on_seat else SAME_ANGLE

    def written(self, limb: str, side: Side) -> LegPose | ArmPose | None:
        """Return what the pose itself says of a limb, and not its base."""
        found: LegPose | ArmPose | None = getattr(self.pose, f"{side}_{limb}")
        return found or getattr(self.pose, f"{limb}s")

    # --- lying --------------------------------------------------------------------------------

    def lie(self) -> None:
        """Turn the trunk until its resting points are level, and drop it to the floor."""
        pelvis, shoulders = self.base.rest
        raised = self.pose.hips_raised is not None and self.base.turn > 90.0
        self.level = self.lying_turn()
        turn = self.level
        if raised:
            turn = self.raised_turn(turn)
        elif self.pose.rest is not None:
            turn -= self.pose.lean or 0
            if self.pose.rest == "shoulders":
                turn += self.bend_since()
        self.joints = replace(self.joints, turn=turn)
        resting = shoulders if raised or self.pose.rest == "shoulders" else pelvis
        low = point(skeleton(self.joints), resting).imag
        self.joints = replace(self.joints, hip=self.joints.hip - 1j * low)
        for side in SIDES:
            self.solve_leg(side)
        if self.pose.neck is None and self.pose.rest != "pelvis":
            self.rest_head()

    def lying_turn(self) -> float:
        """Return the turn of a pelvis on the floor: as it was before where part is raised."""
        if self.pose.rest is None and self.pose.hips_raised is None:
            level = find_zero(self.tilt, self.base.turn - 40.0, self.base.turn + 40.0)
            return self.base.turn if level is None else level
        before = self.before.level if self.before else None
        return self.base.turn if before is None else before

    def bend_since(self) -> float:
        """Return by how many degrees the trunk is bent more than before: the pelvis rolls."""
        joints = self.before.joints if self.before else Joints(lumbar=self.base.lumbar)
        return self.joints.lumbar - joints.lumbar + self.joints.thorax - joints.thorax

    def raised_turn(self, level: float) -> float:
        """Return the turn of the pelvis that raises the hips as high as is written."""
        wanted = (self.pose.hips_raised or 0) / 100.0
        turn = find_zero(lambda turn: self.tilt(turn) - wanted, level, level + 75.0)
        if turn is not None:
            return turn
        message = f"The hips cannot be {self.pose.hips_raised} hundredths of body height above the"
        message += " floor while the shoulders lie on it: write less; a bridge has about 10."
        self.fault(("hips_raised",), "out-of-reach", message)
        return level

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
            foot = self.before.body.limbs[f"{side}_leg"].end
            self.plant(side, foot.origin, -foot.angle)
            solved = self.joints
        elif pose.foot == "floor" and not face_down:
            solved = legs.with_foot_planted(self.joints, side)
        elif pose.foot == "floor" or pose.heel == "floor":
            name = "instep" if pose.foot else "heel"
            solved = legs.with_leg_lowered(self.joints, side, name)
        if solved is None:
            self.fault((f"{side}_leg", "foot" if pose.foot else "heel"), "out-of-reach", NO_FLOOR)
        else:
            self.joints = solved

    def plant(self, side: Side, ankle: complex, pitch: float | None = None) -> None:
        """Bring the ankle to a place, the sole flat or at an angle, and tell if it stays short."""
        self.joints = legs.with_ankle_at(self.joints, side, ankle)
        if pitch is None:
            self.joints = legs.with_foot_flat(self.joints, side)
        else:
            self.joints = legs.with_foot_at(self.joints, side, -pitch)
        short = abs(skeleton(self.joints).limbs[f"{side}_leg"].end.origin - ankle)
        if short > NEAR_ENOUGH:
            message = f"The foot stays {_hundredths(short)} short of its place: bring the hip"
            message += " nearer, or let the foot go with 'hip' and 'knee'."
            self.fault((f"{side}_leg", "foot"), "out-of-reach", message)

    # --- standing, sitting, on hands and knees ------------------------------------------------

    def stand(self) -> None:
        """Put the feet on the floor and the hip above them, or along a wall behind."""
        on_floor = [side for side in SIDES if not self.is_lifted(side)]
        lifted = [side for side in SIDES if side not in on_floor]
        on_floor = on_floor or self.carrying_as_posed()
        self.lean_to_balance(on_floor)
        ankles: dict[Side, complex] = {side: self.standing_ankle(side) for side in on_floor}
        first: Side = max(on_floor or SIDES[:1], key=self.says_where_the_hip_is)
        ankle = ankles.get(first, 1j * b.ANKLE)
        self.joints = replace(self.joints, hip=self.standing_hip(first, ankle))
        for side in lifted:
            if self.leg_pose(side).level:
                self.joints = legs.with_leg_level(self.joints, side)
        for side, target in ankles.items():
            self.plant(side, target, self.pitch(side))
        if self.facts.wall == "in-front" and self.wall is None:
            self.wall = skeleton(self.joints).upper.origin.real + WALL_AHEAD

    def is_lifted(self, side: Side) -> bool:
        """Tell whether a leg of someone who stands is posed freely, and not by its foot.

        Both knees alone make a squat; one knee alone is lifted from the floor.
        """
        pose, other = self.leg_pose(side), self.leg_pose("far" if side == "near" else "near")
        if pose.level or pose.foot is not None:
            return pose.level
        if pose.hip is not None or pose.knee is None or self.facts.wall == "behind":
            return pose.hip is not None
        return other.foot is not None or other == FREE_LEG

    def carrying_as_posed(self) -> list[Side]:
        """Return the legs that carry someone of whom both are posed freely: the lower ones."""
        body = skeleton(replace(self.joints, hip=0j))
        heights: dict[Side, float] = {
            side: body.limbs[f"{side}_leg"].end.origin.imag
            for side in SIDES
            if not self.leg_pose(side).level
        }
        lowest = min(heights.values(), default=0.0)
        if lowest > LIFTED:
            message = "Nothing carries the person: no foot is on the floor. Write 'foot: floor' for"
            message += " the leg that stands, or leave that leg out."
            name = "level" if self.leg_pose("near").level else "hip"
            self.fault(("near_leg", name), "nothing-carries", message)
            return []
        if self.leg_pose("near") == self.leg_pose("far"):
            return list(SIDES)
        return [min(heights, key=heights.__getitem__)]

    def says_where_the_hip_is(self, side: Side) -> tuple[bool, bool]:
        """Tell whether the angles of a leg say where the hip is above its foot."""
        return self.leg_pose(side).hip is not None, self.leg_pose(side).knee is not None

    def lean_to_balance(self, on_floor: list[Side]) -> None:
        """Lean the trunk forward over the feet in a deep squat, where no lean is written."""
        if self.pose.lean is not None or self.facts.wall == "behind" or not on_floor:
            return
        first = max(on_floor, key=self.says_where_the_hip_is)
        if self.leg_pose(first).hip is None:
            behind = -legs.squatting(0j, self.joints.leg(first).knee).real
            lean = math.degrees(math.asin(max(0.0, min(behind / TRUNK_WEIGHT, 1.0))))
            self.joints = replace(self.joints, turn=self.joints.turn - lean)

    def standing_hip(self, side: Side, ankle: complex) -> complex:
        """Return where the hip is above an ankle, the knee bent as it is."""
        if self.facts.wall != "behind":
            if self.leg_pose(side).hip is None:
                return legs.squatting(ankle, self.joints.leg(side).knee)
            body = skeleton(replace(self.joints, hip=0j))
            return ankle - body.limbs[f"{side}_leg"].end.origin
        if self.wall is None:
            distance = _given(self.facts.feet_from_wall, FEET_FROM_WALL) / 100.0
            self.wall = ankle.real - b.HEEL - distance
        depth = ankle.real - (self.wall + b.BACK)
        reach = third_side(b.THIGH, b.SHANK, self.joints.leg(side).knee)
        return ankle + complex(-depth, math.sqrt(max(reach**2 - depth**2, 0.0)))

    def standing_ankle(self, side: Side) -> complex:
        """Return where the ankle of a foot on the floor is; the toes bend up as the heel rises."""
        below = self.floor_place(side, ASIDE if side == "far" else 0.0)
        return self.ankle_over(side, below)

    def ankle_over(self, side: Side, below: float) -> complex:
        """Return where an ankle is that would be so far ahead, were the foot flat."""
        pitch = self.pitch(side)
        if pitch is None:
            return complex(below, b.ANKLE)
        leg = replace(self.joints.leg(side), toes=pitch)
        self.joints = self.joints.with_leg(side, leg)
        return legs.ankle_on_toes(below, pitch)

    def pitch(self, side: Side) -> float | None:
        """Return how many degrees the heel is raised on the toes, None for a flat foot."""
        pose = self.leg_pose(side)
        return -_given(pose.ankle, -HEEL_RAISED) if pose.foot == "toes" else None

    def floor_place(self, side: Side, default: float) -> float:
        """Return how far ahead a foot stood on the floor before, or a default if it did not."""
        if self.before is None:
            return default
        foot = self.before.body.limbs[f"{side}_leg"].tip.origin
        if self.leg_pose(side).foot != "stay" and foot.imag > NEAR_FLOOR:
            return default
        return self.before.body.limbs[f"{side}_leg"].end.at(0.0, b.ANKLE).real

    def sit(self) -> None:
        """Put the hip on a seat, and the feet on the floor or the legs before it."""
        self.seat = SEAT
        self.joints = replace(self.joints, hip=complex(0.0, SEAT + b.SEAT_TO_HIP))
        for side in SIDES:
            pose = self.leg_pose(side)
            if pose.level:
                self.joints = legs.with_leg_level(self.joints, side)
            elif pose.foot is not None:
                self.seat_foot(side, pose.knee)
            elif pose.heel is not None:
                solved = legs.with_heel_ahead(self.joints, side)
                if solved is None:
                    self.fault((f"{side}_leg", "heel"), "out-of-reach", NO_FLOOR)
                self.joints = solved or self.joints
            else:
                self.hang_leg(side, pose)

    def seat_foot(self, side: Side, knee: float | None) -> None:
        """Slide a foot over the floor before the seat until the knee is bent as it is written."""
        default = b.THIGH + (FAR_AHEAD if side == "far" else 0.0)
        if self.before and self.before.seat is None:
            default = self.joints.hip.real + default
        ankle = self.ankle_over(side, self.floor_place(side, default))
        if knee is not None and self.leg_pose(side).foot != "stay":
            drop = self.joints.hip.imag - ankle.imag
            reach = third_side(b.THIGH, b.SHANK, float(knee))
            if reach < drop:
                message = f"The foot does not reach the floor with 'knee: {knee:.0f}':"
                message += " write a smaller one, or 'foot: toes'."
                self.fault((f"{side}_leg", "knee"), "out-of-reach", message)
            ahead = math.sqrt(max(reach**2 - drop**2, 0.0))
            ankle = complex(self.joints.hip.real + ahead, ankle.imag)
        self.plant(side, ankle, self.pitch(side))

    def hang_leg(self, side: Side, pose: LegPose) -> None:
        """Pose a leg freely: its thigh on the seat, the shank down, where nothing else is said."""
        lap = turned(-SEAT_SLOPE - self.joints.turn - 180.0)
        hip = _given(pose.hip, lap)
        down = max(0.0, turned(self.joints.turn + 180.0 + hip + 90.0))
        leg = replace(self.joints.leg(side), hip=hip, knee=_given(pose.knee, down))
        self.joints = self.joints.with_leg(side, leg)
        ankle = skeleton(self.joints).limbs[f"{side}_leg"].end.origin
        seated = leg.knee >= HANGING and abs(turned(hip - lap)) <= SAME_ANGLE + SEAT_SLOPE
        if seated and pose.ankle is None and abs(ankle.imag - b.ANKLE) < NEAR_FLOOR:
            self.seat_foot(side, leg.knee)

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
        if pose is self.base.arms and self.pose.base == "sitting":
            arm = arms.on_lap(self.joints)
        elif pose.level:
            arm = arms.level(self.joints)
        elif pose.hand == "forearm":
            arm = arms.on_forearm(self.joints)
        elif pose.hand == "wall" or (pose.hand in ("floor", "stay") and self.is_propped()):
            wrist, flat = self.support(side, pose.hand)
            arm = arms.planted(self.joints, wrist, flat)
            self.check_reach(side, pose.hand, wrist, arm, palm=False)
        elif pose.hand in ("floor", "overhead"):
            arm = arms.lying(self.joints, side, arm, 0.0 if pose.hand == "floor" else 180.0)
        elif pose.hand is not None:
            body = self.before.body if pose.hand == "stay" and self.before else None
            name = f"{side}_hand" if pose.hand == "stay" else pose.hand
            target = point(body or skeleton(self.joints), name)
            lying = abs(math.cos(math.radians(skeleton(self.joints).upper.angle))) > LYING
            if lying and pose.hand == "back_of_head":
                arm = arms.behind_head(self.joints, target)
            else:
                arm = arms.touching(self.joints, target)
                self.check_reach(side, pose.hand, target, arm, palm=True)
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
            self.fault((f"{side}_arm", "hand"), "out-of-reach", message)

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

    def check_reach(self, side: Side, name: str, target: complex, arm: Arm, *, palm: bool) -> None:
        """Find a hand that misses what it is to touch."""
        short = arms.shortfall(self.joints.with_arm(side, arm), side, target, palm=palm)
        if short > NEAR_ENOUGH:
            message = f"The hand stays {_hundredths(short)} short of '{name}': bend the trunk, or"
            message += " choose another."
            self.fault((f"{side}_arm", "hand"), "out-of-reach", message)


def _hundredths(length: float) -> str:
    """Return a length in words, in hundredths of body height and at least 1."""
    return f"{max(100.0 * length, 1.0):.0f} hundredths of body height"


def _given(value: float | None, default: float) -> float:
    return default if value is None else float(value)


def _plain_leg(pose: LegPose) -> Leg:
    return Leg(_given(pose.hip, 0.0), _given(pose.knee, 0.0), _given(pose.ankle, 0.0))
