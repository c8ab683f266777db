"""What is told of a change to those who judge it: in Markdown for GitHub, and as a page.

All of it is contributor text, so all of it goes through the encoders of `render`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, TypeVar

from generator.comparison import Change
from generator.problems import Problem, errors
from generator.render import Markdown, fill, markdown_text

# GitHub refuses a summary of more than 1 MiB; the rest is for what else is told. Problems have a
# summary of their own; paper and text share one.
LIMIT: Final = 800_000
HALF: Final = LIMIT // 2

Row = TypeVar("Row")


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
    rows = _fitting(problems, _size_of_problem, LIMIT)
    return fill(
        "summary-problems.md",
        failed=failed,
        warned=len(problems) - failed,
        rows=rows,
        left_out=len(problems) - len(rows),
    )


def of_paper(changes: Sequence[Change]) -> str:
    """Return a table of the sheets that changed, as far as it fits, with their pages."""
    rows = _fitting(changes, _size_of_change, HALF)
    return fill("summary-paper.md", changes=rows, left_out=len(changes) - len(rows))


def page_of_paper(changes: Sequence[Change]) -> str:
    """Return a page that shows the changed pages of each sheet before and after, as HTML."""
    return fill("summary-paper.html", changes=changes)


def of_text(text: str) -> str:
    """Return the output of a program word for word, as far as it fits.

    It is indented, so that nothing in it is alive.
    """
    lines = text.splitlines()
    rows = _fitting(lines, lambda line: len(line.encode()) + 5, HALF)
    told = "".join(f"    {line}\n" for line in rows)
    left_out = len(lines) - len(rows)
    return f"{told}\n{left_out} more lines do not fit here.\n" if left_out else told


# --- as far as it fits ----------------------------------------------------------------------


def _fitting(rows: Sequence[Row], size: Callable[[Row], int], limit: int) -> Sequence[Row]:
    """Return the first rows that together take no more bytes than the limit."""
    return rows[: sum(total <= limit for total in accumulate(map(size, rows)))]


def _size_of_problem(problem: Problem) -> int:
    return _size(problem.path) + _size(problem.message) + 100


def _size_of_change(change: Change) -> int:
    return _size(change.path) + 8 * len(change.sides) + 60


def _size(text: str) -> int:
    """Return how many bytes a text takes once it is encoded."""
    return len(markdown_text(text).encode())
