"""YAML to plain values with the place of each, and none of YAML's surprises.

Values are built from the parser's events, so nothing is composed, constructed or resolved by
the YAML library: no anchors, no tags, no recursion, and no value that means something else in
another version of YAML.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn, TypeAlias

import yaml
from yaml._yaml import Mark as CMark

from generator.problems import Position, Problem, error, shown

MAX_DEPTH: Final = 20
MAX_INTEGER_DIGITS: Final = 9

Scalar: TypeAlias = str | int | bool | None
Value: TypeAlias = "Scalar | list[Value] | dict[str, Value]"
Path: TypeAlias = tuple[str | int, ...]

# Control characters, separators, what turns the reading direction, and what shows nothing.
HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\u3164\ufeff"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]*")
_WORDS: Final[Mapping[str, Scalar]] = {"true": True, "false": False, "null": None, "": None}
_SURPRISE: Final = re.compile(
    r"(?:y|yes|n|no|on|off|true|false|null|~"  # booleans and nulls of one YAML version or another
    r"|[-+]?0[0-7_]+|0o[0-7]+|[-+]?0b[01_]+|[-+]?0x[0-9a-f_]+"  # octal, binary, hexadecimal
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"  # 12:30 counts in sixties
    r"|[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9_]*)(?:e[-+]?[0-9]+)?"  # other numbers
    r"|[-+]?\.inf|\.nan"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[t\s].*|<<|=)",  # moments, merge keys
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FrontMatter:
    """The values of one front matter, and where the key and the value of each path stand."""

    values: dict[str, Value]
    keys: Mapping[Path, Position]
    places: Mapping[Path, Position]

    def at(self, *path: str | int) -> Position:
        """Return where the value of a path stands, or that of the nearest parent there is."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return Position()

    def key(self, *path: str | int) -> Position:
        """Return where the key of a path stands, or the value of the nearest parent there is."""
        return self.keys.get(path) or self.at(*path)


class _Stop(Exception):
    """Reading cannot go on; the problem says why."""


@dataclass
class _Frame:
    """A mapping or a sequence that is still open."""

    container: dict[str, Value] | list[Value]
    path: Path
    key: str | None = None
    skip: bool = False


