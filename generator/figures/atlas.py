"""Every field, base, joint, target, mark and point, drawn: a reference that cannot fall behind.

Each sample is the fields of a figure; its drawing and the lines shown beside it come from these.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_args

from generator.dose import stopwatch
from generator.figures.body import point
from generator.figures.effects import ALL, RULES
from generator.figures.layout import compose, single
from generator.figures.limits import RANGES
from generator.figures.marks import Figure, Label, Mark, Stroke, label_width
from generator.figures.panel import person
from generator.figures.picture import scenes
from generator.figures.solver import solve
from generator.figures.svg import size, svg
from generator.model import Dose
from generator.pose import POINTS, ArmPose, BaseName, FigureFacts, LegPose, Licence, Pose

Fields = Mapping[str, Any]

NUMBER: Final = 0.026
DOT: Final = 0.013
HOLD: Final = "10 seconds, build up to 30"
_BESIDE_ANOTHER: Final = ("near_wrist",)  # points whose number stands below, to be read
_TRUNK: Final = ("lumbar", "thorax", "neck")


@dataclass(frozen=True)
class Plate:
    """One drawing of the atlas: a name for its file, its SVG text, and what it shows.

    `lines` are the fields it is drawn from as YAML, each with its depth.
    """

    name: str
    svg: str
    words: str
    width: int
    height: int
    lines: tuple[tuple[int, str], ...] = ()


# --- the samples ------------------------------------------------------------------------------

_KNEE_UP: Final = {"hip": 122, "knee": 128}
_SHIN: Final = {"hand": "near_shin"}
_EXAMPLE: Final[tuple[tuple[str, Fields], ...]] = (
    (
        "1. The base: the end is as the start until you say what changes.",
        {"start": {"base": "hook-lying"}},
    ),
    (
        "2. One leg changes. Hip and knee are degrees from straight.",
        {"start": {"base": "hook-lying"}, "end": {"near_leg": _KNEE_UP}},
    ),
    (
        "3. The hands take the shin. Shoulders and elbows follow.",
        {"start": {"base": "hook-lying"}, "end": {"near_leg": _KNEE_UP, "arms": _SHIN}},
    ),
    (
        "4. An arrow shows the way of the ankle.",
        {
            "start": {"base": "hook-lying"},
            "end": {"near_leg": _KNEE_UP, "arms": _SHIN},
            "arrows": [{"point": "near_ankle"}],
        },
    ),
)
# A pose that shows each joint bent, beside the same one with the joint at 0.
_JOINTS: Final[Mapping[str, Fields]] = {
    "lumbar": {"start": {"base": "standing"}, "end": {"lumbar": 45}},
    "thorax": {"start": {"base": "standing"}, "end": {"thorax": 40}},
    "neck": {"start": {"base": "standing"}, "end": {"neck": 40}},
    "hip": {"start": {"base": "standing"}, "end": {"near_leg": {"hip": 60}}},
    "knee": {"start": {"base": "standing"}, "end": {"near_leg": {"hip": 0, "knee": 80}}},
    "ankle": {
        "start": {"base": "standing", "near_leg": {"hip": 30, "knee": 0}},
        "end": {"near_leg": {"hip": 30, "knee": 0, "ankle": -40}},
    },
    "shoulder": {"start": {"base": "standing"}, "end": {"near_arm": {"shoulder": 100}}},
    "elbow": {"start": {"base": "standing"}, "end": {"near_arm": {"elbow": 100}}},
    "wrist": {
        "start": {"base": "standing", "near_arm": {"elbow": 90}},
        "end": {"near_arm": {"elbow": 90, "wrist": 60}},
    },
}
_FACE_DOWN: Final = {"base": "prone", "rest": "pelvis", "lumbar": -22, "thorax": -8, "neck": -14}
_TRUNKS: Final[Mapping[str, tuple[str, Fields]]] = {
    "rest-pelvis": (
        "rest: pelvis. The shoulders come up.",
        {"start": {**_FACE_DOWN, "arms": {"hand": "forearm"}}},
    ),
    "rest-shoulders": (
        "rest: shoulders. The pelvis comes up.",
        {
            "start": {"base": "hook-lying"},
            "end": {"rest": "shoulders", "lean": -24, "legs": {"foot": "stay"}},
        },
    ),
    "hips-raised": (
        "hips_raised. How high, in hundredths of body height, the shoulders on the floor.",
        {
            "start": {"base": "hook-lying"},
            "end": {"hips_raised": 10, "legs": {"foot": "stay"}},
        },
    ),
    "lean": (
        "lean. The whole trunk, from the hips.",
        {"start": {"base": "sitting"}, "end": {"lean": 35}},
    ),
}
_LEGS: Final[Mapping[str, tuple[str, Fields]]] = {
    "near-leg": (
        "near_leg. The leg on the side of the viewer.",
        {"start": {"base": "supine"}, "end": {"near_leg": {"hip": 45, "knee": 0}}},
    ),
    "far-leg": (
        "far_leg. The other leg, in paler lines where it differs.",
        {"start": {"base": "supine"}, "end": {"far_leg": {"hip": 45, "knee": 0}}},
    ),
    "legs": (
        "legs. Both alike.",
        {"start": {"base": "supine"}, "end": {"legs": {"hip": 90, "knee": 90}}},
    ),
    "foot-floor": (
        "foot: floor. Flat on the floor, with the knee as you give it: the heel slides.",
        {"start": {"base": "supine"}, "end": {"near_leg": {"foot": "floor", "knee": 95}}},
    ),
    "foot-toes": (
        "foot: toes. On the toes, the heel raised by the angle of the ankle.",
        {"start": {"base": "standing"}, "end": {"legs": {"foot": "toes", "ankle": -35}}},
    ),
    "foot-stay": (
        "foot: stay. Where it was at the start, while the body moves.",
        {
            "start": {"base": "hook-lying"},
            "end": {"rest": "shoulders", "lean": -20, "legs": {"foot": "stay"}},
        },
    ),
    "heel-floor": (
        "heel: floor. The heel lies on the floor, the toes up.",
        {"start": {"base": "hook-lying", "near_leg": {"heel": "floor", "knee": 2, "ankle": 15}}},
    ),
    "leg-level": (
        "level: true. Straight, and level with the floor.",
        {"start": {"base": "quadruped"}, "end": {"near_leg": {"level": True}}},
    ),
}
_ARMS: Final[Mapping[str, tuple[str, Fields]]] = {
    "near-arm": (
        "near_arm. The arm on the side of the viewer.",
        {"start": {"base": "standing"}, "end": {"near_arm": {"shoulder": 130}}},
    ),
    "far-arm": (
        "far_arm. The other arm.",
        {"start": {"base": "standing"}, "end": {"far_arm": {"shoulder": 130}}},
    ),
    "arms": (
        "arms. Both alike.",
        {"start": {"base": "standing"}, "end": {"arms": {"shoulder": 130}}},
    ),
    "arm-level": (
        "level: true. Straight, and level with the floor.",
        {"start": {"base": "quadruped"}, "end": {"far_arm": {"level": True}}},
    ),
}
_LEG_UP: Final = {"hip": 110, "knee": 110}
_HANDS: Final[Mapping[str, Fields]] = {
    "floor": {"start": {"base": "quadruped", "arms": {"hand": "floor"}}},
    "forearm": {"start": {**_FACE_DOWN, "arms": {"hand": "forearm"}}},
    "overhead": {"start": {"base": "supine", "arms": {"hand": "overhead"}}},
    "wall": {"wall": "in-front", "start": {"base": "standing", "arms": {"hand": "wall"}}},
    "stay": {
        "wall": "in-front",
        "start": {"base": "standing", "arms": {"hand": "wall"}},
        "end": {"near_leg": {"hip": -22, "knee": 4}, "arms": {"hand": "stay"}},
    },
    "belly": {"start": {"base": "hook-lying", "arms": {"hand": "belly"}}},
    "chest": {"start": {"base": "standing", "near_arm": {"hand": "chest"}}},
    "buttock": {"start": {"base": "standing", "near_arm": {"hand": "buttock"}}},
    "back_of_head": {"start": {"base": "sitting", "near_arm": {"hand": "back_of_head"}}},
    "near_thigh": {"start": {"base": "sitting", "arms": {"hand": "near_thigh"}}},
    **{
        f"{side}_{part}": {
            "start": {"base": "hook-lying", f"{side}_leg": pose, "arms": {"hand": f"{side}_{part}"}}
        }
        for side, parts in (
            ("near", ("hamstring", "knee", "shin")),
            ("far", ("thigh", "hamstring", "knee", "shin")),
        )
        for part in parts
        for pose in ({"hip": 122, "knee": 128} if part == "shin" else _LEG_UP,)
    },
}
_ARM_UP: Final = {"near_arm": {"shoulder": 175, "elbow": 4}}
_HEELS_UP: Final = {"legs": {"foot": "toes", "ankle": -35}}
_PULSE: Final = {"legs": {"heel": "floor", "knee": 2, "ankle": -40}}
_PULSE_START: Final = {"base": "supine", "legs": {"heel": "floor", "knee": 2, "ankle": 15}}
_SLIDE: Final = {"legs": {"foot": "floor", "knee": 45}}
_MARKS: Final[Mapping[str, tuple[str, Fields]]] = {
    "arrow": (
        "arrows, with a point. The way of the point, found from the two poses. Four at most.",
        {
            "start": {"base": "standing"},
            "end": _ARM_UP,
            "arrows": [{"point": "near_hand"}],
        },
    ),
    "both-ways": (
        "both_ways: true. To and fro.",
        {
            "start": {"base": "standing"},
            "end": {"near_arm": {"shoulder": 90}},
            "arrows": [{"point": "near_hand", "both_ways": True}],
        },
    ),
    "toward-up": (
        "toward: up. A straight arrow, where the movement is too small to follow.",
        {
            "start": {"base": "standing"},
            "end": _HEELS_UP,
            "arrows": [{"point": "near_heel", "toward": "up"}],
        },
    ),
    "toward-down": (
        "toward: down.",
        {
            "start": {"base": "standing"},
            "end": {"legs": {"hip": 55, "knee": 60, "foot": "floor"}, "lean": 25},
            "arrows": [{"point": "hip", "toward": "down"}],
        },
    ),
    "toward-left": (
        "toward: left.",
        {
            "start": {"base": "sitting", "neck": -10},
            "end": {"neck": 10},
            "arrows": [{"point": "face", "toward": "left"}],
        },
    ),
    "toward-right": (
        "toward: right.",
        {
            "start": {"base": "sitting", "neck": 10},
            "end": {"neck": -10},
            "arrows": [{"point": "face", "toward": "right"}],
        },
    ),
    "wall-behind": (
        "wall: behind, with feet_from_wall. From wall to heel, in hundredths of body height.",
        {
            "wall": "behind",
            "feet_from_wall": 20,
            "start": {"base": "standing"},
            "end": _SLIDE,
        },
    ),
    "wall-in-front": (
        "wall: in-front.",
        {"wall": "in-front", "start": {"base": "standing", "arms": {"hand": "wall"}}},
    ),
    "zoom": (
        "zoom: feet. Shown enlarged, before and after.",
        {
            "start": _PULSE_START,
            "end": _PULSE,
            "zoom": "feet",
            "arrows": [{"point": "near_toe", "both_ways": True}],
        },
    ),
    "spine": (
        "spine: true. A dashed line, where the curve of the back is the point.",
        {"start": {"base": "quadruped"}, "end": {"lumbar": 40, "thorax": 25}, "spine": True},
    ),
    "tighten": (
        "tighten, with a point. Rays where a muscle works and nothing moves.",
        {"start": {"base": "hook-lying", "arms": {"hand": "belly"}}, "tighten": "belly"},
    ),
}
_WATCH: Final[Fields] = {
    "start": {"base": "supine"},
    "end": {"near_leg": {"hip": 40, "knee": 0}},
    "arrows": [{"point": "near_heel"}],
}


def yaml_lines(value: Any, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Yield the lines of fields as YAML, each with its depth."""
    if isinstance(value, list):
        for item in value:
            (level, first), *others = yaml_lines(item, depth + 1)
            yield level - 1, f"- {first}"
            yield from others
        return
    for key, inner in value.items():
        if isinstance(inner, dict | list):
            yield depth, f"{key}:"
            yield from yaml_lines(inner, depth + 1)
        else:
            yield depth, f"{key}: {'true' if inner is True else inner}"


