"""What a built site needs to work without a connection: its worker, and what that keeps ready.

The worker and the page's side of it are written by hand, in `docs/scripts/`; here they are told
which build they belong to and which files every page rests on.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final

WORKER: Final = "sw.js"  # at the root: a worker governs what is below its own address
SOURCE: Final = "scripts/worker.js"
PAGE_SIDE: Final = "scripts/offline.js"

# What is kept from the start: the page that stands in for one that is not there.
PAGES: Final = ("offline/",)
# What is kept with the first page that has sheets: what may be asked for there.
_LATER: Final = re.compile(
    r"safety/index\.html|scripts/session/.+\.js|styles/session\.css|fonts/.+-latin-400-italic\.woff2"
)
# Never kept: the editors' pages, the index of the search (large, and new with every build), and
# the worker itself.
NOT_KEPT: Final = ("admin/", "pagefind/", WORKER)
# What readers see. Dates of files and archives of the same things are left out of a build's name.
SEEN: Final = frozenset(
    [".css", ".html", ".jpg", ".js", ".json", ".png", ".svg", ".webp", ".woff2"]
)
_FACE: Final = re.compile(r"@font-face\s*\{[^}]*\}")
_URL: Final = re.compile(r"url\([\"']?([^)\"']+)")
_IMPORT: Final = re.compile(r"(?:\bfrom|^import)\s*[\"'](\.[^\"']+)[\"']", re.MULTILINE)


def build_id(paths: Iterable[str], read: Callable[[str], bytes]) -> str:
    """Return the name of a build, 16 hex digits: the same for the same files, in any order."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        if PurePosixPath(path).suffix in SEEN and not path.startswith(NOT_KEPT):
            data = read(path)
            digest.update(f"{len(path)} {path} {len(data)} ".encode())
            digest.update(data)
    return digest.hexdigest()[:16]


def shell(paths: Iterable[str], loaded: Iterable[str]) -> list[str]:
    """Return the addresses of what every page rests on, in order.

    `paths` are all files of the site, `loaded` those that the pages which are kept load, and the
    typefaces of every page.
    """
    there = set(paths)
    pages = {address for address in PAGES if f"{address}index.html" in there}
    return sorted(pages | (set(loaded) & there))


def later(paths: Iterable[str]) -> list[str]:
    """Return the addresses of what is kept with the first page that has sheets, in order."""
    return sorted(path.removesuffix("index.html") for path in paths if _LATER.fullmatch(path))


def typefaces(styles: str) -> list[str]:
    """Return the address of each typeface in a stylesheet that stands on every page.

    Those with rare letters, and the italic, come when they are needed.
    """
    faces = ["".join(face.split()) for face in _FACE.findall(styles)]
    common = [f for f in faces if "unicode-range:U+0000-" in f and "font-style:italic" not in f]
    return [address for face in common for address in _URL.findall(face)]


def imports(script: str) -> list[str]:
    """Return the addresses of the modules without which a script does not run."""
    return _IMPORT.findall(script)


def filled(script: str, values: Mapping[str, str | list[str]]) -> str:
    """Return a script with its empty constants filled: `const BUILD = "";`, `const SHELL = [];`."""
    for name, value in values.items():
        empty = f"const {name} = {json.dumps(type(value)())};"
        if script.count(empty) != 1:
            raise ValueError(
                f"a script must have '{empty}' once, and has it {script.count(empty)} times"
            )
        script = script.replace(empty, f"const {name} = {json.dumps(value)};")
    return script
