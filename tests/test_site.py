"""The whole site as readers get it: built by real MkDocs, served, and used in a real browser."""

import io
import itertools
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from PIL import Image, ImageChops, ImageStat

from tests.conftest import (
    LOW_BACK,
    OWN_CONTENT,
    PATIENCE,
    Builder,
    PageFile,
    Site,
    edited,
    mkdocs,
    open_page,
    served,
    stop_clock,
    write_project,
)
from tests.links import broken

PREFIX: Final = "/clinic/handouts/"
HAND_WRITTEN: Final = ("about", "accessibility", "disclaimer", "terms", "privacy")
FOLDERS: Final = {"exercises": "exercises", "routines": "routines", "programmes": "guides"}
ATLAS: Final = "figures/"  # for those who pose figures: "About" leads there
HEEL_SLIDES: Final = "exercises/heel-slides.md"


def ids(folder: str) -> list[str]:
    """Return the ids of one kind of the content that ships."""
    return sorted(path.stem for path in (LOW_BACK / folder).glob("*.md"))


@pytest.fixture(scope="module")
def prefixed(build_site: Builder, low_back: Mapping[str, bytes]) -> Site:
    """The site as it is published below a path, like the pages of a project."""
    return build_site(low_back, SITE_URL=f"https://limber.example{PREFIX}")


@pytest.fixture(scope="module")
def both_site(build_site: Builder, both: Mapping[str, bytes]) -> Site:
    return build_site(both)


# --- The build ------------------------------------------------------------------------------


def test_the_build_has_no_warning(site: Site) -> None:
    assert not re.search("WARNING|ERROR|Deprecat", site.log)


def test_two_builds_of_the_same_content_and_date_are_the_same_byte_for_byte(
    build_site: Builder, both: Mapping[str, bytes]
) -> None:
    """Neither the order of sets, nor the place, nor the time zone, nor the clock is seen."""
    one = build_site(both, PYTHONHASHSEED="1", TZ="Asia/Tokyo").tree()
    other = build_site(both, PYTHONHASHSEED="2", TZ="America/Los_Angeles").tree()
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    assert "sitemap.xml.gz" in one


def test_only_these_markdown_extensions_are_on(site: Site) -> None:
    """Each one more would be one more way for text to come alive."""
    text = (site.project / "mkdocs.yml").read_text(encoding="utf-8").replace("!ENV", "")
    on = yaml.safe_load(text)["markdown_extensions"]
    assert on == ["admonition", "attr_list", "md_in_html", "tables", "toc"]


def test_content_with_an_error_stops_the_build_and_no_page_comes_out(
    low_back: Mapping[str, bytes], tmp_path: Path
) -> None:
    files = edited(low_back, HEEL_SLIDES, "position: supine", "position: suppine")
    project = write_project(tmp_path / "project", files)
    done = mkdocs(project, "build")
    assert done.returncode != 0
    assert "content/exercises/heel-slides.md:2:11: error[unknown-reference]" in done.stderr
    assert "Did you mean 'supine'?" in done.stderr
    assert not list(project.glob("site/**/*.html"))


def test_addresses_that_are_not_folders_are_refused(
    low_back: Mapping[str, bytes], tmp_path: Path
) -> None:
    """Paper leads to `/exercises/heel-slides/`."""
    project = write_project(tmp_path / "project", low_back, "use_directory_urls: false\n")
    done = mkdocs(project, "build")
    assert done.returncode != 0
    assert "use_directory_urls" in done.stderr


@pytest.mark.parametrize("mine", ["safety/index.md", "safety.md", "exercises/heel-slides.md"])
def test_a_page_that_is_written_by_hand_and_generated_as_well_is_refused(
    low_back: Mapping[str, bytes], tmp_path: Path, mine: str
) -> None:
    project = write_project(tmp_path / "project", low_back)
    page = project / "docs" / mine
    page.parent.mkdir(exist_ok=True)
    page.write_text("# Mine\n", encoding="utf-8")
    done = mkdocs(project, "build")
    assert done.returncode != 0
    assert mine in done.stderr


