"""The command that gives content files the one style, that of the editing page."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from generator.canonical import canonical, remarks
from generator.commands import FAILED, OK
from generator.library import AnyEntry
from generator.loader import load
from generator.model import FACTS, PlainFacts
from generator.problems import WrongUse, shown
from generator.source import Files, is_below, read_folder


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `format` to the command line."""
    style = commands.add_parser("format", help="give files the style of the editing page")
    style.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="only these")
    style.add_argument("--check", action="store_true", help="only name what would change")
    style.set_defaults(run=_format)


def _format(options: argparse.Namespace) -> int:
    """Write files in the one style; what has an error, or a comment, stays as it is."""
    for path in options.paths:
        if not path.exists():
            raise WrongUse(f"There is no file or folder '{path}'.")
    files = read_folder(options.content)
    entries = {entry.path: (kind, entry) for kind, entry in load(files).draft.entries()}
    failed = False
    for name in _chosen(files, options.content, options.paths):
        path = options.content / name
        kind, entry = entries.get(f"{files.root}/{name}", ("", None))
        if reason := _why_not(entry):
            print(f"{shown(str(path), 1000)}: it {reason}, and stays as it is.", file=sys.stderr)
            failed = True
        elif entry and _restyle(path, entry, kind, files.contents[name], write=not options.check):
            print(path)
            failed = failed or options.check
    return FAILED if failed else OK


def _chosen(files: Files, folder: Path, paths: list[Path]) -> Iterator[str]:
    """Yield the content files that are one of the paths or below one; no paths are all."""
    for name in sorted(files.contents):
        if name.endswith(".md") and is_below(str(folder / name), paths):
            yield name


def _why_not(entry: AnyEntry | None) -> str:
    """Return why a file cannot be written anew, or ""."""
    if entry is None:
        return "has an error ('python -m generator check' says which)"
    remark = next(remarks(entry.source), None)
    return f"has a comment in line {remark.line} (move its words into 'note')" if remark else ""


def _restyle(path: Path, entry: AnyEntry, kind: str, data: bytes, *, write: bool) -> bool:
    """Tell whether a file departs from the one style, and write it so if asked."""
    text = canonical(entry.source, FACTS.get(kind, PlainFacts)).encode()
    if text != data and write:
        path.write_bytes(text)
    return text != data
