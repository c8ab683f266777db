"""No broken link, no missing anchor and no repeated id, over every file of the built site."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import Builder, Site, edited
from tests.links import broken, links, repeated

PREFIX: Final = "/clinic/handouts/"


@pytest.fixture(scope="module")
def both_site(build_site: Builder, both: Mapping[str, bytes]) -> Site:
    return build_site(both)


@pytest.fixture(scope="module")
def prefixed(build_site: Builder, low_back: Mapping[str, bytes]) -> Site:
    """The site as it is published below a path, like the pages of a project."""
    return build_site(low_back, SITE_URL=f"https://limber.example{PREFIX}")


def test_no_link_or_anchor_is_broken(site: Site, both_site: Site) -> None:
    assert sum(1 for page in site.pages.values() for _ in links(page)) > 1000
    assert any("/sheet/" in address for address in site.pages)
    assert "routines/neck-seated/" in both_site.pages  # a former address, which only leads on
    assert broken(site, "/") == []
    assert broken(both_site, "/") == []


def test_every_link_stays_below_the_prefix_of_a_project_site(prefixed: Site) -> None:
    assert broken(prefixed, PREFIX) == []
    canonical = prefixed.page("safety/").tree.css_first("link[rel=canonical]")
    assert canonical is not None
    assert canonical.attributes["href"] == f"https://limber.example{PREFIX}safety/"


def test_no_id_stands_twice_on_a_page(
    both_site: Site, build_site: Builder, both: Mapping[str, bytes]
) -> None:
    path, old = "exercises/neck-turn-with-towel.md", "harder_variant_of: neck-turn\n"
    longer = build_site(edited(both, path, old, f"starts_from: chin-nod\n{old}"))
    assert repeated(both_site) == []
    assert repeated(longer) == []


GOOD: Final = '<p id="here"><a href="../">up</a> <a href="?print=1&amp;v=2#here">here</a>'


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<a href="../gone/">', "x/: ../gone/ leads nowhere"),
        ('<a href="../gone/?to=../">', "x/: ../gone/?to=../ leads nowhere"),
        ('<a href="../x">', "x/: ../x leads nowhere"),  # a folder without its stroke
        ('<a href="/x/">', "x/: /x/ leads nowhere"),  # out of the prefix
        ('<a href="../../x/">', "x/: ../../x/ leads nowhere"),
        ('<a href="#gone">', "x/: there is no place #gone"),
        ('<a href="../?a=b#here">', "x/: there is no place ../?a=b#here"),
        ('<img src="gone.png">', "x/: gone.png leads nowhere"),
        ('<img srcset="../a.svg 1x, gone.svg 2x">', "x/: gone.svg leads nowhere"),
        ('<button data-film="../gone/film.svg">', "x/: ../gone/film.svg leads nowhere"),
        ('<b data-file="gone.json">', "x/: gone.json leads nowhere"),
        ('<p style="background: url(gone.svg)">', "x/: gone.svg leads nowhere"),
        ('<meta http-equiv="refresh" content="0; url=../gone/">', "x/: ../gone/ leads nowhere"),
        ('<link rel="canonical" href="https://limber.example/clinic/handouts/gone/">', "nowhere"),
        ('<script id="__config">{"base": "..", "search": "../s.js"}</script>', "../s.js leads"),
        ('<script src="https://elsewhere.example/s.js"></script>', "is of another host"),
        ('<a href="http://elsewhere.example/">', "is of another host"),
        ('<a href="javascript:alert(1)">', "is of another host"),
    ],
)
def test_the_check_finds_what_is_broken_and_nothing_else(
    tmp_path: Path, html: str, fault: str
) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "a.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "index.html").write_text('<a href="x/#here">x</a>', encoding="utf-8")
    page = tmp_path / "x" / "index.html"
    page.write_text(GOOD, encoding="utf-8")
    assert broken(Site(tmp_path, tmp_path, ""), PREFIX) == []
    page.write_text(GOOD + html, encoding="utf-8")
    (found,) = broken(Site(tmp_path, tmp_path, ""), PREFIX)
    assert fault in found


def test_the_check_finds_a_broken_style_and_sitemap_and_a_repeated_id(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<b id="a"></b><b id="a"></b>', encoding="utf-8")
    (tmp_path / "s.css").write_text("a { background: url('gone.svg') }", encoding="utf-8")
    loc = "<loc>https://limber.example/gone/</loc>"
    (tmp_path / "sitemap.xml").write_text(loc, encoding="utf-8")
    site = Site(tmp_path, tmp_path, "")
    assert broken(site, "/") == [
        "s.css: gone.svg leads nowhere",
        "sitemap.xml: https://limber.example/gone/ leads nowhere",
    ]
    assert repeated(site) == [": the id a stands 2 times"]
