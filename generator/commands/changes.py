"""Commands that show a change to those who judge it: the site, the sheets, the words."""

import argparse
import datetime
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from generator import comparison, on_disk, summary
from generator.commands import FAILED, OK
from generator.pdf import CACHE
from generator.problems import WrongUse, shown

MARK: Final = ".limber-comparison"  # nobody else's folder has it
SUMMARY: Final = "summary.md"
REPORT: Final = "report.json"
SITE: Final = "site"
PAPER: Final = "paper"
OURS: Final = frozenset([MARK, SUMMARY, REPORT, SITE, PAPER])
LINES: Final = 20  # of what a program said before it failed
LETTERS: Final = 4_000  # of those lines
COMMAND: Final = 300  # letters of a command that failed: it may name every file of a change


class LeftOut(Exception):
    """One part could not be made; the message says why."""


@dataclass(frozen=True)
class Change:
    """The working tree beside a commit: where the results go, and on which day all is made.

    `content` is relative to the project, so that it is found in a checkout of the commit too.
    """

    base: str
    content: Path
    out: Path
    today: datetime.date


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `compare` to the command line."""
    compare = commands.add_parser(
        "compare", help="show what a change does to the site, to paper and to plain language"
    )
    compare.add_argument(
        "--base", default="main", metavar="REVISION", help="what it changes (default: main)"
    )
    compare.add_argument("--out", type=Path, default=Path("comparison"), metavar="FOLDER")
    compare.add_argument("--summary", type=Path, metavar="FILE", help="add what is told to a file")
    compare.set_defaults(run=_compare)


def _compare(options: argparse.Namespace) -> int:
    """Make every part that can be made, and name the others; fail if there is no site."""
    content = _in_project(options.content)
    base = _git("merge-base", options.base, "HEAD").strip()
    _make_room(options.out)
    change = Change(base, content, options.out, options.today)
    parts = [summary.Part(title, *_made(make, change)) for title, make in PARTS.items()]
    text = summary.of_change(parts)
    (options.out / SUMMARY).write_text(text, encoding="utf-8")
    if options.summary:
        with options.summary.open("a", encoding="utf-8") as file:
            file.write(text)
    print(text)
    print(f"{options.out}: open site/index.html and paper/index.html there.", file=sys.stderr)
    return OK if (options.out / SITE).is_dir() else FAILED


def _made(make: Callable[[Change], str], change: Change) -> tuple[str, str]:
    """Return what a part tells, and why it was left out; one of the two is empty."""
    try:
        return make(change), ""
    except (LeftOut, comparison.NoPictures) as fault:
        return "", str(fault)


def _in_project(content: Path) -> Path:
    """Return the content folder as seen from the project, whose past git knows."""
    absolute = Path(os.path.abspath(content))  # noqa: PTH100 - a link stays the link that it is
    place, project = absolute.parent.resolve() / absolute.name, Path.cwd().resolve()
    if not place.is_relative_to(project):
        raise WrongUse(f"'{content}' is not in '{project}', so git has no past of it there.")
    return place.relative_to(project)


def _make_room(out: Path) -> None:
    """Take away what was made before, and nothing else."""
    if out.exists():
        if not (out / MARK).is_file():
            raise WrongUse(
                f"'{out}' is there already, and was not made by this command: "
                "delete it, or name another with --out."
            )
        if strange := sorted({path.name for path in out.iterdir()} - OURS):
            raise WrongUse(f"'{out / strange[0]}' was not made by this command: move it away.")
        shutil.rmtree(out)
    out.mkdir(parents=True)
    (out / MARK).touch()


# --- the parts ------------------------------------------------------------------------------


def _paper(change: Change) -> str:
    """Lay out every sheet of both versions, and show the pages that differ."""
    with TemporaryDirectory() as temporary, _checked_out(change.base) as base:
        before, after = Path(temporary, "before"), Path(temporary, "after")
        for project, target in ((Path(), after), (base, before)):
            _generator(change, project, "pdf", "--every", "--require", "--out", str(target))
        folder = change.out / PAPER
        folder.mkdir()
        changes = comparison.compare(before, after, folder)
    (folder / "index.html").write_text(summary.page_of_paper(changes), encoding="utf-8")
    return summary.of_paper(changes)


def _site(change: Change) -> str:
    """Build the site, and copy it so that it opens from a disk."""
    with TemporaryDirectory() as temporary:
        built = Path(temporary, "site")
        _run(change, Path(), "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(built))
        on_disk.copy(built, change.out / SITE)
    return "The whole site with the change: `site/index.html` in the artifact `change`.\n"


def _language(change: Change) -> str:
    """Report on the plain language of the content files that differ; as JSON on all of them."""
    everything = _generator(change, Path(), "report", "--format", "json")
    (change.out / REPORT).write_text(everything, encoding="utf-8")
    paths = changed(change)
    if not paths:
        return "No content file changes.\n"
    return summary.of_text(_generator(change, Path(), "report", *paths))


def changed(change: Change) -> list[str]:
    """Return the Markdown files of the content that differ, with those that git does not hold."""
    place = ("-z", "--", str(change.content))
    held = _git("diff", "--name-only", "--diff-filter=d", "--relative", change.base, *place)
    new = _git("ls-files", "--others", "--exclude-standard", *place)
    return [path for path in (held + new).split("\0") if path.endswith(".md")]


# Made in this order: the site links the PDFs that were made before it.
PARTS: Final = {"On paper": _paper, "The site": _site, "Plain language": _language}


# --- other programs -------------------------------------------------------------------------


def _generator(change: Change, project: Path, *arguments: str) -> str:
    """Run a command of the generator that is in a project, else of this one."""
    content = ("--content", str(change.content), "--today", change.today.isoformat())
    return _run(change, project, "generator", *content, *arguments)


def _run(change: Change, project: Path, module: str, *arguments: str) -> str:
    """Run a module of Python in a project, on the day of the change; return what it printed."""
    day = change.today
    noon = datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC)
    done = subprocess.run(  # noqa: S603 - our own programs
        [sys.executable, "-m", module, *arguments],
        cwd=project,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(int(noon.timestamp()))},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="backslashreplace",
        check=False,
    )
    if done.returncode:
        said = "\n".join(done.stderr.strip().splitlines()[-LINES:])[-LETTERS:]
        command = shown(f"python -m {module} {' '.join(arguments)}", COMMAND)
        raise LeftOut(f"'{command}' failed in '{project}': {said}")
    return done.stdout


def _git(*arguments: str) -> str:
    """Run git in the project; return what it printed."""
    done = subprocess.run(  # noqa: S603 - no shell, and the only text not ours is the caller's
        ["git", *arguments],  # noqa: S607 - from the PATH, as everywhere
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",  # the name of a file can be any bytes
        check=False,
    )
    if done.returncode:
        raise WrongUse(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout


@contextmanager
def _checked_out(revision: str) -> Iterator[Path]:
    """Check out the project as it was into a folder of its own, which shares the cache."""
    inside = _git("rev-parse", "--show-prefix").strip()
    with TemporaryDirectory() as temporary:
        folder = Path(temporary, "base")
        _git("worktree", "add", "--quiet", "--detach", str(folder), revision)
        try:
            project = folder / inside
            CACHE.mkdir(parents=True, exist_ok=True)
            shared = project / CACHE
            shared.parent.mkdir(parents=True, exist_ok=True)
            shared.symlink_to(CACHE.resolve())
            yield project
        finally:
            _git("worktree", "remove", "--force", str(folder))
