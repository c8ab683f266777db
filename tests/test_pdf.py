"""Real PDFs of the content that ships: what is on them, how it stands there, how they are made."""

import io
import itertools
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import page as validator
import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject
from weasyprint.urls import FatalURLFetchingError

from generator import mkdocs_plugin, pdf
from generator.cautions import GRADE_WORDS
from generator.handouts import Handout
from generator.library import Library
from generator.loader import load
from generator.pages import Page
from generator.pdf import Done, Job
from generator.printer import Printer
from generator.render import render
from generator.rules import check
from generator.sheets import PAPERS, Sheet
from generator.units import Edition, sheet_pages
from tests.conftest import (
    EPOCH,
    PATIENCE,
    ROOT,
    SITE,
    TODAY,
    PageFile,
    as_files,
    environment,
    is_hidden,
    mkdocs,
    open_page,
    parse,
    served,
    visible,
    write_project,
)
from tests.paper import FOOT, SIDE, TOP, Print, letters

SIZES: Final = {"letter": (612.0, 792.0), "a4": (595.28, 841.89)}
DOCS: Final = ROOT / "docs"
STRETCH: Final = "low-back-stretch"  # the shortest routine, where one is enough


def library_of(files: Mapping[str, bytes]) -> Library:
    checked = check(load(as_files(files)), TODAY)
    assert checked.library, checked.problems
    return checked.library


def words_of(html: str) -> str:
    """Return the letters and figures that the page of a sheet has on paper, in its order."""
    tree = parse(html)
    for node in tree.css("nav, .days"):
        node.decompose()
    assert not any(is_hidden(node) for node in tree.css("main *"))
    return letters(visible(tree.css_first("main")))


@dataclass(frozen=True, eq=False)
class Printout(Print):
    """A PDF, and what it was made from."""

    page: Page
    html: str
    paper: str
    pages: int
    made: bool  # whether the site has it

    @property
    def sheet(self) -> Sheet:
        return self.page.context["sheet"]

    @property
    def handout(self) -> Handout:
        return self.page.context["handout"]

    @cached_property
    def name(self) -> str:
        return f"{self.page.path.removesuffix('index.html')} {self.paper}"


def printed(library: Library, folder: Path) -> list[Printout]:
    """Print every sheet: PDFs of the site on both papers, of the others one on Letter."""
    pages = {p.path: p for p in sheet_pages(library, Edition(TODAY, SITE)) if isinstance(p, Page)}
    wanted, files = pdf.wanted(library, TODAY, SITE, DOCS)
    jobs = {
        replace(job, pdf=job.pdf or ("x" if job.paper == "letter" else "")): job for job in wanted
    }
    done = pdf.make([*jobs], files, lambda _: None, folder)
    assert len(done) == len(wanted)
    return [
        Printout(
            each.data, pages[job.sheet], job.html, job.paper, each.paper.pages, bool(jobs[job].pdf)
        )
        for job, each in done.items()
    ]


@pytest.fixture(scope="module")
def library(low_back: Mapping[str, bytes]) -> Library:
    return library_of(low_back)


@pytest.fixture(scope="module")
def every(library: Library, tmp_path_factory: pytest.TempPathFactory) -> list[Printout]:
    """Every sheet, those that are only laid out too: these have no data."""
    return printed(library, tmp_path_factory.mktemp("sheets"))


@pytest.fixture(scope="module")
def files(library: Library) -> dict[str, bytes]:
    """Everything that sheets show, by its path."""
    return pdf.wanted(library, TODAY, SITE, DOCS, [STRETCH])[1]


@pytest.fixture(scope="module")
def prints(every: list[Printout]) -> list[Printout]:
    return [each for each in every if each.data]


@pytest.fixture(scope="module")
def made(prints: list[Printout]) -> list[Printout]:
    """The PDFs that the site has."""
    return [each for each in prints if each.made]


def test_there_is_a_pdf_of_every_routine_and_guide_in_both_sizes_of_type_and_paper(
    library: Library, made: list[Printout]
) -> None:
    handouts = len(library.routines) + len(library.programmes)
    assert len(made) == handouts * 2 * len(PAPERS) == len({each.name for each in made})
    assert {each.sheet.variant.id for each in made} == {"", "large"}


