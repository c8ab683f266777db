"""Changes in a folder are told, also in one that has gone and come again."""

import queue
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator import watch
from tests.conftest import PATIENCE

Told = queue.SimpleQueue[None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file in a folder of its own."""
    place = tmp_path / "content"
    (place / "exercises").mkdir(parents=True)
    (place / "exercises" / "one.md").write_text("One", "utf-8")
    return place


@pytest.fixture
def told(folder: Path) -> Iterator[Told]:
    """Something for each change that is told."""
    found: queue.SimpleQueue[None] = queue.SimpleQueue()
    stop = watch.start(folder, lambda: found.put(None))
    yield found
    stop()


def awaited(told: Told, change: Callable[[], object]) -> None:
    """Change something, wait until it is told, and until it is calm again."""
    change()
    told.get(timeout=PATIENCE)
    watch._wait_until_calm(told)


def test_a_folder_that_was_replaced_is_watched_on(folder: Path, told: Told, tmp_path: Path) -> None:
    kept = shutil.copytree(folder, tmp_path / "kept")
    awaited(told, lambda: shutil.rmtree(folder))
    awaited(told, lambda: shutil.copytree(kept, folder))
    awaited(told, lambda: (folder / "exercises" / "one.md").write_text("Two", "utf-8"))
    awaited(told, lambda: (folder / "exercises" / "new.md").write_text("New", "utf-8"))


def test_a_folder_that_was_replaced_at_once_is_watched_on(
    folder: Path, told: Told, tmp_path: Path
) -> None:
    kept = shutil.copytree(folder, tmp_path / "kept")

    def replace() -> None:
        folder.rename(tmp_path / "gone")
        kept.rename(folder)

    awaited(told, replace)
    awaited(told, lambda: (folder / "exercises" / "one.md").write_text("Two", "utf-8"))


def test_what_changes_beside_the_folder_is_not_told(
    folder: Path, told: Told, tmp_path: Path
) -> None:
    (tmp_path / "contents").mkdir()
    (tmp_path / "contents" / "one.md").write_text("One", "utf-8")
    awaited(told, lambda: (folder / "exercises" / "one.md").write_text("Two", "utf-8"))
    (tmp_path / "other.md").write_text("Other", "utf-8")
    with pytest.raises(queue.Empty):
        told.get(timeout=1)
