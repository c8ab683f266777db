"""Sheets as a model and as HTML: which there are, and what each of them says and leaves to write.

That no caution, "do not" line or disclaimer is lost on any of them is shown in test_parity.py.
"""

import datetime
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from xml.etree import ElementTree

import pytest
import segno
from selectolax.lexbor import LexborNode

from generator import dose as doses
from generator.build import build
from generator.handouts import Handout, Teller
from generator.library import Library
from generator.loader import load
from generator.pages import Asset, Page
from generator.problems import WrongUse
from generator.sheets import (
    VARIANTS,
    Paper,
    Sheet,
    _height,
    address,
    days_path,
    rows_of_days,
    sheets,
)
from generator.site import Site as SiteSettings
from generator.stationery import BOX, GAP, QUIET, day_boxes, qr_code, row_width
from generator.units import Edition, Said, of_facts, of_lists, of_things, sheet_pages
from tests.conftest import ROOT, SITE, TODAY, PageFile, as_files, edited, visible

FOLDERS: Final = {"exercises": "exercises", "routines": "routines", "programmes": "guides"}
ALL: Final = ("", "large/", "summary/", "log-7/", "log-14/", "log-28/", "write-in/")
OF_EXERCISES: Final = ("", "large/")
DAYS: Final = {"": 7, "large/": 7, "summary/": 0, "log-7/": 7, "log-14/": 14, "log-28/": 28}
GRADES: Final = ["Stop", "Ask first", "Take care"]
CRUNCH: Final = "exercises/abdominal-crunch.md"
HEEL_SLIDES: Final = "exercises/heel-slides.md"


def library_of(files: Mapping[str, bytes]) -> Library:
    loaded = load(as_files(files))
    assert loaded.library, loaded.problems
    return loaded.library


def sheets_of(library: Library, **more: Any) -> dict[str, PageFile]:
    """Return the page of every sheet by its address."""
    built = build(library, TODAY, SITE, **more)
    return {
        path.removesuffix("index.html"): PageFile(made.content)
        for path, made in built.items()
        if "/sheet/" in path and isinstance(made.content, str) and path.endswith(".html")
    }


def every_page(library: Library) -> Iterator[Any]:
    """Yield all that a site is made of, as it goes to the templates."""
    edition, said = Edition(TODAY, SITE), []
    for unit in (*of_things(library, edition), *of_facts(library, edition)):
        for made in unit.make(library):
            said += [made] if isinstance(made, Said) else []
            yield made
    for unit in of_lists(library, edition, said):
        yield from unit.make(library)


@pytest.fixture(scope="module")
def library(both: Mapping[str, bytes]) -> Library:
    return library_of(both)


@pytest.fixture(scope="module")
def made(library: Library) -> Mapping[str, PageFile]:
    return sheets_of(library)


@pytest.fixture(scope="module")
def handouts(library: Library) -> Mapping[str, Handout]:
    """Every handout by its address."""
    teller = Teller(library, TODAY)
    found = [
        *map(teller.exercise, library.exercises.values()),
        *map(teller.routine, library.routines.values()),
        *map(teller.guide, library.programmes.values()),
    ]
    return {f"{FOLDERS[each.link.kind]}/{each.link.id}/": each for each in found}


def split(where: str) -> tuple[str, str]:
    """Return the address of a handout and the last part of that of its sheet."""
    own, _, variant = where.partition("sheet/")
    return own, variant


def words(node: LexborNode) -> str:
    return " ".join(visible(node).split())


def blocks(page: PageFile) -> list[LexborNode]:
    """Return each exercise of a sheet, without what it starts from."""
    return [node.css(".block")[-1] for node in page.article.css("section.exercise")]


# --- Which there are ------------------------------------------------------------------------


def test_every_variant_stands_at_its_address(
    made: Mapping[str, PageFile], handouts: Mapping[str, Handout]
) -> None:
    wanted = {
        f"{own}sheet/{variant}"
        for own, handout in handouts.items()
        for variant in (OF_EXERCISES if handout.link.kind == "exercises" else ALL)
    }
    assert set(made) == wanted
    assert [f"{v.id}/" if v.id else "" for v in VARIANTS] == list(ALL)


