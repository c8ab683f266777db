"""Every base, joint and point, drawn: a reference that cannot fall behind the code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from generator.figures.body import point
from generator.figures.layout import compose, single
from generator.figures.limits import RANGES
from generator.figures.marks import Label, Mark, Stroke, label_width
from generator.figures.panel import person
from generator.figures.solver import solve
from generator.figures.svg import svg
from generator.pose import POINTS, ArmPose, BaseName, FigureFacts, LegPose, Pose

NUMBER: Final = 0.026
DOT: Final = 0.013
_BESIDE_ANOTHER: Final = ("near_wrist",)  # points whose number stands below, to be read
# A pose that shows each joint bent, beside the same one with the joint at 0.
_SHOWN: Final[Mapping[str, tuple[Pose, Pose]]] = {
    "lumbar": (Pose(base="standing"), Pose(lumbar=45)),
    "thorax": (Pose(base="standing"), Pose(thorax=40)),
    "neck": (Pose(base="standing"), Pose(neck=40)),
    "hip": (Pose(base="standing"), Pose(near_leg=LegPose(hip=60))),
    "knee": (Pose(base="standing"), Pose(near_leg=LegPose(hip=0, knee=80))),
    "ankle": (
        Pose(base="standing", near_leg=LegPose(hip=30, knee=0)),
        Pose(near_leg=LegPose(hip=30, knee=0, ankle=-40)),
    ),
    "shoulder": (Pose(base="standing"), Pose(near_arm=ArmPose(shoulder=100))),
    "elbow": (Pose(base="standing"), Pose(near_arm=ArmPose(elbow=100))),
    "wrist": (
        Pose(base="standing", near_arm=ArmPose(elbow=90)),
        Pose(near_arm=ArmPose(elbow=90, wrist=60)),
    ),
}


@dataclass(frozen=True)
class Plate:
    """One drawing of the atlas: a name for its file, its SVG text, and what it shows."""

    name: str
    svg: str
    words: str


def bases() -> Iterator[Plate]:
    """Yield each base as it is before a pose changes it."""
    for name in get_args(BaseName):
        facts = FigureFacts(start=Pose(base=name))
        yield Plate(f"base-{name}", svg(single(facts, solve(facts, facts.start, None)), name), name)


def joints() -> Iterator[Plate]:
    """Yield each joint at 0 and bent."""
    for name, (start, end) in _SHOWN.items():
        facts = FigureFacts(start=start, end=end)
        first = solve(facts, start, None)
        changed = {field: getattr(end, field) for field in end.model_fields_set}
        second = solve(facts, start.model_copy(update=changed), first)
        angle = next(
            value
            for part in (end, end.near_leg, end.near_arm)
            if part is not None and (value := getattr(part, name, None)) is not None
        )
        low, high = RANGES[name]
        words = f"{name}: 0, and {angle}. Possible: {low:.0f} to {high:.0f}."
        yield Plate(f"joint-{name}", svg(compose(facts, first, second, ""), name), words)


def points() -> tuple[Plate, tuple[str, ...]]:
    """Return a body with its points numbered, and the names of the points in that order."""
    facts = FigureFacts(start=Pose(base="standing", near_arm=ArmPose(shoulder=50, elbow=30)))
    scene = solve(facts, facts.start, None)
    names = tuple(name for name in POINTS if not name.startswith("far_"))
    marks: list[Mark] = [person(scene)]
    for number, name in enumerate(names, start=1):
        place = point(scene.body, name)
        text = str(number)
        ahead = place.real >= point(scene.body, "hip").real
        aside = complex(DOT if ahead else -DOT - label_width(text, NUMBER), -NUMBER / 2.0)
        if name in _BESIDE_ANOTHER:
            aside = complex(-label_width(text, NUMBER) / 2.0, -DOT - NUMBER)
        marks.append(Stroke((place, place + 0.0001), DOT, halo=True))
        marks.append(Label(text, place + aside, NUMBER, halo=True))
    figure = single(facts, scene, marks)
    return Plate("points", svg(figure, "points"), "The points of the body"), names


def plates() -> list[Plate]:
    """Return every drawing of the atlas."""
    return [*bases(), *joints(), points()[0]]
