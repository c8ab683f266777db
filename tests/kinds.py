"""One page of every kind that the site has: what rules for all pages are tried on."""

from collections.abc import Mapping
from typing import Final

# By the template, or the file of our own, that each is made from. Of what comes in variants, one
# of each. A test holds the list complete, so a new kind of page cannot be forgotten.
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "docs/index.md": ("",),
    "docs/about.md": ("about/",),
    "docs/accessibility.md": ("accessibility/",),
    "docs/disclaimer.md": ("disclaimer/",),
    "docs/offline.md": ("offline/",),
    "docs/privacy.md": ("privacy/",),
    "docs/terms.md": ("terms/",),
    "overrides/404.html": ("404.html",),
    # The second starts from another exercise, and tells that one first.
    "exercise.md": ("exercises/heel-slides/", "exercises/prone-both-arms-and-legs/"),
    "exercises.md": ("exercises/",),
    "routine.md": ("routines/standing/",),
    "routines.md": ("routines/",),
    "guide.md": ("guides/low-back/",),
    "position.md": ("positions/supine/",),
    "a-z.md": ("a-z/",),
    "safety.md": ("safety/",),
    "print.md": ("print/",),
    "search.md": ("search/",),
    "figures.md": ("figures/",),
    "reviews.md": ("reviews/",),
    "sheet.html": (
        "exercises/heel-slides/sheet/",
        "routines/standing/sheet/",
        "routines/standing/sheet/large/",
        "routines/standing/sheet/summary/",
        "routines/standing/sheet/log-7/",
        "routines/standing/sheet/log-14/",
        "routines/standing/sheet/log-28/",
        "routines/standing/sheet/write-in/",
    ),
    "redirect.html": (),  # is left before it can be read; the tests of former addresses follow it
}
ADDRESSES: Final = tuple(address for found in KINDS.values() for address in found)
