"""How readers find what they look for: the home page, the filters, the search, A to Z, print."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest

from generator.facets import facets, of_exercise, of_exercises
from generator.library import Library
from generator.loader import load
from tests.conftest import LOW_BACK, PageFile, Site, as_files, open_page, served, visible

PREFIX: Final = "/clinic/handouts/"
OFF_THE_FLOOR: Final = {"Wall squats", "Heel raises"}


@pytest.fixture(scope="module")
def both_library(both: Mapping[str, bytes]) -> Library:
    library = load(as_files(both)).library
    assert library
    return library


@contextmanager
def opened(site: Site, browser: Any, address: str, **options: Any) -> Iterator[tuple[Any, Any]]:
    """Open a page below a prefix; nothing may be asked of another host, and nothing may fail."""
    faults: list[str] = []
    with (
        served(site.folder, PREFIX) as server,
        open_page(browser, server.address, **options) as (page, strays),
    ):
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(server.address + address)
        yield page, server
    assert (strays, faults) == ([], [])


def asked(page: Any) -> dict[str, str]:
    """Return what the address of a page asks for."""
    query = page.evaluate("location.hash.slice(1)")
    return {name: values[0] for name, values in parse_qs(query).items()}


def focused(page: Any) -> str:
    """Return the name, or else the text, of what has the focus."""
    script = "() => document.activeElement.name || document.activeElement.textContent.trim()"
    return str(page.evaluate(script))


def tab_to(page: Any, name: str) -> None:
    """Press the Tab key until something of that name or text has the focus."""
    for _ in range(60):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the Tab key does not lead to '{name}'")


def choose(page: Any, name: str, words: str) -> None:
    """Go to a list by the Tab key and choose from it by a first letter, as often as it takes.

    Of several letters a browser takes those for one word that come fast enough.
    """
    tab_to(page, name)
    for _ in range(20):
        page.keyboard.press(words[0])
        if page.evaluate("document.activeElement.selectedOptions[0].label") == words:
            return
    pytest.fail(f"'{words}' cannot be chosen")


def links(page: PageFile) -> set[str]:
    """Return where the links of a page's own content lead, as they stand there."""
    return {node.attributes["href"] or "" for node in page.article.css("a[href]")}


# --- The home page --------------------------------------------------------------------------


def test_the_home_page_leads_in_one_tap_to_all_there_is(site: Site) -> None:
    wanted = {"safety/", "guides/low-back/", "routines/", "exercises/", "print/", "search/", "a-z/"}
    assert wanted <= links(site.page(""))


def test_every_page_leads_in_one_tap_to_the_search(site: Site) -> None:
    for address, page in site.pages.items():
        if page.tree.css("header.md-header"):
            (link,) = page.tree.css("header a.search-link")
            assert visible(link) == "Search", address


# --- Facets ---------------------------------------------------------------------------------


def test_the_words_and_the_choices_of_facets_come_from_the_content(both_library: Library) -> None:
    found = {facet.id: [choice.title for choice in facet.choices] for facet in facets(both_library)}
    assert list(found) == ["position", "floor", "needs", "stage"]
    assert {"On your back", "Standing", "Sitting"} <= set(found["position"])
    assert "On your back with your knees bent" not in found["position"]  # a part of a group
    assert "A stronger low back: Low back stretch" in found["stage"]


def test_a_choice_that_leads_to_no_exercise_is_not_offered(low_back: Mapping[str, bytes]) -> None:
    more = {
        "positions/hanging.md": b"---\n---\n# Hanging\n",
        "equipment/rope.md": b"---\n---\n# a rope\n",
    }
    library = load(as_files({**low_back, **more})).library
    assert library
    offered = [choice.title for facet in facets(library) for choice in facet.choices]
    assert "a wall" in offered
    assert not {"Hanging", "a rope"} & set(offered)


def test_a_routine_claims_no_floor_work_only_if_none_of_its_exercises_is_on_the_floor(
    both_library: Library,
) -> None:
    """The routine 'standing' begins with the stretch, which is done on the floor."""
    exercises = both_library.exercises
    assert of_exercise(both_library, exercises["wall-squats"])["floor"] == ("no",)
    for routine in both_library.routines.values():
        held = [item.exercise for item in both_library.dosed(routine)]
        each = [of_exercise(both_library, exercise)["floor"] == ("no",) for exercise in held]
        assert (of_exercises(both_library, held)["floor"] == ("no",)) == all(each)
    standing = [item.exercise for item in both_library.dosed(both_library.routines["standing"])]
    assert of_exercises(both_library, standing)["floor"] == ()


