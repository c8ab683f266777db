"""The content as it was when each review was recorded; the only module that runs git.

A review is told apart by its day: it was recorded in the oldest commit whose version of the file
has a review of that day, and the content of that commit is what was reviewed. A review that came
with a new file or a new name may be a copy of another's, so nothing is known of it. Where that is
so, nothing is said to be unchanged.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Final, cast

from generator.changes import changes
from generator.library import AnyEntry, Library, Since
from generator.loader import Reader, load, read_entry
from generator.model import REVIEW_FIELDS
from generator.source import Files, read

# What git tells its hooks of the work it is at; the folder of the content alone counts here.
_OF_A_HOOK: Final = frozenset(
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"]
)
_NO_GIT: Final = "git is not installed"
_NO_REPOSITORY: Final = "the content is not in a git repository with commits"
_INCOMPLETE: Final = "this copy of the repository does not have the whole history"
_NOT_COMMITTED: Final = "the review is not in a commit yet"
_CAME_ALONG: Final = "the review came into the history together with the file"
_UNREADABLE: Final = "the content that was reviewed has a form that cannot be read today"


class NoHistory(Exception):
    """Nothing is known of the past; the message says why."""


@dataclass(frozen=True)
class Version:
    """A file as one commit left it: the commit, its path below the content folder, its blob.

    `before` is the path that it was renamed from, else "". `new`: it has this path since that
    commit, before which there was a history.
    """

    commit: str
    path: str
    blob: str
    before: str
    new: bool


# All content as a commit left it, by the commit and the folder; None where it cannot be read today.
Past = dict[tuple[str, str], Library | None]


def since_reviews(
    library: Library, folder: Path, entry: Reader = read_entry, known: Past | None = None
) -> dict[tuple[str, str], Since]:
    """Return what has changed since each review, by the path of the file and the field.

    `entry` reads one file; what is `known` of the past is not read again, and gets what is.
    """
    reviewed = [
        (kind, entry, field)
        for kind, entry in library.entries()
        for field in REVIEW_FIELDS
        if getattr(entry.facts, field, None)
    ]
    if not reviewed:
        return {}
    try:
        names = {entry.path: _names(kind, entry) for kind, entry, _ in reviewed}
        versions = _versions(_log(folder), names)
        with _objects(folder) as objects:
            past = _Past(versions, objects, cache(entry), {} if known is None else known)
            return {
                (entry.path, field): past.since(library, kind, entry, field)
                for kind, entry, field in reviewed
            }
    except NoHistory as fault:
        return {(entry.path, field): Since(unknown=str(fault)) for _, entry, field in reviewed}


class _Past:
    """What was: the versions of each reviewed file, newest first, and all objects of git."""

    def __init__(
        self, versions: Mapping[str, list[Version]], objects: "_Objects", entry: Reader, known: Past
    ) -> None:
        self.versions = versions
        self.objects = objects
        self.entry = entry  # most files are the same in most commits
        self.known = known

    def since(self, library: Library, kind: str, entry: AnyEntry, field: str) -> Since:
        """Return what has changed of an entry since a review of it was recorded."""
        found = self._recorded(entry, field)
        if found is None:
            return Since(unknown=_NOT_COMMITTED)
        if found.new:
            return Since(unknown=_CAME_ALONG)
        root = entry.path.removesuffix(f"/{kind}/{entry.id}.md")
        before = self.library(found.commit, root)
        former = before.of_kind(kind).get(Path(found.path).stem) if before else None
        if before is None or former is None:
            return Since(unknown=_UNREADABLE)
        return Since(changes(entry, library, former, before))

    def _recorded(self, entry: AnyEntry, field: str) -> Version | None:
        """Return the oldest version of a file that has a review of the day of the present one."""
        day = getattr(entry.facts, field).date.isoformat()
        for version in reversed(self.versions[entry.path]):
            data = self.objects.read(version.blob)
            if day.encode() in data and _review_day(version.path, data, field) == day:
                return version
        return None

    def library(self, commit: str, root: str) -> Library | None:
        """Return all content as a commit left it, or None where something in it is wrong today."""
        if (commit, root) not in self.known:
            contents = dict(self._files(f"{commit}:./", ""))
            self.known[commit, root] = load(Files(root, contents), entry=self.entry).library
        return self.known[commit, root]

    def _files(self, tree: str, folder: str) -> Iterator[tuple[str, bytes]]:
        """Yield the path and the bytes of every content file below a tree."""
        for mode, name, identifier in self.objects.tree(tree):
            if name.startswith(".") or folder + name == "schema":
                continue
            if mode == _FOLDER:
                yield from self._files(identifier, f"{folder}{name}/")
            elif mode in _REGULAR:
                yield folder + name, self.objects.read(identifier)


def _names(kind: str, entry: AnyEntry) -> list[str]:
    """Return the paths that a file has and had below the content folder, as far as it says."""
    return [f"{kind}/{name}.md" for name in (entry.id, *entry.facts.was)]


def _versions(
    log: Iterable[Version], names: Mapping[str, Iterable[str]]
) -> dict[str, list[Version]]:
    """Return the versions of each file under all the names that it has had, newest first."""
    owners: dict[str, set[str]] = {}
    for owner, paths in names.items():
        for path in paths:
            owners.setdefault(path, set()).add(owner)
    found: dict[str, list[Version]] = {owner: [] for owner in names}
    for version in log:
        for owner in owners.get(version.path, ()):
            found[owner].append(version)
        if version.before:
            owners.setdefault(version.before, set()).update(owners.get(version.path, ()))
    return found


def _review_day(path: str, data: bytes, field: str) -> str | None:
    """Return the day of a review in a version of a file, whatever else is in it."""
    source, _ = read(path, data)
    values = source.front.values if source and source.front else {}
    review = values.get(field)
    day = review.get("date") if isinstance(review, dict) else None
    return day if isinstance(day, str) else None


# --- git ------------------------------------------------------------------------------------

_FOLDER: Final = "40000"
_REGULAR: Final = ("100644", "100755")
# `:mode mode hash hash state<tab>path`, and for a renamed file `<tab>new path`.
_RAW: Final = re.compile(r":\d+ \d+ [0-9a-f]+ ([0-9a-f]+) ([A-Z])\d*\t([^\t]+)(?:\t([^\t]+))?")
# Settings of a user's own would change what is to be read here.
_SETTINGS: Final = (
    *("-c", "log.showSignature=false"),
    *("-c", "log.follow=false"),
    *("-c", "log.showRoot=true"),
)


def _git(folder: Path, *arguments: str) -> list[str]:
    return ["git", *_SETTINGS, "-C", str(folder), *arguments]


def _environment() -> dict[str, str]:
    """Return the environment, without what a hook is told, and with no reason to ask a network."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    return {**kept, "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def _run(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - no part of it comes from content
            _git(folder, *arguments), env=_environment(), capture_output=True, check=False
        )
    except FileNotFoundError as fault:
        raise NoHistory(_NO_GIT) from fault
    if done.returncode:
        raise NoHistory(_NO_REPOSITORY)
    return done.stdout.decode("utf-8", "surrogateescape")