def _plate(name: str, words: str, figure: Figure, fields: Fields | None = None) -> Plate:
    lines = tuple(yaml_lines(fields)) if fields else ()
    return Plate(name, svg(figure, words), words, *size(figure), lines)


def _sample(name: str, words: str, fields: Fields, hold: str = "") -> Plate:
    """Return fields drawn: both poses, or one where nothing but the start is said."""
    facts = FigureFacts.model_validate(fields)
    start, end = scenes(facts)
    alone = not fields.keys() & {"end", "tighten"}
    figure = single(facts, start) if alone else compose(facts, start, end, hold)
    return _plate(name, words, figure, fields)


# --- the plates -------------------------------------------------------------------------------


def example() -> Iterator[Plate]:
    """Yield a figure as it grows, line by line."""
    for number, (words, fields) in enumerate(_EXAMPLE, start=1):
        facts = FigureFacts.model_validate(fields)
        whole = {"figure": fields}
        yield _plate(f"example-{number}", words, compose(facts, *scenes(facts), ""), whole)


def bases() -> Iterator[Plate]:
    """Yield each base as it is before a pose changes it."""
    for name in get_args(BaseName):
        yield _sample(f"base-{name}", f"base: {name}", {"start": {"base": name}})


def joints() -> Iterator[Plate]:
    """Yield each joint at 0 and bent."""
    for name, fields in _JOINTS.items():
        end = fields["end"]
        angle = next(part[name] for part in (end, *_parts(end)) if name in part)
        yield _sample(f"joint-{name}", f"{name}: 0, and {angle}.", fields)


