"""Pages to text: strict templates, and one encoder for each place a value goes to.

A value goes into Markdown (`markdown_text`, by `finalize`), front matter (`front_matter`), HTML
(`_escaped`, by `finalize` too), a file of data (`script_data`), data in an attribute (`_data`), a
heading's id (`_anchor`) or an address (`_href`).
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, Final
from urllib.parse import quote

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from generator.inline import Group, Line, Span
from generator.pages import Found, Page
from generator.views import LinkView

# What can mean something in Markdown, wherever it stands. Letters, figures and the signs of
# ordinary prose stay as they are, so that the pages can be read. What most text is made of is
# passed over first, which takes a quarter of the time.
_MARKUP: Final = re.compile(
    r"(?![A-Za-z ,;'?/])"
    r"(?:[^\w ,;'?()/.:-]|_|(?<=\d)[.)]|(?<![^\W\d_])-|-(?![^\W\d_])|^[:.)])"
)
_SAFE_ADDRESS: Final = re.compile(r"(?:https://|mailto:|tel:)[^\s<>\"'\\]+")
_NOT_YAML: Final = re.compile(
    "[<>&\x7f-\xa0\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_INCLUDE: Final = re.compile(r'\{% include "([^"]+)" %\}')
# What Jinja takes from a loader: the text, the path, and what tells whether it is as it was.
Source = tuple[str, str | None, Callable[[], bool] | None]
_TAGS: Final = {"em": "em", "strong": "strong"}


class Markdown(str):
    """Text that is Markdown already: it goes out as it is."""

    __slots__ = ()


def markdown_text(text: str) -> Markdown:
    """Return plain text as Markdown that says just that text: on one line, nothing alive."""
    folded = " ".join(text.split())
    return Markdown(_MARKUP.sub(lambda match: f"&#{ord(match.group())};", folded))


def front_matter(values: Mapping[str, Any]) -> Markdown:
    """Return front matter as JSON, which is YAML: every value a quoted string."""
    return Markdown(script_data(values))


def script_data(values: Mapping[str, Any]) -> str:
    """Return values as JSON in which nothing can be taken for markup, wherever it is put."""
    text = json.dumps(values, ensure_ascii=False)
    return _NOT_YAML.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def _spans(spans: tuple[Span, ...]) -> str:
    """Write spans anew: only the tags and the addresses that stand here can come out."""
    return "".join(
        _group(span) if isinstance(span, Group) else _padded(span.text) for span in spans
    )


def _padded(words: str) -> str:
    """Encode a piece of a line, and keep the spaces at its ends."""
    before, after = " " * words[:1].isspace(), " " * words[-1:].isspace()
    return f"{before}{markdown_text(words)}{after}" if words.strip() else before


def _group(group: Group) -> str:
    inner = _spans(group.spans)
    if group.kind == "link" and _SAFE_ADDRESS.fullmatch(group.target):
        return f'<a href="{markdown_text(group.target)}">{inner}</a>'
    tag = _TAGS.get(group.kind)
    return f"<{tag}>{inner}</{tag}>" if tag else inner


@lru_cache(maxsize=4096)
def line_markdown(line: Line) -> Markdown:
    """Return a line of words as Markdown."""
    return Markdown(_spans(line.spans).strip())


def _finalize_markdown(value: object) -> str:
    """Encode what a template puts out; what has no encoder is an error of the template."""
    match value:
        case Markdown():
            return value
        case Line():
            return line_markdown(value)
        case str():
            return markdown_text(value)
        case int():
            return str(value)
    raise TypeError(f"A template puts out a {type(value).__name__}, which has no text.")


def _finalize_html(value: object) -> str:
    """Encode what a template puts out."""
    if isinstance(value, Line):
        return line_markdown(value)
    if isinstance(value, Markup):  # what Jinja's own filters have encoded
        return str(value)
    return _escaped(str(value))


@lru_cache(maxsize=4096)
def _escaped(text: str) -> str:
    """Return plain text as HTML. The sheets of a handout say the same things again and again."""
    return str(escape(text))


def _hashes(level: int) -> Markdown:
    """Return the signs of a heading of that level."""
    return Markdown("#" * level)


def _anchor(text: str) -> Markdown:
    """Return an id for a heading, which only letters, figures and hyphens can get into."""
    return Markdown(re.sub("[^a-z0-9-]", "", text.lower()))


def _data(values: Mapping[str, object]) -> Markdown:
    """Return plain values as JSON, for an attribute in quotation marks."""
    return markdown_text(script_data(values))


@pass_context
def _file(context: Context, path: str) -> Markdown:
    """Return the way from this page to a file that is no page."""
    return Markdown(context["root"] + quote(path))


@pass_context
def _page(context: Context, path: str) -> Markdown:
    """Return the way from this page to the folder of a bare page, which is its address."""
    return _to_folder(context["root"], path)


def _to_folder(root: str, path: str) -> Markdown:
    return Markdown(root + quote(path.removesuffix("index.html")))


@pass_context
def _href(context: Context, link: LinkView) -> Markdown:
    """Return the way from this page to another one."""
    return Markdown(context["root"] + quote(link.path))


@pass_context
def _address(context: Context, link: LinkView) -> Markdown:
    """Return the address of another page, as HTML needs it: the engine looks at Markdown alone."""
    return Markdown(context["root"] + quote(link.path.removesuffix("index.md")))


class _Whole(BaseLoader):
    """Loads a template with all that it includes put into it.

    To include while rendering, Jinja hands all names over and each piece of text up, every time:
    of a sheet that would be a third of the time.
    """

    def __init__(self) -> None:
        self._files = PackageLoader("generator")

    def get_source(self, environment: Environment, template: str) -> Source:
        """Return the text of a template; what is set in an included one stays in there."""
        text, path, current = self._files.get_source(environment, template)

        def included(match: re.Match[str]) -> str:
            inner, _, _ = self.get_source(environment, match[1])
            return f"{{% with %}}\n{inner.removesuffix(chr(10))}{{% endwith %}}"

        return _INCLUDE.sub(included, text), path, current


def _environment(**options: Any) -> Environment:
    environment = Environment(  # noqa: S701 - each caller below sets its encoder
        loader=_Whole(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        **options,
    )
    environment.filters |= {
        "hashes": _hashes,
        "anchor": _anchor,
        "data": _data,
        "href": _href,
        "address": _address,
        "file": _file,
        "page": _page,
    }
    return environment


@cache
def _environments() -> tuple[Environment, Environment]:
    """Return the environments for Markdown and for HTML."""
    markdown = _environment(autoescape=False, finalize=_finalize_markdown)
    # Jinja's autoescape would do the same as our encoder, and do it again for what is said again.
    return markdown, _environment(autoescape=False, finalize=_finalize_html)


def _found(found: Found) -> dict[str, Any]:
    """Return what search knows of a page, for the theme to write.

    Each value of a facet is a filter of its own, with one value: an index then has its bytes in
    one order (see `search_index`).
    """
    facets = {"kind": (found.kind,), **found.facets}
    pairs = ((name, value) for name, values in facets.items() for value in values)
    return {
        "kind": found.kind,
        "also": ", ".join(found.also),
        "facets": [_anchor(f"{name}--{value}") for name, value in pairs],
        "figure": quote(found.figure),
        "grade": found.grade,
    }


def fill(template: str, **context: object) -> str:
    """Return a template that is no page of the site, filled in: Markdown or HTML by its name."""
    markdown, hypertext = _environments()
    chosen = hypertext if template.endswith(".html") else markdown
    return chosen.get_template(template).render(**context).strip("\n") + "\n"


def render(page: Page) -> str:
    """Return the text of one page."""
    markdown, hypertext = _environments()
    root = Markdown(page.root)
    if page.template.endswith(".html"):
        template = hypertext.get_template(page.template)
        return template.render(page=page, root=root, **page.context) + "\n"
    meta: dict[str, Any] = {"title": page.title, "description": page.description}
    if page.sheet:
        meta["sheet"] = _to_folder(page.root, page.sheet)
    if not page.listed:
        meta["robots"] = "noindex"
    if page.data:
        # As one text: MkDocs reads front matter, and would take ten times as long over its parts.
        meta |= {"data": page.data, "linked_data": script_data(page.linked_data)}
    if page.scripts:
        meta["scripts"] = page.scripts
    if page.found:
        meta["found"] = _found(page.found)
    body = markdown.get_template(page.template).render(page=page, root=root, **page.context)
    squeezed = re.sub(r"\n{3,}", "\n\n", body).strip("\n")
    return f"---\n{front_matter(meta)}\n---\n\n{squeezed}\n"
