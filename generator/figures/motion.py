"""The way from one scene to another: what touches floor or wall at both ends does so all the way.

Joints are blended, and then what carries and what touches is put back in its place.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

from generator.figures import body as b
from generator.figures import legs
from generator.figures.body import SIDES, Arm, Joints, Side, Skeleton, blend, point, skeleton
from generator.figures.geometry import angle_of, bend_for, direction, find_zero, lead, turned
from generator.figures.solver import Scene

TOUCHES: Final = 0.006  # a point so near to the floor lies on it, in body heights
HELD: Final = 0.012  # a hand so near to a point of the body holds it
WRIST: Final = 0.030  # a wrist so high above the floor, or so far from the wall, is of a hand on it
STAYS: Final = 0.006  # a point that moves no further stays
KNEELS: Final = b.KNEE_RADIUS + TOUCHES
_TRUNK: Final = ("buttock", "back", "groin", "chest")
_HEAD: Final = ("back_of_head", "nose")
_HOLDS: Final = (
    "belly", "chest", "buttock", "back_of_head", "near_thigh", "near_hamstring", "near_knee",
    "near_shin", "far_thigh", "far_hamstring", "far_knee", "far_shin",
)  # fmt: skip
_FOOT: Final = ("heel", "toe", "instep")
_HAND: Final = ("hand", "wrist")
# What of a foot may touch the floor: along the foot and toward its sole, from the ankle.
_SOLE: Final = (complex(-0.036, -b.ANKLE), complex(b.BALL, -b.ANKLE))


@dataclass(frozen=True)
class _Pin:
    """A point that touches at both ends, and where it does; `aside` is from the limb's end."""

    first: complex
    last: complex
    aside: complex = 0j

    def at(self, share: float, blended: complex) -> complex:
        """Return its place on the way: one that moves keeps the pace of the blended joints."""
        place = self.first + (self.last - self.first) * share
        stays = abs(self.last - self.first) < STAYS
        return place if stays else complex(blended.real, place.imag)


