"""Plane geometry on complex numbers: x to the right, y up, lengths in body heights, degrees."""

import cmath
import math
from collections.abc import Callable, Sequence


def direction(angle: float) -> complex:
    """Return the unit vector at an angle: 0 points right, 90 points up."""
    return cmath.rect(1.0, math.radians(angle))


def angle_of(vector: complex) -> float:
    """Return the angle of a vector, from -180 to 180."""
    return math.degrees(cmath.phase(vector))


def turned(angle: float) -> float:
    """Return the same angle from -180 to 180."""
    return (angle + 180.0) % 360.0 - 180.0


def find_zero(function: Callable[[float], float], low: float, high: float) -> float | None:
    """Return where a function is 0 between two arguments; None if it never is.

    The interval is searched in steps for the change of sign nearest to its low end, and that is
    closed in on by false position (the Illinois method: Dowell and Jarratt, 1971).
    """
    steps = 12
    left, at_left = low, function(low)
    for step in range(1, steps + 1):
        right = low + (high - low) * step / steps
        at_right = function(right)
        if at_left * at_right <= 0.0:
            return _close_in(function, left, right, at_left, at_right)
        left, at_left = right, at_right
    return None


def _close_in(
    function: Callable[[float], float], left: float, right: float, at_left: float, at_right: float
) -> float:
    middle = left
    for _ in range(30):
        if at_left == at_right:
            break
        middle = (left * at_right - right * at_left) / (at_right - at_left)
        at_middle = function(middle)
        if abs(at_middle) < 1e-7:
            break
        if at_middle * at_right < 0.0:
            left, at_left = right, at_right
        else:
            at_left /= 2.0
        right, at_right = middle, at_middle
    return middle


def third_side(first: float, second: float, bend: float) -> float:
    """Return the distance between the ends of two bones whose joint is bent by so many degrees."""
    square = first**2 + second**2 + 2.0 * first * second * math.cos(math.radians(bend))
    return math.sqrt(max(square, 0.0))


def bend_for(first: float, second: float, distance: float) -> float | None:
    """Return how far the joint of two bones is bent when their ends are so far apart."""
    if not abs(first - second) <= distance <= first + second:
        return None
    cosine = (distance**2 - first**2 - second**2) / (2.0 * first * second)
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def lead(first: float, second: float, bend: float) -> float:
    """Return the angle between a bone and the line from its start to the end of the next."""
    radians = math.radians(bend)
    return math.degrees(math.atan2(second * math.sin(radians), first + second * math.cos(radians)))


def smooth(points: Sequence[complex]) -> list[tuple[complex, complex, complex]]:
    """Return the cubic Bezier pieces of a closed Catmull-Rom curve through points (tension 1/6).

    Each piece is its two control points and its end; the curve begins at the first point.
    """
    count = len(points)
    pieces = []
    for i in range(count):
        before, start = points[i - 1], points[i]
        end, after = points[(i + 1) % count], points[(i + 2) % count]
        pieces.append((start + (end - before) / 6.0, end - (after - start) / 6.0, end))
    return pieces


def is_clockwise(points: Sequence[complex]) -> bool:
    """Tell which way a closed outline is wound, with y up."""
    area = sum(
        (a.real * b.imag - b.real * a.imag)
        for a, b in zip(points, [*points[1:], points[0]], strict=True)
    )
    return area < 0.0


def capsule(a: complex, b: complex, radius_a: float, radius_b: float) -> tuple[complex, ...] | None:
    """Return the four corners of a tapered capsule round two points: a's side first, clockwise.

    The outline runs from corner 1 straight to 2, round b to 3, straight to 4, round a back to 1.
    None where one circle holds the other.
    """
    distance = abs(b - a)
    if distance <= abs(radius_a - radius_b):
        return None
    axis = (b - a) / distance
    lean = math.degrees(math.acos((radius_a - radius_b) / distance))
    left, right = axis * direction(lean), axis * direction(-lean)
    return a + left * radius_a, b + left * radius_b, b + right * radius_b, a + right * radius_a


def smooth_open(points: Sequence[complex]) -> list[tuple[complex, complex, complex]]:
    """Return the cubic Bezier pieces of an open Catmull-Rom curve through points."""
    padded = [points[0], *points, points[-1]]
    return [
        (start + (end - before) / 6.0, end - (after - start) / 6.0, end)
        for before, start, end, after in zip(
            padded, padded[1:], padded[2:], padded[3:], strict=False
        )
    ]
