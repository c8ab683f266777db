"""The preview in MkDocs' server: after an edit, only what has changed is built anew.

It uses parts of MkDocs that MkDocs promises to nobody. Where one is absent, or where a site has
plugins besides ours, MkDocs does what it always does: it builds everything, after each edit.
MkDocs' own `--dirty` would not do: it goes through every page, and pages that are gone stay.
"""

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mkdocs.commands import build as engine
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel, set_exclusions
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from generator import watch
from generator.build import Built
from generator.mkdocs_files import add_generated
from generator.preview import Front, Search, claim
from generator.tree import PLUGIN

# What is used of MkDocs' build and of its server.
_OF_BUILD: Final = ("_populate_page", "_build_page", "_build_theme_template")
_OF_SERVER: Final = ("builder", "_want_rebuild", "_rebuild_cond")
# Where the last good site is while a whole one is built; MkDocs clears no hidden folder.
_ASIDE: Final = ".last-good"

log = get_plugin_logger("limber")

Generated = Mapping[str, Built]
# When a file was changed and its size.
_Stamp = tuple[int, int]


@dataclass
class Whole:
    """A site as MkDocs has built it, and what it was built with.

    `content` is the name of the content folder.
    """

    config: MkDocsConfig
    content: str
    generated: Generated
    files: Files
    nav: Navigation
    env: Any  # the templates of the theme


class Preview:
    """What is shown while content is edited.

    `make` checks the content and returns every generated file, or None where it has errors, which
    it puts into `problems`; `pdf` makes the PDF at a path, or says why it cannot. Builds come one
    after the other, in one thread; requests, in others, only read.
    """

    def __init__(
        self,
        make: Callable[[MkDocsConfig], Generated | None],
        pdf: Callable[[str], bytes | str | None],
    ) -> None:
        self.problems: tuple[str, ...] = ()
        self._make = make
        self._pdf = pdf
        self._build_all: Callable[[], object] = lambda: None
        self._site: Path | None = None
        self._search: Search | None = None
        self._whole: Whole | None = None
        self._stamps: Mapping[str, _Stamp] = {}
        self._unwatch: Callable[[], None] | None = None

    # --- a whole build tells what it is made of ---------------------------------------------

    def begun(self, config: MkDocsConfig) -> None:
        """Take note that MkDocs has begun to build the whole site."""
        if self._site is None:
            self._site = Path(config.site_dir)
            claim(self._site)
            self._search = Search(self._site, lambda why: log.warning("no search index: %s", why))
        self._stamps = _stamps(config)

    def goes_on(self, whole: Whole) -> None:
        """Take note of all that the pages of that build are made with."""
        self._whole = whole

    def built(self) -> None:
        """Take note that the pages are there."""
        if self._search:
            self._search.renew()

    def end(self) -> None:
        """Stop what goes on in the background."""
        if self._search:
            self._search.end()
        if self._unwatch:
            self._unwatch()

    # --- the server -------------------------------------------------------------------------

    def serve(self, server: LiveReloadServer, config: MkDocsConfig, content: Path) -> None:
        """Have a server show this preview, and build it when a file has changed."""
        app = server.get_app()
        if app:
            server.set_app(Front(app, server.mount_path, lambda: self.problems, self._pdf))
        if config.theme.custom_dir:
            server.watch(config.theme.custom_dir)
        missing = _missing(server, config)
        if missing:
            log.info("every edit builds the whole site: %s.", missing)
        else:
            self._build_all, server.builder = server.builder, self.build
        self._unwatch = None if missing else _told_of_changes(server, content)
        if self._unwatch is None:
            server.watch(str(content))

    def build(self) -> None:
        """Bring the site up to date; whatever goes wrong is shown, and the last good site stays."""
        start = time.perf_counter()
        gc.freeze()  # all that is kept from build to build is looked through no more
        try:
            done = self._update()
        except (Exception, SystemExit) as fault:  # one that escapes would stop every request
            expected = isinstance(fault, MkDocsException)
            log.error("the preview could not be built: %s", fault, exc_info=not expected)
            self._whole = None  # it may be half of what it was
            self.problems = self.problems or (str(fault) or type(fault).__name__,)
            return
        log.info("%s in %.2f seconds.", done, time.perf_counter() - start)

    def _update(self) -> str:
        """Bring the site up to date and return what was done."""
        whole = self._whole
        stamps = _stamps(whole.config) if whole else {}
        own = _edited(whole, self._stamps, stamps) if whole else None
        if whole is None or own is None:
            self._everything()
            return "everything was built"
        generated = self._make(whole.config)
        if generated is None:
            return "the content has errors, so all pages stay as they were: looked at"
        changed = _apply(whole, generated, own)
        whole.generated, self._stamps = generated, stamps
        if changed:
            self.built()
        return f"{changed} files were built"

    def _everything(self) -> None:
        """Build the whole site; if that fails, the last one is put back."""
        self.problems, self._whole = (), None
        with _last_good_kept(self._site):
            self._build_all()