def _parts(pose: Fields) -> Iterator[Fields]:
    yield from (part for part in pose.values() if isinstance(part, Mapping))


def _all(prefix: str, samples: Mapping[str, tuple[str, Fields]]) -> Iterator[Plate]:
    for name, (words, fields) in samples.items():
        yield _sample(f"{prefix}-{name}", words, fields)


def hands() -> Iterator[Plate]:
    """Yield a hand at each target."""
    for target, fields in _HANDS.items():
        yield _sample(f"hand-{target.replace('_', '-')}", f"hand: {target}", fields)


def watch() -> Plate:
    """Return the stopwatch of a dose that builds up: it shows what one begins with."""
    dose = Dose.model_validate({"repetitions": "open", "hold": HOLD})
    return _sample("mark-stopwatch", f"hold: {HOLD}", _WATCH, stopwatch(dose))


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
    return _plate("points", "The points of the body", single(facts, scene, marks)), names


def ranges() -> Iterator[tuple[str, str, str, str]]:
    """Yield each joint: its name, where it is written, what is positive, what is possible."""
    for name, (low, high) in RANGES.items():
        for model, where in (
            (Pose, "start, end"),
            (LegPose, "near_leg, far_leg, legs"),
            (ArmPose, "near_arm, far_arm, arms"),
        ):
            if name in model.model_fields:
                meaning = model.model_fields[name].description or ""
                yield name, where, meaning, f"{low:.0f} to {high:.0f}"


