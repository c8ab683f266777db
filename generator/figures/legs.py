"""Legs on the floor: each function takes a posture and returns it with one leg solved."""

import math
from dataclasses import replace

from generator.figures import body as b
from generator.figures.body import Joints, Side, point, skeleton
from generator.figures.geometry import (
    angle_of,
    bend_for,
    find_zero,
    lead,
    third_side,
    turned,
)


def with_ankle_at(joints: Joints, side: Side, ankle: complex) -> Joints:
    """Bend hip and knee until the ankle is there, or as near as can be; the knee bends back."""
    way = ankle - joints.hip
    knee = bend_for(b.THIGH, b.SHANK, min(abs(way), b.THIGH + b.SHANK)) or 0.0
    thigh = angle_of(way) + lead(b.THIGH, b.SHANK, knee)
    hip = turned(thigh - joints.turn - 180.0)
    return joints.with_leg(side, replace(joints.leg(side), hip=hip, knee=knee))


def with_foot_flat(joints: Joints, side: Side) -> Joints:
    """Turn the foot until its sole is level."""
    leg = joints.leg(side)
    shank = joints.turn + 180.0 + leg.hip - leg.knee
    foot = 180.0 if abs(turned(shank + 90.0)) > 90.0 else 0.0
    return joints.with_leg(side, replace(leg, ankle=turned(foot - shank - 90.0)))


def with_foot_planted(joints: Joints, side: Side) -> Joints:
    """Bend the hip, the knee as it is, until the sole lies flat on the floor."""
    leg = joints.leg(side)
    reach = third_side(b.THIGH, b.SHANK, leg.knee)
    rise = max(-1.0, min(1.0, (b.ANKLE - joints.hip.imag) / reach))
    thigh = math.degrees(math.asin(rise)) + lead(b.THIGH, b.SHANK, leg.knee)
    hip = turned(thigh - joints.turn - 180.0)
    return with_foot_flat(joints.with_leg(side, replace(leg, hip=hip)), side)


def with_leg_lowered(joints: Joints, side: Side, name: str) -> Joints | None:
    """Turn the hip until a point of the leg is on the floor; None if it never is."""
    leg = joints.leg(side)

    def with_hip(hip: float) -> Joints:
        return joints.with_leg(side, replace(leg, hip=hip))

    def height(hip: float) -> float:
        return point(skeleton(with_hip(hip)), f"{side}_{name}").imag

    face_up = math.cos(math.radians(joints.turn)) < 0.0
    hip = find_zero(height, -30.0 if face_up else -60.0, 130.0)
    return None if hip is None else with_hip(hip)


def with_leg_level(joints: Joints, side: Side) -> Joints:
    """Straighten a leg level with the floor: forward of those upright, else away from the head."""
    upright = abs(turned(joints.turn - 90.0)) < 45.0
    away = 0.0 if upright or abs(joints.turn) > 90.0 else 180.0
    hip = turned(away - joints.turn - 180.0)
    return joints.with_leg(side, replace(joints.leg(side), hip=hip, knee=0.0))
