"""One deliberately awful content folder, and the whole list of what the check says about it.

To renew the list, and then read every line that changed: `python -m tests.test_bad`.
"""

import ast
import datetime
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import generator
from generator import facts
from generator.build import check_folder
from generator.pictures import MAX_SIDE, MIN_SIDE
from generator.problems import Problem, as_text
from generator.source import MAX_BYTES, MAX_PICTURE_BYTES

BAD: Final = Path(__file__).parent / "bad"
MESSAGES: Final = BAD / "messages.txt"
TODAY: Final = datetime.date(2026, 1, 15)

# What the check only says of a folder that is right in all else, or not there at all.
SHOWN_ELSEWHERE: Final = {
    "changed-since-review": "test_reviews.py",
    "long-chain": "test_check.py",
    "no-folder": "test_check.py",
    "not-canonical": "test_canonical.py",
    "no-stop-caution": "test_check.py",
    "same-title": "test_check.py",
    "unused": "test_check.py",
    "unused-caution": "test_check.py",
}


def awful_folder(parent: Path) -> Path:
    """Return a copy of the awful content, with those files that git cannot hold well."""
    folder = parent / "content"
    shutil.copytree(BAD / "content", folder)
    exercises = folder / "exercises"
    (exercises / "link.md").symlink_to("dose.md")
    (exercises / "link-to-a-folder.md").symlink_to("/")
    (exercises / "link-to-nothing.md").symlink_to("nothing.md")
    os.mkfifo(exercises / "pipe.md")
    (exercises / "large.md").write_bytes(b"-" * (MAX_BYTES + 1))
    (exercises / "latin-1.md").write_bytes("---\n---\n# Übung für das Kreuz\n".encode("latin-1"))
    (exercises / "latin-1-later.md").write_bytes(b"---\n---\n# \xc3\x9cbung f\xfcr das Kreuz\n")
    hidden = "---\nnote: a\x1b[31mb\n---\n# Be\u202end\ufeff\r your\r\nknee\x00\n"
    (exercises / "hidden.md").write_text(hidden, encoding="utf-8", newline="")
    for name in (b"not-utf-8-\xff.md", b"two\nlines.md", b"\x1b[31mred.md"):
        Path(os.fsdecode(os.fsencode(exercises) + b"/" + name)).write_bytes(b"---\n---\n# Bend\n")
    for name, data in awful_pictures().items():
        place = folder / "pictures" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder


def picture(form: str, size: tuple[int, int] = (300, 200), **more: Any) -> bytes:
    """Return a picture of one colour in that format."""
    data = io.BytesIO()
    Image.new("L", size, 128).save(data, form, **more)
    return data.getvalue()


def awful_pictures() -> dict[str, bytes]:
    """Return picture files with one fault each, by name."""
    camera, told = Image.Exif(), PngInfo()
    camera[0x0110] = "A camera"
    told.add_text("Author", "Someone")
    frames = [Image.new("L", (300, 200), shade) for shade in (0, 255)]
    return {
        "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "Photo.PNG": picture("PNG"),
        "more/photo.png": picture("PNG"),
        "exif.jpg": picture("JPEG", exif=camera),
        "exif.png": picture("PNG", exif=camera),
        "exif.webp": picture("WEBP", exif=camera),
        "comment.jpg": picture("JPEG", comment=b"at home"),
        "told.png": picture("PNG", pnginfo=told),
        "xmp.webp": picture("WEBP", xmp=b"<x:xmpmeta/>"),
        "gif.png": picture("GIF"),
        "jpeg.png": picture("JPEG"),
        "png.jpg": picture("PNG"),
        "png.webp": picture("PNG"),
        "cut-short.png": picture("PNG")[:-30],
        "cut-short.jpg": picture("JPEG")[:-30],
        "empty.png": b"",
        "text.png": b"---\n---\n# Bend\n",
        "wide.png": picture("PNG", (MAX_SIDE + 1, 1)),
        "bomb.png": picture("PNG", (10_000, 10_000)),
        "moving.webp": picture("WEBP", save_all=True, append_images=frames),
        "large.png": picture("PNG") + b"\0" * MAX_PICTURE_BYTES,
        "small.png": picture("PNG", (MIN_SIDE - 1, 300)),
        "followed.png": picture("PNG") + b"PK",
        "followed.jpg": picture("JPEG") + b"PK",
        "followed.webp": picture("WEBP") + b"PK",
        "profile.jpg": picture("JPEG", icc_profile=b"A profile with a name"),
        "right.png": picture("PNG"),
    }


