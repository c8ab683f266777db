"""Arms that reach, rest and carry: a posture and what is wanted in, one solved arm out."""

import math
from dataclasses import replace
from typing import Final

from generator.figures import body as b
from generator.figures.body import Arm, Joints, Side, skeleton
from generator.figures.geometry import angle_of, bend_for, direction, find_zero, lead, turned

ELBOW_OUT: Final = 0.70  # share of the upper arm that is seen where the elbow points out
ELBOW_BESIDE: Final = 0.45  # the same for a hand behind the head
HEAD_SHOULDER: Final = 115.0  # degrees the shoulder is raised for it, seen from the side
LEAST_HAND: Final = 0.045  # height of a hand between head and floor
LAP: Final = (0.42, 0.6, 0.8, 0.25, 0.1, 0.95)  # where on the thigh a hand may rest, by preference
FULLY_BENT: Final = 150.0  # degrees: an elbow bends no further
MOST_BENT: Final = 140.0  # degrees: an elbow at ease
LEAST_SHOULDER: Final = -45.0  # degrees: an arm at ease is not further back


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


def behind_head(joints: Joints, target: complex) -> Arm:
    """Lay the hand of someone who lies behind the head, the elbow pointing out of the picture."""
    upper = skeleton(joints).upper
    shoulder = upper.at(*b.SHOULDER)
    raised = direction(upper.angle + 180.0 + HEAD_SHOULDER)
    room = max(shoulder.imag - b.ELBOW_RADIUS, 0.02) / max(-raised.imag, 0.01)
    elbow = shoulder + min(ELBOW_BESIDE * b.UPPER_ARM, room) * raised
    place = complex(target.real, max(target.imag, LEAST_HAND))
    bone, rest = elbow - shoulder, place - elbow
    return Arm(
        _shoulder(angle_of(bone) - upper.angle - 180.0),
        turned(angle_of(rest) - angle_of(bone)),
        0.0,
        abs(bone) / b.UPPER_ARM,
        max(0.1, min(1.0, (abs(rest) - b.HALF_HAND) / b.FOREARM)),
    )


def on_lap(joints: Joints) -> Arm:
    """Rest the hand on the thigh, as near its middle as it can be; else let the arm hang."""
    near = skeleton(joints)
    thigh, shoulder = near.limbs["near_leg"].upper, near.upper.at(*b.SHOULDER)
    for share in LAP:
        target = thigh.at(share * b.THIGH, -0.050)
        lower = b.FOREARM + b.HALF_HAND
        bend = bend_for(b.UPPER_ARM, lower, abs(target - shoulder))
        arm = touching(joints, target)
        if bend is not None and bend < MOST_BENT and LEAST_SHOULDER < arm.shoulder < 180.0:
            return arm
    return Arm(_shoulder(-90.0 - near.upper.angle - 180.0), 6.0)


def shortfall(joints: Joints, side: Side, target: complex, *, palm: bool) -> float:
    """Return how far the palm, or the wrist, of a solved arm misses a target, in body heights."""
    body = skeleton(joints)
    end = body.limbs[f"{side}_arm"].end
    return abs(target - (end.at(b.HALF_HAND) if palm else end.origin))


def _reaching(joints: Joints, target: complex, lower: float) -> Arm:
    """Return the arm whose forearm, so long, ends at the target or as near as can be."""
    upper = skeleton(joints).upper
    way = target - upper.at(*b.SHOULDER)
    elbow = bend_for(b.UPPER_ARM, lower, min(abs(way), b.UPPER_ARM + lower))
    bend = FULLY_BENT if elbow is None else min(elbow, FULLY_BENT)
    angle = angle_of(way) - lead(b.UPPER_ARM, lower, bend)
    return Arm(_shoulder(angle - upper.angle - 180.0), bend)


def _elbow_out(joints: Joints, target: complex) -> Arm:
    """Return an arm whose elbow lies on the floor and points out of the picture.

    Upper arm and forearm are then seen shorter than they are, and the hand lies flat.
    """
    upper = skeleton(joints).upper
    shoulder = upper.at(*b.SHOULDER)
    feetward = 1.0 if math.cos(math.radians(upper.angle)) < 0.0 else -1.0
    drop = max(-b.UPPER_ARM, min(shoulder.imag - b.ELBOW_RADIUS, b.UPPER_ARM))
    aside = min(ELBOW_OUT * b.UPPER_ARM, math.sqrt(b.UPPER_ARM**2 - drop**2))
    elbow = complex(shoulder.real + feetward * aside, shoulder.imag - drop)
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
