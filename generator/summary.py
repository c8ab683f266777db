"""What is told of a change to those who judge it: in Markdown for GitHub, and as a page.

All of it is contributor text, so all of it goes through the encoders of `render`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from generator.comparison import Change
from generator.problems import Problem, errors
from generator.render import Markdown, fill

# GitHub refuses a summary of more than 1 MiB; the rest is for what else is told.
LIMIT: Final = 800_000


@dataclass(frozen=True)
class Part:
    """One part of what is told: Markdown that has been encoded, or why it was `left_out`."""

    title: str
    text: str
    left_out: str = ""


def of_change(parts: Iterable[Part]) -> str:
    """Return all parts, each with its title; what could not be made is named."""
    told = [(part.title, Markdown(part.text), part.left_out) for part in parts]
    return fill("summary-change.md", parts=told)


def of_problems(problems: Sequence[Problem]) -> str:
    """Return every problem as a table, as far as GitHub takes it, and how many are left out."""
    failed = len(errors(problems))
    rows = tuple(_fitting(problems))
    return fill(
        "summary-problems.md",
        failed=failed,
        warned=len(problems) - failed,
        rows=rows,
        left_out=len(problems) - len(rows),
    )


def _fitting(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems until the table is full; encoded, a letter takes up to seven bytes."""
    size = 0
    for problem in problems:
        size += 7 * (len(problem.path) + len(problem.message)) + 100
        if size > LIMIT:
            return
        yield problem


def of_paper(changes: Sequence[Change]) -> str:
    """Return a table of the sheets that changed, with their pages before and after."""
    return fill("summary-paper.md", changes=changes)


def page_of_paper(changes: Sequence[Change]) -> str:
    """Return a page that shows the changed pages of each sheet before and after, as HTML."""
    return fill("summary-paper.html", changes=changes)


def of_text(text: str) -> str:
    """Return the output of a program word for word: indented, so that nothing in it is alive."""
    return "".join(f"    {line}\n" for line in text.splitlines())
