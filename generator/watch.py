"""Tells when the files of a folder have changed; the only module that imports watchdog."""

import queue
from collections.abc import Generator
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
    """Puts a note into a queue for everything that changes."""

    def __init__(self, notes: "queue.SimpleQueue[None]") -> None:
        self.notes = notes

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _CHANGES:
            self.notes.put(None)


def changes(folder: Path) -> Generator[None]:
    """Yield at once, and again whenever files below a folder have changed and it is calm again.

    What changes while the caller is busy is told afterwards. An OSError if there is no such folder.
    """
    notes: queue.SimpleQueue[None] = queue.SimpleQueue()
    observer = Observer()
    observer.schedule(_Listener(notes), str(folder), recursive=True)
    observer.start()
    try:
        while True:
            yield
            notes.get()
            _wait_until_calm(notes)
    finally:
        observer.stop()
        observer.join()


def _wait_until_calm(notes: "queue.SimpleQueue[None]") -> None:
    while True:
        try:
            notes.get(timeout=CALM)
        except queue.Empty:
            return
