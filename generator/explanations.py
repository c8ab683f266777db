"""What each message of the check means and what to do about it, by its code.

The texts stand in `explanations.md`, one section for each code. A section names the rules that it
explains, so that what a rule demands is said in one place: the docstring of its function.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from generator import rules

_TEXTS: Final = Path(__file__).with_name("explanations.md")
_SECTION: Final = re.compile(r"^## (?=[a-z-]+$)", re.MULTILINE)
_RULE: Final = re.compile(r"^Rule: `(\w+)`\.\n", re.MULTILINE)
_EXAMPLE: Final = re.compile(
    r"^```(?P<form>diff|sh)(?: (?P<path>\S+))?\n(?P<text>.*?)^```\n", re.M | re.S
)


@dataclass(frozen=True)
class Example:
    """Something that gives the message.

    With a `path` below the project, the text is a piece of that file: lines that begin with "-"
    are wrong and lines that begin with "+" are right. Without one it is a list of commands for a
    shell that make a right project wrong.
    """

    path: str
    text: str

    def _lines(self, signs: str) -> str:
        return "".join(f"{s[1:]}\n" for s in self.text.splitlines() if s[:1] in signs)

    @property
    def wrong(self) -> str:
        """The piece of the file that gives the message."""
        return self._lines(" -")

    @property
    def right(self) -> str:
        """The piece of the file as it should be."""
        return self._lines(" +")


@dataclass(frozen=True)
class Explanation:
    """What one code means: the names of the rules it stands for, what to do, and an example."""

    code: str
    rules: tuple[str, ...]
    advice: str
    example: Example

    @property
    def demands(self) -> tuple[str, ...]:
        """What each rule demands, as its docstring says it."""
        return tuple(" ".join((getattr(rules, name).__doc__ or "").split()) for name in self.rules)

    @property
    def first_line(self) -> str:
        """One line that says what it is about."""
        return (*self.demands, self.advice)[0].splitlines()[0]


@cache
def explanations() -> dict[str, Explanation]:
    """Return every explanation by its code, in the order of codes."""
    sections = _SECTION.split(_TEXTS.read_text(encoding="utf-8"))[1:]
    return {found.code: found for found in map(_explanation, sections)}


def _explanation(section: str) -> Explanation:
    code, _, body = section.partition("\n")
    example = _EXAMPLE.search(body)
    if example is None:
        raise ValueError(f"The explanation of '{code}' has no example.")
    named = tuple(_RULE.findall(body))
    advice = _RULE.sub("", body[: example.start()]).strip()
    return Explanation(code, named, advice, Example(example["path"] or "", example["text"]))


def as_text(explanation: Explanation) -> str:
    """Return an explanation as it is read on a terminal."""
    example = explanation.example
    title = f"In {example.path}:" if example.path else "For example, these commands lead to it:"
    indented = "\n".join(f"    {line}".rstrip() for line in example.text.splitlines())
    parts = (explanation.code, *explanation.demands, explanation.advice, title, indented)
    return "\n\n".join(parts)
