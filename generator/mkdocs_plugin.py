"""Hands the generated pages to MkDocs, and does what MkDocs asks of a plugin."""

import datetime
import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final, Literal

from mkdocs.config import config_options, load_config
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, get_files, set_exclusions
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.theme import Theme
from mkdocs.utils.yaml import yaml_load

from generator import colours, pdf, shipped
from generator.build import Built, Known, Output, build, check_folder, read_today
from generator.cores import Tell, silent
from generator.editor import GITHUB, Repository, editor
from generator.finish import finish
from generator.library import Library
from generator.manifest import App
from generator.memory import Memory
from generator.mkdocs_files import add_generated, add_shipped, own_colours, relative
from generator.mkdocs_pages import render_ahead, with_lists, without_lists
from generator.mkdocs_preview import Preview, Whole
from generator.problems import Problem, WrongUse, as_text, errors
from generator.progress import Progress
from generator.search_index import NoIndex, write_index
from generator.site import REPORT, Site
from generator.tree import PLUGIN, Source, tree

# Without these, cautions come out as grey code or lose their headings.
EXTENSIONS: Final = frozenset(["admonition", "attr_list", "md_in_html", "tables", "toc"])

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
        if not config.use_directory_urls:
            raise PluginError(
                "limber: 'use_directory_urls: false' changes every address: remove it."
            )
        lost = sorted(EXTENSIONS - set(config.markdown_extensions))
        if lost:
            raise PluginError(f"limber: 'markdown_extensions' must have {', '.join(lost)}.")
        report = str(config.extra.get("report") or "")
        if report and not re.match(REPORT, report):
            raise PluginError("limber: 'extra: report' must begin with 'mailto:' or 'https://'.")
        _complete(config, yaml_load(shipped.SETTINGS.read_text(encoding="utf-8")))
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
        """Take note of the navigation; begin with what takes MkDocs longest."""
        self.nav = nav
        render_ahead(nav, files, config, self.tell)
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
        try:
            write_index(folder)
        except NoIndex as fault:
            raise PluginError(f"limber: no search index: {fault}") from fault
        repository = repository_of(config, self.config.content)
        for refused in finish(folder, app_of(config), config.site_url or "", repository, self.tell):
            log.warning("limber: the policy of the page refuses this: %s", refused)

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
            return _forms_of(config, self.config.content)
        except WrongUse as fault:
            raise PluginError(f"limber: {fault}") from fault


def _progress(command: str) -> Tell:
    """Return what is told how far a build is; nobody, where that is not asked for."""
    if command == "serve" or not log.isEnabledFor(logging.INFO):
        return silent
    return Progress(log.info, sys.stderr if sys.stderr.isatty() else None)


def _forms_of(config: MkDocsConfig, content: str) -> dict[str, Built]:
    """Return the editing page; a site whose repository is not named has none."""
    repository = repository_of(config, content)
    if repository is None:
        return {}
    made = editor(repository, config.site_name, config.site_url or "")
    return {path: Built(data) for path, data in made.items()}


def _complete(config: MkDocsConfig, settings: dict[str, Any]) -> None:
    """Put into a site's settings what comes with the generator, where it says nothing itself."""
    untouched = Theme(name=config.theme.name)
    for name, value in settings["theme"].items():
        own = config.theme.get(name)
        if isinstance(value, dict):
            config.theme[name] = value | (own or {})
        elif own == untouched.get(name):
            config.theme[name] = value
    place = 1 if config.theme.custom_dir else 0
    config.theme.dirs.insert(place, str(shipped.OVERRIDES))
    chosen = config.extra.get("colours") or {}
    mark = {"mark": chosen["brand"]} if chosen.get("brand") else {}
    config.extra["colours"] = settings["extra"]["colours"] | mark | chosen
    of_colours = [colours.ADDRESS] if own_colours(config) else []
    config.extra_css = [*settings["extra_css"], *of_colours, *config.extra_css]
    scripts = config_options.ExtraScript()
    ours = [scripts.run_validation(script) for script in settings["extra_javascript"]]
    config.extra_javascript = [*ours, *config.extra_javascript]


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


def site_of(config: MkDocsConfig) -> Site:
    """Return what a site's settings say of it; without an address there is an error."""
    language = config.theme.get("language", "en")
    if not isinstance(language, str):
        raise WrongUse(f"'theme: language' is {language}; it must be one language, like 'en'.")
    report = str(config.extra.get("report") or "")
    return Site(config.site_name, config.site_url or "", report, language)


def app_of(config: MkDocsConfig) -> App:
    """Return what a site's settings say of it to a device."""
    colours = config.extra.get("colours") or {}
    description, language = config.site_description or "", site_of(config).language
    return App(
        config.site_name, description, language, colours.get("light", ""), colours.get("mark", "")
    )


