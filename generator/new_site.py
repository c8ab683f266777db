"""Every file of another clinic's new site, from what the clinic says of itself.

The files stand in `parts/new-site`, with gaps: `{{name}}` is filled with words, `{{name|yaml}}`
with a value in YAML, and `{{section page.md id}}` with that section of a page of our own, so that
what the program does is told in one place.
"""

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from importlib.metadata import version
from typing import Final

from generator import colours, manifest, shipped
from generator.problems import WrongUse
from generator.site import REPORT, is_whole

# The languages that headings, buttons and the sentences of doses are in.
LANGUAGES: Final = ("en",)
LOGOS: Final = (".png", ".svg")
# The colour of our own mark, in place of which a clinic's stands.
_OURS: Final = "#0b4f4a"
# What Markdown, HTML or a template would take for something else than text.
_NOT_PLAIN: Final = frozenset("<>[]{}*`\\")
_VIEW_BOX: Final = re.compile(rb'viewBox="-?[\d.]+[ ,]+-?[\d.]+[ ,]+(\d+\.?\d*)[ ,]+(\d+\.?\d*)"')
_GAP: Final = re.compile(
    r"\{\{(?:section (?P<page>\S+) (?P<id>\S+)|(?P<name>\w+)(?P<yaml>\|yaml)?)\}\}"
)


@dataclass(frozen=True)
class Clinic:
    """What a clinic says of itself: one line of plain text each.

    `address` is that of the site and `report` where readers report a problem; `brand` and
    `brand_dark` are `#rrggbb`, or "" for ours; `logo` is the name of an image file and its bytes.
    """

    name: str
    address: str = "https://clinic.example/"
    report: str = "mailto:report@clinic.example"
    edit: str = "https://code.clinic.example/edit/main/"
    contact: str = ""
    footer: str = ""
    language: str = "en"
    brand: str = ""
    brand_dark: str = ""
    logo: tuple[str, bytes] | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            if isinstance(value := getattr(self, field.name), str):
                checked(field.name, value)
        if self.logo and not self.logo[0].endswith(LOGOS):
            raise WrongUse(f"A logo is a file that ends in {' or '.join(LOGOS)}.")


def checked(name: str, value: str) -> str:
    """Return a field of a clinic as it was said; WrongUse if a site cannot be made of it."""
    if not value.isprintable():
        raise WrongUse(f"The {name} must be one line of plain text.")
    if odd := sorted(_NOT_PLAIN.intersection(value)):
        raise WrongUse(f"The {name} '{value}' has {' '.join(odd)}: use plain words.")
    if rule := _RULES.get(name):
        rule(value)
    return value


def _is_a_name(name: str) -> None:
    if not name.strip():
        raise WrongUse("A site needs a name: --name 'Hill Street Clinic'.")


def _is_an_address(address: str) -> None:
    if not is_whole(address):
        raise WrongUse(f"'{address}' is not like 'https://example.org/handouts/'.")


def _is_a_report(report: str) -> None:
    if not re.match(REPORT, report):
        raise WrongUse(f"'{report}' must begin with 'mailto:' or 'https://'.")


def _is_a_language(language: str) -> None:
    if language not in LANGUAGES:
        raise WrongUse(
            f"There is no language '{language}'. The headings, the buttons and the sentences of "
            f"doses are in: {', '.join(LANGUAGES)}. Content in another language would stand "
            "between English words, cautions too."
        )


def _is_a_brand(colour: str) -> None:
    if colour:
        colours.readable(colour, "light", "brand")


def _is_a_dark_brand(colour: str) -> None:
    if colour:
        colours.readable(colour, "dark", "brand_dark")


_RULES: Final[Mapping[str, Callable[[str], None]]] = {
    "name": _is_a_name,
    "address": _is_an_address,
    "report": _is_a_report,
    "language": _is_a_language,
    "brand": _is_a_brand,
    "brand_dark": _is_a_dark_brand,
}


def files(clinic: Clinic) -> dict[str, bytes]:
    """Return every file of a new site by its path."""
    values = _values(clinic)
    made = {}
    for path in sorted(shipped.NEW_SITE.rglob("*")):
        if path.is_file():
            place = path.relative_to(shipped.NEW_SITE).as_posix().replace("dot-", ".")
            made[place] = _filled(path.read_text(encoding="utf-8"), values).encode()
    return made | _pictures(clinic)


def _values(clinic: Clinic) -> dict[str, str]:
    """Return what the gaps are filled with."""
    logo = f"  logo: {_logo_path(clinic.logo[0])}\n" if clinic.logo else ""
    # A logo has colours of its own, which a ground in one of them would hide.
    mark = '    mark: "#ffffff"\n' if _square(clinic.logo) else ""
    return {
        "name": clinic.name,
        "description": f"Exercises from {clinic.name}, step by step and in plain words.",
        "address": clinic.address,
        "report": clinic.report,
        "edit": clinic.edit,
        "contact": ", ".join(filter(None, (clinic.name, clinic.contact))),
        "footer": html.escape(clinic.footer or clinic.name, quote=False),
        "language": clinic.language,
        "brand": clinic.brand,
        "brand_dark": clinic.brand_dark,
        "logo": logo,
        "mark": mark,
        "version": version("limber-handouts"),
    }


def _filled(text: str, values: Mapping[str, str]) -> str:
    def fill(gap: re.Match[str]) -> str:
        if gap["page"]:
            return _section(gap["page"], gap["id"])
        value = values[gap["name"]]
        return json.dumps(value, ensure_ascii=False) if gap["yaml"] else value

    return _GAP.sub(fill, text)


def _section(page: str, identifier: str) -> str:
    """Return what stands below a heading of one of our own pages, up to the next heading."""
    text = (shipped.DOCS / page).read_text(encoding="utf-8")
    _, _, after = text.partition(f"{{: #{identifier} }}\n")
    section = after.partition("\n## ")[0].strip()
    if not section:
        raise ValueError(f"{page} has no section '{identifier}'")
    return section


def _logo_path(name: str) -> str:
    return f"assets/images/logo{name[-4:]}"


def _square(logo: tuple[str, bytes] | None) -> bytes | None:
    """Return a logo that can be the mark of browser tabs and apps: an SVG as wide as it is high."""
    if logo is None or not logo[0].endswith(".svg"):
        return None
    box = _VIEW_BOX.search(logo[1])
    return logo[1] if box and float(box[1]) == float(box[2]) else None


def _pictures(clinic: Clinic) -> dict[str, bytes]:
    """Return the logo of a clinic and its mark: a square logo, else ours in the clinic's colour."""
    ours = (shipped.OVERRIDES / manifest.MARK).read_text(encoding="utf-8")
    in_its_colour = ours.replace(_OURS, clinic.brand or _OURS).encode()
    pictures = {manifest.MARK: _square(clinic.logo) or in_its_colour}
    if clinic.logo:
        pictures[_logo_path(clinic.logo[0])] = clinic.logo[1]
    return {f"docs/{path}": data for path, data in pictures.items()}
