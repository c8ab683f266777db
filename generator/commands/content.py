"""Commands on content files: check them, explain what is said, renew what the models derive."""

import argparse
import re
import sys
from contextlib import closing
from pathlib import Path

import click

from generator import explanations, reference, summary, watch
from generator.build import check_folder
from generator.commands import FAILED, OK
from generator.problems import WrongUse, as_github, as_json, as_text, errors, shown, suggest
from generator.source import is_below


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `check`, `explain` and `schema` to the command line."""
    check = commands.add_parser("check", help="report every problem of the content")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="only problems of these")
    check.add_argument("--format", choices=("text", "github", "json"), default="text")
    check.add_argument("--summary", type=Path, metavar="FILE", help="add all as a table to a file")
    check.add_argument("--draft", action="store_true", help="gaps marked TODO are only warnings")
    check.add_argument("--watch", action="store_true", help="check again when a file changes")
    check.set_defaults(run=_check)

    explain = commands.add_parser("explain", help="say what a message of the check means")
    explain.add_argument("codes", nargs="*", metavar="CODE", help="as in error[CODE]; none: a list")
    explain.set_defaults(run=_explain)

    schema = commands.add_parser("schema", help="renew what is derived from the models")
    schema.set_defaults(run=_schema)


def _check(options: argparse.Namespace) -> int:
    """Print every problem, of all files or of those below the given paths."""
    for path in options.paths:
        if not path.exists():
            raise WrongUse(f"There is no file or folder '{path}'.")
    if not options.watch:
        return _report(options)
    if options.format != "text" or options.summary:
        raise WrongUse("'--watch' goes with '--format text' alone, and without '--summary'.")
    return _watch(options)


def _watch(options: argparse.Namespace) -> int:
    """Report on every change until Ctrl-C; return how the last check ended."""
    ended = OK
    with closing(watch.changes(options.content)) as changes:
        try:
            for _ in changes:
                click.clear()  # on a terminal, and nowhere else
                print(f"Checking {options.content}.", flush=True)
                ended = _report(options)
                print(f"Watching {options.content}. Ctrl-C ends it.", flush=True)
        except KeyboardInterrupt:
            print()
    return ended


def _report(options: argparse.Namespace) -> int:
    """Check once and print what was found."""
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
    failed = errors(problems)
    sys.stdout.flush()
    print(f"{len(failed)} errors, {len(problems) - len(failed)} warnings", file=sys.stderr)
    if problems and sys.stderr.isatty():
        more = f"python -m generator explain {(failed or problems)[0].code}"
        print(f"What a message means: {more}", file=sys.stderr)
    return FAILED if failed else OK


def _explain(options: argparse.Namespace) -> int:
    """Print the explanation of each code, or a list of all codes."""
    known = explanations.explanations()
    if not options.codes:
        for code, explanation in known.items():
            print(f"{code:20} {explanation.first_line}")
        return OK
    codes = [re.sub(r"(?:error|warning)\[(.*)\]", r"\1", said) for said in options.codes]
    for code in codes:
        if code not in known:
            message = f"The check has no code '{shown(code)}'.{suggest(code, known)}"
            raise WrongUse(f"{message} 'explain' alone lists all.")
    print("\n\n\n".join(explanations.as_text(known[code]) for code in codes))
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
