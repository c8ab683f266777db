"""The preview in MkDocs' server: after an edit, only what has changed is built anew.

It uses parts of MkDocs that MkDocs promises to nobody. Where one is absent, or where a site has
plugins besides ours, MkDocs does what it always does: it builds everything, after each edit.
"""

import gc
import logging
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final

from mkdocs.commands import build as engine
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import get_plugin_logger

from generator import mkdocs_update as update
from generator import watch
from generator.mkdocs_settings import has_other_plugins
from generator.preview import Front, Search, claim

# What is used of MkDocs' server.
_OF_SERVER: Final = ("builder", "_want_rebuild", "_rebuild_cond")
# Where the last good site is while a whole one is built; MkDocs clears no hidden folder.
_ASIDE: Final = ".last-good"

log = get_plugin_logger("limber")


class Preview:
    """What is shown while content is edited.

    `make` checks the content and returns every generated file, or None where it has errors, which
    it puts into `problems`; `pdf` makes the PDF at a path, or says why it cannot. Builds come one
    after the other, in one thread; requests, in others, only read.
    """

    def __init__(
        self,
        make: Callable[[MkDocsConfig], update.Generated | None],
        pdf: Callable[[str], bytes | str | None],
    ) -> None:
        self.problems: tuple[str, ...] = ()
        self._make = make
        self._pdf = pdf
        self._build_all: Callable[[], object] = lambda: None
        self._config: MkDocsConfig | None = None
        self._site: Path | None = None
        self._search: Search | None = None
        self._whole: update.Whole | None = None
        self._stamps: Mapping[str, update.Stamp] = {}
        self._unwatch: Callable[[], None] | None = None
        self._unclaim: Callable[[], None] | None = None

    # --- a whole build tells what it is made of ---------------------------------------------

    def begun(self, config: MkDocsConfig) -> None:
        """Take note that MkDocs has begun to build the whole site."""
        if self._site is None:
            self._site = Path(config.site_dir)
            self._unclaim = claim(self._site)
            self._search = Search(self._site, lambda why: log.warning("no search index: %s", why))
            self._stamps = update.stamps(config)
        self._config = config

    def goes_on(self, whole: update.Whole) -> None:
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
        stamps = update.stamps(whole.config)
        own = update.edited(whole, self._stamps, stamps)
        if own is None:
            return self._everything()
        generated = self._make(whole.config)
        if generated is None:
            return "the content has errors, so all pages stay as they were: looked at"
        if update.changes_navigation(whole, generated):
            return self._everything()
        titles = update.titles(whole.nav)
        changed = update.apply(whole, generated, own)
        whole.generated, self._stamps = generated, stamps
        if update.titles(whole.nav) != titles:
            return self._everything()
        if changed:
            self.built()
        return f"{changed} files were built" if changed else ""

    def _everything(self) -> str:
        """Build the whole site; if that fails, the last one is put back."""
        if self._config:
            self._stamps = update.stamps(self._config)
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
    """Return a part of MkDocs that a preview needs and that is not there, or ""."""
    return update.absent() or next((name for name in _OF_SERVER if not hasattr(server, name)), "")


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
