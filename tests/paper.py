"""What is on paper, read back from PDFs: what is drawn with poppler, what is tagged with pypdf."""

import html
import io
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from tests.conftest import PATIENCE

POINTS: Final = 72 / 25.4  # of a millimetre
SIDE: Final = 12.0 * POINTS  # where nothing is printed, left and right
TOP: Final = 10.0 * POINTS
# What marks text, in what font it stands, and its codes: one operator a line, as WeasyPrint writes.
DRAWN: Final = re.compile(
    rb"^(?:<</MCID (\d+)>>\nBDC|(BMC)|(EMC)|(/\w+) \S+ Tf|\[(.*)\] ?TJ)$", re.MULTILINE
)
FOOT: Final = 14.0 * POINTS  # where only the number of the page stands


@dataclass(frozen=True)
class Word:
    """One word on a page, and the box that it fills, from the top left corner, in points."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class Side:
    """One page: its size and its words."""

    width: float
    height: float
    words: tuple[Word, ...]

    @cached_property
    def own(self) -> tuple[Word, ...]:
        """The words of the page itself, without its margin."""
        return tuple(word for word in self.words if word.top < self.height - FOOT)

    @cached_property
    def told(self) -> str:
        """The letters and figures of the page, in the order in which they are drawn."""
        return letters(" ".join(word.text for word in self.own))


def letters(text: str) -> str:
    """Return the letters and figures of a text: what no line break and no style changes."""
    return re.sub(r"[\W_]", "", text)


@dataclass(frozen=True, eq=False)
class Print:
    """One PDF."""

    data: bytes

    @cached_property
    def reader(self) -> PdfReader:
        return PdfReader(io.BytesIO(self.data))

    @cached_property
    def root(self) -> DictionaryObject:
        return self.reader.trailer["/Root"].get_object()  # type: ignore[return-value]

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """Every page with its words, in the order in which they are drawn."""
        text = _poppler("pdftotext", "-q", "-raw", "-bbox", "-", "-", data=self.data)
        pages = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', text, re.S)
        return tuple(Side(float(w), float(h), tuple(_words(body))) for w, h, body in pages)

    @cached_property
    def told(self) -> str:
        """The letters and figures of all that is tagged, in reading order, without list marks."""
        said = {page.indirect_reference: _tagged(page) for page in self.reader.pages}
        return letters("".join(_told(self.root["/StructTreeRoot"], None, said)))

    @cached_property
    def elements(self) -> list[tuple[str, str]]:
        """The name of every element of the structure, in reading order, and its alternative."""
        return list(_structure(self.root["/StructTreeRoot"]))

    @cached_property
    def bookmarks(self) -> list[str]:
        return list(_titles(self.reader.outline))

    @cached_property
    def fonts(self) -> dict[str, Any]:
        """Every font with its descriptor."""
        found: dict[str, Any] = {}
        for page in self.reader.pages:
            for font in page["/Resources"].get_object().get("/Font", {}).values():
                one = font.get_object()
                inner = one.get("/DescendantFonts", [one])[0].get_object()
                descriptor = inner.get("/FontDescriptor")
                found[one["/BaseFont"]] = descriptor.get_object() if descriptor else {}
        return found

    @cached_property
    def em(self) -> float:
        """How high the box of a word is where its type has the size of one point."""
        heights = {font["/Ascent"] - font["/Descent"] for font in self.fonts.values()}
        assert len(heights) == 1, heights
        return float(heights.pop()) / 1000


def _poppler(*command: str, data: bytes) -> str:
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=PATIENCE)
    return done.stdout.decode()


def _words(body: str) -> Iterator[Word]:
    pattern = r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)<'
    for *numbers, text in re.findall(pattern, body):
        yield Word(*map(float, numbers), html.unescape(text))


def _structure(node: Any) -> Iterator[tuple[str, str]]:
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for child in node:
            yield from _structure(child)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node["/S"].removeprefix("/"), str(node.get("/Alt", ""))
        if "/K" in node:
            yield from _structure(node["/K"])


def _told(node: Any, page: Any, said: Mapping[Any, Mapping[int, str]]) -> Iterator[str]:
    """Yield the text of an element of the structure, without marks of lists; a number is a text."""
    if isinstance(node, int):
        yield said[page].get(node, "")
        return
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for child in node:
            yield from _told(child, page, said)
    elif node.get("/S") != "/Lbl":
        page = node.raw_get("/Pg") if "/Pg" in node else page
        yield from _told(node.get("/MCID", node.get("/K", ArrayObject())), page, said)


def _tagged(page: PageObject) -> dict[int, str]:
    """Return the text that each number of marked content has on a page."""
    fonts = page["/Resources"].get("/Font", {})
    units = {name: _unicode(font["/ToUnicode"].get_data()) for name, font in fonts.items()}
    said: dict[int, str] = defaultdict(str)
    marks, unit = [-1], {}
    content = page.get_contents()
    for number, artifact, end, name, text in DRAWN.findall(
        content.get_data() if content is not None else b""
    ):
        if number or artifact:
            marks.append(int(number or -1))
        elif end:
            marks.pop()
        elif name:
            unit = units[name.decode()]
        else:
            codes = bytes.fromhex("".join(re.findall("<(.*?)>", text.decode())))
            said[marks[-1]] += "".join(unit[codes[i : i + 2]] for i in range(0, len(codes), 2))
    return said


def _unicode(table: bytes) -> dict[bytes, str]:
    """Return what each code of a font stands for, as WeasyPrint writes it: one line for each."""
    lines = table.decode().partition("endcodespacerange")[2]
    pairs = re.findall("^<([0-9a-f]{4})> <([0-9a-f]+)>$", lines, re.M)
    return {bytes.fromhex(code): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def _titles(outline: Any) -> Iterator[str]:
    for item in outline:
        if isinstance(item, list):
            yield from _titles(item)
        else:
            yield " ".join(str(item.title).split())
