"""Figures to look at: those of a content folder, or of a file that holds nothing else."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.dose import stopwatch
from generator.facts import ID_RULE, read_facts
from generator.fields import ID_PATTERN
from generator.front_matter import FrontMatter, Value, read_front_matter
from generator.loader import load_folder
from generator.pose import FigureFacts
from generator.problems import Problem, WrongUse, as_text, shown, suggest


@dataclass(frozen=True)
class Posed:
    """A figure to draw, and where it stands."""

    path: str
    title: str
    facts: FigureFacts
    hold: str = ""


def in_content(folder: Path) -> dict[str, Posed | None]:
    """Return the figure of every exercise that can be read, or None if it has none, by id."""
    return {
        e.id: Posed(e.path, e.words.title, e.facts.figure, stopwatch(e.facts.dose))
        if e.facts.figure
        else None
        for e in load_folder(folder).draft.exercises.values()
    }


def in_file(file: Path) -> dict[str, Posed | None]:
    """Return the figures of a YAML file, `id: fields` each; WrongUse for what is wrong with it."""
    path, posed = str(file), dict[str, Posed | None]()
    try:
        front, problems = read_front_matter(path, file.read_text(encoding="utf-8"), 1)
    except UnicodeDecodeError:
        raise WrongUse(f"'{path}' is not written in UTF-8.") from None
    if front is None:
        raise WrongUse(as_text(problems[0]))
    for name, values in front.values.items():
        own, found = _figure(path, front, name, values)
        problems += found
        if own:
            posed[name] = Posed(f"{path}: {name}", name, own)
    for problem in problems:
        raise WrongUse(as_text(problem))
    return posed


def _figure(
    path: str, front: FrontMatter, name: str, values: Value
) -> tuple[FigureFacts | None, list[Problem]]:
    if not re.fullmatch(ID_PATTERN, name):
        raise WrongUse(f"'{shown(name)}' in '{path}' is no id: it must be {ID_RULE}.")
    if not isinstance(values, dict):
        raise WrongUse(f"'{name}' in '{path}' is no figure: it must be lines of 'key: value'.")
    return read_facts(path, _below(front, name, values), FigureFacts)


def _below(front: FrontMatter, name: str, values: dict[str, Value]) -> FrontMatter:
    """Return one field's values as front matter of their own, with their places."""
    keys, places = (
        {path[1:]: place for path, place in found.items() if path[0] == name}
        for found in (front.keys, front.places)
    )
    return FrontMatter(values, keys, places)


def chosen(
    posed: Mapping[str, Posed | None], ids: Sequence[str], file: Path | None
) -> dict[str, Posed]:
    """Return the figures of those ids, or all; WrongUse if one is not there, or none at all."""
    for identifier in ids:
        if identifier not in posed:
            near = suggest(identifier, posed)
            where = f"'{file}' has no figure" if file else "There is no exercise"
            raise WrongUse(f"{where} '{identifier}'.{near}")
        if posed[identifier] is None:
            raise WrongUse(f"'{identifier}' has no figure.")
    found = {name: figure for name in ids or posed if (figure := posed[name])}
    if not found:
        raise WrongUse(f"'{file}' has no figure." if file else "No exercise has a figure.")
    return found