# --- PDF/UA ---------------------------------------------------------------------------------


def failed_rules(data: bytes) -> list[str]:
    report = validator.validate_pdf_bytes(data, profile="ua1")
    assert report.rules.total > 100
    assert report.is_compliant == (not report.rules.failed)
    return [failure.rule_id for failure in report.failures]


def test_every_pdf_passes_every_rule_of_pdf_ua(prints: list[Printout]) -> None:
    faults = {each.name: Counter(failed_rules(each.data)) for each in prints}
    assert {name: found for name, found in faults.items() if found} == {}


def without_tags(writer: PdfWriter) -> None:
    del writer.root_object["/StructTreeRoot"]
    del writer.root_object["/MarkInfo"]


def without_title(writer: PdfWriter) -> None:
    del writer.root_object["/Metadata"]


def without_language(writer: PdfWriter) -> None:
    del writer.root_object["/Lang"]


def without_alternatives(writer: PdfWriter) -> None:
    for number in range(1, len(writer._objects) + 1):
        one = writer.get_object(number)
        if isinstance(one, DictionaryObject) and one.get("/S") == "/Figure":
            one.pop(NameObject("/Alt"), None)


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (without_tags, "TAGGED"),
        (without_title, "METADATA"),
        (without_language, "LANGUAGE"),
        (without_alternatives, "FIGURE-ALTERNATIVE"),
    ],
)
def test_the_check_fails_when_a_pdf_is_spoilt(
    spoil: Callable[[PdfWriter], None], rule: str, made: list[Printout]
) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(made[0].data))
    before = io.BytesIO()
    writer.write(before)
    usual = Counter(failed_rules(before.getvalue()))
    spoil(writer)
    after = io.BytesIO()
    writer.write(after)
    new = Counter(failed_rules(after.getvalue())) - usual
    assert [found for found in new if rule in found]


def test_title_language_and_bookmarks(prints: list[Printout]) -> None:
    for each in prints:
        info = each.reader.metadata
        assert info is not None
        assert info.title == f"{each.page.title} - {SITE.name}", each.name
        assert info.author == SITE.name
        assert each.root["/Lang"] == SITE.language
        assert each.root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert each.bookmarks[0] == each.handout.link.title
        for exercise in each.handout.exercises:
            title = exercise.link.title
            named = [mark for mark in each.bookmarks[1:] if f": {mark}".endswith(f": {title}")]
            assert len(named) == 1, (each.name, title, each.bookmarks)


def test_every_picture_has_its_alternative(prints: list[Printout]) -> None:
    for each in prints:
        told = [alternative for name, alternative in each.elements if name == "Figure"]
        wanted = [
            one.figure.alternative
            for exercise in each.handout.exercises
            for one in (*exercise.first, exercise)
            if one.figure and each.sheet.pictures
        ]
        assert [one for one in told if one in wanted] == wanted, each.name
        assert all(told), each.name


def test_headings_leave_no_level_out(prints: list[Printout]) -> None:
    for each in prints:
        levels = [int(name[1:]) for name, _ in each.elements if re.fullmatch("H[1-6]", name)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), each.name


def test_all_fonts_are_embedded_and_of_one_family(prints: list[Printout]) -> None:
    for each in prints:
        assert each.fonts
        for name, descriptor in each.fonts.items():
            assert "Atkinson" in name, (each.name, name)
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor), (each.name, name)


# --- Nothing is lost ------------------------------------------------------------------------


def test_all_that_the_page_of_a_sheet_says_is_on_paper_in_the_same_order(
    prints: list[Printout],
) -> None:
    """The parity tests hold these pages against the raw files."""
    assert [lost(each) for each in prints if lost(each)] == []


def lost(each: Printout) -> tuple[str, str, str] | None:
    """Return where what is tagged first differs from what the page says."""
    wanted = words_of(each.html)
    return None if each.told == wanted else (each.name, *difference(each.told, wanted))


def difference(one: str, other: str) -> tuple[str, str]:
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return one[max(start - 20, 0) : start + 40], other[max(start - 20, 0) : start + 40]


