"""A contributor's own picture: whatever is in its file besides the picture is refused."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from generator.pictures import MIN_SIDE, read_picture
from tests.conftest import NECK

ENDINGS: Final = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}


def drawn(form: str, mode: str = "RGB", size: tuple[int, int] = (240, 210), **more: Any) -> bytes:
    """Return a picture with something in it."""
    image = Image.new("L", size, 220)
    ImageDraw.Draw(image).ellipse((30, 40, 190, 170), fill=60, outline=0, width=5)
    data = io.BytesIO()
    image.convert(mode).save(data, form, **more)
    return data.getvalue()


def said(form: str, data: bytes) -> list[str]:
    """Return the code and message of a picture that is refused, [] for one that is not."""
    found, problems = read_picture(f"content/pictures/a.{ENDINGS[form]}", data)
    assert (found is None) == bool(problems)
    return [text for problem in problems for text in (problem.code, problem.message)]


PNG: Final = drawn("PNG")
JPEG: Final = drawn("JPEG")
WEBP: Final = drawn("WEBP")
FILES: Final = {"PNG": PNG, "JPEG": JPEG, "WEBP": WEBP}
form = pytest.mark.parametrize("form", FILES)


# --- what may stay ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "mode", "more"),
    [
        *(("PNG", mode, {}) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        ("PNG", "RGB", {"dpi": (300, 300)}),
        ("PNG", "P", {"transparency": 0, "bits": 4}),
        *(("JPEG", mode, {}) for mode in ("L", "RGB", "CMYK")),
        ("JPEG", "RGB", {"progressive": True}),
        ("JPEG", "RGB", {"restart_marker_blocks": 4, "dpi": (300, 300)}),
        *(("WEBP", mode, {"lossless": no}) for mode in ("RGB", "RGBA") for no in (True, False)),
    ],
)
def test_a_picture_and_no_more_is_taken(form: str, mode: str, more: dict[str, Any]) -> None:
    mode, via = ("I;16", "I") if mode == "I;16" else (mode, mode)
    data = drawn(form, via, **more) if mode == via else sixteen_bits()
    assert said(form, data) == []


def sixteen_bits() -> bytes:
    data = io.BytesIO()
    Image.new("I;16", (240, 210), 4000).save(data, "PNG")
    return data.getvalue()


def test_the_picture_of_the_tests_is_taken() -> None:
    (path,) = (NECK / "pictures").iterdir()
    assert said("PNG", path.read_bytes()) == []


def test_an_interlaced_png_is_taken_and_one_with_a_row_too_many_is_not() -> None:
    plain = struct.pack(">IIBBBBB", 205, 201, 8, 0, 0, 0, 1)
    passes = [(26, 26), (26, 26), (52, 25), (51, 51), (103, 50), (102, 101), (205, 100)]
    pixels = b"".join(b"\0" * (1 + columns) for columns, rows in passes for _ in range(rows))
    start, end = PNG[:8] + chunk(b"IHDR", plain), chunk(b"IEND", b"")
    assert said("PNG", start + chunk(b"IDAT", zlib.compress(pixels)) + end) == []
    more = zlib.compress(pixels + b"secret")
    assert "more pixels" in said("PNG", start + chunk(b"IDAT", more) + end)[1]


# --- after the end ----------------------------------------------------------------------------


@form
@given(extra=st.binary(min_size=1, max_size=40))
def test_bytes_after_the_end_are_refused(form: str, extra: bytes) -> None:
    code, message = said(form, FILES[form] + extra)
    assert code == "picture-metadata"
    assert f"more ({len(extra)} bytes) after its end" in message


@form
def test_a_second_picture_after_the_first_is_refused(form: str) -> None:
    assert said(form, FILES[form] * 2)[0] == "picture-metadata"


@form
@given(st.data())
def test_a_picture_that_breaks_off_is_refused(form: str, data: st.DataObject) -> None:
    whole = FILES[form]
    assert said(form, whole[: data.draw(st.integers(0, len(whole) - 1))]) != []


# --- parts that are not named -----------------------------------------------------------------


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_starts() -> list[int]:
    """Return where each chunk of the PNG but the first begins."""
    starts, at = [], 33
    while at < len(PNG):
        starts.append(at)
        at += 12 + struct.unpack_from(">I", PNG, at)[0]
    return starts


KNOWN: Final = b"IHDR PLTE tRNS cHRM gAMA sRGB sBIT bKGD pHYs IDAT IEND".split()
LETTERS: Final = st.sampled_from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


@given(
    kind=st.lists(LETTERS, min_size=4, max_size=4).map(bytes).filter(lambda k: k not in KNOWN),
    body=st.binary(max_size=20),
    at=st.sampled_from(png_starts()),
)
def test_any_other_chunk_of_a_png_is_refused(kind: bytes, body: bytes, at: int) -> None:
    assert said("PNG", PNG[:at] + chunk(kind, body) + PNG[at:]) != []


@pytest.mark.parametrize(
    "kind", [b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf", b"iCCP", b"prVt", b"sPLT", b"hIST"]
)
def test_a_private_chunk_a_time_and_a_profile_are_refused(kind: bytes) -> None:
    body = {b"tIME": b"\x07\xea\1\2\3\4\5", b"iCCP": b"x\0\0" + zlib.compress(b"y")}
    data = PNG[:33] + chunk(kind, body.get(kind, b"a\0b")) + PNG[33:]
    code = said("PNG", data)[0]
    # Pillow itself refuses some that are not well formed.
    assert code == "picture-metadata" or kind in (b"zTXt", b"iTXt", b"sPLT")


def test_data_behind_the_pixels_of_a_png_is_refused() -> None:
    at = PNG.index(b"IDAT") - 4
    pixels = b"".join(
        PNG[s + 8 : s + 8 + struct.unpack_from(">I", PNG, s)[0]]
        for s in png_starts()
        if PNG[s + 4 : s + 8] == b"IDAT"
    )
    data = PNG[:at] + chunk(b"IDAT", pixels + b"secret") + chunk(b"IEND", b"")
    assert "more pixels than it shows" in said("PNG", data)[1]


def segment(marker: int, body: bytes) -> bytes:
    """Return a segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, 2 + len(body)) + body