def _log(folder: Path) -> Iterator[Version]:
    """Yield every version of every file of a folder, in one run of git, newest first.

    Of a merge it has what differs from the first of its parents.
    """
    if _run(folder, "rev-parse", "--is-shallow-repository").strip() != "false":
        raise NoHistory(_INCOMPLETE)
    options = ("--raw", "--no-abbrev", "--relative", "--find-renames", "-l0", "--no-color")
    order = ("--topo-order", "--full-history", "--diff-merges=first-parent")
    commit = parents = ""
    for line in _run(folder, "log", "--format=%H %P", *options, *order, "--", ".").split("\n"):
        match = _RAW.fullmatch(line)
        if match is None:
            commit, _, parents = line.partition(" ") if line else (commit, "", parents)
        elif match[2] != "D":
            path, before = (match[4], match[3]) if match[4] else (match[3], "")
            yield Version(commit, path, match[1], before, match[2] != "M" and parents != "")


class _Objects:
    """Reads objects of git through one process for all of them."""

    def __init__(self, asked: IO[bytes], told: IO[bytes]) -> None:
        self.asked = asked
        self.told = told
        self.hash_size = 0
        self.read = cache(self._read)

    def _read(self, name: str) -> bytes:
        """Return the bytes of an object: of a hash, or of a commit and a path."""
        self.asked.write(name.encode() + b"\n")
        self.asked.flush()
        found = self.told.readline().split()
        if len(found) != len(("hash", "kind", "size")):
            raise NoHistory(_INCOMPLETE)
        data = self.told.read(int(found[2]))
        self.told.read(len(b"\n"))
        self.hash_size = len(found[0]) // 2
        return data

    def tree(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Yield the mode, the name and the hash of everything in a folder."""
        data = self.read(name)
        while data:
            head, _, rest = data.partition(b"\0")
            mode, _, file = head.partition(b" ")
            yield mode.decode(), os.fsdecode(file), rest[: self.hash_size].hex()
            data = rest[self.hash_size :]


@contextmanager
def _objects(folder: Path) -> Iterator[_Objects]:
    """Start what reads objects, and end it."""
    with subprocess.Popen(  # noqa: S603 - as above
        _git(folder, "cat-file", "--batch"),
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        yield _Objects(cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout))
