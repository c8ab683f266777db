"""Whatever stands in the content, a page says it and does nothing else.

The check is left out here: hostile text goes into every string of every model and of all words,
straight into the library's objects, and real MkDocs builds the pages. Each page is then held
against the same page made from a harmless word: it must have the very same elements and
attributes, and the very same text with the hostile text in place of the word.
"""

import dataclasses
import functools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args
from unicodedata import category
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest

from generator import build as generated
from generator import mkdocs_plugin, sheets, views
from generator import pages as pages_module
from generator.amount import Amount
from generator.facts import field_hints, literals, model_in, reference_in
from generator.fields import Facts
from generator.handouts import Handout
from generator.inline import Group, Placeholder, Text
from generator.library import AnyEntry, Library
from generator.loader import load
from generator.model import FACTS
from generator.pages import Page
from generator.rules import Checked
from generator.sheets import Variant
from generator.units import Edition, Made, Said, Told, of_facts, of_lists, of_things
from tests.conftest import (
    EPOCH,
    OWN_CONTENT,
    SITE,
    TODAY,
    PageFile,
    Site,
    as_files,
    build_here,
    elements,
    open_page,
    parse,
    served,
    visible,
    write_project,
)

WORD: Final = "Harmlessword"
HUBS: Final = ("exercises/", "routines/", "a-z/", "safety/", "print/", "reviews/")
SEARCH: Final = "search/"  # offers what there is to choose, and lists nothing until it is asked
ATLAS: Final = "figures/"

ATTACKS: Final = (
    # HTML
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<b>bold</b> & <i>italic</i>",
    "</title><script>alert(1)</script>",
    "</textarea></style></noscript><img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '" onmouseover="alert(1)" x="',
    "` onmouseover=alert(1) x=`",
    "<!-- comment -->",
    "--><img src=x onerror=alert(1)><!--",
    "<!--",
    "<![CDATA[x]]><b>",
    "]]>",
    "<?php echo 1 ?>",
    "<details><summary>x</summary>y</details>",
    '<div markdown="1">\n\n# alive\n\n</div>',
    '<p markdown="span">**alive**</p>',
    "</div></article></main></body>",
    "<table><tr><td>x",
    "<plaintext>",
    "<iframe src=//evil.example></iframe>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example/>",
    "<a href=javascript:alert(1)>x</a>",
    "<\nimg src=x onerror=alert(1)>",
    # Entities, once and twice
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;b&amp;gt;",
    "&#60;b&#62;alive&#60;/b&#62;",
    "&colon;&Tab;&NewLine;&copy &notit; &",
    # Markdown blocks
    "# Heading",
    "x\n\n## Heading {: #disclaimer onclick=alert(1) }",
    "Setext\n======",
    "Setext\n------",
    "x\n\n- item\n- item",
    "1. item\n2. item",
    "7) item",
    "- item",
    "* item",
    "+ item",
    "> quotation",
    "x\n\n    code",
    "    code",
    "\tcode",
    "```\ncode\n```",
    "~~~ python\ncode",
    "`code` and ``co`de``",
    "---",
    "***",
    "x\n\n| a | b |\n|---|---|\n| c | d |",
    "| a | b |\n|---|---|\n| c | d |",
    "a | b",
    '!!! stop ""\n\n    ## alive',
    '??? note "folded"\n    text',
    "x\n\n!!! danger\n    text",
    "[TOC]",
    "x\n\n[TOC]\n\nx",
    "*[HTML]: abbreviation",
    "Term\n:   definition",
    "x[^1]\n\n[^1]: note",
    # Markdown within a line
    "**strong** *em* __strong__ _em_ ***both***",
    "snake_case_word and 2*3*4",
    "[x](javascript:alert(1))",
    "[x](https://evil.example/ 'title')",
    "![x](https://evil.example/x.png)",
    "[x]: https://evil.example/",
    "x\n\n[Read the full disclaimer]: javascript:alert(1)\n\n[Read the full disclaimer]",
    "[x][y] [x][]",
    "<https://evil.example/>",
    "<mailto:a@evil.example>",
    "https://evil.example/ and www.evil.example",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "x](javascript:alert(1)) [x",
    "x](../../index.md) ![x",
    "trailing backslash \\",
    "\\<b> \\*x\\* \\[x](y)",
    "two spaces  \nat the end  ",
    # attr_list, md_in_html
    "x {: onclick=alert(1) }",
    "x\n{: onclick=alert(1) .class #id }",
    "{: onclick=alert(1) }",
    "{:onclick=alert(1)}",
    "x{ #id onclick='alert(1)' }",
    "} {: hidden=hidden",
    # The parser's own marks for what it has put aside
    "\x02wzxhzdk:0\x03 \x02wzxhzdk:1\x03",
    "\x02klzzwxh:0000\x03 \x02amp\x03",
    # Front matter and YAML
    "---\ntitle: alive\nhide: [toc]\n---",
    "x\n---\nx: y",
    "key: value",
    "- a: &a [*a]",
    "!!python/object/apply:os.system ['id']",
    "{{a}: {b}}",
    "\"quoted\" and 'quoted'",
    "null",
    "~",
    "{}",
    "no",
    "0",
    "%YAML 1.1",
    # Jinja, and what our own templates read
    "{{ 7*7 }} {{ config }} {{ page.meta }}",
    "{% for x in y %}{% endfor %} {# note #}",
    "{% raw %}{{ x }}",
    "{hold} {repetitions} {x.__class__}",
    "%s %(x)s $x ${x} {0}",
    # Characters that are not what they seem
    "a\x00b",
    "a\x01\x08\x0b\x0c\x1f\x7fb",
    "a\x80\x85\x9fb",
    "\u202eevil\u202c \u2066x\u2069",
    "\u200b\ufeffzero\u200dwidth\u00ad",
    "a\u2028b\u2029c\u0085d",
    "a\r\nb\rc\n\n\nd",
    "\r# Heading",
    "\ufdd0\ufffe\uffff\U0010ffff",
    "\U0001f600 \u0130\u0131 \ufb03",
    "e\u0301\u0327" * 20,
    "٣. item ²) item ½",
    "x" * 1500,
    "(" * 300 + "[" * 300 + "*" * 300,
)

