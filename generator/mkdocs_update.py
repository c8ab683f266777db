"""Turns a site that MkDocs has built into that of other files, and builds only what differs.

It uses parts of MkDocs that MkDocs promises to nobody. MkDocs' own `--dirty` would not do: it goes
through every page, and pages that are gone stay.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mkdocs.commands import build as engine
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel, set_exclusions
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from generator.build import Built
from generator.mkdocs_files import add_generated

# What is used of MkDocs' build.
_PARTS: Final = ("_populate_page", "_build_page", "_build_theme_template")

Generated = Mapping[str, Built]
# When a file was changed and its size.
Stamp = tuple[int, int]


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


def absent() -> str:
    """Return a part of MkDocs' build that is used here and that is not there, or ""."""
    return next((name for name in _PARTS if not hasattr(engine, name)), "")


def titles(nav: Navigation) -> list[str | None]:
    """Return the titles that every page shows in its navigation."""
    return [page.title for page in nav.pages]


def changes_navigation(whole: Whole, generated: Generated) -> bool:
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


def stamps(config: MkDocsConfig) -> dict[str, Stamp]:
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


def edited(
    whole: Whole, before: Mapping[str, Stamp], now: Mapping[str, Stamp]
) -> list[File] | None:
    """Return the files of the docs folder that were edited; None if all has to be built."""
    if now.keys() != before.keys():
        return None
    docs = Path(whole.config.docs_dir)
    own = {str(docs / file.src_uri): file for file in whole.files if file.src_dir == str(docs)}
    changed = [path for path, stamp in now.items() if before[path] != stamp]
    return [own[path] for path in changed] if all(path in own for path in changed) else None


# --- an update ------------------------------------------------------------------------------


def apply(whole: Whole, generated: Generated, own: Sequence[File]) -> int:
    """Turn a built site into that of other generated files, and of edited files of its own.

    Return how many files that took.
    """
    before = whole.generated
    gone = [path for path in before if path not in generated]
    new = {path: built for path, built in generated.items() if path not in before}
    changed = [*own]
    for path, built in generated.items():
        if path in before and before[path] is not built and before[path] != built:
            changed.append(_filled(whole, path, built))
    removed = [whole.files.src_uris[path] for path in gone]
    for file in removed:  # first: a page that moves leaves one behind that leads to its new place
        whole.files.remove(file)
    added = add_generated(whole.files, new, whole.content, whole.config)
    for file in removed:
        _take_away(whole, file)
    set_exclusions(added, whole.config)
    if gone or new:  # a page of the site's own may lead there
        changed += [f for f in whole.files.documentation_pages() if f.src_dir and f not in own]
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


def _take_away(whole: Whole, file: File) -> None:
    """Take a file out of the site, and the folders that are left empty."""
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
