"""The words within one line: text, emphasis, links, terms and placeholders, as frozen values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from markdown_it.token import Token

from generator.front_matter import HIDDEN
from generator.problems import Position, Problem, error, shown, suggest
from generator.source import Source

PLACEHOLDERS: Final = ("sets", "repetitions", "hold", "rest")

# Deeper than anyone writes, and far less deep than what recursion can bear.
MAX_NESTING: Final = 5

_SIGN: Final = re.compile(r"\s*(?:[-*+]\s+|\d+[.)]\s+|#+\s+)?")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_STRAY: Final = re.compile("[{}].*")
_ADDRESS: Final = re.compile(r"(?:https://|mailto:|tel:\+?)[^\s<>\"'\\]+")
_REFUSED: Final = {
    "html_inline": "Raw HTML is not allowed: write plain text.",
    "image": "Pictures are not allowed in the text: take it out.",
    "code_inline": "Code is not allowed: write plain text.",
    "hardbreak": "A forced line break is not allowed: begin a new paragraph or list item.",
}


@dataclass(frozen=True)
class Text:
    """Plain text."""

    text: str


@dataclass(frozen=True)
class Placeholder:
    """A number of the dose in force: one of PLACEHOLDERS."""

    name: str

    @property
    def text(self) -> str:
        """As it is written: `{hold}`."""
        return f"{{{self.name}}}"


@dataclass(frozen=True)
class Group:
    """Spans within emphasis, strong emphasis, a link (`target`: address) or a term (its id)."""

    kind: str
    spans: tuple["Span", ...]
    target: str = ""

    @property
    def text(self) -> str:
        """The plain text within."""
        return "".join(span.text for span in self.spans)


Span: TypeAlias = Text | Placeholder | Group


@dataclass(frozen=True)
class Line:
    """One line of words, where it begins in its file, and the number of its last line there."""

    spans: tuple[Span, ...]
    position: Position
    last: int = 0

    @property
    def text(self) -> str:
        """The line as plain text, placeholders as `{name}`."""
        return "".join(span.text for span in self.spans)

    def groups(self, kind: str) -> list[Group]:
        """Return the groups of that kind, outermost first."""
        found: list[Group] = []
        waiting = list(self.spans)
        while waiting:
            span = waiting.pop(0)
            if isinstance(span, Group):
                found += [span] if span.kind == kind else []
                waiting[:0] = span.spans
        return found

    def placeholders(self) -> list[str]:
        """Return the names of the placeholders in the line."""
        return [match[1] for match in _PLACEHOLDER.finditer(self.text)]


def read_line(source: Source, token: Token) -> tuple[Line, list[Problem]]:
    """Return the line that an `inline` token holds, and everything in it that is refused."""
    first, last = token.map or (0, 1)
    reader = _Reader(source, first, last)
    spans = reader.read(token.children or [])
    if spans and not any(c.isalnum() for span in spans for c in span.text):
        reader.fault("", "empty-words", "No word stands here: say it, or take the line away.")
    return Line(spans, reader.start, last), reader.problems


def find(lines: Sequence[str], start: Position, last: int, text: str) -> Position:
    """Return where a text first stands from a place to the end of line `last`, or that place."""
    block = "\n".join([lines[start.line - 1][start.column - 1 :], *lines[start.line : last]])
    place = max(block.replace("\n", " ").find(text), 0)
    line = block.count("\n", 0, place)
    if line == 0:
        return Position(start.line, start.column + place)
    return Position(start.line + line, place - block.rfind("\n", 0, place))


def _start(line: str, number: int) -> Position:
    """Return where the words of a line begin, after the sign of a list or a heading."""
    sign = _SIGN.match(line)
    return Position(number, (sign.end() if sign else 0) + 1)


class _Reader:
    """Turns inline tokens into spans; a fault is placed where its text stands in the source."""

    def __init__(self, source: Source, first: int, last: int) -> None:
        self.source, self.last = source, last
        self.start = _start(source.lines[first], first + 1)
        self.problems: list[Problem] = []
        self.too_deep = False

    def find(self, text: str) -> Position:
        """Return where the text first stands, or where the line's text begins."""
        return find(self.source.lines, self.start, self.last, text)

    def fault(self, text: str, code: str, message: str) -> None:
        self.problems.append(error(self.source.path, self.find(text), code, message))

    def read(self, tokens: list[Token]) -> tuple[Span, ...]:
        stack: list[tuple[str, str, list[Span]]] = [("", "", [])]
        for token in tokens:
            if token.type.endswith("_open"):
                kind, target = self.group(token)
                stack.append((kind, target, []))
            elif token.type.endswith("_close"):
                kind, target, inner = stack.pop()
                deep = len(stack) > MAX_NESTING
                stack[-1][2].extend(inner if deep else [Group(kind, tuple(inner), target)])
                self.too_deep |= deep
            else:
                stack[-1][2].extend(self.leaf(token))
        if self.too_deep:
            message = f"Emphasis and links stand more than {MAX_NESTING} deep in one another here:"
            self.fault("", "wrong-markup", f"{message} take some of them out.")
        return tuple(stack[0][2])

    def group(self, token: Token) -> tuple[str, str]:
        """Return the kind and the target of a group that opens."""
        if token.type != "link_open":
            return token.type.removesuffix("_open"), ""
        address = str(token.attrs["href"])
        if token.attrs.get("title"):
            self.fault(str(token.attrs["title"]), "wrong-link", "A link has no title: remove it.")
        if address.startswith("term:"):
            return "term", address.removeprefix("term:")
        if not _ADDRESS.fullmatch(address):
            message = f"'{shown(address)}' is no link like 'https://…', 'mailto:…' or 'term:…'."
            self.fault(address, "wrong-link", message)
        return "link", address

    def leaf(self, token: Token) -> list[Span]:
        if token.type == "softbreak":
            return [Text(" ")]
        if token.type != "text":
            message = _REFUSED.get(token.type, "This markup is not allowed: write plain text.")
            self.fault(token.content, "wrong-markup", message)
            return []
        if hidden := HIDDEN.search(token.content):
            message = (
                f"A hidden character (U+{ord(hidden.group()):04X}) is written here: remove it."
            )
            self.fault("&", "hidden-character", message)
        return self.text(token.content)

    def text(self, content: str) -> list[Span]:
        """Return the text and the placeholders that a text token holds."""
        spans: list[Span] = []
        end = 0
        for match in _PLACEHOLDER.finditer(content):
            spans += [Text(content[end : match.start()]), Placeholder(match[1])]
            end = match.end()
            if match[1] not in PLACEHOLDERS:
                message = f"There is no placeholder '{shown(match[0])}'."
                near = suggest(match[1], PLACEHOLDERS)
                self.fault(match[0], "unknown-placeholder", message + near)
        spans.append(Text(content[end:]))
        between = (span.text for span in spans if isinstance(span, Text))
        if stray := next(filter(None, map(_STRAY.search, between)), None):
            message = "A curly brace is only for placeholders like '{hold}': take it out."
            self.fault(stray[0], "unknown-placeholder", message)
        return [span for span in spans if span.text]
