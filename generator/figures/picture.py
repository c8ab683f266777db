"""The fields of a figure to its drawing, and to what is impossible in it."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from generator.figures.film import animated
from generator.figures.layout import compose
from generator.figures.solver import Fault, Scene, solve
from generator.figures.svg import size, svg
from generator.pose import FigureFacts, Pose

CACHED: Final = 16_384  # as many figures as a very large library has
_BOTH: Final = {"legs": ("near_leg", "far_leg"), "arms": ("near_arm", "far_arm")}


@dataclass(frozen=True)
class Drawing:
    """A drawn figure: its SVG text, and its size in the units of that."""

    svg: str
    width: int
    height: int


@lru_cache(maxsize=CACHED)
def draw(facts: FigureFacts, hold: str, title: str) -> Drawing:
    """Return the drawing of a figure; `hold` is the time on its stopwatch, "" for none.

    A figure that has not changed is not drawn again.
    """
    figure = compose(facts, *scenes(facts), hold)
    return Drawing(svg(figure, title), *size(figure))


@lru_cache(maxsize=CACHED)
def film(facts: FigureFacts, title: str) -> str:
    """Return the SVG text of the movement of a figure, animated."""
    return animated(*scenes(facts), title)


@lru_cache(maxsize=CACHED)
def scenes(facts: FigureFacts) -> tuple[Scene, Scene]:
    """Return the solved start and end."""
    start = solve(facts, facts.start, None)
    end = solve(facts, merged(facts.start, facts.end), start)
    return start, end


def merged(start: Pose, end: Pose) -> Pose:
    """Return the whole end: the start with what changes. A limb entry replaces an earlier one."""
    changed = {name: getattr(end, name) for name in end.model_fields_set}
    for both, each in _BOTH.items():
        if both in changed:
            changed = dict.fromkeys(each) | changed
    return start.model_copy(update=changed)


def faults(facts: FigureFacts) -> list[Fault]:
    """Return what is impossible, each with the path of the field in the figure that says it."""
    start, end = scenes(facts)
    told = {(fault.code, fault.path, fault.message) for fault in start.faults}
    found = [replace(fault, path=("start", *fault.path)) for fault in start.faults]
    for fault in end.faults:
        if (fault.code, fault.path, fault.message) not in told:
            stated = fault.path[:1] and fault.path[0] in facts.end.model_fields_set
            found.append(
                replace(fault, path=("end" if stated or not fault.path else "start", *fault.path))
            )
    return found
