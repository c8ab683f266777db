"""Work on all cores: a function of many items, in processes of their own where that is safe."""

import gc
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from typing import Any, Final, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
# Told how far a piece of work is: what is counted, how many of it are done, and of how many.
Tell = Callable[[str, int, int], object]

# Fewer items than these are done before a process for them has begun.
MANY: Final = 200
# How many a process takes at once: what comes of them is handed over together.
AT_ONCE: Final = 20
# What a process of ours does, and with what; it has them from the one that it was split off from.
_WORK: list[Any] = []


def count() -> int:
    """Return how many processes may run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def mapped(function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """Yield what a function makes of each item, in their order.

    What it makes must be such that it can be pickled; what it is given need not. An error is that
    of the function; whatever ends this, an interrupt too, ends the processes.
    """
    if not split(items):
        yield from map(function, items)
        return
    pool = ProcessPoolExecutor(
        count(), get_context("fork"), initializer=_start, initargs=(function, items)
    )
    try:
        starts = range(0, len(items), AT_ONCE)
        waiting = deque(pool.submit(_some, start) for start in starts)
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def split(items: Sequence[object]) -> bool:
    """Tell whether the work on these is split among processes."""
    return len(items) >= MANY and count() >= 2 and _can_fork()


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody how far a piece of work is."""


def counted(results: Iterable[Result], what: str, total: int, tell: Tell) -> Iterator[Result]:
    """Yield results as they come, and tell how many there are by then."""
    for done, result in enumerate(results, start=1):
        yield result
        tell(what, done, total)


def _can_fork() -> bool:
    """Tell whether a copy of this process can go on: not without its other threads.

    macOS can fork, but what its libraries do in the background does not bear it.
    """
    alone = threading.active_count() == 1
    return alone and sys.platform != "darwin" and "fork" in get_all_start_methods()


def _start(function: Callable[[Any], Any], items: Sequence[Any]) -> None:
    """Begin a process; an interrupt is for the first one, which then ends all."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # to look through what both share would make it two
    _WORK[:] = [function, items]
    end_with_parent()


def end_with_parent() -> None:
    """Have this process end when the one that began it was killed: nobody else would end it."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _some(start: int) -> list[Any]:
    function, items = _WORK
    return [function(item) for item in items[start : start + AT_ONCE]]
