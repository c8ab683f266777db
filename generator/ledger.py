"""Files kept in a folder: written all or none, and known again by a list of their hashes.

The list is one that `sha256sum --check` reads. Before the first file is put in its place the list
knows of it, with its hash of before and that of after; so whatever stops the work, the next run
finds only files that it knows, and nothing has to be cleaned up by hand.
"""

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from generator.problems import WrongUse, shown

LIST: Final = "written.sha256"
# Where files wait until all of them are whole; on the same disk as their places.
_WAITING: Final = ".written.part"
_LINE: Final = re.compile(r"([0-9a-f]{64})  (.+)")

# The hashes by which a file is known; more than one if the work was stopped.
Known = Mapping[str, frozenset[str]]


class NotOurs(Exception):
    """Files that were to be written over are not ours to write; `reasons` has a line for each."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))


@dataclass(frozen=True)
class Done:
    """How many files were written and removed, and which of the unwanted ones were changed."""

    written: int
    removed: int
    left: tuple[str, ...]


def keep(folder: Path, wanted: Mapping[str, bytes]) -> Done:
    """Make a folder hold these files, by their paths; what else is in it stays as it is.

    A file of an earlier time that is no longer wanted is removed, unless somebody has changed it.
    NotOurs, and nothing is written, if a wanted file is there and is not as it was written.
    """
    known = _read(folder)
    there = {path: _hash(folder, path) for path in (*wanted, *known.keys() - wanted.keys())}
    if reasons := [*_in_the_way(folder, wanted, known, there)]:
        raise NotOurs(reasons)
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in wanted.items()}
    stale = {path: data for path, data in wanted.items() if there[path] != hashes[path]}
    unwanted = sorted(known.keys() - wanted.keys())
    gone = [path for path in unwanted if there[path] in known[path]]
    left = [path for path in unwanted if there[path] and there[path] not in known[path]]
    after = {path: frozenset([found]) for path, found in hashes.items()}
    after |= {path: known[path] for path in left}
    if (folder / _WAITING).exists():
        shutil.rmtree(folder / _WAITING)
    if stale or known != after:
        _change(folder, known, after, stale, gone)
    return Done(len(stale), len(gone), tuple(left))


def _change(
    folder: Path, known: Known, after: Known, stale: Mapping[str, bytes], gone: Iterable[str]
) -> None:
    """Write and remove files; until the list is written the second time, it knows both states."""
    waiting = folder / _WAITING
    waiting.mkdir(parents=True)
    places = {waiting / str(number): path for number, path in enumerate(stale)}
    for place, path in places.items():
        place.write_bytes(stale[path])
    nothing: frozenset[str] = frozenset()
    paths = known.keys() | after.keys()
    _list(folder, {path: known.get(path, nothing) | after.get(path, nothing) for path in paths})
    for place, path in places.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        place.replace(target)
    for path in gone:
        (folder / path).unlink()
    for path in known.keys() - after.keys():
        _prune(folder, path)
    _list(folder, after)
    waiting.rmdir()


def _list(folder: Path, known: Known) -> None:
    """Write the list, so that nobody ever reads half of it."""
    lines = (f"{found}  {path}\n" for path in sorted(known) for found in sorted(known[path]))
    beside = folder / _WAITING / LIST
    beside.write_text("".join(lines), encoding="utf-8")
    beside.replace(folder / LIST)


def _prune(folder: Path, path: str) -> None:
    """Remove the folders that are empty without a file."""
    for above in PurePosixPath(path).parents[:-1]:
        place = folder / above
        if place.is_symlink() or not place.is_dir():
            continue
        if any(place.iterdir()):
            return
        place.rmdir()


def _read(folder: Path) -> Known:
    """Return what the list of a folder knows; WrongUse if somebody has spoilt it."""
    file = folder / LIST
    if not file.exists():
        return {}
    known: dict[str, frozenset[str]] = {}
    for number, line in enumerate(file.read_text("utf-8", "surrogateescape").splitlines(), 1):
        found = _LINE.fullmatch(line)
        if not found or not _is_below(found[2]):
            raise WrongUse(f"{file}:{number}: this is no line of a list of written files.")
        known[found[2]] = known.get(found[2], frozenset()) | {found[1]}
    return known


def _is_below(path: str) -> bool:
    """Tell whether a path names a file below a folder, in the one way in which we write it."""
    pure = PurePosixPath(path)
    plain = path == str(pure) and path.isprintable() and "\\" not in path
    return plain and not pure.is_absolute() and ".." not in pure.parts and path != "."


def _in_the_way(
    folder: Path, wanted: Iterable[str], known: Known, there: Mapping[str, str]
) -> Iterator[str]:
    """Yield a line for each wanted file whose place is not ours to write to."""
    for path in sorted(wanted):
        if not _is_below(path):
            raise WrongUse(f"'{shown(path, 1000)}' is no name for a file that is listed.")
        place = folder / path
        if other := _other_than_a_file(folder, path):
            yield f"{other} stands where '{path}' goes."
        elif place.exists() and path not in known:
            yield f"{place} is there already, and was not written by this command."
        elif place.exists() and there[path] not in known[path]:
            yield f"{place} was changed since it was written."


def _other_than_a_file(folder: Path, path: str) -> Path | None:
    """Return what stands in the place of a file or above it, where only a file and folders may."""
    place = folder / path
    above = [folder / parent for parent in PurePosixPath(path).parents[:-1]]
    links = [each for each in (place, *above) if each.is_symlink()]
    wrong = [each for each in above if each.is_file()] + [place] * place.is_dir()
    return next(iter(links + wrong), None)


def _hash(folder: Path, path: str) -> str:
    """Return the hash of a file, or "" if none is there; a link is none of ours."""
    if _other_than_a_file(folder, path) or not (folder / path).exists():
        return ""
    with (folder / path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
