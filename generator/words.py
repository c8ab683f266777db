"""The grammar of the body: a title, then the paragraphs, lists and headings of its kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal

from markdown_it.token import Token

from generator.inline import Line, Text, read_line
from generator.problems import Position, Problem, error, nearest, shown, suggest
from generator.source import Source


@dataclass(frozen=True)
class PlainWords:
    """A title, paragraphs and other names; the first paragraph is the summary."""

    title: str
    paragraphs: tuple[Line, ...] = ()
    also_called: tuple[Line, ...] = ()

    def lines(self) -> tuple[Line, ...]:
        """Return every line but the title."""
        return (*self.paragraphs, *self.also_called)


@dataclass(frozen=True)
class ExerciseWords:
    """The words of one exercise; `picture` tells what is to be seen, picture by picture."""

    title: str
    summary: Line
    get_ready: tuple[Line, ...]
    steps: tuple[Line, ...]
    do_not: tuple[Line, ...]
    picture: tuple[Line, ...]
    caption: Line | None
    also_called: tuple[Line, ...]

    def instructions(self) -> tuple[Line, ...]:
        """Return the lines that tell what to do."""
        return (self.summary, *self.get_ready, *self.steps, *self.do_not)

    def pictured(self) -> tuple[Line, ...]:
        """Return the lines that tell what is to be seen."""
        return (*self.picture, self.caption) if self.caption else self.picture

    def lines(self) -> tuple[Line, ...]:
        """Return every line but the title."""
        return (*self.instructions(), *self.pictured(), *self.also_called)


@dataclass(frozen=True)
class StageWords:
    """The words of one stage of a programme."""

    title: str
    introduction: tuple[Line, ...]


@dataclass(frozen=True)
class ProgrammeWords:
    """The words of a programme: its main message first, then its stages in order."""

    title: str
    paragraphs: tuple[Line, ...]
    stages: tuple[StageWords, ...]

    def lines(self) -> tuple[Line, ...]:
        """Return every line but the titles."""
        return (*self.paragraphs, *(line for stage in self.stages for line in stage.introduction))


Words = PlainWords | ExerciseWords | ProgrammeWords
Shape = Literal["h1", "h2", "paragraph", "bullets", "numbers"]

_NAMES: Final[Mapping[Shape, str]] = {
    "h1": "a title ('# …')",
    "h2": "a heading ('## …')",
    "paragraph": "a paragraph",
    "bullets": "a list with dashes ('- …')",
    "numbers": "a numbered list ('1. …')",
}
_HEADINGS: Final = ("h1", "h2")
_SECTIONS: Final = ("Get ready", "Steps", "Do not", "Picture", "Also called")
_REFUSED: Final = {
    "html_block": "Raw HTML is not allowed: write plain text.",
    "fence": "Code is not allowed: write plain text.",
    "code_block": "These lines are indented as code: take the spaces away.",
    "blockquote_open": "A quotation ('>') is not allowed: write plain text.",
    "hr": "A rule ('---') is not allowed: take it out.",
}


@dataclass(frozen=True)
class Block:
    """One heading or paragraph (one line) or one list (a line for each item)."""

    shape: Shape
    lines: tuple[Line, ...]
    position: Position


# --- tokens to blocks -----------------------------------------------------------------------


def read_blocks(source: Source) -> tuple[list[Block], list[Problem]]:
    """Return the blocks of a body, and every piece of it that is not one."""
    blocks: list[Block] = []
    problems: list[Problem] = []
    start = 0
    for index, token in enumerate(source.tokens):
        if token.level == 0 and token.nesting <= 0:
            group = source.tokens[start : index + 1]
            start = index + 1
            block, found = _read_block(source, group)
            problems += found
            blocks += [block] if block else []
    return blocks, problems


def _read_block(source: Source, group: tuple[Token, ...]) -> tuple[Block | None, list[Problem]]:
    """Return the block that the tokens from an opening to its closing make."""
    opening = group[0]
    shape = _shape(opening)
    if shape is None:
        message = _REFUSED.get(
            opening.type, "Only '# Title' and '## Heading' are allowed: write one of them."
        )
        return None, [error(source.path, _place(opening), "wrong-markup", message)]
    lines: list[Line] = []
    problems: list[Problem] = []
    for token in group:
        if token.type == "inline":
            line, found = read_line(source, token)
            lines.append(line)
            problems += found
    if shape in ("bullets", "numbers"):
        problems += _item_problems(source, group)
    return Block(shape, tuple(lines), _place(opening)), problems


def _shape(opening: Token) -> Shape | None:
    if opening.type == "heading_open":
        return {"h1": "h1", "h2": "h2"}.get(opening.tag)  # type: ignore[return-value]
    shapes: dict[str, Shape] = {
        "paragraph_open": "paragraph",
        "bullet_list_open": "bullets",
        "ordered_list_open": "numbers",
    }
    return shapes.get(opening.type)


def _item_problems(source: Source, group: tuple[Token, ...]) -> list[Problem]:
    """Refuse a list item that is not one line of words, and numbers that do not begin at 1."""
    problems = []
    if group[0].attrs.get("start", 1) != 1:
        message = "The numbers must begin at 1."
        problems.append(error(source.path, _place(group[0]), "wrong-list", message))
    inside: list[str] = []
    where = _place(group[0])
    for token in group[1:-1]:
        if token.type == "list_item_open" and token.level == 1:
            inside, where = [], _place(token)
        elif token.type == "list_item_close" and token.level == 1 and inside != ["paragraph_open"]:
            message = "A list item must be one line of words, with nothing else in it."
            problems.append(error(source.path, where, "wrong-list", message))
        elif token.level == 2 and token.nesting >= 0:
            inside.append(token.type)
    return problems


def _place(token: Token) -> Position:
    return Position(token.map[0] + 1) if token.map else Position()


# --- blocks to words ------------------------------------------------------------------------


class _Body:
    """Takes blocks from the front; what does not fit becomes a problem, and reading goes on."""

    def __init__(self, source: Source) -> None:
        self.path = source.path
        self.blocks, self.problems = read_blocks(source)
        # The last line is empty where the file ends with a line end, as it should.
        self.end = Position(max(1, len(source.lines) - (source.lines[-1] == "")))

    def fault(self, where: Position, code: str, message: str) -> None:
        self.problems.append(error(self.path, where, code, message))

    def next_is(self, shape: Shape) -> bool:
        return bool(self.blocks) and self.blocks[0].shape == shape

    def here(self) -> Position:
        return self.blocks[0].position if self.blocks else self.end

    def title(self) -> str:
        """Take the title; it is plain text, since it goes into the browser's tab as well."""
        if not self.next_is("h1"):
            self.fault(self.here(), "missing-title", "The body must begin with '# Title'.")
        titles = [block for block in self.blocks if block.shape == "h1"]
        if not titles:
            return ""
        self.blocks.remove(titles[0])
        return self.plain(titles[0])

    def plain(self, block: Block) -> str:
        spans = block.lines[0].spans
        if not spans or any(not isinstance(span, Text) for span in spans):
            message = "A title is plain words: no emphasis, no link, no '{…}', and not empty."
            self.fault(block.position, "wrong-title", message)
        return block.lines[0].text

    def paragraphs(self, least: int, most: int, what: str) -> tuple[Line, ...]:
        """Take the paragraphs that come next; there must be so many."""
        where = self.here()
        lines: list[Line] = []
        while self.next_is("paragraph"):
            lines += self.blocks.pop(0).lines
        if not least <= len(lines) <= most:
            wanted = f"{least} to {most}" if least < most else f"{most}"
            message = f"{what}: {wanted} paragraph{'s' * (most > 1)} must stand here,"
            message += f" not {len(lines)}."
            self.fault(where, "wrong-summary", message)
        return tuple(lines)

    def items(self, shape: Shape, least: int, most: int, what: str) -> tuple[Line, ...]:
        """Take the list that comes next; it must have so many lines."""
        where = self.here()
        if not self.next_is(shape):
            self.fault(where, "missing-list", f"{what}: {_NAMES[shape]} must stand here.")
            if self.blocks and self.blocks[0].shape not in _HEADINGS:
                self.blocks.pop(0)  # it stands in place of the list
            return ()
        lines = self.blocks.pop(0).lines
        if not least <= len(lines) <= most:
            message = f"{what}: {least} to {most} lines are allowed in this list, not {len(lines)}."
            self.fault(where, "list-length", message)
        return lines

    def section(self, name: str) -> bool:
        """Take the heading of that name if it comes next."""
        if self.next_is("h2") and self.blocks[0].lines[0].text == name:
            self.blocks.pop(0)
            return True
        return False

    def bullets(self, name: str, most: int) -> tuple[Line, ...]:
        """Take an optional section with a list."""
        return self.items("bullets", 1, most, name) if self.section(name) else ()

    def names(self) -> tuple[Line, ...]:
        """Take the optional list of other names; they are plain text, as titles are."""
        lines = self.bullets("Also called", 7)
        for line in lines:
            if any(not isinstance(span, Text) for span in line.spans):
                self.fault(line.position, "wrong-title", "Another name is plain text: take it out.")
        return lines

    def headings(self, *names: str) -> None:
        """Refuse headings of other names with what follows them; take a near one as it is meant."""
        kept: list[Block] = []
        known = True
        for block in self.blocks:
            taken = block
            if block.shape == "h2":
                text = block.lines[0].text
                meant = text if text in names else nearest(text, names)
                known = meant is not None
                if meant != text:
                    message = f"There is no heading '## {shown(text)}'.{suggest(text, names)}"
                    self.fault(block.position, "wrong-body", message)
                taken = replace(block, lines=(Line((Text(meant or text),), block.position),))
            kept += [taken] if known else []
        self.blocks = kept

    def picture(self) -> tuple[tuple[Line, ...], Line | None]:
        """Take what each picture shows, and a caption if there is one."""
        seen = self.items("numbers", 1, 2, "Picture")
        caption = self.paragraphs(1, 1, "Caption") if self.next_is("paragraph") else ()
        return seen, caption[0] if caption else None

    def rest(self, *names: str) -> None:
        """Refuse what is left over; `names` are the headings of this kind in their order."""
        below_heading = False
        for block in self.blocks:
            if below_heading and block.shape not in _HEADINGS:
                continue  # what stands below a refused heading moves with it
            below_heading = block.shape in _HEADINGS
            text = block.lines[0].text if block.lines else ""
            message = (
                f"{_NAMES[block.shape].capitalize()} is out of place here: move it, or take it out."
            )
            if block.shape == "h2" and text in names:
                message = f"'## {shown(text)}' is out of order or stands twice."
                message += f" The order is: {', '.join(names)}."
            self.fault(block.position, "wrong-body", message)