@pytest.mark.parametrize("line", ["", "site_url: example.org\n", "site_url: ftp://a.example\n"])
def test_a_site_without_a_whole_address_is_refused_since_every_sheet_prints_it(
    low_back: Mapping[str, bytes], tmp_path: Path, line: str
) -> None:
    project = write_project(tmp_path / "project", low_back)
    settings = project / "mkdocs.yml"
    text, count = re.subn(r"(?m)^site_url: .*\n", line, settings.read_text(encoding="utf-8"))
    assert count == 1
    settings.write_text(text, encoding="utf-8")
    done = mkdocs(project, "build")
    assert done.returncode != 0
    assert "'site_url'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("setting", "instead", "told"),
    [
        ("  - admonition\n", "", "must have admonition"),
        ("  - md_in_html\n", "", "must have md_in_html"),
        ("mailto:report@limber.example", "javascript:alert(1)", "must begin with 'mailto:'"),
    ],
)
def test_settings_that_would_lose_cautions_or_the_way_to_report_are_refused(
    low_back: Mapping[str, bytes], tmp_path: Path, setting: str, instead: str, told: str
) -> None:
    project = write_project(tmp_path / "project", low_back)
    settings = project / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    assert setting in text
    settings.write_text(text.replace(setting, instead, 1), encoding="utf-8")
    done = mkdocs(project, "build")
    assert done.returncode != 0
    assert told in done.stderr


# --- A second programme, with no change in Python ---------------------------------------------


def test_two_programmes_stand_beside_each_other(both_site: Site) -> None:
    for address in ("guides/low-back/", "guides/neck/", "routines/neck-sitting/"):
        assert address in both_site.pages
    every = both_site.page("exercises/").text
    assert "Heel slides" in every
    assert "Nod your chin" in every
    assert "Sitting" in every
    neck = both_site.page("guides/neck/").text
    assert "A neck that turns" in neck
    assert "low back" not in neck


def test_a_clinic_with_another_programme_alone_has_its_own_site(
    neck: Mapping[str, bytes], tmp_path: Path
) -> None:
    """It writes its own home page and says what stands in its navigation, and that is all."""
    pages = ["guides/neck/index.md", "exercises/index.md", "routines/index.md"]
    nav = ["index.md", *pages, "a-z/index.md", "safety/index.md", "about.md"]
    settings = yaml.safe_dump({"site_name": "Neck", "site_description": "Necks.", "nav": nav})
    project = write_project(tmp_path / "project", neck, settings)
    home = "# Neck\n\n" + "\n".join(f"- [{page}]({page})" for page in pages)
    (project / "docs" / "index.md").write_text(home, encoding="utf-8")
    done = mkdocs(project, "build", "--strict")
    assert done.returncode == 0, done.stderr
    site = Site(project, project / "site", done.stderr)
    generated = [a for a in site.pages if a.startswith(("guides/", "exercises/", "positions/"))]
    assert "guides/neck/" in generated
    assert "positions/sitting/" in generated
    assert not [a for a in generated if "low back" in site.page(a).html.lower()]
    routine = site.page("routines/neck-sitting/").text
    assert "3 to 4 times on each side" in routine
    assert "Hold for 10 seconds" in routine
    assert "Reviewed by Test Reviewer One" in routine
    assert broken(site, "/") == []


# --- Addresses and links ----------------------------------------------------------------------


def contract() -> list[str]:
    """Return every address of the design's contract that this site must have."""
    return [
        "",
        "404.html",
        "exercises/",
        "routines/",
        "a-z/",
        "print/",
        "search/",
        "safety/",
        "guides/low-back/",
        *(f"{name}/" for name in HAND_WRITTEN),
        *(f"{path}/{i}/" for folder, path in FOLDERS.items() for i in ids(folder)),
        *(f"positions/{i}/" for i in ids("positions")),
    ]


def test_every_address_that_paper_may_lead_to_is_there(site: Site) -> None:
    assert [address for address in contract() if address not in site.pages] == []
    anchors = {node.attributes["id"] for node in site.page("safety/").tree.css("[id]")}
    assert [caution for caution in ids("cautions") if caution not in anchors] == []
    assert len(contract()) > 30


