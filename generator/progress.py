"""How far a long piece of work is, on one line."""

import time
from collections.abc import Callable
from typing import Final, TextIO

# Seconds: what is done sooner says nothing; how often a line is told, in a log and on a terminal.
LONG: Final = 2.0
LOGGED_EVERY: Final = 5.0
SHOWN_EVERY: Final = 0.2


class Progress:
    """Tells how far each phase of a long build is.

    On a terminal the line is written in place, and what is written next goes over it; elsewhere
    `log` is given a line now and then.
    """

    def __init__(
        self,
        log: Callable[[str], object],
        terminal: TextIO | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._log = log
        self._terminal = terminal
        self._clock = clock
        self._phase = ""
        self._next = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Take note that so many are done; `what` names them, and so the phase."""
        now = self._clock()
        if what != self._phase:
            self._phase, self._next = what, now + LONG
        if now < self._next:
            return
        self._next = now + (SHOWN_EVERY if self._terminal else LOGGED_EVERY)
        line = f"{done:,} of {total:,} {what}"
        if self._terminal:
            self._terminal.write(f"\x1b[Klimber: {line}\r")
            self._terminal.flush()
        else:
            self._log(line)