# --- Filters --------------------------------------------------------------------------------


def shown_cards(page: Any) -> list[str]:
    return list(page.locator(".cards li:visible strong").all_inner_texts())


def test_without_scripts_all_exercises_show_and_no_dead_form(site: Site, browser: Any) -> None:
    with opened(site, browser, "exercises/#floor=no", java_script_enabled=False) as (page, _):
        assert len(shown_cards(page)) == len(list((LOW_BACK / "exercises").glob("*.md")))
        assert page.locator("article :is(form, select, input, button):visible").count() == 0


def test_the_filters_work_by_keyboard_and_keep_their_state_in_the_address(
    site: Site, browser: Any
) -> None:
    with opened(site, browser, "exercises/") as (page, _):
        count = page.locator(".filters [role=status]")
        every = len(shown_cards(page))
        assert count.inner_text() == f"{every} exercises"
        choose(page, "position", "Standing")
        page.wait_for_url(re.compile("position="))
        assert set(shown_cards(page)) == OFF_THE_FLOOR
        assert count.inner_text() == f"2 of {every} exercises"
        assert page.locator("h2:visible").all_inner_texts() == ["Standing"]
        choose(page, "needs", "the floor")
        page.wait_for_url(re.compile("needs=floor"))
        assert asked(page) == {"position": "standing", "needs": "floor"}
        assert shown_cards(page) == []
        assert count.inner_text() == "No exercise fits all of this."
        tab_to(page, "Show all exercises")
        page.keyboard.press("Enter")
        assert asked(page) == {}
        assert len(shown_cards(page)) == every
        assert focused(page) == "position"  # not lost with the button
        tab_to(page, "floor")
        page.keyboard.press("Space")
        assert asked(page) == {"floor": "no"}
        assert set(shown_cards(page)) == OFF_THE_FLOOR
        page.go_back()
        page.wait_for_function("() => !document.querySelector('[name=floor]').checked")
        assert len(shown_cards(page)) == every
        page.go_forward()
        page.wait_for_function("() => document.querySelector('[name=floor]').checked")
        assert set(shown_cards(page)) == OFF_THE_FLOOR


def test_a_place_on_the_page_in_the_address_leaves_the_choices_as_they_are(
    site: Site, browser: Any
) -> None:
    with opened(site, browser, "exercises/#floor=no") as (page, server):
        page.locator(".filters").wait_for()
        page.evaluate("location.hash = 'standing'")
        page.wait_for_function("() => location.hash === '#standing'")
        assert set(shown_cards(page)) == OFF_THE_FLOOR
        asked = [path for path in server.paths if "floor" in path]
        assert asked == [], "what a reader chooses is sent to no server"


def test_an_address_that_was_kept_shows_the_same_again(site: Site, browser: Any) -> None:
    with opened(site, browser, "exercises/#stage=low-back--standing&floor=no") as (page, _):
        page.locator(".filters").wait_for()
        assert set(shown_cards(page)) == OFF_THE_FLOOR
        assert page.locator("[name=stage] :checked").inner_text().endswith("standing")
        page.goto(page.url.partition("#")[0] + "#stage=gone&position=")
        page.wait_for_function("() => !document.querySelector('[name=floor]').checked")
        assert len(shown_cards(page)) > len(OFF_THE_FLOOR)


# --- Search ---------------------------------------------------------------------------------


