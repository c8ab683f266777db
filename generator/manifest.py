"""What a device is told when a reader puts the site among its apps: name, colours, icons."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from generator.figures.picture import Drawing
from generator.figures.preview import png

ADDRESS: Final = "manifest.webmanifest"
MARK: Final = "assets/images/favicon.svg"
SIZES: Final = (192, 512)
TOUCH: Final = "icons/touch-180.png"
_BOX: Final = 100
# A device may cut an icon to any shape that holds a circle of four fifths of its width; of a
# square mark within that circle, the corners are its own ground.
_SAFE: Final = 72


@dataclass(frozen=True)
class App:
    """What a site says of itself to a device; colours as `#rrggbb`, or "" for none."""

    name: str
    description: str
    language: str
    paper: str = ""
    mark: str = ""


def manifest(app: App) -> str:
    """Return the manifest; every address in it is relative, so it holds under any prefix."""
    colours = {"background_color": app.paper, "theme_color": app.paper}
    values: dict[str, Any] = {
        "name": app.name,
        "short_name": app.name,
        "description": app.description,
        "lang": app.language,
        "id": "./",
        "start_url": "./",
        "scope": "./",
        # With a way back and the address in sight, where a device offers that.
        "display": "minimal-ui",
        **{name: colour for name, colour in colours.items() if colour},
        "icons": list(_icons()),
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _icons() -> Iterator[dict[str, str]]:
    yield {"src": MARK, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    for purpose in ("any", "maskable"):
        for size in SIZES:
            yield {
                "src": _address(purpose, size),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }


def _address(purpose: str, size: int) -> str:
    return f"icons/{purpose}-{size}.png"


def icons(mark: str, ground: str) -> dict[str, bytes]:
    """Return every icon by its address, drawn from an SVG that fills a square.

    `ground` is the colour behind the mark where a device cuts the icon to a shape of its own.
    """
    whole, safe = _placed(mark, _BOX, ""), _placed(mark, _SAFE, ground or "#ffffff")
    drawn = {_address("any", size): png(whole, size) for size in SIZES}
    drawn |= {_address("maskable", size): png(safe, size) for size in SIZES}
    return drawn | {TOUCH: png(safe, 180)}


def _placed(mark: str, width: int, ground: str) -> Drawing:
    """Return a square drawing with the mark in the middle of it, on a ground."""
    edge = (_BOX - width) / 2
    behind = f'<rect width="{_BOX}" height="{_BOX}" fill="{ground}"/>' if ground else ""
    placed = mark.replace(
        "<svg ", f'<svg x="{edge}" y="{edge}" width="{width}" height="{width}" ', 1
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_BOX} {_BOX}" '
        f'width="{_BOX}" height="{_BOX}">{behind}{placed}</svg>'
    )
    return Drawing(svg, _BOX, _BOX)
