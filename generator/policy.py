"""What a built page may load and run: a Content-Security-Policy, computed from the page itself.

The policy stands in the page, since some hosts let nobody set headers; what only a header can say
is in a file for the hosts that read one (`headers`).
"""

import base64
import hashlib
import re
from typing import Final

from generator.markup import Markup

# After the encoding, which must stand so early; nothing before it loads anything.
_ENCODING_WITHIN: Final = 1024
_START: Final = re.compile(rb"<meta\s+charset=[\"']?[\w-]+[\"']?\s*/?>|<head(?:\s[^>]*)?>", re.I)
_CHARSET: Final = re.compile(rb"<meta\s+charset=", re.I)


def _hash(text: str) -> str:
    """Return a source expression for one piece of inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _hashes(texts: list[str]) -> list[str]:
    return [_hash(text) for text in dict.fromkeys(texts)]


def policy(markup: Markup, *, searches: bool, drawn_in_styles: bool) -> str:
    """Return the policy of a page.

    `searches`: it loads the search, which is WebAssembly. `drawn_in_styles`: its stylesheets hold
    pictures of their own, as `data:`.
    """
    scripts = ["'self'"] * bool(markup.sources) + _hashes(markup.scripts)
    scripts += ["'wasm-unsafe-eval'"] * searches
    directives = {
        "default-src": ["'none'"],
        "script-src": scripts,
        "style-src": ["'self'", *_hashes(markup.styles)],
        "img-src": ["'self'", *["data:"] * drawn_in_styles],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"] if markup.has_form else [],
        "base-uri": [],
    }
    nothing = ["'none'"]
    return "; ".join(f"{name} {' '.join(of or nothing)}" for name, of in directives.items())


def has_head(page: bytes) -> bool:
    """Tell whether a page has a head; a file that proves who owns a site often is one line."""
    return _START.search(page[:_ENCODING_WITHIN]) is not None


def with_head(page: bytes, *lines: str) -> bytes:
    """Return a page with lines added to its head, as early as may be; all else stays as it is."""
    starts = [*_START.finditer(page[:_ENCODING_WITHIN])]
    charsets = [start for start in starts if _CHARSET.match(start.group())]
    place = (charsets or starts)[0].end()
    return page[:place] + "".join(f"\n{line}" for line in lines).encode() + page[place:]


# What a page cannot say of itself. No page may be framed, so that nobody can lay a page of ours
# under buttons of their own; nothing here needs a sensor, a camera or a place.
HEADERS: Final = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# A worker is held by the policy that it comes with, not by those of the pages.
WORKER: Final = "default-src 'none'; connect-src 'self'"


def headers(root: str, worker: str) -> str:
    """Return the file `_headers` that Netlify and Cloudflare Pages read.

    `root` is the path of the site on its host, "/" or "/name/". The worker is always asked for
    anew, so that no copy of it keeps an old site alive; it reads the site, and no other.
    """
    everywhere = "".join(f"  {name}: {value}\n" for name, value in HEADERS.items())
    own = f"  Cache-Control: no-cache\n  Content-Security-Policy: {WORKER}\n"
    return f"{root}*\n{everywhere}\n{root}{worker}\n{own}"
