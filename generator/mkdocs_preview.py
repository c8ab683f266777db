"""The preview in MkDocs' server: after an edit, only what has changed is built anew.

It uses parts of MkDocs that MkDocs promises to nobody. Where one is absent, or where a site has
plugins besides ours, MkDocs does what it always does: it builds everything, after each edit.
MkDocs' own `--dirty` would not do: it goes through every page, and pages that are gone stay.
"""

import gc
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
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
from generator.mkdocs_pages import has_other_plugins
from generator.preview import Front, Search, claim

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
        self._config: MkDocsConfig | None = None
        self._site: Path | None = None
        self._search: Search | None = None
        self._whole: Whole | None = None
        self._stamps: Mapping[str, _Stamp] = {}
        self._unwatch: Callable[[], None] | None = None
        self._unclaim: Callable[[], None] | None = None

    # --- a whole build tells what it is made of ---------------------------------------------

    def begun(self, config: MkDocsConfig) -> None:
        """Take note that MkDocs has begun to build the whole site."""
        if self._site is None:
            self._site = Path(config.site_dir)
            self._unclaim = claim(self._site)
            self._search = Search(self._site, lambda why: log.warning("no search index: %s", why))
            self._stamps = _stamps(config)
        self._config = config

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
        for stop in (self._unwatch, self._unclaim):
            if stop:
                stop()

    # --- the server -------------------------------------------------------------------------

    def serve(self, server: LiveReloadServer, config: MkDocsConfig, content: Path) -> None:
        """Have a server show this preview, and build it when a file has changed."""
        app = server.get_app()
        if app:
            server.set_app(Front(app, server.mount_path, lambda: self.problems, self._pdf))
        if config.theme.custom_dir:
            server.watch(config.theme.custom_dir)
        absent = _absent(server)
        if absent:
            log.info("every edit builds the whole site: this engine has no '%s'.", absent)
            server.watch(str(content))
            return
        self._build_all, server.builder = server.builder, self.build
        self._unwatch = _told_of_changes(server, content)
        if self._unwatch is None:
            server.watch(str(content))

    def build(self) -> None:
        """Bring the site up to date; whatever goes wrong is shown, and the last good site stays."""
        start, wrong = time.perf_counter(), bool(self.problems)
        gc.freeze()  # all that is kept from build to build is looked through no more
        done = self._tried()
        if done or (wrong and not self.problems):
            said = done or "all is right again, and nothing else has changed: looked at"
            log.info("%s in %.2f seconds.", said, time.perf_counter() - start)

    def _tried(self) -> str:
        """Return what was done; where that came to nothing, take note of why."""
        with _told() as told:
            try:
                return self._update()
            except (Exception, SystemExit) as fault:  # one that escapes would stop every request
                self._whole = None  # it may be half of what it was
                self.problems = self.problems or (*told, str(fault) or type(fault).__name__)
                expected = isinstance(fault, MkDocsException)
                log.error("the preview could not be built: %s", fault, exc_info=not expected)
        self.built()
        return ""

    def _update(self) -> str:
        """Bring the site up to date and return what was done, "" if that was nothing."""
        whole = self._whole
        if whole is None or whole.config.extra_templates or has_other_plugins(whole.config):
            return self._everything()
        stamps = _stamps(whole.config)
        own = _edited(whole, self._stamps, stamps)
        if own is None:
            return self._everything()
        generated = self._make(whole.config)
        if generated is None:
            return "the content has errors, so all pages stay as they were: looked at"
        if _changes_navigation(whole, generated):
            return self._everything()
        titles = _titles(whole.nav)
        changed = _apply(whole, generated, own)
        whole.generated, self._stamps = generated, stamps
        if _titles(whole.nav) != titles:
            return self._everything()
        if changed:
            self.built()
        return f"{changed} files were built" if changed else ""

    def _everything(self) -> str:
        """Build the whole site; if that fails, the last one is put back."""
        if self._config:
            self._stamps = _stamps(self._config)
        self.problems, self._whole = (), None
        with self._search.paused() if self._search else nullcontext(), _last_good_kept(self._site):
            self._build_all()
        return "everything was built"


class _Told(logging.Handler):
    """Keeps what is told as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def _told() -> Iterator[list[str]]:
    """Give out what is told as an error meanwhile: a fault of a setting has no other words."""
    handler, logger = _Told(), logging.getLogger(engine.__name__.partition(".")[0])
    logger.addHandler(handler)
    try:
        yield handler.lines
    finally:
        logger.removeHandler(handler)


def _absent(server: object) -> str:
    """Return a part of MkDocs that an update needs and that is not there, or ""."""
    parts = [(engine, name) for name in _OF_BUILD] + [(server, name) for name in _OF_SERVER]
    return next((name for where, name in parts if not hasattr(where, name)), "")


def _titles(nav: Navigation) -> list[str | None]:
    """Return the titles that every page shows in its navigation."""
    return [page.title for page in nav.pages]


def _changes_navigation(whole: Whole, generated: Generated) -> bool:
    """Tell whether a page of the navigation comes or goes."""
    moved = whole.generated.keys() ^ generated.keys()
    if whole.config.nav is None:  # then every page stands in it
        return bool(moved)
    return any(path in moved for path in _named(whole.config.nav))


def _named(nav: Any) -> Iterator[str]:
    """Yield every path that the settings name in the navigation."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for value in nav.values():
            yield from _named(value)
    elif isinstance(nav, list):
        for value in nav:
            yield from _named(value)


def _told_of_changes(server: LiveReloadServer, content: Path) -> Callable[[], None] | None:
    """Have the system tell the server of changes in a folder; return what ends that, or None."""

    def rebuild() -> None:
        with server._rebuild_cond:
            server._want_rebuild = True
            server._rebuild_cond.notify_all()

    try:
        stop = watch.start(content, rebuild)
    except OSError as fault:
        log.info("changes are looked for twice a second: %s", fault)
        return None
    rebuild()  # for what was edited while the first site was built
    return stop


@contextmanager
def _last_good_kept(site: Path | None) -> Iterator[None]:
    """Keep a site aside while another one is built in its folder; put it back if that fails."""
    if site is None:
        yield
        return
    aside, failed = site / _ASIDE, site / f"{_ASIDE}-not"
    shutil.rmtree(aside, ignore_errors=True)
    succeeded = False
    try:
        _move(site, aside)
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
    """Return the state of every file of a site besides its content: all that MkDocs watches."""
    own = (config.config_file_path, config.docs_dir, config.theme.custom_dir, *config.watch)
    files = (path for place in own if place for path in _below(place))
    return {path: (s.st_mtime_ns, s.st_size) for path in files if (s := _stat(path))}


def _below(place: str) -> Iterator[str]:
    """Yield a file, or every file of a folder; links are followed, as MkDocs does."""
    if not os.path.isdir(place):  # noqa: PTH112 - the paths are those of os.walk
        yield place
    for folder, _, names in os.walk(place, followlinks=True):
        yield from (os.path.join(folder, name) for name in names)  # noqa: PTH118


def _stat(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116
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
    added = add_generated(whole.files, new, whole.content, whole.config)
    for path in gone:
        _remove(whole, path)
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
