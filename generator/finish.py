"""What is done to a whole built site, whichever engine built it: a folder in, the same folder out.

The order matters: whatever changes pages and what they load comes before the policies, which are
computed from all of that as it goes out; whatever adds files comes before the name of the build.
The files of the search may come meanwhile: no page loads one but through a script of ours. A site
may be large: no process holds more than one file of it at a time.
"""

import os
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from generator import cores, editor, manifest, offline, policy, small
from generator.manifest import App
from generator.markup import Markup, markup

HEADERS: Final = "_headers"
# Served at whatever address is not there, so that nothing in it can be relative.
NOT_FOUND: Final = "404.html"
# The search is WebAssembly, from this folder: a page whose scripts name it may compile it.
SEARCH: Final = b"pagefind/"


def finish(  # noqa: PLR0913 - whoever leaves these out means what they are by default
    folder: Path,
    app: App,
    address: str,
    repository: editor.Repository | None = None,
    *,
    tell: cores.Tell = cores.silent,
    search: Callable[[], object] = lambda: None,
) -> list[str]:
    """Make a built site whole; return what its own policies will refuse, each with its page.

    `address` is that of the whole site, `repository` that of its editing page, if it has one. The
    folder is fresh: what stands in it came from the build. `tell` is told how far it is. `search`
    waits for the files of the search, which may be written meanwhile.
    """
    site = _Site(folder, urlsplit(address).path.rstrip("/") + "/", repository)
    for path, data in _manifest(site, app).items():
        site.write(path, data)
    _shrink(site)
    site.write(HEADERS, policy.headers(site.root, offline.WORKER).encode())
    refused = [*_hold_all(site, tell)]
    search()
    _keep(site)
    return refused


@dataclass(frozen=True)
class _Site:
    """A built site in its folder; `root` is its path on its host, "/" or "/name/"."""

    folder: Path
    root: str
    repository: editor.Repository | None = None

    def paths(self) -> list[str]:
        """Return the path of every file below the folder, in order."""
        return sorted(_below(str(self.folder), ""))

    def has(self, path: str) -> bool:
        return (self.folder / path).is_file()

    def read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()

    def write(self, path: str, data: bytes) -> None:
        """Write a file, so that nobody ever reads half of it."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{place.name}.part")
        beside.write_bytes(data)
        beside.replace(place)

    def target(self, page: str, href: str) -> str:
        """Return the path of what a page refers to."""
        path = unquote(urlsplit(href).path)
        if path.startswith("/"):
            return path.removeprefix(self.root)
        return posixpath.normpath(posixpath.join(posixpath.dirname(page), path))

    def look_around(self) -> None:
        """Learn what pages are asked about, once for all processes."""
        _ = self.is_app, self.drawn, self.searching

    @cached_property
    def is_app(self) -> bool:
        """Whether it has a manifest."""
        return self.has(manifest.ADDRESS)

    @cached_property
    def drawn(self) -> frozenset[str]:
        """The stylesheets that hold pictures of their own."""
        return self._with(".css", b"data:")

    @cached_property
    def searching(self) -> frozenset[str]:
        """The scripts that load the search."""
        return self._with(".js", SEARCH)

    def _with(self, ending: str, what: bytes) -> frozenset[str]:
        """Return the files in which something stands; those of the search may not be there yet."""
        paths = (path for path in self.paths() if path.endswith(ending))
        own = (path for path in paths if not path.encode().startswith(SEARCH))
        return frozenset(path for path in own if what in self.read(path))


def _below(folder: str, path: str) -> Iterator[str]:
    """Yield the path of every file in a folder; `path` is that of the folder, "" or "a/b/"."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{path}{entry.name}/")
            elif entry.is_file():
                yield path + entry.name


def _shrink(site: _Site) -> None:
    """Make our styles and scripts small, but those that are still to be filled."""
    for path in site.paths():
        if path.endswith((".css", ".js")) and path not in (offline.SOURCE, offline.PAGE_SIDE):
            data = site.read(path)
            if small.is_ours(path, data):
                site.write(path, small.shrunk(path, data.decode()).encode())


