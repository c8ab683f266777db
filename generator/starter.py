"""New files to fill in: what is answered stands in them, and every gap is marked TODO."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias, get_origin

from generator.canonical import canonical, front_matter
from generator.facts import ID_RULE, field_hints, literals, model_in, reference_in, refusal
from generator.fields import ID_PATTERN, MAX_ID, Facts
from generator.front_matter import Value
from generator.model import FACTS, NO_SIDE
from generator.problems import WrongUse, suggest
from generator.source import read

GAP: Final = "TODO"
Field: TypeAlias = tuple[str, ...]  # its name, below the names of the fields it stands in


@dataclass(frozen=True)
class _Starter:
    """A kind of file: its folder, its words, and which fields it has but for those it must have."""

    folder: str
    words: str
    fields: tuple[Field, ...] = ()
    gaps: Mapping[str, Value] = field(default_factory=dict)


_SIDE: Final = ("dose", "side")
_LIMB: Final = ("dose", "limb")

_STARTERS: Final[Mapping[str, _Starter]] = {
    "exercise": _Starter(
        "exercises",
        """\
# {title}

TODO: say in 1 to 3 short sentences what you do.

## Get ready

- TODO: the starting position.

## Steps

1. TODO: one action, beginning with a verb.
2. TODO: the next action.

## Do not

- Do not TODO, or take this list away.

## Picture

1. TODO: what drawing 1 shows. Begin with the position.
2. TODO: what is different in drawing 2. Without a figure, take this list and 'figure' away.
""",
        fields=(_SIDE, _LIMB, ("dose", "hold"), ("cautions",)),
        gaps={
            "figure": {
                "start": {"base": GAP},
                "end": {"near_leg": {"hip": GAP, "knee": GAP}},
                "arrows": [{"point": GAP}],
            }
        },
    ),
    "routine": _Starter(
        "routines",
        "# {title}\n\nTODO: say the main message in 1 to 3 short sentences.\n",
    ),
    "caution": _Starter(
        "cautions",
        "# {title}\n\nTODO: say it in the patient's words.\n",
    ),
}
KINDS: Final = tuple(_STARTERS)


# --- what to ask ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """A field that may be answered: what it means, and the words or ids that it can hold.

    `many` says that the answer is a list, `needed` that a file without it is not finished, `kind`
    what its ids refer to, or "".
    """

    field: Field
    meaning: str
    needed: bool
    many: bool
    kind: str
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """The field as it is written in a command: `dose.hold`."""
        return ".".join(self.field)

    def known(self, ids: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """Return all that may be answered, if that can be listed; `ids` are those of each kind."""
        return ids[self.kind] if self.kind else self.words


def questions(kind: str) -> tuple[Question, ...]:
    """Return what can be answered of a new file, in the order of the fields."""
    starter = _STARTERS[kind]
    return tuple(_questions(FACTS[starter.folder], (), starter.fields, many=False))


def _questions(
    model: type[Facts], above: Field, more: tuple[Field, ...], *, many: bool
) -> Iterator[Question]:
    for name, hint in field_hints(model).items():
        field, info = (*above, name), model.model_fields[name]
        if not info.is_required() and field not in more:
            continue
        is_list = many or _is_list(hint)
        if nested := model_in(hint):
            yield from _questions(nested, field, more, many=is_list)
        else:
            reference = reference_in(hint)
            kind = reference.kind if reference else ""
            meaning = (info.description or "").replace("`", "'")
            yield Question(field, meaning, info.is_required(), is_list, kind, literals(hint))


def _is_list(hint: Any) -> bool:
    return tuple in (get_origin(hint), get_origin(getattr(hint, "__origin__", None)))


def waits_for(question: Question) -> Field | None:
    """Return the field without which this one cannot be answered."""
    return _SIDE if question.field == _LIMB else None


def answer(kind: str, question: Question, said: str, ids: Mapping[str, tuple[str, ...]]) -> Value:
    """Return the value that an answer states; WrongUse says what is wrong with it."""
    parts = [part.strip() for part in said.split(",")] if question.many else [said.strip()]
    known = question.known(ids)
    for part in parts if question.kind else ():
        if part not in known:
            message = f"There is no '{part}' in {question.kind}/.{suggest(part, known)}"
            message += f" To add one, write its file into {question.kind}/ first."
            raise WrongUse(message)
    values = [int(part) if re.fullmatch("[1-9][0-9]{0,8}", part) else part for part in parts]
    value: Value = list(values) if question.many else values[0]
    folder = _STARTERS[kind].folder
    if why := refusal(FACTS[folder], _nested(FACTS[folder], question.field, value), question.field):
        raise WrongUse(why)
    return value


def _nested(model: type[Facts], field: Field, value: Value) -> dict[str, Value]:
    """Return front matter with one field; a field of each thing of a list makes the list."""
    name, below = field[0], field[1:]
    if not below:
        return {name: value}
    hint = field_hints(model)[name]
    inner = model_in(hint) or model
    if _is_list(hint):
        each = value if isinstance(value, list) else [value]
        return {name: [_nested(inner, below, one) for one in each]}
    return {name: _nested(inner, below, value)}


# --- the file -------------------------------------------------------------------------------


def starter(kind: str, name: str, answers: Mapping[Field, Value] | None = None) -> tuple[Path, str]:
    """Return the path below `content/` and the text of a new file; WrongUse for a bad name."""
    identifier, title = _named(name)
    chosen = _STARTERS[kind]
    place = Path(chosen.folder, f"{identifier}.md")
    front = "\n".join(front_matter(_values(kind, answers or {})))
    text = f"---\n{front}\n---\n{chosen.words.format(title=title)}"
    source, problems = read(str(place), text.encode())
    if source is None or problems:
        raise WrongUse(problems[0].message)
    return place, canonical(source, FACTS[chosen.folder])


def _named(name: str) -> tuple[str, str]:
    """Return the id and the title that a name gives."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    identifier = re.sub("[^a-z0-9]+", "-", plain).strip("-")
    if not re.fullmatch(ID_PATTERN, identifier) or len(identifier) > MAX_ID:
        raise WrongUse(f"'{name}' gives no id: an id is {ID_RULE}.")
    title = name.strip() if name.strip() != identifier else identifier.replace("-", " ")
    if re.search(r"[^\w ,;'?()/.-]|^[\d#+-]", title):
        raise WrongUse(f"'{name}' has signs that a title cannot hold: use plain words.")
    return identifier, title[0].upper() + title[1:]


def _values(kind: str, answers: Mapping[Field, Value]) -> dict[str, Value]:
    """Return the fields that are answered or needed."""
    chosen = _STARTERS[kind]
    if answers.get(_LIMB) and answers.get(_SIDE, "none") == "none":
        raise WrongUse(NO_SIDE)
    model = FACTS[chosen.folder]
    values: dict[str, Value] = dict(chosen.gaps)
    for question in questions(kind):
        gap: Value = [GAP] if question.many else GAP
        value = answers.get(question.field, gap if question.needed else None)
        if value is not None:
            _merge(values, _nested(model, question.field, value))
    return values


def _merge(values: dict[str, Value], more: dict[str, Value]) -> None:
    for name, value in more.items():
        inner = values.get(name)
        if isinstance(inner, dict) and isinstance(value, dict):
            _merge(inner, value)
        else:
            values[name] = value
