"""What pages may load and run: their policies, and that nothing of ours is refused by them."""

import base64
import functools
import hashlib
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest

from generator.finish import finish
from generator.manifest import App
from generator.markup import markup
from generator.policy import has_head, policy, with_head
from tests.conftest import ROOT, Site, elements, parse, play, profile, served
from tests.kinds import ADDRESSES

PREFIX: Final = "/some/where/"
APP: Final = App("Made up", "Made up as well", "en")
META: Final = re.compile('<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def directives(page: str) -> dict[str, list[str]]:
    """Return the policy of a page, by directive."""
    (rules,) = META.findall(page)
    parts = (rule.split() for rule in rules.split("; "))
    return {name: sources for name, *sources in parts}


def sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# --- The policy of a page ---------------------------------------------------------------------


def test_every_page_has_one_policy_before_all_that_it_governs(site: Site) -> None:
    assert len(site.pages) > 100
    for address, page in site.pages.items():
        head = [node.tag for node in elements(page.tree.head)]
        names = [node.attributes.get("http-equiv") for node in elements(page.tree.head)]
        place = names.index("Content-Security-Policy")
        assert head[:place] == ["head", "meta"], address
        assert len(META.findall(page.html)) == 1


def test_a_policy_allows_the_scripts_of_its_page_and_no_other(site: Site) -> None:
    inline = 0
    for address, page in site.pages.items():
        rules = directives(page.html)
        scripts = [node for node in page.tree.css("script") if "src" not in node.attributes]
        run = [node for node in scripts if "json" not in (node.attributes.get("type") or "")]
        hashes = {sha256(node.text(deep=True)) for node in run}
        inline += len(hashes)
        allowed = set(rules["script-src"]) - {"'self'", "'none'", "'wasm-unsafe-eval'"}
        assert allowed == hashes, address
        assert (rules["default-src"], rules["base-uri"]) == (["'none'"], ["'none'"])
        everything = {source for sources in rules.values() for source in sources}
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"} & everything
    assert inline > 50


def test_no_page_has_a_script_or_a_style_in_an_attribute(site: Site) -> None:
    for page in site.pages.values():
        for node in elements(page.tree.root):
            names = set(node.attributes)
            assert not [name for name in names if name == "style" or name.startswith("on")]
            assert not (node.attributes.get("href") or "").lower().startswith("javascript:")


def test_a_sheet_is_held_tighter_than_a_page_of_the_site(site: Site) -> None:
    rules = directives(site.page("routines/standing/sheet/").html)
    assert rules["script-src"] == ["'self'"]
    assert rules["img-src"] == ["'self'"]
    assert rules["form-action"] == ["'none'"]


def test_only_a_page_with_the_search_may_compile_it(tmp_path: Path) -> None:
    (tmp_path / "search").mkdir()
    (tmp_path / "search.js").write_text('import("../pagefind/pagefind.js")', "utf-8")
    (tmp_path / "other.js").write_text("a()", "utf-8")
    for name in ("search", "other"):
        page = f'<head><meta charset="utf-8"><script src="../{name}.js?x"></script>'
        (tmp_path / "search" / f"{name}.html").write_text(page, "utf-8")
    finish(tmp_path, APP, "https://made-up.example/")
    found = {p.stem: directives(p.read_text("utf-8")) for p in tmp_path.rglob("*.html")}
    assert found["search"]["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    assert found["other"]["script-src"] == ["'self'"]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<script>a()</script>", sha256("a()")),
        ("<SCRIPT TYPE=module>a()\r\nb()\rc()</SCRIPT>", sha256("a()\nb()\nc()")),
        ("<script>if (a<b && '<p>') c('&amp;')</script>", sha256("if (a<b && '<p>') c('&amp;')")),
        ("<script>a</script><script>a</script>", sha256("a")),
        ("<script src=x>a</script>", "'self'"),
        ('<script type="application/ld+json">{}</script>', "'none'"),
        ("<textarea><script>a()</script></textarea>", "'none'"),
    ],
)
def test_a_script_is_allowed_as_a_browser_reads_it(page: str, expected: str) -> None:
    rules = policy(markup(page.encode()), searches=False, drawn_in_styles=False)
    assert f"script-src {expected};" in rules


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<head><meta charset=utf-8><title>", "<head><meta charset=utf-8>\nX<title>"),
        ('<head>\n<META CHARSET="utf-8" /><a>', '<head>\n<META CHARSET="utf-8" />\nX<a>'),
        ("<html><head><title>ä", "<html><head>\nX<title>ä"),
        ("<head><header><meta charset='utf-8'>", "<head><header><meta charset='utf-8'>\nX"),
    ],
)
def test_a_line_is_added_after_the_encoding_and_nothing_else_changes(
    page: str, expected: str
) -> None:
    assert has_head(page.encode())
    assert with_head(page.encode(), "X").decode() == expected


