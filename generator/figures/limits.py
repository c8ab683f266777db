"""What is impossible in a posture: joints out of range, parts of the body below the floor."""

import math
from collections.abc import Iterator, Mapping
from typing import Final

from generator.figures import body as b
from generator.figures.body import SIDES, Arm, Joints, Skeleton, point

TOLERANCE: Final = 0.012  # how far a point may sink in before it counts as below the floor
SLACK: Final = 0.5  # degrees by which rounding may pass a limit

# The ranges of the joints in degrees: the usual ones of clinical tables (American Academy of
# Orthopaedic Surgeons, "Joint Motion", 1965), widened where the shoulder blade and the rest of
# the spine, which have no joints here, move along.
RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "lumbar": (-45.0, 60.0),
    "thorax": (-30.0, 50.0),
    "neck": (-60.0, 60.0),
    "hip": (-30.0, 135.0),
    "knee": (0.0, 150.0),
    "ankle": (-60.0, 30.0),
    "shoulder": (-60.0, 190.0),
    "elbow": (0.0, 150.0),
    "wrist": (-90.0, 90.0),
}


def out_of_range(joints: Joints) -> Iterator[tuple[str, str, str]]:
    """Yield each joint outside its range: its limb ("" for the trunk), its name, what is wrong."""
    for name in ("lumbar", "thorax", "neck"):
        yield from _beyond("", name, getattr(joints, name))
    for side in SIDES:
        for name in ("hip", "knee", "ankle"):
            yield from _beyond(f"{side}_leg", name, getattr(joints.leg(side), name))
        arm = joints.arm(side)
        for name in ("shoulder", "wrist"):
            yield from _beyond(f"{side}_arm", name, getattr(arm, name))
        yield from _beyond(f"{side}_arm", "elbow", elbow_bend(arm))


def elbow_bend(arm: Arm) -> float:
    """Return how far an elbow is bent, in degrees, that may point out of the picture.

    What is not seen of the upper arm goes out of the picture, what is not seen of the forearm
    comes back into it.
    """
    if arm.upper_share >= 1.0 and arm.lower_share >= 1.0:
        return arm.elbow
    seen = arm.upper_share * arm.lower_share * math.cos(math.radians(arm.elbow))
    out, back = (math.sqrt(max(1.0 - s**2, 0.0)) for s in (arm.upper_share, arm.lower_share))
    return math.degrees(math.acos(max(-1.0, min(1.0, seen - out * back))))


def _beyond(limb: str, name: str, angle: float) -> Iterator[tuple[str, str, str]]:
    low, high = RANGES[name]
    if not low - SLACK <= angle <= high + SLACK:
        message = f"'{name}' comes to {angle:.0f} degrees; {low:.0f} to {high:.0f} is possible."
        yield limb, name, message


def below_floor(body: Skeleton) -> Iterator[tuple[str, str]]:
    """Yield for the trunk ("") and each limb the deepest part of it below the floor, if any."""
    deepest: dict[str, tuple[float, str]] = {}
    for limb, name in _points():
        depth = -point(body, name).imag
        if depth > max(TOLERANCE, deepest.get(limb, (0.0, ""))[0]):
            deepest[limb] = (depth, name)
    for limb, (depth, name) in deepest.items():
        words = name.replace("_", " ")
        far = f"{100.0 * depth:.0f} hundredths of body height"
        yield limb, f"The {words} is {far} below the floor: change the angles that lead to it."


def _points() -> Iterator[tuple[str, str]]:
    """Yield every point with its limb."""
    for name in b.TRUNK_POINTS:
        yield "", name
    for side in SIDES:
        for part, (limb, *_) in b.LIMB_POINTS.items():
            yield f"{side}_{limb}", f"{side}_{part}"
