"""Files to a library: each file read on its own, then every reference followed."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from generator.facts import ID_RULE, read_facts, references
from generator.fields import ID_PATTERN, MAX_ID
from generator.library import DISCLAIMER, AnyEntry, Entry, Library, per_entry
from generator.model import FACTS, PlainFacts
from generator.pictures import Picture, read_picture
from generator.pose import PICTURE_NAME
from generator.problems import Position, Problem, error, errors, shown, suggest, warning
from generator.source import PICTURES, Files, read, read_folder
from generator.words import ProgrammeWords, read_words

Reader = Callable[[str, str, str, bytes], tuple[AnyEntry | None, list[Problem]]]

MAX_CHAIN: Final = 5
_GAP: Final = re.compile(r"\bTODO\b")
_FILL_IN: Final = "Fill in what is marked TODO, or take the line away."
_LANGUAGE: Final = re.compile(r"\.[a-z]{2,3}(-[A-Za-z]{2,4})?$")


@dataclass(frozen=True)
class Loaded:
    """What could be loaded, and every problem on the way.

    `draft` lacks the files that have an error and may hold references that lead nowhere: it is
    for the rules to look at. Nothing is built from anything but `library`.
    """

    draft: Library
    problems: tuple[Problem, ...]
    broken: frozenset[tuple[str, str]] = frozenset()

    @property
    def complete(self) -> bool:
        """Whether every file could be read and has no gap."""
        return not self.broken

    @property
    def ids(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of each kind that a file can refer to, those of files with an error too."""
        return {
            kind: tuple(
                sorted({*self.draft.of_kind(kind), *(i for k, i in self.broken if k == kind)})
            )
            for kind in FACTS
        }

    @property
    def library(self) -> Library | None:
        """The library, if nothing is wrong with it."""
        return self.draft if self.complete and not errors(self.problems) else None


def load_folder(folder: Path) -> Loaded:
    """Load a content folder."""
    return load(read_folder(folder))


def load(files: Files, *, gaps_allowed: bool = False, entry: Reader | None = None) -> Loaded:
    """Load content from bytes: every file, then the references between them.

    A gap is a line marked TODO: an error, or only a warning where gaps are allowed. `entry` reads
    one file in place of `read_entry`, for who has read it before.
    """
    entry = entry or read_entry
    problems = list(files.problems)
    kinds: dict[str, Any] = {kind: {} for kind in (*FACTS, PICTURES, DISCLAIMER)}
    broken: set[tuple[str, str]] = set()
    for name, data in sorted(files.contents.items()):
        path = f"{files.root}/{name}"
        kind, identifier, found = _place(path, name)
        problems += found
        if kind is None:
            continue
        thing: AnyEntry | Picture | None
        if kind == PICTURES:
            thing, found = read_picture(path, data)
        else:
            thing, found = entry(path, kind, identifier, data)
            found = _with_gaps(path, data, found, warning if gaps_allowed else error)
        problems += found
        if thing is not None:
            kinds[kind][identifier] = thing
        # What will stand in a gap is not known: no library is whole before it is filled.
        if thing is None or any(problem.code == "todo" for problem in found):
            broken.add((kind, identifier))
    disclaimer = kinds.pop(DISCLAIMER).get(DISCLAIMER)
    draft = Library(**kinds, disclaimer=disclaimer)
    no_folder = any(problem.code == "no-folder" for problem in files.problems)
    if not no_folder and disclaimer is None and (DISCLAIMER, DISCLAIMER) not in broken:
        message = f"The file '{DISCLAIMER}.md' is missing: its words stand on every page."
        problems.append(error(files.root, Position(), "missing-disclaimer", message))
    problems += _reference_problems(draft, broken)
    return Loaded(draft, tuple(sorted(problems)), frozenset(broken))


# --- one file -------------------------------------------------------------------------------


