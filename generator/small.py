"""Our styles and scripts without what only people need: comments, indentation, line ends.

The only module that knows what takes them out. The files of the theme come small already.
"""

from rcssmin import cssmin
from rjsmin import jsmin

from generator import shipped


def is_ours(path: str, data: bytes) -> bool:
    """Tell whether a file of a site is a style or script that comes with the generator.

    A site may have others, or its own in place of one of ours, which are sent as they are.
    """
    ours = shipped.DOCS / path
    return path.endswith((".css", ".js")) and ours.is_file() and ours.read_bytes() == data


def shrunk(path: str, text: str) -> str:
    """Return a style or script of ours that does the same in fewer bytes.

    Every name stays as it is, and so do strings. A template string within a template string would
    be taken for two, so our scripts have none (a test).
    """
    return str(cssmin(text) if path.endswith(".css") else jsmin(text))