def jpeg_starts() -> list[int]:
    """Return where each segment of the JPEG begins, up to its pixels, and where those end."""
    starts, at = [], 2
    while JPEG[at + 1] != 0xDA:
        starts.append(at)
        at += 2 + struct.unpack_from(">H", JPEG, at + 2)[0]
    return [*starts, at, len(JPEG) - 2]


@given(
    marker=st.sampled_from([0xE0, *range(0xE1, 0xF0), 0xFE, 0xF0, 0xFD]),
    body=st.binary(max_size=40),
    at=st.sampled_from(jpeg_starts()),
)
def test_any_other_segment_of_a_jpeg_is_refused(marker: int, body: bytes, at: int) -> None:
    assert said("JPEG", JPEG[:at] + segment(marker, body) + JPEG[at:]) != []


@pytest.mark.parametrize(
    ("marker", "body", "name"),
    [
        (0xEC, b"Ducky", "a part 'APP12'"),
        (0xED, b"Photoshop 3.0\0", "a part 'APP13'"),
        (0xE2, b"ICC_PROFILE\0\1\1name", "a colour profile"),
        (0xFE, b"at home", "a comment"),
        (0xE0, b"JFXX\0\x13", "a part 'APP0'"),
    ],
)
def test_the_message_names_a_segment_and_how_to_mend_it(
    marker: int, body: bytes, name: str
) -> None:
    code, message = said("JPEG", JPEG[:2] + JPEG[2:20] + segment(marker, body) + JPEG[20:])
    assert code == "picture-metadata"
    assert name in message
    assert "Export it anew from a picture program" in message


def test_a_thumbnail_and_bytes_between_the_segments_of_a_jpeg_are_refused() -> None:
    with_one = segment(0xE0, JPEG[6:18] + b"\1\1" + b"abc")
    assert said("JPEG", JPEG[:2] + with_one + JPEG[20:])[0] == "picture-metadata"
    assert said("JPEG", JPEG[:20] + b"abc" + JPEG[20:])[0] == "picture-metadata"


def riff(*parts: tuple[bytes, bytes]) -> bytes:
    """Return a WebP of these parts."""
    body = b"".join(k + struct.pack("<I", len(b)) + b + b"\0" * (len(b) % 2) for k, b in parts)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


PIXELS: Final = (b"VP8 ", WEBP[20 : 20 + struct.unpack_from("<I", WEBP, 16)[0]])


def size_part(flags: int) -> tuple[bytes, bytes]:
    sizes = (239).to_bytes(3, "little") + (209).to_bytes(3, "little")
    return b"VP8X", bytes([flags, 0, 0, 0]) + sizes


@pytest.mark.parametrize("kind", [b"ICCP", b"EXIF", b"XMP ", b"ANIM", b"none", b"VP8 ", b"VP8L"])
def test_any_other_part_of_a_webp_is_refused(kind: bytes) -> None:
    assert said("WEBP", riff(PIXELS)) == said("WEBP", riff(size_part(0), PIXELS)) == []
    assert said("WEBP", riff(PIXELS, (kind, b"secret"))) != []
    assert said("WEBP", riff(size_part(0), PIXELS, (kind, b"secret"))) != []


def test_a_webp_says_nothing_in_its_flags_or_in_the_bytes_that_fill_up() -> None:
    assert said("WEBP", riff(size_part(0x08), PIXELS)) != []
    odd = riff(size_part(0), (b"VP8 ", PIXELS[1] + b"\0" * (1 - len(PIXELS[1]) % 2)))
    assert said("WEBP", odd[:-1] + b"s") != []


@pytest.mark.parametrize("save", [drawn])
@form
def test_a_profile_and_exif_as_programs_write_them_are_refused(
    form: str, save: Callable[..., bytes]
) -> None:
    camera = Image.Exif()
    camera[0x0110] = "A camera"
    assert said(form, save(form, icc_profile=b"made by Someone"))[0] == "picture-metadata"
    assert said(form, save(form, exif=camera))[0] == "picture-metadata"


def test_a_photo_with_a_second_one_behind_it_is_told_as_what_it_is() -> None:
    data = io.BytesIO()
    pictures = [Image.new("RGB", (240, 210), shade) for shade in ("red", "blue")]
    pictures[0].save(data, "MPO", save_all=True, append_images=pictures[1:])
    assert said("JPEG", data.getvalue())[0] == "picture-metadata"


# --- size -------------------------------------------------------------------------------------


@form
@pytest.mark.parametrize("size", [(1, 1), (MIN_SIDE - 1, 900), (900, MIN_SIDE - 1)])
def test_a_picture_that_is_too_small_for_paper_is_refused(form: str, size: tuple[int, int]) -> None:
    code, message = said(form, drawn(form, size=size))
    assert code == "wrong-picture"
    assert f"{size[0]} by {size[1]} pixels: each side must have at least {MIN_SIDE}" in message
    assert said(form, drawn(form, size=(MIN_SIDE, MIN_SIDE))) == []