def _place(path: str, name: str) -> tuple[str | None, str, list[Problem]]:
    """Return the kind and the id that a file's place says, or what is wrong with the place."""

    def fault(code: str, message: str) -> tuple[None, str, list[Problem]]:
        return None, "", [error(path, Position(), code, message)]

    if name == f"{DISCLAIMER}.md":
        return DISCLAIMER, DISCLAIMER, []
    folder, _, file = name.partition("/")
    if folder == PICTURES and re.fullmatch(PICTURE_NAME, file):
        return PICTURES, file, []
    if folder == PICTURES:
        message = "A picture is '<id>.png', '<id>.jpg' or '<id>.webp' in 'pictures/' itself."
        return fault("file-name", message)
    if not file or folder not in FACTS:
        near = suggest(folder, FACTS) or f" Known: {', '.join(FACTS)}."
        return fault("unknown-folder", f"A file cannot stand here, only in a known folder.{near}")
    if "/" in file:
        return fault("file-name", f"A file stands in '{folder}/' itself, in no folder below it.")
    identifier, dot, ending = file.rpartition(".")
    if ending != "md" or not dot:
        return fault("file-name", "A content file is named '<id>.md': rename this one.")
    if _LANGUAGE.search(identifier):
        message = "Translations are not supported yet: take this file away."
        return fault("translation", message)
    if not re.fullmatch(ID_PATTERN, identifier) or len(identifier) > MAX_ID:
        return fault("file-name", f"'{shown(identifier)}' is no id: rename the file to {ID_RULE}.")
    return folder, identifier, []


def read_entry(
    path: str, kind: str, identifier: str, data: bytes
) -> tuple[AnyEntry | None, list[Problem]]:
    """Return one thing of the content, or every problem of its file."""
    model = FACTS.get(kind, PlainFacts)
    needed = any(field.is_required() for field in model.model_fields.values())
    source, problems = read(path, data, may_be_bare=not needed)
    if source is None:
        return None, problems
    words, found = read_words(source, kind)
    facts = None
    if source.front:
        places = {(problem.line, problem.column) for problem in problems}
        facts, faults = read_facts(path, source.front, model)
        # A value that was refused as YAML already is not refused again as a value.
        found += [fault for fault in faults if (fault.line, fault.column) not in places]
    problems += found
    if facts is None or words is None or problems:
        return None, problems
    # The tokens have become words; thousands of them kept alive would slow down everything after.
    entry: AnyEntry = Entry[Any, Any](identifier, facts, words, replace(source, tokens=()))
    return entry, list(_stage_problems(entry))


def _with_gaps(
    path: str, data: bytes, problems: list[Problem], severity: Callable[..., Problem]
) -> list[Problem]:
    """Return one problem for each line marked TODO, in place of whatever else is wrong there."""
    lines = data.decode("utf-8", errors="replace").removeprefix("\ufeff").split("\n")
    gaps = {
        number: severity(path, Position(number, match.start() + 1), "todo", _FILL_IN)
        for number, line in enumerate(lines, start=1)
        if (match := _GAP.search(line))
    }
    return [*gaps.values(), *(problem for problem in problems if problem.line not in gaps)]


def _stage_problems(entry: AnyEntry) -> Iterator[Problem]:
    """A programme has one heading for each of its stages."""
    if isinstance(entry.words, ProgrammeWords):
        stages, headings = len(entry.facts.stages), len(entry.words.stages)
        if stages != headings:
            message = f"The body needs a heading '## …' for each of the {stages} stages, and has"
            message += f" {headings}."
            yield error(entry.path, entry.at("stages"), "wrong-stages", message)
        seen: set[str] = set()
        for index, stage in enumerate(entry.facts.stages):
            if stage.id in seen:
                message = f"'{stage.id}' is the id of a stage before: name this one otherwise."
                yield error(entry.path, entry.at("stages", index, "id"), "id-used-twice", message)
            seen.add(stage.id)


