"""The command that begins a site for another clinic."""

import argparse
import sys
from pathlib import Path
from typing import Final

import click

from generator import new_site
from generator.commands import OK
from generator.new_site import Clinic
from generator.problems import WrongUse

# Each is asked on a terminal, unless it is said as an option: its name, help and question.
_ASKED: Final = {
    "name": ("what the site is called", "Name of your clinic"),
    "address": ("the address that it will have", "Address of the site"),
    "report": ("mailto: or https://, where readers report a problem", "Where to report a problem"),
    "contact": ("how to reach you, in one line", "How to reach you, in one line"),
    "footer": ("the last line of every page (default: the name)", "Last line of every page"),
    "brand": ("your colour, like #0b4f4a", "Your colour, like #0b4f4a"),
}
_ONLY_OPTIONS: Final = {
    "brand-dark": "your colour on dark pages (default: the same, made lighter)",
    "edit": "the address of a file to edit is this, followed by its path",
    "language": f"only: {', '.join(new_site.LANGUAGES)}",
}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `init` to the command line."""
    init = commands.add_parser("init", help="begin the site of another clinic, in a new folder")
    init.add_argument("folder", type=Path, metavar="FOLDER", help="a new one, or an empty one")
    for name, help_text in {**{n: h for n, (h, _) in _ASKED.items()}, **_ONLY_OPTIONS}.items():
        init.add_argument(f"--{name}", metavar="TEXT", help=help_text)
    init.add_argument(
        "--logo", type=Path, metavar="FILE", help=f"an image: {', '.join(new_site.LOGOS)}"
    )
    init.set_defaults(run=_init)


def _init(options: argparse.Namespace) -> int:
    """Write every file of a new site."""
    folder: Path = options.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongUse(f"'{folder}' is there already and not empty; nothing was written.")
    said = {name: _said(options, name) for name in (*_ASKED, "brand_dark", "edit", "language")}
    logo = (options.logo.name.lower(), options.logo.read_bytes()) if options.logo else None
    clinic = Clinic(**{"name": ""} | {k: v for k, v in said.items() if v}, logo=logo)
    made = new_site.files(clinic)
    for path, data in made.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    print(
        f"{folder}: {len(made)} files. Its README says how to look at the site and make it yours.\n"
        "The example in content/ is made up, and gaps in docs/ are marked TODO: "
        "'make deployable' lists both."
    )
    return OK


def _said(options: argparse.Namespace, name: str) -> str:
    """Return what was said on the command line, or else is answered on a terminal."""
    given = getattr(options, name)
    if given is not None or name not in _ASKED or not sys.stdin.isatty():
        return given or ""
    default = getattr(Clinic, name, None)

    def answer(text: str) -> str:
        """Have the question asked again for what a site cannot be made of."""
        try:
            return new_site.checked(name, text.strip())
        except WrongUse as fault:
            raise click.UsageError(str(fault)) from fault

    try:
        return click.prompt(
            _ASKED[name][1], default, value_proc=answer, show_default=bool(default), err=True
        )
    except click.Abort as fault:
        raise KeyboardInterrupt from fault