def test_a_page_leads_to_its_sheets_and_a_sheet_to_its_page_and_to_every_other(
    library: Library, made: Mapping[str, PageFile]
) -> None:
    for own in {split(where)[0] for where in made}:
        others = {split(where)[1] for where in made if split(where)[0] == own}
        for variant in others:
            page = made[f"{own}sheet/{variant}"]
            root = "../" * f"{own}sheet/{variant}".count("/")
            links = {a.attributes["href"] or "" for a in page.tree.css("nav a[href]")}
            inside = {link.removeprefix(root).removesuffix("index.html") for link in links}
            assert {own, *(f"{own}sheet/{o}" for o in others - {variant})} <= inside
            assert len(page.tree.css("nav [aria-current=page]")) == 1
    for page in every_page(library):
        if isinstance(page, Page) and page.template in ("exercise.md", "routine.md", "guide.md"):
            kept = [path.removesuffix("index.html") for _, path, _ in page.context["sheets"]]
            assert set(kept) <= set(made)
            assert len(kept) == (2 if page.template == "exercise.md" else 7)


def test_a_sheet_is_for_no_search_engine_and_says_where_its_page_stands(
    made: Mapping[str, PageFile],
) -> None:
    for where, page in made.items():
        tree = page.tree
        robots = tree.css_first("meta[name=robots]")
        canonical = tree.css_first("link[rel=canonical]")
        assert robots is not None
        assert canonical is not None
        assert robots.attributes["content"] == "noindex"
        assert canonical.attributes["href"] == SITE.url(split(where)[0])
        assert tree.css_first("html").attributes["lang"] == SITE.language


def test_titles_tell_all_sheets_apart(made: Mapping[str, PageFile]) -> None:
    titles = [page.tree.css_first("title").text() for page in made.values()]
    assert len(set(titles)) == len(titles)


def test_the_language_and_the_name_of_the_site_are_those_of_its_settings(library: Library) -> None:
    site = SiteSettings("Clinic & Co", "https://made-up.example/a/", language="de")
    page = next(
        each for each in sheet_pages(library, Edition(TODAY, site)) if isinstance(each, Page)
    )
    sheet = PageFile(build(library, TODAY, site)[page.path].content)  # type: ignore[arg-type]
    assert sheet.tree.css_first("html").attributes["lang"] == "de"
    assert "Clinic & Co" in sheet.text
    assert "https://made-up.example/a/exercises/" in sheet.text
    assert "Report a problem" not in sheet.html


@pytest.mark.parametrize("address", ["", "example.org", "//example.org", "file:///x", "https://"])
def test_a_site_without_a_whole_address_has_no_sheets(address: str) -> None:
    with pytest.raises(WrongUse, match=r"'site_url' is .*whole one"):
        SiteSettings("A site", address)


# --- What each says -------------------------------------------------------------------------


def test_every_caution_stands_once_and_the_gravest_first(
    made: Mapping[str, PageFile], handouts: Mapping[str, Handout]
) -> None:
    for where, page in made.items():
        handout = handouts[split(where)[0]]
        boxes = page.article.css("main > .caution")
        headings = [words(box.css_first("h2")) for box in boxes]
        assert headings == sorted(headings, key=GRADES.index), where
        assert len(set(headings)) == len(headings)
        lines = [words(li) for li in page.article.css(".caution li")]
        titles = [line.title for box in _all_boxes(handout) for line in box.lines]
        assert len(lines) == len(titles) == len(set(titles)), where
        for title in titles:
            assert sum(line.startswith(f"{title}.") for line in lines) == 1, (where, title)


def _all_boxes(handout: Handout) -> Iterator[Any]:
    yield from handout.boxes
    yield from (each.cautions for each in handout.exercises if each.cautions)


def test_a_line_to_call_stands_once_and_right_after_the_stop_caution(
    made: Mapping[str, PageFile],
) -> None:
    for where, page in made.items():
        calls = page.article.css(".call")
        assert [words(call) for call in calls] == ["Call: (name and phone)"], where
        assert len(calls[0].css(".line")) == 1
        assert "stop" in (calls[0].parent.attributes["class"] or "").split(), where


