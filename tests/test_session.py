"""The guided session of a page, in a real browser with a clock that the tests set.

What a session has to count is worked out here from the content, in another way than its modules
do it; what it shows is read from the screen.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import pytest
from selectolax.lexbor import LexborNode

from generator.dose import data, lines
from generator.library import Library
from generator.loader import load
from generator.model import Dose
from tests.conftest import Site, as_files, open_page, served, visible

PREFIX: Final = "/some/where/"
ROUTINE: Final = "routines/on-your-back-2/"
MORNING: Final = "2026-01-15T06:00:00"
NOON: Final = "2026-01-15T12:00:00"
KEY: Final = f"limber.days:{PREFIX}"
KINDS: Final = ("exercises", "routines")
MORE: Final = "3 times are enough. You may go on to 5 times."
ASK: Final = "No number is set. Ask your health care provider."

# A device that has one voice of its own and one that is elsewhere, and keeps its screen on.
DEVICE: Final = """
  window.spoken = []; window.locks = [];
  const voices = [{lang: "en-GB", localService: false, name: "far"}];
  const near = {lang: "en-US", localService: true, name: "near"};
  if (!location.hash.includes("far")) voices.push(near);
  const speech = {
    getVoices: () => voices,
    speak: (said) => spoken.push([said.voice.name, said.text]),
    cancel: () => spoken.push("hush"),
  };
  Object.defineProperty(window, "speechSynthesis", {value: speech});
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  const lock = () => Object.assign(new EventTarget(), {release() { locks.push("released"); }});
  Object.defineProperty(navigator, "wakeLock",
    {value: {request: async (kind) => { locks.push(kind); return lock(); }}});
