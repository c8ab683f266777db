"""Which fields have an effect on which base: one table, for the check and for the reader."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from generator.figures.solver import Fault
from generator.pose import ArmPose, BaseName, FigureFacts, LegPose, Pose

ALL: Final[tuple[str, ...]] = get_args(BaseName)
FACE_UP: Final = ("supine", "hook-lying")
LYING: Final = (*FACE_UP, "prone")
LIMBS: Final[Mapping[str, tuple[str, str]]] = {
    "legs": ("near_leg", "far_leg"),
    "arms": ("near_arm", "far_arm"),
}


@dataclass(frozen=True)
class Rule:
    """A field that has no effect on some bases.

    `field` is that of a pose (`lean`), of a limb (`legs.foot`, for each leg) or of the figure
    (`wall`), with or without a value (`legs.foot: toes`). `unless` names the fields of which one
    gives it an effect, `beside` those that take it away; with neither it never has one there.
    `needs` are the words for what to write.
    """

    field: str
    bases: tuple[str, ...]
    needs: str
    unless: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def limb(self) -> str:
        """Return `legs` or `arms`, "" for a field of no limb."""
        return self.field.rpartition(".")[0]

    @property
    def written(self) -> str:
        """Return the field as it is written within its limb: `foot: toes`."""
        return self.field.rpartition(".")[2]

    @property
    def name(self) -> str:
        """Return the name of the field alone: `foot`."""
        return self.written.partition(":")[0]


def _others(*bases: str) -> tuple[str, ...]:
    return tuple(base for base in ALL if base not in bases)


RULES: Final = (
    Rule("lean", LYING, "lying, it needs 'rest' beside it", unless=("rest", "hips_raised")),
    Rule("lean", FACE_UP, "'hips_raised' says how the trunk lies", beside=("hips_raised",)),
    Rule("rest", _others(*LYING), "it needs a 'base' that lies: supine, hook-lying or prone"),
    Rule("rest: pelvis", FACE_UP, "'hips_raised' lifts the pelvis", beside=("hips_raised",)),
    Rule("hips_raised", _others(*FACE_UP), "it needs 'base: supine' or 'base: hook-lying'"),
    Rule("legs.foot: toes", _others("standing", "sitting"),
         "it needs 'base: standing' or 'base: sitting'; write 'ankle' instead"),
    Rule("legs.foot: stay", ALL, "it is for the 'end'; write 'foot: floor'", unless=("end",)),
    Rule("legs.heel", ("standing", "quadruped", "prone"),
         "it needs a 'base' face up or sitting; write 'foot: floor'"),
    Rule("legs.heel", (*FACE_UP, "sitting"), "'foot' says what is on the floor", beside=("foot",)),
    Rule("legs.heel", (*FACE_UP, "sitting"), "'level' lifts the leg", beside=("level",)),
    Rule("legs.foot", ALL, "'level' lifts the leg; leave one of them out", beside=("level",)),
    Rule("arms.hand", ALL, "'level' lifts the arm; leave one of them out", beside=("level",)),
    Rule("arms.hand: stay", ALL, "it is for the 'end'; write what it touches", unless=("end",)),
    Rule("legs", ALL, "'near_leg' and 'far_leg' say it all", beside=("near_leg", "far_leg")),
    Rule("arms", ALL, "'near_arm' and 'far_arm' say it all", beside=("near_arm", "far_arm")),
    Rule("wall", _others("standing"), "it needs 'base: standing'"),
    Rule("feet_from_wall", ALL, "it needs 'wall: behind'", unless=("wall: behind",)),
)  # fmt: skip
OF_THE_FIGURE: Final = ("wall", "feet_from_wall")
# From which base to which other one a movement can lead.
BECOMES: Final[Mapping[str, tuple[str, ...]]] = {
    "supine": ("hook-lying",),
    "hook-lying": ("supine",),
    "prone": ("quadruped",),
    "quadruped": ("prone",),
    "standing": ("sitting",),
    "sitting": ("standing",),
}


def idle_fields(facts: FigureFacts, end: Pose) -> Iterator[Fault]:
    """Yield a fault for each written field without effect; `end` is the whole end."""
    yield from _idle_in(facts.start, facts.start, "start", later=(facts.end, end))
    yield from _other_base(facts)
    yield from _idle_in(facts.end, end, "end")
    yield from _empty_limbs(facts)
    yield from _idle_in_figure(facts, end)


def _idle_in(
    said: Pose, whole: Pose, which: str, later: tuple[Pose, Pose] | None = None
) -> Iterator[Fault]:
    """Yield what has no effect in one pose; `later` is the end, where a field may have one yet."""
    for rule in RULES:
        if whole.base not in rule.bases or rule.name in OF_THE_FIGURE:
            continue
        if rule.limb:
            yield from _idle_in_limbs(rule, said, which, whole.base)
            continue
        idle = _has(said, rule.written) and _is_idle(rule, whole)
        if idle and not (later and _works_later(rule, *later)):
            yield _told((which, rule.name), rule, whole.base)


def _works_later(rule: Rule, end: Pose, whole: Pose) -> bool:
    """Tell whether a field of the start has its effect in the end, which does not change it."""
    return rule.name not in end.model_fields_set and _works(rule, whole)


def _works(rule: Rule, pose: Pose) -> bool:
    """Tell whether no rule keeps the field of this one from an effect in a whole pose."""
    same = [r for r in RULES if r.name == rule.name and not r.limb and pose.base in r.bases]
    return not any(_has(pose, r.written) and _is_idle(r, pose) for r in same)


def _idle_in_limbs(rule: Rule, said: Pose, which: str, base: str) -> Iterator[Fault]:
    """Yield what has no effect in the limbs that one pose writes."""
    for entry in (*LIMBS[rule.limb], rule.limb):
        limb: LegPose | ArmPose | None = getattr(said, entry)
        if limb is None or not _has(limb, rule.written):
            continue
        if _is_idle(rule, limb) and not (which == "end" and "end" in rule.unless):
            yield _told((which, entry, rule.name), rule, base)


def _idle_in_figure(facts: FigureFacts, end: Pose) -> Iterator[Fault]:
    """Yield what is written of a wall where nobody stands at it."""
    for rule in RULES:
        bases = {facts.start.base, end.base}
        if rule.name not in OF_THE_FIGURE or not bases <= set(rule.bases):
            continue
        if _has(facts, rule.written) and _is_idle(rule, facts):
            yield _told((rule.name,), rule, "")


def _empty_limbs(facts: FigureFacts) -> Iterator[Fault]:
    """Yield each limb of which nothing is written; in the end that may undo the start."""
    for which, pose in (("start", facts.start), ("end", facts.end)):
        for both, each in LIMBS.items():
            earlier = [getattr(facts.start, entry) for entry in (both, *each)]
            undoes = which == "end" and any(one is not None for one in earlier)
            for entry in (both, *each):
                if getattr(pose, entry) in (LegPose(), ArmPose()) and not undoes:
                    message = f"'{entry}' says nothing and has no effect: write an angle in it,"
                    message += f" or '{'foot' if both == 'legs' else 'hand'}', or leave it out."
                    yield fault((which, entry), "no-effect", message)


def _other_base(facts: FigureFacts) -> Iterator[Fault]:
    start, end = facts.start.base or "", facts.end.base
    if end is not None and end not in (start, *BECOMES[start]):
        message = f"No movement leads from 'base: {start}' to 'base: {end}': leave 'base' out, or"
        message += f" write '{BECOMES[start][0]}'."
        yield fault(("end", "base"), "other-base", message)


def _has(part: object, written: str) -> bool:
    """Tell whether a field is written, with its value if `written` names one."""
    name, _, value = written.partition(": ")
    found = getattr(part, name, None)
    return found == value if value else found is not None and found is not False


def _is_idle(rule: Rule, part: object) -> bool:
    """Tell whether a field has no effect beside what else is written in the same part."""
    if rule.beside:
        return all(_has(part, other) for other in rule.beside)
    return not any(_has(part, other) for other in rule.unless)


def _told(path: tuple[str, ...], rule: Rule, base: str) -> Fault:
    where = f" with 'base: {base}'" if base and not (rule.unless or rule.beside) else " here"
    return fault(path, "no-effect", f"'{rule.written}' has no effect{where}: {rule.needs}.")


def fault(path: tuple[str | int, ...], code: str, message: str) -> Fault:
    """Return a fault."""
    return Fault(path, code, message)