def test_a_sheet_without_a_stop_caution_has_a_line_to_call_all_the_same(
    low_back: Mapping[str, bytes],
) -> None:
    files = edited(low_back, "cautions/stop-if-it-hurts.md", "grade: stop", "grade: ask-first")
    for where, page in sheets_of(library_of(files)).items():
        assert len(page.article.css(".call")) == 1, where


def test_each_exercise_has_its_number_and_its_dose_in_force(
    made: Mapping[str, PageFile], handouts: Mapping[str, Handout]
) -> None:
    for where, page in made.items():
        exercises = handouts[split(where)[0]].exercises
        found = blocks(page)
        assert len(found) == len(exercises)
        for number, (block, exercise) in enumerate(zip(found, exercises, strict=True), start=1):
            heading = block.css_first("h2, h3")
            count = f"Exercise {number} of {len(exercises)}: " if len(exercises) > 1 else ""
            assert words(heading) == f"{count}{exercise.link.title}", where
            told = [words(line) for line in block.css(".dose li")]
            assert told == [
                f"{line.label}: {line.to_write if line.open else line.text}"
                for line in exercise.dose
            ]
            assert told, where


def test_a_routine_that_changes_a_dose_prints_its_own(made: Mapping[str, PageFile]) -> None:
    """The routine of the tests: 3 to 4 times and 10 seconds, where the exercise has another."""
    for variant in ALL:
        block = blocks(made[f"routines/neck-sitting/sheet/{variant}"])[0]
        dose = " ".join(words(line) for line in block.css(".dose li"))
        assert "3 to 4 times" in dose
        assert "10 seconds" in dose
        assert "Rest" not in dose
        own = " ".join(words(li) for li in blocks(made["exercises/neck-turn/sheet/"])[0].css("li"))
        assert "3 to 4 times" not in own
    steps = words(blocks(made["routines/neck-sitting/sheet/"])[0].css_first("ol"))
    assert "10 seconds" in steps


def test_an_open_dose_prints_words_and_a_line(low_back: Mapping[str, bytes]) -> None:
    text = low_back[HEEL_SLIDES].decode()
    assert "  repetitions: open\n  side: open\n  limb: leg\n" in text
    made = sheets_of(library_of(low_back))
    seen = 0
    for where, page in made.items():
        for block in blocks(page):
            if "Heel slide" in words(block.css_first("h2, h3")):
                seen += 1
                open_lines = [li for li in block.css(".dose li") if li.css(".line")]
                told = [words(li) for li in open_lines]
                assert told[0] == (
                    "How many: No number is set. Ask your health care provider and write it here:"
                ), where
                assert told[1].startswith("Which ")
                assert told[1].endswith("and write it here:")
                for li in open_lines:
                    assert len(li.css(".line")) == 1
    assert seen > 10


def test_no_dose_has_a_bare_line(made: Mapping[str, PageFile]) -> None:
    for where, page in made.items():
        for li in page.article.css(".dose li"):
            assert bool(li.css(".line")) == words(li).endswith("write it here:"), where


def test_only_the_brief_ones_leave_out_the_steps(
    made: Mapping[str, PageFile], handouts: Mapping[str, Handout]
) -> None:
    for where, page in made.items():
        own, variant = split(where)
        brief = variant.startswith(("summary", "log"))
        steps = [words(li) for li in page.article.css("section.exercise ol > li")]
        told = [
            " ".join(line.text.split())
            for exercise in handouts[own].exercises
            for each in (*exercise.first, exercise)
            for line in each.steps
        ]
        assert steps == ([] if brief else told), where
        for exercise, block in zip(handouts[own].exercises, blocks(page), strict=True):
            never = [" ".join(line.text.split()) for line in exercise.do_not]
            assert [words(li) for li in block.css(".do-not li")] == never