"""


# Presses Next as long as the screen is of one kind and of none of the others.
ON: Final = """([on, until]) => {
  const dialog = document.querySelector("dialog.session");
  const kind = () => dialog.dataset.kind;
  for (let i = 0; i < 300 && on.includes(kind()) && !until.includes(kind()); i += 1) {
    const next = dialog.querySelector(".session-next");
    if (!next.checkVisibility() || next.disabled) throw new Error(`no way on from ${kind()}`);
    next.click();
  }
}"""


# --- A session, as a person has it ----------------------------------------------------------


@dataclass
class Guide:
    """A session in a browser: what is on its screen, and its buttons."""

    page: Any

    def start(self) -> "Guide":
        self.page.get_by_role("button", name="Start the guided session").click()
        self.dialog.wait_for()
        return self

    @property
    def dialog(self) -> Any:
        return self.page.locator("dialog.session")

    @property
    def kind(self) -> str:
        return str(self.dialog.get_attribute("data-kind"))

    def press(self, name: str) -> None:
        self.dialog.get_by_role("button", name=name, exact=True).click()

    def main(self) -> None:
        self.dialog.locator(".session-main").click()

    def text(self, part: str) -> str:
        """Return the words of one part of the screen, "" if it is not shown."""
        found = self.dialog.locator(f".session-{part}")
        return " ".join(found.inner_text().split()) if found.is_visible() else ""

    def run(self, seconds: float) -> None:
        self.page.clock.run_for(int(seconds * 1000))

    def to(self, *kinds: str) -> None:
        """Go on by the button Next until a screen of one of these kinds is there.

        Of each kind on the way, the first is left by a real press, which finds the button covered
        or out of reach; the many that are like it are gone through within the page.
        """
        seen: list[str] = []
        while self.kind not in seen:
            if self.kind in kinds:
                return
            seen.append(self.kind)
            self.main() if self.kind == "cautions" else self.press("Next")
            self.page.evaluate(ON, [seen, kinds])
        raise AssertionError(f"there is no {kinds}")


@contextmanager
def opened(site: Site, browser: Any, address: str, **options: Any) -> Iterator[Guide]:
    """Open a page whose clock stands still; nothing may fail, or be asked of another host."""
    faults: list[str] = []
    with (
        served(site.folder, PREFIX) as server,
        open_page(browser, server.address, **options) as (page, strays),
    ):
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.add_init_script(DEVICE)
        page.clock.install(time=MORNING)
        page.clock.pause_at(NOON)
        page.goto(server.address + address)
        yield Guide(page)
        assert (strays, faults) == ([], [])


@pytest.fixture(scope="module")
def library(low_back: Mapping[str, bytes]) -> Library:
    loaded = load(as_files(low_back))
    assert loaded.library, loaded.problems
    return loaded.library


# --- What is counted: the plan, straight from its module ------------------------------------

PLAN: Final = """async ([doses, more]) => {
  const {plan, longer} = await import("/some/where/scripts/session/plan.js");
  return doses.map((dose) => {
    let phases = plan(dose);
    for (let i = 0; i < more; i += 1) {
      const at = phases.findLastIndex((phase) => phase.grows);
      if (at >= 0) phases = longer(phases, at, dose);
    }
    return phases;
  });
}"""


@pytest.fixture(scope="module")
def modules(site: Site, browser: Any) -> Iterator[Any]:
    """A page from which the modules of a session can be asked."""
    with opened(site, browser, ROUTINE) as guide:
        yield guide.page


def planned(modules: Any, dose: Mapping[str, object]) -> list[str]:
    """Return the phases of a dose as short words: `move left 1`, `hold left 1 20s`."""
    made = data(Dose.model_validate(dose))
    return [_short(phase) for phase in modules.evaluate(PLAN, [[made], 2])[0]]


def _short(phase: Mapping[str, Any]) -> str:
    seconds = phase.get("seconds", "")
    parts = (
        phase["kind"],
        phase["side"],
        str(phase["number"]) if phase["kind"] in ("move", "hold", "repetition") else None,
        "unset" if seconds is None else f"{seconds}s" if seconds else None,
        "or stop" if "optional" in phase else None,
    )
    return " ".join(filter(None, parts))


def both(side: str, numbers: range, seconds: int) -> list[str]:
    return [
        f"{kind} {side} {n}{t}"
        for n in numbers
        for kind, t in (("move", ""), ("hold", f" {seconds}s"))
    ]


def times(numbers: range, side: str = "", end: str = "") -> list[str]:
    return [" ".join(filter(None, ("repetition", side, str(n), end))) for n in numbers]


@pytest.mark.parametrize(
    ("dose", "phases"),
    [
        pytest.param({"repetitions": 3}, times(range(1, 4)), id="exact"),
        pytest.param(
            {"repetitions": "3 to 5"},
            times(range(1, 4)) + times(range(4, 6), end="or stop"),
            id="range",
        ),
        pytest.param(
            {"repetitions": "2, build up to 3"},
            times(range(1, 3)) + times(range(3, 4), end="or stop"),
            id="goal",
        ),
        pytest.param({"repetitions": "about 2"}, times(range(1, 3)), id="about"),
        pytest.param(
            {"repetitions": "up to 2"},
            times(range(1, 2)) + times(range(2, 3), end="or stop"),
            id="up-to",
        ),
        pytest.param(
            {"repetitions": "open"},
            times(range(1, 2)) + times(range(2, 4), end="or stop"),
            id="open",
        ),
        pytest.param(
            {"repetitions": "none", "hold": "1 minute"}, ["move 1", "hold 1 60s"], id="no-count"
        ),
        pytest.param(
            {"repetitions": 1, "hold": "open"}, ["move 1", "hold 1 unset"], id="open-hold"
        ),
        pytest.param(
            {"repetitions": 1, "hold": "20 to 30 seconds"},
            ["move 1", "hold 1 30s"],
            id="range-of-a-hold",
        ),
        pytest.param({"repetitions": 1, "hold": "none"}, times(range(1, 2)), id="no-hold"),
        pytest.param(
            {"repetitions": 2, "side": "each", "first_side": "left", "hold": "20 seconds"},
            both("left", range(1, 3), 20) + both("right", range(1, 3), 20),
            id="each",
        ),
        pytest.param(
            {"repetitions": 4, "side": "alternating", "first_side": "right"},
            [f"repetition {s} {n}" for n, s in enumerate(("right", "left") * 2, start=1)],
            id="alternating",
        ),
        pytest.param({"repetitions": 2, "side": "both"}, times(range(1, 3)), id="both"),
        pytest.param({"repetitions": 2, "side": "open"}, times(range(1, 3)), id="open-side"),
        pytest.param(
            {"repetitions": 1, "sets": 2, "rest": "30 seconds"},
            ["repetition 1", "rest 30s", "repetition 1"],
            id="sets-with-rest",
        ),
        pytest.param(
            {"repetitions": 1, "sets": 2}, ["repetition 1", "repetition 1"], id="sets-without-rest"
        ),
        pytest.param(
            {"repetitions": 1, "sets": "1 to 2", "rest": "open"},
            ["repetition 1", "rest unset or stop", "repetition 1"],
            id="range-of-sets",
        ),
        pytest.param({"repetitions": 1, "sets": "open"}, ["repetition 1", "again"], id="open-sets"),
    ],
)
def test_a_dose_becomes_the_phases_it_says_and_no_number_is_made_up(
    modules: Any, dose: dict[str, object], phases: list[str]
) -> None:
    assert planned(modules, dose) == phases


def test_where_no_side_is_the_first_the_person_chooses_it(modules: Any) -> None:
    found = planned(modules, {"repetitions": 1, "side": "each"})
    assert found == ["repetition first 1", "repetition other 1"]


def test_ten_times_changing_sides_are_ten_in_all(modules: Any, library: Library) -> None:
    dose = library.exercises["prone-opposite-arm-and-leg"].facts.dose
    phases = modules.evaluate(PLAN, [[data(dose)], 0])[0]
    asked = [phase for phase in phases if phase["kind"] == "hold" and "optional" not in phase]
    assert [phase["side"] for phase in asked] == ["first", "other"] * 5


CLOCK: Final = """async (late) => {
  const {createClock} = await import("/some/where/scripts/session/clock.js");
  let time = 0, waiting = null, ends = [], shown = [];
  const clock = createClock({
    now: () => time,
    later: (act, wait) => { waiting = {act, at: time + wait + late}; return 1; },
    never: () => { waiting = null; },
    show: (seconds) => shown.push(seconds),
    end: (at) => { ends.push(time); if (ends.length < 40) clock.start(5, at); },
  });
  clock.start(5);
  while (waiting) { const {act, at} = waiting; waiting = null; time = at; act(); }
  return [ends, shown];
}"""


def test_forty_holds_one_after_the_other_do_not_drift_though_every_timer_is_late(
    modules: Any,
) -> None:
    ends, shown = modules.evaluate(CLOCK, 0.13e3)
    assert len(ends) == 40
    assert [0 <= end - 5000 * number <= 130 for number, end in enumerate(ends, 1)] == [True] * 40
    assert set(shown) == {1, 2, 3, 4, 5}


# --- What the page tells, is what the session counts ----------------------------------------


def test_every_exercise_of_a_page_carries_its_dose_as_data_and_in_words(
    site: Site, library: Library
) -> None:
    for identifier, routine in library.routines.items():
        page = site.page(f"routines/{identifier}/")
        found = [json.loads(n.attributes["data-dose"] or "") for n in page.tree.css("[data-dose]")]
        assert found == [data(item.dose) for item in library.dosed(routine)]
    for identifier, exercise in library.exercises.items():
        nodes = site.page(f"exercises/{identifier}/").tree.css("[data-dose]")
        assert [json.loads(n.attributes["data-dose"] or "") for n in nodes] == [
            data(exercise.facts.dose)
        ]
        assert nodes[0].css_first("[data-field=repetitions]")


def test_a_guide_has_no_session(site: Site) -> None:
    page = site.page("guides/low-back/")
    assert page.tree.css("[data-dose], .session-place") == []


def test_a_dose_with_hostile_words_stays_one_attribute() -> None:
    from generator.render import _environments  # noqa: PLC0415 - the filter alone

    template = _environments()[0].from_string('<div data-dose="{{ value | data }}">')
    for hostile in ('"><script>', "'&lt;&amp;\\", "\u2028\x00\x02amp\x03", "{{ 7*7 }} **x**"):
        value = {"limb": hostile}
        text = template.render(value=value)
        inside = text.removeprefix('<div data-dose="').removesuffix('">')
        assert not re.search('["<>]', inside)
        decoded = re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), inside)
        assert json.loads(decoded) == value


# --- A whole session ------------------------------------------------------------------------


def test_a_routine_is_gone_through_as_its_doses_say(site: Site, browser: Any) -> None:
    with opened(site, browser, "routines/on-your-back-1/") as guide:
        guide.start()
        assert guide.text("title") == "Before you start"
        guide.press("I have read this. Start.")
        assert guide.text("title") == "First: Single knee to chest"
        assert guide.text("where") == "Exercise 1 of 4"
        guide.press("Start this exercise")
        for side in ("Left leg", "Right leg"):
            for number in range(1, 6):
                assert guide.text("now") == side
                assert guide.text("big") == str(number)
                assert guide.text("lines").startswith("of 3 to 5 times with each leg")
                assert (MORE in guide.text("lines")) == (number > 3)
                if number == 5 and side == "Right leg":
                    guide.press("Done with this leg")
                    break
                guide.main()
                assert (guide.kind, guide.text("big")) == ("hold", "20")
                guide.run(19.5)
                assert (guide.kind, guide.text("big")) == ("hold", "1")
                guide.run(0.5)
                assert guide.kind != "hold"
        assert guide.text("title") == "Next: Double knee to chest"
        guide.press("Start this exercise")
        for number in (1, 2, 3):  # no number is set: it counts up as long as one goes on
            assert (guide.text("big"), guide.text("lines")) == (str(number), ASK)
            guide.main()
            guide.run(20)
        guide.press("Done with this exercise")
        assert guide.text("title") == "Next: Ankle pumps"
        guide.press("Start this exercise")
        for side in ("First foot", "Other foot"):
            for done in range(10):
                assert (guide.text("now"), guide.text("big")) == (side, str(done))
                assert guide.text("lines") == "done of 10 times with each foot"
                guide.press("Done once")
        guide.press("Start this exercise")
        assert (
            guide.text("lines") == f"done {ASK} Which leg: Not set. Ask your health care provider."
        )
        guide.press("Done once")
        guide.press("Done with this exercise")
        assert guide.text("title") == "That was all of it"
        guide.press("Close")
        assert guide.dialog.count() == 0
        assert guide.page.evaluate("document.activeElement.textContent") == (
            "Start the guided session"
        )


def test_holds_follow_by_themselves_when_that_is_chosen_and_do_not_drift(
    site: Site, browser: Any
) -> None:
    with opened(site, browser, "exercises/abdominal-contraction/") as guide:
        guide.start().main()
        guide.dialog.get_by_label("By itself, after 5 seconds").check()
        guide.press("Start this exercise")
        guide.run(9 * 10 + 5 + 4.9)  # the last tenth of a second of the tenth hold
        assert (guide.kind, guide.text("big")) == ("hold", "1")
        assert guide.text("note").startswith("Number 10 of 10 times")
        guide.run(0.1)
        assert guide.kind == "end"


def test_paused_time_does_not_count_and_a_hidden_page_pauses(site: Site, browser: Any) -> None:
    hide = """(hidden) => {
      Object.defineProperty(document, "hidden", {configurable: true, value: hidden});
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    with opened(site, browser, ROUTINE) as guide:
        guide.start().to("move")
        guide.main()
        guide.run(4)
        guide.press("Pause")
        guide.run(3600)
        assert guide.text("big") == "16"
        guide.press("Go on")
        guide.run(6)
        assert guide.text("big") == "10"
        guide.page.evaluate(hide, True)
        guide.run(600)
        guide.page.evaluate(hide, False)
        assert (guide.text("big"), guide.text("main")) == ("10", "Go on")
        guide.press("Go on")
        guide.run(9.9)
        assert guide.kind == "hold"
        guide.run(0.1)
        assert guide.kind == "move"


def test_back_goes_one_step_back_and_waits(site: Site, browser: Any) -> None:
    with opened(site, browser, ROUTINE) as guide:
        guide.start().to("move")
        guide.main()
        guide.run(20)
        assert guide.text("big") == "2"
        guide.press("Back")
        assert (guide.kind, guide.text("main"), guide.text("big")) == ("hold", "Go on", "20")
        guide.run(60)
        assert guide.kind == "hold"
        assert guide.dialog.get_attribute("data-paused") == "true"
        guide.press("Skip this exercise")
        assert guide.dialog.get_attribute("data-paused") == "false"
        assert guide.text("title") == "Next: Double knee to chest"


# --- Doses that the content that ships does not have ----------------------------------------


def give(guide: Guide, dose: Mapping[str, object]) -> None:
    """Put another dose into the page, as the generator would have written it."""
    made = Dose.model_validate(dose)
    words = [(each.field, each.text, each.enough, each.further) for each in lines(made)]
    script = """([data, words]) => {
      const dose = document.querySelector("[data-dose]");
      dose.dataset.dose = data;
      dose.replaceChildren(...words.map(([field, text, enough, further]) => {
        const span = document.createElement("span");
        Object.assign(span.dataset, {field, enough, further});
        span.textContent = text;
        return span;
      }));
    }"""
    guide.page.evaluate(script, [json.dumps(data(made)), words])


def test_sets_and_the_rest_between_them_are_counted_and_no_more_than_asked_need_be_done(
    site: Site, browser: Any
) -> None:
    dose = {"sets": "1 to 2", "repetitions": 2, "rest": "about 1 minute"}
    with opened(site, browser, "exercises/heel-raises/") as guide:
        give(guide, dose)
        guide.start().to("repetition")
        assert guide.text("where") == "Set 1 of 1 to 2"
        assert guide.text("lines") == "done of 2 times in each set"
        guide.press("Done once")
        guide.press("Done once")
        assert (guide.kind, guide.text("now"), guide.text("big")) == ("rest", "Rest", "60")
        assert guide.text("lines") == "about 1 minute 1 set is enough. You may go on to 2 sets."
        guide.run(60)
        assert (guide.kind, guide.text("where")) == ("repetition", "Set 2 of 1 to 2")
        guide.press("Back")
        guide.press("No more sets")
        assert guide.kind == "end"


def test_where_no_number_of_sets_is_set_another_one_may_be_done(site: Site, browser: Any) -> None:
    with opened(site, browser, "exercises/heel-raises/") as guide:
        give(guide, {"sets": "open", "repetitions": 1})
        guide.start().to("repetition")
        guide.press("Done once")
        assert (guide.text("now"), guide.text("lines")) == ("Set 1 is done", ASK)
        guide.press("Do another set")
        assert guide.text("where") == "Set 2"
        guide.press("Done once")
        assert guide.text("now") == "Set 2 is done"
        guide.press("Go on")
        assert guide.kind == "end"


@pytest.mark.parametrize(
    ("hold", "big", "said"),
    [
        pytest.param("up to 5 seconds", "5", "up to 5 seconds You may let go earlier.", id="up-to"),
        pytest.param("about 5 seconds", "5", "about 5 seconds", id="about"),
        pytest.param(
            "20 to 30 seconds",
            "30",
            "20 to 30 seconds 20 seconds are enough. You may go on to 30 seconds.",
            id="range",
        ),
        pytest.param(
            "10 seconds, build up to 20",
            "10",
            "10 seconds Build up to 20 seconds, bit by bit.",
            id="goal",
        ),
        pytest.param("2 minutes", "120", "2 minutes", id="minutes"),
        pytest.param("open", "", "No time is set. Ask your health care provider.", id="open"),
    ],
)
def test_a_hold_counts_what_the_dose_says_and_nothing_where_it_says_nothing(
    site: Site, browser: Any, hold: str, big: str, said: str
) -> None:
    with opened(site, browser, "exercises/heel-raises/") as guide:
        give(guide, {"repetitions": 1, "hold": hold})
        guide.start().to("hold")
        assert (guide.text("big"), guide.text("lines")) == (big, said)
        if hold == "open":
            guide.run(3600)
            assert (guide.kind, guide.text("big")) == ("hold", "")
            guide.press("I have let go")
        elif hold.startswith("20 to"):
            guide.run(9.9)
            assert guide.text("said") != "That is enough. You may hold on."
            guide.run(10.1)
            assert guide.text("said") == "That is enough. You may hold on."
            guide.run(10)
        else:
            guide.run(int(big))
        assert guide.kind == "end"


# --- Cautions and pain ----------------------------------------------------------------------


def is_within(node: LexborNode | None, name: str) -> bool:
    """Tell whether an element stands within one of that class."""
    while node is not None and name not in (node.attributes.get("class") or "").split():
        node = node.parent
    return node is not None


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    "address",
    [
        "routines/on-your-back-2/",
        "routines/standing/",
        "exercises/wall-squats/",
        "exercises/abdominal-crunch/",
    ],
)
def test_every_caution_of_a_page_stands_before_its_first_exercise_and_on_each_of_them(
    site: Site, browser: Any, address: str
) -> None:
    article = site.page(address).article
    boxes = [node for node in article.css(".admonition") if not is_within(node, "way")]
    ways = [squeezed(visible(way)) for way in article.css(".way")]
    cautions = [squeezed(visible(line)) for line in article.css(".admonition li")]
    assert len(cautions) > 2
    with opened(site, browser, address) as guide:
        guide.start()
        shown = squeezed(guide.dialog.inner_text())
        assert boxes
        before = [line for line in cautions if not any(line in way for way in ways)]
        assert [line for line in before if line not in shown] == []
        for number, way in enumerate(ways):
            guide.main() if number == 0 else guide.press("Skip this exercise")
            for kind in ("ready", "other"):
                words = squeezed(guide.dialog.locator(".session-content").text_content())
                own = re.sub("Showthemovement", "", way)
                assert own in words, (address, number, kind)
                assert [line for line in before if line not in words] == []
                if kind == "ready":
                    guide.press("Start this exercise")


