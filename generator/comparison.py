"""What a change does to paper: two folders of PDFs compared page by page, as pictures.

The only module that runs poppler.
"""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

DOTS: Final = 75  # to the inch: the text can be read, and a page weighs about 60 kB
SAID: Final = 1_000  # letters of what poppler says at most: the last ones
HOW_TO_GET_POPPLER: Final = (
    "Pages become pictures by poppler. On Debian or Ubuntu: sudo apt-get install poppler-utils."
)


class NoPictures(Exception):
    """A PDF cannot be made pictures of; the message says why."""


@dataclass(frozen=True)
class Side:
    """One page of a sheet that is not what it was; the files of its pictures, "" where none is."""

    number: int
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One sheet on one paper that is not what it was: its pages before and after, 0 if none."""

    path: str
    before: int
    after: int
    sides: tuple[Side, ...]


def compare(before: Path, after: Path, pictures: Path) -> tuple[Change, ...]:
    """Return every PDF that differs, by its path; pictures of what differs go into a folder.

    NoPictures if poppler is not there, or fails.
    """
    old, new = _pdfs(before), _pdfs(after)
    paths = sorted(path for path in {*old, *new} if old.get(path) != new.get(path))
    if paths and not shutil.which("pdftoppm"):
        raise NoPictures(HOW_TO_GET_POPPLER)
    found = (_change(path, before, after, pictures) for path in paths)
    return tuple(change for change in found if change.sides)


def _pdfs(folder: Path) -> Mapping[str, bytes]:
    """Return every PDF below a folder by its path there."""
    found = (path for path in folder.rglob("*.pdf"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _change(path: str, before: Path, after: Path, pictures: Path) -> Change:
    """Compare one sheet; its pictures are named by its path, page and time."""
    old, new = _drawn(before / path), _drawn(after / path)
    name = path.removesuffix(".pdf").replace("/", "_")
    sides = []
    for number, pair in enumerate(zip_longest(old, new, fillvalue=b""), start=1):
        if pair[0] != pair[1]:
            kept = [
                _keep(pictures, f"{name}-{number}-{when}.png", data)
                for when, data in zip(("before", "after"), pair, strict=True)
            ]
            sides.append(Side(number, *kept))
    return Change(path, len(old), len(new), tuple(sides))


def _keep(folder: Path, name: str, data: bytes) -> str:
    """Write a picture if there is one; return its name, or ""."""
    if not data:
        return ""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return name


def _drawn(pdf: Path) -> Sequence[bytes]:
    """Return the pages of a PDF as PNG pictures; of one that is not there, none."""
    if not pdf.is_file():
        return ()
    with TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603 - a fixed program, on a file that we made
            ["pdftoppm", "-r", str(DOTS), "-png", pdf, f"{folder}/page"],  # noqa: S607
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="backslashreplace",
            check=False,
        )
        if done.returncode:
            raise NoPictures(f"pdftoppm failed at '{pdf.name}': {done.stderr.strip()[-SAID:]}")
        return tuple(_in_order(Path(folder)))


def _in_order(folder: Path) -> Iterator[bytes]:
    """Yield the pages: poppler pads their numbers, so that names stand in order."""
    for path in sorted(folder.glob("page-*.png")):
        yield path.read_bytes()