def test_every_page_has_one_title_and_headings_that_leave_no_level_out(both_site: Site) -> None:
    for address, page in both_site.pages.items():
        if is_redirect(page):
            continue
        levels = [int(node.tag[1]) for node in page.article.css("h1, h2, h3, h4, h5, h6")]
        assert levels.count(1) == 1, address
        assert levels[0] == 1, address
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), (address, levels)


def test_a_description_is_the_summary_with_the_dose_filled_in(both_site: Site) -> None:
    description = both_site.page("exercises/neck-turn/").tree.css_first("meta[name=description]")
    assert description is not None
    assert description.attributes["content"] == (
        "You turn your head to one side while you sit, and stay there for 5 seconds."
    )


def is_redirect(page: PageFile) -> bool:
    return not page.tree.css(OWN_CONTENT)


def test_a_page_leads_to_the_file_it_is_edited_in(site: Site) -> None:
    start = "https://code.limber.example/edit/main/"
    folders = {**FOLDERS, "positions": "positions"}
    wanted = {
        f"{path}/{i}/": f"content/{folder}/{i}.md"
        for folder, path in folders.items()
        for i in ids(folder)
    }
    wanted |= {f"{name}/": f"docs/{name}.md" for name in HAND_WRITTEN}
    wanted |= {"": "docs/index.md", "offline/": "docs/offline.md"}
    for address, page in site.pages.items():
        found = [a.attributes["href"] for a in page.tree.css("a[rel=edit]")]
        file = wanted.get(address)
        assert found == ([start + file] if file else []), address
        assert file is None or (LOW_BACK.parent / file).is_file()


def test_every_page_has_a_way_to_report_a_problem_without_an_account(site: Site) -> None:
    for address, page in site.pages.items():
        reports = [a for a in page.tree.css("a") if "Report a problem" in a.text(deep=True)]
        assert len(reports) == 1 or address == "404.html", address
        for link in reports:
            assert (link.attributes["href"] or "").startswith("mailto:report@limber.example?")


# --- Figures ------------------------------------------------------------------------------------


def shown_file(address: str, link: str | None) -> str:
    """Return the file that a picture of a page is, by its path below the root of the site."""
    return unquote(urlsplit(urljoin(f"https://here.example/{address}", link or "")).path)[1:]


def size_of(data: bytes) -> tuple[str, str]:
    """Return the width and height that an SVG says it has."""
    root = ElementTree.fromstring(data)  # noqa: S314 - our own
    return root.attrib["width"], root.attrib["height"]


def test_every_exercise_page_shows_its_figure_in_its_own_size_with_words(site: Site) -> None:
    files = site.tree()
    for name in ids("exercises"):
        address = f"exercises/{name}/"
        figures = site.page(address).article.css("figure.figure")
        files_shown = []
        for figure in figures:
            (image,) = figure.css("img")
            file = shown_file(address, image.attributes["src"])
            files_shown.append(file)
            assert (image.attributes["width"], image.attributes["height"]) == size_of(files[file])
            assert re.match(r"1: \S.+ 2: \S", image.attributes["alt"] or "")
            assert figure.css_first("figcaption") is not None
            (button,) = figure.css("button[data-film]")
            assert "hidden" in button.attributes
            assert button.attributes["type"] == "button"
            assert "<animate" in files[shown_file(address, button.attributes["data-film"])].decode()
        # The harder variant tells the exercise it starts from before itself.
        assert files_shown[-1] == f"{address}figure.svg", name


def test_every_full_exercise_of_a_guide_or_routine_has_its_figure(both_site: Site) -> None:
    for address, page in both_site.pages.items():
        is_sheet = "/sheet/" in address  # has its own markup, and logs have no figures
        if address.startswith(("guides/", "routines/")) and not (is_redirect(page) or is_sheet):
            for section in page.article.css("section.exercise"):
                assert section.css("figure.figure img[width][height][alt]"), address