@pytest.mark.parametrize("kind", ["cautions", "ready", "move", "hold", "repetition", "end"])
def test_pain_stops_everything_at_once_and_shows_the_stop_rule_of_the_page(
    site: Site, browser: Any, kind: str
) -> None:
    stop = squeezed(visible(site.page(ROUTINE).article.css_first(".admonition.stop")))
    address = "routines/on-your-back-1/" if kind == "repetition" else ROUTINE
    with opened(site, browser, address) as guide:
        guide.start()
        guide.press("Voice: off")
        guide.to(kind)
        guide.press("I have pain")
        assert guide.text("title") == "You have pain"
        assert stop in squeezed(guide.dialog.inner_text())
        assert guide.page.evaluate("spoken.at(-1)") == "hush"
        before = guide.page.evaluate("spoken.length")
        guide.run(3600)
        assert guide.page.evaluate("spoken.length") == before
        guide.press("Go back to the session")
        assert guide.kind == kind
        if kind == "hold":
            assert (guide.text("big"), guide.text("main")) == ("20", "Go on")
        guide.press("I have pain")
        guide.dialog.get_by_role("link", name="Read it on the page").click()
        guide.page.wait_for_url("**#stop")
        assert guide.dialog.count() == 0


# --- Keys, voice, screen, days --------------------------------------------------------------