# Where an address of a link is expected. What it may become is either that address or nothing.
ADDRESSES: Final = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/",
    "\\\\evil.example\\",
    "/exercises/",
    "../../index.md",
    "http://plain.example/",
    'https://evil.example/"onclick="alert(1)',
    "https://evil.example/'onclick='alert(1)",
    "https://evil.example/><script>alert(1)</script>",
    "https://evil.example/ onclick=alert(1)",
    "https://evil.example/\nonclick=alert(1)",
    "https://evil.example/)[x](javascript:alert(1)",
    "https://evil.example/`{{7*7}}`{:onclick=alert(1)}",
    "https://evil.example/*em*_em_&lt;b&gt;&quot;onclick=x",
    "https://evil.example/?a=1&copy=2&amp;b=3#x",
    "https://javascript:alert(1)@evil.example/",
    "https://evil.example/\u202egpj\u202c",
    'mailto:a@evil.example?subject=<b>&body="x',
    "mailto:a@evil.example?subject=x&body=y",
    "tel:+1;onclick=alert(1)",
    "term:upright",
    "",
)


# Where the links at the end of each page lead, as the site's settings say.
SETTINGS: Final = ("https://code.limber.example/edit/", "mailto:report@limber.example?")


# --- Hostile libraries, made by walking the objects of the real one --------------------------


@dataclass(frozen=True)
class Change:
    """What every string becomes: free text, an address of a link, an id of that name."""

    text: Callable[[str], str]
    address: Callable[[str], str]
    id: Callable[[str], str]


