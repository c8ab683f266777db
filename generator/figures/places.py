"""Where a fault of a posture stands: the field that causes it, in the pose where it is written."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from generator.figures.solver import Fault
from generator.pose import ArmPose, FigureFacts, LegPose, Pose

TRUNK: Final = ("hips_raised", "lean", "rest", "lumbar", "thorax", "neck")
# What makes an angle that is not written what it is, the likeliest first.
CAUSES: Final = ("level", "foot", "heel", "hand", "hip", "shoulder", "knee", "elbow", "ankle",
                 "wrist")  # fmt: skip
HOLDS: Final = ("level", "foot", "heel", "hand")  # what leaves no angle of the limb free
ENTRIES: Final = ("near_leg", "far_leg", "legs", "near_arm", "far_arm", "arms")


def placed(facts: FigureFacts, start: Iterable[Fault], end: Iterable[Fault]) -> list[Fault]:
    """Return the faults of both solved poses, each at the field that causes it."""
    told = {(fault.code, fault.path): fault for fault in start}
    found = [_at_cause(fault, facts.start, "start", facts) for fault in told.values()]
    found += [
        _at_cause(fault, facts.end, "end", facts)
        for fault in (end if facts.end.model_fields_set else ())
        if (fault.code, fault.path) not in told or _says(facts.end, fault.path)
    ]
    return found


def once(faults: Iterable[Fault]) -> list[Fault]:
    """Return the first fault of each code at each place."""
    found: dict[tuple[object, str], Fault] = {}
    for fault in faults:
        found.setdefault((fault.path, fault.code), fault)
    return list(found.values())


def _says(pose: Pose, path: tuple[str | int, ...]) -> bool:
    """Tell whether a pose itself writes what a fault is of."""
    if not path:
        return _trunk_field(pose) is not None
    name = str(path[0])
    return _entry(pose, name) is not None if name in ENTRIES else _has(pose, name)


def _at_cause(fault: Fault, pose: Pose, which: str, facts: FigureFacts) -> Fault:
    """Return a fault with the path of its cause, and with words where that is another field."""
    limb, name = (*map(str, fault.path), "", "")[:2]
    if limb not in ENTRIES:
        if limb and _has(pose, limb):
            return replace(fault, path=(which, limb))
        return _at_trunk(fault, pose, which, "")
    entry = _entry(pose, limb)
    if entry is None:
        return _at_trunk(fault, pose, which, _unwritten(limb, which, facts))
    said: LegPose | ArmPose = getattr(pose, entry)
    if not name or _has(said, name):
        return replace(fault, path=(which, entry, name) if name else (which, entry))
    cause = next((c for c in CAUSES if _has(said, c)), None)
    if cause is None:
        return replace(fault, path=(which, entry))
    names = ", ".join(f"'{each}'" for each in CAUSES if _has(said, each))
    advice = "change that" if "," not in names else "change one of them"
    if cause not in HOLDS:
        advice += f", or write '{name}'"
    message = f"{fault.message} It follows from {names}: {advice}."
    return replace(fault, path=(which, entry, cause), message=message)


def _at_trunk(fault: Fault, pose: Pose, which: str, words: str) -> Fault:
    """Return a fault at what the pose writes of the trunk, else of limbs, else of its base."""
    cause = _trunk_field(pose) or next((e for e in ENTRIES if getattr(pose, e)), None)
    if _has(pose, "base") and (cause is None or which == "end"):
        cause = "base"
    path = (which, cause) if cause else (which,)
    if not words and cause and fault.path and cause != fault.path[0]:
        words = f" It follows from '{cause}'."
    return replace(fault, path=path, message=fault.message + words)


def _unwritten(limb: str, which: str, facts: FigureFacts) -> str:
    """Return words for a limb of which a pose says nothing: where it comes from, what to write."""
    kind = limb.partition("_")[2]
    base = facts.end.base if which == "end" and facts.end.base else facts.start.base
    earlier = _entry(facts.start, limb) if which == "end" else None
    origin = f"'{earlier}' of the start" if earlier else f"'base: {base}'"
    where = "the end, too" if earlier else "another position"
    return f" The {kind} is as {origin} has it: write '{limb}' or '{kind}s' for {where}."


def _entry(pose: Pose, limb: str) -> str | None:
    """Return the field by which a pose writes a limb: its own, that of both, or none."""
    both = f"{limb.partition('_')[2]}s"
    return next((e for e in (limb, both) if getattr(pose, e, None) is not None), None)


def _trunk_field(pose: Pose) -> str | None:
    return next((name for name in TRUNK if _has(pose, name)), None)


def _has(part: object, name: str) -> bool:
    value = getattr(part, name, None)
    return value is not None and value is not False