def tab_to(page: Any, words: str) -> None:
    """Go to a button by the Tab key alone; it has to show that it is there."""
    focused = "document.activeElement.textContent.trim()"
    for _ in range(80):
        if page.evaluate(focused) == words:
            outline = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(outline) == "solid"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {words}")


def test_a_session_is_gone_through_by_keys_alone(site: Site, browser: Any) -> None:
    with opened(site, browser, "exercises/wall-squats/") as guide:
        page = guide.page
        for words in ("Start the guided session", "I have read this. Start."):
            tab_to(page, words)
            page.keyboard.press("Enter")
            guide.dialog.wait_for()
        page.keyboard.press("Tab")
        tab_to(page, "Start this exercise")
        page.keyboard.press("Space")
        for number in range(1, 11):
            assert (guide.text("big"), guide.text("main")) == (str(number), "Start the hold")
            page.keyboard.press("Space")  # the main button keeps the focus
            page.keyboard.press("Enter")
            guide.run(60)
            assert (guide.kind, guide.text("main"), guide.text("big")) == ("hold", "Go on", "5")
            page.keyboard.press("Enter")
            if number == 5:
                page.keyboard.press("Escape")  # asks, and does not lose the place
                page.keyboard.press("Escape")
                assert guide.text("title") == "The session is paused"
                guide.run(60)
                tab_to(page, "Go on with the session")
                page.keyboard.press("Enter")
                page.keyboard.press("Enter")
            guide.run(5)
        assert guide.text("title") == "That was all of it"
        tab_to(page, "I have pain")
        tab_to(page, "Close")
        page.keyboard.press("Enter")
        assert guide.dialog.count() == 0


