"""Our styles and scripts without what only people need: comments, indentation, line ends.

The only module that knows what takes them out. The files of the theme come small already.
"""

import re
from typing import Final

from rcssmin import cssmin
from rjsmin import jsmin

_OURS: Final = re.compile(r"(?:scripts|styles)/.+\.(?:js|css)")


def can_shrink(path: str) -> bool:
    """Tell whether a file of a site, by its path below the root, is a style or script of ours."""
    return _OURS.fullmatch(path) is not None


def shrunk(path: str, text: str) -> str:
    """Return a style or script that does the same in fewer bytes.

    Every name stays as it is, and so do strings. A template string within a template string would
    be taken for two, so our scripts have none (a test).
    """
    return str(cssmin(text) if path.endswith(".css") else jsmin(text))
