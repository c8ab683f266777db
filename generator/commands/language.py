"""Commands on language: how hard the pages read."""

import argparse
import sys
from pathlib import Path

from generator import report
from generator.build import check_folder
from generator.commands import FAILED, OK
from generator.problems import WrongUse
from generator.source import is_below


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `report` to the command line."""
    parser = commands.add_parser("report", help="say how hard the pages read; never fails for it")
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="only pages with words of these files"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.set_defaults(run=_report)


def _report(options: argparse.Namespace) -> int:
    """Print the report of every page, or of those with words of the given files."""
    for path in options.paths:
        if not path.exists():
            raise WrongUse(f"There is no file or folder '{path}'.")
    library = check_folder(options.content, options.today).library
    if library is None:
        print("The content has errors: 'python -m generator check' lists them.", file=sys.stderr)
        return FAILED
    found = report.report(library, options.today).only(lambda file: is_below(file, options.paths))
    print(report.as_json(found) if options.format == "json" else report.as_text(found))
    return OK