def repository_of(config: MkDocsConfig, content: str) -> Repository | None:
    """Return where a site's settings say that its content is kept, or None if they do not."""
    said = config.extra.get("editor") or {}
    name = str(said.get("repository") or "")
    if not name:
        return None
    if not re.fullmatch(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+", name):
        raise PluginError(f"limber: 'extra: editor: repository' is '{name}', not 'owner/name'.")
    branch, api = str(said.get("branch") or "main"), str(said.get("api") or GITHUB)
    if not re.fullmatch(r"https?://[A-Za-z0-9.:-]+(?:/api(?:/v3)?)?", api):
        raise PluginError(f"limber: 'extra: editor: api' is '{api}', not 'https://host/api/v3'.")
    return Repository(name, branch, content, api)


def read_site(path: Path = Path("mkdocs.yml")) -> tuple[Site, Path]:
    """Return what the settings in a file say of a site, and the folder of its own files."""
    config = _load(path)
    return site_of(config), Path(config.docs_dir)


def _load(path: Path) -> MkDocsConfig:
    try:
        return load_config(str(path))
    except (MkDocsException, ValueError) as fault:
        raise WrongUse(f"{path} cannot be read: {fault}") from fault


@dataclass(frozen=True)
class Project:
    """A site as a settings file describes it, for what is done without building it by MkDocs."""

    config: MkDocsConfig
    content: Path

    @property
    def site(self) -> Site:
        """What the settings say of the site."""
        return site_of(self.config)

    @property
    def app(self) -> App:
        """What the settings say of the site to a device."""
        return app_of(self.config)

    @property
    def repository(self) -> Repository | None:
        """Where the settings say that the content is kept."""
        return repository_of(self.config, self._content_name())

    @property
    def folders(self) -> list[Path]:
        """The folders of the site's own files."""
        own = [self.config.docs_dir, self.config.theme.custom_dir]
        return [self.content, *(Path(folder) for folder in own if folder)]

    def tree(self, built: Mapping[str, Built]) -> dict[str, bytes]:
        """Return every file of a project that other engines build; `built` are the pages."""
        if PLUGIN not in self.config.plugins:
            raise WrongUse(f"'{self.config.config_file_path}' has no plugin '{PLUGIN}'.")
        files, name = get_files(self.config), self._content_name()
        with _wrong_use():
            add_shipped(files, self.config)
            add_generated(files, {**built, **_forms_of(self.config, name)}, name, self.config)
        set_exclusions(files, self.config)
        sources = {
            file.src_uri: Source(file.content_bytes, self._edited_at(file))
            for file in files
            if file.inclusion.is_included()
        }
        own = self.config.theme.custom_dir
        return tree(sources, _settings(self.config), Path(own) if own else None)

    def _edited_at(self, file: File) -> str:
        page = file.is_documentation_page()
        return (Page(None, file, self.config).edit_url or "") if page else ""

    def _content_name(self) -> str:
        return relative(self.content, self.config)


def read_project(path: Path, content: Path) -> Project:
    """Return the project of a settings file; `content` is the folder of its content."""
    config = _load(path)
    config.plugins.on_startup(command="build", dirty=False)  # MkDocs counts on it for new files
    plugin = config.plugins.get(PLUGIN)
    if isinstance(plugin, LimberPlugin):
        with _wrong_use():
            plugin.on_config(config)
    return Project(config, content)


@contextmanager
def _wrong_use() -> Iterator[None]:
    """Let those who call no engine see its errors as ours."""
    try:
        yield
    except PluginError as fault:
        raise WrongUse(str(fault).removeprefix("limber: ")) from fault


def _settings(config: MkDocsConfig) -> dict[str, Any]:
    """Return the settings of a file, and of those that it builds on, with ours put in."""
    with Path(config.config_file_path or "").open("rb") as file:
        said = yaml_load(file)
    theme = said.get("theme")
    ours = yaml_load(shipped.SETTINGS.read_text(encoding="utf-8"))["theme"]
    scripts = [s if isinstance(s, str) else _script(s) for s in config.extra_javascript]
    return said | {
        "theme": {
            **(theme if isinstance(theme, dict) else {"name": theme}),
            **{name: config.theme[name] for name in ours},
        },
        "extra": dict(config.extra),
        "extra_css": [*config.extra_css],
        "extra_javascript": scripts,
    }


def _script(script: config_options.ExtraScriptValue) -> dict[str, Any]:
    """Return a script as settings name it."""
    return {name.rstrip("_"): value for name, value in script.items() if value}
