"""Legs on the floor: each function takes a posture and returns it with one leg solved."""

import math
from dataclasses import replace
from typing import Final

from generator.figures import body as b
from generator.figures.body import Joints, Side, point, skeleton
from generator.figures.geometry import (
    angle_of,
    bend_for,
    direction,
    find_zero,
    lead,
    third_side,
    turned,
)

SHANK_TILT: Final = 30.0  # degrees a shank tilts forward over a flat foot


def with_ankle_at(joints: Joints, side: Side, ankle: complex) -> Joints:
    """Bend hip and knee until the ankle is there, or as near as can be; the knee bends back."""
    way = ankle - joints.hip
    knee = bend_for(b.THIGH, b.SHANK, min(abs(way), b.THIGH + b.SHANK)) or 0.0
    thigh = angle_of(way) + lead(b.THIGH, b.SHANK, knee)
    hip = turned(thigh - joints.turn - 180.0)
    return joints.with_leg(side, replace(joints.leg(side), hip=hip, knee=knee))


def with_foot_flat(joints: Joints, side: Side) -> Joints:
    """Turn the foot until its sole is level."""
    foot = 180.0 if abs(turned(_shank(joints, side) + 90.0)) > 90.0 else 0.0
    return with_foot_at(joints, side, foot)


def with_foot_at(joints: Joints, side: Side, angle: float) -> Joints:
    """Turn the foot until its sole is at an angle to the floor, the toes down if negative."""
    ankle = turned(angle - _shank(joints, side) - 90.0)
    return joints.with_leg(side, replace(joints.leg(side), ankle=ankle))


def _shank(joints: Joints, side: Side) -> float:
    """Return the angle of a shank in the picture."""
    leg = joints.leg(side)
    return joints.turn + 180.0 + leg.hip - leg.knee


def ankle_on_toes(below: float, pitch: float) -> complex:
    """Return where the ankle is when the toes stay and the heel rises, the sole at that pitch.

    `below` is where the ankle was above the floor when the foot was flat.
    """
    return below + b.BALL - direction(-pitch) * complex(b.BALL, -b.ANKLE)


def squatting(ankle: complex, knee: float) -> complex:
    """Return where the hip of someone who stands is, the knee so bent and the foot flat.

    Half of the bend tilts the shank forward, as far as an ankle allows, the rest the thigh back.
    """
    tilt = min(max(knee, 0.0) / 2.0, SHANK_TILT)
    shank, thigh = direction(90.0 - tilt), direction(90.0 + max(knee, 0.0) - tilt)
    return ankle + b.SHANK * shank + b.THIGH * thigh


def with_foot_planted(joints: Joints, side: Side) -> Joints:
    """Bend the hip, the knee as it is, until the sole lies flat on the floor."""
    leg = joints.leg(side)
    reach = third_side(b.THIGH, b.SHANK, leg.knee)
    rise = max(-1.0, min(1.0, (b.ANKLE - joints.hip.imag) / reach))
    thigh = math.degrees(math.asin(rise)) + lead(b.THIGH, b.SHANK, leg.knee)
    hip = turned(thigh - joints.turn - 180.0)
    return with_foot_flat(joints.with_leg(side, replace(leg, hip=hip)), side)


def with_heel_ahead(joints: Joints, side: Side) -> Joints | None:
    """Bend the hip of someone who sits until the heel is on the floor; None if it never is."""
    return with_leg_lowered(joints, side, "heel", 90.0 - joints.turn)


def with_leg_lowered(
    joints: Joints, side: Side, name: str, least: float | None = None
) -> Joints | None:
    """Turn the hip until a point of the leg is on the floor; None if it never is.

    `least` is the angle of the hip to begin from, in degrees.
    """
    leg = joints.leg(side)

    def with_hip(hip: float) -> Joints:
        return joints.with_leg(side, replace(leg, hip=hip))

    def height(hip: float) -> float:
        return point(skeleton(with_hip(hip)), f"{side}_{name}").imag

    if least is None:
        least = -30.0 if math.cos(math.radians(joints.turn)) < 0.0 else -60.0
    hip = find_zero(height, least, 130.0)
    return None if hip is None else with_hip(hip)


def with_leg_level(joints: Joints, side: Side) -> Joints:
    """Straighten a leg level with the floor: forward of those upright, else away from the head."""
    upright = abs(turned(joints.turn - 90.0)) < 45.0
    away = 0.0 if upright or abs(joints.turn) > 90.0 else 180.0
    hip = turned(away - joints.turn - 180.0)
    return joints.with_leg(side, replace(joints.leg(side), hip=hip, knee=0.0))