def changed(value: Any, hint: Any, change: Change) -> Any:
    """Return a value with every string in it changed; a Literal is code and stays."""
    if isinstance(value, Facts):
        hints = field_hints(type(value))
        new = {n: changed(getattr(value, n), h, change) for n, h in hints.items()}
        return value.model_copy(update=new)
    if isinstance(value, Amount | Placeholder):
        return value
    if isinstance(value, Group):
        spans = tuple(changed(span, None, change) for span in value.spans)
        to = change.id if value.kind == "term" else change.address
        return Group(value.kind, spans, to(value.target) if value.target else "")
    if isinstance(value, Text):
        return Text(change.text(value.text))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        fields.pop("position", None)
        new = {name: changed(item, None, change) for name, item in fields.items()}
        return dataclasses.replace(value, **new)
    if isinstance(value, tuple):
        return tuple(changed(item, hint, change) for item in value)
    if isinstance(value, str) and not literals(hint):
        return change.id(value) if is_id(hint) else change.text(value)
    return value


def is_id(hint: Any) -> bool:
    """Tell whether a field holds an id, of this thing or of another."""
    patterns = [getattr(mark, "pattern", None) for mark in _marks(hint)]
    return reference_in(hint) is not None or any("-[a-z0-9]" in p for p in patterns if p)


def _marks(hint: Any) -> Iterator[Any]:
    yield hint
    for arg in get_args(hint):
        yield from _marks(arg)


def copy_of(library: Library, change: Change) -> dict[str, Any]:
    """Return the fields of a library with every string of it changed."""
    kinds: dict[str, Any] = {}
    for kind in FACTS:
        entries = [entry_of(entry, change) for entry in library.of_kind(kind).values()]
        kinds[kind] = {entry.id: entry for entry in entries}
    assert library.disclaimer is not None
    files = [dataclasses.replace(one, id=change.id(i)) for i, one in library.pictures.items()]
    pictures = {one.id: one for one in files}
    return {**kinds, "pictures": pictures, "disclaimer": entry_of(library.disclaimer, change)}


def entry_of(entry: AnyEntry, change: Change) -> AnyEntry:
    facts, words = changed(entry.facts, None, change), changed(entry.words, None, change)
    return dataclasses.replace(entry, id=change.id(entry.id), facts=facts, words=words)


def together(copies: list[dict[str, Any]]) -> Library:
    """Return one library that holds all copies."""
    names = (*FACTS, "pictures")
    kinds = {kind: {i: e for copy in copies for i, e in copy[kind].items()} for kind in names}
    return Library(**kinds, disclaimer=copies[0]["disclaimer"])


def file_name(text: str) -> str:
    """Return as much of a text as a file's name can hold, since an id is a file's name."""
    possible = re.sub("[/\x00]", "", text)
    return possible.encode()[:120].decode(errors="ignore")


def everywhere(text: str, number: int) -> Change:
    """Put one text into every string of a copy; the ids of copies differ by their number."""
    return Change(lambda _: text, lambda _: text, lambda i: f"{file_name(text)} {number} {i}")


def in_addresses(address: str, number: int) -> Change:
    """Put one address into every link of a copy, and the harmless word everywhere else."""
    return Change(lambda _: WORD, lambda _: address, lambda i: f"{number} {i}")


# --- Building -------------------------------------------------------------------------------

EDITION: Final = Edition(TODAY, SITE)
ONCE: Final = "settings"  # the unit of the generator that has no word of the content in it
HARMLESS: Final = everywhere(WORD, 0)
HARMLESS_ADDRESS: Final = in_addresses("https://harmless.example/", 1)
CHANGES: Final = (
    *(everywhere(text, number) for number, text in enumerate(ATTACKS)),
    *(in_addresses(text, number) for number, text in enumerate(ADDRESSES, start=1000)),
)


@dataclass(frozen=True)
class Built:
    """A built site, and the pages of each copy of the library in the generator's order."""

    site: Site
    copies: tuple[tuple[Page, ...], ...]

    def file(self, page: Page) -> PageFile:
        return self.site.page(address(page))


def has_theme(page: Page) -> bool:
    """Tell whether MkDocs makes a page of it; sheets and redirects are bare HTML."""
    return page.path.endswith(".md")


def address(page: Page) -> str:
    return page.path.removesuffix("index.md").removesuffix("index.html")


