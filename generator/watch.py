"""Tells when the files of a folder have changed; the only module that imports watchdog."""

import queue
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Final

from watchdog.events import (
    EVENT_TYPE_CREATED,
    EVENT_TYPE_DELETED,
    EVENT_TYPE_MODIFIED,
    EVENT_TYPE_MOVED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

# An editor saves in several steps, and git writes many files: seconds without any news.
CALM: Final = 0.2
# To open or to read a file is an event as well, and whoever looks at the folder does both.
_CHANGES: Final = frozenset(
    [EVENT_TYPE_CREATED, EVENT_TYPE_DELETED, EVENT_TYPE_MODIFIED, EVENT_TYPE_MOVED]
)


class _Listener(FileSystemEventHandler):
    """Calls a function for everything that changes."""

    def __init__(self, tell: Callable[[], object]) -> None:
        self.tell = tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _CHANGES:
            self.tell()


def start(folder: Path, tell: Callable[[], object]) -> Callable[[], None]:
    """Call a function, in another thread, whenever something below a folder has changed.

    Returns what ends that. An OSError if there is no such folder, or if the system cannot watch
    as much.
    """
    observer = Observer()
    observer.schedule(_Listener(tell), str(folder), recursive=True)
    observer.start()

    def stop() -> None:
        observer.stop()
        observer.join()

    return stop


def changes(folder: Path) -> Generator[None]:
    """Yield at once, and again whenever files below a folder have changed and it is calm again.

    What changes while the caller is busy is told afterwards. An OSError if there is no such folder.
    """
    notes: queue.SimpleQueue[None] = queue.SimpleQueue()
    stop = start(folder, lambda: notes.put(None))
    try:
        while True:
            yield
            notes.get()
            _wait_until_calm(notes)
    finally:
        stop()


def _wait_until_calm(notes: "queue.SimpleQueue[None]") -> None:
    while True:
        try:
            notes.get(timeout=CALM)
        except queue.Empty:
            return
