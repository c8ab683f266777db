"""A site as its settings file describes it, for what is done without building it by MkDocs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.config import config_options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, get_files, set_exclusions
from mkdocs.structure.pages import Page
from mkdocs.utils.yaml import yaml_load

from generator import shipped
from generator.build import Built
from generator.editor import Repository
from generator.manifest import App
from generator.mkdocs_files import add_generated, add_shipped, editing_page, relative
from generator.mkdocs_settings import app_of, complete, read_config, repository_of, site_of
from generator.problems import WrongUse
from generator.site import Site
from generator.tree import PLUGIN, Source, tree


def read_site(path: Path = Path("mkdocs.yml")) -> tuple[Site, Path]:
    """Return what the settings in a file say of a site, and the folder of its own files."""
    config = read_config(path)
    return site_of(config), Path(config.docs_dir)


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
            add_generated(files, {**built, **editing_page(self.config, name)}, name, self.config)
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
    config = read_config(path)
    config.plugins.on_startup(command="build", dirty=False)  # MkDocs counts on it for new files
    if PLUGIN in config.plugins:
        with _wrong_use():
            complete(config)
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
