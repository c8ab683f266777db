"""A copy of a built site that opens from a disk, with no server: for those who judge a change.

A server gives out the page of a folder; a browser that opens a folder from a disk lists its files.
So in the copy each link names the page itself. What asks a server for more stays silent there: the
search, the films, the guided session and the saved pages.
"""

import shutil
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

from generator.finish import NOT_FOUND
from generator.markup import relinked
from generator.policy import has_head

PAGE: Final = "index.html"


def copy(site: Path, target: Path) -> None:
    """Copy a built site into a folder that is not there yet.

    The page for what is not there is left out: only a server shows it.
    """
    shutil.copytree(site, target)
    (target / NOT_FOUND).unlink(missing_ok=True)
    for path in sorted(target.rglob("*.html")):
        page = path.read_bytes()
        if has_head(page):
            path.write_bytes(relinked(page, partial(_named, path.parent)))


def _named(folder: Path, address: str) -> str:
    """Return the address of the page itself where a link in that folder leads to its folder."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path:
        return address
    if not (folder / unquote(parts.path) / PAGE).is_file():
        return address
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{PAGE}"))