def test_a_file_without_a_head_stays_as_it_is(tmp_path: Path) -> None:
    proof = b"google-site-verification: google0123456789.html\n"
    (tmp_path / "google0123456789.html").write_bytes(proof)
    assert finish(tmp_path, APP, "https://made-up.example/") == []
    assert (tmp_path / "google0123456789.html").read_bytes() == proof


def test_what_a_policy_will_refuse_is_told_with_its_page(tmp_path: Path) -> None:
    page = '<head></head><p style="color: red" onclick="a()"><a href=" JavaScript:a()">b</a>'
    (tmp_path / "index.html").write_text(page, "utf-8")
    found = finish(tmp_path, APP, "https://made-up.example/")
    assert found == [f"index.html: {what}" for what in ("<p style>", "<p onclick>", "<a href>")]


@pytest.mark.parametrize(
    ("page", "held"),
    [
        ("<p onclick>", ["<p onclick>"]),
        ("<p/ONCLICK=a()>", ["<p onclick>"]),
        ("<p class='b'onclick='c'>", ["<p onclick>"]),
        ("<svg\nonload=a()></svg>", ["<svg onload>"]),
        ("<p style>", ["<p style>"]),
        ("<a href='&#106;ava&#x73;cript&colon;a()'>", ["<a href>"]),
        ("<form action='\n javascript:a()'>", ["<form action>"]),
        ('<p title=" onclick=" id=on> style="a" onclick="b" ="javascript:', []),
    ],
)
def test_an_attribute_that_holds_a_script_or_a_style_is_found_however_it_is_written(
    page: str, held: list[str]
) -> None:
    assert markup(page.encode()).attributes == held


def test_finishing_adds_to_a_page_and_takes_nothing_away(site: Site) -> None:
    page = site.page("exercises/heel-slides/").html
    added = re.compile(r"\n<meta http-equiv.*?>\n<meta name=.referrer.*?>\n<link.*?>\n<link.*?>")
    without = added.sub("", page, count=1)
    assert len(page) - len(without) > 300
    assert "manifest" not in without
    assert "Content-Security-Policy" not in without
    assert parse(without).body.html == parse(page).body.html


# --- What only a host can say -------------------------------------------------------------------


def test_a_file_of_headers_says_what_a_page_cannot(site: Site, tmp_path: Path) -> None:
    text = (site.folder / "_headers").read_text("utf-8")
    assert text.startswith("/*\n")
    for header in ("frame-ancestors 'none'", "nosniff", "Referrer-Policy: no-referrer"):
        assert header in text
    assert "/sw.js\n  Cache-Control: no-cache\n  Content-Security-Policy: default-src" in text
    finish(tmp_path, APP, "https://made-up.example/some/where")
    text = (tmp_path / "_headers").read_text("utf-8")
    assert text.startswith("/some/where/*\n")
    assert "\n/some/where/sw.js\n" in text


# --- In a browser -------------------------------------------------------------------------------

# Before any script of the page: what its policy refuses is written down.
LISTEN: Final = """
  window.refused = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
  });
  window.print = () => { window.printed = true; };
"""


# What this browser asks its maker at the sight of a form, whatever the page.
BROWSERS_OWN: Final = ("content-autofill.googleapis.com:443",)