def built(folder: Path, library: Library, changes: Sequence[Change], hubs: int) -> Built:
    """Build the pages of a copy for each change; the pages that list others list `hubs` copies.

    Where there are more hubs than changes, the first change counts for the rest.
    """
    copies = [copy_of(library, change) for change in changes]
    with pytest.MonkeyPatch.context() as patch:
        for module in (sheets, pages_module):
            patch.setattr(module, "variants", variants_to_attack)
        patch.setattr(sheets, "_pictures_fit", lambda _: True)  # else longer words take them away
        patch.setattr(pages_module, "qr_code", lambda _: "<svg/>")  # slow, and has no text in it
        patch.setattr(views, "_SENTENCE_END", re.compile("(?!)"))  # captions are whole texts
        return _built(folder, library, copies, changes, hubs)


def variants_to_attack(handout: Handout) -> tuple[Variant, ...]:
    """Return sheets that together have everything that a sheet can have, and no more of them."""
    chosen = {
        "exercises": [""],
        "routines": ["large", "write-in"],
        "programmes": ["", "summary", "log-7"],
    }
    return tuple(v for v in sheets.VARIANTS if v.id in chosen[handout.link.kind])


def _built(
    folder: Path,
    library: Library,
    copies: list[dict[str, Any]],
    changes: Sequence[Change],
    hubs: int,
) -> Built:
    more = [copy_of(library, numbered(changes[0], n)) for n in range(hubs - len(copies))]
    files: dict[str, generated.Built] = {}
    order, told = [], []
    for number, copy in enumerate((*copies, *more)):
        own = [*things(Library(**copy))]
        told += [each for each in own if isinstance(each, Told)]
        if number < len(copies):
            order.append(tuple(each for each in own if isinstance(each, Page)))
            files |= rendered(own)
    files |= rendered(shared(together([*copies, *more]), told))
    project = write_project(folder, {"none.md": b""})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        patch.setattr(mkdocs_plugin, "check_folder", lambda *_, **__: Checked(library, ()))
        patch.setattr(mkdocs_plugin, "build", lambda *_, **__: files)
        return Built(build_here(project), tuple(order))


# All that a site has is one of these: what each copy has of its own, or what is there once.


def things(library: Library) -> Iterator[Made]:
    """Yield what belongs to single things of a library, and what the lists say of these."""
    units = (unit for unit in of_things(library, EDITION) if unit.name != ONCE)
    made = [each for unit in units for each in unit.make(library)]
    yield from made
    yield from listed(library, made, positions=True)


def shared(library: Library, told: Sequence[Told]) -> Iterator[Made]:
    """Yield what lists many things of a library, and what has no word of the content on it."""
    for unit in (*of_things(library, EDITION), *of_facts(library, EDITION)):
        if unit.name in (ONCE, "standings"):
            yield from unit.make(library)
    yield from listed(library, told, positions=False)


def listed(library: Library, made: Iterable[Made], *, positions: bool) -> Iterator[Made]:
    """Yield the pages of positions, or all other pages that list many things."""
    facts = [each for unit in of_facts(library, EDITION) for each in unit.make(library)]
    said = [each for each in (*made, *facts) if isinstance(each, Said)]
    for unit in of_lists(library, EDITION, said):
        if unit.name.startswith("positions/") == positions:
            yield from unit.make(library)


def rendered(made: Iterable[Made]) -> dict[str, generated.Built]:
    """Return files by their paths, as the generator hands them to MkDocs."""
    return {each.path: generated._built(each) for each in made if not isinstance(each, Said)}


def numbered(change: Change, number: int) -> Change:
    return dataclasses.replace(change, id=lambda i: f"{number} {change.id(i)}")


@pytest.fixture(scope="module")
def library(neck: Mapping[str, bytes]) -> Library:
    loaded = load(as_files(neck))
    assert loaded.library, loaded.problems
    return loaded.library


