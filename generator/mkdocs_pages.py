"""Makes the Markdown of generated pages HTML: on all cores, and without our long lists.

MkDocs comes to one page after the other, and most of its time goes into their Markdown. Here that
is done before it comes; all else that MkDocs does to a page it does as ever, and where a page is
not as it was foreseen, it makes the HTML itself.
"""

import io
import logging
import pickle
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NoReturn

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from generator import cores
from generator.mkdocs_settings import has_other_extensions, has_other_plugins

# A list as templates write it, and what stands in its place while Markdown is made HTML.
_LIST: Final = re.compile(
    r'^<div class="(?:cards|links|sheets|routine-figures)">\n.*?^</div>$', re.M | re.S
)
_ASIDE: Final = '<div class="limber-list"></div>'


def without_lists(markdown: str) -> tuple[str, list[str]]:
    """Return the Markdown of a page without our long lists, and these.

    They are HTML already, and Markdown is slow over them.
    """
    return _LIST.sub(_ASIDE, markdown), _LIST.findall(markdown)


def with_lists(html: str, lists: list[str]) -> str:
    """Put the lists of a page back into what Markdown has made of the rest."""
    left = iter(lists)
    return re.sub(re.escape(_ASIDE), lambda _: next(left, _ASIDE), html)


def render_ahead(files: Files, config: MkDocsConfig, tell: cores.Tell) -> None:
    """Have generated pages rendered on all cores; `tell` is told how far it is.

    A site with plugins or Markdown extensions that are none of ours is left to MkDocs: they may
    carry something from one page to the next.
    """
    ours = [file.page for file in files.documentation_pages() if file.src_dir is None]
    pages = [page for page in ours if page]
    if has_other_plugins(config) or has_other_extensions(config) or not cores.split(pages):
        return
    coming = cores.mapped(partial(_rendered, config=config, files=files), pages)
    counted = cores.counted(coming, "pages rendered", len(pages), tell)
    for page, rendered in zip(pages, counted, strict=True):
        page.__class__ = _Ahead  # it stays the page that the navigation and other pages know
        vars(page)["rendered"] = rendered


@dataclass(frozen=True)
class _Rendered:
    """What rendering has made of a page: the Markdown that it was, and what it set in the page."""

    markdown: str
    state: bytes


class _Ahead(Page):
    """A page that may have been rendered before it is asked to."""

    rendered: _Rendered | None = None

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Take what was rendered of this very Markdown; without it, render as MkDocs does."""
        rendered, self.rendered = self.rendered, None
        if rendered and rendered.markdown == self.markdown:
            vars(self).update(_Unpickler(io.BytesIO(rendered.state), files.src_uris).load())
        else:
            super().render(config, files)


def _rendered(page: Page, config: MkDocsConfig, files: Files) -> _Rendered | None:
    """Render a page in a process that ends; None where something is to be said of it.

    Who reads what is said, and counts it, is the process that builds the site.
    """
    state = io.BytesIO()
    try:
        with _nothing_said():
            page.read_source(config)
            page.markdown, _ = without_lists(page.markdown or "")
            before = dict(vars(page))
            page.render(config, files)
        new = {name: it for name, it in vars(page).items() if before.get(name) is not it}
        _Pickler(state, pickle.HIGHEST_PROTOCOL).dump(new)
    except (_Said, Exception):  # the page meets it again when MkDocs comes to it
        return None
    return _Rendered(page.markdown, state.getvalue())


class _Pickler(pickle.Pickler):
    """Writes what refers to files of the site, which stay where they are."""

    def persistent_id(self, thing: object) -> str | None:
        return thing.src_uri if isinstance(thing, File) else None


class _Unpickler(pickle.Unpickler):
    """Reads what another process has written, with the files that stayed here."""

    def __init__(self, data: io.BytesIO, files: Mapping[str, File]) -> None:
        super().__init__(data)
        self._files = files

    def persistent_load(self, path: Any) -> File:
        return self._files[path]


class _Said(BaseException):
    """Something would have been said in a log; nobody who looks for errors catches this."""


@contextmanager
def _nothing_said() -> Iterator[None]:
    """End what is done meanwhile as soon as it would say something in a log."""
    factory = logging.getLogRecordFactory()

    def refuse(*_: object, **__: object) -> NoReturn:
        raise _Said

    logging.setLogRecordFactory(refuse)
    try:
        yield
    finally:
        logging.setLogRecordFactory(factory)
