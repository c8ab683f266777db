"""Without a connection: what was visited still works, and what is newer is offered, not forced."""

import datetime
import io
import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Error

from generator import manifest, offline
from generator.manifest import App
from tests.conftest import Site, play, profile, served
from tests.test_policy import LISTEN

PREFIX: Final = "/some/where/"
ROUTINE: Final = "routines/standing/"
SHEETS: Final = (f"{ROUTINE}sheet/", f"{ROUTINE}sheet/large/", f"{ROUTINE}sheet/log-7/")
OTHER: Final = "routines/on-your-back-1/"
KEPT: Final = "p.line-kept"
NOTE: Final = "div.line-note"

# The addresses of all that is kept, below the root of the site.
KEYS: Final = """async (root) => {
  const names = (await caches.keys()).filter((name) => name.startsWith("limber:"));
  const caches_ = await Promise.all(names.map((name) => caches.open(name)));
  const keys = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
  return keys.map(({ url }) => url.replace(root, ""));
}"""


@dataclass
class Reader:
    """Somebody with a browser, a site, and a line that can be cut.

    `held` are the pages that the site does not give out until their events are set, `refused`
    those that it answers with a status of a fault, `asked` what it was asked for.
    """

    page: Any
    address: str
    folder: Path
    cut: Callable[[], None]
    held: dict[str, threading.Event]
    refused: dict[str, int]
    asked: list[str]
    since: str

    def visit(self, path: str = "") -> None:
        """Open a page, and wait until it is kept."""
        self.open(path)
        self.page.locator(KEPT).wait_for()

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def kept(self) -> list[str]:
        """Return the addresses of all that is kept."""
        return self.page.evaluate(KEYS, self.address)

    def note(self) -> str:
        """Return what is said above the page; a copy is one of "today"."""
        self.page.locator(f"{NOTE} p").wait_for()
        said = " ".join(self.page.locator(NOTE).inner_text().split())
        return re.sub(f"{self.since}|{today()}", "today", said)  # it may be midnight meanwhile

    def edit(self, path: str, old: str, new: str) -> None:
        """Publish the site again, with other words in one file.

        Nobody is given half of it, and it is newer by the second, as hosts tell what is new.
        """
        file = self.folder / path
        text = file.read_text("utf-8")
        assert old in text
        other = file.with_name(f".{file.name}")
        other.write_text(text.replace(old, new), "utf-8")
        later = file.stat().st_mtime + 10
        os.utime(other, (later, later))
        other.replace(file)


@contextmanager
def reading(
    site: Site, browser: Any, folder: Path, *, patience: str = "3600000"
) -> Iterator[Reader]:
    """Serve a copy of a site, and let somebody read it, in a browser with nothing kept yet.

    `patience` is how many milliseconds the worker waits until it calls the line slow. On a busy
    machine every line is, so only a test of slow lines has the few of the real one.
    """
    shutil.copytree(site.folder, folder)
    worker = folder / "sw.js"
    text, count = re.subn(r"(?<=const PATIENCE=)\d+", patience, worker.read_text("utf-8"))
    assert count == 1
    worker.write_text(text, "utf-8")
    server = served(folder, PREFIX)
    visits = server.__enter__()
    on = threading.Event()
    on.set()

    def end() -> None:
        if on.is_set():
            on.clear()
            server.__exit__(None, None, None)

    def cut() -> None:
        context.set_offline(True)
        end()

    try:
        with profile(browser) as context:
            told = (visits.held, visits.refused, visits.paths)
            yield Reader(context.new_page(), visits.address, folder, cut, *told, today())
    finally:
        end()


def tell(reader: Reader, message: dict[str, Any]) -> Any:
    """Tell the worker something, as a page does; return what it answers."""
    return reader.page.evaluate(
        """async (message) => {
          const { active } = await navigator.serviceWorker.ready;
          const { port1, port2 } = new MessageChannel();
          active.postMessage(message, [port2]);
          return new Promise((done) => { port1.onmessage = ({ data }) => done(data); });
        }""",
        message,
    )