def entries(site: Site) -> Mapping[str, Any]:
    """Return what the index knows of each page, by its address."""
    found = {}
    for file in (site.folder / "pagefind" / "fragment").iterdir():
        entry = json.loads(gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd"))
        found[entry["url"].removeprefix("/")] = entry
    return found


def test_search_knows_the_pages_for_readers_and_no_sheet_and_no_list(site: Site) -> None:
    kinds = ("exercises", "routines", "guides", "positions")
    one_of = re.compile(rf"(?:{'|'.join(kinds)})/[^/]+/|safety/")
    wanted = {address for address in site.pages if one_of.fullmatch(address)}
    assert set(entries(site)) == wanted
    assert len(wanted) > 20
    for entry in entries(site).values():
        assert "Not yet reviewed" not in entry["content"]  # on every page, so it finds nothing
        assert "Before you rely on this" not in entry["content"]
    assert entries(site)["exercises/wall-squats/"]["meta"] == {
        "title": "Wall squats",
        "also": "Squats against the wall",
        "kind": "Exercise",
        "grade": "Stop",
        "image": "exercises/wall-squats/figure.svg",
    }


def test_nothing_of_the_search_is_fetched_until_someone_searches(site: Site, browser: Any) -> None:
    with opened(site, browser, "") as (page, server):
        for address in ("", "exercises/", "exercises/heel-slides/", "search/"):
            page.goto(server.address + address, wait_until="networkidle")
        assert not [path for path in server.paths if "pagefind" in path or "lunr" in path]
        assert not [path for path in server.paths if path.endswith(".json")]
        page.locator("[type=search]").press_sequentially("squat")
        page.locator(".results li").first.wait_for()
        assert [path for path in server.paths if path.endswith("pagefind/pagefind.js")]


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("squat", "exercises/wall-squats/"),
        ("squats", "exercises/wall-squats/"),
        ("heel slide", "exercises/heel-slides/"),
        ("bird dogs", "exercises/quadruped-opposite-arm-and-leg/"),
        ("superman", "exercises/prone-both-arms-and-legs/"),
        ("calf raise", "exercises/heel-raises/"),
        ("sit-ups", "exercises/abdominal-crunch/"),
        ("shoulder blades", "exercises/abdominal-crunch/"),
        ("on all fours", "positions/hands-and-knees/"),
        ("stretch first", "safety/"),
    ],
)
def test_search_finds_by_name_by_plural_by_other_name_and_by_the_text(
    query: str, address: str, site: Site, browser: Any
) -> None:
    with opened(site, browser, f"search/#q={query}") as (page, _):
        results = page.locator(".results h2 a")
        results.first.wait_for()
        found = [urlsplit(url).path for url in results.evaluate_all("all => all.map(a => a.href)")]
        assert PREFIX + address in found[:5]


def test_a_result_shows_the_figure_the_kind_the_gravest_caution_and_what_was_found(
    site: Site, browser: Any
) -> None:
    with opened(site, browser, "search/#q=squats") as (page, _):
        first = page.locator(".results li").first
        first.wait_for()
        assert first.locator("h2 a").inner_text() == "Wall squats"
        assert first.locator(".kind").inner_text() == "Exercise Highest caution: Stop"
        assert first.locator("mark").first.inner_text().lower().startswith("squat")
        page.wait_for_function("() => document.querySelector('.results img').naturalWidth > 0")
        assert page.locator(".search [role=status]").inner_text().endswith("results for “squats”")


def test_the_search_works_by_keyboard_and_its_facets_filter_it(site: Site, browser: Any) -> None:
    with opened(site, browser, "search/") as (page, _):
        count = page.locator(".search [role=status]")
        assert focused(page) == "q"
        page.keyboard.type("wall")
        count.filter(has_text="for “wall”").wait_for()
        every = page.locator(".results li").count()
        tab_to(page, "Show only some of it")
        page.keyboard.press("Enter")
        choose(page, "kind", "Exercise")
        page.wait_for_url(re.compile("kind=exercise"))
        tab_to(page, "floor")
        page.keyboard.press("Space")
        page.wait_for_url(re.compile("floor=no"))
        count.filter(has_text=re.compile("^2 results")).wait_for()
        assert every > 2
        assert set(page.locator(".results h2").all_inner_texts()) == OFF_THE_FLOOR
        assert asked(page) == {"q": "wall", "kind": "exercise", "floor": "no"}
        tab_to(page, "Wall squats")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("exercises/wall-squats/$"))
        page.go_back()
        count.filter(has_text=re.compile("^2 results")).wait_for()
        assert page.locator("[type=search]").input_value() == "wall"
        tab_to(page, "Start again")
        page.keyboard.press("Enter")
        assert focused(page) == "q"
        assert page.locator(".results li").count() == 0
        page.keyboard.type("zebra")
        count.filter(has_text="Nothing found for “zebra”").wait_for()


def test_more_results_are_shown_when_asked_and_the_focus_goes_to_the_first_of_them(
    site: Site, browser: Any
) -> None:
    with opened(site, browser, "search/#q=back") as (page, _):
        page.locator(".more button").wait_for()
        before = page.locator(".results li").count()
        page.locator(".more button").press("Enter")
        page.wait_for_function(f"() => document.querySelectorAll('.results li').length > {before}")
        next_one = page.locator(".results li").nth(before).locator("a").inner_text()
        assert focused(page) == next_one


