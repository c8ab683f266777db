"""What comes with the generator for every site: what it changes in the theme, styles, scripts.

In a checkout `parts/docs` and `parts/overrides` are links to the folders at its top, in an
installed package they are folders with the same files.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

PARTS: Final = Path(__file__).parent / "parts"
DOCS: Final = PARTS / "docs"
OVERRIDES: Final = PARTS / "overrides"
SETTINGS: Final = PARTS / "settings.yml"
NEW_SITE: Final = PARTS / "new-site"
# What every site needs of DOCS. The other pages speak for whoever wrote them.
EVERYWHERE: Final = ("fonts/*", "offline.md", "scripts/**/*.js", "styles/*.css")


def files(docs: Path, patterns: Iterable[str] = EVERYWHERE) -> dict[str, Path]:
    """Return every such file by its path below a docs folder; what a site has itself, wins."""
    found = (
        (path.relative_to(folder).as_posix(), path)
        for folder in (DOCS, docs)
        for pattern in patterns
        for path in folder.glob(pattern)
        if path.is_file()
    )
    return dict(sorted(dict(found).items()))