def _missing(server: object, config: MkDocsConfig) -> str:
    """Return what stands in the way of building only what has changed, "" if nothing does."""
    parts = [(engine, name) for name in _OF_BUILD] + [(server, name) for name in _OF_SERVER]
    absent = [name for where, name in parts if not hasattr(where, name)]
    if absent:
        return f"this engine has no '{absent[0]}'"
    others = [name for name in config.plugins if name != PLUGIN]
    return f"the plugin '{others[0]}' may want to see every page" if others else ""


def _told_of_changes(server: LiveReloadServer, content: Path) -> Callable[[], None] | None:
    """Have the system tell the server of changes in a folder; return what ends that, or None."""

    def rebuild() -> None:
        with server._rebuild_cond:
            server._want_rebuild = True
            server._rebuild_cond.notify_all()

    try:
        return watch.start(content, rebuild)
    except OSError as fault:
        log.info("changes are looked for twice a second: %s", fault)
        return None


@contextmanager
def _last_good_kept(site: Path | None) -> Iterator[None]:
    """Keep a site aside while another one is built in its folder; put it back if that fails."""
    if site is None:
        yield
        return
    aside, failed = site / _ASIDE, site / f"{_ASIDE}-not"
    shutil.rmtree(aside, ignore_errors=True)
    _move(site, aside)
    succeeded = False
    try:
        yield
        succeeded = True
    finally:
        if not succeeded:
            _move(site, failed)
            _move(aside, site)
        for folder in (aside, failed):
            shutil.rmtree(folder, ignore_errors=True)


def _move(folder: Path, to: Path) -> None:
    """Move what is in a folder, but what is hidden, into another one."""
    to.mkdir(exist_ok=True)
    for each in [*folder.iterdir()]:
        if not each.name.startswith("."):
            each.rename(to / each.name)


# --- what else a site is made of ------------------------------------------------------------


def _stamps(config: MkDocsConfig) -> dict[str, _Stamp]:
    """Return the state of every file of a site besides its content: settings, docs, overrides."""
    folders = [config.docs_dir, config.theme.custom_dir or ""]
    found = {Path(config.config_file_path or "")}
    found |= {path for folder in folders if folder for path in Path(folder).rglob("*")}
    return {str(path): (s.st_mtime_ns, s.st_size) for path in found if (s := _stat(path))}


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat() if path.is_file() else None
    except OSError:
        return None


def _edited(
    whole: Whole, before: Mapping[str, _Stamp], now: Mapping[str, _Stamp]
) -> list[File] | None:
    """Return the files of the docs folder that were edited; None if all has to be built."""
    if now.keys() != before.keys():
        return None
    docs = Path(whole.config.docs_dir)
    own = {str(docs / file.src_uri): file for file in whole.files if file.src_dir == str(docs)}
    edited = [path for path, stamp in now.items() if before[path] != stamp]
    return [own[path] for path in edited] if all(path in own for path in edited) else None


# --- an update ------------------------------------------------------------------------------


def _apply(whole: Whole, generated: Generated, edited: Sequence[File]) -> int:
    """Turn a built site into that of other generated files; return how many files that took."""
    before = whole.generated
    gone = [path for path in before if path not in generated]
    new = {path: built for path, built in generated.items() if path not in before}
    changed = [*edited]
    for path, built in generated.items():
        if path in before and before[path] is not built and before[path] != built:
            changed.append(_filled(whole, path, built))
    for path in gone:
        _remove(whole, path)
    added = add_generated(whole.files, new, whole.content, whole.config)
    set_exclusions(added, whole.config)
    if gone or new:  # a page of the site's own may lead there
        changed += [f for f in whole.files.documentation_pages() if f.src_dir and f not in edited]
    _write(whole, [*changed, *added])
    return len(gone) + len(changed) + len(added)


def _filled(whole: Whole, path: str, built: Built) -> File:
    """Return the file of a generated path, with what is in it now."""
    file = whole.files.src_uris[path]
    if isinstance(built.content, str):
        file.content_string = built.content
    else:
        file.content_bytes = built.content
    return file


def _remove(whole: Whole, path: str) -> None:
    """Take a file out of the site, and the folders that are left empty."""
    file = whole.files.src_uris[path]
    whole.files.remove(file)
    place, site = Path(file.abs_dest_path), Path(whole.config.site_dir)
    place.unlink(missing_ok=True)
    for folder in place.parents:
        if folder == site or any(folder.iterdir()):
            break
        folder.rmdir()


def _write(whole: Whole, files: Sequence[File]) -> None:
    """Build these files, in the order and with the functions of MkDocs."""
    config, nav, env = whole.config, whole.nav, whole.env
    pages = []
    for file in files:
        if not file.inclusion.is_in_serve():
            continue
        if file.is_documentation_page():
            pages.append(file.page or Page(None, file, config))
        else:
            file.copy_file()
    for page in pages:
        engine._populate_page(page, config, whole.files, False)
    for template in config.theme.static_templates:
        engine._build_theme_template(template, env, whole.files, config, nav)
    every = whole.files.documentation_pages(inclusion=InclusionLevel.is_in_serve)
    for page in pages:
        draft = page.file.inclusion.is_excluded()
        engine._build_page(page, config, every, nav, env, False, excluded=draft)
    for page in pages:
        page.validate_anchor_links(files=whole.files, log_level=config.validation.links.anchors)