def test_every_card_has_the_figure_small_and_silent(site: Site) -> None:
    """Its words stand in the card; the alternative would say the same again."""
    files = site.tree()
    cards = site.page("exercises/").article.css(".card-figure img")
    assert len(cards) == len(ids("exercises"))
    for image in cards:
        file = shown_file("exercises/", image.attributes["src"])
        assert (image.attributes["width"], image.attributes["height"]) == size_of(files[file])
        assert image.attributes["alt"] == ""


def test_another_hold_in_a_routine_has_a_figure_of_its_own(both_site: Site) -> None:
    files, address = both_site.tree(), "routines/neck-sitting/"
    shown = {
        shown_file(address, image.attributes["src"])
        for image in both_site.page(address).article.css("figure img")
    }
    assert "exercises/neck-turn/figure-10-s.svg" in shown
    assert files["exercises/neck-turn/figure-10-s.svg"] != files["exercises/neck-turn/figure.svg"]


def test_a_picture_of_a_contributors_own_says_who_made_it_and_how(
    both_site: Site, neck: Mapping[str, bytes]
) -> None:
    address = "exercises/neck-turn-with-towel/"
    (figure,) = both_site.page(address).article.css("figure.figure")
    (image,) = figure.css("img")
    file = shown_file(address, image.attributes["src"])
    assert both_site.tree()[file] == neck["pictures/head-and-towel.png"]
    assert (image.attributes["width"], image.attributes["height"]) == ("336", "224")
    assert "Picture: Test Artist, CC0-1.0, made by a machine" in figure.text(deep=True)
    assert figure.css("button") == []


def test_no_file_of_the_site_is_a_drawing_that_carries_script_or_a_number_twice(
    both_site: Site,
) -> None:
    drawings = {name: data for name, data in both_site.tree().items() if name.endswith(".svg")}
    ours = {n: d for n, d in drawings.items() if n.startswith(("exercises/", "figures/"))}
    assert len(ours) > 40
    for name, data in ours.items():
        root = ElementTree.fromstring(data)  # noqa: S314 - our own
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not tags & {"script", "foreignObject", "image", "a", "style", "text"}, name
        own = Counter(e.attrib["id"] for e in root.iter() if "id" in e.attrib)
        assert not [i for i, count in own.items() if count > 1], name
        links = {e.attrib["href"] for e in root.iter() if "href" in e.attrib}
        assert links <= {f"#{i}" for i in own}, name


def test_the_atlas_shows_what_can_be_posed(site: Site) -> None:
    page = site.page(ATLAS)
    files = site.tree()
    images = [shown_file(ATLAS, img.attributes["src"]) for img in page.article.css("img")]
    assert len(images) == len(set(images)) > 15
    assert set(images) == {name for name in files if name.startswith(ATLAS) and "svg" in name}
    for words in ("hook-lying", "Lower spine: positive", "near_hamstring", "back_of_head"):
        assert words in page.text


# --- Films ----------------------------------------------------------------------------------------

FILM_SECONDS: Final = 4.8
FILM: Final = "figure > p > svg, figure svg"


@contextmanager
def opened(site: Site, browser: Any, address: str, **options: Any) -> Iterator[tuple[Any, Any]]:
    """Open a page in a browser; nothing may be asked of another host, and nothing may fail.

    What ends a film after its seconds waits until a test says so; the film itself moves on.
    """
    faults: list[str] = []
    with (
        served(site.folder, PREFIX) as server,
        open_page(browser, server.address, **options) as (page, strays),
    ):
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        stop_clock(page)
        page.goto(server.address + address)
        yield page, server
        assert (strays, faults) == ([], [])