class Motion:
    """The postures between two scenes."""

    def __init__(self, start: Scene, end: Scene) -> None:
        self.start, self.end = start, end
        ends = (start.body, end.body)
        self.rests = [name for name in _TRUNK if all(_low(body, name) for body in ends)]
        self.head = next((name for name in _HEAD if all(_low(body, name) for body in ends)), "")
        self.feet = {side: self._foot(side) for side in SIDES}
        self.hands = {side: self._hand(side) for side in SIDES}
        self.holds = {side: self._held(side) for side in SIDES if not self.hands[side]}
        lies = any(_low(body, name) for body in ends for name in _TRUNK)
        kneels = any(point(body, f"{side}_knee").imag < KNEELS for body in ends for side in SIDES)
        free = () if lies or kneels else SIDES
        self.carrying: Side | None = next((side for side in free if self.feet[side]), None)
        # What is a little below the floor at an end, as far as that is allowed, is so on the way.
        self.sunk = {
            (side, names): max(0.0, *(_depth(body, side, names) for body in ends))
            for side in SIDES
            for names in (_FOOT, _HAND)
        }

    def bodies(self, steps: int) -> list[Skeleton]:
        """Return the bodies at even shares of the way, both ends included."""
        between = [skeleton(self.at(i / steps)) for i in range(1, steps)]
        return [self.start.body, *between, self.end.body]

    def at(self, share: float) -> Joints:
        """Return the posture so far on the way; share is 0 to 1."""
        joints = blend(self.start.joints, self.end.joints, share)
        blended = skeleton(joints)
        joints = self._settled(joints, blended, share)
        for side in SIDES:
            joints = self._with_foot(joints, blended, side, share)
        body = skeleton(joints)
        for side in SIDES:
            joints = self._with_hand(joints, body, blended, side, share)
        return self._above_floor(joints)

    # --- what touches -------------------------------------------------------------------------

    def _foot(self, side: Side) -> _Pin | None:
        """Return what of a foot is on the floor at both ends: the heel, else the ball."""
        first, last = (scene.body.limbs[f"{side}_leg"].end for scene in (self.start, self.end))
        for aside in _SOLE:
            pin = _Pin(first.at(aside.real, -aside.imag), last.at(aside.real, -aside.imag), aside)
            if abs(pin.first.imag) < TOUCHES and abs(pin.last.imag) < TOUCHES:
                return pin
        return None

    def _hand(self, side: Side) -> _Pin | None:
        """Return the wrist of a hand on floor or wall at both ends."""
        places = [scene.body.limbs[f"{side}_arm"].end.origin for scene in (self.start, self.end)]
        walls = (self.start.wall, self.end.wall)
        floor = all(place.imag < WRIST for place in places)
        wall = all(
            x is not None and abs(place.real - x) < WRIST
            for place, x in zip(places, walls, strict=True)
        )
        return _Pin(places[0], places[1]) if floor or wall else None

    def _held(self, side: Side) -> str:
        """Return the point of the body that a hand holds at both ends, "" for none."""
        pairs = [
            (scene.body, point(scene.body, f"{side}_hand")) for scene in (self.start, self.end)
        ]
        for name in _HOLDS:
            if all(abs(point(body, name) - hand) < HELD for body, hand in pairs):
                return name
        return ""

    # --- what is put back ---------------------------------------------------------------------

    def _settled(self, joints: Joints, blended: Skeleton, share: float) -> Joints:
        """Put the trunk where it rests, or the hip where the carrying leg holds it."""
        pin = self.feet[self.carrying] if self.carrying else None
        if self.carrying and pin:
            ankle, _ = self._ankle(pin, blended, self.carrying, share)
            return _carried(joints, blended, self.carrying, ankle)
        if not self.rests:
            return joints
        ends = [(point(self.start.body, n), point(self.end.body, n)) for n in self.rests]
        wanted = [first + (last - first) * share for first, last in ends]
        body = blended
        if len(self.rests) > 1:
            here = [point(body, name) for name in self.rests[:2]]
            turn = angle_of(wanted[1] - wanted[0]) - angle_of(here[1] - here[0])
            joints = replace(joints, turn=turned(joints.turn + turned(turn)))
            body = skeleton(joints)
        joints = replace(joints, hip=joints.hip + wanted[0] - point(body, self.rests[0]))
        return self._with_head_down(joints) if self.head else joints

    def _with_head_down(self, joints: Joints) -> Joints:
        def height(neck: float) -> float:
            return point(skeleton(replace(joints, neck=neck)), self.head).imag

        if abs(height(joints.neck)) < TOUCHES / 2.0:
            return joints
        neck = find_zero(height, joints.neck - 15.0, joints.neck + 15.0)
        return joints if neck is None else replace(joints, neck=neck)

    def _ankle(
        self, pin: _Pin, blended: Skeleton, side: Side, share: float
    ) -> tuple[complex, float]:
        """Return where the ankle of a foot on the floor is, and the angle of the foot."""
        first, last = (scene.body.limbs[f"{side}_leg"].end for scene in (self.start, self.end))
        angle = first.angle + turned(last.angle - first.angle) * share
        foot = blended.limbs[f"{side}_leg"].end
        place = pin.at(share, foot.origin + direction(foot.angle) * pin.aside)
        return place - direction(angle) * pin.aside, angle

    def _with_foot(self, joints: Joints, blended: Skeleton, side: Side, share: float) -> Joints:
        pin = self.feet[side]
        if pin is None:
            return joints
        return _with_ankle(joints, side, *self._ankle(pin, blended, side, share))

    def _with_hand(
        self, joints: Joints, body: Skeleton, blended: Skeleton, side: Side, share: float
    ) -> Joints:
        arm = joints.arm(side)
        hand = blended.limbs[f"{side}_arm"].end
        pin = self.hands[side]
        if pin is not None:
            first, last = (scene.body.limbs[f"{side}_arm"].end for scene in (self.start, self.end))
            flat = first.angle + turned(last.angle - first.angle) * share
            wrist = pin.at(share, hand.origin)
        elif self.holds[side]:
            flat = body.limbs[f"{side}_arm"].end.angle
            wrist = point(body, self.holds[side]) - direction(flat) * b.HALF_HAND
        else:
            return joints
        return joints.with_arm(side, _reaching(body, arm, wrist, flat))

    def _above_floor(self, joints: Joints) -> Joints:
        """Lift what would sink into the floor on the way: bend the knee, raise the wrist."""
        body = skeleton(joints)
        for side in SIDES:
            foot = body.limbs[f"{side}_leg"].end
            depth = _depth(body, side, _FOOT) - self.sunk[side, _FOOT]
            if depth > 0.0:
                joints = _with_ankle(joints, side, foot.origin + 1j * depth, foot.angle)
            hand = body.limbs[f"{side}_arm"].end
            depth = _depth(body, side, _HAND) - self.sunk[side, _HAND]
            if depth > 0.0:
                wrist = hand.origin + 1j * depth
                arm = _reaching(body, joints.arm(side), wrist, hand.angle)
                joints = joints.with_arm(side, arm)
            joints = _with_elbow_up(joints, body, side)
        return joints