def test_what_keeps_people_safe_is_drawn_on_paper(prints: list[Printout]) -> None:
    """Read from what is drawn, not from tags: that is what stands on the paper."""
    for each in prints:
        drawn = "".join(side.told for side in each.sides)
        for text in safety(each.handout):
            assert letters(text) in drawn, (each.name, text)
        assert letters("Not yet reviewed by a clinician.") in drawn
        assert f"Thisisversion{each.handout.version}" in drawn
        assert letters(SITE.url(each.sheet.folder)) in drawn


def safety(handout: Handout) -> Iterator[str]:
    """Yield every caution, every "do not" line and the disclaimer."""
    boxes = [*handout.boxes, *(each.cautions for each in handout.exercises if each.cautions)]
    for box in boxes:
        for line in box.lines:
            yield f"{line.title} {line.text.text}"
    for exercise in handout.exercises:
        for each in (*exercise.first, exercise):
            yield from (line.text for line in each.do_not)
    yield from (line.text for line in handout.disclaimer)


def test_stop_and_ask_first_are_read_before_the_first_exercise(prints: list[Printout]) -> None:
    for each in prints:
        exercise = each.handout.exercises[0]
        texts = [line.text for told in exercise.first for line in (*told.steps, *told.do_not)]
        texts += [
            f"{line.label} {line.to_write if line.open else line.text}" for line in exercise.dose
        ]
        first = min(each.told.index(letters(text)) for text in texts)
        grades = [box.grade for box in each.handout.boxes]
        assert "stop" in grades
        for box in each.handout.boxes:
            for line in box.lines:
                place = each.told.index(letters(f"{line.title} {line.text.text}"))
                assert place < first, (each.name, line.title)
            assert letters(GRADE_WORDS[box.grade]) in each.told[:first]


# --- How it stands there --------------------------------------------------------------------


def test_a_pdf_has_the_size_of_its_paper_and_as_many_pages_as_are_told(
    every: list[Printout],
) -> None:
    for each in every:
        assert each.pages > 0
        if each.data:
            assert len(each.reader.pages) == each.pages, each.name
            for side in each.sides:
                assert (side.width, side.height) == pytest.approx(SIZES[each.paper], abs=0.01)


def small(each: Printout) -> list[tuple[str, float]]:
    """Return the words in type that is too small; in the margin, 12 points are enough."""
    least = 16 if each.sheet.variant.large else 12
    found = []
    for side in each.sides:
        for word in side.words:
            size = round(word.height / each.em, 1)
            if size < (least if word in side.own else 12):
                found.append((word.text, size))
    return found


def test_type_is_large_enough(prints: list[Printout]) -> None:
    assert {each.name: small(each)[:5] for each in prints if small(each)} == {}
    for each in prints:
        sizes = Counter(round(word.height / each.em, 1) for side in each.sides for word in side.own)
        body = 18 if each.sheet.variant.large else 12
        assert sizes.most_common(1)[0][0] >= body, each.name


def outside(each: Print) -> list[tuple[int, str]]:
    """Return the words that reach out of what every printer prints, with their pages."""
    return [
        (number, word.text)
        for number, side in enumerate(each.sides, start=1)
        for word in side.words
        if word.left < SIDE
        or word.right > side.width - SIDE
        or word.top < TOP
        or word.bottom > side.height - 12
    ]


def test_no_word_reaches_into_the_margin(prints: list[Printout]) -> None:
    assert {each.name: outside(each) for each in prints if outside(each)} == {}


def blocks(each: Printout) -> Iterator[tuple[str, str]]:
    """Yield the heading and the last line of every exercise, and of what each starts from."""
    for block in PageFile(each.html).article.css("section.exercise .block"):
        lines = block.css("li")
        yield letters(visible(block.css_first("h2, h3"))), letters(visible(lines[-1]))


def cut(each: Printout, other: Print | None = None) -> list[str]:
    """Return the exercises whose heading and last line are not on one page, of it or of another."""
    sides = (other or each).sides
    return [
        heading
        for heading, last in blocks(each)
        if not any(heading in side.told and last in side.told for side in sides)
    ]


