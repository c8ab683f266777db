"""What a built page loads, runs, sends and leads to, read from its HTML as a browser reads it.

The only module that imports selectolax.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

# What a browser runs as a script; any other type is data.
SCRIPT_TYPES: Final = frozenset(
    ["", "module", "text/javascript", "application/javascript", "importmap", "speculationrules"]
)
# What no page lacks that has such an attribute, once its parser has written it anew.
_NAME: Final = re.compile(r' (?:on[^\s=]*|style)="')
_ADDRESS: Final = "javascript:"


@dataclass
class Markup:
    """What stands in one page; addresses as they are written there.

    `scripts` and `styles` are the texts of those within the page, `stylesheets`, `sources` and
    `icons` the addresses of what it links, `attributes` those that hold a script or a style.
    """

    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    stylesheets: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    icons: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    has_form: bool = False

    @property
    def loads(self) -> list[str]:
        """Everything that a page needs to look and to work as it should, but for its pictures."""
        return [*self.stylesheets, *self.sources, *self.icons]


def markup(page: bytes) -> Markup:
    """Read a page."""
    # Before all else a browser makes every end of a line a line feed.
    tree = LexborHTMLParser(page.decode().replace("\r\n", "\n").replace("\r", "\n"))
    found = Markup()
    for node in tree.css("script, style, link[href], form"):
        match node.tag:
            case "script":
                _script(node, found)
            case "style":
                found.styles.append(node.text(deep=True))
            case "link":
                _link(node, found)
            case _:
                found.has_form = True
    anew = tree.html or ""
    if tree.root is not None and (_NAME.search(anew) or _ADDRESS in anew.lower()):
        found.attributes += _attributes(tree.root)
    return found


def relinked(page: bytes, change: Callable[[str], str]) -> bytes:
    """Return a page with each address that a reader can follow changed; all else says the same."""
    tree = LexborHTMLParser(page.decode())
    for attribute, elements in {"href": "a[href], area[href]", "action": "form[action]"}.items():
        for node in tree.css(elements):
            node.attrs[attribute] = change(node.attributes[attribute] or "")
    return (tree.html or "").encode()


def _script(node: LexborNode, found: Markup) -> None:
    source, kind = node.attributes.get("src"), node.attributes.get("type") or ""
    if source is not None:
        found.sources.append(source)
    elif kind.strip().lower() in SCRIPT_TYPES:
        found.scripts.append(node.text(deep=True))


def _link(node: LexborNode, found: Markup) -> None:
    kinds = (node.attributes.get("rel") or "").lower().split()
    address = node.attributes.get("href") or ""
    if "stylesheet" in kinds:
        found.stylesheets.append(address)
    elif "icon" in kinds:
        found.icons.append(address)


def _attributes(root: LexborNode) -> Iterator[str]:
    """Yield each attribute that holds a script or a style, which a policy refuses."""
    for node in root.traverse():
        for name, value in node.attributes.items():
            address = (value or "").strip().lower()
            if name == "style" or name.startswith("on") or address.startswith(_ADDRESS):
                yield f"<{node.tag} {name}>"
