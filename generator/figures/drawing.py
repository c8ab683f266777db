"""A posture to shapes: closed outlines with a tone, in the order in which they are painted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from generator.figures import body as b
from generator.figures.body import Arm, Frame, Joints, Leg, Limb, Skeleton
from generator.figures.geometry import is_clockwise, smooth

Tone = Literal["skin", "shirt", "trousers", "hair", "far-skin", "far-trousers"]


@dataclass(frozen=True)
class Curve:
    """A closed smooth outline: where it begins, and its cubic pieces."""

    start: complex
    pieces: tuple[tuple[complex, complex, complex], ...]


@dataclass(frozen=True)
class Capsule:
    """A tapered capsule, by its ends and radii."""

    a: complex
    b: complex
    radius_a: float
    radius_b: float


@dataclass(frozen=True)
class Shape:
    """Outlines that are one in the drawing, painted in one tone with one line round them."""

    tone: Tone
    parts: tuple[Curve | Capsule, ...]


@dataclass(frozen=True)
class Stamp:
    """A rigid part that looks the same in every posture: its name, and the frame it rides on."""

    name: str
    frame: Frame
    far: bool = False


OVERHEAD: Final = 120.0  # from this angle of the shoulder on, an arm runs past the head

# Outlines as (frame, along, right), clockwise for a person who faces right.
_SHIRT: Final = (
    ("upper", 0.062, 0.020), ("upper", 0.036, 0.046), ("thorax", 0.066, 0.064),
    ("thorax", 0.020, 0.062), ("lumbar2", 0.020, 0.056), ("lumbar1", 0.015, 0.056),
    ("pelvis", 0.040, 0.058), ("pelvis", 0.030, 0.0), ("pelvis", 0.044, -0.058),
    ("lumbar1", 0.012, -0.050), ("lumbar2", 0.020, -0.048), ("thorax", 0.030, -0.060),
    ("upper", 0.002, -0.064), ("upper", 0.046, -0.046), ("upper", 0.070, -0.022),
)  # fmt: skip
_PELVIS: Final = (
    ("lumbar1", -0.004, 0.058), ("pelvis", 0.030, 0.060), ("pelvis", -0.020, 0.054),
    ("pelvis", -0.055, 0.010), ("pelvis", -0.045, -0.050), ("pelvis", -0.008, -0.072),
    ("pelvis", 0.035, -0.063), ("lumbar1", -0.004, -0.054), ("lumbar1", 0.000, 0.0),
)  # fmt: skip
_HEAD: Final = (
    (0.126, 0.002), (0.117, 0.034), (0.094, 0.057), (0.066, 0.059), (0.056, 0.060),
    (0.034, 0.078), (0.026, 0.066), (0.012, 0.063), (-0.004, 0.062), (-0.018, 0.050),
    (-0.012, 0.022), (0.000, -0.020), (0.020, -0.048), (0.070, -0.063), (0.110, -0.040),
)  # fmt: skip
_HAIR: Final = (
    (0.132, 0.002), (0.122, 0.038), (0.096, 0.060), (0.086, 0.046), (0.080, 0.022),
    (0.056, 0.012), (0.034, 0.008), (0.028, -0.006), (0.010, -0.030), (0.014, -0.050),
    (0.066, -0.068), (0.112, -0.046),
)  # fmt: skip
_EAR: Final = ((0.052, 0.010), (0.040, 0.014), (0.028, 0.008), (0.036, -0.002), (0.050, 0.000))
_SHOE: Final = (
    (0.026, -0.026), (0.054, -0.010), (0.088, 0.010), (0.112, 0.020), (0.122, 0.031),
    (0.112, 0.039), (0.082, 0.039), (0.030, 0.039), (-0.030, 0.039), (-0.043, 0.026),
    (-0.038, 0.000), (-0.024, -0.026),
)  # fmt: skip
_HAND: Final = (
    (-0.006, -0.017), (0.020, -0.023), (0.034, -0.036), (0.044, -0.031), (0.040, -0.019),
    (0.062, -0.015), (0.074, -0.004), (0.066, 0.010), (0.030, 0.018), (-0.006, 0.017),
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """What decides how postures are painted; postures of one film share one look.

    `far` names the far limbs that are seen: those that do not lie behind the near ones.
    `head_over_arm`: an arm past the head would hide the face, so the head is painted over it.
    """

    far: frozenset[str]
    head_over_arm: bool
    toes_bend: bool


def look(postures: Sequence[Joints]) -> Look:
    """Return the look in which all these postures can be painted."""
    far = set()
    if not all(_alike(joints.near_leg, joints.far_leg) for joints in postures):
        far.add("far_leg")
    if not all(_alike(joints.near_arm, joints.far_arm) for joints in postures):
        far.add("far_arm")
    overhead = any(joints.near_arm.shoulder > OVERHEAD for joints in postures)
    bend = any(leg.toes for joints in postures for leg in (joints.near_leg, joints.far_leg))
    return Look(frozenset(far), overhead, bool(bend))


def _alike(near: Leg | Arm, far: Leg | Arm) -> bool:
    first, second = vars(near), vars(far)
    return all(abs(first[name] - second[name]) < 1.0 for name in first)


def shapes(body: Skeleton, as_seen: Look) -> list[Shape | Stamp]:
    """Return the shapes of a body, back to front."""
    bend = as_seen.toes_bend
    found: list[Shape | Stamp] = []
    if "far_arm" in as_seen.far:
        found += _arm(body.limbs["far_arm"], far=True)
    if "far_leg" in as_seen.far:
        found += _leg(body.limbs["far_leg"], (), far=True, toes_bend=bend)
    near_arm = _arm(body.limbs["near_arm"], far=False)
    found += [*near_arm, *_head(body)] if as_seen.head_over_arm else _head(body)
    found.append(Shape("shirt", (_pinned(body, _SHIRT),)))
    pelvis = _pinned(body, _PELVIS)
    found += _leg(body.limbs["near_leg"], (pelvis,), far=False, toes_bend=bend)
    return found if as_seen.head_over_arm else [*found, *near_arm]


def _closed(points: Sequence[complex]) -> Curve:
    """Return a smooth outline, wound clockwise as all are, so that overlaps stay filled."""
    ordered = points if is_clockwise(points) else points[::-1]
    return Curve(ordered[0], tuple(smooth(ordered)))


def _pinned(body: Skeleton, outline: Sequence[tuple[str, float, float]]) -> Curve:
    """Return an outline whose points ride on the frames of the trunk."""
    frames: dict[str, Frame] = {name: getattr(body, name) for name, _, _ in outline}
    return _closed([frames[name].at(along, right) for name, along, right in outline])


def _on(frame: Frame, outline: Sequence[tuple[float, float]]) -> Curve:
    return _closed([frame.at(along, right) for along, right in outline])


def _bone(start: complex, end: complex, widths: Sequence[tuple[float, float]]) -> list[Capsule]:
    """Return the capsules of one bone from its widths along it."""
    way = end - start
    return [
        Capsule(start + way * t0, start + way * t1, r0, r1)
        for (t0, r0), (t1, r1) in pairwise(widths)
    ]


def _leg(
    limb: Limb, pelvis: tuple[Curve, ...], *, far: bool, toes_bend: bool
) -> list[Shape | Stamp]:
    knee, ankle = limb.lower.origin, limb.end.origin
    bones = [*_bone(limb.upper.origin, knee, b.THIGH_WIDTHS), *_bone(knee, ankle, b.SHANK_WIDTHS)]
    trousers = Shape("far-trousers" if far else "trousers", (*pelvis, *bones))
    shoe = _bent_shoe(limb, far=far) if toes_bend else Stamp("shoe", limb.end, far)
    return [shoe, trousers]


def _bent_shoe(limb: Limb, *, far: bool) -> Shape:
    """Return a shoe of which what lies before the ball of the foot bends with the toes."""
    foot, toes = limb.end, limb.tip
    points = [
        toes.at(along - b.BALL, right - b.ANKLE) if along > b.BALL + 0.01 else foot.at(along, right)
        for along, right in _SHOE
    ]
    return Shape("far-skin" if far else "skin", (_closed(points),))


def _arm(limb: Limb, *, far: bool) -> list[Shape | Stamp]:
    elbow, wrist = limb.lower.origin, limb.end.origin
    sleeve = _bone(limb.upper.origin, elbow, b.UPPER_ARM_WIDTHS)
    bare: list[Curve | Capsule] = [*_bone(elbow, wrist, b.FOREARM_WIDTHS), _on(limb.end, _HAND)]
    if far:
        return [Shape("far-skin", (*sleeve, *bare))]
    return [Shape("skin", tuple(bare)), Shape("shirt", tuple(sleeve))]


def _head(body: Skeleton) -> list[Shape | Stamp]:
    neck = Capsule(body.neck.at(-0.03, -0.004), body.head.at(0.012, 0.0), 0.034, 0.031)
    return [Shape("skin", (neck,)), Stamp("head", body.head)]


# What stands in for each stamp, in the frame it rides on: (along, right) at angle 0.
_ORIGIN: Final = Frame(0j, 0.0)
STAMPS: Final[Mapping[str, tuple[Shape, ...]]] = {
    "head": (
        Shape("skin", (_on(_ORIGIN, _HEAD),)),
        Shape("hair", (_on(_ORIGIN, _HAIR),)),
        Shape("skin", (_on(_ORIGIN, _EAR),)),
    ),
    "shoe": (Shape("skin", (_on(_ORIGIN, _SHOE),)),),
}
