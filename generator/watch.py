"""Tells when the files of a folder have changed; the only module that imports watchdog."""

import os
import queue
from collections.abc import Callable, Generator
from contextlib import suppress
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
# What gives a name to another file, or takes it away.
_NAMES: Final = frozenset([EVENT_TYPE_CREATED, EVENT_TYPE_DELETED, EVENT_TYPE_MOVED])
# To open or to read a file is an event as well, and whoever looks at the folder does both.
_CHANGES: Final = _NAMES | {EVENT_TYPE_MODIFIED}


class _Listener(FileSystemEventHandler):
    """Calls a function for everything that changes."""

    def __init__(self, tell: Callable[[], object]) -> None:
        self.tell = tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _CHANGES:
            self.tell()


class _Follower(FileSystemEventHandler):
    """Calls a function whenever a name comes to stand for something else, or for nothing."""

    def __init__(self, name: str, follow: Callable[[], object]) -> None:
        self.name = name
        self.follow = follow

    def on_any_event(self, event: FileSystemEvent) -> None:
        paths = (os.fsdecode(event.src_path), os.fsdecode(event.dest_path))
        if event.event_type in _NAMES and self.name in map(os.path.basename, paths):
            self.follow()


def start(folder: Path, tell: Callable[[], object]) -> Callable[[], None]:
    """Call a function, in another thread, whenever something below a folder has changed.

    The folder may go and come again, as git does it. Returns what ends that. An OSError if there
    is no such folder, or if the system cannot watch as much.
    """
    observer, listener = Observer(), _Listener(tell)
    watched = [observer.schedule(listener, str(folder), recursive=True)]

    def follow() -> None:
        while watched:
            observer.unschedule(watched.pop())
        with suppress(OSError):  # there is none at present
            watched.append(observer.schedule(listener, str(folder), recursive=True))
        tell()

    above = folder.absolute()
    observer.schedule(_Follower(above.name, follow), str(above.parent))
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
