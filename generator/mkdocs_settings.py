"""What the settings of a site say, and what comes with the generator put into them."""

import re
from pathlib import Path
from typing import Any, Final

from mkdocs.config import config_options, load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.theme import Theme
from mkdocs.utils.yaml import yaml_load

from generator import colours, shipped
from generator.editor import GITHUB, Repository
from generator.manifest import App
from generator.problems import WrongUse
from generator.site import REPORT, Site
from generator.tree import PLUGIN

# Without these, cautions come out as grey code or lose their headings.
EXTENSIONS: Final = frozenset(["admonition", "attr_list", "md_in_html", "tables", "toc"])
# What MkDocs itself adds to them.
_ALWAYS: Final = frozenset(["toc", "tables", "fenced_code"])


def read_config(path: Path) -> MkDocsConfig:
    """Return the settings in a file; an error if they cannot be read."""
    try:
        return load_config(str(path))
    except (MkDocsException, ValueError) as fault:
        raise WrongUse(f"{path} cannot be read: {fault}") from fault


def complete(config: MkDocsConfig) -> None:
    """Put in what every site has; an error under settings with which something would be lost."""
    if not config.use_directory_urls:
        raise PluginError("limber: 'use_directory_urls: false' changes every address: remove it.")
    lost = sorted(EXTENSIONS - set(config.markdown_extensions))
    if lost:
        raise PluginError(f"limber: 'markdown_extensions' must have {', '.join(lost)}.")
    report = str(config.extra.get("report") or "")
    if report and not re.match(REPORT, report):
        raise PluginError("limber: 'extra: report' must begin with 'mailto:' or 'https://'.")
    _put_in(config, yaml_load(shipped.SETTINGS.read_text(encoding="utf-8")))


def _put_in(config: MkDocsConfig, settings: dict[str, Any]) -> None:
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


def has_other_plugins(config: MkDocsConfig) -> bool:
    """Tell whether something else than our plugin may want to do something to pages."""
    return list(config.plugins) != [PLUGIN]


def has_other_extensions(config: MkDocsConfig) -> bool:
    """Tell whether something else than we and MkDocs need has a part in Markdown."""
    return not {*config.markdown_extensions} <= EXTENSIONS | _ALWAYS


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


def own_colours(config: MkDocsConfig) -> str:
    """Return the colour that a site has chosen for itself, or ""."""
    return str(config.extra["colours"].get("brand") or "")
