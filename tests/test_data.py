"""What other programs and search engines are told: data, its schema, and what it may not claim."""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from generator.build import build
from generator.data import INDEX, REVIEWS, SCHEMA
from generator.interface import AmountsData, schema
from generator.library import Library
from generator.loader import load
from generator.model import Dose
from generator.sheets import Paper
from tests.conftest import (
    SITE,
    TODAY,
    Builder,
    PageFile,
    Site,
    as_files,
    edited,
    open_page,
    served,
)

PREFIX: Final = "/some/where/"
HEEL_SLIDES: Final = "exercises/heel-slides.md"


def library_of(files: Mapping[str, bytes]) -> Library:
    loaded = load(as_files(files))
    assert loaded.library, loaded.problems
    return loaded.library


def data_of(library: Library, papers: Mapping[str, list[Paper]] | None = None) -> dict[str, Any]:
    """Return every file of data by its path."""
    built = build(library, TODAY, SITE, papers or {})
    return {path: json.loads(one.content) for path, one in built.items() if path[-5:] == ".json"}


@pytest.fixture(scope="module")
def data(both: Mapping[str, bytes]) -> dict[str, Any]:
    return data_of(library_of(both))


def handouts(data: Mapping[str, Any]) -> dict[str, Any]:
    return {path: one for path, one in data.items() if path not in (INDEX, SCHEMA, REVIEWS)}


# --- The data and its schema ------------------------------------------------------------------


def test_the_published_schema_is_one_and_every_file_keeps_to_it(data: Mapping[str, Any]) -> None:
    published = data[SCHEMA]
    Draft202012Validator.check_schema(published)
    assert published["$id"] == SITE.url(SCHEMA)
    validator = Draft202012Validator(published)
    others = {path: one for path, one in data.items() if path != SCHEMA}
    assert len(others) > 20
    for path, one in others.items():
        assert [error.message for error in validator.iter_errors(one)] == [], path
        assert one["schema"] == published["$id"]


def without(*keys: str) -> Callable[[Any], None]:
    def lose(data: Any) -> None:
        for key in keys[:-1]:
            data = data[int(key) if key.isdigit() else key]
        del data[keys[-1]]

    return lose


def changed(**new: Any) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        data.update(new)

    return change


