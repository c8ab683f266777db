"""Every kind of page held to the rules of accessibility, in a real browser.

The rules are those of axe-core, for WCAG 2.2 A and AA and for good practice; and besides them what
it cannot see: that nothing is lost on narrow screens or in large text, and that fingers find room.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from generator.pages import TEMPLATES
from generator.sheets import VARIANTS
from tests.conftest import ROOT, Site, open_page, served
from tests.kinds import ADDRESSES, KINDS
from tests.test_session import Guide, give

WIDTHS: Final = (320, 390, 1280)
SCHEMES: Final = ("light", "dark")
FINGER: Final = 44  # CSS pixels; WCAG 2.2 asks for 24
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

# On paper nothing is pressed, scrolled or followed.
NOT_ON_PAPER: Final = ("target-size", "scrollable-region-focusable", "link-in-text-block")

AXE: Final = """async ([tags, off]) => {
  const rules = {"target-size": {enabled: true}};
  for (const rule of off) rules[rule] = {enabled: false};
  const options = {runOnly: tags, rules, resultTypes: ["violations"], preload: false};
  const {violations, passes} = await axe.run(document, options);
  if (passes.length < 15) throw new Error(`only ${passes.length} rules had something to look at`);
  return violations.flatMap(({id, nodes}) =>
    nodes.map(({target, failureSummary}) => `${id}: ${target.join(" ")}: ${failureSummary}`));
}"""


@pytest.fixture(scope="module")
def page(site: Site, browser: Any) -> Iterator[Any]:
    """A page of a browser that stands still: colours that fade over would be measured half way."""
    with (
        served(site.folder) as server,
        open_page(browser, server.address, base_url=server.address, reduced_motion="reduce") as (
            page,
            strays,
        ),
    ):
        yield page
        assert strays == []


@pytest.fixture(scope="module", params=ADDRESSES)
def address(request: pytest.FixtureRequest) -> str:
    """The address of one page of each kind: all that is looked at there comes one after another."""
    return str(request.param)


@pytest.fixture
def shown(page: Any, address: str) -> Any:
    """One page of each kind, with axe in it, opened once for all tests of it."""
    if page.evaluate("window.shown") != address:
        page.goto(address)
        page.evaluate(AXE_SCRIPT)
        page.evaluate("address => { window.shown = address; }", address)
    return page


def schemes(page: Any) -> tuple[str, ...]:
    """Return the schemes a page has: a sheet is paper, and as white in the dark."""
    page.emulate_media(media="screen", color_scheme="dark")
    only = page.evaluate("getComputedStyle(document.documentElement).colorScheme")
    return ("light",) if only == "light" else SCHEMES


def faults(page: Any, off: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds wrong with the page as it is shown now."""
    return list(page.evaluate(AXE, [RULES, off]))


