"""The body: proportions, frames and outlines, and the skeleton that joint angles make of it.

Lengths are fractions of body height, after the segment lengths of Drillis and Contini (1966) as
tabled by Winter, "Biomechanics and Motor Control of Human Movement"; widths are drawn for the
eye. The person is seen from the side. A frame has an axis, and points are told as
along the axis and to the right of it. The axis of the trunk runs up, so its right is the front of
a person who faces right; the axes of the limbs run away from the trunk, so their right is the
back of the leg, the sole of the foot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from generator.figures.geometry import direction, turned

Side = Literal["near", "far"]
SIDES: Final[tuple[Side, Side]] = ("near", "far")

PELVIS: Final = 0.065
LUMBAR: Final = 0.045
THORAX: Final = 0.085
UPPER: Final = 0.065
NECK: Final = 0.040
UPPER_ARM: Final = 0.180
FOREARM: Final = 0.146
HAND: Final = 0.070
THIGH: Final = 0.245
SHANK: Final = 0.246
ANKLE: Final = 0.039
BALL: Final = 0.082  # from the ankle to the joint of the toes, along the foot
# How a bend of the low back is shared by its three joints.
LUMBAR_SHARE: Final = (0.35, 0.35, 0.30)

# Half widths of the limbs along their bones: (share of the bone's length, radius).
THIGH_WIDTHS: Final = ((0.0, 0.060), (0.45, 0.051), (1.0, 0.036))
SHANK_WIDTHS: Final = ((0.0, 0.036), (0.30, 0.036), (0.92, 0.022))
UPPER_ARM_WIDTHS: Final = ((0.0, 0.032), (0.5, 0.029), (1.0, 0.024))
FOREARM_WIDTHS: Final = ((0.0, 0.024), (0.3, 0.024), (1.0, 0.016))
KNEE_RADIUS: Final = 0.036
ELBOW_RADIUS: Final = 0.024
HAND_RADIUS: Final = 0.016
PALM: Final = 0.018  # from the middle of the wrist to the flat of the hand
HALF_HAND: Final = 0.035
SEAT_TO_HIP: Final = 0.056
HEEL: Final = 0.040  # from the ankle back to the end of the heel
BACK: Final = 0.072  # from the hip joint to the back of the body


@dataclass(frozen=True)
class Frame:
    """A rigid part of the body: where it begins, and the angle of its axis."""

    origin: complex
    angle: float

    def at(self, along: float, right: float = 0.0) -> complex:
        """Return the point so far along the axis and to the right of it."""
        return self.origin + direction(self.angle) * complex(along, -right)


@dataclass(frozen=True)
class Leg:
    """Joint angles of a leg: flexion positive, neutral 0, dorsiflexion positive.

    `toes` is how far the toes are bent up against the foot.
    """

    hip: float = 0.0
    knee: float = 0.0
    ankle: float = 0.0
    toes: float = 0.0


@dataclass(frozen=True)
class Arm:
    """Joint angles of an arm: flexion positive, neutral hanging straight down.

    `upper_share` and `lower_share` are the shares of their lengths at which upper arm and forearm
    are seen: less than 1 where the elbow points out of the picture.
    """

    shoulder: float = 0.0
    elbow: float = 0.0
    wrist: float = 0.0
    upper_share: float = 1.0
    lower_share: float = 1.0


@dataclass(frozen=True)
class Joints:
    """A whole posture: where the hip joint is, how the pelvis is turned, every joint's angle.

    `turn` is the angle of the pelvis's axis: 90 upright, 180 on the back with the head at the
    left, 0 face down with the head at the right. Bends of the trunk are positive forward.
    """

    hip: complex = 0j
    turn: float = 90.0
    lumbar: float = 0.0
    thorax: float = 0.0
    neck: float = 0.0
    near_leg: Leg = Leg()
    far_leg: Leg = Leg()
    near_arm: Arm = Arm()
    far_arm: Arm = Arm()

    def leg(self, side: Side) -> Leg:
        """Return the leg of one side."""
        return self.near_leg if side == "near" else self.far_leg

    def arm(self, side: Side) -> Arm:
        """Return the arm of one side."""
        return self.near_arm if side == "near" else self.far_arm

    def with_leg(self, side: Side, leg: Leg) -> "Joints":
        """Return the posture with another leg on one side."""
        return replace(self, near_leg=leg) if side == "near" else replace(self, far_leg=leg)

    def with_arm(self, side: Side, arm: Arm) -> "Joints":
        """Return the posture with another arm on one side."""
        return replace(self, near_arm=arm) if side == "near" else replace(self, far_arm=arm)


@dataclass(frozen=True)
class Limb:
    """Three frames in a row: thigh, shank, foot; or upper arm, forearm, hand; then the toes."""

    upper: Frame
    lower: Frame
    end: Frame
    tip: Frame


@dataclass(frozen=True)
class Skeleton:
    """Every frame of a posture, from which all points and outlines are read."""

    pelvis: Frame
    lumbar1: Frame
    lumbar2: Frame
    thorax: Frame
    upper: Frame
    neck: Frame
    head: Frame
    limbs: Mapping[str, Limb] = field(default_factory=dict)


SHOULDER: Final = (0.040, -0.004)  # along and right in the frame of the upper trunk


def skeleton(joints: Joints) -> Skeleton:
    """Return the frames of a posture: plain forward kinematics from the hip joint outward."""
    pelvis = Frame(joints.hip, joints.turn)
    bends = [joints.lumbar * share for share in LUMBAR_SHARE]
    lumbar1 = Frame(pelvis.at(PELVIS), pelvis.angle - bends[0])
    lumbar2 = Frame(lumbar1.at(LUMBAR), lumbar1.angle - bends[1])
    thorax = Frame(lumbar2.at(LUMBAR), lumbar2.angle - bends[2])
    upper = Frame(thorax.at(THORAX), thorax.angle - joints.thorax)
    neck = Frame(upper.at(UPPER), upper.angle - joints.neck / 2.0)
    head = Frame(neck.at(NECK), neck.angle - joints.neck / 2.0)
    limbs = {
        "near_leg": _leg(joints.near_leg, pelvis),
        "far_leg": _leg(joints.far_leg, pelvis),
        "near_arm": _arm(joints.near_arm, upper),
        "far_arm": _arm(joints.far_arm, upper),
    }
    return Skeleton(pelvis, lumbar1, lumbar2, thorax, upper, neck, head, limbs)


def _leg(leg: Leg, pelvis: Frame) -> Limb:
    thigh = Frame(pelvis.origin, pelvis.angle + 180.0 + leg.hip)
    shank = Frame(thigh.at(THIGH), thigh.angle - leg.knee)
    foot = Frame(shank.at(SHANK), shank.angle + 90.0 + leg.ankle)
    toes = Frame(foot.at(BALL, ANKLE), foot.angle + leg.toes)
    return Limb(thigh, shank, foot, toes)


def _arm(arm: Arm, upper_trunk: Frame) -> Limb:
    upper = Frame(upper_trunk.at(*SHOULDER), upper_trunk.angle + 180.0 + arm.shoulder)
    forearm = Frame(upper.at(UPPER_ARM * arm.upper_share), upper.angle + arm.elbow)
    hand = Frame(forearm.at(FOREARM * arm.lower_share), forearm.angle + arm.wrist)
    return Limb(upper, forearm, hand, Frame(hand.at(HAND), hand.angle))


def blend(start: Joints, end: Joints, share: float) -> Joints:
    """Return the posture so far on the way from start to end, joint by joint; share is 0 to 1."""

    def mix(a: float, b: float) -> float:
        return a + (b - a) * share

    def mix_all(a: Leg | Arm, b: Leg | Arm) -> dict[str, float]:
        return {name: mix(value, vars(b)[name]) for name, value in vars(a).items()}

    return Joints(
        hip=start.hip + (end.hip - start.hip) * share,
        turn=start.turn + turned(end.turn - start.turn) * share,
        lumbar=mix(start.lumbar, end.lumbar),
        thorax=mix(start.thorax, end.thorax),
        neck=mix(start.neck, end.neck),
        near_leg=Leg(**mix_all(start.near_leg, end.near_leg)),
        far_leg=Leg(**mix_all(start.far_leg, end.far_leg)),
        near_arm=Arm(**mix_all(start.near_arm, end.near_arm)),
        far_arm=Arm(**mix_all(start.far_arm, end.far_arm)),
    )


# --- named points ---------------------------------------------------------------------------

# On the trunk and head: the frame, then along and right.
TRUNK_POINTS: Final[Mapping[str, tuple[str, float, float]]] = {
    "hip": ("pelvis", 0.0, 0.0),
    "buttock": ("pelvis", -0.005, -0.072),
    "groin": ("pelvis", 0.030, 0.056),
    "low_back": ("lumbar2", 0.0, -0.047),
    "belly": ("lumbar1", 0.020, 0.060),
    "back": ("upper", 0.0, -0.064),
    "chest": ("thorax", 0.070, 0.063),
    "shoulder": ("upper", *SHOULDER),
    "back_of_head": ("head", 0.070, -0.064),
    "face": ("head", 0.060, 0.066),
    "nose": ("head", 0.034, 0.078),
    "crown": ("head", 0.128, 0.0),
}
# On a limb: which limb, which frame of it, along and right.
LIMB_POINTS: Final[Mapping[str, tuple[str, str, float, float]]] = {
    "thigh": ("leg", "upper", 0.42 * THIGH, -0.050),
    "hamstring": ("leg", "upper", 0.78 * THIGH, 0.040),
    "knee": ("leg", "lower", 0.0, 0.0),
    "kneecap": ("leg", "lower", 0.0, -0.036),
    "shin": ("leg", "lower", 0.16 * SHANK, -0.034),
    "ankle": ("leg", "end", 0.0, 0.0),
    "instep": ("leg", "end", 0.06, -0.004),
    "heel": ("leg", "end", -0.036, ANKLE),
    "toe": ("leg", "tip", 0.036, 0.0),
    "elbow": ("arm", "lower", 0.0, 0.0),
    "wrist": ("arm", "end", 0.0, 0.0),
    "hand": ("arm", "end", 0.5 * HAND, 0.0),
}


def point(body: Skeleton, name: str) -> complex:
    """Return a named point: of the trunk (`belly`), or of a limb (`near_ankle`, `far_hand`)."""
    if name in TRUNK_POINTS:
        frame, along, right = TRUNK_POINTS[name]
        part: Frame = getattr(body, frame)
        return part.at(along, right)
    side, _, rest = name.partition("_")
    limb, frame, along, right = LIMB_POINTS[rest]
    part = getattr(body.limbs[f"{side}_{limb}"], frame)
    return part.at(along, right)