@pytest.fixture(scope="module")
def harmless(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("harmless") / "project"
    return built(folder, library, (HARMLESS, HARMLESS_ADDRESS), len(CHANGES))


@pytest.fixture(scope="module")
def hostile(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("hostile") / "project"
    return built(folder, library, CHANGES, len(CHANGES))


def attacked(hostile: Built, harmless: Built) -> Iterator[tuple[str, Page, Page]]:
    """Yield every text with each page it is on, and the same page made from the harmless word."""
    for text, pages in zip(ATTACKS, hostile.copies, strict=False):
        for page, usual in zip(pages, harmless.copies[0], strict=True):
            yield text, page, usual


# --- What is compared -----------------------------------------------------------------------


@functools.lru_cache(maxsize=100)  # a harmless page is compared with one of each text
def shape(page: PageFile) -> Counter[tuple[object, ...]]:
    """Count the elements of a page: parent, name, names of attributes, classes, link schemes."""
    return Counter(
        (
            node.parent.tag if node.parent else "",
            node.tag,
            tuple(sorted(attributes)),
            attributes.get("class"),
            tuple(scheme(attributes.get(name)) for name in ("href", "src", "action")),
        )
        for node, attributes in ((node, node.attributes) for node in elements(page.tree.root))
    )


@functools.cache
def scheme(value: str | None) -> str | None:
    """Return what a browser takes for the scheme of an address; those we allow are one."""
    if value is None:
        return None
    cleaned = re.sub("[\t\r\n]", "", value).lstrip("".join(map(chr, range(33))))
    match = re.match("[a-zA-Z][a-zA-Z0-9+.-]*(?=:)", cleaned)
    name = match.group().lower() if match else "host" if cleaned[:2] == "//" else "relative"
    return "outside" if name in ("https", "mailto", "tel") else name


def plain(text: str) -> str:
    """Return text without spaces and without what no browser shows, for comparing."""
    return text.translate(_PLAIN)


class _Plain(dict[int, str]):
    """What becomes of each character: looked up once, since there are millions on few pages."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        unseen = character == "\ufffd" or character.isspace() or category(character) == "Cn"
        self[code] = "" if unseen else _as_browsers_read(character)
        return self[code]


_PLAIN: Final = _Plain()


def _as_browsers_read(character: str) -> str:
    """HTML reads the numbers 128 to 159 as the characters of Windows; controls show nothing."""
    if category(character) != "Cc":
        return character
    return bytes([ord(character)]).decode("cp1252", "ignore") if character > "\x7f" else ""


def said(usual: str, text: str) -> str:
    """Return what a page says with the text in place of the harmless word."""
    return plain(usual).replace(WORD, plain(text))


def content_of(page: PageFile, selector: str, attribute: str) -> str | None:
    node = page.tree.css_first(selector)
    return node.attributes.get(attribute) if node else None


# --- Tests ----------------------------------------------------------------------------------


def test_there_are_many_attacks_and_none_twice() -> None:
    assert len(ATTACKS) > 100
    assert len(set(ATTACKS)) == len(ATTACKS)
    assert len(set(ADDRESSES)) == len(ADDRESSES)


def text_fields(model: type[Facts]) -> Iterator[tuple[str, str]]:
    """Yield every field of a model, and of those within it, that holds text."""
    for name, hint in field_hints(model).items():
        nested = model_in(hint)
        if nested:
            yield from text_fields(nested)
        elif not literals(hint) and any(mark is str for mark in _marks(hint)):
            yield model.__name__, name


def test_every_text_field_of_every_model_is_filled_so_that_it_can_be_attacked(
    library: Library,
) -> None:
    filled: set[tuple[str, str]] = set()

    def look(facts: Facts) -> None:
        for name in type(facts).model_fields:
            value = getattr(facts, name)
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, Facts):
                    look(item)
                elif isinstance(item, str):
                    filled.add((type(facts).__name__, name))

    for _, entry in library.entries():
        look(entry.facts)
    wanted = {field for model in FACTS.values() for field in text_fields(model)}
    # A routine's change of a dose is a dose; it changes what it shares with one.
    assert {w for w in wanted if w[0] != "DoseChange"} <= filled
    assert len(wanted) > 25


def test_a_change_reaches_every_string_but_those_that_are_code(library: Library) -> None:
    copy = copy_of(library, HARMLESS)
    left = {
        text
        for kind in FACTS
        for entry in copy[kind].values()
        for text in strings((entry.id, entry.facts, entry.words))
        if WORD not in text
    }
    codes = {"stop", "ask-first", "take-care", "each", "open", "em", "strong", "link", "term"}
    codes |= {"sitting", "face", "crown", "left", "CC0-1.0"}  # of figures and pictures
    assert left == codes | {"hold", "repetitions", ""}


def strings(value: Any) -> Iterator[str]:
    """Yield every string within a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)
    elif isinstance(value, Facts):
        for name in type(value).model_fields:
            yield from strings(getattr(value, name))
    elif dataclasses.is_dataclass(value) and not isinstance(value, Amount):
        for item in dataclasses.fields(value):
            yield from strings(getattr(value, item.name))


def test_every_sheet_is_among_the_pages_that_are_attacked(hostile: Built) -> None:
    for pages in hostile.copies:
        found = [page.context["sheet"] for page in pages if page.template == "sheet.html"]
        variants = {sheet.variant.id for sheet in found}
        assert variants == {"", "large", "summary", "log-7", "write-in"}
        kinds = {sheet.handout.link.kind for sheet in found}
        assert kinds == {"exercises", "routines", "programmes"}
        assert {sheet.log for sheet in found} == {"none", "first", "last", "inside"}


def test_no_text_brings_an_element_or_attribute_to_life_or_removes_one(
    hostile: Built, harmless: Built
) -> None:
    faults = []
    for text, page, usual in attacked(hostile, harmless):
        here = shape(hostile.file(page))
        there = shape(harmless.file(usual))
        if here != there:
            faults.append((text, page.template, dict(here - there), dict(there - here)))
    assert not faults


def test_every_text_is_said_literally_in_the_page_and_in_its_contents_list(
    hostile: Built, harmless: Built
) -> None:
    faults = []
    for text, page, usual in attacked(hostile, harmless):
        here = plain(all_words(hostile.file(page)))
        there = said(all_words(harmless.file(usual)), text)
        if here != there:
            faults.append((text, page.template, difference(here, there)))
    assert not faults


def pictures_on(page: PageFile) -> list[tuple[str, str]]:
    """Return the alternative text and the caption of every picture on a page or a sheet."""
    found = []
    for figure in page.article.css("figure.figure, section.exercise figure"):
        images = figure.css("img")
        assert len(images) == 1
        found.append((images[0].attributes.get("alt") or "", visible(figure)))
    return found


def test_the_alternative_and_the_caption_of_a_picture_say_the_text_and_no_more(
    hostile: Built, harmless: Built
) -> None:
    faults, count = [], 0
    for text, page, usual in attacked(hostile, harmless):
        if page.template == "redirect.html":
            continue
        here, there = (pictures_on(b.file(p)) for b, p in ((hostile, page), (harmless, usual)))
        for one, other in zip(here, there, strict=True):
            count += 1
            assert WORD in other[0]
            for found, wanted in zip(one, other, strict=True):
                if plain(found) != said(wanted, text):
                    faults.append((text, page.template, found, wanted))
    assert not faults
    assert count > 3 * len(ATTACKS)


def test_every_picture_and_film_of_a_page_is_a_file_beside_it(hostile: Built) -> None:
    files = set(hostile.site.tree())
    for pages in hostile.copies:
        for page in pages:
            for node in hostile.file(page).tree.css("main img, button[data-film]"):
                link = node.attributes.get("src") or node.attributes.get("data-film") or ""
                path = urlsplit(urljoin(f"https://here.example/{quote(address(page))}", link)).path
                assert unquote(path).removeprefix("/") in files, (page.path, link)


XML: Final = re.compile("[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


def test_a_drawing_says_the_title_and_stays_what_it_is(hostile: Built, harmless: Built) -> None:
    usual = drawings(harmless, harmless.copies[0])
    assert len(usual) == 5  # two figures, one with a hold of a routine as well; two films
    for text, pages in zip(ATTACKS, hostile.copies, strict=False):
        found = drawings(hostile, pages)
        assert len(found) == len(usual)
        for one, other in zip(found, usual, strict=True):
            assert XML.fullmatch(one), text
            here, there = ElementTree.fromstring(one), ElementTree.fromstring(other)  # noqa: S314
            titles = [root.findtext("{*}title") or "" for root in (here, there)]
            assert plain(titles[0]) == said(titles[1], text)
            shapes = [[(e.tag, sorted(e.attrib)) for e in root.iter()] for root in (here, there)]
            assert shapes[0] == shapes[1], text


def drawings(built: Built, pages: Sequence[Page]) -> list[str]:
    """Return the drawings that stand beside the pages of one copy, in their order."""
    folders = [address(page) for page in pages if page.template == "exercise.md"]
    places = (sorted((built.site.folder / folder).glob("*.svg")) for folder in folders)
    return [place.read_text(encoding="utf-8") for found in places for place in found]


def difference(one: str, other: str) -> tuple[str, str]:
    """Return the first place where two texts differ, in each."""
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return one[max(start - 20, 0) : start + 40], other[max(start - 20, 0) : start + 40]


def test_title_and_description_say_the_text(hostile: Built, harmless: Built) -> None:
    faults = []
    for text, page, usual in attacked(hostile, harmless):
        here, there = hostile.file(page), harmless.file(usual)
        titles = [visible_title(file) for file in (here, there)]
        descriptions = [content_of(f, "meta[name=description]", "content") for f in (here, there)]
        for found, wanted in (titles, descriptions):
            if plain(found or "") != said(wanted or "", text):
                faults.append((text, page.template, found, wanted))
        assert WORD in (titles[1] or "")
        assert WORD in (descriptions[1] or "") or page.template == "redirect.html"
    assert not faults


def test_search_engines_and_other_programs_are_told_the_text_and_nothing_alive(
    hostile: Built, harmless: Built
) -> None:
    """A script of data ends where it ends, and a file of data has nothing like markup in it."""
    count = 0
    files = hostile.site.tree()
    for text, page, usual in attacked(hostile, harmless):
        if not page.data:
            continue
        here, there = (linked(b.file(p)) for b, p in ((hostile, page), (harmless, usual)))
        assert here.keys() == there.keys()
        for name in ("name", "description"):
            assert plain(here[name]) == said(there[name], text), page.template
        data = files[page.data].decode("utf-8")
        assert not set("<>&") & set(data)
        assert json.loads(data)["title"] == page.title
        count += 1
    assert count >= 3 * len(ATTACKS)


def linked(page: PageFile) -> dict[str, Any]:
    """Return what a page tells search engines."""
    blocks = page.tree.css("script[type='application/ld+json']")
    assert len(blocks) == 1
    found: dict[str, Any] = json.loads(blocks[0].text(deep=True))
    return found


@functools.lru_cache(maxsize=100)  # as above
def all_words(page: PageFile) -> str:
    """Return all that a page says, but for its own address and version: every copy has its own."""
    tree = parse(page.html)
    for node in tree.css("main .address, main footer b, [data-version]"):
        node.decompose()
    return visible(tree.body)


def visible_title(page: PageFile) -> str | None:
    titles = page.tree.css("head > title")
    return titles[0].text(deep=True) if len(titles) == 1 else None


def test_the_search_index_holds_every_page_whatever_it_is_called(hostile: Built) -> None:
    bundle = hostile.site.folder / "pagefind"
    entry = json.loads((bundle / "pagefind-entry.json").read_text(encoding="utf-8"))
    counted = sum(language["page_count"] for language in entry["languages"].values())
    found = [page for pages in hostile.copies for page in pages if page.found]
    assert counted == len(found) + 1  # and the safety page
    assert len(found) > 3 * len(ATTACKS)


def test_no_text_gets_into_the_name_of_a_filter(hostile: Built) -> None:
    named = {
        meta.attributes["data-pagefind-filter"] or ""
        for pages in hostile.copies
        for page in pages
        if page.found
        for meta in hostile.file(page).tree.css("meta[data-pagefind-filter]")
    }
    assert len(named) > len(ATTACKS)
    assert [
        name for name in named if not re.fullmatch(r"[a-z]+--[a-z0-9-]*\[content\]", name)
    ] == []


def test_what_search_offers_to_choose_says_every_text_and_nothing_alive(
    hostile: Built, harmless: Built
) -> None:
    here, there = hostile.site.page(SEARCH), harmless.site.page(SEARCH)
    assert shape(here) == shape(there)
    offered = "".join(plain(option.text(deep=True)) for option in here.tree.css("option"))
    assert [attack for attack in ATTACKS if plain(attack) not in offered] == []


def test_an_address_becomes_that_address_or_nothing(hostile: Built, harmless: Built) -> None:
    faults = []
    for text, pages in zip(ADDRESSES, hostile.copies[len(ATTACKS) :], strict=True):
        for page, usual in zip(pages, harmless.copies[1], strict=True):
            here, there = hostile.file(page), harmless.file(usual)
            new = shape(here) - shape(there)
            lost = shape(there) - shape(here)
            links = {
                a.attributes["href"] or "" for a in here.tree.css(f":is({OWN_CONTENT}) a[href]")
            }
            strange = {a for a in links if scheme(a) != "relative" and a != text}
            strange -= {a for a in strange if a.startswith(SETTINGS)}
            if new or {node[1] for node in lost} - {"a"} or strange:
                faults.append((text, page.template, dict(new), dict(lost), strange))
    assert not faults


def test_a_safe_address_stays_a_link(hostile: Built) -> None:
    """The test before this one would be content if no link were left at all."""
    number = ADDRESSES.index("mailto:a@evil.example?subject=x&body=y")
    pages = hostile.copies[len(ATTACKS) + number]
    links = {
        a.attributes["href"] for page in pages for a in hostile.file(page).tree.css("article a")
    }
    assert ADDRESSES[number] in links


def without_links_outside(found: Counter[tuple[object, ...]]) -> Counter[tuple[object, ...]]:
    return Counter({node: n for node, n in found.items() if node[1:3] != ("a", ("href",))})


@pytest.mark.parametrize("hub", HUBS)
def test_a_page_that_lists_everything_lists_every_text_and_nothing_alive(
    hub: str, hostile: Built, harmless: Built
) -> None:
    here, there = hostile.site.page(hub), harmless.site.page(hub)
    # Which addresses stay links is the business of the tests before this one.
    one, other = (without_links_outside(shape(page)) for page in (here, there))
    if hub == "a-z/":  # the letters that texts begin with differ
        assert set(one) <= set(other)
        links = "article li > a[href*='/']"
        assert len(here.tree.css(links)) == len(there.tree.css(links)) > len(CHANGES)
    else:
        assert one == other
    text = plain(here.text)
    assert [attack for attack in ATTACKS if plain(attack) not in text] == []


@pytest.mark.parametrize("query", ["alive", "img", "onerror"])
def test_a_browser_runs_nothing_and_asks_nobody_while_it_searches(
    query: str, hostile: Built, browser: Any
) -> None:
    dialogs: list[str] = []
    with (
        served(hostile.site.folder) as server,
        open_page(browser, server.address) as (page, strays),
    ):
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(f"{server.address}search/#q={query}")
        results = page.locator(".results li")
        results.first.wait_for()
        assert page.locator(".results a").count() == results.count()
        alive = ".results :is(script, iframe, svg, b, i, [onerror], [onclick], [onmouseover])"
        assert page.locator(alive).count() == 0
        scripts = "all => all.map(one => one.href || one.src)"
        led = page.locator(".results :is(a, img)").evaluate_all(scripts)
        assert [link for link in led if not link.startswith(server.address)] == []
    assert dialogs == []
    assert strays == []
