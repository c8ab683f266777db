"""A movement as one animated SVG: there, a moment's rest, and back, once and within 5 seconds.

The drawing is that of the start until the film runs, and again when it has run (SMIL, no script).
"""

from typing import Final

from generator.figures.drawing import Shape, Stamp, look, shapes
from generator.figures.geometry import turned
from generator.figures.marks import Box, bounds
from generator.figures.motion import Motion
from generator.figures.panel import LINE, person, surroundings
from generator.figures.solver import Scene
from generator.figures.svg import FAR_LINE, FILLS, OUTLINE, UNIT, Pen, definition, drawn, named

SECONDS: Final = 4.8
SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
# When each share of the way is reached: a moment at the start, one at the end, and back.
TIMES: Final = (0.0, 0.08, 0.16, 0.26, 0.36, 0.44, 0.60, 0.68, 0.78, 0.88, 0.96)
ORDER: Final = (0, 0, 1, 2, 3, 4, 4, 3, 2, 1, 0)
MARGIN: Final = 0.05


def animated(start: Scene, end: Scene, title: str) -> str:
    """Return the SVG text of the movement from start to end and back."""
    bodies = Motion(start, end).bodies(len(SHARES) - 1)
    box = _room(start, end)
    width, height = round(box.width * UNIT), round(box.height * UNIT)
    offset = -box.low
    as_seen = look([start.joints, end.joints])
    frames = [shapes(body, as_seen) for body in bodies]
    still = drawn(surroundings(start, end), box.height, offset)
    names = sorted({s.name for s in frames[0] if isinstance(s, Stamp)})
    stamps = "".join(definition(name) for name in names)
    parts = [
        _part(f"p{number}", same, box.height, offset)
        for number, same in enumerate(zip(*frames, strict=True))
    ]
    floor = round((box.height + box.low.imag) * UNIT)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}">{named(title)}{stamps}'
        f'<path fill="#fff" d="M0 0h{width}v{height}H0z"/>'
        f'<g stroke="#000" stroke-width="{2 * OUTLINE - 1}" stroke-linejoin="round"'
        f' stroke-linecap="round"><path stroke-width="{LINE * UNIT:g}" d="M4 {floor}H{width - 4}"/>'
        f"{still}{''.join(parts)}</g></svg>\n"
    )


def _room(start: Scene, end: Scene) -> Box:
    both = bounds([person(start), person(end), *surroundings(start, end)])
    margin = complex(MARGIN, MARGIN)
    return Box(complex(both.low.real, min(both.low.imag, 0.0)) - margin, both.high + margin)


def _times(
    values: list[str], kind: str = "animate", extra: str = "", discrete: bool = False
) -> str:
    """Return an animation through values, one for each of SHARES, there and back."""
    way = ";".join(values[i] for i in (*ORDER, 0))
    times = ";".join(f"{time:g}" for time in (*TIMES, 1.0))
    mode = ' calcMode="discrete"' if discrete else ""
    return f'<{kind} {extra} dur="{SECONDS}s" keyTimes="{times}" values="{way}"{mode}/>'


def _part(name: str, same: tuple[Shape | Stamp, ...], height: float, offset: complex) -> str:
    first = same[0]
    if isinstance(first, Stamp):
        return _stamp([stamp for stamp in same if isinstance(stamp, Stamp)], height, offset)
    data = [Pen(height, offset, 1.0).shape(shape) for shape in same if isinstance(shape, Shape)]
    letters = {"".join(c for c in text if c.isalpha()) for text in data}
    moves = len(set(data)) > 1
    change = _times(data, extra='attributeName="d"', discrete=len(letters) > 1) if moves else ""
    line = FAR_LINE if first.tone.startswith("far") else "#000"
    fill = FILLS[first.tone]
    if len(first.parts) == 1:
        paint = f'fill="{fill}" stroke="{line}" stroke-width="{OUTLINE}"'
        return f'<path d="{data[0]}" {paint}>{change}</path>'
    path = f'<path id="{name}" d="{data[0]}">{change}</path>'
    return (
        f'<g fill="{line}" stroke="{line}">{path}</g>'
        f'<use href="#{name}" fill="{fill}" stroke="none"/>'
    )


def _stamp(same: list[Stamp], height: float, offset: complex) -> str:
    spots = [Pen(height, offset, 1.0).spot(stamp.frame.origin) for stamp in same]
    angles = [-same[0].frame.angle]
    for stamp in same[1:]:
        angles.append(angles[-1] + turned(-stamp.frame.angle - angles[-1]))
    places, turns = [f"{x} {y}" for x, y in spots], [f"{angle:.1f}" for angle in angles]
    move = _times(places, "animateTransform", 'attributeName="transform" type="translate"')
    turn = _times(turns, "animateTransform", 'attributeName="transform" type="rotate"')
    line = f' stroke="{FAR_LINE}"' if same[0].far else ""
    return (
        f'<g transform="translate({places[0]})">{move}<g transform="rotate({turns[0]})">{turn}'
        f'<use href="#{same[0].name}" stroke-width="{OUTLINE}"{line}/></g></g>'
    )
