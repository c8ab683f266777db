"""The editing page: its forms come from the models, and what they send is what was edited."""

import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, Final

import jsonschema
import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError
from playwright.sync_api import expect
from pydantic import Field, create_model

from generator import editor
from generator.amount import Amount
from generator.editor import Repository, configuration
from generator.facts import field_hints, model_in, read_facts
from generator.fields import Facts
from generator.front_matter import FrontMatter
from generator.mkdocs_settings import repository_of
from generator.model import FACTS, Dose, PlainFacts
from generator.problems import WrongUse
from tests.conftest import ROOT, Builder, Site, open_page, served
from tests.github import NAME, OWNER, TOKEN, VISITOR, GitHub, standing_in

REPOSITORY: Final = Repository(f"{OWNER}/{NAME}")
SCHEMA: Final = ROOT / "tests/vendor/sveltia-cms.json"
HIGH: Final = {"width": 1280, "height": 3000}
SLIDES: Final = "content/exercises/heel-slides.md"


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    return configuration(REPOSITORY, "Made up", "https://made-up.example/")


# --- The forms ------------------------------------------------------------------------------


def test_the_settings_are_right_by_the_schema_that_the_package_ships(
    settings: dict[str, Any],
) -> None:
    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert [fault.message for fault in validator.iter_errors(settings)] == []
    wrong = {**settings, "publish_mode": "whenever"}
    assert not validator.is_valid(wrong)


