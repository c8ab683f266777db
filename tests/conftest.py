"""What tests of whole sites share: content held in memory, real builds of it, parsed pages."""

import datetime
import functools
import http.server
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator.site import Site as SiteSettings
from generator.source import Files, read_folder

ROOT: Final = Path(__file__).parents[1]
CASES: Final = Path(__file__).parent / "cases"
LOW_BACK: Final = ROOT / "content"
NECK: Final = CASES / "neck"
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM: Final = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "")

# A shell has what it starts in the background ignore Ctrl-C, and so all that this starts in turn.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Seconds until what has to come has come on any machine, however busy it is. Whoever waits for a
# thing waits for that long: a shorter time would tell how fast the machine is.
PATIENCE: Final = 300

# The day every site of the tests is built on: 15 January 2026, in UTC.
EPOCH: Final = "1768435200"
TODAY: Final = datetime.date(2026, 1, 15)
SITE: Final = SiteSettings("Made up", "https://made-up.example/", "mailto:report@made-up.example")

# What a page itself says: of one with a theme, and of a sheet.
OWN_CONTENT: Final = "article.md-content__inner, body.sheet > main"

# Elements whose text is not on the page for everyone: never shown, or shown only to some.
UNSEEN: Final = frozenset(["head", "script", "style", "template", "noscript", "details", "dialog"])
INLINE: Final = frozenset(["a", "b", "em", "i", "span", "strong"])


# --- Content in memory ----------------------------------------------------------------------


def content(folder: Path) -> dict[str, bytes]:
    """Return the files of a content folder, to be changed at will."""
    return dict(read_folder(folder).contents)


