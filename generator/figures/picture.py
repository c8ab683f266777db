"""The fields of a figure to its drawing, and to what is impossible in it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from generator.figures.effects import fault, idle_fields
from generator.figures.film import animated
from generator.figures.layout import compose
from generator.figures.panel import moves
from generator.figures.places import once, placed
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
    found = list(idle_fields(facts, merged(facts.start, facts.end)))
    found += placed(facts, start.faults, end.faults)
    for index, arrow in enumerate(facts.arrows):
        if not arrow.toward and not moves(arrow.point, start, end):
            message = f"'{arrow.point}' does not move from start to end: write another point, or"
            message += " 'toward' for an arrow that points one way."
            found.append(fault(("arrows", index), "no-movement", message))
    return once(found)