def test_it_speaks_only_when_asked_and_only_with_a_voice_of_the_device(
    site: Site, browser: Any
) -> None:
    with opened(site, browser, ROUTINE) as guide:
        guide.start().to("move")
        assert guide.page.evaluate("spoken") == []
        guide.press("Voice: off")
        guide.press("Start the hold")
        guide.run(20)
        said = [each for each in guide.page.evaluate("spoken") if each != "hush"]
        assert {voice for voice, _ in said} == {"near"}
        assert [words for _, words in said] == [
            "Spoken cues are on.",
            "Hold. 20 seconds.",
            "End of the hold. Left leg. Number 2. Get into the position.",
        ]
        guide.press("Voice: on")
        guide.press("Start the hold")
        assert guide.page.evaluate("spoken.at(-1)") == "hush"
    with opened(site, browser, f"{ROUTINE}#far") as guide:
        guide.start()
        guide.press("Voice: off")
        assert "no voice of its own" in guide.text("voice")
        guide.to("move")
        assert guide.page.evaluate("spoken") == []


def test_the_start_and_the_end_of_a_hold_are_announced_and_no_second_between(
    site: Site, browser: Any
) -> None:
    watch = """() => {
      window.heard = [];
      const said = document.querySelector(".session-said");
      new MutationObserver(() => heard.push(said.textContent)).observe(said, {childList: true});
    }"""
    with opened(site, browser, ROUTINE) as guide:
        guide.start().to("move")
        guide.page.evaluate(watch)
        guide.press("Start the hold")
        guide.run(20)
        assert guide.page.evaluate("heard") == [
            "Hold. 20 seconds.",
            "End of the hold. Left leg. Number 2. Get into the position.",
        ]
        live = guide.dialog.locator("[aria-live], [role=status], [role=alert]")
        assert live.count() == 1


