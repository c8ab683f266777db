"""One sheet to one PDF; the only module that imports WeasyPrint, which needs Pango."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from generator.sheets import PAPERS

ROOT: Final = "https://sheet.invalid/"  # RFC 6761: leads nowhere, and nothing is asked of it
TYPES: Final = {
    "css": "text/css",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "woff2": "font/woff2",
}


LIBRARIES: Final = ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "fonttools", "pyphen", "Pillow")


# The end of a sheet does not stand on a page alone. Browsers get no such rule: Chromium would then
# cut the end in two.
TOGETHER: Final = "footer { break-before: avoid }"


def versions() -> tuple[str, ...]:
    """Return the versions of what decides how a PDF comes out."""
    return (*map(version, LIBRARIES), str(pango.pango_version()))


@dataclass(frozen=True)
class Printed:
    """A sheet laid out: how many pages, and the bytes of its PDF, b"" where only laid out."""

    pages: int
    pdf: bytes


class _FromMemory(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Gives out the files of the site, and nothing else: no host is ever asked."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=["https"], fail_on_errors=True)
        self.files = files

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
        if not url.startswith(ROOT):
            raise ValueError(f"{url} is not part of the site.")
        path = unquote(urlsplit(url).path).lstrip("/")
        kind = {"Content-Type": TYPES[path.rpartition(".")[2].lower()]}
        return URLFetcherResponse(url, self.files[path], kind)


class Printer:
    """Prints sheets of one site; what they share is read once."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Take every file that sheets show, by its path below the site's root."""
        self.fetcher = _FromMemory(files)
        self.fonts = FontConfiguration()
        self.images: dict[str, object] = {}
        self.papers = {
            paper: CSS(string=f"@page {{ size: {paper} }} {TOGETHER}", font_config=self.fonts)
            for paper in PAPERS
        }

    def print(self, path: str, html: str, paper: str, *, pdf: bool) -> Printed:
        """Lay a sheet out on a paper, and make a PDF of it that is tagged as PDF/UA-1 asks."""
        page = HTML(string=html, base_url=ROOT + path, url_fetcher=self.fetcher)
        document = page.render(
            font_config=self.fonts, stylesheets=[self.papers[paper]], cache=self.images
        )
        made = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True) if pdf else b""
        return Printed(len(document.pages), made)
