"""Hands the generated pages to MkDocs, and does what MkDocs asks of a plugin."""

import datetime
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from generator import pdf
from generator.build import Built, Known, Output, build, check_folder, read_today
from generator.cores import Tell, silent
from generator.finish import finish
from generator.library import Library
from generator.memory import Memory
from generator.mkdocs_files import add_generated, add_shipped, editing_page, relative
from generator.mkdocs_pages import render_ahead, with_lists, without_lists
from generator.mkdocs_preview import Preview
from generator.mkdocs_settings import app_of, complete, repository_of, site_of
from generator.mkdocs_update import Whole
from generator.problems import Problem, WrongUse, as_text, errors
from generator.progress import Progress
from generator.search_index import NoIndex, indexing
from generator.site import Site

log = get_plugin_logger("limber")


class LimberConfig(Config):
    """The plugin's settings in mkdocs.yml."""

    content = config_options.Type(str, default="content")


@dataclass(frozen=True)
class Edited:
    """The content as it was when it last had no error, and what was made of it."""

    library: Library
    today: datetime.date
    site: Site
    docs: Path
    generated: dict[str, Built]


class LimberPlugin(BasePlugin[LimberConfig]):
    """Checks the content folder and adds a page for each thing in it."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], **_: object) -> None:
        """Begin a preview if this is one: MkDocs keeps the plugin from build to build."""
        serving = command == "serve"
        self.last_good: Edited | None = None
        self.already_told: frozenset[Problem] = frozenset()
        self.known = Known() if serving else None
        self.memory: Memory[Output] | None = Memory() if serving else None
        self.preview = Preview(self._make, self._pdf) if serving else None
        self.printing = Lock()
        self.tell = _progress(command)

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add what every site has, and refuse settings under which something would be lost."""
        complete(config)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages, and tell MkDocs which file each page is edited in."""
        if self.preview:
            self.preview.begun(config)
        add_shipped(files, config)
        add_generated(files, self._generated(config), self.config.content, config)
        self.pages, self.read, self.written = len(files.documentation_pages()), 0, 0
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Take note of the navigation; do on all cores what takes MkDocs longest."""
        self.nav = nav
        render_ahead(files, config, self.tell)
        return nav

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Let a preview know of all that its pages are made with."""
        if self.preview and self.last_good:
            generated = self.last_good.generated
            whole = Whole(config, self.config.content, generated, files, self.nav, env)
            self.preview.goes_on(whole)
        return env

    def on_page_markdown(self, markdown: str, *, page: Page, **_: object) -> str:
        """Lead our long lists past Markdown."""
        self.read += 1
        self.tell("pages read", self.read, self.pages)
        if page.file.src_dir is None:  # it was generated
            markdown, self.lists = without_lists(markdown)
        return markdown

    def on_page_content(self, html: str, *, page: Page, **_: object) -> str:
        """Put the long lists back."""
        return with_lists(html, self.lists) if page.file.src_dir is None else html

    def on_post_page(self, output: str, **_: object) -> str:
        """Count the pages that are written."""
        self.written += 1
        self.tell("pages written", self.written, self.pages)
        return output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Add what needs the whole site; to a preview the search alone: a worker outlives edits."""
        folder = Path(config.site_dir)
        if self.preview:
            self.preview.built()
            return
        repository = repository_of(config, self.config.content)
        app, address = app_of(config), config.site_url or ""
        try:
            with indexing(folder) as search:
                refused = finish(folder, app, address, repository, tell=self.tell, search=search)
        except NoIndex as fault:
            raise PluginError(f"limber: no search index: {fault}") from fault
        for each in refused:
            log.warning("limber: the policy of the page refuses this: %s", each)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, **_: object
    ) -> LiveReloadServer:
        """Have the server show a preview."""
        if self.preview:
            self.preview.serve(server, config, self._folder(config))
        return server

    def on_shutdown(self) -> None:
        """Stop what a preview does in the background."""
        if self.preview:
            self.preview.end()

    def _folder(self, config: MkDocsConfig) -> Path:
        return Path(config.config_file_path or ".").parent / self.config.content

    def _generated(self, config: MkDocsConfig) -> dict[str, Built]:
        """Return every generated file; if there is an error, the last good ones of a preview."""
        made = self._make(config)
        if made is None and self.last_good:
            return self.last_good.generated
        if made is None:
            raise PluginError("limber: the content has errors; nothing was built.")
        return made

    def _make(self, config: MkDocsConfig) -> dict[str, Built] | None:
        """Check the content and return every generated file, or None if there is an error.

        The problems are told; those that are errors stand at the top of every page of a preview.
        """
        folder = self._folder(config)
        try:
            today, site = read_today(os.environ, datetime.date.today), site_of(config)
        except WrongUse as fault:
            raise PluginError(f"limber: {fault}") from fault
        checked = check_folder(folder, today, relative(folder, config), known=self.known)
        # A preview tells each problem once, for as long as it is there.
        for problem in (each for each in checked.problems if each not in self.already_told):
            (log.error if problem.severity == "error" else log.info)(as_text(problem))
        self.already_told = frozenset(checked.problems) if self.preview else frozenset()
        if self.preview:
            self.preview.problems = tuple(as_text(each) for each in errors(checked.problems))
        if checked.library is None:
            return None
        docs = Path(config.docs_dir)
        generated = self._built(checked.library, today, site, docs) | self._forms(config)
        self.last_good = Edited(checked.library, today, site, docs, generated)
        return generated

    def _built(
        self, library: Library, today: datetime.date, site: Site, docs: Path
    ) -> dict[str, Built]:
        """Return every page, and every PDF that was made from the content as it is.

        A preview makes a PDF when it is asked for: an edit would have to wait for them.
        """
        if self.preview:
            return build(library, today, site, pdf.on_request(library), self.memory)
        done = _printed(library, today, site, docs, docs.parent / pdf.CACHE)
        pdfs = {each.paper.pdf: Built(each.data) for each in done if each.paper.pdf}
        return build(library, today, site, pdf.papers(done), tell=self.tell) | pdfs

    def _pdf(self, path: str) -> bytes | str | None:
        """Return the PDF that stands at a path of a preview, or why there is none, or None."""
        last = self.last_good
        if last is None or path not in pdf.places(last.library):
            return None
        with self.printing:
            try:
                return pdf.one(path, last.library, last.today, last.site, last.docs)
            except (pdf.PangoMissing, pdf.PrintingStopped) as fault:
                return str(fault)

    def _forms(self, config: MkDocsConfig) -> dict[str, Built]:
        """Return the editing page; a site whose repository is not named has none."""
        try:
            return editing_page(config, self.config.content)
        except WrongUse as fault:
            raise PluginError(f"limber: {fault}") from fault


def _progress(command: str) -> Tell:
    """Return what is told how far a build is; nobody, where that is not asked for."""
    if command == "serve" or not log.isEnabledFor(logging.INFO):
        return silent
    return Progress(log.info, sys.stderr if sys.stderr.isatty() else None)


def _printed(
    library: Library, today: datetime.date, site: Site, docs: Path, cache: Path
) -> list[pdf.Done]:
    """Return what `python -m generator pdf` has laid out, as far as it is still current.

    To tell what is current, every sheet is rendered: only where there is something to find.
    """
    done: dict[pdf.Job, pdf.Done] = {}
    if pdf.anything_in(cache):
        try:
            wanted, _ = pdf.wanted(library, today, site, docs)
        except pdf.PangoMissing:
            return []
        done = pdf.known(wanted, cache)
    current, all_there_are = sum(bool(job.pdf) for job in done), pdf.how_many(library)
    if current < all_there_are:
        log.info("%d of %d PDFs are current; 'make pdf' makes the rest.", current, all_there_are)
    return [*done.values()]
