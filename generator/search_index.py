"""The search index of a built site; the only module that knows Pagefind."""

import gzip
import hashlib
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pagefind.service import get_executable

FOLDER: Final = "pagefind"
# Where readers' pages stand; their sheets stand deeper. Of these, Pagefind takes what is marked.
PAGES: Final = "{exercises/*,routines/*,guides/*,positions/*,safety}/index.html"
# Search pages of its own that Pagefind writes besides; ours needs only what reads the index.
NOT_USED: Final = ("pagefind-*.css", "pagefind-*.js")
# One filter as a list of filters holds it (CBOR): its name, of ours each has "--", and its file.
_FILTER: Final = rb"\x82(?:[\x60-\x77]|\x78.)[a-z]+--[a-z0-9-]*[\x60-\x77][\w-]+_[0-9a-f]{7}"
_ONE_FILTER: Final = re.compile(_FILTER, re.DOTALL)
_ALL_FILTERS: Final = re.compile(rb"(?:" + _FILTER + rb")+", re.DOTALL)


class NoIndex(Exception):
    """Pagefind is not there, or could not make an index; says what it said."""


def write_index(site: Path, into: Path | None = None) -> None:
    """Write the index of a built site into its folder `pagefind`, or into another folder."""
    with indexing(site, into) as complete:
        complete()


@contextmanager
def indexing(site: Path, into: Path | None = None) -> Iterator[Callable[[], None]]:
    """Have the index of a built site written meanwhile; what is given out waits until it is there.

    A page may be replaced while it goes on, by one that says the same; on Windows, where a file
    that is read cannot be replaced, it is over before.
    """
    program = get_executable()
    if program is None:
        raise NoIndex("the program 'pagefind' is not there; install 'pagefind[bin]'.")
    bundle = into or site / FOLDER
    command = [str(program), "--site", str(site), "--glob", PAGES, "--output-path", str(bundle)]
    with subprocess.Popen(  # noqa: S603 - no word of it comes from the content
        [*command, "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            if os.name == "nt":
                process.wait()
            yield lambda: _complete(bundle, process)
        finally:
            process.kill()


def _complete(bundle: Path, process: "subprocess.Popen[str]") -> None:
    """Wait for an index, and leave in its folder what ours needs, the same at every run."""
    _, said = process.communicate()
    if process.returncode:
        raise NoIndex(said.strip() or f"pagefind ended with {process.returncode}.")
    for pattern in NOT_USED:
        for file in bundle.glob(pattern):
            file.unlink()
    for file in bundle.glob("*.pf_meta"):
        _put_in_order(file)


def _put_in_order(file: Path) -> None:
    """Put the filters that an index has into the order of their names.

    Pagefind lists them in another order at every run, and names the file by its hash. All else of
    an index is the same for the same pages, as long as every filter has one value.
    """
    data = gzip.decompress(file.read_bytes())
    _, old, kind = file.name.split(".")
    language = old.rpartition("_")[0]
    ordered, lists = _ALL_FILTERS.subn(
        lambda run: b"".join(sorted(_ONE_FILTER.findall(run[0]))), data
    )
    if not lists and any((file.parent / "filter").glob(f"{language}_*")):
        raise NoIndex(f"its list of filters is not where it was in '{file.name}'.")
    new = f"{language}_{hashlib.sha256(ordered).hexdigest()[:10]}"
    file.unlink()
    file.with_name(f"pagefind.{new}.{kind}").write_bytes(gzip.compress(ordered, mtime=0))
    entry = file.with_name("pagefind-entry.json")
    entry.write_text(entry.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
