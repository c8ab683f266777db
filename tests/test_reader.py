"""What a reader does at the top of a page, in a real browser: larger text, and printing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from tests.conftest import Site, open_page, served
from tests.kinds import KINDS

EXERCISE: Final = "exercises/heel-slides/"
HANDOUTS: Final = (EXERCISE, "routines/standing/", "guides/low-back/")
KEPT: Final = "Object.entries(localStorage).filter(([name]) => name.includes('text-size'))"
TEXT: Final = "parseFloat(getComputedStyle(document.querySelector('article .lead p')).fontSize)"


@contextmanager
def opened(site: Site, browser: Any, address: str, **options: Any) -> Iterator[Any]:
    """Open a page of the site; nothing may be asked of another host, and nothing may fail."""
    faults: list[str] = []
    with (
        served(site.folder) as server,
        open_page(browser, server.address, base_url=server.address, **options) as (page, strays),
    ):
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(address)
        yield page
        assert (strays, faults) == ([], [])


def larger(page: Any) -> Any:
    return page.get_by_role("button", name="Larger text")


def smaller(page: Any) -> Any:
    return page.get_by_role("button", name="Smaller text")


# --- Text size --------------------------------------------------------------------------------


def test_text_grows_to_twice_its_size_and_back_and_says_how_large_it_is(
    site: Site, browser: Any
) -> None:
    with opened(site, browser, EXERCISE) as page:
        sizes = [page.evaluate(TEXT)]
        said = page.get_by_role("status", name="Text size")
        assert said.inner_text() == "100 %"
        assert smaller(page).get_attribute("aria-disabled") == "true"
        for _ in range(4):
            larger(page).click()
            sizes.append(page.evaluate(TEXT))
        assert [round(size / sizes[0], 2) for size in sizes] == [1, 1.25, 1.5, 1.75, 2]
        assert said.inner_text() == "200 %"
        assert larger(page).get_attribute("aria-disabled") == "true"
        larger(page).click(force=True)  # what is at its end stays there
        assert page.evaluate(TEXT) == sizes[-1]
        for _ in range(4):
            smaller(page).click()
        assert page.evaluate(TEXT) == sizes[0]


def test_the_size_is_kept_on_the_device_only_while_it_is_another_than_ours(
    site: Site, browser: Any
) -> None:
    with opened(site, browser, EXERCISE) as page:
        normal = page.evaluate(TEXT)
        assert page.evaluate(KEPT) == []
        larger(page).click()
        page.goto("routines/standing/")
        assert page.evaluate(TEXT) == pytest.approx(1.25 * normal, rel=0.01)
        assert page.get_by_role("status", name="Text size").inner_text() == "125 %"
        assert page.evaluate(KEPT) == [["limber-text-size", "125"]]
        smaller(page).click()
        assert page.evaluate(KEPT) == []


def test_the_kept_size_is_there_before_the_page_is_drawn(site: Site, browser: Any) -> None:
    """The script of the buttons comes too late for that."""
    with opened(site, browser, EXERCISE) as page:
        normal = page.evaluate(TEXT)
        larger(page).click()
        page.route("**/reader.js", lambda route: route.abort())
        page.reload()
        assert page.evaluate(TEXT) == pytest.approx(1.25 * normal, rel=0.01)


@pytest.mark.parametrize("kept", ["9999", "x", "100;color:red", '"><b>'])
def test_what_is_no_size_is_shown_as_the_normal_one(site: Site, browser: Any, kept: str) -> None:
    with opened(site, browser, EXERCISE) as page:
        normal = page.evaluate(TEXT)
        page.evaluate("kept => localStorage.setItem('limber-text-size', kept)", kept)
        page.reload()
        assert page.evaluate(TEXT) == normal
        assert page.get_by_role("status", name="Text size").inner_text() == "100 %"
        larger(page).click()
        assert page.evaluate(TEXT) > normal


def test_keys_change_the_size_and_stay_where_they_are(site: Site, browser: Any) -> None:
    with opened(site, browser, EXERCISE) as page:
        normal = page.evaluate(TEXT)
        larger(page).focus()
        for _ in range(5):
            page.keyboard.press("Enter")
        assert page.evaluate(TEXT) == 2 * normal
        assert page.evaluate("document.activeElement.textContent") == "A+"


def test_paper_has_its_own_size_and_none_of_the_buttons(site: Site, browser: Any) -> None:
    with opened(site, browser, EXERCISE) as page:
        page.emulate_media(media="print")
        normal = page.evaluate(TEXT)
        page.emulate_media(media="screen")
        larger(page).click()
        page.emulate_media(media="print")
        assert page.evaluate(TEXT) == normal
        assert not page.locator(".reader-tools").is_visible()


# --- Printing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("address", HANDOUTS)
def test_print_leads_from_a_handout_to_its_sheet_with_or_without_scripts(
    site: Site, browser: Any, address: str, scripts: bool
) -> None:
    with opened(site, browser, address, java_script_enabled=scripts) as page:
        page.locator("a.print-page").click()
        page.wait_for_url(f"**/{address}sheet/")


@pytest.mark.parametrize("address", ["", "safety/", "a-z/", "positions/supine/", "about/"])
def test_any_other_page_is_printed_as_it_is(site: Site, browser: Any, address: str) -> None:
    with opened(site, browser, address) as page:
        page.evaluate("void (window.print = () => { window.printed = true; })")
        page.get_by_role("button", name="Print", exact=True).click()
        assert page.evaluate("window.printed") is True


def test_without_scripts_there_is_no_dead_button(site: Site, browser: Any) -> None:
    for address in (EXERCISE, "safety/"):
        with opened(site, browser, address, java_script_enabled=False) as page:
            assert page.locator(".reader-tools button:visible").count() == 0


def test_every_page_with_a_title_of_its_own_has_both_above_it(site: Site) -> None:
    for name, addresses in KINDS.items():
        for address in addresses:
            tools = site.page(address).tree.css("article > .reader-tools:first-child")
            assert len(tools) == (0 if name in ("sheet.html", "overrides/404.html") else 1), address


# --- Beside each other ------------------------------------------------------------------------


@pytest.mark.parametrize("address", HANDOUTS)
def test_cautions_come_first_and_the_steps_stand_beside_the_figure_where_there_is_room(
    site: Site, browser: Any, address: str
) -> None:
    def box(part: str) -> Any:
        return page.locator(f"article {part}").first.bounding_box()

    with opened(site, browser, address, viewport={"width": 1280, "height": 800}) as page:
        for width in (960, 1120, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            caution, figure, steps = box(".admonition"), box(".told .figure"), box(".told .how")
            assert caution["y"] + caution["height"] < figure["y"], width
            assert figure["x"] + figure["width"] < steps["x"], width
            assert abs(figure["y"] - steps["y"]) < 10, width
            assert figure["width"] > 300, width
        for width in (320, 390, 700):
            page.set_viewport_size({"width": width, "height": 800})
            caution, figure, steps = box(".admonition"), box(".told .figure"), box(".told .how")
            assert caution["y"] + caution["height"] < figure["y"], width
            assert figure["y"] + figure["height"] < steps["y"], width
        page.set_viewport_size({"width": 1280, "height": 800})
        page.evaluate("document.documentElement.dataset.textSize = 200")
        assert box(".told .figure")["y"] < box(".told .how")["y"] - 100