def shows_all(page: Any) -> bool:
    """Tell whether every picture of the page is there, and the page is laid out by its styles."""
    return page.evaluate(
        """async () => {
          const images = [...document.images];
          for (const image of images) image.loading = "eager";
          await Promise.all(images.map((image) => image.decode().catch(() => {})));
          const whole = images.length > 0 && images.every((image) => image.naturalWidth > 0);
          return whole && [...document.styleSheets].every((sheet) => sheet.cssRules.length > 0);
        }"""
    )


def today() -> str:
    now = datetime.datetime.now().astimezone()
    return f"{now.day} {now:%B %Y}"


# --- With the line cut ----------------------------------------------------------------------

SAID: Final = "article :is(h1, .admonition, .steps li, .dose)"


def test_a_visited_routine_works_without_a_connection_with_its_sheets_figures_and_film(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.visit(ROUTINE)
        page = reader.page
        said = page.locator(SAID).all_inner_texts()
        reader.cut()
        reader.open(ROUTINE)
        assert reader.note() == "Saved copy of today. You are not connected."
        assert len(said) > 10
        assert page.locator(SAID).all_inner_texts() == said
        assert shows_all(page)
        play(page, page.get_by_role("button", name="Show the movement").first)
        sheets = [a for a in site.pages if a.startswith(f"{ROUTINE}sheet/")]
        assert len(sheets) > 4
        for sheet in sheets:
            reader.open(sheet)
            assert reader.note() == "Saved copy of today. You are not connected."
            assert shows_all(page)
            assert page.get_by_role("button", name="Print this sheet").is_visible()
            page.evaluate("document.fonts.ready")
            faces = page.evaluate("[...document.fonts].map((face) => face.status)")
            assert "error" not in faces
            assert "loaded" in faces


def test_a_session_goes_on_without_a_connection_and_its_policy_refuses_none_of_it(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        page = reader.page
        page.add_init_script(LISTEN)
        reader.visit("routines/on-your-back-2/")
        reader.cut()
        page.clock.install(time="2026-01-15T06:00:00")
        reader.open("routines/on-your-back-2/")
        assert reader.note().startswith("Saved copy of")
        page.clock.pause_at("2026-01-15T12:00:00")
        page.get_by_role("button", name="Start the guided session").click()
        dialog = page.locator("dialog.session")
        dialog.wait_for()
        assert shows_styles(page)
        for _ in range(50):
            if dialog.get_attribute("data-kind") == "hold":
                break
            dialog.locator(".session-main").click()
        count = dialog.locator(".session-big")
        before = count.inner_text()
        page.clock.run_for(2000)
        assert int(count.inner_text()) < int(before)
        page.clock.run_for(60_000)
        dialog.locator("xpath=self::*[not(@data-kind='hold')]").wait_for()
        assert page.evaluate("refused") == []


def test_without_a_connection_the_search_finds_what_is_saved_and_says_that_it_is_no_more(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        page = reader.page
        page.add_init_script(LISTEN)
        for path in ("exercises/wall-squats/", "exercises/heel-slides/", ROUTINE, "search/"):
            reader.visit(path)
        reader.cut()
        said = page.locator(".search [role=status]")
        for query, names in (("squats", ["Wall squats"]), ("wall &kind=exercise", ["Wall squats"])):
            reader.open("")  # a page of another address, so that the next is loaded anew
            reader.open(f"search/#q={query}")
            said.filter(has_text="only the pages saved on this device were searched").wait_for()
            assert page.locator(".results h2").all_inner_texts()[: len(names)] == names
        first = page.locator(".results li").first
        assert first.locator(".kind").inner_text() == "Exercise Highest caution: Stop"
        assert "wall" in [text.lower() for text in first.locator("mark").all_inner_texts()]
        assert (
            first.locator("h2 a").get_attribute("href") == f"{reader.address}exercises/wall-squats/"
        )
        page.locator("[type=search]").fill("zebra")
        said.filter(has_text="Nothing found for “zebra”").wait_for()
        assert "only the pages saved" in said.inner_text()
        assert page.evaluate("refused") == []


def test_a_page_that_was_not_visited_is_named_and_what_is_saved_is_listed(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.visit(ROUTINE)
        reader.cut()
        page = reader.page
        reader.open(OTHER)
        page.wait_for_url(f"{reader.address}offline/#{OTHER}")
        page.locator("#saved-pages a").first.wait_for()
        assert "is not saved here" in page.locator("#not-saved").inner_text()
        assert page.locator("#not-saved a").get_attribute("href") == reader.address + OTHER
        listed = page.locator("#saved-pages a").evaluate_all("all => all.map((a) => a.href)")
        assert listed == [reader.address + ROUTINE, reader.address + "safety/"]
        assert page.locator(NOTE).count() == 0
        assert shows_styles(page)
        page.locator("article p a", has_text="Safety").click()
        page.wait_for_url(f"{reader.address}safety/")
        assert page.locator(".admonition.stop").count() == 1
        assert reader.note().startswith("Saved copy of")


def shows_styles(page: Any) -> bool:
    return page.evaluate("[...document.styleSheets].every((sheet) => sheet.cssRules.length > 0)")


def test_the_saved_pages_are_deleted_by_one_button(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.visit(ROUTINE)
        reader.open("offline/")
        assert reader.page.locator(KEPT).count() == 0
        reader.page.get_by_role("button", name="Delete the saved pages").click()
        reader.page.locator("#none-saved:focus").wait_for()
        assert not [key for key in reader.kept() if key.startswith("routines/")]
        reader.cut()
        reader.open(ROUTINE)
        reader.page.wait_for_url(f"{reader.address}offline/#{ROUTINE}")


@pytest.mark.parametrize("wanted", ["//other.example/", "https://other.example/", "../../", ""])
def test_the_page_for_what_is_not_saved_leads_nowhere_but_into_the_site(
    site: Site, browser: Any, wanted: str
) -> None:
    with (
        served(site.folder, PREFIX) as server,
        profile(browser, service_workers="block") as context,
    ):
        page = context.new_page()
        page.goto(f"{server.address}offline/#{wanted}")
        page.locator("#none-saved:visible").wait_for()
        assert page.locator("#not-saved a").get_attribute("href") == "#"
        assert not page.locator("#not-saved").is_visible()


# --- What is current ------------------------------------------------------------------------

STOP: Final = "safety/index.html"


def test_a_corrected_caution_reaches_a_reader_who_has_a_copy(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        for path in ("safety/", ROUTINE):
            reader.visit(path)
        for path in ("safety/", ROUTINE):
            reader.edit(f"{path}index.html", "<h1", "<p>Corrected today.</p><h1")
            reader.visit(path)
            assert reader.page.get_by_text("Corrected today.").is_visible()
            assert reader.page.locator(NOTE).count() == 0
        reader.cut()
        for path in ("safety/", ROUTINE):
            reader.open(path)
            assert reader.page.get_by_text("Corrected today.").is_visible()


def test_a_page_that_is_newer_than_the_worker_has_its_sheets_renewed(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.visit(ROUTINE)
        reader.edit(f"{SHEETS[0]}index.html", "<h1>", "<h1>Corrected ")
        sheet = {"type": "keep", "addresses": [reader.address + SHEETS[0]]}
        assert tell(reader, sheet | {"build": "f" * 16})
        reader.cut()
        reader.open(SHEETS[0])
        assert reader.page.locator("h1").inner_text().startswith("Corrected ")


def test_what_was_withdrawn_is_not_kept_nor_are_its_sheets(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.visit(OTHER)
        reader.visit(ROUTINE)
        shutil.rmtree(reader.folder / ROUTINE)
        reader.open(ROUTINE)
        assert reader.page.locator("h1").inner_text() == "This page is not here"
        reader.page.wait_for_function(
            f"async () => !(await ({KEYS})('{reader.address}')).join().includes('{ROUTINE}')"
        )
        assert OTHER in reader.kept()


@pytest.mark.parametrize("gone", ["", "routines/on-your-back"])
def test_what_was_withdrawn_takes_nothing_along_that_is_not_its_own(
    gone: str, site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        for path in ("", OTHER):
            reader.visit(path)
        before = set(reader.kept())
        reader.refused[gone] = 404
        reader.open(gone)
        assert reader.page.locator("h1").inner_text() == "This page is not here"
        keeps_own = f"(await ({KEYS})('{reader.address}')).includes('')"
        reader.page.wait_for_function(f"async () => {keeps_own} === {json.dumps(gone != '')}")
        assert before - set(reader.kept()) == ({gone} & before)


def test_after_an_update_every_copy_is_made_anew_without_a_visit(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    figure = "exercises/heel-slides/figure.svg"
    with reading(site, browser, tmp_path / "site") as reader:
        for path in (OTHER, "exercises/heel-slides/", ROUTINE, "safety/"):
            reader.visit(path)
        for path in (OTHER, SHEETS[0], "safety/"):
            reader.edit(f"{path}index.html", "<h1", "<p>Corrected today.</p><h1")
        reader.edit(figure, "</svg>", "<!-- corrected --></svg>")
        shutil.rmtree(reader.folder / "exercises/heel-slides/sheet")
        publish(reader, "f" * 16)
        take_over(reader)
        assert tell(reader, {"type": "renew"})
        assert "exercises/heel-slides/" in reader.kept()
        assert "exercises/heel-slides/sheet/" not in reader.kept()
        reader.cut()
        for path in (OTHER, SHEETS[0], "safety/"):
            reader.open(path)
            assert reader.page.get_by_text("Corrected today.").count() == 1
        text = "(address) => fetch(address).then((answer) => answer.text())"
        assert "<!-- corrected -->" in reader.page.evaluate(text, reader.address + figure)


@contextmanager
def held(reader: Reader, path: str) -> Iterator[None]:
    """Let the site keep readers of one page waiting."""
    reader.held[path] = threading.Event()
    try:
        yield
    finally:
        reader.held.pop(path).set()


def test_a_slow_line_shows_the_copy_and_the_current_page_when_asked(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site", patience="4000") as reader:
        reader.visit(ROUTINE)
        reader.edit(f"{ROUTINE}index.html", "<h1", "<p>Corrected today.</p><h1")
        with held(reader, ROUTINE):
            reader.open(ROUTINE)
            assert reader.note() == "Saved copy of today. The connection is slow."
            assert not reader.page.get_by_text("Corrected today.").is_visible()
        again = reader.page.get_by_role("button", name="Show the current page")
        again.wait_for()
        assert reader.note().startswith("Saved copy of today. The current page has arrived.")
        again.click()
        reader.page.get_by_text("Corrected today.").wait_for()
        assert reader.page.locator(NOTE).count() == 0


@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_host_that_gives_nothing_out_does_not_beat_a_good_copy(
    status: int, site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.visit(ROUTINE)
        reader.refused[ROUTINE] = status
        reader.open(ROUTINE)
        assert reader.note() == "Saved copy of today. The site does not answer."
        assert ROUTINE in reader.kept()


def test_a_copy_that_is_printed_says_so_on_paper(site: Site, browser: Any, tmp_path: Path) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.visit(ROUTINE)
        reader.cut()
        for path in (ROUTINE, SHEETS[0]):
            reader.page.emulate_media(media="screen")
            reader.open(path)
            reader.note()
            reader.page.evaluate("window.dispatchEvent(new Event('online'))")
            again = reader.page.get_by_role("button", name="Show the current page")
            again.wait_for()
            reader.page.emulate_media(media="print")
            assert not again.is_visible()
            assert reader.page.locator(NOTE).is_visible()
            assert reader.note().startswith("Saved copy of today.")


def test_a_printed_sheet_is_not_judged_by_a_copy(site: Site, browser: Any, tmp_path: Path) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.visit(f"{ROUTINE}?v=00000000")
        assert "is out of date" in reader.page.locator(".version-state").inner_text()
        reader.cut()
        reader.open(f"{ROUTINE}?v=11111111")
        reader.note()
        assert (
            "Only the current page can tell" in reader.page.locator(".version-state").inner_text()
        )


# --- What is kept, and what is not ------------------------------------------------------------


def test_nothing_is_kept_that_should_not_be(site: Site, browser: Any, tmp_path: Path) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        for path in ("admin/index.html", "pagefind/index.js"):
            (reader.folder / path).parent.mkdir(exist_ok=True)
            (reader.folder / path).write_text("<!doctype html><p>x", "utf-8")
        reader.visit(f"{ROUTINE}?q=what+hurts#steps")
        before = reader.kept()
        reader.page.reload()
        reader.page.locator(KEPT).wait_for()
        asked = reader.page.evaluate(
            """async (root) => {
              const ask = async (path, options) =>
                (await fetch(root + path, options)).status;
              return [
                await ask("admin/index.html"),
                await ask("pagefind/index.js"),
                await ask("not/here.js"),
                await ask("styles/limber.css?x=1"),
                await ask("fonts/OFL.txt", { headers: { range: "bytes=0-9" } }),
                await ask("safety/", { method: "POST" }),
              ];
            }""",
            reader.address,
        )
        assert asked == [200, 200, 404, 200, 200, 501]
        assert sorted(reader.kept()) == sorted(before)
        assert not [key for key in before if "?" in key or "#" in key]
        assert len(before) == len(set(before))
        reader.open("admin/index.html")
        assert "admin/index.html" not in reader.kept()


def test_a_first_visit_stocks_what_every_page_needs_and_an_exercise_what_it_may_be_asked_for(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    later = ("safety/", "scripts/session/", "styles/session.css", "styles/sheet.css")
    with reading(site, browser, tmp_path / "site") as reader:
        reader.visit("")
        first = reader.kept()
        assert not [key for key in first if key.startswith(later)]
        assert not [key for key in first if "search" in key or "italic" in key or "choices" in key]
        reader.visit("exercises/heel-slides/")
        for path in later:
            assert [key for key in reader.kept() if key.startswith(path)], path


def test_what_cannot_say_that_it_is_a_copy_is_not_kept(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    opened = ("api/v1/index.json", "exercises/heel-raises/figure.svg", f"{ROUTINE}standing.pdf")
    with reading(site, browser, tmp_path / "site") as reader:
        (reader.folder / opened[2]).write_text("a sheet", "utf-8")
        reader.visit("exercises/heel-slides/")
        before = reader.kept()
        for path in opened:
            with suppress(Error):  # of what it does not show, a browser makes a file
                reader.open(path)
        reader.visit("exercises/heel-slides/")
        assert sorted(reader.kept()) == sorted(before)


@pytest.mark.parametrize("status", [403, 503])
def test_a_page_is_said_to_be_saved_only_if_all_of_it_is(
    status: int, site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.page.add_init_script(
            """window.asked = [];
            const { postMessage } = ServiceWorker.prototype;
            ServiceWorker.prototype.postMessage = function (message, ...more) {
              asked.push(message.type);
              return postMessage.call(this, message, ...more);
            };"""
        )
        reader.refused[SHEETS[1]] = status
        reader.open(ROUTINE)
        reader.page.wait_for_function(
            "() => asked.includes('renew')"
        )  # the last thing that it asks
        assert reader.page.locator(KEPT).count() == 0
        del reader.refused[SHEETS[1]]
        reader.visit(ROUTINE)
        assert SHEETS[1] in reader.kept()


def test_what_is_kept_under_the_present_build_is_not_asked_for_again(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.visit(ROUTINE)
        reader.asked.clear()
        reader.visit(ROUTINE)
        assert PREFIX + ROUTINE in reader.asked
        assert not [path for path in reader.asked if "/sheet/" in path or "session" in path]


def test_who_pays_for_every_byte_keeps_only_what_is_opened(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.page.add_init_script(
            "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
        )
        reader.visit(ROUTINE)
        kept = [key for key in reader.kept() if key.startswith(("routines/", "exercises/"))]
        assert kept == [ROUTINE]
        assert reader.page.locator(KEPT).inner_text().startswith("The text of this page is saved")


def test_a_full_device_lets_go_of_what_is_oldest(site: Site, browser: Any, tmp_path: Path) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.visit(ROUTINE)
        devtools = reader.page.context.new_cdp_session(reader.page)
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(reader.address))
        used = devtools.send("Storage.getUsageAndQuota", {"origin": origin})["usage"]
        devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": used})
        reader.open(OTHER)
        assert reader.page.locator("h1").count() == 1
        reader.page.wait_for_function(
            f"async () => (await ({KEYS})('{reader.address}')).includes('{OTHER}')"
        )
        assert SHEETS[0] not in reader.kept() or ROUTINE not in reader.kept()


# --- A newer version --------------------------------------------------------------------------


def look_for_newer(
    reader: Reader, *, until: str = "document.querySelector('.of-build p') !== null"
) -> None:
    """Come back to a page that was left in the background, until it has found what is newer.

    A browser that is still busy with one worker does not look for the next.
    """
    again = "document.dispatchEvent(new Event('visibilitychange'))"
    reader.page.wait_for_function(f"() => {{ {again}; return {until}; }}", polling=1000)


def take_over(reader: Reader) -> None:
    """Take the newer version, and wait until the page is one of it, and kept."""
    reader.page.evaluate("window.stays = true")
    look_for_newer(reader)
    reader.page.get_by_role("button", name="Use it now").click()
    reader.page.wait_for_function("() => window.stays === undefined")
    reader.page.locator(KEPT).wait_for()


WAITING: Final = "navigator.serviceWorker.getRegistration().then((r) => r.waiting !== null)"


def publish(reader: Reader, build: str) -> None:
    """Publish the site again as a build of another name."""
    old = re.search('const BUILD="([0-9a-f]{16})";', (reader.folder / "sw.js").read_text("utf-8"))
    assert old
    for path in ("scripts/offline.js", "sw.js"):  # what tells of the others comes last
        reader.edit(path, old[1], build)


def test_a_newer_version_is_offered_and_comes_when_it_is_asked_for(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        page = reader.page
        reader.visit(ROUTINE)
        page.evaluate("caches.open('limber:/some/where/else/:ready:1')")
        names = set(page.evaluate("caches.keys()"))
        reader.edit(f"{ROUTINE}index.html", "<h1", "<p>Corrected today.</p><h1")
        publish(reader, "f" * 16)
        page.evaluate("window.stays = true")
        look_for_newer(reader)
        assert reader.note().startswith("There is a newer version of this site.")
        assert page.evaluate("window.stays")
        assert not page.get_by_text("Corrected today.").is_visible()
        page.get_by_role("button", name="Use it now").click()
        page.get_by_text("Corrected today.").wait_for()
        page.wait_for_function("() => window.stays === undefined")
        page.locator(KEPT).wait_for()
        page.wait_for_function(
            "async () => (await caches.keys()).some((name) => name.endsWith('f'.repeat(16)))"
            " && (await caches.keys()).filter((name) => name.includes('where/:ready')).length === 1"
        )
        kept = {name for name in names if ":ready:" not in name or "else" in name}
        assert kept | {f"limber:{PREFIX}:ready:{'f' * 16}"} == set(page.evaluate("caches.keys()"))
        assert page.locator(NOTE).count() == 0
        reader.cut()
        reader.open(ROUTINE)
        assert page.get_by_text("Corrected today.").is_visible()


def test_a_newer_version_can_be_declined(site: Site, browser: Any, tmp_path: Path) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.visit(ROUTINE)
        publish(reader, "f" * 16)
        look_for_newer(reader)
        reader.note()
        reader.page.emulate_media(media="print")
        assert not reader.page.locator(NOTE).is_visible()  # it is no news to whoever reads paper
        reader.page.emulate_media(media="screen")
        reader.page.get_by_role("button", name="Not now").click()
        assert reader.page.locator(NOTE).count() == 0
        assert reader.page.evaluate(WAITING)


def test_of_two_newer_versions_one_is_offered_in_a_place_that_was_there_before(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.page.add_init_script(
            """window.places = []; window.said = 0;
            new MutationObserver((changes) => {
              for (const { addedNodes, target } of changes) {
                const notes = [...addedNodes].filter((n) => n.matches?.("[role=status].line-note"));
                places.push(...notes.map((node) => node.textContent));
                if (target.matches?.(".line-note")) said += 1;
              }
            }).observe(document, { childList: true, subtree: true });"""
        )
        reader.visit(ROUTINE)
        for count, build in enumerate(("f" * 16, "e" * 16), 1):
            publish(reader, build)
            look_for_newer(reader, until=f"said >= {count}")
        assert reader.page.evaluate("places") == [""]
        assert reader.note().count("There is a newer version") == 1


def test_a_page_that_is_new_already_offers_nothing(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.visit(ROUTINE)
        publish(reader, "f" * 16)
        reader.page.wait_for_load_state()
        reader.page.reload()
        reader.page.wait_for_function(f"() => {WAITING}")
        reader.page.locator(KEPT).wait_for()
        assert reader.page.locator(NOTE).count() == 0


def test_a_preview_has_no_worker_and_ends_one_of_an_earlier_time(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        reader.visit(ROUTINE)
        script = reader.folder / "scripts/offline.js"
        preview = (site.project / "docs/scripts/offline.js").read_text("utf-8")
        reader.edit("scripts/offline.js", script.read_text("utf-8"), preview)
        (reader.folder / "sw.js").unlink()
        reader.open(OTHER)
        reader.page.wait_for_function(
            "async () => (await navigator.serviceWorker.getRegistrations()).length === 0"
        )


# --- The build --------------------------------------------------------------------------------


def test_the_worker_knows_the_build_and_the_files_that_every_page_rests_on(site: Site) -> None:
    worker = (site.folder / "sw.js").read_text("utf-8")
    build = re.search('const BUILD="([0-9a-f]{16})";', worker)
    shell = json.loads(re.search(r"const SHELL=(\[[^]]*\]);", worker)[1])
    assert build
    assert build[0] in (site.folder / "scripts/offline.js").read_text("utf-8")
    assert {"offline/", "scripts/saved.js", "scripts/kept.js", "scripts/dom.js"} <= set(shell)
    fonts = sorted(path.rpartition("-latin-")[2] for path in shell if path.startswith("fonts/"))
    assert fonts == ["400-normal.woff2", "700-normal.woff2"]
    tree = site.page("offline/").tree
    names = [node.attributes["src"] for node in tree.css("script[src]")]
    names += [node.attributes["href"] for node in tree.css("link[rel=stylesheet]")]
    assert len(names) > 4
    assert {urljoin("/offline/", name).removeprefix("/") for name in names} <= set(shell)
    page_side = (site.folder / "scripts/offline.js").read_text("utf-8")
    later = json.loads(re.search(r"const LATER=(\[.*?\]);", page_side)[1])
    assert {"safety/", "scripts/session/main.js", "styles/session.css"} <= set(later)
    assert not set(shell) & set(later)
    for path in (*shell, *later):
        place = site.folder / path
        assert (place / "index.html" if path.endswith("/") else place).is_file()
    never = json.loads(re.search(r"const NEVER=(\[.*?\]);", worker)[1])
    assert tuple(never) == offline.NOT_KEPT
    assert not (site.folder / "scripts/worker.js").exists()


def name_of(files: dict[str, bytes]) -> str:
    return offline.build_id(files, files.__getitem__)


def test_the_name_of_a_build_changes_with_what_readers_see_and_with_nothing_else() -> None:
    files = {"a/index.html": b"1", "b.css": b"2"}
    name = name_of(files)
    assert re.fullmatch("[0-9a-f]{16}", name)
    assert name_of(dict(reversed(files.items()))) == name
    assert name_of(files | {"sitemap.xml.gz": b"3", "pagefind/x.js": b""}) == name
    changed = [
        files | {"b.css": b"3"},
        {"a/index.html": b"1", "c.css": b"2"},
        {"a/index.html": b"15 b.css 1 2"},
        files | {"c.js": b""},
    ]
    assert len({name, *map(name_of, changed)}) == 5


def test_the_modules_that_a_script_imports_are_found_however_it_is_written() -> None:
    script = """import { a } from "./a.js";
import * as b from "../b.js";
import "./c.js";
export { d } from './d.js';
import("./later.js").then((e) => e.f());"""
    assert offline.imports(script) == ["./a.js", "../b.js", "./c.js", "./d.js"]
    assert offline.imports('import{a as b}from"./a.js";import("./b.js")') == ["./a.js"]


def test_a_constant_that_is_not_there_stops_the_build() -> None:
    with pytest.raises(ValueError, match="must have 'const BUILD = \"\";' once"):
        offline.filled("const BUILDS = 1;", {"BUILD": "x"})


# --- The manifest -----------------------------------------------------------------------------


def test_a_browser_finds_nothing_that_keeps_the_site_from_being_installed(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    with reading(site, browser, tmp_path / "site") as reader:
        for path in ("", ROUTINE, SHEETS[0]):
            reader.visit(path)
            devtools = reader.page.context.new_cdp_session(reader.page)
            found = devtools.send("Page.getAppManifest")
            assert found["url"] == f"{reader.address}manifest.webmanifest"
            assert found["errors"] == []
            said = json.loads(found["data"])
            errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
            assert [e for e in errors if e["errorId"] != "in-incognito"] == []
        assert (said["name"], said["lang"], said["start_url"]) == ("Limber", "en", "./")
        assert said["scope"] == "./"


def test_every_icon_is_there_in_its_size_and_a_maskable_one_fills_its_square(site: Site) -> None:
    icons = json.loads((site.folder / manifest.ADDRESS).read_text("utf-8"))["icons"]
    assert len(icons) == 5
    for icon in icons:
        data = (site.folder / icon["src"]).read_bytes()
        if icon["type"] == "image/svg+xml":
            continue
        image = Image.open(io.BytesIO(data)).convert("RGBA")
        assert f"{image.width}x{image.height}" == icon["sizes"]
        corner = image.getpixel((0, 0))
        assert corner == ((11, 79, 74, 255) if icon["purpose"] == "maskable" else (0, 0, 0, 0))
        assert len(image.getcolors(image.width * image.height)) > 10


def test_a_site_without_colours_has_icons_all_the_same() -> None:
    said = json.loads(manifest.manifest(App("A", "B", "de")))
    assert "theme_color" not in said
    mark = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><circle r="1"/></svg>'
    assert len(manifest.icons(mark, "")) == 5


def test_the_page_tells_the_device_its_colours(site: Site) -> None:
    found = [node.attributes for node in site.page("").tree.css("meta[name=theme-color]")]
    assert [each["content"] for each in found] == ["#fcfdfb", "#121a19"]