def test_no_exercise_is_cut_by_the_end_of_a_page(prints: list[Printout]) -> None:
    assert {each.name: cut(each) for each in prints if cut(each)} == {}


# How figures stood before: beside the text, as floats, which an end of a page may cut.
FLOATS: Final = """<style>
.pictured .row { display: flow-root !important }
.pictured .row > figure { display: block !important; float: left }
.pictured .row > .how { display: block !important; margin-left: 61mm }
</style>"""


def captions_cut(library: Library, style: str = "") -> list[int]:
    """Return at which heights, in mm, the last exercise and its caption are not on one page whole.

    Its figure is higher than its text. An empty space before it, at the top of a page, grows by
    steps, until the exercise has passed the end of the page.
    """
    pages, files = pdf.sheets_of(library, TODAY, SITE, DOCS, ["standing"])
    path = "routines/standing/sheet/index.html"
    html = render(next(page for page in pages if page.path == path))
    html = html.replace("</head>", f"{style}</head>")
    before, *_, last = re.split('(?=<section class="exercise)', html)
    exercise, end, after = last.partition("</section>")
    heights = range(150, 170)
    spaces = (f'<div style="break-before: page; height: {high}mm"></div>' for high in heights)
    filled = before + "".join(f"{space}{exercise}{end}" for space in spaces) + after
    out = Print(Printer(files).print(path, filled, "letter", pdf=True).pdf)
    titles = [side.told.count("Exercise4of4") for side in out.sides]
    with_name = [side for side, count in zip(out.sides, titles, strict=True) if count == 1]
    assert (titles[1], titles[-2:]) == (1, [0, 1])  # the first before that end, the last after it
    return [
        high
        for high, side in zip(heights, with_name, strict=True)
        if "1feetflat2heelsup" not in side.told
    ]


def test_a_caption_stays_with_its_figure_wherever_the_page_ends(library: Library) -> None:
    assert captions_cut(library) == []
    assert captions_cut(library, FLOATS) != []


def nearly_empty(each: Printout) -> list[tuple[int, float]]:
    """Return the pages whose last line stands in their upper fifth, and how far down it stands."""
    lowest = [max((word.bottom for word in side.own), default=0.0) for side in each.sides]
    return [
        (number, round(low / side.height, 2))
        for number, (low, side) in enumerate(zip(lowest, each.sides, strict=True), start=1)
        if low < TOP + 0.2 * side.height
    ]


def test_no_page_is_nearly_empty(prints: list[Printout]) -> None:
    assert {each.name: nearly_empty(each) for each in prints if nearly_empty(each)} == {}


def test_every_page_says_which_it_is_of_how_many(prints: list[Printout]) -> None:
    for each in prints:
        for number, side in enumerate(each.sides, start=1):
            margin = " ".join(w.text for w in side.words if w.top >= side.height - FOOT)
            assert f"Page {number} of {len(each.sides)}" in margin, each.name


SPOILT: Final = (
    (".block ol { break-before: page }", cut),
    (".block { break-after: page } .block p { break-before: page }", nearly_empty),
    ("main { margin-left: -8mm }", outside),
    ("main { width: 220mm }", outside),
    (".dose { font-size: 11pt }", small),
)


@pytest.mark.parametrize(
    ("style", "find"), SPOILT, ids=[f"{find.__name__} {style[:12]}" for style, find in SPOILT]
)
def test_the_checks_of_a_layout_find_what_a_bad_style_does(
    style: str, find: Callable[[Printout], object], every: list[Printout], files: dict[str, bytes]
) -> None:
    usual = next(each for each in every if each.page.path.startswith(f"routines/{STRETCH}/"))
    assert not find(usual)
    html = usual.html.replace("</head>", f"<style>{style}</style></head>")
    done = Printer(files).print(usual.page.path, html, "letter", pdf=True)
    assert find(replace(usual, data=done.pdf))


# --- The same sheets from a browser's print dialog ------------------------------------------