# --- references -----------------------------------------------------------------------------


def _reference_problems(library: Library, broken: set[tuple[str, str]]) -> Iterator[Problem]:
    """Every reference leads to one thing that is there; `broken` things are reported already."""
    for _, entry in library.entries():
        for where, kind, identifier in uses(entry):
            if identifier not in library.of_kind(kind) and (kind, identifier) not in broken:
                yield _unknown(library, entry, where, kind, identifier)
        yield from _listed_twice(entry)
    yield from _circles(library)
    yield from _former_ids(library)


@per_entry
def uses(entry: AnyEntry) -> tuple[tuple[Position, str, str], ...]:
    """Return all that the facts and the words of an entry refer to: where, which kind, which id."""
    of_facts = [(entry.at(*path), mark.kind, i) for path, mark, i in references(entry.facts)]
    terms = [(line, group.target) for line in entry.words.lines() for group in line.groups("term")]
    of_words = [(entry.find(line, f"term:{term}"), "terms", term) for line, term in terms]
    return (*of_facts, *of_words)


def _unknown(
    library: Library, entry: AnyEntry, where: Position, kind: str, identifier: str
) -> Problem:
    known = library.of_kind(kind)
    entries = known.values() if kind in FACTS else ()  # a picture has no former names
    now = next((e.id for e in entries if identifier in getattr(e.facts, "was", ())), None)
    hint = f" It is now called '{now}'." if now else suggest(identifier, known)
    message = f"There is no '{shown(identifier)}' in {kind}/.{hint}"
    return error(entry.path, where, "unknown-reference", message)


@per_entry
def _listed_twice(entry: AnyEntry) -> tuple[Problem, ...]:
    """A list names a thing once, and a programme or routine names an exercise once."""
    problems = []
    seen: set[tuple[object, ...]] = set()
    for path, mark, identifier in references(entry.facts):
        fields = tuple(part for part in path if isinstance(part, str))
        key = (mark.kind, fields if mark.kind == "exercises" else path[:-1], identifier)
        if key in seen:
            message = f"'{identifier}' is listed twice: keep one."
            problems.append(error(entry.path, entry.at(*path), "listed-twice", message))
        seen.add(key)
    return tuple(problems)


def _circles(library: Library) -> Iterator[Problem]:
    """No exercise leads back to itself, and a position group is part of nothing."""
    for exercise in library.exercises.values():
        for field in ("starts_from", "harder_variant_of"):
            parent = getattr(exercise.facts, field)
            if parent in library.exercises and (exercise.id in (parent, *library.lineage(parent))):
                message = f"'{field}' leads from '{exercise.id}' back to '{exercise.id}':"
                message += " take out one of the references in this circle."
                yield error(exercise.path, exercise.at(field), "circular-reference", message)
        if len(library.starts_of(exercise)) > MAX_CHAIN:
            message = f"More than {MAX_CHAIN} exercises start from one another here: no reader can"
            message += " follow that."
            yield error(exercise.path, exercise.at("starts_from"), "long-chain", message)
    for position in library.positions.values():
        group = library.positions.get(position.facts.part_of or "")
        if group and group.facts.part_of:
            message = f"'{group.id}' is no group: it is part of '{group.facts.part_of}' itself."
            message += " Name a group, or leave 'part_of' out."
            yield error(position.path, position.at("part_of"), "circular-reference", message)


def _former_ids(library: Library) -> Iterator[Problem]:
    """An id is used once in its kind, now or before, so that an old address leads to one page."""
    for kind in FACTS:
        taken = dict.fromkeys(library.of_kind(kind), "")
        for entry in library.of_kind(kind).values():
            for index, former in enumerate(getattr(entry.facts, "was", ())):
                if former in taken:
                    message = f"'{former}' is taken in {kind}/, now or before: choose another."
                    yield error(entry.path, entry.at("was", index), "id-used-twice", message)
                taken[former] = entry.id