@dataclass
class Elsewhere:
    """Every host but the site: whatever is asked of one ends here, and is written down."""

    address: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    """Stand in for all other hosts, as the proxy of a browser, and answer nothing."""

    class Handler(BaseHTTPRequestHandler):
        def refuse(self) -> None:
            if self.path not in BROWSERS_OWN:
                hosts.asked.append(self.path)
            self.send_error(403)

        do_GET = do_POST = do_HEAD = do_OPTIONS = do_CONNECT = refuse  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hosts = Elsewhere(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield hosts
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def alone(browser: Any, hosts: Elsewhere, **options: Any) -> Iterator[Any]:
    """Open a page in a browser to which all other hosts are that one; workers included."""
    proxy = {"server": hosts.address, "bypass": "127.0.0.1"}
    with profile(browser, proxy=proxy, **options) as context:
        context.add_init_script(LISTEN)
        yield context.new_page()


def use_everything(page: Any) -> None:
    """Do on a page what can be done there: the film, the print button, the end of it."""
    for film in page.locator("button[data-film]:visible").all()[:1]:
        play(page, film)
    for button in page.locator("button#print:visible").all():
        button.click()
        assert page.evaluate("window.printed")
    page.keyboard.press("End")


def change_colours(page: Any) -> None:
    """Press the button for other colours until they are the first again."""
    for _ in range(3):
        page.locator("label.md-header__button[for^=__palette]:visible").click()


def test_no_request_leaves_the_site_and_nothing_of_ours_is_refused(
    site: Site, browser: Any
) -> None:
    said: list[str] = []
    with (
        elsewhere() as hosts,
        served(site.folder) as server,
        alone(browser, hosts) as page,
    ):
        page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda fault: said.append(str(fault)))
        for address in ADDRESSES:
            page.goto(server.address + address)
            use_everything(page)
            if address in ("", "routines/standing/"):
                change_colours(page)
                page.locator("p.line-kept").wait_for()
            assert page.evaluate("window.refused") == [], address
        # What is not there is for the tests of addresses; here, what was refused or broke.
        assert [line for line in said if "status of 404" not in line] == []
        assert page.context.cookies() == []
        keys = page.evaluate("Object.keys(localStorage)")
        assert keys == ["/.__palette"]
        assert hosts.asked == []
        # That it would have been seen: the same browser, asked to ask elsewhere.
        (worker,) = page.context.service_workers
        worker.evaluate("fetch('http://other.example/x', { mode: 'no-cors' }).then(() => 1)")
        assert hosts.asked == ["http://other.example/x"]


def of_a_host(text: str, path: str) -> dict[str, str]:
    """Return the headers that a host which reads the file `_headers` sends for a path."""
    found: dict[str, list[str]] = {}
    for block in text.split("\n\n"):
        where, *lines = block.strip().splitlines()
        if fnmatch(path, where):
            for name, value in (line.strip().split(": ", 1) for line in lines):
                found.setdefault(name, []).append(value)
    return {name: ", ".join(values) for name, values in found.items()}


def test_the_site_works_with_the_headers_that_it_brings(site: Site, browser: Any) -> None:
    text = (site.folder / "_headers").read_text("utf-8")
    headers = functools.partial(of_a_host, text)
    assert "connect-src" in headers("/sw.js")["Content-Security-Policy"]
    assert "connect-src" not in headers("/safety/")["Content-Security-Policy"]
    with (
        elsewhere() as hosts,
        served(site.folder, headers=headers) as server,
        alone(browser, hosts) as page,
    ):
        answer = page.goto(f"{server.address}routines/standing/")
        assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"
        page.locator("p.line-kept").wait_for()
        assert page.evaluate("window.refused") == []
        (worker,) = page.context.service_workers
        refused = "fetch('http://other.example/', { mode: 'no-cors' }).then(() => 0, () => 1)"
        assert worker.evaluate(refused) == 1
        assert hosts.asked == []


