"""Every sheet laid out on paper, as a PDF where it is one to hand out: on all cores, and once.

What has been laid out stays in a cache. Its key is the hash of all that it is made from: the page,
the files that the page shows, the code that prints it and the versions of the libraries.
"""

import datetime
import hashlib
import json
import os
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from generator import cores, shipped
from generator.library import Library
from generator.pages import Asset, Page
from generator.render import render
from generator.sheets import PAPERS, VARIANTS, Paper, Papers, Sheet, pdf_path, sheet_path
from generator.site import Site
from generator.units import Edition, sheet_pages
from generator.views import LinkView

if TYPE_CHECKING:
    from generator.printer import Printer

CACHE: Final = Path(".cache/sheets")
SHARED: Final = ("styles/*.css", "fonts/*.woff2")
SHARED_FOLDERS: Final = ("styles/", "fonts/", "sheets/")
HOW_TO_GET_PANGO: Final = (
    "PDFs need the library Pango. On Debian or Ubuntu: "
    "sudo apt-get install libpangoft2-1.0-0 libharfbuzz-subset0; on macOS: brew install pango."
)
_SHOWN: Final = re.compile(r'(?:src|href)="([^":?#]+\.(?:css|svg|png|jpe?g|webp))"')


class PangoMissing(Exception):
    """Pango is not on this machine, so there is nothing that could print."""


class PrintingStopped(Exception):
    """A process that printed was ended from outside."""


@dataclass(frozen=True)
class Job:
    """One sheet to lay out on one paper; `pdf` is where its PDF stands, "" if it has none."""

    sheet: str
    paper: str
    html: str
    pdf: str
    key: str


@dataclass(frozen=True)
class Done:
    """A job that is done, with the bytes of its PDF."""

    paper: Paper
    data: bytes


def wanted(
    library: Library, today: datetime.date, site: Site, docs: Path, only: Sequence[str] = ()
) -> tuple[list[Job], dict[str, bytes]]:
    """Return the jobs of a library, of those ids or of all, and the files that its sheets show."""
    pages, files = sheets_of(library, today, site, docs, only)
    return jobs(pages, files), files


def sheets_of(
    library: Library, today: datetime.date, site: Site, docs: Path, only: Sequence[str] = ()
) -> tuple[list[Page], dict[str, bytes]]:
    """Return the pages of the sheets of those ids or of all, and the files that they show."""
    made = [*sheet_pages(library, Edition(today, site), only)]
    files = shared_files(docs) | as_files(each for each in made if isinstance(each, Asset))
    return [each for each in made if isinstance(each, Page)], files


def shared_files(docs: Path) -> dict[str, bytes]:
    """Return the styles and fonts of sheets, by their paths below the docs folder."""
    return {path: file.read_bytes() for path, file in shipped.files(docs, SHARED).items()}


def as_files(assets: Iterable[Asset]) -> dict[str, bytes]:
    """Return what pages show as bytes, by path."""
    contents = ((asset.path, asset.content) for asset in assets)
    return {path: c.encode() if isinstance(c, str) else c for path, c in contents}


def jobs(pages: Iterable[Page], files: Mapping[str, bytes], *, every: bool = False) -> list[Job]:
    """Return what there is to lay out for the pages of sheets, which know of no PDF yet.

    `every`: a PDF of those sheets too that the site has only as pages.
    """
    made_with = _made_with(files)
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    of_page = partial(_jobs, hashes=hashes, made_with=made_with, every=every)
    return [job for found in cores.mapped(of_page, [*pages]) for job in found]


def _jobs(page: Page, hashes: Mapping[str, str], made_with: str, *, every: bool) -> list[Job]:
    found = []
    sheet: Sheet = page.context["sheet"]
    html = render(page)
    folder = posixpath.dirname(page.path)
    shown = sorted(posixpath.normpath(posixpath.join(folder, src)) for src in _SHOWN.findall(html))
    of_page = "".join(hashes.get(path, "") for path in shown)
    for paper in PAPERS:
        has_pdf = every or sheet.has_pdf
        pdf = pdf_path(sheet.handout.link, sheet.variant, paper) if has_pdf else ""
        made_from = "\n".join((made_with, of_page, page.path, paper, pdf, html))
        key = hashlib.sha256(made_from.encode("utf-8", "surrogatepass")).hexdigest()
        found.append(Job(page.path, paper, html, pdf, key))
    return found


def _made_with(files: Mapping[str, bytes]) -> str:
    """Return a hash of what all sheets are made with: code, libraries, styles, fonts, boxes."""
    printer = _printer()
    digest = hashlib.sha256(repr(printer.versions()).encode())
    for module in (printer.__file__, __file__):
        digest.update(Path(str(module)).read_bytes())
    for path, data in sorted(files.items()):
        if path.startswith(SHARED_FOLDERS):
            digest.update(path.encode() + data)
    return digest.hexdigest()


def _printer() -> ModuleType:
    """Return the module that prints; it cannot be imported where Pango is missing."""
    try:
        from generator import printer  # noqa: PLC0415
    except OSError as fault:
        raise PangoMissing(HOW_TO_GET_PANGO) from fault
    return printer