def test_the_screen_stays_on_from_the_start_to_the_end(site: Site, browser: Any) -> None:
    with opened(site, browser, ROUTINE) as guide:
        assert guide.page.evaluate("locks") == []
        guide.start()
        guide.dialog.get_by_text("Your screen stays on").wait_for()
        guide.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        assert guide.page.evaluate("locks") == ["screen", "screen"]
        guide.press("Leave")
        guide.press("End the session")
        assert guide.page.evaluate("locks") == ["screen", "screen", "released"]


STORED: Final = "({...localStorage})"


def test_nothing_is_kept_but_what_is_asked_for_and_it_can_be_saved_and_erased(
    site: Site, browser: Any
) -> None:
    with opened(site, browser, ROUTINE) as guide:
        before = guide.page.evaluate(STORED)
        for answer in ("No", "Yes, keep it", "Yes, keep it"):
            kept = guide.page.evaluate(STORED)
            guide.start().to("end")
            assert guide.page.evaluate(STORED) == kept
            guide.press(answer)
            guide.press("Close")
            assert guide.page.locator(".days").count() == (answer != "No")
        stored = guide.page.evaluate(STORED)
        assert stored.keys() - before.keys() == {KEY}
        day = {"date": "2026-01-15", "page": "routines/on-your-back-2"}
        assert json.loads(stored[KEY]) == [day]  # once a day
        assert guide.page.context.cookies() == []
        guide.page.reload()
        days = guide.page.locator(".days")
        assert "15 January 2026: On your back 2" in " ".join(days.inner_text().split())
        with guide.page.expect_download() as download:
            days.get_by_role("button", name="Save as a file").click()
        assert download.value.path().read_text() == (
            "date,page\n2026-01-15,routines/on-your-back-2\n"
        )
        days.get_by_role("button", name="Erase all of them").click()
        assert days.count() == 0
        assert guide.page.evaluate(STORED) == before