def test_when_the_number_of_results_is_said_they_are_there(site: Site, browser: Any) -> None:
    """Whoever hears of them goes to the list at once."""
    said = """() => {
      window.said = [];
      const count = document.querySelector(".search [role=status]");
      const list = document.querySelector(".results");
      const note = () => said.push([count.textContent, list.hidden ? 0 : list.children.length]);
      new MutationObserver(note).observe(count, { childList: true });
    }"""
    with opened(site, browser, "search/") as (page, _):
        page.evaluate(said)
        for word in ("wall", "squats"):
            page.locator("[type=search]").fill(word)
            page.wait_for_function(f"() => said.some(([words]) => words.endsWith('“{word}”'))")
        counted = [number for words, number in page.evaluate("said") if "for “" in words]
        assert len(counted) == 2
        assert min(counted) > 0


def test_a_button_for_more_that_is_pressed_twice_shows_nothing_twice(
    site: Site, browser: Any
) -> None:
    with opened(site, browser, "search/#q=back") as (page, _):
        page.locator(".more button").dblclick()
        page.wait_for_function("() => document.querySelectorAll('.results li').length > 10")
        page.wait_for_load_state("networkidle")
        found = page.locator(".results h2 a").evaluate_all("all => all.map(a => a.href)")
        assert len(found) == len(set(found))


FRAGMENTS: Final = "**/*.pf_fragment"


def test_more_that_comes_after_another_search_has_begun_is_not_shown(
    site: Site, browser: Any
) -> None:
    def hold(_: Any) -> None:
        """Keep a file back until the route is taken away."""

    with opened(site, browser, "search/#q=back") as (page, _):
        page.locator(".more button").wait_for()
        page.route(FRAGMENTS, hold)
        with page.expect_request(FRAGMENTS):
            page.locator(".more button").press("Enter")
        page.locator("[type=search]").fill("squats")
        page.locator(".search [role=status]").filter(has_not_text="back").wait_for()
        page.unroute(FRAGMENTS)  # lets what was held go on
        page.locator(".search [role=status]").filter(has_text="for “squats”").wait_for()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.activeElement.type") == "search"
        assert page.locator(".results li").count() < 10


def test_where_more_does_not_come_through_the_list_stays_and_the_page_says_so(
    site: Site, browser: Any
) -> None:
    with (
        served(site.folder, PREFIX) as server,
        open_page(browser, server.address) as (page, _),
    ):
        page.goto(f"{server.address}search/#q=back")
        page.locator(".more button").wait_for()
        page.route(FRAGMENTS, lambda route: route.abort())
        page.locator(".more button").press("Enter")
        said = page.locator(".search [role=status]")
        said.filter(has_text="More results did not come through").wait_for()
        assert page.locator(".results li").count() == 10


def test_without_scripts_the_search_page_says_so_and_leads_on(site: Site, browser: Any) -> None:
    with opened(site, browser, "search/#q=squat", java_script_enabled=False) as (page, server):
        assert "needs JavaScript" in page.locator("article").inner_text()
        assert page.locator("article :is(form, input, button):visible").count() == 0
        page.get_by_role("link", name="from A to Z").click()
        page.wait_for_url(f"{server.address}a-z/")


def test_where_the_search_does_not_come_through_the_page_says_so(site: Site, browser: Any) -> None:
    with (
        served(site.folder, PREFIX) as server,
        open_page(browser, server.address) as (page, _),
    ):
        page.goto(f"{server.address}search/")
        page.route("**/pagefind.js", lambda route: route.abort())
        page.locator("[type=search]").press_sequentially("squat")
        said = page.locator(".search [role=status]")
        said.filter(has_text="The search did not come through").wait_for()


# --- A to Z, and what there is to print -----------------------------------------------------


def test_letters_are_large_targets_and_one_without_entries_says_so(
    site: Site, browser: Any
) -> None:
    with opened(site, browser, "a-z/") as (page, _):
        letters = page.locator(".letters li")
        assert letters.count() == 26
        for box in (letter.bounding_box() for letter in page.locator(".letters a").all()):
            assert min(box["width"], box["height"]) >= 44
        assert page.locator(".letters li", has_text="X").inner_text().split()[-1] == "nothing"


def test_the_print_page_has_every_sheet_of_everything(site: Site) -> None:
    found = links(site.page("print/"))
    sheets = {f"../{address}" for address in site.pages if "/sheet/" in address}
    assert len(sheets) > 50
    assert sheets <= found
    assert not [link for link in found if link.endswith(".pdf")]  # none was made