def idle() -> Iterator[tuple[str, str, str]]:
    """Yield what has no effect somewhere: how it is written, on which bases, what it needs."""
    for rule in RULES:
        bases = "every base" if rule.bases == ALL else ", ".join(rule.bases)
        where = f" ({rule.limb})" if rule.limb else ""
        yield rule.written + where, bases, rule.needs


@cache
def sections() -> Mapping[str, tuple[Plate, ...]]:
    """Return the plates of each section of the page; they are drawn once."""
    return {
        "example": tuple(example()),
        "bases": tuple(bases()),
        "joints": tuple(joints()),
        "trunk": tuple(_all("trunk", _TRUNKS)),
        "legs": tuple(_all("leg", _LEGS)),
        "arms": tuple(_all("arm", _ARMS)),
        "hands": tuple(hands()),
        "marks": tuple(_all("mark", _MARKS)),
        "watch": (watch(),),
        "points": (points()[0],),
    }


def plates() -> list[Plate]:
    """Return every drawing of the atlas."""
    return [plate for section in sections().values() for plate in section]


def reference() -> Mapping[str, Any]:
    """Return what the page shows."""
    return {
        **sections(),
        "idle": tuple(idle()),
        "joint_ranges": tuple(ranges()),
        "names": points()[1],
        "licences": get_args(Licence),
        "hold": HOLD,
    }