@dataclass
class _Builder:
    """Builds values from parser events with a stack of its own, so that depth cannot crash it."""

    file: str
    first_line: int
    problems: list[Problem] = field(default_factory=list)
    keys: dict[Path, Position] = field(default_factory=dict)
    places: dict[Path, Position] = field(default_factory=dict)
    stack: list[_Frame] = field(default_factory=list)
    root: Value = None

    def position(self, mark: yaml.Mark | CMark | None) -> Position:
        if mark is None:
            return Position(self.first_line)
        return Position(mark.line + self.first_line, mark.column + 1)

    def fault(self, where: Position, code: str, message: str) -> None:
        self.problems.append(error(self.file, where, code, message))

    def stop(self, where: Position, code: str, message: str) -> NoReturn:
        self.fault(where, code, message)
        raise _Stop

    def event(self, event: yaml.Event) -> None:
        """Take one event of the parser."""
        where = self.position(event.start_mark)
        if isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
            self.stop(where, "yaml-directive", "Remove the line that begins with '%'.")
        if isinstance(event, yaml.AliasEvent):
            self.stop(where, "yaml-anchor", "Write the value out, or quote it: '*name' is no text.")
        if isinstance(event, yaml.NodeEvent):
            self.node(event, where)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()

    def node(self, event: yaml.NodeEvent, where: Position) -> None:
        if event.anchor is not None:
            self.stop(where, "yaml-anchor", "Remove '&name', or put the value in quotes.")
        if getattr(event, "tag", None) is not None:
            self.stop(where, "yaml-tag", "Remove '!name', or put the value in quotes.")
        if self.wants_key():
            self.take_key(event, where)
        elif isinstance(event, yaml.ScalarEvent):
            self.add(self.scalar(event, where), where)
        else:
            self.open(event, where)

    def wants_key(self) -> bool:
        return bool(self.stack) and (
            isinstance(self.stack[-1].container, dict) and self.stack[-1].key is None
        )

    def take_key(self, event: yaml.NodeEvent, where: Position) -> None:
        frame = self.stack[-1]
        key = self.scalar(event, where) if isinstance(event, yaml.ScalarEvent) else None
        if not isinstance(key, str):
            self.stop(where, "yaml-key", "A key must be a word; a number or 'true' is not.")
        frame.key = key
        frame.skip = frame.key in frame.container
        if frame.skip:
            message = f"'{shown(frame.key)}' stands here twice: keep one."
            self.fault(where, "yaml-repeated-key", message)
        else:
            self.keys[(*frame.path, frame.key)] = where

    def path(self) -> Path:
        """Return the path of the value that comes next."""
        if not self.stack:
            return ()
        frame = self.stack[-1]
        return (*frame.path, len(frame.container) if frame.key is None else frame.key)

    def open(self, event: yaml.NodeEvent, where: Position) -> None:
        if len(self.stack) >= MAX_DEPTH:
            message = (
                f"Values are nested more than {MAX_DEPTH} deep: take some brackets or indents out."
            )
            self.stop(where, "yaml-depth", message)
        path = self.path()
        container: dict[str, Value] | list[Value]
        container = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.add(container, where)
        self.stack.append(_Frame(container, path))

    def add(self, value: Value, where: Position) -> None:
        path = self.path()
        if not self.stack:
            self.root = value
            return
        frame = self.stack[-1]
        if isinstance(frame.container, list):
            frame.container.append(value)
        elif frame.key is not None:
            if not frame.skip:
                frame.container[frame.key] = value
            frame.key = None
        self.places.setdefault(path, where)

    def scalar(self, event: yaml.ScalarEvent, where: Position) -> Scalar:
        text: str = event.value
        if HIDDEN.search(text):
            message = "A hidden character (control or text direction) is written here: remove it."
            self.fault(where, "hidden-character", message)
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text) and len(text) <= MAX_INTEGER_DIGITS:
            return int(text)
        if _SURPRISE.fullmatch(text):
            message = f"'{shown(text)}' can be misread: put it in quotes if it is text, else write"
            message += " true, false or a whole number."
            self.fault(where, "yaml-surprise", message)
        return text


def needs_quotes(text: str) -> bool:
    """Tell whether a text that stands without quotes is read as another value, or refused."""
    return text in _WORDS or any(p.fullmatch(text) for p in (_INTEGER, _SURPRISE))


def comments(text: str, first_line: int) -> Iterator[Position]:
    """Yield where each comment of a front matter begins: `#` where no value stands."""
    end = 0
    for token in yaml.scan(text, Loader=yaml.CLoader):
        # A block of text may have a comment beside the sign that opens it.
        is_block = isinstance(token, yaml.ScalarToken) and token.style in ("|", ">")
        start = token.start_mark.index
        stop = text.index("\n", start) if is_block else start
        for match in re.finditer("#", text[end:stop]):
            before = text[: end + match.start()]
            yield Position(before.count("\n") + first_line, len(before) - before.rfind("\n"))
            break
        end = token.end_mark.index


def read_front_matter(
    file: str, text: str, first_line: int
) -> tuple[FrontMatter | None, list[Problem]]:
    """Return the front matter in `text`, whose first line is line `first_line` of `file`.

    It is None where the text cannot be read at all; else it holds whatever could be read.
    """
    builder = _Builder(file, first_line)
    documents = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CLoader):
            documents += isinstance(event, yaml.DocumentStartEvent)
            builder.event(event)
    except _Stop:
        return None, builder.problems
    except yaml.MarkedYAMLError as fault:
        line, column = builder.position(fault.problem_mark or fault.context_mark)
        where = Position(min(line, first_line + text.count("\n")), column)
        reason = shown(fault.problem or fault.context or "unknown fault")
        message = f"This is not YAML ({reason}): write 'key: value', indent with spaces, and put"
        message += " a value in quotes that holds ': ' or begins with a sign."
        return None, [*builder.problems, error(file, where, "yaml-syntax", message)]
    if documents > 1 or not isinstance(builder.root, dict | None):
        message = "Between the lines '---' there must be lines of 'key: value' and nothing else."
        return None, [error(file, Position(first_line), "yaml-shape", message)]
    return FrontMatter(builder.root or {}, builder.keys, builder.places), builder.problems
