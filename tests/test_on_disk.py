"""The copy of a site that opens from a disk: with no server, in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborNode

from generator import on_disk
from tests.conftest import Site, open_page

LINKS: Final = "a[href], area[href], form[action]"


@pytest.fixture(scope="module")
def copied(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("disk") / "site"
    on_disk.copy(site.folder, folder)
    return Site(site.project, folder, "")


def addresses(site: Site) -> Iterator[tuple[str, str]]:
    """Yield every link of every page that stays in the site, with its page."""
    for page, file in site.pages.items():
        for node in file.tree.css(LINKS):
            link = node.attributes.get("href") or node.attributes.get("action") or ""
            parts = urlsplit(link)
            if not parts.scheme and not parts.netloc and parts.path:
                yield page, link


def test_every_link_leads_to_a_file(copied: Site) -> None:
    followed = 0
    for page, link in addresses(copied):
        folder = copied.folder / page if page.endswith("/") or not page else copied.folder
        assert (folder / unquote(urlsplit(link).path)).is_file(), f"{page}: {link}"
        followed += 1
    assert followed > 1000


def shape(node: LexborNode | None) -> list[tuple[str, object]]:
    """Return every element with its attributes, but for where links lead, and every text."""
    assert node is not None
    found: list[tuple[str, object]] = []
    for each in node.traverse(include_text=True):
        if each.tag == "-text":
            found.append((each.tag, each.text_content))
        else:
            kept = {n: v or "" for n, v in each.attributes.items() if n not in ("href", "action")}
            found.append((each.tag, kept))
    return found


def test_a_page_says_the_same_as_before(site: Site, copied: Site) -> None:
    assert site.pages.keys() - copied.pages.keys() == {"404.html"}
    for address, page in copied.pages.items():
        assert shape(page.tree.root) == shape(site.page(address).tree.root), address


def test_links_keep_their_places_within_a_page(site: Site, copied: Site) -> None:
    def places(of: Site) -> list[tuple[str, str]]:
        found = addresses(Site(of.project, of.folder, ""))
        return [(page, urlsplit(link).fragment) for page, link in found if page != "404.html"]

    assert places(copied) == places(site)
    assert any(fragment for _, fragment in places(site))


@pytest.mark.parametrize("start", ["index.html", "exercises/heel-slides/index.html"])
def test_a_browser_opens_it_with_styles_figures_and_scripts(
    copied: Site, browser: Any, start: str
) -> None:
    with open_page(browser, "file://") as (page, strays):
        page.goto((copied.folder / start).as_uri())
        page.get_by_role("button", name="Larger text").first.click()
        assert page.evaluate("document.documentElement.dataset.textSize") == "125"
        faces = page.evaluate(
            "document.fonts.ready.then((fonts) => [...fonts]"
            ".filter((face) => face.status === 'loaded').map((face) => face.family))"
        )
        assert "Atkinson Hyperlegible Next" in " ".join(faces)
        page.wait_for_function(  # a page does not wait for its figures
            "() => [...document.images].every((image) => image.complete && image.naturalWidth > 0)"
        )
        assert strays == []


def test_one_goes_by_links_from_the_start_to_a_sheet(copied: Site, browser: Any) -> None:
    with open_page(browser, "file://") as (page, strays):
        page.goto((copied.folder / "index.html").as_uri())
        page.locator(".site-nav").get_by_role("link", name="Exercises").click()
        page.wait_for_url("**/exercises/index.html")
        page.get_by_role("link", name="Heel slides").first.click()
        page.wait_for_url("**/exercises/heel-slides/index.html")
        # A page from a disk may read no other file: no button offers what cannot be shown.
        assert not page.locator("button[data-film]").first.is_visible()
        page.locator('a[href$="sheet/index.html"]').first.click()
        page.wait_for_url("**/exercises/heel-slides/sheet/index.html")
        assert page.locator("body.sheet h1").inner_text() == "Heel slides"
        assert strays == []


def test_a_file_without_a_head_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/proof.html").write_text("proof: x.html", encoding="utf-8")
    on_disk.copy(tmp_path / "site", tmp_path / "copy")
    assert (tmp_path / "copy/proof.html").read_text("utf-8") == "proof: x.html"
