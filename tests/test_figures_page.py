"""The page for those who pose figures: nothing that can be written is missing on it."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Final, get_args

import pytest
import yaml

from generator import pose
from generator.facts import literals
from generator.fields import Facts
from generator.figures import atlas
from generator.figures.effects import RULES
from generator.figures.limits import RANGES
from generator.figures.picture import faults
from generator.library import DosedExercise
from generator.loader import load
from generator.pose import POINTS, BaseName, FigureFacts, Target
from generator.views import Speaker
from tests.conftest import LOW_BACK, ROOT, Site, as_files, edited

ADDRESS: Final = "figures/"
MODELS: Final = [
    model
    for model in vars(pose).values()
    if isinstance(model, type) and issubclass(model, Facts) and model is not Facts
]
SAMPLES: Final = {plate.name: plate for plate in atlas.plates() if plate.lines}


def written(plate: atlas.Plate) -> str:
    """Return the lines beside a drawing as a file would have them."""
    return "".join(f"{'  ' * depth}{line}\n" for depth, line in plate.lines)


def values_of(name: str) -> FigureFacts:
    found = yaml.safe_load(written(SAMPLES[name]))
    return FigureFacts.model_validate(found.get("figure", found))


@pytest.fixture(scope="module")
def codes(site: Site) -> set[str]:
    """Return every word that the page shows as code, in sentences and beside drawings."""
    page = site.page(ADDRESS)
    shown = " ".join(node.text() for node in page.article.css("code"))
    return set(re.findall(r"[\w.-]+", shown))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_stands_on_the_page(model: type[Facts], codes: set[str]) -> None:
    assert len(MODELS) >= 6
    assert set(model.model_fields) - codes == set()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_allowed_word_stands_on_the_page(model: type[Facts], codes: set[str]) -> None:
    for name, field in model.model_fields.items():
        assert {word for word in literals(field.annotation) if isinstance(word, str)} <= codes, name


def test_every_base_target_joint_and_point_is_drawn() -> None:
    drawn = {name: values_of(name) for name in SAMPLES}
    assert {facts.start.base for facts in drawn.values()} == set(get_args(BaseName))
    hands = {arm.hand for f in drawn.values() for p in (f.start, f.end)
             for arm in (p.near_arm, p.far_arm, p.arms) if arm}  # fmt: skip
    assert set(get_args(Target)) <= hands
    assert {f"joint-{name}" for name in RANGES} <= set(drawn)
    assert {*atlas.points()[1]} | {n.replace("near_", "far_") for n in atlas.points()[1]} == set(
        POINTS
    )


def test_every_field_of_a_figure_is_in_a_drawing() -> None:
    text = "".join(map(written, SAMPLES.values()))
    for model in MODELS:
        if model is not pose.PictureFacts:
            for name in model.model_fields:
                assert re.search(rf"\b{name}:", text), name


@pytest.mark.parametrize("name", SAMPLES)
def test_the_lines_beside_a_drawing_draw_it_and_nothing_in_it_is_impossible(name: str) -> None:
    assert faults(values_of(name)) == []
    assert len(written(SAMPLES[name]).splitlines()) <= 15


def test_the_example_grows_line_by_line() -> None:
    steps = [written(plate).splitlines() for plate in atlas.example()]
    for before, after in pairwise(steps):
        assert after[: len(before)] == before
        assert len(after) > len(before)


def test_the_page_shows_the_lines_as_they_are_written(site: Site) -> None:
    figures = site.page(ADDRESS).article.css(".plates .plate")
    shown = {
        re.sub(r".*/|\.svg.*", "", f.css_first("img").attributes["src"] or ""): f.css_first(
            "pre"
        ).text()
        for f in figures
    }
    assert shown == {name: written(plate) for name, plate in SAMPLES.items()}


def rows(site: Site) -> list[list[str]]:
    """Return the rows of the tables of the page, cell by cell."""
    return [[c.text() for c in row.css("td")] for row in site.page(ADDRESS).article.css("tr")]


def test_what_has_no_effect_is_told_as_the_check_tells_it(site: Site) -> None:
    assert [row for row in rows(site) if len(row) == 3] == [list(row) for row in atlas.idle()]
    assert len(list(atlas.idle())) == len(RULES)


def test_the_ranges_on_the_page_are_those_of_the_check(site: Site) -> None:
    found = {row[0]: row[3] for row in rows(site) if len(row) == 4}
    assert found == {name: f"{low:.0f} to {high:.0f}" for name, (low, high) in RANGES.items()}


def test_the_page_tells_what_the_stopwatch_shows_of_a_hold_that_builds_up(site: Site) -> None:
    assert "for “10 seconds, build up to 30” the stopwatch says 10 s" in site.page(ADDRESS).text


def test_about_leads_to_the_page_and_so_does_the_guide_for_contributors(site: Site) -> None:
    links = [node.attributes["href"] for node in site.page("about/").article.css("a")]
    assert "../figures/" in links
    assert "/figures/" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


# --- captions on other pages ------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.stem for path in (LOW_BACK / "exercises").iterdir()))
def test_a_caption_is_short_enough_to_stand_under_a_small_picture(site: Site, name: str) -> None:
    text = (LOW_BACK / "exercises" / f"{name}.md").read_text("utf-8")
    (wanted,) = re.findall(r"^1: .+? 2: .+$", text.partition("## Picture\n")[2], re.MULTILINE)
    captions = site.page(f"exercises/{name}/").article.css("figure.figure figcaption")
    assert captions[-1].text().strip() == wanted
    assert len(wanted) < 70


def test_without_a_caption_the_first_sentence_of_what_each_drawing_shows_is_it(
    low_back: Mapping[str, bytes],
) -> None:
    files = edited(
        low_back,
        "exercises/single-knee-to-chest.md",
        "1: both feet down. 2: one knee at the chest.\n\n",
        "",
    )
    library = load(as_files(files)).draft
    exercise = library.exercises["single-knee-to-chest"]
    figure = Speaker(library).figure(DosedExercise(exercise, exercise.facts.dose))
    assert figure is not None
    assert figure.caption == (
        "1: A person lies on the back with both knees bent and both feet flat on the floor. "
        "2: One knee is up at the chest, with the hands on the shin."
    )
