"""The command line: `python -m generator`."""

import argparse
import datetime
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeAlias

import click

from generator import pdf, posed, reference, starter
from generator.build import check_folder, read_today
from generator.figures import preview
from generator.figures.picture import draw, faults
from generator.problems import Problem, WrongUse, as_github, as_json, as_text, errors, suggest

OK: Final = 0
FAILED: Final = 1
WRONG_USE: Final = 2
STOPPED: Final = 130  # as a shell says it of a command that was interrupted

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 if the content has an error, 2 if it was called wrongly."""
    parser = _parser()
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what a terminal cannot show is no fault
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        print(f"{parser.prog}: stopped", file=sys.stderr)
        return STOPPED
    except pdf.PrintingStopped as fault:
        print(f"{parser.prog}: {fault}", file=sys.stderr)
        return FAILED
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
    _add_content_commands(commands)
    _add_drawing_commands(commands)
    return parser


def _add_content_commands(commands: Commands) -> None:
    check = commands.add_parser("check", help="report every problem of the content")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="only problems of these")
    check.add_argument("--format", choices=("text", "github", "json"), default="text")
    check.add_argument("--draft", action="store_true", help="gaps marked TODO are only warnings")
    check.set_defaults(run=_check)

    new = commands.add_parser("new", help="write a new content file to fill in")
    new.add_argument("kind", choices=starter.KINDS)
    new.add_argument("name", help="its id, or its name in quotes")
    new.set_defaults(run=_new)

    schema = commands.add_parser("schema", help="renew what is derived from the models")
    schema.set_defaults(run=_schema)


def _add_drawing_commands(commands: Commands) -> None:
    figure = commands.add_parser("figure", help="draw figures to look at, with a contact sheet")
    figure.add_argument("ids", nargs="*", metavar="ID", help="of exercises (default: all)")
    figure.add_argument(
        "--file",
        type=Path,
        metavar="FILE",
        help="a YAML file of figures, each 'id: fields', in place of the content",
    )
    figure.add_argument("--out", type=Path, default=Path(".cache/figures"), metavar="FOLDER")
    figure.set_defaults(run=_figure)

    sheets = commands.add_parser("pdf", help="lay out every sheet, and make the PDFs")
    sheets.add_argument("ids", nargs="*", metavar="ROUTINE", help="only of these (default: of all)")
    sheets.add_argument("--out", type=Path, default=Path(".cache/pdf"), metavar="FOLDER")
    sheets.add_argument("--require", action="store_true", help="fail where Pango is missing")
    sheets.set_defaults(run=_pdf)


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
    """Write figures as SVG and PNG, and a contact sheet.

    Whatever can be read is drawn, impossible poses too: to look is how one mends them.
    """
    found = posed.in_file(options.file) if options.file else posed.in_content(options.content)
    chosen = posed.chosen(found, options.ids, options.file)
    for item in chosen.values():
        for fault in faults(item.facts):
            print(
                f"{item.path}: {'.'.join(map(str, fault.path))}: {fault.message}", file=sys.stderr
            )
    drawings = {name: draw(item.facts, item.hold, item.title) for name, item in chosen.items()}
    options.out.mkdir(parents=True, exist_ok=True)
    sheet = preview.contact_sheet(drawings)
    for name, drawing in {**drawings, "contact-sheet": sheet}.items():
        width = sheet.width if drawing is sheet else preview.LARGE
        (options.out / f"{name}.svg").write_text(drawing.svg, encoding="utf-8")
        (options.out / f"{name}.png").write_bytes(preview.png(drawing, width))
    print(f"{options.out}: {len(drawings)} figures, and contact-sheet.png with all of them.")
    return OK


def _pdf(options: argparse.Namespace) -> int:
    """Lay out what has changed, and put the PDFs into a folder as they will stand on the site."""
    from generator.mkdocs_plugin import read_site  # noqa: PLC0415 - slow, and for this alone

    site, docs = read_site()
    today = _today(options)
    library = check_folder(options.content, today).library
    if library is None:
        print("The content has errors: 'python -m generator check' lists them.", file=sys.stderr)
        return FAILED
    for identifier in options.ids:
        if identifier not in library.routines and identifier not in library.programmes:
            known = [*library.routines, *library.programmes]
            raise WrongUse(f"There is no routine '{identifier}'.{suggest(identifier, known)}")
    try:
        wanted, files = pdf.wanted(library, today, site, docs, options.ids)
    except pdf.PangoMissing as fault:
        print(f"No PDF was made. {fault}", file=sys.stderr)
        return FAILED if options.require else OK
    done = pdf.known(wanted)
    missing = [job for job in wanted if job not in done]
    with click.progressbar(length=len(missing), label="Sheets", file=sys.stderr) as bar:
        done |= pdf.make(missing, files, lambda _: bar.update(1))
    made = [each for each in done.values() if each.paper.pdf]
    for each in made:
        path = options.out / each.paper.pdf
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(each.data)
    print(
        f"{options.out}: {len(made)} PDFs. "
        f"{len(missing)} of {len(wanted)} sheets were laid out, the rest had not changed."
    )
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
