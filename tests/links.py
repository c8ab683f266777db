"""Where the links of a built site lead: each that leads nowhere, and each id that is twice."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from tests.conftest import PageFile, Site

HOME: Final = "https://limber.example"  # where mkdocs.yml says the site is
ADDRESSED: Final = frozenset(["href", "src", "action", "formaction", "poster", "data", "cite"])
FILE: Final = re.compile(r"[\w%./-]*/[\w%./-]*|[\w%-]+\.(?:css|html|js|json|pdf|png|svg|webp)")
REFRESH: Final = re.compile(r"\d+;\s*url=(.*)", flags=re.IGNORECASE)
STYLED: Final = re.compile(r"url\(\s*[\"']?(?!data:)([^\"')]+)")


def links(page: PageFile) -> Iterator[tuple[str, str]]:
    """Yield every address that a page holds, with the name of the element it stands in."""
    for node in page.tree.css("*"):
        for name, value in node.attributes.items():
            yield from ((node.tag, link) for link in _addresses(node, name, value or ""))
    for config in page.tree.css("script#__config"):  # what the theme's scripts ask for
        said = json.loads(config.text())
        yield from (("script", said[name]) for name in ("base", "search") if said.get(name))


def _addresses(node: LexborNode, name: str, value: str) -> Iterator[str]:
    if name in ADDRESSED:
        yield value
    elif name in ("srcset", "imagesrcset"):
        yield from (part.split()[0] for part in value.split(",") if part.strip())
    elif name == "style":
        yield from STYLED.findall(value)
    elif name.startswith("data-") and FILE.fullmatch(value):
        yield value
    elif node.tag == "meta" and name == "content" and (found := REFRESH.match(value)):
        yield found[1]


def broken(site: Site, prefix: str) -> list[str]:
    """Return each link that leads nowhere, out of the prefix, or to another host for a part."""
    files = site.tree()
    anchors = {a: {n.attributes["id"] for n in p.tree.css("[id]")} for a, p in site.pages.items()}
    faults = []
    for holder, tag, link in _everywhere(site):
        target = urlsplit(urljoin(f"{HOME}{prefix}{holder}", link))
        if f"{target.scheme}://{target.netloc}" != HOME:
            if tag != "a" or target.scheme not in ("https", "mailto"):
                faults.append(f"{holder}: {link} is of another host")
            continue
        path = unquote(target.path)
        inside = path.removeprefix(prefix)
        file = f"{inside}index.html" if inside == "" or inside.endswith("/") else inside
        if tag == "script" and not PurePosixPath(path).suffix:
            file = f"{inside.rstrip('/')}/index.html".lstrip("/")  # a folder to start from
        if not f"{path}/".startswith(prefix) or file not in files:
            faults.append(f"{holder}: {link} leads nowhere")
        elif target.fragment and unquote(target.fragment) not in anchors.get(inside, ()):
            faults.append(f"{holder}: there is no place {link}")
    return faults


def _everywhere(site: Site) -> Iterator[tuple[str, str, str]]:
    """Yield the file that holds it, the element, and the address: of pages, styles, the sitemap."""
    for address, page in site.pages.items():
        yield from ((address, tag, link) for tag, link in links(page))
    for name, data in site.tree().items():
        if name.endswith(".css"):
            yield from ((name, "style", link) for link in STYLED.findall(data.decode()))
        elif name == "sitemap.xml":
            yield from (
                (name, "loc", link) for link in re.findall("<loc>(.*)</loc>", data.decode())
            )


def repeated(site: Site) -> list[str]:
    """Return each id that stands more than once on a page."""
    return [
        f"{address}: the id {name} stands {count} times"
        for address, page in site.pages.items()
        for name, count in Counter(n.attributes["id"] for n in page.tree.css("[id]")).items()
        if count > 1
    ]
