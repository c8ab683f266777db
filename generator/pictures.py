"""Pictures of a contributor's own: what a file must be before it may stand on a page.

Only formats that cannot carry script, only files that are what their name says, and none with
hidden data, which may tell where and of whom a photo was taken.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image

from generator.problems import Position, Problem, error
from generator.source import MAX_PICTURE_BYTES

MAX_SIDE: Final = 4000
FORMATS: Final = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
TOO_LARGE: Final = f"A picture must be still, and at most {MAX_SIDE} pixels wide and high."
# What Pillow calls data beside the picture, in whatever format.
HIDDEN: Final = frozenset(["exif", "xmp", "comment", "photoshop"])


@dataclass(frozen=True)
class Picture:
    """A picture file that may be shown: its name, its path as people see it, size in pixels."""

    id: str
    path: str
    data: bytes
    width: int
    height: int


def read_picture(path: str, data: bytes) -> tuple[Picture | None, list[Problem]]:
    """Return a picture, or what is wrong with its file."""
    name = path.rpartition("/")[2]
    wanted = FORMATS[name.rpartition(".")[2]]
    if len(data) > MAX_PICTURE_BYTES:
        return _refused(path, "file-size", "The picture is larger than 1 MiB: save it smaller.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(FORMATS.values())) as image:
                found, (width, height) = image.format, image.size
                fits = max(width, height) <= MAX_SIDE and getattr(image, "n_frames", 1) == 1
                if fits:  # a few bytes can be a very large picture
                    image.load()
                hidden = _has_hidden_data(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return _refused(path, "wrong-picture", TOO_LARGE)
    except (OSError, ValueError, SyntaxError):
        message = "This is no whole PNG, JPEG or WebP picture: save it anew."
        return _refused(path, "wrong-picture", message)
    if found != wanted:
        message = f"The name says {wanted}, but the file is {found}: rename it or save it anew."
        return _refused(path, "wrong-picture", message)
    if not fits:
        return _refused(path, "wrong-picture", TOO_LARGE)
    if hidden:
        message = "Hidden data is in this picture (perhaps where it was taken): save it without."
        return _refused(path, "picture-metadata", message)
    return Picture(name, path, data, width, height), []


def _has_hidden_data(image: Image.Image) -> bool:
    """Tell whether a picture has data that nobody sees: EXIF, XMP, comments, texts in a PNG."""
    texts = getattr(image, "text", {})
    return bool(image.getexif() or texts or HIDDEN & image.info.keys())


def _refused(path: str, code: str, message: str) -> tuple[None, list[Problem]]:
    return None, [error(path, Position(), code, message)]
