"""The fields of a figure: what a contributor writes of a pose, of arrows and of pictures."""

import re
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StrictInt

from generator.amount import fault
from generator.fields import Facts, Reference, Text
from generator.problems import said

PICTURE_NAME: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:png|jpg|webp)"

BaseName = Literal["supine", "hook-lying", "prone", "quadruped", "standing", "sitting"]
TrunkPoint = Literal[
    "hip", "buttock", "groin", "low_back", "belly", "back", "chest", "shoulder", "back_of_head",
    "face", "crown",
]  # fmt: skip
LimbPoint = Literal[
    "near_thigh", "near_hamstring", "near_knee", "near_shin", "near_ankle", "near_heel",
    "near_toe", "near_elbow", "near_wrist", "near_hand", "far_thigh", "far_hamstring",
    "far_knee", "far_shin", "far_ankle", "far_heel", "far_toe", "far_elbow", "far_wrist",
    "far_hand",
]  # fmt: skip
Point = Literal[TrunkPoint, LimbPoint]
Target = Literal[
    "floor", "forearm", "overhead", "wall", "stay", "belly", "chest", "buttock", "back_of_head",
    "near_thigh", "near_hamstring", "near_knee", "near_shin",
    "far_thigh", "far_hamstring", "far_knee", "far_shin",
]  # fmt: skip
Degrees = Annotated[StrictInt, Field(ge=-180, le=200)]


class LegPose(Facts):
    """One leg. Angles are in degrees: flexion positive, straight 0. What is left out is solved."""

    hip: Degrees | None = Field(None, description="Hip: positive forward.")
    knee: Degrees | None = Field(None, description="Knee: 0 is straight.")
    ankle: Degrees | None = Field(None, description="Ankle: positive brings the toes to the shin.")
    foot: Literal["floor", "toes", "stay"] | None = Field(
        None,
        description="`floor`: the foot lies flat, and the hip follows from `knee`; `toes`: on the "
        "toes, the heel raised by `ankle`, standing or sitting; `stay`: where it was at the start.",
    )
    heel: Literal["floor"] | None = Field(
        None,
        description="`floor`: the heel touches the floor, the toes do not; face up or sitting.",
    )
    level: StrictBool = Field(False, description="`true`: straight and level with the floor.")


class ArmPose(Facts):
    """One arm. Angles are in degrees: flexion positive, hanging straight down 0."""

    shoulder: Degrees | None = Field(None, description="Shoulder: positive forward, 180 overhead.")
    elbow: Degrees | None = Field(None, description="Elbow: 0 is straight.")
    wrist: Degrees | None = Field(None, description="Wrist: positive toward the palm.")
    hand: Target | None = Field(
        None, description="What the hand touches; `forearm`: the forearm lies on the floor."
    )
    level: StrictBool = Field(False, description="`true`: straight and level with the floor.")


class Pose(Facts):
    """One position of the body. The end states only what changes from the start."""

    base: BaseName | None = Field(
        None, description="The position it begins from; the start needs one."
    )
    rest: Literal["pelvis", "shoulders"] | None = Field(
        None,
        description="Lying: what alone of the trunk stays on the floor, `pelvis` or `shoulders`.",
    )
    hips_raised: Annotated[StrictInt, Field(ge=0, le=40)] | None = Field(
        None,
        description="Face up, the shoulders on the floor: how high the hips are raised, in "
        "hundredths of body height; 10 makes a bridge with the trunk in line with the thighs.",
    )
    lean: Degrees | None = Field(
        None,
        description="How far the whole trunk leans forward; lying, it needs `rest`.",
    )
    lumbar: Degrees | None = Field(
        None, description="Lower spine: positive bent forward, negative arched."
    )
    thorax: Degrees | None = Field(None, description="Upper back: positive bent forward.")
    neck: Degrees | None = Field(None, description="Neck: positive bent forward.")
    near_leg: LegPose | None = Field(None, description="The leg on the side of the viewer.")
    far_leg: LegPose | None = Field(None, description="The other leg.")
    legs: LegPose | None = Field(None, description="Both legs alike.")
    near_arm: ArmPose | None = Field(None, description="The arm on the side of the viewer.")
    far_arm: ArmPose | None = Field(None, description="The other arm.")
    arms: ArmPose | None = Field(None, description="Both arms alike.")


class Arrow(Facts):
    """An arrow for the movement: along the way of a point, or straight where that is too short."""

    point: Point = Field(description="The point of the body whose way it shows.")
    toward: Literal["up", "down", "left", "right"] | None = Field(
        None, description="A straight arrow that way, where the movement is too small to follow."
    )
    both_ways: StrictBool = Field(False, description="`true`: it goes to and fro.")


Licence = Literal["CC0-1.0", "CC-BY-4.0", "CC-BY-3.0", "CC-BY-SA-4.0", "CC-BY-SA-3.0", "PDM-1.0"]


def _picture_file(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(PICTURE_NAME, value):
        return value
    kinds = "'<id>.png', '<id>.jpg' or '<id>.webp' (a drawing as SVG could carry a script)"
    raise fault("wrong-picture", f"{said(value)} is no picture file: it must be {kinds}.")


class PictureFacts(Facts):
    """A photo or drawing of a contributor's own, a file in `content/pictures/`."""

    file: Annotated[str, BeforeValidator(_picture_file), Reference("pictures")] = Field(
        description="Its file in `content/pictures/`: PNG, JPEG or WebP."
    )
    author: Text = Field(description="Who made it.")
    licence: Licence = Field(description="Its licence, by its SPDX name.")
    made_by_machine: StrictBool = Field(description="`true` if a machine made it.")


def _has_base(start: Pose) -> Pose:
    if start.base is None:
        raise fault("missing-base", f"'start' needs a 'base': {', '.join(get_args(BaseName))}.")
    return start


class FigureFacts(Facts):
    """A figure drawn from two poses."""

    start: Annotated[Pose, AfterValidator(_has_base)] = Field(description="The starting position.")
    end: Pose = Field(Pose(), description="The end of the movement: only what changes.")
    arrows: tuple[Arrow, ...] = Field((), max_length=4, description="Arrows for the movement.")
    wall: Literal["behind", "in-front"] | None = Field(None, description="Where a wall stands.")
    feet_from_wall: Annotated[StrictInt, Field(ge=0, le=60)] | None = Field(
        None, description="From wall to heel, in hundredths of body height."
    )
    zoom: Literal["feet"] | None = Field(None, description="What to show enlarged.")
    spine: StrictBool = Field(False, description="`true`: a dashed line along the spine.")
    tighten: Point | None = Field(None, description="Where a muscle tightens and nothing moves.")


POINTS: Final = get_args(Point)