def test_what_an_exercise_starts_from_is_told_with_it_unless_it_stands_above(
    made: Mapping[str, PageFile],
) -> None:
    alone = made["exercises/abdominal-crunch/sheet/"]
    first, then = alone.article.css(".in-parts .block")
    assert words(first.css_first("h2")) == "First: Pelvic tilt"
    assert first.css("ol li")
    assert words(then.css_first("h2")) == "Abdominal crunch"
    routine = made["routines/advanced-on-your-back/sheet/"]
    assert not routine.article.css(".in-parts")
    assert "This exercise starts from Pelvic tilt, which stands above." in routine.text


# --- The sheet to write on ------------------------------------------------------------------


def test_only_the_sheet_to_write_on_is_chosen_by_someone(made: Mapping[str, PageFile]) -> None:
    for where, page in made.items():
        chosen = page.article.css(".chosen")
        assert bool(chosen) == where.endswith("/write-in/")
        for node in chosen:
            assert words(node) == "Chosen for you by: Date: Stamp"
            assert len(node.css(".line")) == 2


def test_the_sheet_to_write_on_has_what_a_clinician_sets_and_nothing_twice(
    made: Mapping[str, PageFile], library: Library, handouts: Mapping[str, Handout]
) -> None:
    in_force = {
        f"routines/{routine.id}/": [item.dose for item in library.dosed(routine)]
        for routine in library.routines.values()
    }
    sides = set()
    for where, page in made.items():
        own, variant = split(where)
        if variant != "write-in/":
            assert not page.article.css(".circle, .write-in, .box"), where
            continue
        own_doses = [library.exercises[e.link.id].facts.dose for e in handouts[own].exercises]
        for block, dose in zip(blocks(page), in_force.get(own, own_doses), strict=True):
            heading = block.css_first("h2, h3")
            assert len(heading.css(".circle")) == 1
            lines = [words(li) for li in block.css(".write-in > li")]
            assert lines[0] == "Your dose:"
            has_sides = dose.side in ("each", "alternating", "both", "open")
            sides.add(has_sides)
            assert ("Left Right Both" in lines) == has_sides, where
            assert len(block.css(".box")) == 3 * has_sides
            labels = lines[1 + has_sides :]
            names = {"Sets": "sets", "Rest": "rest", "Times a day": "times_a_day"}
            names["Days a week"] = "days_a_week"
            for label, name in names.items():
                amount = getattr(dose, name)
                is_set = amount is not None and amount.kind not in ("open", "none")
                assert (f"{label}:" in labels) != is_set, (where, label)
            assert labels == [f"{label}:" for label in doses.unset(dose)]
    assert sides == {True, False}


# --- Logs -----------------------------------------------------------------------------------


def test_a_log_has_a_box_for_each_day_of_each_exercise(
    made: Mapping[str, PageFile], handouts: Mapping[str, Handout]
) -> None:
    for where, page in made.items():
        own, variant = split(where)
        days = DAYS.get(variant, 0)
        rows = [row for row in ("1-to-7", "1-to-14", "15-to-28") if _in(row, days)]
        for holder in page.article.css(".ticks"):
            found = [row.attributes["class"] for row in holder.css("span[class^=days]")]
            assert found == [f"days-{row}" for row in rows], where
        count = len(handouts[own].exercises) if days else 0
        assert len(page.article.css(".ticks")) == count, where
        assert ("First day:" in page.text) == bool(days)


def _in(row: str, days: int) -> bool:
    first, last = map(int, row.split("-to-"))
    return last == min(days, first + 13)


def test_the_log_stands_after_the_exercises_or_before_them_or_within(
    made: Mapping[str, PageFile],
) -> None:
    for where, page in made.items():
        variant = split(where)[1]
        html = page.html
        first = html.index('<section class="exercise')
        if variant in ("", "large/"):
            assert (html.index('<section class="log">') > first) == (
                variant == "" or where.startswith("exercises/")
            )
        else:
            assert '<section class="log">' not in html
        inside = page.article.css("section.exercise .ticks")
        assert bool(inside) == variant.startswith("log"), where


