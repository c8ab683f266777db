"""How each base lies, sits or stands before a pose changes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from generator.pose import ArmPose, LegPose

SEAT: Final = 0.262  # height of a chair's seat, in body heights
PROPPED: Final = ("quadruped", "standing", "sitting")  # bases where a hand that touches carries
FREE_LEG: Final = LegPose()
FREE_ARM: Final = ArmPose()


@dataclass(frozen=True)
class Base:
    """A base: the angle of the trunk, what rests on the floor, and how the limbs are.

    `rest` are two points of the trunk that lie on the floor, `head_rests` that of the head.
    """

    turn: float
    rest: tuple[str, ...] = ()
    near_leg: LegPose = FREE_LEG
    far_leg: LegPose = FREE_LEG
    arms: ArmPose = FREE_ARM
    lumbar: float = 0.0
    neck: float = 0.0
    head_rests: str = ""


BASES: Final[Mapping[str, Base]] = {
    "supine": Base(
        180.0,
        ("buttock", "back"),
        LegPose(heel="floor", knee=3),
        LegPose(heel="floor", knee=3),
        ArmPose(hand="floor", elbow=6),
        head_rests="back_of_head",
    ),
    "hook-lying": Base(
        180.0,
        ("buttock", "back"),
        LegPose(foot="floor", knee=95),
        LegPose(foot="floor", knee=84),
        ArmPose(hand="floor", elbow=6),
        head_rests="back_of_head",
    ),
    "prone": Base(
        0.0,
        ("groin", "chest"),
        LegPose(foot="floor", ankle=-52),
        LegPose(foot="floor", ankle=-52),
        ArmPose(hand="overhead", elbow=6),
        head_rests="nose",
    ),
    "quadruped": Base(0.0, arms=ArmPose(hand="floor"), neck=-18.0),
    "standing": Base(90.0, arms=ArmPose(shoulder=2, elbow=10)),
    "sitting": Base(
        90.0,
        near_leg=LegPose(foot="floor"),
        far_leg=LegPose(foot="floor"),
        arms=ArmPose(hand="near_thigh"),
    ),
}
