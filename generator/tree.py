"""A project that any engine builds with no plugin of ours: which files, and which settings.

What the plugin does while MkDocs runs stands in the files themselves here: generated pages,
completed settings, one folder of overrides, and in each page the address where it is edited.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from generator import shipped
from generator.problems import WrongUse

SETTINGS: Final = "mkdocs.yml"
PLUGIN: Final = "limber"
# The address where a page is edited, in its front matter: of generated pages no engine knows it.
EDIT: Final = "edit_url"
# What is said of a project's own folders, or of the preview alone.
_LEFT_OUT: Final = frozenset(["docs_dir", "edit_uri_template", "site_dir", "watch"])
_FRONT: Final = re.compile(r"---[ \t]*\n(\{)?(?=(?s:.*?)^(?:---|\.\.\.)[ \t]*$)", re.MULTILINE)
_REMARK: Final = """\
# Written by `python -m generator write`, which refuses to write over what somebody has changed.
# It is JSON, which is YAML as well. Change the project that this was written from.
"""


@dataclass(frozen=True)
class Source:
    """One file below the docs folder; `edit` is the whole address where it is edited, or ""."""

    data: bytes
    edit: str = ""


def tree(
    sources: Mapping[str, Source], settings: Mapping[str, Any], overrides: Path | None
) -> dict[str, bytes]:
    """Return every file of the project by its path.

    `sources` are all files below the docs folder. `settings` are those of mkdocs.yml, completed;
    WrongUse if one of them works under MkDocs alone. `overrides` are the site's own, which go
    before those that come with the generator.
    """
    pages = {f"docs/{path}": _edited_at(path, source) for path, source in sources.items()}
    made = {**pages, **dict(_overrides(overrides)), SETTINGS: _settings(settings).encode()}
    return dict(sorted(made.items()))


def _edited_at(path: str, source: Source) -> bytes:
    """Return a file that says, if it is a page, where it is edited."""
    if not (source.edit and path.endswith(".md")):
        return source.data
    text = source.data.decode("utf-8-sig").replace("\r\n", "\n")
    line = f"{json.dumps(EDIT)}: {json.dumps(source.edit)}"
    if not (front := _FRONT.match(text)):
        return f"---\n{line}\n---\n\n{text}".encode()
    # The front matter of generated pages is JSON, all of it within braces.
    line = f"{{{line}, " if front[1] else f"{line}\n"
    return f"---\n{line}{text[front.end() :]}".encode()


def _overrides(own: Path | None) -> Iterator[tuple[str, bytes]]:
    """Yield what is changed in the theme: ours, and then what a site itself changes."""
    for folder in filter(None, (shipped.OVERRIDES, own)):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield f"overrides/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _settings(completed: Mapping[str, Any]) -> str:
    """Return the text of mkdocs.yml."""
    if completed.get("hooks"):
        raise WrongUse("'hooks' run under MkDocs alone: a site that needs them cannot be written.")
    kept = {name: value for name, value in completed.items() if name not in _LEFT_OUT}
    plugins = [each for each in _as_list(completed.get("plugins")) if _name(each) != PLUGIN]
    # Zensical has two looks, and our styles are made for that of Material.
    theme = {"variant": "classic", **completed["theme"], "custom_dir": "overrides"}
    # Empty, so that no engine makes up an address from that of the repository.
    values = {**kept, "edit_uri": "", "theme": theme, "plugins": plugins}
    try:
        return _REMARK + json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    except TypeError as fault:
        raise WrongUse(f"A setting cannot be written down for another engine: {fault}.") from fault


def _as_list(plugins: Any) -> list[Any]:
    """Return plugins as a list, also those that are given as a group of fields."""
    if isinstance(plugins, Mapping):
        return [{name: options} for name, options in plugins.items()]
    return list(plugins or [])


def _name(plugin: Any) -> str:
    return str(next(iter(plugin))) if isinstance(plugin, Mapping) else str(plugin)
