"""The search index of a built site; the only module that knows Pagefind."""

import subprocess
from pathlib import Path
from typing import Final

from pagefind.service import get_executable

FOLDER: Final = "pagefind"
# Where readers' pages stand; their sheets stand deeper. Of these, Pagefind takes what is marked.
PAGES: Final = "{exercises/*,routines/*,guides/*,positions/*,safety}/index.html"
# Search pages of its own that Pagefind writes besides; ours needs only what reads the index.
NOT_USED: Final = ("pagefind-*.css", "pagefind-*.js")


class NoIndex(Exception):
    """Pagefind is not there, or could not make an index; says what it said."""


def write_index(site: Path) -> None:
    """Write the index of a built site into its folder `pagefind`."""
    program = get_executable()
    if program is None:
        raise NoIndex("the program 'pagefind' is not there; install 'pagefind[bin]'.")
    bundle = site / FOLDER
    command = [str(program), "--site", str(site), "--glob", PAGES, "--output-path", str(bundle)]
    done = subprocess.run(  # noqa: S603 - no word of it comes from the content
        [*command, "--quiet"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NoIndex(done.stderr.strip() or f"pagefind ended with {done.returncode}.")
    for pattern in NOT_USED:
        for file in bundle.glob(pattern):
            file.unlink()