INJECTED: Final = """
  <script>window.taken = "inline"</script>
  <script src="http://other.example/x.js"></script>
  <p style="position: fixed" id="styled" onclick="window.taken = 'click'">x</p>
  <a href="javascript:void(window.taken = 'link')" id="link">y</a>
  <img src="http://other.example/x.png" onerror="window.taken = 'error'">
  <iframe src="data:text/html,x"></iframe>
  <base href="http://other.example/">
  <form action="http://other.example/" id="form"><button>z</button></form>
  <script type="application/ld+json">{"@context": "https://schema.org"}</script>
"""


@pytest.mark.parametrize("address", ["exercises/heel-slides/", "routines/standing/sheet/"])
def test_what_is_smuggled_into_a_page_neither_runs_nor_sends_nor_loads(
    site: Site, browser: Any, address: str
) -> None:
    with (
        elsewhere() as hosts,
        served(site.folder, PREFIX) as server,
        alone(browser, hosts, service_workers="block") as page,
    ):
        html = site.page(address).html.replace("</body>", f"{INJECTED}</body>")
        page.route(
            server.address + address,
            lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"),
        )
        page.goto(server.address + address)
        for part in ("styled", "link"):
            page.locator(f"#{part}").click()
        page.evaluate("document.getElementById('form').requestSubmit()")
        for directive in (
            "script-src-elem",
            "script-src-attr",
            "style-src-attr",
            "img-src",
            "frame-src",
            "base-uri",
            "form-action",
        ):
            is_told = f"() => refused.some((what) => what.startsWith('{directive} '))"
            page.wait_for_function(is_told)
        assert page.evaluate("window.taken") is None
        assert page.evaluate("getComputedStyle(document.getElementById('styled')).position") != (
            "fixed"
        )
        assert page.evaluate("window.refused.filter((what) => what.includes('schema'))") == []
        assert hosts.asked == []


def test_a_former_address_leads_on_under_its_policy(browser: Any, tmp_path: Path) -> None:
    page_text = (
        '<!doctype html><head><meta charset="utf-8"><script>location.replace("new.html")</script>'
    )
    (tmp_path / "old.html").write_text(page_text, "utf-8")
    (tmp_path / "new.html").write_text("<!doctype html><head></head><h1>New</h1>", "utf-8")
    finish(tmp_path, APP, "https://made-up.example/")
    with elsewhere() as hosts, served(tmp_path) as server, alone(browser, hosts) as page:
        page.goto(f"{server.address}old.html", wait_until="commit")
        page.wait_for_url(f"{server.address}new.html")


# --- The preview --------------------------------------------------------------------------------


def test_a_preview_is_not_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mkdocs.config import load_config  # noqa: PLC0415 - slow, and few tests use it

    monkeypatch.setattr("generator.mkdocs_plugin.indexing", lambda _: nullcontext(lambda: None))
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(tmp_path))
    plugin = config.plugins["limber"]
    (tmp_path / "index.html").write_text("<head></head>", "utf-8")
    for command, files in (("serve", ["index.html"]), ("build", ["_headers", "index.html"])):
        plugin.on_startup(command=command)
        plugin.on_post_build(config=config)
        assert sorted(path.name for path in tmp_path.iterdir()) == files
    assert META.search((tmp_path / "index.html").read_text("utf-8"))


def test_finishing_the_same_site_gives_the_same_bytes(tmp_path: Path) -> None:
    trees = []
    for name in ("one", "other"):
        folder = tmp_path / name
        shutil.copytree(ROOT / "docs", folder)
        shutil.copytree(ROOT / "overrides/assets", folder / "assets")
        (folder / "index.html").write_text("<head></head><script>a()</script>", "utf-8")
        assert finish(folder, APP, "https://made-up.example/") == []
        files = [path for path in folder.rglob("*") if path.is_file()]
        trees.append({path.relative_to(folder): path.read_bytes() for path in files})
    assert trees[0] == trees[1]
    assert {"sw.js", "_headers", "icons", "manifest.webmanifest"} <= {
        path.parts[0] for path in trees[0]
    }
