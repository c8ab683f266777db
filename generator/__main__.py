"""The command line: `python -m generator`."""

import argparse
import datetime
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from generator import pdf
from generator.build import read_today
from generator.commands import (
    FAILED,
    STOPPED,
    WRONG_USE,
    begin,
    changes,
    content,
    drawing,
    elsewhere,
    language,
    reviewing,
    site,
    style,
)
from generator.problems import WrongUse


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 if the content has an error, 2 if it was called wrongly."""
    parser = _parser()
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what a terminal cannot show is no fault
    try:
        options.today = _today(options.today)
        return int(options.run(options))
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C twice is no reason for a traceback
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
    modules = (content, style, begin, drawing, language, reviewing, changes, elsewhere, site)
    for module in modules:
        module.add(commands)
    return parser


def _today(said: str | None) -> datetime.date:
    """Return the date of the build: as it was said, else as the environment or the clock has it."""
    if said is None:
        return read_today(os.environ, datetime.date.today)
    try:
        return datetime.date.fromisoformat(said)
    except ValueError:
        raise WrongUse(f"'{said}' is not a date like 2026-01-31.") from None


if __name__ == "__main__":
    sys.exit(main())