def _manifest(site: _Site, app: App) -> dict[str, bytes]:
    """Return the manifest and its icons; a site without a mark of its own has none."""
    if not site.has(manifest.MARK):
        return {}
    icons = manifest.icons(site.read(manifest.MARK).decode(), app.mark)
    return {manifest.ADDRESS: manifest.manifest(app).encode(), **icons}


def _hold_all(site: _Site, tell: cores.Tell) -> Iterator[str]:
    """Do to every page what its head needs; yield what policies will refuse, with the page."""
    pages = [path for path in site.paths() if path.endswith(".html")]
    site.look_around()
    held = cores.mapped(partial(_hold, site), pages)
    counted = cores.counted(held, "files finished", len(pages), tell)
    for path, attributes in zip(pages, counted, strict=True):
        yield from (f"{path}: {attribute}" for attribute in attributes)


def _hold(site: _Site, path: str) -> list[str]:
    """Put into a page what its head must say, and return what its policy will refuse.

    A file without a head proves something to somebody, and stays as it is.
    """
    page = site.read(path)
    if not policy.has_head(page):
        return []
    found = markup(page)
    site.write(path, policy.with_head(page, *_head(site, path, found)))
    return found.attributes


def _head(site: _Site, path: str, page: Markup) -> Iterator[str]:
    """Yield the lines that are added to the head of a page: its policy before all else."""
    if path == editor.PAGE and site.repository:
        yield _policy(editor.policy(site.repository))
        yield '<meta name="referrer" content="no-referrer">'
        return
    drawn = any(site.target(path, sheet) in site.drawn for sheet in page.stylesheets)
    searches = any(site.target(path, script) in site.searching for script in page.sources)
    rules = policy.policy(page, searches=searches, drawn_in_styles=drawn)
    yield _policy(rules)
    yield '<meta name="referrer" content="no-referrer">'
    if site.is_app:
        up = site.root if path == NOT_FOUND else "../" * path.count("/")
        yield f'<link rel="manifest" href="{up}{manifest.ADDRESS}">'
        yield f'<link rel="apple-touch-icon" href="{up}{manifest.TOUCH}">'


def _policy(rules: str) -> str:
    return f'<meta http-equiv="Content-Security-Policy" content="{rules}">'


def _keep(site: _Site) -> None:
    """Put the worker where it governs the whole site; it and its page's side learn the build."""
    if not (site.has(offline.SOURCE) and site.has(offline.PAGE_SIDE)):
        return
    paths = site.paths()
    build, shell = offline.build_id(paths, site.read), offline.shell(paths, _loaded(site, paths))
    named: dict[str, str | list[str]] = {"BUILD": build}
    of_worker = named | {"SHELL": shell, "NEVER": list(offline.NOT_KEPT)}
    of_page = named | {"LATER": offline.later(paths)}
    for path, source, values in (
        (offline.WORKER, offline.SOURCE, of_worker),
        (offline.PAGE_SIDE, offline.PAGE_SIDE, of_page),
    ):
        script = site.read(source)
        filled = offline.filled(script.decode(), values)
        sent = small.shrunk(path, filled) if small.is_ours(source, script) else filled
        site.write(path, sent.encode())
    (site.folder / offline.SOURCE).unlink()


def _loaded(site: _Site, paths: list[str]) -> Iterator[str]:
    """Yield what the pages that are kept from the start load, and the typefaces of every page."""
    for page in (f"{address}index.html" for address in offline.PAGES):
        if page in paths:
            loads = [site.target(page, address) for address in markup(site.read(page)).loads]
            yield from loads
            yield from _imported(site, [path for path in loads if path.endswith(".js")])
    for path in paths:
        if path.startswith("styles/"):
            faces = offline.typefaces(site.read(path).decode())
            yield from (site.target(path, face) for face in faces)


def _imported(site: _Site, scripts: list[str]) -> set[str]:
    """Return the modules that scripts import, and those that these import in turn."""
    found: set[str] = set()
    while scripts:
        new = {
            site.target(path, address)
            for path in scripts
            if site.has(path)
            for address in offline.imports(site.read(path).decode())
        }
        scripts = sorted(new - found)
        found |= new
    return found