def form(settings: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    return next(one["fields"] for one in settings["collections"] if one["name"] == kind)


def names(fields: list[dict[str, Any]]) -> list[Any]:
    """Return the names of fields, and those of the fields within each."""
    return [(one["name"], names(one.get("fields", []))) for one in fields]


def wanted(model: type[Facts]) -> list[Any]:
    hints = field_hints(model).items()
    return [(name, wanted(inner) if (inner := model_in(hint)) else []) for name, hint in hints]


@pytest.mark.parametrize("kind", FACTS)
def test_every_field_of_a_model_has_its_place_in_the_form(
    settings: dict[str, Any], kind: str
) -> None:
    assert names(form(settings, kind)) == [*wanted(FACTS[kind]), ("body", [])]


def test_a_new_field_appears_in_the_form_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    grown = create_model(
        "Grown", __base__=PlainFacts, colour=(str | None, Field(None, description="Its `hue`."))
    )
    monkeypatch.setattr(editor, "FACTS", {**FACTS, "terms": grown})
    colour = form(configuration(REPOSITORY, "", ""), "terms")[1]
    assert (colour["name"], colour["label"], colour["hint"]) == ("colour", "Colour", 'Its "hue".')
    assert (colour["widget"], colour["required"]) == ("string", False)


AMOUNTS: Final = ["10", "3 to 5", "about 5", "up to 5", "10, build up to 20", "open", "none"]
NONE: Final = [
    "",
    "ten",
    "5 to",
    "0",
    "-1",
    "05",
    "5 times",
    "3-5",
    "about",
    "5 seconds 6",
    "open ",
]


@pytest.mark.parametrize("name", ["repetitions", "hold"])
def test_the_pattern_of_an_amount_takes_what_the_check_takes(
    settings: dict[str, Any], name: str
) -> None:
    [dose] = [one["fields"] for one in form(settings, "exercises") if one["name"] == "dose"]
    [(pattern, _)] = [one["pattern"] for one in dose if one["name"] == name]
    times = [re.sub(r"^([^,]*\d)(?=$|,)", r"\1 seconds", text) for text in AMOUNTS]
    for text in [*AMOUNTS, *NONE, *times]:
        values = {"repetitions": "open", name: text}
        facts, _ = read_facts("a.md", FrontMatter(values, {}, {}), Dose)
        assert bool(re.search(pattern, text)) == bool(facts), text
        assert facts is None or isinstance(getattr(facts, name), Amount)


def test_the_forms_touch_the_content_and_nothing_else(settings: dict[str, Any]) -> None:
    places = [one["folder"] for one in settings["collections"]]
    places += [one["file"] for one in settings["singletons"]] + [settings["media_folder"]]
    assert len(places) == len(FACTS) + 2
    assert all(place.startswith("content/") for place in places)


def test_a_change_is_proposed_and_never_written_to_the_branch(settings: dict[str, Any]) -> None:
    assert settings["publish_mode"] == "editorial_workflow"
    assert settings["backend"]["open_authoring"] is True
    assert settings["backend"]["auth_methods"] == ["token"]


# --- The files ------------------------------------------------------------------------------


def test_the_script_is_the_one_that_its_makers_published(monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"admin/{editor.SCRIPT}" in editor.editor(REPOSITORY, "", "")
    monkeypatch.setattr(editor, "SHA256", "0" * 64)
    with pytest.raises(WrongUse, match=editor.SCRIPT):
        editor.editor(REPOSITORY, "", "")


def test_the_script_comes_with_its_licence_and_its_version() -> None:
    folder = files("generator") / "assets/admin"
    assert "MIT License" in (folder / "LICENSE-sveltia-cms.txt").read_text("utf-8")
    assert f"`{editor.VERSION}`" in (folder / editor.SCRIPT).read_text("utf-8")
    assert f"Sveltia CMS {editor.VERSION}" in (ROOT / "THIRD-PARTY.md").read_text("utf-8")


def test_a_site_that_names_no_repository_has_no_editing_page() -> None:
    config = load_config(str(ROOT / "mkdocs.yml"))
    assert repository_of(config, "content") is None
    config.extra["editor"] = {"repository": "clinic/handouts", "branch": "trunk"}
    assert repository_of(config, "content") == Repository("clinic/handouts", "trunk")


@pytest.mark.parametrize(
    "said",
    [
        {"repository": "https://github.com/clinic/handouts"},
        {"repository": "clinic/handouts", "api": "https://a.example/api; script-src *"},
    ],
)
def test_settings_that_are_no_repository_are_refused(said: dict[str, str]) -> None:
    config = load_config(str(ROOT / "mkdocs.yml"))
    config.extra["editor"] = said
    with pytest.raises(PluginError, match="limber: 'extra: editor"):
        repository_of(config, "content")


# --- The page -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def github(low_back: Mapping[str, bytes]) -> Iterator[GitHub]:
    with standing_in({f"content/{path}": data for path, data in low_back.items()}) as there:
        yield there


@pytest.fixture(scope="module")
def forms(build_site: Builder, low_back: Mapping[str, bytes], github: GitHub) -> Site:
    """The site that ships, with an editing page that asks the stand-in."""
    settings = f"extra:\n  editor:\n    api: {github.address}/api\n"
    return build_site(low_back, settings, EDITOR_REPOSITORY=REPOSITORY.name)


def test_readers_search_and_the_worker_know_nothing_of_the_page(forms: Site) -> None:
    page = (forms.folder / "admin/index.html").read_text("utf-8")
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert "admin" not in (forms.folder / "sitemap.xml").read_text("utf-8")
    worker = (forms.folder / "sw.js").read_text("utf-8")
    shell = re.search(r"const SHELL=(\[.*?\]);", worker)
    never = re.search(r"const NEVER=(\[.*?\]);", worker)
    assert shell
    assert never
    assert not any(path.startswith("admin") for path in json.loads(shell[1]))
    assert "admin/" in json.loads(never[1])


def test_the_page_has_a_policy_of_its_own_and_asks_github_alone(
    forms: Site, github: GitHub
) -> None:
    page = (forms.folder / "admin/index.html").read_text("utf-8")
    [rules] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', page)
    sources = dict(rule.split(" ", 1) for rule in rules.split("; "))
    assert sources["default-src"] == "'none'"
    assert sources["script-src"] == "'self'"
    assert sources["connect-src"] == f"'self' data: blob: {github.address}"
    assert "connect-src 'self' data: blob: https://api.github.com;" in editor.policy(REPOSITORY)


def test_an_edited_step_becomes_a_pull_request_with_exactly_that_change(
    forms: Site, github: GitHub, browser: Any
) -> None:
    """Through a fork, as someone who may not write to the repository; a wrong dose is refused."""
    with (
        served(forms.folder, prefix="/some/where/") as visits,
        # Fields are made as they come into view: all of them, on so high a screen.
        open_page(browser, "http://127.0.0.1:", viewport=HIGH) as (page, strays),
    ):
        page.goto(f"{visits.address}admin/#/collections/exercises/entries/heel-slides")
        page.get_by_role("button", name="Sign In Using Access Token").click()
        page.get_by_label("Personal Access Token").fill(TOKEN)
        page.get_by_role("button", name="Sign In", exact=True).click()

        dose = page.get_by_role("textbox", name="Repetitions")
        words = page.get_by_role("textbox", name="Words")
        expect(dose).to_have_value("open")
        expect(words).to_have_value(re.compile("your heel comes closer"))
        dose.fill("5 to")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Write it like '10', '3 to 5'").wait_for()
        assert github.branches == {}

        dose.fill("open")
        words.fill(words.input_value().replace("your heel comes closer.", "the heel comes near."))
        page.get_by_role("button", name="Save").click()
        with page.expect_response(lambda one: one.url.endswith("/pulls") and one.status == 200):
            page.get_by_role("button", name="Send for Review").click()
        page.get_by_role("button", name="Create New Entry").wait_for()
    [(branch, sent)] = github.branches.items()
    old = github.files[SLIDES]
    new = old.replace(b"your heel comes closer.", b"the heel comes near.")
    assert sent == {**github.files, SLIDES: new}
    assert old != new
    [pull] = github.pulls
    assert (pull["head"], pull["base"]) == (f"{VISITOR}:{branch}", "main")
    assert pull["title"] == f"Change {SLIDES}"
    assert strays == []
