"""Commands for other engines: write what any of them builds, and finish the site that it built."""

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator import ledger, offline
from generator.build import build, check_folder
from generator.commands import FAILED, OK
from generator.finish import finish
from generator.problems import WrongUse, as_text
from generator.search_index import NoIndex, indexing
from generator.tree import SETTINGS

if TYPE_CHECKING:
    from generator.mkdocs_project import Project


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `write` and `finish` to the command line."""
    write = commands.add_parser("write", help="write a project that any engine builds")
    write.add_argument("folder", type=Path, metavar="FOLDER", help="where; its other files stay")
    write.set_defaults(run=_write)

    finishing = commands.add_parser("finish", help="make whole the site that another engine built")
    finishing.add_argument(
        "site", type=Path, metavar="SITE", help="the folder that it was built in"
    )
    finishing.set_defaults(run=_finish)


def _write(options: argparse.Namespace) -> int:
    """Write every file of the project, or none."""
    from generator.mkdocs_project import read_project  # noqa: PLC0415 - slow, and for this alone

    project = read_project(Path(SETTINGS), options.content)
    folder: Path = options.folder
    for own in project.folders:
        if folder.resolve().is_relative_to(own.resolve()):
            raise WrongUse(f"'{folder}' is in '{own}', from which it would be written again.")
    checked = check_folder(options.content, options.today)
    for problem in checked.problems:
        print(as_text(problem), file=sys.stderr)
    if checked.library is None:
        print("The content has errors; nothing was written.", file=sys.stderr)
        return FAILED
    wanted = project.tree(build(checked.library, options.today, project.site))
    try:
        done = ledger.keep(folder, wanted)
    except ledger.NotOurs as fault:
        print(f"{fault}\nNothing was written.", file=sys.stderr)
        return FAILED
    for path in done.left:
        print(f"{folder / path} is no longer wanted, but was changed: it stays.", file=sys.stderr)
    print(f"{folder}: {len(wanted)} files, {done.written} of them new; {done.removed} removed.")
    return OK


def _finish(options: argparse.Namespace) -> int:
    """Finish a copy of the site, and put that in its place, so that no half of it is ever there."""
    from generator.mkdocs_project import read_project  # noqa: PLC0415 - slow, and for this alone

    project = read_project(Path(SETTINGS), options.content)
    site: Path = options.site.resolve()
    copy, before = (site.with_name(f".{site.name}.{kind}") for kind in ("part", "before"))
    _clear(site, copy, before)
    if not (site / offline.SOURCE).is_file():
        raise WrongUse(f"'{site}' was not built from a written project, or is finished already.")
    try:
        shutil.copytree(site, copy)
        if faults := _finished(copy, project):
            print("\n".join(faults), file=sys.stderr)
            return FAILED
        site.rename(before)
        copy.rename(site)
    finally:
        _clear(site, copy, before)
    print(f"{options.site}: finished.")
    return OK


def _finished(folder: Path, project: "Project") -> list[str]:
    """Do to a built site what the plugin does to it under MkDocs; return what is wrong then."""
    app, address, repository = project.app, project.site.address, project.repository
    try:
        with indexing(folder) as search:
            refused = finish(folder, app, address, repository, search=search)
    except NoIndex as fault:
        return [f"No search index: {fault}"]
    return [f"The policy of the page refuses this: {line}" for line in refused]


def _clear(site: Path, copy: Path, before: Path) -> None:
    """Take away what is left of a run that was stopped, and put back what it had moved."""
    if before.exists() and not site.exists():
        before.rename(site)
    for folder in (copy, before):
        if folder.exists():
            shutil.rmtree(folder)