def test_the_log_is_a_list_of_checkboxes_too_and_each_has_a_name_of_its_own(
    made: Mapping[str, PageFile], handouts: Mapping[str, Handout]
) -> None:
    for where, page in made.items():
        own, variant = split(where)
        days, exercises = DAYS.get(variant, 0), handouts[own].exercises
        boxes = page.tree.css("input[type=checkbox]")
        assert len(boxes) == days * len(exercises), where
        names = [words(box.parent) for box in boxes]
        assert len(set(names)) == len(names), where
        titles = [exercise.link.title for exercise in exercises]
        assert names == [f"{t}, day {day}" for day in range(1, days + 1) for t in titles]
        assert all(box.attributes.get("autocomplete") == "off" for box in boxes)
        if days:
            assert f"at {SITE.url(where)}" in page.text  # where the paper says that the list is


def test_every_row_of_days_is_a_file_that_holds_its_days_and_the_styles_show_it() -> None:
    styles = (ROOT / "docs/styles/sheet.css").read_text(encoding="utf-8")
    for first, last in rows_of_days():
        assert f".days-{first}-to-{last} {{" in styles
        assert f'url("../{days_path(first, last)}")' in styles
    assert rows_of_days() == ((1, 7), (1, 14), (15, 28))
    for first, last in rows_of_days():
        root = ElementTree.fromstring(day_boxes(first, last))  # noqa: S314 - our own
        assert len(root.findall("{*}rect")) == last - first + 1
        digits = sum(len(str(day)) for day in range(first, last + 1))
        assert len(root.findall(".//{*}path")) == digits
        across = float(root.attrib["width"].removesuffix("mm"))
        assert (
            across
            == row_width(first, last)
            == pytest.approx((last - first + 1) * (BOX + GAP) - GAP)
        )
        assert across < 8.27 * 25.4 - 2 * 13  # fits between the margins of the narrower paper
        assert "<text" not in day_boxes(first, last)


# --- Version and QR code --------------------------------------------------------------------


def version_on(page: PageFile) -> str:
    found = re.findall(r"This is version ([^ .]+)\.", page.text)
    assert len(found) == 1
    return found[0]


def versions(files: Mapping[str, bytes], today: datetime.date = TODAY) -> dict[str, str]:
    """Return the version of every handout by its address."""
    library = library_of(files)
    teller = Teller(library, today)
    found = [
        *map(teller.exercise, library.exercises.values()),
        *map(teller.routine, library.routines.values()),
        *map(teller.guide, library.programmes.values()),
    ]
    return {f"{each.link.kind}/{each.link.id}": each.version for each in found}


def test_every_sheet_of_a_handout_says_the_same_version(
    made: Mapping[str, PageFile], handouts: Mapping[str, Handout]
) -> None:
    for where, page in made.items():
        version = handouts[split(where)[0]].version
        assert version_on(page) == version
        assert re.fullmatch("[0-9a-f]{8}", version)
    assert len({handout.version for handout in handouts.values()}) == len(handouts)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        pytest.param(HEEL_SLIDES, "# Heel slides", "# Heel glides", id="a title"),
        pytest.param(HEEL_SLIDES, "## Steps\n\n1. ", "## Steps\n\n1. Now: ", id="a word of a step"),
        pytest.param(HEEL_SLIDES, "repetitions: open", "repetitions: 10", id="a dose"),
        pytest.param(
            HEEL_SLIDES,
            "source: s",
            "cautions:\n  - keep-breathing\nsource: s",
            id="which cautions",
        ),
        pytest.param(HEEL_SLIDES, "## Picture\n\n1. ", "## Picture\n\n1. Now: ", id="what is seen"),
        pytest.param("cautions/stop-if-it-hurts.md", "Stop this", "Now stop this", id="a caution"),
        pytest.param("cautions/stop-if-it-hurts.md", "e: stop", "e: ask-first", id="a grade"),
        pytest.param("disclaimer.md", "\n---\n# ", "\n---\n# A ", id="only the disclaimer's title"),
    ],
)
def test_a_version_changes_with_all_that_a_sheet_tells_and_with_nothing_else(
    low_back: Mapping[str, bytes], path: str, old: str, new: str
) -> None:
    text = low_back[path].decode()
    if old not in text and path == "disclaimer.md":
        old, new = "# ", "# A "
    assert old in text
    before = versions(low_back)
    after = versions({**low_back, path: text.replace(old, new, 1).encode()})
    changed = {name for name, version in after.items() if version != before[name]}
    if path.startswith("cautions/"):
        assert changed == set(before)
    elif path == "disclaimer.md":
        assert changed == set()
    else:
        holding = {"exercises/heel-slides", "programmes/low-back", "routines/on-your-back-1"}
        assert changed == holding


