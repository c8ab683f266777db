"""What is wrong in the content, and where."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Position(NamedTuple):
    """A place in a text file; line and column count from 1, columns in characters."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of one file. Problems sort by path, then by place."""

    path: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity = "error"


def error(path: str, where: Position, code: str, message: str) -> Problem:
    """Return a problem that stops the build."""
    return Problem(path, where.line, where.column, code, message)


def warning(path: str, where: Position, code: str, message: str) -> Problem:
    """Return a problem that is shown but stops nothing."""
    return Problem(path, where.line, where.column, code, message, "warning")


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return those problems that stop the build."""
    return [problem for problem in problems if problem.severity == "error"]


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a sentence that names the nearest known word, or every known word if few, or ""."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f" Did you mean '{near[0]}'?"
    if 0 < len(names) <= 8:
        return f" Known: {', '.join(names)}."
    return ""


def shown(text: str, limit: int = 60) -> str:
    """Return contributor text safe to print on one line of a terminal: escaped and cut short."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def as_text(problem: Problem) -> str:
    """Return `path:line:column: error[code]: message`."""
    path = shown(problem.path, limit=1000)
    place = f"{path}:{problem.line}:{problem.column}"
    return f"{place}: {problem.severity}[{problem.code}]: {problem.message}"


def as_github(problem: Problem) -> str:
    """Return a workflow command that GitHub shows as an annotation of the line.

    Source: GitHub Docs, "Workflow commands for GitHub Actions".
    """

    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    place = f"file={value(problem.path)},line={problem.line},col={problem.column}"
    return f"::{problem.severity} {place},title={value(problem.code)}::{data(problem.message)}"


def as_json(problems: Iterable[Problem]) -> str:
    """Return all problems as one JSON array of objects."""
    return json.dumps([asdict(problem) for problem in problems], indent=2)