def edited(files: Mapping[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    """Return the files with a piece of one of them replaced; it must stand there once."""
    text = files[path].decode()
    assert text.count(old) == 1, f"'{old}' stands {text.count(old)} times in {path}"
    return {**files, path: text.replace(old, new).encode()}


def as_files(files: Mapping[str, bytes]) -> Files:
    """Return the files as the loader takes them."""
    return Files("content", files)


@pytest.fixture(scope="session")
def low_back() -> Mapping[str, bytes]:
    """The content that ships."""
    return content(LOW_BACK)


@pytest.fixture(scope="session")
def neck() -> Mapping[str, bytes]:
    """The made-up programme of the tests, a whole content folder of its own."""
    return content(NECK)


@pytest.fixture(scope="session")
def both(low_back: Mapping[str, bytes], neck: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Both programmes in one folder, under the disclaimer that ships."""
    shared = (low_back.keys() & neck.keys()) - {"disclaimer.md"}
    assert not shared, f"both programmes have these files: {sorted(shared)}"
    return {**neck, **low_back}


# --- Pages ----------------------------------------------------------------------------------


def parse(html: str) -> LexborHTMLParser:
    """Return the tree that a browser makes of the text (WHATWG parsing)."""
    return LexborHTMLParser(html)


def elements(node: LexborNode | None) -> Iterator[LexborNode]:
    """Yield every element of a tree, in document order."""
    assert node is not None
    yield from (n for n in node.traverse() if not n.tag.startswith(("-", "!")))


def is_hidden(node: LexborNode) -> bool:
    """Tell whether an element keeps its text from some readers, or folds it away."""
    attributes = node.attributes
    style = (attributes.get("style") or "").replace(" ", "")
    return (
        node.tag in UNSEEN
        or "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )


@dataclass(frozen=True)
class Reading:
    """The text of a tree that everyone sees, and where in it elements begin: by id, and all."""

    text: str
    places: Mapping[str, int]
    starts: Mapping[int, int]

    def start(self, node: LexborNode) -> int:
        """Return where in the text an element begins."""
        return self.starts[node.mem_id]


def read(node: LexborNode | None) -> Reading:
    """Read a tree from top to bottom, without what is hidden or folded away."""
    assert node is not None
    parts: list[str] = []
    places: dict[str, int] = {}
    starts: dict[int, int] = {}
    length = 0

    def add(text: str) -> None:
        nonlocal length
        parts.append(text)
        length += len(text)

    def walk(branch: LexborNode) -> None:
        for child in branch.iter(include_text=True):
            if child.tag == "-text":
                add(child.text_content or "")
            elif not child.tag.startswith("-") and not is_hidden(child):
                starts[child.mem_id] = length
                if identifier := child.attributes.get("id"):
                    places[identifier] = length
                walk(child)
                add("" if child.tag in INLINE else " ")

    walk(node)
    return Reading("".join(parts), places, starts)


def visible(node: LexborNode | None) -> str:
    """Return the text of a tree that everyone sees, with single spaces."""
    return " ".join(read(node).text.split())


@dataclass(frozen=True, eq=False)
class PageFile:
    """One built page."""

    html: str

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The page as a browser reads it."""
        return parse(self.html)

    @cached_property
    def article(self) -> LexborNode:
        """The page's own content, without header, contents list and footer."""
        found = self.tree.css(OWN_CONTENT)
        assert len(found) == 1
        return found[0]

    @cached_property
    def text(self) -> str:
        """The text of the page's own content that everyone sees."""
        return visible(self.article)


@dataclass(frozen=True, eq=False)
class Site:
    """A built site: the project it was built from, and its pages by address."""

    project: Path
    folder: Path
    log: str

    def page(self, address: str) -> PageFile:
        """Return the page at an address like `exercises/heel-slides/`."""
        return self.pages[address]

    @cached_property
    def pages(self) -> Mapping[str, PageFile]:
        """Every page by its address below the root of the site."""
        found = sorted(self.folder.rglob("*.html"))
        return {
            path.relative_to(self.folder).as_posix().removesuffix("index.html"): PageFile(
                path.read_text(encoding="utf-8")
            )
            for path in found
        }

    def tree(self) -> dict[str, bytes]:
        """Return every file of the site."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


# --- Real builds ----------------------------------------------------------------------------


def write_project(folder: Path, files: Mapping[str, bytes], settings: str = "") -> Path:
    """Write a whole project: the site's real settings, pages and overrides, and this content.

    `settings` are lines for mkdocs.yml that go before the real ones (`INHERIT` merges them).
    """
    folder.mkdir(parents=True, exist_ok=True)
    real = "site.yml" if settings else "mkdocs.yml"
    shutil.copy(ROOT / "mkdocs.yml", folder / real)
    if settings:
        (folder / "mkdocs.yml").write_text(f"INHERIT: {real}\n{settings}", encoding="utf-8")
    for name in ("docs", "overrides"):
        shutil.copytree(ROOT / name, folder / name)
    for path, data in files.items():
        place = folder / "content" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a build: a fixed date, and nothing of the caller's settings."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR")}
    return {**kept, "SOURCE_DATE_EPOCH": EPOCH, "NO_MKDOCS_2_WARNING": "1", **more}


def mkdocs(project: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run MkDocs in a project."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=project,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


Builder = Callable[..., Site]


@pytest.fixture(scope="session")
def build_site(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """Build a site with the real `mkdocs build --strict`, in a folder of its own."""

    def build(files: Mapping[str, bytes], settings: str = "", **more: str) -> Site:
        project = write_project(tmp_path_factory.mktemp("project"), files, settings)
        done = mkdocs(project, "build", "--strict", **more)
        assert done.returncode == 0, done.stderr
        return Site(project, project / "site", done.stderr)

    return build


def build_here(project: Path) -> Site:
    """Build a site within this process, where a test may have changed the generator."""
    from mkdocs.commands.build import build  # noqa: PLC0415 - slow, and few tests use it
    from mkdocs.config import load_config  # noqa: PLC0415 - as above

    config = load_config(str(project / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return Site(project, project / "site", "")


@pytest.fixture
def fixed_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make builds within this process happen on the day of the tests."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")


@pytest.fixture(scope="session")
def site(build_site: Builder, low_back: Mapping[str, bytes]) -> Site:
    """The site that ships."""
    return build_site(low_back)


# --- A browser ------------------------------------------------------------------------------


@dataclass
class Visits:
    """A server of one folder on the loopback: its address, and what was asked of it.

    What is `held`, by its path below the prefix, is not given out until its event is set. What is
    `refused` is answered with that status.
    """

    address: str
    paths: list[str] = field(default_factory=list)
    held: dict[str, threading.Event] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)


@contextmanager
def served(
    folder: Path, prefix: str = "/", headers: Callable[[str], Mapping[str, str]] | None = None
) -> Iterator[Visits]:
    """Serve a folder below a prefix; whatever is outside of the prefix is not there.

    `headers` says what else a host sends with the answer for a path.
    """

    class Handler(http.server.SimpleHTTPRequestHandler):
        def send_head(self) -> Any:
            visits.paths.append(self.path)
            if not self.path.startswith(prefix):
                self.send_error(404)
                return None
            self.path = "/" + self.path.removeprefix(prefix)
            if hold := visits.held.get(self.path[1:]):
                hold.wait(PATIENCE)
            if status := visits.refused.get(self.path[1:]):
                self.send_error(status)
                return None
            return super().send_head()

        def send_error(self, code: int, message: Any = None, explain: Any = None) -> None:
            page = folder / "404.html"
            if code != 404 or not page.exists():
                return super().send_error(code, message, explain)
            body = page.read_bytes()
            self.send_response(404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return None

        def end_headers(self) -> None:
            for name, value in headers(self.path).items() if headers else ():
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 128  # a browser asks for many files at once

        def handle_error(self, *_: Any) -> None:
            """A browser that has moved on no longer wants its answer, which is no fault."""

    handler = functools.partial(Handler, directory=str(folder))
    with Server(("127.0.0.1", 0), handler) as server:
        visits = Visits(f"http://127.0.0.1:{server.server_address[1]}{prefix}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield visits
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium, with a fresh profile and no business of its own on the network."""
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - slow, few tests use it

    expect.set_options(timeout=PATIENCE * 1000)
    quiet: Sequence[str] = (
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    )
    assert CHROMIUM, "there is no Chromium: install it, or set CHROMIUM to its path"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(quiet), timeout=PATIENCE * 1000
        )
        yield chromium
        chromium.close()


@contextmanager
def profile(browser: Any, **options: Any) -> Iterator[Any]:
    """Give out a fresh profile of the browser, in which everything is waited for patiently."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE * 1000)
    try:
        yield context
    finally:
        context.close()


@contextmanager
def open_page(browser: Any, origin: str, **options: Any) -> Iterator[tuple[Any, list[str]]]:
    """Open an empty page; requests that would leave the origin are stopped and listed.

    The site's worker is kept out, unless a test is about it: what it does in the background is
    not for the others, and what it asks for does not pass the guard.
    """
    strays: list[str] = []

    def stop(route: Any) -> None:
        strays.append(route.request.url)
        route.abort()

    with profile(browser, **{"service_workers": "block", **options}) as context:
        # What stays is let through by the browser's side alone: asking here takes longer than
        # loading.
        context.route(re.compile(f"^(?!{re.escape(origin)}|data:|blob:)"), stop)
        yield context.new_page(), strays


def play(page: Any, button: Any) -> None:
    """Press the button of a film and wait until the film runs; by then it may have ended again."""
    one = button.element_handle()
    one.evaluate(
        """one => new MutationObserver(() => { one.played ||= one.textContent === "Pause"; })
          .observe(one, { childList: true })"""
    )
    one.click()
    page.wait_for_function("one => one.played", arg=one)


def stop_clock(page: Any) -> None:
    """Let nothing that the next pages do after a while happen by itself."""
    page.clock.install(time=f"{TODAY}T06:00:00")
    page.clock.pause_at(f"{TODAY}T12:00:00")
