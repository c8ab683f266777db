"""What a first visit weighs: `python -m tests.bench_weight`, part of `make bench`.

Home, an exercise and a routine, each opened in a real browser that has been nowhere before, from a
server on the loopback that compresses as web hosts do (gzip; typefaces and PNG as they are). Every
answer is counted, with whatever scripts ask for later on. Four sites:

- ours, with the content that ships, and with 1,000 made-up exercises more;
- the same Markdown pages with the theme as it comes, no style or script of ours and no typeface.

Our part is styles, scripts, typeface, figures and data of our own; what the theme brings, the page
itself and the theme's search index stand beside it. What the worker fetches once the page is there,
so that it opens without a connection, stands apart: the same visit with the worker and without.

`--more 0` measures the content that ships alone, in a minute.
"""

import argparse
import gzip
import http.server
import mimetypes
import shutil
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from generator.offline import WORKER
from tests.bench import made_up, verdict
from tests.conftest import CHROMIUM, LOW_BACK, SITE, TODAY, content, mkdocs, write_project

MORE: Final = 1_000
PAGES: Final = ("", "exercises/heel-slides/", "routines/standing/")
PARTS: Final = ("theme", "search", "page", "ours")
KEPT: Final = "p.line-kept"  # what a page says once the worker has kept it
MOST_OURS: Final = 35.0
MOST_GROWTH: Final = 1.0
PHONE: Final = {"width": 390, "height": 844}
WHOLE: Final = (".woff2", ".png", ".webp", ".gz", ".pdf", ".wasm", ".pf_meta", ".pf_index")

# The theme as it comes, but that it asks another host for its typeface.
DEFAULT: Final = """site_name: Default
site_url: https://limber.example/
theme:
  name: material
  font: false
plugins: [search]
markdown_extensions: [admonition, attr_list, md_in_html, tables, toc]
nav:
  - index.md
  - guides/low-back/index.md
  - routines/index.md
  - exercises/index.md
  - a-z/index.md
  - safety/index.md
  - about.md
"""


def part(path: str) -> str:
    """Return whose a file is, by its path below the root of a site."""
    if path.startswith(("assets/javascripts/", "assets/stylesheets/")):
        return "theme"
    if path.startswith("search/search_index"):
        return "search"
    return "page" if path.endswith(".html") else "ours"


@contextmanager
def compressing(folder: Path, sent: Counter[str]) -> Iterator[str]:
    """Serve a folder compressed; count in `sent` the bytes of each part that were answered."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0].lstrip("/")
            file = folder / path
            if file.is_dir():
                file, path = file / "index.html", f"{path}index.html"
            if not file.is_file():
                self.send_error(404)
                return
            body = file.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", mimetypes.guess_type(path)[0] or "text/plain")
            if not path.endswith(WHOLE):
                body = gzip.compress(body, compresslevel=6, mtime=0)
                self.send_header("Content-Encoding", "gzip")
            sent[part(path)] += len(body)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def visit(folder: Path, browser: Any) -> Mapping[str, Counter[str]]:
    """Return for each page the bytes of each part that a first visit takes, and of the worker."""
    found = {}
    for address in PAGES:
        found[address] = _visit(folder, browser, address, worker=False)
        if (folder / WORKER).is_file():
            both = _visit(folder, browser, address, worker=True)
            found[address]["worker"] = both.total() - found[address].total()
    return found


def _visit(folder: Path, browser: Any, address: str, *, worker: bool) -> Counter[str]:
    """Return the bytes of each part of a visit; one with a worker is over when that has done."""
    sent: Counter[str] = Counter()
    with compressing(folder, sent) as root:
        workers = "allow" if worker else "block"
        context = browser.new_context(viewport=PHONE, service_workers=workers)
        page = context.new_page()
        page.goto(root + address, wait_until="networkidle")
        if worker:
            page.locator(KEPT).wait_for(state="attached")
        context.close()
    return sent


def files(more: int) -> dict[str, bytes]:
    """Return the content that ships, with that many made-up exercises besides."""
    others = {path: text.encode() for path, text in made_up(more).items()} if more else {}
    return others | content(LOW_BACK)


def ours(folder: Path, more: int) -> Path:
    """Build our site; return its folder."""
    return _built(write_project(folder, files(more)))


def default(folder: Path, project: Path) -> Path:
    """Build the pages of a project of ours with the theme as it comes; return the site's folder."""
    from generator.build import build, check_folder  # noqa: PLC0415 - slow, and only needed here

    library = check_folder(project / "content", TODAY).library
    assert library is not None
    shutil.copytree(project / "docs", folder / "docs")
    for path, built in build(library, TODAY, SITE).items():
        place = folder / "docs" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        data = built.content
        place.write_bytes(data if isinstance(data, bytes) else data.encode())
    (folder / "mkdocs.yml").write_text(DEFAULT, encoding="utf-8")
    return _built(folder)


def _built(project: Path) -> Path:
    done = mkdocs(project, "build", "--quiet")
    if done.returncode:
        raise SystemExit(done.stderr)
    return project / "site"


def table(rows: Mapping[str, Mapping[str, Counter[str]]]) -> bool:
    """Print what was measured; tell whether a goal is missed."""
    missed = False
    heads = (*PARTS, "all", "worker")
    print("A first visit, kB compressed" + "".join(f"{name:>9}" for name in heads))
    for address in PAGES:
        for name, visits in rows.items():
            sent = visits[address]
            cells = [sent[each] / 1000 for each in PARTS]
            cells += [sum(cells), sent["worker"] / 1000]
            row = f"  /{address}".ljust(28) + "".join(f"{kb:>9.1f}" for kb in cells)
            print(f"{row}  {name}")
    for address in PAGES:
        own = rows["ours"][address]["ours"] / 1000
        missed |= own > MOST_OURS
        print(f"  /{address} we add {own:.1f}, at most {MOST_OURS:g}: {verdict(own, MOST_OURS)}")
        if "ours, more" in rows:
            before, after = (rows[name][address] for name in ("ours", "ours, more"))
            growth = abs(sum(after[part] - before[part] for part in PARTS)) / 1000
            missed |= growth > MOST_GROWTH
            print(
                f"  /{address} more exercises change {growth:.1f},"
                f" at most {MOST_GROWTH:g}: {verdict(growth, MOST_GROWTH)}"
            )
    return missed


def main() -> int:
    """Measure, print a table, and return 1 if a goal is missed."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and only needed here

    options = argparse.ArgumentParser(description="Measure what a first visit weighs.")
    options.add_argument("--more", type=int, default=MORE, help="made-up exercises besides")
    numbers = {options.parse_args().more: ", more"} | {0: ""}
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        rows = {}
        for more, name in numbers.items():
            project = folder / f"ours{more}"
            rows[f"ours{name}"] = visit(ours(project, more), browser)
            rows[f"default{name}"] = visit(default(folder / f"default{more}", project), browser)
        browser.close()
        return int(table(rows))


if __name__ == "__main__":
    sys.exit(main())