def test_the_list_of_kinds_names_every_template_and_every_page_of_our_own() -> None:
    templates = {path.name for path in (ROOT / "generator" / "templates").iterdir()}
    wanted = {name for name in templates if not name.startswith(("_", "summary-"))}
    wanted |= {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    wanted |= {f"overrides/{path.name}" for path in (ROOT / "overrides").glob("*.html")}
    assert set(KINDS) == wanted - {"overrides/main.html"}
    assert set(TEMPLATES.values()) <= set(KINDS)
    sheets = {address.partition("/sheet/")[2].strip("/") for address in KINDS["sheet.html"]}
    assert sheets == {variant.id for variant in VARIANTS}


def test_axe_finds_nothing_on_any_screen_in_any_scheme_or_on_paper(shown: Any) -> None:
    found = {}
    for scheme in schemes(shown):
        for width in WIDTHS:
            shown.emulate_media(media="screen", color_scheme=scheme)
            shown.set_viewport_size({"width": width, "height": 800})
            found[f"{scheme}, {width} pixels"] = faults(shown)
    shown.emulate_media(media="print", color_scheme="light")
    found["paper"] = faults(shown, NOT_ON_PAPER)
    shown.emulate_media(media="screen")
    assert {where: what for where, what in found.items() if what} == {}


def everywhere(page: Any) -> dict[str, list[str]]:
    """Return what axe finds wrong on every screen in every scheme with what is shown now."""
    found = {}
    for scheme in SCHEMES:
        for width in WIDTHS:
            page.emulate_media(media="screen", color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            found[f"{scheme}, {width} pixels"] = faults(page)
    return {where: what for where, what in found.items() if what}


def test_axe_finds_nothing_among_the_results_of_a_search(page: Any) -> None:
    page.goto("about:blank")
    page.goto("search/#q=squat")
    page.locator(".results li").first.wait_for()
    page.evaluate(AXE_SCRIPT)
    assert everywhere(page) == {}


# Which button leads from each screen of a session to the next one.
SCREENS: Final = (
    ("cautions", ".session-main"),
    ("ready", ".session-main"),
    ("move", ".session-main"),
    ("hold", ".session-pain"),
    ("pain", ".session-main"),
    ("hold", ".session-leave"),
    ("leave", ".session-main"),
    ("hold", ".session-skip"),
    ("end", ".session-main"),
)


def test_axe_finds_nothing_on_any_screen_of_a_session(page: Any) -> None:
    page.goto("exercises/wall-squats/")
    give(Guide(page), {"repetitions": 10, "hold": "10 minutes"})  # it is looked at for a while
    page.get_by_role("button", name="Start the guided session").click()
    page.evaluate(AXE_SCRIPT)
    dialog = page.locator("dialog.session")
    found = {}
    for kind, button in SCREENS:
        assert dialog.get_attribute("data-kind") == kind
        found[kind] = everywhere(page)
        dialog.locator(button).click()
    assert {kind: what for kind, what in found.items() if what} == {}


def test_the_rules_find_what_is_wrong(page: Any) -> None:
    """Those that the theme broke, and that of WCAG 2.2, which axe leaves out unless asked."""
    page.goto("about/")
    page.evaluate(AXE_SCRIPT)
    page.set_viewport_size({"width": 390, "height": 800})
    page.evaluate(
        """() => {
          const put = (tag, place, style, ...inside) => {
            const one = document.createElement(tag);
            Object.assign(one.style, style); // the policy refuses a style that is an attribute
            one.append(...inside);
            place.append(one);
            return one;
          };
          const article = document.querySelector("article");
          const dialog = put("div", article, {});
          dialog.setAttribute("role", "dialog");
          put("p", dialog, {color: "#aaa", background: "#fff"}, "Pale");
          const small = {all: "unset", width: "9px", height: "9px", overflow: "hidden"};
          const line = put("p", article, {});
          put("button", line, small, "a");
          put("button", line, small, "b");
        }"""
    )
    found = {fault.partition(":")[0] for fault in faults(page)}
    assert found == {"aria-dialog-name", "color-contrast", "target-size"}


# --- Narrow screens and large text ------------------------------------------------------------

# What sticks out of the window, and text that is cut off where it stands. A table of numbers may
# scroll in a box of its own.
LOST: Final = """() => {
  const found = [];
  const width = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (width > 0) found.push(`the page scrolls sideways by ${width}`);
  for (const one of document.querySelectorAll("header *, nav *, main *, footer *")) {
    if (!one.checkVisibility({visibilityProperty: true})) continue;
    if (one.closest("svg, pre, .md-typeset__scrollwrap, .md-search")) continue;
    const {overflowX, textOverflow} = getComputedStyle(one);
    const {left, right, width, height} = one.getBoundingClientRect();
    if (width < 2 || height < 2) continue;
    const name = `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`;
    if (left < -1 || right > innerWidth + 1) found.push(`${name} sticks out`);
    const cut = overflowX === "hidden" || overflowX === "clip" || textOverflow === "ellipsis";
    if (cut && one.scrollWidth > one.clientWidth + 1) found.push(`${name} is cut off`);
  }
  return found;
}"""


def lost(page: Any, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    return list(page.evaluate(LOST))


def test_nothing_is_lost_on_a_narrow_screen_or_in_text_twice_as_large(shown: Any) -> None:
    """320 pixels are also 1,280 at 400 %; large text by the browser's setting and by our own."""
    shown.emulate_media(media="screen", color_scheme="light")
    found = {f"{width} pixels": lost(shown, width) for width in (320, 640)}
    shown.evaluate("document.documentElement.dataset.textSize = 200")
    found |= {f"{width} pixels, size 200": lost(shown, width) for width in WIDTHS}
    shown.evaluate("delete document.documentElement.dataset.textSize")
    shown.evaluate("document.documentElement.style.fontSize = '250%'")  # the theme's own is 125 %
    found |= {f"{width} pixels, text of 200 %": lost(shown, width) for width in WIDTHS}
    shown.evaluate("document.documentElement.style.fontSize = ''")
    assert {where: what for where, what in found.items() if what} == {}


# --- Fingers ------------------------------------------------------------------------------------

# A link alone in its line, or a control, and its size; of a card, the whole card is the link.
TARGETS: Final = r"""() => {
  const inline = (one) => getComputedStyle(one).display.startsWith("inline");
  const block = (one) => { while (inline(one)) one = one.parentElement; return one; };
  const whole = (one) => {
    if (getComputedStyle(one, "::after").position !== "absolute") return one;
    return one.closest("li, section") ?? one;
  };
  const text = (one) => one.innerText.trim().replace(/\s+/g, " ");
  const all = document.querySelectorAll("a[href], button, label, input, select, summary");
  // Of a control within its label, the label is pressed; beside it, either of the two.
  const other = (one) =>
    one.tagName === "LABEL" ? !one.contains(one.control) : one.closest("label") !== null;
  return [...all].filter((one) => !other(one) && one.checkVisibility({visibilityProperty: true,
    opacityProperty: true}) && !one.closest(".md-skip, .md-overlay, .md-search, .md-toggle"))
    .filter((one) => one.tagName !== "A" || text(block(one.parentElement)) === text(one))
    .map((one) => {
      const boxes = [whole(one), ...(one.labels ?? [])].map((part) => part.getBoundingClientRect());
      const span = (start, end) =>
        Math.max(...boxes.map((box) => box[end])) - Math.min(...boxes.map((box) => box[start]));
      const name = text(one) || one.id || one.outerHTML.slice(0, 60);
      return [name, span("left", "right"), span("top", "bottom")];
    }).filter(([, width, height]) => width > 1 && height > 1);
}"""


def test_what_is_pressed_has_room_for_a_finger(shown: Any) -> None:
    shown.emulate_media(media="screen", color_scheme="light")
    for width in (390, 1280):
        shown.set_viewport_size({"width": width, "height": 800})
        targets = shown.evaluate(TARGETS)
        assert len(targets) >= 3
        small = [(name, w, h) for name, w, h in targets if h < FINGER - 0.5 or w < FINGER - 0.5]
        assert small == [], width
