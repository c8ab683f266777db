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
from generator.problems import WrongUse

MARK: Final = "summary.md"
LINES: Final = 20  # of what a program said before it failed


class LeftOut(Exception):
    """One part could not be made; the message says why."""


@dataclass(frozen=True)
class Change:
    """The working tree beside a commit: where the results go, and on which day all is made."""

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
    base = _git("merge-base", options.base, "HEAD").strip()
    _make_room(options.out)
    change = Change(base, options.content, options.out, options.today)
    parts = [summary.Part(title, *_made(make, change)) for title, make in PARTS.items()]
    text = summary.of_change(parts)
    (options.out / MARK).write_text(text, encoding="utf-8")
    if options.summary:
        with options.summary.open("a", encoding="utf-8") as file:
            file.write(text)
    print(text)
    print(f"{options.out}: open site/index.html and paper/index.html there.", file=sys.stderr)
    return OK if (options.out / "site").is_dir() else FAILED


def _made(make: Callable[[Change], str], change: Change) -> tuple[str, str]:
    """Return what a part tells, and why it was left out; one of the two is empty."""
    try:
        return make(change), ""
    except (LeftOut, comparison.PopplerMissing) as fault:
        return "", str(fault)


def _make_room(out: Path) -> None:
    """Take away what was made before, and nothing else."""
    if out.exists() and not (out / MARK).is_file():
        raise WrongUse(f"'{out}' is there already, and was not made by this command.")
    if out.exists():
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
        folder = change.out / "paper"
        folder.mkdir()
        changes = comparison.compare(before, after, folder)
    (folder / "index.html").write_text(summary.page_of_paper(changes), encoding="utf-8")
    return summary.of_paper(changes)


def _site(change: Change) -> str:
    """Build the site, and copy it so that it opens from a disk."""
    with TemporaryDirectory() as temporary:
        built = Path(temporary, "site")
        _run(change, Path(), "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(built))
        on_disk.copy(built, change.out / "site")
    return "The whole site with the change: `site/index.html` in the artifact `change`.\n"


def _language(change: Change) -> str:
    """Report on the plain language of the content files that differ; as JSON on all of them."""
    found = _git(
        "diff", "--name-only", "--diff-filter=d", "-z", "--relative", change.base, "--",
        str(change.content),
    )  # fmt: skip
    paths = [path for path in found.split("\0") if path.endswith(".md")]
    everything = _generator(change, Path(), "report", "--format", "json")
    (change.out / "report.json").write_text(everything, encoding="utf-8")
    if not paths:
        return "No content file changes.\n"
    return summary.of_text(_generator(change, Path(), "report", *paths))


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
        check=False,
    )
    if done.returncode:
        said = "\n".join(done.stderr.strip().splitlines()[-LINES:])
        raise LeftOut(f"'python -m {module} {' '.join(arguments)}' failed in '{project}': {said}")
    return done.stdout


def _git(*arguments: str) -> str:
    """Run git in the project; return what it printed."""
    done = subprocess.run(  # noqa: S603 - no shell, and the only text not ours is the caller's
        ["git", *arguments],  # noqa: S607 - from the PATH, as everywhere
        capture_output=True,
        text=True,
        encoding="utf-8",
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
