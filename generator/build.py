"""A folder of content to a checked library; a library to `{path: page and text}`."""

import datetime
import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from generator.data import Data
from generator.history import since_reviews
from generator.library import Library
from generator.loader import load
from generator.pages import Asset, Page, pages
from generator.problems import WrongUse
from generator.render import render, script_data
from generator.rules import Checked, check
from generator.sheets import NO_PAPERS, Papers
from generator.site import Site
from generator.source import read_folder


def read_today(environ: Mapping[str, str], clock: Callable[[], datetime.date]) -> datetime.date:
    """Return the date of a build: SOURCE_DATE_EPOCH in UTC if it is set, else the clock's.

    Source: reproducible-builds.org, "SOURCE_DATE_EPOCH".
    """
    epoch = environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return clock()
    try:
        if int(epoch) < 0:
            raise ValueError(epoch)
        return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.UTC).date()
    except (ValueError, OverflowError, OSError) as fault:
        raise WrongUse(f"SOURCE_DATE_EPOCH is '{epoch}'; not whole seconds since 1970.") from fault


def check_folder(
    folder: Path, today: datetime.date, shown_as: str | None = None, *, gaps_allowed: bool = False
) -> Checked:
    """Read, load and check a content folder; problems name it `shown_as`.

    What has changed since the reviews of it is looked up in its history.
    """
    with _collection_off():
        loaded = load(read_folder(folder, shown_as), gaps_allowed=gaps_allowed)
        if loaded.library:
            since = since_reviews(loaded.library, folder)
            loaded = replace(loaded, draft=replace(loaded.draft, since_review=since))
        return check(loaded, today)


@dataclass(frozen=True)
class Built:
    """What is in a generated file; `edit` is the content file it is edited in, or ""."""

    content: str | bytes
    edit: str = ""


def build(
    library: Library, today: datetime.date, site: Site, papers: Papers = NO_PAPERS
) -> dict[str, Built]:
    """Return every generated file by its path below the docs folder.

    `papers` is what is known of the sheets laid out on paper: pages link a PDF only if it is there.
    What a page's template was given has become text, and is let go: all of it at once would take
    many times the memory.
    """
    with _collection_off():
        return {made.path: _built(made) for made in pages(library, today, site, papers)}


def _built(made: Page | Asset | Data) -> Built:
    match made:
        case Asset():
            return Built(made.content)
        case Data():
            return Built(script_data(made.values))
        case Page():
            return Built(render(made), made.edit)


@contextmanager
def _collection_off() -> Iterator[None]:
    """Leave cyclic garbage alone for a while.

    All that is loaded stays, and none of it is cyclic: the collector would look through it again
    and again, the oftener the more there is.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