def _low(body: Skeleton, name: str) -> bool:
    return abs(point(body, name).imag) < TOUCHES


def _carried(joints: Joints, blended: Skeleton, side: Side, ankle: complex) -> Joints:
    """Put the hip above the ankle of the foot that carries, as high as its knee is bent."""
    reach = abs(blended.limbs[f"{side}_leg"].end.origin - joints.hip)
    rise = math.sqrt(max(reach**2 - (joints.hip.real - ankle.real) ** 2, 0.0))
    return replace(joints, hip=complex(joints.hip.real, ankle.imag + rise))


def _with_ankle(joints: Joints, side: Side, ankle: complex, angle: float) -> Joints:
    """Bring an ankle to a place and turn its foot to an angle."""
    joints = legs.with_ankle_at(joints, side, ankle)
    leg = joints.leg(side)
    shank = joints.turn + 180.0 + leg.hip - leg.knee
    return joints.with_leg(side, replace(leg, ankle=turned(angle - shank - 90.0)))


def _reaching(body: Skeleton, arm: Arm, wrist: complex, flat: float) -> Arm:
    """Bring a wrist to a place and the hand to an angle; the elbow stays on its side."""
    shoulder = body.upper.at(*b.SHOULDER)
    first, second = b.UPPER_ARM * arm.upper_share, b.FOREARM * arm.lower_share
    way = wrist - shoulder
    reach = max(abs(first - second), min(abs(way), first + second))
    elbow = bend_for(first, second, reach) or 0.0
    side = 1.0 if arm.elbow >= 0.0 else -1.0
    upper = angle_of(way) - side * lead(first, second, elbow)
    bent = arm.shoulder + turned(upper - body.upper.angle - 180.0 - arm.shoulder)
    return replace(
        arm, shoulder=bent, elbow=side * elbow, wrist=turned(flat - upper - side * elbow)
    )


def _depth(body: Skeleton, side: Side, names: tuple[str, ...]) -> float:
    return max(-point(body, f"{side}_{name}").imag for name in names)


def _with_elbow_up(joints: Joints, body: Skeleton, side: Side) -> Joints:
    """Rest an elbow on the floor that would sink in: the upper arm points out of the picture."""
    arm = joints.arm(side)
    if point(body, f"{side}_elbow").imag >= 0.0:
        return joints
    shoulder, wrist = body.upper.at(*b.SHOULDER), body.limbs[f"{side}_arm"].end
    old = point(body, f"{side}_elbow")
    elbow = complex(old.real, 0.0)
    bone, rest = elbow - shoulder, wrist.origin - elbow
    upper, lower = angle_of(bone), angle_of(rest)
    return joints.with_arm(
        side,
        Arm(
            arm.shoulder + turned(upper - body.upper.angle - 180.0 - arm.shoulder),
            turned(lower - upper),
            turned(wrist.angle - lower),
            abs(bone) / b.UPPER_ARM,
            abs(rest) / b.FOREARM,
        ),
    )
