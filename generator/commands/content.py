"""Commands on content files: check them, begin one, renew what is derived from the models."""

import argparse
import sys
from pathlib import Path

from generator import reference, starter, summary
from generator.build import check_folder
from generator.commands import FAILED, OK
from generator.problems import WrongUse, as_github, as_json, as_text, errors
from generator.source import is_below


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `check`, `new` and `schema` to the command line."""
    check = commands.add_parser("check", help="report every problem of the content")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="only problems of these")
    check.add_argument("--format", choices=("text", "github", "json"), default="text")
    check.add_argument("--summary", type=Path, metavar="FILE", help="add all as a table to a file")
    check.add_argument("--draft", action="store_true", help="gaps marked TODO are only warnings")
    check.set_defaults(run=_check)

    new = commands.add_parser("new", help="write a new content file to fill in")
    new.add_argument("kind", choices=starter.KINDS)
    new.add_argument("name", help="its id, or its name in quotes")
    new.set_defaults(run=_new)

    schema = commands.add_parser("schema", help="renew what is derived from the models")
    schema.set_defaults(run=_schema)


def _check(options: argparse.Namespace) -> int:
    """Print every problem, of all files or of those below the given paths."""
    for path in options.paths:
        if not path.exists():
            raise WrongUse(f"There is no file or folder '{path}'.")
    checked = check_folder(options.content, options.today, gaps_allowed=options.draft)
    problems = [p for p in checked.problems if is_below(p.path, options.paths)]
    if options.format == "json":
        print(as_json(problems))
    else:
        line = as_github if options.format == "github" else as_text
        for problem in problems:
            print(line(problem))
    if options.summary:
        with options.summary.open("a", encoding="utf-8") as file:
            file.write(summary.of_problems(problems))
    failed = len(errors(problems))
    print(f"{failed} errors, {len(problems) - failed} warnings", file=sys.stderr)
    return FAILED if failed else OK


def _new(options: argparse.Namespace) -> int:
    """Write a starter file, unless there is one of that name."""
    place, text = starter.starter(options.kind, options.name)
    path = options.content / place
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise WrongUse(f"'{path}' is there already; nothing was written.") from None
    print(f"{path}: fill in what is marked TODO, then run 'python -m generator check'.")
    return OK


def _schema(options: argparse.Namespace) -> int:
    """Write the JSON Schemas and the field tables of CONTRIBUTING.md."""
    folder = options.content / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in reference.schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
    guide = Path("CONTRIBUTING.md")
    if guide.exists():
        guide.write_text(
            reference.with_reference(guide.read_text(encoding="utf-8")), encoding="utf-8"
        )
    print(f"{folder}/ and {guide} are up to date.")
    return OK
