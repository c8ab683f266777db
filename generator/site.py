"""What a site says of itself: its name, its address, its language."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from generator.problems import WrongUse

# Where a problem can be reported: a mail, or a page of someone's.
REPORT: Final = r"(?:mailto:|https://)[^\s]"


@dataclass(frozen=True)
class Site:
    """The settings of a site that its sheets print; `report` is where to report a problem."""

    name: str
    address: str
    report: str = ""
    language: str = "en"

    def __post_init__(self) -> None:
        if not is_whole(self.address):
            raise WrongUse(
                f"'site_url' is '{self.address}'; every sheet prints the address of the site, so "
                "it must be a whole one, like 'https://example.org/exercises/'."
            )

    def report_of(self, title: str, path: str) -> str:
        """Return where to report a problem with one page; a mail says which page it is about."""
        if not self.report.startswith("mailto:"):
            return self.report
        subject = quote(f"{title} {self.url(path)}", safe="")
        return f"{self.report}{'&' if '?' in self.report else '?'}subject={subject}"

    def url(self, path: str) -> str:
        """Return the whole address of what stands at that path below the site's root."""
        return f"{self.address.rstrip('/')}/{path}"


def is_whole(address: str) -> bool:
    """Tell whether an address names a host, and whether paths can follow it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    whole = parts.scheme in ("https", "http") and bool(parts.hostname)
    return whole and not (parts.query or parts.fragment)
