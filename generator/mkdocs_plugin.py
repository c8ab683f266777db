"""Hands the generated pages to MkDocs; the only module that knows MkDocs."""

import datetime
import os
from pathlib import Path
from typing import Literal

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files

from generator.build import build, check_folder, read_today
from generator.pages import Page
from generator.problems import Problem, as_text, errors

log = get_plugin_logger("limber")


class LimberConfig(Config):
    """The plugin's settings in mkdocs.yml."""

    content = config_options.Type(str, default="content")


class LimberPlugin(BasePlugin[LimberConfig]):
    """Checks the content folder and adds a page for each thing in it."""

    serving = False
    last_good: dict[str, tuple[Page, str]] | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], **_: object) -> None:
        """Remember whether this is a preview."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Refuse settings under which the addresses on paper would lead nowhere."""
        if not config.use_directory_urls:
            raise PluginError(
                "limber: 'use_directory_urls: false' changes every address: remove it."
            )
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages, and tell MkDocs which file each page is edited in."""
        for file in files.documentation_pages():
            file.edit_uri = f"{_relative(Path(config.docs_dir), config)}/{file.src_uri}"
        for page, text in self._generated(config).values():
            if files.get_file_from_path(page.path):
                raise PluginError(
                    f"limber: '{page.path}' stands in docs/ and is generated as well."
                )
            file = File.generated(config, page.path, content=text)
            file.edit_uri = f"{self.config.content}/{page.edit}" if page.edit else None
            files.append(file)
        return files

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, **_: object
    ) -> LiveReloadServer:
        """Rebuild when the content changes."""
        server.watch(str(self._folder(config)))
        return server

    def _folder(self, config: MkDocsConfig) -> Path:
        return Path(config.config_file_path or ".").parent / self.config.content

    def _generated(self, config: MkDocsConfig) -> dict[str, tuple[Page, str]]:
        """Return every page with its text; while serving, the last good ones if there is an error.

        The problems of the content then stand at the top of every page.
        """
        folder = self._folder(config)
        today = read_today(os.environ, datetime.date.today)
        checked = check_folder(folder, today, shown_as=_relative(folder, config))
        for problem in checked.problems:
            (log.error if problem.severity == "error" else log.info)(as_text(problem))
        config.extra["problems"] = []
        if checked.library is not None:
            self.last_good = build(checked.library, today)
            return self.last_good
        found: list[Problem] = errors(checked.problems)
        if self.serving and self.last_good is not None:
            config.extra["problems"] = [as_text(problem) for problem in found]
            return self.last_good
        raise PluginError(f"limber: the content has {len(found)} errors; nothing was built.")


def _relative(folder: Path, config: MkDocsConfig) -> str:
    """Return a folder as people know it: from the folder of mkdocs.yml."""
    root = Path(config.config_file_path or ".").parent.resolve()
    return Path(os.path.relpath(folder.resolve(), root)).as_posix()
