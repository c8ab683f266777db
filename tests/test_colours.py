"""A site's own colours can be read, on light pages and on dark ones."""

import re

import pytest

from generator import colours
from generator.problems import WrongUse
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ffffff", "#ffffff", 1.0)],
)
def test_the_contrast_is_that_of_the_guidelines(one: str, other: str, expected: float) -> None:
    """Each figure is what the formula of WCAG 2.2 gives, worked out apart."""
    assert colours.contrast(one, other) == pytest.approx(expected, abs=0.005)
    assert colours.contrast(other, one) == pytest.approx(expected, abs=0.005)


def test_the_grounds_are_those_of_the_stylesheet() -> None:
    text = (ROOT / "docs/styles/limber.css").read_text(encoding="utf-8")
    papers, panels = (re.findall(rf"--{name}: (#\w{{6}});", text) for name in ("paper", "panel"))
    assert list(zip(papers, panels, strict=True)) == [*colours.GROUNDS.values()]


@pytest.mark.parametrize("brand", ["#7a1f5c", "#0b4f4a", "#000000", "#a83232"])
def test_a_colour_that_can_be_read_has_its_like_on_dark_pages(brand: str) -> None:
    sheet = colours.stylesheet(brand)
    light, dark = re.findall(r"--pine: (#\w{6});", sheet)
    on_light, on_dark = re.findall(r"--on-pine: (#\w{6});", sheet)
    assert light == brand
    assert all(colours.contrast(dark, ground) >= 7 for ground in colours.GROUNDS["dark"])
    assert colours.contrast(light, on_light) >= 4.5
    assert colours.contrast(dark, on_dark) >= 4.5


@pytest.mark.parametrize(("brand", "dark"), [("#ffcc00", ""), ("#7a1f5c", "#400020")])
def test_a_colour_that_cannot_be_read_is_refused_and_one_that_can_is_named(
    brand: str, dark: str
) -> None:
    with pytest.raises(WrongUse, match=r"contrast of \d\.\d to 1") as fault:
        colours.stylesheet(brand, dark)
    named = re.findall(r"#\w{6}", str(fault.value))[-1]
    assert colours.stylesheet(*((named, "") if not dark else (brand, named)))


def test_a_print_has_no_colour_of_a_site() -> None:
    assert colours.stylesheet("#7a1f5c").startswith("@media screen {")