def problems_of(parent: Path) -> tuple[Problem, ...]:
    return check_folder(awful_folder(parent), TODAY, shown_as="content").problems


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> tuple[Problem, ...]:
    return problems_of(tmp_path_factory.mktemp("bad"))


def test_the_check_says_exactly_these_messages(problems: tuple[Problem, ...]) -> None:
    assert [as_text(p) for p in problems] == MESSAGES.read_text(encoding="utf-8").splitlines()


# --- No code is forgotten -------------------------------------------------------------------

# Whatever makes a problem takes the code as its last argument but one, before the message.
MAKERS: Final = frozenset(["error", "warning", "severity", "fault", "stop", "_refused"])
# These hand on a code that another call, or the table in facts.py, states.
HANDS_ON: Final = MAKERS | {"_problem", "figures_are_possible"}


def made_codes() -> Iterator[tuple[str, str | None]]:
    """Yield each call that makes a problem: the function it stands in, and its literal code."""
    for path in sorted(Path(generator.__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
            for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
                name = getattr(call.func, "id", getattr(call.func, "attr", None))
                is_log = ast.unparse(call.func).startswith("log.")
                if name in MAKERS and len(call.args) > 1 and not is_log:
                    code = call.args[-2]
                    yield function.name, code.value if isinstance(code, ast.Constant) else None


def all_codes() -> set[str]:
    return {code for _, code in made_codes() if code} | {*facts._CODES.values(), "wrong-type"}


def test_every_code_can_be_read_from_the_source() -> None:
    hidden = {function for function, code in made_codes() if code is None}
    assert hidden - {"_place"} <= HANDS_ON  # _place() holds a `fault` of its own
    assert len(all_codes()) > 50


def test_each_code_stands_in_the_list_or_is_shown_by_another_test() -> None:
    listed = set(re.findall(r": (?:error|warning)\[(.+?)\]: ", MESSAGES.read_text("utf-8")))
    assert listed & SHOWN_ELSEWHERE.keys() == set()
    assert listed | SHOWN_ELSEWHERE.keys() == all_codes()


@pytest.mark.parametrize("code", SHOWN_ELSEWHERE)
def test_a_code_that_is_not_in_the_list_stands_in_the_test_file_named_here(code: str) -> None:
    other = Path(__file__).parent / SHOWN_ELSEWHERE[code]
    assert f'"{code}"' in other.read_text("utf-8")


# --- A message helps ------------------------------------------------------------------------


def test_each_message_is_one_sentence_or_more_and_safe_to_print(
    problems: tuple[Problem, ...],
) -> None:
    for problem in problems:
        assert re.fullmatch(r"[A-Z0-9'*\[].*[.?]", problem.message), problem
        assert as_text(problem).isprintable(), problem
        assert not re.search(r"None|True|False|<class|pydantic|Value error", problem.message)


def test_each_place_is_in_its_file(problems: tuple[Problem, ...], tmp_path: Path) -> None:
    folder = awful_folder(tmp_path)
    for problem in problems:
        path = folder.parent / problem.path
        if (problem.line, problem.column) == (1, 1) or problem.code == "encoding":
            continue
        lines = path.read_bytes().decode().removeprefix("\ufeff").removesuffix("\n").split("\n")
        assert 1 <= problem.line <= len(lines), problem
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, problem


def test_nothing_is_built_from_the_awful_folder(tmp_path: Path) -> None:
    assert check_folder(awful_folder(tmp_path), TODAY).library is None


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        texts = [as_text(problem) for problem in problems_of(Path(temporary))]
    MESSAGES.write_text("\n".join(texts) + "\n", encoding="utf-8")