def test_a_version_changes_with_the_disclaimer_and_with_a_pose(
    low_back: Mapping[str, bytes],
) -> None:
    before = versions(low_back)
    longer = low_back["disclaimer.md"] + b"\nOne more line.\n"
    after = versions({**low_back, "disclaimer.md": longer})
    assert all(after[name] != version for name, version in before.items())
    posed = edited(low_back, "exercises/wall-squats.md", "knee: 45", "knee: 40")
    after = versions(posed)
    changed = {name for name, version in after.items() if version != before[name]}
    assert changed == {"exercises/wall-squats", "programmes/low-back", "routines/standing"}


def test_a_version_changes_with_the_dose_of_a_routine_in_that_routine_alone(
    neck: Mapping[str, bytes],
) -> None:
    before = versions(neck)
    after = versions(edited(neck, "routines/neck-sitting.md", "3 to 4", "3 to 5"))
    assert {n for n, v in after.items() if v != before[n]} == {"routines/neck-sitting"}


def test_a_version_is_the_same_on_another_day_and_with_another_exercise_beside(
    both: Mapping[str, bytes], low_back: Mapping[str, bytes]
) -> None:
    before = versions(low_back)
    assert versions(low_back, datetime.date(2031, 12, 1)) == before
    more = versions({**both, **low_back})
    assert {name: more[name] for name in before} == before


