"""The command line: `python -m generator`."""

import argparse
import datetime
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from generator import reference, starter
from generator.build import check_folder, read_today
from generator.figures import preview
from generator.figures.picture import faults
from generator.library import DosedExercise
from generator.loader import load_folder
from generator.problems import Problem, WrongUse, as_github, as_json, as_text, errors, suggest
from generator.views import figure_drawing

OK: Final = 0
FAILED: Final = 1
WRONG_USE: Final = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 if the content has an error, 2 if it was called wrongly."""
    parser = _parser()
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what a terminal cannot show is no fault
    try:
        return int(options.run(options))
    except (WrongUse, OSError) as fault:
        print(f"{parser.prog}: {fault}", file=sys.stderr)
        return WRONG_USE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m generator", description=__doc__)
    parser.add_argument(
        "--content", type=Path, default=Path("content"), metavar="FOLDER", help="default: content"
    )
    parser.add_argument(
        "--today",
        metavar="YYYY-MM-DD",
        help="the date of the build (default: SOURCE_DATE_EPOCH, else today)",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="report every problem of the content")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="only problems of these")
    check.add_argument("--format", choices=("text", "github", "json"), default="text")
    check.add_argument("--draft", action="store_true", help="gaps marked TODO are only warnings")
    check.set_defaults(run=_check)

    new = commands.add_parser("new", help="write a new content file to fill in")
    new.add_argument("kind", choices=starter.KINDS)
    new.add_argument("name", help="its id, or its name in quotes")
    new.set_defaults(run=_new)

    figure = commands.add_parser("figure", help="draw figures to look at, with a contact sheet")
    figure.add_argument("ids", nargs="*", metavar="ID", help="of exercises (default: all)")
    figure.add_argument("--out", type=Path, default=Path(".cache/figures"), metavar="FOLDER")
    figure.set_defaults(run=_figure)

    schema = commands.add_parser("schema", help="renew what is derived from the models")
    schema.set_defaults(run=_schema)
    return parser


def _today(options: argparse.Namespace) -> datetime.date:
    if options.today is None:
        return read_today(os.environ, datetime.date.today)
    try:
        return datetime.date.fromisoformat(options.today)
    except ValueError:
        raise WrongUse(f"'{options.today}' is not a date like 2026-01-31.") from None


def _check(options: argparse.Namespace) -> int:
    """Print every problem, of all files or of those below the given paths."""
    for path in options.paths:
        if not path.exists():
            raise WrongUse(f"There is no file or folder '{path}'.")
    checked = check_folder(options.content, _today(options), gaps_allowed=options.draft)
    problems = [p for p in checked.problems if _is_below(p, options.paths)]
    if options.format == "json":
        print(as_json(problems))
    else:
        line = as_github if options.format == "github" else as_text
        for problem in problems:
            print(line(problem))
    failed = len(errors(problems))
    print(f"{failed} errors, {len(problems) - failed} warnings", file=sys.stderr)
    return FAILED if failed else OK


def _is_below(problem: Problem, paths: list[Path]) -> bool:
    """Tell whether a problem is in one of the files or folders; no paths are all."""
    place = _absolute(Path(problem.path))
    return not paths or any(place.is_relative_to(_absolute(path)) for path in paths)


def _absolute(path: Path) -> Path:
    """Return the path from the root, without `..`; a link stays the link that it is."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow the link


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


def _figure(options: argparse.Namespace) -> int:
    """Write the figures of exercises as SVG and PNG, and a contact sheet.

    Whatever can be read is drawn, impossible poses too: to look is how one mends them.
    """
    exercises = load_folder(options.content).draft.exercises
    for identifier in options.ids:
        if identifier not in exercises:
            raise WrongUse(f"There is no exercise '{identifier}'.{suggest(identifier, exercises)}")
        if not exercises[identifier].facts.figure:
            raise WrongUse(f"'{identifier}' has no figure.")
    chosen = [exercises[i] for i in options.ids] or [
        exercise for exercise in exercises.values() if exercise.facts.figure
    ]
    if not chosen:
        raise WrongUse("No exercise has a figure.")
    for exercise in chosen:
        for fault in faults(exercise.facts.figure) if exercise.facts.figure else ():
            print(f"{exercise.path}: {'.'.join(fault.path)}: {fault.message}", file=sys.stderr)
    drawings = {e.id: figure_drawing(DosedExercise(e, e.facts.dose)) for e in chosen}
    options.out.mkdir(parents=True, exist_ok=True)
    sheet = preview.contact_sheet(drawings)
    for name, drawing in {**drawings, "contact-sheet": sheet}.items():
        width = sheet.width if drawing is sheet else preview.LARGE
        (options.out / f"{name}.svg").write_text(drawing.svg, encoding="utf-8")
        (options.out / f"{name}.png").write_bytes(preview.png(drawing, width))
    print(f"{options.out}: {len(drawings)} figures, and contact-sheet.png with all of them.")
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


if __name__ == "__main__":
    sys.exit(main())
