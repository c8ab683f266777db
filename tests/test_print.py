"""Printing from the site in a real browser: the pages, the bar of a sheet, what paper leads to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from tests.conftest import Site, open_page, served
from tests.paper import Print, letters

ROUTINE: Final = "routines/standing/"
SHEET: Final = f"{ROUTINE}sheet/"
PAGES: Final = (ROUTINE, "exercises/abdominal-crunch/", "guides/low-back/")
PAPERS: Final = ("Letter", "A4")


@contextmanager
def opened(site: Site, browser: Any, address: str, **options: Any) -> Iterator[Any]:
    """Open a page of the site; nothing may be asked of another host."""
    with (
        served(site.folder) as server,
        open_page(browser, server.address, **options) as (page, strays),
    ):
        page.goto(server.address + address)
        yield page
        assert strays == []


# --- The pages themselves -------------------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_prints_all_that_it_says_and_nothing_of_the_site_around_it(
    site: Site, browser: Any, address: str, paper: str
) -> None:
    with opened(site, browser, address) as page:
        around = page.locator("header.md-header, .md-tabs, .md-sidebar, .md-footer, nav")
        page.emulate_media(media="print")
        shown = [node for node in around.all() if node.is_visible()]
        assert shown == []
        for control in page.locator("button, input, [data-film]").all():
            assert not control.is_visible()
        out = Print(page.pdf(format=paper))
    drawn = "".join(letters(" ".join(word.text for word in side.words)) for side in out.sides)
    article = site.page(address).article
    lines = [*article.css(".do-not li, .admonition li"), *article.css("ol li")]
    assert len(lines) > 5
    for line in lines:
        assert letters(line.text(deep=True)) in drawn, line.text(deep=True)
    around_it = ("Skip to content", "Back to top", "Use the colours of your device")
    for text in (*around_it, "Print this", "Large print"):
        assert letters(text) not in drawn


SMALL: Final = """() => {
  const parts = [...document.querySelectorAll("article *")].filter((part) =>
    part.checkVisibility({visibilityProperty: true}) && !part.closest(".unseen") &&
    [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  if (parts.length < 20) throw new Error(`only ${parts.length} parts have words`);
  return parts.filter((part) => parseFloat(getComputedStyle(part).fontSize) < 15.99)
    .map((part) => part.outerHTML.slice(0, 80));
}"""


@pytest.mark.parametrize("address", [*PAGES, "exercises/", "positions/supine/"])
def test_no_words_of_a_page_are_smaller_than_12_points_on_paper(
    site: Site, browser: Any, address: str
) -> None:
    with opened(site, browser, address) as page:
        page.emulate_media(media="print")
        assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(
    "address", ["exercises/heel-slides/", "exercises/quadruped-opposite-arm-and-leg/"]
)
def test_the_steps_of_an_exercise_stay_on_the_paper_of_their_figure(
    site: Site, browser: Any, address: str, paper: str
) -> None:
    told = site.page(address).article.css_first(".told")
    lines = [letters(node.text(deep=True)) for node in told.css("li, figcaption")]
    with opened(site, browser, address) as page:
        sides = Print(page.pdf(format=paper)).sides
    words = [letters(" ".join(word.text for word in side.words)) for side in sides]
    assert len(lines) > 3
    assert [all(line in drawn for line in lines) for drawn in words].count(True) == 1


@pytest.mark.parametrize("variant", ["write-in/", "large/", ""])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_browser_keeps_the_end_of_a_sheet_whole(
    site: Site, browser: Any, variant: str, paper: str
) -> None:
    with opened(site, browser, f"{SHEET}{variant}") as page:
        told = [letters(text) for text in page.locator("footer :is(h2, p)").all_inner_texts()]
        out = Print(page.pdf(format=paper, prefer_css_page_size=True))
    last = letters(" ".join(word.text for word in out.sides[-1].words))
    assert len(told) > 5
    assert [text for text in told if text not in last] == []


# --- The bar of a sheet ---------------------------------------------------------------------

FOCUS: Final = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  return {
    text: (one.labels?.[0] ?? one).innerText.trim().replace(/\\s+/g, " "), tag: one.tagName,
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: !!one.closest("nav"),
  };
}"""


def test_tab_reaches_every_link_and_the_print_button_in_order_and_shows_where_it_is(
    site: Site, browser: Any
) -> None:
    with opened(site, browser, SHEET) as page:
        wanted = page.locator("nav.bar :is(a[href], button)").all_inner_texts()
        page.evaluate("void (window.print = () => { window.printed = (window.printed ?? 0) + 1; })")
        found = []
        for _ in wanted:
            page.keyboard.press("Tab")
            found.append(page.evaluate(FOCUS))
            if found[-1]["tag"] == "BUTTON":
                page.keyboard.press("Enter")
        assert [one["text"] for one in found] == [" ".join(text.split()) for text in wanted]
        assert all(one["seen"] and one["inside"] for one in found)
        assert "Print this sheet" in wanted
        assert page.evaluate("window.printed") == 1
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.type") == "checkbox"
        page.keyboard.press("Space")
        assert page.evaluate("document.activeElement.checked")


def test_what_is_to_be_expected_stands_before_the_print_button(site: Site, browser: Any) -> None:
    with opened(site, browser, SHEET) as page:
        text = page.locator("nav.bar").inner_text()
    expected, _, _ = text.partition("Print this sheet")
    for what in ("4 exercises", "of them on the floor", "Prints in black"):
        assert what in expected


def test_without_scripts_a_sheet_has_all_but_the_button(site: Site, browser: Any) -> None:
    texts = []
    for scripts in (True, False):
        with opened(site, browser, SHEET, java_script_enabled=scripts) as page:
            assert page.locator("#print").is_visible() == scripts
            texts.append(" ".join(page.locator("body").inner_text().split()))
            assert page.locator("input[type=checkbox]").count() == 4 * 7
            assert page.locator("nav.bar a[href]").count() > 6
    assert texts[0].replace("Print this sheet ", "") == texts[1]


@pytest.mark.parametrize("width", [320, 768])
def test_a_sheet_needs_no_scrolling_sideways_on_a_small_screen(
    site: Site, browser: Any, width: int
) -> None:
    view = {"width": width, "height": 800}
    with opened(site, browser, SHEET, viewport=view) as page:
        sheet = page.url
        for variant in ("", "large/", "summary/", "log-28/", "write-in/"):
            page.goto(f"{sheet}{variant}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, variant


# --- What a QR code leads to ----------------------------------------------------------------


def version_of(site: Site, address: str) -> str:
    node = site.page(address).tree.css_first("[data-version]")
    assert node is not None
    return node.attributes["data-version"] or ""


@pytest.mark.parametrize("address", PAGES)
def test_a_page_tells_whether_the_printed_version_is_the_current_one(
    site: Site, browser: Any, address: str
) -> None:
    current = version_of(site, address)
    with opened(site, browser, f"{address}?v={current}") as page:
        said = page.locator("article .version-state")
        assert said.inner_text() == f"Your printed sheet is current (version {current})."
        assert said.get_attribute("role") == "status"
    with opened(site, browser, f"{address}?v=0123abcd") as page:
        text = page.locator("article .version-state").inner_text()
        assert text.startswith("Your printed sheet (version 0123abcd) is out of date.")
        assert f"This page is version {current}" in text


@pytest.mark.parametrize(
    "query", ["", "?v=", "?v=0123ABCD", "?v=0123abcde", "?v=<b>x</b>", "?v=0123abc%0A", "?w=1"]
)
def test_anything_else_in_the_address_is_ignored(site: Site, browser: Any, query: str) -> None:
    with opened(site, browser, ROUTINE + query) as page:
        page.wait_for_load_state("networkidle")
        assert page.locator(".version-state").count() == 0


def test_without_scripts_the_version_stands_on_the_page_to_compare(
    site: Site, browser: Any
) -> None:
    current = version_of(site, ROUTINE)
    with opened(site, browser, f"{ROUTINE}?v={current}", java_script_enabled=False) as page:
        assert f"version {current}" in page.locator("article").inner_text()
    assert f"This is version {current}." in site.page(SHEET).text