BROKEN: Final = {
    "no cautions": without("cautions"),
    "no disclaimer": without("disclaimer"),
    "no review": without("review"),
    "no version": without("version"),
    "a caution without a grade": without("cautions", "0", "grade"),
    "an exercise without a dose": without("exercises", "0", "dose"),
    "an exercise without what not to do": without("exercises", "0", "do_not"),
    "an unknown state of the review": changed(review={"state": "approved"}),
    "an unknown kind": changed(kind="recipe"),
    "an unknown field": changed(reviewed_by="somebody"),
    "a date in words": changed(
        review={"state": "current", "reviewers": [], "next_due": "1 May 2027"}
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_schema_refuses_data_with_a_fault(name: str, data: Mapping[str, Any]) -> None:
    broken = copy.deepcopy(data["api/v1/routines/on-your-back-1.json"])
    BROKEN[name](broken)
    assert not Draft202012Validator(data[SCHEMA]).is_valid(broken)


def test_every_field_says_what_it_is_or_has_a_name_that_does() -> None:
    assert all("description" in one for one in schema("https://x.example/")["$defs"].values())


def test_the_data_knows_every_field_of_a_dose_and_no_other() -> None:
    assert set(AmountsData.__annotations__) == set(Dose.model_fields)


def test_the_index_lists_every_handout_once_with_the_address_of_its_data(
    data: Mapping[str, Any], both: Mapping[str, bytes]
) -> None:
    index = data[INDEX]
    entries = [one for kind in ("exercises", "routines", "guides") for one in index[kind]]
    wanted = [p for p in both if p.startswith(("exercises/", "routines/", "programmes/"))]
    assert len(entries) == len([p for p in wanted if p.endswith(".md")]) == len(handouts(data))
    for entry in entries:
        one = data[entry["data"].removeprefix(SITE.url(""))]
        same = ("id", "title", "address", "version", "was")
        assert {key: entry[key] for key in same} == {key: one[key] for key in same}
        assert entry["review"] == one["review"]["state"]


def addresses(value: Any) -> Iterator[str]:
    """Yield every address of this site that stands anywhere in a value."""
    if isinstance(value, dict):
        value = [*value.values()]
    if isinstance(value, list):
        for each in value:
            yield from addresses(each)
    elif isinstance(value, str) and value.startswith("https://limber.example/"):
        yield value


def test_every_address_in_the_data_is_one_of_the_site(site: Site) -> None:
    tree = site.tree()
    found = {
        address
        for path, text in tree.items()
        if path.startswith("api/")
        for address in addresses(json.loads(text))
    }
    assert len(found) > 120
    for address in found:
        parts = urlsplit(address)
        path = parts.path[1:]
        assert (f"{path}index.html" if path.endswith("/") or not path else path) in tree, address
        if parts.fragment:
            ids = {node.attributes["id"] for node in site.page(path).tree.css("[id]")}
            assert parts.fragment in ids


def test_a_dose_is_that_of_the_routine_in_numbers_and_in_words(
    low_back: Mapping[str, bytes],
) -> None:
    path, old = "routines/on-your-back-1.md", "  - exercise: ankle-pumps\n"
    files = edited(low_back, path, old, f"{old}    dose:\n      repetitions: 7\n")
    found = data_of(library_of(files))["api/v1/routines/on-your-back-1.json"]
    dose = next(e for e in found["exercises"] if e["id"] == "ankle-pumps")["dose"]
    assert dose["amounts"]["repetitions"] == {"kind": "exact", "low": 7, "high": 7}
    assert next(line for line in dose["lines"] if line["field"] == "repetitions")[
        "text"
    ].startswith("7 times")


def test_a_sheet_has_a_pdf_only_if_there_is_one(low_back: Mapping[str, bytes]) -> None:
    sheet = "routines/standing/sheet/index.html"
    pdf = Paper(sheet, "a4", 2, "routines/standing/standing-a4.pdf", 12345)
    papers = {sheet: [pdf, Paper(sheet, "letter", 3)]}
    found = data_of(library_of(low_back), papers)["api/v1/routines/standing.json"]["sheets"]
    assert found[0]["papers"] == [
        {"paper": "a4", "pages": 2, "address": SITE.url(pdf.pdf), "bytes": 12345},
        {"paper": "letter", "pages": 3},
    ]
    assert not any(one["papers"] for one in found[1:])


def test_an_exercise_that_starts_from_another_tells_the_steps_of_that_one(
    data: Mapping[str, Any],
) -> None:
    found = [
        (view["first"], data[f"api/v1/exercises/{view['starts_from']['id']}.json"])
        for path, one in data.items()
        if path.startswith("api/v1/exercises/")
        for view in one["exercises"]
        if "starts_from" in view
    ]
    assert found
    for first, start in found:
        assert first[-1]["steps"] == start["exercises"][0]["steps"]


def test_who_reviewed_a_source_is_told_as_of_the_source_and_nowhere_else(
    data: Mapping[str, Any],
) -> None:
    for path, one in handouts(data).items():
        rest = copy.deepcopy(one)
        names = {
            person["name"]
            for source in rest["sources"]
            for person in source.pop("reviewers_of_the_source")
        }
        assert all(
            source["note"].endswith("have not seen this text.") for source in rest["sources"]
        )
        assert not [name for name in names if name in json.dumps(rest)], path
    assert any(one["sources"][0]["reviewers_of_the_source"] for one in handouts(data).values())


# --- What search engines are told -------------------------------------------------------------


def linked(page: PageFile) -> list[dict[str, Any]]:
    blocks = page.tree.css("script[type='application/ld+json']")
    return [json.loads(block.text(deep=True)) for block in blocks]


@pytest.fixture(scope="module")
def moved(build_site: Builder, both: Mapping[str, bytes]) -> Site:
    """Both programmes below a path, with an exercise, a routine and a guide that were renamed."""
    files = dict(both)
    for path in (HEEL_SLIDES, "routines/standing.md", "programmes/low-back.md"):
        files[path] = files[path].replace(b"---\n", b"---\nwas:\n  - old-name\n", 1)
    return build_site(files, SITE_URL=f"https://limber.example{PREFIX}")


def handout_pages(site: Site) -> dict[str, PageFile]:
    return {
        address: page
        for address, page in site.pages.items()
        if address.split("/")[0] in ("exercises", "routines", "guides")
        and address.count("/") == 2
        and not page.tree.css("meta[name=robots]")
    }


def test_every_handout_tells_who_reviewed_our_text_and_nothing_of_those_who_did_not(
    moved: Site,
) -> None:
    states = set()
    for address, page in handout_pages(moved).items():
        (found,) = linked(page)
        data = json.loads(moved.tree()[f"api/v1/{address[:-1]}.json"])
        assert found["@type"] == "MedicalWebPage"
        for ours, theirs in (("url", "address"), ("name", "title"), ("version", "version")):
            assert found[ours] == data[theirs]
        review = data["review"]
        states.add(review["state"])
        people = [(p["name"], p["honorificSuffix"]) for p in found.get("reviewedBy", [])]
        wanted = [(p["name"], p["credentials"]) for p in review.get("reviewers", [])]
        assert people == wanted
        dates = [person["date"] for person in review.get("reviewers", [])]
        assert found.get("lastReviewed") == (min(dates) if dates else None)
        assert not [key for key in found if key.startswith("date")]
        for source in data["sources"]:
            for person in source["reviewers_of_the_source"]:
                assert person["name"] not in json.dumps(found)
        assert [one["name"] for one in found["isBasedOn"]] == [s["title"] for s in data["sources"]]
    assert "none" in states
    assert "unknown" in states  # what was reviewed is in no repository here


def test_an_exercise_is_a_plan_with_its_dose_and_no_number_that_is_not_set(moved: Site) -> None:
    kinds = set()
    for address, page in handout_pages(moved).items():
        (found,) = linked(page)
        plan = found.get("mainEntity")
        assert (plan is not None) == address.startswith("exercises/")
        if plan:
            data = json.loads(moved.tree()[f"api/v1/{address[:-1]}.json"])
            dose = data["exercises"][0]["dose"]
            lines = [f"{line['label']}: {line['text']}" for line in dose["lines"]]
            assert plan["@type"] == "ExercisePlan"
            assert plan["additionalVariable"] == lines
            kind = dose["amounts"]["repetitions"]["kind"]
            assert ("repetitions" in plan) == (kind in ("exact", "range"))
            kinds.add(kind)
    assert kinds > {"exact", "open"}


def test_a_page_leads_to_its_data_and_no_other_page_claims_any(moved: Site) -> None:
    with_data = handout_pages(moved)
    assert len(with_data) > 20
    for address, page in moved.pages.items():
        found = [
            node.attributes["href"]
            for node in page.tree.css("link[rel=describedby][type='application/json']")
        ]
        wanted = [f"../../api/v1/{address[:-1]}.json"] if address in with_data else []
        assert found == wanted, address
        assert len(linked(page)) == len(wanted)


# --- Sitemap, robots, addresses that have changed ---------------------------------------------


def test_the_sitemap_holds_every_page_for_readers_once_at_its_canonical_address(
    moved: Site,
) -> None:
    root = ElementTree.fromstring(moved.tree()["sitemap.xml"])  # noqa: S314 - our own
    found = [node.text for node in root.iter() if node.tag.endswith("}loc")]
    canonical = {
        page.tree.css("link[rel=canonical]")[0].attributes["href"]
        for address, page in moved.pages.items()
        if address != "404.html" and not page.tree.css("meta[name=robots]")
    }
    assert sorted(found, key=str) == sorted(canonical, key=str)
    assert len(found) > 40
    start = f"https://limber.example{PREFIX}"
    assert {f"{start}{name}" for name in ("", "safety/", "exercises/heel-slides/")} <= set(found)
    left_out = {"figures/", "reviews/", "exercises/old-name/", "404.html"}
    left_out |= {"routines/standing/sheet/"}
    assert not {f"{start}{name}" for name in left_out} & set(found)
    assert left_out <= set(moved.pages)


def test_the_sitemap_gives_no_date_since_none_is_known(moved: Site) -> None:
    assert b"lastmod" not in moved.tree()["sitemap.xml"]


def test_robots_are_led_to_the_sitemap(moved: Site) -> None:
    lines = moved.tree()["robots.txt"].decode().splitlines()
    assert f"Sitemap: https://limber.example{PREFIX}sitemap.xml" in lines
    assert not [line for line in lines if line.startswith("Disallow")]


MOVED: Final = {
    "exercises/old-name/": "exercises/heel-slides/",
    "routines/old-name/": "routines/standing/",
    "guides/old-name/": "guides/low-back/",
}


@pytest.mark.parametrize("old", MOVED)
def test_an_old_address_names_the_new_one_and_is_not_to_be_listed(old: str, moved: Site) -> None:
    tree = moved.page(old).tree
    canonical = tree.css_first("link[rel=canonical]")
    robots = tree.css_first("meta[name=robots]")
    assert canonical
    assert robots
    assert canonical.attributes["href"] == f"https://limber.example{PREFIX}{MOVED[old]}"
    assert robots.attributes["content"] == "noindex"
    data = json.loads(moved.tree()[f"api/v1/{MOVED[old][:-1]}.json"])
    assert data["was"] == ["old-name"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_old_address_leads_on_and_keeps_query_and_fragment_if_there_are_scripts(
    scripts: bool, moved: Site, browser: Any
) -> None:
    with (
        served(moved.folder, prefix=PREFIX) as server,
        open_page(browser, server.address, java_script_enabled=scripts) as (page, strays),
    ):
        for old, new in MOVED.items():
            page.goto(f"{server.address}{old}?v=12345678#dose", wait_until="commit")
            rest = "?v=12345678#dose" if scripts else ""
            page.wait_for_url(f"{server.address}{new}{rest}")
    assert strays == []