def test_a_film_plays_when_asked_and_pauses_and_goes_on_and_ends_as_the_still(
    prefixed: Site, browser: Any
) -> None:
    with opened(prefixed, browser, "exercises/heel-slides/") as (page, server):
        still, film = page.locator("article figure img"), page.locator(FILM)
        button = page.get_by_role("button", name="Show the movement")
        assert button.is_visible()
        assert film.count() == 0
        assert not [path for path in server.paths if "film.svg" in path]  # not before it is asked
        button.click()
        page.get_by_role("button", name="Pause").wait_for()
        assert film.count() == 1
        assert not still.is_visible()
        knee = "() => document.querySelector('article figure svg').getCurrentTime()"
        page.wait_for_function(f"() => {knee[6:]} > 0.5")
        page.get_by_role("button", name="Pause").click()
        paused = page.evaluate(knee)
        page.wait_for_timeout(1200)
        assert page.evaluate(knee) == pytest.approx(paused, abs=0.05)
        page.clock.run_for(10_000)
        assert film.count() == 1
        page.evaluate("document.querySelector('article figure svg').setCurrentTime(1)")
        page.get_by_role("button", name="Go on").click()
        page.clock.run_for(3_750)  # what is left of the 4.8 seconds of a film, and no more
        assert film.count() == 1
        page.clock.run_for(100)
        page.get_by_role("button", name="Show the movement").wait_for()
        assert film.count() == 0
        assert still.is_visible()


def moves(film: Any) -> bool:
    """Look at a film until it is another picture; where it was over before that, once more."""

    def look() -> Image.Image:
        return Image.open(io.BytesIO(film.screenshot())).convert("L")

    first = look()
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if ImageStat.Stat(ImageChops.difference(first, look())).mean[0] > 5:
            return True
        if film.evaluate("film => film.getCurrentTime()") > FILM_SECONDS:
            film.evaluate("film => film.setCurrentTime(0)")
            first = look()
    return False


def test_a_film_moves_by_itself_and_the_page_does_not_jump(prefixed: Site, browser: Any) -> None:
    with opened(prefixed, browser, "exercises/heel-slides/") as (page, _):
        button = page.locator("article button.play")
        button.scroll_into_view_if_needed()
        page.wait_for_function("() => document.querySelector('article figure img').complete")
        below = "button => button.offsetTop - button.closest('figure').offsetTop"
        place = button.evaluate(below)
        button.click()
        page.locator(FILM).wait_for()
        assert moves(page.locator(FILM))
        assert button.evaluate(below) == pytest.approx(place, abs=3)


def test_paper_has_the_figure_and_no_button(prefixed: Site, browser: Any) -> None:
    with opened(prefixed, browser, "routines/standing/") as (page, _):
        assert page.locator("article button.play:visible").count() == 4
        page.emulate_media(media="print")
        assert page.locator("article figure img:visible").count() == 4
        assert page.locator("article button.play:visible").count() == 0


def test_two_films_at_once_do_not_draw_each_others_parts(prefixed: Site, browser: Any) -> None:
    with opened(prefixed, browser, "guides/low-back/") as (page, _):
        buttons = page.locator("article button.play")
        assert buttons.count() >= 12
        for number in (0, 1):
            buttons.nth(number).dispatch_event("click")
            buttons.nth(number).dispatch_event("click")  # an impatient reader
        page.wait_for_function("() => document.querySelectorAll('article figure svg').length > 1")
        assert page.locator("article figure svg").count() == 2
        found = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
        assert [name for name, count in Counter(found).items() if count > 1] == []
        script = """all => all.map(svg => [...svg.querySelectorAll("use")].every(
            use => svg.querySelector(use.getAttribute("href"))))"""
        assert page.locator("article figure svg").evaluate_all(script) == [True, True]


def test_there_is_no_button_for_readers_who_ask_for_less_motion(
    prefixed: Site, browser: Any
) -> None:
    address = "exercises/heel-slides/"
    with opened(prefixed, browser, address, reduced_motion="reduce") as (page, _):
        page.wait_for_load_state("networkidle")
        assert page.locator("article figure img").is_visible()
        assert page.locator("button.play:visible").count() == 0
    with opened(prefixed, browser, address) as (page, _):
        page.get_by_role("button", name="Show the movement").click()
        page.locator(FILM).wait_for()
        page.emulate_media(reduced_motion="reduce")
        page.locator("article figure img").wait_for(state="visible")
        assert page.locator(FILM).count() == 0
        assert page.locator("button.play:visible").count() == 0