def modules(svg: str) -> list[list[bool]]:
    """Return the dark modules of a QR code, read from the strokes of its drawing."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own
    size = int(root.attrib["width"])
    assert root.attrib["height"] == root.attrib["width"]
    dark = [[False] * size for _ in range(size)]
    path = next(p for p in root.iter() if p.tag.endswith("path") and p.attrib.get("stroke"))
    assert path.attrib["stroke"] == "#000"
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([MmhHvV])([-\d. ]*)", path.attrib["d"]):
        found = [float(n) for n in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "M":
            x, y = found
        elif command == "m":
            x, y = x + found[0], y + found[1]
        else:
            assert command == "h"
            for column in range(int(x), int(x + found[0])):
                dark[int(y)][column] = True
            x += found[0]
    return dark


def test_a_qr_code_leads_to_the_page_and_tells_it_the_version(
    library: Library, handouts: Mapping[str, Handout], made: Mapping[str, PageFile]
) -> None:
    codes = {
        each.path: each.content
        for each in sheet_pages(library, Edition(TODAY, SITE))
        if isinstance(each, Asset) and each.path.endswith("/code.svg")
    }
    assert len(codes) == len(handouts)
    for own, handout in handouts.items():
        wanted = f"{SITE.address}{own}?v={handout.version}"
        assert address(handout, SITE) == wanted
        code = segno.make_qr(wanted, error="m", mask=0)
        dark = modules(str(codes[f"{own}sheet/code.svg"]))
        matrix = [[bool(module) for module in row] for row in code.matrix_iter(border=QUIET)]
        assert dark == matrix, own
    for where, page in made.items():
        image = page.article.css_first("img.code")
        assert image is not None
        root = "../" * where.count("/")
        assert image.attributes["src"] == f"{root}{split(where)[0]}sheet/code.svg"


def test_a_qr_code_can_be_printed_and_copied() -> None:
    assert qr_code("https://made-up.example/") == qr_code("https://made-up.example/")
    code = segno.make_qr("https://made-up.example/", error="m")
    out = io.BytesIO()
    code.save(out, kind="svg", border=QUIET)
    assert QUIET >= 4


# --- What gives way -------------------------------------------------------------------------


def summaries(handout: Handout) -> Sheet:
    return next(s for s in sheets(handout, handout, SITE) if s.variant.id == "summary")


def test_pictures_of_a_summary_give_way_when_it_would_be_longer_with_them(
    library: Library,
) -> None:
    teller = Teller(library, TODAY, brief=True)
    short = teller.routine(library.routines["low-back-stretch"])
    assert summaries(short).pictures
    long = teller.guide(library.programmes["low-back"])
    many = replace(long, sections=long.sections * 3)
    assert not summaries(many).pictures
    for variant in sheets(many, many, SITE):
        if not variant.variant.brief:
            assert variant.pictures  # only a summary's give way
        if variant.variant.id.startswith("log"):
            assert not variant.pictures


def test_pictures_give_way_before_anything_else_does(library: Library) -> None:
    teller = Teller(library, TODAY, brief=True)
    for routine in library.routines.values():
        handout = teller.routine(routine)
        sheet = summaries(handout)
        assert sheet.handout.boxes == handout.boxes
        assert sheet.handout.exercises == handout.exercises
        with_them, without = (_height(handout, pictures=p) for p in (True, False))
        assert without <= with_them


def test_the_height_of_a_summary_grows_with_all_that_stands_on_it(library: Library) -> None:
    handout = Teller(library, TODAY, brief=True).routine(library.routines["standing"])
    height = _height(handout, pictures=True)
    longer = replace(handout, lead=handout.lead * 3)
    more = replace(handout, sections=handout.sections * 2)
    fewer = replace(handout, boxes=handout.boxes[:1])
    assert _height(longer, pictures=True) > height
    assert _height(more, pictures=True) > height
    assert _height(fewer, pictures=True) < height


# --- Paper ----------------------------------------------------------------------------------


def test_a_sheet_says_how_many_pages_it_has_and_links_only_pdfs_that_are_there(
    library: Library,
) -> None:
    standard = "routines/standing/sheet/index.html"
    papers = {
        standard: (
            Paper(standard, "letter", 1, "routines/standing/standing-letter.pdf", 40_001),
            Paper(standard, "a4", 2, "routines/standing/standing-a4.pdf", 1),
        )
    }
    page = sheets_of(library, papers=papers)["routines/standing/sheet/"]
    bar = words(page.tree.css_first("nav"))
    assert "Letter: 1 page. A4: 2 pages." in bar
    assert "Standard, Letter: 1 page, 41 kB" in bar
    assert "Standard, A4: 2 pages, 1 kB" in bar
    links = [a.attributes["href"] for a in page.tree.css("nav a[href$='.pdf']")]
    assert links == [f"../../../routines/standing/standing-{p}.pdf" for p in ("letter", "a4")]
    other = sheets_of(library)["routines/standing/sheet/"]
    assert not other.tree.css("a[href$='.pdf']")
    assert "Letter" not in words(other.tree.css_first("nav"))


def test_the_bar_says_what_to_expect_before_printing(made: Mapping[str, PageFile]) -> None:
    floor = words(made["routines/on-your-back-1/sheet/"].tree.css_first("nav"))
    assert "4 exercises, all of it on the floor." in floor
    assert "Prints in black." in floor
    partly = words(made["routines/standing/sheet/"].tree.css_first("nav"))
    assert "4 exercises, 2 of them on the floor." in partly
    alone = words(made["exercises/wall-squats/sheet/"].tree.css_first("nav"))
    assert "1 exercise, not on the floor." in alone


def test_a_report_about_a_sheet_says_which_sheet_it_is_about(
    made: Mapping[str, PageFile],
) -> None:
    for where, page in made.items():
        links = [a for a in page.tree.css("a[href]") if "Report a problem" in a.text()]
        assert len(links) == 1
        link = links[0].attributes["href"] or ""
        assert link.startswith("mailto:report@made-up.example?subject=")
        assert SITE.url(where).replace(":", "%3A").replace("/", "%2F") in link