def test_what_a_strange_hand_has_stored_comes_to_nothing(site: Site, browser: Any) -> None:
    day = {"date": "2026-01-14", "page": "routines/standing"}
    strange = [{"date": "<b>", "page": "x"}, {"date": "2026-01-14", "page": "//evil/x"}, 7, day]
    with opened(site, browser, ROUTINE) as guide:
        store = "([key, value]) => localStorage.setItem(key, value)"
        guide.page.evaluate(store, [KEY, json.dumps(strange)])
        guide.page.reload()
        links = guide.page.locator(".days li")
        links.first.wait_for()
        assert [" ".join(t.split()) for t in links.all_inner_texts()] == [
            "14 January 2026: Standing"
        ]
        guide.page.evaluate(store, [KEY, "{broken"])
        guide.page.reload()
        guide.page.get_by_role("button", name="Start the guided session").wait_for()
        assert guide.page.locator(".days").count() == 0


# --- The page around it ---------------------------------------------------------------------


def test_two_sessions_one_after_the_other_start_anew_and_no_id_stands_twice(
    site: Site, browser: Any
) -> None:
    with opened(site, browser, ROUTINE) as guide:
        for _ in range(2):
            guide.start()
            assert guide.text("title") == "Before you start"
            guide.to("move")
            assert guide.text("big") == "1"
            found = guide.page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
            assert [name for name, count in Counter(found).items() if count > 1] == []
            assert guide.dialog.count() == 1
            guide.press("Leave")
            guide.press("End the session")
            assert guide.dialog.count() == 0
        links = "link[href$='styles/session.css']"
        assert guide.page.locator(links).count() == 1


