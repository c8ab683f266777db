"""Arms that reach, rest and carry: a posture and what is wanted in, one solved arm out."""

import math
from dataclasses import replace
from typing import Final

from generator.figures import body as b
from generator.figures.body import Arm, Joints, Side, skeleton
from generator.figures.geometry import angle_of, bend_for, direction, find_zero, lead, turned

ELBOW_OUT: Final = 0.70  # share of the upper arm that is seen where the elbow points out


def level(joints: Joints) -> Arm:
    """Return a straight arm level with the floor, past the head or forward."""
    upper = skeleton(joints).upper.angle
    away = 180.0 if abs(turned(upper)) > 135.0 else 0.0
    return Arm(_shoulder(away - upper - 180.0))


def lying(joints: Joints, side: Side, arm: Arm, about: float) -> Arm:
    """Turn the shoulder, near an angle, until the wrist lies on the floor."""

    def height(shoulder: float) -> float:
        body = skeleton(joints.with_arm(side, replace(arm, shoulder=shoulder)))
        return body.limbs[f"{side}_arm"].end.origin.imag - b.HAND_RADIUS

    shoulder = find_zero(height, about - 45.0, about + 45.0)
    return arm if shoulder is None else replace(arm, shoulder=shoulder)


def planted(joints: Joints, wrist: complex, flat: float) -> Arm:
    """Bring the wrist to a place, with the hand at an angle: flat on floor or wall."""
    arm = _reaching(joints, wrist, b.FOREARM)
    forearm = skeleton(joints).upper.angle + 180.0 + arm.shoulder + arm.elbow
    return replace(arm, wrist=turned(flat - forearm))


def on_forearm(joints: Joints) -> Arm:
    """Lay the forearm on the floor, pointing forward, its elbow below the shoulder."""
    upper = skeleton(joints).upper
    drop = (upper.at(*b.SHOULDER).imag - b.ELBOW_RADIUS) / b.UPPER_ARM
    angle = -math.degrees(math.asin(max(-1.0, min(1.0, drop))))
    return Arm(_shoulder(angle - upper.angle - 180.0), -angle)


def touching(joints: Joints, target: complex) -> Arm:
    """Bring the palm to a place; an elbow that would sink into the floor rests on it."""
    arm = _reaching(joints, target, b.FOREARM + b.HALF_HAND)
    upper = skeleton(joints).upper
    shoulder = upper.at(*b.SHOULDER)
    elbow = shoulder + b.UPPER_ARM * direction(upper.angle + 180.0 + arm.shoulder)
    return _elbow_out(joints, target) if elbow.imag < b.ELBOW_RADIUS else arm


def shortfall(joints: Joints, target: complex, *, palm: bool) -> float:
    """Return how far a target is out of reach of the palm, or of the wrist, in body heights."""
    reach = b.UPPER_ARM + b.FOREARM + (b.HALF_HAND if palm else 0.0)
    return max(0.0, abs(target - skeleton(joints).upper.at(*b.SHOULDER)) - reach)


def _reaching(joints: Joints, target: complex, lower: float) -> Arm:
    """Return the arm whose forearm, so long, ends at the target or as near as can be."""
    upper = skeleton(joints).upper
    way = target - upper.at(*b.SHOULDER)
    elbow = bend_for(b.UPPER_ARM, lower, min(abs(way), b.UPPER_ARM + lower))
    bend = 150.0 if elbow is None else elbow
    angle = angle_of(way) - lead(b.UPPER_ARM, lower, bend)
    return Arm(_shoulder(angle - upper.angle - 180.0), bend)


def _elbow_out(joints: Joints, target: complex) -> Arm:
    """Return an arm whose elbow lies on the floor and points out of the picture.

    Upper arm and forearm are then seen shorter than they are, and the hand lies flat.
    """
    upper = skeleton(joints).upper
    shoulder = upper.at(*b.SHOULDER)
    feetward = 1.0 if math.cos(math.radians(upper.angle)) < 0.0 else -1.0
    elbow = complex(shoulder.real + feetward * ELBOW_OUT * b.UPPER_ARM, b.ELBOW_RADIUS)
    bone, rest = elbow - shoulder, target - feetward * b.HALF_HAND - elbow
    flat = 0.0 if feetward > 0.0 else 180.0
    return Arm(
        _shoulder(angle_of(bone) - upper.angle - 180.0),
        turned(angle_of(rest) - angle_of(bone)),
        turned(flat - angle_of(rest)),
        abs(bone) / b.UPPER_ARM,
        min(1.0, abs(rest) / b.FOREARM),
    )


def _shoulder(angle: float) -> float:
    """Return the angle of a shoulder as one from -90 to 270: overhead is one range with forward."""
    return (angle + 90.0) % 360.0 - 90.0