def test_without_scripts_there_is_the_still_figure_and_no_dead_button(
    prefixed: Site, browser: Any
) -> None:
    address = "exercises/heel-slides/"
    with opened(prefixed, browser, address, java_script_enabled=False) as (page, _):
        still = page.locator("article figure img")
        assert still.is_visible()
        assert still.bounding_box()["height"] > 50
        assert page.locator("button.play:visible").count() == 0


# --- In a browser -----------------------------------------------------------------------------


def visible_links(page: Any, root: str) -> dict[str, int]:
    """Return the pages of this site that a page shows links to, and the number of each link."""
    script = (
        "all => all.map((a, i) => [a.href.split('#')[0].replace(/index[.]html$/, ''), "
        "a.checkVisibility() ? i : -1])"
    )
    found = page.locator("a[href]").evaluate_all(script)
    inside = [(url.removeprefix(root), number) for url, number in found if url.startswith(root)]
    return {address: number for address, number in reversed(inside) if number >= 0}


def test_every_page_is_reached_by_clicking_below_a_prefix_and_nothing_leaves_the_site(
    prefixed: Site, browser: Any
) -> None:
    faults: list[str] = []
    with (
        served(prefixed.folder, PREFIX) as server,
        open_page(browser, server.address) as (page, strays),
    ):
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("response", lambda r: faults.append(f"{r.url}: {r.status}") if not r.ok else None)
        page.goto(server.address)
        shown = visible_links(page, server.address)
        way = {to: ("", number) for to, number in shown.items()}
        reached = {""}
        while waiting := sorted(way.keys() - reached):
            to = next((address for address in waiting if address in shown), waiting[0])
            start, number = way[to]
            if to in shown:  # from where we are
                number = shown[to]
            else:
                page.goto(server.address + start, wait_until="domcontentloaded")
            page.locator("a[href]").nth(number).click()
            there = re.escape(server.address + to) + "(index[.]html)?(#.*)?$"
            page.wait_for_url(re.compile(there), wait_until="domcontentloaded")
            reached.add(to)
            shown = visible_links(page, server.address)
            for address, number in shown.items():
                way.setdefault(address, (to, number))
    assert strays == []
    assert faults == []
    assert [path for path in server.paths if not path.startswith(PREFIX)] == []
    pages = {address for address in reached if address == "" or address.endswith("/")}
    assert pages == set(prefixed.pages) - {"404.html"}


def test_a_wrong_address_shows_a_page_that_leads_on_at_any_depth(
    prefixed: Site, browser: Any
) -> None:
    with (
        served(prefixed.folder, PREFIX) as server,
        open_page(browser, server.address) as (page, strays),
    ):
        answer = page.goto(f"{server.address}exercises/not/here/")
        assert answer.status == 404
        assert page.locator("h1").inner_text() == "This page is not here"
        assert page.evaluate("document.fonts.ready.then(() => document.styleSheets.length)") > 2
        page.locator("article a", has_text="Safety").click()
        page.wait_for_url(f"{server.address}safety/")
    assert strays == []
    wrong = "exercises/not/here/"
    assert [p for p in server.paths if wrong in p] == [f"{PREFIX}{wrong}"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("exercises/neck-rotation/", "exercises/neck-turn/"),
        ("routines/neck-seated/", "routines/neck-sitting/"),
        ("guides/neck-guide/", "guides/neck/"),
    ],
)
def test_a_former_address_leads_on_with_its_query_and_fragment(
    old: str, new: str, both_site: Site, browser: Any
) -> None:
    with (
        served(both_site.folder, PREFIX) as server,
        open_page(browser, server.address) as (page, strays),
    ):
        rest = "?from=paper&x=%22#source"
        page.goto(server.address + old + rest, wait_until="commit")
        page.wait_for_url(server.address + new + rest)
        assert page.locator("article h1").count() == 1
    with (
        served(both_site.folder, PREFIX) as server,
        open_page(browser, server.address, java_script_enabled=False) as (page, _),
    ):
        page.goto(server.address + old, wait_until="commit")
        page.wait_for_url(server.address + new)
    assert strays == []