def test_a_session_is_loaded_only_when_it_is_asked_for(site: Site, browser: Any) -> None:
    with served(site.folder, PREFIX) as server, open_page(browser, server.address) as (page, _):
        page.goto(server.address + ROUTINE)
        page.get_by_role("button", name="Start the guided session").wait_for()
        assert [path for path in server.paths if "session/" in path or "session.css" in path] == []
        page.goto(server.address)
        assert page.locator(".session-place").count() == 0


def test_without_scripts_there_is_no_button(site: Site, browser: Any) -> None:
    with opened(site, browser, ROUTINE, java_script_enabled=False) as guide:
        assert guide.page.locator("article h1").is_visible()
        assert guide.page.locator("article button:visible").count() == 0


def test_a_session_that_cannot_be_loaded_says_so(site: Site, browser: Any) -> None:
    with served(site.folder, PREFIX) as server, open_page(browser, server.address) as (page, _):
        page.goto(server.address + ROUTINE)
        page.route("**/session/main.js", lambda route: route.abort())
        page.get_by_role("button", name="Start the guided session").click()
        page.get_by_text("The session cannot be loaded now.").wait_for()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (844, 390), (1280, 900)])
@pytest.mark.parametrize("text", [16, 32])
def test_a_session_fits_every_screen_and_its_buttons_are_large(
    site: Site, browser: Any, width: int, height: int, text: int
) -> None:
    size = {"width": width, "height": height}
    with opened(site, browser, ROUTINE, viewport=size) as guide:
        sizes = {"fontSizes": {"standard": text, "fixed": text}}
        guide.page.context.new_cdp_session(guide.page).send("Page.setFontSizes", sizes)
        guide.start()
        for kind in ("cautions", "ready", "move", "hold", "end"):
            guide.to(kind)
            wide = "dialog => dialog.scrollWidth - dialog.clientWidth"
            assert guide.dialog.evaluate(wide) == 0
            for name, least in ((".session-main", 56), (".session-pain", 56)):
                box = guide.dialog.locator(name).bounding_box()
                assert box["height"] >= least
                assert 0 <= box["x"] <= box["x"] + box["width"] <= width
                assert 0 <= box["y"] <= box["y"] + box["height"] <= height
            for button in guide.dialog.get_by_role("button").all():
                assert button.bounding_box()["height"] >= 44
