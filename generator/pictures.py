"""Pictures of a contributor's own: what a file must be before it may stand on a page.

Only formats that cannot carry script, only files that are what their name says, and none with
hidden data, which may tell where and of whom a photo was taken. So that nothing is overlooked, a
file may be made only of the parts that are named here, and each of these holds only the picture.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from PIL import Image

from generator.problems import Position, Problem, error, shown
from generator.source import MAX_PICTURE_BYTES

MIN_SIDE: Final = 200
MAX_SIDE: Final = 4000
FORMATS: Final = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
NOT_WHOLE: Final = "This is no whole PNG, JPEG or WebP picture: save it anew."
TOO_LARGE: Final = f"A picture must be still, and at most {MAX_SIDE} pixels wide and high."
SAVE_BARE: Final = (
    "Export it anew from a picture program, as sRGB and without metadata, thumbnail and profile."
)


@dataclass(frozen=True)
class Picture:
    """A picture file that may be shown: its name, its path as people see it, size in pixels."""

    id: str
    path: str
    data: bytes
    width: int
    height: int


class _Hidden(Exception):
    """There is something besides the picture; the words say what."""


class _NotWhole(Exception):
    """The file breaks off, or is not made as its format is."""


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
                # A JPEG with a second picture behind it, as some cameras make it: told below.
                found, still = ("JPEG", True) if found == "MPO" else (found, _is_still(image))
                fits = max(width, height) <= MAX_SIDE and still
                if fits:  # a few bytes can be a very large picture
                    image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return _refused(path, "wrong-picture", TOO_LARGE)
    except (OSError, ValueError, SyntaxError):
        return _refused(path, "wrong-picture", NOT_WHOLE)
    if found != wanted:
        message = f"The name says {wanted}, but the file is {found}: rename it or save it anew."
        return _refused(path, "wrong-picture", message)
    if not fits:
        return _refused(path, "wrong-picture", TOO_LARGE)
    if min(width, height) < MIN_SIDE:
        message = f"The picture is {width} by {height} pixels: each side must have at least"
        message += f" {MIN_SIDE}, or it is a blur on paper. Save a larger one."
        return _refused(path, "wrong-picture", message)
    try:
        _PARTS[wanted](data)
    except _Hidden as hidden:
        message = f"Besides the picture, the file holds {hidden}. {SAVE_BARE}"
        return _refused(path, "picture-metadata", message)
    except (_NotWhole, struct.error, IndexError, zlib.error):
        return _refused(path, "wrong-picture", NOT_WHOLE)
    return Picture(name, path, data, width, height), []


def _is_still(image: Image.Image) -> bool:
    return int(getattr(image, "n_frames", 1)) == 1


def _refused(path: str, code: str, message: str) -> tuple[None, list[Problem]]:
    return None, [error(path, Position(), code, message)]


def _part(name: bytes) -> str:
    """Return the name of a part of a file as people can read it."""
    return f"a part '{shown(name.decode('latin-1'))}'"


def _after(data: bytes, end: int) -> None:
    """Refuse what stands behind the end."""
    if len(data) > end:
        raise _Hidden(f"more ({len(data) - end:,} bytes) after its end")


# --- PNG --------------------------------------------------------------------------------------

# How long each part may be; those but IDAT stand once. Source: W3C, "Portable Network Graphics
# (PNG) Specification (Third Edition)", section 11.
_PNG: Final[Mapping[bytes, range]] = {
    b"IHDR": range(13, 14),
    b"PLTE": range(3, 769, 3),
    b"tRNS": range(1, 257),
    b"cHRM": range(32, 33),
    b"gAMA": range(4, 5),
    b"sRGB": range(1, 2),
    b"sBIT": range(1, 5),
    b"bKGD": range(1, 7),
    b"pHYs": range(9, 10),
    b"IDAT": range(2**31),
    b"IEND": range(1),
}
_PNG_SAMPLES: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of one pixel, by the type of colour
# Where each pass of an interlaced picture begins, and its steps, across and down.
_PNG_PASSES: Final = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
    (0, 1, 1, 2),
)  # fmt: skip


def _check_png(data: bytes) -> None:
    at, kind = 8, b""
    seen: dict[bytes, bytes] = {}
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        body, end = data[at + 8 : at + 8 + length], at + 12 + length
        if kind not in _PNG or (kind in seen and kind != b"IDAT"):
            raise _Hidden(_part(kind))
        if length not in _PNG[kind] or end > len(data):
            raise _NotWhole
        if struct.unpack_from(">I", data, end - 4)[0] != zlib.crc32(kind + body):
            raise _NotWhole
        seen[kind] = seen.get(kind, b"") + body
        at = end
    _after(data, at)
    packed, wanted = zlib.decompressobj(), _png_length(seen[b"IHDR"])
    length, rest, piece = 0, seen[b"IDAT"], b"-"
    while piece and length <= wanted:
        piece = packed.decompress(rest, 2**20)
        length, rest = length + len(piece), packed.unconsumed_tail
    if packed.unused_data or length > wanted:
        raise _Hidden("more pixels than it shows")
    if not packed.eof or length < wanted:
        raise _NotWhole


def _png_length(header: bytes) -> int:
    """Return how many bytes the pixels of a PNG are, each row with the byte of its filter."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    bits = depth * _PNG_SAMPLES[colour]
    passes = _PNG_PASSES if interlaced else ((0, 0, 1, 1),)
    sizes = (
        (-(-(width - left) // across), -(-(height - top) // down))
        for left, top, across, down in passes
    )
    return sum(rows * (1 + -(-columns * bits // 8)) for columns, rows in sizes if columns > 0)


# --- JPEG -------------------------------------------------------------------------------------

_SOI, _EOI, _SOS, _APP0, _APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE
# Tables, frames of Huffman coding (baseline, extended, progressive), restarts, a scan. Source:
# ITU-T T.81, table B.1.
_JPEG: Final = frozenset([0xDB, 0xC4, 0xC0, 0xC1, 0xC2, 0xDD, _SOS])
_JPEG_NAMES: Final = {
    0xE1: "Exif or XMP data (APP1)",
    0xE2: "a colour profile or a second picture (APP2)",
    0xFE: "a comment",
}


def _check_jpeg(data: bytes) -> None:
    at, marker = 2, _SOI
    seen: set[int] = set()
    while True:
        if data[at] != 0xFF:
            raise _Hidden("bytes between its parts")
        marker = data[at + 1]
        if marker == _EOI:
            return _after(data, at + 2)
        length = struct.unpack_from(">H", data, at + 2)[0]
        body = data[at + 4 : at + 2 + length]
        if not (marker in _JPEG or _is_bare(marker, body)) or marker in seen:
            number = marker - _APP0
            name = f"a part 'APP{number}'" if 0 <= number < 16 else f"a part {marker:02X}"
            raise _Hidden(_JPEG_NAMES.get(marker, name))
        if marker in (_APP0, _APP14):
            seen.add(marker)
        at += 2 + length
        if marker == _SOS:
            at = _end_of_scan(data, at)


def _is_bare(marker: int, body: bytes) -> bool:
    """Tell whether an application's part is JFIF's or Adobe's own, and without a thumbnail."""
    if marker == _APP0:
        return len(body) == 14 and body[:5] == b"JFIF\0" and body[-2:] == b"\0\0"
    return marker == _APP14 and len(body) == 12 and body[:5] == b"Adobe"


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the pixels of a scan end: at a marker that is no restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise _NotWhole
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


# --- WebP -------------------------------------------------------------------------------------

_ALPHA: Final = 0x10
# How long each part may be. Source: RFC 9649, "WebP Image Format", section 2.
_WEBP: Final[Mapping[bytes, range]] = {
    b"VP8X": range(10, 11),
    b"ALPH": range(1, 2**31),
    b"VP8 ": range(10, 2**31),
    b"VP8L": range(5, 2**31),
}
_WEBP_ORDERS: Final = (
    [b"VP8 "], [b"VP8L"], [b"VP8X", b"VP8L"], [b"VP8X", b"VP8 "], [b"VP8X", b"ALPH", b"VP8 "],
)  # fmt: skip


def _check_webp(data: bytes) -> None:
    whole = 8 + struct.unpack_from("<I", data, 4)[0]
    if whole > len(data):
        raise _NotWhole
    _after(data, whole)
    kinds: list[bytes] = []
    flags = bytes(4)
    for kind, body, padding in _webp_parts(data):
        if kind not in _WEBP or kind in kinds or padding.strip(b"\0"):
            raise _Hidden(_part(kind))
        if len(body) not in _WEBP[kind]:
            raise _NotWhole
        flags = body[:4] if kind == b"VP8X" else flags
        kinds.append(kind)
    if kinds not in _WEBP_ORDERS or flags[0] & ~_ALPHA or any(flags[1:]):
        raise _Hidden("notes of parts that it has not or does not need")


def _webp_parts(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield the parts of a WebP: name, what is in it, and the byte that makes it even."""
    at = 12
    while at < len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        body, end = data[at + 8 : at + 8 + length], at + 8 + length
        if end + length % 2 > len(data):
            raise _NotWhole
        yield kind, body, data[end : end + length % 2]
        at = end + length % 2


_PARTS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "PNG": _check_png,
    "JPEG": _check_jpeg,
    "WEBP": _check_webp,
}