@pytest.fixture(scope="module")
def browsed(
    every: list[Printout],
    files: dict[str, bytes],
    browser: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[tuple[Printout, Print]]:
    """The sheets of routines and guides as Chromium prints them, beside our own PDFs."""
    folder = tmp_path_factory.mktemp("browsed")
    chosen = [each for each in every if each.data and each.handout.link.kind != "exercises"]
    pages = {each.page.path: each.html.encode() for each in chosen}
    script = (DOCS / "scripts/sheet.js").read_bytes()
    for path, data in {**files, **pages, "scripts/sheet.js": script}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    found = []
    with served(folder) as server, open_page(browser, server.address) as (page, strays):
        for each in sorted(chosen, key=lambda one: one.page.path):
            if not page.url.endswith(each.page.path):
                page.goto(server.address + each.page.path)
                page.evaluate("document.fonts.ready")
            paper = {"letter": "Letter", "a4": "A4"}[each.paper]
            found.append((each, Print(page.pdf(format=paper, prefer_css_page_size=False))))
        assert strays == []
    return found


def test_a_browser_prints_all_of_a_sheet_and_neither_bar_nor_list(
    browsed: list[tuple[Printout, Print]],
) -> None:
    for each, other in browsed:
        drawn = "".join(side.told for side in other.sides)
        for text in safety(each.handout):
            assert letters(text) in drawn, (each.name, text)
        for text in ("Back to", "Other sheets", "Print this sheet", "The log as a list"):
            assert letters(text) not in drawn, (each.name, text)
        assert f"Thisisversion{each.handout.version}" in drawn


def test_a_browser_cuts_no_exercise(browsed: list[tuple[Printout, Print]]) -> None:
    faults = {each.name: cut(each, other) for each, other in browsed if cut(each, other)}
    assert faults == {}


def test_a_browser_needs_as_many_pages_as_are_told_or_one_more_or_less(
    browsed: list[tuple[Printout, Print]],
) -> None:
    counts = {each.name: (each.pages, len(other.reader.pages)) for each, other in browsed}
    assert {n: found for n, found in counts.items() if abs(found[0] - found[1]) > 1} == {}


# --- How it is made -------------------------------------------------------------------------

TWICE: Final = """\
import datetime, hashlib, pathlib, sys
from generator import mkdocs_plugin, pdf
from generator.loader import load_folder
from generator.printer import Printer
from generator.site import Site
library = load_folder(pathlib.Path("content")).library
site = Site("Made up", "https://made-up.example/")
today, docs = datetime.date(2026, 1, 15), pathlib.Path("docs")
wanted, files = pdf.wanted(library, today, site, docs, ["NAME"])
printer = Printer(files)
for job in wanted:
    if job.pdf and job.paper == "letter":
        print(job.key, hashlib.sha256(printer.print(job.sheet, job.html, job.paper, pdf=True).pdf))
"""


def test_two_processes_make_the_same_bytes() -> None:
    script = TWICE.replace("NAME", STRETCH).replace(".pdf))", ".pdf).hexdigest())")
    found = [
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env=environment(PYTHONHASHSEED=seed),
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        ).stdout
        for seed in ("1", "2")
    ]
    assert found[0] == found[1]
    assert len(found[0].splitlines()) == 2


