"""One file to front matter with the place of every value, and Markdown tokens."""

import os
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator.front_matter import HIDDEN, FrontMatter, read_front_matter
from generator.problems import Position, Problem, error, shown

MAX_BYTES: Final = 64 * 1024
PICTURES: Final = "pictures"
MAX_PICTURE_BYTES: Final = 1024 * 1024

_FENCE: Final = re.compile(r"---[ \t]*")


@dataclass(frozen=True)
class Source:
    """One file as read: `path` as people see it, `lines` of the whole file, tokens of the body.

    The line maps of the tokens count from the top of the file, from 0. `front` is None where the
    front matter is not YAML; the body can be checked all the same. `body` is the index of the
    first line below the front matter, 0 where there is none.
    """

    path: str
    front: FrontMatter | None
    lines: tuple[str, ...]
    tokens: tuple[Token, ...]
    body: int = 0


def _markdown() -> MarkdownIt:
    """Return a CommonMark parser that hides nothing: raw HTML and unsafe links become tokens."""
    parser = MarkdownIt("commonmark", {"html": True})
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - its name
    return parser


_PARSER: Final = _markdown()


@dataclass(frozen=True)
class Files:
    """The files of a content folder: bytes by path below it, and what could not be taken in.

    `root` is the folder as problems name it.
    """

    root: str
    contents: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()


def read_folder(folder: Path, shown_as: str | None = None) -> Files:
    """Return every file below a content folder; `schema/` and hidden files are not content."""
    root = shown_as or folder.as_posix()
    contents: dict[str, bytes] = {}
    problems: list[Problem] = []
    if not folder.is_dir():
        message = "There is no such folder: go to your project's, or name one with '--content'."
        return Files(root, {}, (error(root, Position(), "no-folder", message),))
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        name = path.relative_to(folder).as_posix()
        try:
            if path.is_dir() and (path == folder or not path.is_symlink()):
                waiting += _visible(path, folder)
            else:
                limit = MAX_PICTURE_BYTES if name.startswith(f"{PICTURES}/") else MAX_BYTES
                contents[name] = _read_regular(path, limit)
        except OSError as fault:
            message = f"This cannot be read: {fault.strerror}."
            problems.append(error(f"{root}/{name}", Position(), "unreadable", message))
    return Files(root, contents, tuple(problems))


def _visible(folder: Path, root: Path) -> list[Path]:
    schema = root / "schema"
    return [p for p in folder.iterdir() if not p.name.startswith(".") and p != schema]


def _read_regular(path: Path, limit: int) -> bytes:
    """Return the bytes of a regular file, no more than it takes to see that it is too large."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        raise OSError(0, "it is a link; put the file itself here")
    if not stat.S_ISREG(mode):
        raise OSError(0, "it is not a regular file")
    with path.open("rb") as file:
        return file.read(limit + 1)


def is_below(path: str, places: Iterable[Path]) -> bool:
    """Tell whether a file is one of the files or in one of the folders; no places are all."""
    wanted = [_absolute(place) for place in places]
    return not wanted or any(_absolute(Path(path)).is_relative_to(place) for place in wanted)


def _absolute(path: Path) -> Path:
    """Return the path from the root, without `..`; a link stays the link that it is."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow the link


def read(
    path: str, data: bytes, *, may_be_bare: bool = False
) -> tuple[Source | None, list[Problem]]:
    """Return the source of one file as far as it can be read, and every problem of reading it.

    A file may be bare, words with no front matter, if it needs none.
    """
    text, problems = _decode(path, data)
    if text is None or problems:
        return None, problems
    lines = tuple(text.split("\n"))
    if may_be_bare and not _FENCE.fullmatch(lines[0]):
        return _source(path, FrontMatter({}, {}, {}), lines, 0)
    end = _front_matter_end(lines)
    if end is None:
        message = "The file must begin with front matter: '---', lines of 'key: value', '---'."
        if _FENCE.fullmatch(lines[0]):
            message = "The front matter has no end: write '---' on a line of its own below it."
        return None, [error(path, Position(), "front-matter", message)]
    front, problems = read_front_matter(path, "\n".join(lines[1:end]) + "\n", first_line=2)
    source, found = _source(path, front, lines, end + 1)
    return source, problems + found


def _source(
    path: str, front: FrontMatter | None, lines: tuple[str, ...], start: int
) -> tuple[Source, list[Problem]]:
    """Return the source whose body begins with the line at that index."""
    # Blank lines in place of the front matter: so the parser counts lines as the file does.
    body = "\n" * start + "\n".join(lines[start:])
    environment: dict[str, Any] = {}
    tokens = tuple(_PARSER.parse(body, environment))
    return Source(path, front, lines, tokens, start), _definitions(path, environment)


def _decode(path: str, data: bytes) -> tuple[str | None, list[Problem]]:
    """Return the text of a file: UTF-8, no byte order mark, lines ending in one newline."""
    if len(data) > MAX_BYTES:
        message = f"The file is larger than 64 KiB ({MAX_BYTES:,} bytes): say it in fewer words."
        return None, [error(path, Position(), "file-size", message)]
    try:
        text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        before = data[: fault.start].decode("utf-8").removeprefix("\ufeff")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        message = "The file is not UTF-8 text from here on: save it as UTF-8."
        return None, [error(path, Position(line, column), "encoding", message)]
    return text, [
        error(
            path,
            Position(number, match.start() + 1),
            "hidden-character",
            f"A hidden character stands here (U+{ord(match.group()):04X}): remove it.",
        )
        for number, line in enumerate(text.split("\n"), start=1)
        for match in HIDDEN.finditer(line)
    ]


def _front_matter_end(lines: tuple[str, ...]) -> int | None:
    """Return the index of the line that closes the front matter."""
    if not _FENCE.fullmatch(lines[0]):
        return None
    closing = (i for i, line in enumerate(lines) if i > 0 and _FENCE.fullmatch(line))
    return next(closing, None)


def _definitions(path: str, environment: dict[str, Any]) -> list[Problem]:
    """Refuse `[label]: address`: the parser takes such lines out without leaving a token."""
    named = list(environment.get("references", {}).items())
    named += [(entry.get("label", ""), entry) for entry in environment.get("duplicate_refs", [])]
    return [
        error(
            path,
            Position(entry["map"][0] + 1),
            "body-definition",
            f"'[{shown(label)}]: …' is not allowed: write '[words](https://…)' where it is used.",
        )
        for label, entry in named
    ]