def _exercise(body: _Body) -> ExerciseWords:
    body.headings(*_SECTIONS)
    title = body.title()
    summary = body.paragraphs(1, 1, "Summary")
    get_ready = body.bullets("Get ready", 4)
    body.section("Steps")
    steps = body.items("numbers", 2, 7, "Steps")
    do_not = body.bullets("Do not", 7)
    picture, caption = body.picture() if body.section("Picture") else ((), None)
    also_called = body.names()
    body.rest(*_SECTIONS)
    first = summary[0] if summary else Line((), body.end)
    return ExerciseWords(title, first, get_ready, steps, do_not, picture, caption, also_called)


def _programme(body: _Body) -> ProgrammeWords:
    title = body.title()
    paragraphs = body.paragraphs(1, 3, "Main message")
    stages = []
    while body.next_is("h2"):
        stages.append(StageWords(body.plain(body.blocks.pop(0)), body.paragraphs(0, 2, "Stage")))
    body.rest()
    return ProgrammeWords(title, paragraphs, tuple(stages))


def _plain(body: _Body, least: int, most: int) -> PlainWords:
    body.headings("Also called")
    title = body.title()
    paragraphs = body.paragraphs(least, most, "Text")
    also_called = body.names()
    body.rest("Also called")
    return PlainWords(title, paragraphs, also_called)


GRAMMAR: Final[Mapping[str, Callable[[_Body], Words]]] = {
    "exercises": _exercise,
    "routines": partial(_plain, least=1, most=1),
    "programmes": _programme,
    "cautions": partial(_plain, least=1, most=1),
    "sources": partial(_plain, least=0, most=2),
    "positions": partial(_plain, least=0, most=1),
    "equipment": partial(_plain, least=0, most=1),
    "regions": partial(_plain, least=0, most=1),
    "terms": partial(_plain, least=1, most=1),
    "disclaimer": partial(_plain, least=1, most=2),
}


def read_words(source: Source, kind: str) -> tuple[Words | None, list[Problem]]:
    """Return the words of one body of that kind, or every problem in it."""
    body = _Body(source)
    words = GRAMMAR[kind](body)
    return (None if body.problems else words), body.problems