# --- the cache ------------------------------------------------------------------------------


def anything_in(cache: Path) -> bool:
    """Tell whether a cache has anything at all."""
    return any(cache.glob("*.json"))


def known(jobs: Iterable[Job], cache: Path = CACHE) -> dict[Job, Done]:
    """Return the jobs that are done already, from the cache."""
    found = ((job, _read(job, cache)) for job in jobs)
    return {job: done for job, done in found if done}


def _read(job: Job, cache: Path) -> Done | None:
    """Return what is in the cache for a job; a damaged entry is none."""
    try:
        facts = json.loads((cache / f"{job.key}.json").read_text(encoding="utf-8"))
        data = (cache / f"{job.key}.pdf").read_bytes() if job.pdf else b""
        pages, digest = int(facts["pages"]), str(facts["sha256"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    if hashlib.sha256(data).hexdigest() != digest or pages < 1:
        return None
    return Done(Paper(job.sheet, job.paper, pages, job.pdf, len(data)), data)


def _keep(job: Job, pages: int, data: bytes, cache: Path) -> Done:
    facts = json.dumps({"pages": pages, "sha256": hashlib.sha256(data).hexdigest()})
    if job.pdf:
        _write(cache / f"{job.key}.pdf", data)
    _write(cache / f"{job.key}.json", facts.encode())
    return Done(Paper(job.sheet, job.paper, pages, job.pdf, len(data)), data)


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_suffix(f"{path.suffix}.{os.getpid()}")
    part.write_bytes(data)
    part.replace(path)


def _clear(cache: Path) -> None:
    """Take away what processes were writing into the cache when they were killed."""
    for part in cache.glob("*.*.*"):
        process = part.suffix.removeprefix(".")
        if process.isdecimal() and not _runs(int(process)):
            part.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Tell whether a process is still there; where that cannot be asked, it may be."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # somebody else's
        return True
    return True


def papers(done: Iterable[Done]) -> Papers:
    """Return what is known of sheets on paper, as pages take it."""
    found: dict[str, list[Paper]] = {}
    for each in done:
        found.setdefault(each.paper.sheet, []).append(each.paper)
    return found


# --- when asked for -------------------------------------------------------------------------


def on_request(library: Library) -> Papers:
    """Return every PDF there is to make, as papers of which nothing more is known yet."""
    found: dict[str, list[Paper]] = {}
    for kind in ("routines", "programmes"):
        for identifier in library.of_kind(kind):
            link = LinkView(kind, identifier, "")
            for variant in (each for each in VARIANTS if each.made):
                sheet = sheet_path(link, variant)
                found[sheet] = [
                    Paper(sheet, paper, 0, pdf_path(link, variant, paper)) for paper in PAPERS
                ]
    return found


def places(library: Library) -> set[str]:
    """Return where the PDFs stand that there are to make."""
    return {paper.pdf for papers in on_request(library).values() for paper in papers}


def how_many(library: Library) -> int:
    """Return how many PDFs there are to make."""
    return len(places(library))


def one(path: str, library: Library, today: datetime.date, site: Site, docs: Path) -> bytes | None:
    """Return the PDF that stands at a path, made now or before; None if there is none."""
    made, files = wanted(library, today, site, docs, path.split("/")[1:2])
    job = next((each for each in made if each.pdf == path), None)
    if job is None:
        return None
    cache = docs.parent / CACHE
    done = known([job], cache) or make([job], files, lambda _: None, cache)
    return done[job].data


# --- on all cores ---------------------------------------------------------------------------

_OF_PROCESS: "list[Printer]" = []


def _start(files: Mapping[str, bytes]) -> None:
    """Make the printer of a process, which keeps what sheets share."""
    cores.end_with_parent()
    _OF_PROCESS[:] = [_printer().Printer(files)]


def _print(job: Job) -> tuple[int, bytes]:
    printed = _OF_PROCESS[0].print(job.sheet, job.html, job.paper, pdf=bool(job.pdf))
    return printed.pages, printed.pdf


def make(
    wanted: Sequence[Job],
    files: Mapping[str, bytes],
    each: Callable[[Job], object],
    cache: Path = CACHE,
) -> dict[Job, Done]:
    """Do those jobs, keep what they make, and call `each` after every one."""
    cache.mkdir(parents=True, exist_ok=True)
    _clear(cache)
    made: dict[Job, Done] = {}
    workers = min(cores.count(), len(wanted))
    if not workers:
        return made
    with ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=_start, initargs=(files,)
    ) as pool:
        waiting = {pool.submit(_print, job): job for job in wanted}
        try:
            for future in as_completed(waiting):
                job = waiting[future]
                made[job] = _keep(job, *future.result(), cache)
                each(job)
        except BrokenProcessPool as fault:
            message = (
                "A process that prints was ended from outside. What is done is kept: run again."
            )
            raise PrintingStopped(message) from fault
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return {job: made[job] for job in wanted}
