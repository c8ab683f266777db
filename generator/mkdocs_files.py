"""What comes with the generator, and what it generates, as files of MkDocs."""

import os
from collections.abc import Mapping
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from generator import colours, shipped
from generator.build import Built
from generator.editor import editor
from generator.mkdocs_settings import own_colours, repository_of
from generator.problems import WrongUse


def add_shipped(files: Files, config: MkDocsConfig) -> None:
    """Add what comes with the generator, and say where the pages of a site's own are edited."""
    for file in files.documentation_pages():
        file.edit_uri = f"{relative(Path(config.docs_dir), config)}/{file.src_uri}"
    for path in shipped.files(Path(config.docs_dir)):
        if path not in files.src_uris:
            files.append(_shipped_file(path, config))
    if own_colours(config):
        files.append(_colours_file(config))


def add_generated(
    files: Files, generated: Mapping[str, Built], content: str, config: MkDocsConfig
) -> list[File]:
    """Add generated files and return them; the pages among them are edited in `content`.

    None is added if one of them stands in the docs folder as well.
    """
    taken = {file.dest_uri: file.src_uri for file in files}
    added = [_generated_file(path, built, content, config) for path, built in generated.items()]
    for file in added:
        if file.dest_uri in taken:
            raise PluginError(
                f"limber: '{taken[file.dest_uri]}' stands in docs/ and is generated as well."
            )
    for file in added:
        files.append(file)
    return added


def _generated_file(path: str, built: Built, content: str, config: MkDocsConfig) -> File:
    file = File.generated(config, path, content=built.content)
    file.edit_uri = f"{content}/{built.edit}" if built.edit else None
    return file


def _shipped_file(path: str, config: MkDocsConfig) -> File:
    """Return a file that comes with the generator; a page of it is not edited in this site."""
    file = File(path, str(shipped.DOCS), config.site_dir, use_directory_urls=True)
    file.edit_uri = None
    return file


def _colours_file(config: MkDocsConfig) -> File:
    """Return the stylesheet of a site's own colours; an error if they could not be read."""
    dark = str(config.extra["colours"].get("brand_dark") or "")
    try:
        sheet = colours.stylesheet(own_colours(config), dark)
    except WrongUse as fault:
        raise PluginError(f"limber: {fault}") from fault
    return File.generated(config, colours.ADDRESS, content=sheet)


def relative(folder: Path, config: MkDocsConfig) -> str:
    """Return a folder as people know it: from the folder of mkdocs.yml."""
    root = Path(config.config_file_path or ".").parent.resolve()
    return Path(os.path.relpath(folder.resolve(), root)).as_posix()


def editing_page(config: MkDocsConfig, content: str) -> dict[str, Built]:
    """Return the editing page; a site whose repository is not named has none."""
    repository = repository_of(config, content)
    if repository is None:
        return {}
    made = editor(repository, config.site_name, config.site_url or "")
    return {path: Built(data) for path, data in made.items()}
