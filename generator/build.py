"""A folder of content to a checked library; a library to `{path: page and text}`."""

import datetime
import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

from generator import cores
from generator.data import Data
from generator.history import Past, since_reviews
from generator.library import Library
from generator.loader import Reader, load, read_entry
from generator.memory import Memory
from generator.pages import Asset, Page
from generator.problems import WrongUse
from generator.render import render, script_data
from generator.rules import Checked, check
from generator.sheets import NO_PAPERS, Papers
from generator.site import Site
from generator.source import read_folder
from generator.units import Edition, File, Said, Unit, of_facts, of_lists, of_things


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


@dataclass(frozen=True)
class Known:
    """What was read before: each file by its bytes, each state of the past by its commit."""

    entry: Reader = field(default_factory=lambda: cache(read_entry))
    past: Past = field(default_factory=dict)


def check_folder(
    folder: Path,
    today: datetime.date,
    shown_as: str | None = None,
    *,
    gaps_allowed: bool = False,
    known: Known | None = None,
) -> Checked:
    """Read, load and check a content folder; problems name it `shown_as`.

    What has changed since the reviews of it is looked up in its history. What is `known` from
    the last time is not read again.
    """
    known = known or Known(read_entry)
    with _collection_off():
        loaded = load(read_folder(folder, shown_as), gaps_allowed=gaps_allowed, entry=known.entry)
        if loaded.library:
            since = since_reviews(loaded.library, folder, known.entry, known.past)
            loaded = replace(loaded, draft=replace(loaded.draft, since_review=since))
        return check(loaded, today)


@dataclass(frozen=True)
class Built:
    """What is in a generated file; `edit` is the content file it is edited in, or ""."""

    content: str | bytes
    edit: str = ""


@dataclass(frozen=True)
class Output:
    """What a unit has become: its files by their paths, and what lists say of it."""

    files: Mapping[str, Built]
    said: tuple[Said, ...]


def build(  # noqa: PLR0913 - whoever leaves these out means what they are by default
    library: Library,
    today: datetime.date,
    site: Site,
    papers: Papers = NO_PAPERS,
    memory: Memory[Output] | None = None,
    *,
    tell: cores.Tell = cores.silent,
) -> dict[str, Built]:
    """Return every generated file by its path below the docs folder.

    `papers` is what is known of the sheets laid out on paper: pages link a PDF only if it is there.
    With a `memory` only what has changed is made anew; all else is the very same object as before.
    `tell` is told how far it is.
    """
    edition = Edition(today, site, papers)
    with _collection_off():
        if memory is None:
            outputs = _all(partial(_output, library=library), edition, library, tell)
        else:
            with memory.of(library) as remembered:

                def made(unit: Unit) -> Output:
                    return remembered(unit.name, unit.given, partial(_output, unit))

                outputs = _all(made, edition, library, tell, apart=False)
    return {path: built for output in outputs for path, built in output.files.items()}


def _all(
    made: Callable[[Unit], Output],
    edition: Edition,
    library: Library,
    tell: cores.Tell,
    *,
    apart: bool = True,
) -> list[Output]:
    """Return what the units of a library become: on all cores, if they can be made `apart`."""
    things = [*of_things(library, edition), *of_facts(library, edition)]
    coming = cores.mapped(made, things) if apart else map(made, things)
    outputs = [*cores.counted(coming, "pages with their sheets", len(things), tell)]
    said = [each for output in outputs for each in output.said]
    return [*outputs, *map(made, of_lists(library, edition, said))]


def _output(unit: Unit, library: Library) -> Output:
    """Make the files of a unit.

    What a page's template was given has become text, and is let go: all of it at once would take
    many times the memory.
    """
    files: dict[str, Built] = {}
    said: list[Said] = []
    for made in unit.make(library):
        if isinstance(made, Said):
            said.append(made)
        else:
            files[made.path] = _built(made)
    return Output(files, tuple(said))


def _built(made: File) -> Built:
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