def limber(project: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=project,
        env=environment(SOURCE_DATE_EPOCH=EPOCH, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.fixture(scope="module")
def project(low_back: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which the PDFs of one routine are made."""
    folder = write_project(tmp_path_factory.mktemp("pdf") / "project", low_back)
    done = limber(folder, "pdf", STRETCH)
    assert done.returncode == 0, done.stderr
    assert "4 PDFs. 14 of 14 sheets were laid out" in done.stdout
    return folder


def test_a_second_run_makes_none_and_puts_the_same_files_there(project: Path) -> None:
    files = {path.name: path.read_bytes() for path in (project / ".cache/pdf").rglob("*.pdf")}
    assert len(files) == 4
    done = limber(project, "pdf", STRETCH, "--out", "other")
    assert "4 PDFs. 0 of 14 sheets were laid out" in done.stdout
    assert {path.name: path.read_bytes() for path in (project / "other").rglob("*.pdf")} == files


def test_the_site_has_the_pdfs_that_were_made_and_links_no_others(project: Path) -> None:
    done = mkdocs(project, "build", "--strict", "--site-dir", "with")
    assert done.returncode == 0, done.stderr
    made = {p.relative_to(project / "with").as_posix() for p in (project / "with").rglob("*.pdf")}
    folder = f"routines/{STRETCH}"
    names = ("letter", "a4", "letter-large", "a4-large")
    assert made == {f"{folder}/{STRETCH}-{name}.pdf" for name in names}
    assert pdfs_linked(project / "with") == made
    page = PageFile((project / "with" / folder / "index.html").read_text("utf-8"))
    assert re.search(r"PDF, Letter \d pages?, \d+ kB", page.text)


def test_a_site_says_how_many_of_its_pdfs_are_current(project: Path) -> None:
    done = mkdocs(project, "build", "--site-dir", "told", "--verbose")
    assert re.search(r"4 of 28 PDFs are current; 'make pdf' makes the rest\.", done.stderr)


def test_no_sheet_is_rendered_to_look_for_pdfs_where_there_are_none(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "render", None)
    assert mkdocs_plugin._printed(library, TODAY, SITE, DOCS, tmp_path / "cache") == []
    wanted = len(pdf.on_request(library)) * len(pdf.PAPERS)
    assert pdf.how_many(library) == wanted > 0


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (None, "mkdocs.yml cannot be read"),
        ("site_name: [", "mkdocs.yml cannot be read"),
        ("site_name: A\nsite_url: 'https://[bad/'\n", "mkdocs.yml cannot be read"),
        (
            "site_name: A\nsite_url: https://a.example/\ntheme: {name: mkdocs, language: [en]}\n",
            "'theme: language' is ['en']",
        ),
        ("site_name: A\nsite_url: 'https://a.example/?q='\n", "'site_url' is"),
    ],
)
def test_settings_that_cannot_be_used_are_told_in_a_sentence(
    tmp_path: Path, settings: str | None, told: str
) -> None:
    if settings:
        (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
        (tmp_path / "docs").mkdir()
    done = limber(tmp_path, "pdf")
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_printer_that_is_ended_from_outside_is_told_and_what_is_done_is_kept(
    library: Library, files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = pdf.wanted(library, TODAY, SITE, DOCS, [STRETCH])[0][:3]
    pdf.make(wanted[:1], files, lambda _: None, tmp_path)
    monkeypatch.setattr(pdf, "_print", _end_this_process)
    with pytest.raises(pdf.PrintingStopped, match="run again"):
        pdf.make(wanted[1:], files, lambda _: None, tmp_path)
    assert set(pdf.known(wanted, tmp_path)) == set(wanted[:1])


def _end_this_process(_: Job) -> tuple[int, bytes]:
    os._exit(9)


def pdfs_linked(site: Path) -> set[str]:
    """Return every PDF that a page of a site leads to, by its path below the root of the site."""
    found = set()
    for path in site.rglob("*.html"):
        for link in re.findall(r'href="?([^" >]+\.pdf)', path.read_text("utf-8")):
            found.add((path.parent / link).resolve().relative_to(site.resolve()).as_posix())
    return found


def test_a_damaged_entry_of_the_cache_is_made_anew(project: Path) -> None:
    cache = project / ".cache/sheets"
    entries = sorted(cache.glob("*.pdf"))
    good = entries[0].read_bytes()
    entries[0].write_bytes(good[:-100])
    entries[1].with_suffix(".json").write_text("{", encoding="utf-8")
    entries[2].unlink()
    done = limber(project, "pdf", STRETCH)
    assert "4 PDFs. 3 of 14 sheets were laid out" in done.stdout
    assert entries[0].read_bytes() == good


def test_a_changed_word_a_style_and_the_code_that_prints_make_new_pdfs(
    library: Library,
    files: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    made = sheet_pages(library, Edition(TODAY, SITE), [STRETCH])
    pages = [page for page in made if isinstance(page, Page)][:1]
    usual = {job.key for job in pdf.jobs(pages, files)}
    assert len(usual) == 2
    styled = files | {"styles/sheet.css": files["styles/sheet.css"] + b"\n"}
    assert not usual & {job.key for job in pdf.jobs(pages, styled)}
    figure = f"{pages[0].context['handout'].exercises[0].figure.path}"
    drawn = files | {figure: files[figure] + b"\n"}
    assert not usual & {job.key for job in pdf.jobs(pages, drawn)}
    other = files | {"figures/plate.svg": b""}
    assert usual == {job.key for job in pdf.jobs(pages, other)}
    code = tmp_path / "printer.py"
    code.write_text("", encoding="utf-8")
    monkeypatch.setattr("generator.printer.__file__", str(code))
    assert not usual & {job.key for job in pdf.jobs(pages, files)}


def test_no_sheet_asks_for_anything_outside_of_the_site(files: dict[str, bytes]) -> None:
    page = '<!doctype html><title>x</title><img src="https://made-up.example/x.png" alt="x">'
    with pytest.raises(FatalURLFetchingError, match=r"https://made-up\.example/x\.png"):
        Printer(files).print("a/index.html", page, "a4", pdf=False)
    with pytest.raises(ValueError, match="not part of the site"):
        Printer(files).fetcher.fetch("https://made-up.example/x.png")


# --- Without Pango --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def no_pango(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings under which WeasyPrint is there and finds no Pango, as on a bare machine."""
    folder = tmp_path_factory.mktemp("path")
    text = "raise OSError(\"cannot load library 'libpango-1.0-0'\")\n"
    (folder / "weasyprint.py").write_text(text, encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


def test_without_pango_the_pdfs_are_left_out_and_it_is_said_how_to_get_it(
    project: Path, no_pango: Mapping[str, str]
) -> None:
    done = limber(project, "pdf", "--out", "none", **no_pango)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("No PDF was made of ")
    assert "standing, low-back. PDFs need the library Pango." in done.stderr
    assert "apt-get install libpango" in done.stderr
    assert "brew install pango" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "none").exists()


def test_without_pango_and_with_require_it_fails(
    project: Path, no_pango: Mapping[str, str]
) -> None:
    done = limber(project, "pdf", "--require", **no_pango)
    assert (done.returncode, done.stdout) == (1, "")
    assert "need the library Pango" in done.stderr


def test_without_pango_the_site_is_whole_and_links_no_pdf(
    project: Path, no_pango: Mapping[str, str]
) -> None:
    done = mkdocs(project, "build", "--strict", "--site-dir", "without", **no_pango)
    assert done.returncode == 0, done.stderr
    assert not [*(project / "without").rglob("*.pdf")]
    assert pdfs_linked(project / "without") == set()
    assert (project / "without/routines" / STRETCH / "sheet/large/index.html").is_file()


def test_a_routine_that_is_not_there_is_named(project: Path) -> None:
    done = limber(project, "pdf", "low-back-strech")
    assert done.returncode == 2
    assert f"There is no routine 'low-back-strech'. Did you mean '{STRETCH}'?" in done.stderr


# --- More than there ever is ----------------------------------------------------------------

LONG: Final = "Donaudampfschifffahrtsgesellschaftskapitaenswitwenrentenamtsvorsteher"
MANY: Final = " ".join(
    ["Stop at once and then do what your health care provider has told you."] * 8
)


def overfull() -> dict[str, bytes]:
    """Return a routine of 12 exercises in which everything is long, and every dose is open."""
    files = {
        "disclaimer.md": f"---\n---\n# Disclaimer\n\n{MANY}\n\n{MANY}\n",
        "positions/lying.md": "---\nfloor: true\n---\n# Lying\n",
        "regions/back.md": "---\n---\n# Back\n",
        "sources/book.md": f"---\npublisher: {LONG}\n---\n# The {LONG}\n",
    }
    for grade in ("stop", "ask-first", "take-care"):
        for n in range(3):
            text = f"---\ngrade: {grade}\n---\n# If {grade} {n} {LONG}\n\n{MANY}\n"
            files[f"cautions/{grade}-{n}.md"] = text
    steps = "\n".join(f"1. Move your {LONG} a bit, and then a bit more." for _ in range(6))
    never = "\n".join(
        f"- Do not move your {LONG} as far as {way}." for way in "north south east west".split()
    )
    dose = "".join(f"  {name}: open\n" for name in ("sets", "repetitions", "side", "hold", "rest"))
    for n in range(12):
        front = f"position: lying\ndose:\n{dose}  limb: leg\n  times_a_day: 100 to 999\n"
        front += (
            "  days_a_week: open\ncautions:\n  - take-care-2\n" if n == 5 else "  days_a_week: 7\n"
        )
        front += "figure:\n  start:\n    base: supine\n  end:\n    near_leg:\n      hip: 30\n"
        picture = f"1. A person lies down.\n2. One leg is up, as is the {LONG}."
        files[f"exercises/move-{n}.md"] = (
            f"---\n{front}source: book\n---\n# Move the {LONG} number {n}\n\nYou move.\n\n"
            f"## Get ready\n\n- Take the {LONG}.\n\n## Steps\n\n{steps}\n1. Hold for {{hold}}.\n\n"
            f"## Do not\n\n{never}\n\n## Picture\n\n{picture}\n"
        )
    listed = "".join(f"  - exercise: move-{n}\n" for n in range(12))
    files["routines/all.md"] = f"---\nexercises:\n{listed}---\n# All of it\n\n{MANY}\n"
    stages = (
        f"  - id: stage-{part}\n    exercises:\n"
        + "".join(f"      - move-{n}\n" for n in range(12)[part : part + 6])
        for part in (0, 6)
    )
    cautions = "".join(f"  - {g}-{n}\n" for g in ("stop", "ask-first", "take-care") for n in (0, 1))
    cautions += "  - stop-2\n  - ask-first-2\n"
    files["programmes/all.md"] = (
        f"---\nregion: back\nstages:\n{''.join(stages)}cautions:\n{cautions}"
        f"source: book\n---\n# Everything\n\nMove.\n\n## One\n\n## Two\n"
    )
    return {path: text.encode() for path, text in files.items()}


@pytest.fixture(scope="module")
def too_much(tmp_path_factory: pytest.TempPathFactory) -> list[Printout]:
    library = library_of(overfull())
    pages = [
        page
        for page in sheet_pages(library, Edition(TODAY, SITE))
        if isinstance(page, Page) and page.context["handout"].link.kind == "routines"
    ]
    _, files = pdf.wanted(library, TODAY, SITE, DOCS, ["all"])
    jobs = [replace(job, pdf="x") for job in pdf.jobs(pages, files) if job.paper == "letter"]
    done: Mapping[Job, Done] = pdf.make(
        jobs, files, lambda _: None, tmp_path_factory.mktemp("too-much")
    )
    return [
        Printout(done[job].data, page, render(page), "letter", done[job].paper.pages, made=False)
        for job, page in zip(jobs, pages, strict=True)
    ]


def test_too_much_is_printed_all_the_same_and_nothing_is_lost(too_much: list[Printout]) -> None:
    assert {each.sheet.variant.id for each in too_much} == {
        "", "large", "summary", "log-7", "log-14", "log-28", "write-in",
    }  # fmt: skip
    for each in too_much:
        assert each.sheet.variant.large or lost(each) is None  # its exercises fit no page
        drawn = "".join(side.told for side in each.sides)
        for text in safety(each.handout):
            assert letters(text) in drawn or _over_pages(letters(text), each), (each.name, text)


def _over_pages(text: str, each: Printout) -> bool:
    """Tell whether a text is drawn, over the end of a page."""
    pairs = itertools.pairwise(each.sides)
    return any(text in one.told + other.told for one, other in pairs)


def test_too_much_is_not_cut_at_the_margin_nor_printed_small(too_much: list[Printout]) -> None:
    assert {each.name: outside(each) for each in too_much if outside(each)} == {}
    assert {each.name: small(each) for each in too_much if small(each)} == {}


def test_too_much_passes_every_rule_of_pdf_ua(too_much: list[Printout]) -> None:
    assert {e.name: Counter(failed_rules(e.data)) for e in too_much if failed_rules(e.data)} == {}
