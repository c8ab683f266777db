"""What is wrong in the content, and where."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Final, Literal, NamedTuple

# Beyond this length a word is not a misspelt one, and comparing it takes long.
_COMPARED: Final = 200

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


class WrongUse(Exception):
    """The program was called wrongly; the message says how it is called rightly."""


def error(path: str, where: Position, code: str, message: str) -> Problem:
    """Return a problem that stops the build."""
    return Problem(path, where.line, where.column, code, message)


def warning(path: str, where: Position, code: str, message: str) -> Problem:
    """Return a problem that is shown but stops nothing."""
    return Problem(path, where.line, where.column, code, message, "warning")


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return those problems that stop the build."""
    return [problem for problem in problems if problem.severity == "error"]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is nearest to a misspelt one, if one is near."""
    names = {name.lower(): name for name in known}
    near = get_close_matches(word.lower()[:_COMPARED], names, n=1, cutoff=0.6)
    return names[near[0]] if near else None


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a sentence that names the nearest known word, or every known word if few, or ""."""
    names = sorted(known)
    if near := nearest(word, names):
        return f" Did you mean '{near}'?"
    if 0 < len(names) <= 8:
        return f" Known: {', '.join(names)}."
    return ""


def shown(text: str, limit: int = 60) -> str:
    """Return contributor text safe to print on one line of a terminal: escaped and cut short."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def said(value: object) -> str:
    """Return a value of the front matter as its author knows it, in quotes, safe to print."""
    if value is None:
        return "empty"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a group of fields"
    return f"'{str(value).lower() if isinstance(value, bool) else shown(str(value))}'"


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

    path = shown(problem.path, limit=1000)
    place = f"file={value(path)},line={problem.line},col={problem.column}"
    return f"::{problem.severity} {place},title={value(problem.code)}::{data(problem.message)}"


def as_json(problems: Iterable[Problem]) -> str:
    """Return all problems as one JSON array of objects."""
    return json.dumps([asdict(problem) for problem in problems], indent=2)
